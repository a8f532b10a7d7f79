package field_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/internal/field"
)

// A line for each group is a target each: the hand-over at 11:00 restarts the
// clock. A technician who joins within the group changes nothing.
func TestTeamTargetRestartsOnlyWithTheTeam(t *testing.T) {
	c := field.Open(t, "tickets-06-ola-restarts-without-new-group")
	ticket := c.Ticket(t, "T1")
	for _, want := range []struct{ asOf, due string }{
		{"2023-03-29T09:45:00+02:00", "2023-03-29T13:30:00+02:00"},
		{"2023-03-29T10:30:00+02:00", "2023-03-29T13:30:00+02:00"},
		{"2023-03-29T11:30:00+02:00", "2023-03-29T15:00:00+02:00"},
	} {
		r, ok := c.Agreement.Track(ticket, field.At(t, want.asOf)).Of("ola")
		if !ok || !r.DueAt.Equal(field.At(t, want.due)) {
			t.Errorf("as of %s: due %s, want %s", want.asOf, r.DueAt.Format(time.RFC3339), want.due)
		}
	}
}
