package penalty

import (
	"math/big"

	"github.com/upheld/upheld/internal/exact"
)

// Row numbers of marks that are no row of a table.
const (
	rowNone  = -1 // nothing found
	rowMet   = -2 // the objective was not missed
	rowTotal = -3 // the sum of the rows before
	rowGap   = -4 // between two rows, in proportion
	rowCut   = -5 // a line's share of what a cap left
	rowWhen  = -9 // and below: a condition that does not hold
)

// lookUp finds the row that a value earns and prices it.
func (r *run) lookUp(n *node, v fraction) owed {
	if !n.nearest.absent() {
		v = v.toMultiple(n.nearest, n.mode)
	}
	var best owed
	row, bestOf := int32(rowNone), fraction{}
	for _, i := range n.order {
		if !n.rows[i].has(v) {
			continue
		}
		of, amount := n.fixed, n.rows[i].fixed
		if amount.absent() {
			of, amount = r.price(n, n.base, n.rows[i].credit)
		} else if n.rows[i].credit.kind == rateAmount {
			of = fraction{}
		}
		if row == rowNone || amount.cmp(best.amount) > 0 {
			best, row, bestOf = owed{amount: amount, applies: true}, i, of
		}
		if n.ordered || n.first {
			break
		}
	}
	if row == rowNone {
		return r.between(n, v)
	}
	r.mark(n, row, v, bestOf, best.amount)
	return best
}

// between prices a value that lies in no row, as the table says.
func (r *run) between(n *node, v fraction) owed {
	below, above := int32(rowNone), int32(rowNone)
	if n.gap != "" && n.gap != Nothing {
		below, above = n.neighbours(v)
	}
	row := int32(rowNone)
	switch n.gap {
	case Lower:
		row = below
	case Upper:
		if row = above; row == rowNone {
			row = below
		}
	case Linear:
		if row = below; below != rowNone && above != rowNone {
			return r.proportion(n, v, below, above)
		}
	}
	if row == rowNone {
		r.mark(n, rowNone, v, fraction{}, whole(0))
		return owed{amount: whole(0)}
	}
	of, amount := r.price(n, n.base, n.rows[row].credit)
	r.mark(n, row, v, of, amount)
	return owed{amount: amount, applies: true}
}

// neighbours gives the rows that end next below v and begin next above it.
func (n *node) neighbours(v fraction) (below, above int32) {
	below, above = rowNone, rowNone
	for i := range n.rows {
		row := &n.rows[i]
		if !row.high.absent() && row.high.cmp(v) <= 0 &&
			(below == rowNone || row.high.cmp(n.rows[below].high) > 0) {
			below = int32(i)
		}
		if !row.low.absent() && row.low.cmp(v) >= 0 &&
			(above == rowNone || row.low.cmp(n.rows[above].low) < 0) {
			above = int32(i)
		}
	}
	return below, above
}

// proportion prices a value between two rows on the straight line from the end
// of the one to the beginning of the other.
func (r *run) proportion(n *node, v fraction, below, above int32) owed {
	of, low := r.price(n, n.base, n.rows[below].credit)
	_, high := r.price(n, n.base, n.rows[above].credit)
	from, to := n.rows[below].high, n.rows[above].low
	amount := low
	if to.cmp(from) > 0 {
		amount = low.add(high.sub(low).mul(v.sub(from)).div(to.sub(from)))
	}
	r.mark(n, rowGap, v, of, amount)
	return owed{amount: amount, applies: true}
}

// toMultiple rounds to a whole multiple of a step.
func (a fraction) toMultiple(step fraction, mode exact.Mode) fraction {
	q := a.div(step).rat()
	return settle(new(big.Rat).SetInt(exact.Quotient(q.Num(), q.Denom(), mode))).mul(step)
}
