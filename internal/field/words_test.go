package field_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/internal/field"
	"github.com/upheld/upheld/sla"
)

// An acknowledgement holds the clock for an hour at most: at 02:30 the due
// instant is known to be 05:00 at the latest, and the next thing to happen is
// the end of the pause at 03:10.
func TestAcknowledgementThatIsForgotten(t *testing.T) {
	c := field.Open(t, "tickets-25-acknowledged-and-forgotten")
	for _, id := range []string{"T1", "T2"} {
		ticket := c.Ticket(t, id)
		for _, want := range []struct {
			asOf  string
			phase sla.Phase
			due   string
			next  string
		}{
			{"2023-04-19T02:30:00Z", sla.PhasePaused, "2023-04-19T05:00:00Z", "2023-04-19T03:10:00Z"},
			{"2023-04-19T03:10:00Z", sla.PhaseRunning, "2023-04-19T05:00:00Z", "2023-04-19T04:00:00Z"},
			{"2023-04-19T04:30:00Z", sla.PhaseRunning, "2023-04-19T05:00:00Z", "2023-04-19T05:00:00Z"},
			{"2023-04-19T06:00:00Z", sla.PhaseRunning, "2023-04-19T05:00:00Z", ""},
		} {
			readings := c.Agreement.Track(ticket, field.At(t, want.asOf))
			r, _ := readings.Of("resolution")
			next := ""
			if at := readings.Next(); !at.IsZero() {
				next = at.Format(time.RFC3339)
			}
			if r.Phase != want.phase || r.DueAt.Format(time.RFC3339) != want.due || next != want.next {
				t.Errorf("%s as of %s: %s, due %s, next %s", id, want.asOf, r.Phase, r.DueAt.Format(time.RFC3339), next)
			}
		}
		result := c.Result(t, "2023-04", "2023-04-19T06:00:00Z")
		if len(result.Breaches) != 2 || !result.Breaches[0].BreachedAt.Equal(field.At(t, "2023-04-19T05:00:00Z")) {
			t.Errorf("breaches %+v", result.Breaches)
		}
	}
}
