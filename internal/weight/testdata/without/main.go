// Without is a program with decimals and dates, as one that has to do with
// agreements has anyway.
package main

import (
	"fmt"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"
)

func main() {
	amount, err := decimal.NewFromString("1.25")
	day, err2 := date.ParseISO("2026-03-01")
	fmt.Println(amount.Mul(amount), err, day, err2, time.Now())
}
