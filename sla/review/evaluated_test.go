package review_test

import (
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/review"
	"github.com/upheld/upheld/sla/specfile"
)

// Results as Evaluate gives them: a month, a quarter with the sum of its months and a
// year judged over them, groups, and a month that is open. Each month counts once.
func TestEvaluatedResults(t *testing.T) {
	spec, err := specfile.Parse([]byte(`
sla: v1
id: desk
zone: UTC
policies: { profile: exact }
clocks: { resolution: { start: opened, stop: resolved } }
objectives:
  - id: resolution
    clock: resolution
    targets: { within: 8h, calendar: 24x7 }
    attain: 95%
    period: month
    counts: started
    by: team
    over: [{ period: quarter, judge: pooled }]
document: { review: { triggers: [{ deviation: over 10%, periods: 2 }] } }
`))
	if err != nil {
		t.Fatal(err)
	}
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	var facts sla.Facts
	add := func(month time.Month, hours int) {
		at := time.Date(2026, month, 10, 9, 0, 0, 0, time.UTC)
		facts.Tickets = append(facts.Tickets, sla.Ticket{ID: at.String(), Attrs: sla.Attrs{{"team", "red"}}, Events: []sla.Event{
			{At: at, Name: "opened"}, {At: at.Add(time.Duration(hours) * time.Hour), Name: "resolved"}}})
	}
	// January is kept, February and March are missed, April is open when it is asked.
	add(time.January, 8)
	add(time.February, 9)
	add(time.March, 9)
	add(time.April, 9)
	evaluate := func(p sla.Period, asOf time.Time) *sla.Result {
		t.Helper()
		r, err := a.Evaluate(p, facts, asOf)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	april := time.Date(2026, 4, 15, 0, 0, 0, 0, time.UTC)
	quarter, march, open := evaluate(sla.Quarter(2026, 1), april), evaluate(sla.Month(2026, 3), april), evaluate(sla.Month(2026, 4), april)
	for _, c := range []struct {
		name string
		past []*sla.Result
		want []string
	}{
		{"the quarter", []*sla.Result{quarter}, []string{"2026-02 0.00%, 2026-03 0.00%"}},
		{"twice", []*sla.Result{march, quarter, march}, []string{"2026-02 0.00%, 2026-03 0.00%"}},
		{"a month alone", []*sla.Result{march}, nil},
		{"an open month", []*sla.Result{march, open}, nil},
		{"the month when it is over", []*sla.Result{march, evaluate(sla.Month(2026, 4), april.AddDate(0, 1, 0))}, []string{"2026-03 0.00%, 2026-04 0.00%"}},
	} {
		if got := valuesOf(review.Of(spec, review.Evidence{Past: c.past}), "trigger-pulled"); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	_, all := review.Maturity(spec, review.Evidence{Past: []*sla.Result{quarter, march}})
	for _, c := range all {
		if c.Code == "kept" && c.By != "resolution 1/3" || c.Code == "evaluated" && c.By != "2026-03" {
			t.Errorf("%s by %q", c.Code, c.By)
		}
	}
}
