package penalty

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/parts"
	"github.com/upheld/upheld/internal/quantity"
)

// Schedule is a valid Spec, ready to work out statements. It is immutable and safe
// for concurrent use. The zero Schedule grants nothing.
type Schedule struct{ *schedule }

type schedule struct {
	spec    Spec
	unit    string
	places  int8
	of      *denomination // unit and places
	base    base
	terms   []*node // one per rule of the Spec
	nodes   []*node // all nodes by id; marks refer to them
	names   []string
	ids     map[string]int32 // objective → its place in names
	caps    []scopeCap
	minimum *band

	weightEach, weightSum *band
	rounded               bool // the minimum looks at the rounded total
	mode                  exact.Mode
	claim                 claim
	businessDays          nextBusinessDay // of the claim window; nil: not known
	triggers              []trigger
	history               bool // some rule, cap or trigger reads earlier statements
	clauses               Clauses
}

// scopeCap is a Cap as read.
type scopeCap struct {
	path      string
	objective int32 // -1: all
	per       Scope
	window    window // if per is a window
	width     int    // the order of the caps: narrow ones are lower
	at        rate
	base      base
}

type trigger struct {
	Trigger
	path      string
	objective int32 // -1: each
	in        band
	within    window
	inARow    bool
	when      *band // of CountOwed
	base      base
}

// Bounds of a Spec: they keep compiling and evaluating cheap.
const (
	rulesMax = 100_000
	depthMax = 32
	rowsMax  = 1_000
)

// New validates a Spec. The error joins a *FieldError for every problem. Terms that
// can be computed but look wrong are no errors: see Schedule.Findings. The
// calculators are the rules of your own that Named refers to.
func New(spec Spec, calculators ...Calculator) (Schedule, error) {
	spec = parts.Copy(spec)
	c := &compiler{
		schedule: &schedule{spec: spec, unit: spec.Unit, ids: map[string]int32{}, mode: exact.HalfUp},
	}
	c.calculators(calculators)
	c.head(spec)
	if len(spec.Rules) > rulesMax {
		c.faults.Addf("rules", "", ErrRange, "at most %d rules", rulesMax)
		spec.Rules = nil
	}
	named := map[string]bool{}
	for i, t := range spec.Rules {
		path := fmt.Sprintf("rules[%d]", i)
		if t.Name != "" {
			c.faults.Add(path+".name", t.Name, checkName(t.Name))
			if named[t.Name] {
				c.faults.Addf(path+".name", t.Name, ErrConflict, "two rules have the same name")
			}
			named[t.Name] = true
		}
		n := c.term(path, t, around{objective: -1, base: c.base}, 0)
		if n == nil {
			continue
		}
		if !sameUnit(n.unit, c.unit) {
			c.faults.Addf(path, "", ErrConflict, "the rule gives %s, but the unit is %s; wrap the rule in worth or points", n.unit, c.unit)
		}
		c.cite(t.Name, t.Clause)
		if n.name = t.Name; n.name == "" {
			n.name = n.path
		}
		c.terms = append(c.terms, n)
	}
	c.tail(spec)
	if err := c.faults.Err(); err != nil {
		return Schedule{}, err
	}
	c.of = &denomination{c.unit, c.places}
	sort.Slice(c.clauses, func(i, j int) bool { return c.clauses[i][0] < c.clauses[j][0] })
	for _, n := range c.nodes {
		n.seal()
	}
	return Schedule{c.schedule}, nil
}

type compiler struct {
	*schedule
	faults fault.List
	own    map[string]Calculator
}

// around is what a term inherits from the terms around it.
type around struct {
	objective int32
	base      base
	bonus     bool // inside a Bonus
}

func (c *compiler) head(spec Spec) {
	if spec.Unit == "" && len(spec.Rules) > 0 {
		c.faults.Addf("unit", "", ErrMissing, "a currency such as EUR or a unit such as points is needed")
	} else if spec.Unit != "" {
		c.faults.Add("unit", spec.Unit, checkName(spec.Unit))
	}
	c.places = minorUnit(spec.Unit)
	if spec.Scale != nil {
		if s := *spec.Scale; s < 0 || s > placesMax {
			c.faults.Addf("scale", fmt.Sprint(s), ErrRange, "an amount has 0 to %d digits after the point", placesMax)
		} else {
			c.places = int8(s)
		}
	}
	var err error
	c.base, err = spec.Base.read()
	c.faults.Add("base", string(spec.Base), err)
	if err != nil {
		c.base.kind = baseMoney // so that its shares are not reported as well
	}
}

func (c *compiler) tail(spec Spec) {
	for i, cap := range spec.Caps {
		c.cap(fmt.Sprintf("caps[%d]", i), cap)
	}
	sort.SliceStable(c.caps, func(i, j int) bool { return c.caps[i].width < c.caps[j].width })
	c.weightEach = c.weight("weights.each", spec.Weights.Each)
	c.weightSum = c.weight("weights.sum", spec.Weights.Sum)
	if spec.Minimum != "" {
		b, err := spec.Minimum.read()
		c.faults.Add("minimum", string(spec.Minimum), err)
		if err == nil && b.kind != quantity.Number {
			c.faults.Addf("minimum", string(spec.Minimum), ErrConflict, "a minimum is an amount")
		}
		c.minimum = &b
	}
	switch spec.Charges {
	case "", Whole, ByMonths, ByDays:
	default:
		c.faults.Add("charges", string(spec.Charges), fault.NotOneOf(string(spec.Charges), "whole", "by-months", "by-days"))
	}
	switch spec.MinimumOf {
	case "", TestExact:
	case TestRounded:
		c.rounded = true
	default:
		c.faults.Add("minimum-of", string(spec.MinimumOf), fault.NotOneOf(string(spec.MinimumOf), "exact", "rounded"))
	}
	if c.mode = c.rounding("round", spec.Round); spec.Round == "" && len(spec.Rules) > 0 {
		c.faults.Addf("round", "", ErrMissing, "say how the total is rounded: half-up, half-even, down or up")
	}
	var err error
	c.claim, err = spec.Claim.read()
	c.faults.Add("claim", string(spec.Claim), err)
	for i, t := range spec.Triggers {
		c.trigger(fmt.Sprintf("triggers[%d]", i), t)
	}
}

// weight reads a range of weights; nil if none is stated.
func (c *compiler) weight(path string, in Band) *band {
	if in == "" {
		return nil
	}
	read, err := in.read()
	c.faults.Add(path, string(in), err)
	if err == nil && read.kind != quantity.Share {
		c.faults.Addf(path, string(in), ErrConflict, "a weight is a share such as 40%%")
	}
	return &read
}

func (c *compiler) rounding(path string, r RoundingMode) exact.Mode {
	switch r {
	case "", HalfUp:
		return exact.HalfUp
	case HalfEven:
		return exact.HalfEven
	case RoundDown:
		return exact.Down
	case RoundUp:
		return exact.Up
	}
	c.faults.Add(path, string(r), fault.NotOneOf(string(r), "half-up", "half-even", "down", "up"))
	return exact.HalfUp
}

func (c *compiler) cap(path string, cap Cap) {
	out := scopeCap{path: path, per: cap.Per, objective: -1}
	c.cite(path, cap.Clause)
	if cap.Objective != "" {
		out.objective = c.objective(path+".objective", cap.Objective)
	}
	var err error
	switch cap.Per {
	case "":
		c.faults.Addf(path+".per", "", ErrMissing, "objective, group, period, month, year, 12 months or lifetime")
	case PerObjective:
	case PerGroup:
		out.width = 1
	default:
		out.window, err = Lookback(cap.Per).read()
		c.faults.Add(path+".per", string(cap.Per), err)
		out.width = 2 + out.window.months
		if out.window.kind == windowLifetime {
			out.width = monthsMax + 3
		}
		c.history = c.history || out.window.kind != windowPeriod
	}
	out.at, err = cap.At.read()
	c.faults.Add(path+".at", string(cap.At), err)
	out.base, err = cap.Base.read()
	c.faults.Add(path+".base", string(cap.Base), err)
	if err == nil && out.base.kind == baseNone {
		out.base = c.base
	}
	c.checkRate(path+".at", out.at, out.base, c.unit)
	c.caps = append(c.caps, out)
}

// checkRate reports a share without a base, and an amount whose unit is not unit.
func (c *compiler) checkRate(path string, r rate, b base, unit string) {
	switch {
	case r.kind == rateShare && b.kind == baseNone:
		c.faults.Addf(path, string(r.text), ErrMissing, "a share needs a base; state one here, in the term or in the schedule")
	case r.kind != rateShare && r.unit != "" && !sameUnit(r.unit, unit):
		c.faults.Addf(path, string(r.text), ErrConflict, "an amount of %s is needed here", unit)
	}
}

func (c *compiler) trigger(path string, t Trigger) {
	out := trigger{Trigger: t, path: path, objective: -1, inARow: t.Within == ""}
	if t.Name == "" {
		c.faults.Addf(path+".name", "", ErrMissing, "a trigger needs a name")
	}
	if t.Objective != "" {
		out.objective = c.objective(path+".objective", t.Objective)
	}
	switch t.Counts {
	case "":
		out.Counts = CountMissed
	case CountMissed, CountBreaches, CountPoints, CountAverage, CountCapped, CountReached, CountOwed:
	default:
		c.faults.Add(path+".counts", string(t.Counts),
			fault.NotOneOf(string(t.Counts), "missed", "breaches", "points", "average", "capped", "cap-reached", "owed"))
	}
	c.owes(path, t, &out)
	var err error
	out.in, err = t.In.read()
	c.faults.Add(path+".in", string(t.In), err)
	if out.inARow {
		if out.Counts == CountAverage {
			c.faults.Addf(path+".within", "", ErrMissing, "an average needs a window such as 3 months")
		}
	} else {
		out.within, err = t.Within.readDays()
		c.faults.Add(path+".within", string(t.Within), err)
	}
	c.history = true
	c.triggers = append(c.triggers, out)
}

// owes reads When and Base, which a trigger with counts: owed needs and no other
// trigger may have.
func (c *compiler) owes(path string, t Trigger, out *trigger) {
	if t.Counts != CountOwed {
		for _, other := range [][2]string{{"when", string(t.When)}, {"base", string(t.Base)}} {
			if other[1] != "" {
				c.faults.Addf(path+"."+other[0], other[1], ErrConflict, "only counts: owed uses it; remove it")
			}
		}
		return
	}
	if t.When == "" {
		c.faults.Addf(path+".when", "", ErrMissing, "counts: owed needs what is owed, such as at least 20%%")
		return
	}
	when, err := t.When.read()
	c.faults.Add(path+".when", string(t.When), err)
	out.when, out.base = &when, c.base
	if t.Base != "" {
		var wrong error
		out.base, wrong = t.Base.read()
		c.faults.Add(path+".base", string(t.Base), wrong)
		if wrong != nil {
			return
		}
	}
	switch {
	case err != nil:
	case when.kind == quantity.Length:
		c.faults.Addf(path+".when", string(t.When), ErrConflict, "write an amount such as 500.00 or a share such as 20%%")
	case when.kind == quantity.Share && out.base.kind == baseNone:
		c.faults.Addf(path+".when", string(t.When), ErrMissing, "a share needs a base; state one here or in the schedule")
	}
}

// objective gives the number of an objective, and numbers it if it is new.
func (c *compiler) objective(path, name string) int32 {
	if err := checkName(name); err != nil {
		c.faults.Add(path, name, err)
		return -1
	}
	id, known := c.ids[name]
	if !known {
		id = int32(len(c.names))
		c.ids[name], c.names = id, append(c.names, name)
	}
	return id
}

// Objectives lists the ids of the objectives that rules, caps and triggers name, in
// the order in which New first reads them.
func (s Schedule) Objectives() []string {
	if s.schedule == nil {
		return nil
	}
	return slices.Clone(s.names)
}

// Charges lists the names of the charges that bases use ("fee of portal" gives
// "portal"), sorted; a base on the invoice gives "invoice".
func (s Schedule) Charges() []string {
	if s.schedule == nil {
		return nil
	}
	var all []string
	add := func(b base) {
		switch b.kind {
		case baseFee:
			all = append(all, b.name)
		case baseInvoice:
			all = append(all, "invoice")
		}
	}
	add(s.base)
	for _, n := range s.nodes {
		add(n.base)
		add(n.capBase)
	}
	for _, cap := range s.caps {
		add(cap.base)
	}
	for i := range s.triggers {
		if t := &s.triggers[i]; t.when != nil && t.when.kind == quantity.Share {
			add(t.base)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Quantities lists the names of the quantities that rates use ("12.00 per kg" gives
// "kg"), sorted.
func (s Schedule) Quantities() []string {
	if s.schedule == nil {
		return nil
	}
	var all []string
	add := func(r rate) {
		if r.kind == rateQuantity {
			all = append(all, r.quantity)
		}
	}
	for _, n := range s.nodes {
		add(n.credit)
		for i := range n.rows {
			add(n.rows[i].credit)
		}
	}
	for _, cap := range s.caps {
		add(cap.at)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Spec gives a copy of the Spec that New read.
func (s Schedule) Spec() Spec {
	if s.schedule == nil {
		return Spec{}
	}
	return parts.Copy(s.spec)
}

// Unit gives the unit of the amounts: a currency code or a word.
func (s Schedule) Unit() string {
	if s.schedule == nil {
		return ""
	}
	return s.unit
}

// Places gives the number of digits after the point of the amounts, 0 to 18.
func (s Schedule) Places() int {
	if s.schedule == nil {
		return 0
	}
	return int(s.places)
}

// minorUnit gives the number of digits after the point of a currency (ISO 4217); 0 if
// unit is not a currency code.
func minorUnit(unit string) int8 {
	if len(unit) != 3 || strings.ToUpper(unit) != unit || strings.ToLower(unit) == unit {
		return 0
	}
	switch unit {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF",
		"UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	case "CLF", "UYW":
		return 4
	}
	return 2
}
