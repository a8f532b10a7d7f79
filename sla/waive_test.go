package sla_test

import (
	"fmt"
	"time"

	"github.com/upheld/upheld/sla"
)

// A storm kept the technician from the site for an hour. Without the exclusion
// the ticket is half an hour late; with it there is half an hour left. Both are
// kept.
func ExampleExclusion() {
	agreement, err := sla.New(sla.Spec{
		ID: "acme", Zone: "UTC", Policies: sla.Policies{Profile: sla.Exact},
		Clocks: map[string]sla.Clock{"onsite": {Start: sla.On("opened"), Stop: sla.On("arrived")}},
		Objectives: []sla.Objective{{
			ID: "on-site", Clock: "onsite", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
			Targets: []sla.Target{{Within: "4h", Calendar: "24x7"}},
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	at := func(hour, minute int) time.Time { return time.Date(2026, time.March, 2, hour, minute, 0, 0, time.UTC) }
	ticket := sla.Ticket{ID: "T1", Events: []sla.Event{{At: at(8, 0), Name: "opened"}, {At: at(12, 30), Name: "arrived"}}}
	storm := sla.Exclusion{Ticket: "T1", From: at(10, 0), To: at(11, 0), Reason: "road closed by a storm", Approved: "M. Weber"}

	result, err := agreement.Evaluate(sla.Month(2026, time.March),
		sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: []sla.Exclusion{storm}}, at(23, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	outcome, _ := result.Outcome("on-site")
	fmt.Println("raw", outcome.Raw, "adjusted", outcome.Attained)
	for _, b := range outcome.Forgiven {
		fmt.Println(b.Ticket, "late by", b.Overrun, "but for", b.Waived)
	}
	for _, s := range agreement.Explain(&ticket, "on-site", at(23, 0), storm).Trace {
		fmt.Println(s.Kind, s.To.Sub(s.From))
	}
	// Output:
	// raw 0% adjusted 100%
	// T1 late by 30m0s but for [road closed by a storm]
	// running 2h0m0s
	// waived 1h0m0s
	// running 1h30m0s
}
