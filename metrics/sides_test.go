package metrics_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// What lies on a bound meets it unless the bound is strict.
func TestAStrictBoundIsNotMetOnItself(t *testing.T) {
	for _, c := range []struct {
		bound metrics.Bound
		value int64 // hundredths
		met   bool
	}{
		{"at least 15", 1499, false}, {"at least 15", 1500, true}, {"at least 15", 1501, true},
		{"over 15", 1499, false}, {"over 15", 1500, false}, {"over 15", 1501, true},
		{"at most 15", 1499, true}, {"at most 15", 1500, true}, {"at most 15", 1501, false},
		{"below 15", 1499, true}, {"below 15", 1500, false}, {"below 15", 1501, false},
		{"15 to 30", 1499, false}, {"15 to 30", 1500, true}, {"15 to 30", 3000, true}, {"15 to 30", 3001, false},
		{"15 to below 30", 1500, true}, {"15 to below 30", 2999, true}, {"15 to below 30", 3000, false},
	} {
		limit, err := c.bound.Parse()
		if err != nil {
			t.Fatal(err)
		}
		if got := limit.Meets(metrics.NumberOf(big.NewRat(c.value, 100))); got != c.met {
			t.Errorf("%d hundredths, %s: %v", c.value, c.bound, got)
		}
	}
}

// A share is printed rounded toward the side on which it would be missed: up under
// a maximum, down over a minimum, between two edges toward the nearer one.
func TestAPercentageIsRoundedTowardAMiss(t *testing.T) {
	for _, c := range []struct {
		bound metrics.Bound
		share int64 // hundred-thousandths
		want  string
	}{
		{"at most 1%", 1004, "1.01%"}, {"at most 1%", 1000, "1.00%"}, {"at most 1%", 996, "1.00%"}, {"below 1%", 991, "1.00%"},
		{"at least 1%", 1004, "1.00%"}, {"at least 1%", 999, "0.99%"}, {"over 1%", 1009, "1.00%"},
		{"1% to 2%", 1004, "1.00%"}, {"1% to 2%", 1996, "2.00%"}, {"1% to 2%", 2001, "2.01%"}, {"1% to 2%", 999, "0.99%"},
	} {
		limit, err := c.bound.Parse()
		if err != nil {
			t.Fatal(err)
		}
		if got := limit.Percent(metrics.ShareOf(c.share, 100_000), 2); got != c.want {
			t.Errorf("%d of 100000, %s: %s, want %s", c.share, c.bound, got, c.want)
		}
	}
}

// The published example of how the methods differ: the 40th percentile of 15, 20,
// 35, 40 and 50, and the half of the same values, at whose rank 2.5 none lies.
func TestMethodsOfAPercentile(t *testing.T) {
	const second = time.Second
	for _, c := range []struct {
		method      metrics.Method
		forty, half time.Duration
	}{
		{"", 20 * second, 35 * second},
		{metrics.NearestRank, 20 * second, 35 * second},
		{metrics.Inclusive, 29 * second, 35 * second},
		{metrics.Exclusive, 26 * second, 35 * second},
		{metrics.Midpoint, 27*second + second/2, 35 * second},
	} {
		d := metrics.NewDistribution(second)
		for _, n := range []time.Duration{50, 15, 40, 20, 35} {
			d.Add(n * second)
		}
		for rank, want := range map[int64]time.Duration{40: c.forty, 50: c.half} {
			f, why := d.Percentile(big.NewRat(rank, 100), c.method, 0)
			if got, ok := f.Duration(); !ok || got != want || why != "" {
				t.Errorf("%q, %d%%: %v, want %v; %s", c.method, rank, got, want, why)
			}
		}
	}
}
