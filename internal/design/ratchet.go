package design

import (
	"math/big"
	"slices"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/penalty"
)

// Ratchet raises a target to what was reached, never lowers it, and closes at
// most Share of the distance between the target and perfection at a time.
//
// The next target is a term of the agreement from then on: a revision of it.
type Ratchet struct {
	Share penalty.Rate `json:"share"` // such as "10%"
}

// Next gives the target that follows current when the average reached is as
// given; both are parts of one. A nil average leaves the target as it is.
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

// Average gives the mean of the figures attained by one objective and group in
// statements, each figure counting once; nil when none was measured. Of several
// statements on one period the last counts, and of corrections those that say how
// objectives came out.
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

// again reports whether later statements have one on the same period that says how
// objectives came out.
func again(later []penalty.Statement, s penalty.Statement) bool {
	return slices.ContainsFunc(later, func(l penalty.Statement) bool {
		return l.From == s.From && l.To == s.To && (len(l.Found) > 0 || l.Corrects == "")
	})
}
