package main

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

type formulaInputs struct {
	Availability            word `json:"availability"`
	UnavailableMinutes      word `json:"unavailableMinutes"`
	MonthlyFee              word `json:"monthlyFee"`
	Downtime                word `json:"downtime"`
	DownIntervals           int64
	Transport               string
	Price                   word
	WeightKg                word
	ConsecutiveFailedMonths int
	ProviderAtFault         bool
	A, B, C                 word
	Days                    word
	HourlyRate              word
	MonthlyBill             word
	TotalBudget             word
	ID01                    word `json:"ID_01"`
	ID04                    word `json:"ID_04"`
	PlannedCost             word
	FailuresIn12Months      int64
	AnnualFee               word
	PercentResolved         word
	Uptime                  word
	SLI, SLO                word
	Period, Periods         word
	UserPool                word
	Deducted                word
	CleanMonths             int
	AvailabilityPercent     word
	RepairPercent           word
}

type formulaWants struct {
	Credits, Money, Percent, Points, EarnedBack, Deviation, PercentBasisPoints, Reward word
}

// formulas combines leaves and wrappers for each rule in words.
var formulas = map[string]func(in formulaInputs, want formulaWants) (string, error){
	"when availability < 99.9: credits = 1 + floor(unavailable minutes/100), at most 15; one credit = 1/30 of the monthly fee": terramark,
	"credit percent = 5 * floor(downtime/30), at most 100": func(in formulaInputs, want formulaWants) (string, error) {
		down, err := minutes(in.Downtime)
		if err != nil {
			return "", err
		}
		return percent(penalty.Capped{At: "100%", Of: penalty.Term{Rule: penalty.PerUnitLate{
			Credit: "5%", Unit: "30m", Counted: penalty.Full, Reads: penalty.LostTime,
		}}}, want.Percent, penalty.Shortfall{Lost: down})
	},
	"when availability < 99.9999 and at least 3 down intervals: percent = 0.5 * intervals, at most 100": func(in formulaInputs, want formulaWants) (string, error) {
		attained, err := share(in.Availability)
		if err != nil {
			return "", err
		}
		return percent(penalty.Capped{At: "100%", Of: penalty.Term{Rule: penalty.PerBreach{Credit: "0.5%"}}}, want.Percent,
			penalty.Shortfall{Attained: attained, Breaches: in.DownIntervals},
			penalty.Criterion{Measure: penalty.Attained, In: "below 99.9999%"},
			penalty.Criterion{Measure: penalty.Breached, In: "at least 3"})
	},
	"lost or damaged: pay 100% of the price, at most 12 per kg (terrestrial) or 25 per kg (aerial)":                             parcel,
	"percent of monthly recurring charge by consecutive failed months: 1 -> 12.5, 2 -> 25, 3 or more -> 50":                     streak,
	"provider at fault: pay max(A,B); otherwise pay C":                                                                          fault,
	"notice shorter than 15 working days: (15 - days) * hourly rate * 4, at most min(25% of monthly bill, 10% of total budget)": notice,
	"ID_01 > 10: ((ID_01 - 10)/90) * 25% of incurred cost, where incurred cost is floored at 1.10 * planned when ID_04 > 10":    deviations,
	"every complete 10 failures in a rolling 12 months: 5% of that contract year's annual fee": func(in formulaInputs, want formulaWants) (string, error) {
		out, err := facts(penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Base: penalty.Base(in.AnnualFee), Rules: []penalty.Term{{
			Objective: "o", Rule: penalty.PerBreach{Credit: "5%", Every: 10, Over: "12 months"},
		}}}, penalty.Case{Shortfalls: []penalty.Shortfall{{Objective: "o", Breaches: in.FailuresIn12Months}}})
		if err != nil {
			return "", err
		}
		return unlike("money", out.Exact.Rat(), want.Money)
	},
	"above 99.00: nothing; at or below: 5% of monthly fee per full 1% reduction, counted from 100 (100-99=1 full point)": func(in formulaInputs, want formulaWants) (string, error) {
		attained, err := share(in.PercentResolved)
		if err != nil {
			return "", err
		}
		return percent(penalty.PerPointBelow{Credit: "5%", Counted: penalty.Full, From: "100%"}, want.Percent,
			penalty.Shortfall{Attained: attained}, penalty.Criterion{Measure: penalty.Attained, In: "at most 99.00%"})
	},
	"one service failure point per whole 0.1 percentage point below 99.0; one point = 1 pound":                                                                     failurePoints,
	"integer: deviation = floor((sli-slo)*10000 / floor((sli+slo)/2)); percent = floor(deviation*period/periods); provider reward = floor(userPool*percent/10000)": stake,
	"15% deducted on failure; after 2 clean months half of it is earned back, after 4 clean months the other half":                                                 earnBack,
	"credits for different commitments add up in one billing month: availability 20%, two time-to-repair failures 4%": func(in formulaInputs, want formulaWants) (string, error) {
		return percent(penalty.Sum{
			{Rule: penalty.Flat{Credit: penalty.Rate(in.AvailabilityPercent.percent())}},
			{Rule: penalty.Flat{Credit: penalty.Rate(in.RepairPercent.percent())}},
		}, want.Percent, penalty.Shortfall{Verdict: penalty.Missed})
	},
}

func runFormula(given, expect json.RawMessage) (string, error) {
	var g struct {
		Rule   string
		Inputs json.RawMessage
	}
	if err := strict(given, &g); err != nil {
		return "", err
	}
	run, known := formulas[g.Rule]
	if !known {
		return "", fmt.Errorf("unknown rule %q", g.Rule)
	}
	var in formulaInputs
	var want formulaWants
	if err := both(g.Inputs, expect, &in, &want); err != nil {
		return "", err
	}
	return run(in, want)
}

// all compares several figures.
func all(pairs ...func() (string, error)) (string, error) {
	for _, p := range pairs {
		if problem, err := p(); problem != "" || err != nil {
			return problem, err
		}
	}
	return "", nil
}

func pair(name string, got penalty.Exact, want word) func() (string, error) {
	return func() (string, error) { return unlike(name, got.Rat(), want) }
}

func terramark(in formulaInputs, want formulaWants) (string, error) {
	attained, err := share(in.Availability)
	if err != nil {
		return "", err
	}
	down, err := minutes(in.UnavailableMinutes)
	if err != nil {
		return "", err
	}
	credits := penalty.Term{
		Objective: "o",
		When:      []penalty.Criterion{{Measure: penalty.Attained, In: "below 99.9%"}},
		Rule: penalty.Capped{At: "15 credits", Of: penalty.Term{Rule: penalty.Sum{
			{Rule: penalty.Flat{Credit: "1 credit"}},
			{Rule: penalty.PerUnitLate{Credit: "1 credit", Unit: "100m", Counted: penalty.Full, Reads: penalty.LostTime}},
		}}},
	}
	kase := penalty.Case{Shortfalls: []penalty.Shortfall{{Objective: "o", Attained: attained, Promised: big.NewRat(999, 1000), Lost: down}}}
	counted, err := facts(penalty.Spec{Round: penalty.HalfUp, Unit: "credits", Rules: []penalty.Term{credits}}, kase)
	if err != nil {
		return "", err
	}
	paid, err := facts(penalty.Spec{Round: penalty.HalfUp, Unit: "USD", Scale: &allPlaces, Base: penalty.Base(in.MonthlyFee), Rules: []penalty.Term{
		{Objective: "o", Rule: penalty.Worth{Each: "1/30", Of: credits}},
	}}, kase)
	if err != nil {
		return "", err
	}
	return all(pair("credits", counted.Exact, want.Credits), pair("money", paid.Exact, want.Money))
}

func parcel(in formulaInputs, want formulaWants) (string, error) {
	weight, err := number(in.WeightKg)
	if err != nil {
		return "", err
	}
	price := penalty.Term{Rule: penalty.Flat{Credit: "100%"}}
	out, err := facts(penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Base: penalty.Base(in.Price), Rules: []penalty.Term{
		{Objective: "terrestrial", Rule: penalty.Capped{At: "12 per kg", Of: price}},
		{Objective: "aerial", Rule: penalty.Capped{At: "25 per kg", Of: price}},
	}}, penalty.Case{
		Quantities: []penalty.Quantity{{Name: "kg", Value: weight}},
		Shortfalls: []penalty.Shortfall{{Objective: in.Transport, Verdict: penalty.Missed}},
	})
	if err != nil {
		return "", err
	}
	if len(out.Lines) != 1 {
		return "", fmt.Errorf("unknown transport %q", in.Transport)
	}
	return unlike("money", out.Exact.Rat(), want.Money)
}

func streak(in formulaInputs, want formulaWants) (string, error) {
	schedule, err := penalty.New(percentOf(penalty.Term{Objective: "o", Rule: penalty.Table{Reads: penalty.Streak, Rows: []penalty.Tier{
		{When: "exactly 1", Credit: "12.5%"}, {When: "exactly 2", Credit: "25%"}, {When: "at least 3", Credit: "50%"},
	}}}))
	if err != nil {
		return "", err
	}
	failed := []bool{false}
	for range in.ConsecutiveFailedMonths {
		failed = append(failed, true)
	}
	out := months(schedule, failed)
	return unlike("percent", out[len(out)-1].Exact.Rat(), want.Percent)
}

func fault(in formulaInputs, want formulaWants) (string, error) {
	verdict := penalty.Met
	if in.ProviderAtFault {
		verdict = penalty.Missed
	}
	flat := func(w word) penalty.Term { return penalty.Term{Rule: penalty.Flat{Credit: penalty.Rate(w)}} }
	out, err := facts(penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Rules: []penalty.Term{{Rule: penalty.FirstMatch{
		{Objective: "at fault", Rule: penalty.Highest{flat(in.A), flat(in.B)}},
		{Objective: "interrupted", Rule: flat(in.C).Rule},
	}}}}, penalty.Case{Shortfalls: []penalty.Shortfall{
		{Objective: "at fault", Verdict: verdict}, {Objective: "interrupted", Verdict: penalty.Missed},
	}})
	if err != nil {
		return "", err
	}
	return unlike("money", out.Exact.Rat(), want.Money)
}

func notice(in formulaInputs, want formulaWants) (string, error) {
	days, err := number(in.Days)
	if err != nil {
		return "", err
	}
	spec := penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Rules: []penalty.Term{{Objective: "o", Rule: penalty.Capped{
		At: "25%", Base: "fee of month", Of: penalty.Term{Rule: penalty.Capped{
			At: "10%", Base: "fee of budget", Of: penalty.Term{Base: "fee of hour", Rule: penalty.PerPointBelow{
				Credit: "400%", Counted: penalty.InPart, From: "15", Point: "1",
			}},
		}},
	}}}}
	kase := penalty.Case{Shortfalls: []penalty.Shortfall{{Objective: "o", Attained: days}}}
	for name, amount := range map[string]word{"month": in.MonthlyBill, "budget": in.TotalBudget, "hour": in.HourlyRate} {
		value, err := money(amount)
		if err != nil {
			return "", err
		}
		kase.Charges = append(kase.Charges, penalty.Charge{Name: name, Amount: value})
	}
	out, err := facts(spec, kase)
	if err != nil {
		return "", err
	}
	return unlike("money", out.Exact.Rat(), want.Money)
}

func failurePoints(in formulaInputs, want formulaWants) (string, error) {
	attained, err := share(in.Uptime)
	if err != nil {
		return "", err
	}
	points := penalty.Term{Objective: "o", Rule: penalty.PerPointBelow{Credit: "1 point", Counted: penalty.Full, From: "99.0%", Point: "0.1%"}}
	kase := penalty.Case{Shortfalls: []penalty.Shortfall{{Objective: "o", Attained: attained}}}
	scored, err := facts(penalty.Spec{Round: penalty.HalfUp, Unit: "points", Rules: []penalty.Term{points}}, kase)
	if err != nil {
		return "", err
	}
	paid, err := facts(penalty.Spec{Round: penalty.HalfUp, Unit: "GBP", Rules: []penalty.Term{
		{Objective: "o", Rule: penalty.Worth{Each: "1", Of: points}},
	}}, kase)
	if err != nil {
		return "", err
	}
	return all(pair("points", scored.Exact, want.Points), pair("money", paid.Exact, want.Money))
}

func earnBack(in formulaInputs, want formulaWants) (string, error) {
	schedule, err := penalty.New(penalty.Spec{Round: penalty.HalfUp, Unit: "percent", Scale: &allPlaces, Rules: []penalty.Term{{Objective: "o", Rule: penalty.EarnBack{
		Returns: []penalty.Return{{After: 2, Share: "50%"}, {After: 4, Share: "50%"}},
		Of:      penalty.Term{Rule: penalty.Flat{Credit: penalty.Rate(in.Deducted)}},
	}}}})
	if err != nil {
		return "", err
	}
	failed := append([]bool{true}, make([]bool, in.CleanMonths)...)
	return unlike("earned back", penalty.AccountOf(months(schedule, failed)...).Returned.Rat(), want.EarnedBack)
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

// designRule is the clause on design deviations: no leaf floors a base.
var designRule = ownRule{"sandetel/design", func(c penalty.Case, s penalty.Shortfall, with map[string]string) (penalty.Exact, []penalty.Step, error) {
	over := new(big.Rat).Sub(s.Attained, big.NewRat(10, 1))
	if over.Sign() <= 0 {
		return penalty.NewExact(new(big.Rat), ""), nil, nil
	}
	other, err := penalty.Value(with["ID_04"]).Rat()
	if err != nil {
		return penalty.Exact{}, nil, err
	}
	cost, err := penalty.NewAmount(c.Charges[0].Amount, "")
	if err != nil {
		return penalty.Exact{}, nil, err
	}
	incurred := cost.Rat()
	if other.Cmp(big.NewRat(10, 1)) > 0 {
		incurred.Mul(incurred, big.NewRat(11, 10))
	}
	over.Quo(over, big.NewRat(90, 1)).Mul(over, big.NewRat(1, 4))
	return penalty.NewExact(over.Mul(over, incurred), ""), nil, nil
}}

func deviations(in formulaInputs, want formulaWants) (string, error) {
	deviation, err := number(in.ID01)
	if err != nil {
		return "", err
	}
	planned, err := money(in.PlannedCost)
	if err != nil {
		return "", err
	}
	_, got, err := byOwnRule(designRule, "EUR", penalty.Shortfall{Attained: deviation},
		map[string]string{"ID_04": string(in.ID04)}, penalty.Charge{Name: "planned", Amount: planned})
	if err != nil {
		return "", err
	}
	return unlike("money", got.Rat(), want.Money)
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
	deviation := new(big.Int).Sub(n[0], n[1])
	deviation.Mul(deviation, big.NewInt(10_000)).Quo(deviation, mean)
	percent := new(big.Int).Mul(deviation, n[2])
	percent.Quo(percent, n[3])
	reward := new(big.Int).Mul(c.Charges[0].Amount.BigInt(), percent)
	reward.Quo(reward, big.NewInt(10_000))
	return penalty.NewExact(new(big.Rat).SetInt(reward), ""), []penalty.Step{step("deviation", deviation), step("percent", percent)}, nil
}}

func stake(in formulaInputs, want formulaWants) (string, error) {
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
	return all(pair("deviation", steps[0].Gives, want.Deviation),
		pair("percent", steps[1].Gives, want.PercentBasisPoints), pair("reward", reward, want.Reward))
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
