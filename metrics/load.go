package metrics

import (
	"math"
	"math/big"
	"slices"
	"sort"

	"github.com/upheld/upheld/internal/exact"
)

// load is the place of a weight among all weights of one reading, so that weights
// compare as integers: the larger loses more.
type load int32

const (
	noLoad   load = 0
	fullLoad load = math.MaxInt32
)

// loads lists the weights between nothing and everything, in order.
type loads []Weight

// loadsOf sorts weights, without nothing and everything. It may reorder its
// argument.
func loadsOf(weights []Weight) loads {
	weights = slices.DeleteFunc(weights, func(w Weight) bool { return w.IsZero() || w == wholeLoss() })
	sort.SliceStable(weights, func(i, j int) bool { return weights[i].Compare(weights[j]) < 0 })
	return slices.Compact(weights)
}

// of gives the place of a weight, which must be in l, zero or whole.
func (l loads) of(w Weight) load {
	switch w {
	case Weight{}:
		return noLoad
	case wholeLoss():
		return fullLoad
	}
	at, _ := slices.BinarySearchFunc(l, w, Weight.Compare)
	return load(1 + at)
}

func (l loads) weight(at load) Weight {
	switch at {
	case noLoad:
		return Weight{}
	case fullLoad:
		return wholeLoss()
	}
	return l[at-1]
}

// loads lists the weights that traits have under the policy, and the weights in
// more.
func (p *Pipeline) loads(traits []trait, more ...Weight) loads {
	all := append(make([]Weight, 0, len(p.weights)+len(more)), more...)
	for _, w := range p.weights {
		all = append(all, w)
	}
	for i := range traits {
		if k := &traits[i]; k.kind == intervalFact && k.affected != wholeLoss() {
			if w, ok := p.weight(k.state); ok {
				all = append(all, w.times(k.affected))
			}
		}
	}
	return loadsOf(all)
}

// weight gives the share that a state loses; ok is false if the policy has no
// weight for it.
func (p *Pipeline) weight(state string) (w Weight, ok bool) {
	if w, ok = p.weights[state]; ok {
		return w, true
	}
	switch state { // the words of the zero Pipeline
	case string(Up):
		return Weight{}, true
	case string(Down):
		return wholeLoss(), true
	}
	return Weight{}, false
}

// lossSum adds up weighted lengths exactly.
type lossSum struct {
	whole int64   // nanoseconds wholly lost
	parts []int64 // nanoseconds lost in part, by load
}

func (s *lossSum) add(ns int64, at load) {
	switch at {
	case noLoad:
	case fullLoad:
		s.whole += ns
	default:
		for len(s.parts) < int(at) {
			s.parts = append(s.parts, 0)
		}
		s.parts[at-1] += ns
	}
}

// rat is the sum. Beyond the bounds of sumOfFractions it is rounded up, so that
// good time is rounded down.
func (s *lossSum) rat(of loads) *big.Rat {
	all := make([]*big.Rat, 1, 1+len(s.parts))
	all[0] = big.NewRat(s.whole, 1)
	for i, ns := range s.parts {
		if ns != 0 {
			all = append(all, new(big.Rat).Mul(big.NewRat(ns, 1), of[i].Rat()))
		}
	}
	return sumOfFractions(all, exact.Ceiling)
}
