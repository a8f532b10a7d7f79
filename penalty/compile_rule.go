package penalty

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
)

// term compiles a term and the terms inside it; nil if the term has no usable rule.
func (c *compiler) term(path string, t Term, in around, depth int) *node {
	if depth > depthMax {
		c.faults.Addf(path, "", ErrRange, "rules are nested at most %d deep", depthMax)
		return nil
	}
	if depth > 0 && t.Name != "" {
		c.faults.Addf(path+".name", t.Name, ErrConflict, "only a rule of the schedule has a name, not a term inside it")
	}
	if t.Objective != "" {
		in.objective = c.objective(path+".objective", t.Objective)
	}
	if t.Base != "" {
		b, err := t.Base.read()
		c.faults.Add(path+".base", string(t.Base), err)
		in.base = b
	}
	c.cite(path, t.Clause)
	n := &node{path: path, objective: in.objective, base: in.base, unit: c.unit}
	for _, w := range t.When {
		n.when = append(n.when, c.condition(path+".when", w))
	}
	if len(n.when) > 0 {
		c.needObjective(n)
	}
	if t.Rule == nil {
		c.faults.Addf(path, "", ErrMissing, "a rule such as tiers or flat is needed")
		return nil
	}
	c.rule(n, t.Rule, in, depth)
	for _, k := range n.kids {
		n.objectives = append(n.objectives, k.objectives...)
		n.needsPast = n.needsPast || k.needsPast
	}
	if n.objective >= 0 && (len(n.kids) == 0 || len(n.when) > 0 || n.op == opRepeat || n.op == opEarnBack) {
		n.objectives = append(n.objectives, n.objective)
	}
	slices.SortStableFunc(n.objectives, cmp.Compare)
	n.objectives = slices.Compact(n.objectives)
	n.id = int32(len(c.nodes))
	c.nodes = append(c.nodes, n)
	c.history = c.history || n.needsPast
	return n
}

func (c *compiler) needObjective(n *node) {
	if n.objective < 0 {
		c.faults.Addf(fault.Join(n.path, "objective"), "", ErrMissing, "the rule needs an objective to look at")
	}
}

func (c *compiler) condition(path string, w Criterion) condition {
	c.measure(path+".measure", w.Measure)
	in, err := w.In.read()
	c.faults.Add(fault.Join(path, string(w.Measure)), string(w.In), err)
	if err == nil {
		c.checkKind(path, w.Measure, in)
	}
	return condition{measure: orAttained(w.Measure), in: in}
}

func orAttained(m Measure) Measure {
	if m == "" {
		return Attained
	}
	return m
}

func (c *compiler) measure(path string, m Measure) {
	switch m {
	case "", Attained, Overran, Below, Breached, Scored, Lateness, LostTime, LostShare, Streak:
	default:
		c.faults.Add(path, string(m), fault.NotOneOf(string(m), "attained", "overrun", "below", "breaches", "points",
			"late", "lost", "lost-share", "streak"))
	}
}

// checkKind refuses a band of another kind than the measure, such as a length of time
// for a count.
func (c *compiler) checkKind(path string, m Measure, in band) {
	want, word := quantity.Number, "a plain number"
	switch m {
	case "", Attained, Below:
		return // the kind depends on the objective
	case Overran, LostShare:
		want, word = quantity.Share, "a share such as 10%"
	case Lateness, LostTime:
		want, word = quantity.Length, "an elapsed time such as 5m"
	}
	if in.kind != want {
		c.faults.Addf(path, string(in.text), ErrConflict, "%s is compared with %s", m, word)
	}
}

// rule fills a node with the fields of its rule.
func (c *compiler) rule(n *node, r Rule, in around, depth int) {
	switch r := r.(type) {
	case Tiers:
		n.word = "tiers"
		c.table(n, Table{Rows: r})
	case Overrun:
		n.word = "overrun"
		c.table(n, Table{Reads: Overran, Rows: r})
	case Table:
		n.word = "table"
		c.table(n, r)
	case Points:
		c.points(n, r, in, depth)
	case Graduated:
		c.graduated(n, r)
	case Flat:
		n.op, n.word, n.onMet = opFlat, "flat", in.bonus
		c.needObjective(n)
		c.credit(n, "credit", r.Credit)
	case PerBreach:
		c.perBreach(n, r)
	case PerUnitLate:
		c.perUnitLate(n, r)
	case PerPointBelow:
		n.word = "per-point-below"
		c.perPoint(n, r.Credit, r.Counted, r.From, r.Point)
	case PerPointAbove:
		n.word, n.above = "per-point-above", true
		c.perPoint(n, r.Credit, r.Counted, r.From, r.Point)
	case ProRata:
		n.op, n.word, n.reads = opProRata, "pro-rata", LostShare
		c.needObjective(n)
		n.factor = c.factor(n, "multiple", r.Multiple)
		if n.base.kind == baseNone {
			c.faults.Addf(n.at("base"), "", ErrMissing, "state the base of which a part is credited")
		}
	case Pool:
		c.pool(n, r)
	case Named:
		c.named(n, r)
	case Sum:
		n.op, n.word = opSum, "sum"
		c.kids(n, r, in, depth)
	case Highest:
		n.op, n.word = opHighest, "highest"
		c.kids(n, r, in, depth)
	case FirstMatch:
		n.op, n.word = opFirst, "first-match"
		c.kids(n, r, in, depth)
	case Choice:
		n.op, n.word = opChoice, "choice"
		c.kids(n, r, in, depth)
	default:
		c.wrapper(n, r, in, depth)
	}
}

func (c *compiler) wrapper(n *node, r Rule, in around, depth int) {
	top := depth == 0
	switch r := r.(type) {
	case Capped:
		n.op, n.word = opCapped, "capped"
		c.kid(n, r.Of, in, depth)
		c.bound(n, r.At, r.Base)
	case Floor:
		n.op, n.word = opFloor, "floor"
		c.kid(n, r.Of, in, depth)
		c.bound(n, r.At, r.Base)
	case Minimum:
		n.op, n.word = opMinimum, "minimum"
		c.kid(n, r.Of, in, depth)
		var err error
		n.amount, err = r.Amount.read()
		c.faults.Add(n.at("amount"), string(r.Amount), err)
		if err == nil && n.amount.kind != quantity.Number {
			c.faults.Addf(n.at("amount"), string(r.Amount), ErrConflict, "a minimum is an amount")
		}
	case Repeat:
		n.op, n.word, n.needsPast = opRepeat, "repeat", true
		c.kid(n, r.Of, in, depth)
		c.inheritObjective(n)
		if len(r.By) == 0 {
			c.faults.Addf(n.at("by"), "", ErrMissing, "a factor such as 2 is needed")
		}
		for i, f := range r.By {
			n.factors = append(n.factors, c.factor(n, fmt.Sprintf("by[%d]", i), f))
		}
		n.window, n.windowed = c.window(n, "within", r.Within)
	case Worth:
		n.op, n.word = opWorth, "worth"
		c.kid(n, r.Of, in, depth)
		if len(n.kids) == 1 && sameUnit(n.kids[0].unit, n.unit) {
			c.faults.Addf(n.path, "", ErrConflict, "worth turns another unit into %s; its term gives %[1]s already", n.unit)
		}
		c.bound(n, r.Each, r.Base)
	case EarnBack:
		n.op, n.word, n.needsPast = opEarnBack, "earn-back", true
		if !top {
			c.faults.Addf(n.path, "", ErrConflict, "move earn-back to the top of the rule: whole lines are earned back")
		}
		c.kid(n, r.Of, in, depth)
		c.inheritObjective(n)
		c.earnBack(n, r)
	case Bonus:
		n.op, n.word = opBonus, "bonus"
		if !top {
			c.faults.Addf(n.path, "", ErrConflict, "move bonus to the top of the rule: a bonus is never netted inside a credit")
		}
		in.bonus = true
		c.kid(n, r.Of, in, depth)
		switch r.Use {
		case "", Apart:
		case SetOff:
			n.setOff, n.needsPast = true, true
		default:
			c.faults.Add(n.at("use"), string(r.Use), fault.NotOneOf(string(r.Use), "apart", "set-off"))
		}
	default:
		c.faults.Addf(n.path, fmt.Sprintf("%T", r), ErrUnknown, "a rule of this package is needed, as a value")
	}
}

// at gives the path of a field of the node's rule.
func (n *node) at(field string) string { return n.path + "." + n.word + "." + field }

// kid compiles the term inside a wrapper. Except in Worth, the wrapper takes its unit.
func (c *compiler) kid(n *node, t Term, in around, depth int) {
	if k := c.term(n.at("of"), t, in, depth+1); k != nil {
		n.kids = append(n.kids, k)
		if n.op != opWorth {
			n.unit = k.unit
		}
	}
}

// kids compiles the terms of a combinator, which must have the same unit.
func (c *compiler) kids(n *node, terms []Term, in around, depth int) {
	if len(terms) == 0 {
		c.faults.Addf(n.path+"."+n.word, "", ErrMissing, "at least one term is needed")
	}
	if len(terms) > rowsMax {
		c.faults.Addf(n.path+"."+n.word, "", ErrRange, "at most %d terms", rowsMax)
		return
	}
	for i, t := range terms {
		k := c.term(fmt.Sprintf("%s.%s[%d]", n.path, n.word, i), t, in, depth+1)
		if k == nil {
			continue
		}
		if len(n.kids) > 0 && !sameUnit(k.unit, n.kids[0].unit) {
			c.faults.Addf(k.path, "", ErrConflict, "%s cannot be combined with %s", k.unit, n.kids[0].unit)
		}
		n.kids = append(n.kids, k)
		n.unit = n.kids[0].unit
	}
}

// inheritObjective gives a node that reads earlier statements the objective of its
// term, if the term has a single objective.
func (c *compiler) inheritObjective(n *node) {
	if n.objective < 0 && len(n.kids) == 1 && len(n.kids[0].objectives) == 1 {
		n.objective = n.kids[0].objectives[0]
	}
	c.needObjective(n)
}

// credit reads the rate of a leaf. The leaf takes the rate's unit if it names one.
func (c *compiler) credit(n *node, field string, r Rate) {
	read, err := r.read()
	c.faults.Add(n.at(field), string(r), err)
	n.credit = read
	c.leafUnit(n, n.at(field), read)
}

func (c *compiler) leafUnit(n *node, path string, r rate) {
	if r.kind == rateShare && n.base.kind == baseNone {
		c.checkRate(path, r, n.base, n.unit)
	}
	if r.kind == rateAmount && r.unit != "" && !sameUnit(r.unit, n.unit) {
		n.unit = r.unit
	}
}

// bound reads the amount of a cap, floor or worth and its base.
func (c *compiler) bound(n *node, r Rate, b Base) {
	field := "at"
	if n.op == opWorth {
		field = "each"
	}
	read, err := r.read()
	c.faults.Add(n.at(field), string(r), err)
	n.credit = read
	n.capBase, err = b.read()
	c.faults.Add(n.at("base"), string(b), err)
	if n.capBase.kind == baseNone {
		n.capBase = n.base
		if len(n.kids) == 1 && n.kids[0].base.kind != baseNone {
			n.capBase = n.kids[0].base
		}
	}
	c.checkRate(n.at(field), read, n.capBase, n.unit)
}

func (c *compiler) factor(n *node, field string, f Factor) fraction {
	if f == "" && field == "multiple" {
		return whole(1)
	}
	read, err := f.read()
	c.faults.Add(n.at(field), string(f), err)
	return read
}

func (c *compiler) window(n *node, field string, w Lookback) (window, bool) {
	if w == "" {
		return window{}, false
	}
	read, err := w.read()
	c.faults.Add(n.at(field), string(w), err)
	return read, true
}

func (c *compiler) table(n *node, t Table) {
	n.op, n.reads, n.ordered = opTable, orAttained(t.Reads), true
	n.needsPast = n.needsPast || n.reads == Streak
	if n.word != "points" || len(n.kids) == 0 {
		c.needObjective(n)
	}
	rows := n.path + "." + n.word
	if n.word == "table" || n.word == "points" {
		rows += ".rows"
	}
	c.measure(n.at("reads"), t.Reads)
	switch t.Overlap {
	case "", Worst:
	case First:
		n.ordered, n.first = false, true
	default:
		c.faults.Add(n.at("overlap"), string(t.Overlap), fault.NotOneOf(string(t.Overlap), "worst", "first"))
	}
	switch t.Gap {
	case "", Nothing, Lower, Upper, Linear:
		n.gap = t.Gap
	default:
		c.faults.Add(n.at("gap"), string(t.Gap), fault.NotOneOf(string(t.Gap), "nothing", "lower", "upper", "linear"))
	}
	n.mode = exact.HalfUp
	if t.Nearest != "" {
		step, err := t.Nearest.read()
		switch {
		case err != nil:
			c.faults.Add(n.at("nearest"), string(t.Nearest), err)
		case step.value.sign() == 0 || step.kind == rateQuantity:
			c.faults.Addf(n.at("nearest"), string(t.Nearest), ErrRange, "a step above 0 such as 0.1%% is needed")
		}
		n.nearest = step.value
	}
	n.mode, n.round = c.rounding(n.at("round"), t.Round), t.Round
	if t.Nearest != "" && t.Round == "" {
		c.faults.Addf(n.at("round"), "", ErrMissing, "say how a figure between two steps is rounded: half-up, half-even, down or up")
	}
	if len(t.Rows) == 0 {
		c.faults.Addf(rows, "", ErrMissing, "a table has at least one row")
		n.ordered = false
		return
	}
	if len(t.Rows) > rowsMax {
		c.faults.Addf(rows, "", ErrRange, "a table has at most %d rows", rowsMax)
		n.ordered = false
		return
	}
	unit := n.unit
	n.rows = make([]row, 0, len(t.Rows))
	kind := kindOf(t.Rows)
	for i, tier := range t.Rows {
		path := fmt.Sprintf("%s[%d]", rows, i)
		in, err := tier.When.read()
		c.faults.Add(path+".when", string(tier.When), err)
		if err == nil {
			c.checkKind(path+".when", n.reads, in)
			if in.kind != kind {
				c.faults.Addf(path+".when", string(tier.When), ErrConflict, "all rows must compare the same kind of figure%s", withSign(tier.When, kind))
			}
		}
		credit, err := tier.Credit.read()
		c.faults.Add(path+".credit", string(tier.Credit), err)
		n.unit = unit
		c.leafUnit(n, path+".credit", credit)
		if i > 0 && err == nil && n.rows[0].credit.text != "" && !sameUnit(n.unit, unitOf(n.rows[0].credit, unit)) {
			c.faults.Addf(path+".credit", string(tier.Credit), ErrConflict, "all rows must credit the same unit")
		}
		n.rows = append(n.rows, row{band: in, credit: credit, path: path})
	}
}

// kindOf gives the kind of figure that most rows compare; of two kinds with as many rows
// the kind that is no plain number, since a number may lack its sign or unit, else the
// kind that stands first.
func kindOf(rows []Tier) quantity.Kind {
	var count [quantity.Length + 1]int
	var found []quantity.Kind
	for _, tier := range rows {
		if in, err := tier.When.read(); err == nil {
			if count[in.kind] == 0 {
				found = append(found, in.kind)
			}
			count[in.kind]++
		}
	}
	most := quantity.Number
	for _, kind := range found {
		if count[kind] > count[most] || count[kind] == count[most] && most == quantity.Number {
			most = kind
		}
	}
	return most
}

// withSign suggests the band with a percent sign if it then compares shares like the
// other rows.
func withSign(b Band, kind quantity.Kind) string {
	with := b + "%"
	if in, err := with.read(); kind != quantity.Share || err != nil || in.kind != kind {
		return ""
	}
	return fmt.Sprintf(": write %q", with)
}

func unitOf(r rate, otherwise string) string {
	if r.kind == rateAmount && r.unit != "" {
		return r.unit
	}
	return otherwise
}
