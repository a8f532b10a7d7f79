package penalty_test

import (
	"fmt"
	"testing"

	"github.com/upheld/upheld/penalty"
)

// kinds lists what is found, each with its place.
func kinds(t *testing.T, spec penalty.Spec, promises ...penalty.Promise) (all []string) {
	t.Helper()
	spec.Unit, spec.Round = "EUR", penalty.HalfUp
	schedule, err := penalty.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range schedule.Findings(promises...) {
		if f.Code == penalty.CreditWhileMet || f.Code == penalty.AmountForShare || f.Code == penalty.NeverTriggered {
			all = append(all, fmt.Sprint(f.Code, " ", f.Path, " ", f.Value))
		}
	}
	return all
}

// A row that pays for a perfect period is found for every measure, on both sides
// of the edge, unless a condition keeps perfect periods out.
func TestRowsThatPayForAPerfectPeriod(t *testing.T) {
	lost := []penalty.Criterion{{Measure: penalty.LostTime, In: "over 0s"}}
	for _, c := range []struct {
		reads penalty.Measure
		when  penalty.Band
		given []penalty.Criterion
		found string // the values that a perfect period has
	}{
		{penalty.LostTime, "0s to 4h", nil, "exactly 0s"}, {penalty.LostTime, "over 0s", nil, ""}, {penalty.LostTime, "0s to 4h", lost, ""},
		{penalty.LostShare, "at most 1%", nil, "exactly 0%"}, {penalty.LostShare, "over 0%", nil, ""},
		{penalty.Breached, "below 3", nil, "exactly 0"}, {penalty.Breached, "at least 1", nil, ""},
		{penalty.Lateness, "at most 1h", nil, "exactly 0s"}, {penalty.Lateness, "over 0s", nil, ""},
		{penalty.Overran, "at least 0%", nil, "exactly 0%"}, {penalty.Overran, "over 0%", nil, ""},
		{penalty.Streak, "exactly 0", nil, "exactly 0"}, {penalty.Streak, "exactly 1", nil, ""},
		{penalty.Scored, "at most 5", nil, "exactly 0"}, {penalty.Scored, "over 0", nil, ""},
	} {
		rule := penalty.Table{Reads: c.reads, Rows: []penalty.Tier{{When: c.when, Credit: "10%"}}}
		got := kinds(t, penalty.Spec{Base: "100.00", Rules: []penalty.Term{{Objective: "o", When: c.given, Rule: rule}}})
		want := "[credit-while-met rules[0].table.rows[0] " + c.found + " (10%)]"
		if c.found == "" {
			want = "[]"
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s %s: %v, want %s", c.reads, c.when, got, want)
		}
		if got := kinds(t, penalty.Spec{Base: "100.00", Rules: []penalty.Term{{Objective: "o", Rule: penalty.Bonus{Of: penalty.Term{Rule: rule}}}}}); len(got) > 0 {
			t.Errorf("a bonus for %s %s: %v", c.reads, c.when, got)
		}
	}
}

// A cap of 30 over shares is 30.00 EUR, and hardly meant so.
func TestAmountsWhereSharesMayBeMeant(t *testing.T) {
	share, amount := penalty.Flat{Credit: "10%"}, penalty.Flat{Credit: "10.00"}
	for _, c := range []struct {
		at    penalty.Rate
		rules []penalty.Rule
		want  string
	}{
		{"30", []penalty.Rule{share}, "[amount-for-share caps[0] 30]"},
		{"100", []penalty.Rule{share, share}, "[amount-for-share caps[0] 100]"},
		{"101", []penalty.Rule{share}, "[]"},
		{"30%", []penalty.Rule{share}, "[]"},
		{"30.00", []penalty.Rule{share}, "[]"},
		{"30", []penalty.Rule{amount}, "[]"},
		{"30", []penalty.Rule{share, amount}, "[]"},
	} {
		spec := penalty.Spec{Base: "1000.00", Caps: []penalty.Cap{{Per: "month", At: c.at}}}
		for i, rule := range c.rules {
			spec.Rules = append(spec.Rules, penalty.Term{Objective: fmt.Sprint("o", i), Rule: rule})
		}
		if got := fmt.Sprint(kinds(t, spec)); got != c.want {
			t.Errorf("%s over %v: %s, want %s", c.at, c.rules, got, c.want)
		}
	}
	capped := penalty.Capped{At: "30", Of: penalty.Term{Rule: share}}
	if got := fmt.Sprint(kinds(t, penalty.Spec{Base: "1000.00", Rules: []penalty.Term{{Objective: "o", Rule: capped}}})); got != "[amount-for-share rules[0].at 30]" {
		t.Error(got)
	}
}

// A trigger on caps that cut is found where none can, on both sides of the edge.
func TestTriggersOnCapsThatNeverCut(t *testing.T) {
	const found = "[never-triggered triggers[0] cancel]"
	for _, c := range []struct {
		caps []penalty.Cap
		want string
	}{
		{nil, found},
		{[]penalty.Cap{{Per: penalty.PerPeriod, At: "30%"}}, found},
		{[]penalty.Cap{{Per: penalty.PerPeriod, At: "29.99%"}}, "[]"},
		{[]penalty.Cap{{Per: penalty.PerPeriod, At: "100%"}}, found},
		{[]penalty.Cap{{Per: "year", At: "100%"}}, "[]"},
		{[]penalty.Cap{{Per: penalty.PerPeriod, At: "100%"}, {Per: penalty.PerObjective, At: "29%"}}, "[]"},
		{[]penalty.Cap{{Per: penalty.PerPeriod, At: "100.00"}}, "[]"}, // what 30 % come to is not known
	} {
		spec := penalty.Spec{Base: "invoice", Caps: c.caps,
			Rules:    []penalty.Term{{Objective: "o", Rule: penalty.Tiers{{When: "below 99%", Credit: "10%"}, {When: "below 98%", Credit: "30%"}}}},
			Triggers: []penalty.Trigger{{Name: "cancel", Counts: penalty.CountCapped, In: "at least 2"}},
		}
		if got := fmt.Sprint(kinds(t, spec)); got != c.want {
			t.Errorf("%v: %s, want %s", c.caps, got, c.want)
		}
	}
}
