package sla_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// An attribute of a charge tells the quantity of a rate. Each row: what was billed, and what
// is owed of 2.00 EUR for each seat.
func TestChargesTellQuantities(t *testing.T) {
	spec := hosting()
	spec.Credits.Rules = []penalty.Term{{Objective: "site", Rule: penalty.Flat{Credit: "2.00 per seat"}}}
	spec.Credits.Caps = nil
	seats := func(p sla.Period, n string) *sla.Charge {
		return &sla.Charge{Period: p, Amount: decimal.NewFromInt(1000), Attrs: sla.Attrs{{"seat", n}}}
	}
	may, april, quarter := sla.Month(2026, time.May), sla.Month(2026, time.April), sla.Quarter(2026, 2)
	broken := must(sla.ParsePeriod("2026-04-15/2026-06-20"))
	for _, c := range []struct {
		name    string
		spread  penalty.Spread
		charges []*sla.Charge
		want    string
		missing bool
	}{
		{"one charge", "", []*sla.Charge{seats(may, "12")}, "24.00 EUR", false},
		{"equal charges add up", "", []*sla.Charge{seats(may, "12"), seats(may, "12")}, "48.00 EUR", false},
		{"a part of a seat", "", []*sla.Charge{seats(may, "0.5"), seats(may, "1/4")}, "1.50 EUR", false},
		{"no seats", "", []*sla.Charge{seats(may, "0")}, "0.00 EUR", false},
		{"another month", "", []*sla.Charge{seats(april, "12")}, "0.00 EUR", true},
		{"fewer than none", "", []*sla.Charge{seats(may, "-1")}, "0.00 EUR", true},
		{"a longer charge that counts in no month", "", []*sla.Charge{seats(quarter, "12")}, "0.00 EUR", true},
		{"a longer charge, whole", penalty.Whole, []*sla.Charge{seats(quarter, "12")}, "24.00 EUR", false},
		{"a longer charge, by months", penalty.ByMonths, []*sla.Charge{seats(quarter, "12")}, "24.00 EUR", false},
		{"a broken number of months, by months", penalty.ByMonths, []*sla.Charge{seats(broken, "12")}, "0.00 EUR", true},
		{"a broken number of months, by days", penalty.ByDays, []*sla.Charge{seats(broken, "12")}, "24.00 EUR", false},
		{"a longer charge, by days", penalty.ByDays, []*sla.Charge{seats(quarter, "12")}, "24.00 EUR", false},
	} {
		spec.Credits.Charges = c.spread
		tally := compile(t, spec).NewTally()
		tally.Add(downOn(time.May))
		taken := seats(may, "1000") // and taken back
		tally.Add(taken)
		for _, charge := range c.charges {
			tally.Add(charge)
		}
		tally.Remove(taken)
		result, err := tally.Result(may, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		s := result.Statement()
		missing := false
		for _, p := range s.Problems {
			missing = missing || p.Code == penalty.MissingQuantity
		}
		if s.Total.String() != c.want || missing != c.missing {
			t.Errorf("%s: %s %v, want %s", c.name, s.Total, s.Problems, c.want)
		}
	}
}
