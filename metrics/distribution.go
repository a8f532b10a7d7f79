package metrics

import (
	"encoding/binary"
	"math"
	"math/big"
	"math/bits"
	"time"

	"github.com/upheld/upheld/internal/bag"
	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/wire"
)

// Distribution is the exact tally of lengths of time: a multiset. It keeps each
// distinct length. The lengths of a million tickets of a month in whole seconds
// take half a megabyte when stored; lengths in parts of a second take 8 to 10 bytes
// each. A grain bounds the size: each length is rounded up to a whole number of
// grains. That changes no comparison "at most" or "over" a whole number of grains,
// and may change any other. The zero Distribution is empty and has no grain.
//
// Add, Remove and Merge may come in any order. The state and its binary form depend
// only on the lengths added less the lengths removed. A Distribution is not safe
// for concurrent use, not even for reading.
type Distribution struct {
	grain time.Duration // 0 means no grain
	finer uint8         // without a grain, the index in units of the unit of the values
	bag   bag.Bag
}

// units are the units of values without a grain. A Distribution uses the first unit
// that divides all of its lengths, so that whole seconds stay short numbers.
var units = [...]time.Duration{time.Second, time.Millisecond, time.Microsecond, time.Nanosecond}

// NewDistribution is an empty Distribution in whole grains; 0 or less means no
// grain.
func NewDistribution(grain time.Duration) *Distribution {
	return &Distribution{grain: max(grain, 0)}
}

// Grain is the unit to which lengths are rounded up; 0 means no grain.
func (d *Distribution) Grain() time.Duration { return d.grain }

// unit is the length of the value 1.
func (d *Distribution) unit() time.Duration {
	if d.grain > 0 {
		return d.grain
	}
	return units[d.finer]
}

// Add counts one length.
func (d *Distribution) Add(length time.Duration) { d.bag.Add(d.value(length), 0, 1) }

// Remove takes one length back. Removing before adding is allowed.
func (d *Distribution) Remove(length time.Duration) { d.bag.Add(d.value(length), 0, -1) }

// Merge adds all lengths of other. It fails, and changes nothing, if the grains
// differ.
func (d *Distribution) Merge(other *Distribution) error {
	if d.grain != other.grain {
		return fault.Because(ErrConflict, "distributions in grains of %v and %v do not merge", d.grain, other.grain)
	}
	d.refine(other.finer)
	other.refine(d.finer)
	d.bag.Merge(&other.bag)
	return nil
}

// value gives a length as a value of the bag.
func (d *Distribution) value(length time.Duration) int64 {
	if d.grain > 0 {
		return ceil(int64(length), int64(d.grain))
	}
	if d.finer == 0 {
		if q := length / time.Second; q*time.Second == length {
			return int64(q) // most lengths are whole seconds
		}
	}
	finer := d.finer
	for length%units[finer] != 0 {
		finer++
	}
	d.refine(finer)
	return int64(length / units[finer])
}

// refine changes to a finer unit, if it is finer.
func (d *Distribution) refine(finer uint8) {
	if finer > d.finer {
		d.bag.Scale(int64(units[d.finer] / units[finer]))
		d.finer = finer
	}
}

// coarsen changes to the first unit that divides every length.
func (d *Distribution) coarsen() {
	for coarser := range d.finer {
		if d.bag.Reduce(int64(units[coarser] / units[d.finer])) {
			d.finer = coarser
			return
		}
	}
}

func ceil(n, unit int64) int64 {
	q := n / unit
	if n%unit > 0 {
		q++
	}
	return q
}

// Count is the number of lengths; negative if more were removed than added.
func (d *Distribution) Count() int64 {
	var n int64
	items := d.bag.Items()
	for i := range items.Len() {
		it := items.At(i)
		n += it.Count
	}
	return n
}

// check gives the number of lengths, or the reason why they give no figure.
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
		return 0, BelowLeast
	}
	return n, ""
}

// sum is the sum of all values.
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

// length is values/over, in units, as a figure.
func (d *Distribution) length(values *big.Int, over int64) Figure {
	r := new(big.Rat).SetFrac(values, big.NewInt(over))
	return lengthOf(r.Mul(r, big.NewRat(int64(d.unit()), 1)))
}

// Sum is the exact sum of all lengths. It has no value, and a Reason, without
// lengths, with fewer than least, or if more were removed than added.
func (d *Distribution) Sum(least int64) (Figure, Reason) {
	if _, why := d.check(least); why != "" {
		return Figure{}, why
	}
	return d.length(d.sum(), 1), ""
}

// Mean is the exact sum over the count, a fraction; Reasons as for Sum.
func (d *Distribution) Mean(least int64) (Figure, Reason) {
	n, why := d.check(least)
	if why != "" {
		return Figure{}, why
	}
	return d.length(d.sum(), n), ""
}

// Max is the longest length; Reasons as for Sum.
func (d *Distribution) Max(least int64) (Figure, Reason) {
	if _, why := d.check(least); why != "" {
		return Figure{}, why
	}
	items := d.bag.Items()
	return d.length(big.NewInt(items.At(items.Len()-1).Value), 1), ""
}

// Within counts the lengths of at most limit as good, out of all lengths.
func (d *Distribution) Within(limit time.Duration) Count {
	c := Count{}
	most := exact.FloorDiv(int64(limit), int64(d.unit()))
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
	out = binary.AppendUvarint(out, uint64(d.grain))
	if d.grain == 0 {
		d.coarsen()
		out = append(out, d.finer)
	}
	return d.bag.AppendBinary(out), nil
}

// MarshalBinary gives the canonical binary form.
func (d *Distribution) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

// UnmarshalBinary reads the canonical binary form and refuses any other.
func (d *Distribution) UnmarshalBinary(data []byte) error {
	r := wire.Read(data, distributionForm, "a distribution")
	grain := r.Uint()
	if grain > 1<<63-1 {
		return fault.Because(ErrRange, "a grain is a length")
	}
	got := Distribution{grain: time.Duration(grain)}
	if grain == 0 && !r.Bad() {
		if got.finer = r.Byte(); int(got.finer) >= len(units) {
			return fault.Because(ErrSyntax, "the lengths have no unit")
		}
	}
	got.bag = bag.Read(&r)
	if err := r.End(); err != nil {
		return err
	}
	items, most := got.bag.Items(), int64(math.MaxInt64/got.unit())
	for i := range items.Len() {
		switch it := items.At(i); {
		case it.Tag != 0:
			return fault.Because(ErrSyntax, "a length has no tag")
		case got.grain == 0 && (it.Value > most || it.Value < -most):
			return fault.Because(ErrRange, "a length is at most 292 years")
		}
	}
	if finer := got.finer; finer > 0 {
		if got.coarsen(); got.finer != finer {
			return fault.Because(ErrSyntax, "the lengths are in too fine a unit")
		}
	}
	*d = got
	return nil
}

// IsEmpty reports whether the tally holds no length: none was added, or all were
// removed.
func (d *Distribution) IsEmpty() bool { return d.bag.IsEmpty() }
