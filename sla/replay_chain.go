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
func (p *program) afterDue(o *objectiveProgram, h *history, run *clockRun, c *cycle) int64 {
	n, _ := slices.BinarySearchFunc(run.cycles, c.first, func(c cycle, first int32) int { return cmp.Compare(c.first, first) })
	s := &h.chain
	if s.objective != o || s.run != run || s.number > n {
		*s = chain{objective: o, run: run, from: run.cycles[0].start}
	}
	for s.number < n {
		before := &run.cycles[s.number]
		h.from = s.from
		k := p.follow(o, h, run, before)
		s.number++
		s.from = run.cycles[s.number].start
		if before.ended == endCancelled || k.target < 0 {
			continue
		}
		if u := p.measure(o, run, before, k, before.end); u.hasDue && u.due != forever {
			s.from = max(s.from, u.due)
		}
	}
	return s.from
}
