package sla_test

import (
	"fmt"
	"time"

	"github.com/upheld/upheld/sla"
)

// A report shows more groups than the contract judges: here how much of its target each
// ticket has used, and the weekdays. Neither has a verdict, and no figure changes.
func ExampleAgreement_Cut() {
	agreement, err := sla.New(exampleSpec())
	if err != nil {
		fmt.Println(err)
		return
	}
	agreement, err = agreement.Cut("resolution", "@used", "priority+@weekday")
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := agreement.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: exampleTickets()}, berlin("04-01T00:00"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for group := range result.Groups("resolution") {
		fmt.Println(group.Group, group.Good, "of", group.Total)
	}
	// Output:
	// [[@used over 75% to 100%]] 1 of 1
	// [[@used over 100% to 200%]] 0 of 1
	// [[priority P1] [@weekday Sun]] 0 of 1
	// [[priority P2] [@weekday Fri]] 1 of 1
}
