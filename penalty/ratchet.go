package penalty

import (
	"math/big"

	"github.com/upheld/upheld/internal/fault"
)

// Ratchet raises a target to what was reached, never lowers it, and closes at
// most Share of the distance between the target and perfection at a time.
//
// The next target is a term of the agreement from then on: a revision of it.
type Ratchet struct {
	Share Rate `json:"share"` // such as "10%"
}

// Next gives the target that follows current when the average reached is as
// given; both are parts of one. A nil average leaves the target as it is.
func (r Ratchet) Next(current, average *big.Rat) (*big.Rat, error) {
	share, err := r.Share.read()
	if err == nil && (share.kind != rateShare || share.value.cmp(whole(1)) > 0) {
		err = fault.Because(ErrRange, "a share of the distance to 100%% is needed, at most all of it")
	}
	if err != nil {
		return nil, &FieldError{Path: "share", Value: string(r.Share), Err: err}
	}
	now := fractionOf(current)
	if now.absent() {
		return nil, &FieldError{Path: "current", Err: fault.Because(ErrMissing, "a target to raise is needed")}
	}
	next := now
	if reached := fractionOf(average); !reached.absent() {
		limit := now.add(whole(1).sub(now).max(whole(0)).mul(share.value))
		next = now.max(reached.min(limit))
	}
	return next.rat(), nil
}

// Average gives the mean of the figures attained by one objective and group in
// statements, each figure counting once; nil when none was measured. Of several
// statements on one period the last counts.
func Average(objective, group string, statements ...Statement) *big.Rat {
	var p past
	for i := range statements {
		p.statements = append(p.statements, &statements[i])
	}
	p.order()
	all := pastFound{}
	for _, period := range p.index() {
		all = all.and(period.found[pastKey{objective, group}])
	}
	if all.measured == 0 {
		return nil
	}
	return all.mean().rat()
}
