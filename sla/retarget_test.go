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
