package sla

import (
	"cmp"
	"slices"
)

// chain caches the last cycle followed under NewCycleAfterDue, and the instant from
// which the next one counts. With it each of many cycles is followed once, and not
// once for each cycle that comes after it.
type chain struct {
	objective *objectiveProgram
	run       *clockRun
	number    int // from 0
	from      int64
}

// afterDue is the instant from which a cycle counts under NewCycleAfterDue: its
// start, or the due instant of the cycle before if that is later. A cycle that
// was cancelled, or that nothing is promised for, is not waited for. The cycles
// before it are followed under the same revision, that of the cycle asked about,
// whichever governs them: what a cycle waits for is a matter of its own terms.
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
