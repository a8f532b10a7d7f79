package field_test

import (
	"testing"

	"github.com/upheld/upheld/internal/field"
	"github.com/upheld/upheld/penalty"
)

// A thirtieth of the month's fee of 900.00 for each day with more than a minute of
// outage: 3 June has exactly a minute, 5 June two outages, 9 and 10 June share one.
func TestAMonthsFeeForEachDay(t *testing.T) {
	r := field.Open(t, "metrics-14-a-day-with-an-outage-over-a-minute").Result(t, "2026-06", "2026-07-01T12:00:00Z")
	days, total := map[int]string{}, penalty.AccountOf(r.Statements...).Credited.String()
	for _, s := range r.Statements {
		if len(s.Problems) > 0 {
			t.Errorf("%s: %v", s.From, s.Problems)
		}
		if s.Total.Sign() != 0 {
			days[s.From.Day()] = s.Total.String()
		}
	}
	if len(days) != 3 || days[5] != "30.00 USD" || days[9] != "30.00 USD" || days[10] != "30.00 USD" || total != "90.00 USD" {
		t.Errorf("%v, in all %s", days, total)
	}
}

// 12,000.00 billed for the year are 1,000.00 a month, of which June owes 10%.
// Without the word nothing is worked out, and the statement names the key.
func TestAFeePaidForTheYear(t *testing.T) {
	const folder = "metrics-35-fee-paid-for-the-year"
	s := field.Open(t, folder).Result(t, "2026-06", "2026-07-01T00:00:00Z").Statement()
	if s.Total.String() != "100.00 USD" || len(s.Problems) > 0 {
		t.Errorf("%s %v", s.Total, s.Problems)
	}
	s = field.Open(t, folder, "without-charges.yaml", "facts.json").Result(t, "2026-06", "2026-07-01T00:00:00Z").Statement()
	if s.Total.Sign() != 0 || s.Lines[0].State != penalty.Undetermined || len(s.Problems) != 1 || s.Problems[0].Code != penalty.ChargePeriod || s.Problems[0].Path != "charges" {
		t.Errorf("%s %v %v", s.Total, s.Lines[0].State, s.Problems)
	}
}
