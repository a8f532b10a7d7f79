package metrics

import (
	"encoding/binary"
	"math/big"
	"math/bits"
	"time"

	"github.com/upheld/upheld/internal/wire"
)

// LengthTally is the exact tally for a sum and a mean of lengths of time: their
// number and their sum. It has a fixed size. A metric that needs the single
// lengths, such as a percentile, uses a Distribution. The zero LengthTally is empty
// and ready.
//
// Add, Remove and Merge may come in any order. The state and its binary form depend
// only on the lengths added less the lengths removed. A LengthTally is not safe for
// concurrent use.
type LengthTally struct {
	count int64
	hi    uint64 // the sum in nanoseconds, 128 bits, two's complement
	lo    uint64
}

// Add counts one length.
func (t *LengthTally) Add(length time.Duration) {
	t.merge(LengthTally{1, uint64(length >> 63), uint64(length)})
}

// Remove takes one length back. Removing before adding is allowed.
func (t *LengthTally) Remove(length time.Duration) {
	var borrow uint64
	t.lo, borrow = bits.Sub64(t.lo, uint64(length), 0)
	t.hi, _ = bits.Sub64(t.hi, uint64(length>>63), borrow)
	t.count--
}

// Merge adds all lengths of other.
func (t *LengthTally) Merge(other *LengthTally) { t.merge(*other) }

func (t *LengthTally) merge(other LengthTally) {
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, other.lo, 0)
	t.hi, _ = bits.Add64(t.hi, other.hi, carry)
	t.count += other.count
}

// Count is the number of lengths; negative if more were removed than added.
func (t *LengthTally) Count() int64 { return t.count }

// IsEmpty reports whether the tally holds no length: none was added, or all were
// removed.
func (t *LengthTally) IsEmpty() bool { return *t == LengthTally{} }

// Sum is the exact sum. It has no value, and a Reason, without lengths, with fewer
// than least, or if more were removed than added.
func (t *LengthTally) Sum(least int64) (Figure, Reason) { return t.over(least, 1) }

// Mean is the exact sum over the count, a fraction; Reasons as for Sum.
func (t *LengthTally) Mean(least int64) (Figure, Reason) { return t.over(least, t.count) }

func (t *LengthTally) over(least, n int64) (Figure, Reason) {
	switch {
	case t.count < 0 || t.count == 0 && !t.IsEmpty():
		return Figure{}, MoreRemoved
	case t.count == 0:
		return Figure{}, NoItems
	case t.count < least:
		return Figure{}, BelowLeast
	}
	sum := new(big.Int).Lsh(big.NewInt(int64(t.hi)), 64)
	sum.Add(sum, new(big.Int).SetUint64(t.lo))
	return lengthOf(new(big.Rat).SetFrac(sum, big.NewInt(n))), ""
}

const lengthForm = 'M' // first byte of the binary form

// MarshalBinary gives the canonical binary form.
func (t *LengthTally) MarshalBinary() ([]byte, error) {
	out := binary.AppendVarint([]byte{lengthForm}, t.count)
	out = binary.AppendVarint(out, int64(t.hi))
	return binary.AppendUvarint(out, t.lo), nil
}

// UnmarshalBinary reads the canonical binary form and refuses any other.
func (t *LengthTally) UnmarshalBinary(data []byte) error {
	r := wire.Read(data, lengthForm, "a sum of lengths")
	got := LengthTally{count: r.Int(), hi: uint64(r.Int()), lo: r.Uint()}
	if err := r.End(); err != nil {
		return err
	}
	*t = got
	return nil
}
