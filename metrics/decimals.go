package metrics

import (
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/exact"
)

// MeetsDecimal is Meets of NumberOf(d), without making the Figure.
func (l Limit) MeetsDecimal(d decimal.Decimal) bool {
	digits, places := d.NumDigits(), -int(d.Exponent())
	if l.unit != unitNumber || digits > 18 || places < 0 || places > 18 ||
		l.low.set && l.low.q == 0 || l.high.set && l.high.q == 0 {
		return l.Meets(NumberOf(exact.FromDecimal(d)))
	}
	a, b := d.CoefficientInt64(), powers[places]
	if l.low.set {
		if c := compareSigned(a, b, l.low); c < 0 || c == 0 && l.low.open {
			return false
		}
	}
	if l.high.set {
		if c := compareSigned(a, b, l.high); c > 0 || c == 0 && l.high.open {
			return false
		}
	}
	return true
}

// powers are the powers of ten.
var powers = func() (p [19]int64) {
	p[0] = 1
	for i := range p[1:] {
		p[i+1] = 10 * p[i]
	}
	return p
}()

// compareSigned orders a/b and an edge with q > 0.
func compareSigned(a, b int64, e edge) int {
	switch {
	case a >= 0 && e.p >= 0:
		return exact.Cmp(a, b, e.p, e.q)
	case a < 0 && e.p < 0:
		return exact.Cmp(-e.p, e.q, -a, b)
	case a < 0:
		return -1
	}
	return 1
}
