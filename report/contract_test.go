package report_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// agreementOf opens a file of testdata.
func agreementOf(t *testing.T, name string) *sla.Agreement {
	t.Helper()
	a, err := specfile.Open(os.DirFS("testdata"), name, sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The page of a nil or zero agreement has a title and nothing else.
func TestContractOfNothing(t *testing.T) {
	for _, a := range []*sla.Agreement{nil, {}} {
		if page := written(t, report.Contract(a), report.Markdown); page != "# Agreement\n" {
			t.Errorf("%q", page)
		}
	}
}

func TestContractPages(t *testing.T) {
	golden(t, "contract.txt", []byte(written(t, report.Contract(agreementOf(t, "acme.yaml")), report.Text)))
	golden(t, "contract.md", []byte(written(t, report.Contract(agreementOf(t, "acme.yaml")), report.Markdown)))
	goldenHTML(t, "contract", report.Contract(agreementOf(t, "acme.yaml")))
}

func ExampleContract() {
	agreement, err := sla.New(sla.Spec{
		ID: "desk", Title: "Service desk", Provider: "IT", Customer: "Sales", Zone: "UTC",
		Policies: sla.Policies{OpenNotDue: sla.NotDueExcluded, OpenPastDue: sla.PastDueMissed, Reopen: sla.Final, Backwards: sla.BackwardsZero, UnknownWords: sla.WordsIgnored},
		Clocks:   map[string]sla.Clock{"response": {Start: sla.On("opened"), Stop: sla.On("replied")}},
		Objectives: []sla.Objective{{ID: "first-response", Title: "First response", Clause: "2", Clock: "response", Period: sla.Monthly, Counts: sla.ByDue,
			Attain: "95%", Targets: []sla.Target{{Within: "4h wall"}}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := report.Contract(agreement).Write(os.Stdout, report.Text); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Service desk
	// ============
	//
	// Name in results     desk
	// Provider            IT
	// Customer            Sales
	// Dates and times in  UTC
	//
	// 1 What is promised
	// ------------------
	//
	// 1.1 First response (clause 2)
	//
	// Of the tickets due in each month, at least 95% meet their target.
	//
	// Name in results  first-response
	// Clock            response
	//
	// For tickets with  Allowed
	// ----------------  -------
	// all               4h wall
	//
	// 2 When time counts
	// ------------------
	//
	// 2.1 response
	//
	// Starts with  opened
	// Stops with   replied
	//
	// 3 Rules of counting
	// -------------------
	//
	// Question              Rule
	// --------------------  -------------------------------------------------------------------------
	// A reopened ticket     a ticket that was solved stays solved; its clock never runs again (final)
	// Open and not due      an open ticket that is not yet due is in no count (excluded)
	// Open and overdue      an open ticket that is overdue counts as missed (missed)
	// Solved before opened  a ticket that was solved before it was opened took no time (zero)
	// Misspelt words        words of tickets that look misspelt are not listed (ignore)
}
