package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// A page shows each month, and below them the longer period by the words of its
// rule: pooled, on average, or how many periods met their own promise.
func TestPagesShowLongerPeriods(t *testing.T) {
	began := time.Date(2026, 1, 12, 9, 0, 0, 0, time.UTC)
	facts := sla.Facts{Outages: []sla.Outage{{Of: "portal", From: began, To: began.Add(time.Hour), ID: "OUT-1"}}}
	for want, over := range map[string]sla.Over{
		"↳ 2026-Q1 | 99.955% together | 99.953% |":           {Period: sla.Quarterly, Judge: sla.JudgePooled, Attain: "99.955%"},
		"↳ 2026-Q1 | 99.9% on average | 99.95% |":            {Period: sla.Quarterly, Judge: sla.JudgeMean},
		"↳ 2026-Q1 | 99.9% in 2 periods | 66.66% | 2 of 3 |": {Period: sla.Quarterly, Judge: sla.JudgeSome, Of: 2},
	} {
		a, err := sla.New(sla.Spec{ID: "portal", Zone: "UTC", Objectives: []sla.Objective{{
			ID: "portal", Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude}, Attain: "99.9%", Period: sla.Monthly, Over: []sla.Over{over},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		result, err := a.Evaluate(sla.Quarter(2026, 1), facts, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		var page strings.Builder
		if err := report.Summary(result).Write(&page, report.Markdown); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(page.String(), want) {
			t.Errorf("no %q on\n%s", want, page.String())
		}
	}
}
