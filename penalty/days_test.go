package penalty_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/penalty"
)

// lateness counts each breach by the dates that were late: started, full.
func lateness(days ...[2]int64) (all []penalty.Days) {
	for _, d := range days {
		all = append(all, penalty.Days{Started: d[0], Full: d[1]})
	}
	return all
}

// Of each breach the dates beyond those that are free make units: begun ones, or
// whole ones alone.
func TestUnitsOfDaysOnBothSidesOfEachBoundary(t *testing.T) {
	rule := func(unit penalty.Span, counted penalty.Counted, after penalty.Span) penalty.PerUnitLate {
		return penalty.PerUnitLate{Credit: "10.00", Unit: unit, Counted: counted, After: after}
	}
	for _, c := range []struct {
		what     string
		rule     penalty.PerUnitLate
		days     []penalty.Days // every date
		business []penalty.Days
		want     string
		told     string // the first line of the working, where it matters
	}{
		{"dates begun", rule("1 calendar day", penalty.Started, ""), lateness([2]int64{3, 1}), lateness([2]int64{1, 0}), "30.00 EUR",
			"late started 3 calendar days 1 calendar day = 3"},
		{"whole dates", rule("1 calendar day", penalty.Full, ""), lateness([2]int64{3, 1}), lateness([2]int64{1, 0}), "10.00 EUR",
			"late full 1 calendar day 1 calendar day = 1"},
		{"business days begun", rule("1 business day", penalty.Started, ""), lateness([2]int64{3, 1}), lateness([2]int64{2, 0}), "20.00 EUR",
			"late started 2 business days 1 business day = 2"},
		{"no whole business day", rule("1 business day", penalty.Full, ""), lateness([2]int64{3, 1}), lateness([2]int64{2, 0}), "0.00 EUR", ""},
		{"no business day at all", rule("1 business day", penalty.Started, ""), lateness([2]int64{2, 2}), lateness([2]int64{0, 0}), "0.00 EUR", ""},
		{"2 days, one begun", rule("2 business days", penalty.Started, ""), nil, lateness([2]int64{1, 0}), "10.00 EUR", ""},
		{"2 days, exactly", rule("2 business days", penalty.Started, ""), nil, lateness([2]int64{2, 0}), "10.00 EUR", ""},
		{"2 days, a third begun", rule("2 business days", penalty.Started, ""), nil, lateness([2]int64{3, 0}), "20.00 EUR",
			"late started 3 business days 2 business days = 2"},
		{"2 whole days, one", rule("2 calendar days", penalty.Full, ""), lateness([2]int64{3, 1}), nil, "0.00 EUR", ""},
		{"2 whole days, two", rule("2 calendar days", penalty.Full, ""), lateness([2]int64{4, 2}), nil, "10.00 EUR", ""},
		{"5 free, the fifth", rule("1 business day", penalty.Started, "5 business days"), nil, lateness([2]int64{5, 3}), "0.00 EUR",
			"late started 5 business days 5 business days 1 business day = 0"},
		{"5 free, the sixth", rule("1 business day", penalty.Started, "5 business days"), nil, lateness([2]int64{6, 4}), "10.00 EUR",
			"late started 6 business days 5 business days 1 business day = 1"},
		{"each breach by itself", rule("2 calendar days", penalty.Started, ""), lateness([2]int64{1, 0}, [2]int64{3, 1}), nil, "30.00 EUR", ""},
	} {
		s := penalty.Shortfall{Verdict: penalty.Missed, LateDays: c.days, LateBusinessDays: c.business}
		statement := owed(t, c.rule, s)
		if got := statement.Total.String(); got != c.want || len(statement.Problems) > 0 {
			t.Errorf("%s: %s, want %s; %v", c.what, got, c.want, statement.Problems)
		}
		if got := told(statement); c.told != "" && (len(got) == 0 || got[0] != c.told) {
			t.Errorf("%s: %q, want %q", c.what, got, c.told)
		}
	}
}

// A breach whose days nobody counted is a problem of the statement and never no
// credit in silence.
func TestDaysThatNobodyCountedAreAProblem(t *testing.T) {
	rule := penalty.PerUnitLate{Credit: "10.00", Unit: "1 business day", Counted: penalty.Started}
	one, two := lateness([2]int64{1, 0}), lateness([2]int64{1, 0}, [2]int64{2, 1})
	for _, c := range []struct {
		what string
		s    penalty.Shortfall
		want string // owed; "" is undetermined
	}{
		{"as many as breaches", penalty.Shortfall{Late: []time.Duration{1, 2}, LateBusinessDays: two}, "30.00 EUR"},
		{"fewer than breaches", penalty.Shortfall{Late: []time.Duration{1, 2}, LateBusinessDays: one}, ""},
		{"fewer than counted", penalty.Shortfall{Breaches: 2, LateBusinessDays: one}, ""},
		{"other days", penalty.Shortfall{Late: []time.Duration{1}, LateDays: one}, ""},
		{"of an earlier period", penalty.Shortfall{Carried: []time.Duration{1}}, ""},
		{"no breach", penalty.Shortfall{Verdict: penalty.Met}, "0.00 EUR"},
	} {
		if c.s.Verdict == "" {
			c.s.Verdict = penalty.Missed
		}
		statement := owed(t, rule, c.s)
		problem := len(statement.Problems) == 1 && statement.Problems[0] == penalty.Finding{Code: penalty.MissingDays, Path: "rules[0]", Value: "o"}
		if c.want == "" && !problem || c.want != "" && (len(statement.Problems) > 0 || statement.Total.String() != c.want) {
			t.Errorf("%s: %s with %v, want %q", c.what, statement.Total, statement.Problems, c.want)
		}
	}
}

func TestUnitsOfDaysAreReadStrictly(t *testing.T) {
	for _, c := range []struct {
		rule penalty.PerUnitLate
		want string // "": it is taken
	}{
		{penalty.PerUnitLate{Unit: "1 calendar day", Counted: penalty.Full}, ""},
		{penalty.PerUnitLate{Unit: "36500 business days", Counted: penalty.Full}, ""},
		{penalty.PerUnitLate{Unit: "36501 business days", Counted: penalty.Full}, "unit: \"36501 business days\": out of range: from 1 to 36500 days"},
		{penalty.PerUnitLate{Unit: "0 business days", Counted: penalty.Full}, "unit: \"0 business days\": out of range: from 1 to 36500 days"},
		{penalty.PerUnitLate{Unit: "1.5 business days", Counted: penalty.Full}, "a whole number of days is needed, such as 1 business day"},
		{penalty.PerUnitLate{Unit: "+1 business day", Counted: penalty.Full}, "a whole number of days is needed, such as 1 business day"},
		{penalty.PerUnitLate{Unit: " business days", Counted: penalty.Full}, "a whole number of days is needed, such as 1 business day"},
		{penalty.PerUnitLate{Unit: "3 days", Counted: penalty.Full}, "write 1 calendar day, which is a date, 1 business day of the target's calendar, or a length of time such as 24h"},
		{penalty.PerUnitLate{Unit: "1 working day", Counted: penalty.Full}, "write 1 calendar day, which is a date, 1 business day of the target's calendar, or a length of time such as 24h"},
		{penalty.PerUnitLate{Unit: "1 calendar day", Counted: penalty.InPart}, "counted: \"in-part\": conflicts with another term: a date has no parts, for it may have 23 or 25 hours; write started or full, or unit: 24h"},
		{penalty.PerUnitLate{Unit: "1 calendar day", Counted: "exact"}, "\"exact\": "},
		{penalty.PerUnitLate{Unit: "1 calendar day"}, "counted: missing"},
		{penalty.PerUnitLate{Unit: "1 calendar day", Counted: penalty.Full, Reads: penalty.LostTime}, "time lost is a length such as 1h; only lateness is counted in days"},
		{penalty.PerUnitLate{Unit: "1 calendar day", Counted: penalty.Full, Reads: penalty.Lateness, After: "2 calendar days"}, ""},
		{penalty.PerUnitLate{Unit: "1 calendar day", Counted: penalty.Full, After: "2 business days"}, "after: \"2 business days\": conflicts with another term: after and unit must both be lengths, or days of the same kind: unit is 1 calendar day"},
		{penalty.PerUnitLate{Unit: "1 calendar day", Counted: penalty.Full, After: "48h"}, "after and unit must both be lengths"},
		{penalty.PerUnitLate{Unit: "24h", Counted: penalty.Full, After: "1 business day"}, "after and unit must both be lengths"},
	} {
		c.rule.Credit = "10.00"
		_, err := penalty.New(penalty.Spec{Unit: "EUR", Round: penalty.HalfUp, Rules: []penalty.Term{{Objective: "o", Rule: c.rule}}})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.rule, err, c.want)
		}
	}
}

func TestWhoseLatenessIsCountedInDays(t *testing.T) {
	rule := func(objective string, unit penalty.Span) penalty.Term {
		return penalty.Term{Objective: objective, Rule: penalty.PerUnitLate{Credit: "1.00", Unit: unit, Counted: penalty.Started}}
	}
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{
		rule("c", "1 calendar day"), rule("b", "24h"), rule("a", "1 business day"),
		{Objective: "a", Rule: penalty.Capped{At: "5.00", Of: rule("", "2 calendar days")}}, rule("c", "2 calendar days"),
	}})
	days, business := schedule.LateDays()
	if !slices.Equal(days, []string{"a", "c"}) || !slices.Equal(business, []string{"a"}) {
		t.Errorf("%v %v", days, business)
	}
	if days, business = (penalty.Schedule{}).LateDays(); days != nil || business != nil {
		t.Errorf("%v %v of no schedule", days, business)
	}
}
