package field_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/internal/field"
	"github.com/upheld/upheld/sla"
)

// Both feeds are down for 70 minutes twice, and on 25 June one holds. Each time is
// 3% and one full hour, 3%: 12% of 2000.00. Added up first, 140 minutes would be
// two hours, and 9% with one start.
func TestEachTimeBothFeedsAreDown(t *testing.T) {
	r := field.Open(t, "metrics-21-both-feeds-down-each-time").Result(t, "2026-06", "2026-07-05T00:00:00Z")
	if got, want := owing(r.Statement()), "power  240.00 USD; total 240.00 USD"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	o, _ := r.Outcome("power")
	if len(o.Failures) != 2 || o.Failures[0].Lost != 70*time.Minute || o.Failures[1].Lost != 70*time.Minute {
		t.Errorf("failures %+v, want two of 70 minutes", o.Failures)
	}
}

// Outages a and b of 10 June overlap and are one failure, from 10:00 to 11:30; c,
// from 31 May 20:00 to 1 June 08:00, is one of May. So there are two in all, and
// means of repairs are over these.
func TestOutageOverTheMonthBorder(t *testing.T) {
	c := field.Open(t, "metrics-41-outage-over-the-month-border")
	for _, want := range []struct{ period, objective, attained string }{
		{"2026-05", "failures", "1"},
		{"2026-06", "failures", "1"},
		{"2026-05", "mttr", ""},
		{"2026-06", "mttr", "6h45m"},          // 90 min and 12 h
		{"2026-06", "mttr-reported", "6h35m"}, // ticketed 10:20, 70 min; and 12 h
		{"2026-06", "mtbf", "710h30m"},        // 720 h less 8 h less 90 min
	} {
		o, _ := c.Result(t, want.period, "2026-07-05T00:00:00Z").Outcome(want.objective)
		if got := o.Attained.String(); got != want.attained {
			t.Errorf("%s %s: %s, want %s", want.period, want.objective, got, want.attained)
		}
	}
	sum, number := int64(0), 0
	for _, o := range c.Result(t, "2026-05-01/2026-07-01", "2026-07-05T00:00:00Z").Outcomes {
		if o.Objective == "failures" && o.Reason != sla.SumOfPeriods {
			sum, number = sum+o.Total, number+1
		}
	}
	if all, _ := c.Result(t, "2026-05-01/2026-07-01", "2026-07-05T00:00:00Z").Outcome("failures"); all.Total != 2 || sum != 2 || number != 2 {
		t.Errorf("%d failures in all, %d in %d months; want 2 in both", all.Total, sum, number)
	}
}
