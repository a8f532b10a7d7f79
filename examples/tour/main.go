// Command tour shows the library in one program: an agreement built in Go, facts,
// a month evaluated, what it owes and why, a ticket tracked live, and a tally that
// is stored and merged.
//
//	go run ./examples/tour
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"time"
	_ "time/tzdata"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

func main() {
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// acme is the agreement as Go values. FILE.md of package specfile shows how to write
// the same terms in a file.
var acme = sla.Spec{
	ID: "acme-support", Zone: "Europe/Berlin", Currency: "EUR",
	Calendars: map[string]calendar.Spec{
		"office": {Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-04-03", "2026-04-06"}},
	},
	Policies: sla.Policies{Profile: sla.ProfileExact},
	Clocks: map[string]sla.Clock{
		"resolution": {Start: sla.On("opened"), Pause: sla.While("status", "waiting"), Stop: sla.On("resolved")},
	},
	Objectives: []sla.Objective{{
		ID: "resolution", Clock: "resolution", Attain: "90%", Period: sla.Monthly, Counts: sla.ByDue,
		Targets: []sla.Target{
			{When: sla.Where{"priority": sla.Is("P1")}, Within: "4h", Calendar: "24x7"},
			{Within: "2 business days by 16:00", Calendar: "office"},
		},
		Warn: []sla.Level{{At: "-1h"}},
	}},
	Credits: penalty.Spec{
		Base: "invoice",
		Rules: []penalty.Term{{
			Objective: "resolution",
			Rule:      penalty.Tiers{{When: "below 90%", Credit: "2%"}, {When: "below 60%", Credit: "5%"}},
		}},
		Round: penalty.HalfEven,
	},
}

func run(out io.Writer) error {
	agreement, err := sla.New(acme)
	if err != nil {
		return err // every mistake at once, each with its place and value
	}
	april := sla.Month(2026, time.April)
	_, end := agreement.Bounds(april)

	at := func(day, hour int) time.Time {
		return time.Date(2026, time.April, day, hour, 0, 0, 0, agreement.Location())
	}
	tickets := []sla.Ticket{
		{ID: "T1", Attrs: sla.Attrs{{"priority", "P2"}}, Events: []sla.Event{
			{At: at(2, 10), Name: "opened"}, {At: at(8, 15), Name: "resolved"}, // over Easter
		}},
		{ID: "T2", Attrs: sla.Attrs{{"priority", "P1"}}, Events: []sla.Event{
			{At: at(11, 4), Name: "opened"}, {At: at(11, 9), Name: "resolved"},
		}},
	}
	invoice := sla.Charge{Period: april, Amount: decimal.RequireFromString("1234.50")}

	// A month, from a batch of facts.
	result, err := agreement.Evaluate(april, sla.Facts{Tickets: tickets, Charges: []sla.Charge{invoice}}, end)
	if err != nil {
		return err
	}
	for _, o := range result.Outcomes {
		fmt.Fprintln(out, o.Objective, o.Verdict, o.Attained.Percent(1), "promised", o.Promised)
	}
	for b := range result.Breaches() {
		fmt.Fprintln(out, b.Ticket, "was due", b.DueAt.In(agreement.Location()).Format(time.DateTime), "and is over by", b.Overrun)
	}

	// What is owed for the month, and the working as data; report.Credits writes it in
	// sentences.
	owed := result.Statement()
	fmt.Fprintln(out, "owed", owed.Total)
	for _, line := range owed.Lines {
		for _, step := range line.Steps() {
			fmt.Fprintln(out, " ", step)
		}
	}

	// One open ticket: the state of its clock, and when to look again.
	readings := agreement.Track(&tickets[1], at(11, 6))
	if r, ok := readings.Of("resolution"); ok {
		fmt.Fprintln(out, r.Phase, "for", r.Elapsed, "with", r.Remaining, "left; look again at", readings.Next().In(agreement.Location()).Format(time.DateTime))
	}

	// How the time of a ticket was spent.
	for _, s := range agreement.Explain(&tickets[0], "resolution", end).Trace {
		fmt.Fprintln(out, " ", s.Kind, s.To.Sub(s.From), "of which", s.Counted, "count", s.Cause)
	}

	// The same month from two tallies, one of them stored and read back.
	left, right := agreement.NewTally(), agreement.NewTally()
	left.Add(&tickets[0])
	right.Add(&tickets[1])
	right.Add(&invoice)
	stored, err := right.MarshalBinary()
	if err != nil {
		return err
	}
	read := agreement.NewTally()
	if err := read.UnmarshalBinary(stored); err != nil {
		return err
	}
	if err := left.Merge(read); err != nil {
		return err
	}
	merged, err := left.Result(april, end)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "the tallies agree:", merged.Digest() == result.Digest())
	return nil
}
