package field_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/field"
	"github.com/upheld/upheld/sla"
)

// stopped is a ticket of a case, stopped by an event at an instant.
func stopped(t *testing.T, c field.Case, id, event string, at time.Time) sla.Ticket {
	t.Helper()
	ticket := *c.Ticket(t, id)
	ticket.Events = append(ticket.Events[:len(ticket.Events):len(ticket.Events)], sla.Event{At: at, Name: event})
	return ticket
}

// checkDue checks when a ticket is due: live, and on both sides of that instant
// live and afterwards.
func checkDue(t *testing.T, c field.Case, objective, id, event, due string) {
	t.Helper()
	at := field.At(t, due)
	if r, _ := c.Agreement.Track(c.Ticket(t, id), at).Of(objective); !r.DueAt.Equal(at) {
		t.Errorf("%s: due %s, want %s", id, r.DueAt, due)
	}
	for late := range 2 {
		ticket := stopped(t, c, id, event, at.Add(time.Duration(late)))
		r, _ := c.Agreement.Track(&ticket, at.AddDate(0, 0, 7)).Of(objective)
		month, err := sla.ParsePeriod(ticket.Events[0].At.Format("2006-01"))
		if err != nil {
			t.Fatal(err)
		}
		result, err := c.Agreement.Evaluate(month, sla.Facts{Tickets: []sla.Ticket{ticket}}, at.AddDate(0, 0, 7))
		if err != nil {
			t.Fatal(err)
		}
		o, _ := result.Outcome(objective)
		if want := [...]sla.Verdict{sla.Met, sla.Missed}[late]; r.Verdict != want || len(o.Breaches) != late || o.Total != 1 {
			t.Errorf("%s, %d ns after its due instant: %s, %d missed of %d", id, late, r.Verdict, len(o.Breaches), o.Total)
		}
	}
}

// The same promises in the hours of each customer: one line for each priority.
func TestHoursOfEachCustomer(t *testing.T) {
	c := field.Open(t, "tickets-26-hours-of-each-customer")
	checkDue(t, c, "resolution", "T1", "solved", "2022-02-02T02:30:00Z")
	checkDue(t, c, "resolution", "T2", "solved", "2022-02-05T10:00:00Z")
	checkDue(t, c, "resolution", "T3", "solved", "2022-02-01T22:30:00Z")
	want := []sla.Finding{{Code: sla.FindingHours, Subject: "T3", Path: "customer", Value: "other"}}
	if found := c.Result(t, "2022-02", "2022-03-01T00:00:00Z").Findings; fmt.Sprint(found) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", found, want)
	}
}
