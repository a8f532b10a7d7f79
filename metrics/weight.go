package metrics

import (
	"cmp"
	"math/big"
	"math/bits"
	"strings"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
)

// Weight is the share of time lost in a state, an exact fraction: 30%, or 137 in
// 3000. Equal shares are equal by ==. The zero Weight loses nothing.
type Weight struct {
	num, den int64 // in lowest terms, 0 < num <= den; both are 0 in the zero Weight
}

// wholeLoss is the weight of being down.
func wholeLoss() Weight { return Weight{1, 1} }

// partsOfWhole is the largest denominator of a share, so that the denominator of a
// product of two shares fits.
const partsOfWhole = 1_000_000_000

// Weight gives the share as a weight. It fails as Share does, and if the
// denominator in lowest terms is above 1000000000. So a percentage may have seven
// places after the point.
func (p Percent) Weight() (Weight, error) {
	if w, ok := p.shortWeight(); ok { // nearly all texts are short
		return w, nil
	}
	share, err := p.Share()
	switch {
	case err != nil:
		return Weight{}, err
	case share.Sign() == 0:
		return Weight{}, nil
	case share.Denom().Cmp(big.NewInt(partsOfWhole)) > 0:
		return Weight{}, fault.Because(ErrRange, "at most seven places after the point, or a fraction in at most %d", partsOfWhole)
	}
	return Weight{share.Num().Int64(), share.Denom().Int64()}, nil
}

// shortWeight is Weight for a few digits, without allocation.
func (p Percent) shortWeight() (w Weight, ok bool) {
	part, whole, fraction := strings.Cut(string(p), " in ")
	if !fraction {
		if part, ok = strings.CutSuffix(part, "%"); !ok {
			return Weight{}, false
		}
		whole = "100"
	}
	num, scale, ok := shortNumber(part)
	den, unit, fits := shortNumber(whole)
	if !ok || !fits || den == 0 || num*unit > den*scale {
		return Weight{}, false
	}
	if num == 0 {
		return Weight{}, true
	}
	num, den = num*unit, den*scale
	a, b := num, den
	for b > 0 {
		a, b = b, a%b
	}
	w = Weight{num / a, den / a}
	return w, w.den <= partsOfWhole
}

// shortNumber reads a plain number of at most nine digits, times scale.
func shortNumber(text string) (n, scale int64, ok bool) {
	if len(text) > 9 {
		return 0, 0, false
	}
	digits, pointed := 0, false
	scale = 1
	for i := range len(text) {
		switch c := text[i]; {
		case '0' <= c && c <= '9':
			digits++
			n = 10*n + int64(c-'0')
			if pointed {
				scale *= 10
			}
		case c == '.' && !pointed && digits > 0 && i+1 < len(text):
			pointed = true
		default:
			return 0, 0, false
		}
	}
	return n, scale, digits > 0
}

// weightOf gives a fraction from 0 to 1 as a weight. A denominator above
// sumsOfWhole is rounded up to a multiple of 1/sumsOfWhole.
func weightOf(share *big.Rat) Weight {
	most := big.NewInt(sumsOfWhole)
	if share.Sign() == 0 {
		return Weight{}
	}
	if share.Denom().Cmp(most) > 0 {
		parts := exact.Quotient(new(big.Int).Mul(share.Num(), most), share.Denom(), exact.Ceiling)
		share = new(big.Rat).SetFrac(parts, most)
	}
	return Weight{share.Num().Int64(), share.Denom().Int64()}
}

// IsZero reports whether nothing is lost.
func (w Weight) IsZero() bool { return w == Weight{} }

// Compare is negative if w loses less than v, and positive if w loses more.
func (w Weight) Compare(v Weight) int {
	if w == v {
		return 0
	}
	a, aLow := bits.Mul64(uint64(w.num), uint64(max(v.den, 1)))
	b, bLow := bits.Mul64(uint64(v.num), uint64(max(w.den, 1)))
	return cmp.Or(cmp.Compare(a, b), cmp.Compare(aLow, bLow))
}

// Rat is the weight as a fraction of 1.
func (w Weight) Rat() *big.Rat { return big.NewRat(w.num, max(w.den, 1)) }

// String writes the weight as a Percent: "30%", "1 in 3".
func (w Weight) String() string { return string(PercentOf(w.Rat())) }

// MarshalText writes the weight as String does.
func (w Weight) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads the output of MarshalText: a Percent whose denominator may be
// as large as in sums and products of weights.
func (w *Weight) UnmarshalText(text []byte) error {
	share, err := Percent(text).Share()
	switch {
	case err != nil:
		return err
	case share.Denom().Cmp(big.NewInt(sumsOfWhole)) > 0:
		return fault.Because(ErrRange, "a fraction in at most %d", int64(sumsOfWhole))
	case share.Sign() == 0:
		*w = Weight{}
	default:
		*w = Weight{share.Num().Int64(), share.Denom().Int64()}
	}
	return nil
}

// times is the product of two weights, both with denominators up to partsOfWhole.
func (w Weight) times(v Weight) Weight {
	switch whole := wholeLoss(); {
	case w.IsZero() || v.IsZero():
		return Weight{}
	case w == whole:
		return v
	case v == whole:
		return w
	}
	product := new(big.Rat).Mul(w.Rat(), v.Rat())
	return Weight{product.Num().Int64(), product.Denom().Int64()}
}

// isPlain reports whether Percent.Weight can give the weight.
func (w Weight) isPlain() bool {
	if w.IsZero() {
		return true
	}
	return 0 < w.num && w.num <= w.den && w.den <= partsOfWhole && w.Rat().Denom().Int64() == w.den
}
