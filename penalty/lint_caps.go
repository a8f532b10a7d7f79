package penalty

import (
	"slices"
	"strings"
)

// pools reports pools that together can exceed the amount at risk.
func (l *linter) pools() {
	type key struct{ atRisk, base string }
	sums := map[key]fraction{}
	var order []*node
	for _, n := range l.nodes {
		if n.op != opPool {
			continue
		}
		k := key{n.credit.value.text(), string(n.base.text)}
		if _, known := sums[k]; !known {
			sums[k] = whole(0)
			order = append(order, n)
		}
		sums[k] = sums[k].add(n.factor)
	}
	for _, n := range order {
		sum := sums[key{n.credit.value.text(), string(n.base.text)}]
		if sum.cmp(whole(1)) <= 0 {
			continue
		}
		held := slices.ContainsFunc(l.schedule.caps, func(c scopeCap) bool {
			return c.per != PerObjective && c.per != PerGroup && c.objective < 0 &&
				c.at.kind == n.credit.kind && c.base.text == n.base.text && c.at.value.cmp(n.credit.value) <= 0
		})
		if !held {
			l.add(Finding{Code: OverAtRisk, Path: n.path, Value: sum.percent()})
		}
	}
}

// caps reports caps of the Spec under a lower, wider cap and a minimum above a cap.
func (l *linter) caps() {
	for i := range l.schedule.caps {
		inner := &l.schedule.caps[i]
		for j := range l.schedule.caps {
			outer := &l.schedule.caps[j]
			wider := outer.width > inner.width || outer.width == inner.width && j > i && outer.per == inner.per
			if wider && (outer.objective < 0 || outer.objective == inner.objective) &&
				(limited{outer.at, outer.base}).exceeds(inner.at, inner.base) {
				l.add(Finding{Code: IdleCap, Path: inner.path, Value: string(inner.at.text)})
				break
			}
		}
		if l.minimum != nil && inner.at.kind == rateAmount && inner.objective < 0 && inner.width >= 2 &&
			!l.minimum.low.absent() && l.minimum.low.cmp(inner.at.value) > 0 {
			l.add(Finding{Code: NeverIssued, Path: "minimum", Value: strings.TrimSpace(string(l.minimum.text))})
		}
	}
}

// extent is the most or the least that a rule can owe for one shortfall, as a
// rate of a base.
type extent struct {
	rate rate
	base base
}

// like reports whether two extents can be compared and added.
func (e extent) like(rate rate, b base) bool {
	return e.rate.kind == rate.kind && e.rate.quantity == rate.quantity && sameUnit(e.rate.unit, rate.unit) &&
		(rate.kind != rateShare || e.base.text == b.text)
}

// most gives the most that a node can owe for one shortfall; false if the amount has no
// bound or depends on more than rates. With once, most also gives false for rules that
// an objective may owe several times in a period, such as for each incident.
func (n *node) most(once bool) (extent, bool) {
	switch n.op {
	case opTable, opPoints:
		if once && n.reads != Attained && n.reads != Overran && n.reads != Below || n.op == opPoints {
			return extent{}, false
		}
		best := extent{n.rows[0].credit, n.base}
		for i := range n.rows {
			c := n.rows[i].credit
			if !best.like(c, n.base) {
				return extent{}, false
			}
			best.rate.value = best.rate.value.max(c.value)
		}
		return best, true
	case opFlat:
		return extent{n.credit, n.base}, !once
	case opPool:
		e := extent{n.credit, n.base}
		e.rate.value = e.rate.value.mul(n.factor)
		return e, true
	case opCapped:
		cap := extent{n.credit, n.capBase}
		if e, ok := n.kids[0].most(once); ok && cap.like(e.rate, e.base) && e.rate.value.cmp(cap.rate.value) < 0 {
			return e, true
		}
		return cap, !once
	case opMinimum, opEarnBack:
		return n.kids[0].most(once)
	case opRepeat:
		e, ok := n.kids[0].most(once)
		factor := whole(1)
		for _, f := range n.factors {
			factor = factor.max(f)
		}
		e.rate.value = orZero(e.rate.value).mul(factor)
		return e, ok
	case opSum, opHighest, opFirst, opChoice:
		all, ok := n.kids[0].most(once)
		for _, k := range n.kids[1:] {
			e, known := k.most(once)
			if ok = ok && known && all.like(e.rate, e.base); !ok {
				return extent{}, false
			}
			if n.op == opSum {
				all.rate.value = all.rate.value.add(e.rate.value)
			} else {
				all.rate.value = all.rate.value.max(e.rate.value)
			}
		}
		return all, ok
	}
	return extent{}, false
}

// least gives the least that a node owes if it owes more than 0; false for tables,
// whose rows are checked one by one elsewhere, and other rules that have no such bound.
func (n *node) least() (extent, bool) {
	e := extent{n.credit, n.base}
	switch n.op {
	case opFlat, opPerBreach:
		return e, true
	case opPool:
		e.rate.value = e.rate.value.mul(n.factor)
		return e, true
	case opPerUnit, opPerPoint:
		return e, n.counted != InPart
	case opMinimum, opEarnBack:
		return n.kids[0].least()
	}
	return extent{}, false
}

// idle reports whether a cap never cuts, since the most that can be owed is below it. A
// cap at 100% of the base or more is a deliberate backstop and not idle.
func (c limited) idle(e extent) bool {
	return e.like(c.rate, c.base) && e.rate.value.cmp(c.rate.value) < 0 &&
		(c.rate.kind != rateShare || c.rate.value.cmp(whole(1)) < 0)
}

// always reports whether a cap cuts every credit, even the least.
func (c limited) always(e extent) bool {
	return e.like(c.rate, c.base) && e.rate.value.cmp(c.rate.value) > 0
}

// capped checks a Capped and its term.
func (l *linter) capped(n *node) {
	cap := limited{n.credit, n.capBase}
	if e, ok := n.kids[0].most(false); ok && cap.idle(e) {
		l.add(Finding{Code: IdleCap, Path: n.path, Subject: l.name(n.objective), Value: string(n.credit.text)})
	}
	l.alwaysCapped(n.kids[0], cap, n.path)
}

func (l *linter) alwaysCapped(n *node, cap limited, path string) {
	if e, ok := n.least(); ok && cap.always(e) {
		l.add(Finding{Code: AlwaysCapped, Path: path, Subject: l.name(n.objective), Value: string(cap.rate.text)})
	}
}

// reach compares each cap of a single period with the amounts that the rules under it
// can owe. Wider windows have an unknown number of periods.
func (l *linter) reach() {
	for i := range l.schedule.caps {
		c := &l.schedule.caps[i]
		if c.per != PerPeriod && c.per != PerObjective && c.per != PerGroup {
			continue
		}
		cap := limited{c.at, c.base}
		sums, idle, any := map[int32]extent{}, true, false
		for _, t := range l.terms {
			if t.op == opBonus || c.objective >= 0 && !t.only(c.objective) {
				continue
			}
			if any = true; t.op != opCapped {
				l.alwaysCapped(t, cap, c.path)
			}
			id := int32(-1)
			if c.per == PerObjective && len(t.objectives) == 1 {
				id = t.objectives[0]
			}
			e, ok := t.most(true)
			if before, known := sums[id]; known && ok {
				if ok = before.like(e.rate, e.base); ok {
					e.rate.value = e.rate.value.add(before.rate.value)
				}
			}
			idle = idle && ok && cap.idle(e)
			sums[id] = e
		}
		if any && idle {
			l.add(Finding{Code: IdleCap, Path: c.path, Value: string(c.at.text)})
		}
	}
}

// amounts reports caps that are written as plain numbers, but hold rules that give
// shares.
func (l *linter) amounts() {
	check := func(path string, at rate, shares bool) {
		if plain := strings.Trim(string(at.text), "0123456789") == ""; plain && shares && at.kind == rateAmount && at.value.cmp(whole(100)) <= 0 {
			l.add(Finding{Code: AmountForShare, Path: path, Value: string(at.text)})
		}
	}
	for i := range l.schedule.caps {
		c := &l.schedule.caps[i]
		shares := len(l.terms) > 0
		for _, t := range l.terms {
			shares = shares && (t.op == opBonus || t.givesShares())
		}
		check(c.path, c.at, shares)
	}
	for _, n := range l.nodes {
		if n.op == opCapped {
			check(n.path+".at", n.credit, n.kids[0].givesShares())
		}
	}
}

// givesShares reports whether all credits of a node are shares of a base.
func (n *node) givesShares() bool {
	switch n.op {
	case opTable, opPoints:
		for i := range n.rows {
			if n.rows[i].credit.kind != rateShare {
				return false
			}
		}
		return true
	case opFlat, opPerBreach, opPerUnit, opPerPoint, opPool, opProRata:
		return n.credit.kind == rateShare || n.op == opProRata
	case opSum, opHighest, opFirst, opChoice, opCapped, opFloor, opMinimum, opRepeat, opEarnBack:
		for _, k := range n.kids {
			if !k.givesShares() {
				return false
			}
		}
		return len(n.kids) > 0
	}
	return false
}

// neverCapped reports triggers that count caps, if no cap ever cuts.
func (l *linter) neverCapped() {
	for i := range l.schedule.caps {
		if !l.lets(&l.schedule.caps[i]) {
			return
		}
	}
	for i := range l.triggers {
		if t := &l.triggers[i]; t.Counts == CountCapped || t.Counts == CountReached && len(l.schedule.caps) == 0 {
			l.add(Finding{Code: NeverTriggered, Path: t.path, Value: t.Name})
		}
	}
}

// lets reports whether a cap of one period allows all that the rules can owe. Wider
// windows have an unknown number of periods.
func (l *linter) lets(c *scopeCap) bool {
	if c.per != PerPeriod && c.per != PerObjective && c.per != PerGroup {
		return false
	}
	total := extent{rate: c.at, base: c.base}
	total.rate.value = whole(0)
	for _, t := range l.terms {
		if t.op == opBonus || c.objective >= 0 && !t.only(c.objective) {
			continue
		}
		e, ok := t.most(true)
		if !ok || !total.like(e.rate, e.base) {
			return false
		}
		total.rate.value = total.rate.value.add(e.rate.value)
	}
	return total.rate.value.cmp(c.at.value) <= 0
}

// only reports whether a term is on this objective alone.
func (n *node) only(objective int32) bool {
	return len(n.objectives) == 1 && n.objectives[0] == objective
}
