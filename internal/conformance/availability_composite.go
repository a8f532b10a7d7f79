package main

import (
	"fmt"
	"strings"

	"github.com/upheld/upheld/metrics"
)

type compositeCase struct {
	Kind string `json:"kind"`

	K       int         `json:"k"`
	Parts   []word      `json:"parts"`
	Period  word        `json:"period"`
	Outages [][][2]word `json:"outages"`
	Naive   word        `json:"naive_sum"` // a wrong answer that the library must not give
	asked
}

func (c compositeCase) run(v *verdict) {
	if c.Kind == "timeline" {
		c.timeline(v)
		return
	}
	var parts []metrics.Figure
	for _, p := range c.Parts {
		part := metrics.Figure{} // null: not known
		if p != "" {
			part = v.share(p)
		}
		parts = append(parts, part)
	}
	var f metrics.Figure
	switch c.Kind {
	case "series":
		f, _ = metrics.DesignSeries(parts...)
	case "parallel":
		f, _ = metrics.DesignParallel(parts...)
	case "k_of_n":
		f, _ = metrics.DesignAtLeast(c.K, parts...)
	default:
		v.skip("kind %q", c.Kind)
		return
	}
	c.figures(v, func(name string) (metrics.Figure, bool) {
		if strings.HasSuffix(name, "percent") {
			return points(f), true
		}
		return f, strings.HasPrefix(name, "expected") // one number in several notations
	})
}

func (c compositeCase) timeline(v *verdict) {
	lines, names, ok := c.lines(v)
	if !ok {
		return
	}
	look := metrics.Look{From: begin, To: begin.Add(v.length(c.Period, 1))}
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
	need := func(k int) metrics.Uptime {
		if k > len(names) {
			v.skip("%d of %d parts", k, len(names))
			return metrics.Uptime{}
		}
		return composed(metrics.Composed{Parallel: names, AtLeast: k})
	}
	if c.Naive != "" && c.Naive != c.Asked["down"] && c.Naive != c.Asked["series_down"] {
		v.same("is the sum of overlapping outages", series.Lost.Equal(metrics.LengthOf(v.length(c.Naive, 1))), false)
	}
	c.figures(v, func(name string) (metrics.Figure, bool) {
		switch name {
		case "series_down", "down":
			return series.Lost, true
		case "parallel_down":
			return parallel.Lost, true
		case "two_of_three_up_fails_when_two_down":
			return need(2).Lost, true
		case "k_of_n_down":
			return need(c.K).Lost, true
		case "product_of_availabilities":
			return c.product(v, lines, look), true
		case "series":
			return series.Attained, true
		case "parallel":
			return parallel.Attained, true
		case "two_of_three":
			return need(2).Attained, true
		case "k_of_n":
			return need(c.K).Attained, true
		}
		return metrics.Figure{}, false
	})
}

// lines gives the timelines and names of the parts.
func (c compositeCase) lines(v *verdict) (lines []*metrics.Timeline, names []string, ok bool) {
	for i, outages := range c.Outages {
		t := new(metrics.Timeline)
		for _, o := range outages {
			outage := metrics.Interval{From: begin.Add(v.length(o[0], 1))}
			if o[1] != "" { // null: still going on
				outage.To = begin.Add(v.length(o[1], 1))
			}
			if !v.ok(t.Add(outage)) {
				return nil, nil, false
			}
		}
		names, lines = append(names, fmt.Sprint(i)), append(lines, t)
	}
	return lines, names, true
}

// product is the figure of a design that assumes independent parts.
func (c compositeCase) product(v *verdict, lines []*metrics.Timeline, look metrics.Look) metrics.Figure {
	alone, err := metrics.Availability{Of: "part", NoData: metrics.NoDataExclude}.Pipeline()
	if !v.ok(err) {
		return metrics.Figure{}
	}
	var each []metrics.Figure
	for _, t := range lines {
		u, err := alone.Measure(t, look)
		if !v.ok(err) {
			return metrics.Figure{}
		}
		each = append(each, u.Attained)
	}
	f, _ := metrics.DesignSeries(each...)
	return f
}

type allowanceCase struct {
	Target  word `json:"target_percent"`
	Period  string
	Minutes word `json:"minutes"`
	asked
}
