package metrics_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// A guarantee may join conditions on several values of a point. An agreement judges one
// value, so a program joins them: each condition is a bound, and a point that lacks a
// value is not measured. Source: github.com/DITAS-Project/SLALite, assessment_test.go.
func TestConditionsOnSeveralValuesOfAPoint(t *testing.T) {
	type point map[string]int64
	meets := func(p point, name string, bound metrics.Bound) bool {
		return must(bound.Parse()).Meets(metrics.NumberOf(big.NewRat(p[name], 1)))
	}
	three := []point{{"m": 5, "n": 25}, {"m": 15, "n": 40}, {"m": 7, "n": 75}}
	some := []point{{"m": 5, "n": 25}, {"m": 25, "n": 60}, {"n": 3}}
	for _, c := range []struct {
		id, guarantee string
		points        []point
		reads         []string
		kept          func(p point) bool
		violations    int64
	}{
		{"slalite-aa03", "m >= 20 || n < 50", three, []string{"m", "n"},
			func(p point) bool { return meets(p, "m", "at least 20") || meets(p, "n", "below 50") }, 1},
		{"pw", "m >= 20 && n < 50", some, []string{"m", "n"},
			func(p point) bool { return meets(p, "m", "at least 20") && meets(p, "n", "below 50") }, 2},
		{"pw", "n < 50", some, []string{"n"},
			func(p point) bool { return meets(p, "n", "below 50") }, 1},
	} {
		t.Run(c.id+" "+c.guarantee, func(t *testing.T) {
			var count metrics.Count
			for _, p := range c.points {
				measured := true
				for _, name := range c.reads {
					_, there := p[name]
					measured = measured && there
				}
				if !measured {
					continue
				}
				count.Total++
				if c.kept(p) {
					count.Good++
				}
			}
			if got := count.Total - count.Good; got != c.violations {
				t.Errorf("%d violations in %d points, want %d", got, count.Total, c.violations)
			}
		})
	}
}

// A window that ends before it begins is an error, not a figure.
func TestAWindowThatEndsBeforeItBegins(t *testing.T) {
	pipeline := must(metrics.Availability{Of: "it", Overlap: metrics.OverlapWorst, NoData: metrics.NoDataGood, Maintenance: metrics.Remove}.Pipeline())
	t.Run("Invalid/NegativeDuration", func(t *testing.T) {
		for _, c := range []struct {
			from, to time.Time
			valid    bool
		}{
			{time.UnixMilli(2000), time.UnixMilli(1000), false},
			{time.UnixMilli(2000), time.UnixMilli(2000).Add(-1), false},
			{time.UnixMilli(2000), time.UnixMilli(2000).Add(1), true},
		} {
			uptime, err := pipeline.Measure(&metrics.Timeline{}, metrics.Look{From: c.from, To: c.to})
			if (err == nil) != c.valid || uptime.Attained.IsValid() != c.valid {
				t.Errorf("%v to %v: %v, %v", c.from, c.to, uptime.Attained, err)
			}
		}
	})
}
