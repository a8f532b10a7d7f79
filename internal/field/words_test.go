package field_test

import (
	"fmt"
	"strings"
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
		late := 0
		for b := range result.Breaches() {
			if b.Ticket == id && b.BreachedAt.Equal(field.At(t, "2023-04-19T05:00:00Z")) {
				late++
			}
		}
		if late != 1 {
			t.Errorf("%s: %d breaches at 05:00", id, late)
		}
	}
}

// alarms are the marks and instants of all that fired.
func alarms(t *testing.T, c field.Case, id, asOf string) string {
	t.Helper()
	var all []string
	for _, a := range c.Agreement.Track(c.Ticket(t, id), field.At(t, asOf)).Fired() {
		all = append(all, strings.TrimPrefix(a.Key, a.Objective+"/1/")+" "+a.At.In(field.At(t, asOf).Location()).Format("02 15:04"))
	}
	return strings.Join(all, ", ")
}

func TestEachEscalationGoesOutOnce(t *testing.T) {
	c := field.Open(t, "tickets-07-escalations-fire-for-ever")
	seen := map[string]bool{}
	for at := field.At(t, "2017-03-31T13:00:00+02:00"); at.Before(field.At(t, "2017-03-31T16:00:00+02:00")); at = at.Add(15 * time.Minute) {
		for _, a := range c.Agreement.Track(c.Ticket(t, "T1"), at).Fired() {
			seen[a.Key] = true
		}
	}
	if len(seen) != 3 || !seen["resolution/1/breach"] || !seen["resolution/1/+10m"] || !seen["resolution/1/+20m"] {
		t.Errorf("keys %v", seen)
	}
}

func TestReminderOnlyWhileNobodyIsAssigned(t *testing.T) {
	c := field.Open(t, "tickets-08-alarm-only-while-unassigned")
	for id, want := range map[string]string{"T1": "", "T2": "-4h 13 16:00", "T3": "-4h 13 16:00"} {
		if got := alarms(t, c, id, "2017-03-14T09:00:00+01:00"); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
		r, _ := c.Agreement.Track(c.Ticket(t, id), field.At(t, "2017-03-14T09:00:00+01:00")).Of("resolution")
		if !r.DueAt.Equal(field.At(t, "2017-03-14T10:00:00+01:00")) {
			t.Errorf("%s: due %s", id, r.DueAt)
		}
	}
}

// A breach that a later policy puts before the last look fires once it is known.
func TestBreachOfALaterPolicyIsDelivered(t *testing.T) {
	c := field.Open(t, "tickets-14-new-policy-breaches-again")
	for _, x := range []struct{ id, asOf, want string }{
		{"T1", "2024-03-04T13:00:00Z", "50% 04 10:00, breach 04 11:00"},
		{"T1", "2024-03-04T14:00:00Z", "50% 04 09:30, breach 04 10:00"},
		{"T2", "2024-03-04T10:15:00Z", "50% 04 10:00"},
		{"T2", "2024-03-04T10:30:00Z", "50% 04 09:30, breach 04 10:00"},
	} {
		if got := alarms(t, c, x.id, x.asOf); got != x.want {
			t.Errorf("%s as of %s: %q, want %q", x.id, x.asOf, got, x.want)
		}
	}
}

func TestAlertsHoursBeforeTheBreach(t *testing.T) {
	open := field.Open(t, "tickets-17-alerts-hours-before-the-breach")
	wall := field.Open(t, "tickets-17-alerts-hours-before-the-breach", "wall.yaml", "facts.json")
	for _, x := range []struct {
		c        field.Case
		id, want string
	}{
		{open, "T1", "-3h 06 15:00, -2h 06 16:00, -1h 09 09:00"},
		{wall, "T1", "-3h wall 09 07:00, -2h wall 09 08:00, -1h wall 09 09:00"},
		// Three hours of open time before the due instant lie before the start.
		{open, "T2", "-1h 06 16:30, -2h 06 16:30, -3h 06 16:30"},
		{wall, "T2", "-3h wall 09 06:30, -2h wall 09 07:30, -1h wall 09 08:30"},
	} {
		if got := alarms(t, x.c, x.id, "2024-09-09T09:00:00+01:00"); got != x.want {
			t.Errorf("%s: %q, want %q", x.id, got, x.want)
		}
	}
}

// Solved, or handed to another group.
func TestEachStayWithAGroup(t *testing.T) {
	c := field.Open(t, "tickets-24-how-long-each-group-held-it", "perclock.yaml", "facts.json")
	readings := c.Agreement.Track(c.Ticket(t, "T1"), field.At(t, "2025-04-26T00:00:00Z"))
	var got []string
	for _, r := range readings {
		got = append(got, fmt.Sprint(r.Objective, " ", r.Elapsed, " ", r.Verdict))
	}
	if want := "a 1h30m0s missed, a 1h0m0s met, b 30m0s met, c 1h30m0s met"; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
}

// One line for all groups: the clock starts anew when the group changes, and not
// when a technician of the group joins.
func TestTeamClockResetsOnlyWithTheTeam(t *testing.T) {
	c := field.Open(t, "tickets-06-ola-restarts-without-new-group", "grouped.yaml", "facts.json")
	for _, want := range []struct{ asOf, due string }{
		{"2023-03-29T09:45:00+02:00", "2023-03-29T13:30:00+02:00"},
		{"2023-03-29T10:30:00+02:00", "2023-03-29T13:30:00+02:00"},
		{"2023-03-29T11:30:00+02:00", "2023-03-29T15:00:00+02:00"},
	} {
		r, _ := c.Agreement.Track(c.Ticket(t, "T1"), field.At(t, want.asOf)).Of("ola")
		if !r.DueAt.Equal(field.At(t, want.due)) {
			t.Errorf("as of %s: due %s, want %s", want.asOf, r.DueAt.Format(time.RFC3339), want.due)
		}
	}
	r, _ := c.Agreement.Track(c.Ticket(t, "T1"), field.At(t, "2023-03-30T00:00:00+02:00")).Of("ola")
	if r.Verdict != sla.Met || r.Elapsed != 3*time.Hour+30*time.Minute {
		t.Errorf("%s with %s", r.Verdict, r.Elapsed)
	}
}
