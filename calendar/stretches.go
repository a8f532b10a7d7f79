package calendar

import (
	"iter"
	"time"

	"github.com/upheld/upheld/internal/zone"
)

// NextOpen gives the earliest open instant that is not before t: t itself if the
// calendar is open at t, else the next opening. It reports false if the calendar
// never opens again.
func (c Calendar) NextOpen(t time.Time) (time.Time, bool) {
	s, ok := c.core.next(t.Unix(), zone.First)
	switch {
	case !ok:
		return time.Time{}, false
	case s.from <= t.Unix():
		return t.Round(0), true
	}
	return time.Unix(s.from, 0).In(t.Location()), true
}

// NextOpening gives the start of the earliest stretch that begins after t. Unlike
// NextOpen it never gives t. It reports false if no stretch begins after t.
func (c Calendar) NextOpening(t time.Time) (time.Time, bool) {
	s, ok := c.core.next(t.Unix(), zone.First)
	if ok && s.from <= t.Unix() {
		if s, ok = c.core.next(t.Unix(), zone.Last); ok {
			s, ok = c.core.next(s.to, zone.First)
		}
	}
	if !ok {
		return time.Time{}, false
	}
	return time.Unix(s.from, 0).In(t.Location()), true
}

// NextClose gives the end of the stretch that is open at t or, if t is closed, of
// the next stretch. The answer lies after t. NextClose reports false if no such
// stretch exists or the calendar does not close before 2190.
func (c Calendar) NextClose(t time.Time) (time.Time, bool) {
	s, ok := c.core.next(t.Unix(), zone.Last)
	if !ok || s.to == zone.Last {
		return time.Time{}, false
	}
	return time.Unix(s.to, 0).In(t.Location()), true
}

// PrevClose mirrors NextOpen: it gives the latest instant that is not after t and
// has open time just before it. That is t itself within a stretch and at its end,
// else the last closing. It reports false if the calendar was never open before t.
func (c Calendar) PrevClose(t time.Time) (time.Time, bool) {
	s, ok := c.core.previous(before(t), zone.Last)
	switch {
	case !ok:
		return time.Time{}, false
	case s.to > before(t):
		return t.Round(0), true
	}
	return time.Unix(s.to, 0).In(t.Location()), true
}

// PrevOpen mirrors NextClose: it gives the start of the stretch that is open just
// before t or, if none is open then, of the stretch before. The answer lies before
// t. PrevOpen reports false if no such stretch exists or the calendar has been open
// since 1900.
func (c Calendar) PrevOpen(t time.Time) (time.Time, bool) {
	s, ok := c.core.previous(before(t), zone.First)
	if !ok || s.from == zone.First {
		return time.Time{}, false
	}
	return time.Unix(s.from, 0).In(t.Location()), true
}

// before gives the Unix second that holds the nanosecond before t.
func before(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		return t.Unix()
	}
	return t.Unix() - 1
}

// Segments lists the open stretches between two instants in order, clipped to the
// two instants. Stretches that meet are joined. The list is empty if to is not
// after from. Both ends carry the location of from.
func (c Calendar) Segments(from, to time.Time) iter.Seq2[time.Time, time.Time] {
	return func(yield func(time.Time, time.Time) bool) {
		last := before(to) + 1
		for at := from.Unix(); at < last; {
			s, ok := c.core.next(at, last)
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

// next gives the stretch that holds a second, or the first stretch after it. The
// start may be cut at the start of a chunk, and the end at the end of a chunk that
// is not before limit.
func (c *core) next(unix, limit int64) (span, bool) {
	if c == nil || unix >= zone.Last {
		return span{}, false
	}
	k, r := place(unix)
	if k < c.low {
		k, r = c.low, 0
	}
	for ; k <= c.high; k, r = k+1, 0 {
		now, start := c.chunk(k), (k+chunkFirst)<<chunkBits
		i := now.last(r) | 1 // the opening at r, or the one after the closing there
		if i+1 == len(now.edges) {
			continue
		}
		s := span{start + int64(now.edges[i].at), start + int64(now.edges[i+1].at)}
		for k < c.high && s.to == (k+chunkFirst+1)<<chunkBits && s.to < limit {
			k++
			now = c.chunk(k)
			if now.edges[1].at != 0 {
				break
			}
			s.to += int64(now.edges[2].at)
		}
		return s, true
	}
	return span{}, false
}

// previous gives the stretch that holds a second, or the last stretch before it.
// The end may be cut at the end of a chunk, and the start at the start of a chunk
// that is not after limit.
func (c *core) previous(unix, limit int64) (span, bool) {
	if c == nil || unix < zone.First {
		return span{}, false
	}
	k, r := place(unix)
	if k > c.high {
		k, r = c.high, chunkSize-1
	}
	for ; k >= c.low; k, r = k-1, chunkSize-1 {
		now, start := c.chunk(k), (k+chunkFirst)<<chunkBits
		i := (now.last(r) - 1) | 1 // the opening at r, or the opening of the stretch that closes there
		if i < 1 {
			continue
		}
		s := span{start + int64(now.edges[i].at), start + int64(now.edges[i+1].at)}
		for k > c.low && s.from == (k+chunkFirst)<<chunkBits && s.from > limit {
			k--
			now = c.chunk(k)
			last := len(now.edges) - 2
			if now.edges[last].at != chunkSize {
				break
			}
			s.from = (k+chunkFirst)<<chunkBits + int64(now.edges[last-1].at)
		}
		return s, true
	}
	return span{}, false
}
