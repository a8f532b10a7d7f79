package penalty_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/penalty"
)

// The total without lines has as much of a cap left as the statement has: what
// earlier statements granted in the window is used.
func TestATotalHasWhatIsLeftOfACap(t *testing.T) {
	for scope, want := range map[penalty.Scope][5]string{
		"year":            {"40.00 EUR", "40.00 EUR", "20.00 EUR", "0.00 EUR", "0.00 EUR"},
		"quarter":         {"40.00 EUR", "40.00 EUR", "20.00 EUR", "40.00 EUR", "40.00 EUR"},
		"2 months":        {"40.00 EUR", "40.00 EUR", "40.00 EUR", "40.00 EUR", "40.00 EUR"},
		"3 months":        {"40.00 EUR", "40.00 EUR", "20.00 EUR", "40.00 EUR", "40.00 EUR"},
		penalty.PerPeriod: {"40.00 EUR", "40.00 EUR", "40.00 EUR", "40.00 EUR", "40.00 EUR"},
	} {
		schedule := compile(t, penalty.Spec{Caps: []penalty.Cap{{Per: scope, At: "100.00"}},
			Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "40.00"}}}})
		var earlier []penalty.Statement
		for i := range want {
			from, to := monthFrom(time.Month(i + 1))
			c := penalty.Case{From: from, To: to, Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}}}
			total, s := schedule.Total(c, earlier...), schedule.Statement(c, earlier...)
			if total.String() != want[i] || s.Total.String() != want[i] {
				t.Errorf("%s, month %d: a total of %s, a statement of %s, want %s", scope, i+1, total, s.Total, want[i])
			}
			earlier = append(earlier, s)
		}
	}
}
