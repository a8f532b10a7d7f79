package metrics_test

import (
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// Edges of the pipeline that the oracle's drawing meets too seldom. Seconds are
// from the start of a period of ten minutes.
func TestEdgesOfThePipeline(t *testing.T) {
	at := func(s int) time.Time { return cellAt(0).Add(time.Duration(s) * time.Second) }
	interval := func(from, to int, state string) metrics.Interval {
		return metrics.Interval{From: at(from), To: at(to), State: state, Cause: state}
	}
	whole := []metrics.Window{{From: at(0), To: at(600), Cause: "w"}}
	for _, c := range []struct {
		name      string
		spec      metrics.Availability
		intervals []metrics.Interval
		windows   []metrics.Window
		want      string
		coverage  string
	}{
		{"what is dropped within no data is no data", metrics.Availability{IgnoreUnder: "1m"},
			[]metrics.Interval{interval(100, 400, "no-data"), interval(200, 230, "down")}, nil,
			"1m40s up, 5m no-data, 3m20s up", "50%"},
		{"forgiven for as long as the service is known to be up", metrics.Availability{Maintenance: metrics.Forgive},
			[]metrics.Interval{interval(60, 180, "down"), interval(120, 240, "no-data")}, whole,
			"1m up, 1m forgiven, 2m no-data, 6m up", "80%"},
		{"an outage before the period reaches it by its started minute", metrics.Availability{Minutes: metrics.StartedMinutes, Weights: map[string]metrics.Percent{"slow": "0%"}},
			[]metrics.Interval{interval(-45, -40, "down"), interval(-20, 300, "slow")}, nil,
			"15s down, 9m45s up", "100%"},
		{"not monitored is not expected", metrics.Availability{},
			[]metrics.Interval{interval(0, 300, "not-monitored"), interval(300, 400, "no-data")}, nil,
			"5m not-monitored, 1m40s no-data, 3m20s up", "66.6666%"},
		{"added back, though nobody looked and that counts as bad", metrics.Availability{Maintenance: metrics.AddBack, NotMonitored: metrics.NoDataBad},
			[]metrics.Interval{interval(0, 300, "not-monitored")}, whole,
			"10m forgiven", "100%"},
	} {
		c.spec.Of, c.spec.NoData = "x", metrics.NoDataExclude
		var l metrics.Timeline
		for _, i := range c.intervals {
			if err := l.Add(i); err != nil {
				t.Fatal(err)
			}
		}
		for _, w := range c.windows {
			if err := l.AddWindow(w); err != nil {
				t.Fatal(err)
			}
		}
		u := must(must(c.spec.Pipeline()).Measure(&l, metrics.Look{From: at(0), To: at(600)}))
		var parts []string
		var last metrics.Bucket
		var sum time.Duration
		flush := func() {
			if sum > 0 {
				parts = append(parts, string(metrics.SpanOf(sum))+" "+string(last))
			}
		}
		for _, e := range u.Ledger {
			if e.Bucket != last {
				flush()
				last, sum = e.Bucket, 0
			}
			sum += e.Length()
		}
		flush()
		if got := strings.Join(parts, ", "); got != c.want || u.Coverage.String() != c.coverage {
			t.Errorf("%s: %s, coverage %s; not %s, %s", c.name, got, u.Coverage, c.want, c.coverage)
		}
	}
}

// Rounding loses no more time than there is, and a period that was in part
// excluded and in part unknown is not one that was excluded.
func TestEdgesOfTheFigures(t *testing.T) {
	var l metrics.Timeline
	if err := l.Add(metrics.Interval{From: cellAt(0), To: cellAt(9)}); err != nil {
		t.Fatal(err)
	}
	nearest := must(metrics.Availability{Of: "x", NoData: metrics.NoDataExclude, Minutes: metrics.NearestTotal}.Pipeline())
	if u := must(nearest.Measure(&l, metrics.Look{From: cellAt(0), To: cellAt(4)})); u.Attained.String() != "0%" || !u.Lost.Equal(metrics.LengthOf(4*cell)) {
		t.Errorf("all of 40 seconds: lost %v, %v", u.Lost, u.Attained)
	}
	remove := must(metrics.Availability{Of: "x", Initial: "no-data", NoData: metrics.NoDataExclude, Maintenance: metrics.Remove}.Pipeline())
	for _, c := range []struct {
		until int
		want  metrics.Reason
	}{{6, metrics.AllExcluded}, {5, metrics.NothingMeasured}} {
		var l metrics.Timeline
		if err := l.AddWindow(metrics.Window{From: cellAt(0), To: cellAt(c.until)}); err != nil {
			t.Fatal(err)
		}
		if u := must(remove.Measure(&l, metrics.Look{From: cellAt(0), To: cellAt(6)})); u.Reason != c.want {
			t.Errorf("excluded until %d: %s, not %s", c.until, u.Reason, c.want)
		}
	}
}
