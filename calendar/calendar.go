package calendar

import (
	"time"

	"github.com/upheld/upheld/internal/zone"
)

// Calendar is a set of instants between 1900-01-01 and 2190-01-01 UTC: the time in
// which a service is open. It is a union of half-open stretches, and that set
// defines every operation: lengths are time that elapses, not differences of clock
// readings. Fractions of seconds are kept.
//
// A Calendar is a comparable value of one pointer, safe for concurrent use. It
// compiles a block of 388 days when a query first touches it; later queries of the
// block do not allocate. The zero Calendar is never open. Results carry the
// location of the argument. The location of an argument changes no result.
type Calendar struct{ core *core }

// Precompile compiles now the blocks that queries between two instants need. It
// changes no result.
func (c Calendar) Precompile(from, to time.Time) {
	if c.core == nil || to.Before(from) {
		return
	}
	first, _ := place(from.Unix())
	last, _ := place(to.Unix())
	for k := first; k <= last; k++ {
		c.core.chunk(k)
	}
}

// IsOpen reports whether an instant belongs to the calendar: a stretch is open
// at its start and closed at its end.
func (c Calendar) IsOpen(t time.Time) bool {
	if c.core == nil {
		return false
	}
	k, r := place(t.Unix())
	return c.core.chunk(k).last(r)&1 == 1
}

// Elapsed gives the open time between two instants; it is negative when to is
// before from. Outside the years 1900 to 2189 the calendar is closed.
func (c Calendar) Elapsed(from, to time.Time) time.Duration {
	if c.core == nil {
		return 0
	}
	k1, r1 := place(from.Unix())
	k2, r2 := place(to.Unix())
	a, b := c.core.chunk(k1), c.core.chunk(k2)
	i, j := a.last(r1), b.last(r2)
	// The masks keep the time since the last edge if the calendar is open there.
	open1, open2 := -int64(i&1), -int64(j&1)
	e1, e2 := a.edges[i], b.edges[j]
	seconds := int64(e2.open) - int64(e1.open) + open2&int64(r2-e2.at) - open1&int64(r1-e1.at)
	nanos := open2&int64(to.Nanosecond()) - open1&int64(from.Nanosecond())
	if k1 != k2 {
		seconds += c.core.totals(k1, k2)
	}
	return time.Duration(seconds*int64(time.Second) + nanos)
}

// Add gives the earliest instant at which d of open time has passed since t. That
// may be a closing: eight hours from Monday 09:00 end on Monday 17:00. For a
// negative d it gives the latest instant from which -d of open time leads to t.
// Add(t, 0) is t.
//
// Add returns ErrNeverOpen if the calendar closes for good before d has passed, and
// ErrHorizon if t or the answer lies outside the years 1900 to 2189. Neither answer
// takes a long search.
func (c Calendar) Add(t time.Time, d time.Duration) (time.Time, error) {
	if d == 0 {
		return t.Round(0), nil
	}
	unix := t.Unix()
	if unix < zone.First || unix >= zone.Last {
		return time.Time{}, ErrHorizon
	}
	if c.core == nil {
		return time.Time{}, ErrNeverOpen
	}
	k, r := place(unix)
	now := c.core.chunk(k)
	i := now.last(r)
	e := now.edges[i]
	open := -int64(i & 1)
	seconds := int64(e.open) + open&int64(r-e.at)
	nanos := open & int64(t.Nanosecond())
	seconds += int64(d / time.Second)
	nanos += int64(d % time.Second)
	if d > 0 {
		return c.core.after(k, now, seconds, nanos, t.Location())
	}
	return c.core.before(k, now, seconds, nanos, t.Location())
}

// after gives the earliest instant with the given open time since the start of
// chunk k. The open time is positive; nanos may reach two seconds.
func (c *core) after(k int64, now *chunk, seconds, nanos int64, l *time.Location) (time.Time, error) {
	// Counting from the nanosecond before finds a closing, not the next opening.
	nanos--
	if nanos >= int64(time.Second) {
		seconds, nanos = seconds+1, nanos-int64(time.Second)
	} else if nanos < 0 {
		seconds, nanos = seconds-1, nanos+int64(time.Second)
	}
	for seconds >= int64(now.total) {
		seconds -= int64(now.total)
		if k = max(k+1, c.low); k > c.high {
			return time.Time{}, c.end(chunkCount - 1)
		}
		now = c.chunk(k)
	}
	e := now.edges[now.holding(uint32(seconds))]
	return time.Unix((k+chunkFirst)<<chunkBits+int64(e.at)+seconds-int64(e.open), nanos+1).In(l), nil
}

// before gives the latest instant with the given open time since the start of chunk
// k. Both seconds and nanos may be negative.
func (c *core) before(k int64, now *chunk, seconds, nanos int64, l *time.Location) (time.Time, error) {
	if nanos < 0 {
		seconds, nanos = seconds-1, nanos+int64(time.Second)
	}
	for seconds < 0 {
		if k = min(k-1, c.high); k < c.low {
			return time.Time{}, c.end(0)
		}
		now = c.chunk(k)
		seconds += int64(now.total)
	}
	e := now.edges[now.holding(uint32(seconds))]
	return time.Unix((k+chunkFirst)<<chunkBits+int64(e.at)+seconds-int64(e.open), nanos).In(l), nil
}

// end says why the search for open time stopped at the first or last chunk. A
// calendar that is open in that chunk may go on beyond the horizon; any other never
// opens.
func (c *core) end(bound int64) error {
	if bound < c.low || bound > c.high || c.chunk(bound).total == 0 {
		return ErrNeverOpen
	}
	return ErrHorizon
}
