package bag

import (
	"encoding/binary"
	"math"

	"github.com/upheld/upheld/internal/wire"
)

// AppendBinary appends the canonical form: equal multisets give equal bytes,
// whatever was added, removed and merged before. The form is the number of items
// and, for each, the distance to the value before, the tag and the count, as
// variable-length integers.
func (b *Bag) AppendBinary(out []byte) []byte {
	items := b.Items()
	out = binary.AppendUvarint(out, uint64(items.Len()))
	before := int64(math.MinInt64)
	for i := range items.Len() {
		it := items.At(i)
		out = binary.AppendUvarint(out, uint64(it.Value)-uint64(before))
		out = binary.AppendUvarint(out, uint64(uint32(it.Tag)))
		out = binary.AppendVarint(out, it.Count)
		before = it.Value
	}
	return out
}

// Read reads one bag. It accepts the canonical form only, and uses no more memory
// than the bytes justify.
func Read(r *wire.Reader) Bag {
	var b Bag
	before := int64(math.MinInt64)
	for i := range r.Count(3) {
		gap, tag, n := r.Uint(), r.Uint(), r.Int()
		if tag > math.MaxUint32 || gap > uint64(math.MaxInt64)-uint64(before) || n == 0 {
			r.Fail("the binary form has an item out of range")
			return Bag{}
		}
		it := Item{Value: int64(uint64(before) + gap), Tag: int32(uint32(tag)), Count: n}
		if i > 0 && !less(*b.settled.At(i - 1), it) {
			r.Fail("the binary form has items out of order")
			return Bag{}
		}
		b.settled.Append(it)
		before = it.Value
	}
	return b
}
