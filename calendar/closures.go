package calendar

import (
	"iter"
	"sort"
	"sync/atomic"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
)

// Closure is a stretch, [From, To), in which a calendar is closed although the
// ordinary weekly hours of the date are open. The zero Closure has no length.
type Closure struct {
	From, To time.Time
	Date     date.Date // the date that is not ordinary, in the zone of its hours
	Kind     DayKind   // the kind of that date: never OrdinaryDay
	Why      string    // as in Day: the name of the holiday, or the word of Kind
}

// Closures lists the stretches between two instants that closed dates, holidays and
// dates with their own hours remove from the weekly hours. The list is in order and
// clipped to the two instants; its stretches overlap neither each other nor open
// time. Each belongs to one date, so that two holidays in a row stay two closures.
// The list is empty if to is not after from. Both ends carry the location of from.
//
// For a composed calendar, a closure is time that the composition would have open
// if every date of every member were ordinary, and that it has closed. So a
// member's holiday is no closure while another member is open, and a date on which
// a calendar named in Except has extra hours is a closure. Date, Kind and Why
// describe the first member whose date is not ordinary.
//
// The cost grows with the number of closures between the two instants. The first
// query of a block of 388 days compiles the block.
func (c Calendar) Closures(from, to time.Time) iter.Seq[Closure] {
	return func(yield func(Closure) bool) {
		if c.core == nil || !from.Before(to) {
			return
		}
		first, _ := place(from.Unix())
		last, _ := place(before(to))
		var held change // a closure that may go on in the next chunk
		give := func() bool {
			open, shut := time.Unix(held.from, 0).In(from.Location()), time.Unix(held.to, 0).In(from.Location())
			if open.Before(from) {
				open = from.Round(0)
			}
			if to.Before(shut) {
				shut = to.Round(0).In(from.Location())
			}
			return !open.Before(shut) || yield(Closure{open, shut, civil.Of(held.by.day), held.by.kind(), held.by.why()})
		}
		for k := max(first, c.core.low); k <= min(last, c.core.high); k++ {
			closed := c.core.changes(k).closed
			skip := 0
			if k == first {
				skip = sort.Search(len(closed), func(i int) bool { return closed[i].to > from.Unix() })
			}
			for _, next := range closed[skip:] {
				if next.from > before(to) {
					break
				}
				if held.by != nil && held.to == next.from && held.by.alike(next.by) {
					held.to = next.to
					continue
				}
				if held.by != nil && !give() {
					return
				}
				held = next
			}
		}
		if held.by != nil {
			give()
		}
	}
}

// change is a stretch that a date with other than ordinary hours closes or opens.
type change struct {
	span
	by *dated
}

// changes lists how the open time of a chunk differs from the open time that it
// would have if every date were ordinary. Both lists are sorted and disjoint. A
// closed stretch is not open in the calendar; an opened stretch is.
type changes struct{ closed, opened []change }

// changeIndex holds the changes of each chunk, computed on first touch.
type changeIndex [chunkCount]atomic.Pointer[changes]

// changes gives the changes of chunk k. Queries for open time never call it.
func (c *core) changes(k int64) *changes {
	index := c.changed.Load()
	if index == nil {
		if _, always := c.source.(everything); always {
			return &changes{}
		}
		c.changed.CompareAndSwap(nil, new(changeIndex))
		index = c.changed.Load()
	}
	if made := index[k].Load(); made != nil {
		return made
	}
	made := c.source.changes(c, k)
	index[k].CompareAndSwap(nil, &made)
	return index[k].Load()
}

// ordinary gives the stretches that would be open in chunk k if every date were
// ordinary.
func (c *core) ordinary(k int64) []span {
	open, changes := c.chunk(k).spans(k), c.changes(k)
	if len(changes.closed) > 0 {
		open = sweep(either, open, plain(changes.closed))
	}
	if len(changes.opened) > 0 {
		open = sweep(first, open, plain(changes.opened))
	}
	return open
}

// changes lists the effects of each date with other than ordinary hours, without
// the parts that another date undoes.
func (l *leaf) changes(c *core, k int64) changes {
	from, to := extent(k)
	days := l.exceptions(l.zone.Day(from)-2, l.zone.Day(to-1)+1)
	if len(days) == 0 {
		return changes{}
	}
	var all changes
	piece := func(list *[]change, by *dated, day, open, shut int64) {
		s := span{max(l.zone.Resolve(day, open), from), min(l.zone.Resolve(day, shut), to)}
		if s.from < s.to {
			*list = append(*list, change{s, by})
		}
	}
	for i := range days {
		d := &days[i]
		for _, s := range l.ordinary(d.day) {
			if !l.whole && !d.short {
				s.to = min(s.to, secondsOfDay)
			}
			piece(&all.closed, d, d.day, s.from, s.to)
		}
		for _, s := range l.ordinary(d.day - 1) {
			if s.to > secondsOfDay && !l.whole && !d.short {
				piece(&all.closed, d, d.day-1, secondsOfDay, s.to)
			}
		}
		for _, off := range d.off {
			for _, near := range []int64{d.day - 1, d.day + 1} {
				for _, s := range l.ordinary(near) {
					by := (d.day - near) * secondsOfDay
					piece(&all.closed, d, near, max(s.from, off.from+by), min(s.to, off.to+by))
				}
			}
		}
		for _, s := range d.hours {
			piece(&all.opened, d, d.day, s.from, s.to)
		}
	}
	return changes{
		closed: outside(apart(all.closed), c.chunk(k).spans(k)),
		opened: outside(apart(all.opened), l.open(k, nil)),
	}
}

// changes of a composition are its differences from the same composition of
// ordinary members. The first member that changed at that time gives the reason.
func (c composed) changes(own *core, k int64) changes {
	var every [][]change
	for _, m := range c.of {
		if made := m.changes(k); len(made.closed)+len(made.opened) > 0 {
			every = append(every, made.closed, made.opened)
		}
	}
	if len(every) == 0 {
		return changes{}
	}
	open, ordinary := own.chunk(k).spans(k), c.fold(c.of, func(m *core) []span { return m.ordinary(k) })
	because := func(rest []span) (all []change) {
		for _, list := range every {
			said := within(list, rest)
			all = append(all, said...)
			rest = sweep(first, rest, plain(said))
		}
		return apart(all)
	}
	return changes{closed: because(sweep(first, ordinary, open)), opened: because(sweep(first, open, ordinary))}
}

func (s switched) changes(_ *core, k int64) changes {
	from, to := extent(k)
	at := min(max(s.at, from), to)
	was, is := s.of[0].changes(k), s.of[1].changes(k)
	before, after := []span{{from, at}}, []span{{at, to}}
	return changes{
		closed: append(within(was.closed, before), within(is.closed, after)...),
		opened: append(within(was.opened, before), within(is.opened, after)...),
	}
}

func (everything) changes(*core, int64) changes { return changes{} }

func (v view) changes(_ *core, k int64) changes { return *v.core.changes(k) }

// plain gives the stretches without their reasons, joined if they meet.
func plain(list []change) []span {
	spans := make([]span, 0, len(list))
	for _, s := range list {
		if n := len(spans); n > 0 && spans[n-1].to == s.from {
			spans[n-1].to = s.to
			continue
		}
		spans = append(spans, s.span)
	}
	return spans
}

// apart sorts stretches and gives an overlap to the earlier stretch alone.
func apart(list []change) []change {
	sort.SliceStable(list, func(i, j int) bool { return list[i].from < list[j].from })
	kept := list[:0]
	for _, s := range list {
		if n := len(kept); n > 0 {
			s.from = max(s.from, kept[n-1].to)
			if last := &kept[n-1]; s.from == last.to && s.by.alike(last.by) && s.from < s.to {
				last.to = s.to
				continue
			}
		}
		if s.from < s.to {
			kept = append(kept, s)
		}
	}
	return kept
}

// within gives the parts of list that lie in the spans; both are sorted and
// disjoint.
func within(list []change, spans []span) []change {
	var kept []change
	for _, s := range list {
		i := sort.Search(len(spans), func(i int) bool { return spans[i].to > s.from })
		for ; i < len(spans) && spans[i].from < s.to; i++ {
			kept = append(kept, change{span{max(s.from, spans[i].from), min(s.to, spans[i].to)}, s.by})
		}
	}
	return kept
}

// outside gives the parts of list that lie in none of the spans; both are sorted
// and disjoint.
func outside(list []change, spans []span) []change {
	var kept []change
	for _, s := range list {
		i := sort.Search(len(spans), func(i int) bool { return spans[i].to > s.from })
		for ; i < len(spans) && spans[i].from < s.to; i++ {
			if s.from < spans[i].from {
				kept = append(kept, change{span{s.from, spans[i].from}, s.by})
			}
			s.from = spans[i].to
		}
		if s.from < s.to {
			kept = append(kept, s)
		}
	}
	return kept
}

// alike reports whether two values describe the same date, with the same kind and
// name.
func (d *dated) alike(o *dated) bool {
	return d.day == o.day && d.kind() == o.kind() && d.name == o.name
}
