// Package quantity reads shares, lengths of time, numbers and ranges of them, as
// contracts write them. Promises, credits and triggers use this one grammar, so
// that a text has the same meaning in each.
package quantity

import (
	"errors"
	"math/big"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/span"
)

// Kind is the kind of a value.
type Kind uint8

// The kinds. A Share counts as a fraction of 1, a Length in nanoseconds.
const (
	Number Kind = iota
	Share
	Length
)

// Bounds of texts, in bytes. A computed figure may have long terms.
const (
	TextMax     = 180
	figureMax   = 1500
	fractionMax = 700 // digits of a numerator or denominator
	unitMax     = 60
)

// Stretch is a range of values of one kind. A nil end means no bound on that side.
// LowIn and HighIn say whether the ends belong to the range.
type Stretch struct {
	Kind          Kind
	Low, High     *big.Rat
	LowIn, HighIn bool
}

// forms lists the words that give one end, or one value.
var forms = [...]struct {
	words           string
	low, high, with bool
}{
	{words: "at least ", low: true, with: true},
	{words: "at most ", high: true, with: true},
	{words: "below ", high: true},
	{words: "over ", low: true},
	{words: "exactly ", low: true, high: true, with: true},
}

// Parse reads a range: "99.9%" or "at least 95%", "at most 8h", "below 5%", "over
// 30 points", "exactly 80%", "15 to 30", "99% to below 99.9%", "over 2% to 3%",
// "98.0 to 98.9%". A bare percentage is a minimum.
func Parse(text string) (Stretch, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return Stretch{}, fault.Because(fault.ErrMissing, "a bound such as 99.9%% or at most 8h")
	case len(text) > TextMax:
		return Stretch{}, fault.Because(fault.ErrRange, "a bound has at most %d characters", TextMax)
	}
	if from, to, found := strings.Cut(text, " to "); found {
		return between(from, to)
	}
	for _, form := range forms {
		rest, found := strings.CutPrefix(text, form.words)
		if !found {
			continue
		}
		value, kind, err := Value(rest)
		if err != nil {
			return Stretch{}, err
		}
		s := Stretch{Kind: kind}
		if form.low {
			s.Low, s.LowIn = value, form.with
		}
		if form.high {
			s.High, s.HighIn = value, form.with
		}
		return s, nil
	}
	value, kind, err := Value(text)
	switch {
	case err != nil:
		return Stretch{}, dashed(text, sideWord(text, err))
	case kind == Number:
		return Stretch{}, fault.Because(fault.ErrSyntax, "a share is written as 95%%; of a number say at least or at most %s", text)
	case kind != Share || !strings.HasSuffix(text, "%"):
		return Stretch{}, fault.Because(fault.ErrSyntax, "say at least or at most %s", text)
	}
	return Stretch{Kind: kind, Low: value, LowIn: true}, nil
}

func between(from, to string) (Stretch, error) {
	from, lowOut := strings.CutPrefix(strings.TrimSpace(from), "over ")
	to, highOut := strings.CutPrefix(strings.TrimSpace(to), "below ")
	s := Stretch{LowIn: !lowOut, HighIn: !highOut}
	var err error
	var kind Kind
	if s.Low, s.Kind, err = Value(from); err != nil {
		return Stretch{}, sideWord(from, err)
	}
	if s.High, kind, err = Value(to); err != nil {
		return Stretch{}, sideWord(to, err)
	}
	// In "98.0 to 98.9%" the unit of the second number holds for both.
	if s.Kind == Number && kind == Share && IsPlain(from) && strings.HasSuffix(to, "%") {
		s.Low, s.Kind = s.Low.Quo(s.Low, big.NewRat(100, 1)), kind
	}
	if s.Kind != kind {
		return Stretch{}, fault.Because(fault.ErrConflict, "both ends of a range need the same unit")
	}
	if c := s.Low.Cmp(s.High); c > 0 || c == 0 && !(s.LowIn && s.HighIn) {
		return Stretch{}, fault.Because(fault.ErrRange, "the range is empty: write the smaller end first")
	}
	return s, nil
}

// dashed suggests the words between two ends if a text has a dash or dots there. Two
// plain numbers are left to Value.
func dashed(text string, err error) error {
	for _, mark := range []string{"..", "–", "—", "-"} {
		from, to, found := strings.Cut(text, mark)
		from, to = strings.TrimSpace(from), strings.TrimSpace(strings.TrimLeft(to, "."))
		if !found || IsPlain(from) && IsPlain(to) {
			continue
		}
		if _, inner := between(from, to); inner == nil {
			return fault.Because(fault.ErrSyntax, "write %q, or %q without %s itself", from+" to "+to, from+" to below "+to, to)
		}
	}
	return err
}

// sideWord suggests the right word if a text begins with a word of other notations.
func sideWord(text string, err error) error {
	first, _, _ := strings.Cut(text, " ")
	for _, w := range [][2]string{
		{"above", "over"}, {"more", "over"}, {"under", "below"}, {"less", "below"}, {"within", "at most"},
		{"min", "at least"}, {"max", "at most"}, {">=", "at least"}, {"<=", "at most"}, {">", "over"}, {"<", "below"},
		{"≥", "at least"}, {"≤", "at most"}, {"maximum", "at most"}, {"minimum", "at least"},
	} {
		if strings.EqualFold(first, w[0]) || !('a' <= w[0][0] && w[0][0] <= 'z') && strings.HasPrefix(text, w[0]) {
			return fault.Because(fault.ErrSyntax, "write %q", w[1])
		}
	}
	return err
}

// Value reads one value: a share "99.9%" or "3.5 in 1000", a length "1h30m", a
// number "4.5" or "1/3", or a number with a unit, "30 points".
func Value(text string) (*big.Rat, Kind, error) {
	text = strings.TrimSpace(text)
	if strings.HasSuffix(text, "%") || strings.Contains(text, " in ") {
		r, err := ReadShare(text)
		return r, Share, err
	}
	for _, w := range [][2]string{{" per ", " in "}, {" of ", " in "}, {"-", " to "}, {"–", " to "}, {"..", " to "}} {
		if a, b, found := strings.Cut(text, w[0]); found && IsPlain(a) && IsPlain(b) {
			return nil, 0, fault.Because(fault.ErrSyntax, "write %q", strings.TrimSpace(a)+w[1]+strings.TrimSpace(b))
		}
	}
	number, unit, spaced := strings.Cut(text, " ")
	if !spaced && isLength(text) {
		d, err := span.Parse(text, span.Days)
		return new(big.Rat).SetInt64(int64(d)), Length, err
	}
	r, err := ReadNumber(number)
	switch {
	case errors.Is(err, fault.ErrSyntax):
		err = fault.Because(fault.ErrSyntax, "a percentage (99.9%%), a length (8h), a number (4.5) or a fraction (1 in 1000), with at least, at most, below, over, exactly or … to …")
	case err == nil && spaced && span.IsUnit(unit):
		err = fault.Because(fault.ErrSyntax, "write %q", number+unit)
	case err == nil && spaced:
		err = CheckUnit(unit)
	}
	if err != nil {
		return nil, 0, err
	}
	return r, Number, nil
}

// ReadShare reads a share: a percentage "99.9%" or "100/3%", or a fraction "3.5 in
// 1000" or "1/30". A share is not negative and may exceed 1.
func ReadShare(text string) (*big.Rat, error) {
	text = strings.TrimSpace(text)
	var r *big.Rat
	var err error
	if part, whole, found := strings.Cut(text, " in "); found {
		r, err = quotient(part, whole)
	} else if number, signed := strings.CutSuffix(text, "%"); signed {
		r, err = readNumber(strings.TrimSpace(number), 2)
	} else if strings.Contains(text, "/") {
		r, err = ReadNumber(text)
	} else {
		if part, whole, found := strings.Cut(text, " of "); found && IsPlain(part) && IsPlain(whole) {
			return nil, fault.Because(fault.ErrSyntax, "write %q", strings.TrimSpace(part)+" in "+strings.TrimSpace(whole))
		}
		return nil, fault.Because(fault.ErrSyntax, "a percentage ends in %%, such as 99.9%%")
	}
	switch {
	case err != nil:
		return nil, err
	case r.Sign() < 0:
		return nil, fault.Because(fault.ErrRange, "a share is not negative")
	}
	return r, nil
}

// quotient reads a share such as 3.5 in 1000.
func quotient(part, whole string) (*big.Rat, error) {
	a, err := exact.Rat(strings.TrimSpace(part))
	if err != nil {
		return nil, err
	}
	b, err := exact.Rat(strings.TrimSpace(whole))
	switch {
	case err != nil:
		return nil, err
	case b.Sign() <= 0:
		return nil, fault.Because(fault.ErrRange, "a share such as 1 in 1000")
	}
	return a.Quo(a, b), nil
}

// ReadNumber reads a plain decimal number or a fraction "1/30" of two integers.
func ReadNumber(text string) (*big.Rat, error) { return readNumber(text, 0) }

// readNumber reads a number and moves its point to the left by some places.
func readNumber(text string, left int) (*big.Rat, error) {
	over, under, isFraction := strings.Cut(text, "/")
	if len(text) > figureMax {
		return nil, fault.Because(fault.ErrRange, "a fraction has at most 1,500 characters")
	}
	if !isFraction {
		return exact.Shifted(text, left)
	}
	n, okN := integer(over)
	d, okD := integer(under)
	if !okN || !okD || d.Sign() <= 0 {
		return nil, fault.Because(fault.ErrSyntax, "a fraction such as 1/30 is needed")
	}
	return new(big.Rat).SetFrac(n, d.Mul(d, exact.Power(left))), nil
}

func integer(text string) (*big.Int, bool) {
	for i, c := range strings.TrimPrefix(text, "-") {
		if c < '0' || c > '9' || i > fractionMax {
			return nil, false
		}
	}
	return new(big.Int).SetString(text, 10)
}

// Span reads a length of time in days of 24 hours, hours, minutes, seconds and
// parts of a second.
func Span(text string) (time.Duration, error) {
	if text == "" {
		return 0, fault.Because(fault.ErrMissing, "a length of time such as 1h30m")
	}
	return span.Parse(text, span.Days)
}

// CheckUnit refuses a unit that a report could not show clearly, and a unit that is
// part of a number: "in 1000", "% of fees".
func CheckUnit(unit string) error {
	switch {
	case unit == "":
		return fault.Because(fault.ErrMissing, "a name is needed")
	case len(unit) > unitMax:
		return fault.Because(fault.ErrRange, "a name has at most %d characters", unitMax)
	case strings.TrimSpace(unit) != unit || strings.ContainsAny(unit, "\n\r\t"):
		return fault.Because(fault.ErrSyntax, "a name is one line without spaces around it")
	case isWord(unit, "in"):
		return fault.Because(fault.ErrSyntax, "a share is written as 3.5 in 1000")
	case isWord(unit, "to"), isWord(unit, "per"):
		return fault.Because(fault.ErrSyntax, "the text ends too early or has a word too many")
	case strings.HasPrefix(unit, "of ") && IsPlain(unit[3:]):
		return fault.Because(fault.ErrSyntax, "write %q", "in "+unit[3:])
	case strings.HasPrefix(unit, "%") || '0' <= unit[0] && unit[0] <= '9':
		return fault.Because(fault.ErrSyntax, "a unit is a word, such as points")
	}
	return nil
}

// isWord reports whether a unit begins with a word of the grammar.
func isWord(unit, word string) bool { return unit == word || strings.HasPrefix(unit, word+" ") }

// isLength reports whether a text without spaces has digits and then letters.
func isLength(text string) bool {
	return startsWithDigit(text) && strings.ContainsFunc(text, func(c rune) bool { return 'a' <= c && c <= 'z' })
}

func startsWithDigit(text string) bool { return text != "" && '0' <= text[0] && text[0] <= '9' }

// IsPlain reports whether a text is a number such as 3.5.
func IsPlain(text string) bool {
	text = strings.TrimSpace(text)
	return startsWithDigit(text) && strings.Trim(text, "0123456789.") == ""
}
