package sla_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// documented is an agreement with every part that is for readers.
func documented() sla.Spec {
	spec := printSpec()
	spec.Provider, spec.Customer = "Northwind", "Acme"
	spec.Services = map[string]sla.Service{"desk": {Title: "Service desk", Class: "core", Owner: "lead", In: []string{"incidents"}, Out: []string{"training"}, Clause: "4.1"}}
	o := &spec.Objectives[0]
	o.Service, o.Owner, o.Class, o.Method, o.Clause = "desk", "lead", "key", "by the first reply to the customer", "7.1"
	spec.Document = sla.Document{
		Status: "agreed", Version: "3.1", Life: "maturity", Signed: "2026-01-15", Purpose: "What the desk promises.",
		Parties: []sla.Party{{Name: "Northwind AG", As: "provider", Address: "Kai 1", Signs: "head"}},
		Roles: map[string]sla.Role{
			"lead": {Title: "Lead of the desk", Of: "Northwind AG", Duties: []string{"first response"}, Contact: []string{"desk@northwind.example"}, RACI: map[string]string{"first": "AR"}},
			"head": {Title: "Head of service", Of: "Acme"},
		},
		Definitions: map[string]string{"P1": "Nobody can work."},
		Reports:     []sla.Reporting{{Title: "Summary", Every: "month", Due: "5 business days", To: []string{"head"}, Shows: []string{"attainment"}}},
		Review:      sla.Review{Every: "6 months from 2026-01-01", Next: "2026-07-01", By: []string{"head"}, Triggers: []sla.ReviewTrigger{{Objective: "first", Deviation: "over 10%", Periods: 3}}},
		Handling:    []string{"the cause is named"}, Shares: map[string]metrics.Percent{"P1": "60%", "P2": "40%"},
		Disputes: "The heads of both sides meet.", Keep: "5 years",
		History: []sla.Edition{{Version: "3.0", On: "2025-12-01", By: "Jo, who has left", Reason: "new portal"}},
	}
	return spec
}

func TestADocumentChangesNoFingerprint(t *testing.T) {
	plain := printSpec()
	if printOf(t, documented()) != printOf(t, plain) {
		t.Error("the document changes the fingerprint")
	}
	// Nor does a clause, wherever it stands.
	withCredits := func(clause string) sla.Spec {
		spec := printSpec()
		spec.Credits = penalty.Spec{Round: penalty.HalfEven, Base: "100.00", Rules: []penalty.Term{{Objective: "first", Clause: clause,
			Rule: penalty.Sum{{Rule: penalty.Flat{Credit: "5.00"}, Clause: clause}}}}, Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "30%", Clause: clause}}}
		spec.Objectives[0].Targets[0].Clause = clause
		clock := spec.Clocks["response"]
		clock.Clause = clause
		spec.Clocks["response"] = clock
		spec.Revisions = []sla.Revision{{From: "2026-07-01", Pins: sla.PinOpened, Clause: clause, Change: sla.Spec{Objectives: slices.Clone(spec.Objectives)}}}
		if clause != "" {
			spec.Revisions[0].Life = "retirement"
		}
		spec.Revisions[0].Change.Objectives[0].Targets = []sla.Target{{Within: "3h", Calendar: "office", Clause: clause}}
		return spec
	}
	if printOf(t, withCredits("9.1")) != printOf(t, withCredits("")) {
		t.Error("a clause changes the fingerprint")
	}
}

// A service, owner or clause that a revision changes does not split the period.
func TestWordsForReadersSplitNoPeriod(t *testing.T) {
	spec := documented()
	o := spec.Objectives[0]
	o.Owner, o.Clause, o.Method = "head", "8.1", "otherwise"
	spec.Revisions = []sla.Revision{{From: "2026-03-10", Pins: sla.PinOpened, Change: sla.Spec{Objectives: []sla.Objective{o}}}}
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	march, err := sla.ParsePeriod("2026-03")
	if err != nil {
		t.Fatal(err)
	}
	_, end := a.Bounds(march)
	r, err := a.Evaluate(march, sla.Facts{}, end)
	if err != nil || len(r.Outcomes) != 1 {
		t.Errorf("%d outcomes, %v", len(r.Outcomes), err)
	}
}

func TestNewChecksADocument(t *testing.T) {
	for _, c := range []struct {
		name, path string
		change     func(*sla.Spec)
		kind       error
		says       string
	}{
		{"an owner", "services.desk.owner", func(s *sla.Spec) { s.Services["desk"] = sla.Service{Owner: "led"} }, sla.ErrUnknown, `did you mean "lead"?`},
		{"a class", "services.desk.class", func(s *sla.Spec) { s.Services["desk"] = sla.Service{Class: "key"} }, sla.ErrUnknown, "core"},
		{"a class of an objective", "objectives[0].class", func(s *sla.Spec) { s.Objectives[0].Class = "core" }, sla.ErrUnknown, "key"},
		{"a service", "objectives[0].service", func(s *sla.Spec) { s.Objectives[0].Service = "dsk" }, sla.ErrUnknown, `"desk"`},
		{"no services at all", "objectives[0].service", func(s *sla.Spec) { s.Services = nil }, sla.ErrUnknown, "services"},
		{"who answers", "objectives[0].owner", func(s *sla.Spec) { s.Objectives[0].Owner = "boss" }, sla.ErrUnknown, "head, lead"},
		{"a status", "document.status", func(s *sla.Spec) { s.Document.Status = "signed" }, sla.ErrUnknown, "draft, agreed, retired"},
		{"a phase of life", "document.life", func(s *sla.Spec) { s.Document.Life = "mature" }, sla.ErrUnknown, "maturity"},
		{"a date", "document.signed", func(s *sla.Spec) { s.Document.Signed = "2026-02-30" }, sla.ErrRange, ""},
		{"a nameless party", "document.parties[0].name", func(s *sla.Spec) { s.Document.Parties[0].Name = "" }, sla.ErrMissing, ""},
		{"who signs", "document.parties[0].signs", func(s *sla.Spec) { s.Document.Parties[0].Signs = "nobody" }, sla.ErrUnknown, ""},
		{"a role of a stranger", "document.roles.head.of", func(s *sla.Spec) { s.Document.Roles["head"] = sla.Role{Of: "Acmee"} }, sla.ErrUnknown, `"Acme"`},
		{"a chart of nothing", "document.roles.head.raci.second", func(s *sla.Spec) { s.Document.Roles["head"] = sla.Role{RACI: map[string]string{"second": "A"}} }, sla.ErrUnknown, "first"},
		{"a letter", "document.roles.head.raci.first", func(s *sla.Spec) { s.Document.Roles["head"] = sla.Role{RACI: map[string]string{"first": "A/X"}} }, sla.ErrSyntax, "such as AR"},
		{"no letter", "document.roles.head.raci.first", func(s *sla.Spec) { s.Document.Roles["head"] = sla.Role{RACI: map[string]string{"first": ""}} }, sla.ErrSyntax, "R, A, C or I"},
		{"a report without a title", "document.reports[0].title", func(s *sla.Spec) { s.Document.Reports[0].Title = "" }, sla.ErrMissing, ""},
		{"a report of no period", "document.reports[0].every", func(s *sla.Spec) { s.Document.Reports[0].Every = "" }, sla.ErrMissing, "month"},
		{"a report of an odd period", "document.reports[0].every", func(s *sla.Spec) { s.Document.Reports[0].Every = "fortnight" }, sla.ErrUnknown, ""},
		{"a report due in two days", "document.reports[0].due", func(s *sla.Spec) { s.Document.Reports[0].Due = "2 days" }, sla.ErrSyntax, "business days"},
		{"a report never due", "document.reports[0].due", func(s *sla.Spec) { s.Document.Reports[0].Due = "none" }, sla.ErrConflict, ""},
		{"a report to nobody known", "document.reports[0].to[1]", func(s *sla.Spec) { s.Document.Reports[0].To = []string{"head", "had"} }, sla.ErrUnknown, `"head"`},
		{"a review", "document.review.every", func(s *sla.Spec) { s.Document.Review.Every = "6 months" }, sla.ErrUnknown, ""},
		{"its date", "document.review.next", func(s *sla.Spec) { s.Document.Review.Next = "July" }, sla.ErrSyntax, ""},
		{"by whom", "document.review.by[0]", func(s *sla.Spec) { s.Document.Review.By = []string{"chief"} }, sla.ErrUnknown, ""},
		{"a trigger", "document.review.triggers[0].objective", func(s *sla.Spec) { s.Document.Review.Triggers[0].Objective = "frist" }, sla.ErrUnknown, `"first"`},
		{"its periods", "document.review.triggers[0].periods", func(s *sla.Spec) { s.Document.Review.Triggers[0].Periods = -1 }, sla.ErrRange, ""},
		{"shares", "document.shares", func(s *sla.Spec) { s.Document.Shares["P3"] = "0.01%" }, sla.ErrRange, "100%"},
		{"a share", "document.shares.P1", func(s *sla.Spec) { s.Document.Shares["P1"] = "40" }, sla.ErrSyntax, "%"},
		{"a term of records", "document.keep", func(s *sla.Spec) { s.Document.Keep = "forever" }, sla.ErrSyntax, "5 years"},
		{"a version", "document.history[0].version", func(s *sla.Spec) { s.Document.History[0].Version = "" }, sla.ErrMissing, ""},
		{"the phase of a revision", "revisions[0].life", func(s *sla.Spec) {
			s.Revisions = []sla.Revision{{From: "2026-07-01", Pins: sla.PinOpened, Life: "end", Change: sla.Spec{Title: "B"}}}
		}, sla.ErrUnknown, "launch"},
		{"a role in a revision", "revisions[0].change.services.desk.owner", func(s *sla.Spec) {
			s.Revisions = []sla.Revision{{From: "2026-07-01", Pins: sla.PinOpened, Change: sla.Spec{Services: map[string]sla.Service{"desk": {Owner: "x"}}}}}
		}, sla.ErrUnknown, "head, lead"},
		{"a character that is not seen", "document.definitions", func(s *sla.Spec) { s.Document.Definitions["P\u200b1"] = "x" }, sla.ErrSyntax, ""},
	} {
		spec := documented()
		c.change(&spec)
		_, err := sla.New(spec)
		var found *sla.FieldError
		for _, e := range sla.Problems(err) {
			if e.Path == c.path {
				found = e
			}
		}
		if found == nil || !errors.Is(found, c.kind) || !strings.Contains(found.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := sla.New(documented()); err != nil {
		t.Error(err)
	}
}

// A name that a revision adds may be used before it, and a role has a party only if
// the agreement names parties.
func TestADocumentMayNameWhatARevisionAdds(t *testing.T) {
	spec := documented()
	spec.Document.Reports[0].To = []string{"auditor"}
	spec.Objectives[0].Service = "portal"
	spec.Document.Roles["lead"] = sla.Role{RACI: map[string]string{"second": "C"}}
	second := spec.Objectives[0]
	second.ID = "second"
	spec.Revisions = []sla.Revision{{From: "2026-07-01", Pins: sla.PinOpened, Life: "growth", Change: sla.Spec{
		Services: map[string]sla.Service{"portal": {}}, Objectives: []sla.Objective{second},
		Document: sla.Document{Roles: map[string]sla.Role{"auditor": {Title: "Auditor"}}}}}}
	if _, err := sla.New(spec); err != nil {
		t.Error(err)
	}
	spec = printSpec()
	spec.Document.Roles = map[string]sla.Role{"lead": {Of: "anybody"}}
	if _, err := sla.New(spec); err != nil {
		t.Error(err)
	}
}

// The forms in which a review may be triggered, on both sides of what can be read.
func TestDeviationsThatTriggerAReview(t *testing.T) {
	for text, good := range map[string]bool{
		"over 10%": true, "over 10 points": true, "over 1 point": true, "over 200% of the allowance": true, "at least 10%": true, "10%": true, "over 3/7%": true,
		"": false, "over 10": false, "below 10%": false, "5% to 10%": false, "over 2h": false, "over 10 points of the allowance": false,
		"over 10% of allowance": false, "exactly 10%": false, "more than 10%": false,
	} {
		spec := documented()
		spec.Document.Review.Triggers[0].Deviation = text
		if _, err := sla.New(spec); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Joiners that spelling needs may stand in the texts of a document, and everything in
// it is cloned.
func TestTextsAndCopiesOfADocument(t *testing.T) {
	spec := documented()
	spec.Document.Purpose = "می\u200cخواهم"
	spec.Document.Handling = []string{"می\u200cخواهم"}
	spec.Services["desk"] = sla.Service{In: []string{"می\u200cخواهم"}}
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	spec.Document.Roles["lead"].Duties[0] = "changed"
	if got := a.Spec().Document.Roles["lead"].Duties[0]; got != "first response" {
		t.Error(got)
	}
	if !reflect.DeepEqual(a.Spec().Document.Handling, spec.Document.Handling) {
		t.Error("the handling was lost")
	}
}

func ExampleDocument() {
	spec := sla.Spec{
		ID: "desk", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"response": {Start: sla.On("opened"), Stop: sla.On("replied")}},
		Objectives: []sla.Objective{{ID: "first-response", Clock: "response", Owner: "desk-lead", Period: sla.Monthly, Counts: sla.ByDue,
			Attain: "95%", Targets: []sla.Target{{Within: "4h wall"}}}},
		Document: sla.Document{Roles: map[string]sla.Role{"desk-led": {Title: "Lead of the service desk"}}},
	}
	_, err := sla.New(spec)
	fmt.Println(err)
	// Output:
	// sla: agreement "desk": objectives[0].owner: "desk-lead": unknown: did you mean "desk-led"?
}
