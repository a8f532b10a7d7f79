package bag

import (
	"encoding/binary"
	"math"

	"github.com/upheld/upheld/internal/fault"
)

// AppendBinary appends the canonical form: equal multisets give equal bytes,
// whatever was added, removed and merged on the way. It is the number of items
// and for each the distance to the value before it, its tag and its count, as
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

// Parse reads one bag from the front of data and gives what follows it. It
// takes the canonical form only, and never more memory than data justifies.
func Parse(data []byte) (Bag, []byte, error) {
	count, data, err := Uvarint(data)
	if err != nil {
		return Bag{}, nil, err
	}
	if count > uint64(len(data))/3 {
		return Bag{}, nil, broken("more items than bytes")
	}
	var b Bag
	before := int64(math.MinInt64)
	for i := range int(count) {
		var gap, tag uint64
		var n int64
		if gap, data, err = Uvarint(data); err != nil {
			return Bag{}, nil, err
		}
		if tag, data, err = Uvarint(data); err != nil {
			return Bag{}, nil, err
		}
		if n, data, err = Varint(data); err != nil {
			return Bag{}, nil, err
		}
		if tag > math.MaxUint32 || gap > uint64(math.MaxInt64)-uint64(before) || n == 0 {
			return Bag{}, nil, broken("an item out of range")
		}
		it := Item{Value: int64(uint64(before) + gap), Tag: int32(uint32(tag)), Count: n}
		if i > 0 && !less(*b.settled.At(i - 1), it) {
			return Bag{}, nil, broken("items out of order")
		}
		b.settled.Append(it)
		before = it.Value
	}
	return b, data, nil
}

// Uvarint reads one number in its shortest form from the front of data.
func Uvarint(data []byte) (uint64, []byte, error) {
	v, n := binary.Uvarint(data)
	if n <= 0 || n > 1 && data[n-1] == 0 {
		return 0, nil, broken("a number is cut off or not in its shortest form")
	}
	return v, data[n:], nil
}

// Varint is Uvarint for a signed number.
func Varint(data []byte) (int64, []byte, error) {
	u, rest, err := Uvarint(data)
	v := int64(u >> 1)
	if u&1 != 0 {
		v = ^v
	}
	return v, rest, err
}

func broken(why string) error { return fault.Because(fault.ErrSyntax, "the binary form has %s", why) }
