package sla_test

import (
	"fmt"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// exampleSpec is a small agreement: one clock, one promise, one credit.
func exampleSpec() sla.Spec {
	return sla.Spec{
		ID: "acme", Zone: "Europe/Berlin", Currency: "EUR",
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Policies:  sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"resolution": {
			Start: sla.On("opened"), Pause: sla.While("status", "waiting"), Stop: sla.While("status", "resolved"),
		}},
		Objectives: []sla.Objective{{
			ID: "resolution", Clock: "resolution", Attain: "90%", Period: sla.Monthly, Counts: sla.ByDue,
			Targets: []sla.Target{
				{When: sla.Where{"priority": sla.Is("P1")}, Within: "2h", Calendar: "24x7"},
				{Within: "8h", Calendar: "office"},
			},
			Warn: []sla.Level{{At: "80%"}},
		}},
		Credits: penalty.Spec{Base: "1000.00", Round: penalty.HalfEven, Rules: []penalty.Term{{
			Objective: "resolution", Rule: penalty.Tiers{{When: "below 90%", Credit: "5%"}, {When: "below 70%", Credit: "15%"}},
		}}},
	}
}

// berlin reads a local time of March 2026, when clocks go forward on the 29th.
func berlin(text string) time.Time {
	at, err := calendar.Local("2026-" + text).In(zoneBerlin())
	if err != nil {
		panic(err)
	}
	return at
}

func zoneBerlin() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}

func exampleTickets() []sla.Ticket {
	status := func(at, to string) sla.Event {
		return sla.Event{At: berlin(at), Name: "status", Set: sla.Attrs{{"status", to}}}
	}
	return []sla.Ticket{
		{ID: "T1", Attrs: sla.Attrs{{"priority", "P2"}}, Events: []sla.Event{
			{At: berlin("03-27T15:00"), Name: "opened"}, // a Friday
			status("03-27T16:00", "waiting"),
			status("03-30T09:00", "open"),
			status("03-30T16:00", "resolved"), // 8 h to the second
		}},
		{ID: "T2", Attrs: sla.Attrs{{"priority", "P1"}}, Events: []sla.Event{
			{At: berlin("03-29T01:30"), Name: "opened"},
			status("03-29T04:45", "resolved"), // an hour of the night does not exist
		}},
	}
}

func ExampleAgreement_Evaluate() {
	agreement, err := sla.New(exampleSpec())
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := agreement.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: exampleTickets()}, berlin("04-01T00:00"))
	if err != nil {
		fmt.Println(err)
		return
	}
	outcome, _ := result.Outcome("resolution")
	fmt.Println(outcome.Verdict, outcome.Good, "of", outcome.Total, outcome.Attained.Percent(1))
	for breach := range result.Breaches() {
		fmt.Println(breach.Ticket, "due", breach.DueAt.Format(time.RFC3339), "over by", breach.Overrun)
	}
	fmt.Println(result.Statement().Total)
	// Output:
	// missed 1 of 2 50.0%
	// T2 due 2026-03-29T02:30:00Z over by 15m0s
	// 150.00 EUR
}

func ExampleAgreement_Track() {
	agreement, err := sla.New(exampleSpec())
	if err != nil {
		fmt.Println(err)
		return
	}
	ticket := exampleTickets()[0]
	readings := agreement.Track(&ticket, berlin("03-30T10:00"))
	r, _ := readings.Of("resolution")
	fmt.Println(r.Phase, "used", r.Elapsed, "due", r.DueAt.Format(time.RFC3339))
	fmt.Println("ask again at", readings.Next().Format(time.RFC3339))

	r, _ = agreement.Track(&ticket, berlin("03-28T10:00")).Of("resolution")
	due, _ := r.DueIfResumedAt(berlin("03-30T12:00"))
	fmt.Println(r.Phase, "remaining", r.Remaining, "due if resumed on Monday noon", due.Format(time.RFC3339))
	// Output:
	// running used 2h0m0s due 2026-03-30T14:00:00Z
	// ask again at 2026-03-30T12:24:00Z
	// paused remaining 7h0m0s due if resumed on Monday noon 2026-03-31T09:00:00Z
}

func ExampleAgreement_Explain() {
	agreement, err := sla.New(exampleSpec())
	if err != nil {
		fmt.Println(err)
		return
	}
	ticket := exampleTickets()[0]
	why := agreement.Explain(&ticket, "resolution", berlin("03-31T00:00"))
	for _, note := range why.Because {
		fmt.Println(note.Code, note.Path, note.Value)
	}
	for _, s := range why.Trace {
		fmt.Println(s.From.Format("Mon 15:04"), s.Kind, s.To.Sub(s.From), "counted", s.Counted)
	}
	// Output:
	// started-by clocks.resolution.start opened
	// target objectives[0].targets[1] 8h
	// stopped-by clocks.resolution status (status=resolved)
	// Fri 14:00 running 1h0m0s counted 1h0m0s
	// Fri 15:00 paused 64h0m0s counted 0s
	// Mon 07:00 running 7h0m0s counted 7h0m0s
}

func ExampleTally() {
	agreement, err := sla.New(exampleSpec())
	if err != nil {
		fmt.Println(err)
		return
	}
	tickets := exampleTickets()
	one, other := agreement.NewTally(), agreement.NewTally()
	one.Add(&tickets[0])
	other.Add(&tickets[1])
	if err := one.Merge(other); err != nil {
		fmt.Println(err)
		return
	}
	one.Remove(&tickets[1]) // it was a duplicate
	result, err := one.Result(sla.Month(2026, time.March), berlin("04-01T00:00"))
	if err != nil {
		fmt.Println(err)
		return
	}
	outcome, _ := result.Outcome("resolution")
	fmt.Println(outcome.Verdict, outcome.Good, "of", outcome.Total)
	// Output:
	// met 1 of 1
}

func ExampleNew() {
	spec := exampleSpec()
	spec.Zone = "Europe/Belrin"
	spec.Objectives[0].Period = "mnoth"
	spec.Objectives[0].Targets[1].Within = "2 days"
	_, err := sla.New(spec)
	fmt.Println(err)
	// Output:
	// sla: agreement "acme": zone: "Europe/Belrin": unknown: no such time zone
	// sla: agreement "acme": objectives[0].period: "mnoth": unknown: did you mean "month"?
	// sla: agreement "acme": objectives[0].targets[1].within: "2 days": cannot be read: write 2 business days (of the calendar) or 2 calendar days (every date)
}

func ExampleMonth() {
	march := sla.Month(2026, time.March)
	fmt.Println(march, march.Next(), march.From(), march == sla.Dates(march.From(), march.To()))
	// Output:
	// 2026-03 2026-04 2026-03-01 true
}
