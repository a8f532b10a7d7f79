package metrics

import (
	"math/big"
	"strings"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
)

// Percent is a share as written: "99.9%". The sign is part of it, so that 99.9
// and 0.999 cannot be confused. The empty Percent is not stated.
type Percent string

// PercentOf writes a share: 999/1000 as "99.9%". A share that is no finite
// decimal of at most 18 places has no such form; it is rounded down.
func PercentOf(share *big.Rat) Percent {
	points := new(big.Rat).Mul(share, big.NewRat(100, 1))
	if places, finite := points.FloatPrec(); finite && places <= 18 {
		return Percent(points.FloatString(places) + "%")
	}
	return Percent(exact.Text(exact.Round(points, 18, exact.Floor)) + "%")
}

// Parse gives the share: "99.9%" is 999/1000. It takes any non-negative share;
// where one has to lie between 0 and 100 %, use Share. The empty Percent is an
// error of kind ErrMissing.
func (p Percent) Parse() (*big.Rat, error) {
	if p == "" {
		return nil, fault.Because(ErrMissing, "a percentage such as 99.9%%")
	}
	number, signed := strings.CutSuffix(string(p), "%")
	if !signed {
		return nil, fault.Because(ErrSyntax, "a percentage ends in %%, such as 99.9%%")
	}
	r, err := exact.Rat(strings.TrimSpace(number))
	if err != nil {
		return nil, err
	}
	if r.Sign() < 0 {
		return nil, fault.Because(ErrRange, "a percentage is not negative")
	}
	return r.Quo(r, big.NewRat(100, 1)), nil
}

// Share is Parse for what lies between 0 and 100 %, both included.
func (p Percent) Share() (*big.Rat, error) {
	r, err := p.Parse()
	if err == nil && r.Cmp(big.NewRat(1, 1)) > 0 {
		return nil, fault.Because(ErrRange, "a share is at most 100%%")
	}
	return r, err
}
