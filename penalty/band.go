package penalty

import (
	"math/big"
	"strings"

	"github.com/upheld/upheld/internal/quantity"
)

// Band is a stretch of values, its bounds said in words so that nobody has to
// guess which of them belong to it:
//
//	below 99.9%              everything under, without the bound
//	at most 8h               with the bound
//	over 30 points           everything above, without the bound
//	at least 3               with the bound
//	99% to below 99.9%       with the lower, without the upper bound
//	over 2% to 3%            without the lower, with the upper bound
//	98.0% to 98.9%           with both
//	over 1 to below 2        without both
//	98.0 to 98.9%            the last word gives the unit
//	exactly 80%              one value
//	99.9%                    at least that share
//
// A value is a share ("99.9%" is 0.999, "3.5 in 1000" is 0.0035), a plain
// number, a number of points, or a length of time ("1h30m"); both bounds are of
// one kind. Shares may exceed 100% if the thing measured may. A metrics.Bound
// reads the same texts and means the same.
type Band string

// Interval is a stretch of numbers: what a Band denotes. A nil end is open to
// that side; LowIn and HighIn say whether the ends belong to it. Shares are
// parts of one, elapsed times are counted in nanoseconds.
type Interval struct {
	Low, High     *big.Rat
	LowIn, HighIn bool
}

// Interval gives what the band denotes.
func (b Band) Interval() (Interval, error) {
	read, err := b.read()
	if err != nil {
		return Interval{}, err
	}
	return read.interval(), nil
}

// Has reports whether a value lies in the interval.
func (i Interval) Has(v *big.Rat) bool {
	b := band{low: fractionOf(i.Low), high: fractionOf(i.High), lowIn: i.LowIn, highIn: i.HighIn}
	return b.has(fractionOf(v))
}

// String gives the interval in the notation of mathematics: "[0.99,0.999)"; an
// open side is "-inf" or "inf".
func (i Interval) String() string {
	var b strings.Builder
	if i.Low != nil && i.LowIn {
		b.WriteByte('[')
	} else {
		b.WriteByte('(')
	}
	if i.Low == nil {
		b.WriteString("-inf")
	} else {
		b.WriteString(fractionOf(i.Low).text())
	}
	b.WriteByte(',')
	if i.High == nil {
		b.WriteString("inf")
	} else {
		b.WriteString(fractionOf(i.High).text())
	}
	if i.High != nil && i.HighIn {
		b.WriteByte(']')
	} else {
		b.WriteByte(')')
	}
	return b.String()
}

// band is a Band as read. An absent end is open.
type band struct {
	low, high     fraction
	lowIn, highIn bool
	kind          quantity.Kind
	text          Band
}

func (b band) interval() Interval {
	return Interval{Low: b.low.rat(), High: b.high.rat(), LowIn: b.lowIn, HighIn: b.highIn}
}

// has reports whether v lies in the band.
func (b *band) has(v fraction) bool {
	if !b.low.absent() {
		if c := v.cmp(b.low); c < 0 || c == 0 && !b.lowIn {
			return false
		}
	}
	if !b.high.absent() {
		if c := v.cmp(b.high); c > 0 || c == 0 && !b.highIn {
			return false
		}
	}
	return true
}

func (b Band) read() (band, error) {
	read, err := quantity.Parse(string(b))
	if err != nil {
		return band{}, err
	}
	out := band{lowIn: read.LowIn, highIn: read.HighIn, kind: read.Kind, text: b}
	if read.Low != nil {
		out.low = settle(read.Low)
	}
	if read.High != nil {
		out.high = settle(read.High)
	}
	return out, nil
}

// Figure is a value as a band writes its bounds: "99.9%", "1115975/11160%", "3",
// "1h30m".
type Figure string

// Rat reads the figure: a share as a part of one, an elapsed time in
// nanoseconds.
func (f Figure) Rat() (*big.Rat, error) {
	value, _, err := readValue(string(f))
	if err != nil {
		return nil, err
	}
	return value.rat(), nil
}

// readValue reads one bound: a share, a number, a number of points, a time.
func readValue(text string) (fraction, quantity.Kind, error) {
	r, kind, err := quantity.Value(text)
	if err != nil {
		return fraction{}, 0, err
	}
	return settle(r), kind, nil
}
