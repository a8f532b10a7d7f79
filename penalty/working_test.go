package penalty_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

// told gives the working of all lines and of the whole, line by line.
func told(s penalty.Statement) []string {
	var all []string
	for _, lines := range [][]penalty.Line{s.Lines, s.Returned, s.Bonuses} {
		for _, l := range lines {
			for _, step := range l.Steps() {
				all = append(all, step.String())
			}
		}
	}
	for _, step := range s.Steps {
		all = append(all, step.String())
	}
	return all
}

func monthOf(m time.Month) penalty.Case {
	return penalty.Case{From: date.New(2026, m, 1), To: date.New(2026, m+1, 1)}
}

// Each step carries what it takes to work it again by hand; String gives it on a
// line, in the order of its comment.
func TestTheWorkingCanBeWorkedAgain(t *testing.T) {
	missed := penalty.Shortfall{Objective: "o", Verdict: penalty.Missed, Attained: big.NewRat(1111, 1120), Promised: big.NewRat(999, 1000)}
	lost := penalty.Shortfall{Objective: "o", Lost: 200 * time.Minute, Length: 720 * time.Hour}
	half := lost
	half.Affected = big.NewRat(1, 2)
	ladder := penalty.Tiers{{When: "below 99.5%", Credit: "10%"}, {When: "below 99.0%", Credit: "25%"}}
	late := penalty.Shortfall{Objective: "o", Verdict: penalty.Missed, Late: []time.Duration{150 * time.Minute, 20 * time.Minute}}
	for _, c := range []struct {
		name string
		rule penalty.Rule
		s    penalty.Shortfall
		want []string
	}{
		{"a row is told with its bounds, the more severe row taken off", ladder, missed,
			[]string{"tier [99.0% to below 99.5%] 99.1964…% 10% of 1200.00 EUR = 120.00 EUR"}},
		{"a figure beyond 64 bits, in a row and under a cap that the agreement fix", penalty.Capped{At: "30.00", Of: penalty.Term{Rule: ladder}},
			penalty.Shortfall{Objective: "o", Attained: new(big.Rat).SetFrac(new(big.Int).Lsh(big.NewInt(1), 70), new(big.Int).Exp(big.NewInt(3), big.NewInt(45), nil))},
			[]string{"tier [below 99.0%] 39.9616…% 25% of 1200.00 EUR = 300.00 EUR", "capped 30.00 EUR 300.00 EUR = 30.00 EUR"}},
		{"a figure in no row", penalty.Capped{At: "30.00", Of: penalty.Term{Rule: ladder}}, penalty.Shortfall{Objective: "o", Attained: big.NewRat(1, 1)},
			[]string{"tiers 100% = 0.00 EUR", "capped 30.00 EUR 0.00 EUR = 0.00 EUR"}},
		{"digits until the side of the bound shows", penalty.Tiers{{When: "over 1/3% to 1%", Credit: "10%"}, {When: "over 1%", Credit: "1%"}},
			penalty.Shortfall{Objective: "o", Attained: big.NewRat(10000001, 3000000000)},
			[]string{"tier [over 1/3% to 1%] 0.33333336…% 10% of 1200.00 EUR = 120.00 EUR"}},
		{"lost time, its length and the multiple", penalty.ProRata{Multiple: "5"}, lost,
			[]string{"lost 3h 20m 720h = 0.4629…%", "pro-rata 0.4629…% 1200.00 EUR × 5 = 27.777… EUR",
				"round half-up 27.777… EUR = 27.78 EUR"}},
		{"the users it was lost to", penalty.ProRata{}, half,
			[]string{"lost 3h 20m 50% 720h = 0.2314…%", "pro-rata 0.2314…% 1200.00 EUR = 2.777… EUR",
				"round half-up 2.777… EUR = 2.78 EUR"}},
		{"each breach with what is free of it", penalty.PerUnitLate{Credit: "5%", Unit: "30m", Counted: penalty.Started, After: "1h"}, late,
			[]string{"late started 2h 30m 1h 30m = 3", "late started 20m 1h 30m = 0", "per-unit-late 3 5% of 1200.00 EUR = 180.00 EUR"}},
		{"units in part", penalty.PerUnitLate{Credit: "5%", Unit: "1h", Counted: penalty.InPart}, penalty.Shortfall{Objective: "o", Late: []time.Duration{40 * time.Minute}},
			[]string{"late in-part 40m 1h = 0.666…", "per-unit-late 0.666… 5% of 1200.00 EUR = 40.00 EUR"}},
		{"points below", penalty.PerPointBelow{Credit: "5%", From: "99%", Counted: penalty.Full}, penalty.Shortfall{Objective: "o", Attained: big.NewRat(97, 100)},
			[]string{"distance full 97% 99% 1% = 2", "per-point-below 2 5% of 1200.00 EUR = 120.00 EUR"}},
		{"no point below", penalty.PerPointBelow{Credit: "5%", From: "99%", Counted: penalty.Full}, penalty.Shortfall{Objective: "o", Attained: big.NewRat(9801, 10000)},
			[]string{"distance full 98.01% 99% 1% = 0"}},
		{"not below at all", penalty.PerPointBelow{Credit: "5%", From: "99%", Counted: penalty.Full}, penalty.Shortfall{Objective: "o", Attained: big.NewRat(1, 1)},
			[]string{"distance full 100% 99% 1% = 0"}},
		{"lots and free ones", penalty.PerBreach{Credit: "50.00", Free: 2, Every: 3}, penalty.Shortfall{Objective: "o", Breaches: 8},
			[]string{"count lots (2, 3) 8 = 2", "per-breach 2 50.00 EUR = 100.00 EUR"}},
		{"no breach", penalty.PerBreach{Credit: "50.00"}, penalty.Shortfall{Objective: "o", Verdict: penalty.Met}, []string{"per-breach 0 = 0.00 EUR"}},
		{"a pool with its shares", penalty.Pool{AtRisk: "10%", Allocation: "50%", Share: "40%"}, missed, []string{"pool missed (50%, 40%) 20% 10% of 1200.00 EUR = 24.00 EUR"}},
		{"a promise kept", penalty.Flat{Credit: "10%"}, penalty.Shortfall{Objective: "o", Verdict: penalty.Met}, []string{"flat met = 0.00 EUR"}},
		{"a quantity", penalty.Flat{Credit: "2.50 per kg"}, missed, []string{"flat missed 2.50 per kg 30 kg = 75.00 EUR"}},
		{"a cap with its share and base, holding and not", penalty.Highest{
			{Rule: penalty.Capped{At: "5%", Of: penalty.Term{Rule: ladder}}}, {Rule: penalty.Capped{At: "50%", Base: "fee of portal", Of: penalty.Term{Rule: penalty.Flat{Credit: "7.00"}}}}}, missed,
			[]string{"tier [99.0% to below 99.5%] 99.1964…% 10% of 1200.00 EUR = 120.00 EUR",
				"capped 60.00 EUR (5% of 1200.00 EUR) 120.00 EUR = 60.00 EUR", "flat missed 7.00 EUR = 7.00 EUR",
				"capped 40.00 EUR (50% of 80.00 EUR) 7.00 EUR = 7.00 EUR", "highest (60.00 EUR, 7.00 EUR) = 60.00 EUR"}},
		{"a sum leaves out what gives nothing", penalty.Sum{{Rule: ladder}, {Rule: penalty.PerBreach{Credit: "1.00"}}, {Rule: penalty.Flat{Credit: "7.00"}}}, missed,
			[]string{"tier [99.0% to below 99.5%] 99.1964…% 10% of 1200.00 EUR = 120.00 EUR", "per-breach 0 = 0.00 EUR",
				"flat missed 7.00 EUR = 7.00 EUR", "sum (120.00 EUR, 0.00 EUR, 7.00 EUR) = 127.00 EUR"}},
		{"a floor", penalty.Floor{At: "1%", Of: penalty.Term{Rule: penalty.Flat{Credit: "7.00"}}}, missed,
			[]string{"flat missed 7.00 EUR = 7.00 EUR", "floor 12.00 EUR (1% of 1200.00 EUR) 7.00 EUR = 12.00 EUR"}},
		{"a share of a share", penalty.Sum{{Base: "30% of fee of portal", Rule: penalty.Flat{Credit: "50%"}}}, missed,
			[]string{"flat missed 50% of 24.00 EUR = 12.00 EUR"}},
		{"units of another kind", penalty.Worth{Each: "1/30", Of: penalty.Term{Rule: penalty.PerBreach{Credit: "1 service day"}}}, penalty.Shortfall{Objective: "o", Breaches: 3},
			[]string{"per-breach 3 1 service day = 3 service days", "worth 3 service days 1/30 of 1200.00 EUR = 120.00 EUR"}},
		{"an overrun, of elapsed times", penalty.Overrun{{When: "at least 100%", Credit: "10%"}},
			penalty.Shortfall{Objective: "o", Attained: big.NewRat(int64(30*time.Hour), 1), Promised: big.NewRat(int64(12*time.Hour), 1), LessIsBetter: true, Elapsed: true},
			[]string{"figure 30h 12h = 150%", "overrun [at least 100%] 150% 10% of 1200.00 EUR = 120.00 EUR"}},
		{"a figure rounded before it is compared", penalty.Table{Nearest: "0.1%", Round: penalty.HalfUp, Rows: []penalty.Tier{{When: "98.0% to 98.9%", Credit: "5.00"}, {When: "below 98.0%", Credit: "9.00"}}},
			penalty.Shortfall{Objective: "o", Attained: big.NewRat(9794, 10000)},
			[]string{"nearest half-up 97.94% 0.1% = 97.9%", "table [below 98.0%] 97.9% 9.00 EUR = 9.00 EUR"}},
		{"between two rows, in proportion", penalty.Table{Reads: penalty.Scored, Gap: penalty.Linear, Rows: []penalty.Tier{{When: "exactly 10", Credit: "2%"}, {When: "exactly 15", Credit: "4%"}}},
			penalty.Shortfall{Objective: "o", Points: big.NewRat(25, 2)},
			[]string{"between linear (2%, 4%) [over 10 to below 15] 12.5 points 3% of 1200.00 EUR = 36.00 EUR"}},
		{"a bracket", penalty.Graduated{Credit: "3.00", Steps: []penalty.Bracket{{Over: "20", By: "1"}, {Over: "100", By: "1.2"}}}, penalty.Shortfall{Objective: "o", Points: big.NewRat(120, 1)},
			[]string{"graduated [over 20 to 100] 80 3.00 EUR × 1 = 240.00 EUR", "graduated [over 100] 20 3.00 EUR × 1.2 = 72.00 EUR", "graduated 120 points = 312.00 EUR"}},
		{"nobody chose", penalty.Choice{{Rule: penalty.Flat{Credit: "7.00"}}, {Rule: penalty.Flat{Credit: "9.00"}}}, missed,
			[]string{"flat missed 7.00 EUR = 7.00 EUR", "flat missed 9.00 EUR = 9.00 EUR", "choice unchosen (7.00 EUR, 9.00 EUR) = 9.00 EUR"}},
	} {
		schedule := compile(t, penalty.Spec{Base: "1200.00", Rules: []penalty.Term{{Objective: "o", Rule: c.rule}}})
		kase := monthOf(time.June)
		kase.Charges = []penalty.Charge{{Name: "portal", Amount: decimal.New(80, 0)}}
		kase.Quantities = []penalty.Quantity{{Name: "kg", Value: big.NewRat(30, 1)}}
		kase.Shortfalls = []penalty.Shortfall{c.s}
		s := schedule.Statement(kase)
		if got := told(s); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		var back penalty.Statement
		if data, err := json.Marshal(s); err != nil || json.Unmarshal(data, &back) != nil || !slices.Equal(told(back), c.want) {
			t.Errorf("%s: read back as %q %v", c.name, told(back), err)
		}
	}
}

// A month without a figure says so and why, whatever the rule; a miss that was
// counted is credited all the same.
func TestAnUnmeasuredMonthSaysSo(t *testing.T) {
	const want = " not-measurable no-items = 0.00 EUR"
	for _, rule := range []penalty.Rule{
		penalty.Tiers{{When: "below 99%", Credit: "10%"}},
		penalty.Overrun{{When: "over 0%", Credit: "10%"}},
		penalty.Table{Reads: penalty.Breached, Rows: []penalty.Tier{{When: "over 2", Credit: "10%"}}},
		penalty.Table{Reads: penalty.LostTime, Rows: []penalty.Tier{{When: "over 2h", Credit: "10%"}}},
		penalty.Table{Reads: penalty.Lateness, Rows: []penalty.Tier{{When: "over 2h", Credit: "10%"}}},
		penalty.Points{Rows: []penalty.Tier{{When: "over 2", Credit: "10%"}}},
		penalty.Graduated{Credit: "1.00", Steps: []penalty.Bracket{{Over: "0", By: "1"}}},
		penalty.Flat{Credit: "10%"},
		penalty.Pool{AtRisk: "10%", Allocation: "10%"},
		penalty.PerBreach{Credit: "50.00"},
		penalty.PerBreach{Credit: "50.00", Every: 2, Over: "12 months"},
		penalty.PerUnitLate{Credit: "5%", Unit: "1h", Counted: penalty.Full},
		penalty.PerUnitLate{Credit: "5%", Unit: "1h", Counted: penalty.Full, Reads: penalty.LostTime},
		penalty.PerPointBelow{Credit: "5%", From: "99%", Counted: penalty.Full},
		penalty.ProRata{},
	} {
		schedule := compile(t, penalty.Spec{Base: "1200.00", Rules: []penalty.Term{{Objective: "o", Rule: rule}}})
		kase := monthOf(time.June)
		kase.Shortfalls = []penalty.Shortfall{{Objective: "o", Verdict: penalty.NotMeasurable, Reason: "no-items", Length: 720 * time.Hour}}
		s := schedule.Statement(kase)
		steps := s.Lines[0].Steps()
		if got := told(s); s.Lines[0].State != penalty.NotMeasured || len(steps) != 1 || !slices.Equal(got, []string{steps[0].Op + want}) {
			t.Errorf("%T: %s %q", rule, s.Lines[0].State, got)
		}
		if s.Found[0].Attained.IsValid() || s.Found[0].Verdict != penalty.NotMeasurable {
			t.Errorf("%T: found %v", rule, s.Found[0])
		}
	}
	schedule := compile(t, penalty.Spec{Rules: []penalty.Term{{Objective: "o", Rule: penalty.PerBreach{Credit: "50.00"}}}})
	kase := monthOf(time.June)
	kase.Shortfalls = []penalty.Shortfall{{Objective: "o", Verdict: penalty.NotMeasurable, Reason: "below-minimum", Breaches: 2}}
	if s := schedule.Statement(kase); fmt.Sprintf("%s %s", s.Total, s.Lines[0].State) != "100.00 EUR issued" {
		t.Errorf("%s %s", s.Total, s.Lines[0].State)
	}
}

// The working includes what a rule remembers: earlier credits under a cap, misses, points
// and lots, and what is earned back of which credit.
func TestTheWorkingOfMonths(t *testing.T) {
	tiers := penalty.Term{Rule: penalty.Tiers{{When: "below 99%", Credit: "10%"}}}
	points := []penalty.Term{{Rule: penalty.Tiers{{When: "below 99%", Credit: "3 points"}}}, {Rule: penalty.Flat{Credit: "1 point"}}}
	for _, c := range []struct {
		name string
		spec penalty.Spec
		met  bool // in the second month
		want []string
	}{
		{"a cap of the year", penalty.Spec{Rules: []penalty.Term{tiers}, Caps: []penalty.Cap{{Per: penalty.PerYear, At: "15%"}}}, false, []string{
			"tier [below 99%] 98% 10% of 1000.00 EUR = 100.00 EUR",
			"earlier within year 100.00 EUR 150.00 EUR (15% of 1000.00 EUR) = 50.00 EUR",
			"cap within year 50.00 EUR 100.00 EUR = 50.00 EUR"}},
		{"a repeat", penalty.Spec{Rules: []penalty.Term{{Rule: penalty.Repeat{By: []penalty.Factor{"1.5"}, Of: tiers}}}}, false, []string{
			"tier [below 99%] 98% 10% of 1000.00 EUR = 100.00 EUR", "repeat in-a-row (1) 1.5 100.00 EUR = 150.00 EUR"}},
		{"a repeat in a window", penalty.Spec{Rules: []penalty.Term{{Rule: penalty.Repeat{By: []penalty.Factor{"1.5"}, Within: "year", Of: tiers}}}}, false, []string{
			"tier [below 99%] 98% 10% of 1000.00 EUR = 100.00 EUR", "repeat (1) within year 1.5 100.00 EUR = 150.00 EUR"}},
		{"points carried over", penalty.Spec{Rules: []penalty.Term{{Rule: penalty.Points{Over: "3 months", Of: points, Rows: []penalty.Tier{{When: "at least 8", Credit: "2%"}}}}}}, false, []string{
			"tier [below 99%] 98% 3 points = 3 points", "flat missed 1 point = 1 point", "sum (3 points, 1 point) within 3 months 4 points = 8 points",
			"points [at least 8] 8 points 2% of 1000.00 EUR = 20.00 EUR"}},
		{"lots over a window", penalty.Spec{Rules: []penalty.Term{{Rule: penalty.PerBreach{Credit: "5%", Every: 3, Over: "12 months"}}}}, false, []string{
			"count lots (0, 3) within 12 months 2 2 = 1", "per-breach 1 5% of 1000.00 EUR = 50.00 EUR"}},
		{"earned back", penalty.Spec{Rules: []penalty.Term{{Rule: penalty.EarnBack{Returns: []penalty.Return{{After: 1, Share: "50%"}}, Of: tiers}}}}, true, []string{
			"tiers 100% = 0.00 EUR", "earn-back in-a-row (1) 50% 100.00 EUR = 50.00 EUR"}},
	} {
		c.spec.Base = "1000.00"
		c.spec.Rules[0].Objective = "o"
		schedule := compile(t, c.spec)
		jan, feb := monthOf(time.January), monthOf(time.February)
		s := penalty.Shortfall{Objective: "o", Attained: big.NewRat(98, 100), Promised: big.NewRat(99, 100), Breaches: 2}
		jan.Shortfalls = []penalty.Shortfall{s}
		if c.met {
			s.Attained, s.Breaches = big.NewRat(1, 1), 0
		}
		feb.Shortfalls = []penalty.Shortfall{s}
		if got := told(schedule.Statement(feb, schedule.Statement(jan))); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

// Under a rule on several objectives each step says which of them it is about,
// also after a round trip; under a rule on one it need not.
func TestStepsOfSeveralObjectivesAreNamed(t *testing.T) {
	flat := func(objective string) penalty.Term {
		return penalty.Term{Objective: objective, Rule: penalty.Capped{At: "5%", Of: penalty.Term{Rule: penalty.Flat{Credit: "10%"}}}}
	}
	schedule := compile(t, penalty.Spec{Base: "1000.00", Rules: []penalty.Term{
		{Rule: penalty.Highest{flat("a"), flat("b")}}, flat("a"),
	}})
	kase := monthOf(time.June)
	kase.Shortfalls = []penalty.Shortfall{{Objective: "a", Verdict: penalty.Missed}, {Objective: "b", Verdict: penalty.Met}}
	s := schedule.Statement(kase)
	want := []string{
		"a flat missed 10% of 1000.00 EUR = 100.00 EUR", "a capped 50.00 EUR (5% of 1000.00 EUR) 100.00 EUR = 50.00 EUR",
		"b flat met = 0.00 EUR", "b capped 50.00 EUR (5% of 1000.00 EUR) 0.00 EUR = 0.00 EUR",
		"highest (50.00 EUR, 0.00 EUR) = 50.00 EUR",
		"flat missed 10% of 1000.00 EUR = 100.00 EUR", "capped 50.00 EUR (5% of 1000.00 EUR) 100.00 EUR = 50.00 EUR",
	}
	if got := told(s); !slices.Equal(got, want) {
		t.Errorf("\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back penalty.Statement
	if err := json.Unmarshal(data, &back); err != nil || !slices.Equal(told(back), want) {
		t.Errorf("%v: read back as %q", err, told(back))
	}
}

// The lost share is worked out from the time lost, or without a Length from the ratio
// attained.
func TestTheShareLostIsWorkedOut(t *testing.T) {
	schedule := compile(t, penalty.Spec{Base: "1000.00", Rules: []penalty.Term{{Objective: "o", Rule: penalty.ProRata{}}}})
	for _, c := range []struct {
		of   penalty.Shortfall
		want []string
	}{
		{penalty.Shortfall{Attained: big.NewRat(2, 3)}, []string{
			"figure 66.6666…% 100% = 33.3333…%", "pro-rata 33.3333…% 1000.00 EUR = 333.333… EUR",
			"round half-up 333.333… EUR = 333.33 EUR"}},
		{penalty.Shortfall{Lost: time.Hour, Length: 4 * time.Hour}, []string{"lost 1h 4h = 25%", "pro-rata 25% 1000.00 EUR = 250.00 EUR"}},
	} {
		kase := monthOf(time.June)
		c.of.Objective = "o"
		kase.Shortfalls = []penalty.Shortfall{c.of}
		if got := told(schedule.Statement(kase)); !slices.Equal(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// A day to claim by comes with the rule that gave it; a day that the Case gave
// has none.
func TestTheDayToClaimByHasItsRule(t *testing.T) {
	schedule := compile(t, penalty.Spec{
		Base: "1000.00", Claim: "30 days after month end",
		Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "10%"}}},
	})
	for _, c := range []struct {
		verdict penalty.Verdict
		given   date.Date
		want    string
	}{
		{penalty.Missed, 0, "2026-07-30 30 days after month end"},
		{penalty.Missed, date.New(2026, time.August, 3), "2026-08-03 "},
		{penalty.Met, 0, "0001-01-01 "},
	} {
		kase := monthOf(time.June)
		kase.ClaimBy = c.given
		kase.Shortfalls = []penalty.Shortfall{{Objective: "o", Verdict: c.verdict}}
		s := schedule.Statement(kase)
		if got := fmt.Sprintf("%s %s", s.ClaimBy, s.Claim); got != c.want {
			t.Errorf("%s: %q, want %q", c.verdict, got, c.want)
		}
		if fixed := penalty.Correct(s, s); fixed.Claim != s.Claim {
			t.Errorf("corrected: %q", fixed.Claim)
		}
	}
}
