package metrics

import (
	"math/big"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
)

// Method is how to read a percentile from n sorted values x(1) … x(n). The methods
// differ: the 40th percentile of 15, 20, 35, 40, 50 is 20, 26, 27.5 or 29. All
// methods are exact here. p is the share of the values:
type Method string

// The methods.
const (
	// NearestRank is x(k) with k = ⌈p·n⌉, at least 1. It is always an observed
	// value, and the only method that agrees with "p of the items were at or
	// below". The empty Method means NearestRank.
	NearestRank Method = "nearest-rank"
	// Inclusive interpolates at position 1 + p·(n−1): the default of
	// spreadsheets (PERCENTILE.INC) and of NumPy; C = 1.
	Inclusive Method = "inclusive"
	// Exclusive interpolates at position p·(n+1), held between 1 and n:
	// PERCENTILE.EXC, Minitab, the primary form of NIST; C = 0.
	Exclusive Method = "exclusive"
	// Midpoint interpolates at position p·n + 1/2, held between 1 and n: Hazen;
	// C = 1/2.
	Midpoint Method = "midpoint"
)

var methods = []string{string(NearestRank), string(Inclusive), string(Exclusive), string(Midpoint)}

func (m Method) check() error {
	switch m {
	case "", NearestRank, Inclusive, Exclusive, Midpoint:
		return nil
	}
	return fault.NotOneOf(string(m), methods...)
}

// Percentile gives the length at or below which the share rank (0 to 1) of all
// lengths lies, exactly, by the method. It has no value, and a Reason, in the cases
// of Sum, and for an unknown method or a rank outside 0 to 1; Check reports these
// two.
func (d *Distribution) Percentile(rank *big.Rat, m Method, least int64) (Figure, Reason) {
	n, why := d.check(least)
	if why != "" {
		return Figure{}, why
	}
	if rank == nil || rank.Sign() < 0 || rank.Cmp(big.NewRat(1, 1)) > 0 || m.check() != nil {
		return Figure{}, NoItems
	}
	at := new(big.Rat)
	switch count := big.NewRat(n, 1); m {
	case Inclusive: // 1 + p(n-1)
		at.Mul(rank, count.Sub(count, big.NewRat(1, 1))).Add(at, big.NewRat(1, 1))
	case Exclusive:
		at.Mul(rank, count.Add(count, big.NewRat(1, 1)))
	case Midpoint:
		at.Mul(rank, count).Add(at, big.NewRat(1, 2))
	default:
		at.Mul(rank, count)
		at.SetInt(exact.Quotient(at.Num(), at.Denom(), exact.Ceiling))
	}
	if at.Cmp(big.NewRat(1, 1)) < 0 {
		at.SetInt64(1)
	}
	if most := big.NewRat(n, 1); at.Cmp(most) > 0 {
		at.Set(most)
	}
	k := exact.Quotient(at.Num(), at.Denom(), exact.Floor)
	low, high := d.at(k.Int64()), d.at(min(k.Int64()+1, n))
	// x(k) + (at - k)(x(k+1) - x(k)), in units.
	part := new(big.Rat).Sub(at, new(big.Rat).SetInt(k))
	value := new(big.Rat).SetInt(new(big.Int).Sub(big.NewInt(high), big.NewInt(low)))
	value.Mul(value, part).Add(value, big.NewRat(low, 1))
	return lengthOf(value.Mul(value, big.NewRat(int64(d.unit()), 1))), ""
}

// at gives the k-th smallest value, counted from 1.
func (d *Distribution) at(k int64) int64 {
	items := d.bag.Items()
	for i := range items.Len() {
		it := items.At(i)
		if k -= it.Count; k <= 0 {
			return it.Value
		}
	}
	return 0
}
