package metrics_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// A gap is how far a figure lies within a limit, below 0 beyond it; of two edges
// the nearer counts.
func TestTheNearerEdgeIsTheGap(t *testing.T) {
	number := func(n, d int64) metrics.Figure { return metrics.NumberOf(big.NewRat(n, d)) }
	for _, c := range []struct {
		bound  metrics.Bound
		figure metrics.Figure
		gap    *big.Rat // lengths in seconds
	}{
		{"15 to 30", number(16, 1), big.NewRat(1, 1)},
		{"15 to 30", number(28, 1), big.NewRat(2, 1)},
		{"15 to 30", number(45, 2), big.NewRat(15, 2)}, // in the middle
		{"15 to 30", number(15, 1), new(big.Rat)},
		{"15 to 30", number(30, 1), new(big.Rat)},
		{"15 to 30", number(10, 1), big.NewRat(-5, 1)},
		{"15 to 30", number(33, 1), big.NewRat(-3, 1)},
		{"15 to below 30", number(30, 1), new(big.Rat)}, // a miss
		{"98% to 99.9%", metrics.ShareOf(985, 1000), big.NewRat(5, 1000)},
		{"98% to 99.9%", metrics.ShareOf(998, 1000), big.NewRat(1, 1000)},
		{"98% to 99.9%", metrics.ShareOf(1000, 1000), big.NewRat(-1, 1000)},
		{"1h to 4h", metrics.LengthOf(90 * time.Minute), big.NewRat(1800, 1)},
		{"1h to 4h", metrics.LengthOf(3 * time.Hour), big.NewRat(3600, 1)},
		{"1h to 4h", metrics.LengthOf(5 * time.Hour), big.NewRat(-3600, 1)},
		{"at least 15", number(20, 1), big.NewRat(5, 1)},
		{"at least 15", number(10, 1), big.NewRat(-5, 1)},
		{"at most 15", number(20, 1), big.NewRat(-5, 1)},
		{"at most 15", number(10, 1), big.NewRat(5, 1)},
	} {
		limit, err := c.bound.Parse()
		if err != nil {
			t.Fatal(err)
		}
		gap := limit.Gap(c.figure).Rat()
		if gap == nil || gap.Cmp(c.gap) != 0 {
			t.Errorf("%v against %s: %v, want %v", c.figure, c.bound, gap, c.gap)
		}
		if c.figure.Kind() != metrics.ShareFigure {
			if margin := limit.Margin(c.figure).Rat(); margin == nil || margin.Cmp(c.gap) != 0 {
				t.Errorf("%v against %s: a margin of %v, want the gap %v", c.figure, c.bound, margin, c.gap)
			}
			continue
		}
		// The margin of a share is in the items that it was counted out of.
		if margin := limit.Margin(c.figure).Rat(); margin == nil || margin.Cmp(new(big.Rat).Mul(c.gap, big.NewRat(1000, 1))) != 0 {
			t.Errorf("%v against %s: a margin of %v items, want 1000 times %v", c.figure, c.bound, margin, c.gap)
		}
	}
	limit, _ := metrics.Bound("15 to 30").Parse()
	if gap := limit.Gap(metrics.LengthOf(time.Hour)); gap.IsValid() {
		t.Errorf("a length against numbers: %v", gap)
	}
}
