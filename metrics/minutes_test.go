package metrics_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// lostOf is what one outage of an hour's seconds loses.
func lostOf(t *testing.T, spec metrics.Availability, outages ...[2]time.Duration) metrics.Span {
	t.Helper()
	from := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	var line metrics.Timeline
	for _, o := range outages {
		check(line.Add(metrics.Interval{From: from.Add(o[0]), To: from.Add(o[1])}))
	}
	spec.Of, spec.NoData = "x", metrics.NoDataExclude
	u := must(must(spec.Pipeline()).Measure(&line, metrics.Look{From: from, To: from.Add(time.Hour)}))
	d, _ := u.Lost.Duration()
	return metrics.SpanOf(d)
}

// TestMinutesOfTheClock holds each rounding against runs at and beside the edges
// of the minutes of the clock.
func TestMinutesOfTheClock(t *testing.T) {
	const s, m = time.Second, time.Minute
	for _, c := range []struct {
		from, to              time.Duration
		clock, whole, started metrics.Span
	}{
		{30 * s, 2*m + 30*s, "1m", "2m", "2m"},
		{0, m, "1m", "1m", "1m"},
		{0, m - 1, "0s", "0s", "1m"},
		{1, m, "0s", "0s", "1m"},
		{1, m + 1, "0s", "1m", "1m"},
		{1, 2 * m, "1m", "1m", "2m"},
		{m - 1, 2*m + 1, "1m", "1m", "2m"},
		{59 * s, 61 * s, "0s", "0s", "1m"},
		{0, 3*m - 1, "2m", "2m", "3m"},
		{-30 * s, 90 * s, "1m", "1m30s", "1m30s"}, // the minute before the period is not of it
	} {
		for policy, want := range map[metrics.Minutes]metrics.Span{metrics.ClockMinutes: c.clock, metrics.WholeMinutes: c.whole, metrics.StartedMinutes: c.started} {
			if got := lostOf(t, metrics.Availability{Minutes: policy}, [2]time.Duration{c.from, c.to}); got != want {
				t.Errorf("%v to %v in %s minutes: %s, want %s", c.from, c.to, policy, got, want)
			}
		}
	}
	// Two outages that touch are one run; with a second between they are two.
	if got := lostOf(t, metrics.Availability{Minutes: metrics.ClockMinutes}, [2]time.Duration{0, 30 * s}, [2]time.Duration{30 * s, m}); got != "1m" {
		t.Errorf("two that touch: %s", got)
	}
	if got := lostOf(t, metrics.Availability{Minutes: metrics.ClockMinutes}, [2]time.Duration{0, 30 * s}, [2]time.Duration{31 * s, m}); got != "0s" {
		t.Errorf("two apart: %s", got)
	}
}

// TestShortOutagesHaveAStatedSide asks about an outage of a minute, a nanosecond
// less and a nanosecond more.
func TestShortOutagesHaveAStatedSide(t *testing.T) {
	const m = time.Minute
	for _, c := range []struct {
		spec             metrics.Availability
		less, same, more metrics.Span
	}{
		{metrics.Availability{Ignore: "under 1m"}, "0s", "1m", "1m1ns"},
		{metrics.Availability{IgnoreUnder: "1m"}, "0s", "1m", "1m1ns"},
		{metrics.Availability{Ignore: "up to 1m"}, "0s", "0s", "1m1ns"},
		{metrics.Availability{}, "59s999ms999us999ns", "1m", "1m1ns"},
	} {
		for length, want := range map[time.Duration]metrics.Span{m - 1: c.less, m: c.same, m + 1: c.more} {
			if got := lostOf(t, c.spec, [2]time.Duration{m, m + length}); got != want {
				t.Errorf("%q%q of %v: %s, want %s", c.spec.Ignore, c.spec.IgnoreUnder, length, got, want)
			}
		}
	}
	for _, text := range []string{"1m", "over 1m", "up 1m", "up to", "under", "under -1m", "up to 1", "upto 1m"} {
		if err := metrics.Check(metrics.Availability{Of: "x", NoData: metrics.NoDataGood, Ignore: text}); err == nil {
			t.Errorf("%q is read", text)
		}
	}
	if err := metrics.Check(metrics.Availability{Of: "x", NoData: metrics.NoDataGood, Ignore: "under 1m", IgnoreUnder: "1m"}); err == nil {
		t.Error("both are read")
	}
}
