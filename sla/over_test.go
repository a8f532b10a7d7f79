package sla_test

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// portalSpec promises 99.9 % of each month.
func portalSpec(over ...sla.Over) sla.Spec {
	return sla.Spec{
		ID: "portal", Zone: "Europe/Berlin", Currency: "EUR",
		Objectives: []sla.Objective{{
			ID: "portal", Metric: metrics.Availability{Of: "portal", NoData: metrics.NoDataExclude},
			Attain: "99.9%", Period: sla.Monthly, Over: over,
		}},
	}
}

func portalDown(from string, lasts time.Duration) sla.Outage {
	at := berlin(from)
	return sla.Outage{Of: "portal", From: at, To: at.Add(lasts), ID: from}
}

// January has 744 hours, February 672, March 743. An hour lost in January leaves
// 2158 of 2159 hours, 99.95368…%; the plain mean of 743/744, 1 and 1 is
// 99.95519…%.
func TestPooledAndMeanDiffer(t *testing.T) {
	facts := sla.Facts{Outages: []sla.Outage{portalDown("01-12T09:00", time.Hour)}}
	for _, c := range []struct {
		judge   sla.Judge
		attain  metrics.Bound
		verdict sla.Verdict
		figure  *big.Rat
	}{
		{sla.JudgePooled, "99.955%", sla.Missed, big.NewRat(2158, 2159)},
		{sla.JudgePooled, "99.953%", sla.Met, big.NewRat(2158, 2159)},
		{sla.JudgeMean, "99.955%", sla.Met, big.NewRat(744*3-1, 744*3)},
		{sla.JudgeMean, "99.956%", sla.Missed, big.NewRat(744*3-1, 744*3)},
		{sla.JudgePooled, "", sla.Met, big.NewRat(2158, 2159)}, // 99.9 %, the objective's own
	} {
		a := compile(t, portalSpec(sla.Over{Period: sla.Quarterly, Judge: c.judge, Attain: c.attain}))
		r := evaluate(t, a, sla.Quarter(2026, 1), facts, berlin("04-01T00:00"))
		o, _ := r.Outcome("portal")
		if o.Verdict != c.verdict || o.Reason != "" || !o.Final || o.Ahead != nil || o.Judge != c.judge || o.Period != sla.Quarter(2026, 1) ||
			o.Attained.Rat() == nil || o.Attained.Rat().Cmp(c.figure) != 0 {
			t.Errorf("%s %s: %q %q %v of %v, final %v", c.judge, c.attain, o.Verdict, o.Reason, o.Attained, o.Period, o.Final)
		}
		if o.Ledger.Total() != 2159*time.Hour || o.Ledger.Sum(metrics.Down) != time.Hour {
			t.Errorf("%s: a ledger of %v", c.judge, o.Ledger.Total())
		}
		if january := r.Outcomes[0]; january.Verdict != sla.Missed || january.Judge != "" { // 743 of 744 hours
			t.Errorf("January: %+v", january)
		}
	}
}

// A month allows some 44 minutes. Outages of an hour in some months: every month
// has to be met, or two of three; verdicts also while the quarter is open.
func TestPeriodsAreCounted(t *testing.T) {
	january, february, march := portalDown("01-12T09:00", time.Hour), portalDown("02-12T09:00", time.Hour), portalDown("03-12T09:00", time.Hour)
	for _, c := range []struct {
		outages       []sla.Outage
		asOf          string
		every, twoOf3 string
	}{
		{nil, "04-01T00:00", "met 3 of 3, 0 open", "met 3 of 3, 0 open"},
		{[]sla.Outage{january}, "04-01T00:00", "missed 2 of 3, 0 open", "met 2 of 3, 0 open"},
		{[]sla.Outage{january, march}, "04-01T00:00", "missed 1 of 3, 0 open", "missed 1 of 3, 0 open"},
		{nil, "03-31T23:59", "met 3 of 3, 0 open", "met 3 of 3, 0 open"}, // a minute cannot turn March
		{nil, "03-02T00:00", "undecided 2 of 2, 1 open", "met 2 of 2, 1 open"},
		{nil, "01-12T00:00", "undecided 0 of 0, 3 open", "undecided 0 of 0, 3 open"},
		{[]sla.Outage{january}, "01-12T12:00", "missed 0 of 1, 2 open", "undecided 0 of 1, 2 open"},
		{[]sla.Outage{january, february}, "02-12T09:40", "missed 0 of 1, 2 open", "undecided 0 of 1, 2 open"},
		{[]sla.Outage{january, february}, "02-12T10:00", "missed 0 of 2, 1 open", "missed 0 of 2, 1 open"},
	} {
		for judge, want := range map[sla.Over]string{
			{Period: sla.Quarterly, Judge: sla.JudgeEvery}:       c.every,
			{Period: sla.Quarterly, Judge: sla.JudgeSome, Of: 2}: c.twoOf3,
		} {
			r := evaluate(t, compile(t, portalSpec(judge)), sla.Quarter(2026, 1), sla.Facts{Outages: c.outages}, berlin(c.asOf))
			o, _ := r.Outcome("portal")
			if got := fmt.Sprintf("%s%s %d of %d, %d open", o.Verdict, o.Reason, o.Good, o.Total, o.Open); strings.TrimPrefix(got, " ") != want {
				t.Errorf("%d outages, %s, %s: %s, want %s", len(c.outages), c.asOf, judge.Judge, got, want)
			}
		}
	}
}

// A month without data is left out of all but the pooled figure, and named.
func TestPeriodsThatAreNotMeasuredAreLeftOut(t *testing.T) {
	facts := sla.Facts{
		States:  []sla.State{{Of: "portal", At: berlin("02-01T00:00"), Is: "no-data", Was: "up", ID: "a"}, {Of: "portal", At: berlin("03-01T00:00"), Is: "up", ID: "b"}},
		Outages: []sla.Outage{portalDown("01-12T09:00", time.Hour)},
	}
	for judge, want := range map[sla.Judge]string{
		sla.JudgePooled: "99.9327% of []",        // 1486 of 1487 hours
		sla.JudgeMean:   "99.9327% of [2026-02]", // 743/744 and 1: 1487/1488
		sla.JudgeEvery:  "50% of [2026-02]",
	} {
		o, _ := evaluate(t, compile(t, portalSpec(sla.Over{Period: sla.Quarterly, Judge: judge})), sla.Quarter(2026, 1), facts, berlin("04-01T00:00")).Outcome("portal")
		if got := fmt.Sprintf("%v of %v", o.Attained, o.LeftOut); got != want {
			t.Errorf("%s: %s, want %s", judge, got, want)
		}
	}
	nothing := sla.Facts{States: []sla.State{{Of: "portal", At: berlin("01-01T00:00"), Is: "no-data", Was: "no-data", ID: "a"}}}
	for _, judge := range []sla.Judge{sla.JudgePooled, sla.JudgeMean, sla.JudgeEvery} {
		o, _ := evaluate(t, compile(t, portalSpec(sla.Over{Period: sla.Quarterly, Judge: judge})), sla.Quarter(2026, 1), nothing, berlin("04-01T00:00")).Outcome("portal")
		if o.Verdict != sla.NotMeasurable || o.Reason != metrics.NothingMeasured {
			t.Errorf("%s of nothing: %q %q", judge, o.Verdict, o.Reason)
		}
	}
}

func TestAYearIsFinalWhenItsMonthsAre(t *testing.T) {
	a := compile(t, portalSpec(sla.Over{Period: sla.Yearly, Judge: sla.JudgePooled, Attain: "99.95%"}))
	end := berlin("12-31T23:00").Add(time.Hour)
	for asOf, want := range map[time.Time]bool{end.Add(-1): false, end: true} {
		if o, _ := evaluate(t, a, sla.Year(2026), sla.Facts{}, asOf).Outcome("portal"); o.Final != want || (o.Ahead == nil) != want || o.Period != sla.Year(2026) {
			t.Errorf("%v: %+v", asOf, o)
		}
	}
}

// The longer periods stand after the periods, the shorter first; what is asked
// for and not judged stays a sum without a verdict.
func TestLongerPeriodsStandInOrder(t *testing.T) {
	spec := simpleSpec(sla.Monthly)
	spec.Objectives[0].Over = []sla.Over{{Period: sla.Yearly, Judge: sla.JudgePooled}, {Period: sla.Quarterly, Judge: sla.JudgePooled, Attain: "50%"}}
	facts := sla.Facts{Tickets: []sla.Ticket{
		simple("1", "01-12T09:00", "01-12T17:00"), simple("2", "03-02T09:00", "03-03T09:01"), simple("3", "05-04T09:00", ""),
	}}
	later := berlin("12-31T12:00").AddDate(1, 0, 0)
	for asked, want := range map[sla.Period][]string{
		sla.Quarter(2026, 1): {"closed 2026-Q1: met 1 of 2, 0 open"},
		sla.Year(2026): {
			"closed 2026-Q1: met 1 of 2, 0 open", "closed 2026-Q2: missed 0 of 1, 0 open", "closed 2026-Q3: not-measurableno-items 0 of 0, 0 open",
			"closed 2026-Q4: not-measurableno-items 0 of 0, 0 open", "closed 2026: missed 1 of 3, 0 open",
		},
		sla.Dates(sla.Month(2026, 1).From(), sla.Month(2026, 5).From()): {
			"closed 2026-Q1: met 1 of 2, 0 open", "closed 2026-01-01/2026-05-01: sum-of-periods 1 of 2, 0 open",
		},
	} {
		all := lines(evaluate(t, compile(t, spec), asked, facts, later))
		var together []string
		for _, line := range all {
			if !strings.HasPrefix(line, "closed 2026-0") || strings.Contains(line, "/") {
				together = append(together, line)
			}
		}
		var months []string
		for _, line := range together {
			if !strings.HasPrefix(line, "closed 2026-1") {
				months = append(months, line)
			}
		}
		wantLines(t, months, want...)
	}
}

// Credits speak of a longer period by its name.
func TestCreditsForALongerPeriod(t *testing.T) {
	spec := portalSpec(sla.Over{Period: sla.Quarterly, Judge: sla.JudgePooled, Attain: "99.955%"})
	spec.Credits = penalty.Spec{Base: "1000.00", Round: penalty.HalfUp, Rules: []penalty.Term{
		{Objective: "portal", Rule: penalty.Flat{Credit: "1%"}},
		{Objective: "portal@quarter", Rule: penalty.Tiers{{When: "below 99.955%", Credit: "5%"}}},
	}}
	facts := sla.Facts{Outages: []sla.Outage{portalDown("01-12T09:00", time.Hour)}}
	r := evaluate(t, compile(t, spec), sla.Quarter(2026, 1), facts, berlin("04-01T00:00"))
	var got []string
	for _, s := range r.Statements {
		for _, l := range s.Lines {
			got = append(got, fmt.Sprint(s.ID, " ", l.Objective, " ", l.State, " ", l.Amount))
		}
	}
	want := "portal 2026-01 portal issued 10.00 EUR\nportal 2026-02 portal nothing-owed 0.00 EUR\nportal 2026-03 portal nothing-owed 0.00 EUR\nportal 2026-Q1 portal@quarter issued 50.00 EUR"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

func TestLongerPeriodsAreChecked(t *testing.T) {
	change := func(do func(*sla.Objective)) sla.Spec {
		spec := portalSpec()
		do(&spec.Objectives[0])
		return spec
	}
	over := func(o sla.Over) sla.Spec { return portalSpec(o) }
	for path, spec := range map[string]sla.Spec{
		"objectives[0].over[0].period: missing":  over(sla.Over{Judge: sla.JudgePooled}),
		"objectives[0].over[0].judge: missing":   over(sla.Over{Period: sla.Yearly}),
		"objectives[0].over[0].judge: unknown":   over(sla.Over{Period: sla.Yearly, Judge: "sum"}),
		"objectives[0].over[0].of: missing":      over(sla.Over{Period: sla.Yearly, Judge: sla.JudgeSome}),
		"objectives[0].over[0].of: conflict":     over(sla.Over{Period: sla.Yearly, Judge: sla.JudgeEvery, Of: 2}),
		"objectives[0].over[0].of: out of range": over(sla.Over{Period: sla.Quarterly, Judge: sla.JudgeSome, Of: 4}),
		"objectives[0].over[0].period: conflict": over(sla.Over{Period: sla.Monthly, Judge: sla.JudgePooled}),
		"objectives[0].over[0].attain: conflict": over(sla.Over{Period: sla.Yearly, Judge: sla.JudgePooled, Attain: "at most 4h"}),
		"objectives[0].over[0].attain: missing": change(func(o *sla.Objective) {
			o.Attain, o.Over = "", []sla.Over{{Period: sla.Yearly, Judge: sla.JudgePooled}}
		}),
		"objectives[0].over[0]: conflict": change(func(o *sla.Objective) {
			o.Period, o.Over = "rolling 30 days", []sla.Over{{Period: sla.Yearly, Judge: sla.JudgePooled}}
		}),
		"objectives[0].over[0].period: conflict ": change(func(o *sla.Objective) {
			o.Period, o.Over = sla.Weekly, []sla.Over{{Period: sla.Monthly, Judge: sla.JudgePooled}}
		}),
		"objectives[0].over[0].period: conflict  ":  over(sla.Over{Period: "rolling 90 days", Judge: sla.JudgePooled}),
		"objectives[0].over[0].period: conflict   ": over(sla.Over{Period: "2026-01-01/2026-07-01", Judge: sla.JudgePooled}),
	} {
		where, what, _ := strings.Cut(strings.TrimSpace(path), ": ")
		_, err := sla.New(spec)
		var field *sla.FieldError
		if !errors.As(err, &field) || field.Path != where || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", path, err)
		}
	}
	twice := portalSpec(sla.Over{Period: sla.Yearly, Judge: sla.JudgePooled}, sla.Over{Period: sla.Yearly, Judge: sla.JudgeMean})
	if _, err := sla.New(twice); err == nil || !strings.Contains(err.Error(), "over[1].period") {
		t.Error(err)
	}
}

// A promise that a revision changes within the longer period leaves it open what
// is promised over that.
func TestAChangedPromiseNeedsOneForTheLongerPeriod(t *testing.T) {
	for _, c := range []struct {
		from calendar.Local
		over sla.Over
		ok   bool
	}{
		{"2026-07-01", sla.Over{Period: sla.Yearly, Judge: sla.JudgePooled}, false},
		{"2026-07-01", sla.Over{Period: sla.Yearly, Judge: sla.JudgeMean}, false},
		{"2026-07-01", sla.Over{Period: sla.Yearly, Judge: sla.JudgePooled, Attain: "99.7%"}, true},
		{"2026-07-01", sla.Over{Period: sla.Yearly, Judge: sla.JudgeEvery}, true}, // each month has its own
		{"2026-07-01", sla.Over{Period: sla.Quarterly, Judge: sla.JudgePooled}, true},
		{"2026-07-02", sla.Over{Period: sla.Quarterly, Judge: sla.JudgePooled}, false},
		{"2027-01-01", sla.Over{Period: sla.Yearly, Judge: sla.JudgePooled}, true},
	} {
		spec := portalSpec(c.over)
		next := spec.Objectives[0]
		next.Attain = "99.5%"
		spec.Revisions = []sla.Revision{{From: c.from, Pins: sla.PinDue, Change: sla.Spec{Objectives: []sla.Objective{next}}}}
		_, err := sla.New(spec)
		if (err == nil) != c.ok || err != nil && !strings.Contains(err.Error(), "over[0].attain: missing") {
			t.Errorf("%s %+v: %v", c.from, c.over, err)
		}
	}
}
