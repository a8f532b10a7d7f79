package penalty_test

import (
	"fmt"
	"math/big"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

// A clause of a cloud contract, and a month that missed it.
func Example() {
	schedule, err := penalty.New(penalty.Spec{
		Unit: "USD",
		Base: "fee of portal",
		Rules: []penalty.Term{
			{Objective: "portal", Rule: penalty.Tiers{
				{When: "below 99.9%", Credit: "10%"},
				{When: "below 99.0%", Credit: "25%"},
				{When: "below 95.0%", Credit: "100%"},
			}},
			{Objective: "repair", Rule: penalty.PerBreach{Credit: "50.00"}},
		},
		Caps:    []penalty.Cap{{Per: penalty.PerPeriod, At: "30%"}},
		Minimum: "over 1.00",
		Round:   penalty.HalfEven,
		Claim:   "30 days after month end",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	statement := schedule.Statement(penalty.Case{
		ID:      "2026-03",
		From:    date.New(2026, time.March, 1),
		To:      date.New(2026, time.April, 1),
		Charges: []penalty.Charge{{Name: "portal", Amount: decimal.New(81240, -2)}},
		Shortfalls: []penalty.Shortfall{
			{Objective: "portal", Attained: big.NewRat(9871, 10000), Promised: big.NewRat(999, 1000)},
			{Objective: "repair", Verdict: penalty.Missed, Breaches: 1},
		},
	})
	for _, line := range statement.Lines {
		fmt.Println(line.Objective, line.Amount, line.State, line.ClaimBy)
		for _, step := range line.Steps() {
			fmt.Println("  ", step)
		}
	}
	for _, step := range statement.Steps {
		fmt.Println(step)
	}
	fmt.Println(statement.Total)
	// Output:
	// portal 195.57 USD claimable 2026-04-30
	//    tier [95.0% to below 99.0%] 98.71% 25% of 812.40 USD = 203.10 USD
	// repair 48.15 USD claimable 2026-04-30
	//    per-breach 1 50.00 USD = 50.00 USD
	// cap within period 243.72 USD (30% of 812.40 USD) 253.10 USD × 243.72/253.10 = 243.72 USD
	// 243.72 USD
}

// must is for literals known to be right.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// month gives the Case of one month of 2026 with one result of "service".
func month(m time.Month, attained *big.Rat) penalty.Case {
	return penalty.Case{
		ID: fmt.Sprintf("2026-%02d", m), From: date.New(2026, m, 1), To: date.New(2026, m+1, 1),
		Shortfalls: []penalty.Shortfall{{Objective: "service", Attained: attained, Promised: big.NewRat(99, 100)}},
	}
}

// What looks wrong in a published table is found before it costs money.
func ExampleSchedule_Findings() {
	schedule := must(penalty.New(penalty.Spec{
		Round: penalty.HalfUp,
		Unit:  "USD", Base: "fee of feature",
		Rules: []penalty.Term{{Objective: "uptime", Rule: penalty.Tiers{
			{When: "over 99.0% to 99.9%", Credit: "10%"},
			{When: "below 99.0%", Credit: "25%"},
		}}},
		Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "20%"}},
	}))
	for _, finding := range schedule.Findings(penalty.Promise{Objective: "uptime", Met: "at least 99.9%"}) {
		fmt.Println(finding)
	}
	// Output:
	// rules[0].tiers: gap exactly 99%
	// rules[0].tiers[0]: credit-while-met exactly 99.9% (10%)
	// rules[0].tiers[1]: unreachable-under-cap below 99% (25%)
	// rules[0].tiers: not-monotone
}

// Service points that double when the same indicator fails again.
func ExampleRepeat() {
	schedule := must(penalty.New(penalty.Spec{
		Round: penalty.HalfUp,
		Unit:  "points",
		Rules: []penalty.Term{{Objective: "service", Rule: penalty.Repeat{
			By: []penalty.Factor{"2"},
			Of: penalty.Term{Rule: penalty.Tiers{
				{When: "98% to below 99%", Credit: "1"},
				{When: "97% to below 98%", Credit: "2"},
				{When: "96% to below 97%", Credit: "3"},
				{When: "below 96%", Credit: "4"},
			}},
		}}},
		Triggers: []penalty.Trigger{{Name: "persistent failure", In: "at least 3"}},
	}))
	var earlier []penalty.Statement
	for i, tenths := range []int64{965, 985, 965, 992} {
		s := schedule.Statement(month(time.March+time.Month(i), big.NewRat(tenths, 1000)), earlier...)
		fmt.Println(s.ID, s.Total, s.Triggered())
		earlier = append(earlier, s)
	}
	// Output:
	// 2026-03 3 points []
	// 2026-04 2 points []
	// 2026-05 6 points [persistent failure]
	// 2026-06 0 points []
}

// Half of a credit comes back after two clean months, the rest after four.
func ExampleEarnBack() {
	schedule := must(penalty.New(penalty.Spec{
		Round: penalty.HalfUp,
		Unit:  "INR", Base: "10000.00",
		Rules: []penalty.Term{{Objective: "service", Rule: penalty.EarnBack{
			Returns: []penalty.Return{{After: 2, Share: "50%"}, {After: 4, Share: "50%"}},
			Of:      penalty.Term{Rule: penalty.Flat{Credit: "15%"}},
		}}},
	}))
	var all []penalty.Statement
	for i, percent := range []int64{97, 100, 99, 99, 99} {
		s := schedule.Statement(month(time.March+time.Month(i), big.NewRat(percent, 100)), all...)
		for _, line := range s.Lines {
			if line.Amount.Sign() > 0 {
				fmt.Println(s.ID, "credits", line.Amount, line.State)
			}
		}
		for _, line := range s.Returned {
			fmt.Println(s.ID, "returns", line.Amount, "of", line.Refers)
		}
		all = append(all, s)
	}
	fmt.Println("outstanding", penalty.AccountOf(all...).Outstanding)
	// Output:
	// 2026-03 credits 1500.00 INR accrued
	// 2026-05 returns 750.00 INR of 2026-03
	// 2026-07 returns 750.00 INR of 2026-03
	// outstanding 0.00 INR
}

// An amount at risk, spread over service levels beyond a whole: the cap bites
// and the cut is shared.
func ExamplePool() {
	schedule := must(penalty.New(penalty.Spec{
		Round: penalty.HalfUp,
		Unit:  "USD", Base: "invoice",
		Rules: []penalty.Term{
			{Objective: "batch", Rule: penalty.Pool{AtRisk: "10%", Allocation: "150%", Share: "40%"}},
			{Objective: "desk", Rule: penalty.Pool{AtRisk: "10%", Allocation: "150%", Share: "60%"}},
		},
		Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "10%"}},
	}))
	s := schedule.Statement(penalty.Case{
		From: date.New(2026, time.March, 1), To: date.New(2026, time.April, 1),
		Charges: []penalty.Charge{{Name: "run", Amount: decimal.New(80_000, 0)}, {Name: "projects", Amount: decimal.New(20_000, 0)}},
		Shortfalls: []penalty.Shortfall{
			{Objective: "batch", Verdict: penalty.Missed},
			{Objective: "desk", Verdict: penalty.Missed},
		},
	})
	for _, line := range s.Lines {
		fmt.Println(line.Objective, line.Amount)
	}
	fmt.Println(s.Steps[0])
	// Output:
	// batch 4000.00 USD
	// desk 6000.00 USD
	// cap within period 10000.00 USD (10% of 100000.00 USD) 15000.00 USD × 10000.00/15000.00 = 10000.00 USD
}

// A corrected month becomes a new entry; what was issued stays as it is.
func ExampleCorrect() {
	schedule := must(penalty.New(penalty.Spec{
		Round: penalty.HalfUp,
		Unit:  "EUR", Base: "2000.00",
		Rules: []penalty.Term{{Objective: "service", Rule: penalty.Tiers{
			{When: "below 99%", Credit: "5%"}, {When: "below 98%", Credit: "10%"},
		}}},
	}))
	issued := schedule.Statement(month(time.March, big.NewRat(979, 1000)))
	now := schedule.Statement(month(time.March, big.NewRat(981, 1000)))
	correction := penalty.Correct(issued, now)
	fmt.Println(issued.Total, correction.Total, correction.Corrects)
	fmt.Println(penalty.AccountOf(issued, correction).Outstanding)
	// Output:
	// 200.00 EUR -100.00 EUR 2026-03
	// 100.00 EUR
}

// New reports all problems of a Spec at once, each with its path.
func ExampleNew() {
	_, err := penalty.New(penalty.Spec{
		Unit: "EUR", Base: "2000.00", Round: "half-evn",
		Rules: []penalty.Term{
			{Objective: "service", Rule: penalty.Tiers{{When: "under 99%", Credit: "5%"}}},
			{Objective: "repair", Rule: penalty.PerUnitLate{Credit: "5%", Unit: "30m"}},
		},
	})
	fmt.Println(err)
	// Output:
	// rules[0].tiers[0].when: "under 99%": cannot be read: write "below"
	// rules[1].per-unit-late.counted: missing: say what the last, incomplete unit costs: started, full or in-part
	// round: "half-evn": unknown: did you mean "half-even"?
}

// weekendRule doubles what a breach on a weekend costs.
type weekendRule struct{}

func (weekendRule) Name() string { return "acme/weekend" }
func (weekendRule) Version() int { return 1 }
func (weekendRule) Credit(_ penalty.Case, s penalty.Shortfall, with map[string]string) (penalty.Exact, []penalty.Step, error) {
	each, err := penalty.Value(with["each"]).Rat()
	if err != nil {
		return penalty.Exact{}, nil, err
	}
	if day := s.On.Weekday(); day == time.Saturday || day == time.Sunday {
		each.Add(each, each)
	}
	return penalty.NewExact(each.Mul(each, big.NewRat(s.Breaches, 1)), ""), nil, nil
}

// What the rules of the package cannot say comes in as a rule of one's own.
func ExampleCalculator() {
	schedule := must(penalty.New(penalty.Spec{
		Round: penalty.HalfUp,
		Unit:  "EUR",
		Rules: []penalty.Term{{Objective: "desk", Rule: penalty.Capped{
			At: "100.00",
			Of: penalty.Term{Rule: penalty.Named{Name: "acme/weekend", Version: 1, With: map[string]string{"each": "30"}}},
		}}},
	}, weekendRule{}))
	s := schedule.Statement(penalty.Case{
		From: date.New(2026, time.March, 1), To: date.New(2026, time.April, 1),
		Shortfalls: []penalty.Shortfall{{Objective: "desk", Breaches: 2, On: date.New(2026, time.March, 7)}},
	})
	fmt.Println(s.Total)
	fmt.Println(s.Lines[0].Steps()[1])
	// Output:
	// 100.00 EUR
	// capped 100.00 EUR 120.00 EUR = 100.00 EUR
}

// Claim windows are counted in dates.
func ExampleClaim_LastDay() {
	failure, april := date.New(2026, time.March, 6), date.New(2026, time.April, 1)
	for _, claim := range []penalty.Claim{"30 days after month end", "5 days after failure", "2 months after month end"} {
		last, _ := claim.LastDay(failure, april)
		fmt.Println(claim, last)
	}
	// Output:
	// 30 days after month end 2026-04-30
	// 5 days after failure 2026-03-11
	// 2 months after month end 2026-05-31
}

// A claim window may count the business days of a calendar. An agreement supplies them
// from its own calendars; with a Schedule alone, the caller supplies them.
func ExampleSchedule_WithBusinessDays() {
	schedule, err := penalty.New(penalty.Spec{Unit: "EUR", Round: penalty.HalfUp, Claim: "5 business days of office after failure",
		Rules: []penalty.Term{{Objective: "portal", Rule: penalty.Flat{Credit: "100.00"}}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	goodFriday, easterMonday := date.New(2026, time.April, 3), date.New(2026, time.April, 6)
	schedule = schedule.WithBusinessDays(func(calendar string, day date.Date, n int) (date.Date, bool) {
		for n > 0 {
			day++
			if w := day.Weekday(); w != time.Saturday && w != time.Sunday && day != goodFriday && day != easterMonday {
				n--
			}
		}
		return day, calendar == "office"
	})
	s := schedule.Statement(penalty.Case{From: date.New(2026, time.March, 1), To: date.New(2026, time.April, 1),
		Shortfalls: []penalty.Shortfall{{Objective: "portal", Verdict: penalty.Missed, On: date.New(2026, time.March, 31)}}})
	fmt.Println(s.Lines[0].Amount, s.Lines[0].State, s.ClaimBy)
	// Output:
	// 100.00 EUR claimable 2026-04-09
}
