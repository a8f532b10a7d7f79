package report_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// A figure that is not a share of items is shown with the counts of its computation.
func TestOutcomesOfEveryFamily(t *testing.T) {
	objective := func(id string, m metrics.Metric, attain metrics.Bound, counts sla.Counts) sla.Objective {
		return sla.Objective{ID: id, Metric: m, Attain: attain, Period: sla.Monthly, Counts: counts}
	}
	a, err := sla.New(sla.Spec{ID: "families", Zone: "UTC", Objectives: []sla.Objective{
		objective("survey", metrics.Score{Of: "survey", Kind: metrics.NetPromoter}, "at least 40", ""),
		objective("happy", metrics.Score{Of: "survey", Kind: metrics.TopBox, Top: "9 to 10"}, "50%", ""),
		objective("majors", metrics.Total{Of: "majors"}, "at most 2", ""),
		objective("api", metrics.Slices{Of: "api", Every: "1h", Bad: "over 5%", Empty: metrics.NoDataGood}, "99%", ""),
		objective("mean-api", metrics.Slices{Of: "api", Every: "1h", Empty: metrics.NoDataExclude}, "99%", ""),
		objective("repair", metrics.Repair{Of: "portal", Statistic: metrics.MeanToRepair}, "at most 4h", sla.ByStop),
		objective("between", metrics.Repair{Of: "portal", Statistic: metrics.MeanBetweenFailures}, "at least 200h", ""),
	}})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, time.March, 10, 10, 0, 0, 0, time.UTC)
	facts := sla.Facts{
		Counts:  []sla.Count{{Of: "api", At: at, Good: 9, Total: 10}},
		Outages: []sla.Outage{{Of: "portal", From: at, To: at.Add(2 * time.Hour), ID: "INC-1"}},
	}
	for _, v := range []int64{10, 9, 8, 3} {
		facts.Samples = append(facts.Samples, sla.Sample{Of: "survey", At: at, Value: decimal.NewFromInt(v)})
	}
	r, err := a.Evaluate(sla.Month(2026, time.March), facts, at.AddDate(0, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := report.Summary(r).Write(&page, report.Text); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(page.String()), " ")
	for _, want := range []string{
		"survey at least 40 25 4 counted", "happy 50% 50.00% 2 of 4", "majors at most 2 0 ",
		"api 99% 99.86% 743 of 744", "mean-api 99% 90.00% 1 counted", "repair at most 4h 2h 1 counted", "between at least 200h 742h",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	if t.Failed() {
		t.Log(page.String())
	}
}
