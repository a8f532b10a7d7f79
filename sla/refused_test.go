package sla_test

import (
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// The path of a refused exclusion is the term that refuses it: the notice that it came too
// late for, or the maintenance that the objective does not state.
func TestARefusedExclusionNamesTheTermThatRefusesIt(t *testing.T) {
	at := func(d, h int) time.Time { return time.Date(2026, time.March, d, h, 0, 0, 0, time.UTC) }
	excluded := func(noticed time.Time) []sla.Exclusion {
		return []sla.Exclusion{{Of: "api", ID: "M1", Reason: "hotfix", From: at(20, 2), To: at(20, 3), Noticed: noticed}}
	}
	open := metrics.Availability{Of: "api", NoData: metrics.NoDataGood, Maintenance: metrics.Remove, Notice: "24h"}
	without := metrics.Availability{Of: "api", NoData: metrics.NoDataGood}
	inEach := open
	inEach.Of = ""
	// A composed objective told neither a refused exclusion nor an unknown state of its parts.
	for name, c := range map[string]struct {
		metric  metrics.Metric
		noticed time.Time
		path    string // "": it is not refused
	}{
		"in time":             {open, at(19, 2), ""},
		"a second too late":   {open, at(19, 2).Add(time.Second), "objectives.x.availability.notice"},
		"never announced":     {open, time.Time{}, "objectives.x.availability.notice"},
		"no maintenance":      {without, at(1, 0), "objectives.x.availability.maintenance"},
		"of a part, in time":  {metrics.Composed{Series: []string{"api", "web"}, Each: inEach}, at(19, 2), ""},
		"of a part, too late": {metrics.Composed{Series: []string{"api", "web"}, Each: inEach}, at(19, 3), "objectives.x.composed.each.notice"},
	} {
		a := compile(t, sla.Spec{ID: "x", Zone: "UTC", Objectives: []sla.Objective{{ID: "x", Metric: c.metric, Attain: "99.9%", Period: sla.Monthly}}})
		r := must(a.Evaluate(sla.Month(2026, time.March), sla.Facts{Exclusions: excluded(c.noticed)}, at(31, 23)))
		found := slices.DeleteFunc(slices.Clone(r.Findings), func(f sla.Finding) bool { return f.Code != sla.FindingWindow })
		switch {
		case c.path == "" && len(found) > 0:
			t.Errorf("%s: %v", name, found)
		case c.path != "" && (len(found) != 1 || found[0].Path != c.path || found[0].Value != "hotfix"):
			t.Errorf("%s: %v, want %s", name, found, c.path)
		}
	}
}
