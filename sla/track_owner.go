package sla

import (
	"cmp"
	"slices"
	"time"
)

// Owned is the time of a ticket that one owner of clocks answers for.
type Owned struct {
	Owner   string        // Clock.Owner; empty: clocks without an owner
	Elapsed time.Duration // the sum of Reading.Elapsed
	Overrun time.Duration // the sum of Reading.Overrun
	Missed  int           // how many cycles are overdue
}

// Owners adds up the readings by the owner of their clock, sorted by owner. It shows
// which team or supplier lost the time of an agreement with a customer. A clock that
// several objectives measure is added once for each objective.
func (rs Readings) Owners() []Owned {
	var all []Owned
	for _, r := range rs {
		i, found := slices.BinarySearchFunc(all, r.Owner, func(o Owned, owner string) int { return cmp.Compare(o.Owner, owner) })
		if !found {
			all = slices.Insert(all, i, Owned{Owner: r.Owner})
		}
		all[i].Elapsed += r.Elapsed
		all[i].Overrun += r.Overrun
		if r.Verdict == Missed {
			all[i].Missed++
		}
	}
	return all
}
