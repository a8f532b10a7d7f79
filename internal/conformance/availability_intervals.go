package main

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"time"

	"github.com/upheld/upheld/metrics"
)

type intervalCase struct {
	Name, Definition, Rule, Source, Remark string
	Published                              any
	PublishedDown                          word `json:"published_downtime_percent"`
	PublishedAs                            word `json:"published_percent"`
	PublishedCredit                        word `json:"published_credit_percent"` // money: the credit cases have it

	Runs        []int64 `json:"runs_minutes"`
	MinRun      int64   `json:"min_run"`
	Month       int64   `json:"month_minutes"`
	Down        *int64  `json:"downtime_minutes"`
	Available   *int64  `json:"max_available"`
	Downtime    *int64  `json:"downtime"`
	ExpectedMin *int64  `json:"expected_downtime_minutes"`

	Requests    int64 `json:"requests"`
	Errors      int64 `json:"errors"`
	Threshold   word  `json:"threshold"`
	MinRequests int64 `json:"min_requests"`
	CountsDown  *bool `json:"counts_as_downtime"`
	A           int64 `json:"A"`
	B           int64 `json:"B"`
	C           int64 `json:"C"`
	DaysUsed    int64 `json:"days_used"`
	BadPeriods  int64 `json:"unavailable_periods"`
	Intervals   int64 `json:"intervals"`
	Existed     int64 `json:"existed_intervals"`
	BadExisted  int64 `json:"unavailable_intervals"`
	Triggered   int64 `json:"triggered"`
	Unavailable int64 `json:"unavailable"`
	Counts      []struct {
		Requests int64 `json:"requests"`
		Errors   int64 `json:"errors"`
	} `json:"interval_counts"`
	Major    int64           `json:"major_minutes"`
	Partial  int64           `json:"partial_minutes"`
	Degraded int64           `json:"degraded_minutes"`
	Weights  map[string]word `json:"weights"`
	Outage   word            `json:"outage_minutes"`
	Minutes  word            `json:"minutes"`
	Affected word            `json:"affected_ratio"`
	Ratio    word            `json:"ratio"`
	Schedule int64           `json:"scheduled_minutes"`

	Percent       *word `json:"expected_percent_exact"`
	WithoutC      *word `json:"denominator_variant_A_minus_C_exact"`
	OnlyUsed      *word `json:"only_used_days_variant_exact"`
	RequestRatio  *word `json:"request_ratio_percent_exact"`
	IgnoringEmpty *word `json:"interval_mean_ignoring_empty_exact"`
	FullMonth     *word `json:"full_month_variant_exact"`
}

// begin is where the artificial periods of these cases start.
var begin = time.Unix(0, 0).UTC()

const fiveMinutes = 5 * time.Minute

func (c intervalCase) run(v *verdict) {
	switch c.Rule {
	case "min_run":
		c.minRun(v)
	case "error_rate":
		c.errorRate(v)
	case "downtime":
		c.downtime(v)
	case "add_back":
		c.addBack(v)
	case "service_year":
		c.serviceYear(v)
	case "interval_mean":
		c.intervalMean(v)
	case "share_of_intervals":
		c.shareOfIntervals(v)
	case "good_of_total":
		f, _ := metrics.Bad(c.Unavailable, c.Triggered).Figure(0)
		c.expect(v, f)
	case "weighted":
		c.weighted(v)
	case "affected_share":
		c.affectedShare(v)
	default:
		v.skip("rule %q", c.Rule)
	}
}

// expect compares the main figure; null or nothing is no value.
func (c intervalCase) expect(v *verdict, f metrics.Figure) {
	if c.Percent == nil {
		v.percent("availability", f, "")
		return
	}
	v.percent("availability", f, *c.Percent)
}

// minutesOf places stretches of so many minutes one after another, a minute
// apart, and gives where they end.
func minutesOf(t *metrics.Timeline, from time.Time, state string, minutes ...int64) (time.Time, error) {
	for _, m := range minutes {
		if m <= 0 {
			continue
		}
		to := from.Add(time.Duration(m) * time.Minute)
		if err := t.Add(metrics.Interval{From: from, To: to, State: state}); err != nil {
			return from, err
		}
		from = to.Add(time.Minute)
	}
	return from, nil
}

// measure reads a timeline of so many minutes.
func measure(v *verdict, spec metrics.Availability, t *metrics.Timeline, minutes int64) metrics.Uptime {
	spec.Of, spec.NoData = "service", metrics.NoDataExclude
	pipeline, err := spec.Pipeline()
	if !v.ok(err) {
		return metrics.Uptime{}
	}
	u, err := pipeline.Measure(t, metrics.Look{From: begin, To: begin.Add(time.Duration(minutes) * time.Minute)})
	v.ok(err)
	return u
}

func (c intervalCase) minRun(v *verdict) {
	var t metrics.Timeline
	_, err := minutesOf(&t, begin, "", c.Runs...)
	if !v.ok(err) {
		return
	}
	u := measure(v, metrics.Availability{IgnoreUnder: metrics.Span(fmt.Sprint(c.MinRun, "m")), Minutes: metrics.WholeMinutes}, &t, c.Month)
	if c.ExpectedMin != nil {
		v.value("downtime", inUnits(u.Lost, 60), word(fmt.Sprint(*c.ExpectedMin)))
	}
	c.expect(v, u.Attained)
}

func (c intervalCase) errorRate(v *verdict) {
	rules, err := metrics.Slices{Of: "requests", Every: "1m", Bad: metrics.Bound("over " + c.Threshold + " in 1"),
		MinSamples: c.MinRequests, Empty: metrics.NoDataGood}.Rules()
	if !v.ok(err) {
		return
	}
	tally, err := metrics.NewSliceTally(rules.Every(), begin)
	if !v.ok(err) || !v.ok(tally.Add(begin, metrics.Bad(c.Errors, c.Requests))) {
		return
	}
	got, err := rules.Measure(tally, metrics.Look{From: begin, To: begin.Add(time.Minute)})
	if v.ok(err) && c.CountsDown != nil {
		v.same("counts as downtime", got.Bad == 1, *c.CountsDown)
	}
}

func (c intervalCase) downtime(v *verdict) {
	down, total := c.Down, &c.Month
	if c.Available != nil {
		down, total = c.Downtime, c.Available
	}
	if down == nil {
		v.skip("no downtime")
		return
	}
	// What was available is the open time of a longer period: it may be nothing.
	var t metrics.Timeline
	if _, err := minutesOf(&t, begin, "", *down); !v.ok(err) {
		return
	}
	pipeline, err := metrics.Availability{Of: "service", NoData: metrics.NoDataExclude}.Pipeline()
	if !v.ok(err) {
		return
	}
	end := begin.Add(time.Duration(*total) * time.Minute)
	u, err := pipeline.Measure(&t, metrics.Look{From: begin, To: end.Add(time.Minute), Open: func(yield func(time.Time, time.Time) bool) {
		yield(begin, end)
	}})
	if !v.ok(err) {
		return
	}
	c.expect(v, u.Attained)
	if c.PublishedAs != "" {
		v.digits("as published", points(u.Attained), c.PublishedAs)
	}
	if c.PublishedDown != "" {
		lost, _ := u.Lost.Duration()
		v.digits("downtime as published", points(metrics.TimeShareOf(lost, u.Counted)), c.PublishedDown)
	}
}

func (c intervalCase) addBack(v *verdict) {
	var t metrics.Timeline
	if _, err := minutesOf(&t, begin, "", c.B); !v.ok(err) {
		return
	}
	if c.C > 0 && !v.ok(t.AddWindow(metrics.Window{From: begin, To: begin.Add(time.Duration(c.C) * time.Minute)})) {
		return
	}
	c.expect(v, measure(v, metrics.Availability{Maintenance: metrics.AddBack}, &t, c.A).Attained)
	v.maybe("without C", measure(v, metrics.Availability{Maintenance: metrics.Remove}, &t, c.A).Attained, c.WithoutC)
}

// slicesOf judges five-minute slices of a period, a slice being bad when all of
// its samples fail.
func slicesOf(v *verdict, tally *metrics.SliceTally, empty metrics.NoDataPolicy, period time.Duration) metrics.Figure {
	rules, err := metrics.Slices{Of: "service", Every: "5m", Bad: "at least 100%", Empty: empty}.Rules()
	if !v.ok(err) {
		return metrics.Figure{}
	}
	got, err := rules.Measure(tally, metrics.Look{From: begin, To: begin.Add(period)})
	v.ok(err)
	return got.Attained
}

// fill gives one sample to each of n slices, the first bad ones bad.
func fill(v *verdict, n, bad int64) *metrics.SliceTally {
	tally, err := metrics.NewSliceTally(fiveMinutes, begin)
	if !v.ok(err) {
		return nil
	}
	for i := range n {
		v.ok(tally.Add(begin.Add(time.Duration(i)*fiveMinutes), metrics.Hit(i >= bad)))
	}
	return tally
}

func (c intervalCase) serviceYear(v *verdict) {
	const day = 288
	tally := fill(v, c.DaysUsed*day, c.BadPeriods)
	year := 365 * 24 * time.Hour
	c.expect(v, slicesOf(v, tally, metrics.NoDataGood, year))
	v.maybe("used days only", slicesOf(v, tally, metrics.NoDataExclude, year), c.OnlyUsed)
}

func (c intervalCase) shareOfIntervals(v *verdict) {
	tally := fill(v, c.Existed, c.BadExisted)
	c.expect(v, slicesOf(v, tally, metrics.NoDataExclude, 30*24*time.Hour))
	v.maybe("of the full month", slicesOf(v, tally, metrics.NoDataGood, 30*24*time.Hour), c.FullMonth)
}

func (c intervalCase) intervalMean(v *verdict) {
	tally, err := metrics.NewSliceTally(fiveMinutes, begin)
	if !v.ok(err) {
		return
	}
	var all metrics.Count
	for i, counts := range c.Counts {
		s := metrics.Bad(counts.Errors, counts.Requests)
		all.Add(s)
		v.ok(tally.Add(begin.Add(time.Duration(i)*fiveMinutes), s))
	}
	mean := func(empty metrics.NoDataPolicy) metrics.Figure {
		rules, err := metrics.Slices{Of: "requests", Every: "5m", Empty: empty}.Rules()
		if !v.ok(err) {
			return metrics.Figure{}
		}
		got, err := rules.Measure(tally, metrics.Look{From: begin, To: begin.Add(time.Duration(c.Intervals) * fiveMinutes)})
		v.ok(err)
		return got.Attained
	}
	c.expect(v, mean(metrics.NoDataGood))
	v.maybe("ignoring empty", mean(metrics.NoDataExclude), c.IgnoringEmpty)
	f, _ := all.Figure(0)
	v.maybe("of requests", f, c.RequestRatio)
}

func (c intervalCase) weighted(v *verdict) {
	var t metrics.Timeline
	weights := map[string]metrics.Percent{}
	at := begin
	minutes := map[string]int64{"major": c.Major, "partial": c.Partial, "degraded": c.Degraded}
	for _, state := range slices.Sorted(maps.Keys(c.Weights)) {
		share, ok := new(big.Rat).SetString(string(c.Weights[state]))
		if _, known := minutes[state]; !known || !ok {
			v.skip("state %q", state)
			return
		}
		weights[state] = metrics.PercentOf(share)
		var err error
		if at, err = minutesOf(&t, at, state, minutes[state]); !v.ok(err) {
			return
		}
	}
	c.expect(v, measure(v, metrics.Availability{Weights: weights}, &t, c.Month).Attained)
}

func (c intervalCase) affectedShare(v *verdict) {
	ratio, ok := new(big.Rat).SetString(string(first(c.Affected, c.Ratio)))
	length := v.hours(first(c.Outage, c.Minutes), 60)
	if !ok || length <= 0 {
		v.skip("no minutes or no ratio")
		return
	}
	var t metrics.Timeline
	if !v.ok(t.Add(metrics.Interval{From: begin, To: begin.Add(length), Affected: metrics.PercentOf(ratio)})) {
		return
	}
	total := c.Schedule
	if total == 0 {
		total = c.Month
	}
	c.expect(v, measure(v, metrics.Availability{}, &t, total).Attained)
}
