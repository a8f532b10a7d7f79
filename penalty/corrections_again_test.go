package penalty_test

import (
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/penalty"
)

// A second correction of a credit that the first one found, as CORRECTIONS.md tells
// it: the claim window that the first opened holds for what the second changes.
func TestASecondCorrection(t *testing.T) {
	const claim = "30 days after month end"
	day := func(m time.Month, d int) date.Date { return date.New(2026, m, d) }
	for _, c := range []struct {
		now     string
		claimed []date.Date
		state   penalty.LineState // of the second correction's line on 20 August
		has     string            // what the customer has on 1 October
	}{
		{"100.00", []date.Date{day(time.August, 25)}, penalty.Lowered, "100.00 EUR"},
		{"100.00", []date.Date{day(time.August, 1)}, penalty.Reversed, "100.00 EUR"},
		{"100.00", nil, penalty.Lowered, "0.00 EUR"},
		{"0.00", []date.Date{day(time.August, 1)}, penalty.Reversed, "0.00 EUR"},
		{"400.00", []date.Date{day(time.August, 1)}, penalty.Issued, "400.00 EUR"},
		{"400.00", []date.Date{day(time.August, 25)}, penalty.Claimable, "400.00 EUR"},
	} {
		first, second, third := march2026(t, "0.00", claim), march2026(t, "300.00", claim), march2026(t, c.now, claim)
		fix := first.Corrected(second, day(time.July, 10))
		if fix.Lines[0].State == penalty.Claimable {
			second.Lines[0].ClaimBy = fix.Lines[0].ClaimBy
		}
		again := second.Corrected(third, day(time.August, 20), c.claimed...)
		if got := again.Lines[0].State; got != c.state {
			t.Errorf("to %s, claimed %v: %s, want %s", c.now, c.claimed, got, c.state)
		}
		end := day(time.October, 1)
		if got := penalty.AccountOf(first.On(end, c.claimed...), fix.On(end, c.claimed...), again.On(end, c.claimed...)).Outstanding.String(); got != c.has {
			t.Errorf("to %s, claimed %v: the customer has %s, want %s", c.now, c.claimed, got, c.has)
		}
	}
}
