package metrics_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/upheld/upheld/metrics"
)

func TestCheckTakesWhatIsRight(t *testing.T) {
	for _, m := range []metrics.Metric{
		metrics.Share{}, metrics.Share{Abandons: metrics.ShortRemoved, Short: "5s"}, metrics.Mean{}, metrics.Max{Grain: "1m"}, metrics.Sum{},
		metrics.Percentile{Rank: "95%"}, metrics.Percentile{Rank: "100%", Method: metrics.Midpoint},
		metrics.Repair{Of: "x", Statistic: metrics.MeanToRepair, Since: []metrics.Point{metrics.Reported, metrics.Ticketed}},
		metrics.Availability{Of: "x", NoData: metrics.NoDataBad},
		metrics.Slices{Of: "x", Every: "5m", Empty: metrics.NoDataGood}, metrics.Slices{Of: "x", Every: "1m", Good: "95%", Empty: metrics.NoDataExclude},
		metrics.Composed{Parallel: []string{"a", "b", "c"}, AtLeast: 2, Each: metrics.Availability{NoData: metrics.NoDataGood}},
		metrics.Ratio{Of: "x", Good: "15 to 30"}, metrics.Score{Of: "x", Kind: metrics.TopBox, Top: "4 to 5"},
		metrics.Score{Of: "x", Kind: metrics.NetPromoter, Scale: "1 to 10"}, metrics.Score{Of: "x", Kind: metrics.NetPromoter, Scale: "0 to 10"},
		metrics.Total{Of: "x"}, metrics.Custom{Name: "otif", Version: 1},
	} {
		if err := metrics.Check(m); err != nil {
			t.Errorf("%s: %v", m.Key(), err)
		}
	}
}

// Every problem is reported, in the order of the fields, with path and value.
func TestCheckReportsEveryProblem(t *testing.T) {
	for _, c := range []struct {
		m    metrics.Metric
		want string
	}{
		{nil, "missing"},
		{&metrics.Share{}, "unknown: a metric is given by value, not as a pointer"},
		{metrics.Share{Abandons: "short-mett"}, `abandons: "short-mett": unknown: did you mean "short-met"?`},
		{metrics.Share{Abandons: metrics.ShortMet}, "short: missing: a length of time such as 1h30m"},
		{metrics.Share{Short: "5s"}, `short: "5s": conflicts with another term: only short-met and short-removed use a short length`},
		{metrics.Score{Of: "x", Kind: metrics.NetPromoter, Scale: "1 to 5"}, `scale: "1 to 5": conflicts with another term: promoters answer 9 or 10: the scale ends at 10`},
		{metrics.Score{Of: "x", Kind: metrics.NetPromoter, Scale: "0 to 100"}, `scale: "0 to 100": conflicts with another term: promoters answer 9 or 10: the scale ends at 10`},
		{metrics.Ratio{Of: "x", Good: "95%"}, `good: "95%": conflicts with another term: samples and answers are plain numbers`},
		{metrics.Ratio{Of: "x", Good: "15 days"}, `good: "15 days": cannot be read: a share is written as 95%; of a number say at least or at most 15 days`},
		{metrics.Mean{Grain: "0s"}, `grain: "0s": out of range: a length above 0 is needed`},
		{metrics.Percentile{Rank: "101%", Method: "hazen"}, `rank: "101%": out of range: a share is at most 100%
method: "hazen": unknown: one of nearest-rank, inclusive, exclusive, midpoint`},
		{metrics.Repair{Statistic: "mtbf", Since: []metrics.Point{"now"}}, `of: missing
since[0]: "now": unknown: one of began, detected, reported, ticketed
since: conflicts with another term: only mttr and mtta have a starting point`},
		{metrics.Availability{Initial: "on", Weights: map[string]metrics.Percent{"up": "5%", "half": "50.00000001%"}, Quota: "x", Coverage: "2%%"}, `of: missing: the subject of the outages and states
initial: "on": unknown: one of down, up, no-data, not-monitored
no-data: missing: one of exclude, good, bad, hold-last
quota: "x": cannot be read: a length of time is written 2d, 4h, 1h30m, 90s
quota: "x": conflicts with another term: write maintenance, which says how windows count
weights.half: "50.00000001%": out of range: at most seven places after the point, or a fraction in at most 1000000000
weights.up: "5%": conflicts with another term: up loses nothing and down everything
coverage: "2%%": cannot be read: a plain decimal number such as 1250.00 is needed`},
		{metrics.Slices{Bad: "at most 3s", Good: "9%", MinRun: -1, Align: "left", Partial: "half"}, `of: missing
every: missing: a length of time such as 1h30m
bad: "at most 3s": conflicts with another term: slices are judged by a share of their samples, such as over 5%
good: "9%": conflicts with another term: write bad or good, not both
empty: missing: one of exclude, good, bad, hold-last
min-run: "-1": out of range: it is not negative
align: "left": unknown: one of period, clock
partial: "half": unknown: one of count, drop`},
		{metrics.Composed{Series: []string{"a", "a", ""}, AtLeast: 1, Each: metrics.Availability{Of: "a", NoData: "no"}}, `series[1]: "a": conflicts with another term: the part is listed twice
series[2]: missing
at-least: "1": conflicts with another term: in series all parts are needed
each.of: "a": conflicts with another term: leave it out: the parts name the subjects
each.no-data: "no": unknown: one of exclude, good, bad, hold-last`},
		{metrics.Ratio{Good: "lots", Excess: "clip"}, `of: missing
good: "lots": cannot be read: a percentage (99.9%), a length (8h), a number (4.5) or a fraction (1 in 1000), with at least, at most, below, over, exactly or … to …
excess: "clip": unknown: one of reject, clamp`},
		{metrics.Score{Of: "x", Kind: metrics.TopBox, Scale: "1h to 2h"}, `top: missing: which answers count, such as 4 to 5
scale: "1h to 2h": conflicts with another term: samples and answers are plain numbers`},
		{metrics.Total{Of: "x", Statistic: "median"}, `statistic: "median": unknown: one of sum, mean, count`},
		{metrics.Custom{Version: -1}, `name: missing
version: "-1": out of range: a version is not negative`},
	} {
		err := metrics.Check(c.m)
		if err == nil || err.Error() != c.want {
			t.Errorf("%+v\ngot  %v\nwant %s", c.m, err, c.want)
		}
		var field *metrics.FieldError
		if !errors.As(err, &field) {
			t.Errorf("%+v: no FieldError", c.m)
		}
	}
}

func TestTextsThatCannotBeRead(t *testing.T) {
	for _, text := range []string{"", "5", "h", "1.5h", "-1h", "1h 30m", "1h1h", "5m1h", "1y", "99999999999999999999h", "300000d", strings.Repeat("1h", 40)} {
		if d, err := metrics.Span(text).Parse(); err == nil {
			t.Errorf("length %q is %v", text, d)
		}
	}
	for _, text := range []string{"", "5", "%", "-1%", "1e2%", "99,9%", "five%", strings.Repeat("9", 50) + "%"} {
		if r, err := metrics.Percent(text).Parse(); err == nil {
			t.Errorf("percentage %q is %v", text, r)
		}
	}
	for _, text := range []string{"", "8h", "99.9", "at least", "at most -5%", "30 to 15", "1h to 3", "5% to below 5%", "2 in 1", "1 in 0", "at least 1 in -3",
		"less than 5%", "> 5%", "≥99%", "within 8h", "at least 8hs", "5% or so", strings.Repeat("at least 5%", 20)} {
		if l, err := metrics.Bound(text).Parse(); err == nil {
			t.Errorf("bound %q is %v", text, l)
		}
	}
	for text, want := range map[string]string{"less than 5%": `write "below"`, "≥99%": `write "at least"`, "within 8h": `write "at most"`, "under 5%": `write "below"`, "max 8h": `write "at most"`,
		"at most 3.5 per 1000": `write "3.5 in 1000"`, "at most 1 of 20": `write "1 in 20"`, "15-30": `write "15 to 30"`, "15–30": `write "15 to 30"`, "15..30": `write "15 to 30"`,
		"at most 1h30": "2d, 4h, 1h30m, 90s", "95% of 1000": "… to …", "at most -5-6": "… to …"} {
		if _, err := metrics.Bound(text).Parse(); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("bound %q: %v, want %s", text, err, want)
		}
	}
	var f metrics.Figure
	for _, text := range []string{"5 of 0", "-1 of 2", "01 of 2", "1 of 2h", "60m", "1/0", "2/4", "1e3", "x", " 1", "1.50", strings.Repeat("9", 700)} {
		if err := f.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("figure %q is %v", text, f)
		}
	}
}
