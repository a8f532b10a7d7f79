package metrics_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// TestNoOutageRaisesAvailability puts one more outage over time of which nothing
// is known, in a window or too short to count, and compares.
func TestNoOutageRaisesAvailability(t *testing.T) {
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	at := func(s int) time.Time { return from.Add(time.Duration(s) * time.Second) }
	window := metrics.Window{From: at(20), Cause: "w"} // without an end
	down := metrics.Interval{From: at(0), To: at(10), Cause: "a"}
	unwatched := metrics.Interval{From: at(40), To: at(80), State: "not-monitored", Affected: "12.5%"}
	blind := metrics.Interval{From: at(40), To: at(80), State: "no-data"}
	up := metrics.Interval{From: at(0), To: at(1), State: "up"}
	for _, c := range []struct {
		name          string
		spec          metrics.Availability
		facts         []metrics.Interval
		before, after string
	}{
		// The mark at 20 says that nobody looks from then on: 10 of 20 s are down. Held
		// or good time in the window counts, and so does time without data.
		{"add back", metrics.Availability{Maintenance: metrics.AddBack}, []metrics.Interval{down}, "50%", "50%"},
		{"forgive", metrics.Availability{Maintenance: metrics.Forgive}, []metrics.Interval{down}, "50%", "50%"},
		{"remove", metrics.Availability{Maintenance: metrics.Remove}, []metrics.Interval{down}, "50%", "50%"},
		{"hold-last", metrics.Availability{Maintenance: metrics.AddBack, NotMonitored: metrics.NoDataHoldLast}, []metrics.Interval{down}, "90%", "90%"},
		{"as good", metrics.Availability{Maintenance: metrics.AddBack, NotMonitored: metrics.NoDataGood}, []metrics.Interval{down}, "90%", "90%"},
		{"an eighth", metrics.Availability{Maintenance: metrics.AddBack}, []metrics.Interval{down, unwatched}, "50%", "50%"},
		{"no data", metrics.Availability{Maintenance: metrics.AddBack}, []metrics.Interval{down, blind}, "83.3333%", "83.3333%"},
		{"too short", metrics.Availability{IgnoreUnder: "2m", NotMonitored: metrics.NoDataHoldLast}, []metrics.Interval{up}, "100%", "100%"},
	} {
		c.spec.Of, c.spec.NoData = "x", metrics.NoDataExclude
		p := must(c.spec.Pipeline())
		figure := func(more ...metrics.Interval) metrics.Uptime {
			var tl metrics.Timeline
			for _, i := range append(c.facts, more...) {
				if err := tl.Add(i); err != nil {
					t.Fatal(err)
				}
			}
			for _, m := range []metrics.Mark{{At: at(0), State: "up"}, {At: at(20), State: "not-monitored"}} {
				if err := tl.AddMark(m); err != nil {
					t.Fatal(err)
				}
			}
			if c.spec.Maintenance != "" {
				if err := tl.AddWindow(window); err != nil {
					t.Fatal(err)
				}
			}
			return must(p.Measure(&tl, metrics.Look{From: from, To: at(100)}))
		}
		before, after := figure(), figure(metrics.Interval{From: at(30), To: at(90), Cause: "more"})
		if before.Attained.String() != c.before || after.Attained.String() != c.after {
			t.Errorf("%s: %v became %v, want %s and %s", c.name, before.Attained, after.Attained, c.before, c.after)
		}
	}
}
