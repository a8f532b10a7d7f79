package terms

import (
	"fmt"
	"strings"
	"time"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// Comparison is what the same facts come to under two agreements, or what two sets of
// facts come to under one. It is plain data that belongs to the caller.
type Comparison struct {
	Before, After *sla.Result
	Outcomes      []OutcomePair // in the order of Before, then those that only After has
	Breaches      []BreachPair  // in the order of Before, then those that only After has
	Owed          []Owed        // likewise
	Totals        []Owed        // of each statement; the Objective is empty
}

// OutcomePair is one objective in one period, as a whole or for one group. A result
// that does not have it leaves the zero Outcome.
type OutcomePair struct{ Before, After sla.Outcome }

// Changed reports whether the verdict or the figure differs.
func (p OutcomePair) Changed() bool {
	a, b := &p.Before, &p.After
	return a.Verdict != b.Verdict || a.Reason != b.Reason || a.Attained.String() != b.Attained.String() || a.Objective != b.Objective
}

// BreachPair is one cycle that is a breach in at least one of the results. A result in
// which the cycle is no breach leaves the zero Breach.
type BreachPair struct {
	Ticket, Objective string
	Cycle             int
	Before, After     sla.Breach
	Why               []sla.Change // see Comparison.Explain
}

// Changed reports whether the cycle is a breach in only one of the results, or by
// another overrun.
func (p BreachPair) Changed() bool {
	return p.Before.Ticket != p.After.Ticket || p.Before.Overrun != p.After.Overrun
}

// Owed is a line of a statement, or a total. Lines of one objective and group are
// compared in the order of the credit rules.
type Owed struct {
	Period           string // of the statement, such as 2026-03-01/2026-04-01
	Objective, Group string
	Before, After    penalty.Amount // the zero Amount if the result has no such line
}

// Changed reports whether the amounts differ.
func (o Owed) Changed() bool { return o.Before.String() != o.After.String() }

// Compare sets two results side by side. They have to be of the same period and
// instant; else the differences would not come from the terms, and Compare gives an
// error. Statements are compared by their period, because the agreements may have
// different names.
func Compare(before, after *sla.Result) (Comparison, error) {
	if before.Period != after.Period || !before.AsOf.Equal(after.AsOf) {
		return Comparison{}, fmt.Errorf("terms: a result of %v as of %s and one of %v as of %s cannot be compared: evaluate both for the same period and instant",
			before.Period, before.AsOf.UTC().Format(time.RFC3339), after.Period, after.AsOf.UTC().Format(time.RFC3339))
	}
	c := Comparison{Before: before, After: after}
	c.outcomes()
	c.breaches()
	c.owed()
	return c, nil
}

// paired joins the elements of two lists by their keys. An element whose key is
// repeated is joined with the next of that key.
func paired[T any, K comparable, P any](before, after []T, key func(*T) K, join func(before, after *T) P) []P {
	var pairs []P
	var none T
	others := map[K][]int{}
	for i := range after {
		k := key(&after[i])
		others[k] = append(others[k], i)
	}
	taken := make([]bool, len(after))
	for i := range before {
		k := key(&before[i])
		if rest := others[k]; len(rest) > 0 {
			others[k], taken[rest[0]] = rest[1:], true
			pairs = append(pairs, join(&before[i], &after[rest[0]]))
			continue
		}
		pairs = append(pairs, join(&before[i], &none))
	}
	for i := range after {
		if !taken[i] {
			pairs = append(pairs, join(&none, &after[i]))
		}
	}
	return pairs
}

func (c *Comparison) outcomes() {
	type key struct {
		objective string
		period    sla.Period
		judge     sla.Judge
		group     string
	}
	c.Outcomes = paired(c.Before.Outcomes, c.After.Outcomes,
		func(o *sla.Outcome) key { return key{o.Objective, o.Period, o.Judge, fmt.Sprintf("%q", o.Group)} },
		func(a, b *sla.Outcome) OutcomePair { return OutcomePair{*a, *b} })
}

func (c *Comparison) breaches() {
	type key struct {
		ticket, objective string
		cycle             int
	}
	all := func(r *sla.Result) (list []sla.Breach) {
		for b := range r.Breaches() {
			list = append(list, b)
		}
		return list
	}
	c.Breaches = paired(all(c.Before), all(c.After),
		func(b *sla.Breach) key { return key{b.Ticket, b.Objective, b.Cycle} },
		func(a, b *sla.Breach) BreachPair {
			of := a
			if a.Ticket == "" {
				of = b
			}
			return BreachPair{Ticket: of.Ticket, Objective: of.Objective, Cycle: of.Cycle, Before: *a, After: *b}
		})
}

func (c *Comparison) owed() {
	lines := func(r *sla.Result) (lines, totals []Owed) {
		for _, s := range r.Statements {
			period := s.From.String() + "/" + s.To.String()
			for _, l := range s.Lines {
				lines = append(lines, Owed{Period: period, Objective: l.Objective, Group: l.Group, Before: l.Amount})
			}
			totals = append(totals, Owed{Period: period, Before: s.Total})
		}
		return lines, totals
	}
	key := func(o *Owed) [3]string { return [3]string{o.Period, o.Objective, o.Group} }
	join := func(a, b *Owed) Owed {
		of := *a
		if a.Period == "" {
			of = *b
		}
		of.Before, of.After = a.Before, b.Before
		return of
	}
	was, wasTotal := lines(c.Before)
	is, isTotal := lines(c.After)
	c.Owed, c.Totals = paired(was, is, key, join), paired(wasTotal, isTotal, key, join)
}

// Explain fills in why each breach that changed did so, from the agreements and facts of
// which the results were made: the figures and reasons that differ, as
// [sla.Explanation.Since] names them. For a cycle that is not the latest of its ticket
// there are figures alone. Explain leaves a breach alone if its ticket is not in the
// list.
func (c *Comparison) Explain(before, after *sla.Agreement, tickets []sla.Ticket, waived ...sla.Exclusion) {
	byID := make(map[string]*sla.Ticket, len(tickets))
	for i := range tickets {
		byID[tickets[i].ID] = &tickets[i]
	}
	for i := range c.Breaches {
		b := &c.Breaches[i]
		t := byID[b.Ticket]
		if t == nil || !b.Changed() {
			continue
		}
		was := explanation(before, t, b, c.Before.AsOf, waived)
		is := explanation(after, t, b, c.After.AsOf, waived)
		b.Why = nil
		for _, change := range is.Since(was) {
			if !strings.HasPrefix(change.Path, "alarm ") && !strings.HasPrefix(change.Path, "trace ") {
				b.Why = append(b.Why, change)
			}
		}
	}
}

// explanation explains a cycle. The explanation of an earlier cycle has no reasons.
func explanation(a *sla.Agreement, t *sla.Ticket, b *BreachPair, asOf time.Time, waived []sla.Exclusion) sla.Explanation {
	e := a.Explain(t, b.Objective, asOf, waived...)
	if e.Reading.Cycle == b.Cycle {
		return e
	}
	for r := range a.Track(t, asOf, waived...).Cycles(b.Objective) {
		if r.Cycle == b.Cycle {
			return sla.Explanation{Ticket: e.Ticket, Title: e.Title, AsOf: e.AsOf, Zone: e.Zone, Reading: r}
		}
	}
	return sla.Explanation{Ticket: e.Ticket, Title: e.Title, AsOf: e.AsOf, Zone: e.Zone, Reading: sla.Reading{Objective: b.Objective}}
}
