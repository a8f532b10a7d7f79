package penalty

import "slices"

// Findings of a Spec.
const (
	// GapFound: the objective is missed and no row says what that costs.
	GapFound FindingCode = "gap"
	// OverlapFound: two rows with bounds of their own hold the same values.
	// Rows that are open to one side ("below 99.9%", "below 99%") are no overlap.
	OverlapFound FindingCode = "overlap"
	// CreditWhileMet: a row credits values that fulfil the promise or, of a measure
	// other than the figure attained, those of a perfect period: no time lost.
	CreditWhileMet FindingCode = "credit-while-met"
	// WrongDirection: better values cost more and worse ones less.
	WrongDirection FindingCode = "wrong-direction"
	// NotMonotone: some worse value costs less than a better one.
	NotMonotone FindingCode = "not-monotone"
	// UnreachableRow: no value ever earns the row.
	UnreachableRow FindingCode = "unreachable"
	// UnreachableUnderCap: the row credits more than a cap lets through.
	UnreachableUnderCap FindingCode = "unreachable-under-cap"
	// UnlikeFigures: the table compares numbers where the promise speaks of
	// shares ("below 99.9" without "%"), or the like.
	UnlikeFigures FindingCode = "unlike-figures"
	// OverAtRisk: the pools together can exceed what is at risk, and no cap of
	// the period holds them to it.
	OverAtRisk FindingCode = "over-at-risk"
	// IdleCap: this cap never holds, because a wider one is lower or because the
	// rules under it cannot owe so much.
	IdleCap FindingCode = "idle-cap"
	// AlwaysCapped: the least that the rule can owe is above the cap, so that
	// the cap is the credit.
	AlwaysCapped FindingCode = "always-capped"
	// WeightsSum: the weights of several objectives, which are allocations of a
	// pool or shares of one base, do not add up to what Weights states; shares
	// of a base to 100% where it states nothing.
	WeightsSum FindingCode = "weights-sum"
	// WeightOutside: a weight lies outside the range that Weights states.
	WeightOutside FindingCode = "weight-outside"
	// NeverIssued: the minimum is above a cap of the period.
	NeverIssued FindingCode = "never-issued"
	// AmountForShare: a cap such as "30" is an amount of 30 units where all that is
	// held by it are shares: write "30%", or "30.00" if the amount is meant.
	AmountForShare FindingCode = "amount-for-share"
	// NeverTriggered: the trigger counts periods in which a cap cut, and no cap ever
	// cuts: there is none, or the rules under each owe at most what it lets through,
	// for which "cap-reached" may be meant. Or it counts that, and there is no cap.
	NeverTriggered FindingCode = "never-triggered"
	// UnboundedCredit: the credit grows with every unit and nothing caps it.
	UnboundedCredit FindingCode = "unbounded"
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
		l.node(t, l.capsOn(t), alone, false, true)
	}
	l.pools()
	l.weights()
	l.caps()
	l.reach()
	l.amounts()
	l.neverCapped()
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
// decides what the objective costs: then a value in no row is a gap. Always says
// that no condition keeps the rule from being looked at.
func (l *linter) node(n *node, caps []limited, alone, bonus, always bool) {
	gaps := alone && !slices.ContainsFunc(n.when, func(c condition) bool { return c.measure != n.reads })
	alone, always = alone && len(n.when) == 0, always && len(n.when) == 0
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
		l.table(n, caps, alone, gaps, bonus, always)
	case opPerBreach, opPerUnit, opGraduated:
		if len(caps) == 0 && !bonus && n.credit.value.sign() > 0 && n.unit == l.unit {
			l.add(Finding{Code: UnboundedCredit, Path: n.path, Subject: l.name(n.objective), Value: string(n.credit.text)})
		}
	}
	if n.op == opPoints {
		caps = nil
	}
	for _, k := range n.kids {
		l.node(k, caps, alone && len(n.kids) == 1, bonus, always)
	}
}

func (l *linter) name(id int32) string {
	if id < 0 {
		return ""
	}
	return l.names[id]
}
