package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/design"
	"github.com/upheld/upheld/metrics"
)

// Models about time and measurement, not about money.

// weekWords turns "Mon-Fri 08:00-20:00, Sat 09:00-12:00" into our notation, in
// which a comma divides the hours of a day and a semicolon the days.
func weekWords(week string) string {
	var out strings.Builder
	for i, part := range strings.Split(strings.ToLower(week), ",") {
		part = strings.TrimSpace(part)
		switch {
		case i == 0:
		case part != "" && part[0] >= 'a':
			out.WriteString("; ")
		default:
			out.WriteString(",")
		}
		out.WriteString(part)
	}
	return out.String()
}

func differs[T comparable](what string, got, want T) string {
	if got == want {
		return ""
	}
	return fmt.Sprintf("%s is %v", what, got)
}

// operators are the comparisons with a constant, as bounds.
var operators = []struct{ sign, words string }{
	{">=", "at least "}, {"<=", "at most "}, {">", "over "}, {"<", "below "},
}

// constraint reads "value >= 99.5"; the name is optional.
func constraint(text string) (name string, limit metrics.Limit, err error) {
	for _, o := range operators {
		if before, constant, found := strings.Cut(text, o.sign); found {
			limit, err = metrics.Bound(o.words + strings.TrimSpace(constant)).Parse()
			return strings.TrimSpace(before), limit, err
		}
	}
	if before, constant, found := strings.Cut(text, "=="); found {
		constant = strings.TrimSpace(constant)
		limit, err = metrics.Bound(constant + " to " + constant).Parse()
		return strings.TrimSpace(before), limit, err
	}
	return "", limit, fmt.Errorf("constraint %q", text)
}

// runAverage judges the mean of samples.
func runAverage(given, expect json.RawMessage) (string, error) {
	var g struct {
		Values     []decimal.Decimal
		Repeat     int
		Constraint string
	}
	var e struct {
		ExactAverage word
		Met          bool
		PeerAverage  word // the source's answer, not compared
	}
	if err := both(given, expect, &g, &e); err != nil {
		return "", err
	}
	_, limit, err := constraint(g.Constraint)
	if err != nil {
		return "", err
	}
	var total metrics.TotalTally
	for range max(1, g.Repeat) {
		for _, v := range g.Values {
			if err := total.Add(v); err != nil {
				return "", err
			}
		}
	}
	mean, _ := total.Figure(metrics.TotalMean, 0)
	if want, ok := new(big.Rat).SetString(string(e.ExactAverage)); !ok || !mean.IsValid() || mean.Rat().Cmp(want) != 0 {
		return fmt.Sprintf("the mean is %v", mean), nil
	}
	return differs("met", limit.Meets(mean), e.Met), nil
}

// runPointwise counts the points that violate each guarantee.
func runPointwise(given, expect json.RawMessage) (string, error) {
	var g struct {
		Points       []map[string]word
		Guarantees   map[string]string
		State        string
		ValueBuiltAs string // how a float program computed the value, not used
	}
	var e struct{ ViolationsPerGuarantee map[string]int64 }
	if err := both(given, expect, &g, &e); err != nil {
		return "", err
	}
	got := map[string]int64{}
	for name, expression := range g.Guarantees {
		judge, err := expressed(expression)
		if err != nil {
			return "", err
		}
		for _, point := range g.Points {
			if g.State == "stopped" {
				break
			}
			kept, measured, err := judge(point)
			if err != nil {
				return "", err
			}
			if measured && !kept {
				got[name]++
			}
		}
	}
	for name := range g.Guarantees {
		if got[name] != e.ViolationsPerGuarantee[name] {
			return fmt.Sprintf("%s has %d violations", name, got[name]), nil
		}
	}
	return "", nil
}

// expressed reads comparisons joined by || or &&; && binds closer. A point without
// one of the variables is not measured.
func expressed(text string) (func(map[string]word) (kept, measured bool, err error), error) {
	type comparison struct {
		name  string
		limit metrics.Limit
	}
	var any [][]comparison
	for _, part := range strings.Split(text, "||") {
		var all []comparison
		for _, c := range strings.Split(part, "&&") {
			name, limit, err := constraint(c)
			if err != nil || name == "" {
				return nil, fmt.Errorf("guarantee %q: %v", text, err)
			}
			all = append(all, comparison{name, limit})
		}
		any = append(any, all)
	}
	return func(point map[string]word) (bool, bool, error) {
		kept := false
		for _, all := range any {
			every := true
			for _, c := range all {
				value, there := point[c.name]
				if !there {
					return false, false, nil
				}
				number, ok := new(big.Rat).SetString(string(value))
				if !ok {
					return false, false, fmt.Errorf("%s is %q", c.name, value)
				}
				every = every && c.limit.Meets(metrics.NumberOf(number))
			}
			kept = kept || every
		}
		return kept, true, nil
	}, nil
}

// runBudget gives an error budget in events, slices or time.
func runBudget(given, expect json.RawMessage) (string, error) {
	var g struct {
		Method         string
		Window, Slice  metrics.Span
		RequestsPerDay int64
		Target         word
		NormalSuccess  word
		AttackSuccess  word
	}
	var e struct {
		Total                  *int64
		BudgetBadEvents        *word
		Slices                 *int64
		BudgetSlices           *word
		BudgetDuration         *metrics.Span
		AttackMinutesToExhaust *word
		Approx                 word // of the line above: not compared
	}
	if err := both(given, expect, &g, &e); err != nil {
		return "", err
	}
	window, err := g.Window.Parse()
	if err != nil {
		return "", err
	}
	share := func(w word) *big.Rat { r, _ := new(big.Rat).SetString(string(w)); return r }
	goal := design.AtLeast(share(g.Target))
	if !goal.IsValid() {
		return "", fmt.Errorf("target %q", g.Target)
	}
	length := metrics.LengthOf(window)
	var problems []string
	check := func(what string, got metrics.Figure, want *word) {
		if want == nil {
			return
		}
		if r := share(*want); r == nil || !got.IsValid() || got.Rat().Cmp(r) != 0 {
			problems = append(problems, fmt.Sprintf("%s is %v", what, got))
		}
	}
	number := func(n *int64) *word {
		if n == nil {
			return nil
		}
		w := word(fmt.Sprint(*n))
		return &w
	}
	if g.Method == "Occurrences" {
		var events metrics.TotalTally
		for day := range window / (24 * time.Hour) {
			if err := events.Add(decimal.NewFromInt(g.RequestsPerDay)); err != nil {
				return "", fmt.Errorf("day %d: %w", day, err)
			}
		}
		total, _ := events.Figure(metrics.TotalSum, 0)
		check("total", total, number(e.Total))
		check("budget", goal.Allowance(total), e.BudgetBadEvents)
		return strings.Join(problems, ", "), nil
	}
	slice, err := g.Slice.Parse()
	if err != nil || slice < time.Second {
		return "", fmt.Errorf("slice %q: %v", g.Slice, err)
	}
	slices := inUnits(length, int64(slice/time.Second))
	check("slices", slices, number(e.Slices))
	check("budget in slices", goal.Allowance(slices), e.BudgetSlices)
	if e.BudgetDuration != nil {
		want, err := e.BudgetDuration.Parse()
		if err != nil {
			return "", err
		}
		if got := goal.Allowance(length); !got.Equal(metrics.LengthOf(want)) {
			problems = append(problems, fmt.Sprintf("budget in time is %v", got))
		}
	}
	if e.AttackMinutesToExhaust != nil {
		normal, attack := share(g.NormalSuccess), share(g.AttackSuccess)
		if normal == nil || attack == nil {
			return "", fmt.Errorf("success %q and %q", g.NormalSuccess, g.AttackSuccess)
		}
		// The budget that a normal window leaves, over the budget that a slice
		// under attack takes beyond a normal slice.
		left, ok := goal.Budget(metrics.ShareOfRat(normal), length)
		beyond := design.AtLeast(attack).Gap(metrics.ShareOfRat(normal))
		if !ok || !beyond.IsValid() {
			return "", fmt.Errorf("no budget of %v", length)
		}
		lost, err := metrics.Bound("at most " + metrics.PercentOf(beyond.Rat())).Parse()
		if err != nil {
			return "", err
		}
		check("slices of attack", metrics.Budget{Allowed: lost.Allowance(metrics.LengthOf(slice)), Spent: left.Left}.Used(), e.AttackMinutesToExhaust)
	}
	return strings.Join(problems, ", "), nil
}
