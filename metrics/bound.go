package metrics

import (
	"math/big"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/quantity"
)

// Bound is what a figure is held against, as written:
//
//	99.9%               at least that share; a bare percentage is a minimum
//	at least 95%        the same in words
//	at most 8h          a length of time, itself included
//	below 5%, over 5%   strictly less, strictly more
//	15 to 30            between the two, both included
//	99% to below 99.9%  the first included, the second not
//	over 2% to 3%       the first not included, the second is
//	98.0 to 98.9%       the last word gives the unit
//	exactly 100%        one value
//	at most 1 in 1000   a share given as a fraction
//	at least 4.0        a number
//	at most 30 points   a number with a unit, which changes nothing
//
// Everything except a bare percentage names its side: "8h" alone could be
// either. A penalty.Band reads the same texts and means the same.
// The empty Bound is not stated.
type Bound string

// unit is what kind of figure a bound speaks of.
type unit uint8

const (
	unitShare unit = iota + 1
	unitLength
	unitNumber
)

// Limit is a parsed Bound. The zero Limit holds nothing to anything: IsValid
// is false and Meets is always false. It is immutable and safe for concurrent
// use.
type Limit struct {
	unit      unit
	low, high edge
}

// edge is one side of a limit; value is in nanoseconds for lengths.
type edge struct {
	set, open bool     // open: the value itself is outside
	p, q      int64    // value = p/q where it fits, q > 0; else q is 0
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

// atLeast is the limit that a figure of a share meets when it is target or
// more. The target is copied; nil gives the zero Limit.
func atLeast(target *big.Rat) Limit {
	if target == nil {
		return Limit{}
	}
	return Limit{unit: unitShare, low: edgeAt(new(big.Rat).Set(target), false)}
}

// IsValid reports whether the limit is one.
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

// Speaks reports whether the limit is of the figure's kind: shares are held
// against shares, lengths against lengths, numbers against numbers.
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

// Meets reports whether the figure lies within the limit. The comparison is
// exact, by cross-multiplication: good × denominator >= numerator × total, with
// nothing to round. A figure without a value, or of another kind than the
// limit, meets nothing.
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

// Gap is how far a figure lies within the limit, negative beyond it: the
// difference of two shares or two numbers as a number, of two lengths as a
// length. Of two edges the nearer counts. On a strict bound a gap of 0 is a
// miss. There is none for a figure that the limit does not speak of.
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

// Margin is how much worse the figure could be and still lie on the limit,
// with everything it was counted out of unchanged: items for a share of items
// (a number, possibly fractional; round it down for whole items), a length for
// a share of time. For lengths and numbers it is the Gap.
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

// gap is Gap with lengths in nanoseconds; nil for none.
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

// Percent prints a share against this limit: rounded toward the side on which
// it would be missed, so that a miss never prints as met. Below a minimum that
// is down, above a maximum up; between two edges toward the nearer one.
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

// Edge is the side of the limit that a promise is measured by: its lower one,
// or its only one; upper reports that it is the upper one, so that less is
// better. The value is a share, nanoseconds or a number. It is nil for the zero
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
