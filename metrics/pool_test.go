package metrics_test

import (
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// Pooled by hand: the good parts over the totals, and never the mean of the shares.
func TestPoolOf(t *testing.T) {
	weighted := func(text string) metrics.Figure { // a share whose good part is a fraction
		var f metrics.Figure
		if err := f.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		return f
	}
	none := metrics.Figure{}
	for _, c := range []struct {
		name string
		of   []metrics.Figure
		want string
	}{
		{"nothing", nil, ""},
		{"a single share", []metrics.Figure{metrics.ShareOf(2, 4)}, "2 of 4"},
		{"shares of items", []metrics.Figure{metrics.ShareOf(1, 2), metrics.ShareOf(1, 8)}, "2 of 10"},
		{"shares of time", []metrics.Figure{metrics.TimeShareOf(time.Hour, 2*time.Hour), metrics.TimeShareOf(0, time.Hour)}, "1h of 3h"},
		{"fractions of items", []metrics.Figure{weighted("1/3 of 1"), weighted("7/6 of 2")}, "1.5 of 3"},
		{"fractions that come out whole", []metrics.Figure{weighted("1/3 of 1"), weighted("2/3 of 1")}, "1 of 2"},
		{"items and time", []metrics.Figure{metrics.ShareOf(1, 2), metrics.TimeShareOf(0, time.Hour)}, ""},
		{"a figure without a value", []metrics.Figure{metrics.ShareOf(1, 2), none}, ""},
		{"the first without a value", []metrics.Figure{none, metrics.ShareOf(1, 2)}, ""},
		{"a length", []metrics.Figure{metrics.LengthOf(time.Hour)}, ""},
		{"a number", []metrics.Figure{metrics.NumberOf(big.NewRat(1, 2))}, ""},
		{"the largest total", []metrics.Figure{metrics.ShareOf(1, math.MaxInt64-1), metrics.ShareOf(1, 1)}, "2 of 9223372036854775807"},
		{"a total too large", []metrics.Figure{metrics.ShareOf(1, math.MaxInt64), metrics.ShareOf(1, 1)}, ""},
	} {
		text, err := metrics.PoolOf(c.of...).MarshalText()
		if err != nil || string(text) != c.want {
			t.Errorf("%s: %q, want %q", c.name, text, c.want)
		}
	}
	if _, total, ok := weighted("7/6 of 2").Parts(); ok || total != 2 {
		t.Errorf("the parts of 7/6 of 2: a total of %d, %v", total, ok)
	}
}

// The good parts may add up to more than an int64 if a ratio counts more good than total.
func TestPoolOfMoreGoodThanFits(t *testing.T) {
	f := metrics.PoolOf(metrics.ShareOf(math.MaxInt64, 1), metrics.ShareOf(1, 1))
	want := new(big.Rat).SetFrac(new(big.Int).Lsh(big.NewInt(1), 62), big.NewInt(1))
	if got := f.Rat(); got == nil || got.Cmp(want) != 0 {
		t.Errorf("%v, want %v", got, want)
	}
}
