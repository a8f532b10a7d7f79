package metrics

import (
	"math/big"
	"time"

	"github.com/upheld/upheld/internal/exact"
)

// RoundingMode says what becomes of the part that rounding drops.
type RoundingMode string

// The modes; "" is HalfUp.
const (
	HalfUp    RoundingMode = "half-up" // ties away from zero
	HalfEven  RoundingMode = "half-even"
	RoundDown RoundingMode = "down" // toward zero
	RoundUp   RoundingMode = "up"   // away from zero
)

// Rounding is what a contract may ask for before a figure is compared: "99.95%
// as reported with two places". Nothing is rounded unless it says so.
type Rounding struct {
	Places int          `json:"places"` // after the point, of a percentage for shares; 0 to 18
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

// Round gives the figure rounded: a share to places of its percentage, a length
// to places of its seconds, a number to places. It stays of its kind; a share
// keeps what it was counted out of.
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
