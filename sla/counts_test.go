package sla_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// TestCountsThatHaveNoSumAreFindings gives counts beyond the bound beside one
// within it: the large ones are told and left out, the rest is evaluated.
func TestCountsThatHaveNoSumAreFindings(t *testing.T) {
	at := utc("02T10:00:00")
	count := func(good, total int64) sla.Count { return sla.Count{Of: "x", At: at, Good: good, Total: total} }
	other := sla.Count{Of: "y", At: at, Good: 1, Total: 2}
	const most = metrics.CountMax
	for name, m := range map[string]metrics.Metric{
		"ratio": metrics.Ratio{Of: "x"}, "clamped": metrics.Ratio{Of: "x", Excess: metrics.ExcessClamp},
		"slices": metrics.Slices{Of: "x", Every: "1h", Empty: metrics.NoDataExclude},
	} {
		for _, c := range []struct {
			counts   []sla.Count
			findings int
			want     string
		}{
			{[]sla.Count{count(999, 1000), count(0, 1<<62), count(0, 1<<62), count(0, 1<<62), count(0, 1<<62)}, 4, "99.9%"}, // 2^64 bad ones
			{[]sla.Count{count(999, 1000), count(math.MaxInt64, math.MaxInt64), count(1, 1)}, 1, "99.9%"},
			{[]sla.Count{count(999, 1000), count(0, most+1)}, 1, "99.9%"},
			{[]sla.Count{count(most, most), count(0, most)}, 0, "50%"},
			{[]sla.Count{count(999, 1000), count(-1, 1)}, 1, "99.9%"},
		} {
			spec := sla.Spec{ID: "counts", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact}, Objectives: []sla.Objective{
				{ID: "x", Metric: m, Attain: "at least 90%", Period: "month"},
				{ID: "y", Metric: metrics.Ratio{Of: "y"}, Attain: "at least 90%", Period: "month"}}}
			a := must(sla.New(spec))
			r, err := a.Evaluate(must(sla.ParsePeriod("2026-03")), sla.Facts{Counts: append(c.counts, other)}, afterMarch)
			if err != nil {
				t.Errorf("%s %v: %v", name, c.counts, err)
				continue
			}
			n := 0
			for _, f := range r.Findings {
				if f == (sla.Finding{Code: sla.FindingCount, Subject: "x", Path: "good"}) {
					n++
				}
			}
			if name != "slices" && r.Outcomes[0].Attained.Round(metrics.Rounding{Places: 1}).String() != c.want && fmt.Sprint(r.Outcomes[0].Attained) != c.want {
				t.Errorf("%s %v: %v, want %s", name, c.counts, r.Outcomes[0].Attained, c.want)
			}
			if n != c.findings || r.Outcomes[1].Attained.String() != "50%" {
				t.Errorf("%s %v: %v; the other %v", name, c.counts, r.Findings, r.Outcomes[1].Attained)
			}
		}
	}
}
