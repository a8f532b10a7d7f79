package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func TestADayIsTwentyFourHoursWhereNothingCloses(t *testing.T) { tape.Check(t, daysAreHours) }

// daysAreHours: where nothing ever closes and no clock changes, days to which
// pauses are added are so many hours, with a grace, pauses, stops and exclusions
// before, between and after the due instant and the end of the grace. The one is
// computed as an instant that moves, the other as time that is used up.
func daysAreHours(r *tape.Reader) error {
	clock := drawClock(r)
	clock.PauseBasis, clock.DayPauses, clock.Hide = sla.PauseOverlap, sla.PausesAdded, nil
	clock.Reopen = tape.Pick(r, sla.NewCycle, sla.ContinueExcluding, sla.ContinueIncluding, sla.Final)
	days := 1 + r.Int(2)
	agreement := func(within sla.Within) *sla.Agreement {
		// The half minute keeps edges off the end of the grace, where the two
		// differ on purpose: a date is met until it, used time while none counts.
		target := sla.Target{Within: within, Calendar: "24x7", Grace: metrics.Span(fmt.Sprintf("%dm30s", 1+r.Int(900)))}
		if r.Int(4) == 0 {
			target.Grace = ""
		}
		return must(sla.New(sla.Spec{ID: "drawn", Zone: "UTC", Policies: sla.Policies{UnknownWords: sla.WordsReported}, Clocks: map[string]sla.Clock{"first": clock}, Objectives: []sla.Objective{{
			ID: "o", Clock: "first", Attain: "90%", Period: generatedPeriod, Counts: sla.ByStart, Targets: []sla.Target{target},
		}}}))
	}
	mark := *r
	hours := agreement(sla.Business(time.Duration(days) * 24 * time.Hour))
	*r = mark
	dates := agreement(sla.CalendarDays(days))
	if r.Int(2) == 1 {
		*r = mark
		dates = agreement(sla.BusinessDays(days))
	}
	ticket, waived := drawTicket(r, "T0"), drawWaivers(r)
	if len(ticket.Events) > 0 { // and something about the due instant
		near := func() time.Time {
			return ticket.Events[0].At.Add(time.Duration(days*24*60+r.Int(900)-200) * time.Minute)
		}
		from := near()
		switch r.Int(3) {
		case 0:
			waived = append(waived, sla.Exclusion{Ticket: "T0", From: from, To: from.Add(time.Hour), Reason: "storm"})
		case 1:
			ticket.Events = append(ticket.Events, sla.Event{At: from, Name: "hold", Set: sla.Attrs{{"status", "waiting"}}},
				sla.Event{At: from.Add(time.Hour), Name: "unhold", Set: sla.Attrs{{"status", "open"}}})
		}
	}
	for range 3 {
		at := generatedFrom.Add(time.Duration(r.Int(10*24*60))*time.Minute + time.Duration(r.Int(2))*time.Second)
		a, b := hours.Track(&ticket, at, waived...), dates.Track(&ticket, at, waived...)
		for i := range a {
			x, y := &a[i], &b[i]
			if x.Phase != y.Phase || x.Verdict != y.Verdict || !x.BreachedAt.Equal(y.BreachedAt) || x.Elapsed != y.Elapsed ||
				x.Phase == sla.PhaseRunning && !x.DueAt.IsZero() && !x.DueAt.Equal(y.DueAt) {
				return fmt.Errorf("at %s: %s %s due %s breached %s\n%s %s due %s breached %s\n%+v\n%+v\n%+v", at,
					x.Phase, x.Verdict, x.DueAt, x.BreachedAt, y.Phase, y.Verdict, y.DueAt, y.BreachedAt, clock, ticket, waived)
			}
		}
		facts := sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: waived}
		x, _ := must(hours.Evaluate(wholeGenerated(), facts, at)).Outcome("o")
		y, _ := must(dates.Evaluate(wholeGenerated(), facts, at)).Outcome("o")
		if x.Good != y.Good || x.Total != y.Total || x.Open != y.Open || !x.Raw.Equal(y.Raw) {
			return fmt.Errorf("at %s: %d of %d, %d open; %d of %d, %d open\n%+v\n%+v\n%+v", at, x.Good, x.Total, x.Open, y.Good, y.Total, y.Open, clock, ticket, waived)
		}
	}
	return nil
}
