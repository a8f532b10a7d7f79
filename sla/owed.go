package sla

import (
	"cmp"
	"math/big"
	"sort"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// settledOutcome is the outcome of a period that has ended, with its terms.
type settledOutcome struct {
	Outcome
	groups  []Outcome
	promise *promise
}

// owed works out a statement for each period that has ended: its outcomes, what
// was billed for it, and what was granted before.
func (t *Tally) owed(settled []settledOutcome) []penalty.Statement {
	sort.SliceStable(settled, func(i, j int) bool {
		a, b := settled[i].Period, settled[j].Period
		return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(b.from, a.from)) < 0
	})
	var earlier []penalty.Statement
	t.issued.settle(compareIssued)
	for _, issued := range t.issued.items {
		earlier = append(earlier, issued.item.Statement)
	}
	t.charges.settle(compareCharges)
	var statements []penalty.Statement
	for len(settled) > 0 {
		period := settled[0].Period
		n := 1
		for n < len(settled) && settled[n].Period == period {
			n++
		}
		schedule := t.a.programs[t.a.programAt(t.a.start(period.from))].credits
		statement := schedule.Statement(t.happened(period, settled[:n]), earlier...)
		statements, earlier = append(statements, statement), append(earlier, statement)
		settled = settled[n:]
	}
	return statements
}

// happened gathers what the credit rules look at in one period.
func (t *Tally) happened(period Period, settled []settledOutcome) penalty.Case {
	c := penalty.Case{ID: t.a.spec.ID + " " + period.String(), From: period.from, To: period.to}
	var groupings [][]string
	for i := range settled {
		o := &settled[i]
		groupings = append(groupings, o.promise.groups...)
		if len(o.groups) == 0 { // of an objective in groups: there is nothing to group
			c.Shortfalls = append(c.Shortfalls, t.shortfall(&o.Outcome, o.promise))
		}
		byGroup := breachesByGroup(o.Breaches, o.groups)
		for g := range o.groups {
			one := o.groups[g]
			one.Breaches = byGroup[g]
			s := t.shortfall(&one, o.promise)
			s.Group = groupName(one.Group)
			c.Shortfalls = append(c.Shortfalls, s)
		}
	}
	for _, charge := range t.charges.items {
		if !period.Contains(charge.item.Period) || charge.times <= 0 {
			continue
		}
		billing := penalty.Charge{Name: charge.item.Of, Amount: charge.item.Amount}
		if names := billed(charge.item.Attrs, groupings); len(names) > 0 {
			billing.Group, billing.Also = names[0], names[1:]
		}
		c.Charges = append(c.Charges, billing)
	}
	return c
}

// breachesByGroup sorts the breaches of an objective into its groups.
func breachesByGroup(breaches []Breach, groups []Outcome) [][]Breach {
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
func (t *Tally) shortfall(o *Outcome, promise *promise) penalty.Shortfall {
	s := penalty.Shortfall{
		Objective: o.Objective, Verdict: penalty.Verdict(o.Verdict), Attained: o.Attained.Rat(),
		Breaches: int64(len(o.Breaches)),
	}
	if _, isLength := promise.gives.Duration(); isLength && s.Attained != nil { // seconds here, nanoseconds there
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
	}
	s.On = t.firstFailure(o)
	if len(o.Ledger) > 0 {
		s.Lost, s.Length = lostTime(o)
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
	bad := new(big.Rat).Sub(big.NewRat(1, 1), o.Attained.Rat())
	bad.Mul(bad, big.NewRat(int64(length), 1))
	return time.Duration(exact.Quotient(bad.Num(), bad.Denom(), exact.HalfUp).Int64()), length
}

// firstFailure is the local day of the first breach or outage of an outcome; the
// zero Date when there is none.
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
