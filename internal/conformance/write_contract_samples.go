package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// comparison is a condition on one value, such as "value >= 99.5".
type comparison struct {
	name string // of the value; "" if the text has none
	contractObjective
}

// comparisonOf reads a condition on one value; the name is optional.
func comparisonOf(text string) (comparison, error) {
	for _, op := range []string{">=", "<=", "==", ">", "<"} {
		if name, target, found := strings.Cut(text, op); found {
			return comparison{strings.TrimSpace(name), contractObjective{op, word(strings.TrimSpace(target))}}, nil
		}
	}
	return comparison{}, fmt.Errorf("constraint %q", text)
}

var plainName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// named writes a name as a case file does.
func named(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	return strconv.Quote(name)
}

// sampleOf writes the value of a sample, which is a decimal.
func sampleOf(value word) (string, error) {
	n, err := number(value)
	if err != nil {
		return "", err
	}
	text, ends := decimalText(n)
	if !ends {
		return "", fmt.Errorf("a sample of %s, which is no decimal", value)
	}
	return text, nil
}

// samples begins a case about samples of March 2026.
func (w *contractPage) samples(spec sla.Spec, about ...string) error {
	if _, err := (sla.Sources{}).New(spec); err != nil {
		return err
	}
	w.tables.title(w.ID, append([]string{w.Source, w.Note}, about...)...)
	return w.tables.agreement("", spec)
}

// writeAverage asks for the mean of samples.
func writeAverage(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Values     []word
		Repeat     int
		Constraint string
	}
	var e struct {
		ExactAverage word
		Met          bool
		PeerAverage  word
	}
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	promise, err := comparisonOf(g.Constraint)
	if err != nil {
		return err
	}
	bound, err := promise.band()
	if err != nil {
		return err
	}
	spec := sla.Spec{ID: "terms", Zone: "UTC", Objectives: []sla.Objective{
		{ID: "it", Metric: metrics.Total{Of: "it", Statistic: metrics.TotalMean}, Attain: metrics.Bound(bound), Period: sla.Monthly},
	}}
	other := ""
	if e.PeerAverage != "" {
		other = "another program gives " + string(e.PeerAverage)
	}
	if err := w.samples(spec, other); err != nil {
		return err
	}
	w.tables.line(0, "service it")
	repeat := max(1, g.Repeat)
	var values []string
	copies := map[string]int{}
	for _, v := range g.Values {
		text, err := sampleOf(v)
		if err != nil {
			return err
		}
		if copies[text] == 0 {
			values = append(values, text)
		}
		copies[text] += repeat
	}
	var before time.Time
	at := begin2026
	for _, v := range values {
		line := when(at, before, time.UTC)
		before = at
		next := at.Add(time.Duration(copies[v]) * time.Second)
		if copies[v] > 1 {
			line += " to " + when(next, at, time.UTC) + " every 1s"
		}
		w.tables.line(2, "%s  value %s", line, v)
		at = next
	}
	w.tables.line(0, "period 2026-03")
	w.tables.line(2, "=> it: %s, attained %s, items %d", metOrMissed(e.Met), e.ExactAverage, len(g.Values)*repeat)
	return nil
}

func metOrMissed(met bool) string {
	if met {
		return "met"
	}
	return "missed"
}

// writePointwise asks how many samples keep each guarantee. A guarantee is a condition on
// one value; a point without the value does not count. No point counts while the
// agreement is not in force.
func writePointwise(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Points       []map[string]word
		Guarantees   map[string]string
		State        string
		ValueBuiltAs string // how another program computed the value
	}
	var e struct{ ViolationsPerGuarantee map[string]int }
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	spec := sla.Spec{ID: "terms", Zone: "UTC"}
	at := begin2026
	switch g.State {
	case "", "started":
	case "stopped": // on the first day of the month
		at = at.AddDate(0, 0, 1)
		spec.Effective = sla.Range("/" + at.Format(time.DateOnly))
	default:
		return fmt.Errorf("state %q", g.State)
	}
	var values []string // the names of values with a guarantee
	var answers []string
	for _, name := range slices.Sorted(maps.Keys(g.Guarantees)) {
		if strings.ContainsAny(g.Guarantees[name], "|&") {
			return errors.New("conditions on two values of a point, which no agreement asks for")
		}
		condition, err := comparisonOf(g.Guarantees[name])
		if err != nil {
			return err
		}
		good, err := condition.band()
		if err != nil || condition.name == "" {
			return fmt.Errorf("guarantee %q: %v", g.Guarantees[name], err)
		}
		spec.Objectives = append(spec.Objectives, sla.Objective{
			ID: name, Metric: metrics.Ratio{Of: condition.name, Good: metrics.Bound(good)}, Attain: "100%", Period: sla.Monthly,
		})
		if !slices.Contains(values, condition.name) {
			values = append(values, condition.name)
		}
		counted := 0
		for _, p := range g.Points {
			if p[condition.name] != "" && spec.Effective == "" {
				counted++
			}
		}
		violations := e.ViolationsPerGuarantee[name]
		switch {
		case violations < 0 || violations > counted:
			return contradiction("%d violations by %d points", violations, counted)
		case counted == 0:
			answers = append(answers, named(name)+": not-measurable, good 0 of 0")
		default:
			answers = append(answers, fmt.Sprintf("%s: %s, good %d of %d", named(name), metOrMissed(violations == 0), counted-violations, counted))
		}
	}
	for name := range e.ViolationsPerGuarantee {
		if g.Guarantees[name] == "" {
			return contradiction("violations of %s, which is no guarantee", name)
		}
	}
	if len(answers) == 0 {
		return errors.New("nothing is left to ask")
	}
	var about []string
	if g.ValueBuiltAs != "" {
		about = append(about, "another program builds the value as "+g.ValueBuiltAs)
	}
	if spec.Effective != "" {
		about = append(about, "the agreement has ended when the first value comes")
	}
	if err := w.samples(spec, about...); err != nil {
		return err
	}
	var outside []string
	for _, of := range values {
		begun := false
		before := time.Time{}
		for i, p := range g.Points {
			if p[of] == "" {
				continue
			}
			if !begun {
				w.tables.line(0, "service %s", named(of))
				begun = true
			}
			t := at.Add(time.Duration(i) * time.Second)
			value, err := sampleOf(p[of])
			if err != nil {
				return err
			}
			w.tables.line(2, "%s  value %s", when(t, before, time.UTC), value)
			outside = append(outside, fmt.Sprintf("outside-agreement %s at %s", of, t.Format(time.RFC3339)))
			before = t
		}
	}
	w.tables.line(0, "period 2026-03")
	for _, answer := range answers {
		w.tables.line(2, "=> %s", answer)
	}
	if spec.Effective != "" && len(outside) > 0 {
		w.tables.line(2, "=> findings:")
		for _, line := range outside {
			w.tables.line(6, "%s", line)
		}
	}
	return nil
}

// writeBreachPolicy asks which samples break a constraint. Without a policy each of them
// is a violation; a policy counts in a window that slides.
func writeBreachPolicy(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Metric, Constraint            string
		ValuesOnePerSecondOldestFirst []word
		LastValueAt, Window           string
		NewMetrics                    int
		Policies                      []json.RawMessage
	}
	var e struct {
		Violations      int
		BreachedIndexes *[]int
	}
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	if len(g.Policies) > 0 {
		return errors.New("policies over a window of seconds, which no agreement asks for")
	}
	promise, err := comparisonOf(g.Constraint)
	if err != nil {
		return err
	}
	good, err := promise.band()
	if err != nil {
		return err
	}
	count := len(g.ValuesOnePerSecondOldestFirst)
	if e.Violations < 0 || e.Violations > count {
		return contradiction("%d violations of %d values", e.Violations, count)
	}
	if e.BreachedIndexes != nil && len(*e.BreachedIndexes) != e.Violations {
		return contradiction("%d violations and %d values that violate", e.Violations, len(*e.BreachedIndexes))
	}
	name := cmp.Or(g.Metric, "it")
	objective := sla.Objective{ID: name, Metric: metrics.Ratio{Of: name, Good: metrics.Bound(good)}, Attain: "100%", Period: sla.Monthly}
	if e.BreachedIndexes != nil {
		objective.By = []string{"second"}
	}
	if err := w.samples(sla.Spec{ID: "terms", Zone: "UTC", Objectives: []sla.Objective{objective}}); err != nil {
		return err
	}
	if count > 0 {
		w.tables.line(0, "service %s", named(name))
	}
	before := time.Time{}
	for i, v := range g.ValuesOnePerSecondOldestFirst {
		value, err := sampleOf(v)
		if err != nil {
			return err
		}
		second := ""
		if e.BreachedIndexes != nil {
			second = fmt.Sprint(" second=", i)
		}
		t := begin2026.Add(time.Duration(i) * time.Second)
		w.tables.line(2, "%s  value %s%s", when(t, before, time.UTC), value, second)
		before = t
	}
	w.tables.line(0, "period 2026-03")
	if count == 0 {
		w.tables.line(2, "=> %s: not-measurable, good 0 of 0", named(name))
		return nil
	}
	w.tables.line(2, "=> %s: %s, good %d of %d", named(name), metOrMissed(e.Violations == 0), count-e.Violations, count)
	if e.BreachedIndexes == nil {
		return nil
	}
	left := slices.Clone(*e.BreachedIndexes)
	for i := range count {
		at := slices.Index(left, i)
		if at >= 0 {
			left = slices.Delete(left, at, at+1)
		}
		w.tables.line(2, "=> %s for second=%d: %s", named(name), i, metOrMissed(at < 0))
	}
	if len(left) > 0 {
		return contradiction("the value %d violates twice, or is not there", left[0])
	}
	return nil
}
