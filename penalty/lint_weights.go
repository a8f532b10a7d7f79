package penalty

// weight is what one objective has of something that several share.
type weight struct {
	node      *node
	objective int32
	share     fraction
}

// weights reports the weights of objectives that do not add up, or that lie
// outside what the Spec states. Weights are the allocations of pools at one risk,
// and the shares that several objectives have of one base.
func (l *linter) weights() {
	bases := map[string][]weight{}
	pools := map[string][]weight{}
	var baseOrder, poolOrder []string
	add := func(to map[string][]weight, order *[]string, key string, w weight) {
		for _, other := range to[key] {
			if other.objective == w.objective && other.share.cmp(w.share) == 0 {
				return // several rules on one objective have its weight once
			}
		}
		if len(to[key]) == 0 {
			*order = append(*order, key)
		}
		to[key] = append(to[key], w)
	}
	for _, n := range l.nodes {
		switch {
		case n.op == opPool:
			add(pools, &poolOrder, n.credit.value.text()+" of "+string(n.base.text), weight{n, n.objective, n.allocation})
		case len(n.kids) == 0 && n.base.kind != baseNone && n.base.share.cmp(whole(1)) != 0 && n.usesBase():
			key := n.base.name
			switch n.base.kind {
			case baseMoney:
				key = n.base.money.text()
			case baseInvoice:
				key = "invoice"
			}
			add(bases, &baseOrder, key, weight{n, n.objective, n.base.share})
		}
	}
	for _, key := range baseOrder {
		if all := bases[key]; !oneObjective(all) {
			sum := l.weightSum
			if sum == nil {
				one := whole(1)
				sum = &band{low: one, high: one, lowIn: true, highIn: true}
			}
			l.weigh(all, sum)
		}
	}
	for _, key := range poolOrder {
		l.weigh(pools[key], l.weightSum)
	}
}

func oneObjective(all []weight) bool {
	for _, w := range all {
		if w.objective != all[0].objective {
			return false
		}
	}
	return true
}

// weigh reports weights outside their range, and their sum.
func (l *linter) weigh(all []weight, sum *band) {
	total := whole(0)
	for _, w := range all {
		total = total.add(w.share)
		if l.weightEach != nil && !l.weightEach.has(w.share) {
			l.add(Finding{Kind: WeightOutside, Path: w.node.path, Objective: l.name(w.objective), Value: w.share.percent()})
		}
	}
	if sum != nil && !sum.has(total) {
		l.add(Finding{Kind: WeightsSum, Path: all[0].node.path, Value: total.percent()})
	}
}

// usesBase reports whether some rate of a leaf is a share of its base.
func (n *node) usesBase() bool {
	if n.op == opProRata || n.credit.kind == rateShare {
		return true
	}
	for i := range n.rows {
		if n.rows[i].credit.kind == rateShare {
			return true
		}
	}
	return false
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

// most gives the most that a node can owe for one shortfall; false where there
// is no bound or it cannot be told from the rates alone. Once leaves out what an
// objective may owe several times in a period, for each of its incidents.
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

// least gives the least that a node owes where it owes anything. The rows of
// tables are looked at one by one elsewhere.
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

// idle reports whether a cap never bites: less than it is the most that can be
// owed. A cap at all of the base or more is a backstop, written for its own sake.
func (c limited) idle(e extent) bool {
	return e.like(c.rate, c.base) && e.rate.value.cmp(c.rate.value) < 0 &&
		(c.rate.kind != rateShare || c.rate.value.cmp(whole(1)) < 0)
}

// always reports whether a cap holds every credit, the least included.
func (c limited) always(e extent) bool {
	return e.like(c.rate, c.base) && e.rate.value.cmp(c.rate.value) > 0
}

// capped looks at a Capped around a term.
func (l *linter) capped(n *node) {
	cap := limited{n.credit, n.capBase}
	if e, ok := n.kids[0].most(false); ok && cap.idle(e) {
		l.add(Finding{Kind: IdleCap, Path: n.path, Objective: l.name(n.objective), Value: string(n.credit.text)})
	}
	l.alwaysCapped(n.kids[0], cap, n.path)
}

func (l *linter) alwaysCapped(n *node, cap limited, path string) {
	if e, ok := n.least(); ok && cap.always(e) {
		l.add(Finding{Kind: AlwaysCapped, Path: path, Objective: l.name(n.objective), Value: string(cap.rate.text)})
	}
}

// reach compares the caps of a single period with what the rules under them can
// owe. Wider windows hold an unknown number of periods.
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
			l.add(Finding{Kind: IdleCap, Path: c.path, Value: string(c.at.text)})
		}
	}
}

// only reports whether a term is about one objective alone.
func (n *node) only(objective int32) bool {
	return len(n.objectives) == 1 && n.objectives[0] == objective
}
