package metrics_test

import (
	"fmt"
	"time"

	"github.com/upheld/upheld/metrics"
)

// A month that promises 99.9 %, seen on the third day during an outage: which
// warnings fire, what is left of the budget, and how long it lasts.
func ExampleBurnWindow() {
	june, july, now := at("2026-06-01 00:00"), at("2026-07-01 00:00"), at("2026-06-03 02:00")
	month := july.Sub(june)
	goal := must(metrics.Bound("99.9%").Parse())
	pipeline := must(metrics.Availability{Of: "api", NoData: metrics.NoDataExclude}.Pipeline())

	var known metrics.Timeline
	check(known.Add(metrics.Interval{From: at("2026-06-01 09:00"), To: at("2026-06-01 09:10")}))
	check(known.Add(metrics.Interval{From: now.Add(-12 * time.Minute)})) // still going on

	burning := func(last time.Duration) metrics.Figure {
		return goal.BurnRate(must(pipeline.Measure(&known, metrics.Look{From: now.Add(-last), To: now})).Attained)
	}
	for _, level := range metrics.BurnWindows() {
		check(level.Check())
		long, short := burning(level.Long), burning(level.Short)
		fmt.Println(level.Long, "at", long, "over", level.Factor(month), level.Fires(long, short, month))
	}

	soFar := must(pipeline.Measure(&known, metrics.Look{From: june, To: july, AsOf: now})).Attained
	budget, _ := goal.Budget(soFar, metrics.LengthOf(month))
	lasts, _ := budget.ExhaustedIn(burning(time.Hour), month)
	fmt.Println("allowed", budget.Allowed, "spent", budget.Spent, "left", budget.Left, "lasts", lasts)
	// Output:
	// 1h0m0s at 200 over 14.4 true
	// 6h0m0s at 33.3333 over 6 true
	// 24h0m0s at 8.3333 over 3 true
	// 72h0m0s at 5.0926 over 1 true
	// allowed 43m12s spent 22m left 21m12s lasts 1h46m
}

// What was measured on the timelines of the parts, beside what a design says
// that takes their failures for independent.
func ExampleComposed() {
	look := metrics.Look{From: at("2026-03-01 00:00"), To: at("2026-03-01 10:00")}
	east, west := new(metrics.Timeline), new(metrics.Timeline)
	check(east.Add(metrics.Interval{From: at("2026-03-01 02:00"), To: at("2026-03-01 03:00")}))
	check(west.Add(metrics.Interval{From: at("2026-03-01 02:30"), To: at("2026-03-01 03:30")}))

	each := metrics.Availability{NoData: metrics.NoDataExclude}
	for _, spec := range []metrics.Composed{{Series: []string{"east", "west"}, Each: each}, {Parallel: []string{"east", "west"}, Each: each}} {
		whole := must(must(spec.Rules()).Measure([]*metrics.Timeline{east, west}, look))
		fmt.Println("measured", whole.Attained, whole.Lost)
	}
	part := metrics.TimeShareOf(9*time.Hour, 10*time.Hour)
	series, _ := metrics.DesignSeries(part, part)
	parallel, _ := metrics.DesignParallel(part, part)
	fmt.Println("by design", series, parallel)
	// Output:
	// measured 85% 1h30m
	// measured 95% 30m
	// by design 81% 99%
}

// Defects promised to be few: the defects are what is counted.
func ExampleRatio() {
	limit := must(metrics.Bound("at most 3.5 in 1000").Parse())
	for _, defects := range []int64{7, 8} {
		f, _ := metrics.Ratio{Of: "defects"}.Figure(metrics.Count{Good: defects, Total: 2000}, 0)
		fmt.Println(f, limit.Meets(f), "margin", limit.Margin(f))
	}
	// Output:
	// 0.35% true margin 0
	// 0.4% false margin -1
}

// The time to repair starts at the later of the points that the contract names.
func ExampleRepair() {
	spec := metrics.Repair{Of: "portal", Statistic: metrics.MeanToRepair, Since: []metrics.Point{metrics.Reported, metrics.Ticketed}}
	from, to, _ := spec.Span(metrics.Incident{
		Began: at("2026-03-01 02:00"), Reported: at("2026-03-01 02:10"), Ticketed: at("2026-03-01 02:25"), Restored: at("2026-03-01 05:00"),
	})
	fmt.Println(to.Sub(from))

	month := metrics.Reliability{Up: 990 * time.Hour, Repair: 10 * time.Hour, Failures: 3}
	between, _ := month.MTBF()
	available, _ := month.Availability()
	fmt.Println(between, available)
	// Output:
	// 2h35m0s
	// 330h 99%
}
