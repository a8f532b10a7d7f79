// Package zone turns local clock readings into instants and back by one rule,
// which the time package leaves open: a reading means the first instant at
// which the local clock shows it or something later.
//
// So a reading that occurs once is itself, one that clocks going back repeat is
// its first occurrence, and one that clocks going forward skip (a whole day of
// it, where a country changed sides of the date line) is the instant of the
// change. The map is monotone: splitting a stretch of local time never changes
// its length.
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
// A Zone is safe for concurrent use. What it knows of a block of time is
// computed on first touch and never changes.
type Zone struct {
	location *time.Location
	blocks   [blockCount]atomic.Pointer[block]
}

// A block holds the periods of constant offset that meet it, in order. The
// first begins at or before the block, the last ends at or after its end.
type block struct{ periods []period }

// A period is a stretch [from, to) of constant offset. Days shown on the clock
// before it began were at most least.
type period struct{ from, to, offset, least int64 }

// zonesMost bounds the zones that are kept. A program that reads its locations
// anew each time makes many.
const zonesMost = 64

// kept has the zones of the locations that were asked for last. They go by the
// location and not by its name, since two locations of one name may differ.
var kept struct {
	sync.Mutex
	zones map[*time.Location]*Zone
}

// Of gives the zone of a location; nil means UTC. An offset beyond 26 hours
// from UTC, which no clock has, counts as 26 hours. What is known of a zone is
// worked out once for each location.
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

// Location gives the location the zone was made of; never nil.
func (z *Zone) Location() *time.Location { return z.location }

// Name gives the location's name, such as "Europe/Berlin".
func (z *Zone) Name() string { return z.location.String() }

// Resolve gives the first instant at which the local clock shows the reading
// or a later one. second counts from midnight on the clock; it may be negative
// or exceed a day and then spills into the neighbouring dates.
func (z *Zone) Resolve(day, second int64) int64 {
	clock := held(day)*secondsOfDay + held(second)
	p := z.showing(clock)
	return max(p.from, clock-p.offset)
}

// showing gives the first period that ends after its clock has shown a reading.
func (z *Zone) showing(clock int64) *period {
	// No period before this one can show the reading: offsets are bounded.
	p := z.at(clock - offsetMax)
	for p.to != math.MaxInt64 && p.to+p.offset <= clock {
		p = z.at(p.to)
	}
	return p
}

// A Resolver resolves many readings of a Zone. It is as right for any order as
// Zone.Resolve, and quick as long as readings rise: between two changes of the
// clock an instant is the reading less the offset.
type Resolver struct {
	zone             *Zone
	from, to, offset int64 // readings in [from, to), all with this offset
}

// Resolver gives a Resolver of the zone, for a single goroutine.
func (z *Zone) Resolver() Resolver { return Resolver{zone: z} }

// Resolve gives what Zone.Resolve gives.
func (r *Resolver) Resolve(day, second int64) int64 {
	clock := held(day)*secondsOfDay + held(second)
	if r.from <= clock && clock < r.to {
		return clock - r.offset
	}
	p := r.zone.showing(clock)
	if clock-p.offset < p.from {
		return p.from // skipped
	}
	r.from, r.to, r.offset = clock, math.MaxInt64, p.offset
	if p.to != math.MaxInt64 {
		r.to = p.to + p.offset
	}
	return clock - p.offset
}

// Start gives the first instant of a local date. A date that the clock skips
// starts where the next one does.
func (z *Zone) Start(day int64) int64 { return z.Resolve(day, 0) }

// Day gives the local date that holds an instant: Start(d) <= unix < Start(d+1).
// It never goes back, not even where clocks go back over midnight.
func (z *Zone) Day(unix int64) int64 {
	p := z.at(unix)
	return max(floorDay(heldInstant(unix)+p.offset), p.least)
}

// Wall gives what the local clock shows at an instant: the date and the seconds
// since its midnight, 0 to 86,399.
func (z *Zone) Wall(unix int64) (day, second int64) {
	local := heldInstant(unix) + z.at(unix).offset
	day = floorDay(local)
	return day, local - day*secondsOfDay
}

// Offset gives the seconds that the local clock is ahead of UTC at an instant.
func (z *Zone) Offset(unix int64) int64 { return z.at(unix).offset }

// Changes lists the instants in [from, to) within the horizon at which the
// offset changes, with the offset from then on.
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

// build computes a block. Two builders at once make equal blocks.
func (z *Zone) build(k int64) *block {
	from, to := (k+blockFirst)<<blockBits, (k+blockFirst+1)<<blockBits
	b := new(block)
	least := int64(math.MinInt64)
	// Two days before the block show how far the clock had come. The first
	// period may have begun earlier still, which no query notices.
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
// It may lie before the next change: where a zone goes by a yearly rule, the
// time package ends its periods with the year, which it takes to have 365 days,
// so that on the last day of a leap year the end lies in the past.
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
