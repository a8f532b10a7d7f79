package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// pausedSpec is a promise of a repair whose pauses end by themselves.
func pausedSpec(pause sla.Condition, within sla.Within, cal string, policies sla.Policies) sla.Spec {
	policies.Profile = sla.ProfileExact
	return sla.Spec{
		ID: "p", Zone: "UTC", Policies: policies,
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Clocks:    map[string]sla.Clock{"repair": {Start: sla.On("opened"), Pause: pause, Stop: sla.On("repaired")}},
		Objectives: []sla.Objective{{
			ID: "repair", Clock: "repair", Attain: "95%", Period: "month", Counts: sla.ByStart,
			Targets: []sla.Target{{Within: within, Calendar: cal}},
		}},
	}
}

var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func at(minute int) time.Time { return monday.Add(time.Duration(minute) * time.Minute) }

func change(minute int, pairs ...string) sla.Event {
	e := sla.Event{At: at(minute), Name: "change"}
	for i := 0; i < len(pairs); i += 2 {
		e.Set = append(e.Set, [2]string{pairs[i], pairs[i+1]})
	}
	return e
}

func clock(minute int) string { return at(minute).Format(time.RFC3339) }

// A pause ends once, by its length or at an instant, and begins again only after
// its condition has ceased to hold. Two hours from minute 0; minutes are wall
// time. A stop at the due instant is in time, a nanosecond later it is late, live
// and afterwards.
func TestPausesEndByThemselves(t *testing.T) {
	waiting := sla.While("status", "waiting")
	waiting.Most = "1h"
	until := sla.While("status", "waiting")
	until.Until = "resume_at"
	both := waiting
	both.Until = "resume_at"
	byName := sla.On("hold")
	byName.Most = "30m"
	resumed := sla.While("status", "waiting")
	for _, c := range []struct {
		name   string
		pause  sla.Condition
		events []sla.Event
		ask    int // minute
		phase  sla.Phase
		due    int // minute
		next   int // minute
	}{
		{"not yet over", waiting, []sla.Event{change(10, "status", "waiting")}, 69, sla.PhasePaused, 180, 70},
		{"over", waiting, []sla.Event{change(10, "status", "waiting")}, 70, sla.PhaseRunning, 180, 180},
		{"resumed before", waiting, []sla.Event{change(10, "status", "waiting"), change(69, "status", "open")}, 75, sla.PhaseRunning, 179, 179},
		{"resumed at its end", waiting, []sla.Event{change(10, "status", "waiting"), change(70, "status", "open")}, 75, sla.PhaseRunning, 180, 180},
		{"resumed after", waiting, []sla.Event{change(10, "status", "waiting"), change(90, "status", "open")}, 95, sla.PhaseRunning, 180, 180},
		{"not again while it holds", waiting, []sla.Event{change(10, "status", "waiting"), change(80, "note", "x"), change(85, "status", "waiting")}, 95, sla.PhaseRunning, 180, 180},
		{"again after it ceased", waiting, []sla.Event{change(10, "status", "waiting"), change(90, "status", "open"), change(100, "status", "waiting")}, 110, sla.PhasePaused, 240, 160},
		{"events do not prolong it", waiting, []sla.Event{change(10, "status", "waiting"), change(60, "note", "x")}, 65, sla.PhasePaused, 180, 70},
		{"by the name of an event, each a pause", byName, []sla.Event{{At: at(10), Name: "hold"}, {At: at(60), Name: "hold"}}, 65, sla.PhasePaused, 180, 90},
		{"until", until, []sla.Event{change(10, "status", "waiting", "resume_at", clock(30))}, 20, sla.PhasePaused, 140, 30},
		{"until, over", until, []sla.Event{change(10, "status", "waiting", "resume_at", clock(30))}, 30, sla.PhaseRunning, 140, 140},
		{"until, moved later", until, []sla.Event{change(10, "status", "waiting", "resume_at", clock(30)), change(20, "resume_at", clock(50))}, 20, sla.PhasePaused, 160, 50},
		{"until, moved before now", until, []sla.Event{change(10, "status", "waiting", "resume_at", clock(30)), change(20, "resume_at", clock(15))}, 20, sla.PhaseRunning, 130, 130},
		{"until, moved after it was over", until, []sla.Event{change(10, "status", "waiting", "resume_at", clock(30)), change(35, "resume_at", clock(60))}, 40, sla.PhaseRunning, 140, 140},
		{"until, long past", until, []sla.Event{change(10, "status", "waiting", "resume_at", clock(5))}, 10, sla.PhaseRunning, 120, 120},
		{"the earlier of both is the instant", both, []sla.Event{change(10, "status", "waiting", "resume_at", clock(30))}, 20, sla.PhasePaused, 140, 30},
		{"the earlier of both is the length", both, []sla.Event{change(10, "status", "waiting", "resume_at", clock(90))}, 20, sla.PhasePaused, 180, 70},
		{"no instant", both, []sla.Event{change(10, "status", "waiting")}, 20, sla.PhasePaused, 180, 70},
		{"an instant that cannot be read", both, []sla.Event{change(10, "status", "waiting", "resume_at", "soon")}, 20, sla.PhasePaused, 180, 70},
		{"without an end", resumed, []sla.Event{change(10, "status", "waiting"), change(40, "status", "open")}, 50, sla.PhaseRunning, 150, 150},
	} {
		agreement := must(sla.New(pausedSpec(c.pause, "2h", "24x7", sla.Policies{})))
		ticket := sla.Ticket{ID: "T", Events: append([]sla.Event{{At: at(0), Name: "opened"}}, c.events...)}
		readings := agreement.Track(&ticket, at(c.ask))
		r, _ := readings.Of("repair")
		if r.Phase != c.phase || !r.DueAt.Equal(at(c.due)) || !readings.Next().Equal(at(c.next)) {
			t.Errorf("%s: %s, due %s, next %s, want %s, %s, %s", c.name, r.Phase, r.DueAt, readings.Next(), c.phase, at(c.due), at(c.next))
		}
		for late := range 2 {
			closed := ticket
			closed.Events = append(closed.Events[:len(closed.Events):len(closed.Events)], sla.Event{At: at(c.due).Add(time.Duration(late)), Name: "repaired"})
			want := [...]sla.Verdict{sla.Met, sla.Missed}[late]
			r, _ := agreement.Track(&closed, at(1000)).Of("repair")
			result := must(agreement.Evaluate(must(sla.ParsePeriod("2026-03")), sla.Facts{Tickets: []sla.Ticket{closed}}, at(1000)))
			missed := 0
			for range result.Breaches() {
				missed++
			}
			if r.Verdict != want || missed != late {
				t.Errorf("%s, stopped %d ns after the due instant: %s live, %d missed afterwards", c.name, late, r.Verdict, missed)
			}
		}
	}
}

// The end of a pause is elapsed time, while the target counts open time: used
// 2 h of 4 h on Monday at 12:00, so that a pause of 24 h leaves Tuesday 14:00.
func TestPausesThatEndOutsideTheHours(t *testing.T) {
	const noon, tuesday = 12 * 60, 24 * 60
	pause := sla.While("status", "waiting")
	pause.Most = "24h"
	for _, c := range []struct {
		within sla.Within
		due    int // minute
		early  int // due if resumed at 13:00
	}{
		{"4h", tuesday + 14*60, 15 * 60},
		// The pause has 8 h of open time after Tuesday 12:00, one hour if it ends at 13:00.
		{"1 business day by 12:00", 2*tuesday + noon, tuesday + 13*60},
	} {
		agreement := must(sla.New(pausedSpec(pause, c.within, "office", sla.Policies{DayPauses: sla.PausesAdded})))
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: at(10 * 60), Name: "opened"}, change(noon, "status", "waiting")}}
		for _, ask := range []int{noon, 20 * 60, tuesday + noon - 1} {
			readings := agreement.Track(&ticket, at(ask))
			r, _ := readings.Of("repair")
			if r.Phase != sla.PhasePaused || !r.DueAt.Equal(at(c.due)) || !readings.Next().Equal(at(tuesday+noon)) {
				t.Errorf("%s at %s: %s, due %s, next %s", c.within, at(ask), r.Phase, r.DueAt, readings.Next())
			}
		}
		r, _ := agreement.Track(&ticket, at(noon)).Of("repair")
		if due, ok := r.DueIfResumedAt(at(13 * 60)); !ok || !due.Equal(at(c.early)) {
			t.Errorf("%s: due %s if resumed at 13:00", c.within, due)
		}
		result := must(agreement.Evaluate(must(sla.ParsePeriod("2026-03")), sla.Facts{Tickets: []sla.Ticket{ticket}}, at(c.due).Add(1)))
		missed := 0
		for b := range result.Breaches() {
			if missed++; !b.BreachedAt.Equal(at(c.due)) {
				t.Errorf("%s: breached at %s", c.within, b.BreachedAt)
			}
		}
		if missed != 1 {
			t.Errorf("%s: %d missed", c.within, missed)
		}
	}
}

// An explanation says what ended a pause, and when; an end that cannot be read
// is a finding.
func TestEndsOfPausesAreTold(t *testing.T) {
	pause := sla.While("status", "waiting")
	pause.Most, pause.Until = "1h", "resume_at"
	agreement := must(sla.New(pausedSpec(pause, "2h", "24x7", sla.Policies{})))
	for value, want := range map[string]string{
		clock(30): "clocks.repair.pause.until " + clock(30),
		clock(90): "clocks.repair.pause.most " + clock(70),
		"soon":    "clocks.repair.pause.most " + clock(70),
	} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: at(0), Name: "opened"}, change(10, "status", "waiting", "resume_at", value)}}
		e := agreement.Explain(&ticket, "repair", at(100))
		got := ""
		for _, n := range e.Because {
			if n.Code == sla.NotePauseEnds {
				got += n.Path + " " + n.At.Format(time.RFC3339)
			}
		}
		last := e.Trace[len(e.Trace)-1]
		if got != want || last.Kind != sla.Running || last.Cause != map[bool]string{true: "until resume_at", false: "most 1h"}[value == clock(30)] {
			t.Errorf("%s: %q, %+v", value, got, last)
		}
		result := must(agreement.Evaluate(must(sla.ParsePeriod("2026-03")), sla.Facts{Tickets: []sla.Ticket{ticket}}, at(100)))
		found := fmt.Sprint(result.Findings)
		if want := (sla.Finding{Code: sla.FindingPauseEnd, Subject: "T", Path: "resume_at", Value: "soon"}); (found == fmt.Sprint([]sla.Finding{want})) != (value == "soon") {
			t.Errorf("%s: findings %s", value, found)
		}
	}
}

// What ends a pause stands at a pause, and says what begins it.
func TestEndsOfPausesAreChecked(t *testing.T) {
	long := sla.While("status", "waiting")
	long.Most = "0s"
	misread := sla.While("status", "waiting")
	misread.Most = "an hour"
	for path, edit := range map[string]func(*sla.Clock){
		"clocks.repair.pause.most":      func(c *sla.Clock) { c.Pause = long },
		"clocks.repair.pause.most ":     func(c *sla.Clock) { c.Pause = misread },
		"clocks.repair.pause":           func(c *sla.Clock) { c.Pause = sla.Condition{Most: "1h"} },
		"clocks.repair.stop.most":       func(c *sla.Clock) { c.Stop.Most = "1h" },
		"clocks.repair.start.until":     func(c *sla.Clock) { c.Start.Until = "x" },
		"clocks.repair.pause.any[0]":    func(c *sla.Clock) { c.Pause.Any = []sla.Condition{{Event: []string{"hold"}, Most: "1h"}} },
		"clocks.repair.stop.any":        func(c *sla.Clock) { c.Stop.Any = []sla.Condition{sla.On("closed")} },
		"clocks.repair.stop.any[0]":     func(c *sla.Clock) { c.Stop = sla.Condition{Any: []sla.Condition{{}}} },
		"clocks.repair.stop.any[0].any": func(c *sla.Clock) { c.Stop = sla.Condition{Any: []sla.Condition{{Any: []sla.Condition{sla.On("a")}}}} },
		"clocks.repair.start.changed-to.s": func(c *sla.Clock) {
			c.Start = sla.Condition{While: sla.Where{"s": sla.Is("a")}, ChangedTo: sla.Where{"s": sla.Is("b")}}
		},
	} {
		spec := pausedSpec(sla.Condition{}, "2h", "24x7", sla.Policies{})
		c := spec.Clocks["repair"]
		edit(&c)
		spec.Clocks["repair"] = c
		_, err := sla.New(spec)
		if !reportsAt(err, path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
