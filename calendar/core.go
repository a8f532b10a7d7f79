package calendar

import (
	"sync/atomic"

	"github.com/upheld/upheld/internal/zone"
)

// core is what a Calendar points to.
type core struct {
	source source
	zone   *zone.Zone // of the day axis

	low, high int64 // no opening lies in a chunk below low or above high
	chunks    [chunkCount]atomic.Pointer[chunk]

	axis     atomic.Pointer[axis]
	changed  atomic.Pointer[changeIndex]
	print    atomic.Pointer[[32]byte] // the fingerprint without versions, once it was asked for
	written  []written                // what business days are told by
	versions []*version               // by the instant they became known; the last is this one
}

// A source computes the open time of a calendar. It is a pure function: results
// never depend on what was asked before.
type source interface {
	// spans gives the open stretches of chunk k within the horizon, clipped to
	// it, sorted and not abutting.
	spans(k int64) []span
	// changes says how the open time of chunk k of the calendar differs from what
	// it would be if every date were ordinary.
	changes(c *core, k int64) changes
	// reach bounds the chunks with openings, ordinary ones among them; low > high
	// is none.
	reach() (low, high int64)
	// written lists the hours whose beginnings count as openings.
	written() []written
	// members are the calendars that this one is made of.
	members() []*core
	// describe writes the calendar for people.
	describe(p *printer, z *zone.Zone)
	// digest writes what decides results.
	digest(w *digester)
}

// written is hours as written, within [from, to), whose beginnings count as
// openings where the calendar is open.
type written struct {
	by       opener
	from, to int64
}

type opener interface {
	// openings gives the beginnings in [from, to), sorted. Some may be closed.
	// The zone is that of the day axis.
	openings(from, to int64, z *zone.Zone) []opening
}

// opening is where hours as written begin. If their beginning is closed, it is where
// the rest of them begins; the opening then still belongs to the date of begun.
type opening struct {
	at    int64
	begun int64 // at most at
}

// joined gives what several calendars have written, each once.
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

// Before and after every instant and day.
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
