package penalty_test

import (
	"fmt"
	"testing"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

// What a charge for another stretch of time is worth in the period judged. All of
// the base is owed, so that the total shows the base.
func TestChargesForMoreThanThePeriod(t *testing.T) {
	const unused = "charge-period svc"
	for _, c := range []struct {
		name     string
		from, to string // the period judged
		bill     [2]string
		amount   string
		want     map[penalty.Spread]string
	}{
		{"a month's fee for a day", "2026-06-05", "2026-06-06", [2]string{"2026-06-01", "2026-07-01"}, "900.00",
			map[penalty.Spread]string{"": unused, penalty.Whole: "900.00", penalty.ByMonths: "900.00", penalty.ByDays: "30.00"}},
		{"a year's fee for a month", "2026-06-01", "2026-07-01", [2]string{"2026-01-01", "2027-01-01"}, "12000.00", // 12000 × 30/365
			map[penalty.Spread]string{"": unused, penalty.Whole: "12000.00", penalty.ByMonths: "1000.00", penalty.ByDays: "986.30"}},
		{"a year's fee for a quarter", "2026-04-01", "2026-07-01", [2]string{"2026-01-01", "2027-01-01"}, "12000.00", // 12000 × 91/365
			map[penalty.Spread]string{"": unused, penalty.Whole: "12000.00", penalty.ByMonths: "3000.00", penalty.ByDays: "2991.78"}},
		{"a year's fee for a week over the month's end", "2026-06-29", "2026-07-06", [2]string{"2026-01-01", "2027-01-01"}, "12000.00", // 12000 × 7/365
			map[penalty.Spread]string{"": unused, penalty.Whole: "12000.00", penalty.ByMonths: "1000.00", penalty.ByDays: "230.14"}},
		{"two months' fee from the 15th", "2026-07-01", "2026-08-01", [2]string{"2026-06-15", "2026-08-15"}, "200.00", // 200 × 31/61
			map[penalty.Spread]string{"": unused, penalty.Whole: "200.00", penalty.ByMonths: "100.00", penalty.ByDays: "101.64"}},
		{"three months' fee from a month's last day", "2026-12-01", "2027-01-01", [2]string{"2026-11-30", "2027-02-28"}, "300.00", // 300 × 31/90
			map[penalty.Spread]string{"": unused, penalty.Whole: "300.00", penalty.ByMonths: "100.00", penalty.ByDays: "103.33"}},
		{"no whole months", "2026-06-01", "2026-07-01", [2]string{"2026-06-01", "2026-07-16"}, "450.00", // 450 × 30/45
			map[penalty.Spread]string{"": unused, penalty.Whole: "450.00", penalty.ByMonths: unused, penalty.ByDays: "300.00"}},
		{"the contract begins within the month", "2026-06-01", "2026-07-01", [2]string{"2026-06-15", "2027-06-15"}, "3650.00", // 16 of 365 days
			map[penalty.Spread]string{"": unused, penalty.Whole: unused, penalty.ByMonths: unused, penalty.ByDays: "160.00"}},
		{"the period itself", "2026-06-01", "2026-07-01", [2]string{"2026-06-01", "2026-07-01"}, "450.00",
			map[penalty.Spread]string{"": "450.00", penalty.Whole: "450.00", penalty.ByMonths: "450.00", penalty.ByDays: "450.00"}},
		{"less than the period", "2026-04-01", "2026-07-01", [2]string{"2026-06-01", "2026-07-01"}, "450.00",
			map[penalty.Spread]string{"": "450.00", penalty.Whole: "450.00", penalty.ByMonths: "450.00", penalty.ByDays: "450.00"}},
		{"before the period", "2026-06-01", "2026-07-01", [2]string{"2026-05-01", "2026-06-01"}, "450.00",
			map[penalty.Spread]string{"": "missing-charge fee of svc", penalty.Whole: "missing-charge fee of svc", penalty.ByMonths: "missing-charge fee of svc", penalty.ByDays: "missing-charge fee of svc"}},
		{"backwards", "2026-06-01", "2026-07-01", [2]string{"2026-07-01", "2026-06-01"}, "450.00",
			map[penalty.Spread]string{"": unused, penalty.Whole: unused, penalty.ByMonths: unused, penalty.ByDays: unused}},
	} {
		for word, want := range c.want {
			schedule := compile(t, penalty.Spec{Base: "fee of svc", Charges: word, Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "100%"}}}})
			s := schedule.Statement(penalty.Case{From: on(c.from), To: on(c.to),
				Charges:    []penalty.Charge{{Name: "svc", From: on(c.bill[0]), To: on(c.bill[1]), Amount: decimal.RequireFromString(c.amount)}},
				Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}},
			})
			got := s.Total.String()
			for i := len(s.Problems) - 1; i >= 0; i-- {
				got = fmt.Sprint(s.Problems[i].Code, " ", s.Problems[i].Value, " EUR")
			}
			if got != want+" EUR" {
				t.Errorf("%s, %q: %s, want %s; %v", c.name, word, got, want, s.Problems)
			}
		}
	}
}

func on(text string) date.Date {
	d, err := date.ParseISO(text)
	if err != nil {
		panic(err)
	}
	return d
}

// The working says what was made of a charge, and charges of several groups and
// periods add up. A charge that was not used beside others of its name is told.
func TestTheWorkingOfAChargeForMonths(t *testing.T) {
	june := func(word penalty.Spread) penalty.Statement {
		return compile(t, penalty.Spec{Base: "invoice", Charges: word, Rules: []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: "10%"}}}}).
			Statement(penalty.Case{From: on("2026-06-01"), To: on("2026-07-01"),
				Charges: []penalty.Charge{
					{Name: "svc", From: on("2026-01-01"), To: on("2027-01-01"), Amount: decimal.RequireFromString("12000.00")},
					{Name: "extra", Amount: decimal.RequireFromString("50.00")},
				},
				Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}}})
	}
	s := june(penalty.ByMonths)
	if len(s.Steps) != 1 || s.Steps[0].String() != "charge by-months 2026-01-01/2026-12-31 12000.00 EUR × 1/12 = 1000.00 EUR" || s.Total.String() != "105.00 EUR" {
		t.Errorf("%v %v", s.Total, s.Steps)
	}
	s = june("")
	if len(s.Steps) != 0 || s.Total.String() != "5.00 EUR" || fmt.Sprint(s.Problems) != "[charges: charge-period svc]" {
		t.Errorf("%v %v %v", s.Total, s.Steps, s.Problems)
	}
	if _, err := penalty.New(penalty.Spec{Charges: "by-month"}); err == nil || err.Error() != `charges: "by-month": unknown: did you mean "by-months"?` {
		t.Error(err)
	}
}
