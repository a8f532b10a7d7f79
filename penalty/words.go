package penalty

import (
	"math/big"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/internal/span"
)

// words writes a number for someone who works it again: a finite decimal as it
// is, an elapsed time by its units; else cut after a few digits, marked so and
// followed by the fraction.
func (e Exact) words() string { return e.cut(nil) }

// cut is words with as many digits as it takes to see on which side of a
// band's bounds the number lies.
func (e Exact) cut(in *band) string {
	if e.value.absent() {
		return "not measured"
	}
	unit, v, tail := e.of.name(), e.value, ""
	switch unit {
	case "":
	case "ns":
		if whole := v.rat(); whole.IsInt() && whole.Num().IsInt64() {
			return spaced(time.Duration(whole.Num().Int64()))
		}
	case "%":
		v, tail = v.mul(whole(100)), "%"
	default:
		tail = " " + counted(v, unit)
	}
	r := v.rat()
	if _, finite := r.FloatPrec(); finite {
		if text := v.text(); !strings.Contains(text, "/") {
			return padded(text, e.of.digits()) + tail
		}
	}
	places := int32(max(3, e.of.digits()+1))
	if unit == "%" {
		places = 4
	}
	shown := exact.Round(r, places, exact.Down)
	for in != nil && places < placesMax && !in.sides(v, exact.FromDecimal(shown), unit == "%") {
		places++
		shown = exact.Round(r, places, exact.Down)
	}
	text := shown.StringFixed(places) + "…" + tail
	if fraction := e.value.rat().RatString(); len(fraction) <= fractionMax {
		text += " (" + fraction + ")"
	}
	return text
}

// fractionMax bounds what a fraction is worth showing beside its decimals.
const fractionMax = 40

// sides reports whether a number cut to some digits lies on the same side of
// both bounds as the number itself.
func (b *band) sides(v fraction, shown *big.Rat, share bool) bool {
	cut := settle(shown)
	for _, bound := range []fraction{b.low, b.high} {
		if bound.absent() {
			continue
		}
		if share {
			bound = bound.mul(whole(100))
		}
		if v.cmp(bound) != cut.cmp(bound) {
			return false
		}
	}
	return true
}

// spaced writes an elapsed time: "3h 20m".
func spaced(d time.Duration) string {
	var b strings.Builder
	text := span.Format(d)
	for i := range len(text) {
		if i > 0 && text[i] >= '0' && text[i] <= '9' && text[i-1] >= 'a' && text[i-1] <= 'z' {
			b.WriteByte(' ')
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// counted gives the unit of a number in the singular or the plural. A unit that
// is no such word, a currency among them, stays as it is.
func counted(v fraction, unit string) string {
	one := v.cmp(whole(1)) == 0 || v.cmp(whole(-1)) == 0
	switch {
	case one && !strings.HasSuffix(unit, "ss") && !strings.HasSuffix(unit, "us") && !strings.HasSuffix(unit, "as"):
		return singular(unit)
	case one:
		return unit
	case singular(unit) != unit:
		return unit
	}
	for _, word := range []string{"point", "credit", "day", "week", "month", "hour", "minute"} {
		if unit == word || strings.HasSuffix(unit, " "+word) {
			return unit + "s"
		}
	}
	return unit
}

// bounds gives the bounds of a band as written; "" is open to that side.
func (b Band) bounds() (low, high string) {
	text := string(b)
	if from, to, ok := strings.Cut(text, " to "); ok {
		low, high = strings.TrimPrefix(from, "over "), strings.TrimPrefix(to, "below ")
		if quantity.IsPlain(low) && strings.HasSuffix(high, "%") {
			low += "%"
		}
		return low, high
	}
	for _, form := range []struct {
		words     string
		low, high bool
	}{{"below ", false, true}, {"at most ", false, true}, {"over ", true, false}, {"at least ", true, false}, {"exactly ", true, true}} {
		if rest, ok := strings.CutPrefix(text, form.words); ok {
			if form.low {
				low = rest
			}
			if form.high {
				high = rest
			}
		}
	}
	if low == "" && high == "" {
		low = text // a bare percentage is a minimum
	}
	return low, high
}

// words says which bounds belong to a band: "at least 99.0% and below 99.5%".
func (b Band) words() string {
	read, err := b.read()
	if err != nil {
		return string(b)
	}
	low, high := b.bounds()
	if !read.low.absent() && !read.high.absent() && read.low.cmp(read.high) == 0 {
		return "exactly " + low
	}
	var parts []string
	if low != "" {
		parts = append(parts, pick(read.lowIn, "at least ", "over ")+low)
	}
	if high != "" {
		parts = append(parts, pick(read.highIn, "at most ", "below ")+high)
	}
	return strings.Join(parts, " and ")
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// looked says what was looked at.
func (s Step) looked() string {
	var in *band
	if read, err := s.Row.read(); err == nil {
		in = &read
	}
	saw := s.Saw.cut(in)
	switch {
	case !s.Saw.IsValid():
		return s.verdict()
	case s.Reads == Attained:
		return "attained " + saw
	case s.Reads == Overran:
		return "overrun " + saw
	case s.Reads == Below:
		return saw + " below the promise"
	case s.Reads == Breached:
		return saw + pick(s.Saw.value.cmp(whole(1)) == 0, " breach", " breaches")
	case s.Reads == Scored && s.Saw.Unit() == "":
		return saw + " " + counted(s.Saw.value, "points")
	case s.Reads == Lateness:
		return "late " + saw
	case s.Reads == LostTime, s.Reads == LostShare:
		return "lost " + saw
	case s.Reads == Streak:
		return saw + " " + counted(s.Saw.value, "periods") + " missed in a row"
	}
	return saw
}

// verdict says how the objective came out, where a rule looks at no more.
func (s Step) verdict() string {
	switch {
	case s.Why != "":
		return "not measurable (" + strings.ReplaceAll(s.Why, "-", " ") + ")"
	case s.Row == Band(Met), s.Row == Band(Missed):
		return string(s.Row)
	}
	return "not measurable"
}

// difference writes the greater number less the smaller.
func (s Step) difference(a, b Exact) string {
	if a.value.absent() || b.value.absent() || a.value.cmp(b.value) < 0 {
		a, b = b, a
	}
	return a.words() + " − " + b.words()
}

// units tells how a lateness was counted: what was late, the time free, the
// length of a unit.
func (s Step) units() string {
	text := s.looked()
	late := s.Saw
	if s.Of.IsValid() && s.Of.value.sign() > 0 {
		late.value = late.value.sub(s.Of.value)
		if late.value.sign() <= 0 {
			return text + ", of which " + s.Of.words() + " are free" + s.nothing()
		}
		text += " − " + s.Of.words() + " free = " + late.words()
	}
	return text + ": " + s.counted()
}

// counted gives a number of units as they were counted: "3 started units of 30m".
func (s Step) counted() string {
	way := strings.TrimSuffix(string(s.Row), " ") + " "
	if s.Row == Band(InPart) {
		way = ""
	}
	return s.Gives.words() + " " + way + counted(s.Gives.value, "units") + " of " + s.Whole.words()
}

// distance tells how far a figure is from where counting begins.
func (s Step) distance() string {
	a, b := s.Of, s.Saw
	if s.Reads == Overran {
		a, b = b, a
	}
	gap := Exact{a.value.sub(b.value), a.of}
	if gap.value.sign() <= 0 {
		return s.Saw.words() + " is " + pick(s.Reads == Overran, "not above ", "not below ") + s.Of.words() + s.nothing()
	}
	return a.words() + " − " + b.words() + " = " + gap.words() + ": " + s.counted()
}
