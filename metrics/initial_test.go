package metrics_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// Before the first change of state nobody looked: that time is not part of the
// denominator, while a gap after it is a gap.
func TestInitialNotMonitored(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, time.March, 1, hour, 0, 0, 0, time.UTC) }
	var line metrics.Timeline
	for _, m := range []metrics.Mark{{At: at(6), State: "no-data"}, {At: at(8), State: "up"}, {At: at(10), State: "down"}} {
		if err := line.AddMark(m); err != nil {
			t.Fatal(err)
		}
	}
	for initial, want := range map[string]struct{ unseen, blind time.Duration }{
		"not-monitored": {6 * time.Hour, 2 * time.Hour},
		"no-data":       {0, 8 * time.Hour},
		"":              {0, 8 * time.Hour},
	} {
		p, err := metrics.Availability{Of: "a", Initial: initial, NoData: metrics.NoDataGood}.Pipeline()
		if err != nil {
			t.Fatal(err)
		}
		u, err := p.Measure(&line, metrics.Look{From: at(0), To: at(12)})
		if err != nil {
			t.Fatal(err)
		}
		if got := u.Ledger.Sum(metrics.NotMonitored); got != want.unseen {
			t.Errorf("initial %q: not monitored for %v, want %v", initial, got, want.unseen)
		}
		if got := u.Ledger.Sum(metrics.NoData); got != want.blind {
			t.Errorf("initial %q: without data for %v, want %v", initial, got, want.blind)
		}
		if want := metrics.TimeShareOf(12*time.Hour-want.unseen-2*time.Hour, 12*time.Hour-want.unseen); !u.Attained.Equal(want) {
			t.Errorf("initial %q: %v, want %v", initial, u.Attained, want)
		}
	}
}
