package sla_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

// withdrawnTicket is opened as P2 on 2 March at 8:00, waits from 8:10 to 8:40 and
// becomes P1 at 9:00.
func withdrawnTicket() *sla.Ticket {
	ticket := liveTicket("T", "P2", 8)
	ticket.Events = append(ticket.Events,
		sla.Event{At: onMarch2(8, 10), Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
		sla.Event{At: onMarch2(8, 40), Name: "status", Set: sla.Attrs{{"status", "open"}}},
		sla.Event{At: onMarch2(9, 0), Name: "priority", Set: sla.Attrs{{"priority", "P1"}}})
	return ticket
}

func withdrawnSpec(first, second sla.Within, policies sla.Policies) sla.Spec {
	spec := liveSpec()
	spec.Policies.Retarget, spec.Policies.PastPauses, spec.Policies.DayPauses = policies.Retarget, policies.PastPauses, policies.DayPauses
	spec.Objectives[1].Targets = []sla.Target{
		{When: sla.Where{"priority": sla.Is("P1")}, Within: second, Calendar: "24x7"},
		{When: sla.Where{"priority": sla.Is("P2")}, Within: first, Calendar: "24x7"},
	}
	return spec
}

// A pause that is dropped moves no due instant in days, holds no breach back, and
// what is excluded of it is excluded. A pause that is kept moves the due instant,
// and what is excluded of it changes nothing.
func TestPausesThatAreDropped(t *testing.T) {
	excluded := sla.Exclusion{Ticket: "T", From: onMarch2(8, 20), To: onMarch2(8, 30), Reason: "storm"}
	for _, c := range []struct {
		pauses   sla.PastPauses
		within   sla.Within
		due      time.Time
		used     time.Duration // at 9:00
		excluded time.Time     // due with the exclusion
		left     time.Duration // used with it
	}{
		{sla.KeepPauses, "1 calendar days", onMarch2(32, 30), minutes(30), onMarch2(32, 30), minutes(30)},
		{sla.DropPauses, "1 calendar days", onMarch2(32, 0), minutes(60), onMarch2(32, 10), minutes(50)},
		{sla.KeepPauses, "4h", onMarch2(12, 30), minutes(30), onMarch2(12, 30), minutes(30)},
		{sla.DropPauses, "4h", onMarch2(12, 0), minutes(60), onMarch2(12, 10), minutes(50)},
	} {
		a := must(sla.New(withdrawnSpec("8h", c.within, sla.Policies{Retarget: sla.FromStart, PastPauses: c.pauses, DayPauses: sla.PausesAdded})))
		r, _ := a.Track(withdrawnTicket(), onMarch2(9, 0)).Of("repair")
		with, _ := a.Track(withdrawnTicket(), onMarch2(9, 0), excluded).Of("repair")
		if !r.DueAt.Equal(c.due) || r.Elapsed != c.used || !with.DueAt.Equal(c.excluded) || with.Elapsed != c.left {
			t.Errorf("%s %s: due %s, used %s; with the exclusion %s, %s", c.pauses, c.within, r.DueAt, r.Elapsed, with.DueAt, with.Elapsed)
		}
		for late, missed := range map[time.Duration]bool{0: false, 1: true} {
			for _, waived := range [][]sla.Exclusion{nil, {excluded}} {
				ticket, due := withdrawnTicket(), c.due
				if waived != nil {
					due = c.excluded
				}
				ticket.Events = append(ticket.Events, sla.Event{At: due.Add(late), Name: "repaired"})
				o, _ := must(a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: []sla.Ticket{*ticket}, Exclusions: waived}, onMarch2(50, 0))).Outcome("repair")
				if o.Total != 1 || (o.Good == 0) != missed {
					t.Errorf("%s %s, %d exclusions, %s late: %d of %d", c.pauses, c.within, len(waived), late, o.Good, o.Total)
				}
			}
		}
	}
	// A dropped pause over the due instant: overdue from then on, not from 15:00.
	for pauses, want := range map[sla.PastPauses]time.Time{sla.DropPauses: onMarch2(36, 0), sla.KeepPauses: {}} {
		spec := withdrawnSpec("8h", "1 calendar days by 12:00", sla.Policies{Retarget: sla.FromStart, PastPauses: pauses, DayPauses: sla.PausesAdded})
		ticket := liveTicket("T", "P2", 8)
		ticket.Events = append(ticket.Events,
			sla.Event{At: onMarch2(35, 0), Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
			sla.Event{At: onMarch2(39, 0), Name: "status", Set: sla.Attrs{{"status", "open"}}},
			sla.Event{At: onMarch2(39, 30), Name: "priority", Set: sla.Attrs{{"priority", "P1"}}})
		if r, _ := must(sla.New(spec)).Track(ticket, onMarch2(39, 45)).Of("repair"); !r.BreachedAt.Equal(want) {
			t.Errorf("%s: overdue from %s, want %s", pauses, r.BreachedAt, want)
		}
	}
}

// A pause that goes on counts from the change, and moves nothing that was due
// before: 1 day from 8:00, paused from 9:00 on, under a target that comes a minute
// after the next 8:00.
func TestAPauseThatCountsFromTheChangeComesTooLate(t *testing.T) {
	a := must(sla.New(withdrawnSpec("10 calendar days", "1 calendar days", sla.Policies{Retarget: sla.CarryElapsed, PastPauses: sla.DropPauses, DayPauses: sla.PausesAdded})))
	for changed, breached := range map[time.Time]time.Time{
		onMarch2(32, 1):  onMarch2(32, 0),
		onMarch2(31, 59): onMarch2(40, 1), // eight hours and a minute later
	} {
		ticket := liveTicket("T", "P2", 8)
		ticket.Events = append(ticket.Events,
			sla.Event{At: onMarch2(9, 0), Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
			sla.Event{At: changed, Name: "priority", Set: sla.Attrs{{"priority", "P1"}}},
			sla.Event{At: onMarch2(40, 0), Name: "status", Set: sla.Attrs{{"status", "open"}}})
		if r, _ := a.Track(ticket, onMarch2(50, 0)).Of("repair"); !r.BreachedAt.Equal(breached) {
			t.Errorf("changed at %s: overdue from %s, want %s", changed, r.BreachedAt, breached)
		}
	}
}

// Time without a target is none that was used under days or a promise, and moves
// days once: also if it is excluded at the same time, and in the order of time.
func TestDaysWithoutATargetInBetween(t *testing.T) {
	for _, c := range []struct {
		name   string
		within sla.Within
		waived []sla.Exclusion
		due    time.Time
		used   time.Duration // at 12:00
	}{
		{"days", "1 calendar days", nil, onMarch2(33, 0), 3 * time.Hour},
		{"excluded at the same time", "1 calendar days", []sla.Exclusion{{Ticket: "T", From: onMarch2(9, 0), To: onMarch2(10, 0), Reason: "storm"}}, onMarch2(33, 0), 3 * time.Hour},
		{"half of it", "1 calendar days", []sla.Exclusion{{Ticket: "T", From: onMarch2(9, 30), To: onMarch2(10, 30), Reason: "storm"}}, onMarch2(33, 30), minutes(150)},
		{"promised", "promised due", nil, onMarch2(33, 0), 3 * time.Hour},
		{"promised and excluded", "promised due", []sla.Exclusion{{Ticket: "T", From: onMarch2(9, 0), To: onMarch2(10, 0), Reason: "storm"}}, onMarch2(34, 0), 3 * time.Hour},
	} {
		spec := withdrawnSpec("8h", c.within, sla.Policies{Retarget: sla.CarryElapsed, PastPauses: sla.KeepPauses, DayPauses: sla.PausesIgnored})
		a := must(sla.New(spec))
		ticket := liveTicket("T", "P1", 8)
		ticket.Events[0].Set = append(ticket.Events[0].Set, [2]string{"due", "2026-03-03T09:00"})
		ticket.Events = append(ticket.Events,
			sla.Event{At: onMarch2(9, 0), Name: "priority", Set: sla.Attrs{{"priority", "P9"}}},
			sla.Event{At: onMarch2(10, 0), Name: "priority", Set: sla.Attrs{{"priority", "P1"}}})
		r, _ := a.Track(ticket, onMarch2(12, 0), c.waived...).Of("repair")
		if !r.DueAt.Equal(c.due) || r.Elapsed != c.used {
			t.Errorf("%s: due %s, used %s, want %s, %s", c.name, r.DueAt, r.Elapsed, c.due, c.used)
		}
	}
	// Due on 3 March at 8:00, excluded from 7:00 to 12:00, so due at 13:00; without
	// a target from 12:30 to 12:45 moves that too.
	a := must(sla.New(withdrawnSpec("8h", "1 calendar days", sla.Policies{Retarget: sla.CarryElapsed, PastPauses: sla.KeepPauses, DayPauses: sla.PausesIgnored})))
	ticket := liveTicket("T", "P1", 8)
	ticket.Events = append(ticket.Events,
		sla.Event{At: onMarch2(36, 30), Name: "priority", Set: sla.Attrs{{"priority", "P9"}}},
		sla.Event{At: onMarch2(36, 45), Name: "priority", Set: sla.Attrs{{"priority", "P1"}}})
	r, _ := a.Track(ticket, onMarch2(36, 50), sla.Exclusion{Ticket: "T", From: onMarch2(31, 0), To: onMarch2(36, 0), Reason: "storm"}).Of("repair")
	if !r.DueAt.Equal(onMarch2(37, 15)) || r.Verdict != "" {
		t.Errorf("moved twice: due %s, %q", r.DueAt, r.Verdict)
	}
}

// An event just before the stop, at the same instant, is no part of the stop: it
// changes the target then, and not only when the cycle goes on.
func TestAChangeAtTheInstantOfAStopThatIsTakenBack(t *testing.T) {
	spec := withdrawnSpec("8h", "2h", sla.Policies{Retarget: sla.Restart, PastPauses: sla.KeepPauses, DayPauses: sla.PausesIgnored})
	clock := spec.Clocks["repair"]
	clock.Stop, clock.Reopen = sla.While("status", "resolved"), sla.ContinueIncluding
	spec.Clocks["repair"] = clock
	a := must(sla.New(spec))
	for name, want := range map[string]time.Time{"before": onMarch2(11, 0), "with it": onMarch2(11, 30)} {
		ticket := liveTicket("T", "P2", 8)
		raised := sla.Event{At: onMarch2(9, 0), Seq: 1, Name: "priority", Set: sla.Attrs{{"priority", "P1"}}}
		solved := sla.Event{At: onMarch2(9, 0), Seq: 2, Name: "status", Set: sla.Attrs{{"status", "resolved"}}}
		if name == "before" {
			ticket.Events = append(ticket.Events, raised, solved)
		} else {
			solved.Set = append(solved.Set, raised.Set...)
			ticket.Events = append(ticket.Events, solved)
		}
		ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(9, 30), Name: "status", Set: sla.Attrs{{"status", "open"}}})
		if r, _ := a.Track(ticket, onMarch2(10, 0)).Of("repair"); !r.DueAt.Equal(want) {
			t.Errorf("raised %s: due %s, want %s", name, r.DueAt, want)
		}
	}
}

// A cycle that waits for the due instant before it, and is paused meanwhile, is
// due so much later than that if it goes on before. The first is due at 10:00, the
// second two hours later, and from 10:00 on two hours after it goes on.
func TestAPausedCycleThatWaitsIsDueAfterItsWait(t *testing.T) {
	spec := liveSpec()
	spec.Policies.Reopen = sla.NewCycleAfterDue
	a := must(sla.New(spec))
	ticket := liveTicket("T", "P1", 8)
	ticket.Events = append(ticket.Events,
		sla.Event{At: onMarch2(8, 10), Name: "repaired"},
		sla.Event{At: onMarch2(8, 20), Name: "opened"},
		sla.Event{At: onMarch2(8, 30), Name: "status", Set: sla.Attrs{{"status", "waiting"}}})
	r, _ := a.Track(ticket, onMarch2(8, 40)).Of("repair")
	for resumed, want := range map[time.Time]time.Time{
		onMarch2(8, 40): onMarch2(12, 0), onMarch2(10, 0): onMarch2(12, 0), onMarch2(10, 30): onMarch2(12, 30),
	} {
		if due, ok := r.DueIfResumedAt(resumed); r.Cycle != 2 || !ok || !due.Equal(want) {
			t.Errorf("cycle %d, resumed at %s: due %s (%v), want %s", r.Cycle, resumed, due, ok, want)
		}
		ticket := *ticket
		ticket.Events = append(ticket.Events[:len(ticket.Events):len(ticket.Events)], sla.Event{At: resumed, Name: "status", Set: sla.Attrs{{"status", "open"}}})
		if then, _ := a.Track(&ticket, resumed).Of("repair"); !then.DueAt.Equal(want) {
			t.Errorf("resumed at %s it is due %s, want %s", resumed, then.DueAt, want)
		}
	}
}
