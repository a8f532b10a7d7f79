package penalty

import (
	"math"
	"slices"
)

// run is the state of evaluating one Case. It is used by one call and then dropped.
type run struct {
	*schedule
	work     *working
	c        *Case
	past     past
	bills    bills
	counts   map[billKey]fraction // sums of quantities, built on first use
	picks    map[string]string    // choices by group
	problems []Finding
	scores   map[int32]fraction // points that rules scored, by shortfall
	buckets  [][]int32          // shortfalls of each objective, in the order given
	entries  []entry            // one for each line
	bonuses  []entry
	rests    []rest
	ceilings map[int32]fraction    // caps of lines that rounding could lift over them
	capped   bool                  // a cap of the schedule cut
	reached  map[int32]bool        // objectives whose credits came to a cap; -1: all together
	present  map[pastKey]pastFound // how the Case came out, built on first use
	credited []bool                // by shortfall: a line for it owes more than 0

	// The line at hand:
	result    owed
	total     fraction // of all lines, if they are not kept
	tightLine bool     // the lines have to be kept after all
	single    int32    // the shortfall, if the rule is on a single objective; else -1
	several   []int32  // else the shortfall of each objective; -1 if it has no shortfall
	group     string
	unpriced  bool // a base, quantity or calculator failed
	unknown   bool // a figure was not measured
	hasLooked bool // a figure was measured
}

// owed is the result of a node.
type owed struct {
	amount  fraction
	applies bool     // a row, a breach or lateness was found
	ceiling fraction // the lowest cap around the amount; absent: no cap
}

// shortfall gives the shortfall that a node looks at; nil if the Case has none.
func (r *run) shortfall(n *node) *Shortfall {
	if i := r.place(n); i >= 0 {
		return &r.c.Shortfalls[i]
	}
	return nil
}

// place gives the number of the shortfall that a node looks at, or -1.
func (r *run) place(n *node) int32 {
	if r.single >= 0 || n.objective < 0 {
		return r.single
	}
	return r.several[n.objective]
}

// evaluate works out into o what a node owes for the line at hand.
func (r *run) evaluate(n *node, o *owed) {
	*o = owed{amount: whole(0)}
	if len(n.when) > 0 && !r.applies(n) {
		return
	}
	switch n.op {
	case opTable:
		r.table(n, o)
	case opCapped:
		r.held(n, o)
	case opSum, opHighest, opFirst, opChoice:
		*o = r.combine(n)
	case opFloor, opMinimum, opRepeat, opWorth, opEarnBack, opBonus:
		r.wrap(n, o)
	case opPoints:
		r.points(n, o)
	default:
		*o = r.leaf(n)
	}
}

// applies reports whether all conditions of a node hold.
func (r *run) applies(n *node) bool {
	s := r.shortfall(n)
	for i := range n.when {
		if s == nil {
			return false
		}
		v := r.measure(n, s, n.when[i].measure)
		if v.absent() || !n.when[i].in.has(v) {
			r.mark(n, rowWhen-int32(i), v, fraction{}, whole(0))
			return false
		}
		r.mark(n, rowWhen-int32(i), v, fraction{}, fraction{})
	}
	return true
}

func (r *run) table(n *node, o *owed) {
	s := r.shortfall(n)
	if s == nil {
		return
	}
	v := r.measure(n, s, n.reads)
	if v.absent() {
		*o = r.unmeasured(n, s)
		return
	}
	r.lead(n, s, v)
	r.lookUp(n, v, o)
}

// held evaluates a term under a cap.
func (r *run) held(n *node, o *owed) {
	r.evaluate(n.kids[0], o)
	cap, of := n.capFixed, o.amount
	if cap.absent() {
		_, cap = r.price(n, n.capBase, n.credit)
	}
	if of.cmp(cap) > 0 {
		o.amount = cap
	}
	if o.ceiling.absent() || cap.cmp(o.ceiling) < 0 {
		o.ceiling = cap
	}
	if !n.capFixed.absent() {
		r.markFixed(n, rowNone, of)
		return
	}
	r.mark(n, rowNone, cap, of, o.amount)
}

func (r *run) combine(n *node) owed {
	best, chosen := owed{amount: whole(0)}, int32(rowNone)
	pick, picked := "", false
	if n.op == opChoice {
		pick, picked = r.pick()
		// A pick of another objective does not count.
		picked = picked && slices.ContainsFunc(n.kids, func(k *node) bool { return r.concerns(k, pick) })
	}
	for i, k := range n.kids {
		var o owed
		r.evaluate(k, &o)
		switch {
		case n.op == opSum:
			if i == 0 {
				best.ceiling = o.ceiling
			} else if best.ceiling.absent() || o.ceiling.absent() {
				best.ceiling = fraction{}
			} else {
				best.ceiling = best.ceiling.add(o.ceiling)
			}
			best.amount, best.applies = best.amount.add(o.amount), best.applies || o.applies
		case !o.applies:
		case picked && !r.concerns(k, pick):
		case chosen == rowNone || n.op != opFirst && o.amount.cmp(best.amount) > 0:
			best, chosen = o, int32(i)
		}
		if len(n.kids) > 1 {
			r.mark(n, rowKid-int32(i), fraction{}, fraction{}, o.amount)
		}
		if n.op == opFirst && chosen != rowNone {
			break
		}
	}
	picks := whole(0)
	if picked {
		picks = whole(1)
	}
	if len(n.kids) > 1 {
		r.mark(n, chosen, fraction{}, picks, best.amount)
	}
	return best
}

// pick gives the objective that the customer chose for the group at hand. If there
// are several choices, the first counts.
func (r *run) pick() (string, bool) {
	if r.picks == nil {
		r.picks = map[string]string{}
		for _, p := range r.c.Choices {
			if _, known := r.picks[p.Group]; !known {
				r.picks[p.Group] = p.Objective
			}
		}
	}
	objective, picked := r.picks[r.group]
	return objective, picked
}

func (r *run) concerns(n *node, objective string) bool {
	id, known := r.ids[objective]
	return known && slices.Contains(n.objectives, id)
}

func (r *run) wrap(n *node, o *owed) {
	r.evaluate(n.kids[0], o)
	of := o.amount
	switch n.op {
	case opFloor:
		_, floor := r.price(n, n.capBase, n.credit)
		if o.applies && o.amount.sign() > 0 && o.amount.cmp(floor) < 0 {
			o.amount, o.ceiling = floor, fraction{}
		}
		r.mark(n, rowNone, floor, of, o.amount)
	case opMinimum:
		if !n.amount.has(o.amount) {
			*o = owed{amount: whole(0)}
		}
		r.mark(n, rowNone, fraction{}, of, o.amount)
	case opRepeat:
		times := r.past.repeats(r, n)
		factor := whole(1)
		if times > 0 {
			factor = n.factors[min(times, int64(len(n.factors)))-1]
		}
		if o.amount.sign() > 0 {
			o.amount = o.amount.mul(factor)
			if !o.ceiling.absent() {
				o.ceiling = o.ceiling.mul(factor)
			}
		}
		r.mark(n, int32(min(times, math.MaxInt32)), factor, of, o.amount)
	case opWorth:
		base, each := r.price(n, n.capBase, n.credit)
		r.mark(n, rowNone, of, base, o.amount.mul(each))
		o.amount, o.ceiling = o.amount.mul(each), fraction{}
	}
}

// points adds up the points that the terms scored, or takes the shortfall's, and looks
// them up in the table.
func (r *run) points(n *node, o *owed) {
	total, before := fraction{}, fraction{}
	for i, k := range n.kids {
		if total.absent() {
			total = whole(0)
		}
		r.evaluate(k, o)
		r.mark(n, rowKid-int32(i), fraction{}, fraction{}, o.amount)
		total = total.add(o.amount)
	}
	s := r.shortfall(n)
	if len(n.kids) == 0 && s != nil {
		total = r.measure(n, s, Scored)
	}
	if i := r.place(n); len(n.kids) > 0 && i >= 0 {
		r.scored(i, total)
	}
	if n.windowed && s != nil && !total.absent() {
		if before = r.past.points(s.Objective, s.Group, n.window, r.c); len(n.kids) == 0 {
			r.mark(n, rowKid, fraction{}, fraction{}, total)
		}
		total = total.add(before)
	}
	*o = owed{amount: whole(0)}
	if total.absent() {
		if s != nil {
			r.unmeasured(n, s)
		}
		return
	}
	if len(n.kids) > 1 || !before.absent() {
		r.mark(n, rowTotal, before, fraction{}, total)
	}
	r.lookUp(n, total, o)
}
