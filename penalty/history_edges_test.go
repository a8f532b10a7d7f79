package penalty_test

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/penalty"
)

// earned is what a statement gives back.
func earned(s penalty.Statement) string {
	text := "-"
	for _, l := range s.Returned {
		text = bare(l.Amount)
	}
	return text
}

// What counts as a clean period after a credit: none over a gap in the history,
// one in which a part was not measured and the rest met; and what expired is no
// credit that could be earned back.
func TestWhatEarnsBack(t *testing.T) {
	schedule := compile(t, penalty.Spec{Claim: "10 days after month end", Rules: []penalty.Term{{Objective: "o", Rule: penalty.EarnBack{
		Returns: []penalty.Return{{After: 2, Share: "100%"}}, Of: penalty.Term{Rule: penalty.Flat{Credit: "10.00"}},
	}}}})
	month := func(m time.Month, verdicts ...penalty.Verdict) penalty.Case {
		c := monthOf(m)
		for _, v := range verdicts {
			c.Shortfalls = append(c.Shortfalls, penalty.Shortfall{Objective: "o", Verdict: v})
		}
		return c
	}
	january := schedule.Statement(month(time.January, penalty.Missed))
	february := schedule.Statement(month(time.February, penalty.Met), january)
	mixed := schedule.Statement(month(time.February, penalty.NotMeasurable, penalty.Met), january)
	expired := january.On(date.New(2026, time.February, 11))
	for _, c := range []struct {
		name string
		now  penalty.Case
		past []penalty.Statement
		want string
	}{
		{"two months met", month(time.March, penalty.Met), []penalty.Statement{january, february}, "10.00"},
		{"a part not measured", month(time.March, penalty.Met), []penalty.Statement{january, mixed}, "10.00"},
		{"March has no statement", month(time.April, penalty.Met), []penalty.Statement{january, february}, "-"},
		{"never claimed", month(time.March, penalty.Met), []penalty.Statement{expired, february}, "-"},
	} {
		if got := earned(schedule.Statement(c.now, c.past...)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// The year's average covers the credit of its first month, but not the credit of the
// month before.
func TestTheYearOfAnAverageBeginsWithItsFirstMonth(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.EarnBack{
		Returns: []penalty.Return{{Average: "year from april", Share: "100%"}}, Of: penalty.Term{Rule: penalty.Flat{Credit: "10.00"}},
	}}}})
	// March, April and March again, whose own credit is not yet history.
	for missed, want := range map[int]string{0: "-", 1: "10.00", 12: "-"} {
		all := months(schedule, 13, func(i int, s *penalty.Shortfall) {
			s.Attained, s.Promised = big.NewRat(100, 100), big.NewRat(99, 100)
			if i == missed {
				s.Attained = big.NewRat(98, 100)
			}
		})
		if got := earned(all[12]); got != want {
			t.Errorf("missed in month %d: %s, want %s", missed, got, want)
		}
	}
}

// A correction of a month that was not missed after all takes its place in a row.
func TestACorrectedMonthIsNoRepeat(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.Repeat{By: []penalty.Factor{"2"}, Of: penalty.Term{Rule: penalty.Flat{Credit: "10.00"}}}}}})
	all := months(schedule, 2, verdicts("xx"))
	april := penalty.Case{ID: "april", From: all[1].From, To: all[1].To, Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}}}
	fixed := penalty.Correct(all[0], months(schedule, 1, verdicts("."))[0])
	if got := bare(all[1].Total) + " " + bare(schedule.Statement(april, all[0], fixed).Total); got != "20.00 10.00" {
		t.Errorf("before and after the correction: %s", got)
	}
}

// A figure beyond its promise is no negative distance below it, and a target may
// be raised all the way to what was reached.
func TestBeyondThePromise(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.Table{Reads: penalty.Below, Rows: []penalty.Tier{
		{When: "exactly 0%", Credit: "1.00"}, {When: "over 0%", Credit: "2.00"},
	}}}}})
	for attained, want := range map[int64]string{98: "2.00", 99: "1.00", 100: "1.00"} {
		june := monthOf(time.June)
		june.Shortfalls = []penalty.Shortfall{{Objective: "o", Attained: big.NewRat(attained, 100), Promised: big.NewRat(99, 100)}}
		if s := schedule.Statement(june); bare(s.Total) != want {
			t.Errorf("%d%%: %s, want %s", attained, s.Total, want)
		}
	}
}

// What is earned back is worked out with what was earned back before and with
// its own rounding, so that the last step gives the amount.
func TestTheWorkingOfReturns(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.EarnBack{
		Returns: []penalty.Return{{After: 1, Share: "50%"}, {After: 2, Share: "25%"}, {After: 3, Share: "25%"}},
		Of:      penalty.Term{Rule: penalty.Flat{Credit: "100.01"}},
	}}}})
	want := [][]string{nil,
		{"earn-back in-a-row (1) 50% 100.01 EUR = 50.005 EUR", "returned down 50.005 EUR = 50.00 EUR"},
		{"earn-back in-a-row (2) 75% 100.01 EUR = 75.0075 EUR", "returned down 50.00 EUR 75.0075 EUR = 25.00 EUR"},
		{"earn-back in-a-row (3) 100% 100.01 EUR = 100.01 EUR", "returned 75.00 EUR 100.01 EUR = 25.01 EUR"},
	}
	for i, s := range months(schedule, 4, verdicts("x...")) {
		var got []string
		for _, l := range s.Returned {
			for _, step := range l.Steps() {
				got = append(got, step.String())
			}
		}
		if !slices.Equal(got, want[i]) {
			t.Errorf("month %d: %q, want %q", i, got, want[i])
		}
	}
}
