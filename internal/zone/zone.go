// Package zone turns local clock readings into instants and back by one rule, which
// the time package leaves open: a reading means the first instant at which the
// local clock shows that reading or a later one.
//
// So a reading that clocks going back repeat means its first occurrence, and a
// reading that clocks going forward skip means the instant of the change. (A whole
// day is skipped if a country changes sides of the date line.) The map is monotone:
// splitting a stretch of local time never changes its length.
//
// Days are counted from 1970-01-01, which is day 0; instants are Unix seconds.
package zone

import (
	"iter"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// First and Last bound the horizon, [First, Last): from 1900-01-01 to
// 2190-01-01 in UTC. Outside it a zone keeps the offset it has at the bound.
const (
	First = -2208988800
	Last  = 6942585600
)

const (
	secondsOfDay = 86_400
	offsetMax    = 26 * 3600 // no clock differs more from UTC (RFC 8536)

	blockBits  = 25 // a block is 388 days, so that few hold more than four changes
	blockFirst = First >> blockBits
	blockCount = (Last-1)>>blockBits - blockFirst + 1
	dayMax     = 1 << 40 // bounds the arithmetic, far outside the horizon
)

// Zone is the clock of one place: its offsets from UTC within the horizon.
//
// A Zone is safe for concurrent use. It computes a block of time when the block is
// first touched, and never changes it.
type Zone struct {
	location *time.Location
	blocks   [blockCount]atomic.Pointer[block]
}

// A block lists the periods of constant offset that overlap it, in order. The first
// begins at or before the start of the block, the last ends at or after its end.
type block struct{ periods []period }

// A period is a stretch [from, to) of constant offset. Before the period began, the
// clock showed no day later than least.
type period struct{ from, to, offset, least int64 }

// zonesMost bounds the kept zones, because a program may read its locations again
// and again.
const zonesMost = 64

// kept holds the zones of the locations that were asked for last. Its keys are
// locations and not names, because two locations of one name may differ.
var kept struct {
	sync.Mutex
	zones map[*time.Location]*Zone
}

// Of gives the zone of a location; nil is UTC. An offset of more than 26 hours from
// UTC, which no clock has, counts as 26 hours. Calls with the same location share
// the blocks that were computed.
func Of(location *time.Location) *Zone {
	if location == nil {
		location = time.UTC
	}
	kept.Lock()
	defer kept.Unlock()
	z, known := kept.zones[location]
	if !known {
		if len(kept.zones) >= zonesMost || kept.zones == nil {
			kept.zones = map[*time.Location]*Zone{}
		}
		z = of(location)
		kept.zones[location] = z
	}
	return z
}

func of(location *time.Location) *Zone {
	z := &Zone{location: location}
	if from, to := time.Unix(0, 0).In(location).ZoneBounds(); from.IsZero() && to.IsZero() {
		fixed := &block{periods: []period{{math.MinInt64, math.MaxInt64, offsetAt(location, 0), math.MinInt64}}}
		for i := range z.blocks {
			z.blocks[i].Store(fixed)
		}
	}
	return z
}

// Location gives the location of the zone; never nil.
func (z *Zone) Location() *time.Location { return z.location }

// Name gives the location's name, such as "Europe/Berlin".
func (z *Zone) Name() string { return z.location.String() }

// Resolve gives the first instant at which the local clock shows the reading or a
// later one. second counts from midnight on the clock. A negative second, or one
// beyond a day, belongs to a neighbouring date.
func (z *Zone) Resolve(day, second int64) int64 {
	clock := held(day)*secondsOfDay + held(second)
	p := z.showing(clock)
	return max(p.from, clock-p.offset)
}

// showing gives the first period that ends after its clock has shown the reading.
func (z *Zone) showing(clock int64) *period {
	// No period before this one can show the reading: offsets are bounded.
	p := z.at(clock - offsetMax)
	for p.to != math.MaxInt64 && p.to+p.offset <= clock {
		p = z.at(p.to)
	}
	return p
}

// A Resolver resolves many readings of a Zone. It gives the answers of Zone.Resolve
// in any order, and is fast if readings rise: between two changes of the clock an
// instant is the reading less the offset.
type Resolver struct {
	zone             *Zone
	from, to, offset int64 // all readings in [from, to) have this offset
}

// Resolver gives a Resolver of the zone, for a single goroutine.
func (z *Zone) Resolver() Resolver { return Resolver{zone: z} }

// Resolve gives the answer of Zone.Resolve.
func (r *Resolver) Resolve(day, second int64) int64 {
	clock := held(day)*secondsOfDay + held(second)
	if r.from <= clock && clock < r.to {
		return clock - r.offset
	}
	p := r.zone.showing(clock)
	if clock-p.offset < p.from {
		return p.from // the clock skips the reading
	}
	r.from, r.to, r.offset = clock, math.MaxInt64, p.offset
	if p.to != math.MaxInt64 {
		r.to = p.to + p.offset
	}
	return clock - p.offset
}

// Start gives the first instant of a local date. A date that the clock skips starts
// when the next date starts.
func (z *Zone) Start(day int64) int64 { return z.Resolve(day, 0) }

// Day gives the local date that holds an instant: Start(d) <= unix < Start(d+1). It
// never decreases, not even if clocks go back over midnight.
func (z *Zone) Day(unix int64) int64 {
	p := z.at(unix)
	return max(floorDay(heldInstant(unix)+p.offset), p.least)
}

// Wall gives the reading of the local clock at an instant: the date and the seconds
// since its midnight, 0 to 86,399.
func (z *Zone) Wall(unix int64) (day, second int64) {
	local := heldInstant(unix) + z.at(unix).offset
	day = floorDay(local)
	return day, local - day*secondsOfDay
}

// Offset gives the seconds that the local clock is ahead of UTC at an instant.
func (z *Zone) Offset(unix int64) int64 { return z.at(unix).offset }

// Changes lists the instants in [from, to) within the horizon at which the offset
// changes, with the new offset.
func (z *Zone) Changes(from, to int64) iter.Seq2[int64, int64] {
	return func(yield func(at, offset int64) bool) {
		p := z.at(max(from, First) - 1)
		for p.to < min(to, Last) {
			at := p.to
			next := z.at(at)
			if next.offset != p.offset && !yield(at, next.offset) {
				return
			}
			p = next
		}
	}
}

func (z *Zone) at(unix int64) *period {
	k := min(max(unix>>blockBits-blockFirst, 0), blockCount-1)
	b := z.blocks[k].Load()
	if b == nil {
		b = z.build(k)
	}
	i := len(b.periods) - 1
	for i > 0 && unix < b.periods[i].from {
		i--
	}
	return &b.periods[i]
}

// build computes a block. If goroutines build it at the same time, one of their
// equal results stays.
func (z *Zone) build(k int64) *block {
	from, to := (k+blockFirst)<<blockBits, (k+blockFirst+1)<<blockBits
	b := new(block)
	least := int64(math.MinInt64)
	// Two days before the block show which day the clock had reached. The first
	// period may have begun even earlier; no query notices that.
	p := period{math.MinInt64, 0, offsetAt(z.location, from-2*secondsOfDay), least}
	for at := from - 2*secondsOfDay; ; {
		at = steadyUntil(z.location, at)
		offset := p.offset
		if at < to {
			offset = offsetAt(z.location, at)
		}
		if at < to && offset == p.offset {
			continue
		}
		p.to = at
		if at > from {
			b.periods = append(b.periods, p)
		}
		if at >= to {
			break
		}
		least = max(least, floorDay(at-1+p.offset))
		p = period{at, 0, offset, least}
	}
	if k == blockCount-1 {
		b.periods[len(b.periods)-1].to = math.MaxInt64
	}
	if z.blocks[k].CompareAndSwap(nil, b) {
		return b
	}
	return z.blocks[k].Load()
}

// steadyUntil gives an instant after at up to which the offset stays the same.
//
// It may lie before the next change. If a zone follows a yearly rule, the time
// package ends each period with the year and takes the year to have 365 days. So on
// the last day of a leap year the end is in the past.
func steadyUntil(location *time.Location, at int64) int64 {
	_, end := time.Unix(at, 0).In(location).ZoneBounds()
	switch {
	case end.IsZero():
		return math.MaxInt64
	case end.Unix() <= at:
		return (floorDay(at) + 1) * secondsOfDay
	}
	return end.Unix()
}

func offsetAt(location *time.Location, at int64) int64 {
	_, offset := time.Unix(at, 0).In(location).Zone()
	return min(max(int64(offset), -offsetMax), offsetMax)
}
