package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/upheld/upheld/penalty"
)

// judge compares all expectations of a case with the library's answers.
func (c *creditRun) judge(r *results, file, id string, expected map[string]json.RawMessage) {
	var wrong []string
	for _, key := range slices.Sorted(maps.Keys(expected)) {
		if key == "remark" {
			continue
		}
		problem, known, err := c.check(key, expected[key])
		switch {
		case err != nil:
			r.unsupport(file, id, key+": "+err.Error())
			return
		case !known:
			r.unsupport(file, id, "unknown expectation "+key)
			return
		case problem != "":
			wrong = append(wrong, key+" "+problem)
		}
	}
	if len(wrong) > 0 {
		r.fail(file, id, c.table.Kind, strings.Join(wrong, "; "), "see the case")
		return
	}
	r.pass()
}

// statement evaluates the clause in one reading.
func (c *creditRun) statement(as reading) (penalty.Statement, error) {
	spec, kase, err := c.clause(as)
	if err != nil {
		return penalty.Statement{}, err
	}
	schedule, err := penalty.New(spec)
	if err != nil {
		return penalty.Statement{}, err
	}
	out := schedule.Statement(kase)
	if len(out.Problems) > 0 {
		return out, fmt.Errorf("%v", out.Problems)
	}
	return out, nil
}

// hundred is the base on which an amount equals its percentage.
const hundred = penalty.Base("100")

func (c *creditRun) check(key string, want json.RawMessage) (problem string, known bool, err error) {
	exactly := func(as reading) (string, bool, error) {
		s, err := c.statement(as)
		if err != nil {
			return "", true, err
		}
		return differ(s.Exact.Rat(), want)
	}
	onHundred := reading{base: hundred, plain: true}
	switch key {
	case "matched_percent", "sum_percent":
		onHundred.uncapped = true
		return exactly(onHundred)
	case "availability_percent", "overrun_percent":
		onHundred.uncapped, onHundred.only = true, strings.TrimSuffix(key, "_percent")
		return exactly(onHundred)
	case "overrun_over_percent":
		return c.saw("overrun", want)
	case "units", "full_points":
		return c.saw("", want)
	case "effective_percent":
		return exactly(onHundred)
	case "credit":
		return c.amounts(reading{plain: true}, want)
	case "uncapped_credit", "uncapped":
		return c.amounts(reading{plain: true, uncapped: true}, want)
	case "credit_units":
		return exactly(reading{plain: true})
	case "unit":
		s, err := c.statement(reading{plain: true})
		return compareText(s.Total.Unit(), want), true, err
	case "cap":
		return c.cap(want)
	case "issued":
		return c.issued(want)
	case "points":
		return c.points(want)
	case "deduction", "total", "penalty":
		return c.amounts(reading{plain: true}, want)
	case "payable":
		if c.table.Kind != "earned_setoff" {
			return c.amounts(reading{plain: true}, want)
		}
		return c.weeks(want, func(s penalty.Statement) penalty.Amount { return s.Payable })
	case "balance_after":
		return c.weeks(want, func(s penalty.Statement) penalty.Amount { return s.Balance })
	case "credits", "credits_before_cap":
		return c.lines(want)
	case "bands":
		return c.brackets(want)
	case "non_compliant_value":
		return exactly(reading{base: penalty.Base(c.in.Shipped)})
	case "if_floor_row", "if_ceiling_row", "if_linear":
		gaps := map[string]penalty.Gap{"if_floor_row": penalty.Lower, "if_ceiling_row": penalty.Upper, "if_linear": penalty.Linear}
		onHundred.gap = gaps[key]
		return exactly(onHundred)
	case "if_full_units_only", "if_started_units", "if_pro_rata":
		ways := map[string]penalty.Counted{"if_full_units_only": penalty.Full, "if_started_units": penalty.Started, "if_pro_rata": penalty.InPart}
		return c.way(ways[key], want)
	case "if_rounded_half_up_to_1_decimal_first":
		return c.band(reading{nearest: "0.1%"}, want)
	case "if_compared_unrounded":
		return c.band(reading{}, want)
	}
	return "", false, nil
}

// differ compares a number with an expected one, numerically.
func differ(got *big.Rat, want json.RawMessage) (string, bool, error) {
	var w word
	if err := json.Unmarshal(want, &w); err != nil {
		return "", true, err
	}
	wanted, err := number(w)
	if err != nil {
		return "", true, err
	}
	if got == nil || got.Cmp(wanted) != 0 {
		return fmt.Sprintf("got %v, want %s", got, w), true, nil
	}
	return "", true, nil
}

func compareText(got string, want json.RawMessage) string {
	var w word
	if json.Unmarshal(want, &w) != nil || got != string(w) {
		return fmt.Sprintf("got %s, want %s", got, want)
	}
	return ""
}

// amounts compares one amount, or the exact one and its three roundings.
func (c *creditRun) amounts(as reading, want json.RawMessage) (string, bool, error) {
	var all struct {
		Exact    *json.RawMessage `json:"exact"`
		HalfUp   *json.RawMessage `json:"half_up"`
		HalfEven *json.RawMessage `json:"half_even"`
		Down     *json.RawMessage `json:"down"`
	}
	if strict(want, &all) != nil {
		s, err := c.statement(as)
		if err != nil {
			return "", true, err
		}
		return differ(s.Payable.Rat(), want)
	}
	for _, each := range []struct {
		round penalty.RoundingMode
		want  *json.RawMessage
	}{{"", all.Exact}, {penalty.HalfUp, all.HalfUp}, {penalty.HalfEven, all.HalfEven}, {penalty.RoundDown, all.Down}} {
		if each.want == nil {
			continue
		}
		as.round = each.round
		s, err := c.statement(as)
		if err != nil {
			return "", true, err
		}
		got := s.Total.Rat()
		if each.round == "" {
			got = s.Exact.Rat()
		}
		if problem, _, err := differ(got, *each.want); problem != "" || err != nil {
			return string(each.round) + " " + problem, true, err
		}
	}
	return "", true, nil
}

// saw compares the inputs of the rule: units counted, the overrun.
func (c *creditRun) saw(op string, want json.RawMessage) (string, bool, error) {
	s, err := c.statement(reading{plain: true})
	if err != nil {
		return "", true, err
	}
	for _, line := range s.Lines {
		for _, step := range line.Steps() {
			looked := step.Saw
			if step.Op == "late" || step.Op == "distance" {
				looked = step.Gives // units counted
			}
			if looked.IsValid() && step.Op != "when" && (op == "" || step.Op == op) {
				text, _, _ := strings.Cut(looked.String(), " ")
				got, err := number(word(strings.TrimSuffix(text, "%")))
				if err != nil {
					return "", true, err
				}
				return differ(got, want)
			}
		}
	}
	return differ(new(big.Rat), want) // no rule counted anything
}

// cap compares the amount of a cap, as a flat credit of it.
func (c *creditRun) cap(want json.RawMessage) (string, bool, error) {
	spec, kase, err := c.clause(reading{plain: true})
	if err != nil {
		return "", true, err
	}
	if len(spec.Caps) != 1 {
		return "", true, fmt.Errorf("%d caps", len(spec.Caps))
	}
	spec.Rules = []penalty.Term{{Objective: "cap", Base: spec.Caps[0].Base, Rule: penalty.Flat{Credit: spec.Caps[0].At}}}
	spec.Caps = nil
	kase.Shortfalls = []penalty.Shortfall{{Objective: "cap", Verdict: penalty.Missed}}
	schedule, err := penalty.New(spec)
	if err != nil {
		return "", true, err
	}
	return differ(schedule.Statement(kase).Exact.Rat(), want)
}

// issued compares whether a credit is issued, in both readings of the minimum if
// the case has both.
func (c *creditRun) issued(want json.RawMessage) (string, bool, error) {
	given := func(of penalty.Tested) (bool, error) {
		s, err := c.statement(reading{minimumOf: of})
		return s.Total.Sign() > 0, err
	}
	exact, err := given(penalty.TestExact)
	if err != nil {
		return "", true, err
	}
	rounded, err := given(penalty.TestRounded)
	if err != nil {
		return "", true, err
	}
	var one bool
	if json.Unmarshal(want, &one) == nil {
		if exact != one {
			return fmt.Sprintf("got %v, want %v", exact, one), true, nil
		}
		return "", true, nil
	}
	var both struct {
		Exact   bool `json:"if_compared_exact"`
		Rounded bool `json:"if_compared_rounded"`
	}
	if err := strict(want, &both); err != nil {
		return "", true, err
	}
	if exact != both.Exact || rounded != both.Rounded {
		return fmt.Sprintf("got %v and %v, want %v and %v", exact, rounded, both.Exact, both.Rounded), true, nil
	}
	return "", true, nil
}

// points compares the points of a series of months, each with the earlier months as
// history.
func (c *creditRun) points(want json.RawMessage) (string, bool, error) {
	var list []word
	if err := json.Unmarshal(want, &list); err != nil {
		return "", true, err
	}
	spec, kase, err := c.clause(reading{})
	if err != nil {
		return "", true, err
	}
	schedule, err := penalty.New(spec)
	if err != nil {
		return "", true, err
	}
	got, err := series(schedule, kase, c.in.Results)
	if err != nil {
		return "", true, err
	}
	if len(got) != len(list) {
		return fmt.Sprintf("got %d periods", len(got)), true, nil
	}
	for i, s := range got {
		raw, _ := json.Marshal(string(list[i]))
		if problem, _, err := differ(s.Exact.Rat(), raw); problem != "" || err != nil {
			return fmt.Sprintf("period %d %s", i, problem), true, err
		}
	}
	return "", true, nil
}

// series makes one statement a month, each with the earlier statements as history.
func series(schedule penalty.Schedule, kase penalty.Case, attained []word) ([]penalty.Statement, error) {
	var all []penalty.Statement
	for _, a := range attained {
		v, err := share(a)
		if err != nil {
			return nil, err
		}
		kase.Shortfalls = []penalty.Shortfall{{Objective: "service", Attained: v}}
		all = append(all, schedule.Statement(kase, all...))
		kase.From, kase.To = kase.To, kase.To.AddDate(0, 1, 0)
	}
	return all, nil
}

// band compares the points of one result, or checks that no band holds it.
func (c *creditRun) band(as reading, want json.RawMessage) (string, bool, error) {
	spec, kase, err := c.clause(as)
	if err != nil {
		return "", true, err
	}
	schedule, err := penalty.New(spec)
	if err != nil {
		return "", true, err
	}
	got, err := series(schedule, kase, c.in.Results)
	if err != nil || len(got) != 1 {
		return "", true, fmt.Errorf("one result is needed: %v", err)
	}
	var text string
	if json.Unmarshal(want, &text) == nil && text == "no band" {
		for _, step := range got[0].Lines[0].Steps() {
			if step.Op == "table" && step.Row != "" {
				return "got the band " + string(step.Row), true, nil
			}
		}
		return "", true, nil
	}
	return differ(got[0].Exact.Rat(), want)
}

// weeks compares a figure of weekly statements that carry their balance over.
func (c *creditRun) weeks(want json.RawMessage, of func(penalty.Statement) penalty.Amount) (string, bool, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(want, &list); err != nil {
		return "", true, err
	}
	spec, kase, err := c.clause(reading{})
	if err != nil {
		return "", true, err
	}
	schedule, err := penalty.New(spec)
	if err != nil || len(list) != len(c.in.Weekly) {
		return "", true, fmt.Errorf("%d weeks: %v", len(c.in.Weekly), err)
	}
	var all []penalty.Statement
	for i, week := range c.in.Weekly {
		kase.Charges = nil
		for _, charge := range []struct {
			name   string
			amount word
		}{{"penalty", week.Penalty}, {"earned", week.Earned}} {
			amount, err := money(charge.amount)
			if err != nil {
				return "", true, err
			}
			kase.Charges = append(kase.Charges, penalty.Charge{Name: charge.name, Amount: amount})
		}
		kase.To = kase.From + 7
		all = append(all, schedule.Statement(kase, all...))
		kase.From = kase.To
		if problem, _, err := differ(of(all[i]).Rat(), list[i]); problem != "" || err != nil {
			return fmt.Sprintf("week %d %s", i, problem), true, err
		}
	}
	return "", true, nil
}

// lines compares the amount of each line before the cap of the whole.
func (c *creditRun) lines(want json.RawMessage) (string, bool, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(want, &list); err != nil {
		return "", true, err
	}
	s, err := c.statement(reading{plain: true, uncapped: true})
	if err != nil {
		return "", true, err
	}
	if len(s.Lines) != len(list) {
		return fmt.Sprintf("got %d lines", len(s.Lines)), true, nil
	}
	for i, line := range s.Lines {
		if problem, _, err := differ(line.Amount.Rat(), list[i]); problem != "" || err != nil {
			return fmt.Sprintf("line %d %s", i, problem), true, err
		}
	}
	return "", true, nil
}

// brackets compares the working of graduated points: units, factor, amount.
func (c *creditRun) brackets(want json.RawMessage) (string, bool, error) {
	var list [][]json.RawMessage
	if err := json.Unmarshal(want, &list); err != nil {
		return "", true, err
	}
	s, err := c.statement(reading{plain: true})
	if err != nil || len(s.Lines) != 1 {
		return "", true, fmt.Errorf("%d lines: %v", len(s.Lines), err)
	}
	var steps []penalty.Step
	for _, step := range s.Lines[0].Steps() {
		if step.Row != "" {
			steps = append(steps, step)
		}
	}
	if len(steps) != len(list) {
		return fmt.Sprintf("got %d brackets", len(steps)), true, nil
	}
	for i, step := range steps {
		factor, err := number(word(step.Times))
		if err != nil || len(list[i]) != 3 {
			return "", true, fmt.Errorf("bracket %d: %v", i, err)
		}
		for k, got := range []*big.Rat{step.Saw.Rat(), factor, step.Gives.Rat()} {
			if problem, _, err := differ(got, list[i][k]); problem != "" || err != nil {
				return fmt.Sprintf("bracket %d %s", i, problem), true, err
			}
		}
	}
	return "", true, nil
}

// way compares units and credit in one reading of the incomplete unit.
func (c *creditRun) way(counted penalty.Counted, want json.RawMessage) (string, bool, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(want, &all); err != nil {
		return "", true, err
	}
	s, err := c.statement(reading{plain: true, counted: counted})
	if err != nil {
		return "", true, err
	}
	for key, value := range all {
		got := s.Total.Rat()
		switch key {
		case "credit":
		case "units":
			got = s.Lines[0].Steps()[0].Gives.Rat()
		default:
			return "", true, fmt.Errorf("unknown expectation %s", strconv.Quote(key))
		}
		if problem, _, err := differ(got, value); problem != "" || err != nil {
			return key + " " + problem, true, err
		}
	}
	return "", true, nil
}
