package penalty_test

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/penalty"
)

// share is a pro rata rule on an objective that lost so many millionths of
// 1000.00: one is a tenth of a cent.
func share(objective string) penalty.Term {
	return penalty.Term{Objective: objective, Rule: penalty.ProRata{}}
}

func lost(objective string, millionths int64) penalty.Shortfall {
	return penalty.Shortfall{Objective: objective, Attained: big.NewRat(1_000_000-millionths, 1_000_000)}
}

func bare(a penalty.Amount) string { return strings.TrimSuffix(a.String(), " EUR") }

func capped(at penalty.Rate, of penalty.Term) penalty.Term {
	return penalty.Term{Objective: of.Objective, Rule: penalty.Capped{At: at, Of: penalty.Term{Rule: of.Rule}}}
}

// Rounding lifts an amount up to a cap around it and never beyond; nor does the
// sharing of what several lines have below the last digit.
func TestRoundingUpToACap(t *testing.T) {
	tripled := func(of penalty.Term) penalty.Term {
		return penalty.Term{Objective: of.Objective, Rule: penalty.Repeat{By: []penalty.Factor{"3"}, Of: penalty.Term{Rule: of.Rule}}}
	}
	within := func(terms ...penalty.Term) penalty.Term { return penalty.Term{Rule: penalty.Sum(terms)} }
	perObjective := func(at penalty.Rate) []penalty.Cap { return []penalty.Cap{{Per: penalty.PerObjective, At: at}} }
	for _, c := range []struct {
		name   string
		rules  []penalty.Term
		caps   []penalty.Cap
		lost   []penalty.Shortfall
		before bool // the month before was missed
		want   string
	}{
		{"to the cap", []penalty.Term{capped("10.00", share("a"))}, nil, []penalty.Shortfall{lost("a", 9996)}, false, "10.00: 10.00"},
		{"not beyond it", []penalty.Term{capped("9.999", share("a"))}, nil, []penalty.Shortfall{lost("a", 9996)}, false, "9.99: 9.99"},
		{"the lowest of two, inside", []penalty.Term{capped("20.00", capped("9.995", share("a")))}, nil, []penalty.Shortfall{lost("a", 50_000)}, false, "9.99: 9.99"},
		{"the lowest of two, outside", []penalty.Term{capped("9.995", capped("20.00", share("a")))}, nil, []penalty.Shortfall{lost("a", 50_000)}, false, "9.99: 9.99"},
		{"of a multiple", []penalty.Term{tripled(capped("9.995", share("a")))}, nil, []penalty.Shortfall{lost("a", 9992)}, true, "29.98: 29.98"},
		{"of a multiple, not beyond", []penalty.Term{tripled(capped("9.995", share("a")))}, nil, []penalty.Shortfall{lost("a", 9999)}, true, "29.98: 29.98"},
		{"of a sum", []penalty.Term{within(capped("9.995", share("a")), capped("9.995", share("b")))}, nil,
			[]penalty.Shortfall{lost("a", 9993), lost("b", 9993)}, false, "19.99: 19.99"},
		{"per objective, to the cap", []penalty.Term{share("a"), share("a")}, perObjective("2.01"), []penalty.Shortfall{lost("a", 1006)}, false, "2.01: 1.01 1.00"},
		{"per objective, no more than the total", []penalty.Term{share("a"), share("a"), share("a")}, perObjective("3.025"), []penalty.Shortfall{lost("a", 1004)}, false, "3.01: 1.01 1.00 1.00"},
		{"per objective, not beyond", []penalty.Term{share("a"), share("a")}, perObjective("2.009"), []penalty.Shortfall{lost("a", 1006)}, false, "2.00: 1.00 1.00"},
	} {
		schedule := compile(t, penalty.Spec{Base: "1000.00", Rules: c.rules, Caps: c.caps})
		march, april := monthOf(time.March), monthOf(time.April)
		april.Shortfalls = c.lost
		var earlier []penalty.Statement
		if c.before {
			march.Shortfalls = []penalty.Shortfall{{Objective: "a", Verdict: penalty.Missed}}
			earlier = append(earlier, schedule.Statement(march))
			april.Shortfalls[0].Verdict = penalty.Missed
		}
		s := schedule.Statement(april, earlier...)
		got := bare(s.Total) + ":"
		for _, l := range s.Lines {
			got += " " + bare(l.Amount)
		}
		if total := schedule.Total(april, earlier...); got != c.want || !total.Equal(s.Total) {
			t.Errorf("%s: %s and %s, want %s", c.name, got, total, c.want)
		}
	}
}

// What lines have below the last digit goes to the largest remainders, however
// long the numbers are.
func lawLargestRemainder(r *tape.Reader) error {
	var terms []penalty.Term
	var all []penalty.Shortfall
	type line struct {
		cents, rest *big.Rat
		at          int
	}
	var lines []line
	total := new(big.Rat)
	for i := range 2 + r.Int(6) {
		id := fmt.Sprint("o", i)
		d := 1 + r.Int64(1<<uint(1+r.Int(40)))
		terms = append(terms, share(id))
		gone := big.NewRat(r.Int64(d+1), d)
		all = append(all, penalty.Shortfall{Objective: id, Attained: new(big.Rat).Sub(big.NewRat(1, 1), gone)})
		exact := new(big.Rat).Mul(gone, big.NewRat(100_000, 1)) // cents of 1000.00
		floor := new(big.Rat).SetInt(new(big.Int).Quo(exact.Num(), exact.Denom()))
		lines = append(lines, line{floor, new(big.Rat).Sub(exact, floor), i})
		total.Add(total, exact)
	}
	half := new(big.Rat).Add(total, big.NewRat(1, 2))
	more := new(big.Int).Quo(half.Num(), half.Denom()).Int64()
	for _, l := range lines {
		more -= l.cents.Num().Int64()
	}
	sort.SliceStable(lines, func(i, j int) bool { return lines[i].rest.Cmp(lines[j].rest) > 0 })
	want := make([]string, len(lines))
	for i, l := range lines {
		if int64(i) < more {
			l.cents.Add(l.cents, big.NewRat(1, 1))
		}
		want[l.at] = l.cents.Quo(l.cents, big.NewRat(100, 1)).FloatString(2)
	}
	schedule, err := penalty.New(penalty.Spec{Unit: "EUR", Base: "1000.00", Round: penalty.HalfUp, Rules: terms})
	if err != nil {
		return err
	}
	var got []string
	for _, l := range schedule.Statement(caseOf(all)).Lines {
		got = append(got, bare(l.Amount))
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("%v: %v, want %v", all, got, want)
	}
	return nil
}

// A total of nothing is no total below the minimum.
func TestNothingIsNotBelowTheMinimum(t *testing.T) {
	schedule := compile(t, penalty.Spec{Minimum: "over 1.00", Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "1.00"}}}})
	for verdict, want := range map[penalty.Verdict]string{penalty.Met: "nothing-owed 0", penalty.Missed: "below-minimum 1"} {
		june := monthOf(time.June)
		june.Shortfalls = []penalty.Shortfall{{Objective: "o", Verdict: verdict}}
		s := schedule.Statement(june)
		if got := fmt.Sprintf("%s %d", s.Lines[0].State, len(s.Steps)); got != want || s.Total.Sign() != 0 {
			t.Errorf("%s: %s, want %s", verdict, got, want)
		}
	}
}

// Rounding that a cap turns down says so, and a cap that is just reached did
// not hold.
func TestWhatACapDidIsTold(t *testing.T) {
	for _, c := range []struct {
		cap, credit penalty.Rate
		want        []string
		capped      string
	}{
		{"33.335", "40.00", []string{"cap within period 33.335 EUR 40.00 EUR = 33.335 EUR", "round within-cap 33.335 EUR = 33.33 EUR"}, "1"},
		{"40.00", "40.00", nil, "0"},
	} {
		schedule := compile(t, penalty.Spec{
			Rules:    []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: c.credit}}},
			Caps:     []penalty.Cap{{Per: penalty.PerPeriod, At: c.cap}},
			Triggers: []penalty.Trigger{{Name: "at the cap", Counts: penalty.CountCapped, In: "at least 1", Within: "12 months"}},
		})
		june := monthOf(time.June)
		june.Shortfalls = []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}}
		s := schedule.Statement(june)
		var got []string
		for _, step := range s.Steps {
			got = append(got, step.String())
		}
		if !slices.Equal(got, c.want) || s.Triggers[0].Value.String() != c.capped {
			t.Errorf("%s: %q, counted %s", c.cap, got, s.Triggers[0].Value)
		}
	}
}

// More credited earlier than a cap allows, as after a lower cap, leaves nothing
// and never less; what was earned back makes room again.
func TestWhatIsLeftOfACap(t *testing.T) {
	year := func(at penalty.Rate) penalty.Schedule {
		return compile(t, penalty.Spec{
			Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "30.00"}}},
			Caps:  []penalty.Cap{{Per: penalty.PerYear, At: at}},
		})
	}
	missed := func(m time.Month) penalty.Case {
		c := monthOf(m)
		c.Shortfalls = []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}}
		return c
	}
	april := year("40.00").Statement(missed(time.April))
	for at, want := range map[penalty.Rate]string{"20.00": "0.00", "30.00": "0.00", "45.00": "15.00"} {
		s, total := year(at).Statement(missed(time.May), april), year(at).Total(missed(time.May), april)
		if bare(s.Total) != want || !total.Equal(s.Total) {
			t.Errorf("%s: %s and %s, want %s", at, s.Total, total, want)
		}
	}
	may := penalty.Statement{ID: "may", From: april.To, To: april.To + 31, Returned: april.Lines}
	if s := year("40.00").Statement(missed(time.June), april, may); bare(s.Total) != "30.00" {
		t.Errorf("after all was earned back: %s", s.Total)
	}
}

// The first term that applies counts, even if it costs nothing.
func TestTheFirstThatAppliesMayCostNothing(t *testing.T) {
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.FirstMatch{
		{Rule: penalty.Tiers{{When: "97% to below 99%", Credit: "0.00"}, {When: "below 90%", Credit: "9.00"}}},
		{Rule: penalty.Flat{Credit: "5.00"}},
	}}}})
	for attained, want := range map[int64]string{98: "0.00", 96: "5.00", 89: "9.00"} {
		june := monthOf(time.June)
		june.Shortfalls = []penalty.Shortfall{{Objective: "o", Attained: big.NewRat(attained, 100), Promised: big.NewRat(99, 100)}}
		if s := schedule.Statement(june); bare(s.Total) != want {
			t.Errorf("%d%%: %s, want %s", attained, s.Total, want)
		}
	}
}

// A value on a bound that neither row includes lies between the rows; above the last
// row, upper has no row to take.
func TestTheRowsAroundAGap(t *testing.T) {
	rows := []penalty.Tier{{When: "0 to below 10", Credit: "1.00"}, {When: "over 10 to 20", Credit: "2.00"}}
	for _, c := range []struct {
		gap    penalty.Gap
		points int64
		want   string
	}{
		{penalty.Lower, 10, "1.00"}, {penalty.Upper, 10, "2.00"}, {penalty.Linear, 10, "1.00"},
		{penalty.Lower, 21, "2.00"}, {penalty.Upper, 21, "2.00"},
	} {
		schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.Table{Reads: penalty.Scored, Gap: c.gap, Rows: rows}}}})
		june := monthOf(time.June)
		june.Shortfalls = []penalty.Shortfall{{Objective: "o", Points: big.NewRat(c.points, 1)}}
		if s := schedule.Statement(june); bare(s.Total) != c.want {
			t.Errorf("%s at %d: %s, want %s", c.gap, c.points, s.Total, c.want)
		}
	}
}

// Claims: of several lines the first day, of several objectives the first
// failure; a claim made on the day that is looked at is made.
func TestDaysToClaimBy(t *testing.T) {
	flat := func(objective string) penalty.Term {
		return penalty.Term{Objective: objective, Rule: penalty.Flat{Credit: "1.00"}}
	}
	schedule := compile(t, penalty.Spec{Claim: "10 days after failure", Rules: []penalty.Term{
		flat("late"), flat("early"), {Rule: penalty.Sum{flat("late"), flat("early")}}, flat("last"),
	}})
	june := monthOf(time.June)
	for i, objective := range []string{"late", "early", "last"} {
		on := date.New(2026, time.June, []int{20, 5, 25}[i])
		june.Shortfalls = append(june.Shortfalls, penalty.Shortfall{Objective: objective, Verdict: penalty.Missed, On: on})
	}
	s := schedule.Statement(june)
	got := s.ClaimBy.String()
	for _, l := range s.Lines {
		got += " " + l.ClaimBy.String()
	}
	if want := "2026-06-15 2026-06-30 2026-06-15 2026-06-15 2026-07-05"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, c := range []struct {
		seen, claimed int
		want          penalty.LineState
	}{
		{10, 10, penalty.Issued}, {9, 10, penalty.Claimable}, {15, 15, penalty.Issued}, {16, 16, penalty.Expired}, {15, 16, penalty.Claimable},
	} {
		on := s.On(date.New(2026, time.June, c.seen), date.New(2026, time.June, c.claimed))
		if got := on.Lines[1].State; got != c.want {
			t.Errorf("seen on the %dth, claimed on the %dth: %s, want %s", c.seen, c.claimed, got, c.want)
		}
	}
}

// A line is not measured if none of its objectives was measured; a promise of 0 cannot
// be overrun; without a promise an objective is missed if something is owed, else met.
func TestWhatIsNotMeasured(t *testing.T) {
	below := func(objective string) penalty.Term {
		return penalty.Term{Objective: objective, Rule: penalty.Tiers{{When: "below 99%", Credit: "1.00"}}}
	}
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{
		{Rule: penalty.Sum{below("a"), below("b")}}, {Objective: "c", Rule: penalty.Overrun{{When: "at least 10%", Credit: "1.00"}}}, below("d"), below("e"),
	}})
	june := monthOf(time.June)
	june.Shortfalls = []penalty.Shortfall{
		{Objective: "a", Verdict: penalty.NotMeasurable}, {Objective: "b", Attained: big.NewRat(1, 1)},
		{Objective: "c", Attained: big.NewRat(5, 1), Promised: new(big.Rat), LessIsBetter: true},
		{Objective: "d", Attained: big.NewRat(1, 2)}, {Objective: "e", Attained: big.NewRat(1, 1)},
	}
	s := schedule.Statement(june)
	got := ""
	for _, l := range s.Lines {
		got += string(l.State) + " "
	}
	for _, f := range s.Found {
		got += string(f.Verdict) + " "
	}
	if want := "nothing-owed not-measured issued nothing-owed not-measurable met missed missed met "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
