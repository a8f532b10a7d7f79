package sla

import "slices"

// movedCycle is a cycle that falls under the next revision.
type movedCycle struct {
	objective string
	number    int
}

// govern reads a ticket under each revision that may govern one of its cycles
// and gives the cycles that it does govern, by objective. A clock that has not
// started is given as number 0.
func (t *Tally) govern(k *Ticket, give func(cycleRef)) {
	programs := t.a.programs
	if len(programs) == 0 {
		return
	}
	r := t.a.openedUnder(t.h.first)
	programs[r].read(k, t.h)
	// A history may begin before the ticket was opened, with a stop that was
	// noted too early.
	if opened := t.a.openedUnder(t.h.opened()); opened != r {
		r = opened
		programs[r].read(k, t.h)
	}
	if t.ear != nil {
		t.ear.count(&programs[r], t.h.seen, t.hearing)
	}
	t.moved = t.moved[:0]
	for first := r; ; r++ {
		p := &programs[r]
		if r > first {
			p.read(k, t.h)
		}
		arrived := len(t.moved)
		last := r+1 == len(programs) || programs[r+1].pins == PinOpened
		for i := range p.objectives {
			o := &p.objectives[i]
			if o.clock < 0 {
				continue
			}
			run := &t.h.clocks[o.clock]
			if len(run.cycles) == 0 && r == first {
				give(cycleRef{p, o, run, 0})
			}
			id := t.a.promises[o.promise].ID
			for n := range run.cycles {
				if r > first && !slices.Contains(t.moved[:arrived], movedCycle{id, n}) {
					continue
				}
				if !last && t.movesOn(p, o, run, &run.cycles[n], &programs[r+1]) {
					t.moved = append(t.moved, movedCycle{id, n})
					continue
				}
				give(cycleRef{p, o, run, n + 1})
			}
		}
		if t.moved = append(t.moved[:0], t.moved[arrived:]...); last || len(t.moved) == 0 {
			return
		}
	}
}

// openedUnder is the revision that governs a ticket opened at an instant, as far
// as revisions are pinned by that.
func (a *Agreement) openedUnder(at int64) int {
	r := 0
	for r+1 < len(a.programs) && a.programs[r+1].pins == PinOpened && at >= a.programs[r+1].from {
		r++
	}
	return r
}

// opened is the start of the first cycle, or the first event when there is none.
func (h *history) opened() int64 {
	first := int64(forever)
	for i := range h.clocks {
		if c := h.clocks[i].cycles; len(c) > 0 && !h.clocks[i].derived {
			first = min(first, c[0].start)
		}
	}
	if first == forever {
		return h.first
	}
	return first
}

// movesOn reports whether a cycle falls under the revision after the one it was
// read under, by the instant that this revision pins.
func (t *Tally) movesOn(p *program, o *objectiveProgram, run *clockRun, c *cycle, next *program) bool {
	if !slices.ContainsFunc(next.objectives, func(n objectiveProgram) bool {
		return t.a.promises[n.promise].ID == t.a.promises[o.promise].ID
	}) {
		return false // nothing to fall under
	}
	if next.pins == PinStopped {
		return c.ended == endOpen || c.end >= next.from
	}
	course := p.course(o, t.h, run, c)
	if course.target < 0 {
		return c.start >= next.from
	}
	return p.dueAhead(o, run, c, course, t.h.until) >= next.from
}
