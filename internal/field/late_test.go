package field_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/internal/field"
	"github.com/upheld/upheld/sla"
)

// owedFor gives what is owed in a month for one ticket of a case, stopped at an
// instant instead of its own.
func owedFor(t *testing.T, c field.Case, id, event string, at time.Time) string {
	t.Helper()
	ticket := *c.Ticket(t, id)
	ticket.Events = append(ticket.Events[:1:1], sla.Event{At: at, Name: event})
	month, err := c.Agreement.PeriodAt(sla.Monthly, at)
	if err != nil {
		t.Fatal(err)
	}
	_, end := c.Agreement.Bounds(month)
	r, err := c.Agreement.Evaluate(month, sla.Facts{Tickets: []sla.Ticket{ticket}}, end)
	if err != nil {
		t.Fatal(err)
	}
	return r.Statement().Total.String()
}

// Days that are late are dates: the one of 23 hours and the one of 25 count once.
func TestCalendarDaysLateAcrossTheClockChange(t *testing.T) {
	c := field.Open(t, "metrics-23-calendar-days-across-the-clock-change")
	for _, test := range []struct{ month, asOf, want, told string }{
		{"2026-03", "2026-04-01T00:00:00+01:00", "31.02 GBP", "late started 3 calendar days 1 calendar day = 3"},
		{"2026-06", "2026-07-01T00:00:00+01:00", "20.68 GBP", "late started 2 calendar days 1 calendar day = 2"},
		{"2026-10", "2026-11-01T00:00:00Z", "20.68 GBP", "late started 2 calendar days 1 calendar day = 2"},
	} {
		s := c.Result(t, test.month, test.asOf).Statement()
		if s.Total.String() != test.want || s.Lines[0].Steps()[0].String() != test.told {
			t.Errorf("%s: %s by %v, want %s", test.month, s.Total, s.Lines[0].Steps(), test.want)
		}
	}
	for _, test := range []struct{ id, at, in, after string }{
		{"spring", "2026-03-28T00:00:00Z", "0.00 GBP", "10.34 GBP"},       // the end of Friday, when it is due
		{"spring", "2026-03-29T00:00:00Z", "10.34 GBP", "20.68 GBP"},      // of Saturday
		{"spring", "2026-03-30T00:00:00+01:00", "20.68 GBP", "31.02 GBP"}, // of a Sunday of 23 hours
		{"autumn", "2026-10-26T00:00:00Z", "20.68 GBP", "31.02 GBP"},      // of a Sunday of 25 hours
	} {
		at := field.At(t, test.at)
		in, after := owedFor(t, c, test.id, "repaired", at), owedFor(t, c, test.id, "repaired", at.Add(1))
		if in != test.in || after != test.after {
			t.Errorf("%s at %s: %s, and %s after, want %s and %s", test.id, test.at, in, after, test.in, test.after)
		}
	}
}

// Of the dates that are late the business days of the target's calendar count alone.
func TestEachWorkingDayLate(t *testing.T) {
	c := field.Open(t, "metrics-33-each-working-day-late")
	s := c.Result(t, "2026-06", "2026-07-01T00:00:00+10:00").Statement()
	if s.Total.String() != "29.04 AUD" || s.Lines[0].Steps()[0].String() != "late started 2 business days 1 business day = 2" {
		t.Errorf("%s by %v", s.Total, s.Lines[0].Steps())
	}
	for _, test := range []struct{ at, in, after string }{
		{"2026-06-13T00:00:00+10:00", "0.00 AUD", "0.00 AUD"}, // the end of Friday, when it is due
		{"2026-06-15T00:00:00+10:00", "0.00 AUD", "14.52 AUD"},
		{"2026-06-16T00:00:00+10:00", "14.52 AUD", "29.04 AUD"},
		{"2026-06-17T00:00:00+10:00", "29.04 AUD", "43.56 AUD"},
	} {
		at := field.At(t, test.at)
		in, after := owedFor(t, c, "F", "repaired", at), owedFor(t, c, "F", "repaired", at.Add(1))
		if in != test.in || after != test.after {
			t.Errorf("at %s: %s, and %s after, want %s and %s", test.at, in, after, test.in, test.after)
		}
	}
}
