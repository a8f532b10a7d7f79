package report_test

import (
	"slices"
	"testing"

	"github.com/upheld/upheld/penalty"
)

// Units of days are told with the kind of day.
func TestLatenessInDaysIsTold(t *testing.T) {
	six := penalty.Shortfall{Objective: "o", Verdict: penalty.Missed, LateDays: []penalty.Days{{Started: 6, Full: 1}}, LateBusinessDays: []penalty.Days{{Started: 4}}}
	for _, c := range []struct {
		rule penalty.PerUnitLate
		want []string
	}{
		{penalty.PerUnitLate{Unit: "1 calendar day", Counted: penalty.Started}, []string{"late 6 calendar days: 6 started units of 1 calendar day", "6 × 10.00 EUR = 60.00 EUR"}},
		{penalty.PerUnitLate{Unit: "1 calendar day", Counted: penalty.Full}, []string{"late 1 calendar day: 1 full unit of 1 calendar day", "1 × 10.00 EUR = 10.00 EUR"}},
		{penalty.PerUnitLate{Unit: "2 business days", Counted: penalty.Started, After: "1 business day"},
			[]string{"late 4 business days − 1 business day free = 3 business days: 2 started units of 2 business days", "2 × 10.00 EUR = 20.00 EUR"}},
		{penalty.PerUnitLate{Unit: "1 business day", Counted: penalty.Started, After: "4 business days"},
			[]string{"late 4 business days, of which 4 business days are free: nothing"}},
	} {
		c.rule.Credit = "10.00"
		kase := monthOf(3)
		kase.Shortfalls = []penalty.Shortfall{six}
		s := priced(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: c.rule}}}).Statement(kase)
		if got := told(s); !slices.Equal(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
