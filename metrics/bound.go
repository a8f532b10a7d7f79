package metrics

import (
	"math/big"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/quantity"
)

// Bound is a limit for a figure, as written:
//
//	99.9%               at least that share; a bare percentage is a minimum
//	at least 95%        the same in words
//	at most 8h          a length of time, 8h included
//	below 5%, over 5%   strictly less, strictly more
//	15 to 30            both ends included
//	99% to below 99.9%  the first end included, the second not
//	over 2% to 3%       the first end not included, the second is
//	98.0 to 98.9%       the unit follows the second number
//	exactly 100%        one value
//	at most 1 in 1000   a share given as a fraction
//	at least 4.0        a number
//	at most 30 points   a number with a unit, which changes nothing
//
// Everything except a bare percentage names its side: "8h" alone could be a minimum
// or a maximum. A penalty.Band reads the same texts with the same meaning. The
// empty Bound is not stated.
type Bound string

// unit is the kind of figure that a bound limits.
type unit uint8

const (
	unitShare unit = iota + 1
	unitLength
	unitNumber
)

// Limit is a parsed Bound. The zero Limit has no edge: IsValid is false and Meets
// is always false. A Limit is immutable and safe for concurrent use.
type Limit struct {
	unit      unit
	low, high edge
}

// edge is one side of a limit; value is in nanoseconds for lengths.
type edge struct {
	set, open bool     // open: the value itself is outside
	p, q      int64    // value = p/q with q > 0 if both fit; else q is 0
	value     *big.Rat // always set
}

// Parse reads the bound. The empty Bound is an error of kind ErrMissing.
func (b Bound) Parse() (Limit, error) {
	read, err := quantity.Parse(string(b))
	if err != nil {
		return Limit{}, err
	}
	l := Limit{unit: unitOf[read.Kind]}
	if read.Low != nil {
		l.low = edgeAt(read.Low, !read.LowIn)
	}
	if read.High != nil {
		l.high = edgeAt(read.High, !read.HighIn)
	}
	return l, nil
}

var unitOf = [...]unit{quantity.Number: unitNumber, quantity.Share: unitShare, quantity.Length: unitLength}

func edgeAt(v *big.Rat, open bool) edge {
	e := edge{set: true, open: open, value: v}
	if v.Num().IsInt64() && v.Denom().IsInt64() {
		e.p, e.q = v.Num().Int64(), v.Denom().Int64()
	}
	return e
}

// atLeast is the limit that a share meets if it is at least target. The target is
// copied; nil gives the zero Limit.
func atLeast(target *big.Rat) Limit {
	if target == nil {
		return Limit{}
	}
	return Limit{unit: unitShare, low: edgeAt(new(big.Rat).Set(target), false)}
}

// IsValid reports whether the limit has an edge.
func (l Limit) IsValid() bool { return l.unit != 0 }

// String writes the limit as a Bound that parses to the same limit.
func (l Limit) String() string {
	switch {
	case !l.IsValid():
		return ""
	case l.low.set && l.high.set && l.low.value.Cmp(l.high.value) == 0:
		return "exactly " + l.text(l.low)
	case l.low.set && l.high.set:
		from, to := "", " to "
		if l.low.open {
			from = "over "
		}
		if l.high.open {
			to = " to below "
		}
		return from + l.text(l.low) + to + l.text(l.high)
	case l.low.set && l.low.open:
		return "over " + l.text(l.low)
	case l.low.set:
		return "at least " + l.text(l.low)
	case l.high.open:
		return "below " + l.text(l.high)
	}
	return "at most " + l.text(l.high)
}

func (l Limit) text(e edge) string {
	switch l.unit {
	case unitShare:
		return string(PercentOf(e.value))
	case unitLength:
		return string(SpanOf(time.Duration(e.p)))
	}
	return exact.RatText(e.value)
}

// Speaks reports whether the limit and the figure are of one kind: both shares,
// both lengths or both numbers.
func (l Limit) Speaks(f Figure) bool {
	switch f.kind {
	case shareOfItems, shareOfTime:
		return l.unit == unitShare
	case length:
		return l.unit == unitLength
	case number:
		return l.unit == unitNumber
	}
	return false
}

// Within reports whether every figure that meets l meets other too, so that l promises
// at least as much. It is false if the limits are not of one kind.
func (l Limit) Within(other Limit) bool {
	if !l.IsValid() || l.unit != other.unit {
		return false
	}
	if other.low.set {
		if !l.low.set {
			return false
		}
		if c := l.low.value.Cmp(other.low.value); c < 0 || c == 0 && other.low.open && !l.low.open {
			return false
		}
	}
	if other.high.set {
		if !l.high.set {
			return false
		}
		if c := l.high.value.Cmp(other.high.value); c > 0 || c == 0 && other.high.open && !l.high.open {
			return false
		}
	}
	return true
}

// Meets reports whether the figure lies within the limit. The comparison is exact:
// nothing is rounded. The answer is false for a figure without a value or of
// another kind than the limit.
func (l Limit) Meets(f Figure) bool {
	if !l.Speaks(f) {
		return false
	}
	if l.low.set {
		if c := compare(f, l.low); c < 0 || c == 0 && l.low.open {
			return false
		}
	}
	if l.high.set {
		if c := compare(f, l.high); c > 0 || c == 0 && l.high.open {
			return false
		}
	}
	return true
}

// compare orders a figure and an edge.
func compare(f Figure, e edge) int {
	if f.wide == nil && e.q > 0 && f.a >= 0 && e.p >= 0 {
		return exact.Cmp(f.a, max(f.b, 1), e.p, e.q)
	}
	return f.raw().Cmp(e.value)
}

// Gap is how far a figure lies within the limit, negative if it lies outside: a
// number for shares and numbers, a length for lengths. Of two edges the nearer
// counts. A gap of 0 on a strict bound is a miss. Gap has no value if Speaks is
// false.
func (l Limit) Gap(f Figure) Figure {
	gap := l.gap(f)
	switch {
	case gap == nil:
		return Figure{}
	case f.kind == length:
		return lengthOf(gap)
	}
	return NumberOf(gap)
}

// Margin is how much worse the figure could be and still lie on the limit, if its
// total stays the same. It is a number of items for a share of items (possibly
// fractional; round it down for whole items) and a length for a share of time. For
// lengths and numbers it is the Gap.
func (l Limit) Margin(f Figure) Figure {
	gap := l.gap(f)
	switch {
	case gap == nil:
		return Figure{}
	case f.isShare():
		gap.Mul(gap, big.NewRat(f.b, 1))
	}
	if f.kind == shareOfItems || f.kind == number {
		return NumberOf(gap)
	}
	return lengthOf(gap)
}

// gap is Gap with lengths in nanoseconds; nil if Speaks is false.
func (l Limit) gap(f Figure) *big.Rat {
	if !l.Speaks(f) {
		return nil
	}
	var least *big.Rat
	if l.low.set {
		least = f.raw()
		least.Sub(least, l.low.value)
	}
	if l.high.set {
		above := f.raw()
		if above.Sub(l.high.value, above); least == nil || above.Cmp(least) < 0 {
			least = above
		}
	}
	return least
}

// Percent prints a share against this limit, rounded toward the side of a miss, so
// that a miss never prints as met: down for a minimum, up for a maximum, toward the
// nearer edge between two edges. places is from 0 to 18.
func (l Limit) Percent(f Figure, places int) string {
	mode := exact.Floor
	if l.Speaks(f) && l.high.set {
		above := f.raw()
		above.Sub(l.high.value, above)
		if above.Cmp(l.gap(f)) == 0 {
			mode = exact.Ceiling
		}
	}
	return f.percent(places, mode)
}

// Edge gives the edge that defines the promise: the lower edge if the limit has
// one, else the upper edge. upper reports that it is the upper edge, so that less
// is better. The value is a share, nanoseconds or a number; it is nil for the zero
// Limit.
func (l Limit) Edge() (value *big.Rat, upper bool) {
	switch {
	case l.low.set:
		return new(big.Rat).Set(l.low.value), false
	case l.high.set:
		return new(big.Rat).Set(l.high.value), true
	}
	return nil, false
}
