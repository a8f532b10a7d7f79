package analysis_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report/analysis"
	"github.com/upheld/upheld/sla"
)

// Every question is asked of every objective of an open month, an ended month and an empty
// month: the answer is a figure or an error, and the result is as it was.
func TestEveryQuestionHasAnAnswer(t *testing.T) {
	for _, at := range []time.Time{marchDay(t, 1, 0, 0), marchDay(t, 20, 16, 0), marchDay(t, 32, 0, 0)} {
		r := helpdesk(t, at)
		before := r.Digest()
		answers := 0
		answer := func(err error) {
			if err == nil {
				answers++
			} else if len(sla.Problems(err)) == 0 || sla.Problems(err)[0].Path == "" {
				t.Errorf("no place: %v", err)
			}
		}
		for _, o := range r.Outcomes {
			for _, key := range []string{"team", "@target", "@cause", "@month", "", "team+", "no-such"} {
				_, err := analysis.Effects(r, o.Objective, key)
				answer(err)
				_, err = analysis.Pareto(r, o.Objective, key)
				answer(err)
				_, err = analysis.Shift(r, r, o.Objective, key)
				answer(err)
				_, _, err = analysis.Season(o.Objective, key, r)
				answer(err)
			}
			_, err := analysis.ParetoByDay(r, o.Objective, nil)
			answer(err)
			all, err := analysis.Periods(o.Objective, r)
			answer(err)
			_, err = analysis.Moving(all, 1)
			answer(err)
			analysis.RiskOf(o, at)
			_, err = march(analysis.AppraisalPart{Objective: o.Objective, Share: "100%", Base: "90%", Points: "1"}).Of(r)
			answer(err)
			_, err = analysis.Benchmark{Source: "x", Better: analysis.More, Figures: []metrics.Figure{o.Attained}}.Of(o.Attained)
			answer(err)
		}
		if answers < 10 || r.Digest() != before {
			t.Errorf("%v: %d answers; digest %x, before %x", at, answers, r.Digest(), before)
		}
	}
}

// Long lists of figures with unlike totals stay quick, since sums are added in pairs.
func BenchmarkSlope(b *testing.B) {
	var all []analysis.PeriodFigure
	p := sla.Day(sla.Year(2000).From())
	for i := range int64(10_000) {
		all = append(all, analysis.PeriodFigure{Period: p, Figure: metrics.ShareOf(i, 10_007+7*i)})
		p = p.Next()
	}
	b.ReportAllocs()
	for b.Loop() {
		analysis.Slope(all)
	}
}

func BenchmarkChance(b *testing.B) {
	before, after := month(2026, 1, of{"a", 2500, 5000}), month(2026, 2, of{"a", 2501, 5000})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := analysis.Shift(before, after, "fix", "team"); err != nil {
			b.Fatal(err)
		}
	}
}
