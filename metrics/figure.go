package metrics

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
)

// Figure is a measured value: a share of items, a share of time, a length of time,
// or a number; always exact. The zero Figure has no value, which is neither 0 nor
// 100 %. A Figure is immutable and safe for concurrent use.
//
// Its text keeps the kind and every digit, and reads back:
//
//	1997 of 2000        a share of items; the counts are kept as they are
//	719h of 720h        a share of time
//	8h, 10/3s           a length; a fraction of seconds if it is no whole nanosecond
//	4.15, 100/3         a number
type Figure struct {
	kind kind
	// A share is a of b items or nanoseconds; a length is a nanoseconds. If a is
	// not whole or too large, wide is the value: the share, the length in
	// nanoseconds, the number. b is the total of every share.
	a, b int64
	wide *big.Rat
}

type kind uint8

const (
	nothing kind = iota
	shareOfItems
	shareOfTime
	length
	number
)

// ShareOf is the share good of total items. It has no value unless 0 <= good and 0
// < total.
func ShareOf(good, total int64) Figure {
	if total <= 0 || good < 0 {
		return Figure{}
	}
	return Figure{kind: shareOfItems, a: good, b: total}
}

// TimeShareOf is the share good of total time. It has no value unless 0 <= good and
// 0 < total.
func TimeShareOf(good, total time.Duration) Figure {
	if total <= 0 || good < 0 {
		return Figure{}
	}
	return Figure{kind: shareOfTime, a: int64(good), b: int64(total)}
}

// LengthOf is a length of time.
func LengthOf(d time.Duration) Figure { return Figure{kind: length, a: int64(d)} }

// NumberOf is a number without a unit, such as a score or a sum. The number is
// copied; nil gives no value.
func NumberOf(r *big.Rat) Figure {
	if r == nil {
		return Figure{}
	}
	return Figure{kind: number, wide: new(big.Rat).Set(r)}
}

// partOf is the share good of total; good may be a fraction.
func partOf(k kind, good *big.Rat, total int64) Figure {
	if total <= 0 || good.Sign() < 0 {
		return Figure{}
	}
	if good.IsInt() && good.Num().IsInt64() {
		return Figure{kind: k, a: good.Num().Int64(), b: total}
	}
	return Figure{kind: k, b: total, wide: new(big.Rat).Quo(good, big.NewRat(total, 1))}
}

// ShareOfRat is a share that is known only by its value, such as a designed or
// reported share. Its total is the denominator if that fits, else 1. nil or a
// negative share gives no value.
func ShareOfRat(share *big.Rat) Figure {
	if share == nil {
		return Figure{}
	}
	if share.Sign() >= 0 && share.Num().IsInt64() && share.Denom().IsInt64() {
		return ShareOf(share.Num().Int64(), share.Denom().Int64())
	}
	return partOf(shareOfItems, share, 1)
}

// lengthOf is a length in nanoseconds, which may be a fraction.
func lengthOf(ns *big.Rat) Figure {
	if ns.IsInt() && ns.Num().IsInt64() {
		return Figure{kind: length, a: ns.Num().Int64()}
	}
	return Figure{kind: length, wide: new(big.Rat).Set(ns)}
}

// IsValid reports whether the figure has a value.
func (f Figure) IsValid() bool { return f.kind != nothing }

// FigureKind is what a Figure measures.
type FigureKind string

// The kinds of figures.
const (
	ShareFigure  FigureKind = "share"  // of items or of time; usually from 0 to 1
	LengthFigure FigureKind = "length" // of time
	NumberFigure FigureKind = "number" // without a unit, such as a score
)

// Kind says what the figure measures. A Figure without a value has the kind "".
func (f Figure) Kind() FigureKind {
	switch f.kind {
	case shareOfItems, shareOfTime:
		return ShareFigure
	case length:
		return LengthFigure
	case number:
		return NumberFigure
	}
	return ""
}

func (f Figure) isShare() bool { return f.kind == shareOfItems || f.kind == shareOfTime }

// Rat gives the value as a fraction: a share as it is (usually between 0 and 1), a
// length in seconds, a number as it is. It is nil without a value. The caller may
// change it.
func (f Figure) Rat() *big.Rat {
	r := f.raw()
	if f.kind == length {
		r.Quo(r, big.NewRat(int64(time.Second), 1))
	}
	return r
}

// raw is Rat with lengths in nanoseconds.
func (f Figure) raw() *big.Rat {
	switch {
	case f.kind == nothing:
		return nil
	case f.wide != nil:
		return new(big.Rat).Set(f.wide)
	case f.kind == length:
		return new(big.Rat).SetInt64(f.a)
	}
	return big.NewRat(f.a, f.b)
}

// Parts gives the two counts of a share of items, or the two lengths of a share of
// time in nanoseconds. ok is false for any other figure, and if weights make the
// good part a fraction; total is then still the total of the share.
func (f Figure) Parts() (good, total int64, ok bool) {
	return f.a, f.b, f.isShare() && f.wide == nil
}

// Duration gives a length of time. A length that is no whole number of nanoseconds,
// such as a mean, is rounded up. ok is false for figures of another kind and for
// lengths beyond 292 years.
func (f Figure) Duration() (d time.Duration, ok bool) {
	if f.kind != length {
		return 0, false
	}
	if f.wide == nil {
		return time.Duration(f.a), true
	}
	up := exact.Quotient(f.wide.Num(), f.wide.Denom(), exact.Ceiling)
	return time.Duration(up.Int64()), up.IsInt64()
}

// Percent prints a share in percent with the given number of places (0 to 18),
// rounded down. So 99.999 % never prints as 100, and a share below a promised
// minimum never prints as that minimum if both have as many places. For a maximum
// such as "below 5%" use Limit.Percent, which rounds up. A number prints as 100
// times its value. Percent is "" without a value and for a length.
func (f Figure) Percent(places int) string { return f.percent(places, exact.Floor) }

func (f Figure) percent(places int, mode exact.Mode) string {
	if f.kind == nothing || f.kind == length {
		return ""
	}
	places = min(max(places, 0), 18)
	points := new(big.Rat).Mul(f.raw(), big.NewRat(100, 1))
	return exact.Round(points, int32(places), mode).StringFixed(int32(places)) + "%"
}

// String prints the figure for people: a share in percent with at most four places,
// rounded down; a length as a Span; a number with at most four places, rounded half
// to even. It is "" without a value.
func (f Figure) String() string {
	switch f.kind {
	case shareOfItems, shareOfTime:
		return trimZeros(strings.TrimSuffix(f.Percent(4), "%")) + "%"
	case length:
		if d, ok := f.Duration(); ok {
			return string(SpanOf(d))
		}
		return f.exactText()
	case number:
		return trimZeros(exact.Round(f.wide, 4, exact.HalfEven).StringFixed(4))
	}
	return ""
}

func trimZeros(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Equal reports whether two figures have the same kind and value. Shares are
// equal as fractions: 1 of 2 equals 2 of 4.
func (f Figure) Equal(g Figure) bool {
	if f.kind != g.kind || f.kind == nothing {
		return f.kind == g.kind
	}
	return f.raw().Cmp(g.raw()) == 0
}

// exactText writes the canonical text.
func (f Figure) exactText() string {
	switch f.kind {
	case shareOfItems:
		good := strconv.FormatInt(f.a, 10)
		if f.wide != nil {
			good = exact.RatText(f.good())
		}
		return good + " of " + strconv.FormatInt(f.b, 10)
	case shareOfTime:
		good := string(SpanOf(time.Duration(f.a)))
		if f.wide != nil {
			good = seconds(f.good())
		}
		return good + " of " + string(SpanOf(time.Duration(f.b)))
	case length:
		if f.wide != nil {
			return seconds(f.wide)
		}
		return string(SpanOf(time.Duration(f.a)))
	case number:
		return exact.RatText(f.wide)
	}
	return ""
}

// good is the good part of a share, in items or nanoseconds.
func (f Figure) good() *big.Rat {
	if f.wide == nil {
		return big.NewRat(f.a, 1)
	}
	return new(big.Rat).Mul(f.wide, big.NewRat(f.b, 1))
}

// seconds writes a fraction of nanoseconds as a fraction of seconds.
func seconds(ns *big.Rat) string {
	return exact.RatText(new(big.Rat).Quo(ns, big.NewRat(int64(time.Second), 1))) + "s"
}

// MarshalText gives the canonical text, which is empty without a value.
func (f Figure) MarshalText() ([]byte, error) { return []byte(f.exactText()), nil }

// UnmarshalText reads the canonical text.
func (f *Figure) UnmarshalText(text []byte) error {
	got, err := parseFigure(string(text))
	if err == nil {
		*f = got
	}
	return err
}

// MarshalJSON gives the canonical text as a JSON string, or null without a value.
func (f Figure) MarshalJSON() ([]byte, error) {
	if f.kind == nothing {
		return []byte("null"), nil
	}
	return []byte(`"` + f.exactText() + `"`), nil // digits, letters, spaces: nothing to escape
}

// UnmarshalJSON reads the output of MarshalJSON.
func (f *Figure) UnmarshalJSON(data []byte) error {
	text := string(data)
	if text == "null" {
		*f = Figure{}
		return nil
	}
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' || text == `""` {
		return fault.Because(ErrSyntax, "a figure is a string or null")
	}
	return f.UnmarshalText([]byte(text[1 : len(text)-1]))
}

// figureMax is the most bytes of a figure's text. Longer numbers are beyond
// anything that can be measured.
const figureMax = 600

func parseFigure(text string) (Figure, error) {
	var f Figure
	switch good, total, share := strings.Cut(text, " of "); {
	case text == "":
		return Figure{}, nil
	case len(text) > figureMax:
	case share && timeLike(total):
		a, ok := parseLength(good)
		if b, err := Span(total).Parse(); ok && err == nil {
			f = partOf(shareOfTime, a, int64(b))
		}
	case share:
		a, ok := parseRat(good)
		if b, err := strconv.ParseInt(total, 10, 64); ok && err == nil {
			f = partOf(shareOfItems, a, b)
		}
	case timeLike(text):
		if ns, ok := parseLength(text); ok {
			f = lengthOf(ns)
		}
	default:
		if r, ok := parseRat(text); ok {
			f = NumberOf(r)
		}
	}
	if f.kind == nothing || f.exactText() != text {
		return Figure{}, fault.Because(ErrSyntax, "a figure such as 1997 of 2000, 719h of 720h, 8h or 4.15, in its canonical form")
	}
	return f, nil
}

// timeLike reports whether a text ends in a unit of time.
func timeLike(text string) bool {
	return text != "" && text[len(text)-1] >= 'a' && text[len(text)-1] <= 'z'
}

// parseLength reads a Span, with a sign or without, or a fraction of seconds; the
// answer is in nanoseconds.
func parseLength(text string) (*big.Rat, bool) {
	plain, negative := strings.CutPrefix(text, "-")
	if d, err := Span(plain).Parse(); err == nil {
		r := new(big.Rat).SetInt64(int64(d))
		if negative {
			r.Neg(r)
		}
		return r, true
	}
	r, ok := parseRat(strings.TrimSuffix(text, "s"))
	if ok {
		r.Mul(r, big.NewRat(int64(time.Second), 1))
	}
	return r, ok
}

// parseRat reads a plain decimal or a fraction of integers.
func parseRat(text string) (*big.Rat, bool) {
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && c != '/' && c != '.' && (c != '-' || i > 0) {
			return nil, false
		}
	}
	return new(big.Rat).SetString(text)
}
