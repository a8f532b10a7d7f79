package report_test

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
)

// priced gives the schedule of a Spec in EUR.
func priced(t *testing.T, spec penalty.Spec) penalty.Schedule {
	t.Helper()
	spec.Unit, spec.Round = "EUR", penalty.HalfUp
	schedule, err := penalty.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	return schedule
}

// told gives the working of all lines and of the whole, line by line.
func told(s penalty.Statement) []string {
	var all []string
	for _, lines := range [][]penalty.Line{s.Lines, s.Returned, s.Bonuses} {
		for _, l := range lines {
			for _, step := range l.Steps() {
				all = append(all, report.Tell(step))
			}
		}
	}
	for _, step := range s.Steps {
		all = append(all, report.Tell(step))
	}
	return all
}

func monthOf(m time.Month) penalty.Case {
	return penalty.Case{From: date.New(2026, m, 1), To: date.New(2026, m+1, 1)}
}

// Each line of working carries what it takes to work it again by hand.
func TestTheWorkingIsToldInSentences(t *testing.T) {
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
			[]string{"attained 99.1964…% (1111/1120) is at least 99.0% and below 99.5%: 10% of 1200.00 EUR = 120.00 EUR"}},
		{"digits until the side of the bound shows", penalty.Tiers{{When: "over 1/3% to 1%", Credit: "10%"}, {When: "over 1%", Credit: "1%"}},
			penalty.Shortfall{Objective: "o", Attained: big.NewRat(10000001, 3000000000)},
			[]string{"attained 0.33333336…% (10000001/3000000000) is over 1/3% and at most 1%: 10% of 1200.00 EUR = 120.00 EUR"}},
		{"lost time, its length and the multiple", penalty.ProRata{Multiple: "5"}, lost,
			[]string{"3h 20m of 720h lost = 0.4629…% (1/216)", "0.4629…% (1/216) × 5 × 1200.00 EUR = 27.777… EUR (250/9)",
				"27.777… EUR (250/9) rounded half-up = 27.78 EUR"}},
		{"the users it was lost to", penalty.ProRata{}, half,
			[]string{"3h 20m of 720h lost, to 50% of the users = 0.2314…% (1/432)", "0.2314…% (1/432) × 1200.00 EUR = 2.777… EUR (25/9)",
				"2.777… EUR (25/9) rounded half-up = 2.78 EUR"}},
		{"each breach with what is free of it", penalty.PerUnitLate{Credit: "5%", Unit: "30m", Counted: penalty.Started, After: "1h"}, late,
			[]string{"late 2h 30m − 1h free = 1h 30m: 3 started units of 30m", "late 20m, of which 1h are free: nothing", "3 × 5% of 1200.00 EUR = 180.00 EUR"}},
		{"units in part", penalty.PerUnitLate{Credit: "5%", Unit: "1h", Counted: penalty.InPart}, penalty.Shortfall{Objective: "o", Late: []time.Duration{40 * time.Minute}},
			[]string{"late 40m: 0.666… (2/3) units of 1h", "0.666… (2/3) × 5% of 1200.00 EUR = 40.00 EUR"}},
		{"points below", penalty.PerPointBelow{Credit: "5%", From: "99%", Counted: penalty.Full}, penalty.Shortfall{Objective: "o", Attained: big.NewRat(97, 100)},
			[]string{"99% − 97% = 2%: 2 full units of 1%", "2 × 5% of 1200.00 EUR = 120.00 EUR"}},
		{"no point below", penalty.PerPointBelow{Credit: "5%", From: "99%", Counted: penalty.Full}, penalty.Shortfall{Objective: "o", Attained: big.NewRat(9801, 10000)},
			[]string{"99% − 98.01% = 0.99%: 0 full units of 1%"}},
		{"not below at all", penalty.PerPointBelow{Credit: "5%", From: "99%", Counted: penalty.Full}, penalty.Shortfall{Objective: "o", Attained: big.NewRat(1, 1)},
			[]string{"100% is not below 99%: nothing"}},
		{"lots and free ones", penalty.PerBreach{Credit: "50.00", Free: 2, Every: 3}, penalty.Shortfall{Objective: "o", Breaches: 8},
			[]string{"8 breaches, 2 of them free, in lots of 3, newly complete = 2", "2 × 50.00 EUR = 100.00 EUR"}},
		{"no breach", penalty.PerBreach{Credit: "50.00"}, penalty.Shortfall{Objective: "o", Verdict: penalty.Met}, []string{"0 breaches: nothing"}},
		{"a pool with its shares", penalty.Pool{AtRisk: "10%", Allocation: "50%", Share: "40%"}, missed, []string{"missed: 50% × 40% × 10% of 1200.00 EUR = 24.00 EUR"}},
		{"a promise kept", penalty.Flat{Credit: "10%"}, penalty.Shortfall{Objective: "o", Verdict: penalty.Met}, []string{"met: nothing"}},
		{"a quantity", penalty.Flat{Credit: "2.50 per kg"}, missed, []string{"missed: 30 kg × 2.50 EUR = 75.00 EUR"}},
		{"a cap with its share and base, holding and not", penalty.Highest{
			{Rule: penalty.Capped{At: "5%", Of: penalty.Term{Rule: ladder}}}, {Rule: penalty.Capped{At: "50%", Base: "fee of portal", Of: penalty.Term{Rule: penalty.Flat{Credit: "7.00"}}}}}, missed,
			[]string{"attained 99.1964…% (1111/1120) is at least 99.0% and below 99.5%: 10% of 1200.00 EUR = 120.00 EUR",
				"cap 5% of 1200.00 EUR = 60.00 EUR: 120.00 EUR becomes 60.00 EUR", "missed: 7.00 EUR",
				"cap 50% of 80.00 EUR (fee of portal) = 40.00 EUR: 7.00 EUR stays", "the highest of 60.00 EUR, 7.00 EUR = 60.00 EUR"}},
		{"a sum leaves out what gives nothing", penalty.Sum{{Rule: ladder}, {Rule: penalty.PerBreach{Credit: "1.00"}}, {Rule: penalty.Flat{Credit: "7.00"}}}, missed,
			[]string{"attained 99.1964…% (1111/1120) is at least 99.0% and below 99.5%: 10% of 1200.00 EUR = 120.00 EUR", "0 breaches: nothing",
				"missed: 7.00 EUR", "120.00 EUR + 7.00 EUR = 127.00 EUR"}},
		{"a floor", penalty.Floor{At: "1%", Of: penalty.Term{Rule: penalty.Flat{Credit: "7.00"}}}, missed,
			[]string{"missed: 7.00 EUR", "at least 1% of 1200.00 EUR = 12.00 EUR: 7.00 EUR becomes 12.00 EUR"}},
		{"a share of a share", penalty.Sum{{Base: "30% of fee of portal", Rule: penalty.Flat{Credit: "50%"}}}, missed,
			[]string{"missed: 50% of 24.00 EUR (30% of 80.00 EUR, fee of portal) = 12.00 EUR"}},
		{"units of another kind", penalty.Worth{Each: "1/30", Of: penalty.Term{Rule: penalty.PerBreach{Credit: "1 service day"}}}, penalty.Shortfall{Objective: "o", Breaches: 3},
			[]string{"3 × 1 service day = 3 service days", "3 service days × 1/30 of 1200.00 EUR = 120.00 EUR"}},
		{"an overrun, of elapsed times", penalty.Overrun{{When: "at least 100%", Credit: "10%"}},
			penalty.Shortfall{Objective: "o", Attained: big.NewRat(int64(30*time.Hour), 1), Promised: big.NewRat(int64(12*time.Hour), 1), LessIsBetter: true, Elapsed: true},
			[]string{"(30h − 12h) / 12h = 150%", "overrun 150% is at least 100%: 10% of 1200.00 EUR = 120.00 EUR"}},
		{"a figure rounded before it is compared", penalty.Table{Nearest: "0.1%", Round: penalty.HalfUp, Rows: []penalty.Tier{{When: "98.0% to 98.9%", Credit: "5.00"}, {When: "below 98.0%", Credit: "9.00"}}},
			penalty.Shortfall{Objective: "o", Attained: big.NewRat(9794, 10000)},
			[]string{"97.94% to the nearest 0.1%, half-up, is 97.9%", "attained 97.9% is below 98.0%: 9.00 EUR"}},
		{"between two rows, in proportion", penalty.Table{Reads: penalty.Scored, Gap: penalty.Linear, Rows: []penalty.Tier{{When: "exactly 10", Credit: "2%"}, {When: "exactly 15", Credit: "4%"}}},
			penalty.Shortfall{Objective: "o", Points: big.NewRat(25, 2)},
			[]string{"12.5 points is over 10 and below 15, between 2% and 4%; in proportion 3% of 1200.00 EUR = 36.00 EUR"}},
		{"a bracket", penalty.Graduated{Credit: "3.00", Steps: []penalty.Bracket{{Over: "20", By: "1"}, {Over: "100", By: "1.2"}}}, penalty.Shortfall{Objective: "o", Points: big.NewRat(120, 1)},
			[]string{"80 (over 20 to 100) × 1 × 3.00 EUR = 240.00 EUR", "20 (over 100) × 1.2 × 3.00 EUR = 72.00 EUR", "120 points in all = 312.00 EUR"}},
		{"nobody chose", penalty.Choice{{Rule: penalty.Flat{Credit: "7.00"}}, {Rule: penalty.Flat{Credit: "9.00"}}}, missed,
			[]string{"missed: 7.00 EUR", "missed: 9.00 EUR", "as long as the customer has not chosen, the highest of 7.00 EUR, 9.00 EUR = 9.00 EUR"}},
	} {
		schedule := priced(t, penalty.Spec{Base: "1200.00", Rules: []penalty.Term{{Objective: "o", Rule: c.rule}}})
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

// The working includes what a rule remembers: earlier credits under a cap, misses, points
// and lots, and what is earned back of which credit.
func TestTheWorkingOfMonthsIsTold(t *testing.T) {
	tiers := penalty.Term{Rule: penalty.Tiers{{When: "below 99%", Credit: "10%"}}}
	points := []penalty.Term{{Rule: penalty.Tiers{{When: "below 99%", Credit: "3 points"}}}, {Rule: penalty.Flat{Credit: "1 point"}}}
	for _, c := range []struct {
		name string
		spec penalty.Spec
		met  bool // in the second month
		want []string
	}{
		{"a cap of the year", penalty.Spec{Rules: []penalty.Term{tiers}, Caps: []penalty.Cap{{Per: penalty.PerYear, At: "15%"}}}, false, []string{
			"attained 98% is below 99%: 10% of 1000.00 EUR = 100.00 EUR",
			"15% of 1000.00 EUR = 150.00 EUR less 100.00 EUR credited earlier in the same year = 50.00 EUR",
			"cap per year 50.00 EUR: 100.00 EUR becomes 50.00 EUR"}},
		{"a repeat", penalty.Spec{Rules: []penalty.Term{{Rule: penalty.Repeat{By: []penalty.Factor{"1.5"}, Of: tiers}}}}, false, []string{
			"attained 98% is below 99%: 10% of 1000.00 EUR = 100.00 EUR", "missed once before in a row: 100.00 EUR × 1.5 = 150.00 EUR"}},
		{"a repeat in a window", penalty.Spec{Rules: []penalty.Term{{Rule: penalty.Repeat{By: []penalty.Factor{"1.5"}, Within: "year", Of: tiers}}}}, false, []string{
			"attained 98% is below 99%: 10% of 1000.00 EUR = 100.00 EUR", "missed once before in the same year: 100.00 EUR × 1.5 = 150.00 EUR"}},
		{"points carried over", penalty.Spec{Rules: []penalty.Term{{Rule: penalty.Points{Over: "3 months", Of: points, Rows: []penalty.Tier{{When: "at least 8", Credit: "2%"}}}}}}, false, []string{
			"attained 98% is below 99%: 3 points", "missed: 1 point", "3 points + 1 point + 4 points before in the same 3 months = 8 points",
			"8 points is at least 8: 2% of 1000.00 EUR = 20.00 EUR"}},
		{"lots over a window", penalty.Spec{Rules: []penalty.Term{{Rule: penalty.PerBreach{Credit: "5%", Every: 3, Over: "12 months"}}}}, false, []string{
			"2 breaches and 2 before in the same 12 months, in lots of 3, newly complete = 1", "1 × 5% of 1000.00 EUR = 50.00 EUR"}},
		{"earned back", penalty.Spec{Rules: []penalty.Term{{Rule: penalty.EarnBack{Returns: []penalty.Return{{After: 1, Share: "50%"}}, Of: tiers}}}}, true, []string{
			"attained 100% is in no row: nothing", "1 period met in a row: 50% of 100.00 EUR earned back = 50.00 EUR"}},
	} {
		c.spec.Base = "1000.00"
		c.spec.Rules[0].Objective = "o"
		schedule := priced(t, c.spec)
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

// The lost share is worked out from the time lost, or without a Length from the ratio
// attained.
func TestTheShareLostIsTold(t *testing.T) {
	schedule := priced(t, penalty.Spec{Base: "1000.00", Rules: []penalty.Term{{Objective: "o", Rule: penalty.ProRata{}}}})
	for _, c := range []struct {
		of   penalty.Shortfall
		want []string
	}{
		{penalty.Shortfall{Attained: big.NewRat(2, 3)}, []string{
			"100% − 66.6666…% (2/3) = 33.3333…% (1/3)", "33.3333…% (1/3) × 1000.00 EUR = 333.333… EUR (1000/3)",
			"333.333… EUR (1000/3) rounded half-up = 333.33 EUR"}},
		{penalty.Shortfall{Lost: time.Hour, Length: 4 * time.Hour}, []string{"1h of 4h lost = 25%", "25% × 1000.00 EUR = 250.00 EUR"}},
	} {
		kase := monthOf(time.June)
		c.of.Objective = "o"
		kase.Shortfalls = []penalty.Shortfall{c.of}
		if got := told(schedule.Statement(kase)); !slices.Equal(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
