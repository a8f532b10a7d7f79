package metrics_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// TestGapAndMarginOfTwoSides asks on both sides of the middle of a range: the
// nearer edge counts, and beyond an edge the gap is negative.
func TestGapAndMarginOfTwoSides(t *testing.T) {
	share := func(n int64) metrics.Figure { return metrics.ShareOf(n, 1000) }
	number := func(n, d int64) metrics.Figure { return metrics.NumberOf(big.NewRat(n, d)) }
	length := metrics.LengthOf
	const h = time.Hour
	for _, c := range []struct {
		bound       metrics.Bound
		f           metrics.Figure
		gap, margin metrics.Figure
	}{
		{"90% to 96%", share(920), number(2, 100), number(20, 1)},
		{"90% to 96%", share(950), number(1, 100), number(10, 1)},
		{"90% to 96%", share(930), number(3, 100), number(30, 1)},
		{"90% to 96%", share(890), number(-1, 100), number(-10, 1)},
		{"90% to 96%", share(980), number(-2, 100), number(-20, 1)},
		{"exactly 95%", share(950), number(0, 1), number(0, 1)},
		{"exactly 95%", share(949), number(-1, 1000), number(-1, 1)},
		{"exactly 95%", share(951), number(-1, 1000), number(-1, 1)},
		{"2h to 10h", length(3 * h), length(h), length(h)},
		{"2h to 10h", length(9 * h), length(h), length(h)},
		{"2h to 10h", length(h), length(-h), length(-h)},
		{"2h to 10h", length(12 * h), length(-2 * h), length(-2 * h)},
		{"over 15 to below 30", number(16, 1), number(1, 1), number(1, 1)},
		{"over 15 to below 30", number(28, 1), number(2, 1), number(2, 1)},
		{"over 15 to below 30", number(30, 1), number(0, 1), number(0, 1)},
		{"90% to 96%", metrics.TimeShareOf(95*h, 100*h), number(1, 100), length(h)},
		{"90% to 96%", metrics.TimeShareOf(91*h, 100*h), number(1, 100), length(h)},
	} {
		l := must(c.bound.Parse())
		if gap := l.Gap(c.f); !gap.Equal(c.gap) {
			t.Errorf("the gap of %v to %q is %v, want %v", c.f, c.bound, gap, c.gap)
		}
		if margin := l.Margin(c.f); !margin.Equal(c.margin) {
			t.Errorf("the margin of %v to %q is %v, want %v", c.f, c.bound, margin, c.margin)
		}
	}
}

// TestPercentOfTwoSidesNeverPrintsAMissAsMet rounds toward the nearer edge.
func TestPercentOfTwoSidesNeverPrintsAMissAsMet(t *testing.T) {
	l := must(metrics.Bound("over 2% to 3%").Parse())
	for _, c := range []struct {
		n    int64 // of 100000
		want string
	}{{1999, "1.9%"}, {2001, "2.0%"}, {2999, "3.0%"}, {3001, "3.1%"}} {
		if got := l.Percent(metrics.ShareOf(c.n, 100_000), 1); got != c.want {
			t.Errorf("%d of 100000 prints as %s, want %s", c.n, got, c.want)
		}
	}
}
