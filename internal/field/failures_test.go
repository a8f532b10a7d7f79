package field_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/internal/field"
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
