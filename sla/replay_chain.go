package sla

import (
	"cmp"
	"slices"
)

// chain is how far the cycles of a clock were followed of which each counts
// from the due instant of the one before: cycle number counts from that instant.
// It is kept so that many cycles are followed once each, and not once for each
// that comes after them.
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
