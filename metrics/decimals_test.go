package metrics_test

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
)

// A decimal meets a limit when the number does that it writes.
func lawDecimals(r *tape.Reader) error {
	draw := func() decimal.Decimal {
		return decimal.New(r.Int64(tape.Pick(r, int64(40), 1<<62))-tape.Pick(r, int64(0), 20, 1<<61), int32(r.Int(24))-20)
	}
	low, high, d := draw(), draw(), draw()
	if low.GreaterThan(high) {
		low, high = high, low
	}
	if r.Int(3) == 0 {
		d = tape.Pick(r, low, high)
	}
	for _, text := range []string{
		"at least " + exact.Text(low), "over " + exact.Text(low), "at most " + exact.Text(low), "below " + exact.Text(low),
		exact.Text(low) + " to " + exact.Text(high), "99%", "at most 3h",
	} {
		limit, err := metrics.Bound(text).Parse()
		if err != nil {
			continue // too many places for a bound
		}
		if got, want := limit.MeetsDecimal(d), limit.Meets(metrics.NumberOf(exact.FromDecimal(d))); got != want {
			return fmt.Errorf("%s against %s: %v, want %v", d, text, got, want)
		}
	}
	return nil
}

func TestDecimalsAreHeldAgainstLimits(t *testing.T) { tape.Check(t, lawDecimals) }
