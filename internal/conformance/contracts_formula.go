package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

// ownSentence is the sentence of a formula that no terms can say: each division
// truncates. Its rule is the user's own, in Go. All other sentences run as case files.
const ownSentence = "integer: deviation = floor((sli-slo)*10000 / floor((sli+slo)/2)); percent = floor(deviation*period/periods); provider reward = floor(userPool*percent/10000)"

// sentenceOf is the rule in words of a formula.
func sentenceOf(given json.RawMessage) string {
	var g struct{ Rule string }
	if json.Unmarshal(given, &g) != nil {
		return ""
	}
	return g.Rule
}

// ownRule is a user's own rule as a function.
type ownRule struct {
	name   string
	credit func(c penalty.Case, s penalty.Shortfall, with map[string]string) (penalty.Exact, []penalty.Step, error)
}

func (r ownRule) Name() string { return r.name }
func (ownRule) Version() int   { return 1 }
func (r ownRule) Credit(c penalty.Case, s penalty.Shortfall, with map[string]string) (penalty.Exact, []penalty.Step, error) {
	return r.credit(c, s, with)
}

// byOwnRule gives the result of an own rule for one shortfall.
func byOwnRule(rule ownRule, unit string, s penalty.Shortfall, with map[string]string, charges ...penalty.Charge) (penalty.Line, penalty.Exact, error) {
	schedule, err := penalty.New(penalty.Spec{Round: penalty.HalfUp, Unit: unit, Scale: &allPlaces, Rules: []penalty.Term{{
		Objective: "o", Rule: penalty.Named{Name: rule.name, Version: 1, With: with},
	}}}, rule)
	if err != nil {
		return penalty.Line{}, penalty.Exact{}, err
	}
	s.Objective = "o"
	out := schedule.Statement(penalty.Case{From: date.Date(march[0]), To: march[1], Charges: charges, Shortfalls: []penalty.Shortfall{s}})
	if len(out.Problems) > 0 {
		return penalty.Line{}, penalty.Exact{}, fmt.Errorf("%v", out.Problems)
	}
	return out.Lines[0], out.Exact, nil
}

// stakeRule is the clause of an on-chain contract: each division truncates, and
// their order is part of the clause.
var stakeRule = ownRule{"dsla/reward", func(c penalty.Case, s penalty.Shortfall, with map[string]string) (penalty.Exact, []penalty.Step, error) {
	var n [4]*big.Int
	for i, name := range []string{"sli", "slo", "period", "periods"} {
		v, ok := new(big.Int).SetString(with[name], 10)
		if !ok {
			return penalty.Exact{}, nil, fmt.Errorf("%s is no integer", name)
		}
		n[i] = v
	}
	step := func(op string, v *big.Int) penalty.Step {
		return penalty.Step{Op: op, Gives: penalty.NewExact(new(big.Rat).SetInt(v), "")}
	}
	mean := new(big.Int).Add(n[0], n[1])
	mean.Quo(mean, big.NewInt(2))
	if mean.Sign() == 0 || n[3].Sign() == 0 {
		return penalty.Exact{}, nil, errors.New("a division by 0")
	}
	deviation := new(big.Int).Sub(n[0], n[1])
	deviation.Mul(deviation, big.NewInt(10_000)).Quo(deviation, mean)
	percent := new(big.Int).Mul(deviation, n[2])
	percent.Quo(percent, n[3])
	reward := new(big.Int).Mul(c.Charges[0].Amount.BigInt(), percent)
	reward.Quo(reward, big.NewInt(10_000))
	return penalty.NewExact(new(big.Rat).SetInt(reward), ""), []penalty.Step{step("deviation", deviation), step("percent", percent)}, nil
}}

// runOwn runs the formula of ownSentence.
func runOwn(given, expect json.RawMessage) (string, error) {
	var g struct {
		Rule   string
		Inputs struct{ SLI, SLO, Period, Periods, UserPool word }
	}
	var want struct{ Deviation, PercentBasisPoints, Reward word }
	if err := both(given, expect, &g, &want); err != nil {
		return "", err
	}
	in := g.Inputs
	pool, err := decimal.NewFromString(string(in.UserPool))
	if err != nil {
		return "", err
	}
	line, reward, err := byOwnRule(stakeRule, "DSLA", penalty.Shortfall{}, map[string]string{
		"sli": string(in.SLI), "slo": string(in.SLO), "period": string(in.Period), "periods": string(in.Periods),
	}, penalty.Charge{Name: "pool", Amount: pool})
	if err != nil {
		return "", err
	}
	steps := line.Steps()
	for _, each := range []struct {
		name string
		got  penalty.Exact
		want word
	}{{"deviation", steps[0].Gives, want.Deviation}, {"percent", steps[1].Gives, want.PercentBasisPoints}, {"reward", reward, want.Reward}} {
		if problem, err := unlike(each.name, each.got.Rat(), each.want); problem != "" || err != nil {
			return problem, err
		}
	}
	return "", nil
}
