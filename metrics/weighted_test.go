package metrics_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
)

// Parts with shares take theirs at each instant. A day of 24 hours, hours of a
// part down or unknown.
func TestWeightedParts(t *testing.T) {
	day := time.Date(2026, time.June, 10, 0, 0, 0, 0, time.UTC)
	at := func(hour int) time.Time { return day.Add(time.Duration(hour) * time.Hour) }
	down := func(from, to int) metrics.Interval {
		return metrics.Interval{From: at(from), To: at(to), State: string(metrics.Down)}
	}
	gap := func(from, to int) metrics.Interval {
		return metrics.Interval{From: at(from), To: at(to), State: string(metrics.NoData)}
	}
	unwatched := func(from, to int) metrics.Interval {
		return metrics.Interval{From: at(from), To: at(to), State: string(metrics.NotMonitored)}
	}
	for _, c := range []struct {
		name       string
		big, small []metrics.Interval // 75% and 25%
		want       string
	}{
		{"nothing lost", nil, nil, "1"},
		// 1 h of 75 %, 1 h of 100 %, 1 h of 25 %: 2 h of 24.
		{"both for a while", []metrics.Interval{down(0, 2)}, []metrics.Interval{down(1, 3)}, "11/12"},
		{"the large part alone", []metrics.Interval{down(0, 4)}, nil, "7/8"},
		{"the small part alone", nil, []metrics.Interval{down(0, 4)}, "23/24"},
		{"all of both", []metrics.Interval{down(0, 24)}, []metrics.Interval{down(0, 24)}, "0"},
		// Without data of a part 4 h are not counted: 20 h of which 75 % of 2 h are lost.
		{"no data", []metrics.Interval{down(0, 2)}, []metrics.Interval{gap(4, 8)}, "37/40"},
		{"no data while the other is down", []metrics.Interval{down(4, 8)}, []metrics.Interval{gap(4, 8)}, "1"},
		// The small part did not exist for 12 h: the large one is the whole then, and
		// down for 2 of these hours. 2 h of 24.
		{"a part that came later", []metrics.Interval{down(0, 2)}, []metrics.Interval{unwatched(0, 12)}, "11/12"},
	} {
		var lines []*metrics.Timeline
		for _, of := range [][]metrics.Interval{c.big, c.small} {
			line := &metrics.Timeline{}
			for _, o := range of {
				if err := line.Add(o); err != nil {
					t.Fatal(err)
				}
			}
			lines = append(lines, line)
		}
		rules, err := metrics.Composed{
			Weighted: map[string]metrics.Percent{"big": "75%", "small": "25%"},
			Each:     metrics.Availability{NoData: metrics.NoDataExclude},
		}.Rules()
		if err != nil {
			t.Fatal(err)
		}
		u, err := rules.Measure(lines, metrics.Look{From: day, To: at(24), AsOf: at(24)})
		if err != nil {
			t.Fatal(err)
		}
		if got := u.Attained.Rat().RatString(); got != c.want {
			t.Errorf("%s: %s, want %s: %v", c.name, got, c.want, u.Ledger)
		}
	}
}

func TestWeightedIsChecked(t *testing.T) {
	for _, c := range []struct {
		of   metrics.Composed
		want string
	}{
		{metrics.Composed{Weighted: map[string]metrics.Percent{"a": "75%", "b": "20%"}}, "weighted: conflicts with another term: the shares add up to 95%, not to 100%"},
		{metrics.Composed{Weighted: map[string]metrics.Percent{"a": "1/3", "b": "1/3", "c": "1 in 3"}}, ""},
		{metrics.Composed{Weighted: map[string]metrics.Percent{"a": "100%", "b": "0%"}}, "weighted.b"},
		{metrics.Composed{Weighted: map[string]metrics.Percent{"a": "most"}}, "weighted.a"},
		{metrics.Composed{Weighted: map[string]metrics.Percent{"a": "100%"}, Series: []string{"a"}}, "weighted: conflicts with another term: write series, parallel or weighted, not two of them"},
		{metrics.Composed{Weighted: map[string]metrics.Percent{"a": "100%"}, AtLeast: 1}, "at-least"},
	} {
		c.of.Each.NoData = metrics.NoDataExclude
		_, err := c.of.Rules()
		if text := fmt.Sprint(err); c.want == "" && err != nil || c.want != "" && !strings.Contains(text, c.want) {
			t.Errorf("%+v: %v, want %q", c.of, err, c.want)
		}
	}
}
