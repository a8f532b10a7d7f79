package sla

import (
	"cmp"
	"slices"
	"strings"
)

// held is immutable once it is in a tally: tallies that were merged share it.
//
// It is a cycle that a tally must keep as it is: one that missed its target,
// for it is listed as a breach, or one that is open, for what it means depends
// on the instant of the evaluation. All others are only counted.
type held struct {
	promise int32
	program int32
	number  int32 // of the cycle, from 1
	ticket  string
	groups  []string // values of the promise's groupings, one after the other
	cycle   cycle    // first and last refer to marks
	marks   []mark
	from    int64    // the instant from which it counts
	changes []change // of its targets
	given   bool     // it was stopped because it was abandoned, where that matters
	times   int64    // how often it was added, less how often it was removed
}

// compareHeld orders cycles canonically; equal ones are the same fact.
func compareHeld(a, b *held) int {
	return cmp.Or(
		cmp.Compare(a.promise, b.promise),
		strings.Compare(a.ticket, b.ticket),
		cmp.Compare(a.number, b.number),
		cmp.Compare(a.program, b.program),
		cmp.Compare(a.cycle.start, b.cycle.start),
		cmp.Compare(a.cycle.end, b.cycle.end),
		cmp.Compare(a.cycle.ended, b.cycle.ended),
		compareBool(a.cycle.backwards, b.cycle.backwards),
		compareBool(a.cycle.continued, b.cycle.continued),
		compareBool(a.given, b.given),
		slices.CompareFunc(a.marks, b.marks, func(x, y mark) int {
			return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.phase, y.phase))
		}),
		cmp.Compare(a.from, b.from),
		slices.CompareFunc(a.changes, b.changes, func(x, y change) int {
			return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(x.target, y.target), cmp.Compare(x.own, y.own), compareBool(x.fixes, y.fixes))
		}),
		slices.Compare(a.groups, b.groups),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// settle sorts a list of held cycles and lets those cancel that were added and
// removed.
func settle(all []*held) []*held {
	slices.SortFunc(all, compareHeld)
	kept := all[:0]
	for i := 0; i < len(all); {
		first, sum := all[i], int64(0)
		for ; i < len(all) && compareHeld(first, all[i]) == 0; i++ {
			sum += all[i].times
		}
		if sum != first.times && sum != 0 {
			same := *first // another tally may hold it too
			same.times = sum
			first = &same
		}
		if sum != 0 {
			kept = append(kept, first)
		}
	}
	clear(all[len(kept):])
	return kept
}

// run gives the cycle in the form in which the replay left it.
func (h *held) run() *clockRun { return &clockRun{marks: h.marks} }
