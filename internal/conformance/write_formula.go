package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/upheld/upheld/penalty"
)

// figure is what the terms of a sentence owe: an expectation of the JSON.
type figure struct {
	name  string // of the expectation
	label string // the name of the agreement; "": that of the expectation
	spec  penalty.Spec
	kase  penalty.Case
	// numbers: what the objective reaches is a number, not a share.
	numbers bool
	// series are the months of terms that look at the months before; kase is then empty.
	series []month
	// sum is what the answers of the series add up to. If it is nil, the expectation is
	// the credit of the last month.
	sum *big.Rat
}

// formulaInputs are the facts of all sentences.
type formulaInputs struct {
	Availability, UnavailableMinutes, MonthlyFee word
	Downtime                                     word
	DownIntervals                                int64
	Transport                                    string
	Price, WeightKg                              word
	ConsecutiveFailedMonths                      int
	ProviderAtFault                              bool
	A, B, C                                      word
	Days, HourlyRate, MonthlyBill, TotalBudget   word
	ID01                                         word `json:"ID_01"`
	ID04                                         word `json:"ID_04"`
	PlannedCost                                  word
	FailuresIn12Months                           int64
	AnnualFee, PercentResolved, Uptime           word
	Deducted                                     word
	CleanMonths                                  int
	AvailabilityPercent, RepairPercent           word
}

// formulas builds the terms and facts of each rule in words, from leaves and wrappers.
var formulas = map[string]func(in formulaInputs) ([]figure, error){
	"when availability < 99.9: credits = 1 + floor(unavailable minutes/100), at most 15; one credit = 1/30 of the monthly fee": terramark,
	"credit percent = 5 * floor(downtime/30), at most 100": func(in formulaInputs) ([]figure, error) {
		down, err := minutes(in.Downtime)
		return percent(penalty.Capped{At: "100%", Of: penalty.Term{Rule: penalty.PerUnitLate{
			Credit: "5%", Unit: "30m", Counted: penalty.Full, Reads: penalty.LostTime,
		}}}, penalty.Shortfall{Lost: down}), err
	},
	"when availability < 99.9999 and at least 3 down intervals: percent = 0.5 * intervals, at most 100": func(in formulaInputs) ([]figure, error) {
		attained, err := share(in.Availability)
		return percent(penalty.Capped{At: "100%", Of: penalty.Term{Rule: penalty.PerBreach{Credit: "0.5%"}}},
			penalty.Shortfall{Attained: attained, Breaches: in.DownIntervals},
			penalty.Criterion{Measure: penalty.Attained, In: "below 99.9999%"},
			penalty.Criterion{Measure: penalty.Breached, In: "at least 3"}), err
	},
	"lost or damaged: pay 100% of the price, at most 12 per kg (terrestrial) or 25 per kg (aerial)":                             parcel,
	"percent of monthly recurring charge by consecutive failed months: 1 -> 12.5, 2 -> 25, 3 or more -> 50":                     streak,
	"provider at fault: pay max(A,B); otherwise pay C":                                                                          fault,
	"notice shorter than 15 working days: (15 - days) * hourly rate * 4, at most min(25% of monthly bill, 10% of total budget)": notice,
	"ID_01 > 10: ((ID_01 - 10)/90) * 25% of incurred cost, where incurred cost is floored at 1.10 * planned when ID_04 > 10":    deviation,
	"every complete 10 failures in a rolling 12 months: 5% of that contract year's annual fee": func(in formulaInputs) ([]figure, error) {
		return owed("money", penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Base: penalty.Base(in.AnnualFee), Rules: []penalty.Term{{
			Objective: "o", Rule: penalty.PerBreach{Credit: "5%", Every: 10, Over: "12 months"},
		}}}, penalty.Shortfall{Objective: "o", Breaches: in.FailuresIn12Months}), nil
	},
	"above 99.00: nothing; at or below: 5% of monthly fee per full 1% reduction, counted from 100 (100-99=1 full point)": func(in formulaInputs) ([]figure, error) {
		attained, err := share(in.PercentResolved)
		return percent(penalty.PerPointBelow{Credit: "5%", Counted: penalty.Full, From: "100%"},
			penalty.Shortfall{Attained: attained}, penalty.Criterion{Measure: penalty.Attained, In: "at most 99.00%"}), err
	},
	"one service failure point per whole 0.1 percentage point below 99.0; one point = 1 pound":                     failurePoints,
	"15% deducted on failure; after 2 clean months half of it is earned back, after 4 clean months the other half": earnBack,
	"credits for different commitments add up in one billing month: availability 20%, two time-to-repair failures 4%": func(in formulaInputs) ([]figure, error) {
		return percent(penalty.Sum{
			{Rule: penalty.Flat{Credit: penalty.Rate(in.AvailabilityPercent.percent())}},
			{Rule: penalty.Flat{Credit: penalty.Rate(in.RepairPercent.percent())}},
		}, penalty.Shortfall{Verdict: penalty.Missed}), nil
	},
}

// owed is a figure of one month.
func owed(name string, spec penalty.Spec, shortfalls ...penalty.Shortfall) []figure {
	return []figure{{name: name, spec: spec, kase: penalty.Case{Shortfalls: shortfalls}}}
}

// percent is a figure of a rule on one objective, with a base of 100.
func percent(rule penalty.Rule, s penalty.Shortfall, when ...penalty.Criterion) []figure {
	s.Objective = "o"
	return owed("percent", percentOf(penalty.Term{Objective: "o", When: when, Rule: rule}), s)
}

func percentOf(terms ...penalty.Term) penalty.Spec {
	return penalty.Spec{Round: penalty.HalfUp, Unit: "percent", Scale: &allPlaces, Base: hundred, Rules: terms}
}

// writeFormula writes the terms that stand for a sentence, the facts, and the answers of
// the JSON.
func writeFormula(w *contractPage, given, expect json.RawMessage) error {
	if sentenceOf(given) == ownSentence {
		return errors.New("a rule of the user's own in Go, with divisions that truncate")
	}
	var g struct {
		Rule   string
		Inputs json.RawMessage
	}
	if err := strict(given, &g); err != nil {
		return err
	}
	build, known := formulas[g.Rule]
	if !known {
		return fmt.Errorf("unknown rule %q", g.Rule)
	}
	var in formulaInputs
	var want map[string]word
	if err := both(g.Inputs, expect, &in, &want); err != nil {
		return err
	}
	figures, err := build(in)
	if err != nil {
		return err
	}
	rows := newCreditPage("") // until all rows are right
	for _, f := range figures {
		answer, asked := want[f.name]
		if !asked {
			return fmt.Errorf("no %s is expected", f.name)
		}
		delete(want, f.name)
		page := newCreditPage(w.ID, g.Rule, w.Source, w.Note)
		if len(figures) > 1 {
			page = newCreditPage(w.ID+" "+f.name, w.ID, g.Rule, w.Source, w.Note)
		}
		if err := w.figure(rows, page, f, answer); err != nil {
			return err
		}
	}
	for name := range want {
		return fmt.Errorf("the sentence says nothing about %s", name)
	}
	if len(rows.order) > 0 {
		w.pages(g.Rule, w.Source).take(rows)
	}
	return nil
}

// figure writes one figure: a row if it is about one objective of one month, which costs a
// share of one fee; otherwise a case of its own.
func (w *contractPage) figure(rows, alone *creditPage, f figure, want word) error {
	expected, err := number(want)
	if err != nil {
		return err
	}
	text, err := w.amount(want)
	switch {
	case err != nil:
		return err
	case f.sum != nil:
		if expected.Cmp(f.sum) != 0 {
			return contradiction("%s is %s, and the sentence gives %s", f.name, want, plainNumber(f.sum))
		}
		return alone.months(w.tables, "100%", f.spec, f.series)
	case f.series != nil:
		f.series[len(f.series)-1].answer = "credit: exact " + text
		return alone.months(w.tables, "100%", f.spec, f.series)
	case len(f.kase.Shortfalls) > 1 || len(f.kase.Charges) > 0:
		alone.numbers = f.numbers
		return alone.settle(w.tables, f.spec, settled{f.kase, "exact " + text})
	}
	rows.numbers = f.numbers
	return w.row(rows, cmp.Or(f.label, f.name), f.spec, f.kase.Shortfalls[0], want, f.kase.Quantities...)
}

// take adds the agreements and rows of another page. An agreement of a name that stands
// for other terms gets a number.
func (p *creditPage) take(other *creditPage) {
	for _, name := range other.order {
		label := name
		for n := 2; p.texts[label] != "" && p.texts[label] != other.texts[name]; n++ {
			label = fmt.Sprint(name, "-", n)
		}
		if p.texts[label] == "" {
			p.texts[label], p.specs[label] = other.texts[name], other.specs[name]
			p.order = append(p.order, label)
		}
		p.rows[label] = append(p.rows[label], other.rows[name]...)
	}
}

func terramark(in formulaInputs) ([]figure, error) {
	attained, err := share(in.Availability)
	if err != nil {
		return nil, err
	}
	down, err := minutes(in.UnavailableMinutes)
	if err != nil {
		return nil, err
	}
	credits := penalty.Term{
		Objective: "o",
		When:      []penalty.Criterion{{Measure: penalty.Attained, In: "below 99.9%"}},
		Rule: penalty.Capped{At: "15 credits", Of: penalty.Term{Rule: penalty.Sum{
			{Rule: penalty.Flat{Credit: "1 credit"}},
			{Rule: penalty.PerUnitLate{Credit: "1 credit", Unit: "100m", Counted: penalty.Full, Reads: penalty.LostTime}},
		}}},
	}
	short := penalty.Shortfall{Objective: "o", Attained: attained, Promised: big.NewRat(999, 1000), Lost: down}
	counted := owed("credits", penalty.Spec{Round: penalty.HalfUp, Unit: "credits", Rules: []penalty.Term{credits}}, short)
	return append(counted, owed("money", penalty.Spec{Round: penalty.HalfUp, Unit: "USD", Scale: &allPlaces, Base: penalty.Base(in.MonthlyFee), Rules: []penalty.Term{
		{Objective: "o", Rule: penalty.Worth{Each: "1/30", Of: credits}},
	}}, short)...), nil
}

func parcel(in formulaInputs) ([]figure, error) {
	weight, err := number(in.WeightKg)
	if err != nil || weight.Sign() < 0 {
		return nil, fmt.Errorf("a weight of %s", in.WeightKg)
	}
	limit := map[string]penalty.Rate{"terrestrial": "12 per kg", "aerial": "25 per kg"}[in.Transport]
	if limit == "" {
		return nil, fmt.Errorf("unknown transport %q", in.Transport)
	}
	paid := owed("money", penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Base: penalty.Base(in.Price), Rules: []penalty.Term{
		{Objective: "parcel", Rule: penalty.Capped{At: limit, Of: penalty.Term{Rule: penalty.Flat{Credit: "100%"}}}},
	}}, penalty.Shortfall{Objective: "parcel", Verdict: penalty.Missed})
	paid[0].label = in.Transport
	paid[0].kase.Quantities = []penalty.Quantity{{Name: "kg", Value: weight}}
	return paid, nil
}

// monthsMost is how many months a series may have after its first.
const monthsMost = 600

func streak(in formulaInputs) ([]figure, error) {
	if in.ConsecutiveFailedMonths < 0 || in.ConsecutiveFailedMonths > monthsMost {
		return nil, fmt.Errorf("%d failed months", in.ConsecutiveFailedMonths)
	}
	missed := make([]bool, in.ConsecutiveFailedMonths+1)
	for i := 1; i < len(missed); i++ {
		missed[i] = true
	}
	terms := termsOf(penalty.Table{Reads: penalty.Streak, Rows: []penalty.Tier{
		{When: "exactly 1", Credit: "12.5%"}, {When: "exactly 2", Credit: "25%"}, {When: "at least 3", Credit: "50%"},
	}})
	terms.Base = hundred
	return []figure{{name: "percent", spec: terms, series: verdicts(missed, func(int) string { return "" })}}, nil
}

func fault(in formulaInputs) ([]figure, error) {
	verdict := penalty.Met
	if in.ProviderAtFault {
		verdict = penalty.Missed
	}
	flat := func(w word) penalty.Term { return penalty.Term{Rule: penalty.Flat{Credit: penalty.Rate(w)}} }
	return owed("money", penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Rules: []penalty.Term{{Rule: penalty.FirstMatch{
		{Objective: "at fault", Rule: penalty.Highest{flat(in.A), flat(in.B)}},
		{Objective: "interrupted", Rule: flat(in.C).Rule},
	}}}}, penalty.Shortfall{Objective: "at fault", Verdict: verdict}, penalty.Shortfall{Objective: "interrupted", Verdict: penalty.Missed}), nil
}

func notice(in formulaInputs) ([]figure, error) {
	days, err := number(in.Days)
	if err != nil {
		return nil, err
	}
	paid := owed("money", penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Rules: []penalty.Term{{Objective: "notice", Rule: penalty.Capped{
		At: "25%", Base: "fee of month", Of: penalty.Term{Rule: penalty.Capped{
			At: "10%", Base: "fee of budget", Of: penalty.Term{Base: "fee of hour", Rule: penalty.PerPointBelow{
				Credit: "400%", Counted: penalty.InPart, From: "15", Point: "1",
			}},
		}},
	}}}}, penalty.Shortfall{Objective: "notice", Attained: days, Promised: big.NewRat(15, 1)})
	paid[0].numbers = true
	kase := &paid[0].kase
	for _, charge := range []struct {
		name   string
		amount word
	}{{"month", in.MonthlyBill}, {"budget", in.TotalBudget}, {"hour", in.HourlyRate}} {
		value, err := money(charge.amount)
		if err != nil {
			return nil, err
		}
		kase.Charges = append(kase.Charges, penalty.Charge{Name: charge.name, Amount: value})
	}
	return paid, nil
}

// deviation is the clause on design deviations. The incurred cost of the JSON is the
// planned one.
func deviation(in formulaInputs) ([]figure, error) {
	first, err := number(in.ID01)
	if err != nil {
		return nil, err
	}
	fourth, err := number(in.ID04)
	if err != nil {
		return nil, err
	}
	base, label := penalty.Base("invoice"), "ID_04-up-to-10"
	if fourth.Cmp(big.NewRat(10, 1)) > 0 {
		base, label = "110% of invoice", "ID_04-over-10"
	}
	paid := owed("money", penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Base: penalty.Base(in.PlannedCost), Rules: []penalty.Term{{
		Objective: "ID_01", Base: base, Rule: penalty.PerPointAbove{Credit: "25%", Counted: penalty.InPart, From: "10", Point: "90"},
	}}}, penalty.Shortfall{Objective: "ID_01", Attained: first, Promised: big.NewRat(10, 1), LessIsBetter: true})
	paid[0].numbers, paid[0].label = true, label
	return paid, nil
}

func failurePoints(in formulaInputs) ([]figure, error) {
	attained, err := share(in.Uptime)
	if err != nil {
		return nil, err
	}
	points := penalty.Term{Objective: "o", Rule: penalty.PerPointBelow{Credit: "1 point", Counted: penalty.Full, From: "99.0%", Point: "0.1%"}}
	short := penalty.Shortfall{Objective: "o", Attained: attained}
	scored := owed("points", penalty.Spec{Round: penalty.HalfUp, Unit: "points", Rules: []penalty.Term{points}}, short)
	return append(scored, owed("money", penalty.Spec{Round: penalty.HalfUp, Unit: "GBP", Rules: []penalty.Term{
		{Objective: "o", Rule: penalty.Worth{Each: "1", Of: points}},
	}}, short)...), nil
}

// earnBack is a failure, and clean months after it. What each month returns follows from
// the sentence; the JSON has the sum.
func earnBack(in formulaInputs) ([]figure, error) {
	deducted, err := number(in.Deducted)
	if err != nil || deducted.Sign() < 0 || in.CleanMonths < 0 || in.CleanMonths > monthsMost {
		return nil, fmt.Errorf("%d clean months after %s%%", in.CleanMonths, in.Deducted)
	}
	terms := termsOf(penalty.EarnBack{
		Returns: []penalty.Return{{After: 2, Share: "50%"}, {After: 4, Share: "50%"}},
		Of:      penalty.Term{Rule: penalty.Flat{Credit: penalty.Rate(in.Deducted.percent())}},
	})
	terms.Base = hundred
	missed := make([]bool, in.CleanMonths+1)
	missed[0] = true
	half, sum := new(big.Rat).Quo(deducted, big.NewRat(2, 1)), new(big.Rat)
	series := verdicts(missed, func(clean int) string {
		credited, returned := new(big.Rat), new(big.Rat)
		switch clean {
		case 0:
			credited = deducted
		case 2, 4:
			returned = half
		}
		sum.Add(sum, returned)
		return creditOf(word(plainNumber(credited))) + ", returned " + plainNumber(returned) + " " + noCurrency
	})
	return []figure{{name: "earnedBack", spec: terms, series: series, sum: sum}}, nil
}
