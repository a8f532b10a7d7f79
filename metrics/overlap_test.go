package metrics_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// TestOverlap puts partial outages of 100 hours side by side, over one another
// and beyond the whole, by each policy.
func TestOverlap(t *testing.T) {
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	at := func(h int) time.Time { return from.Add(time.Duration(h) * time.Hour) }
	out := func(a, b int, cause string, share metrics.Percent) metrics.Interval {
		return metrics.Interval{From: at(a), To: at(b), Cause: cause, Affected: share}
	}
	for _, c := range []struct {
		name       string
		facts      []metrics.Interval
		worst, add string // what is lost
		mattered   bool
	}{
		{"one", []metrics.Interval{out(0, 10, "a", "30%")}, "3h", "3h", false},
		{"touching", []metrics.Interval{out(0, 10, "a", "30%"), out(10, 20, "b", "50%")}, "8h", "8h", false},
		{"in part", []metrics.Interval{out(0, 10, "a", "30%"), out(5, 15, "b", "50%")}, "6h30m", "8h", true},
		{"the same twice", []metrics.Interval{out(0, 10, "a", "30%"), out(5, 15, "a", "30%")}, "4h30m", "4h30m", false},
		{"thirds", []metrics.Interval{out(0, 3, "a", "1 in 3"), out(0, 3, "b", "1 in 3"), out(0, 3, "c", "1 in 3")}, "1h", "3h", true},
		{"just below the whole", []metrics.Interval{out(0, 10, "a", "50%"), out(0, 10, "b", "49%")}, "5h", "9h54m", true},
		{"beyond the whole", []metrics.Interval{out(0, 10, "a", "60%"), out(0, 10, "b", "60%")}, "6h", "10h", true},
		{"under a whole one", []metrics.Interval{out(0, 10, "a", ""), out(0, 10, "b", "60%"), out(0, 10, "c", "10%")}, "10h", "10h", false},
		{"long denominators", []metrics.Interval{out(0, 1, "a", "1 in 999999937"), out(0, 1, "b", "1 in 999999929"), out(0, 1, "c", "999999892 in 999999893")}, "", "1h", true},
	} {
		for policy, want := range map[metrics.Overlap]string{"": c.worst, metrics.OverlapWorst: c.worst, metrics.OverlapAdd: c.add} {
			if want == "" {
				continue
			}
			var line metrics.Timeline
			for _, f := range c.facts {
				check(line.Add(f))
			}
			p := must(metrics.Availability{Of: "x", NoData: metrics.NoDataExclude, Overlap: policy}.Pipeline())
			u := must(p.Measure(&line, metrics.Look{From: from, To: at(100)}))
			if u.Lost.String() != want || u.Overlapped != (c.mattered && policy == "") {
				t.Errorf("%s by %q: lost %v, overlapped %t; want %s, %t", c.name, policy, u.Lost, u.Overlapped, want, c.mattered)
			}
		}
	}
	if err := metrics.Check(metrics.Availability{Of: "x", NoData: metrics.NoDataExclude, Overlap: "sum"}); err == nil {
		t.Error("an unknown policy is accepted")
	}
}

// TestSumsBeyondTheirDenominatorAreRoundedUp: two shares whose common
// denominator is beyond 10^18 lose at least what they lose exactly.
func TestSumsBeyondTheirDenominatorAreRoundedUp(t *testing.T) {
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	var line metrics.Timeline
	exact := new(big.Rat)
	for i, share := range []metrics.Percent{"1 in 999999937", "1 in 999999929", "1 in 999999893"} {
		check(line.Add(metrics.Interval{From: from, To: from.Add(time.Hour), Cause: string(rune('a' + i)), Affected: share}))
		exact.Add(exact, must(share.Parse()))
	}
	exact.Mul(exact, big.NewRat(int64(time.Hour/time.Second), 1))
	p := must(metrics.Availability{Of: "x", NoData: metrics.NoDataExclude, Overlap: metrics.OverlapAdd}.Pipeline())
	u := must(p.Measure(&line, metrics.Look{From: from, To: from.Add(time.Hour)}))
	over := u.Lost.Rat()
	if over.Sub(over, exact); over.Sign() < 0 || over.Cmp(big.NewRat(1, 10_000_000_000_000)) > 0 {
		t.Errorf("lost %v more than %v", over.FloatString(30), exact.FloatString(30))
	}
}
