package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/penalty"
)

// Rules over seconds are no clauses of service credits, so they are written as own
// rules. The instants of the items are elapsed times (Late), the parameters are
// words.

// window holds the parameters of the rules below.
type window struct {
	at, length time.Duration
	count      int
}

func windowOf(with map[string]string) (window, error) {
	var w window
	var err error
	if w.at, err = time.ParseDuration(with["at"]); err != nil {
		return w, err
	}
	if w.length, err = time.ParseDuration(with["length"]); err != nil {
		return w, err
	}
	w.count, err = strconv.Atoi(with["count"])
	return w, err
}

// one is the amount of a rule on a window: 1 if it is triggered.
func one(triggered bool) (penalty.Exact, []penalty.Step, error) {
	if triggered {
		return penalty.NewExact(big.NewRat(1, 1), ""), nil, nil
	}
	return penalty.NewExact(new(big.Rat), ""), nil, nil
}

// countRule owes one penalty when at least count violations lie in [at-length, at].
var countRule = ownRule{"window/count", func(_ penalty.Case, s penalty.Shortfall, with map[string]string) (penalty.Exact, []penalty.Step, error) {
	w, err := windowOf(with)
	if err != nil {
		return penalty.Exact{}, nil, err
	}
	n := 0
	for _, t := range s.Late {
		if t >= w.at-w.length && t <= w.at {
			n++
		}
	}
	return one(n >= w.count)
}}

func runCountInWindow(given, expect json.RawMessage) (string, error) {
	var g struct {
		ViolationPerSecond []int
		Count              int
		WindowSeconds      int
		Window             string
	}
	var e struct{ PenaltyAtSeconds []int }
	if err := both(given, expect, &g, &e); err != nil {
		return "", err
	}
	if g.Window != "closed at both ends: [t-w, t]" {
		return "", fmt.Errorf("unknown window %q", g.Window)
	}
	var violations []time.Duration
	for i, v := range g.ViolationPerSecond {
		if v != 0 {
			violations = append(violations, time.Duration(i)*time.Second)
		}
	}
	got := []int{}
	for i := range g.ViolationPerSecond {
		_, owed, err := byOwnRule(countRule, "penalties", penalty.Shortfall{Late: violations}, map[string]string{
			"at": fmt.Sprint(i, "s"), "length": fmt.Sprint(g.WindowSeconds, "s"), "count": strconv.Itoa(g.Count),
		})
		if err != nil {
			return "", err
		}
		if owed.Rat().Sign() > 0 {
			got = append(got, i)
		}
	}
	if !slices.Equal(got, e.PenaltyAtSeconds) {
		return fmt.Sprintf("got %v", got), nil
	}
	return "", nil
}

// policyRule owes one violation if at least count values fall in the open window
// (now-length, now); Late says how long ago each value is.
var policyRule = ownRule{"window/policy", func(_ penalty.Case, s penalty.Shortfall, with map[string]string) (penalty.Exact, []penalty.Step, error) {
	w, err := windowOf(with)
	if err != nil {
		return penalty.Exact{}, nil, err
	}
	n := 0
	for _, ago := range s.Late {
		if ago > 0 && ago < w.length {
			n++
		}
	}
	return one(n >= w.count)
}}

// runBreachPolicy counts the violations of policies. A case file asks about an entry without
// a policy.
func runBreachPolicy(given, expect json.RawMessage) (string, error) {
	var g struct {
		Metric, Constraint            string
		ValuesOnePerSecondOldestFirst []word
		LastValueAt, Window           string
		NewMetrics                    int
		Policies                      []struct {
			Count    int
			WindowMs int
		}
	}
	var e struct {
		Violations      int64
		BreachedIndexes *[]int
	}
	if err := both(given, expect, &g, &e); err != nil {
		return "", err
	}
	if len(g.Policies) == 0 {
		return "", errors.New("an entry without a policy, which is no case as it stands")
	}
	promise, err := comparisonOf(g.Constraint)
	if err != nil {
		return "", err
	}
	met, err := promise.band()
	if err != nil {
		return "", err
	}
	within, err := met.Values()
	if err != nil {
		return "", err
	}
	breached, ago := []int{}, []time.Duration(nil)
	for i, v := range g.ValuesOnePerSecondOldestFirst {
		value, err := number(v)
		if err != nil {
			return "", err
		}
		if !within.Has(value) {
			breached = append(breached, i)
			ago = append(ago, time.Duration(len(g.ValuesOnePerSecondOldestFirst)-i)*time.Second)
		}
	}
	if e.BreachedIndexes != nil && !slices.Equal(breached, *e.BreachedIndexes) {
		return fmt.Sprintf("breached: got %v", breached), nil
	}
	var out penalty.Statement
	s := penalty.Shortfall{Objective: "o", Late: ago}
	spec := penalty.Spec{Round: penalty.HalfUp, Unit: "violations"}
	for _, p := range g.Policies {
		spec.Rules = append(spec.Rules, penalty.Term{Objective: "o", Rule: penalty.Named{Name: policyRule.name, Version: 1, With: map[string]string{
			"at": "0s", "length": fmt.Sprint(p.WindowMs, "ms"), "count": strconv.Itoa(p.Count),
		}}})
	}
	schedule, err := penalty.New(spec, policyRule)
	if err != nil {
		return "", err
	}
	out = schedule.Statement(penalty.Case{From: march[0], To: march[1], Shortfalls: []penalty.Shortfall{s}})
	return unlike("violations", out.Exact.Rat(), word(strconv.FormatInt(e.Violations, 10)))
}

// limitRule owes 1 for each request beyond the limit and names the request in a
// step. A rejected request does not count toward the limit.
var limitRule = ownRule{"window/limit", func(_ penalty.Case, s penalty.Shortfall, with map[string]string) (penalty.Exact, []penalty.Step, error) {
	w, err := windowOf(with)
	if err != nil {
		return penalty.Exact{}, nil, err
	}
	var kept []time.Duration
	var steps []penalty.Step
	for i, t := range s.Late {
		n := 0
		for _, k := range kept {
			if with["kind"] == "static" && k.Truncate(w.length) == t.Truncate(w.length) || with["kind"] == "dynamic" && t-k < w.length {
				n++
			}
		}
		if n < w.count {
			kept = append(kept, t)
			continue
		}
		steps = append(steps, penalty.Step{Op: "rejected", Saw: penalty.NewExact(big.NewRat(int64(i), 1), "")})
	}
	return penalty.NewExact(big.NewRat(int64(len(steps)), 1), ""), steps, nil
}}

func runLimitWindow(given, expect json.RawMessage) (string, error) {
	var g struct {
		Kind     string
		Max      int
		Period   string
		Requests []string
	}
	var e struct{ Rejected []string }
	if err := both(given, expect, &g, &e); err != nil {
		return "", err
	}
	periods := map[string]string{"second": "1s", "minute": "1m", "hour": "1h", "day": "24h"}
	length, known := periods[g.Period]
	kind := ""
	for _, k := range []string{"static", "dynamic"} {
		if strings.Contains(g.Kind, k) {
			kind = k
		}
	}
	if !known || kind == "" {
		return "", fmt.Errorf("unknown window %q of a %s", g.Kind, g.Period)
	}
	var at []time.Duration
	for _, r := range g.Requests {
		t, err := time.Parse("15:04:05", r)
		if err != nil {
			return "", err
		}
		at = append(at, t.Sub(t.Truncate(24*time.Hour)))
	}
	line, _, err := byOwnRule(limitRule, "requests", penalty.Shortfall{Late: at}, map[string]string{
		"at": "0s", "length": length, "count": strconv.Itoa(g.Max), "kind": kind,
	})
	if err != nil {
		return "", err
	}
	got := []string{}
	for _, step := range line.Steps() {
		if step.Op == "rejected" {
			got = append(got, g.Requests[step.Saw.Rat().Num().Int64()])
		}
	}
	if !slices.Equal(got, e.Rejected) {
		return fmt.Sprintf("got %v", got), nil
	}
	return "", nil
}
