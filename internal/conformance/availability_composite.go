package main

import (
	"fmt"
	"time"

	"github.com/upheld/upheld/metrics"
)

type compositeCase struct {
	Name, Kind, Remark string
	K                  int          `json:"k"`
	Parts              []word       `json:"parts"`
	Period             int64        `json:"period"`
	Outages            [][][2]int64 `json:"outages"`
	Fraction           *word        `json:"expected_fraction"`
	Decimal            *word        `json:"expected_decimal"`
	ExactDecimal       *word        `json:"expected_exact_decimal"`
	SeriesDown         *int64       `json:"series_down"`
	ParallelDown       *int64       `json:"parallel_down"`
	TwoOfThree         *int64       `json:"two_of_three_up_fails_when_two_down"`
	Down               *int64       `json:"down"`
	Naive              *int64       `json:"naive_sum"` // what must not be given
	Product            *word        `json:"product_of_availabilities"`
	Series             *word        `json:"series_exact"`
	Parallel           *word        `json:"parallel_exact"`
}

func (c compositeCase) run(v *verdict) {
	var parts []metrics.Figure
	for _, p := range c.Parts {
		parts = append(parts, v.share(p))
	}
	var f metrics.Figure
	switch c.Kind {
	case "series":
		f, _ = metrics.DesignSeries(parts...)
	case "parallel":
		f, _ = metrics.DesignParallel(parts...)
	case "k_of_n":
		f, _ = metrics.DesignAtLeast(c.K, parts...)
	case "timeline":
		c.timeline(v)
		return
	default:
		v.skip("kind %q", c.Kind)
		return
	}
	for _, want := range []*word{c.Fraction, c.Decimal, c.ExactDecimal} {
		if want != nil {
			v.value("availability", f, *want)
		}
	}
}

func (c compositeCase) timeline(v *verdict) {
	var names []string
	var lines []*metrics.Timeline
	look := metrics.Look{From: begin, To: time.Unix(c.Period, 0)}
	alone, err := metrics.Availability{Of: "part", NoData: metrics.NoDataExclude}.Pipeline()
	if !v.ok(err) {
		return
	}
	var each []metrics.Figure
	for i, outages := range c.Outages {
		t := new(metrics.Timeline)
		for _, o := range outages {
			if !v.ok(t.Add(metrics.Interval{From: time.Unix(o[0], 0), To: time.Unix(o[1], 0)})) {
				return
			}
		}
		names, lines = append(names, fmt.Sprint(i)), append(lines, t)
		u, err := alone.Measure(t, look)
		if !v.ok(err) {
			return
		}
		each = append(each, u.Attained)
	}
	composed := func(spec metrics.Composed) metrics.Uptime {
		spec.Each = metrics.Availability{NoData: metrics.NoDataExclude}
		rules, err := spec.Rules()
		if !v.ok(err) {
			return metrics.Uptime{}
		}
		u, err := rules.Measure(lines, look)
		v.ok(err)
		return u
	}
	series, parallel := composed(metrics.Composed{Series: names}), composed(metrics.Composed{Parallel: names})
	seconds := func(what string, u metrics.Uptime, want *int64) {
		if want != nil {
			v.value(what, u.Lost, word(fmt.Sprint(*want)))
		}
	}
	seconds("down in series", series, c.SeriesDown)
	seconds("down", series, c.Down)
	if c.Naive != nil && c.Down != nil && *c.Naive != *c.Down {
		v.same("is the sum of overlapping outages", series.Lost.Rat().RatString() == fmt.Sprint(*c.Naive), false)
	}
	seconds("down in parallel", parallel, c.ParallelDown)
	if c.TwoOfThree != nil {
		seconds("down as two of three", composed(metrics.Composed{Parallel: names, AtLeast: 2}), c.TwoOfThree)
	}
	product, _ := metrics.DesignSeries(each...)
	for _, check := range []struct {
		what string
		got  metrics.Figure
		want *word
	}{{"product", product, c.Product}, {"series", series.Attained, c.Series}, {"parallel", parallel.Attained, c.Parallel}} {
		if check.want != nil {
			v.value(check.what, check.got, *check.want)
		}
	}
}

type allowanceCase struct {
	Target  word `json:"target_percent"`
	Period  string
	Minutes word `json:"minutes"`
	Allowed word `json:"allowed_downtime_seconds_exact"`
}

func (c allowanceCase) run(v *verdict) {
	v.value("allowed", v.target(c.Target).Allowance(metrics.LengthOf(v.hours(c.Minutes, 60))), c.Allowed)
}
