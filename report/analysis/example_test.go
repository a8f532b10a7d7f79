package analysis_test

import (
	"fmt"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report/analysis"
	"github.com/upheld/upheld/sla"
)

// support counts first responses: of each month so many in time, by team and priority.
func support(month sla.Period, red, redTotal, blue, blueTotal int64) *sla.Result {
	agreement, err := sla.New(sla.Spec{
		ID: "support", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Objectives: []sla.Objective{{ID: "first-response", Metric: metrics.Ratio{Of: "responses"}, Attain: "95%", Period: "month", By: []string{"team"}}},
	})
	if err != nil {
		panic(err)
	}
	from, to := agreement.Bounds(month)
	result, err := agreement.Evaluate(month, sla.Facts{Counts: []sla.Count{
		{Of: "responses", At: from, Good: red, Total: redTotal, Attrs: sla.Attrs{{"team", "red"}}},
		{Of: "responses", At: from, Good: blue, Total: blueTotal, Attrs: sla.Attrs{{"team", "blue"}}},
	}}, to)
	if err != nil {
		panic(err)
	}
	return result
}

// Where a month lacks 0.35 of an item, and whose it is. The effects add up.
func ExampleEffects() {
	march := support(sla.Month(2026, time.March), 26, 29, 24, 24)
	effects, err := analysis.Effects(march, "first-response", "team")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range effects {
		fmt.Println(g.Group.Get("team"), g.Attained.Percent(2), g.Size.FloatString(2))
	}
	whole, _ := march.Outcome("first-response")
	fmt.Println("margin", whole.Margin)
	// Output:
	// red 89.65% 1.55
	// blue 100.00% -1.20
	// margin -0.35
}

func ExamplePareto() {
	march := support(sla.Month(2026, time.March), 25, 29, 23, 24)
	losses, err := analysis.Pareto(march, "first-response", "team")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range losses {
		fmt.Println(l.Group.Get("team"), l.Wrong.RatString(), metrics.ShareOfRat(l.UpTo).Percent(0))
	}
	// Output:
	// red 4 80%
	// blue 1 100%
}

// April is worse, although each team is better: more of the work fell to red.
func ExampleShift() {
	march := support(sla.Month(2026, time.March), 8, 10, 29, 30)
	april := support(sla.Month(2026, time.April), 25, 30, 10, 10)
	change, err := analysis.Shift(march, april, "first-response", "team")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(change.Before.Percent(2), "to", change.After.Percent(2))
	fmt.Println("of its own", change.Own.FloatString(4), "by another mix", change.Mix.FloatString(4))
	for _, g := range change.Groups {
		fmt.Println(g.Group.Get("team"), g.Before, "to", g.After, "own", g.Own.FloatString(4), "mix", g.Mix.FloatString(4))
	}
	fmt.Println("chance", metrics.ShareOfRat(change.Chance).Percent(1))
	// Output:
	// 92.50% to 87.50%
	// of its own 0.0333 by another mix -0.0833
	// blue 96.6666% to 100% own 0.0167 mix -0.0417
	// red 80% to 83.3333% own 0.0167 mix -0.0417
	// chance 35.5%
}

func ExamplePeriods() {
	var year []*sla.Result
	for month, good := range []int64{17, 18, 17, 19, 19, 20} {
		year = append(year, support(sla.Month(2026, time.Month(month+1)), good, 20, 10, 10))
	}
	periods, err := analysis.Periods("first-response", year...)
	if err != nil {
		fmt.Println(err)
		return
	}
	slope, n := analysis.Slope(periods)
	fmt.Println(slope.FloatString(4), "a month over", n)

	quarters, err := analysis.Moving(periods, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range quarters[2:] {
		fmt.Println(p.Period, p.Figure.Percent(2), "of", p.Items)
	}
	// Output:
	// 0.0190 a month over 6
	// 2026-Q1 91.11% of 90
	// 2026-02-01/2026-05-01 93.33% of 90
	// 2026-03-01/2026-06-01 94.44% of 90
	// 2026-Q2 97.77% of 90
}

func ExampleUnusual() {
	var results []*sla.Result
	month := sla.Month(2025, time.January)
	for _, good := range []int64{18, 17, 18, 19, 18, 19, 17, 18, 18, 19, 18, 17, 15} {
		results = append(results, support(month, good, 20, 10, 10))
		month = month.Next()
	}
	periods, err := analysis.Periods("first-response", results...)
	if err != nil {
		fmt.Println(err)
		return
	}
	odd, err := analysis.Unusual(periods, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range odd {
		fmt.Println(o.Period, o.Figure.Percent(2), "is below all of the twelve months before, of which the lowest was", o.Edge.Percent(2))
	}
	// Output:
	// 2026-01 83.33% is below all of the twelve months before, of which the lowest was 90.00%
}

func ExampleSeason() {
	classes, all, err := analysis.Season("first-response", "team",
		support(sla.Month(2026, time.March), 8, 10, 30, 30), support(sla.Month(2026, time.April), 9, 10, 28, 30))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("all", all.Percent(2))
	for _, c := range classes {
		fmt.Println(c.Group.Get("team"), c.Figure.Percent(2), c.Beyond.FloatString(4), "in", c.Times, "months")
	}
	// Output:
	// all 93.75%
	// blue 96.66% 0.0292 in 2 months
	// red 85.00% -0.0875 in 2 months
}

func ExampleBenchmark() {
	peers := analysis.Benchmark{Source: "survey of six desks, 2025", Better: analysis.More}
	for _, percent := range []int64{90, 92, 92, 95, 97, 99} {
		peers.Figures = append(peers.Figures, metrics.ShareOf(percent, 100))
	}
	p, err := peers.Of(metrics.ShareOf(19, 20))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Worse, "worse,", p.Equal, "equal,", "of", p.Of, "in", peers.Source)
	fmt.Println("ahead of", p.Ahead, "- median", p.Quartiles[1], "- lead", p.Lead[1])
	// Output:
	// 3 worse, 1 equal, of 6 in survey of six desks, 2025
	// ahead of 7/12 - median 92% - lead 3/100
}

// On Friday afternoon six tickets wait. If nobody works on them, the promise is missed on
// Monday; that is urgent, and no emergency.
func ExampleRiskOf() {
	asOf := time.Date(2026, 3, 20, 16, 0, 0, 0, time.UTC)
	outcome := sla.Outcome{Objective: "resolution", Promised: "90%", Ahead: &sla.Ahead{
		Best: metrics.ShareOf(40, 42), Worst: metrics.ShareOf(34, 42), Stands: sla.StandsOpen, MissAt: time.Date(2026, 3, 23, 10, 15, 0, 0, time.UTC),
	}}
	risk := analysis.RiskOf(outcome, asOf)
	fmt.Println(risk.Level, risk.Why, risk.MissAt.Format("Mon 15:04"), "used", risk.Used.Percent(1))
	// Output:
	// high waiting Mon 10:15 used 47.6%
}

// 90 % gives 100 points, and each whole point above it 2 more.
func ExampleAppraisal() {
	appraisal := analysis.Appraisal{Weight: "20%", Parts: []analysis.AppraisalPart{
		{Objective: "first-response", Share: "100%", Base: "90%", Points: "100", PerPoint: "2", Whole: true, Most: "120"},
	}}
	score, err := appraisal.Of(support(sla.Month(2026, time.March), 25, 29, 24, 24))
	if err != nil {
		fmt.Println(err)
		return
	}
	part := score.Parts[0]
	fmt.Println(part.Objective, part.Attained.Percent(2), part.Points.FloatString(0), "- with", part.Next, "more in time", part.NextPoints.FloatString(0))
	fmt.Println("score", score.Points.FloatString(0), "- adds", score.Weighed.FloatString(1))
	// Output:
	// first-response 92.45% 104 - with 1 more in time 108
	// score 104 - adds 20.8
}
