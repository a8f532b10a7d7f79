package metrics_test

import (
	"fmt"
	"math/big"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
)

func at(clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", clock)
	if err != nil {
		panic(err)
	}
	return t
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// A month, its outages, one maintenance window, and what is left of the budget.
func ExampleAvailability() {
	var portal metrics.Timeline
	check(portal.Add(metrics.Interval{From: at("2026-03-03 10:00"), To: at("2026-03-03 10:30"), Cause: "INC-17"}))
	check(portal.Add(metrics.Interval{From: at("2026-03-20 01:50"), To: at("2026-03-20 02:10"), Cause: "INC-23"}))
	check(portal.AddWindow(metrics.Window{From: at("2026-03-20 02:00"), To: at("2026-03-20 04:00"), Cause: "CHG-8", Announced: at("2026-03-13 12:00")}))

	rules := must(metrics.Availability{
		Of:          "portal",
		NoData:      metrics.NoDataExclude,
		Maintenance: metrics.Forgive,
		Notice:      "48h",
	}.Pipeline())
	march := must(rules.Measure(&portal, metrics.Look{From: at("2026-03-01 00:00"), To: at("2026-04-01 00:00")}))

	promised := must(metrics.Bound("99.9%").Parse())
	fmt.Println(march.Attained, promised.Meets(march.Attained), promised.Margin(march.Attained))
	for _, e := range march.Ledger {
		fmt.Println(e)
	}
	// Output:
	// 99.9103% true 4m38s400ms
	// 2026-03-01T00:00:00Z 58h up
	// 2026-03-03T10:00:00Z 30m down: INC-17
	// 2026-03-03T10:30:00Z 399h20m up
	// 2026-03-20T01:50:00Z 10m down: INC-23
	// 2026-03-20T02:00:00Z 10m forgiven: CHG-8
	// 2026-03-20T02:10:00Z 285h50m up
}

// A figure keeps what was counted and compares without rounding.
func ExampleFigure() {
	f := metrics.ShareOf(1997, 2000)
	text, _ := f.MarshalText()
	fmt.Println(f, string(text))
	for _, b := range []metrics.Bound{"99.85%", "99.86%"} {
		fmt.Println(b, must(b.Parse()).Meets(f))
	}
	var none metrics.Figure
	fmt.Println(none.IsValid(), none.String() == "")
	// Output:
	// 99.85% 1997 of 2000
	// 99.85% true
	// 99.86% false
	// false true
}

// A page writes each kind of figure its own way.
func ExampleFigure_Kind() {
	for _, f := range []metrics.Figure{
		metrics.ShareOf(1997, 2000), metrics.LengthOf(90 * time.Minute), metrics.NumberOf(big.NewRat(83, 20)), {},
	} {
		switch f.Kind() {
		case metrics.ShareFigure:
			fmt.Println(f.Percent(2))
		case metrics.LengthFigure:
			d, _ := f.Duration()
			fmt.Println(d)
		case metrics.NumberFigure:
			fmt.Println(f.Rat().FloatString(2))
		default:
			fmt.Println("no value")
		}
	}
	// Output:
	// 99.85%
	// 1h30m0s
	// 4.15
	// no value
}

// What prints as met is met.
func ExampleFigure_Percent() {
	nearly := metrics.ShareOf(99_999_999, 100_000_000)
	fmt.Println(nearly.Percent(2), nearly.Percent(6))

	failed := metrics.ShareOf(5_001, 100_000)
	most := must(metrics.Bound("below 5%").Parse())
	fmt.Println(failed.Percent(1), most.Percent(failed, 1), most.Meets(failed))
	// Output:
	// 99.99% 99.999999%
	// 5.0% 5.1% false
}

func ExampleBound() {
	for _, b := range []metrics.Bound{"99.9%", "at most 8h", "below 5%", "15 to 30", "at most 1 in 1000"} {
		fmt.Println(must(b.Parse()))
	}
	_, err := metrics.Bound("8h").Parse()
	fmt.Println(err)
	_, err = metrics.Bound("99.9").Parse()
	fmt.Println(err)
	// Output:
	// at least 99.9%
	// at most 8h
	// below 5%
	// 15 to 30
	// at most 0.1%
	// cannot be read: say at least or at most 8h
	// cannot be read: a share is written as 95%; of a number say at least or at most 99.9
}

func ExampleSpan() {
	fmt.Println(must(metrics.Span("1h30m").Parse()), metrics.SpanOf(36*time.Hour))
	_, err := metrics.Span("30m1h").Parse()
	fmt.Println(err)
	// Output:
	// 1h30m0s 36h
	// cannot be read: "h" is out of place: the longest unit comes first, each once
}

func ExamplePercent() {
	fmt.Println(must(metrics.Percent("99.95%").Parse()))
	_, err := metrics.Percent("0.9995").Parse()
	fmt.Println(err)
	// Output:
	// 1999/2000
	// cannot be read: a percentage ends in %, such as 99.9%
}

func ExampleDistribution() {
	var waits metrics.Distribution
	for _, minutes := range []int{15, 20, 35, 40, 50} {
		waits.Add(time.Duration(minutes) * time.Minute)
	}
	p40 := big.NewRat(40, 100)
	for _, m := range []metrics.Method{metrics.NearestRank, metrics.Exclusive, metrics.Midpoint, metrics.Inclusive} {
		f, _ := waits.Percentile(p40, m, 0)
		fmt.Println(m, f)
	}
	waits.Remove(50 * time.Minute) // that ticket was a duplicate
	mean, _ := waits.Mean(0)
	fmt.Println("mean", mean)
	// Output:
	// nearest-rank 20m
	// exclusive 26m
	// midpoint 27m30s
	// inclusive 29m
	// mean 27m30s
}

func ExampleCount() {
	var march metrics.Count
	march.Add(metrics.Count{Good: 947, Total: 1000})
	f, why := march.Figure(0)
	fmt.Println(f, why == "")
	_, why = march.Figure(2000)
	fmt.Println(why)
	_, why = metrics.Count{}.Figure(0)
	fmt.Println(why)
	// Output:
	// 94.7% true
	// below-minimum
	// no-items
}

// Six ways to count calls that were given up, on one day.
func ExampleCalls() {
	day := metrics.Calls{Answered: 1000, AnsweredWithin: 860, Abandoned: 60, AbandonedWithin: 20, AbandonedShort: 10}
	for _, p := range []metrics.Abandons{metrics.AnsweredOnly, metrics.WithinMet, metrics.AllAgainst, metrics.IgnoreWithin, metrics.ShortMet, metrics.ShortRemoved} {
		f, _ := day.Count(p).Figure(0)
		fmt.Println(p, f.Percent(2))
	}
	// Output:
	// answered-only 86.00%
	// within-met 83.01%
	// all-against 81.13%
	// ignore-within 82.69%
	// short-met 82.07%
	// short-removed 81.90%
}

// Four slices, three ways to budget: they are not approximations of each other.
func ExampleSlices() {
	begin := at("2026-03-01 00:00")
	tally := must(metrics.NewSliceTally(5*time.Minute, begin))
	for i, c := range []metrics.Count{{Good: 100, Total: 100}, {Good: 90, Total: 100}, {Good: 0, Total: 1}} {
		check(tally.Add(begin.Add(time.Duration(i)*5*time.Minute), c))
	}
	look := metrics.Look{From: begin, To: begin.Add(20 * time.Minute)}
	for _, spec := range []metrics.Slices{
		{Of: "api", Every: "5m", Bad: "over 5%", Empty: metrics.NoDataExclude},
		{Of: "api", Every: "5m", Bad: "over 5%", Empty: metrics.NoDataGood},
		{Of: "api", Every: "5m", Empty: metrics.NoDataExclude},
	} {
		got := must(must(spec.Rules()).Measure(tally, look))
		fmt.Println(got.Attained.Rat())
	}
	// Output:
	// 1/3
	// 1/2
	// 19/30
}

func ExampleScore() {
	rules := must(metrics.Score{Of: "survey", Kind: metrics.NetPromoter}.Rules())
	var answers metrics.Samples
	check(answers.Add(decimal.New(9, 0), 2))
	check(answers.Add(decimal.New(3, 0), 1))
	nps, _ := rules.Score(&answers, 0)
	fmt.Println(nps.Rat(), nps)
	// Output:
	// 100/3 33.3333
}

func ExampleDesignParallel() {
	zone := metrics.ShareOf(995, 1000)
	both, _ := metrics.DesignParallel(zone, zone)
	chain, _ := metrics.DesignSeries(zone, zone)
	fmt.Println(both.Percent(4), chain.Percent(4))
	// Output:
	// 99.9975% 99.0025%
}

func ExampleCheck() {
	fmt.Println(metrics.Check(metrics.Availability{
		Of: "portal", NoData: "ignore", Notice: "2 days", Weights: map[string]metrics.Percent{"partial": "30"},
	}))
	// Output:
	// no-data: "ignore": unknown: one of exclude, good, bad, hold-last
	// notice: "2 days": cannot be read: a length of time is written 2d, 4h, 1h30m, 90s
	// notice: "2 days": conflicts with another term: write maintenance, which says how windows count
	// weights.partial: "30": cannot be read: a percentage ends in %, such as 99.9%
}
