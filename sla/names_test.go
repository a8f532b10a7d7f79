package sla_test

import (
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

func TestNamesInOtherLanguages(t *testing.T) {
	spec := func(names string) sla.Spec {
		return read(t, strings.Replace(plan, "title: Plan\n", "title: Plan\nnames: { zh-Hans: { "+names+" } }\n", 1)+
			"revisions: [{ from: 2026-07-01, pins: opened, change: { clocks: { repair: { start: opened, stop: repaired } } } }]\n")
	}
	for _, c := range []struct{ names, path, says string }{
		{"title: 协议, objectives.portal: 门户, calendars.office: 办公时间, clocks.response: 响应", "", ""},
		{"clocks.repair: 修复", "", ""}, // of a revision
		{"calendars.berlin.de: 柏林", "", ""},
		{"objectives.portl: 门户", `names.zh-Hans["objectives.portl"]`, "objectives.portal"},
		{"team=red: 红队", `names.zh-Hans.team=red`, "unknown"},
		{"provider=Northwind: 北风, customer=Another: 另一家", "", ""}, // a layer may name another customer
		{"customer: 客户", "names.zh-Hans.customer", "unknown"},     // an attribute that nothing uses
		{`title: ""`, "names.zh-Hans.title", "leave the key out"},
	} {
		_, err := sla.New(spec(c.names))
		p := sla.Problems(err)
		switch {
		case c.path == "" && err == nil:
		case len(p) != 1 || p[0].Path != c.path || !strings.Contains(p[0].Error(), c.says):
			t.Errorf("%s: %v", c.names, err)
		}
	}
	grouped := spec("team=red: 红队, team: 团队")
	grouped.Objectives[0].By = []string{"team"}
	if _, err := sla.New(grouped); err != nil {
		t.Errorf("a value of a grouping: %v", err)
	}
	for tag, ok := range map[string]bool{"de": true, "zh-Hans": true, "es-419": true, "d": false, "de_DE": false, "中文": false, "de-": false, "german-language": true, "languages": false} {
		s := spec("title: x")
		s.Names = map[string]map[string]string{tag: {"title": "x"}}
		if _, err := sla.New(s); (err == nil) != ok {
			t.Errorf("language %q: %v", tag, err)
		}
	}
}

// A part that a change takes out takes its names with it, unless it is stated anew.
func TestNamesGoWithTheirPart(t *testing.T) {
	base := read(t, strings.Replace(plan, "title: Plan\n", "title: Plan\nnames: { de: { objectives.portal: Portal, objectives.first: Antwort }, fr: { objectives.portal: Portail } }\n", 1))
	gone := must(base.With(sla.Spec{Removed: []string{"objectives.portal"}}))
	if len(gone.Names["de"]) != 1 || gone.Names["de"]["objectives.first"] == "" || len(gone.Names["fr"]) != 0 || len(base.Names["de"]) != 2 {
		t.Errorf("%v, of %v", gone.Names, base.Names)
	}
	anew := must(base.With(sla.Spec{Removed: []string{"objectives.portal"}, Objectives: []sla.Objective{{ID: "portal", Attain: "90%"}}}))
	if len(anew.Names["de"]) != 2 || len(anew.Names["fr"]) != 1 {
		t.Errorf("stated anew: %v", anew.Names)
	}
	other := must(base.With(sla.Spec{Names: map[string]map[string]string{"de": {"objectives.portal": "Kundenportal"}}, Removed: []string{`names.fr["objectives.portal"]`}}))
	if other.Names["de"]["objectives.portal"] != "Kundenportal" || other.Names["de"]["objectives.first"] != "Antwort" || len(other.Names["fr"]) != 0 {
		t.Errorf("keys are fields: %v", other.Names)
	}
}

// A result and an explanation carry the names that hold up to their end, also after
// they were read back.
func TestResultsAndExplanationsCarryNames(t *testing.T) {
	s := read(t, strings.Replace(plan, "title: Plan\n", "title: Plan\nnames: { zh-Hans: { objectives.portal: 门户, title: 协议 } }\n", 1)+
		"revisions: [{ from: 2026-07-01, pins: opened, change: { names: { zh-Hans: { objectives.portal: 客户门户 }, de: { title: Plan } } } }]\n")
	a := must(sla.New(s))
	for _, c := range []struct {
		month        time.Month
		portal, plan string
	}{{time.June, "门户", ""}, {time.July, "客户门户", "Plan"}} {
		period := sla.Month(2026, c.month)
		_, end := a.Bounds(period)
		r := must(a.Evaluate(period, sla.Facts{}, end))
		back := must(sla.ReadResult(r.JSON()))
		if back.Digest() != r.Digest() {
			t.Errorf("%s: another digest", c.month)
		}
		for _, names := range []map[string]map[string]string{r.Names, back.Names, a.Explain(&sla.Ticket{ID: "T"}, "first", end).Names} {
			if names["zh-Hans"]["objectives.portal"] != c.portal || names["zh-Hans"]["title"] != "协议" || names["de"]["title"] != c.plan {
				t.Errorf("%s: %v", c.month, names)
			}
		}
		r.Names["zh-Hans"]["title"] = "changed" // the result belongs to the caller
		if again := must(a.Evaluate(period, sla.Facts{}, end)); again.Names["zh-Hans"]["title"] != "协议" {
			t.Error("the agreement changed with its result")
		}
	}
	if r := must(must(sla.New(read(t, plan))).Evaluate(sla.Month(2026, time.June), sla.Facts{}, time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC))); r.Names != nil || strings.Contains(string(r.JSON()), "names") {
		t.Errorf("names of an agreement without names: %v", r.Names)
	}
}
