package main

import (
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/design"
	"github.com/upheld/upheld/metrics"
)

type intervalCase struct {
	Rule string `json:"rule"`

	Published       any
	PublishedDown   word `json:"published_downtime_percent"`
	PublishedAs     word `json:"published_percent"`
	PublishedCredit word `json:"published_credit_percent"` // money: the credit cases have it

	Runs      []word `json:"runs_minutes"`
	MinRun    word   `json:"min_run"`
	Month     word   `json:"month_minutes"`
	Down      word   `json:"downtime_minutes"`
	Available word   `json:"max_available"`
	Downtime  word   `json:"downtime"`

	Requests    int64 `json:"requests"`
	Errors      int64 `json:"errors"`
	Threshold   word  `json:"threshold"`
	MinRequests int64 `json:"min_requests"`
	CountsDown  *bool `json:"counts_as_downtime"`
	A           word  `json:"A"`
	B           word  `json:"B"`
	C           word  `json:"C"`
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
	BadIntervals []struct {
		Count int64 `json:"count"`
		Rate  word  `json:"error_rate"`
	} `json:"bad_intervals"` // this many have this rate, the others have none
	Weights map[string]word `json:"weights"` // by state; each state has its own field of minutes

	Outage    word `json:"outage_minutes"`
	Minutes   word `json:"minutes"`
	Affected  word `json:"affected_ratio"`
	Customers word `json:"affected_customer_ratio"`
	Ratio     word `json:"ratio"`
	Schedule  word `json:"scheduled_minutes"`
	asked
}

// begin is the start of the artificial periods of these cases.
var begin = time.Unix(0, 0).UTC()

const fiveMinutes = 5 * time.Minute

func (c intervalCase) run(v *verdict) {
	run, known := map[string]func(intervalCase, *verdict){
		"min_run":            intervalCase.minRun,
		"error_rate":         intervalCase.errorRate,
		"downtime":           intervalCase.downtime,
		"add_back":           intervalCase.addBack,
		"service_year":       intervalCase.serviceYear,
		"interval_mean":      intervalCase.intervalMean,
		"share_of_intervals": intervalCase.shareOfIntervals,
		"good_of_total":      intervalCase.goodOfTotal,
		"weighted":           intervalCase.weighted,
		"affected_share":     intervalCase.affectedShare,
	}[c.Rule]
	if !known {
		v.skip("rule %q", c.Rule)
		return
	}
	run(c, v)
}

// shares compares figures that are all shares, in percent.
func (c intervalCase) shares(v *verdict, given map[string]metrics.Figure) {
	c.figures(v, func(name string) (metrics.Figure, bool) {
		f, known := given[strings.TrimSuffix(name, "_percent")]
		return points(f), known
	})
}

// minutesOf places stretches of so many minutes one after another, a minute apart,
// and gives their end. It skips stretches of no minutes.
func (v *verdict) minutesOf(t *metrics.Timeline, from time.Time, state string, minutes ...word) time.Time {
	for _, m := range minutes {
		length := time.Duration(0)
		if m != "" {
			length = v.length(m, 60)
		}
		if length <= 0 {
			continue
		}
		to := from.Add(length)
		if !v.ok(t.Add(metrics.Interval{From: from, To: to, State: state})) {
			return from
		}
		from = to.Add(time.Minute)
	}
	return from
}

// within looks at the first minutes of a longer period, as open hours, because
// there may be none.
func (v *verdict) within(minutes word) metrics.Look {
	end := begin
	if minutes != "" {
		end = begin.Add(v.length(minutes, 60))
	}
	return metrics.Look{From: begin, To: end.Add(time.Minute), Open: func(yield func(time.Time, time.Time) bool) {
		yield(begin, end)
	}}
}

func measure(v *verdict, spec metrics.Availability, t *metrics.Timeline, minutes word) metrics.Uptime {
	pipeline, err := spec.Pipeline()
	if !v.ok(err) {
		return metrics.Uptime{}
	}
	u, err := pipeline.Measure(t, v.within(minutes))
	v.ok(err)
	return u
}

func (c intervalCase) minRun(v *verdict) {
	var t metrics.Timeline
	v.minutesOf(&t, begin, "", c.Runs...)
	spec := availability("Google Cloud")
	spec.IgnoreUnder = metrics.Span(c.MinRun + "m")
	u := measure(v, spec, &t, c.Month)
	c.figures(v, func(name string) (metrics.Figure, bool) {
		switch name {
		case "expected_downtime_minutes":
			return inUnits(u.Lost, 60), true
		case "expected_percent":
			return points(u.Attained), true
		}
		return metrics.Figure{}, false
	})
}

func (c intervalCase) errorRate(v *verdict) {
	spec := slicing("Google Cloud, by requests")
	spec.Bad, spec.MinSamples = metrics.Bound("over "+c.Threshold+" in 1"), c.MinRequests
	rules, err := spec.Rules()
	if !v.ok(err) {
		return
	}
	tally, err := metrics.NewSliceTally(rules.Every(), begin)
	if !v.ok(err) || !v.ok(tally.Add(begin, design.Bad(c.Errors, c.Requests))) {
		return
	}
	got, err := rules.Measure(tally, metrics.Look{From: begin, To: begin.Add(rules.Every())})
	if v.ok(err) && c.CountsDown != nil {
		v.same("counts as downtime", got.Bad == 1, *c.CountsDown)
	}
	c.shares(v, nil)
}

func (c intervalCase) downtime(v *verdict) {
	var t metrics.Timeline
	v.minutesOf(&t, begin, "", first(c.Down, c.Downtime))
	u := measure(v, availability("Azure virtual machines"), &t, first(c.Available, c.Month))
	c.shares(v, map[string]metrics.Figure{"expected": u.Attained, "expected_downtime": lostShare(u)})
	if c.PublishedAs != "" {
		v.digits("as published", points(u.Attained), c.PublishedAs)
	}
	if c.PublishedDown != "" {
		v.digits("downtime as published", points(lostShare(u)), c.PublishedDown)
	}
}

func lostShare(u metrics.Uptime) metrics.Figure {
	lost, _ := u.Lost.Duration()
	return metrics.TimeShareOf(lost, u.Counted)
}

func (c intervalCase) addBack(v *verdict) {
	var t metrics.Timeline
	v.minutesOf(&t, begin, "", c.B)
	if excluded := v.minutesOf(new(metrics.Timeline), begin, "", c.C); excluded.After(begin) {
		v.ok(t.AddWindow(metrics.Window{From: begin, To: begin.Add(v.length(c.C, 60))}))
	}
	added := availability("Twilio")
	removed := added
	removed.Maintenance = metrics.Remove
	c.shares(v, map[string]metrics.Figure{
		"expected":                      measure(v, added, &t, c.A).Attained,
		"denominator_variant_A_minus_C": measure(v, removed, &t, c.A).Attained,
	})
}

// sliced judges the slices of a period; a period of no length has no slices.
func (v *verdict) sliced(spec metrics.Slices, empty metrics.NoDataPolicy, tally *metrics.SliceTally, period time.Duration) metrics.Figure {
	spec.Empty = empty
	rules, err := spec.Rules()
	if !v.ok(err) || period == 0 {
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
	const year = 365 * day * fiveMinutes
	tally, spec := fill(v, c.DaysUsed*day, c.BadPeriods), slicing("EC2 of 2008")
	c.shares(v, map[string]metrics.Figure{
		"expected":               v.sliced(spec, metrics.NoDataGood, tally, year),
		"only_used_days_variant": v.sliced(spec, metrics.NoDataExclude, tally, year),
	})
}

func (c intervalCase) shareOfIntervals(v *verdict) {
	const month = 30 * 24 * time.Hour
	tally, spec := fill(v, c.Existed, c.BadExisted), slicing("DigitalOcean")
	existed := time.Duration(c.Existed) * fiveMinutes // it may have existed for longer than the month of the variant
	c.shares(v, map[string]metrics.Figure{
		"expected":           v.sliced(spec, metrics.NoDataExclude, tally, existed),
		"full_month_variant": v.sliced(spec, metrics.NoDataGood, tally, month),
	})
}

func (c intervalCase) intervalMean(v *verdict) {
	tally, err := metrics.NewSliceTally(fiveMinutes, begin)
	if !v.ok(err) {
		return
	}
	var all metrics.Count
	for i, counts := range c.Counts {
		s := design.Bad(counts.Errors, counts.Requests)
		all.Add(s)
		v.ok(tally.Add(begin.Add(time.Duration(i)*fiveMinutes), s))
	}
	at := begin.Add(time.Duration(len(c.Counts)) * fiveMinutes)
	for _, bad := range c.BadIntervals {
		rate, ok := new(big.Rat).SetString(string(bad.Rate))
		if !ok || !rate.Num().IsInt64() || !rate.Denom().IsInt64() {
			v.skip("error rate %q", bad.Rate)
			return
		}
		s := design.Bad(rate.Num().Int64(), rate.Denom().Int64())
		for range bad.Count {
			all.Add(s)
			v.ok(tally.Add(at, s))
			at = at.Add(fiveMinutes)
		}
	}
	period, spec := time.Duration(c.Intervals)*fiveMinutes, slicing("AWS S3, Azure Storage")
	requests, _ := all.Figure(0)
	c.shares(v, map[string]metrics.Figure{
		"expected":                     v.sliced(spec, metrics.NoDataGood, tally, period),
		"interval_mean_ignoring_empty": v.sliced(spec, metrics.NoDataExclude, tally, period),
		"request_ratio":                requests,
	})
}

func (c intervalCase) goodOfTotal(v *verdict) {
	f, _ := design.Bad(c.Unavailable, c.Triggered).Figure(0)
	c.shares(v, map[string]metrics.Figure{"expected": f})
}

func (c intervalCase) weighted(v *verdict) {
	var t metrics.Timeline
	spec := availability("Harness, status pages")
	spec.Weights = map[string]metrics.Percent{}
	at := begin
	for _, state := range slices.Sorted(maps.Keys(c.Weights)) {
		spec.Weights[state] = v.ratio(c.Weights[state])
		minutes := c.Asked[state+"_minutes"]
		delete(c.Asked, state+"_minutes")
		at = v.minutesOf(&t, at, state, minutes)
	}
	u := measure(v, spec, &t, c.Month)
	c.figures(v, func(name string) (metrics.Figure, bool) {
		switch name {
		case "expected_percent":
			return points(u.Attained), true
		case "expected_downtime_minutes", "expected_lost_minutes":
			return inUnits(u.Lost, 60), true
		}
		return metrics.Figure{}, false
	})
}

// ratio writes a ratio such as 0.3 as a percentage.
func (v *verdict) ratio(text word) metrics.Percent {
	share, ok := new(big.Rat).SetString(string(text))
	if !ok {
		v.skip("%q is no ratio", text)
		return ""
	}
	return metrics.PercentOf(share)
}

// affectedShare computes the share of the time that was lost.
func (c intervalCase) affectedShare(v *verdict) {
	var t metrics.Timeline
	if minutes := first(c.Outage, c.Minutes, c.Down); minutes == "" {
		v.skip("no minutes")
	} else if length := v.length(minutes, 60); length > 0 {
		affected := v.ratio(first(c.Affected, c.Customers, c.Ratio))
		v.ok(t.Add(metrics.Interval{From: begin, To: begin.Add(length), Affected: affected}))
	}
	u := measure(v, availability("Cloudflare"), &t, first(c.Schedule, c.Month))
	c.figures(v, func(name string) (metrics.Figure, bool) {
		switch {
		case strings.Contains(name, "availability"):
			return points(u.Attained), true
		case strings.Contains(name, "percent"):
			return points(lostShare(u)), true
		}
		return lostShare(u), name == "expected" || strings.Contains(name, "share")
	})
}
