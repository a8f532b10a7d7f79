package calendar

import (
	"math"

	"github.com/upheld/upheld/internal/zone"
)

// Time is cut into chunks of 2^25 seconds, 388 days. A chunk depends only on the
// calendar and the chunk's number. It is compiled when first touched, and answers
// every query with one table look-up and a step or two.
const (
	chunkBits  = 25
	chunkSize  = 1 << chunkBits
	chunkFirst = zone.First >> chunkBits
	chunkCount = (zone.Last-1)>>chunkBits - chunkFirst + 1

	bucketBits  = 15 // 9 hours
	bucketCount = chunkSize >> bucketBits
	quantaMax   = 1 << 10
)

// edge is an instant at which a calendar opens or closes, in seconds since the
// start of the chunk, with the open seconds of the chunk before it.
type edge struct{ at, open uint32 }

// chunk is the open time of 388 days. edges[0] is the start of the chunk, closed.
// Then odd edges open and even edges close; a stretch that goes on beyond the chunk
// closes at the chunk's end. The last edge is a sentinel beyond every instant.
type chunk struct {
	edges []edge
	total uint32 // open seconds

	// by clock time: the index of the last edge at or before the start of each
	// bucket
	bucket [bucketCount]uint32
	// by open time: the index of the opening whose stretch holds each multiple of a
	// quantum
	quantum     []uint32
	quantumBits uint8
}

// span is a stretch of open time in Unix seconds, [from, to).
type span struct{ from, to int64 }

// newChunk indexes the stretches of chunk k. The stretches are sorted, do not
// overlap or meet, and lie within the chunk.
func newChunk(k int64, spans []span) *chunk {
	start := (k + chunkFirst) << chunkBits
	edges, total := make([]edge, 1, 2*len(spans)+2), uint32(0)
	for _, s := range spans {
		from, to := uint32(s.from-start), uint32(s.to-start)
		edges = append(edges, edge{from, total}, edge{to, total + to - from})
		total += to - from
	}
	edges = append(edges, edge{math.MaxUint32, total})
	c := &chunk{edges: edges, total: total}
	i := 0
	for b := range c.bucket {
		for edges[i+1].at <= uint32(b)<<bucketBits {
			i++
		}
		c.bucket[b] = uint32(i)
	}
	for c.total>>c.quantumBits >= quantaMax {
		c.quantumBits++
	}
	c.quantum = make([]uint32, c.total>>c.quantumBits+1)
	i = 1
	for q := range c.quantum {
		for i+2 < len(edges) && edges[i+1].open <= uint32(q)<<c.quantumBits {
			i += 2
		}
		c.quantum[q] = uint32(i)
	}
	return c
}

// last gives the index of the last edge at or before second r of the chunk. The
// index is odd if the calendar is open at r.
func (c *chunk) last(r uint32) int {
	i := int(c.bucket[r>>bucketBits])
	for c.edges[i+1].at <= r {
		i++
	}
	return i
}

// holding gives the index of the opening whose stretch holds open second p of the
// chunk; p < total.
func (c *chunk) holding(p uint32) int {
	i := int(c.quantum[p>>c.quantumBits])
	for c.edges[i+1].open <= p {
		i += 2
	}
	return i
}

// spans lists the stretches of chunk k.
func (c *chunk) spans(k int64) []span {
	start := (k + chunkFirst) << chunkBits
	spans := make([]span, 0, len(c.edges)/2)
	for i := 1; i+1 < len(c.edges); i += 2 {
		spans = append(spans, span{start + int64(c.edges[i].at), start + int64(c.edges[i+1].at)})
	}
	return spans
}
