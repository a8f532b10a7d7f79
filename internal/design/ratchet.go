package design

import (
	"math/big"
	"slices"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/penalty"
)

// Ratchet raises a target to the level that was reached and never lowers it. At
// each step it closes at most Share of the distance between the target and 100 %.
//
// The next target is a new term of the agreement: a revision states it.
type Ratchet struct {
	Share penalty.Rate `json:"share"` // such as "10%"
}

// Next gives the target that follows current, given the average reached; both are
// shares of 1. A nil average leaves the target as it is.
func (r Ratchet) Next(current, average *big.Rat) (*big.Rat, error) {
	one := big.NewRat(1, 1)
	share, err := quantity.ReadShare(string(r.Share))
	if err == nil && share.Cmp(one) > 0 {
		err = fault.Because(fault.ErrRange, "a share of the distance to 100%% is needed, at most all of it")
	}
	if err != nil {
		return nil, &fault.FieldError{Path: "share", Value: string(r.Share), Err: err}
	}
	if current == nil {
		return nil, &fault.FieldError{Path: "current", Err: fault.Because(fault.ErrMissing, "a target to raise is needed")}
	}
	next := new(big.Rat).Set(current)
	if average == nil || average.Cmp(current) <= 0 {
		return next, nil
	}
	if limit := one.Sub(one, current); limit.Sign() > 0 {
		next.Add(next, limit.Mul(limit, share))
	}
	if average.Cmp(next) < 0 {
		next.Set(average)
	}
	return next, nil
}

// Average gives the mean of the figures that one objective and group attained in
// statements, each figure counting once; nil if none was measured. If several
// statements cover one period, the last counts. A correction counts only if it
// lists found objectives.
func Average(objective, group string, statements ...penalty.Statement) *big.Rat {
	sorted := slices.Clone(statements)
	slices.SortStableFunc(sorted, func(a, b penalty.Statement) int { return int(a.From - b.From) })
	sum, measured := new(big.Rat), int64(0)
	for i := range sorted {
		if len(sorted[i].Found) == 0 && sorted[i].Corrects != "" {
			continue
		}
		if again(sorted[i+1:], sorted[i]) {
			continue
		}
		for _, f := range sorted[i].Found {
			if f.Objective == objective && f.Group == group && f.Attained.IsValid() {
				sum.Add(sum, f.Attained.Rat())
				measured++
			}
		}
	}
	if measured == 0 {
		return nil
	}
	return sum.Quo(sum, big.NewRat(measured, 1))
}

// again reports whether a later statement replaces s: it covers the same period and
// lists found objectives or is no correction.
func again(later []penalty.Statement, s penalty.Statement) bool {
	return slices.ContainsFunc(later, func(l penalty.Statement) bool {
		return l.From == s.From && l.To == s.To && (len(l.Found) > 0 || l.Corrects == "")
	})
}
