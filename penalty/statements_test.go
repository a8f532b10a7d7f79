package penalty_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/penalty"
)

// monthFrom gives the first days of a month of 2026 and of the next month.
func monthFrom(m time.Month) (from, to date.Date) {
	return date.New(2026, m, 1), date.New(2026, m+1, 1)
}

// An earlier statement that cannot be used takes nothing off a cap and is a problem. May owes 10.00, and the year has 15.00.
func TestEarlierStatementsThatAreNotUsed(t *testing.T) {
	schedule, err := penalty.New(penalty.Spec{
		Unit: "EUR", Base: "100.00", Round: penalty.HalfUp, Caps: []penalty.Cap{{Per: penalty.PerYear, At: "15.00"}},
		Rules: []penalty.Term{{Name: "site", Objective: "site", Rule: penalty.Flat{Credit: "10%"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	earlier := func(id string, m time.Month, amount string, state penalty.LineState) penalty.Statement {
		of, err := readAmount(amount)
		if err != nil {
			t.Fatal(err)
		}
		from, to := monthFrom(m)
		return penalty.Statement{ID: id, From: from, To: to, Total: of,
			Lines: []penalty.Line{{Objective: "site", Rule: "site", Amount: of, State: state}}}
	}
	april := earlier("april", time.April, "9.00 EUR", penalty.Issued)
	back := april
	back.To = back.From - 1
	fixed := earlier("fixed", time.April, "2.00 EUR", penalty.Issued)
	fixed.Corrects = "april"
	refixed := fixed
	refixed.ID = "refixed"
	for name, c := range map[string]struct {
		earlier []penalty.Statement
		want    string
		problem penalty.FindingCode
	}{
		"one":                     {[]penalty.Statement{april}, "6.00 EUR", ""},
		"none":                    {nil, "10.00 EUR", ""},
		"another currency":        {[]penalty.Statement{earlier("april", time.April, "9.00 USD", penalty.Issued)}, "10.00 EUR", penalty.StatementUnit},
		"backwards":               {[]penalty.Statement{back}, "10.00 EUR", penalty.StatementBackwards},
		"a state there is not":    {[]penalty.Statement{earlier("april", time.April, "9.00 EUR", "paid")}, "10.00 EUR", penalty.StatementState},
		"one period twice":        {[]penalty.Statement{april, april}, "6.00 EUR", penalty.StatementRepeated},
		"corrected twice":         {[]penalty.Statement{april, fixed, refixed}, "2.00 EUR", ""},
		"one correction twice":    {[]penalty.Statement{april, fixed, fixed}, "4.00 EUR", penalty.StatementRepeated},
		"later ones do not count": {[]penalty.Statement{earlier("july", time.July, "9.00 USD", penalty.Issued)}, "10.00 EUR", ""},
	} {
		from, to := monthFrom(time.May)
		s := schedule.Statement(penalty.Case{From: from, To: to, Shortfalls: []penalty.Shortfall{{Objective: "site", Verdict: penalty.Missed}}}, c.earlier...)
		if s.Total.String() != c.want {
			t.Errorf("%s: %s owed, want %s", name, s.Total, c.want)
		}
		if got := fmt.Sprint(s.Problems); c.problem == "" && len(s.Problems) > 0 || c.problem != "" && (len(s.Problems) != 1 || s.Problems[0].Code != c.problem) {
			t.Errorf("%s: problems %s, want %q", name, got, c.problem)
		}
	}
}

// Free misses of a window are free once, not in every period of it: with misses
// of 1, 2, 1 and 3, two of them free, the third on costs 50.00 each. In lots of
// three the two free ones come first: 1, 3, 4 and 7 misses so far are 0, 0, 0 and
// 1 lot.
func TestFreeMissesOfAWindowAreFreeOnce(t *testing.T) {
	for _, c := range []struct {
		rule penalty.PerBreach
		want [4]string
	}{
		{penalty.PerBreach{Credit: "50.00", Free: 2, Over: "12 months"}, [4]string{"0.00 EUR", "50.00 EUR", "50.00 EUR", "150.00 EUR"}},
		{penalty.PerBreach{Credit: "50.00", Free: 2}, [4]string{"0.00 EUR", "0.00 EUR", "0.00 EUR", "50.00 EUR"}},
		{penalty.PerBreach{Credit: "50.00", Over: "12 months"}, [4]string{"50.00 EUR", "100.00 EUR", "50.00 EUR", "150.00 EUR"}},
		{penalty.PerBreach{Credit: "50.00", Free: 2, Every: 3, Over: "12 months"}, [4]string{"0.00 EUR", "0.00 EUR", "0.00 EUR", "50.00 EUR"}},
		{penalty.PerBreach{Credit: "50.00", Free: 1, Every: 3, Over: "12 months"}, [4]string{"0.00 EUR", "0.00 EUR", "50.00 EUR", "50.00 EUR"}},
	} {
		schedule, err := penalty.New(penalty.Spec{Unit: "EUR", Round: penalty.HalfUp,
			Rules: []penalty.Term{{Objective: "calls", Rule: c.rule}}})
		if err != nil {
			t.Fatal(err)
		}
		var all []penalty.Statement
		for i, breaches := range []int64{1, 2, 1, 3} {
			from, to := monthFrom(time.Month(i + 1))
			s := schedule.Statement(penalty.Case{From: from, To: to,
				Shortfalls: []penalty.Shortfall{{Objective: "calls", Verdict: penalty.Missed, Breaches: breaches}}}, all...)
			if all = append(all, s); s.Total.String() != c.want[i] {
				t.Errorf("%+v, month %d: %s, want %s", c.rule, i+1, s.Total, c.want[i])
			}
		}
	}
}
