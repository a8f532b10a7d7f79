package sla

import (
	"fmt"
	"slices"
	"time"

	"github.com/upheld/upheld/internal/civil"
)

// part is one stretch for which an objective has an outcome: a period of a
// promise, with the steps that are counted into it.
type part struct {
	promise     int
	period      Period
	first, last int // steps, [first, last]
	sums        map[groupKey]*sum
	breaches    []*Breach // of the whole
	forgiven    []*Breach // of the whole
}

// groupKey names a group of a grouping; 0, 0 is the whole.
type groupKey struct{ grouping, group int32 }

// sum is what was counted for one group of one part.
type sum struct {
	good, total, open int64
	forgiven          int64 // of good, because of exclusions
	entered           int64 // of total, because of exclusions; below 0 when they left
	kept              store
	mixed             bool // of terms that keep different things: there is no sum

	// What is open: how many may still come in time, how many of these good has
	// already, and how many are late and not yet in total.
	undecided, presumed, late int64
	falls                     []fall
	lengths                   []length // of open cycles, if they stopped now
}

// length is a length of time, and how often it occurs.
type length struct {
	of    time.Duration
	times int64
}

func (s *sum) ifStopped(of time.Duration, times int64) {
	s.lengths = append(s.lengths, length{of, times})
}

// fall is when an undecided cycle is late if nothing happens, and how often.
type fall struct{ at, times int64 }

// merge adds the counts and cycles of another sum.
func (s *sum) merge(from *sum) {
	s.good += from.good
	s.total += from.total
	s.open += from.open
	s.forgiven += from.forgiven
	s.entered += from.entered
	s.undecided += from.undecided
	s.presumed += from.presumed
	s.late += from.late
	s.falls = append(s.falls, from.falls...)
	s.lengths = append(s.lengths, from.lengths...)
	if _, sliced := from.kept.(sliceStore); from.kept != nil && !sliced {
		s.add(from.kept) // slices of periods are counted, not put together
	}
	s.mixed = s.mixed || from.mixed
}

// add adds what a cell keeps.
func (s *sum) add(kept store) {
	if s.kept == nil {
		s.kept = kept.fresh()
	}
	if err := s.kept.merge(kept); err != nil {
		s.mixed = true
	}
}

func (p *part) sum(g groupKey) *sum {
	s := p.sums[g]
	if s == nil {
		s = &sum{}
		p.sums[g] = s
	}
	return s
}

// parts lists the stretches that a period asks for.
func (t *Tally) parts(period Period) ([]part, error) {
	var parts []part
	for i := range t.a.promises {
		p := &t.a.promises[i]
		add := func(of Period, first, last int) {
			parts = append(parts, part{promise: i, period: of, first: first, last: last, sums: map[groupKey]*sum{}})
		}
		if p.every.rolling > 0 {
			last := p.every.index(civil.Day(period.to) - 1)
			first := last - p.every.rolling + 1
			add(Period{p.every.step(first), period.to}, first, last)
			continue
		}
		if p.every.single() {
			if p.every.once.from < period.to && period.from < p.every.once.to {
				add(p.every.once, 0, 0)
			}
			continue
		}
		for k := p.every.index(civil.Day(period.from)); p.every.step(k) < period.to; k++ {
			if len(parts) == partsMax {
				return nil, fmt.Errorf("sla: period %q: %w: it holds more than %d periods of the objectives; ask for a shorter one", period, ErrRange, partsMax)
			}
			add(p.every.period(k), k, k)
		}
	}
	return parts, nil
}

// partsMax bounds the periods that one result tells of: each day of ten years for
// some thirty objectives.
const partsMax = 100_000

// againMax bounds how often the cycles of tickets that were added more than once
// are told of again: what a stored or merged tally says in a few bytes is bounded
// by nothing else.
const againMax int64 = 1_000_000

// shows reports whether a part has an outcome: its terms were in force in it,
// or items fall under it all the same.
func (t *Tally) shows(p *part) bool {
	promise := &t.a.promises[p.promise]
	return len(p.sums) > 0 ||
		max(t.a.start(p.period.from), promise.from, t.a.from) < min(t.a.start(p.period.to), promise.to, t.a.to)
}

// gather sums up cells and held cycles by part.
func (t *Tally) gather(parts []part, at int64) error {
	byPromise := make([][]*part, len(t.a.promises))
	for i := range parts {
		byPromise[parts[i].promise] = append(byPromise[parts[i].promise], &parts[i])
	}
	of := func(promise int32, step int) *part {
		list := byPromise[promise]
		i, found := slices.BinarySearchFunc(list, step, func(p *part, step int) int {
			if p.last < step {
				return -1
			}
			return min(1, max(0, p.first-step))
		})
		if !found {
			return nil
		}
		return list[i]
	}
	for i := range t.cells {
		c := &t.cells[i]
		if promise := &t.a.promises[c.key.promise]; c.good < 0 || c.total < 0 || c.total < c.good && !promise.excess {
			return errRemoved("an item of " + promise.ID)
		}
		p := of(c.key.promise, int(c.key.step))
		empty := c.good == 0 && c.total == 0 && (c.kept == nil || c.kept.IsEmpty())
		if p == nil || empty {
			continue
		}
		s := p.sum(groupKey{c.key.grouping, c.key.group})
		s.good += c.good
		s.total += c.total
		if c.kept != nil {
			s.add(c.kept)
		}
	}
	again := int64(0) // how often held cycles are counted once more
	for _, h := range t.held {
		if h.times < 0 {
			return errRemoved("ticket " + h.ticket)
		}
		if h.times-1 > againMax-again {
			return fmt.Errorf("sla: ticket %s: %w: it was added %d times; a result counts tickets again at most %d times in all", h.ticket, ErrRange, h.times, againMax)
		}
		again += h.times - 1
		view := t.view(h, at)
		p := of(h.promise, t.a.promises[h.promise].every.index(t.a.day(min(view.counts, forever-1))))
		if p == nil {
			continue
		}
		view.into(p.sum(groupKey{}), h.times)
		if view.missed || view.forgiven {
			b := t.breach(h, view)
			for range h.times {
				if view.forgiven {
					p.forgiven = append(p.forgiven, b)
				} else {
					p.breaches = append(p.breaches, b)
				}
			}
		}
		if view.counted != 0 || view.open != 0 || view.forgiven {
			for _, g := range t.groupsOf(h) {
				view.into(p.sum(g), h.times)
			}
		}
		if len(t.a.promises[h.promise].cuts) > 0 {
			if err := t.gatherCuts(p, h, &view); err != nil {
				return err
			}
		}
	}
	t.dropEmptyCuts(parts)
	return nil
}

// groupsOf lists the groups of a held cycle, one per grouping of the document.
func (t *Tally) groupsOf(h *held) []groupKey {
	var all []groupKey
	rest := h.groups
	for g, keys := range t.a.promises[h.promise].groups {
		all = append(all, groupKey{int32(g + 1), t.group(slices.Clone(rest[:len(keys)]))})
		rest = rest[len(keys):]
	}
	return all
}
