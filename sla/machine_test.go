package sla_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

// cyclesOf tells what became of a clock: each cycle's phase, verdict, start and
// end in minutes, and what was used. An event is its name, or its name and the
// status it sets; there is one every ten minutes.
func cyclesOf(t *testing.T, clock sla.Clock, events string) string {
	t.Helper()
	spec := liveSpec()
	spec.Clocks = map[string]sla.Clock{"c": clock}
	spec.Objectives = []sla.Objective{{ID: "o", Clock: "c", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
		Targets: []sla.Target{{Within: "1h", Calendar: "24x7"}}}}
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	ticket := sla.Ticket{ID: "T"}
	for i, text := range strings.Fields(events) {
		name, status, sets := strings.Cut(text, "=")
		e := sla.Event{At: onMarch2(8, 10*i), Seq: int64(i), Name: name}
		if sets {
			e.Set = sla.Attrs{{"status", status}}
		}
		ticket.Events = append(ticket.Events, e)
	}
	var all []string
	for r := range a.Track(&ticket, onMarch2(8, 10*len(ticket.Events))).Cycles("o") {
		if r.Cycle == 0 {
			continue
		}
		start, end := int(r.StartedAt.Sub(onMarch2(8, 0))/minutes(1)), "-"
		if !r.StoppedAt.IsZero() {
			end = fmt.Sprint(int(r.StoppedAt.Sub(onMarch2(8, 0)) / minutes(1)))
		}
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %d-%s used %d %s", r.Phase, start, end, int(r.Elapsed/minutes(1)), r.Verdict)))
	}
	return strings.Join(all, ", ")
}

// What an event does to a clock in each of its states, where several conditions
// match at once: one row for each decision of the machine, and the row beside it
// that goes the other way.
func TestWhatAnEventDoesToAClock(t *testing.T) {
	named := sla.Clock{
		Start: sla.On("open", "start+stop", "start+cancel", "start+pause", "start+reset", "start+hold"), Stop: sla.On("stop", "start+stop", "stop+reset", "stop+cancel", "stop+pause"),
		Reset: sla.On("reset", "stop+reset", "reset+cancel", "reset+pause", "start+reset"), Cancel: sla.On("cancel", "start+cancel", "stop+cancel", "reset+cancel", "cancel+pause"),
		Pause: sla.On("hold", "start+pause", "stop+pause", "reset+pause", "cancel+pause", "start+hold", "hold+resume"), Resume: sla.On("resume", "hold+resume"),
	}
	with := func(c sla.Clock, r sla.Reopen) sla.Clock {
		c.Reopen = r
		return c
	}
	status := sla.Clock{Start: sla.On("open"), Stop: sla.While("status", "solved"), Cancel: sla.While("status", "spam"), Pause: sla.While("status", "waiting")}
	lasting := sla.Clock{ // what begins with an event lasts as long as its attributes
		Start: sla.On("open"), Pause: sla.Condition{Event: []string{"hold"}, While: sla.Where{"status": sla.Is("waiting")}},
		Stop: sla.Condition{Event: []string{"solve"}, While: sla.Where{"status": sla.Is("solved")}},
	}
	for _, c := range []struct {
		name   string
		clock  sla.Clock
		events string
		want   string
	}{
		{"a pause lasts while its attributes do", lasting, "open hold=waiting note", "paused 0-- used 10"},
		{"and no longer", lasting, "open hold=waiting note=open", "running 0-- used 20"},
		{"attributes alone are no pause", lasting, "open note=waiting", "running 0-- used 20"},
		{"a stop lasts while its attributes do", with(lasting, sla.ContinueExcluding), "open solve=solved note", "stopped 0-10 used 10 met"},
		{"a stop that lasts no more", with(lasting, sla.ContinueExcluding), "open solve=solved note=open", "running 0-- used 20"},
		{"a start ends even one that lasts", with(lasting, sla.ContinueExcluding), "open solve=solved open", "running 0-- used 20"},
		{"start", named, "open", "running 0-- used 10"},
		{"start and stop at once", named, "start+stop", ""},
		{"start and cancel at once", named, "start+cancel", ""},
		{"start and pause at once", named, "start+pause", "paused 0-- used 0"},
		{"start and reset at once opens", named, "start+reset", "running 0-- used 10"},
		{"an idle clock is not reset", named, "reset", ""},
		{"an idle clock is not paused", named, "hold open", "running 10-- used 10"},
		{"a second start does nothing", named, "open open", "running 0-- used 20"},
		{"stop goes before reset", named, "open stop+reset", "stopped 0-10 used 10 met"},
		{"stop goes before cancel", named, "open stop+cancel", "stopped 0-10 used 10 met"},
		{"stop goes before pause", named, "open stop+pause", "stopped 0-10 used 10 met"},
		{"reset goes before cancel", named, "open reset+cancel", "stopped 0-10 used 10 met, running 10-- used 10"},
		{"a reset may pause", named, "open reset+pause", "stopped 0-10 used 10 met, paused 10-- used 0"},
		{"cancel goes before pause", named, "open cancel+pause", "cancelled 0-10 used 10"},
		{"pause goes before resume", named, "open hold+resume", "paused 0-- used 10"},
		{"a paused clock stays so", named, "open hold note", "paused 0-- used 10"},
		{"a paused clock is not paused again", named, "open hold hold resume", "running 0-- used 20"},
		{"a paused clock that both match stays paused", named, "open hold hold+resume", "paused 0-- used 10"},
		{"resume", named, "open hold resume", "running 0-- used 20"},
		{"a running clock is not resumed", named, "open resume", "running 0-- used 20"},
		{"a paused clock is stopped", named, "open hold stop", "stopped 0-20 used 10 met"},
		{"a paused clock is reset", named, "open hold reset", "stopped 0-20 used 10 met, running 20-- used 10"},
		{"a paused clock is cancelled", named, "open hold cancel", "cancelled 0-20 used 10"},
		{"after a cancel comes a new cycle", named, "open cancel open", "cancelled 0-10 used 10, running 20-- used 10"},

		{"after a stop comes a new cycle", with(named, sla.NewCycle), "open stop open", "stopped 0-10 used 10 met, running 20-- used 10"},
		{"or none", with(named, sla.Final), "open stop open", "stopped 0-10 used 10 met"},
		{"or the same without the time between", with(named, sla.ContinueExcluding), "open stop open", "running 0-- used 20"},
		{"or the same with it", with(named, sla.ContinueIncluding), "open stop open", "running 0-- used 30"},
		{"which may go on paused", with(named, sla.ContinueExcluding), "open stop start+pause", "paused 0-- used 10"},
		{"a stopped clock stays so", with(named, sla.ContinueExcluding), "open stop note", "stopped 0-10 used 10 met"},
		{"a stopped clock is not stopped again", with(named, sla.ContinueExcluding), "open stop stop", "stopped 0-10 used 10 met"},
		{"a start that stops too does not go on", with(named, sla.ContinueExcluding), "open stop start+stop", "stopped 0-10 used 10 met"},
		{"a stopped clock is not cancelled", with(named, sla.NewCycle), "open stop cancel", "stopped 0-10 used 10 met"},
		{"nor one that may go on", with(named, sla.ContinueExcluding), "open stop cancel", "stopped 0-10 used 10 met"},
		{"nor one that is final", with(named, sla.Final), "open stop cancel", "stopped 0-10 used 10 met"},
		{"a start that cancels too does not go on", with(named, sla.ContinueExcluding), "open stop start+cancel", "stopped 0-10 used 10 met"},
		{"nor with the time between", with(named, sla.ContinueIncluding), "open stop start+cancel", "stopped 0-10 used 10 met"},
		{"it may go on later", with(named, sla.ContinueExcluding), "open stop start+cancel open", "running 0-- used 20"},
		{"a cancelled one does not go on", with(named, sla.ContinueExcluding), "open cancel open", "cancelled 0-10 used 10, running 20-- used 10"},

		{"a stop that holds no more", with(status, sla.ContinueExcluding), "open solve=solved note=open", "running 0-- used 20"},
		{"a stop that holds", with(status, sla.ContinueExcluding), "open solve=solved note", "stopped 0-10 used 10 met"},
		{"a stop that gives way to a cancel", with(status, sla.ContinueExcluding), "open solve=solved note=spam", "stopped 0-10 used 10 met"},
		{"and then to neither", with(status, sla.ContinueExcluding), "open solve=solved note=spam note=open", "running 0-- used 20"},
		{"a stop that gives way to a pause", with(status, sla.ContinueExcluding), "open solve=solved note=waiting", "paused 0-- used 10"},
		{"a pause that gives way to a stop", with(status, sla.ContinueExcluding), "open wait=waiting solve=solved", "stopped 0-20 used 10 met"},
		{"a stop by attributes before the start is no stop", status, "note=solved open=open", "running 10-- used 10"},
		{"a stop by name before the start is none by the exact policy", named, "stop open", "running 10-- used 10"},
		{"unless the clock was stopped again", named, "stop open stop", "stopped 10-20 used 10 met"},
		{"unless there was another cycle", named, "stop open cancel open", "cancelled 10-20 used 10, running 30-- used 10"},
		{"unless it was stopped and went on", with(named, sla.ContinueExcluding), "stop open stop open", "running 10-- used 20"},
		{"unless it was before another start", named, "open cancel stop open", "cancelled 0-10 used 10, running 30-- used 10"},
	} {
		if got := cyclesOf(t, c.clock, c.events); got != c.want {
			t.Errorf("%s: %s is\n%s, want\n%s", c.name, c.events, got, c.want)
		}
	}
}

// What an event sets at the instant at which an earlier one ended a cycle is not
// the cycle's any more, however it ended; what was set before it is.
func TestAttributesOfACycleAreThoseAtItsEnd(t *testing.T) {
	spec := liveSpec()
	spec.Clocks = map[string]sla.Clock{"c": {
		Start: sla.On("open"), Stop: sla.On("stop"), Reset: sla.On("reset", "reset+pause"), Pause: sla.On("reset+pause"), Resume: sla.On("resume"), Cancel: sla.On("cancel"),
	}}
	spec.Objectives = []sla.Objective{{ID: "o", Clock: "c", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
		Where: sla.Where{"scope": sla.Is("in")}, Targets: []sla.Target{{Within: "1h", Calendar: "24x7"}}}}
	// Another clock does something else at the same event.
	spec.Clocks["d"] = sla.Clock{Start: sla.On("stop", "reset", "reset+pause", "cancel"), Stop: sla.On("never")}
	spec.Objectives = append(spec.Objectives, sla.Objective{ID: "p", Clock: "d", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
		Targets: []sla.Target{{Within: "1h", Calendar: "24x7"}}})
	a := must(sla.New(spec))
	for _, name := range []string{"stop", "reset", "reset+pause", "cancel"} {
		for _, scope := range [][2]string{{"in", "out"}, {"out", "in"}} { // set before the end and after it
			set := func(seq int64, scope string) sla.Event {
				return sla.Event{At: onMarch2(8, 30), Seq: seq, Name: "set", Set: sla.Attrs{{"scope", scope}}}
			}
			ticket := sla.Ticket{ID: "T", Events: []sla.Event{
				{At: onMarch2(8, 0), Name: "open"}, set(0, scope[0]), {At: onMarch2(8, 30), Seq: 1, Name: name}, set(2, scope[1]),
			}}
			first := a.Track(&ticket, onMarch2(9, 0))[0]
			if in := first.Phase != sla.PhaseNotApplicable; in != (scope[0] == "in") || first.Cycle != 1 {
				t.Errorf("%s with scope %s, then %s: cycle %d is %s", name, scope[0], scope[1], first.Cycle, first.Phase)
			}
		}
	}
}

// A stop that is noted before the start is a history that runs backwards; at the
// same instant it is not.
func TestAStopJustBeforeTheStart(t *testing.T) {
	spec := liveSpec()
	spec.Policies.Backwards = sla.BackwardsZero
	agreement := must(sla.New(spec))
	for ahead, want := range map[time.Duration]sla.Phase{0: sla.PhaseRunning, 1: sla.PhaseStopped} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: onMarch2(9, 0).Add(-ahead), Name: "repaired"}, {At: onMarch2(9, 0), Seq: 1, Name: "opened"}}}
		if r, _ := agreement.Track(&ticket, onMarch2(9, 30)).Of("repair"); r.Phase != want {
			t.Errorf("stopped %s before the start it is %s, want %s", ahead, r.Phase, want)
		}
		// The first of several stops decides.
		ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(8, 0), Name: "repaired"})
		if r, _ := agreement.Track(&ticket, onMarch2(9, 30)).Of("repair"); r.Phase != sla.PhaseStopped {
			t.Errorf("stopped an hour and %s before the start it is %s", ahead, r.Phase)
		}
	}
}

// A clock that comes after another starts once an earlier event has stopped that
// for the first time, whatever the two are called.
func TestAClockAfterAnotherWaitsForAnEarlierEvent(t *testing.T) {
	for _, name := range []string{"a", "z"} {
		spec := liveSpec()
		spec.Clocks = map[string]sla.Clock{
			"first": {Start: sla.On("message"), Stop: sla.On("reply")},
			name:    {Start: sla.On("reply"), Stop: sla.On("closed"), After: "first"},
		}
		spec.Objectives = []sla.Objective{{ID: "o", Clock: name, Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart, Targets: []sla.Target{{Within: "1h", Calendar: "24x7"}}}}
		ticket := sla.Ticket{ID: "T"}
		for i, event := range []string{"reply", "message", "reply", "message", "reply"} {
			ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(8, 10*i), Name: event})
		}
		if r, _ := must(sla.New(spec)).Track(&ticket, onMarch2(9, 0)).Of("o"); !r.StartedAt.Equal(onMarch2(8, 40)) {
			t.Errorf("%s starts at %s", name, r.StartedAt)
		}
	}
}
