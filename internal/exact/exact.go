// Package exact reads, compares, rounds and prints numbers without floats and
// independent of the decimal package's global variables.
package exact

import (
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/exp/constraints"

	"github.com/upheld/upheld/internal/fault"
)

// Bounds of a number that a person writes. They keep every later step cheap: to add
// a decimal with a huge exponent takes seconds.
const (
	textMax   = 40 // bytes
	digitsMax = 34
	placesMax = 18
)

// Decimal reads a plain decimal number such as "12000.00" or "-0.5". It accepts no
// exponent, no plus sign and no spaces, and at most 34 digits, 18 of them after the
// point. It keeps the places as written: "2.50" has two places.
func Decimal(text string) (decimal.Decimal, error) {
	coefficient, places, err := read(text)
	if err != nil {
		return decimal.Decimal{}, err
	}
	if n, err := strconv.ParseInt(coefficient, 10, 64); err == nil {
		return decimal.New(n, int32(-places)), nil
	}
	n, _ := new(big.Int).SetString(coefficient, 10)
	return decimal.NewFromBigInt(n, int32(-places)), nil
}

// Rat reads the numbers that Decimal reads, as a fraction.
func Rat(text string) (*big.Rat, error) { return Shifted(text, 0) }

// Shifted is Rat with the point moved to the left by some places: moved by two, a
// percentage becomes its share.
func Shifted(text string, left int) (*big.Rat, error) {
	coefficient, places, err := read(text)
	if err != nil {
		return nil, err
	}
	places += left
	if n, err := strconv.ParseInt(coefficient, 10, 64); err == nil && places < len(powers) {
		return reduced(n, powers[places]), nil
	}
	n, _ := new(big.Int).SetString(coefficient, 10)
	return new(big.Rat).SetFrac(n, Power(places)), nil
}

// reduced is big.NewRat for a positive d. It divides by the common divisor while both
// are small: big.NewRat takes more memory for that than the fraction needs.
func reduced(n, d int64) *big.Rat {
	a, b := n, d
	for b != 0 {
		a, b = b, a%b
	}
	if a < 0 {
		a = -a
	}
	r := new(big.Rat).SetInt64(n / a)
	r.Denom().SetInt64(d / a) // of r itself, as Denom says
	return r
}

// read checks a plain decimal number and gives its digits without the point, and
// the number of digits after the point.
func read(text string) (coefficient string, places int, err error) {
	if len(text) > textMax {
		return "", 0, fault.Because(fault.ErrRange, "a number has at most %d digits", digitsMax)
	}
	whole, fraction, point := strings.Cut(text, ".")
	unsigned := strings.TrimPrefix(whole, "-")
	if before, after, comma := strings.Cut(text, ","); comma && !point && digits(strings.TrimPrefix(before, "-")) && digits(after) {
		return "", 0, fault.Because(fault.ErrSyntax, "write a point before decimals and nothing between thousands: %s.%s or %s%s", before, after, before, after)
	}
	if !digits(unsigned) || point && !digits(fraction) {
		return "", 0, fault.Because(fault.ErrSyntax, "a plain decimal number such as 1250.00 is needed")
	}
	if len(unsigned)+len(fraction) > digitsMax || len(fraction) > placesMax {
		return "", 0, fault.Because(fault.ErrRange, "a number has at most %d digits, %d of them after the point", digitsMax, placesMax)
	}
	return whole + fraction, len(fraction), nil
}

// FromDecimal gives the same number as a fraction. The caller must bound the
// exponent of d; see Bounded.
func FromDecimal(d decimal.Decimal) *big.Rat {
	if d.Exponent() < 0 {
		return new(big.Rat).SetFrac(d.Coefficient(), Power(int(-d.Exponent())))
	}
	n := d.Coefficient()
	return new(big.Rat).SetInt(n.Mul(n, Power(int(d.Exponent()))))
}

// Power gives a power of ten; n is not negative.
func Power(n int) *big.Int {
	if n < len(powers) {
		return big.NewInt(powers[n])
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// powers are the powers of ten that fit 64 bits.
var powers = [...]int64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}

// Bounded reports whether a decimal is small enough to compute with: at most 34
// digits and an exponent from -18 to 18.
func Bounded(d decimal.Decimal) bool {
	return d.Exponent() >= -placesMax && d.Exponent() <= placesMax &&
		(d.NumDigits() <= 18 || d.Coefficient().BitLen() <= 113) // 10^34 < 2^113; only large numbers are copied
}

// Text prints a decimal with all its digits, independent of the decimal package's
// global variables.
func Text(d decimal.Decimal) string { return d.StringFixed(max(0, -d.Exponent())) }

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Mode is a way to round.
type Mode uint8

// The modes: to the nearest, ties away from zero or to the even digit; toward
// zero; away from zero; toward minus and plus infinity.
const (
	HalfUp Mode = iota
	HalfEven
	Down
	Up
	Floor
	Ceiling
)

// Round gives r with places digits after the point; places may be negative.
func Round(r *big.Rat, places int32, mode Mode) decimal.Decimal {
	shift := Power(int(max(places, -places)))
	num, den := new(big.Int).Set(r.Num()), new(big.Int).Set(r.Denom())
	if places >= 0 {
		num.Mul(num, shift)
	} else {
		den.Mul(den, shift)
	}
	return decimal.NewFromBigInt(Quotient(num, den, mode), -places)
}

// Quotient divides integers and rounds the result to an integer; den > 0.
func Quotient(num, den *big.Int, mode Mode) *big.Int {
	q, rest := new(big.Int).QuoRem(num, den, new(big.Int))
	if rest.Sign() == 0 {
		return q
	}
	sign := rest.Sign()
	twice := new(big.Int).Abs(rest)
	tie := twice.Lsh(twice, 1).Cmp(den)
	var away bool
	switch mode {
	case HalfUp:
		away = tie >= 0
	case HalfEven:
		away = tie > 0 || tie == 0 && q.Bit(0) == 1
	case Up:
		away = true
	case Floor:
		away = sign < 0
	case Ceiling:
		away = sign > 0
	}
	if away {
		q.Add(q, big.NewInt(int64(sign)))
	}
	return q
}

// Cmp compares a/b with c/d without dividing and without overflow; a, c >= 0 and b,
// d > 0.
func Cmp(a, b, c, d int64) int {
	hi1, lo1 := bits.Mul64(uint64(a), uint64(d))
	hi2, lo2 := bits.Mul64(uint64(c), uint64(b))
	switch {
	case hi1 < hi2 || hi1 == hi2 && lo1 < lo2:
		return -1
	case hi1 == hi2 && lo1 == lo2:
		return 0
	}
	return 1
}

// RatText prints a fraction exactly: as a decimal if it has at most 18 places, else
// as "numerator/denominator".
func RatText(r *big.Rat) string {
	if n, finite := r.FloatPrec(); finite && n <= placesMax {
		return r.FloatString(n)
	}
	return r.String()
}

// FloorDiv divides and rounds toward minus infinity; b > 0.
func FloorDiv[T constraints.Signed](a, b T) T {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
