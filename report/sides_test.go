package report_test

import (
	"testing"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// A percentage has as many places as it takes to stand on the side of the promise
// on which the exact share is, two at least.
func TestPlacesOfAPercentageNearThePromise(t *testing.T) {
	for _, c := range []struct {
		promised metrics.Bound
		good     int64 // of a million
		want     string
	}{
		{"at least 99.9%", 999_000, "99.90%"}, {"at least 99.9%", 998_999, "99.89%"}, {"at least 99.9%", 999_009, "99.90%"},
		{"over 99.9%", 999_000, "99.90%"}, {"over 99.9%", 999_004, "99.9004%"}, {"over 99.9%", 999_100, "99.91%"},
		{"at most 1%", 10_000, "1.00%"}, {"at most 1%", 10_001, "1.01%"}, {"at most 1%", 9_991, "1.00%"},
		{"below 1%", 10_000, "1.00%"}, {"below 1%", 9_996, "0.9996%"}, {"below 1%", 9_900, "0.99%"},
	} {
		o := sla.Outcome{Objective: "share", Final: true, Good: c.good, Total: 1_000_000,
			Attained: metrics.ShareOf(c.good, 1_000_000), Promised: c.promised, Verdict: sla.Missed}
		limit, err := c.promised.Parse()
		if err != nil {
			t.Fatal(err)
		}
		if limit.Meets(o.Attained) {
			o.Verdict = sla.Met
		}
		if got := outcomeRow(t, o)["Attained"]; got != c.want {
			t.Errorf("%d of a million, %s: %s, want %s", c.good, c.promised, got, c.want)
		}
	}
}
