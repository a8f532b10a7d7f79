package sla

import (
	"cmp"
	"slices"
)

// chain caches the last cycle followed under NewCycleAfterDue, and the instant from
// which the next cycle counts. So each of many cycles is followed once, and not once
// for each later cycle.
type chain struct {
	objective *objectiveProgram
	run       *clockRun
	number    int // from 0
	from      int64
}

// afterDue is the instant from which a cycle counts under NewCycleAfterDue: its
// start, or the due instant of the cycle before if that is later. It does not wait for
// a cycle that was cancelled or has no target. The earlier cycles are followed under
// the revision of this cycle, whichever revision governs them, since its own terms
// decide when it counts.
func (j judging) afterDue(h *history) int64 {
	n, _ := slices.BinarySearchFunc(j.run.cycles, j.c.first, func(c cycle, first int32) int { return cmp.Compare(c.first, first) })
	s := &h.chain
	if s.objective != j.o || s.run != j.run || s.number > n {
		*s = chain{objective: j.o, run: j.run, from: j.run.cycles[0].start}
	}
	for s.number < n {
		before := &j.run.cycles[s.number]
		h.from = s.from
		earlier := judging{j.p, j.o, j.run, before}
		k := earlier.follow(h)
		s.number++
		s.from = j.run.cycles[s.number].start
		if before.ended == endCancelled || k.target < 0 {
			continue
		}
		if u := earlier.measure(k, before.end); u.hasDue && u.due != forever {
			s.from = max(s.from, u.due)
		}
	}
	return s.from
}
