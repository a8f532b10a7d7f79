package calendar

import (
	"math/bits"
	"slices"
	"sort"
	"sync/atomic"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/zone"
)

// DayTime says at which time of a date AddDays, AddMonths and Roll end. The zero
// DayTime is the time of day of their argument.
type DayTime struct {
	kind   dayTimeKind
	second int32
}

type dayTimeKind uint8

const (
	sameTime dayTimeKind = iota
	endOfDay
	byTime
	startOfDay
)

// StartOfDay is the first opening of a date. A date without an opening starts at
// midnight.
func StartOfDay() DayTime { return DayTime{kind: startOfDay} }

// EndOfDay is the last closing of a date: the end of the last opening that starts
// on the date, or the start of the next opening if that is earlier. So the days of
// a calendar open round the clock end at midnight. A date without an opening ends
// at midnight.
func EndOfDay() DayTime { return DayTime{kind: endOfDay} }

// By is a time of day on the local clock. A time before 00:00 becomes 00:00, a time
// after 24:00 becomes 24:00.
func By(hour, minute int) DayTime {
	hour, minute = min(max(hour, -100), 100), min(max(minute, -10_000), 10_000)
	return DayTime{byTime, int32(min(max(hour*3600+minute*60, 0), secondsOfDay))}
}

// String writes "same time of day", "start of day", "end of day" or "by 16:00".
func (d DayTime) String() string {
	switch d.kind {
	case startOfDay:
		return "start of day"
	case endOfDay:
		return "end of day"
	case byTime:
		return "by " + clockText(int64(d.second))
	}
	return "same time of day"
}

// A business day is a local date, in the zone of Location, on which an opening
// starts: the calendar becomes open, or hours as written begin within open time. So
// a night shift belongs to the date of its evening, and every date of a calendar
// open round the clock is a business day.
//
// Business days have their own index: blocks of 512 dates, compiled on first touch.
const (
	axisBits  = 9
	axisFirst = -25_600 // 1899-11-29
	axisCount = 208     // to 2191-07
)

type axis struct {
	blocks [axisCount]atomic.Pointer[dayBlock]
}

// dayBlock marks the business days among 512 dates.
type dayBlock struct {
	marks  [8]uint64
	before [8]uint16 // business days before each word
	total  int64
	begins []int64 // the first opening of each business day, in Unix seconds
	ends   []int64 // the end of each
}

// rank counts the business days among the first i dates of the block; i < 512.
func (b *dayBlock) rank(i int64) int64 {
	word := i >> 6
	return int64(b.before[word]) + int64(bits.OnesCount64(b.marks[word]&(1<<(i&63)-1)))
}

func (b *dayBlock) has(i int64) bool { return b.marks[i>>6]>>(i&63)&1 == 1 }

// nth gives the place in the block of business day n, counted from 0; n < total.
func (b *dayBlock) nth(n int64) int64 {
	word := int64(sort.Search(7, func(w int) bool { return int64(b.before[w+1]) > n }))
	marks := b.marks[word]
	for n -= int64(b.before[word]); n > 0; n-- {
		marks &= marks - 1
	}
	return word<<6 + int64(bits.TrailingZeros64(marks))
}

// days gives block k of the index of business days.
func (c *core) days(k int64) *dayBlock {
	a := c.axis.Load()
	if a == nil {
		c.axis.CompareAndSwap(nil, new(axis))
		a = c.axis.Load()
	}
	if b := a.blocks[k].Load(); b != nil {
		return b
	}
	a.blocks[k].CompareAndSwap(nil, c.compileDays(k))
	return a.blocks[k].Load()
}

func (c *core) compileDays(k int64) *dayBlock {
	first := k<<axisBits + axisFirst
	b := new(dayBlock)
	last := int64(-1)
	for _, o := range c.openings(first, first+1<<axisBits) {
		day := o.day - first
		if day <= last {
			b.ends[len(b.ends)-1] = max(b.ends[len(b.ends)-1], o.to)
			continue
		}
		last = day
		b.marks[day>>6] |= 1 << (day & 63)
		b.begins, b.ends = append(b.begins, o.from), append(b.ends, o.to)
	}
	for w := range b.marks {
		b.before[w] = uint16(b.total)
		b.total += int64(bits.OnesCount64(b.marks[w]))
	}
	return b
}

// dayOpening is an opening and the date to which it belongs.
type dayOpening struct {
	span
	day int64
}

// openings lists the openings that belong to the dates from first to last, last
// excluded, in the order of the dates. An opening ends with its stretch, or at the
// next opening if that is earlier.
func (c *core) openings(first, last int64) []dayOpening {
	from, to := max(c.zone.Start(first), zone.First), min(c.zone.Start(last), zone.Last)
	if from >= to {
		return nil
	}
	// No opening is longer than two days, so three more days show every end. No
	// opening begins two days after the date to which it belongs.
	limit, least := min(to+5*secondsOfDay, zone.Last), from-2*secondsOfDay
	var begins []opening
	for _, w := range c.written {
		begins = append(begins, w.by.openings(max(least, w.from), min(limit, w.to), c.zone)...)
	}
	// Of openings at the same instant, the one whose hours began last comes first:
	// hours that begin at this instant are an opening of this date, although others
	// go on.
	sort.Slice(begins, func(i, j int) bool {
		a, b := begins[i], begins[j]
		return a.at < b.at || a.at == b.at && a.begun > b.begun
	})
	begins = slices.CompactFunc(begins, func(a, b opening) bool { return a.at == b.at })
	ends := min(to+2*secondsOfDay, zone.Last)
	all := make([]dayOpening, 0, len(begins))
	add := func(s span, begun int64) {
		if n := len(all); n > 0 {
			all[n-1].to = min(all[n-1].to, s.from)
		}
		all = append(all, dayOpening{s, c.zone.Day(begun)})
	}
	// Start a second earlier, so that a stretch that goes on at from is no opening.
	for at := least - 1; at < ends; {
		s, ok := c.next(at, limit)
		if !ok || s.from >= ends {
			break
		}
		at = s.to
		begun := s.from
		for len(begins) > 0 && begins[0].at <= s.from {
			if begins[0].at == s.from {
				begun = begins[0].begun
			}
			begins = begins[1:]
		}
		if s.from >= least {
			add(s, begun)
		}
		for len(begins) > 0 && begins[0].at < s.to {
			add(span{begins[0].at, s.to}, begins[0].begun)
			begins = begins[1:]
		}
	}
	all = slices.DeleteFunc(all, func(o dayOpening) bool { return o.day < first || o.day >= last })
	sort.SliceStable(all, func(i, j int) bool { return all[i].day < all[j].day })
	return all
}

// onAxis gives the block of a date and its place in the block. A date outside the
// axis becomes the first or last date of the axis, which is no business day.
func onAxis(day int64) (k, i int64) {
	at := min(max(day-axisFirst, 0), axisCount<<axisBits-1)
	return at >> axisBits, at & (1<<axisBits - 1)
}

// BusinessDays counts the business days from one date to another, from included and
// to excluded. A business day is a date on which an opening starts. The count is
// negative if to is before from.
func (c Calendar) BusinessDays(from, to date.Date) int {
	if c.core == nil {
		return 0
	}
	if from > to {
		return -c.BusinessDays(to, from)
	}
	k1, i1 := onAxis(civil.Day(from))
	k2, i2 := onAxis(civil.Day(to))
	n := c.core.days(k2).rank(i2) - c.core.days(k1).rank(i1)
	for k := k1; k < k2; k++ {
		n += c.core.days(k).total
	}
	return int(n)
}

// AddDays goes n business days forward from the local date of t, or back for a
// negative n, and gives a time of the date reached. It does not count the date of
// t, business day or not, and for n = 0 it stays on that date; AddDays(t, 0,
// DayTime{}) is t. A clock reading that the date repeats or skips is resolved as
// Local.In does.
//
// With Always().In(zone) these are calendar days: every date counts. AddDays returns
// the errors of Add: ErrNeverOpen and ErrHorizon.
func (c Calendar) AddDays(t time.Time, n int, at DayTime) (time.Time, error) {
	unix := t.Unix()
	if unix < zone.First || unix >= zone.Last {
		return time.Time{}, ErrHorizon
	}
	if n == 0 && at.kind == sameTime {
		return t.Round(0), nil
	}
	if c.core == nil {
		return time.Time{}, ErrNeverOpen
	}
	day, _ := c.core.zone.Wall(unix)
	day, err := c.core.step(day, int64(n))
	if err != nil {
		return time.Time{}, err
	}
	return c.core.at(day, t, at)
}

// AddMonths goes n months forward from the local date of t, or back for a negative
// n, and gives a time of the date that it reaches. That date is the same day of the
// month, or the last day of a month that has no such day: a month after 31 January
// is 28 or 29 February, a year (12 months) after 29 February is 28 February. A closed
// date does not move; see Roll. AddMonths(t, 0, DayTime{}) is t. A clock reading that
// the date repeats or skips is resolved as by Local.In. AddMonths returns the
// errors of Add.
func (c Calendar) AddMonths(t time.Time, n int, at DayTime) (time.Time, error) {
	unix := t.Unix()
	if unix < zone.First || unix >= zone.Last {
		return time.Time{}, ErrHorizon
	}
	if n == 0 && at.kind == sameTime {
		return t.Round(0), nil
	}
	if c.core == nil {
		return time.Time{}, ErrNeverOpen
	}
	day, _ := c.core.zone.Wall(unix)
	year, month, day := zone.Civil(day)
	month += int64(min(max(n, -10_000), 10_000)) // more than there are months
	last := zone.DayNumber(year, month+1, 0)
	return c.core.at(min(zone.DayNumber(year, month, day), last), t, at)
}

// Roll says to which business day a closed date moves.
type Roll string

// The ways to move a date.
const (
	RollNext     Roll = "next"               // the next business day
	RollPrevious Roll = "previous"           // the previous business day
	RollModified Roll = "modified-following" // the next business day, but the previous business day if the next lies in another month
)

// Roll moves the local date of t to a business day if no opening starts on it, and
// gives a time of the date that it reaches. A business day does not move; nor does
// any date if to is the zero Roll, or no constant of this package. If no business day
// follows, RollModified takes the previous business day. Roll returns the errors of
// Add.
func (c Calendar) Roll(t time.Time, to Roll, at DayTime) (time.Time, error) {
	unix := t.Unix()
	if unix < zone.First || unix >= zone.Last {
		return time.Time{}, ErrHorizon
	}
	if c.core == nil {
		return time.Time{}, ErrNeverOpen
	}
	day, _ := c.core.zone.Wall(unix)
	day, err := c.core.roll(day, to)
	if err != nil {
		return time.Time{}, err
	}
	return c.core.at(day, t, at)
}

// roll moves a date unless it is a business day.
func (c *core) roll(day int64, to Roll) (int64, error) {
	k, i := onAxis(day)
	if c.days(k).has(i) {
		return day, nil
	}
	switch to {
	case RollNext:
		return c.step(day, 1)
	case RollPrevious:
		return c.step(day, -1)
	case RollModified:
		next, err := c.step(day, 1)
		_, month, _ := zone.Civil(day)
		if _, in, _ := zone.Civil(next); err != nil || in != month || next-day > 31 {
			return c.step(day, -1)
		}
		return next, nil
	}
	return day, nil
}

// at gives a time of a date, from an instant for its time of day.
func (c *core) at(day int64, t time.Time, at DayTime) (time.Time, error) {
	var unix, nanos int64
	switch at.kind {
	case sameTime:
		_, second := c.zone.Wall(t.Unix())
		unix, nanos = c.zone.Resolve(day, second), int64(t.Nanosecond())
	case byTime:
		unix = c.zone.Resolve(day, int64(at.second))
	case startOfDay:
		unix = c.zone.Start(day)
		if k, i := onAxis(day); c.days(k).has(i) {
			b := c.days(k)
			unix = b.begins[b.rank(i)]
		}
	case endOfDay:
		unix = c.zone.Start(day + 1)
		if k, i := onAxis(day); c.days(k).has(i) {
			b := c.days(k)
			unix = b.ends[b.rank(i)]
		}
	}
	if unix < zone.First || unix > zone.Last {
		return time.Time{}, ErrHorizon
	}
	return time.Unix(unix, nanos).In(t.Location()), nil
}

// step gives the nth business day after a date, or before it.
func (c *core) step(day, n int64) (int64, error) {
	n = min(max(n, -1<<32), 1<<32) // more than all dates
	low, high := c.axisReach()
	k, i := onAxis(day)
	switch {
	case n == 0:
		return day, nil
	case n > 0:
		b := c.days(k)
		rest := n - 1 + b.rank(i)
		if b.has(i) {
			rest++
		}
		for rest >= b.total {
			rest -= b.total
			if k = max(k+1, low); k > high {
				return 0, c.end(chunkCount - 1)
			}
			b = c.days(k)
		}
		return k<<axisBits + axisFirst + b.nth(rest), nil
	}
	rest := n + c.days(k).rank(i)
	for rest < 0 {
		if k = min(k-1, high); k < low {
			return 0, c.end(0)
		}
		rest += c.days(k).total
	}
	return k<<axisBits + axisFirst + c.days(k).nth(rest), nil
}

// axisReach gives the first and last block that can have business days; low > high
// if no block can.
func (c *core) axisReach() (low, high int64) {
	low, _ = onAxis((c.low+chunkFirst)<<chunkBits/secondsOfDay - 2)
	high, _ = onAxis((c.high+1+chunkFirst)<<chunkBits/secondsOfDay + 2)
	if c.low > c.high {
		return 1, 0
	}
	return low, high
}
