package sla_test

import (
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// A finding about how an objective measures a service has the path of the term that it is
// about; of the metric, if the metric has no such term.
func TestAFindingOfAServiceNamesTheTermThatItIsAbout(t *testing.T) {
	at := func(d, h int) time.Time { return time.Date(2026, time.March, d, h, 0, 0, 0, time.UTC) }
	states := []sla.State{{Of: "api", At: at(1, 0), Is: "up"}, {Of: "api", At: at(2, 0), Is: "odd"}, {Of: "api", At: at(3, 0), Is: "up"}}
	overlapping := []sla.Outage{
		{Of: "api", ID: "a", From: at(10, 10), To: at(10, 12), Share: "30%"},
		{Of: "api", ID: "b", From: at(10, 11), To: at(10, 13), Share: "50%"},
	}
	of := metrics.Availability{Of: "api", NoData: metrics.NoDataGood}
	composed := metrics.Composed{Series: []string{"api", "web"}, Each: metrics.Availability{NoData: metrics.NoDataGood}}
	failures := metrics.Repair{Of: "api", Statistic: metrics.Failures}
	repair := metrics.Repair{Of: "api", Statistic: metrics.MeanToRepair, Since: []metrics.Point{metrics.Detected}}
	for name, c := range map[string]struct {
		metric metrics.Metric
		facts  sla.Facts
		want   sla.Finding
	}{
		"a state without a weight": {of, sla.Facts{States: states},
			sla.Finding{Code: sla.FindingUnknownState, Subject: "api", Path: "objectives.x.availability.weights", Value: "odd"}},
		"a state of a part": {composed, sla.Facts{States: states},
			sla.Finding{Code: sla.FindingUnknownState, Subject: "api, web", Path: "objectives.x.composed.each.weights", Value: "odd"}},
		"a state where there are no weights": {failures, sla.Facts{States: states},
			sla.Finding{Code: sla.FindingUnknownState, Subject: "api", Path: "objectives.x.repair", Value: "odd"}},
		"an overlap": {of, sla.Facts{Outages: overlapping},
			sla.Finding{Code: sla.FindingOverlap, Subject: "api", Path: "objectives.x.availability.overlap"}},
		"an overlap in a part": {composed, sla.Facts{Outages: overlapping},
			sla.Finding{Code: sla.FindingOverlap, Subject: "api, web", Path: "objectives.x.composed.each.overlap"}},
		"a point": {repair, sla.Facts{Outages: []sla.Outage{{Of: "api", ID: "c", From: at(10, 10), To: at(10, 11)}}},
			sla.Finding{Code: sla.FindingPoint, Subject: "api", Path: "objectives.x.repair.since", Value: "c"}},
		"a repair that ends before it starts": {repair, sla.Facts{Outages: []sla.Outage{{Of: "api", ID: "c", From: at(10, 10), Detected: at(10, 12), To: at(10, 11)}}},
			sla.Finding{Code: sla.FindingInterval, Subject: "api", Path: "objectives.x.repair", Value: "c"}},
	} {
		o := sla.Objective{ID: "x", Metric: c.metric, Attain: "99.9%", Period: sla.Monthly}
		if m, ok := c.metric.(metrics.Repair); ok {
			o.Attain = "at most 2"
			if m.Statistic == metrics.MeanToRepair {
				o.Attain, o.Counts = "at most 2h", sla.ByStart
			}
		}
		a := compile(t, sla.Spec{ID: "x", Zone: "UTC", Objectives: []sla.Objective{o}})
		r := must(a.Evaluate(sla.Month(2026, time.March), c.facts, at(31, 23)))
		if !slices.Contains(r.Findings, c.want) {
			t.Errorf("%s: %+v, want %+v", name, r.Findings, c.want)
		}
	}
}
