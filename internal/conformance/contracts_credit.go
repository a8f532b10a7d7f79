package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"github.com/upheld/upheld/penalty"
)

func runPool(given, expect json.RawMessage) (string, error) {
	var g struct {
		Invoice, AtRiskPercent word
		Defaults               []struct {
			PoolAllocationPercent, CreditAllocationPercent, Multiplier word
		}
	}
	var e struct {
		AtRiskAmount, Total, Payable word
		Credits                      []word
	}
	if err := both(given, expect, &g, &e); err != nil {
		return "", err
	}
	atRisk := penalty.Rate(g.AtRiskPercent.percent())
	spec := penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Base: penalty.Base(g.Invoice)}
	kase := penalty.Case{From: march[0], To: march[1]}
	before := penalty.Statement{ID: "before", From: march[0].AddDate(0, -1, 0), To: march[0]}
	for i, d := range g.Defaults {
		objective := fmt.Sprint("level ", i+1)
		var rule penalty.Rule = penalty.Pool{
			AtRisk: atRisk, Allocation: penalty.Rate(d.PoolAllocationPercent.percent()),
			Share: penalty.Rate(d.CreditAllocationPercent.percent()),
		}
		if d.Multiplier != "" {
			// A multiplier belongs to a level that failed in the month before.
			rule = penalty.Repeat{By: []penalty.Factor{penalty.Factor(d.Multiplier)}, Of: penalty.Term{Rule: rule}}
			before.Found = append(before.Found, penalty.Found{Objective: objective, Verdict: penalty.Missed})
		}
		spec.Rules = append(spec.Rules, penalty.Term{Objective: objective, Rule: rule})
		kase.Shortfalls = append(kase.Shortfalls, penalty.Shortfall{Objective: objective, Verdict: penalty.Missed})
	}
	raw, err := facts(spec, kase, before)
	if err != nil {
		return "", err
	}
	spec.Caps = []penalty.Cap{{Per: penalty.PerPeriod, At: atRisk}}
	capped, err := facts(spec, kase, before)
	if err != nil {
		return "", err
	}
	amount, err := facts(penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Base: spec.Base, Rules: []penalty.Term{
		{Objective: "at risk", Rule: penalty.Flat{Credit: atRisk}}}},
		penalty.Case{Shortfalls: []penalty.Shortfall{{Objective: "at risk", Verdict: penalty.Missed}}})
	if err != nil {
		return "", err
	}
	if len(raw.Lines) != len(e.Credits) {
		return fmt.Sprintf("got %d credits", len(raw.Lines)), nil
	}
	for i, line := range raw.Lines {
		steps := line.Steps()
		if problem, err := unlike(fmt.Sprint("credit ", i), steps[len(steps)-1].Gives.Rat(), e.Credits[i]); problem != "" || err != nil {
			return problem, err
		}
	}
	for _, each := range []struct {
		name string
		got  penalty.Exact
		want word
	}{{"at-risk amount", amount.Exact, e.AtRiskAmount}, {"total", raw.Exact, e.Total}, {"payable", capped.Exact, e.Payable}} {
		if problem, err := unlike(each.name, each.got.Rat(), each.want); problem != "" || err != nil {
			return problem, err
		}
	}
	return "", nil
}

// percent compares the credit of a rule on one objective, with a base of 100.
func percent(rule penalty.Rule, want word, s penalty.Shortfall, when ...penalty.Criterion) (string, error) {
	s.Objective = "o"
	out, err := facts(percentOf(penalty.Term{Objective: "o", When: when, Rule: rule}), penalty.Case{Shortfalls: []penalty.Shortfall{s}})
	if err != nil {
		return "", err
	}
	return unlike("percent", out.Exact.Rat(), want)
}

func percentOf(terms ...penalty.Term) penalty.Spec {
	return penalty.Spec{Round: penalty.HalfUp, Unit: "percent", Scale: &allPlaces, Base: hundred, Rules: terms}
}

func runProduct(given, expect json.RawMessage) (string, error) {
	var g struct{ Factors []word }
	var e struct{ Value word }
	if err := both(given, expect, &g, &e); err != nil {
		return "", err
	}
	if len(g.Factors) == 0 {
		return "", fmt.Errorf("no factors")
	}
	base := string(g.Factors[0])
	for _, f := range g.Factors[1:] {
		// All of the base is lost, times a factor.
		out, err := facts(penalty.Spec{
			Round: penalty.HalfUp,
			Unit:  "EUR", Scale: &allPlaces, Base: penalty.Base(base),
			Rules: []penalty.Term{{Objective: "o", Rule: penalty.ProRata{Multiple: penalty.Factor(f)}}},
		}, penalty.Case{Shortfalls: []penalty.Shortfall{{Objective: "o", Attained: new(big.Rat)}}})
		if err != nil {
			return "", err
		}
		base, _, _ = strings.Cut(out.Exact.String(), " ")
	}
	got, err := number(word(base))
	if err != nil {
		return "", err
	}
	return unlike("value", got, e.Value)
}

var rollingRule = regexp.MustCompile(`^terminate when the (\d+)-month rolling average uptime falls below ([0-9.]+)$`)

func runRollingAverage(given, expect json.RawMessage) (string, error) {
	var g struct {
		Rule   string
		Series []word
	}
	var e struct {
		Average   word
		Triggered bool
	}
	if err := both(given, expect, &g, &e); err != nil {
		return "", err
	}
	numbers := rollingRule.FindStringSubmatch(g.Rule)
	if numbers == nil {
		return "", fmt.Errorf("unknown rule %q", g.Rule)
	}
	// The figures are numbers here, not shares: the average is printed as such.
	schedule, err := penalty.New(penalty.Spec{Triggers: []penalty.Trigger{{
		Name: "terminate", Objective: "service", Counts: penalty.CountAverage,
		In: penalty.Band("below " + numbers[2]), Within: penalty.Lookback(numbers[1] + " months"),
	}}})
	if err != nil {
		return "", err
	}
	var all []penalty.Statement
	from := march[0]
	for _, v := range g.Series {
		attained, err := number(v)
		if err != nil {
			return "", err
		}
		to := from.AddDate(0, 1, 0)
		all = append(all, schedule.Statement(penalty.Case{From: from, To: to, Shortfalls: []penalty.Shortfall{
			{Objective: "service", Attained: attained}}}, all...))
		from = to
	}
	last := all[len(all)-1].Triggers[0]
	if last.Holds != e.Triggered {
		return fmt.Sprintf("triggered: got %v", last.Holds), nil
	}
	if !last.Value.IsValid() {
		return "no average", nil
	}
	want, ok := new(big.Rat).SetString(string(e.Average)) // printed to 20 places
	if !ok {
		return "", fmt.Errorf("no number: %q", e.Average)
	}
	if got := last.Value.Rat().FloatString(20); got != want.FloatString(20) {
		return "average: got " + got, nil
	}
	return "", nil
}
