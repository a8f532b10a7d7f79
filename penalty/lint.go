package penalty

import "slices"

// Findings of a Spec.
const (
	// GapFound: figures that miss the promise lie in no row.
	GapFound FindingCode = "gap"
	// OverlapFound: two rows hold the same values. Rows that are open to the same side
	// ("below 99.9%", "below 99%") are meant to overlap and are not reported.
	OverlapFound FindingCode = "overlap"
	// CreditWhileMet: a row credits figures that fulfil the promise or, if the table
	// reads another measure, the value of a perfect period, such as no time lost.
	CreditWhileMet FindingCode = "credit-while-met"
	// WrongDirection: better values cost more than worse values.
	WrongDirection FindingCode = "wrong-direction"
	// NotMonotone: some worse value costs less than a better one.
	NotMonotone FindingCode = "not-monotone"
	// UnreachableRow: the row applies to no value.
	UnreachableRow FindingCode = "unreachable"
	// UnreachableUnderCap: the row credits more than a cap allows.
	UnreachableUnderCap FindingCode = "unreachable-under-cap"
	// UnlikeFigures: the rows or points and the promise have different kinds of figures,
	// such as numbers ("below 99.9" without "%") and shares.
	UnlikeFigures FindingCode = "unlike-figures"
	// OverAtRisk: the pools together can exceed the amount at risk, and no cap on all
	// credits holds them to it.
	OverAtRisk FindingCode = "over-at-risk"
	// IdleCap: this cap never cuts, because a wider cap is lower or because the rules
	// under it cannot owe so much.
	IdleCap FindingCode = "idle-cap"
	// AlwaysCapped: the least that the rule can owe is above the cap, so that the
	// credit is always the cap.
	AlwaysCapped FindingCode = "always-capped"
	// WeightsSum: the sum of the weights of several objectives (allocations of a pool,
	// or shares of one base) is outside Weights.Sum; if that is empty, the sum of the
	// shares of a base is not 100%.
	WeightsSum FindingCode = "weights-sum"
	// WeightOutside: a weight lies outside Weights.Each.
	WeightOutside FindingCode = "weight-outside"
	// NeverIssued: the minimum is above a cap on all credits, so that no credit is ever issued.
	NeverIssued FindingCode = "never-issued"
	// AmountForShare: a cap such as "30" is an amount of 30 units, but all rules under it
	// credit shares: write "30%", or "30.00" if the amount is meant.
	AmountForShare FindingCode = "amount-for-share"
	// NeverTriggered: the trigger counts "capped", but the Spec has no cap, or its rules
	// never owe more than a cap allows ("cap-reached" may be meant); or the trigger
	// counts "cap-reached", but the Spec has no cap.
	NeverTriggered FindingCode = "never-triggered"
	// UnboundedCredit: the credit grows with every unit, and no cap holds it.
	UnboundedCredit FindingCode = "unbounded"
)

// Promise tells Findings what an objective promises, which is not in the Spec.
type Promise struct {
	Objective string `json:"objective"`
	// Met holds the figures that fulfil the promise: "at least 99.9%".
	Met Band `json:"met"`
	// Within holds the figures that are possible. If it is "", shares are from 0% to
	// 100%; other figures are at least 0, unless Met or a row has a bound below 0.
	Within Band `json:"within,omitempty"`
}

// Findings lists the terms of the Spec that look wrong: rules in their order, then
// pools, weights, caps and triggers. With the promises of its objectives it also finds
// gaps next to a promise, credits for a promise that is met and tables that run the
// wrong way. A promise that cannot be read is ignored.
func (s Schedule) Findings(promises ...Promise) []Finding {
	if s.schedule == nil {
		return nil
	}
	l := &linter{schedule: s.schedule, promises: map[int32]promise{}}
	for _, p := range promises {
		id, known := s.ids[p.Objective]
		if !known {
			continue
		}
		met, err := p.Met.read()
		if err != nil {
			continue
		}
		read := promise{met: met}
		if p.Within != "" {
			if within, err := p.Within.read(); err == nil {
				read.within = &within
			}
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

// exceeds reports whether a credit is certainly above the cap. Only shares of the same
// base, or two amounts, can be compared.
func (c limited) exceeds(credit rate, of base) bool {
	return c.rate.kind == credit.kind && c.rate.quantity == credit.quantity &&
		(credit.kind != rateShare || c.base.text == of.text) &&
		credit.value.cmp(c.rate.value) > 0
}

// capsOn lists the caps of the Spec that hold every line of a term.
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

// node checks a rule and the rules inside it. alone says that no other rule credits the
// objective, so that a value in no row is a gap. always says that the rule is
// evaluated without conditions.
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
		caps = nil // the term inside is in another unit
	case opRepeat:
		caps = slices.Clone(caps)
	case opTable, opPoints:
		l.table(n, caps, alone, gaps, bonus, always)
	case opPerPoint:
		if p, promised := l.promises[n.objective]; promised && p.met.kind != n.pointKind {
			l.add(Finding{Code: UnlikeFigures, Path: n.path + "." + n.word + ".point", Subject: l.name(n.objective), Value: string(p.met.text)})
		}
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
