package report_test

import (
	"strings"
	"testing"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// paged gives the page of a spec with its white space reduced to single spaces.
func paged(t *testing.T, spec sla.Spec) string {
	t.Helper()
	return strings.Join(strings.Fields(strings.ReplaceAll(written(t, report.ContractOf(spec), report.Markdown), "\\", "")), " ")
}

// A level says its instant in words: a ladder of a crisis counts from the crisis, every
// other ladder from the due time.
func TestLaddersAreInWords(t *testing.T) {
	for _, c := range []struct {
		at    sla.Warning
		every metrics.Span
		named bool // by a crisis
		want  string
	}{
		{at: "80%", want: "at 80% of the time allowed"},
		{at: "breach", want: "at the breach"},
		{at: "breach", every: "30m", want: "at the breach, then every 30m"},
		{at: "-10m", want: "10m before the due time"},
		{at: "+4h", every: "4h", want: "4h after the due time, then every 4h"},
		{at: "-30m wall", want: "30m of elapsed time before the due time"},
		{at: "-2 business days", want: "2 business days before the due time"},
		{at: "crisis", want: "at the crisis"},
		{at: "+30m wall", named: true, want: "30m after the crisis"},
		{at: "+30m wall", want: "30m of elapsed time after the due time"},
		{at: "whenever", want: "whenever"},
	} {
		spec := sla.Spec{Escalations: map[string][]sla.Level{"desk": {{At: c.at, Tell: []string{"lead", "nobody-known"}, Does: "calls"}}}}
		spec.Escalations["desk"][0].Every = c.every
		spec.Document.Roles = map[string]sla.Role{"lead": {Title: "Lead of the desk"}}
		if c.named {
			spec.Crises = []sla.Crisis{{ID: "down", Escalate: "desk"}}
		}
		if page := paged(t, spec); !strings.Contains(page, "| "+c.want+" | Lead of the desk, nobody-known | calls |") {
			t.Errorf("%s: no %q in\n%s", c.at, c.want, page)
		}
	}
}

// The note about service hours stands only below ladders that count from a due time, and
// a table has the column of tickets only if a level is for some tickets alone.
func TestNotesOfLadders(t *testing.T) {
	const note = "Lengths before and after the due time are service hours of the target"
	for _, c := range []struct {
		ladder      []sla.Level
		noted, some bool
	}{
		{[]sla.Level{{At: "80%"}, {At: "breach"}}, false, false},
		{[]sla.Level{{At: "80%"}, {At: "-10m"}}, true, false},
		{[]sla.Level{{At: "crisis"}, {At: "+30m wall"}}, false, false},
		{[]sla.Level{{At: "breach"}, {At: "+1h", When: sla.Where{"priority": {Values: []string{"P1"}}}}}, true, true},
	} {
		page := paged(t, sla.Spec{Escalations: map[string][]sla.Level{"desk": c.ladder}})
		if strings.Contains(page, note) != c.noted || strings.Contains(page, "| at the breach | all |") != c.some || strings.Contains(page, "| priority P1 |") != c.some {
			t.Errorf("%v:\n%s", c.ladder, page)
		}
	}
}

// A crisis without services is about the core services, if the agreement has any.
func TestCrisesAreInWords(t *testing.T) {
	crises := []sla.Crisis{
		{ID: "down", Level: 1, Down: "over 30m", Escalate: "crisis", Response: "the team"},
		{ID: "hit", Service: []string{"web"}, Affected: "over 100"},
		{ID: "flood", Tickets: "over 20 within 1h", When: sla.Where{"impact": {Values: []string{"high", "low"}}}},
	}
	for class, every := range map[string]string{"core": "every core service", "": "every service"} {
		page := paged(t, sla.Spec{Crises: crises, Services: map[string]sla.Service{"web": {Title: "The shop", Class: class}}})
		for _, want := range []string{
			"| down | 1 | " + every + " | down for over 30m | crisis | the team |",
			"| hit | | The shop | one incident affects over 100 | | |",
			"| flood | | | tickets opened: over 20 within 1h, with impact high or low | | |",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("class %q: no %q in\n%s", class, want, page)
			}
		}
	}
}

func TestGradesAreATable(t *testing.T) {
	page := paged(t, sla.Spec{Grades: []sla.Grade{{Grade: "minor", Overrun: "at most 25%", Does: "noted"}, {Grade: "severe", Overrun: "over 25%"}}})
	if want := "| Grade | Over the time allowed by | What follows | | --- | --- | --- | | minor | at most 25% | noted | | severe | over 25% | |"; !strings.Contains(page, want) {
		t.Errorf("no %q in\n%s", want, page)
	}
}

func TestReliancesAreInWords(t *testing.T) {
	page := paged(t, sla.Spec{Objectives: []sla.Objective{{ID: "o", Relies: []sla.Reliance{{Agreement: "ola", Objective: "restore", When: sla.Where{"priority": {Values: []string{"P1"}}}}, {Agreement: "uc", Objective: "line"}}}}})
	if want := "restore of ola, with priority P1; line of uc"; !strings.Contains(page, want) {
		t.Errorf("no %q in\n%s", want, page)
	}
}

// Rules of counting stand beside the rules of a clock, which come first.
func TestClocksWithTheirOwnRules(t *testing.T) {
	const note = "If a clock states a rule of its own, its rule counts."
	for _, own := range []sla.Reopen{"", sla.Final} {
		page := paged(t, sla.Spec{
			Policies: sla.Policies{Profile: "exact"},
			Clocks:   map[string]sla.Clock{"fix": {Start: sla.On("opened"), Policies: sla.Policies{Reopen: own}}, "reply": {Start: sla.On("opened")}},
		})
		if strings.Contains(page, note) != (own != "") {
			t.Errorf("%q:\n%s", own, page)
		}
	}
}

// An amount of which credits are shares has the currency, unless credits are in a unit of
// their own or the invoice says the amount.
func TestTheBaseOfCreditsHasTheCurrency(t *testing.T) {
	for _, c := range []struct {
		base     penalty.Base
		unit     string
		currency string
		want     string
	}{
		{"12000.00", "", "EUR", "12000.00 EUR"},
		{"12000.00", "", "", "12000.00"},
		{"12000.00", "points", "EUR", "12000.00"},
		{"invoice", "", "EUR", "invoice"},
	} {
		page := written(t, report.ContractOf(sla.Spec{Currency: c.currency, Credits: penalty.Spec{Base: c.base, Unit: c.unit}}), report.Markdown)
		if !strings.Contains(page, "- **Shares are of:** "+c.want+"\n") {
			t.Errorf("%v:\n%s", c, page)
		}
	}
}
