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
	promise *promise
}

// settledOver is a longer period as credits see it: by its own name, with the
// breaches of its periods.
func settledOver(o shown, periods []shown) settledOutcome {
	s := settledOutcome{o.Outcome, o.promise}
	s.Objective = o.settles
	for i := range periods {
		if o.Period.Contains(periods[i].Period) {
			s.Breaches = append(s.Breaches, periods[i].Breaches...)
		}
	}
	if o.Judge == JudgeEvery || o.Judge == JudgeSome {
		counts := *o.promise // its figure is of periods, not of what each is held to
		counts.judged, counts.family.gives = false, shareGiven
		s.promise = &counts
	}
	return s
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
	for i := range settled {
		c.Shortfalls = append(c.Shortfalls, t.shortfall(&settled[i]))
	}
	for _, charge := range t.charges.items {
		if period.Contains(charge.item.Period) && charge.times > 0 {
			c.Charges = append(c.Charges, penalty.Charge{Name: charge.item.Of, Amount: charge.item.Amount})
		}
	}
	return c
}

// shortfall hands an outcome to the credit rules.
func (t *Tally) shortfall(o *settledOutcome) penalty.Shortfall {
	s := penalty.Shortfall{
		Objective: o.Objective, Verdict: penalty.Verdict(o.Verdict), Attained: o.Attained.Rat(),
		Breaches: int64(len(o.Breaches)),
	}
	if _, isLength := o.promise.gives.Duration(); isLength && s.Attained != nil { // seconds here, nanoseconds there
		s.Attained.Mul(s.Attained, big.NewRat(int64(time.Second), 1))
		s.Elapsed = true
	}
	if s.Verdict == "" {
		s.Verdict = penalty.NotMeasurable
	}
	if !o.Attained.IsValid() {
		s.Reason = string(o.Reason)
	}
	if o.promise.judged {
		s.Promised, s.LessIsBetter = o.promise.bound()
	}
	for _, b := range o.Breaches {
		s.Late = append(s.Late, b.Overrun)
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
