package penalty_test

import (
	"testing"

	"github.com/upheld/upheld/penalty"
)

// Periods are in a row if each begins as the one before ends: a month without a
// statement breaks the row that a trigger counts.
func TestAGapInTheHistoryBreaksTheRowOfATrigger(t *testing.T) {
	for _, counts := range []penalty.Trigger{{}, {Counts: penalty.CountCapped}} {
		counts.Name, counts.In = "chronic", "at least 3"
		schedule := compile(t, penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "30.00"}}, Triggers: []penalty.Trigger{counts},
			Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "40.00"}}}})
		all := months(schedule, 3, verdicts("xxx"))
		june := penalty.Case{From: march.AddDate(0, 3, 0), To: march.AddDate(0, 4, 0),
			Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}}}
		for _, c := range []struct {
			earlier []penalty.Statement
			holds   bool
		}{
			{all, true},
			{[]penalty.Statement{all[2], all[1]}, true},
			{[]penalty.Statement{all[1]}, false},
			{[]penalty.Statement{all[0], all[1]}, false},        // May is missing
			{[]penalty.Statement{all[0], all[2]}, false},        // April is
			{[]penalty.Statement{all[2], all[0], all[1]}, true}, // in any order
		} {
			s := schedule.Statement(june, c.earlier...)
			if got := len(s.Triggered()) == 1; got != c.holds {
				t.Errorf("%q, %d earlier: %v, want %v", counts.Counts, len(c.earlier), got, c.holds)
			}
		}
	}
}
