package sla_test

import (
	"slices"
	"testing"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// A promise that no figure can meet is a finding of the agreement, and no error:
// on both sides of each end of what there can be.
func TestAPromiseThatNoFigureCanMeetIsFound(t *testing.T) {
	score := func(kind metrics.ScoreKind, scale metrics.Bound) metrics.Metric {
		m := metrics.Score{Of: "survey", Kind: kind, Scale: scale}
		if kind == metrics.TopBox {
			m.Top = "4 to 5"
		}
		return m
	}
	for _, c := range []struct {
		metric   metrics.Metric
		can, not []metrics.Bound
	}{
		{nil, []metrics.Bound{"100%", "at most 0%", "below 1%", "over 99%", "0.12345678901234567% to 50%", "99% to below 100%", "100% to 120%"},
			[]metrics.Bound{"101%", "over 100%", "below 0%", "101% to 120%"}},
		{metrics.Mean{}, []metrics.Bound{"at most 0s", "below 1ns", "over 1000h", "2h to 4h"}, []metrics.Bound{"below 0s"}},
		{score(metrics.NetPromoter, ""), []metrics.Bound{"at least 100", "at most -100", "30 to 120", "over 99.9", "-120 to -100"},
			[]metrics.Bound{"at least 100.1", "over 100", "at most -101", "below -100", "101 to 120", "-120 to below -100"}},
		{score(metrics.Opinion, ""), []metrics.Bound{"at least 4.5", "at most 1", "over 4.4"}, []metrics.Bound{"at least 5", "over 4.5", "below 1"}},
		{score(metrics.MeanScore, "1 to 5"), []metrics.Bound{"at least 5", "at most 1", "4 to 9"}, []metrics.Bound{"at least 5.1", "over 5", "below 1", "at most 0"}},
		{score(metrics.MeanScore, "1 to below 5"), []metrics.Bound{"at least 4.9"}, []metrics.Bound{"at least 5.1"}},
		{score(metrics.MeanScore, ""), []metrics.Bound{"at least 1000", "at most -1"}, nil},
		{score(metrics.TopBox, "1 to 5"), []metrics.Bound{"100%"}, []metrics.Bound{"101%"}},
		{metrics.Total{Of: "survey"}, []metrics.Bound{"below 0", "at least 7"}, nil},
		{metrics.Repair{Of: "web", Statistic: metrics.Failures}, []metrics.Bound{"at most 0", "at least 9"}, []metrics.Bound{"below 0", "at most -1"}},
	} {
		for _, bound := range slices.Concat(c.can, c.not) {
			spec := holidaySpec("4h")
			o := &spec.Objectives[0]
			o.Metric, o.Attain = c.metric, bound
			switch c.metric.(type) {
			case nil, metrics.Mean:
			default:
				o.Clock, o.Targets, o.Counts = "", nil, ""
			}
			a, err := sla.New(spec)
			if err != nil {
				t.Errorf("%T %s: %v", c.metric, bound, err)
				continue
			}
			var want []sla.Finding
			if slices.Contains(c.not, bound) {
				want = []sla.Finding{{Code: sla.FindingUnreachable, Subject: "repair", Path: "objectives[0].attain", Value: string(bound)}}
			}
			if got := a.Findings(); !slices.Equal(got, want) {
				t.Errorf("%T %s: %v, want %v", c.metric, bound, got, want)
			}
		}
	}
}

// A target for which the service hours never have the time is found, once, and
// one that they have just enough for is not.
func TestATargetThatNoCalendarReachesIsFound(t *testing.T) {
	for _, c := range []struct {
		within sla.Within
		found  bool
	}{
		{"12h", false}, {"12h1ns", true}, {"12h then 9h wall", false}, {"13h then 9h wall", true}, {"13h wall", false},
		{"1 business day", false}, {"2 business days", false}, {"3 business days", true}, {"40 calendar days", false}, {"promised due", false}, {"none", false},
	} {
		spec := holidaySpec(c.within)
		spec.Calendars = map[string]calendar.Spec{"office": {Days: map[calendar.Local]calendar.Hours{"2026-04-07": "09:00-17:00", "2026-04-08": "09:00-13:00"}}}
		if c.within == "13h wall" {
			spec.Objectives[0].Targets[0].Calendar = ""
		}
		spec.Revisions = []sla.Revision{{From: "2026-02-01", Pins: sla.PinOpened, Change: sla.Spec{Title: "renamed"}}}
		a, err := sla.New(spec)
		if err != nil {
			t.Errorf("%s: %v", c.within, err)
			continue
		}
		var want []sla.Finding
		if c.found {
			want = []sla.Finding{{Code: sla.FindingUnreachable, Subject: "repair", Path: "objectives[0].targets[0].within", Value: string(c.within)}}
		}
		if got := a.Findings(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.within, got, want)
		}
	}
}
