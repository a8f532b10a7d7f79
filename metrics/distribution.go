package metrics

import (
	"encoding/binary"
	"math/big"
	"math/bits"
	"time"

	"github.com/upheld/upheld/internal/bag"
	"github.com/upheld/upheld/internal/fault"
)

// Distribution is the exact tally of lengths of time: a multiset of whole
// grains. A length is rounded up to a grain, which leaves every comparison with
// a bound in whole grains exact and a million tickets of a month in half a
// megabyte. The zero Distribution is empty and has a grain of one second.
//
// Add, Remove and Merge may come in any order; the state, and its binary form,
// depend only on what was added less what was removed. It is not safe for
// concurrent use, reading included.
type Distribution struct {
	grain time.Duration // 0: one second
	bag   bag.Bag
}

// NewDistribution is a Distribution in whole grains; a grain of 0 or less is
// one second.
func NewDistribution(grain time.Duration) *Distribution {
	if grain <= 0 || grain == time.Second {
		grain = 0
	}
	return &Distribution{grain: grain}
}

// Grain is the unit in which lengths are kept.
func (d *Distribution) Grain() time.Duration {
	if d.grain == 0 {
		return time.Second
	}
	return d.grain
}

// Add counts one length.
func (d *Distribution) Add(length time.Duration) { d.bag.Add(d.grains(length), 0, 1) }

// Remove takes one length back. Removing before adding is allowed.
func (d *Distribution) Remove(length time.Duration) { d.bag.Add(d.grains(length), 0, -1) }

// Merge adds all that other holds. It fails, and changes nothing, when the
// grains differ.
func (d *Distribution) Merge(other *Distribution) error {
	if d.Grain() != other.Grain() {
		return fault.Because(ErrConflict, "distributions in grains of %v and %v do not merge", d.Grain(), other.Grain())
	}
	d.bag.Merge(&other.bag)
	return nil
}

// grains rounds up.
func (d *Distribution) grains(length time.Duration) int64 {
	if d.grain == 0 {
		return ceil(int64(length), int64(time.Second))
	}
	return ceil(int64(length), int64(d.grain))
}

func ceil(n, unit int64) int64 {
	q := n / unit
	if n%unit > 0 {
		q++
	}
	return q
}

// Count is the number of lengths; negative when more were removed than added.
func (d *Distribution) Count() int64 {
	var n int64
	items := d.bag.Items()
	for i := range items.Len() {
		it := items.At(i)
		n += it.Count
	}
	return n
}

// check gives the number of lengths or the reason why nothing can be said.
func (d *Distribution) check(least int64) (int64, Reason) {
	var n int64
	items := d.bag.Items()
	for i := range items.Len() {
		it := items.At(i)
		if it.Count < 0 {
			return 0, MoreRemoved
		}
		n += it.Count
	}
	switch {
	case n == 0:
		return 0, NoItems
	case n < least:
		return 0, BelowMinimum
	}
	return n, ""
}

// sum is the sum of all grains.
func (d *Distribution) sum() *big.Int {
	var hi, lo uint64 // 128 bits, two's complement: 2^63 lengths of 2^63 grains fit
	items := d.bag.Items()
	for i := range items.Len() {
		it := items.At(i)
		h, l := bits.Mul64(uint64(abs(it.Value)), uint64(abs(it.Count)))
		if (it.Value < 0) != (it.Count < 0) {
			var borrow uint64
			lo, borrow = bits.Sub64(lo, l, 0)
			hi, _ = bits.Sub64(hi, h, borrow)
			continue
		}
		var carry uint64
		lo, carry = bits.Add64(lo, l, 0)
		hi, _ = bits.Add64(hi, h, carry)
	}
	total := new(big.Int).Lsh(big.NewInt(int64(hi)), 64)
	return total.Add(total, new(big.Int).SetUint64(lo))
}

func abs(n int64) int64 {
	if n < 0 {
		return -n // the least int64 stays itself, which as uint64 is right
	}
	return n
}

// length is grains/over as a figure.
func (d *Distribution) length(grains *big.Int, over int64) Figure {
	r := new(big.Rat).SetFrac(grains, big.NewInt(over))
	return lengthOf(r.Mul(r, big.NewRat(int64(d.Grain()), 1)))
}

// Sum is the exact sum of all lengths.
func (d *Distribution) Sum(least int64) (Figure, Reason) {
	if _, why := d.check(least); why != "" {
		return Figure{}, why
	}
	return d.length(d.sum(), 1), ""
}

// Mean is the exact sum over the count: a fraction, nothing rounded.
func (d *Distribution) Mean(least int64) (Figure, Reason) {
	n, why := d.check(least)
	if why != "" {
		return Figure{}, why
	}
	return d.length(d.sum(), n), ""
}

// Max is the longest length.
func (d *Distribution) Max(least int64) (Figure, Reason) {
	if _, why := d.check(least); why != "" {
		return Figure{}, why
	}
	items := d.bag.Items()
	return d.length(big.NewInt(items.At(items.Len()-1).Value), 1), ""
}

// Within counts the lengths that are at most limit, out of all.
func (d *Distribution) Within(limit time.Duration) Count {
	c := Count{}
	most := int64(limit / d.Grain())
	if limit < 0 && limit%d.Grain() != 0 {
		most--
	}
	items := d.bag.Items()
	for i := range items.Len() {
		it := items.At(i)
		if it.Value <= most {
			c.Good += it.Count
		}
		c.Total += it.Count
	}
	return c
}

const distributionForm = 'D' // first byte of the binary form

// AppendBinary appends the canonical binary form.
func (d *Distribution) AppendBinary(out []byte) ([]byte, error) {
	out = append(out, distributionForm)
	out = binary.AppendUvarint(out, uint64(d.Grain()))
	return d.bag.AppendBinary(out), nil
}

// MarshalBinary gives the canonical binary form.
func (d *Distribution) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

// UnmarshalBinary reads the canonical binary form and nothing else.
func (d *Distribution) UnmarshalBinary(data []byte) error {
	got, rest, err := parseDistribution(data)
	if err == nil && len(rest) > 0 {
		err = fault.Because(ErrSyntax, "%d bytes follow the distribution", len(rest))
	}
	if err == nil {
		*d = got
	}
	return err
}

func parseDistribution(data []byte) (Distribution, []byte, error) {
	if len(data) == 0 || data[0] != distributionForm {
		return Distribution{}, nil, fault.Because(ErrSyntax, "not the binary form of a distribution")
	}
	grain, rest, err := bag.Uvarint(data[1:])
	if err != nil {
		return Distribution{}, nil, err
	}
	if grain == 0 || grain > 1<<63-1 {
		return Distribution{}, nil, fault.Because(ErrRange, "a grain is a positive length")
	}
	b, rest, err := bag.Parse(rest)
	if err != nil {
		return Distribution{}, nil, err
	}
	items := b.Items()
	for i := range items.Len() {
		it := items.At(i)
		if it.Tag != 0 {
			return Distribution{}, nil, fault.Because(ErrSyntax, "a length has no tag")
		}
	}
	d := NewDistribution(time.Duration(grain))
	d.bag = b
	return *d, rest, nil
}

// IsEmpty reports whether nothing was counted, or all was removed again.
func (d *Distribution) IsEmpty() bool { return d.bag.IsEmpty() }
