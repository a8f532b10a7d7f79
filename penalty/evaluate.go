package penalty

import (
	"slices"
	"time"
)

// run is the evaluation of one Case: the only changeable state there is, and
// it lives on the caller's stack.
type run struct {
	*schedule
	work     *working
	c        *Case
	past     past
	bills    bills
	problems []Finding
	scores   map[int32]fraction // points that rules scored, by shortfall
	buckets  [][]int32          // shortfalls of each objective, in the order given
	entries  []entry            // one for each line
	bonuses  []entry
	rests    []rest
	ceilings map[int32]fraction    // of lines that rounding could lift beyond one
	capped   bool                  // a cap of the schedule held
	present  map[pastKey]pastFound // how the Case came out, read when asked for
	credited []bool                // shortfalls that something is owed for

	// Of the line at hand:
	result    owed
	total     fraction // of all lines, where those are not kept
	tightLine bool     // the lines have to be kept after all
	single    int32    // the one shortfall, when the rule looks at one objective
	several   []int32  // else by objective, -1 where none was handed over
	group     string
	unpriced  bool // a base, quantity or calculator failed
	unknown   bool // a figure was not measured
	hasLooked bool // some figure was
}

// owed is what a node gives.
type owed struct {
	amount  fraction
	applies bool     // a row, a breach or something late was found
	ceiling fraction // the lowest cap around the amount; absent is none
}

// mark notes a step of the working, where somebody will ask for it.
func (r *run) mark(n *node, row int32, saw, of, gives fraction) {
	if w := r.work; w != nil {
		w.marks = append(w.marks, mark{node: n.id, row: row, saw: w.plain(saw), of: w.plain(of), gives: w.plain(gives)})
	}
}

// shortfall gives what a node looks at, nil when nothing was reported.
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

// evaluate puts into o what a node owes for the line at hand.
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
		r.mark(n, rowNone, v, fraction{}, whole(0))
		return
	}
	r.lookUp(n, v, o)
}

// held is a term under a cap.
func (r *run) held(n *node, o *owed) {
	r.evaluate(n.kids[0], o)
	cap := n.capFixed
	if cap.absent() {
		_, cap = r.price(n, n.capBase, n.credit)
	}
	of := o.amount
	if of.cmp(cap) > 0 {
		o.amount = cap
	}
	if o.ceiling.absent() || cap.cmp(o.ceiling) < 0 {
		o.ceiling = cap
	}
	if r.work != nil {
		r.mark(n, rowNone, cap, of, o.amount)
	}
}

func (r *run) leaf(n *node) owed {
	s := r.shortfall(n)
	if s == nil {
		return owed{amount: whole(0)}
	}
	switch n.op {
	case opFlat:
		return r.flat(n, s, n.credit, whole(1))
	case opPool:
		return r.flat(n, s, n.credit, n.factor)
	case opPerBreach:
		return r.perBreach(n, s)
	case opPerUnit:
		return r.perUnit(n, s)
	case opPerPoint:
		return r.perPoint(n, s)
	case opProRata:
		return r.proRata(n, s)
	case opGraduated:
		return r.graduated(n, s)
	}
	return r.named(n, s)
}

// flat credits a miss, or as a bonus a promise kept.
func (r *run) flat(n *node, s *Shortfall, rate rate, times fraction) owed {
	wanted := Missed
	if n.onMet {
		wanted = Met
	}
	switch r.verdict(s) {
	case wanted:
		of, each := r.price(n, n.base, rate)
		gives := each.mul(times)
		r.mark(n, rowNone, fraction{}, of, gives)
		return owed{amount: gives, applies: true}
	case NotMeasurable:
		r.unknown = true
	default:
		r.hasLooked = true
	}
	r.mark(n, rowMet, fraction{}, fraction{}, whole(0))
	return owed{amount: whole(0)}
}

func (r *run) perBreach(n *node, s *Shortfall) owed {
	r.hasLooked = true
	count := breaches(s)
	lots := max(0, count-n.free) / n.every
	if n.windowed {
		// What completed a lot before this period has been credited then.
		before := r.past.breaches(s.Objective, s.Group, n.window, r.c)
		lots = max(0, before+count-n.free)/n.every - max(0, before-n.free)/n.every
	}
	return r.count(n, whole(count), whole(lots))
}

// count credits a number of units: their rate times their number.
func (r *run) count(n *node, saw, units fraction) owed {
	if units.sign() <= 0 {
		r.mark(n, rowNone, saw, fraction{}, whole(0))
		return owed{amount: whole(0)}
	}
	of, each := r.price(n, n.base, n.credit)
	gives := each.mul(units)
	r.mark(n, rowNone, units, of, gives)
	return owed{amount: gives, applies: true}
}

func (r *run) perUnit(n *node, s *Shortfall) owed {
	r.hasLooked = true
	units := whole(0)
	add := func(late time.Duration) {
		if late -= n.after; late > 0 {
			units = units.add(n.units(fraction{n: int64(late), d: int64(n.length)}))
		}
	}
	if n.reads == LostTime {
		add(s.Lost)
	} else {
		for _, late := range s.Late {
			add(late)
		}
	}
	return r.count(n, units, units)
}

// units counts a number of units as the contract says.
func (n *node) units(exact fraction) fraction {
	switch n.counted {
	case Started:
		return exact.ceiling()
	case Full:
		return exact.floor()
	}
	return exact
}

func (r *run) perPoint(n *node, s *Shortfall) owed {
	v := r.measure(n, s, Attained)
	from := n.from
	if from.absent() {
		from = fractionOf(s.Promised)
	}
	if v.absent() || from.absent() {
		r.unknown = r.unknown || from.absent()
		r.mark(n, rowNone, v, fraction{}, whole(0))
		return owed{amount: whole(0)}
	}
	distance := from.sub(v)
	if n.above {
		distance = v.sub(from)
	}
	if distance.sign() <= 0 {
		r.mark(n, rowNone, whole(0), fraction{}, whole(0))
		return owed{amount: whole(0)}
	}
	points := n.units(distance.div(n.point))
	return r.count(n, points, points)
}

func (r *run) proRata(n *node, s *Shortfall) owed {
	lost := r.measure(n, s, LostShare)
	if lost.absent() || lost.sign() <= 0 {
		r.mark(n, rowNone, lost, fraction{}, whole(0))
		return owed{amount: whole(0)}
	}
	of := r.baseAmount(n.base)
	if of.absent() {
		of = whole(0)
	}
	gives := of.mul(lost).mul(n.factor)
	r.mark(n, rowNone, lost, of, gives)
	return owed{amount: gives, applies: true}
}

func (r *run) graduated(n *node, s *Shortfall) owed {
	v := r.measure(n, s, n.reads)
	if v.absent() {
		r.mark(n, rowNone, v, fraction{}, whole(0))
		return owed{amount: whole(0)}
	}
	of, each := r.price(n, n.base, n.credit)
	total := whole(0)
	for i, b := range n.brackets {
		top := v
		if i+1 < len(n.brackets) {
			top = v.min(n.brackets[i+1].over)
		}
		inside := top.sub(b.over)
		if inside.sign() <= 0 {
			break
		}
		gives := inside.mul(b.by).mul(each)
		r.mark(n, int32(i), inside, of, gives)
		total = total.add(gives)
	}
	if len(n.brackets) != 1 || total.sign() == 0 {
		r.mark(n, rowTotal, v, fraction{}, total)
	}
	return owed{amount: total, applies: total.sign() > 0}
}

func (r *run) named(n *node, s *Shortfall) owed {
	r.hasLooked = true
	gives, steps, err := n.own.Credit(*r.c, *s, n.with)
	value := gives.value
	switch {
	case err != nil:
		r.problem(n.path, Undetermined, err.Error())
	case value.absent():
		value = whole(0)
	case gives.Unit() != "" && !sameUnit(gives.Unit(), n.unit):
		r.problem(n.path, Undetermined, "the calculator gave "+gives.Unit()+" instead of "+n.unit)
		err = ErrConflict
	case value.sign() < 0:
		r.problem(n.path, Undetermined, "the calculator gave less than 0")
		err = ErrRange
	}
	if err != nil {
		r.unpriced, value = true, whole(0)
	}
	if r.work != nil {
		r.work.foreign = append(r.work.foreign, steps)
		r.mark(n, int32(len(r.work.foreign)-1), fraction{}, fraction{}, value)
	}
	return owed{amount: value, applies: value.sign() > 0}
}

func (r *run) combine(n *node) owed {
	best, chosen := owed{amount: whole(0)}, int32(rowNone)
	pick, picked := "", false
	if n.op == opChoice {
		pick, picked = r.pick()
		// A pick that names none of these terms is none.
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
		if n.op == opFirst && chosen != rowNone {
			break
		}
	}
	r.mark(n, chosen, fraction{}, fraction{}, best.amount)
	return best
}

// pick gives the objective the customer chose for the group at hand.
func (r *run) pick() (string, bool) {
	for _, p := range r.c.Choices {
		if p.Group == r.group {
			return p.Objective, true
		}
	}
	return "", false
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
		r.mark(n, rowNone, factor, of, o.amount)
	case opWorth:
		base, each := r.price(n, n.capBase, n.credit)
		r.mark(n, rowNone, of, base, o.amount.mul(each))
		o.amount, o.ceiling = o.amount.mul(each), fraction{}
	}
}

// points looks up in a table the points that terms scored or that were given.
func (r *run) points(n *node, o *owed) {
	total := fraction{}
	for _, k := range n.kids {
		if total.absent() {
			total = whole(0)
		}
		r.evaluate(k, o)
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
		total = total.add(r.past.points(s.Objective, s.Group, n.window, r.c))
	}
	*o = owed{amount: whole(0)}
	if total.absent() {
		r.mark(n, rowNone, total, fraction{}, whole(0))
		return
	}
	r.lookUp(n, total, o)
}

// price gives the base of a rate and the rate as an amount.
func (r *run) price(n *node, b base, rate rate) (of, amount fraction) {
	switch rate.kind {
	case rateAmount:
		return fraction{}, rate.value
	case rateQuantity:
		if q := r.quantity(rate.quantity); !q.absent() {
			return q, rate.value.mul(q)
		}
		r.unpriced = true
		r.problem(n.path, MissingQuantity, rate.quantity)
		return fraction{}, whole(0)
	}
	if b.kind == baseMoney {
		of = n.fixed
		if n.op >= opCapped {
			of = b.money.mul(b.share)
		}
	} else {
		of = r.baseAmount(b)
	}
	if of.absent() {
		return of, whole(0)
	}
	return of, of.mul(rate.value)
}

// baseAmount gives a base in money; absent, with a problem noted, where the
// charges do not have it.
func (r *run) baseAmount(b base) fraction {
	if b.kind == baseMoney {
		return b.money.mul(b.share)
	}
	amount := r.bills.of(r.c, b, r.group)
	for _, name := range r.bills.bad {
		if name == b.name || b.kind == baseInvoice {
			r.unpriced = true
			r.problem("", UnreadableCharge, name)
		}
	}
	if amount.absent() {
		r.unpriced = true
		r.problem("", MissingCharge, string(b.text))
		return amount
	}
	return amount.mul(b.share).max(whole(0)) // refunds beyond the charges leave nothing to credit
}

func (r *run) quantity(name string) fraction {
	found := fraction{}
	for i := range r.c.Quantities {
		q := &r.c.Quantities[i]
		if q.Name == name && q.Value != nil && q.Value.Sign() >= 0 && (q.Group == r.group || r.group == "") {
			if found.absent() {
				found = whole(0)
			}
			found = found.add(fractionOf(q.Value))
		}
	}
	return found
}

// groups lists the groups of the shortfalls that a rule looks at, in the order
// in which they were handed over.
func (r *run) groups(n *node) []string {
	var all []string
	seen := map[string]bool{}
	var order []int32
	for _, id := range n.objectives {
		order = append(order, r.buckets[id]...)
	}
	slices.Sort(order)
	for _, i := range order {
		if g := r.c.Shortfalls[i].Group; !seen[g] {
			seen[g] = true
			all = append(all, g)
		}
	}
	return all
}
