package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

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

// runPointwise counts the points that violate each guarantee. A case file asks guarantees
// about one value; this is for guarantees about several values at once.
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
	type condition struct {
		name  string
		limit metrics.Limit
	}
	var any [][]condition
	for _, part := range strings.Split(text, "||") {
		var all []condition
		for _, c := range strings.Split(part, "&&") {
			one, err := comparisonOf(c)
			if err != nil {
				return nil, err
			}
			bound, err := one.band()
			if err != nil || one.name == "" {
				return nil, fmt.Errorf("guarantee %q: %v", text, err)
			}
			limit, err := metrics.Bound(bound).Parse()
			if err != nil {
				return nil, err
			}
			all = append(all, condition{one.name, limit})
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
