package sla_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// hours tells the hours of some days from 10 March on, one letter each: b is bad,
// g is good, anything else has no sample.
func hours(text string) (facts sla.Facts) {
	for i, c := range text {
		if c != 'b' && c != 'g' {
			continue
		}
		n := sla.Count{Of: "api", At: time.Date(2026, 3, 10, i, 30, 0, 0, time.UTC), Total: 1}
		if c == 'g' {
			n.Good = 1
		}
		facts.Counts = append(facts.Counts, n)
	}
	return facts
}

// A run of bad slices is judged whole, and each slice counts in its own day.
func TestRunsOverTheEndOfAPeriod(t *testing.T) {
	const good = "gggggggggggggggggggggggg"
	day := func(start, end string) string {
		return start + good[:24-len(start)-len(end)] + end
	}
	all := strings.Repeat("b", 24)
	for _, c := range []struct {
		name    string
		days    []string
		run     int64
		empty   metrics.NoDataPolicy
		bad     []int64 // of each day
		short   []int64
		asOfDay int
	}{
		{name: "long enough together", days: []string{day("", "bb"), day("b", "")}, run: 3, bad: []int64{2, 1}, short: []int64{0, 0}},
		{name: "a slice too few", days: []string{day("", "b"), day("b", "")}, run: 3, bad: []int64{0, 0}, short: []int64{1, 1}},
		{name: "a good slice between", days: []string{day("", "bg"), day("bb", "")}, run: 3, bad: []int64{0, 0}, short: []int64{1, 2}},
		{name: "a gap between", days: []string{day("", "b."), day("bb", "")}, run: 3, bad: []int64{0, 0}, short: []int64{1, 2}},
		{name: "a gap that is bad", days: []string{day("", "b."), day("b", "")}, run: 3, empty: metrics.NoDataBad, bad: []int64{2, 1}, short: []int64{0, 0}},
		{name: "over a whole day", days: []string{day("", "b"), all, day("b", "")}, run: 26, bad: []int64{1, 24, 1}, short: []int64{0, 0, 0}},
		{name: "over a whole day, too few", days: []string{day("", "b"), all, day("", "")}, run: 26, bad: []int64{0, 0, 0}, short: []int64{1, 24, 0}},
		{name: "over three days", days: []string{day("", "b"), all, all, day("b", "")}, run: 50, bad: []int64{1, 24, 24, 1}, short: []int64{0, 0, 0, 0}},
		{name: "both ends of a day", days: []string{day("", "b"), day("b", "b"), day("b", "")}, run: 2, bad: []int64{1, 2, 1}, short: []int64{0, 0, 0}},
		{name: "as of the end of the first day", days: []string{day("", "bb"), day("b", "")}, run: 3, bad: []int64{0}, short: []int64{2}, asOfDay: 1},
	} {
		if c.empty == "" {
			c.empty = metrics.NoDataExclude
		}
		for _, align := range []metrics.Align{metrics.AlignPeriod, metrics.AlignClock} {
			a := compile(t, measured(sla.Objective{Period: sla.Daily, Attain: "99%", Metric: metrics.Slices{
				Of: "api", Every: "1h", Bad: "over 0%", Empty: c.empty, MinRun: c.run, Align: align,
			}}))
			asOf := time.Date(2026, 3, 10+len(c.days), 0, 0, 0, 0, time.UTC)
			if c.asOfDay > 0 {
				asOf = time.Date(2026, 3, 10+c.asOfDay, 0, 0, 0, 0, time.UTC)
			}
			for i := range c.bad {
				r, err := a.Evaluate(sla.Day(date.New(2026, 3, 10+i)), hours(strings.Join(c.days, "")), asOf)
				if err != nil {
					t.Fatal(err)
				}
				s := r.Outcomes[0].Slices
				if s.Bad != c.bad[i] || s.Short != c.short[i] {
					t.Errorf("%s, %s, day %d: %d bad, %d short; want %d and %d", c.name, align, i+1, s.Bad, s.Short, c.bad[i], c.short[i])
				}
			}
		}
	}
}

// Slices of the clock that lie over midnight are of both days, and once of a run.
func TestRunsOfSlicesOverMidnight(t *testing.T) {
	for _, c := range []struct {
		run  int64
		want int64
	}{{2, 1}, {3, 0}} { // two slices of seven hours are bad, the second over midnight
		a := compile(t, measured(sla.Objective{Period: sla.Daily, Attain: "99%", Metric: metrics.Slices{
			Of: "api", Every: "7h", Bad: "over 0%", Empty: metrics.NoDataExclude, MinRun: c.run, Align: metrics.AlignClock,
		}}))
		// Slices begin on 10 March at 13:00 and 20:00, on 11 March at 03:00.
		facts := sla.Facts{}
		for _, at := range []string{"10T17:00:00", "10T23:30:00", "11T01:00:00", "11T07:00:00"} {
			good := int64(0)
			if at == "11T07:00:00" {
				good = 1
			}
			facts.Counts = append(facts.Counts, sla.Count{Of: "api", At: utc(at), Good: good, Total: 1})
		}
		for i, want := range []int64{2 * c.want, c.want} {
			r, err := a.Evaluate(sla.Day(date.New(2026, 3, 10+i)), facts, afterMarch)
			if err != nil {
				t.Fatal(err)
			}
			if s := r.Outcomes[0].Slices; s.Bad != want {
				t.Errorf("runs of %d, day %d: %+v, want %d bad", c.run, i+1, s, want)
			}
		}
	}
}
