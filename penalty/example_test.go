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
	//    98.71% is below 99.0%: 25% of 812.40 USD = 203.10 USD
	// repair 48.15 USD claimable 2026-04-30
	//    1 × 50.00 = 50.00 USD
	// 253.10 USD, at most 243.72 USD = 243.72 USD
	// 243.72 USD
}
