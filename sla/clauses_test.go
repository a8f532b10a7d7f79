package sla_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// citing is an agreement whose parts cite clauses, with an amendment.
func citing() sla.Spec {
	spec := printSpec()
	clock := spec.Clocks["response"]
	clock.Clause = "5.2"
	spec.Clocks["response"] = clock
	o := &spec.Objectives[0]
	o.Clause = "7.1"
	o.Targets = []sla.Target{
		{When: sla.Where{"priority": sla.Is("P1")}, Within: "1h", Calendar: "office", Clause: "7.1.1"},
		{Within: "4h", Calendar: "office"},
	}
	spec.Credits = penalty.Spec{Base: "100.00", Round: penalty.HalfEven,
		Rules: []penalty.Term{{Objective: "first", Clause: "9.1", Rule: penalty.Tiers{{When: "below 95%", Credit: "50%"}, {When: "below 90%", Credit: "60%"}}}},
		Caps:  []penalty.Cap{{Per: penalty.PerPeriod, At: "30%", Clause: "9.3"}}}
	second := *o
	second.ID, second.Clause, second.Targets = "second", "", []sla.Target{{Within: "2h", Calendar: "office"}}
	changed := *o
	changed.Clause, changed.Targets = "", []sla.Target{{Within: "3h", Calendar: "office"}}
	spec.Revisions = []sla.Revision{
		{From: "2026-04-01", Pins: sla.PinOpened, Change: sla.Spec{Objectives: []sla.Objective{changed, second}}},
		{From: "2026-05-01", Pins: sla.PinOpened, Clause: "Amendment 2", Change: sla.Spec{Objectives: []sla.Objective{changed}}},
	}
	spec.Document.Clauses = []sla.Clause{
		{Clause: "3.1", Title: "Business hours", Text: []string{"We are open on working days."}, Terms: []string{"calendars.office", "objectives.first"}},
		{Clause: "Closing", Terms: []string{"credits.round", "credits.triggers"}},
	}
	return spec
}

func TestClausesOfPaths(t *testing.T) {
	a, err := sla.New(citing())
	if err != nil {
		t.Fatal(err)
	}
	clauses := a.Clauses()
	for path, want := range map[string]string{
		"objectives.first": "7.1", "objectives[0]": "7.1", "objectives[0].attain": "7.1", "objectives[0].targets": "7.1",
		"objectives[0].targets[0]": "7.1.1", "objectives[0].targets[0].within": "7.1.1", "objectives[0].targets[1]": "7.1",
		"clocks.response.start": "5.2", "clocks.respons": "", "clocks.response2": "", "calendars.office.hours": "3.1", "calendars": "",
		"credits.rules[0].tiers[1]": "9.1", "credits.rules[0]": "9.1", "credits.rules[1]": "", "credits.caps[0].at": "9.3", "credits.round": "Closing", "credits.triggers[0].in": "Closing", "credits.triggers[1]": "Closing", "credits": "",
		"revisions[0]": "", "revisions[0].change.objectives[0].targets[0]": "7.1", "revisions[0].change.objectives[1]": "",
		"revisions[1].change.objectives[0].targets[0]": "Amendment 2", "objectives.second": "", "": "",
	} {
		if got := clauses.Of(path); got != want {
			t.Errorf("%s: clause %q, not %q", path, got, want)
		}
	}
	clauses[0][1] = "changed"
	if a.Clauses()[0][1] == "changed" {
		t.Error("the list is shared")
	}
	plain, err := sla.New(printSpec())
	if err != nil || plain.Clauses() != nil || plain.Clauses().Of("objectives[0]") != "" {
		t.Error(plain.Clauses(), err)
	}
}

func TestResultsAndExplanationsCiteClauses(t *testing.T) {
	a, err := sla.New(citing())
	if err != nil {
		t.Fatal(err)
	}
	opened := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	ticket := sla.Ticket{ID: "T1", Attrs: sla.Attrs{{"priority", "P1"}}, Events: []sla.Event{{At: opened, Name: "created"}, {At: opened.Add(2 * time.Hour), Name: "replied"}}}
	march := sla.Month(2026, time.March)
	_, end := a.Bounds(march)
	r, err := a.Evaluate(march, sla.Facts{Tickets: []sla.Ticket{ticket}}, end)
	if err != nil {
		t.Fatal(err)
	}
	breach := r.Outcomes[0].Breaches[0]
	if got := r.Clauses.Of(breach.Target); got != "7.1.1" {
		t.Errorf("%s: %q", breach.Target, got)
	}
	if got := r.Clauses.Of("objectives.first"); got != "7.1" {
		t.Error(got)
	}
	cited := false
	for _, f := range r.Findings {
		cited = cited || f.Code == sla.FindingCredits && r.Clauses.Of(f.Path) == "9.1"
	}
	if !cited {
		t.Errorf("%v: %v", r.Findings, r.Clauses)
	}
	s := r.Statements[0]
	if s.Clauses.Of(s.Lines[0].Rule) != "9.1" || s.Clauses.Of("caps[0]") != "9.3" || s.Clauses.Of("caps[1]") != "" {
		t.Error(s.Clauses)
	}
	again, err := sla.ReadResult(r.JSON())
	if err != nil || !reflect.DeepEqual(again.Clauses, r.Clauses) || string(again.JSON()) != string(r.JSON()) {
		t.Error(again, err)
	}
	e := a.Explain(&ticket, "first", end)
	if e.Clauses.Of(e.Reading.Target) != "7.1.1" || e.Clauses.Of("clocks.response.start") != "5.2" {
		t.Error(e.Clauses)
	}
	// The figures are those of the agreement without clauses.
	spec := citing()
	spec.Document = sla.Document{}
	for i := range spec.Objectives[0].Targets {
		spec.Objectives[0].Targets[i].Clause = ""
	}
	spec.Objectives[0].Clause, spec.Credits.Rules[0].Clause, spec.Credits.Caps[0].Clause, spec.Revisions[1].Clause = "", "", "", ""
	clock := spec.Clocks["response"]
	clock.Clause = ""
	spec.Clocks["response"] = clock
	plain, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	without, err := plain.Evaluate(march, sla.Facts{Tickets: []sla.Ticket{ticket}}, end)
	if err != nil || strings.Contains(string(without.JSON()), "clauses") {
		t.Error(string(without.JSON()), err)
	}
	r.Clauses, r.Statements[0].Clauses = nil, nil
	if string(r.JSON()) != string(without.JSON()) {
		t.Errorf("%s\n%s", r.JSON(), without.JSON())
	}
	for _, c := range plain.Explain(&ticket, "first", end).Since(e) {
		if !strings.HasPrefix(c.Path, "clause of ") {
			t.Error(c)
		}
	}
}

// Clauses of a document are checked: they have different numbers, and their terms
// exist.
func TestNewChecksClauses(t *testing.T) {
	for path, change := range map[string]func(*sla.Document){
		"document.clauses[1].clause":   func(d *sla.Document) { d.Clauses[1].Clause = "3.1" },
		"document.clauses[0].clause":   func(d *sla.Document) { d.Clauses[0].Clause = "" },
		"document.clauses[0].terms[1]": func(d *sla.Document) { d.Clauses[0].Terms[1] = "objectives.frist" },
		"document.clauses[1].terms[0]": func(d *sla.Document) { d.Clauses[1].Terms[0] = "credit.round" },
	} {
		spec := citing()
		change(&spec.Document)
		_, err := sla.New(spec)
		if all := sla.Problems(err); len(all) != 1 || all[0].Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func ExampleAgreement_Clauses() {
	agreement, err := sla.New(sla.Spec{
		ID: "desk", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"response": {Start: sla.On("opened"), Stop: sla.On("replied")}},
		Objectives: []sla.Objective{{ID: "first-response", Clause: "7.2", Clock: "response", Period: sla.Monthly, Counts: sla.ByDue,
			Attain: "95%", Targets: []sla.Target{{Within: "4h wall"}}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ticket := sla.Ticket{ID: "T1", Events: []sla.Event{{At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Name: "opened"}}}
	for _, reading := range agreement.Track(&ticket, time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)) {
		fmt.Printf("%s is overdue: clause %s of the contract\n", reading.Objective, agreement.Clauses().Of(reading.Target))
	}
	// Output:
	// first-response is overdue: clause 7.2 of the contract
}
