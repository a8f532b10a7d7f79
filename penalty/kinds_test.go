package penalty_test

import (
	"testing"

	"github.com/upheld/upheld/penalty"
)

// The row that is compared with another kind of figure than most rows is the problem.
func TestTheOddRowIsTheProblem(t *testing.T) {
	const same = ": conflicts with another term: all rows must compare the same kind of figure"
	for _, test := range []struct {
		rows []penalty.Band
		want string
	}{
		{[]penalty.Band{"below 99.9", "below 99%", "below 95%"}, `rules[0].tiers[0].when: "below 99.9"` + same + `: write "below 99.9%"`},
		{[]penalty.Band{"below 99.9%", "below 99%", "below 95"}, `rules[0].tiers[2].when: "below 95"` + same + `: write "below 95%"`},
		{[]penalty.Band{"below 99.9", "below 99%"}, `rules[0].tiers[0].when: "below 99.9"` + same + `: write "below 99.9%"`},
		{[]penalty.Band{"99 to 99.9", "below 99%"}, `rules[0].tiers[0].when: "99 to 99.9"` + same + `: write "99 to 99.9%"`},
		{[]penalty.Band{"over 3 points", "over 8h", "over 12h"}, `rules[0].tiers[0].when: "over 3 points"` + same},
		{[]penalty.Band{"over 3", "over 8", "over 10%"}, `rules[0].tiers[2].when: "over 10%"` + same},
		{[]penalty.Band{"over 10%", "over 8h"}, `rules[0].tiers[1].when: "over 8h"` + same},
		{[]penalty.Band{"over 8h", "over 10%"}, `rules[0].tiers[1].when: "over 10%"` + same},
		{[]penalty.Band{"over 8h", "over 12h"}, ""},
	} {
		var tiers penalty.Tiers
		for _, row := range test.rows {
			tiers = append(tiers, penalty.Tier{When: row, Credit: "10.00"})
		}
		_, err := penalty.New(penalty.Spec{Unit: "EUR", Round: penalty.HalfUp, Rules: []penalty.Term{{Objective: "portal", Rule: tiers}}})
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q:\n%s, want\n%s", test.rows, got, test.want)
		}
	}
}
