package penalty

import (
	"math/big"
	"strings"

	"github.com/upheld/upheld/internal/fault"
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
//	exactly 80%              one value
//
// A value is a share ("99.9%" is 0.999), a plain number, a number of points, or
// an elapsed time ("1h30m"); both bounds are of one kind. Shares may exceed
// 100% where the thing measured may.
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

// quantity is the kind of number a band compares.
type quantity uint8

const (
	quantityNumber quantity = iota
	quantityShare
	quantityTime
)

// band is a Band as read. An absent end is open.
type band struct {
	low, high     fraction
	lowIn, highIn bool
	kind          quantity
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
	text := string(b)
	switch {
	case text == "":
		return band{}, fault.Because(fault.ErrMissing, "a band such as below 99.9%% is needed")
	case len(text) > 3*wordMax:
		return band{}, fault.Because(fault.ErrRange, "a band has at most %d characters", 3*wordMax)
	}
	if from, to, ok := strings.Cut(text, " to "); ok {
		out := band{text: b, lowIn: true, highIn: true}
		var err error
		var other quantity
		from, open := strings.CutPrefix(from, "over ")
		out.lowIn = !open
		to, open = strings.CutPrefix(to, "below ")
		out.highIn = !open
		if out.low, out.kind, err = readValue(from); err != nil {
			return band{}, err
		}
		if out.high, other, err = readValue(to); err != nil {
			return band{}, err
		}
		// "98.0 to 98.9%" leaves the unit to the last word.
		if out.kind != other && out.kind == quantityNumber && isPlain(from) && other == quantityShare {
			out.low, out.kind = out.low.div(whole(100)), other
		}
		if out.kind != other {
			return band{}, fault.Because(fault.ErrConflict, "both bounds need the same unit")
		}
		if c := out.low.cmp(out.high); c > 0 || c == 0 && !(out.lowIn && out.highIn) {
			return band{}, fault.Because(fault.ErrRange, "the band is empty: its lower bound comes first")
		}
		return out, nil
	}
	for _, form := range []struct {
		words       string
		low, high   bool
		with, exact bool
	}{
		{words: "below ", high: true},
		{words: "at most ", high: true, with: true},
		{words: "over ", low: true},
		{words: "at least ", low: true, with: true},
		{words: "exactly ", low: true, high: true, with: true},
	} {
		rest, ok := strings.CutPrefix(text, form.words)
		if !ok {
			continue
		}
		value, kind, err := readValue(rest)
		if err != nil {
			return band{}, err
		}
		out := band{text: b, kind: kind}
		if form.low {
			out.low, out.lowIn = value, form.with
		}
		if form.high {
			out.high, out.highIn = value, form.with
		}
		return out, nil
	}
	return band{}, fault.Because(fault.ErrSyntax,
		"a band reads below X, at most X, over X, at least X, exactly X, X to Y or X to below Y")
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

func isPlain(text string) bool { return !strings.ContainsAny(text, "%hms ") }

// readValue reads one bound: a share, a number, a number of points, a time.
func readValue(text string) (fraction, quantity, error) {
	if number, ok := strings.CutSuffix(text, "%"); ok {
		f, err := readNumber(number)
		if err != nil {
			return fraction{}, 0, err
		}
		return f.div(whole(100)), quantityShare, nil
	}
	if n := len(text); n > 1 && strings.ContainsRune("hms", rune(text[n-1])) && text[0] >= '0' && text[0] <= '9' && !strings.Contains(text, " ") {
		d, err := Span(text).read()
		return whole(int64(d)), quantityTime, err
	}
	number, unit, spaced := strings.Cut(text, " ")
	if spaced {
		if err := checkName(unit); err != nil {
			return fraction{}, 0, err
		}
	}
	f, err := readNumber(number)
	return f, quantityNumber, err
}
