package field_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/internal/field"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// The promise and the tier are read by one grammar: on the bound nothing is
// owed, above it the tier is.
func TestPromiseAndTierReadOneGrammar(t *testing.T) {
	c := field.Open(t, "metrics-one-grammar")
	for _, want := range []struct{ month, asOf, verdict, owed string }{
		{"2026-06", "2026-07-01T00:00:00Z", "met", "0.00 EUR"},
		{"2026-07", "2026-08-01T00:00:00Z", "missed", "100.00 EUR"},
	} {
		r := c.Result(t, want.month, want.asOf)
		if got := string(r.Outcomes[0].Verdict); got != want.verdict {
			t.Errorf("%s is %s, want %s", want.month, got, want.verdict)
		}
		if got := r.Statements[0].Total.String(); got != want.owed {
			t.Errorf("%s owes %s, want %s", want.month, got, want.owed)
		}
	}
}

// The mean of 19.5, 20.1, 19.9 and 20.1 s is 19.9 s: nothing is rounded.
func TestAverageSpeedOfAnswer(t *testing.T) {
	r := field.Open(t, "metrics-38-average-speed-of-answer").Result(t, "2026-06", "2026-07-01T00:00:00Z")
	o := r.Outcomes[0]
	if !o.Attained.Equal(metrics.LengthOf(19900*time.Millisecond)) || o.Verdict != sla.Met || r.Statements[0].Total.String() != "0.00 USD" {
		t.Errorf("%v %s, owed %v", o.Attained, o.Verdict, r.Statements[0].Total)
	}
}

// 600 users for an hour and 1000 others for an hour, half of it together, are
// 48 minutes of 2000 users: outages of different users add up.
func TestOutagesOfDifferentUsersAddUp(t *testing.T) {
	r := field.Open(t, "metrics-37-different-users-at-once").Result(t, "2026-06", "2026-07-01T00:00:00Z")
	const month = 43200 * time.Minute
	for i, lost := range []time.Duration{48 * time.Minute, 45 * time.Minute} {
		if o := r.Outcomes[i]; !o.Attained.Equal(metrics.TimeShareOf(month-lost, month)) || o.Verdict != sla.Missed {
			t.Errorf("%s: %v %s", o.Objective, o.Attained, o.Verdict)
		}
	}
	if got := r.Statements[0].Total.String(); got != "50.00 USD" {
		t.Errorf("owed %s", got)
	}
}

// Three quarters down for two hours and a quarter for two others, one of them
// together, are two hours of a day.
func TestWeightedComponentsAddUp(t *testing.T) {
	r := field.Open(t, "metrics-40-group-of-weighted-components").Result(t, "2026-06-10", "2026-06-11T00:00:00Z")
	for _, o := range r.Outcomes { // as partial outages of a group, and as parts of a whole
		if !o.Attained.Equal(metrics.TimeShareOf(22*time.Hour, 24*time.Hour)) {
			t.Errorf("%s: %v", o.Objective, o.Attained)
		}
	}
	if len(r.Outcomes) != 2 {
		t.Errorf("%d outcomes", len(r.Outcomes))
	}
}

// Each outage covers one minute of the clock: 2 of 43200 are lost.
func TestMinutesOfTheClock(t *testing.T) {
	r := field.Open(t, "metrics-25-whole-clock-minutes").Result(t, "2026-06", "2026-07-01T00:00:00Z")
	o := r.Outcomes[0]
	if !o.Attained.Equal(metrics.TimeShareOf(43198*time.Minute, 43200*time.Minute)) || o.Verdict != sla.Met || r.Statements[0].Total.String() != "0.00 USD" {
		t.Errorf("%v %s, owed %v", o.Attained, o.Verdict, r.Statements[0].Total)
	}
}

// 50, 42 and 50 minutes are lost: 42 is not more than 43m48s, so that no three
// months in a row are missed, and nobody may leave.
func TestAbsoluteMinutesAMonth(t *testing.T) {
	c := field.Open(t, "metrics-28-absolute-minutes-a-month")
	for _, want := range []struct {
		month, asOf string
		lost        time.Duration
		degraded    sla.Verdict
	}{
		{"2026-01", "2026-02-01T00:00:00Z", 50 * time.Minute, sla.Missed},
		{"2026-02", "2026-03-01T00:00:00Z", 42 * time.Minute, sla.Met},
		{"2026-03", "2026-04-01T00:00:00Z", 50 * time.Minute, sla.Missed},
	} {
		r := c.Result(t, want.month, want.asOf)
		o := r.Outcomes[0]
		if !o.Attained.Equal(metrics.LengthOf(want.lost)) || o.Verdict != want.degraded || r.Outcomes[1].Verdict != sla.Met {
			t.Errorf("%s: %v %s, %s", want.month, o.Attained, o.Verdict, r.Outcomes[1].Verdict)
		}
		for _, s := range r.Statements {
			for _, trigger := range s.Triggers {
				if trigger.Holds {
					t.Errorf("%s: %v pulls", want.month, trigger)
				}
			}
		}
	}
	// Open: what is lost bounds the figure from below, the room from above.
	r := c.Result(t, "2026-02", "2026-02-20T00:00:00Z")
	o := r.Outcomes[0]
	if o.Verdict != "" || o.Ahead == nil || !o.Ahead.Best.Equal(metrics.LengthOf(42*time.Minute)) || !o.Ahead.Room.Equal(metrics.LengthOf(108*time.Second)) ||
		!o.Ahead.Worst.Equal(metrics.LengthOf(9*24*time.Hour+42*time.Minute)) {
		t.Errorf("open: %s %v %+v", o.Verdict, o.Attained, o.Ahead)
	}
	if r := c.Result(t, "2026-01", "2026-01-20T00:00:00Z"); r.Outcomes[0].Verdict != sla.Missed {
		t.Errorf("50 of 43.8 minutes are lost: %s", r.Outcomes[0].Verdict)
	}
}
