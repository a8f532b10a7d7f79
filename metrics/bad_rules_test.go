package metrics_test

import (
	"errors"
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// A composition that cannot be computed is an error of the part that is wrong.
func TestBadCompositions(t *testing.T) {
	each := metrics.Availability{NoData: metrics.NoDataBad}
	many := func(n int) (names []string) {
		for i := range n {
			names = append(names, fmt.Sprint("p", i))
		}
		return names
	}
	for _, c := range []struct {
		name string
		m    metrics.Composed
		want string
	}{
		{"two parts", metrics.Composed{Series: []string{"a", "b"}, Each: each}, ""},
		{"as many as may be", metrics.Composed{Series: many(100), Each: each}, ""},
		{"one more", metrics.Composed{Series: many(101), Each: each}, "series out of range"},
		{"a part twice", metrics.Composed{Series: []string{"a", "a"}, Each: each}, `series[1] conflict`},
		{"a part without a name", metrics.Composed{Parallel: []string{"a", ""}, Each: each}, `parallel[1] missing`},
		{"both ways", metrics.Composed{Series: []string{"a"}, Parallel: []string{"b"}, Each: each}, "parallel conflict"},
		{"weights and series", metrics.Composed{Series: []string{"a"}, Weighted: map[string]metrics.Percent{"b": "100%"}, Each: each}, "weighted conflict"},
		{"no way", metrics.Composed{Each: each}, " missing"},
		{"all of them", metrics.Composed{Parallel: []string{"a", "b"}, AtLeast: 2, Each: each}, ""},
		{"more than all", metrics.Composed{Parallel: []string{"a", "b"}, AtLeast: 3, Each: each}, "at-least out of range"},
		{"fewer than none", metrics.Composed{Parallel: []string{"a", "b"}, AtLeast: -1, Each: each}, "at-least out of range"},
		{"a subject of each", metrics.Composed{Series: []string{"a"}, Each: metrics.Availability{Of: "a", NoData: metrics.NoDataBad}}, "each.of conflict"},
		{"no rule for missing data", metrics.Composed{Series: []string{"a"}}, "each.no-data missing"},
	} {
		_, err := c.m.Rules()
		got := ""
		var field *metrics.FieldError
		if errors.As(err, &field) {
			kind := map[error]string{metrics.ErrMissing: "missing", metrics.ErrRange: "out of range", metrics.ErrConflict: "conflict"}
			for is, word := range kind {
				if errors.Is(err, is) {
					got = field.Path + " " + word
				}
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q (%v)", c.name, got, c.want, err)
		}
	}
}

// A composition measures as many timelines as it has parts.
func TestACompositionOfTooFewTimelines(t *testing.T) {
	rules, err := metrics.Composed{Series: []string{"a", "b"}, Each: metrics.Availability{NoData: metrics.NoDataBad}}.Rules()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 3} {
		if _, err := rules.Measure(make([]*metrics.Timeline, n), metrics.Look{}); !errors.Is(err, metrics.ErrConflict) {
			t.Errorf("%d timelines: %v", n, err)
		}
	}
}

// Figures of other kinds and lengths that are not positive give no burn and no budget.
func TestBurnOfWhatHasNone(t *testing.T) {
	hour, month := time.Hour, 30*24*time.Hour
	rate := metrics.NumberOf(big.NewRat(72, 5)) // 14.4
	if got := metrics.BudgetEaten(rate, hour, month); got.Rat().Cmp(big.NewRat(2, 100)) != 0 {
		t.Errorf("14.4 eats %s in an hour, want 0.02", got.Rat())
	}
	if got := metrics.BurnFactor(big.NewRat(2, 100), hour, month); got.Rat().Cmp(rate.Rat()) != 0 {
		t.Errorf("2 %% in an hour is %s, want 14.4", got.Rat())
	}
	for name, f := range map[string]metrics.Figure{
		"a share eats":      metrics.BudgetEaten(metrics.ShareOf(1, 2), hour, month),
		"of no period":      metrics.BudgetEaten(rate, hour, 0),
		"before the period": metrics.BudgetEaten(rate, hour, -1),
		"no share":          metrics.BurnFactor(nil, hour, month),
		"in no window":      metrics.BurnFactor(big.NewRat(2, 100), 0, month),
		"in less":           metrics.BurnFactor(big.NewRat(2, 100), -1, month),
	} {
		if f.IsValid() {
			t.Errorf("%s: %s", name, f)
		}
	}
}

// Counts of slices lie between 0 and the most that is counted, within the years of the
// package; both sides of each bound.
func TestBoundsOfSliceCounts(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	early := time.Date(1899, 12, 31, 23, 59, 59, 0, time.UTC)
	if _, err := metrics.NewSliceTally(0, at); !errors.Is(err, metrics.ErrRange) {
		t.Errorf("slices of no length: %v", err)
	}
	if _, err := metrics.NewSliceTally(time.Minute, early); !errors.Is(err, metrics.ErrRange) {
		t.Errorf("an anchor of 1899: %v", err)
	}
	slices, err := metrics.NewSliceTally(1, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at          time.Time
		good, total int64
		want        error
	}{
		{at, 0, 0, nil}, {at, 1, 1, nil}, {at, -1, 1, metrics.ErrRange}, {at, 2, 1, metrics.ErrRange},
		{at, 0, metrics.CountMax, nil}, {at, 0, metrics.CountMax + 1, metrics.ErrRange},
		{early, 0, 1, metrics.ErrRange}, {early.Add(time.Second), 0, 1, nil},
	} {
		if err := slices.Add(c.at, metrics.Count{Good: c.good, Total: c.total}); !errors.Is(err, c.want) {
			t.Errorf("%s, %d of %d: %v, want %v", c.at, c.good, c.total, err, c.want)
		}
	}
	var none metrics.SliceTally
	if err := none.Add(at, metrics.Count{Total: 1}); !errors.Is(err, metrics.ErrMissing) {
		t.Errorf("slices of the zero tally: %v", err)
	}
}

// A tally of failures in which as many were removed as added is as before.
func TestRemovedFailures(t *testing.T) {
	one := metrics.Reliability{Up: 9 * time.Hour, Repair: time.Hour, Failures: 1}
	two := metrics.Reliability{Up: 5 * time.Hour, Repair: 2 * time.Hour, Failures: 3}
	r := one
	r.Add(two)
	if want := (metrics.Reliability{Up: 14 * time.Hour, Repair: 3 * time.Hour, Failures: 4}); r != want {
		t.Errorf("%+v, want %+v", r, want)
	}
	merged := one
	if merged.Merge(two); merged != r {
		t.Errorf("merged %+v, added %+v", merged, r)
	}
	if r.Remove(two); r != one {
		t.Errorf("%+v, want %+v", r, one)
	}
}
