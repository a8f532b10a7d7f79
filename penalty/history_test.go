package penalty_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/penalty"
)

// months gives one statement a month from March 2026 on, each with those before
// it as history; change adjusts the shortfall of objective "o".
func months(schedule penalty.Schedule, n int, change func(i int, s *penalty.Shortfall)) []penalty.Statement {
	var all []penalty.Statement
	for i := range n {
		s := penalty.Shortfall{Objective: "o"}
		change(i, &s)
		all = append(all, schedule.Statement(penalty.Case{
			ID: fmt.Sprint("month ", i), From: march.AddDate(0, i, 0), To: march.AddDate(0, i+1, 0),
			Shortfalls: []penalty.Shortfall{s},
		}, all...))
	}
	return all
}

// verdicts reads "x" as missed, "." as met and "?" as not measurable.
func verdicts(pattern string) func(int, *penalty.Shortfall) {
	return func(i int, s *penalty.Shortfall) {
		s.Verdict = map[byte]penalty.Verdict{'x': penalty.Missed, '.': penalty.Met, '?': penalty.NotMeasurable}[pattern[i]]
	}
}

func totals(all []penalty.Statement) string {
	var out []string
	for _, s := range all {
		out = append(out, strings.TrimSuffix(s.Total.String(), " EUR"))
	}
	return strings.Join(out, " ")
}

func TestRepeatsAndStreaks(t *testing.T) {
	flat := penalty.Term{Rule: penalty.Flat{Credit: "1.00"}}
	for _, c := range []struct {
		name, pattern, want string
		rule                penalty.Rule
	}{
		{"doubled from the second on", "xxx.x", "1.00 2.00 2.00 0.00 1.00", penalty.Repeat{By: []penalty.Factor{"2"}, Of: flat}},
		{"by streak", "xxxx", "1.00 1.50 3.00 3.00", penalty.Repeat{By: []penalty.Factor{"1.5", "3"}, Of: flat}},
		{"not measurable breaks the chain", "x?x", "1.00 0.00 1.00", penalty.Repeat{By: []penalty.Factor{"2"}, Of: flat}},
		{"within a window", "x.x..x", "1.00 0.00 2.00 0.00 0.00 1.00", penalty.Repeat{By: []penalty.Factor{"2"}, Within: "3 months", Of: flat}},
		{"at the edge of the window", "x..x", "1.00 0.00 0.00 2.00", penalty.Repeat{By: []penalty.Factor{"2"}, Within: "4 months", Of: flat}},
		{"beyond the window", "x..x", "1.00 0.00 0.00 1.00", penalty.Repeat{By: []penalty.Factor{"2"}, Within: "3 months", Of: flat}},
		{"streak table", "xxx.", "12.50 25.00 50.00 0.00", penalty.Table{Reads: penalty.Streak, Rows: []penalty.Tier{
			{When: "exactly 1", Credit: "12.50"}, {When: "exactly 2", Credit: "25.00"}, {When: "at least 3", Credit: "50.00"}}}},
		{"cap around a repeat", "xx", "1.00 1.20", penalty.Capped{At: "1.20", Of: penalty.Term{Rule: penalty.Repeat{By: []penalty.Factor{"2"}, Of: flat}}}},
	} {
		schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: c.rule}}})
		if got := totals(months(schedule, len(c.pattern), verdicts(c.pattern))); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAGapInTheHistoryBreaksARow(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.Repeat{
		By: []penalty.Factor{"2"}, Of: penalty.Term{Rule: penalty.Flat{Credit: "1.00"}}}}}})
	all := months(schedule, 3, verdicts("xxx"))
	kase := penalty.Case{From: march.AddDate(0, 3, 0), To: march.AddDate(0, 4, 0),
		Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}}}
	for _, c := range []struct {
		earlier []penalty.Statement
		want    string
	}{
		{[]penalty.Statement{all[2], all[0], all[1]}, "2.00 EUR"}, // in any order
		{[]penalty.Statement{all[0], all[1]}, "1.00 EUR"},         // May is missing
		{nil, "1.00 EUR"},
	} {
		if got := schedule.Statement(kase, c.earlier...).Total.String(); got != c.want {
			t.Errorf("%d earlier: %s, want %s", len(c.earlier), got, c.want)
		}
	}
}

func TestLotsOverAWindowAreCreditedOnce(t *testing.T) {
	schedule := compile(t, penalty.Spec{Base: "126000.00", Rules: []penalty.Term{{Objective: "o", Rule: penalty.PerBreach{
		Credit: "5%", Every: 10, Over: "12 months"}}}})
	n := []int64{4, 5, 1, 0, 21, 8}
	got := totals(months(schedule, len(n), func(i int, s *penalty.Shortfall) { s.Breaches = n[i] }))
	if want := "0.00 0.00 6300.00 0.00 12600.00 0.00"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestPointsAreCarriedOver(t *testing.T) {
	schedule := compile(t, penalty.Spec{Base: "1000.00", Rules: []penalty.Term{{Objective: "o", Rule: penalty.Points{
		Over: "3 months", Rows: []penalty.Tier{{When: "at least 5", Credit: "2%"}},
		Of: []penalty.Term{{Rule: penalty.Flat{Credit: "2 points"}}},
	}}}})
	if got, want := totals(months(schedule, 6, verdicts("xxx.xx"))), "0.00 0.00 20.00 0.00 0.00 0.00"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCapsOverYears(t *testing.T) {
	flat := []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "40.00"}}}
	for _, c := range []struct{ per, want string }{
		{"year", "40.00 40.00 20.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 40.00"},             // March to December, then January
		{"year from june", "40.00 40.00 20.00 40.00 40.00 20.00 0.00 0.00 0.00 0.00 0.00"}, // three months of one year, then the next
		{"year from 2026-05-15", "40.00 40.00 20.00 40.00 40.00 20.00 0.00 0.00 0.00 0.00 0.00"},
		{"quarter", "40.00 40.00 40.00 20.00 40.00 40.00 20.00 40.00 40.00 20.00 40.00"},
		{"3 months", "40.00 40.00 20.00 40.00 40.00 20.00 40.00 40.00 20.00 40.00 40.00"},
		{"lifetime", "40.00 40.00 20.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00"},
	} {
		schedule := compile(t, penalty.Spec{Rules: flat, Caps: []penalty.Cap{{Per: penalty.Scope(c.per), At: "100.00"}}})
		if got := totals(months(schedule, 11, verdicts("xxxxxxxxxxx"))); got != c.want {
			t.Errorf("%s: %s, want %s", c.per, got, c.want)
		}
	}
}

func TestOnlyWhatBeganBeforeIsHistory(t *testing.T) {
	schedule := compile(t, penalty.Spec{Caps: []penalty.Cap{{Per: penalty.Lifetime, At: "50.00"}},
		Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "40.00"}}}})
	kase := penalty.Case{From: march, To: april, Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}}}
	first := schedule.Statement(kase)
	if got := schedule.Statement(kase, first).Total.String(); got != "40.00 EUR" {
		t.Errorf("worked out again with itself as history: %s", got)
	}
}

func TestExpiredCreditsLeaveRoomUnderACap(t *testing.T) {
	schedule := compile(t, penalty.Spec{Claim: "10 days after period end", Caps: []penalty.Cap{{Per: penalty.Lifetime, At: "50.00"}},
		Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "40.00"}}}})
	first := months(schedule, 1, verdicts("x"))[0]
	next := penalty.Case{From: april, To: april.AddDate(0, 1, 0), Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}}}
	late := april + 10
	for _, c := range []struct {
		earlier penalty.Statement
		want    string
	}{
		{first, "10.00 EUR"}, {first.On(late), "40.00 EUR"}, {first.On(late, late-1), "10.00 EUR"},
	} {
		if got := schedule.Statement(next, c.earlier).Total.String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.earlier.Lines[0].State, got, c.want)
		}
	}
}

func TestEarnBackForward(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.EarnBack{
		Returns: []penalty.Return{{After: 2, Share: "50%"}, {After: 4, Share: "50%"}},
		Of:      penalty.Term{Rule: penalty.Flat{Credit: "10.01"}},
	}}}})
	for _, c := range []struct{ pattern, want string }{
		{"x....", "- - 5.00 - 5.01"},
		{"x.x..", "- - - - 5.00"},          // the first is lost, the second comes back
		{"x..x.", "- - 5.00 - -"},          // half of the first stays returned
		{"x.?..", "- - - - -"},             // a month not measured is not a clean one
		{"x......", "- - 5.00 - 5.01 - -"}, // and never more than was credited
	} {
		all := months(schedule, len(c.pattern), verdicts(c.pattern))
		var got []string
		for _, s := range all {
			text := "-"
			for _, l := range s.Returned {
				text = strings.TrimSuffix(l.Amount.String(), " EUR")
				if !strings.HasPrefix(l.Refers, "month ") || l.State != penalty.EarnedBack || len(l.Steps()) == 0 {
					t.Errorf("%s: the line does not say what it goes back to: %+v", c.pattern, l)
				}
			}
			got = append(got, text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s, want %s", c.pattern, strings.Join(got, " "), c.want)
		}
		if account := penalty.AccountOf(all...); account.Outstanding.Sign() < 0 {
			t.Errorf("%s: more earned back than credited: %v", c.pattern, account)
		}
	}
}

func TestEarnBackByTheAverageOfTheYear(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.EarnBack{
		Returns: []penalty.Return{{Average: "year", Share: "100%"}},
		Of:      penalty.Term{Rule: penalty.Flat{Credit: "10.00"}},
	}}}})
	for _, c := range []struct {
		december *big.Rat
		want     string
	}{
		// March attains 98%, April 100%, December what is given, the others 99%:
		// the mean reaches 99% all along, but only December ends the year.
		{big.NewRat(99, 100), "10.00"}, {big.NewRat(9899, 10000), "-"},
	} {
		all := months(schedule, 11, func(i int, s *penalty.Shortfall) {
			s.Attained, s.Promised = big.NewRat(99, 100), big.NewRat(99, 100)
			switch i {
			case 0:
				s.Attained = big.NewRat(98, 100)
			case 1:
				s.Attained = big.NewRat(100, 100)
			case 9:
				s.Attained = c.december
			}
		})
		got := "-"
		for i, s := range all {
			for _, l := range s.Returned {
				if i != 9 {
					t.Errorf("returned in month %d, not at the end of the year", i)
				}
				got = strings.TrimSuffix(l.Amount.String(), " EUR")
			}
		}
		if got != c.want {
			t.Errorf("%v: %s, want %s", c.december, got, c.want)
		}
	}
}

func TestCorrectionsAreNewEntries(t *testing.T) {
	schedule := compile(t, penalty.Spec{Base: "100.00", Caps: []penalty.Cap{{Per: penalty.Lifetime, At: "15.00"}},
		Rules: []penalty.Term{{Objective: "o", Rule: penalty.Tiers{{When: "below 99%", Credit: "10%"}, {When: "below 95%", Credit: "12.34%"}}}}})
	at := func(id string, v int64, from date.Date, earlier ...penalty.Statement) penalty.Statement {
		return schedule.Statement(penalty.Case{ID: id, From: from, To: from.AddDate(0, 1, 0),
			Shortfalls: []penalty.Shortfall{{Objective: "o", Attained: big.NewRat(v, 100)}}}, earlier...)
	}
	old := at("old", 98, march)
	now := at("now", 90, march)
	correction := penalty.Correct(old, now)
	if correction.Corrects != "old" || correction.Total.String() != "2.34 EUR" || correction.Lines[0].Refers != "old" ||
		correction.Lines[0].Amount.String() != "2.34 EUR" {
		t.Errorf("correction %+v", correction)
	}
	back := penalty.Correct(now, old)
	if back.Total.String() != "-2.34 EUR" {
		t.Errorf("back: %s", back.Total)
	}
	if a, b := penalty.AccountOf(old, correction, back), penalty.AccountOf(old); a != b && !a.Outstanding.Equal(b.Outstanding) {
		t.Errorf("a correction and its reverse leave %v of %v", a, b)
	}
	// The cap of later statements sees what was corrected.
	for _, c := range []struct {
		earlier []penalty.Statement
		want    string
	}{
		{[]penalty.Statement{old}, "5.00 EUR"}, {[]penalty.Statement{old, correction}, "2.66 EUR"},
		{[]penalty.Statement{old, correction, back}, "5.00 EUR"},
	} {
		if got := at("april", 98, april, c.earlier...).Total.String(); got != c.want {
			t.Errorf("%d earlier: %s, want %s", len(c.earlier), got, c.want)
		}
	}
	none := penalty.Correct(now, schedule.Statement(penalty.Case{ID: "none", From: march, To: april}))
	var told []string
	for _, s := range []penalty.Statement{correction, back, none} {
		steps := s.Lines[0].Steps()
		told = append(told, steps[len(steps)-1].String())
	}
	if want := []string{"corrected 10.00 EUR 12.34 EUR = 2.34 EUR", "corrected 12.34 EUR 10.00 EUR = -2.34 EUR",
		"corrected 12.34 EUR 0.00 EUR = -12.34 EUR"}; !slices.Equal(told, want) {
		t.Errorf("%q, want %q", told, want)
	}
	// A second credit is cut to 5.00 by the cap; its correction tells that too.
	cut := penalty.Correct(at("april", 98, april, old), at("corrected", 98, april))
	if got := fmt.Sprint(cut.Lines[0].Steps()[1:]); got != "[corrected 5.00 EUR 10.00 EUR = 5.00 EUR]" {
		t.Errorf("uncut: %s", got)
	}
	cut = penalty.Correct(at("april", 98, april), at("corrected", 98, april, old))
	if got := fmt.Sprint(cut.Lines[0].Steps()[1:]); got != "[share 10.00 EUR = 5.00 EUR corrected 10.00 EUR 5.00 EUR = -5.00 EUR]" {
		t.Errorf("cut: %s", got)
	}
	// The correction keeps the working of the whole, which names the cap, and takes the
	// issued total off; without such a working its lines say all.
	var whole []string
	for _, step := range cut.Steps {
		whole = append(whole, step.String())
	}
	if want := []string{"earlier within lifetime 10.00 EUR 15 15.00 EUR = 5.00 EUR", "cap within lifetime 5.00 EUR 10.00 EUR = 5.00 EUR",
		"corrected 10.00 EUR 5.00 EUR = -5.00 EUR"}; !slices.Equal(whole, want) {
		t.Errorf("the whole: %q, want %q", whole, want)
	}
	if len(correction.Steps) > 0 {
		t.Errorf("the whole without a cap: %v", correction.Steps)
	}
	if none.Total.String() != "-12.34 EUR" || len(none.Lines) != 1 || none.Lines[0].Amount.String() != "-12.34 EUR" {
		t.Errorf("a line that is no more: %+v", none.Lines)
	}
}

func TestACorrectedCreditIsEarnedBackAsCorrected(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.EarnBack{
		Returns: []penalty.Return{{After: 1, Share: "50%"}}, Of: penalty.Term{Rule: penalty.PerBreach{Credit: "10.00"}},
	}}}})
	at := func(id string, from date.Date, breaches int64, v penalty.Verdict, earlier ...penalty.Statement) penalty.Statement {
		return schedule.Statement(penalty.Case{ID: id, From: from, To: from.AddDate(0, 1, 0),
			Shortfalls: []penalty.Shortfall{{Objective: "o", Breaches: breaches, Verdict: v}}}, earlier...)
	}
	old := at("old", march, 2, penalty.Missed)
	correction := penalty.Correct(old, at("now", march, 1, penalty.Missed))
	s := at("april", april, 0, penalty.Met, old, correction)
	if len(s.Returned) != 1 || s.Returned[0].Amount.String() != "5.00 EUR" || s.Returned[0].Refers != "old" {
		t.Errorf("returned %+v", s.Returned)
	}
}

func TestBonusesStandApart(t *testing.T) {
	spec := penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Base: "1000.00", Rules: []penalty.Term{
		{Objective: "o", Rule: penalty.Flat{Credit: "1%"}},
		{Objective: "score", Rule: penalty.Bonus{Of: penalty.Term{Rule: penalty.Sum{
			{Rule: penalty.Tiers{{When: "at least 90%", Credit: "2%"}}},
			{Rule: penalty.PerPointAbove{Credit: "0.5%", Counted: penalty.Full, From: "90%"}},
		}}}},
	}}
	at := func(score int64) penalty.Statement {
		return compile(t, spec).Statement(penalty.Case{From: march, To: april, Shortfalls: []penalty.Shortfall{
			{Objective: "o", Verdict: penalty.Missed}, {Objective: "score", Attained: big.NewRat(score, 1000)}}})
	}
	for score, want := range map[int64]string{899: "0.00 EUR", 900: "20.00 EUR", 909: "20.00 EUR", 910: "25.00 EUR", 955: "45.00 EUR"} {
		s := at(score)
		if s.Bonus.String() != want || s.Total.String() != "10.00 EUR" || s.Payable.String() != "10.00 EUR" || s.Balance.Sign() != 0 {
			t.Errorf("%d: bonus %s, want %s; total %s, payable %s, balance %s", score, s.Bonus, want, s.Total, s.Payable, s.Balance)
		}
	}
	kept := penalty.Bonus{Of: penalty.Term{Rule: penalty.Flat{Credit: "15.00"}}, Use: penalty.SetOff}
	spec.Rules = []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "40.00"}}, {Objective: "o", Rule: kept}}
	all := months(compile(t, spec), 5, verdicts("..x.x"))
	var got []string
	for _, s := range all {
		got = append(got, s.Payable.String()+" "+s.Balance.String())
	}
	want := "0.00 EUR 15.00 EUR, 0.00 EUR 30.00 EUR, 10.00 EUR 0.00 EUR, 0.00 EUR 15.00 EUR, 25.00 EUR 0.00 EUR"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}

func TestTriggers(t *testing.T) {
	flat := []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "40.00"}}}
	for _, c := range []struct {
		name, pattern, want string
		trigger             penalty.Trigger
	}{
		{"in a row", "xx.xxx", "-----!", penalty.Trigger{In: "at least 3"}},
		{"not measurable breaks the row", "xx?x", "----", penalty.Trigger{In: "at least 3"}},
		{"any of so many", "x..x.", "---!-", penalty.Trigger{In: "at least 2", Within: "4 months"}},
		{"of all objectives", "xx", "-!", penalty.Trigger{Objective: "o", In: "at least 2"}},
		{"cap reached in a row", "xx.x", "-!--", penalty.Trigger{Counts: penalty.CountCapped, In: "at least 2"}},
		{"cap reached in a year", "xx.x", "---!", penalty.Trigger{Counts: penalty.CountCapped, In: "at least 3", Within: "year"}},
	} {
		c.trigger.Name = "chronic"
		schedule := compile(t, penalty.Spec{Rules: flat, Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "30.00"}}, Triggers: []penalty.Trigger{c.trigger}})
		got := ""
		for _, s := range months(schedule, len(c.pattern), verdicts(c.pattern)) {
			got += map[bool]string{true: "!", false: "-"}[len(s.Triggered()) == 1]
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestARollingAverageWaitsForItsWindow(t *testing.T) {
	schedule := compile(t, penalty.Spec{Triggers: []penalty.Trigger{{
		Name: "termination", Objective: "o", Counts: penalty.CountAverage, In: "below 97%", Within: "3 months"}}})
	figures := []int64{900, 980, 965, 964, 966, 980}
	var got []string
	for _, s := range months(schedule, len(figures), func(i int, s *penalty.Shortfall) { s.Attained = big.NewRat(figures[i], 1000) }) {
		got = append(got, fmt.Sprintf("%v %v", s.Triggers[0].Value, s.Triggers[0].Holds))
	}
	want := " false,  false, 569/600 true, 2909/3000 true, 0.965 true, 0.97 false"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}

func TestWeeksOfAMonthAreCreditedEachByItself(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.Tiers{{When: "below 99%", Credit: "7.00"}}}}})
	kase := penalty.Case{From: march, To: april}
	for _, v := range []int64{98, 99, 97, 100} {
		kase.Shortfalls = append(kase.Shortfalls, penalty.Shortfall{Objective: "o", Attained: big.NewRat(v, 100)})
	}
	s := schedule.Statement(kase)
	if got := amountsOf(s); got != "7.00 0.00 7.00 0.00" {
		t.Error(got)
	}
}
