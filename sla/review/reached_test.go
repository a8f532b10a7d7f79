package review_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/review"
)

// months are the figures of twelve months in hundredths of a per cent. Sorted: 9325 9380
// 9401 9433 9498 9520 9544 9550 9577 9603 9612 9689, together 114132, a mean of 9511.
var months = []int64{9433, 9380, 9612, 9544, 9401, 9577, 9689, 9325, 9550, 9498, 9603, 9520}

func shares(hundredths ...int64) (all []metrics.Figure) {
	for _, n := range hundredths {
		all = append(all, metrics.ShareOf(n, 10000))
	}
	return all
}

func lengths(all ...time.Duration) (figures []metrics.Figure) {
	for _, d := range all {
		figures = append(figures, metrics.LengthOf(d))
	}
	return figures
}

func TestReached(t *testing.T) {
	numbers := []metrics.Figure{metrics.NumberOf(big.NewRat(4, 1)), metrics.NumberOf(big.NewRat(13, 3)), metrics.NumberOf(big.NewRat(9, 2))}
	third := []metrics.Figure{metrics.MeanOf(lengths(1, 1, 2)...)} // 4/3 of a nanosecond
	for _, c := range []struct {
		k        int
		promised metrics.Bound
		figures  []metrics.Figure
		want     metrics.Bound // "": none
	}{
		{12, "95%", shares(months...), "at least 93.25%"},
		{9, "95%", shares(months...), "at least 94.33%"},
		{8, "95%", shares(months...), "at least 94.98%"},
		{7, "95%", shares(months...), "at least 95.2%"}, // the mean of 95.11% is reached in 7
		{6, "95%", shares(months...), "at least 95.44%"},
		{1, "over 95%", shares(months...), "at least 96.89%"},
		{0, "95%", shares(months...), ""},
		{13, "95%", shares(months...), ""},
		{1, "95%", nil, ""},
		{1, "90% to 95%", shares(months...), ""},
		{1, "", shares(months...), ""},
		{9, "at most 5%", shares(months...), "at most 95.77%"}, // less is better
		{1, "95%", []metrics.Figure{metrics.ShareOf(1, 3)}, "at least 1 in 3"},
		{1, "95%", append(lengths(time.Hour), metrics.Figure{}), ""}, // no share among them
		{2, "95%", append(shares(9000), metrics.Figure{}, metrics.ShareOf(8, 10)), "at least 80%"},
		{1, "at most 8h", lengths(7*time.Hour, 9*time.Hour, 8*time.Hour), "at most 7h"},
		{3, "at most 8h", lengths(7*time.Hour, 9*time.Hour, 8*time.Hour), "at most 9h"},
		{1, "at least 8h", lengths(7*time.Hour, 9*time.Hour, 8*time.Hour), "at least 9h"},
		{1, "at most 8h", third, "at most 2ns"},
		{1, "at least 8h", third, "at least 1ns"},
		{1, "at least 4", numbers, "at least 4.5"},
		{2, "at least 4", numbers, "at least 13/3"},
		{3, "at least 4", numbers, "at least 4"},
	} {
		got, ok := review.Reached(c.k, c.promised, c.figures...)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Reached(%d, %q) is %q %v, want %q", c.k, c.promised, got, ok, c.want)
		}
	}
}

// Exactly so many figures as asked, or more if some are equal, meet what was reached.
func TestReachedInK(t *testing.T) {
	for _, promised := range []metrics.Bound{"95%", "at most 5%"} {
		for k := 1; k <= len(months); k++ {
			bound, ok := review.Reached(k, promised, shares(months...)...)
			limit, err := bound.Parse()
			if !ok || err != nil {
				t.Fatalf("Reached(%d, %q): %v %v", k, promised, ok, err)
			}
			met := 0
			for _, f := range shares(months...) {
				if limit.Meets(f) {
					met++
				}
			}
			if met != k {
				t.Errorf("%q is met in %d of 12, want %d", bound, met, k)
			}
		}
	}
	mean, met := metrics.MeanOf(shares(months...)...), 0
	for _, f := range shares(months...) {
		if f.Rat().Cmp(mean.Rat()) >= 0 {
			met++
		}
	}
	if mean.Percent(2) != "95.11%" || met != 7 {
		t.Errorf("the mean %s is reached in %d", mean.Percent(2), met)
	}
}

func TestCapacity(t *testing.T) {
	for _, c := range []struct {
		available, each time.Duration
		wanted          int64
		want            string // of items; "": no value
	}{
		{6 * 120 * time.Hour, 45 * time.Minute, 1000, "960 of 1000"},
		{6*120*time.Hour - 1, 45 * time.Minute, 1000, "959 of 1000"},
		{6*120*time.Hour + 45*time.Minute - 1, 45 * time.Minute, 1000, "960 of 1000"},
		{750 * time.Hour, 45 * time.Minute, 1000, "1000 of 1000"},
		{900 * time.Hour, 45 * time.Minute, 1000, "1000 of 1000"},
		{0, time.Minute, 5, "0 of 5"},
		{time.Hour, 0, 5, ""}, {-1, time.Minute, 5, ""}, {time.Hour, time.Minute, 0, ""},
	} {
		text, _ := review.Capacity(c.available, c.each, c.wanted).MarshalText()
		if string(text) != c.want {
			t.Errorf("Capacity(%v, %v, %d) is %q, want %q", c.available, c.each, c.wanted, text, c.want)
		}
	}
}

// outcomes makes a result for each figure, of the months from a first month on. A figure
// without a value is a month that could not be measured.
func outcomes(objective string, promised metrics.Bound, year int, first time.Month, figures ...metrics.Figure) (all []*sla.Result) {
	for i, f := range figures {
		p := sla.Month(year, first+time.Month(i))
		from := time.Date(year, first+time.Month(i), 1, 0, 0, 0, 0, time.UTC)
		o := sla.Outcome{Objective: objective, Period: p, From: from, To: from.AddDate(0, 1, 0), Final: true, Attained: f, Promised: promised, Total: 100}
		limit, _ := promised.Parse()
		switch {
		case !f.IsValid():
			o.Verdict, o.Reason, o.Total = sla.NotMeasurable, "no-items", 0
		case limit.Meets(f):
			o.Verdict = sla.Met
		default:
			o.Verdict = sla.Missed
		}
		all = append(all, &sla.Result{Agreement: "desk", Period: p, AsOf: o.To, Outcomes: []sla.Outcome{o}})
	}
	return all
}
