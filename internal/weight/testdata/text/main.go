// Text is the program with an agreement that also prints its report as text.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/report"
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
	result, err := agreement.Evaluate(period, sla.Facts{}, now)
	fmt.Println(result.JSON(), err)
	tally := agreement.NewTally()
	tally.Add(ticket)
	fmt.Println(tally.Result(period, now))
	fmt.Println(agreement.Track(ticket, now))
	if err := report.Summary(result).Write(os.Stdout, report.Text); err != nil {
		fmt.Println(err)
	}
}
