package penalty_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/penalty"
)

func (c contract) compile() (penalty.Schedule, error) { return penalty.New(c.spec) }

func caseOf(all []penalty.Shortfall) penalty.Case {
	return penalty.Case{ID: "march", From: march, To: april, Shortfalls: all}
}

// drawn gives a contract, its schedule and a month.
func drawn(r *tape.Reader) (contract, penalty.Schedule, []penalty.Shortfall, error) {
	c := drawContract(r)
	schedule, err := c.compile()
	return c, schedule, c.drawShortfalls(r), err
}

// The exact total is the oracle's; the rounded one is that number rounded once,
// unless a cap of lines holds it below.
func lawOracle(r *tape.Reader) error {
	c, schedule, all, err := drawn(r)
	if err != nil {
		return err
	}
	s := schedule.Statement(caseOf(all))
	want := c.exactTotal(all)
	if s.Exact.Rat().Cmp(want) != 0 {
		return fmt.Errorf("exact total %s, want %s", s.Exact, want.RatString())
	}
	amounts, _ := c.lines(all)
	if len(amounts) != len(s.Lines) {
		return fmt.Errorf("%d lines, want %d", len(s.Lines), len(amounts))
	}
	for i, line := range s.Lines {
		steps := line.Steps()
		if got := steps[len(steps)-1].Gives.Rat(); got.Cmp(amounts[i]) != 0 {
			return fmt.Errorf("line %d: %v, want %s", i, steps, amounts[i].RatString())
		}
	}
	unit := big.NewRat(1, pow10(schedule.Places()))
	off := new(big.Rat).Sub(s.Total.Rat(), want)
	// Lines that rounding would lift over a cap of their own stay below it, and
	// the total with them.
	held := slices.ContainsFunc(s.Lines, func(l penalty.Line) bool {
		return slices.ContainsFunc(l.Steps(), func(s penalty.Step) bool { return s.Op == "capped" })
	})
	if off.Abs(off).Cmp(unit) >= 0 && len(c.caps) == 0 && !held {
		return fmt.Errorf("total %s is a whole digit off %s", s.Total, want.RatString())
	}
	if off.Cmp(unit.Mul(unit, rat(int64(1+len(s.Lines)), 1))) > 0 {
		return fmt.Errorf("total %s is too far off %s", s.Total, want.RatString())
	}
	if c.spec.Round == penalty.RoundDown && s.Total.Rat().Cmp(want) > 0 {
		return fmt.Errorf("total %s rounded down is above %s", s.Total, want.RatString())
	}
	return nil
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// Lines add up, before and after rounding; no line is below 0.
func lawLinesAddUp(r *tape.Reader) error {
	_, schedule, all, err := drawn(r)
	if err != nil {
		return err
	}
	s := schedule.Statement(caseOf(all))
	sum := zero()
	for _, l := range s.Lines {
		if l.Amount.Sign() < 0 {
			return fmt.Errorf("a line of %s", l.Amount)
		}
		sum.Add(sum, l.Amount.Rat())
	}
	if sum.Cmp(s.Total.Rat()) != 0 {
		return fmt.Errorf("lines add up to %s, the total is %s", sum.RatString(), s.Total)
	}
	if total := schedule.Total(caseOf(all)); !total.Equal(s.Total) {
		return fmt.Errorf("Total gives %s, Statement %s", total, s.Total)
	}
	return nil
}

// 0 ≤ credit ≤ every cap, after rounding too.
func lawCapsHold(r *tape.Reader) error {
	c, schedule, all, err := drawn(r)
	if err != nil {
		return err
	}
	s := schedule.Statement(caseOf(all))
	for _, cap := range c.caps {
		sums := map[string]*big.Rat{}
		for _, l := range s.Lines {
			key := map[penalty.Scope]string{penalty.PerObjective: l.Objective, penalty.PerGroup: l.Group}[cap.per]
			if sums[key] == nil {
				sums[key] = zero()
			}
			sums[key].Add(sums[key], l.Amount.Rat())
		}
		for key, sum := range sums {
			if sum.Cmp(cap.limit) > 0 {
				return fmt.Errorf("%s %s gets %s under a cap of %s", cap.per, key, sum.RatString(), cap.limit.RatString())
			}
		}
	}
	for _, l := range s.Lines {
		for _, step := range l.Steps() {
			if step.Op == "capped" && step.Path == l.Rule &&
				l.Amount.Rat().Cmp(step.Saw.Rat()) > 0 {
				return fmt.Errorf("a line of %s under a cap of %s", l.Amount, step.Saw)
			}
		}
	}
	return nil
}

// On tables without findings a worse month never costs less, before rounding.
func lawWorseNeverPaysLess(r *tape.Reader) error {
	c, schedule, all, err := drawn(r)
	if err != nil || !c.clean() {
		return err
	}
	worse := slices.Clone(all)
	i := r.Int(len(worse))
	lower := new(big.Rat).Mul(worse[i].Attained, rat(1+r.Int64(1000), 1000))
	worse[i].Attained = lower
	for range r.Int64(4) {
		more := penalty.Days{Started: 1}
		worse[i].Breaches++
		worse[i].LateDays = append(slices.Clip(worse[i].LateDays), more)
		worse[i].LateBusinessDays = append(slices.Clip(worse[i].LateBusinessDays), more)
	}
	if a, b := schedule.Statement(caseOf(all)).Exact, schedule.Statement(caseOf(worse)).Exact; b.Rat().Cmp(a.Rat()) < 0 && len(c.caps) < 2 {
		return fmt.Errorf("worse pays %s instead of %s", b, a)
	}
	return nil
}

// The order of the facts, and of the terms of a sum or a highest, is irrelevant
// to the amount.
func lawOrder(r *tape.Reader) error {
	c, schedule, all, err := drawn(r)
	if err != nil {
		return err
	}
	want := schedule.Statement(caseOf(all))
	turned := slices.Clone(all)
	slices.Reverse(turned)
	if got := schedule.Statement(caseOf(turned)); got.Exact.Rat().Cmp(want.Exact.Rat()) != 0 || !got.Total.Equal(want.Total) && len(c.caps) == 0 {
		return fmt.Errorf("in another order %s (%s) instead of %s (%s)", got.Total, got.Exact, want.Total, want.Exact)
	}
	turn := func(terms []penalty.Term) []penalty.Term {
		terms = slices.Clone(terms)
		slices.Reverse(terms)
		return terms
	}
	spec := c.spec
	spec.Rules = slices.Clone(spec.Rules)
	for i := range spec.Rules {
		switch rule := spec.Rules[i].Rule.(type) {
		case penalty.Sum:
			spec.Rules[i].Rule = penalty.Sum(turn(rule))
		case penalty.Highest:
			spec.Rules[i].Rule = penalty.Highest(turn(rule))
		}
	}
	other, err := penalty.New(spec)
	if err != nil {
		return err
	}
	if got := other.Statement(caseOf(all)); got.Exact.Rat().Cmp(want.Exact.Rat()) != 0 {
		return fmt.Errorf("with terms turned %s instead of %s", got.Exact, want.Exact)
	}
	return nil
}

// Ten times the base gives ten times the credit, before rounding, where all
// rates are shares.
func lawScale(r *tape.Reader) error {
	n := 100 + r.Int64(5_000_000)
	var exact [2]*big.Rat
	start := *r
	for i, times := range []int64{1, 10} {
		*r = start
		rule := drawRule(r, rat(n*times, 100), 2)
		schedule, err := penalty.New(penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Base: penalty.Base(cents(n * times)),
			Rules: []penalty.Term{{Objective: "o0", Rule: rule.term.Rule}}})
		if err != nil {
			return err
		}
		if !onlyShares(rule.term) {
			return nil
		}
		exact[i] = schedule.Statement(caseOf([]penalty.Shortfall{drawShortfall(r, "o0", "")})).Exact.Rat()
	}
	if exact[0].Mul(exact[0], rat(10, 1)).Cmp(exact[1]) != 0 {
		return fmt.Errorf("ten times the base gives %s, not %s", exact[1].RatString(), exact[0].RatString())
	}
	return nil
}

func onlyShares(t penalty.Term) bool {
	text, err := json.Marshal(t.Rule)
	if err != nil {
		return false
	}
	switch rule := t.Rule.(type) {
	case penalty.Sum:
		return !slices.ContainsFunc(rule, func(t penalty.Term) bool { return !onlyShares(t) })
	case penalty.Highest:
		return !slices.ContainsFunc(rule, func(t penalty.Term) bool { return !onlyShares(t) })
	case penalty.FirstMatch:
		return !slices.ContainsFunc(rule, func(t penalty.Term) bool { return !onlyShares(t) })
	case penalty.Capped:
		return rule.At[len(rule.At)-1] == '%' && onlyShares(rule.Of)
	case penalty.Floor:
		return rule.At[len(rule.At)-1] == '%' && onlyShares(rule.Of)
	case penalty.ProRata:
		return true
	case penalty.Tiers:
		return rule[0].Credit[len(rule[0].Credit)-1] == '%'
	}
	var leaf struct{ Credit penalty.Rate }
	return json.Unmarshal(text, &leaf) == nil && leaf.Credit[len(leaf.Credit)-1] == '%'
}

// A correction and its reverse restore the balance; the correction alone gives the
// balance of the corrected statement.
func lawCorrections(r *tape.Reader) error {
	c, schedule, all, err := drawn(r)
	if err != nil {
		return err
	}
	old := schedule.Statement(caseOf(all))
	now := schedule.Statement(caseOf(c.drawShortfalls(r)))
	now.ID = "now"
	there, back := penalty.Correct(old, now), penalty.Correct(now, old)
	if got := penalty.AccountOf(old, there).Credited; !got.Equal(now.Total) {
		return fmt.Errorf("corrected %s, want %s", got, now.Total)
	}
	if got := penalty.AccountOf(old, there, back).Credited; !got.Equal(old.Total) {
		return fmt.Errorf("restored %s, want %s", got, old.Total)
	}
	for _, s := range []penalty.Statement{there, back} {
		sum := zero()
		for _, l := range s.Lines {
			sum.Add(sum, l.Amount.Rat())
		}
		if sum.Cmp(s.Total.Rat()) != 0 {
			return fmt.Errorf("lines of the correction add up to %s, not %s", sum.RatString(), s.Total)
		}
	}
	return nil
}

// Over any run of months what is earned back never exceeds what was credited,
// and a yearly cap holds the sum of the year.
func lawYears(r *tape.Reader) error {
	limit := 1 + r.Int64(5_000)
	spec := penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Caps: []penalty.Cap{{Per: penalty.PerYear, At: penalty.Rate(cents(limit))}},
		Rules: []penalty.Term{{Objective: "o", Rule: penalty.EarnBack{
			Returns: []penalty.Return{{After: 1 + r.Int64(3), Share: penalty.Rate(percent(1 + r.Int64(6_000)))}, {Average: "year", Share: "40%"}},
			Of: penalty.Term{Rule: penalty.Repeat{By: []penalty.Factor{"2"}, Of: penalty.Term{
				Rule: penalty.PerPointBelow{Credit: penalty.Rate(cents(1 + r.Int64(3_000))), Counted: penalty.Started}}}},
		}}}}
	schedule, err := penalty.New(spec)
	if err != nil {
		return err
	}
	all := months(schedule, 14, func(_ int, s *penalty.Shortfall) {
		s.Attained, s.Promised = rat(1000-r.Int64(20), 1000), rat(990, 1000)
	})
	returned := map[string]*big.Rat{}
	years := map[int]*big.Rat{}
	credited := map[string]*big.Rat{}
	for _, s := range all {
		year := s.From.Year()
		if years[year] == nil {
			years[year] = zero()
		}
		credited[s.ID] = s.Total.Rat()
		years[year].Add(years[year], s.Total.Rat())
		for _, l := range s.Returned {
			if returned[l.Refers] == nil {
				returned[l.Refers] = zero()
			}
			returned[l.Refers].Add(returned[l.Refers], l.Amount.Rat())
			years[year].Sub(years[year], l.Amount.Rat())
		}
	}
	for id, sum := range returned {
		if sum.Cmp(credited[id]) > 0 {
			return fmt.Errorf("%s: %s earned back of %s", id, sum.RatString(), credited[id].RatString())
		}
	}
	for year, sum := range years {
		if sum.Cmp(rat(limit, 100)) > 0 {
			return fmt.Errorf("%d: %s under a cap of %s", year, sum.RatString(), cents(limit))
		}
	}
	return nil
}

// A table without findings gives every value exactly one answer: a row if the promise
// is missed, no row if it is kept.
func lawCleanTables(r *tape.Reader) error {
	var tiers penalty.Tiers
	for range 1 + r.Int(4) {
		a, b := r.Int64(100), r.Int64(100)
		low, high := percent(100*min(a, b)), percent(100*max(a, b))
		band := tape.Pick(r, "below "+high, "at most "+high, low+" to below "+high, "over "+low+" to "+high, "exactly "+high)
		tiers = append(tiers, penalty.Tier{When: penalty.Band(band), Credit: penalty.Rate(percent(100 * (1 + r.Int64(50))))})
	}
	schedule, err := penalty.New(penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Base: "100.00", Rules: []penalty.Term{{Objective: "o", Rule: tiers}}})
	if err != nil {
		return nil // an empty band: New says so
	}
	target := r.Int64(101)
	promise := penalty.Promise{Objective: "o", Met: penalty.Band("at least " + percent(100*target))}
	found := map[penalty.FindingCode]bool{}
	for _, f := range schedule.Findings(promise) {
		found[f.Code] = true
	}
	last := zero()
	for v := int64(200); v >= 0; v-- { // half points, from the best down
		attained := rat(v, 200)
		s := schedule.Statement(caseOf([]penalty.Shortfall{{Objective: "o", Attained: attained}}))
		paid, met := s.Exact.Rat(), v >= 2*target
		switch {
		case met && paid.Sign() > 0 && !found[penalty.CreditWhileMet]:
			return fmt.Errorf("%v: %s credits %s though the promise is kept, and no finding says so", tiers, attained, s.Exact)
		case !met && paid.Sign() == 0 && !found[penalty.GapFound]:
			return fmt.Errorf("%v: %s is in no row, and no finding says so", tiers, attained)
		case paid.Cmp(last) < 0 && !found[penalty.NotMonotone] && !found[penalty.WrongDirection]:
			return fmt.Errorf("%v: %s costs less than better figures, and no finding says so", tiers, attained)
		}
		last = paid
	}
	return nil
}

// Encoding and decoding a statement, its working included, is the identity.
func lawEncoding(r *tape.Reader) error {
	c, schedule, all, err := drawn(r)
	if err != nil {
		return err
	}
	old := schedule.Statement(caseOf(all))
	for _, s := range []penalty.Statement{old, penalty.Correct(old, schedule.Statement(caseOf(c.drawShortfalls(r))))} {
		first, err := json.Marshal(s)
		if err != nil {
			return err
		}
		var back penalty.Statement
		if err := json.Unmarshal(first, &back); err != nil {
			return err
		}
		if second, err := json.Marshal(back); err != nil || string(second) != string(first) {
			return fmt.Errorf("%v: %s became %s", err, first, second)
		}
	}
	return nil
}

var laws = map[string]tape.Law{
	"oracle": lawOracle, "lines add up": lawLinesAddUp, "caps hold": lawCapsHold, "worse never pays less": lawWorseNeverPaysLess,
	"order": lawOrder, "scale": lawScale, "corrections": lawCorrections, "years": lawYears, "encoding": lawEncoding, "clean tables": lawCleanTables, "findings": lawFindingsAreTrue,
	"largest remainder": lawLargestRemainder,
}

func TestLaws(t *testing.T) {
	for name, law := range laws {
		t.Run(name, func(t *testing.T) { tape.Check(t, law) })
	}
}

// Whatever bytes are drawn from, the laws hold and nothing panics; texts of any
// kind are refused or read, never more.
func FuzzLaws(f *testing.F) {
	text := func(r *tape.Reader) error {
		var b []byte
		for range r.Int(24) {
			b = append(b, " 0123456789.%/-abehinortwovsm"[r.Int(29)])
		}
		s := string(b)
		penalty.Claim(s).LastDay(march, april)
		if i, err := penalty.Band(s).Values(); err == nil && i.Low != nil && i.High != nil && i.Low.Cmp(i.High) > 0 {
			return fmt.Errorf("%q reads %s", s, i)
		}
		schedule, err := penalty.New(penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Base: penalty.Base(s), Minimum: penalty.Band(s),
			Rules: []penalty.Term{{Objective: "o", Rule: penalty.Tiers{{When: penalty.Band(s), Credit: penalty.Rate(s)}}}},
			Caps:  []penalty.Cap{{Per: penalty.Scope(s), At: penalty.Rate(s)}}})
		if err == nil {
			schedule.Statement(caseOf([]penalty.Shortfall{{Objective: "o", Attained: rat(r.Int64(1000), 999)}}))
			schedule.Findings(penalty.Promise{Objective: "o", Met: penalty.Band(s)})
		}
		return nil
	}
	tape.Fuzz(f, lawOracle, lawLinesAddUp, lawCapsHold, lawCorrections, lawYears, lawCleanTables, lawFindingsAreTrue, lawLargestRemainder, lawEncoding, text)
}
