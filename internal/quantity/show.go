package quantity

import (
	"math/big"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/span"
)

// Exact is a number with a unit. The unit "%" marks a share, which Rat gives as a
// fraction of 1 and String in percent; "ns" marks a length of time. String gives a
// fraction if the decimals do not end.
type Exact interface {
	Rat() *big.Rat
	Unit() string
	String() string
}

// Bounds of what Show prints.
const (
	placesMax    = 18 // digits after the point
	fractionShow = 40 // characters of a fraction after its decimals
)

// Show writes a number for a reader who computes it again: a finite decimal in
// full, an elapsed time in its units. Any other number is cut after a few digits,
// marked with "…" and followed by its fraction: "27.777… EUR (250/9)". Show gives
// enough digits to see on which side of each bound the number lies. An absent
// number is "".
func Show(e Exact, bounds ...*big.Rat) string {
	value, unit, tail := e.Rat(), e.Unit(), ""
	if value == nil {
		return ""
	}
	shown := value
	switch unit {
	case "":
	case "ns":
		if value.IsInt() && value.Num().IsInt64() {
			return spaced(time.Duration(value.Num().Int64()))
		}
		tail = " ns"
	case "%":
		shown, tail = new(big.Rat).Mul(value, hundred), "%"
	default:
		tail = " " + Counted(value, unit)
	}
	if number, _, _ := strings.Cut(e.String(), " "); !strings.Contains(number, "/") {
		return strings.TrimSuffix(number, "%") + tail
	}
	places := int32(3)
	if unit == "%" {
		places = 4
	}
	cut := exact.Round(shown, places, exact.Down)
	for places < placesMax && !tells(value, exact.FromDecimal(cut), unit == "%", bounds) {
		places++
		cut = exact.Round(shown, places, exact.Down)
	}
	text := cut.StringFixed(places) + "…" + tail
	if fraction := value.RatString(); len(fraction) <= fractionShow {
		text += " (" + fraction + ")"
	}
	return text
}

var hundred = big.NewRat(100, 1)

// tells reports whether a number cut to some digits lies on the same side of
// each bound as the number itself.
func tells(value, cut *big.Rat, share bool, bounds []*big.Rat) bool {
	if share {
		cut = new(big.Rat).Quo(cut, hundred)
	}
	for _, bound := range bounds {
		if bound != nil && value.Cmp(bound) != cut.Cmp(bound) {
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

// Counted gives the unit of a number in the singular or the plural. A unit that has
// no plural, such as a currency, stays as it is.
func Counted(value *big.Rat, unit string) string {
	one := value != nil && value.IsInt() && value.Num().IsInt64() && (value.Num().Int64() == 1 || value.Num().Int64() == -1)
	switch {
	case one && !strings.HasSuffix(unit, "ss") && !strings.HasSuffix(unit, "us") && !strings.HasSuffix(unit, "as"):
		return Singular(unit)
	case one:
		return unit
	case Singular(unit) != unit:
		return unit
	}
	for _, word := range []string{"point", "credit", "day", "week", "month", "hour", "minute"} {
		if unit == word || strings.HasSuffix(unit, " "+word) {
			return unit + "s"
		}
	}
	return unit
}

// Singular drops the plural s of a word; a currency code stays as it is.
func Singular(unit string) string {
	if n := len(unit); n > 2 && unit[n-1] == 's' {
		return unit[:n-1]
	}
	return unit
}

// Ends gives the ends of a range as written; "" means no bound on that side.
func Ends(text string) (low, high string) {
	if from, to, ok := strings.Cut(text, " to "); ok {
		low, high = strings.TrimPrefix(from, "over "), strings.TrimPrefix(to, "below ")
		if IsPlain(low) && strings.HasSuffix(high, "%") {
			low += "%"
		}
		return low, high
	}
	for _, form := range forms {
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
