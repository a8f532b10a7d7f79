// With is the same program with an agreement: batch, tally and live.
package main

import (
	"fmt"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/sla"
)

func main() {
	amount, err := decimal.NewFromString("1.25")
	day, err2 := date.ParseISO("2026-03-01")
	fmt.Println(amount.Mul(amount), err, day, err2, time.Now())

	agreement, err := sla.New(sla.Spec{ID: "weight"})
	if err != nil {
		fmt.Println(err)
		return
	}
	ticket, period, now := &sla.Ticket{ID: "T1"}, sla.Month(2026, time.March), time.Now()
	fmt.Println(agreement.Evaluate(period, sla.Facts{}, now))
	tally := agreement.NewTally()
	tally.Add(ticket)
	fmt.Println(tally.Result(period, now))
	fmt.Println(agreement.Track(ticket, now))
}
