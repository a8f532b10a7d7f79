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
func (a *Agreement) govern(k *Ticket, h *history, give func(cycleRef)) {
	programs := a.programs
	if len(programs) == 0 {
		return
	}
	r := a.openedUnder(h.first)
	programs[r].read(k, h)
	// A history may begin before the ticket was opened, with a stop that came too
	// early.
	if a.pinned > 0 {
		if opened := a.openedUnder(h.opened()); opened != r {
			r = opened
			programs[r].read(k, h)
		}
	}
	if h.ear != nil {
		h.ear.count(&programs[r], h.seen, h.hearing)
	}
	h.moved = h.moved[:0]
	for first := r; ; r++ {
		p := &programs[r]
		if r > first {
			p.read(k, h)
		}
		arrived := len(h.moved)
		here := h.moved[:arrived]
		last := r+1 == len(programs) || programs[r+1].pins == PinOpened
		for i := range p.objectives {
			o := &p.objectives[i]
			if o.clock < 0 {
				continue
			}
			run := &h.clocks[o.clock]
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
				ref := cycleRef{p, o, run, n + 1}
				if !last && p.later[i] >= 0 && ref.judging().movesOn(h, &programs[r+1]) {
					h.moved = append(h.moved, movedCycle{p.later[i], n})
					continue
				}
				give(ref)
			}
		}
		if h.moved = append(h.moved[:0], h.moved[arrived:]...); last || len(h.moved) == 0 {
			return
		}
		inOrder(h.moved)
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
	if a.pinned == 0 {
		return 0
	}
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
func (j judging) movesOn(h *history, next *program) bool {
	if next.pins == PinStopped {
		return j.c.ended == endOpen || j.c.end >= next.from
	}
	course := j.course(h)
	if course.target < 0 {
		return j.c.start >= next.from
	}
	return j.dueAhead(course, h.until) >= next.from
}
