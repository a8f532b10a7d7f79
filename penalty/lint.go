package penalty

import (
	"slices"
	"strings"
)

// Findings of a Spec.
const (
	// GapFound: the objective is missed and no row says what that costs.
	GapFound Anomaly = "gap"
	// OverlapFound: two rows with bounds of their own hold the same values.
	// Rows that are open to one side ("below 99.9%", "below 99%") are no overlap.
	OverlapFound Anomaly = "overlap"
	// CreditWhileMet: a row credits values that fulfil the promise.
	CreditWhileMet Anomaly = "credit-while-met"
	// WrongDirection: better values cost more and worse ones less.
	WrongDirection Anomaly = "wrong-direction"
	// NotMonotone: some worse value costs less than a better one.
	NotMonotone Anomaly = "not-monotone"
	// UnreachableRow: no value ever earns the row.
	UnreachableRow Anomaly = "unreachable"
	// UnreachableUnderCap: the row credits more than a cap lets through.
	UnreachableUnderCap Anomaly = "unreachable-under-cap"
	// UnlikeFigures: the table compares numbers where the promise speaks of
	// shares ("below 99.9" without "%"), or the like.
	UnlikeFigures Anomaly = "unlike-figures"
	// OverAtRisk: the pools together can exceed what is at risk, and no cap of
	// the period holds them to it.
	OverAtRisk Anomaly = "over-at-risk"
	// IdleCap: this cap never holds, because a wider one is lower or because the
	// rules under it cannot owe so much.
	IdleCap Anomaly = "idle-cap"
	// AlwaysCapped: the least that the rule can owe is above the cap, so that
	// the cap is the credit.
	AlwaysCapped Anomaly = "always-capped"
	// WeightsSum: the weights of several objectives, which are allocations of a
	// pool or shares of one base, do not add up to what Weights states; shares
	// of a base to 100% where it states nothing.
	WeightsSum Anomaly = "weights-sum"
	// WeightOutside: a weight lies outside the range that Weights states.
	WeightOutside Anomaly = "weight-outside"
	// NeverIssued: the minimum is above a cap of the period.
	NeverIssued Anomaly = "never-issued"
	// UnboundedCredit: the credit grows with every unit and nothing caps it.
	UnboundedCredit Anomaly = "unbounded"
)

// Promise tells Findings what an objective promises, which a Spec of credits
// does not know.
type Promise struct {
	Objective string `json:"objective"`
	// Met holds the figures that fulfil the promise: "at least 99.9%".
	Met Band `json:"met"`
	// Within holds the figures there can be; "" is 0% to 100% for shares, and at
	// least 0 for others unless the promise or a row speaks of less.
	Within Band `json:"within,omitempty"`
}

// Findings lists what looks wrong in the Spec, in the order of its rules. With
// the promises of its objectives it also finds gaps next to the promise,
// credits for a promise kept and tables that run the wrong way. A promise that
// cannot be read is passed over.
func (s Schedule) Findings(promises ...Promise) []Finding {
	if s.schedule == nil {
		return nil
	}
	l := &linter{schedule: s.schedule, promises: map[int32]promise{}}
	for _, p := range promises {
		id, known := s.ids[p.Objective]
		met, err := p.Met.read()
		if !known || err != nil {
			continue
		}
		read := promise{met: met}
		if within, err := p.Within.read(); err == nil {
			read.within = &within
		}
		l.promises[id] = read
	}
	rules := map[int32]int{} // how many rules credit an objective
	for _, t := range s.terms {
		if t.op != opBonus {
			for _, id := range t.objectives {
				rules[id]++
			}
		}
	}
	for _, t := range s.terms {
		alone := len(t.objectives) == 1 && (t.op == opBonus || rules[t.objectives[0]] == 1)
		l.node(t, l.capsOn(t), alone, false)
	}
	l.pools()
	l.weights()
	l.caps()
	l.reach()
	return l.all
}

type promise struct {
	met    band
	within *band
}

type linter struct {
	*schedule
	promises map[int32]promise
	all      []Finding
}

// limited is a cap on a node: a rate of a base.
type limited struct {
	rate rate
	base base
}

// exceeds reports whether a credit is certainly above the cap: both are shares
// of one base or both are amounts.
func (c limited) exceeds(credit rate, of base) bool {
	return c.rate.kind == credit.kind && c.rate.quantity == credit.quantity &&
		(credit.kind != rateShare || c.base.text == of.text) &&
		credit.value.cmp(c.rate.value) > 0
}

// capsOn lists the caps of the Spec that hold every single line of a term.
func (l *linter) capsOn(t *node) []limited {
	var out []limited
	for i := range l.schedule.caps {
		cap := &l.schedule.caps[i]
		if cap.objective < 0 || len(t.objectives) == 1 && t.objectives[0] == cap.objective {
			out = append(out, limited{cap.at, cap.base})
		}
	}
	return out
}

func (l *linter) add(f Finding) { l.all = append(l.all, f) }

// node looks at one rule and those inside it. Alone says that nothing else
// decides what the objective costs: then a value in no row is a gap.
func (l *linter) node(n *node, caps []limited, alone, bonus bool) {
	alone = alone && len(n.when) == 0
	switch n.op {
	case opBonus:
		caps, bonus = nil, true
	case opCapped:
		caps = append(slices.Clone(caps), limited{n.credit, n.capBase})
		l.capped(n)
	case opWorth:
		caps = nil // they are in another unit than what is inside
	case opRepeat:
		caps = slices.Clone(caps)
	case opTable, opPoints:
		l.table(n, caps, alone, bonus)
	case opPerBreach, opPerUnit, opGraduated:
		if len(caps) == 0 && !bonus && n.credit.value.sign() > 0 && n.unit == l.unit {
			l.add(Finding{Kind: UnboundedCredit, Path: n.path, Objective: l.name(n.objective), Value: string(n.credit.text)})
		}
	}
	if n.op == opPoints {
		caps = nil
	}
	for _, k := range n.kids {
		l.node(k, caps, alone && len(n.kids) == 1, bonus)
	}
}

func (l *linter) name(id int32) string {
	if id < 0 {
		return ""
	}
	return l.names[id]
}

// table looks at the rows of one table.
func (l *linter) table(n *node, caps []limited, alone, bonus bool) {
	p, promised := promise{}, false
	if n.reads == Attained {
		p, promised = l.promises[n.objective]
		if promised && p.met.kind != n.rows[0].kind {
			l.add(Finding{Kind: UnlikeFigures, Path: n.path + "." + n.word, Objective: l.name(n.objective), Value: string(p.met.text)})
			promised = false
		}
	}
	domain := domainOf(n, p, promised)
	bands := make([]*band, 0, len(n.rows)+1)
	for i := range n.rows {
		bands = append(bands, &n.rows[i].band)
	}
	if promised {
		bands = append(bands, &p.met)
	}
	all := cells(&domain, bands...)
	rows := make([]int32, len(all))
	for i := range all {
		rows[i] = n.rowOf(all[i].sample)
	}
	at := func(kind Anomaly, over Interval, row int32) Finding {
		f := Finding{Kind: kind, Path: n.path + "." + n.word, Objective: l.name(n.objective), Over: over}
		if row >= 0 {
			f.Path, f.Value = n.rows[row].path, string(n.rows[row].credit.text)
		}
		return f
	}
	if !bonus {
		if alone {
			for _, gap := range l.gaps(n, all, rows, p, promised) {
				l.add(at(GapFound, gap, rowNone))
			}
		}
		if promised && alone {
			l.whileMet(n, all, rows, &p.met, at)
		}
	}
	l.overlaps(n, at)
	for i := range n.rows {
		if !slices.Contains(rows, int32(i)) {
			l.add(at(UnreachableRow, n.rows[i].interval(), int32(i)))
		}
		for _, cap := range caps {
			if !bonus && cap.exceeds(n.rows[i].credit, n.base) {
				l.add(at(UnreachableUnderCap, n.rows[i].interval(), int32(i)))
				break
			}
		}
	}
	all, rows = n.reachable(all, rows)
	if kind := l.direction(n, all, rows, p, promised, bonus); alone && kind != "" {
		l.add(at(kind, Interval{}, rowNone))
	}
}

// reachable keeps the cells that hold a value which is looked up.
func (n *node) reachable(all []cell, rows []int32) (cells []cell, of []int32) {
	for i := range all {
		if n.reaches(all[i].interval()) {
			cells, of = append(cells, all[i]), append(of, rows[i])
		}
	}
	return cells, of
}

// domainOf gives the values that a table can be asked for.
func domainOf(n *node, p promise, promised bool) band {
	switch {
	case promised && p.within != nil:
		return *p.within
	case n.reads == Attained && n.rows[0].kind == quantityShare, n.reads == LostShare:
		return band{low: whole(0), high: whole(1), lowIn: true, highIn: true}
	}
	below := promised && (belowZero(p.met.low) || belowZero(p.met.high))
	for i := range n.rows {
		below = below || belowZero(n.rows[i].low) || belowZero(n.rows[i].high)
	}
	if below {
		return band{}
	}
	return band{low: whole(0), lowIn: true}
}

func belowZero(f fraction) bool { return !f.absent() && f.sign() < 0 }

// rowOf gives the row that a value earns, as lookUp finds it, but by rates
// alone; -1 for none.
func (n *node) rowOf(v fraction) int32 {
	if n.ordered || n.first {
		return n.scan(v)
	}
	best := int32(rowNone)
	for i := range n.rows {
		if n.rows[i].has(v) && (best == rowNone || n.rows[i].credit.kind == n.rows[best].credit.kind &&
			n.rows[i].credit.value.cmp(n.rows[best].credit.value) > 0) {
			best = int32(i)
		}
	}
	return best
}

// gaps gives the maximal stretches of values that are missed and in no row;
// without a promise those between rows.
func (l *linter) gaps(n *node, all []cell, rows []int32, p promise, promised bool) []Interval {
	if n.gap != "" && n.gap != Nothing {
		return nil
	}
	first := slices.IndexFunc(rows, func(r int32) bool { return r >= 0 })
	last := len(rows) - 1
	for last >= 0 && rows[last] < 0 {
		last--
	}
	found := stretches(all, func(i int) bool {
		if promised {
			return rows[i] < 0 && !p.met.has(all[i].sample)
		}
		return rows[i] < 0 && i > first && i < last
	})
	return slices.DeleteFunc(found, func(gap Interval) bool { return !n.reaches(gap) })
}

// reaches reports whether an interval holds a value that is looked up: a figure
// that is rounded first never lies strictly between two steps.
func (n *node) reaches(i Interval) bool {
	if n.nearest.absent() || i.Low == nil || i.High == nil {
		return true
	}
	low := fractionOf(i.Low)
	next := low.div(n.nearest).ceiling().mul(n.nearest)
	if next.cmp(low) == 0 && !i.LowIn {
		next = next.add(n.nearest)
	}
	c := next.cmp(fractionOf(i.High))
	return c < 0 || c == 0 && i.HighIn
}

// interval gives the values of a cell.
func (c *cell) interval() Interval {
	return Interval{Low: c.low.rat(), High: c.high.rat(), LowIn: c.single(), HighIn: c.single()}
}

// whileMet reports the rows that credit a promise kept.
func (l *linter) whileMet(n *node, all []cell, rows []int32, met *band, at func(Anomaly, Interval, int32) Finding) {
	for r := range n.rows {
		if n.rows[r].credit.value.sign() == 0 {
			continue
		}
		for _, over := range stretches(all, func(i int) bool { return rows[i] == int32(r) && met.has(all[i].sample) }) {
			if !n.reaches(over) {
				continue
			}
			l.add(at(CreditWhileMet, over, int32(r)))
		}
	}
}

// overlaps reports pairs of rows that hold the same values, unless both are
// open to the same side.
func (l *linter) overlaps(n *node, at func(Anomaly, Interval, int32) Finding) {
	found := 0
	for i := range n.rows {
		for j := range n.rows[:i] {
			a, b := &n.rows[j], &n.rows[i]
			if a.low.absent() && b.low.absent() || a.high.absent() && b.high.absent() {
				continue
			}
			if both, ok := a.band.and(&b.band); ok && found < rowsMax {
				l.add(at(OverlapFound, both.interval(), int32(i)))
				found++
			}
		}
	}
}

// and gives what lies in both bands.
func (b *band) and(c *band) (band, bool) {
	out := *b
	if out.low.absent() || !c.low.absent() && (c.low.cmp(out.low) > 0 || c.low.cmp(out.low) == 0 && !c.lowIn) {
		out.low, out.lowIn = c.low, c.lowIn
	}
	if out.high.absent() || !c.high.absent() && (c.high.cmp(out.high) < 0 || c.high.cmp(out.high) == 0 && !c.highIn) {
		out.high, out.highIn = c.high, c.highIn
	}
	if out.low.absent() || out.high.absent() {
		return out, true
	}
	order := out.low.cmp(out.high)
	return out, order < 0 || order == 0 && out.lowIn && out.highIn
}

// direction reports a table whose credit does not rise, or whose bonus does not
// fall, from better figures to worse.
func (l *linter) direction(n *node, all []cell, rows []int32, p promise, promised, bonus bool) Anomaly {
	kind := n.rows[0].credit.kind
	credit := make([]fraction, len(all))
	for i, row := range rows {
		credit[i] = whole(0)
		switch {
		case row >= 0 && n.rows[row].credit.kind == kind:
			credit[i] = n.rows[row].credit.value
		case row >= 0:
			return "" // unlike rates cannot be compared before the base is known
		case n.gap != "" && n.gap != Nothing:
			return "" // what a gap earns depends on the rows around it
		}
		if bonus {
			credit[i] = credit[i].neg()
		}
	}
	// rises reports whether the credit never falls from cell a on to cell b.
	rises := func(a, b, step int) bool {
		for i := a; i != b; i += step {
			if credit[i].cmp(credit[i+step]) > 0 {
				return false
			}
		}
		return true
	}
	n1 := len(all) - 1
	if n1 < 1 {
		return ""
	}
	up, down := rises(0, n1, 1), rises(n1, 0, -1)
	moreIsWorse := n.reads != Attained
	switch {
	case n.reads == Attained && !promised:
		if up || down {
			return ""
		}
		return NotMonotone
	case promised && p.met.low.absent() && !p.met.high.absent():
		moreIsWorse = true
	case promised && !p.met.low.absent() && !p.met.high.absent():
		// Towards the promise from both sides.
		first := slices.IndexFunc(all, func(c cell) bool { return p.met.has(c.sample) })
		if first < 0 || rises(first, 0, -1) && rises(first, n1, 1) {
			return ""
		}
		return NotMonotone
	}
	right, wrong := down, up
	if moreIsWorse {
		right, wrong = up, down
	}
	switch {
	case right:
		return ""
	case wrong:
		return WrongDirection
	}
	return NotMonotone
}

// pools reports pools that together can exceed what is at risk.
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
			l.add(Finding{Kind: OverAtRisk, Path: n.path, Value: sum.percent()})
		}
	}
}

// caps reports caps and minimums of the Spec that contradict one another.
func (l *linter) caps() {
	for i := range l.schedule.caps {
		inner := &l.schedule.caps[i]
		for j := range l.schedule.caps {
			outer := &l.schedule.caps[j]
			wider := outer.width > inner.width || outer.width == inner.width && j > i && outer.per == inner.per
			if wider && (outer.objective < 0 || outer.objective == inner.objective) &&
				(limited{outer.at, outer.base}).exceeds(inner.at, inner.base) {
				l.add(Finding{Kind: IdleCap, Path: inner.path, Value: string(inner.at.text)})
				break
			}
		}
		if l.minimum != nil && inner.at.kind == rateAmount && inner.objective < 0 && inner.width >= 2 &&
			!l.minimum.low.absent() && l.minimum.low.cmp(inner.at.value) > 0 {
			l.add(Finding{Kind: NeverIssued, Path: "minimum", Value: strings.TrimSpace(string(l.minimum.text))})
		}
	}
}
