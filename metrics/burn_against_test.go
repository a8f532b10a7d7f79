package metrics_test

import (
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// TestLevelsAgainstPeriodAndPromise works the factors of a week out by hand: 2 %
// in 1 h is 3.36, 5 % in 6 h 1.4, 10 % in a day 0.7 and in three 7/30.
func TestLevelsAgainstPeriodAndPromise(t *testing.T) {
	const day, week, month = 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour
	usual := metrics.BurnWindows()
	fixed := func(rate string) metrics.BurnWindow {
		return metrics.BurnWindow{Long: time.Hour, Short: time.Minute, Rate: rate}
	}
	for _, c := range []struct {
		level  metrics.BurnWindow
		attain metrics.Bound
		period time.Duration
		want   string // "": nothing is wrong
	}{
		{usual[0], "99.9%", week, ""}, {usual[1], "99.9%", week, ""}, {usual[2], "99.9%", week, "lasts"}, {usual[3], "99.9%", week, "lasts"},
		{usual[0], "50%", month, "never fires"}, {usual[1], "50%", month, "never fires"}, // 14.4 and 6 of at most 2
		{usual[2], "50%", month, "never fires"}, {usual[3], "50%", month, ""}, // 3 and 1
		{usual[0], "99.9%", month, ""}, {usual[3], "99.9%", month, ""},
		{fixed("1"), "99%", month, ""}, {fixed("0.999"), "99%", month, "lasts"},
		{fixed("99.999"), "99%", month, ""}, {fixed("100"), "99%", month, "never fires"},
		{fixed("19"), "at most 5%", month, ""}, {fixed("20"), "at most 5%", month, "never fires"},
		{fixed("2"), "100%", month, "no budget"}, {fixed("2"), "at most 4h", month, "no budget"}, {fixed("2"), "90% to 95%", month, "no budget"},
		{fixed("2"), "99%", 0, "a length above 0"}, {fixed("-2"), "99%", month, "not negative"},
	} {
		err := c.level.Against(must(c.attain.Parse()), c.period)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v against %s in %v: %v, want %q", c.level, c.attain, c.period/day, err, c.want)
		}
	}
}
