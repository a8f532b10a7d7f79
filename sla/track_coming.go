package sla

import (
	"cmp"
	"iter"
	"sort"
	"time"
)

// Coming is a breach that will come if nothing happens before it.
type Coming struct {
	Ticket  string
	At      time.Time // the cycle will be overdue after this instant
	Reading Reading   // the cycle as it stands: its target, what is used, what remains
}

// Coming lists the cycles of many tickets that will be overdue at or before until if
// nothing happens to the tickets after now: by instant, then ticket and objective.
// Cycles that are overdue already are not listed. Each ticket is read once and not
// kept. Exclusions are taken into account as by Track.
func (a *Agreement) Coming(tickets iter.Seq[*Ticket], now, until time.Time, waived ...Exclusion) []Coming {
	var all []Coming
	w, at := waiversOf(waived), clampNanos(now)
	for ticket := range tickets {
		for _, r := range a.track(ticket, at, &w) {
			if !r.turns.IsZero() && !r.turns.After(until) {
				all = append(all, Coming{ticket.ID, r.turns, r})
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := &all[i], &all[j]
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.Reading.Objective, b.Reading.Objective)) < 0
	})
	return all
}
