package calendar

import (
	"time"

	"github.com/upheld/upheld/internal/zone"
)

// always is open at every instant of the horizon and counts days in UTC. It is
// compiled here and never changes.
var always = func() *core {
	c := newCore(everything{}, zone.Of(time.UTC))
	inner := newChunk(1, everything{}.spans(1))
	for k := range c.chunks {
		c.chunks[k].Store(inner)
	}
	for _, k := range []int64{0, chunkCount - 1} {
		c.chunks[k].Store(newChunk(k, everything{}.spans(k)))
	}
	return c
}()

// Always gives the calendar "24x7", which is open at every instant from 1900 to
// 2189. Every date is a business day of it. Dates are in UTC unless In sets another
// zone. The complement of c is Always().Except(c).
func Always() Calendar { return Calendar{always} }

// Union is open while at least one of the calendars is open. It counts days in the
// zone of the first. Without arguments it is never open.
func Union(calendars ...Calendar) Calendar {
	cores := make([]*core, 0, len(calendars))
	for _, c := range calendars {
		if c.core != nil {
			cores = append(cores, c.core)
		}
	}
	return compose(either, cores)
}

// Intersection is open while all of the calendars are open. It counts days in the
// zone of the first. Without arguments it is Always.
func Intersection(calendars ...Calendar) Calendar {
	if len(calendars) == 0 {
		return Always()
	}
	cores := make([]*core, len(calendars))
	for i, c := range calendars {
		if c.core == nil {
			return Calendar{}
		}
		cores[i] = c.core
	}
	return compose(both, cores)
}

// Except is open while c is and other is not. It counts days in the zone of c.
func (c Calendar) Except(other Calendar) Calendar {
	if c.core == nil || other.core == nil {
		return c
	}
	return compose(first, []*core{c.core, other.core})
}

// In gives the calendar with its days counted in another zone; nil is UTC. The open
// time stays the same: only AddDays, BusinessDays and Day, which deal in dates,
// change.
func (c Calendar) In(location *time.Location) Calendar {
	if c.core == nil {
		return c
	}
	z := zone.Of(location)
	return c.in(z)
}

func (c Calendar) in(z *zone.Zone) Calendar {
	if c.core == nil || z.Location() == c.core.zone.Location() {
		return c
	}
	return Calendar{derive([]*core{c.core}, func(cores []*core) *core { return newCore(view{cores[0]}, z) })}
}

// Location gives the zone in which the calendar counts days; UTC for the zero
// Calendar.
func (c Calendar) Location() *time.Location {
	if c.core == nil {
		return time.UTC
	}
	return c.core.zone.Location()
}

// operation is an operation on sets of instants.
type operation uint8

const (
	either operation = iota
	both
	first // in the first set and not in the second
)

// keeps says whether an instant belongs to the result.
func (o operation) keeps(a, b bool) bool {
	switch o {
	case either:
		return a || b
	case both:
		return a && b
	}
	return a && !b
}

func compose(o operation, cores []*core) Calendar {
	switch {
	case len(cores) == 0:
		return Calendar{}
	case len(cores) == 1:
		return Calendar{cores[0]}
	}
	z := cores[0].zone
	return Calendar{derive(cores, func(cores []*core) *core { return newCore(composed{o, cores}, z) })}
}

// composed is an operation on two or more calendars.
type composed struct {
	operation operation
	of        []*core
}

func (c composed) spans(k int64) []span {
	return c.fold(c.of, func(m *core) []span { return m.chunk(k).spans(k) })
}

// fold combines the halves of the members, so that it visits each stretch few
// times.
func (c composed) fold(members []*core, spans func(*core) []span) []span {
	if len(members) == 1 {
		return spans(members[0])
	}
	half := len(members) / 2
	return sweep(c.operation, c.fold(members[:half], spans), c.fold(members[half:], spans))
}

// sweep merges two sorted lists of stretches by an operation.
func sweep(o operation, a, b []span) []span {
	result := make([]span, 0, len(a)+len(b))
	var inA, inB, open bool
	for len(a) > 0 || len(b) > 0 {
		nextA, nextB := next(a, inA), next(b, inB)
		at := min(nextA, nextB)
		if nextA == at {
			if inA = !inA; !inA {
				a = a[1:]
			}
		}
		if nextB == at {
			if inB = !inB; !inB {
				b = b[1:]
			}
		}
		switch now := o.keeps(inA, inB); {
		case now && !open:
			result = append(result, span{from: at})
			open = true
		case !now && open:
			result[len(result)-1].to = at
			open = false
		}
	}
	return result
}

// next gives the next start or end in a list of stretches.
func next(spans []span, in bool) int64 {
	switch {
	case len(spans) == 0:
		return zone.Last + 1
	case in:
		return spans[0].to
	}
	return spans[0].from
}

func (c composed) reach() (low, high int64) {
	low, high = c.of[0].low, c.of[0].high
	for _, m := range c.of[1:] {
		switch c.operation {
		case either:
			low, high = min(low, m.low), max(high, m.high)
		case both:
			low, high = max(low, m.low), min(high, m.high)
		}
	}
	return low, high
}

func (c composed) members() []*core { return c.of }

func (c composed) written() []written {
	if c.operation == first {
		return c.of[0].written
	}
	return joined(c.of)
}

// Switch gives the calendar that equals before until an instant, and after from
// that instant on. It counts days in the zone of before, or of after if before is
// the zero Calendar. The instant is cut to the second.
func Switch(before Calendar, at time.Time, after Calendar) Calendar {
	switch {
	case before.core == nil && after.core == nil:
		return Calendar{}
	case before.core == nil:
		before = Calendar{never(after.core.zone)}
	case after.core == nil:
		after = Calendar{never(before.core.zone)}
	}
	z, unix := before.core.zone, at.Unix()
	return Calendar{derive([]*core{before.core, after.core}, func(cores []*core) *core {
		return newCore(switched{unix, cores}, z)
	})}
}

// never is a calendar that never opens.
func never(z *zone.Zone) *core { return newCore(&leaf{zone: z, weeks: []weekFrom{{day: ever}}}, z) }

// switched is one calendar before an instant and another from the instant on.
type switched struct {
	at int64
	of []*core // the calendar before, the calendar after
}

func (s switched) spans(k int64) []span {
	from, to := extent(k)
	at := min(max(s.at, from), to)
	spans := cut(s.of[0].chunk(k).spans(k), from, at)
	for i, after := range cut(s.of[1].chunk(k).spans(k), at, to) {
		if last := len(spans) - 1; i == 0 && last >= 0 && spans[last].to == after.from {
			spans[last].to = after.to
			continue
		}
		spans = append(spans, after)
	}
	return spans
}

// cut gives the parts of stretches that lie in [from, to).
func cut(spans []span, from, to int64) []span {
	var kept []span
	for _, s := range spans {
		if s = (span{max(s.from, from), min(s.to, to)}); s.from < s.to {
			kept = append(kept, s)
		}
	}
	return kept
}

func (s switched) reach() (low, high int64) {
	k, _ := place(s.at)
	low, high = s.of[0].low, min(s.of[0].high, k)
	if low > high {
		return max(s.of[1].low, k), s.of[1].high
	}
	if l, h := max(s.of[1].low, k), s.of[1].high; l <= h {
		low, high = min(low, l), max(high, h)
	}
	return low, high
}

func (s switched) members() []*core { return s.of }

func (s switched) written() []written {
	var all []written
	for _, w := range s.of[0].written {
		w.to = min(w.to, s.at)
		all = append(all, w)
	}
	for _, w := range s.of[1].written {
		w.from = max(w.from, s.at)
		all = append(all, w)
	}
	return all
}

// everything is the source of always.
type everything struct{}

func (everything) spans(k int64) []span {
	from, to := extent(k)
	return []span{{from, to}}
}

func (everything) reach() (low, high int64) { return 0, chunkCount - 1 }
func (everything) members() []*core         { return nil }
func (everything) written() []written       { return []written{{everything{}, ever, forever}} }

// openings: a calendar open at all times opens at every midnight of the zone that
// asks for its days. Written hours keep the zone in which they were written.
func (everything) openings(from, to int64, z *zone.Zone) []opening {
	var all []opening
	for day := z.Day(from); ; day++ {
		at := z.Start(day)
		if at >= to {
			return all
		}
		if at >= from {
			all = append(all, opening{at, at})
		}
	}
}

// view is a calendar whose days are counted in another zone.
type view struct{ core *core }

func (v view) spans(k int64) []span  { return v.core.chunk(k).spans(k) }
func (v view) reach() (int64, int64) { return v.core.low, v.core.high }
func (v view) members() []*core      { return []*core{v.core} }
func (v view) written() []written    { return v.core.written }
