package metrics_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// Every combination of a target, a period and a unit in which the allowed
// downtime is a whole number: exactly that much is met, one unit more is
// missed. Binary floats are counted beside, to show what the exactness is for.
func TestExactlyTheAllowedDowntimeIsMet(t *testing.T) {
	day := 24 * time.Hour
	periods := []time.Duration{
		time.Hour, day, 23 * time.Hour, 25 * time.Hour, 7 * day, 28 * day, 29 * day, 30 * day, 31 * day,
		44_580 * time.Minute, 44_700 * time.Minute, 90 * day, 91 * day, 92 * day, 365 * day, 366 * day,
	}
	combinations, ratioWrong, burnWrong := 0, 0, 0
	for _, target := range []struct {
		text    metrics.Bound
		percent float64 // of the percentage, as a program would write it
	}{
		{"95%", 95}, {"97%", 97}, {"98%", 98}, {"99%", 99}, {"99.5%", 99.5}, {"99.8%", 99.8},
		{"99.9%", 99.9}, {"99.95%", 99.95}, {"99.99%", 99.99}, {"99.995%", 99.995}, {"99.999%", 99.999},
	} {
		limit := must(target.text.Parse())
		for _, period := range periods {
			for _, unit := range []time.Duration{time.Second, time.Minute, time.Hour} {
				allowed := limit.Allowance(metrics.NumberOf(big.NewRat(int64(period), int64(unit)))).Rat()
				if !allowed.IsInt() || !big.NewRat(int64(period), int64(unit)).IsInt() {
					continue
				}
				combinations++
				total, down := int64(period/unit), allowed.Num().Int64()
				if f := metrics.ShareOf(total-down, total); !limit.Meets(f) || limit.Margin(f).Rat().Sign() != 0 {
					t.Errorf("%s of %v in %v: %d down is missed", target.text, period, unit, down)
				}
				if f := metrics.ShareOf(total-down-1, total); limit.Meets(f) {
					t.Errorf("%s of %v in %v: %d down is met", target.text, period, unit, down+1)
				}
				if f := measured(t, period, time.Duration(down)*unit); !limit.Meets(f) || limit.BurnRate(f).Rat().Cmp(big.NewRat(1, 1)) != 0 {
					t.Errorf("%s of %v: %v down is %v, burning at %v", target.text, period, time.Duration(down)*unit, f, limit.BurnRate(f))
				}
				if f := measured(t, period, time.Duration(down)*unit+1); limit.Meets(f) {
					t.Errorf("%s of %v: a nanosecond more is met", target.text, period)
				}
				ratio := float64(total-down) / float64(total)
				if ratio < target.percent/100 {
					ratioWrong++
				}
				if float64(down)/float64(total)/(1-target.percent/100) > 1 {
					burnWrong++
				}
			}
		}
	}
	t.Logf("%d combinations; binary floats call %d of them missed by the ratio and %d by the burn rate", combinations, ratioWrong, burnWrong)
	if combinations < 100 || ratioWrong == 0 || burnWrong == 0 {
		t.Error("the table shows nothing")
	}
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
	// A third thrice is whole.
	third := metrics.ShareOf(1, 3)
	mean, _ := metrics.WeightedMean(metrics.Weighted{Part: third}, metrics.Weighted{Part: third}, metrics.Weighted{Part: third})
	if !mean.Equal(third) {
		t.Errorf("the mean of three thirds is %v", mean.Rat())
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
