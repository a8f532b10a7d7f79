package metrics

import (
	"math/big"

	"github.com/upheld/upheld/internal/exact"
)

// together adds up what the intervals that hold at one instant lose, as numerators
// over a common denominator.
type together struct {
	whole *big.Int
	parts []*big.Int // by trait, out of whole; nil loses nothing
	sum   *big.Int
}

// sumsOfWhole bounds the common denominator of sums of weights. Beyond it each
// weight is rounded up to a fraction with this denominator.
const sumsOfWhole = 1_000_000_000_000_000_000

func newTogether(s *sweep) *together {
	t := &together{whole: big.NewInt(1), parts: make([]*big.Int, len(s.traits)), sum: new(big.Int)}
	weights := make([]Weight, len(s.traits))
	most := big.NewInt(sumsOfWhole)
	for i := range s.traits {
		k := &s.traits[i]
		w, ok := s.p.weight(k.state)
		if !ok || k.kind != intervalFact {
			continue
		}
		if weights[i] = w.times(k.affected); weights[i].IsZero() || t.whole.Cmp(most) > 0 {
			continue
		}
		den := big.NewInt(weights[i].den)
		common := new(big.Int).GCD(nil, nil, t.whole, den)
		t.whole.Mul(t.whole, den.Quo(den, common))
	}
	if t.whole.Cmp(most) > 0 {
		t.whole = most
	}
	for i, w := range weights {
		if !w.IsZero() {
			part := new(big.Int).Mul(big.NewInt(w.num), t.whole)
			t.parts[i] = exact.Quotient(part, big.NewInt(w.den), exact.Ceiling)
		}
	}
	return t
}

// change adds an interval that began, or subtracts an interval that ended.
func (t *together) change(trait int32, began bool) {
	switch part := t.parts[trait]; {
	case part == nil:
	case began:
		t.sum.Add(t.sum, part)
	default:
		t.sum.Sub(t.sum, part)
	}
}

// weight is the share that all intervals lose together, at most everything.
func (t *together) weight() Weight {
	switch {
	case t.sum.Sign() <= 0:
		return Weight{}
	case t.sum.Cmp(t.whole) >= 0:
		return wholeLoss()
	}
	share := new(big.Rat).SetFrac(t.sum, t.whole)
	return Weight{share.Num().Int64(), share.Denom().Int64()}
}

// sums lists the shares that intervals lose together at any instant, if the policy
// is OverlapAdd.
func (s *sweep) sums() (all []Weight) {
	if s.p.overlap != OverlapAdd {
		return nil
	}
	t := newTogether(s)
	counts := make([]int64, s.keys.all.Len())
	for i, n := 0, s.items.Len(); i < n; {
		at := s.items.At(i).Value
		for ; i < n && s.items.At(i).Value == at; i++ {
			it := s.items.At(i)
			before := counts[it.Tag]
			after := max(before+it.Count, 0)
			if counts[it.Tag] = after; (before > 0) != (after > 0) {
				t.change(s.keys.all.At(int(it.Tag)).trait, after > 0)
			}
		}
		all = append(all, t.weight())
	}
	return all
}
