package metrics

import (
	"math/big"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
)

// Percent is a share as written: "99.9%", or as a fraction, "137 in 3000" or
// "1/30". The unit is part of the text, so that 99.9 and 0.999 cannot be confused.
// A penalty.Rate reads the same texts as shares. The empty Percent is not stated.
type Percent string

// PercentOf writes a share: 999/1000 as "99.9%". A share that has no finite decimal
// of at most 18 places is written as a fraction, "1 in 3".
func PercentOf(share *big.Rat) Percent {
	points := new(big.Rat).Mul(share, big.NewRat(100, 1))
	if places, finite := points.FloatPrec(); finite && places <= 18 {
		return Percent(points.FloatString(places) + "%")
	}
	return Percent(share.Num().String() + " in " + share.Denom().String())
}

// Parse gives the share: "99.9%" is 999/1000. It accepts any share that is not
// negative; use Share if it must lie between 0 and 100 %. The empty Percent is an
// error of kind ErrMissing.
func (p Percent) Parse() (*big.Rat, error) {
	if p == "" {
		return nil, fault.Because(ErrMissing, "a percentage such as 99.9%%")
	}
	return quantity.ReadShare(string(p))
}

// Share is Parse for a share that must lie between 0 and 100 %, both included.
func (p Percent) Share() (*big.Rat, error) {
	r, err := p.Parse()
	if err == nil && r.Cmp(big.NewRat(1, 1)) > 0 {
		return nil, fault.Because(ErrRange, "a share is at most 100%%")
	}
	return r, err
}
