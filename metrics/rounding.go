package metrics

import (
	"math/big"
	"time"

	"github.com/upheld/upheld/internal/exact"
)

// RoundingMode says how to round.
type RoundingMode string

// The modes; "" is HalfUp.
const (
	HalfUp    RoundingMode = "half-up" // ties away from zero
	HalfEven  RoundingMode = "half-even"
	RoundDown RoundingMode = "down" // toward zero
	RoundUp   RoundingMode = "up"   // away from zero
)

// Rounding rounds a figure before it is compared, if a contract asks for it:
// "99.95% as reported with two places". Without a Rounding nothing is rounded.
type Rounding struct {
	Places int          `json:"places"` // places after the point, for a share of its percentage; 0 to 18
	Mode   RoundingMode `json:"mode,omitempty"`
}

func (r Rounding) mode() exact.Mode {
	switch r.Mode {
	case HalfEven:
		return exact.HalfEven
	case RoundDown:
		return exact.Down
	case RoundUp:
		return exact.Up
	}
	return exact.HalfUp
}

// Round gives the rounded figure: a share to places of its percentage, a length to
// places of its seconds, a number to places. Its kind stays, and so does the total
// of a share.
func (f Figure) Round(r Rounding) Figure {
	places := int32(min(max(r.Places, 0), 18))
	hundred, second := big.NewRat(100, 1), big.NewRat(int64(time.Second), 1)
	v := f.raw()
	switch f.kind {
	case shareOfItems, shareOfTime:
		v = exact.FromDecimal(exact.Round(v.Mul(v, hundred), places, r.mode()))
		v.Quo(v, hundred)
		return partOf(f.kind, v.Mul(v, big.NewRat(f.b, 1)), f.b)
	case length:
		v = exact.FromDecimal(exact.Round(v.Quo(v, second), places, r.mode()))
		return lengthOf(v.Mul(v, second))
	case number:
		return NumberOf(exact.FromDecimal(exact.Round(v, places, r.mode())))
	}
	return Figure{}
}
