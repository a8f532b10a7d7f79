package sla_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

// A length that follows days or a promise is restarted at the change too. Two
// hours from the change at 9:00, whatever was allowed before; every other policy
// computes the length from the start at 8:00, since days have nothing to carry.
func TestALengthAfterDaysIsRestarted(t *testing.T) {
	for _, before := range []sla.Within{"2 calendar days", "2 business days", "promised due", "8h"} {
		for retarget, due := range map[sla.Retarget]time.Time{
			sla.Restart: onMarch2(11, 0), sla.CarryElapsed: onMarch2(10, 0), sla.FromStart: onMarch2(10, 0), sla.KeepStricter: onMarch2(10, 0),
		} {
			spec := liveSpec()
			spec.Policies.Retarget, spec.Policies.PastPauses, spec.Policies.DayPauses = retarget, sla.KeepPauses, sla.PausesIgnored
			spec.Objectives[1].Targets = []sla.Target{
				{When: sla.Where{"priority": sla.Is("P1")}, Within: "2h", Calendar: "24x7"}, {Within: before, Calendar: "24x7"},
			}
			a := must(sla.New(spec))
			for late, missed := range map[time.Duration]bool{0: false, 1: true} {
				ticket := liveTicket("T", "P2", 8)
				ticket.Events[0].Set = append(ticket.Events[0].Set, [2]string{"due", "2026-03-04"})
				ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(9, 0), Name: "priority", Set: sla.Attrs{{"priority", "P1"}}})
				open, _ := a.Track(ticket, due.Add(late)).Of("repair")
				ticket.Events = append(ticket.Events, sla.Event{At: due.Add(late), Seq: 1, Name: "repaired"})
				stopped, _ := a.Track(ticket, onMarch2(20, 0)).Of("repair")
				o, _ := must(a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: []sla.Ticket{*ticket}}, onMarch2(20, 0))).Outcome("repair")
				if !open.DueAt.Equal(due) || !stopped.DueAt.Equal(due) || (open.Verdict == sla.Missed) != missed ||
					(stopped.Verdict == sla.Missed) != missed || (o.Good == 0) != missed || o.Total != 1 {
					t.Errorf("%s, %s, %s late: due %s and %s, %q and %q, %d of %d", before, retarget, late, open.DueAt, stopped.DueAt, open.Verdict, stopped.Verdict, o.Good, o.Total)
				}
				if retarget == sla.Restart && (open.Elapsed != 2*time.Hour+late || stopped.Elapsed != open.Elapsed) {
					t.Errorf("%s: used %s and %s", before, open.Elapsed, stopped.Elapsed)
				}
				var counted time.Duration // the segments add up
				for _, s := range a.Explain(ticket, "repair", onMarch2(20, 0)).Trace {
					counted += s.To.Sub(s.From)
				}
				if counted != stopped.Wall {
					t.Errorf("%s, %s: segments of %s in %s", before, retarget, counted, stopped.Wall)
				}
			}
		}
	}
}
