package penalty_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

// A maximum is reached if credits are just as much, not only if it cuts them; a
// month without credits does not reach a maximum of 0.00. Amounts are what the
// months owe before the cap, of 30.00 where the case does not say.
func TestTriggersOnAMaximumReached(t *testing.T) {
	all := []penalty.Cap{{Per: penalty.PerPeriod, At: "30.00"}}
	for _, c := range []struct {
		name    string
		owes    string // by month
		want    string
		caps    []penalty.Cap
		trigger penalty.Trigger
	}{
		{"just reached, twice in a row", "30 30 20", "-!-", all, penalty.Trigger{In: "at least 2"}},
		{"cut counts too", "29 40 30", "--!", all, penalty.Trigger{In: "at least 2"}},
		{"a month between breaks the row", "30 29 30", "---", all, penalty.Trigger{In: "at least 2"}},
		{"any of four", "30 29 0 30 0 0 30", "---!--!", all, penalty.Trigger{In: "at least 2", Within: "4 months"}},
		{"nothing owed", "0 0", "--", []penalty.Cap{{Per: penalty.PerPeriod, At: "0.00"}}, penalty.Trigger{In: "at least 2"}},
		{"a year's maximum", "20 10 5 0", "-!!!", []penalty.Cap{{Per: penalty.PerYear, At: "30.00"}}, penalty.Trigger{In: "at least 1", Within: "year"}},
		{"the maximum of an objective is not that of all", "30", "-", []penalty.Cap{{Per: penalty.PerObjective, At: "30.00"}}, penalty.Trigger{In: "at least 1"}},
		{"the maximum of the objective", "30 29", "!-", []penalty.Cap{{Per: penalty.PerObjective, At: "30.00"}}, penalty.Trigger{Objective: "o", In: "at least 1"}},
		{"of the objective, named by the cap", "30 29", "!-", []penalty.Cap{{Per: penalty.PerPeriod, Objective: "o", At: "30.00"}}, penalty.Trigger{Objective: "o", In: "at least 1"}},
		{"of another", "30", "-", []penalty.Cap{{Per: penalty.PerPeriod, Objective: "p", At: "30.00"}}, penalty.Trigger{Objective: "o", In: "at least 1"}},
	} {
		c.trigger.Name, c.trigger.Counts = "cancel", penalty.CountReached
		if got := held(owing(t, penalty.Spec{Caps: c.caps, Triggers: []penalty.Trigger{c.trigger}}, c.owes)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// owing gives a statement a month that owes the amounts, of an invoice of 100.00.
func owing(t *testing.T, spec penalty.Spec, amounts string) (all []penalty.Statement) {
	t.Helper()
	for i, amount := range strings.Fields(amounts) {
		own := spec
		own.Rules = []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: penalty.Rate(amount)}}}
		all = append(all, compile(t, own).Statement(penalty.Case{
			ID: fmt.Sprint("month ", i), From: march.AddDate(0, i, 0), To: march.AddDate(0, i+1, 0),
			Charges:    []penalty.Charge{{Name: "fee", Amount: decimal.RequireFromString("100.00")}},
			Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}},
		}, all...))
	}
	return all
}

func held(all []penalty.Statement) (pattern string) {
	for _, s := range all {
		pattern += map[bool]string{true: "!", false: "-"}[len(s.Triggered()) == 1]
	}
	return pattern
}

// Periods in which the credits are a fifth of the fees or more.
func TestTriggersOnWhatIsOwed(t *testing.T) {
	for _, c := range []struct {
		name, owes, want string
		spec             penalty.Spec
		trigger          penalty.Trigger
	}{
		{"two of four months", "20 0 10 20", "---!", penalty.Spec{Base: "invoice"}, penalty.Trigger{When: "at least 20%", In: "at least 2", Within: "4 months"}},
		{"two of three", "20 0 10 20", "----", penalty.Spec{Base: "invoice"}, penalty.Trigger{When: "at least 20%", In: "at least 2", Within: "3 months"}},
		{"just below", "20 19.999", "--", penalty.Spec{Base: "invoice"}, penalty.Trigger{When: "at least 20%", In: "at least 2", Within: "4 months"}},
		{"over is not at least", "20 20.01 20.01", "--!", penalty.Spec{Base: "invoice"}, penalty.Trigger{When: "over 20%", In: "at least 2"}},
		{"of a base of its own", "40 39", "!-", penalty.Spec{Base: "invoice"}, penalty.Trigger{When: "at least 20%", Base: "200.00", In: "at least 1"}},
		{"an amount", "25 24.99", "!-", penalty.Spec{}, penalty.Trigger{When: "at least 25.00", In: "at least 1"}},
		{"after caps", "40", "-", penalty.Spec{Base: "invoice", Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "19%"}}}, penalty.Trigger{When: "at least 20%", In: "at least 1"}},
		{"less than the minimum is not owed", "5", "-", penalty.Spec{Minimum: "at least 10.00"}, penalty.Trigger{When: "at least 5.00", In: "at least 1"}},
		{"of an objective", "20", "!", penalty.Spec{Base: "invoice"}, penalty.Trigger{Objective: "o", When: "at least 20%", In: "at least 1"}},
		{"of an objective that owes nothing", "20", "-", penalty.Spec{Base: "invoice"}, penalty.Trigger{Objective: "p", When: "at least 20%", In: "at least 1"}},
	} {
		c.trigger.Name, c.trigger.Counts = "terminate", penalty.CountOwed
		c.spec.Triggers = []penalty.Trigger{c.trigger}
		if got := held(owing(t, c.spec, c.owes)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// What a correction changes is what later periods see: the maximum of March was
// not reached after all, or was.
func TestACorrectionChangesWhetherAPeriodCounted(t *testing.T) {
	spec := penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "30.00"}}}
	for _, counts := range []penalty.TriggerCounts{penalty.CountReached, penalty.CountCapped} {
		spec.Triggers = []penalty.Trigger{{Name: "cancel", Counts: counts, In: "at least 1", Within: "year"}}
		for _, c := range []struct{ was, now, want string }{{"40", "20", "-"}, {"20", "40", "!"}} {
			issued, now := owing(t, spec, c.was)[0], owing(t, spec, c.now)[0]
			fixed := penalty.Correct(issued, now)
			april := compile(t, spec).Statement(penalty.Case{From: march.AddDate(0, 1, 0), To: march.AddDate(0, 2, 0)}, issued, fixed)
			if got := held([]penalty.Statement{april}); got != c.want {
				t.Errorf("%s, %s corrected to %s: %s", counts, c.was, c.now, got)
			}
		}
	}
}

// Breaches in any 30 days, by the instants at which they began: exactly 30 days
// apart is not within 30 days. Each word is a month from March on, with the days
// and hours of its breaches.
func TestTriggersOverDays(t *testing.T) {
	for _, c := range []struct {
		name, months, want, at string
		trigger                penalty.Trigger
	}{
		{"over the month's end", "20.10 2.10,12.10 -", "-!-", "2026-04-12T10:00:00Z", penalty.Trigger{In: "at least 3", Within: "30 days"}},
		{"of two months, too far apart", "1.10 2.10,12.10", "--", "", penalty.Trigger{In: "at least 3", Within: "30 days"}},
		{"exactly 30 days", "12.10 2.10,11.10", "--", "", penalty.Trigger{In: "at least 3", Within: "30 days"}},
		{"an hour less", "12.10 2.10,11.9", "-!", "2026-04-11T09:00:00Z", penalty.Trigger{In: "at least 3", Within: "30 days"}},
		{"the first time it holds", "1.1,2.1,3.1,4.1", "!", "2026-03-03T01:00:00Z", penalty.Trigger{In: "at least 3", Within: "3 days"}},
		{"two at once", "1.1,1.1", "!", "2026-03-01T01:00:00Z", penalty.Trigger{In: "at least 2", Within: "1 day"}},
		{"of one objective", "1.1,2.1", "!", "2026-03-02T01:00:00Z", penalty.Trigger{Objective: "o", In: "at least 2", Within: "2 days"}},
	} {
		c.trigger.Name, c.trigger.Counts = "chronic", penalty.CountBreaches
		schedule := compile(t, penalty.Spec{Triggers: []penalty.Trigger{c.trigger}})
		var all []penalty.Statement
		at := ""
		for i, month := range strings.Fields(c.months) {
			s := penalty.Shortfall{Objective: "o", Verdict: penalty.Met}
			for _, one := range strings.Split(month, ",") {
				var day, hour int
				if _, err := fmt.Sscanf(one, "%d.%d", &day, &hour); err == nil {
					s.Starts = append(s.Starts, time.Date(2026, time.March+time.Month(i), day, hour, 0, 0, 0, time.UTC))
					s.Breaches++
				}
			}
			made := schedule.Statement(penalty.Case{ID: fmt.Sprint(i), From: march.AddDate(0, i, 0), To: march.AddDate(0, i+1, 0), Shortfalls: []penalty.Shortfall{s}}, all...)
			var read penalty.Statement // as it is kept
			if text, err := json.Marshal(made); err != nil || json.Unmarshal(text, &read) != nil {
				t.Fatal(err)
			}
			all = append(all, read)
			if len(made.Triggers) != 1 || len(made.Problems) > 0 {
				t.Fatalf("%s: %v %v", c.name, made.Triggers, made.Problems)
			}
			if when := read.Triggers[0].At; !when.IsZero() {
				at += when.Format(time.RFC3339)
			}
		}
		if got := held(all); got != c.want || at != c.at {
			t.Errorf("%s: %s at %s, want %s at %s", c.name, got, at, c.want, c.at)
		}
	}
	// Instants are kept only if a trigger needs them, and reported if they are missing.
	breach := penalty.Case{From: march, To: april, Shortfalls: []penalty.Shortfall{{Objective: "o", Breaches: 1, Starts: []time.Time{time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)}}}}
	for within, want := range map[penalty.Lookback]int{"30 days": 1, "2 months": 0} {
		schedule := compile(t, penalty.Spec{Triggers: []penalty.Trigger{{Name: "chronic", Counts: penalty.CountBreaches, In: "at least 3", Within: within}}})
		if s := schedule.Statement(breach); len(s.Found[0].Starts) != want {
			t.Errorf("%s: %d instants are kept", within, len(s.Found[0].Starts))
		}
		lacks := breach
		lacks.Shortfalls = []penalty.Shortfall{{Objective: "o", Breaches: 2}}
		if s := schedule.Statement(lacks); (len(s.Problems) == 1 && s.Problems[0].Code == penalty.BreachUndated) != (want == 1) {
			t.Errorf("%s: %v", within, s.Problems)
		}
	}
	// Days missed in any 30 days, of statements that are made each day.
	schedule := compile(t, penalty.Spec{Triggers: []penalty.Trigger{{Name: "days", In: "at least 2", Within: "3 days"}}})
	var all []penalty.Statement
	for i, v := range "x..x.x" {
		verdict := map[rune]penalty.Verdict{'x': penalty.Missed, '.': penalty.Met}[v]
		day := march.AddDate(0, 0, i)
		all = append(all, schedule.Statement(penalty.Case{From: day, To: day + 1, Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: verdict}}}, all...))
	}
	if got := held(all); got != "-----!" {
		t.Errorf("days: %s", got)
	}
}

func TestTriggersThatCannotBeRead(t *testing.T) {
	for _, c := range []struct {
		trigger penalty.Trigger
		want    string
	}{
		{penalty.Trigger{Counts: penalty.CountOwed}, `triggers[0].when: missing: counts: owed needs what is owed, such as at least 20%`},
		{penalty.Trigger{Counts: penalty.CountOwed, When: "at least 20%"}, `triggers[0].when: "at least 20%": missing: a share needs a base; state one here or in the schedule`},
		{penalty.Trigger{Counts: penalty.CountOwed, When: "at least 2h"}, `triggers[0].when: "at least 2h": conflicts with another term: write an amount such as 500.00 or a share such as 20%`},
		{penalty.Trigger{When: "at least 20%"}, `triggers[0].when: "at least 20%": conflicts with another term: only counts: owed uses it; remove it`},
		{penalty.Trigger{Base: "invoice"}, `triggers[0].base: "invoice": conflicts with another term: only counts: owed uses it; remove it`},
		{penalty.Trigger{Within: "0 days"}, `triggers[0].within: "0 days": out of range: a rolling window has 1 to 36500 days`},
		{penalty.Trigger{Within: "+3 days"}, `triggers[0].within: "+3 days": cannot be read: a rolling window reads 30 days`},
	} {
		c.trigger.Name, c.trigger.In = "x", "at least 1"
		if _, err := penalty.New(penalty.Spec{Triggers: []penalty.Trigger{c.trigger}}); err == nil || err.Error() != c.want {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
	if _, err := penalty.New(penalty.Spec{Caps: []penalty.Cap{{Per: "30 days", At: "1.00"}}}); err == nil {
		t.Error("a cap over days is taken")
	}
	found := compile(t, penalty.Spec{Triggers: []penalty.Trigger{{Name: "x", Counts: penalty.CountReached, In: "at least 1"}}}).Findings()
	if len(found) != 1 || found[0].Code != penalty.NeverTriggered {
		t.Errorf("%v", found)
	}
}
