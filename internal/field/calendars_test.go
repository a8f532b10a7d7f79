package field_test

import (
	"testing"

	"github.com/upheld/upheld/internal/field"
)

// The last Friday of every month is closed from 12:00, in months that nobody has
// entered too: opened on it at 10:00, four hours end on Monday at 10:00.
func TestHalfADayOffEveryMonth(t *testing.T) {
	c := field.Open(t, "tickets-09-half-day-every-month")
	for ticket, want := range map[string]string{"T1": "2020-02-03T10:00:00+02:00", "T2": "2020-04-27T10:00:00+02:00"} {
		r, ok := c.Agreement.Track(c.Ticket(t, ticket), field.At(t, "2020-04-24T12:00:00+02:00")).Of("resolution")
		if !ok || !r.DueAt.Equal(field.At(t, want)) {
			t.Errorf("%s: due %v, want %s", ticket, r.DueAt, want)
		}
	}
}
