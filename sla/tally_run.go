package sla

import (
	"github.com/upheld/upheld/metrics"
)

// neighboursMost bounds how many periods before and after one are looked at for
// a run of bad slices that goes on there.
const neighboursMost = 1000

// runsAround counts the bad slices in a row that end where a part begins, and
// that begin where it ends: as many as it takes for a run to be long enough. A
// part that other terms cut has no neighbour on that side. If the rest is bad, it
// is so beyond the end too.
func (t *Tally) runsAround(of *part, g groupKey, from, to, at int64, rest metrics.Rest) (before, after int64) {
	p := &t.a.promises[of.promise]
	m, ok := p.Metric.(metrics.Slices)
	if !ok || m.MinRun < 2 || p.every.single() {
		return 0, 0
	}
	n := of.last - of.first + 1
	count := func(step int, edge int64, tail bool) (run int64) {
		for k := 1; k <= neighboursMost; k++ {
			first := step + n*k
			if tail {
				first = step - n*k
			}
			c, at, ok := t.slicesOf(of.promise, g, first, first+n-1, at)
			if !ok || tail && at.to != edge || !tail && at.from != edge {
				return run
			}
			here := c.Head
			if tail {
				here = c.Tail
			}
			run += here
			if here > 0 && m.Align == metrics.AlignClock && m.Partial != metrics.PartialDrop && !onGrid(m, edge) {
				run-- // the slice over the edge is of both periods
			}
			if all := c.Good + c.Short + c.Bad; run >= m.MinRun || c.All > 0 && (here == 0 || here < all || c.Head != c.Tail) {
				return run // the run is long enough, or does not fill this period
			}
			edge = at.from
			if !tail {
				edge = at.to
			}
		}
		return run
	}
	if before = count(of.first, from, true); rest == metrics.RestDown && at < to {
		return before, m.MinRun
	}
	return before, count(of.first, to, false)
}

// onGrid reports whether a slice of the clock starts at an instant.
func onGrid(m metrics.Slices, at int64) bool {
	every, err := m.Every.Parse()
	return err == nil && every > 0 && at%int64(every) == 0
}

// stretch is a stretch of time, [from, to).
type stretch struct{ from, to int64 }

// slicesOf judges the slices of some steps of a promise, for one group, by
// themselves.
func (t *Tally) slicesOf(number int, g groupKey, first, last int, at int64) (c metrics.SliceCount, over stretch, ok bool) {
	p := &t.a.promises[number]
	from, to := t.a.start(p.every.step(first)), t.a.start(p.every.step(last+1))
	over = stretch{max(from, p.from), min(to, p.to)}
	if over.from >= over.to {
		return c, over, false
	}
	var s sum
	for step := first; step <= last; step++ {
		if i, known := t.index[cellKey{int32(number), g.grouping, g.group, int32(step)}]; known && t.cells[i].kept != nil {
			s.add(t.cells[i].kept)
		}
	}
	switch {
	case s.mixed:
		return c, over, false
	case s.kept == nil: // slices without samples may be bad too
		s.kept = p.keep(instant(min(from, forever-1)))
	}
	look := metrics.Look{From: instant(over.from), To: instant(over.to), AsOf: instant(at)}
	if p.calendar != "" {
		look.Open = p.hours.Segments(look.From, look.To)
	}
	r, err := p.read(nil, s.kept, look)
	return r.slices, over, err == nil
}
