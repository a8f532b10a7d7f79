package sla

import (
	"cmp"
	"math/big"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// settledOutcome is the outcome of a period that has ended, with its terms.
type settledOutcome struct {
	Outcome
	promise *promise
	groups  []settledOutcome // credits are owed to these, if there are any
}

// settledOf is an outcome as credits see it.
func settledOf(o shown) settledOutcome {
	s := settledOutcome{Outcome: o.Outcome, promise: o.promise}
	if len(o.groups) > 0 {
		s.groups = make([]settledOutcome, len(o.groups))
		for i := range o.groups {
			s.groups[i] = settledOf(o.groups[i])
		}
	}
	return s
}

// withGroups gives an outcome its groups, and each of them its own breaches.
func (o shown) withGroups(groups []shown) shown {
	byGroup := breachesByGroup(o.Breaches, groups)
	o.groups = slices.Clone(groups)
	for i := range o.groups {
		o.groups[i].Breaches = byGroup[i]
	}
	return o
}

// settledOver is a longer period as credits see it: by its own name, with the
// breaches of its periods.
func settledOver(o shown, groups, periods []shown) settledOutcome {
	for i := range periods {
		if o.Period.Contains(periods[i].Period) {
			o.Breaches = append(o.Breaches, periods[i].Breaches...)
		}
	}
	s := settledOf(o.withGroups(groups))
	s.over(&o)
	for i := range s.groups {
		s.groups[i].over(&o)
	}
	return s
}

// over gives what is settled over a longer period the name and the promise that
// credits see.
func (s *settledOutcome) over(o *shown) {
	s.Objective = o.settles
	if o.Judge == JudgeEvery || o.Judge == JudgeSome {
		counts := *o.promise // its figure is of periods, not of what each is held to
		counts.judged, counts.family.gives = false, shareGiven
		s.promise = &counts
	}
}

// owed works out a statement for each period that has ended: its outcomes, what
// was billed for it, and what was granted before. earlier is what was granted
// before the periods that have not ended.
func (t *Tally) owed(settled []settledOutcome) (statements, earlier []penalty.Statement) {
	sort.SliceStable(settled, func(i, j int) bool {
		a, b := settled[i].Period, settled[j].Period
		return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(b.from, a.from)) < 0
	})
	earlier = t.earlier()
	issued := map[Period]bool{}
	for i := range earlier {
		issued[Period{earlier[i].From, earlier[i].To}] = true
	}
	for len(settled) > 0 {
		period := settled[0].Period
		n := 1
		for n < len(settled) && settled[n].Period == period {
			n++
		}
		schedule := t.a.programs[t.a.programAt(t.a.start(period.from))].credits
		statement := schedule.Statement(t.happened(period, settled[:n]), earlier...)
		statements = append(statements, statement)
		if !issued[period] { // what was issued stands for what is worked out again
			earlier = append(earlier, statement)
		}
		settled = settled[n:]
	}
	return statements, earlier
}

// settleMoney settles charges and statements; more removed than added is an error.
func (t *Tally) settleMoney() error {
	t.charges.settle(compareCharges)
	for i := range t.charges.items {
		if c := &t.charges.items[i]; c.times < 0 {
			return errRemoved("a charge of " + cmp.Or(c.item.Of, "the invoice") + " for " + c.item.Period.String() + ", " + exact.Text(c.item.Amount) + ",")
		}
	}
	t.issued.settle(compareIssued)
	for i := range t.issued.items {
		if s := &t.issued.items[i]; s.times < 0 {
			return errRemoved("the issued statement " + s.item.ID)
		}
	}
	return nil
}

// earlier gives the statements that were issued. A statement in another unit
// than the credits of its day, the same statement again and a second statement
// of one period that corrects none are not used: each is a finding.
func (t *Tally) earlier() []penalty.Statement {
	type key struct {
		Period
		corrects, id string
	}
	var used []penalty.Statement
	seen := map[key]bool{}
	for i := range t.issued.items {
		s := &t.issued.items[i].item.Statement
		schedule := t.a.programs[t.a.programAt(t.a.start(s.From))].credits
		if unit := s.Total.Unit(); unit != "" && schedule.Unit() != "" && oneOfMany(unit) != oneOfMany(schedule.Unit()) {
			t.oddities = append(t.oddities, Finding{FindingCurrency, s.ID, "issued.total", unit})
			continue
		}
		k := key{Period: Period{s.From, s.To}, corrects: s.Corrects}
		if s.Corrects != "" {
			k.id = s.ID // a statement may be corrected several times
		}
		again := t.issued.items[i].times > 1 || seen[k]
		if again {
			t.oddities = append(t.oddities, Finding{FindingDuplicateStatement, s.ID, "issued", k.Period.String()})
		}
		if !seen[k] {
			used = append(used, *s)
		}
		seen[k] = true
	}
	return used
}

// oneOfMany is the unit of one: statements read "1 point" and "2 points".
func oneOfMany(unit string) string {
	if len(unit) > 2 {
		return strings.TrimSuffix(unit, "s")
	}
	return unit
}

// happened gathers what the credit rules look at in one period.
func (t *Tally) happened(period Period, settled []settledOutcome) penalty.Case {
	spec := &t.a.spec
	c := penalty.Case{
		ID: spec.ID + " " + period.String(), From: period.from, To: period.to,
		Agreement: spec.ID, Title: spec.Title, Provider: spec.Provider, Customer: spec.Customer,
	}
	quantities := t.a.programs[t.a.programAt(t.a.start(period.from))].credits.Quantities()
	var groupings [][]string
	for i := range settled {
		o := &settled[i]
		groupings = append(groupings, o.promise.groups...)
		if len(o.groups) == 0 { // of an objective in groups: there is nothing to group
			c.Shortfalls = append(c.Shortfalls, t.shortfall(o))
		}
		for g := range o.groups {
			s := t.shortfall(&o.groups[g])
			s.Group = groupName(o.groups[g].Group)
			c.Shortfalls = append(c.Shortfalls, s)
		}
	}
	for _, charge := range t.charges.items {
		over := charge.item.Period
		if over.from >= period.to || over.to <= period.from {
			continue
		}
		amount := charge.item.Amount.Mul(decimal.NewFromInt(charge.times)) // equal charges add up too
		billing := penalty.Charge{Name: charge.item.Of, From: over.from, To: over.to, Amount: amount}
		if names := billed(charge.item.Attrs, groupings); len(names) > 0 {
			billing.Group, billing.Also = names[0], names[1:]
		}
		c.Charges = append(c.Charges, billing)
		for _, name := range quantities {
			if value, ok := quantityOf(charge.item.Attrs.Get(name)); ok {
				value.Mul(value, big.NewRat(charge.times, 1))
				c.Quantities = append(c.Quantities, penalty.Quantity{Name: name, Group: billing.Group, Also: billing.Also, From: over.from, To: over.to, Value: value})
			}
		}
	}
	return c
}

// quantityOf reads the quantity that an attribute of a charge tells.
func quantityOf(text string) (*big.Rat, bool) {
	value, err := quantity.ReadNumber(text)
	return value, err == nil && value.Sign() >= 0
}

// breachesByGroup sorts the breaches of an objective into its groups.
func breachesByGroup(breaches []Breach, groups []shown) [][]Breach {
	all := make([][]Breach, len(groups))
	if len(breaches) == 0 || len(groups) == 0 {
		return all
	}
	numbers := make(map[string]int, len(groups))
	for g := range groups {
		numbers[groupName(groups[g].Group)] = g
	}
	for i := range breaches {
		group := make(Attrs, 0, 2)
		for _, pair := range groups[0].Group { // all are of one grouping
			group = append(group, [2]string{pair[0], breaches[i].Group.Get(pair[0])})
		}
		if g, known := numbers[groupName(group)]; known {
			all[g] = append(all[g], breaches[i])
		}
	}
	return all
}

// shortfall hands an outcome to the credit rules.
func (t *Tally) shortfall(o *settledOutcome) penalty.Shortfall {
	promise := o.promise
	s := penalty.Shortfall{
		Objective: o.Objective, Verdict: o.Verdict, Attained: o.Attained.Rat(),
		Breaches: int64(len(o.Breaches)),
	}
	if promise.gives.Kind() == metrics.LengthFigure && s.Attained != nil { // seconds here, nanoseconds there
		s.Attained.Mul(s.Attained, big.NewRat(int64(time.Second), 1))
		s.Elapsed = true
	}
	if s.Verdict == "" {
		s.Verdict = penalty.NotMeasurable
	}
	if !o.Attained.IsValid() {
		s.Reason = string(o.Reason)
	}
	if promise.judged {
		s.Promised, s.LessIsBetter = promise.bound()
	}
	for _, b := range o.Breaches {
		s.Late = append(s.Late, b.Overrun)
		at := b.StartedAt
		if at.IsZero() {
			at = b.BreachedAt
		}
		s.Starts = append(s.Starts, at)
	}
	s.LateDays, s.LateBusinessDays = lateDays(o.Breaches)
	for _, f := range o.Failures {
		if f.Earlier {
			s.Carried = append(s.Carried, f.Lost)
			continue
		}
		s.Breaches++
		s.Late = append(s.Late, f.Lost)
		s.Starts = append(s.Starts, f.From)
	}
	s.On = t.firstFailure(&o.Outcome)
	if len(o.Ledger) > 0 {
		s.Lost, s.Length = lostTime(&o.Outcome)
	}
	return s
}

// lostTime is the time not delivered out of the time it was due in, as the
// figure counts them: partial outages by their weight, rounded where the policy
// rounds. What is no whole nanosecond is rounded to the nearest.
func lostTime(o *Outcome) (lost, length time.Duration) {
	length = o.Ledger.Counted()
	if !o.Attained.IsValid() {
		return 0, length
	}
	if d, ok := o.Attained.Duration(); ok {
		return d, length // the figure is the time lost
	}
	bad := new(big.Rat).Sub(big.NewRat(1, 1), o.Attained.Rat())
	bad.Mul(bad, big.NewRat(int64(length), 1))
	return time.Duration(exact.Quotient(bad.Num(), bad.Denom(), exact.HalfUp).Int64()), length
}

// firstFailure is the local day of the first breach or outage of an outcome; the
// zero Date if it has neither.
func (t *Tally) firstFailure(o *Outcome) date.Date {
	if len(o.Breaches) > 0 {
		return civil.Of(t.a.day(clampNanos(o.Breaches[0].BreachedAt)))
	}
	for _, e := range o.Ledger {
		if e.Bucket == metrics.Down || e.Bucket == metrics.Degraded {
			return civil.Of(t.a.day(clampNanos(e.From)))
		}
	}
	return 0
}
