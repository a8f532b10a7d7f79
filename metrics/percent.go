package metrics

import (
	"math/big"
	"strings"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
)

// Percent is a share as written: "99.9%", or as a fraction, "137 in 3000". The
// sign is part of it, so that 99.9 and 0.999 cannot be confused. The empty
// Percent is not stated.
type Percent string

// PercentOf writes a share: 999/1000 as "99.9%", and one that is no finite
// decimal of at most 18 places as a fraction, "1 in 3".
func PercentOf(share *big.Rat) Percent {
	points := new(big.Rat).Mul(share, big.NewRat(100, 1))
	if places, finite := points.FloatPrec(); finite && places <= 18 {
		return Percent(points.FloatString(places) + "%")
	}
	return Percent(share.Num().String() + " in " + share.Denom().String())
}

// Parse gives the share: "99.9%" is 999/1000. It takes any non-negative share;
// where one has to lie between 0 and 100 %, use Share. The empty Percent is an
// error of kind ErrMissing.
func (p Percent) Parse() (*big.Rat, error) {
	if p == "" {
		return nil, fault.Because(ErrMissing, "a percentage such as 99.9%%")
	}
	if part, whole, found := strings.Cut(string(p), " in "); found {
		return fraction(part, whole)
	}
	number, signed := strings.CutSuffix(string(p), "%")
	if !signed {
		for _, sign := range []string{" of ", "/"} {
			if part, whole, found := strings.Cut(string(p), sign); found && isPlain(part) && isPlain(whole) {
				return nil, fault.Because(ErrSyntax, "write %q", strings.TrimSpace(part)+" in "+strings.TrimSpace(whole))
			}
		}
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

// fraction reads a share such as 3.5 in 1000.
func fraction(part, whole string) (*big.Rat, error) {
	a, err := exact.Rat(strings.TrimSpace(part))
	if err != nil {
		return nil, err
	}
	b, err := exact.Rat(strings.TrimSpace(whole))
	switch {
	case err != nil:
		return nil, err
	case b.Sign() <= 0 || a.Sign() < 0 || a.Cmp(b) > 0:
		return nil, fault.Because(ErrRange, "a share such as 1 in 1000")
	}
	return a.Quo(a, b), nil
}

// Share is Parse for what lies between 0 and 100 %, both included.
func (p Percent) Share() (*big.Rat, error) {
	r, err := p.Parse()
	if err == nil && r.Cmp(big.NewRat(1, 1)) > 0 {
		return nil, fault.Because(ErrRange, "a share is at most 100%%")
	}
	return r, err
}
