package sla_test

import (
	"encoding/hex"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

func printSpec() sla.Spec {
	return sla.Spec{
		ID: "desk", Zone: "UTC", Currency: "EUR",
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 08:00-18:00"}},
		Priority:  &sla.Matrix{Urgency: []string{"high"}, Impact: []sla.MatrixRow{{Impact: "high", Priorities: []string{"P1"}}}},
		Policies:  sla.Policies{Profile: sla.ProfileExact},
		Clocks:    map[string]sla.Clock{"response": {Start: sla.On("created"), Stop: sla.On("replied")}},
		Objectives: []sla.Objective{{
			ID: "first", Clock: "response", Metric: metrics.Share{}, Attain: "95%", Period: "month", Counts: sla.ByStop,
			Targets: []sla.Target{{Within: "4h", Calendar: "office"}},
		}},
	}
}

func printOf(t *testing.T, spec sla.Spec) [32]byte {
	t.Helper()
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	first := a.Fingerprint()
	if again := a.Fingerprint(); first == [32]byte{} || again != first {
		t.Errorf("%x, then %x", first, again)
	}
	return first
}

// Every field of Spec changes the fingerprint, or stands here with the reason
// why not.
func TestEachFieldOfSpecIsInTheFingerprintOrHasAReason(t *testing.T) {
	without := map[string]string{
		"Title": "heads pages", "Kind": "is for readers", "Provider": "names a party", "Customer": "names a party",
		"Services": "are for readers", "Names": "are for readers", "Document": "is for readers",
		"Escalations": "say who is told", "Crises": "say who is told",
		"Locked": "binds layers and computes nothing",
	}
	notHere := map[string]string{"Removed": "stands in changes alone"}
	changes := map[string]func(*sla.Spec){
		"ID":        func(s *sla.Spec) { s.ID = "other" },
		"Title":     func(s *sla.Spec) { s.Title = "Other" },
		"Kind":      func(s *sla.Spec) { s.Kind = sla.OLA },
		"Provider":  func(s *sla.Spec) { s.Provider = "Other" },
		"Customer":  func(s *sla.Spec) { s.Customer = "Other" },
		"Names":     func(s *sla.Spec) { s.Names = map[string]map[string]string{"de": {"title": "Vertrag"}} },
		"Locked":    func(s *sla.Spec) { s.Locked = []sla.Lock{{Path: "policies", May: sla.NotChange}} },
		"Zone":      func(s *sla.Spec) { s.Zone = "Europe/Berlin" },
		"Currency":  func(s *sla.Spec) { s.Currency = "USD" },
		"Effective": func(s *sla.Spec) { s.Effective = "2026-01-01/2027-01-01" },
		"Calendars": func(s *sla.Spec) { s.Calendars["office"] = calendar.Spec{Hours: "mon-fri 08:00-17:00"} },
		"Priority":  func(s *sla.Spec) { s.Priority.Impact[0].Priorities[0] = "P2" },
		"Policies":  func(s *sla.Spec) { s.Policies.Reopen = sla.Final },
		"Grades":    func(s *sla.Spec) { s.Grades = []sla.Grade{{Grade: "minor", Overrun: "over 0%"}} },
		"Crises":    func(s *sla.Spec) { s.Crises = []sla.Crisis{{ID: "down", Down: "over 30m"}} },
		"Escalations": func(s *sla.Spec) {
			s.Escalations = map[string][]sla.Level{"desk": {{At: "80%"}}}
			s.Objectives[0].Escalate = "desk"
		},
		"Clocks": func(s *sla.Spec) {
			s.Clocks["response"] = sla.Clock{Start: sla.On("created"), Stop: sla.On("replied"), Owner: "desk"}
		},
		"Objectives": func(s *sla.Spec) { s.Objectives[0].Metric = metrics.Mean{}; s.Objectives[0].Attain = "at most 4h" },
		"Credits": func(s *sla.Spec) {
			s.Credits = penalty.Spec{Unit: "EUR", Round: penalty.HalfEven, Rules: []penalty.Term{{Objective: "first", Rule: penalty.Flat{Credit: "5.00"}}}}
		},
		"Services": func(s *sla.Spec) { s.Services = map[string]sla.Service{"desk": {Title: "Service desk"}} },
		"Document": func(s *sla.Spec) { s.Document.Purpose = "What the desk promises." },
		"Revisions": func(s *sla.Spec) {
			s.Revisions = []sla.Revision{{From: "2026-07-01", Pins: sla.PinOpened, Change: sla.Spec{Policies: sla.Policies{Reopen: sla.Final}}}}
		},
	}
	base := printOf(t, printSpec())
	of := reflect.TypeFor[sla.Spec]()
	for i := range of.NumField() {
		name := of.Field(i).Name
		change := changes[name]
		if change == nil {
			if notHere[name] == "" {
				t.Errorf("%s: say how the fingerprint changes with it, or why not", name)
			}
			continue
		}
		spec := printSpec()
		change(&spec)
		if same := printOf(t, spec) == base; same != (without[name] != "") {
			t.Errorf("%s: the same fingerprint is %t; the reason: %q", name, same, without[name])
		}
	}
}

func TestWhatNoFigureDependsOnKeepsTheFingerprint(t *testing.T) {
	revised := func(change func(*sla.Spec)) sla.Spec {
		spec := printSpec()
		spec.Revisions = []sla.Revision{{From: "2026-07-01", Pins: sla.PinOpened, Change: sla.Spec{Policies: sla.Policies{Reopen: sla.Final}}}}
		change(&spec)
		return spec
	}
	base := printOf(t, revised(func(*sla.Spec) {}))
	for name, change := range map[string]func(*sla.Spec){
		"title of an objective": func(s *sla.Spec) { s.Objectives[0].Title = "Other" },
		"warning":               func(s *sla.Spec) { s.Objectives[0].Warn = []sla.Level{{At: "80%"}} },
		"reason of a revision":  func(s *sla.Spec) { s.Revisions[0].Reason = "asked for" },
		"who approved it":       func(s *sla.Spec) { s.Revisions[0].ApprovedBy = "the board" },
		"title in a revision":   func(s *sla.Spec) { s.Revisions[0].Change.Title = "Other" },
	} {
		if printOf(t, revised(change)) != base {
			t.Errorf("%s changes the fingerprint", name)
		}
	}
	for name, change := range map[string]func(*sla.Spec){
		"start of a revision":  func(s *sla.Spec) { s.Revisions[0].From = "2026-08-01" },
		"pins of a revision":   func(s *sla.Spec) { s.Revisions[0].Pins = sla.PinDue },
		"policy of a revision": func(s *sla.Spec) { s.Revisions[0].Change.Policies.Reopen = sla.NewCycle },
		"target":               func(s *sla.Spec) { s.Objectives[0].Targets[0].Within = "5h" },
		"group":                func(s *sla.Spec) { s.Objectives[0].By = []string{"customer"} },
	} {
		if printOf(t, revised(change)) == base {
			t.Errorf("%s keeps the fingerprint", name)
		}
	}
}

// The fingerprints are those of testdata. They change if the words of the file
// change, and not if a type or field of Go gets another name. Whoever changes them
// raises the version in fingerprint.go and tells in CHANGELOG.md that stored
// tallies are refused. UTC has no transitions, so that no release of the zone data
// changes them.
func TestFingerprintsStayWhatTheyWere(t *testing.T) {
	credits := printSpec()
	credits.Credits = penalty.Spec{Unit: "EUR", Round: penalty.HalfEven, Rules: []penalty.Term{{Objective: "first", Rule: penalty.FirstMatch{
		{Rule: penalty.Flat{Credit: "5.00"}}, {Rule: penalty.Flat{Credit: "2.00"}},
	}}}}
	uptime := sla.Spec{ID: "portal", Zone: "UTC", Objectives: []sla.Objective{{
		ID: "up", Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove}, Attain: "99.9%", Period: "month",
	}}}
	var got strings.Builder
	for _, spec := range []sla.Spec{printSpec(), credits, uptime} {
		print := printOf(t, spec)
		fmt.Fprintln(&got, hex.EncodeToString(print[:]))
	}
	want, err := os.ReadFile("testdata/fingerprints.txt")
	if err != nil || got.String() != string(want) {
		t.Errorf("%v\ngot\n%s\nwant\n%s", err, &got, want)
	}
}

func TestFingerprintsAreWorkedOutOnceByManyAtATime(t *testing.T) {
	want := printOf(t, printSpec())
	a, err := sla.New(printSpec())
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan [32]byte)
	for range 8 {
		go func() { got <- a.Fingerprint() }()
	}
	for range 8 {
		if sum := <-got; sum != want {
			t.Errorf("%x, want %x", sum, want)
		}
	}
	if (&sla.Agreement{}).Fingerprint() != [32]byte{} {
		t.Error("the zero Agreement has a fingerprint")
	}
}
