package sla_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// TestAnOverlapThatNobodyDecidedIsAFinding: the worst counts, and is told, unless
// the objective says how outages of some users each add up.
func TestAnOverlapThatNobodyDecidedIsAFinding(t *testing.T) {
	out := func(id, from, to, share string) sla.Outage {
		return sla.Outage{Of: "web", ID: id, From: utc(from), To: utc(to), Share: share}
	}
	for _, c := range []struct {
		overlap metrics.Overlap
		second  sla.Outage
		lost    string
		told    bool
	}{
		{"", out("b", "02T15:00:00", "02T23:00:00", "50%"), "5h30m", true},
		{"", out("b", "02T20:00:00", "02T23:00:00", "50%"), "4h30m", false},
		{metrics.OverlapWorst, out("b", "02T15:00:00", "02T23:00:00", "50%"), "5h30m", false},
		{metrics.OverlapAdd, out("b", "02T15:00:00", "02T23:00:00", "50%"), "7h", false},
	} {
		a := must(sla.New(measured(sla.Objective{Metric: metrics.Availability{Of: "web", NoData: metrics.NoDataExclude, Overlap: c.overlap}})))
		r := must(a.Evaluate(must(sla.ParsePeriod("2026-03")), sla.Facts{Outages: []sla.Outage{out("a", "02T10:00:00", "02T20:00:00", "30%"), c.second}}, afterMarch))
		told := false
		for _, f := range r.Findings {
			told = told || f.Code == sla.FindingOverlap && f.Subject == "web"
		}
		lost := time.Duration(r.Outcomes[0].Ledger.Lost().Num().Int64())
		if told != c.told || metrics.SpanOf(lost) != metrics.Span(c.lost) {
			t.Errorf("%q: told %t, lost %v; want %t, %s", c.overlap, told, lost, c.told, c.lost)
		}
	}
}
