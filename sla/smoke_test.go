package sla

import (
	"fmt"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
)

func TestSmoke(t *testing.T) {
	a, err := New(Spec{
		ID: "acme", Zone: "Europe/Berlin", Currency: "EUR",
		Calendars: map[string]calendar.Spec{"office": {Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00"}},
		Policies:  Policies{Profile: Exact},
		Clocks: map[string]Clock{
			"response":   {Start: On("opened"), Stop: On("replied")},
			"resolution": {Start: On("opened"), Stop: While("status", "resolved", "closed"), Pause: While("status", "waiting")},
		},
		Objectives: []Objective{
			{ID: "first-response", Clock: "response", Attain: "95%", Period: Monthly, Counts: ByDue, By: []string{"team"},
				Targets: []Target{{When: Where{"priority": Is("P1")}, Within: "15m", Calendar: "24x7"}, {Within: "4h", Calendar: "office"}}},
			{ID: "resolution", Clock: "resolution", Attain: "95%", Period: Monthly, Counts: ByStart,
				Targets: []Target{{Within: "2 business days by 16:00", Calendar: "office"}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		x, e := time.Parse("2006-01-02 15:04", s)
		if e != nil {
			t.Fatal(e)
		}
		return x
	}
	facts := Facts{Tickets: []Ticket{
		{ID: "1", Attrs: Attrs{{"priority", "P2"}, {"team", "blue"}}, Events: []Event{
			{At: at("2026-03-06 15:30"), Name: "opened", Set: Attrs{{"status", "open"}}},
			{At: at("2026-03-09 09:00"), Name: "replied"},
			{At: at("2026-03-09 10:00"), Name: "status", Set: Attrs{{"status", "waiting"}}},
			{At: at("2026-03-09 12:00"), Name: "status", Set: Attrs{{"status", "open"}}},
			{At: at("2026-03-12 12:00"), Name: "status", Set: Attrs{{"status", "resolved"}}},
		}},
		{ID: "2", Attrs: Attrs{{"priority", "P1"}, {"team", "red"}}, Events: []Event{
			{At: at("2026-03-06 15:30"), Name: "opened", Set: Attrs{{"status", "open"}}},
		}},
	}}
	r, err := a.Evaluate(Month(2026, 3), facts, at("2026-04-02 00:00"))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range r.Outcomes {
		fmt.Println(o.Objective, o.Period, o.Group, o.Verdict, o.Reason, o.Good, o.Total, o.Open)
		for _, b := range o.Breaches {
			fmt.Println("   ", b.Ticket, b.Target, b.DueAt, b.BreachedAt, b.StoppedAt, b.Elapsed, b.Overrun, b.Trace)
		}
	}
	fmt.Println(r.Findings)
}
