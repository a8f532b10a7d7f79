package penalty

import (
	"math/big"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/internal/span"
)

// Band is a range of values, as text whose words say which bounds belong to it:
//
//	below 99.9%              everything under the bound, without the bound
//	at most 8h               everything under the bound, with the bound
//	over 30 points           everything above the bound, without the bound
//	at least 3               everything above the bound, with the bound
//	99% to below 99.9%       with the lower, without the upper bound
//	over 2% to 3%            without the lower, with the upper bound
//	98.0% to 98.9%           with both bounds
//	over 1 to below 2        without both bounds
//	98.0 to 98.9%            the unit of the last bound holds for both
//	exactly 80%              one value
//	99.9%                    at least that share
//
// A value is a share ("99.9%" is 0.999, "3.5 in 1000" is 0.0035), a plain
// number, a number of points, or a length of time ("1h30m"); both bounds are of
// the same kind. Shares may exceed 100%. A metrics.Bound reads the same texts and
// means the same.
type Band string

// Values is a Band as numbers. A nil Low or High leaves that side open; LowIn and
// HighIn say whether the ends belong to the range. Shares are parts of one, lengths
// of time are in nanoseconds. The zero Values holds every number.
type Values struct {
	Low, High     *big.Rat
	LowIn, HighIn bool
}

// Values reads the band; text that is no band is an error.
func (b Band) Values() (Values, error) {
	read, err := b.read()
	if err != nil {
		return Values{}, err
	}
	return read.interval(), nil
}

// Has reports whether v lies in the range.
func (i Values) Has(v *big.Rat) bool {
	b := band{low: fractionOf(i.Low), high: fractionOf(i.High), lowIn: i.LowIn, highIn: i.HighIn}
	return b.has(fractionOf(v))
}

// String gives the range in the notation of mathematics: "[0.99,0.999)"; an open
// side is "-inf" or "inf".
func (i Values) String() string {
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

// band writes the range as a Band of a kind; "" if both sides are open.
func (i Values) band(kind quantity.Kind) string {
	text := func(r *big.Rat) string {
		switch kind {
		case quantity.Share:
			return fractionOf(r).percent()
		case quantity.Length:
			return span.Format(time.Duration(exact.Quotient(r.Num(), r.Denom(), exact.Floor).Int64()))
		}
		return fractionOf(r).text()
	}
	switch {
	case i.Low == nil && i.High == nil:
		return ""
	case i.Low == nil:
		return pick(i.HighIn, "at most ", "below ") + text(i.High)
	case i.High == nil:
		return pick(i.LowIn, "at least ", "over ") + text(i.Low)
	case i.Low.Cmp(i.High) == 0:
		return "exactly " + text(i.Low)
	}
	return pick(i.LowIn, "", "over ") + text(i.Low) + " to " + pick(i.HighIn, "", "below ") + text(i.High)
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// band is a Band as read. An absent low or high leaves that side open.
type band struct {
	low, high     fraction
	lowIn, highIn bool
	kind          quantity.Kind
	text          Band
}

func (b band) interval() Values {
	return Values{Low: b.low.rat(), High: b.high.rat(), LowIn: b.lowIn, HighIn: b.highIn}
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

// Value is a share, a number or a length of time, written like a bound of a Band:
// "99.9%", "1115975/11160%", "3", "1h30m".
type Value string

// Rat reads the value: a share as a part of one, a length of time in nanoseconds.
func (f Value) Rat() (*big.Rat, error) {
	value, _, err := readValue(string(f))
	if err != nil {
		return nil, err
	}
	return value.rat(), nil
}

// readValue reads one bound: a share, a number, a number of points or a length of
// time.
func readValue(text string) (fraction, quantity.Kind, error) {
	r, kind, err := quantity.Value(text)
	if err != nil {
		return fraction{}, 0, err
	}
	return settle(r), kind, nil
}
