package calendar

import (
	"sync/atomic"

	"github.com/upheld/upheld/internal/zone"
)

// core is what a Calendar points to.
type core struct {
	source source
	zone   *zone.Zone // the zone in which days are counted

	low, high int64 // no chunk below low or above high has open time
	chunks    [chunkCount]atomic.Pointer[chunk]

	axis     atomic.Pointer[axis]
	changed  atomic.Pointer[changeIndex]
	print    atomic.Pointer[[32]byte] // the fingerprint without versions; nil until first asked for
	written  []written                // the hours that decide which dates are business days
	versions []*version               // by the instant they became known; the last is this core
}

// A source computes the open time of a calendar. It is a pure function: earlier
// queries never change its results.
type source interface {
	// spans lists the open stretches of chunk k, clipped to the horizon, sorted and
	// apart.
	spans(k int64) []span
	// changes says how the open time of chunk k of the calendar differs from the
	// open time that it would have if every date were ordinary.
	changes(c *core, k int64) changes
	// reach gives the first and last chunk that can have open time, with ordinary
	// hours or without; low > high if no chunk has.
	reach() (low, high int64)
	// written lists the hours whose beginnings count as openings.
	written() []written
	// members lists the calendars that this source combines.
	members() []*core
	// describe writes the calendar for people.
	describe(p *printer, z *zone.Zone)
	// digest writes everything that decides results.
	digest(w *digester)
}

// written is hours as written, within [from, to). Their beginnings count as
// openings if the calendar is open then.
type written struct {
	by       opener
	from, to int64
}

type opener interface {
	// openings lists the beginnings in [from, to), sorted. Some may lie in closed
	// time. z is the zone in which the calendar counts days.
	openings(from, to int64, z *zone.Zone) []opening
}

// opening is the start of a stretch of hours as written. If the beginning of the
// hours is closed, at is the start of their rest; the opening still belongs to the
// date of begun.
type opening struct {
	at    int64
	begun int64 // at most at
}

// joined lists the written hours of several calendars, each once.
func joined(cores []*core) []written {
	var all []written
	seen := map[written]bool{}
	for _, c := range cores {
		for _, w := range c.written {
			if !seen[w] {
				seen[w] = true
				all = append(all, w)
			}
		}
	}
	return all
}

// Instants and days before and after all others.
const (
	ever    = -1 << 62
	forever = 1 << 62
)

// extent gives the bounds of a chunk within the horizon.
func extent(k int64) (from, to int64) {
	from = (k + chunkFirst) << chunkBits
	return max(from, zone.First), min(from+chunkSize, zone.Last)
}

func newCore(s source, z *zone.Zone) *core {
	c := &core{source: s, zone: z, written: s.written()}
	c.low, c.high = s.reach()
	return c
}

func (c *core) chunk(k int64) *chunk {
	if got := c.chunks[k].Load(); got != nil {
		return got
	}
	return c.compile(k)
}

// compile makes a chunk. If goroutines make it at the same time, one of their equal
// results stays.
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

// place gives the chunk of an instant and the seconds into it. An instant outside
// the horizon becomes the start of the first chunk or the end of the last, where
// every calendar is closed.
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

// totals gives the open seconds from the start of chunk k1 to the start of k2,
// negative if k2 < k1.
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
