package calendar

import (
	"iter"
	"sync/atomic"
	"time"

	"github.com/upheld/upheld/internal/zone"
)

// Calendar is a set of instants between 1900-01-01 and 2190-01-01 UTC: the
// time in which a service is open. It is a union of half-open stretches, and
// every operation is defined by that set: lengths are time that elapses, not
// differences of clock readings. Fractions of seconds are kept.
//
// A Calendar is a comparable value of one pointer, safe for concurrent use. It
// compiles 388 days when a query first touches them; after that queries do not
// allocate. The zero Calendar is never open. Results carry the location of
// the argument; which location the arguments carry changes no result.
type Calendar struct{ core *core }

// core is what a Calendar points to.
type core struct {
	source source
	zone   *zone.Zone // of the day axis
	// No opening lies in a chunk below low or above high.
	low, high int64
	chunks    [chunkCount]atomic.Pointer[chunk]

	axis     atomic.Pointer[axis]
	versions []*version // by the instant they became known; the last is this one
}

// A source computes the open time of a calendar. It is a pure function: results
// never depend on what was asked before.
type source interface {
	// spans gives the open stretches of chunk k within the horizon, clipped to
	// it, sorted and not abutting.
	spans(k int64) []span
	// openings gives the instants in [from, to) at which hours as written
	// begin, sorted. Some may be closed, or not the start of a stretch. The
	// zone is that of the day axis.
	openings(from, to int64, z *zone.Zone) []int64
	// reach bounds the chunks with openings; low > high is none.
	reach() (low, high int64)
}

// extent gives the bounds of a chunk within the horizon.
func extent(k int64) (from, to int64) {
	from = (k + chunkFirst) << chunkBits
	return max(from, zone.First), min(from+chunkSize, zone.Last)
}

// openings gives those of the source.
func (c *core) openings(from, to int64, z *zone.Zone) []int64 { return c.source.openings(from, to, z) }

func newCore(s source, z *zone.Zone) *core {
	c := &core{source: s, zone: z}
	c.low, c.high = s.reach()
	return c
}

func (c *core) chunk(k int64) *chunk {
	if got := c.chunks[k].Load(); got != nil {
		return got
	}
	return c.compile(k)
}

// compile makes a chunk; of several at once, which are equal, one stays.
func (c *core) compile(k int64) *chunk {
	var made *chunk
	if seen, ok := c.source.(view); ok {
		made = seen.core.chunk(k)
	} else {
		made = newChunk(k, c.source.spans(k))
	}
	if c.chunks[k].CompareAndSwap(nil, made) {
		return made
	}
	return c.chunks[k].Load()
}

// Precompile does now what queries between two instants would do when first
// asked. It changes no result.
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

// place gives the chunk of an instant and the seconds into it. Instants outside
// the horizon are held to its first and last chunk, whose ends are closed.
func place(unix int64) (k int64, r uint32) {
	k = unix>>chunkBits - chunkFirst
	if uint64(k) >= chunkCount {
		if k < 0 {
			return 0, 0
		}
		return chunkCount - 1, chunkSize - 1
	}
	return k, uint32(unix & (chunkSize - 1))
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
	// The bit that says "open" keeps what lies past the last edge.
	open1, open2 := -int64(i&1), -int64(j&1)
	e1, e2 := a.edges[i], b.edges[j]
	seconds := int64(e2.open) - int64(e1.open) + open2&int64(r2-e2.at) - open1&int64(r1-e1.at)
	nanos := open2&int64(to.Nanosecond()) - open1&int64(from.Nanosecond())
	if k1 != k2 {
		seconds += c.core.totals(k1, k2)
	}
	return time.Duration(seconds*int64(time.Second) + nanos)
}

// totals gives the open seconds from the start of chunk k1 to that of k2.
func (c *core) totals(k1, k2 int64) (sum int64) {
	sign := int64(1)
	if k1 > k2 {
		k1, k2, sign = k2, k1, -1
	}
	for k := max(k1, c.low); k < min(k2, c.high+1); k++ {
		sum += int64(c.chunk(k).total)
	}
	return sign * sum
}

// Add gives the earliest instant at which d of open time has passed since t,
// which may be a closing: eight hours from Monday 09:00 end on Monday 17:00.
// For a negative d it gives the latest instant since which so much had passed
// at t. Add(t, 0) is t.
//
// ErrNeverOpen says that the calendar closes for good too early, ErrHorizon
// that t or the answer lies outside the years 1900 to 2189. Both are known at
// once: no search goes on for long.
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

// before gives the latest instant with the given open time since the start of
// chunk k, which may be negative; so may nanos.
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

// end says why there is no more open time on the way to the first or last
// chunk: a calendar that is open near the bound of the horizon goes on beyond.
func (c *core) end(bound int64) error {
	if bound < c.low || bound > c.high || c.chunk(bound).total == 0 {
		return ErrNeverOpen
	}
	return ErrHorizon
}

// NextOpen gives the earliest open instant that is not before t: t itself when
// it is open, else the next opening. It reports false when there is none.
func (c Calendar) NextOpen(t time.Time) (time.Time, bool) {
	s, ok := c.core.next(t.Unix())
	switch {
	case !ok:
		return time.Time{}, false
	case s.from <= t.Unix():
		return t.Round(0), true
	}
	return time.Unix(s.from, 0).In(t.Location()), true
}

// NextClose gives the end of the stretch that is open at t or, when t is
// closed, of the next one; it lies after t. It reports false when there is no
// such stretch or the calendar does not close before 2190.
func (c Calendar) NextClose(t time.Time) (time.Time, bool) {
	s, ok := c.core.next(t.Unix())
	if !ok || s.to == zone.Last {
		return time.Time{}, false
	}
	return time.Unix(s.to, 0).In(t.Location()), true
}

// PrevClose mirrors NextOpen: the latest instant that is not after t and has
// open time just before it. That is t itself within a stretch and at its end,
// else the last closing. It reports false when there is none.
func (c Calendar) PrevClose(t time.Time) (time.Time, bool) {
	s, ok := c.core.previous(before(t))
	switch {
	case !ok:
		return time.Time{}, false
	case s.to > before(t):
		return t.Round(0), true
	}
	return time.Unix(s.to, 0).In(t.Location()), true
}

// PrevOpen mirrors NextClose: the start of the stretch that is open just before
// t or, when none is, of the last one; it lies before t. It reports false when
// there is no such stretch or the calendar has been open since 1900.
func (c Calendar) PrevOpen(t time.Time) (time.Time, bool) {
	s, ok := c.core.previous(before(t))
	if !ok || s.from == zone.First {
		return time.Time{}, false
	}
	return time.Unix(s.from, 0).In(t.Location()), true
}

// before gives the second that holds the nanosecond before t.
func before(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		return t.Unix()
	}
	return t.Unix() - 1
}

// Segments lists the open stretches between two instants in order, clipped to
// them; stretches that meet are one. It lists none when to is not after from.
// Both ends carry the location of from.
func (c Calendar) Segments(from, to time.Time) iter.Seq2[time.Time, time.Time] {
	return func(yield func(time.Time, time.Time) bool) {
		for at := from.Unix(); ; {
			s, ok := c.core.next(at)
			if !ok {
				return
			}
			open, shut := time.Unix(s.from, 0).In(from.Location()), time.Unix(s.to, 0).In(from.Location())
			if open.Before(from) {
				open = from.Round(0)
			}
			if to.Before(shut) {
				shut = to.Round(0).In(from.Location())
			}
			if !open.Before(shut) || !yield(open, shut) {
				return
			}
			at = s.to
		}
	}
}

// next gives the stretch that holds a second or the first one after it.
func (c *core) next(unix int64) (span, bool) {
	if c == nil || unix >= zone.Last {
		return span{}, false
	}
	k, r := place(unix)
	if k < c.low {
		k, r = c.low, 0
	}
	var found span
	for k <= c.high {
		now, start := c.chunk(k), (k+chunkFirst)<<chunkBits
		i := now.last(r)
		if i&1 == 0 {
			i++
		}
		if i+1 < len(now.edges) {
			e, shut := now.edges[i], now.edges[i+1]
			found = span{start + int64(e.at), start + int64(shut.at)}
			break
		}
		k, r = k+1, 0
	}
	if k > c.high {
		return span{}, false
	}
	return c.whole(k, found), true
}

// previous gives the stretch that holds a second or the last one before it.
func (c *core) previous(unix int64) (span, bool) {
	if c == nil || unix < zone.First {
		return span{}, false
	}
	k, r := place(unix)
	if k > c.high {
		k, r = c.high, chunkSize-1
	}
	for ; k >= c.low; k, r = k-1, chunkSize-1 {
		now, start := c.chunk(k), (k+chunkFirst)<<chunkBits
		i := now.last(r)
		if i&1 == 0 {
			i--
		}
		if i > 0 {
			e, shut := now.edges[i], now.edges[i+1]
			return c.whole(k, span{start + int64(e.at), start + int64(shut.at)}), true
		}
	}
	return span{}, false
}

// whole extends a stretch of chunk k over the bounds of chunks.
func (c *core) whole(k int64, s span) span {
	for at := k; at < c.high && s.to == (at+chunkFirst+1)<<chunkBits; {
		at++
		following := c.chunk(at)
		if following.total == 0 || following.edges[1].at != 0 {
			break
		}
		s.to = (at+chunkFirst)<<chunkBits + int64(following.edges[2].at)
	}
	for at := k; at > c.low && s.from == (at+chunkFirst)<<chunkBits; {
		at--
		earlier := c.chunk(at)
		if earlier.total == 0 || earlier.edges[len(earlier.edges)-2].at != chunkSize {
			break
		}
		s.from = (at+chunkFirst)<<chunkBits + int64(earlier.edges[len(earlier.edges)-3].at)
	}
	return s
}
