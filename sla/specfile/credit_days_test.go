package specfile_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

const creditDaysFile = `sla: v1
id: repairs
zone: Europe/London
currency: GBP
policies: { profile: exact }
calendars:
  works: { hours: "mon-fri 00:00-24:00", closed: [2026-04-03, 2026-04-06] }
clocks:
  repair: { start: reported, stop: repaired }
objectives:
  - { id: repair, clock: repair, targets: { within: 2 business days end of day, calendar: works }, attain: 100%, period: month, counts: started }
credits:
  rules:
    - { objective: repair, per-unit-late: { credit: 10.00, unit: 1 business day, counted: started, after: 1 business day } }
    - { objective: repair, per-unit-late: { credit: 0.50, unit: 1 calendar day, counted: full } }
  round: half-up
  claim: 5 business days of works after month end
`

func openCreditDays(text string) (*sla.Agreement, error) {
	return specfile.Open(fstest.MapFS{"a.yaml": {Data: []byte(text)}}, "a.yaml", sla.Sources{})
}

// What is written in days is read, written and read again, and a mistake is told
// with its line.
func TestCreditsInDaysAreReadAndWritten(t *testing.T) {
	a, err := openCreditDays(creditDaysFile)
	if err != nil {
		t.Fatal(err)
	}
	written, err := specfile.YAML(a.Spec())
	if err != nil {
		t.Fatal(err)
	}
	again, err := openCreditDays(string(written))
	if err != nil || !reflect.DeepEqual(again.Spec(), a.Spec()) || again.Fingerprint() != a.Fingerprint() {
		t.Errorf("%v\n%s", err, written)
	}
	for _, c := range []struct{ old, new, want string }{
		{"unit: 1 business day", "unit: 1 day", `a.yaml:14:66: credits.rules[0].per-unit-late.unit: "1 day": `},
		{"counted: full", "counted: in-part", `a.yaml:15:90: credits.rules[1].per-unit-late.counted: "in-part": `},
		{"days of works after", "days after", `a.yaml:17:10: credits.claim: "5 business days after month end": missing: name the calendar`},
		{"days of works after", "days of work after", `a.yaml:17:10: credits.claim: "5 business days of work after month end": unknown: did you mean "works"?`},
	} {
		if _, err := openCreditDays(strings.Replace(creditDaysFile, c.old, c.new, 1)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.new, err, c.want)
		}
	}
}

// Lateness is credited by dates, and claims have business days: both by the calendar
// of the agreement.
func ExampleOpen_creditsInDays() {
	a, err := openCreditDays(creditDaysFile)
	if err != nil {
		fmt.Println(err)
		return
	}
	// Due at the end of Thursday, 26 March; the clocks change on Sunday.
	ticket := sla.Ticket{ID: "T1", Events: []sla.Event{
		{At: time.Date(2026, 3, 24, 10, 0, 0, 0, time.UTC), Name: "reported"}, {At: time.Date(2026, 3, 30, 23, 30, 0, 0, time.UTC), Name: "repaired"}}}
	result, err := a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{ticket}}, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	s := result.Statement()
	for _, line := range s.Lines {
		fmt.Println(line.Amount, line.Steps()[0])
	}
	fmt.Println("to be claimed by", s.ClaimBy)
	// Output:
	// 20.00 GBP late started 3 business days 1 business day 1 business day = 2
	// 2.00 GBP late full 4 calendar days 1 calendar day = 4
	// to be claimed by 2026-04-09
}
