package metrics_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// boundary is a target, a period and a unit in which the allowed downtime is a
// whole number.
type boundary struct {
	target      metrics.Bound
	percent     float64 // of the target, as a program would write it
	period      time.Duration
	unit        time.Duration
	total, down int64 // of units: in the period, and allowed
}

func boundaries() []boundary {
	day := 24 * time.Hour
	periods := []time.Duration{
		time.Hour, day, 23 * time.Hour, 25 * time.Hour, 7 * day, 28 * day, 29 * day, 30 * day, 31 * day,
		44_580 * time.Minute, 44_700 * time.Minute, 90 * day, 91 * day, 92 * day, 365 * day, 366 * day,
	}
	var all []boundary
	for _, target := range []struct {
		text    metrics.Bound
		percent float64
	}{
		{"90%", 90}, {"95%", 95}, {"97%", 97}, {"98%", 98}, {"99%", 99}, {"99.25%", 99.25}, {"99.5%", 99.5}, {"99.7%", 99.7}, {"99.8%", 99.8},
		{"99.9%", 99.9}, {"99.95%", 99.95}, {"99.98%", 99.98}, {"99.99%", 99.99}, {"99.995%", 99.995}, {"99.999%", 99.999},
	} {
		limit := must(target.text.Parse())
		for _, period := range periods {
			for _, unit := range []time.Duration{time.Millisecond, time.Second, time.Minute, time.Hour} {
				total := big.NewRat(int64(period), int64(unit))
				allowed := limit.Allowance(metrics.NumberOf(total)).Rat()
				if allowed.IsInt() && total.IsInt() {
					all = append(all, boundary{target.text, target.percent, period, unit, total.Num().Int64(), allowed.Num().Int64()})
				}
			}
		}
	}
	return all
}

// With exactly the allowed downtime a target is met; one unit more, or one
// nanosecond, and it is missed; a nanosecond less and there is that much left.
func TestExactlyTheAllowedDowntimeIsMet(t *testing.T) {
	all := boundaries()
	if len(all) < 100 {
		t.Fatalf("%d combinations", len(all))
	}
	for _, b := range all {
		limit := must(b.target.Parse())
		down := time.Duration(b.down) * b.unit
		if f := metrics.ShareOf(b.total-b.down, b.total); !limit.Meets(f) || limit.Margin(f).Rat().Sign() != 0 {
			t.Errorf("%s of %v in %v: %d down is missed", b.target, b.period, b.unit, b.down)
		}
		if f := metrics.ShareOf(b.total-b.down-1, b.total); limit.Meets(f) {
			t.Errorf("%s of %v in %v: %d down is met", b.target, b.period, b.unit, b.down+1)
		}
		if f := measured(t, b.period, down); !limit.Meets(f) || limit.BurnRate(f).Rat().Cmp(big.NewRat(1, 1)) != 0 {
			t.Errorf("%s of %v: %v down is %v, burning at %v", b.target, b.period, down, f, limit.BurnRate(f))
		}
		if f := measured(t, b.period, down+1); limit.Meets(f) {
			t.Errorf("%s of %v: a nanosecond more is met", b.target, b.period)
		}
		if f := measured(t, b.period, down-1); !limit.Meets(f) || !limit.Margin(f).Equal(metrics.LengthOf(1)) {
			t.Errorf("%s of %v: with a nanosecond less %v is left", b.target, b.period, limit.Margin(f))
		}
	}
}

// Where the allowed downtime is a whole number of milliseconds, seconds, minutes
// or hours, a service can be down for exactly that long, and has met its target.
// In binary floats the answer depends on how one asks: whether the share that
// was up is below the target, whether the bad share over the tolerated one (the
// burn rate) exceeds 1, as fractions or in percent, or whether the downtime
// exceeds what is allowed. This package is right in all cases, however asked.
func Example_exactlyTheAllowedDowntime() {
	ways := []struct {
		name   string
		missed func(percent, down, total float64) bool
	}{
		{"share", func(p, down, total float64) bool { return (total-down)/total < p/100 }},
		{"burn", func(p, down, total float64) bool { return down/total/(1-p/100) > 1 }},
		{"burn in %", func(p, down, total float64) bool { return down/total*100/(100-p) > 1 }},
		{"allowance", func(p, down, total float64) bool { return down > total*(1-p/100) }},
	}
	fmt.Print("target   cases")
	for _, way := range ways {
		fmt.Printf("  %9s", way.name)
	}
	fmt.Println("   wrong somehow")
	var cases, wrong [2]int // of the target, of all
	var by [2][4]int
	row := func(target string, i int) {
		fmt.Printf("%-8s %5d", target, cases[i])
		for _, n := range by[i] {
			fmt.Printf("  %9d", n)
		}
		fmt.Printf("  %3d, %3d%%\n", wrong[i], 100*wrong[i]/cases[i])
	}
	list := boundaries()
	for i, b := range list {
		somehow := 0
		for w, way := range ways {
			if way.missed(b.percent, float64(b.down), float64(b.total)) {
				by[0][w], by[1][w], somehow = by[0][w]+1, by[1][w]+1, 1
			}
		}
		cases, wrong = [2]int{cases[0] + 1, cases[1] + 1}, [2]int{wrong[0] + somehow, wrong[1] + somehow}
		if i+1 == len(list) || list[i+1].target != b.target {
			row(string(b.target), 0)
			cases[0], wrong[0], by[0] = 0, 0, [4]int{}
		}
	}
	row("all", 1)
	// Output:
	// target   cases      share       burn  burn in %  allowance   wrong somehow
	// 90%         51          0         51          0         51   51, 100%
	// 95%         51          0          0          0          0    0,   0%
	// 97%         37          0          0          0          0    0,   0%
	// 98%         37          0          0          0          0    0,   0%
	// 99%         37          0          0          0          0    0,   0%
	// 99.25%      35          0         35          0         35   35, 100%
	// 99.5%       35          0          0          0          0    0,   0%
	// 99.7%       21          0          0         21          0   21, 100%
	// 99.8%       22          0          0          0          0    0,   0%
	// 99.9%       21         21         21         21         21   21, 100%
	// 99.95%      21          0         21         21         21   21, 100%
	// 99.98%      17          0         17         17         17   17, 100%
	// 99.99%      17          0          0          0          0    0,   0%
	// 99.995%     16          0         16         16         16   16, 100%
	// 99.999%     16          0          0          0          0    0,   0%
	// all        434         21        161         96        161  182,  41%
}

func measured(t *testing.T, period, down time.Duration) metrics.Figure {
	t.Helper()
	var line metrics.Timeline
	if down > 0 {
		check(line.Add(metrics.Interval{From: cellAt(0), To: cellAt(0).Add(down)}))
	}
	p := must(metrics.Availability{Of: "service", NoData: metrics.NoDataExclude}.Pipeline())
	return must(p.Measure(&line, metrics.Look{From: cellAt(0), To: cellAt(0).Add(period)})).Attained
}

// One nanosecond lost in a year is not 100 %, in any notation.
func TestNothingIsRoundedUpToWhole(t *testing.T) {
	f := measured(t, 366*24*time.Hour, 1)
	whole := must(metrics.Bound("100%").Parse())
	if whole.Meets(f) || f.Percent(18) == "100.000000000000000000%" || f.String() == "100%" {
		t.Errorf("%v of a year less a nanosecond", f)
	}
}

func TestPercentNeverPrintsAMissAsMet(t *testing.T) {
	for _, c := range []struct {
		good, total int64
		places      int
		want        string
	}{
		{9989, 10000, 1, "99.8%"}, {9990, 10000, 1, "99.9%"}, {99999, 100000, 2, "99.99%"}, {1, 1, 2, "100.00%"},
		{0, 7, 0, "0%"}, {1, 3, -4, "33%"}, {1, 3, 99, "33.333333333333333333%"},
	} {
		if got := metrics.ShareOf(c.good, c.total).Percent(c.places); got != c.want {
			t.Errorf("%d of %d in %d places: %s, want %s", c.good, c.total, c.places, got, c.want)
		}
	}
}

func TestRoundingOnlyWhereAsked(t *testing.T) {
	f := metrics.ShareOf(98_949, 100_000)
	for _, c := range []struct {
		r    metrics.Rounding
		want string
	}{
		{metrics.Rounding{Places: 1}, "98.9%"}, {metrics.Rounding{Places: 1, Mode: metrics.RoundUp}, "99%"},
		{metrics.Rounding{Places: 2, Mode: metrics.HalfEven}, "98.95%"}, {metrics.Rounding{Places: 2, Mode: metrics.RoundDown}, "98.94%"},
	} {
		if got := fmt.Sprint(f.Round(c.r)); got != c.want {
			t.Errorf("%+v: %s, want %s", c.r, got, c.want)
		}
	}
	if d, ok := metrics.LengthOf(1500 * time.Millisecond).Round(metrics.Rounding{}).Duration(); !ok || d != 2*time.Second {
		t.Errorf("a length rounds to %v", d)
	}
}
