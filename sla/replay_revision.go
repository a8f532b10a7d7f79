package sla

import "sort"

// movedCycle is a cycle that falls under the next revision.
type movedCycle struct {
	objective int32
	number    int
}

// govern reads a ticket under each revision that may govern one of its cycles, and
// gives each cycle under the revision that governs it, by objective. A clock that has
// not started is given as number 0.
func (t *Tally) govern(k *Ticket, give func(cycleRef)) {
	programs := t.a.programs
	if len(programs) == 0 {
		return
	}
	r := t.a.openedUnder(t.h.first)
	programs[r].read(k, t.h)
	// A history may begin before the ticket was opened, with a stop that came too
	// early.
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
		here := t.moved[:arrived]
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
			for n := range run.cycles {
				if r > first {
					for len(here) > 0 && here[0].before(movedCycle{int32(i), n}) {
						here = here[1:]
					}
					if len(here) == 0 || here[0] != (movedCycle{int32(i), n}) {
						continue
					}
				}
				if !last && p.later[i] >= 0 && t.movesOn(p, o, run, &run.cycles[n], &programs[r+1]) {
					t.moved = append(t.moved, movedCycle{p.later[i], n})
					continue
				}
				give(cycleRef{p, o, run, n + 1})
			}
		}
		if t.moved = append(t.moved[:0], t.moved[arrived:]...); last || len(t.moved) == 0 {
			return
		}
		inOrder(t.moved)
	}
}

func (m movedCycle) before(other movedCycle) bool {
	return m.objective < other.objective || m.objective == other.objective && m.number < other.number
}

// inOrder sorts cycles by the objectives of the revision under which they fall. They
// are mostly sorted, because revisions hardly ever reorder objectives.
func inOrder(moved []movedCycle) {
	for i := 1; i < len(moved); i++ {
		if moved[i].before(moved[i-1]) {
			sort.SliceStable(moved, func(i, j int) bool { return moved[i].before(moved[j]) })
			return
		}
	}
}

// openedUnder is the revision that governs a ticket opened at an instant, among the
// first revisions that pin PinOpened.
func (a *Agreement) openedUnder(at int64) int {
	return sort.Search(a.pinned, func(r int) bool { return a.programs[r+1].from > at })
}

// opened is the start of the first cycle, or the first event if there is no cycle.
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

// movesOn reports whether a cycle falls under the next revision, by the instant that
// this revision pins.
func (t *Tally) movesOn(p *program, o *objectiveProgram, run *clockRun, c *cycle, next *program) bool {
	if next.pins == PinStopped {
		return c.ended == endOpen || c.end >= next.from
	}
	course := p.course(o, t.h, run, c)
	if course.target < 0 {
		return c.start >= next.from
	}
	return p.dueAhead(o, run, c, course, t.h.until) >= next.from
}
