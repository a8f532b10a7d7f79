package sla_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// New checks the form of a reliance; which agreements exist only package chain knows.
func TestReliesThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		name   string
		relies []sla.Reliance
		want   string
	}{
		{"one", []sla.Reliance{{Agreement: "ola", Objective: "fix"}}, ""},
		{"two of one agreement", []sla.Reliance{{Agreement: "ola", Objective: "fix"}, {Agreement: "ola", Objective: "test"}}, ""},
		{"one for each priority", []sla.Reliance{
			{Agreement: "ola", Objective: "fix", When: sla.Where{"priority": sla.Is("P1")}},
			{Agreement: "ola", Objective: "fix", When: sla.Where{"priority": sla.Is("P2")}},
		}, ""},
		{"no agreement", []sla.Reliance{{Objective: "fix"}}, "objectives[0].relies-on[0].agreement: missing: name the id of the agreement"},
		{"no objective", []sla.Reliance{{Agreement: "ola"}}, "objectives[0].relies-on[0].objective: missing: name the id of the objective"},
		{"the same twice", []sla.Reliance{{Agreement: "ola", Objective: "fix"}, {Agreement: "ola", Objective: "fix"}},
			`objectives[0].relies-on[1]: "ola fix": conflicts with another term: an earlier entry is the same`},
	} {
		spec := deadlineSpec("UTC", sla.Target{Within: "4h", Calendar: "office"})
		spec.Objectives[0].Relies = c.relies
		if _, err := sla.New(spec); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	spec := deadlineSpec("UTC", sla.Target{Within: "4h", Calendar: "office"})
	spec.Objectives = append(spec.Objectives, sla.Objective{ID: "up", Metric: metrics.Availability{Of: "x", NoData: metrics.NoDataBad},
		Attain: "99%", Period: sla.Monthly, Relies: []sla.Reliance{{Agreement: "uc", Objective: "line", When: sla.Where{"a": sla.Is("b")}}}})
	if _, err := sla.New(spec); err == nil || !strings.Contains(err.Error(), "objectives[1].relies-on[0].when: conflicts") {
		t.Error(err)
	}
}

// No result depends on what an objective relies on: the fingerprint stays, a change of
// it in a revision divides no period, and a copy belongs to the caller.
func TestReliesComputeNothing(t *testing.T) {
	spec := deadlineSpec("UTC", sla.Target{Within: "4h", Calendar: "office"})
	plain := must(sla.New(spec))
	spec.Objectives[0].Relies = []sla.Reliance{{Agreement: "ola", Objective: "fix", When: sla.Where{"priority": sla.Is("P1")}}}
	relies := must(sla.New(spec))
	if plain.Fingerprint() != relies.Fingerprint() {
		t.Error("a reliance changes the fingerprint")
	}
	spec.Revisions = []sla.Revision{{From: "2026-06-15", Pins: sla.PinOpened, Change: sla.Spec{
		Objectives: []sla.Objective{{ID: "repair", Relies: []sla.Reliance{{Agreement: "uc", Objective: "fix"}}}}}}}
	revised := must(sla.New(spec))
	at := func(day int) time.Time { return time.Date(2026, 6, day, 10, 0, 0, 0, time.UTC) }
	facts := sla.Facts{Tickets: []sla.Ticket{{ID: "a", Events: []sla.Event{{At: at(1), Name: "opened"}, {At: at(1).Add(time.Hour), Name: "repaired"}}},
		{ID: "b", Events: []sla.Event{{At: at(22), Name: "opened"}, {At: at(22).Add(time.Hour), Name: "repaired"}}}}}
	r := must(revised.Evaluate(sla.Month(2026, 6), facts, at(30).AddDate(0, 0, 2)))
	if len(r.Outcomes) != 1 || r.Outcomes[0].Total != 2 {
		t.Errorf("%d outcomes of %v", len(r.Outcomes), r.Outcomes)
	}
	for day, want := range map[int]string{1: "ola", 22: "uc"} {
		objectives := slices.Collect(revised.Objectives(at(day)))
		if got := objectives[0].Relies[0].Agreement; got != want {
			t.Errorf("on day %d it relies on %s", day, got)
		}
		objectives[0].Relies[0].Agreement = "changed"
		if again := slices.Collect(revised.Objectives(at(day))); again[0].Relies[0].Agreement != want {
			t.Error("the list is not a copy")
		}
	}
}
