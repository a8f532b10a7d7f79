package metrics

import (
	"math/big"

	"github.com/upheld/upheld/internal/exact"
)

// Bounds of a sum of fractions with many different denominators.
const (
	sumBitsMax = 1024
	sumPlaces  = 100
)

// sumOfFractions adds up fractions, exactly as long as the common denominator stays
// below 2^1024. Beyond that it rounds the sum to 100 places: sums of good time
// down, sums of lost time up. The rounding changes no comparison of good time with
// a least value of at most 100 places, and contracts write at most 18.
func sumOfFractions(fractions []*big.Rat, way exact.Mode) *big.Rat {
	type pair struct{ num, den *big.Int }
	all := make([]pair, 0, len(fractions))
	for _, r := range fractions {
		all = append(all, pair{r.Num(), r.Denom()})
	}
	for len(all) > 1 { // in pairs, so that the numbers stay balanced
		half := all[:0]
		for i := 0; i < len(all); i += 2 {
			if i+1 == len(all) {
				half = append(half, all[i])
				break
			}
			a, b := all[i], all[i+1]
			g := new(big.Int).GCD(nil, nil, a.den, b.den)
			left, right := new(big.Int).Quo(b.den, g), new(big.Int).Quo(a.den, g)
			num := new(big.Int).Mul(a.num, left)
			num.Add(num, right.Mul(right, b.num))
			half = append(half, pair{num, left.Mul(left, a.den)})
		}
		all = half
	}
	if len(all) == 0 {
		return new(big.Rat)
	}
	if all[0].den.BitLen() <= sumBitsMax {
		return new(big.Rat).SetFrac(all[0].num, all[0].den)
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(sumPlaces), nil)
	num := new(big.Int).Mul(all[0].num, scale)
	return new(big.Rat).SetFrac(exact.Quotient(num, all[0].den, way), scale)
}
