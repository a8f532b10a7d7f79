package sla_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// seasonSpec promises 8h during a range, a season or a calendar, else 4h.
func seasonSpec(during sla.Range) sla.Spec {
	return sla.Spec{
		ID: "desk", Zone: "Europe/Berlin",
		Calendars: map[string]calendar.Spec{
			"peak": {Hours: "mon-fri 09:00-11:00", Versions: []calendar.Version{{Known: "2026-06-01", From: "2026-01-01", Hours: "mon-fri 14:00-16:00"}}},
			"moon": {Hours: "mon-sun closed"},
			"pst":  {Zone: "America/Los_Angeles", Hours: "mon-sun 09:00-17:00"},
		},
		Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks:   map[string]sla.Clock{"resolution": {Start: sla.On("opened"), Stop: sla.On("resolved")}},
		Objectives: []sla.Objective{{
			ID: "resolution", Clock: "resolution", Attain: "95%", Period: "month", Counts: sla.ByStart,
			Targets: []sla.Target{{During: during, Within: "8h", Calendar: "24x7"}, {Within: "4h", Calendar: "24x7"}},
		}},
	}
}

func TestSeasonsAndHoursChooseTargets(t *testing.T) {
	for _, c := range []struct {
		during sla.Range
		start  string
		plus   time.Duration
		want   time.Duration // of the target that applies
	}{
		{"11-20/01-07", "2026-11-20T00:00", -1, 4},
		{"11-20/01-07", "2026-11-20T00:00", 0, 8},
		{"11-20/01-07", "2026-12-31T23:59", 0, 8},
		{"11-20/01-07", "2027-01-01T00:00", 0, 8},
		{"11-20/01-07", "2027-01-07T00:00", -1, 8},
		{"11-20/01-07", "2027-01-07T00:00", 0, 4},
		{"11-20/01-07", "2031-12-01T12:00", 0, 8}, // every year
		{"06-01/09-01", "2026-06-01T00:00", -1, 4},
		{"06-01/09-01", "2026-06-01T00:00", 0, 8},
		{"06-01/09-01", "2026-09-01T00:00", -1, 8},
		{"06-01/09-01", "2026-09-01T00:00", 0, 4},
		{"06-01/09-01", "2027-07-01T00:00", 0, 8},
		{"02-01/03-01", "2028-02-29T12:00", 0, 8}, // a leap day lies within
		{"02-01/03-01", "2028-03-01T00:00", 0, 4},
		{"03-01/02-01", "2028-02-29T12:00", 0, 4},
		// A season that begins on the date on which clocks go forward, and ends on the date on which they go back.
		{"03-29/10-25", "2026-03-29T00:00", -1, 4},
		{"03-29/10-25", "2026-03-29T00:00", 0, 8},
		{"03-29/10-25", "2026-03-29T03:00", 0, 8},
		{"03-29/10-25", "2026-10-25T00:00", -1, 8},
		{"03-29/10-25", "2026-10-25T00:00", 0, 4},
		{"01-01/12-31", "2026-12-31T00:00", -1, 8},
		{"01-01/12-31", "2026-12-31T00:00", 0, 4},
		// A calendar decides at the start of the cycle.
		{"peak", "2026-03-05T09:00", -1, 4},
		{"peak", "2026-03-05T09:00", 0, 8},
		{"peak", "2026-03-05T11:00", -1, 8},
		{"peak", "2026-03-05T11:00", 0, 4},
		{"peak", "2026-03-07T10:00", 0, 4}, // Saturday
		// From June on it is known that the hours of load are others; before, the old hours count.
		{"peak", "2026-05-29T14:30", 0, 4},
		{"peak", "2026-05-29T09:30", 0, 8},
		{"peak", "2026-06-01T14:30", 0, 8},
		{"peak", "2026-06-01T09:30", 0, 4},
		// The zone of the calendar counts: 09:00 in Los Angeles is 18:00 in Berlin, but 17:00 while only America has summer time.
		{"pst", "2026-03-05T18:00", -1, 4},
		{"pst", "2026-03-05T18:00", 0, 8},
		{"pst", "2026-03-10T17:00", -1, 4},
		{"pst", "2026-03-10T17:00", 0, 8},
		{"24x7", "2026-03-05T11:00", 0, 8},
		{"2026-01-01/2026-03-05", "2026-03-05T00:00", -1, 8},
		{"2026-01-01/2026-03-05", "2026-03-05T00:00", 0, 4},
		{"/2026-03-05", "2026-03-05T00:00", -1, 8},
	} {
		agreement := must(sla.New(seasonSpec(c.during)))
		start := inBerlin(c.start).Add(c.plus)
		limit := c.want * time.Hour
		ticket := ticketOf("P1", named("opened", start), named("resolved", start.Add(5*time.Hour)))
		r, _ := agreement.Track(ticket, start).Of("resolution")
		if got := r.DueAt.Sub(start); got != limit {
			t.Errorf("%s at %s%+d: due after %s, want %s", c.during, c.start, c.plus, got, limit)
		}
		result := must(agreement.Evaluate(must(agreement.PeriodAt("month", start)), sla.Facts{Tickets: []sla.Ticket{*ticket}}, start.Add(24*time.Hour)))
		if o, _ := result.Outcome("resolution"); o.Total != 1 || (o.Good == 1) != (c.want == 8) {
			t.Errorf("%s at %s%+d: %d of %d are good", c.during, c.start, c.plus, o.Good, o.Total)
		}
		// A change of attributes does not move the start.
		changed := *ticket
		changed.Events = append([]sla.Event{{Name: "moved", At: start.Add(time.Hour), Set: sla.Attrs{{"priority", "P2"}}}}, ticket.Events...)
		if r, _ := agreement.Track(&changed, start.Add(2*time.Hour)).Of("resolution"); r.DueAt.Sub(start) != limit {
			t.Errorf("%s at %s%+d, changed: due after %s, want %s", c.during, c.start, c.plus, r.DueAt.Sub(start), limit)
		}
	}
}

func TestSeasonsThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		during sla.Range
		kind   error
	}{
		{"02-29/03-10", sla.ErrRange},
		{"01-01/02-29", sla.ErrRange},
		{"02-30/03-10", sla.ErrRange},
		{"13-01/03-10", sla.ErrRange},
		{"00-10/03-10", sla.ErrRange},
		{"04-31/05-10", sla.ErrRange},
		{"06-01/06-01", sla.ErrRange},
		{"06-01/", sla.ErrSyntax},
		{"/06-01", sla.ErrSyntax},
		{"6-1/7-1", sla.ErrSyntax},
		{"06-01/2026-07-01", sla.ErrSyntax},
		{"+6-01/07-01", sla.ErrSyntax},
		{"06-01T08:00/07-01", sla.ErrSyntax},
		{"peek", sla.ErrUnknown},
		{"moon", sla.ErrConflict},
	} {
		_, err := sla.New(seasonSpec(c.during))
		if !slices.ContainsFunc(sla.Problems(err), func(e *sla.FieldError) bool {
			return e.Path == "objectives[0].targets[0].during" && errors.Is(e, c.kind)
		}) {
			t.Errorf("%s: %v, want %v", c.during, err, c.kind)
		}
	}
	spec := seasonSpec("")
	spec.Effective = "11-20/01-07"
	if _, err := sla.New(spec); err == nil {
		t.Error("an agreement is in force in a season")
	}
}
