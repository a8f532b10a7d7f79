package sla_test

import (
	"testing"

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
