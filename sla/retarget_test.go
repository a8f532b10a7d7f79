package sla_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

// A ticket with half an hour of pause in its first hour is raised to a target of
// two hours at the end of that hour: when it is due is a named choice.
func TestRetargetIsANamedChoice(t *testing.T) {
	for _, test := range []struct {
		retarget sla.Retarget
		pauses   sla.PastPauses
		minutes  int // from 08:00 to the due instant
	}{
		{sla.FromStart, sla.KeepPauses, 150},
		{sla.FromStart, sla.DropPauses, 120},
		{sla.Restart, "", 180},
		{sla.CarryElapsed, "", 150},
		{sla.CarryProportion, "", 172}, // half an hour of eight is 7.5 minutes of two hours
		{sla.KeepStricter, sla.KeepPauses, 150},
		{sla.KeepFirst, "", 510},
	} {
		spec := liveSpec()
		spec.Policies.Retarget, spec.Policies.PastPauses = test.retarget, test.pauses
		ticket := liveTicket("T", "P2", 8)
		ticket.Events = append(ticket.Events,
			sla.Event{At: onMarch2(8, 10), Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
			sla.Event{At: onMarch2(8, 40), Name: "status", Set: sla.Attrs{{"status", "open"}}},
			sla.Event{At: onMarch2(9, 0), Name: "priority", Set: sla.Attrs{{"priority", "P1"}}})
		reading, _ := must(sla.New(spec)).Track(ticket, onMarch2(9, 0)).Of("repair")
		if got := int(reading.DueAt.Sub(onMarch2(8, 0)) / minutes(1)); got != test.minutes {
			t.Errorf("%s %s: due after %d minutes, want %d", test.retarget, test.pauses, got, test.minutes)
		}
	}
}

// A target that is all used up at the change is met by a stop then, and missed a
// nanosecond later.
func TestATargetThatIsUsedUpAtTheChange(t *testing.T) {
	agreement := must(sla.New(liveSpec()))
	for late, missed := range map[time.Duration]bool{0: false, 1: true} {
		ticket := liveTicket("T", "P2", 8)
		ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(10, 0), Name: "priority", Set: sla.Attrs{{"priority", "P1"}}})
		open, _ := agreement.Track(ticket, onMarch2(10, 0).Add(late)).Of("repair")
		ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(10, 0).Add(late), Seq: 1, Name: "repaired"})
		stopped, _ := agreement.Track(ticket, onMarch2(12, 0)).Of("repair")
		for _, r := range []sla.Reading{open, stopped} {
			if !r.DueAt.Equal(onMarch2(10, 0)) || (r.Verdict == sla.Missed) != missed {
				t.Errorf("%s, %s later: due %s, %q", r.Phase, late, r.DueAt, r.Verdict)
			}
		}
	}
}

// A cycle that is stopped while paused was due as if it had gone on then.
func TestACycleThatIsStoppedWhilePaused(t *testing.T) {
	ticket := liveTicket("T", "P1", 8)
	ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(8, 30), Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
		sla.Event{At: onMarch2(9, 0), Name: "repaired"})
	r, _ := must(sla.New(liveSpec())).Track(ticket, onMarch2(12, 0)).Of("repair")
	if r.Verdict != sla.Met || !r.DueAt.Equal(onMarch2(10, 30)) || r.Elapsed != minutes(30) || r.Remaining != minutes(90) {
		t.Errorf("%s, due %s, used %s, left %s", r.Verdict, r.DueAt, r.Elapsed, r.Remaining)
	}
}

// A share carried over is rounded up to the nanosecond, and only if it has to be.
func TestAProportionIsRoundedUpToTheNanosecond(t *testing.T) {
	spec := liveSpec()
	spec.Policies.Retarget = sla.CarryProportion
	spec.Objectives[1].Targets = []sla.Target{
		{When: sla.Where{"priority": sla.Is("P1")}, Within: "7ns", Calendar: "24x7"}, {Within: "3ns", Calendar: "24x7"},
	}
	agreement := must(sla.New(spec))
	for spent, want := range []time.Duration{0, 3, 5, 7} { // of 3: 0, 2 1/3, 4 2/3, 7
		ticket := liveTicket("T", "P2", 8)
		change := onMarch2(8, 0).Add(time.Duration(spent))
		ticket.Events = append(ticket.Events, sla.Event{At: change, Name: "priority", Set: sla.Attrs{{"priority", "P1"}}})
		if r, _ := agreement.Track(ticket, change).Of("repair"); r.Elapsed != want || r.Verdict != "" {
			t.Errorf("%d of 3 are %d of 7, %q, want %d", spent, r.Elapsed, r.Verdict, want)
		}
	}
}

// What is overdue only at the instant of a change was never overdue under the
// target before it. A pause from the due instant on holds the breach back until
// the ticket goes on, which is when it changes.
func TestABreachAtTheChangeIsNone(t *testing.T) {
	spec := waivedSpec("2 business days by 12:00", "")
	spec.Policies.DayPauses = sla.PausesAdded
	target := spec.Objectives[0].Targets[0]
	long := target
	long.When, long.Within = sla.Where{"priority": sla.Is("P4")}, "10 business days"
	spec.Objectives[0].Targets = []sla.Target{long, target}
	agreement := must(sla.New(spec))
	due := inApril(8, 12)
	for _, c := range []struct {
		resumed, changed time.Time
		breached         time.Time
		within           sla.Within
	}{
		{due.Add(time.Hour), due.Add(time.Hour), time.Time{}, long.Within},
		{due.Add(time.Hour), due.Add(time.Hour + 1), due.Add(time.Hour), target.Within}, // it is missed under that, and stays so
	} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{
			{At: inApril(2, 10), Name: "opened"},
			{At: due, Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
			{At: c.resumed, Name: "status", Set: sla.Attrs{{"status", "open"}}},
			{At: c.changed, Name: "priority", Set: sla.Attrs{{"priority", "P4"}}},
		}}
		if r, _ := agreement.Track(&ticket, inApril(9, 10)).Of("repair"); !r.BreachedAt.Equal(c.breached) || r.Within != c.within {
			t.Errorf("changed at %s: overdue from %s, want %s, by %s", c.changed, r.BreachedAt, c.breached, r.Within)
		}
	}
}

// A target follows what it hangs on: the priority that is derived from what
// changed, the instant that is promised anew, the priority that is given up.
func TestATargetFollowsWhatItHangsOn(t *testing.T) {
	derived, promised := liveSpec(), liveSpec()
	m := weighted()
	derived.Priority = &m
	promised.Objectives[1].Targets = []sla.Target{{Within: "promised due"}}
	for name, c := range map[string]struct {
		spec   sla.Spec
		first  sla.Attrs
		change sla.Attrs
		before time.Time // due before the change at 8:30
		after  time.Time
	}{
		"derived":  {derived, sla.Attrs{{"customer", "plain"}, {"damage", "high"}}, sla.Attrs{{"customer", "gold"}}, onMarch2(16, 0), onMarch2(10, 0)},
		"weaker":   {derived, sla.Attrs{{"customer", "gold"}, {"damage", "high"}}, sla.Attrs{{"damage", "low"}}, onMarch2(10, 0), onMarch2(16, 0)},
		"given up": {derived, sla.Attrs{{"customer", "plain"}, {"damage", "high"}, {"priority", "P1"}}, sla.Attrs{{"priority", ""}}, onMarch2(10, 0), onMarch2(16, 0)},
		"promised": {promised, sla.Attrs{{"due", "2026-03-02T12:00"}}, sla.Attrs{{"due", "2026-03-02T15:00"}}, onMarch2(12, 0), onMarch2(15, 0)},
	} {
		c.spec.Policies.Retarget = sla.FromStart
		a := must(sla.New(c.spec))
		ticket := sla.Ticket{ID: "T", Attrs: c.first, Events: []sla.Event{{At: onMarch2(8, 0), Name: "opened"}, {At: onMarch2(8, 30), Name: "noted", Set: c.change}}}
		for at, want := range map[time.Time]time.Time{onMarch2(8, 29): c.before, onMarch2(8, 30): c.after, onMarch2(9, 0): c.after} {
			if r, _ := a.Track(&ticket, at).Of("repair"); !r.DueAt.Equal(want) {
				t.Errorf("%s at %s: due %s, want %s", name, at.Format("15:04"), r.DueAt.Format("15:04"), want.Format("15:04"))
			}
		}
	}
}
