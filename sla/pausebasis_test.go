package sla_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// pauseSpec is a repair within some hours of an office open 09:00 to 17:00.
func pauseSpec(within sla.Within, basis sla.PauseBasis) sla.Spec {
	spec := liveSpec()
	spec.Policies.PauseBasis = basis
	spec.Calendars = map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}}
	spec.Objectives = spec.Objectives[1:]
	spec.Objectives[0].Targets = []sla.Target{{Within: within, Calendar: "office"}}
	return spec
}

// pausedTicket is opened, and paused and resumed at instants in turn.
func pausedTicket(opened time.Time, pauses ...time.Time) *sla.Ticket {
	t := &sla.Ticket{ID: "T", Events: []sla.Event{{At: opened, Name: "opened"}}}
	for i, at := range pauses {
		t.Events = append(t.Events, sla.Event{At: at, Seq: int64(i + 1), Name: "status", Set: sla.Attrs{{"status", []string{"waiting", "open"}[i%2]}}})
	}
	return t
}

// What a pause gives back is a named choice: the open time in it, or its whole
// length, to either side of every edge.
func TestPauseBasisIsANamedChoice(t *testing.T) {
	at, office := onMarch2, must(calendar.New(calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00"}))
	for name, test := range map[string]struct {
		within        sla.Within
		pauses        []time.Time
		overlap, wall time.Time // the due instants
	}{
		"no pause":                                 {"6h", nil, at(24+11, 0), at(24+11, 0)},
		"within the hours":                         {"6h", []time.Time{at(14, 0), at(15, 0)}, at(24+12, 0), at(24+12, 0)},
		"over a closing":                           {"6h", []time.Time{at(16, 0), at(24+10, 0)}, at(24+13, 0), at(48+5, 0)},
		"outside the hours":                        {"6h", []time.Time{at(18, 0), at(24+8, 0)}, at(24+11, 0), at(48+1, 0)},
		"from the closing to the opening":          {"6h", []time.Time{at(17, 0), at(24+9, 0)}, at(24+11, 0), at(48+3, 0)},
		"of no length":                             {"6h", []time.Time{at(14, 0), at(14, 0)}, at(24+11, 0), at(24+11, 0)},
		"two":                                      {"6h", []time.Time{at(14, 0), at(15, 0), at(16, 0), at(18, 0)}, at(24+13, 0), at(24+14, 0)},
		"at the due instant":                       {"2h", []time.Time{at(15, 0), at(16, 0)}, at(15, 0), at(15, 0)},
		"just before the due instant":              {"2h", []time.Time{at(15, 0).Add(-1), at(16, 0)}, at(16, 0).Add(1), at(16, 0).Add(1)},
		"before a due at the closing":              {"4h", []time.Time{at(16, 0), at(16, 30)}, at(24+9, 30), at(17, 30)},
		"at a due at the closing":                  {"4h", []time.Time{at(17, 0), at(18, 0)}, at(17, 0), at(17, 0)},
		"of the open part of a mixed target":       {"2h then 3h wall", []time.Time{at(14, 0), at(24+9, 0)}, at(24+13, 0), at(24+13, 0)},
		"of the wall part of a mixed target":       {"2h then 3h wall", []time.Time{at(16, 0), at(20, 0)}, at(22, 0), at(22, 0)},
		"of a mixed target whose open part is cut": {"5h then 3h wall", []time.Time{at(16, 0), at(19, 0)}, at(24+14, 0), at(24+16, 0)},
	} {
		for basis, due := range map[sla.PauseBasis]time.Time{sla.PauseOverlap: test.overlap, sla.PauseWall: test.wall} {
			a := must(sla.New(pauseSpec(test.within, basis)))
			stopped := func(at time.Time) sla.Reading {
				ticket := pausedTicket(onMarch2(13, 0), test.pauses...)
				ticket.Events = append(ticket.Events, sla.Event{At: at, Seq: 99, Name: "repaired"})
				reading, _ := a.Track(ticket, at).Of("repair")
				return reading
			}
			r, _ := a.Track(pausedTicket(onMarch2(13, 0), test.pauses...), onMarch2(1000, 0)).Of("repair")
			if !r.DueAt.Equal(due) {
				t.Errorf("%s, %s: due %s, want %s", name, basis, r.DueAt, due)
			}
			var held time.Duration
			for i := 0; i < len(test.pauses); i += 2 {
				if basis == sla.PauseWall {
					held += test.pauses[i+1].Sub(test.pauses[i])
				} else {
					held += office.Elapsed(test.pauses[i], test.pauses[i+1])
				}
			}
			if r.Held != held {
				t.Errorf("%s, %s: %s are held, want %s", name, basis, r.Held, held)
			}
			if r := stopped(due); r.Verdict != sla.Met {
				t.Errorf("%s, %s: stopped when due it is %s", name, basis, r.Verdict)
			}
			if before := stopped(due.Add(-1)); before.Verdict != sla.Met || before.Elapsed > stopped(due).Elapsed {
				t.Errorf("%s, %s: just before the due instant it is %s with %s", name, basis, before.Verdict, before.Elapsed)
			}
		}
	}
}

// A nanosecond after the due instant it is missed, or after the opening that
// follows a due instant at the closing: under wall that opening is later too.
func TestPauseBasisMovesTheBreach(t *testing.T) {
	for _, test := range []struct {
		basis      sla.PauseBasis
		due, alarm time.Time
		half       time.Time // half of the target is used
		held       time.Duration
	}{
		{sla.PauseOverlap, onMarch2(24+9, 30), onMarch2(24+9, 30), onMarch2(15, 0), 30 * time.Minute},
		{sla.PauseWall, onMarch2(17, 30), onMarch2(24+9, 30), onMarch2(15, 0), 30 * time.Minute},
	} {
		spec := pauseSpec("4h", test.basis)
		spec.Objectives[0].Warn = levels("50%", "-30m")
		a := must(sla.New(spec))
		ticket := pausedTicket(onMarch2(13, 0), onMarch2(16, 0), onMarch2(16, 30))
		r, _ := a.Track(ticket, onMarch2(16, 30)).Of("repair")
		got := map[sla.Warning]time.Time{}
		for _, alarm := range r.Alarms {
			got[alarm.Mark] = alarm.At
		}
		if !r.DueAt.Equal(test.due) || !got[sla.MarkBreach].Equal(test.alarm) || !got["50%"].Equal(test.half) || r.Held != test.held {
			t.Errorf("%s: due %s, breach %s, half %s, held %s", test.basis, r.DueAt, got[sla.MarkBreach], got["50%"], r.Held)
		}
		if want := test.due.Add(-30 * time.Minute); test.basis == sla.PauseWall && !got["-30m"].Equal(want) {
			t.Errorf("%s: half an hour before at %s, want %s", test.basis, got["-30m"], want)
		}
		for after, want := range map[time.Duration]sla.Verdict{0: sla.Met, 1: sla.Missed} {
			ticket.Events = append(ticket.Events[:3:3], sla.Event{At: test.alarm.Add(after), Name: "repaired"})
			if r, _ := a.Track(ticket, onMarch2(200, 0)).Of("repair"); r.Verdict != want || want == sla.Missed && !r.BreachedAt.Equal(test.alarm) {
				t.Errorf("%s: stopped %s after the opening it is %s since %s", test.basis, after, r.Verdict, r.BreachedAt)
			}
		}
	}
}

// The time between a stop and a reopening is given back like a pause, and a
// change of target keeps what earlier pauses moved unless it starts the time
// again.
func TestPauseBasisOfReopeningAndRetargeting(t *testing.T) {
	spec := pauseSpec("6h", sla.PauseWall)
	spec.Policies.Reopen = sla.ContinueExcluding
	ticket := pausedTicket(onMarch2(13, 0))
	ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(16, 0), Name: "repaired"}, sla.Event{At: onMarch2(24+10, 0), Name: "opened"})
	if r, _ := must(sla.New(spec)).Track(ticket, onMarch2(24+10, 0)).Of("repair"); !r.DueAt.Equal(onMarch2(48+5, 0)) {
		t.Errorf("reopened it is due %s", r.DueAt)
	}
	for _, test := range []struct {
		retarget sla.Retarget
		pauses   sla.PastPauses
		due      time.Time
	}{
		{sla.FromStart, sla.KeepPauses, onMarch2(48+6, 0)}, // 7h on Tuesday 12:00, 18 hours later
		{sla.FromStart, sla.DropPauses, onMarch2(24+12, 0)},
		{sla.CarryElapsed, sla.KeepPauses, onMarch2(48+6, 0)},     // the same: nothing was used twice
		{sla.Restart, sla.KeepPauses, onMarch2(48+11, 0)},         // 7h from Tuesday 12:00, as the calendar has it
		{sla.CarryProportion, sla.KeepPauses, onMarch2(48+5, 20)}, // two thirds are used
		{sla.KeepFirst, sla.KeepPauses, onMarch2(48+5, 0)},
		{sla.KeepStricter, sla.KeepPauses, onMarch2(48+5, 0)},
	} {
		retarget, due := test.retarget, test.due
		spec := pauseSpec("6h", sla.PauseWall)
		spec.Policies.Retarget, spec.Policies.PastPauses = retarget, test.pauses
		spec.Objectives[0].Targets = append([]sla.Target{{When: sla.Where{"priority": sla.Is("P3")}, Within: "7h", Calendar: "office"}}, spec.Objectives[0].Targets...)
		ticket := pausedTicket(onMarch2(13, 0), onMarch2(16, 0), onMarch2(24+10, 0))
		ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(24+12, 0), Name: "priority", Set: sla.Attrs{{"priority", "P3"}}})
		r, _ := must(sla.New(spec)).Track(ticket, onMarch2(24+12, 0)).Of("repair")
		if !r.DueAt.Equal(due) {
			t.Errorf("%s: due %s, want %s", retarget, r.DueAt, due)
		}
	}
}

// A trace shows openings and closings as much later as they count, and an
// exclusion takes out the time that it has under them.
func TestPauseBasisInTraces(t *testing.T) {
	a := must(sla.New(pauseSpec("6h", sla.PauseWall)))
	ticket := pausedTicket(onMarch2(13, 0), onMarch2(16, 0), onMarch2(24+10, 0))
	at := onMarch2(48+4, 0)
	got := ""
	for _, s := range a.Explain(ticket, "repair", at).Trace {
		got += fmt.Sprintln(s.From.Format("Mon 15:04"), s.Kind, s.Counted)
	}
	want := "Mon 13:00 running 3h0m0s\nMon 16:00 paused 0s\nTue 10:00 running 1h0m0s\nTue 11:00 moved 0s\nTue 17:00 closed 0s\nWed 03:00 running 1h0m0s\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	late := must(a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{*ticket}}, onMarch2(48+6, 0)))
	var counted time.Duration
	for b := range late.Breaches() {
		for _, s := range b.Trace {
			counted += s.Counted
		}
		if counted != b.Elapsed || b.Overrun != time.Hour {
			t.Errorf("%s counted of %s, over by %s", counted, b.Elapsed, b.Overrun)
		}
	}
	if counted != 7*time.Hour {
		t.Errorf("%s counted", counted)
	}
	waived := sla.Exclusion{Ticket: "T", From: onMarch2(24+10, 30), To: onMarch2(48+3, 30), Reason: "storm"}
	r, _ := a.Track(ticket, at, waived).Of("repair")
	if r.Elapsed != 4*time.Hour || r.Waived != time.Hour {
		t.Errorf("%s elapsed, %s waived", r.Elapsed, r.Waived)
	}
}

// What a calendar from-start allows and carries is that which is known as of the
// evaluation, for a batch as for a tally that learned of the ticket before.
func TestWhatIsKnownAsOfTheEvaluation(t *testing.T) {
	spec := pauseSpec("1h plus 1h out of hours", sla.PauseOverlap)
	spec.Policies.CalendarChange = sla.CalendarAnew
	office := spec.Calendars["office"]
	office.Versions = []calendar.Version{{Known: "2026-03-03T00:00", Hours: "mon-fri 14:00-20:00"}}
	spec.Calendars["office"] = office
	spec.Objectives[0].Targets = append([]sla.Target{{When: sla.Where{"priority": sla.Is("P1")}, Within: "8h", Calendar: "office"}}, spec.Objectives[0].Targets...)
	a := must(sla.New(spec))
	ticket := *pausedTicket(onMarch2(13, 0))
	ticket.Attrs = sla.Attrs{{"priority", "P1"}}
	ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(16, 0), Name: "priority", Set: sla.Attrs{{"priority", "P2"}}})
	tally := a.NewTally()
	tally.Add(&ticket)
	for _, test := range []struct {
		at            time.Time
		elapsed, left time.Duration
	}{
		{onMarch2(16, 30), 3*time.Hour + 30*time.Minute, -2*time.Hour - 30*time.Minute},    // 3h were used, of 1h
		{onMarch2(24+14, 30), 6*time.Hour + 30*time.Minute, -4*time.Hour - 30*time.Minute}, // 14:00 to 20:00 and half an hour, of 2h
	} {
		r, _ := a.Track(&ticket, test.at).Of("repair")
		if r.Elapsed != test.elapsed || r.Remaining != test.left {
			t.Errorf("as of %s: %s elapsed, %s left", test.at, r.Elapsed, r.Remaining)
		}
		batch := must(a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{ticket}}, test.at))
		if live := must(tally.Result(sla.Month(2026, 3), test.at)); live.Digest() != batch.Digest() {
			t.Errorf("as of %s: batch %s\ntally %s", test.at, batch.JSON(), live.JSON())
		}
	}
}

// Only where time can be paused under a calendar that closes does an agreement
// have to say what a pause gives back.
func TestPauseBasisIsAskedWhereItMatters(t *testing.T) {
	stated := sla.Policies{
		Reopen: sla.NewCycle, Backwards: sla.BackwardsZero, OpenNotDue: sla.NotDueExcluded, OpenPastDue: sla.PastDueMissed, DueAtClosing: sla.LastMoment,
		DayPauses: sla.PausesIgnored, Retarget: sla.Restart, UnknownWords: sla.WordsIgnored,
	}
	for name, test := range map[string]struct {
		change func(*sla.Spec)
		asked  bool
	}{
		"a pause and an office":    {func(*sla.Spec) {}, true},
		"a pause around the clock": {func(s *sla.Spec) { s.Objectives[0].Targets[0].Calendar = "24x7" }, false},
		"a pause of elapsed time":  {func(s *sla.Spec) { s.Objectives[0].Targets[0] = sla.Target{Within: "6h wall"} }, false},
		"no pause":                 {func(s *sla.Spec) { s.Clocks["repair"] = sla.Clock{Start: sla.On("opened"), Stop: sla.On("repaired")} }, false},
		"a reopening that goes on": {func(s *sla.Spec) {
			s.Clocks["repair"] = sla.Clock{Start: sla.On("opened"), Stop: sla.On("repaired"), Policies: sla.Policies{Reopen: sla.ContinueExcluding}}
		}, true},
	} {
		spec := pauseSpec("6h", "")
		spec.Policies = stated
		test.change(&spec)
		_, err := sla.New(spec)
		var field *sla.FieldError
		asked := errors.As(err, &field) && field.Path == "clocks.repair.pause-basis" && errors.Is(err, sla.ErrMissing)
		if asked != test.asked || (err != nil) != test.asked {
			t.Errorf("%s: %v", name, err)
		}
	}
}
