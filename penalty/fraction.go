package penalty

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/upheld/upheld/internal/exact"
)

// fraction is an exact number. It needs no allocation while numerator and denominator
// fit 64 bits; otherwise it is a big.Rat that never changes. Small fractions are not
// kept reduced, because finding the greatest common divisor costs more than it saves.
// The zero fraction is absent.
type fraction struct {
	n, d int64 // d > 0; n > math.MinInt64
	big  *big.Rat
}

func whole(n int64) fraction { return fraction{n: n, d: 1} }

func (a fraction) absent() bool { return a.d == 0 && a.big == nil }

// outsideBits bounds the rationals of callers: a longer one is taken for absent.
const outsideBits = 4096

// fractionOf copies a rational of a caller; nil is absent.
func fractionOf(r *big.Rat) fraction {
	if r == nil {
		return fraction{}
	}
	if f, ok := small64(r); ok {
		return f
	}
	if n, d := r.Num(), r.Denom(); n.BitLen() > outsideBits || d.BitLen() > outsideBits {
		return fraction{}
	}
	return fraction{big: new(big.Rat).Set(r)}
}

// settle turns a computed rational into a fraction, which keeps r if it is large.
func settle(r *big.Rat) fraction {
	if f, ok := small64(r); ok {
		return f
	}
	return fraction{big: r}
}

// small64 gives a rational whose numerator and denominator fit 64 bits.
func small64(r *big.Rat) (fraction, bool) {
	n, d := r.Num(), r.Denom()
	if x, y := n.Bits(), d.Bits(); len(x) == 1 && len(y) == 1 && x[0] <= math.MaxInt && y[0] <= math.MaxInt {
		// The common case takes half the time of the checks below.
		return fraction{n: int64(x[0]) * int64(n.Sign()), d: int64(y[0])}, true
	}
	return fraction{n: n.Int64(), d: d.Int64()}, n.IsInt64() && d.IsInt64() && n.Int64() != math.MinInt64
}

// rat gives a copy that the caller owns; nil if a is absent.
func (a fraction) rat() *big.Rat {
	switch {
	case a.absent():
		return nil
	case a.big != nil:
		return new(big.Rat).Set(a.big)
	}
	return big.NewRat(a.n, a.d)
}

func (a fraction) sign() int {
	switch {
	case a.big != nil:
		return a.big.Sign()
	case a.n > 0:
		return 1
	case a.n < 0:
		return -1
	}
	return 0
}

func (a fraction) cmp(b fraction) int {
	if a.big != nil || b.big != nil {
		return a.rat().Cmp(b.rat())
	}
	if a.d == b.d {
		switch {
		case a.n < b.n:
			return -1
		case a.n > b.n:
			return 1
		}
		return 0
	}
	switch {
	case a.n >= 0 && b.n >= 0:
		return exact.Cmp(a.n, a.d, b.n, b.d)
	case a.n < 0 && b.n < 0:
		return exact.Cmp(-b.n, b.d, -a.n, a.d)
	case a.n < 0:
		return -1
	}
	return 1
}

func (a fraction) neg() fraction {
	if a.big != nil {
		return settle(new(big.Rat).Neg(a.big))
	}
	return fraction{n: -a.n, d: a.d}
}

func (a fraction) add(b fraction) fraction {
	if a.big == nil && b.big == nil {
		if a.n == 0 {
			return b
		}
		if b.n == 0 {
			return a
		}
		if a.d == b.d {
			if n, ok := sum64(a.n, b.n); ok {
				return fraction{n: n, d: a.d}
			}
		} else if b.d > a.d && b.d%a.d == 0 {
			if x, ok := product64(a.n, b.d/a.d); ok {
				if n, ok := sum64(x, b.n); ok {
					return fraction{n: n, d: b.d}
				}
			}
		} else if a.d%b.d == 0 {
			return b.add(a)
		} else if x, ok := product64(a.n, b.d); ok {
			if y, ok := product64(b.n, a.d); ok {
				if n, ok := sum64(x, y); ok {
					if d, ok := product64(a.d, b.d); ok {
						return fraction{n: n, d: d}.small()
					}
				}
			}
		}
	}
	return settle(new(big.Rat).Add(a.rat(), b.rat()))
}

func (a fraction) sub(b fraction) fraction { return a.add(b.neg()) }

func (a fraction) mul(b fraction) fraction {
	if a.big == nil && b.big == nil {
		if n, ok := product64(a.n, b.n); ok {
			if d, ok := product64(a.d, b.d); ok {
				return fraction{n: n, d: d}.small()
			}
		}
	}
	return settle(new(big.Rat).Mul(a.rat(), b.rat()))
}

// div divides; b is not zero.
func (a fraction) div(b fraction) fraction {
	if a.big == nil && b.big == nil {
		if b.n > 0 {
			return a.mul(fraction{n: b.d, d: b.n})
		}
		return a.mul(fraction{n: -b.d, d: -b.n})
	}
	return settle(new(big.Rat).Quo(a.rat(), b.rat()))
}

// crowded is the denominator from which a small fraction is reduced, so that the next
// product still fits. Most sums of money stay below it.
const crowded = 1 << 44

func (a fraction) small() fraction {
	if a.d < crowded {
		return a
	}
	x, y := a.n, a.d
	if x < 0 {
		x = -x
	}
	for y != 0 {
		x, y = y, x%y
	}
	return fraction{n: a.n / x, d: a.d / x}
}

func (a fraction) min(b fraction) fraction {
	if a.cmp(b) <= 0 {
		return a
	}
	return b
}

func (a fraction) max(b fraction) fraction {
	if a.cmp(b) >= 0 {
		return a
	}
	return b
}

// floor gives the greatest integer not above a, ceiling the least not below.
func (a fraction) floor() fraction   { return a.integer(exact.Floor) }
func (a fraction) ceiling() fraction { return a.integer(exact.Ceiling) }

func (a fraction) integer(mode exact.Mode) fraction {
	r := a.rat()
	return settle(new(big.Rat).SetInt(exact.Quotient(r.Num(), r.Denom(), mode)))
}

// A sum of fractions with unlike denominators gets longer with each fraction: the sum
// of a thousand measured ratios has thousands of digits, and adding ten thousand takes
// minutes. Beyond wildBits amounts are therefore rounded to gridPlaces digits. That
// changes no rounding to 18 places, except possibly of an exact tie.
const (
	wildBits   = 2048
	gridPlaces = 150
)

// wild reports whether the denominator is too long to continue exactly.
func (a fraction) wild() bool { return a.big != nil && a.big.Denom().BitLen() > wildBits }

// onGrid rounds down to gridPlaces digits after the point.
func (a fraction) onGrid() fraction {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(gridPlaces), nil)
	r := a.rat()
	n := exact.Quotient(new(big.Int).Mul(r.Num(), scale), r.Denom(), exact.Floor)
	return settle(new(big.Rat).SetFrac(n, scale))
}

// text prints the reduced number: "203.1", "3100/3".
func (a fraction) text() string {
	if a.absent() {
		return ""
	}
	return exact.RatText(a.rat())
}

// percent prints a share: "99.95%".
func (a fraction) percent() string { return a.mul(whole(100)).text() + "%" }

func sum64(a, b int64) (int64, bool) {
	c := a + b
	return c, (c > a) == (b > 0) && c != math.MinInt64
}

func product64(a, b int64) (int64, bool) {
	// Magnitudes below 2^31 are the common case and cannot overflow.
	if uint64(a+1<<31)|uint64(b+1<<31) < 1<<32 {
		return a * b, true
	}
	x, y := uint64(a), uint64(b)
	if a < 0 {
		x = -x
	}
	if b < 0 {
		y = -y
	}
	hi, lo := bits.Mul64(x, y)
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	return a * b, true
}

// units rounds a to a whole number of 10^-places. If that exceeds 64 bits, it is the
// big.Int; otherwise the big.Int is nil.
func (a fraction) units(places int8, mode exact.Mode) (int64, *big.Int) {
	if a.big == nil && a.n >= 0 {
		hi, lo := bits.Mul64(uint64(a.n), uint64(powers[places]))
		if d := uint64(a.d); hi < d {
			q, rest := bits.Div64(hi, lo, d)
			if q < math.MaxInt64 {
				if rest != 0 && away(q, rest, d, mode) {
					q++
				}
				return int64(q), nil
			}
		}
	}
	r := a.rat()
	num := new(big.Int).Mul(r.Num(), big.NewInt(powers[places]))
	q := exact.Quotient(num, r.Denom(), mode)
	if q.IsInt64() {
		return q.Int64(), nil
	}
	return 0, q
}

// away reports whether q + rest/d, which is positive, rounds up.
func away(q, rest, d uint64, mode exact.Mode) bool {
	switch mode {
	case exact.HalfUp:
		return rest >= d-rest
	case exact.HalfEven:
		return rest > d-rest || rest == d-rest && q&1 == 1
	case exact.Up, exact.Ceiling:
		return true
	}
	return false
}

// placesMax bounds the digits after the point that an amount may have.
const placesMax = 18

var powers = [placesMax + 1]int64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}
