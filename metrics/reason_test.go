package metrics_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
)

// Nothing measured is never 0 and never 100 %.
func TestWhereThereIsNoFigureThereIsAReason(t *testing.T) {
	expect := func(what string, f metrics.Figure, why, want metrics.Reason) {
		t.Helper()
		if f.IsValid() || why != want {
			t.Errorf("%s: %v because of %q, want %q", what, f, why, want)
		}
	}
	f, why := metrics.Count{}.Figure(0)
	expect("no items", f, why, metrics.NoItems)
	f, why = metrics.Hit(true).Figure(2)
	expect("one of two", f, why, metrics.BelowLeast)
	f, why = metrics.Count{Good: 2, Total: 1}.Figure(0)
	expect("two of one", f, why, metrics.MoreGoodThanAll)
	f, why = metrics.Count{Good: -1, Total: 1}.Figure(0)
	expect("less than none", f, why, metrics.MoreRemoved)

	var d metrics.Distribution
	f, why = d.Mean(0)
	expect("mean of nothing", f, why, metrics.NoItems)
	d.Remove(time.Second)
	f, why = d.Max(0)
	expect("maximum of less than nothing", f, why, metrics.MoreRemoved)
	d.Add(time.Second)
	d.Add(time.Second)
	f, why = d.Percentile(big.NewRat(1, 2), "", 2)
	expect("percentile of too few", f, why, metrics.BelowLeast)

	nps := must(metrics.Score{Of: "survey", Kind: metrics.NetPromoter}.Rules())
	var answers metrics.Samples
	f, why = nps.Score(&answers, 0)
	expect("no answers", f, why, metrics.NoItems)
	check(answers.Add(decimal.New(11, 0), 1))
	f, why = nps.Score(&answers, 0)
	expect("an answer of 11", f, why, metrics.OutOfScale)

	f, why = metrics.Reliability{Up: time.Hour}.MTTR()
	expect("no failures", f, why, metrics.NoFailures)
	f, why = metrics.Reliability{}.Availability()
	expect("no time", f, why, metrics.NothingMeasured)
	f, why = metrics.DesignSeries(metrics.ShareOf(1, 2), metrics.Figure{})
	expect("a part without a figure", f, why, metrics.PartNotMeasured)
	var total metrics.TotalTally
	f, why = total.Figure(metrics.TotalMean, 0)
	expect("mean of no samples", f, why, metrics.NoItems)
}

func TestUptimeGivesItsReason(t *testing.T) {
	day := metrics.Look{From: cellAt(0), To: cellAt(100), AsOf: cellAt(200)}
	early, closed := day, day
	early.AsOf = cellAt(0)
	closed.Open = func(func(time.Time, time.Time) bool) {}
	fill := func(steps ...func(*metrics.Timeline) error) *metrics.Timeline {
		var l metrics.Timeline
		for _, step := range steps {
			check(step(&l))
		}
		return &l
	}
	interval := func(state string, from, to int) func(*metrics.Timeline) error {
		return func(l *metrics.Timeline) error {
			return l.Add(metrics.Interval{From: cellAt(from), To: cellAt(to), State: state})
		}
	}
	window := func(l *metrics.Timeline) error {
		return l.AddWindow(metrics.Window{From: cellAt(0), To: cellAt(100), Cause: "CHG-1"})
	}
	remove := func(l *metrics.Timeline) error {
		return l.Remove(metrics.Interval{From: cellAt(0), To: cellAt(1)})
	}
	spec := metrics.Availability{Of: "x", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove, Coverage: "95%"}
	for _, c := range []struct {
		name string
		line *metrics.Timeline
		look metrics.Look
		want metrics.Reason
	}{
		{"up", fill(), day, ""},
		{"not begun", fill(), early, metrics.NotYet},
		{"closed", fill(), closed, metrics.NothingInHours},
		{"excluded", fill(window), day, metrics.AllExcluded},
		{"unknown", fill(interval("no-data", 0, 100)), day, metrics.NothingMeasured},
		{"not monitored", fill(interval("not-monitored", -5, 120)), day, metrics.NothingMeasured},
		{"unknown or excluded", fill(interval("no-data", 0, 100), window), day, metrics.AllExcluded},
		{"covered by 95 %", fill(interval("no-data", 0, 5)), day, ""},
		{"covered by 94 %", fill(interval("no-data", 0, 6)), day, metrics.BelowCoverage},
		{"less than nothing", fill(remove), day, metrics.MoreRemoved},
	} {
		u, err := must(spec.Pipeline()).Measure(c.line, c.look)
		if err != nil || u.Reason != c.want || u.Attained.IsValid() != (c.want == "") {
			t.Errorf("%s: %v because of %q, %v; want %q", c.name, u.Attained, u.Reason, err, c.want)
		}
	}
}

// Held time is no data: it counts, and it does not cover.
func TestHeldTimeDoesNotCover(t *testing.T) {
	var l metrics.Timeline
	check(l.Add(metrics.Interval{From: cellAt(50), To: cellAt(100), State: "no-data"}))
	spec := metrics.Availability{Of: "x", NoData: metrics.NoDataHoldLast, Coverage: "60%"}
	u := must(must(spec.Pipeline()).Measure(&l, metrics.Look{From: cellAt(0), To: cellAt(100)}))
	if u.Reason != metrics.BelowCoverage || u.Coverage.Percent(0) != "50%" || u.Counted != 100*cell {
		t.Errorf("%q, coverage %v, counted %v", u.Reason, u.Coverage, u.Counted)
	}
}

func TestWhatDoesNotCountIsNamed(t *testing.T) {
	var l metrics.Timeline
	check(l.Add(metrics.Interval{From: cellAt(0), To: cellAt(10), State: "flaky"}))
	check(l.Add(metrics.Interval{From: cellAt(20), To: cellAt(30), State: "wobbly"}))
	check(l.Remove(metrics.Interval{From: cellAt(20), To: cellAt(30), State: "wobbly"}))
	check(l.AddWindow(metrics.Window{From: cellAt(40), To: cellAt(50), Cause: "late", Announced: cellAt(39)}))
	check(l.AddWindow(metrics.Window{From: cellAt(40), To: cellAt(50), Cause: "never"}))
	check(l.AddWindow(metrics.Window{From: cellAt(60), To: cellAt(70), Cause: "in time", Announced: cellAt(54)}))
	spec := metrics.Availability{Of: "x", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove, Notice: "60s"}
	u := must(must(spec.Pipeline()).Measure(&l, metrics.Look{From: cellAt(0), To: cellAt(100)}))
	if len(u.Unknown) != 1 || u.Unknown[0] != "flaky" || len(u.Refused) != 2 || u.Refused[0] != "late" || u.Refused[1] != "never" {
		t.Errorf("unknown %q, refused %q", u.Unknown, u.Refused)
	}
	if got := u.Ledger.Sum(metrics.Excluded); got != 10*cell {
		t.Errorf("%v excluded", got)
	}
}

// Facts that cannot be are refused and leave nothing behind.
func TestFactsThatCannotBe(t *testing.T) {
	var l metrics.Timeline
	slices := must(metrics.NewSliceTally(time.Minute, cellAt(0)))
	var s metrics.Samples
	for name, err := range map[string]error{
		"an end before its start": l.Add(metrics.Interval{From: cellAt(2), To: cellAt(1)}),
		"no length, bad share":    l.Add(metrics.Interval{From: cellAt(2), To: cellAt(2), Affected: "101%"}),
		"no length, far away":     l.AddWindow(metrics.Window{From: time.Date(1899, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(1899, 1, 1, 0, 0, 0, 0, time.UTC)}),
		"no start":                l.Add(metrics.Interval{To: cellAt(2)}),
		"before the horizon":      l.Add(metrics.Interval{From: time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)}),
		"after the horizon":       l.AddMark(metrics.Mark{At: time.Date(2190, 1, 1, 0, 0, 0, 0, time.UTC), State: "up"}),
		"a share above 100 %":     l.Add(metrics.Interval{From: cellAt(0), Affected: "101%"}),
		"too fine a share":        l.Add(metrics.Interval{From: cellAt(0), Affected: "1.00000001%"}),
		"a mark without a state":  l.AddMark(metrics.Mark{At: cellAt(0)}),
		"an inverted window":      l.AddWindow(metrics.Window{From: cellAt(2), To: cellAt(1)}),
		"more good than all":      slices.Add(cellAt(0), metrics.Count{Good: 2, Total: 1}),
		"a sample too fine":       s.Add(decimal.New(1, -7), 1),
		"a sample too large":      s.Add(decimal.New(1, 13), 1),
		"a monstrous sample":      s.Add(decimal.New(1, 1_000_000_000), 1),
		"no samples":              s.Add(decimal.New(1, 0), 0),
	} {
		if err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	for _, err := range []error{
		l.Add(metrics.Interval{From: cellAt(2), To: cellAt(2)}), l.AddWindow(metrics.Window{From: cellAt(2), To: cellAt(2)}),
	} {
		if err != nil {
			t.Errorf("a stretch of no length: %v", err)
		}
	}
	if !l.IsEmpty() {
		t.Error("a refused fact, or a stretch of no length, left something behind")
	}
	for _, edge := range []time.Time{time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2189, 12, 31, 23, 59, 59, 999_999_999, time.UTC)} {
		if err := l.AddMark(metrics.Mark{At: edge, State: "up"}); err != nil {
			t.Error(err)
		}
	}
}
