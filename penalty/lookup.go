package penalty

import (
	"math/big"
	"slices"

	"github.com/upheld/upheld/internal/exact"
)

// lookUp finds the row for a value and works out its credit.
func (r *run) lookUp(n *node, v fraction, o *owed) {
	if !n.nearest.absent() {
		nearest := v.toMultiple(n.nearest, n.mode)
		if nearest.cmp(v) != 0 {
			r.mark(n, rowNearest, v, fraction{}, nearest)
		}
		v = nearest
	}
	if !n.ordered && !n.first {
		*o = r.worst(n, v)
		return
	}
	row := n.find(v)
	if row == rowNone {
		*o = r.between(n, v)
		return
	}
	if o.applies = true; !n.rows[row].fixed.absent() {
		o.amount = n.rows[row].fixed
		r.markFixed(n, row, v)
		return
	}
	of, amount := r.rowPrice(n, row)
	o.amount = amount
	r.mark(n, row, v, of, amount)
}

// rowPrice gives the base and the credit of a row.
func (r *run) rowPrice(n *node, row int32) (of, amount fraction) {
	if x := &n.rows[row]; x.fixed.absent() {
		return r.price(n, n.base, x.credit)
	}
	return n.fixedPrice(row)
}

// fixedPrice gives the base and the credit of a row whose credit is a fixed amount; of
// no row, 0.
func (n *node) fixedPrice(row int32) (of, amount fraction) {
	if row == rowNone {
		return fraction{}, whole(0)
	}
	x := &n.rows[row]
	if x.credit.kind == rateAmount {
		return fraction{}, x.fixed
	}
	return n.fixed, x.fixed
}

// worst finds the row with the highest credit if the rates are of different kinds, so
// that their amounts have to be compared.
func (r *run) worst(n *node, v fraction) owed {
	var best owed
	row, bestOf := int32(rowNone), fraction{}
	for i := range n.rows {
		if !n.rows[i].has(v) {
			continue
		}
		of, amount := r.rowPrice(n, int32(i))
		if row == rowNone || amount.cmp(best.amount) > 0 {
			best, row, bestOf = owed{amount: amount, applies: true}, int32(i), of
		}
	}
	if row == rowNone {
		return r.between(n, v)
	}
	r.mark(n, row, v, bestOf, best.amount)
	return best
}

// cut is a bound of a row, with the row that applies at the bound and the row that
// applies above it, up to the next cut.
type cut struct {
	bound     fraction
	at, above int32
}

// cutsMax is the number of rows up to which a table is turned into cuts.
const cutsMax = 64

// sortRows prepares find: the order of the rows from the highest credit down, if rates
// alone decide it, and the cuts of small tables.
func (n *node) sortRows() {
	n.order = make([]int32, len(n.rows))
	for i := range n.order {
		n.order[i] = int32(i)
	}
	for i := range n.rows {
		c, c0 := n.rows[i].credit, n.rows[0].credit
		n.ordered = n.ordered && c.kind == c0.kind && c.quantity == c0.quantity
	}
	if n.ordered {
		slices.SortStableFunc(n.order, func(a, b int32) int {
			return n.rows[b].credit.value.cmp(n.rows[a].credit.value)
		})
	}
	if len(n.rows) == 0 || len(n.rows) > cutsMax || !n.ordered && !n.first {
		return
	}
	bands := make([]*band, len(n.rows))
	for i := range n.rows {
		bands[i] = &n.rows[i].band
	}
	all := cells(&band{}, bands...)
	n.lowest = n.scan(all[0].sample)
	n.cuts = make([]cut, 0, len(all)/2)
	for i := 1; i+1 < len(all); i += 2 {
		n.cuts = append(n.cuts, cut{all[i].low, n.scan(all[i].sample), n.scan(all[i+1].sample)})
	}
}

// find gives the row that applies to a value; rowNone if the value is in no row.
func (n *node) find(v fraction) int32 {
	if n.cuts == nil {
		return n.scan(v)
	}
	for i := len(n.cuts) - 1; i >= 0; i-- {
		c := &n.cuts[i]
		switch v.cmp(c.bound) {
		case 0:
			return c.at
		case 1:
			return c.above
		}
	}
	return n.lowest
}

// scan finds the row by trying one after the other.
func (n *node) scan(v fraction) int32 {
	for _, i := range n.order {
		if n.rows[i].has(v) {
			return i
		}
	}
	return rowNone
}

// between works out the credit of a value in no row, as n.gap says.
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
		r.markFixed(n, rowNone, v)
		return owed{amount: whole(0)}
	}
	of, amount := r.price(n, n.base, n.rows[row].credit)
	r.mark(n, row, v, of, amount)
	return owed{amount: amount, applies: true}
}

// neighbours gives the row that ends nearest below v and the row that begins nearest
// above v; rowNone for a missing row.
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

// proportion works out the credit of a value between two rows, on the straight line
// from the end of the lower row to the beginning of the upper row.
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
