package penalty_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

func TestBandsSayTheirBounds(t *testing.T) {
	for band, want := range map[penalty.Band]string{
		"below 99.9%":              "(-inf,0.999)",
		"at most 99.9%":            "(-inf,0.999]",
		"over 30 points":           "(30,inf)",
		"at least 3":               "[3,inf)",
		"99% to below 99.9%":       "[0.99,0.999)",
		"over 2% to 3%":            "(0.02,0.03]",
		"98.0% to 98.9%":           "[0.98,0.989]",
		"98.0 to 98.9%":            "[0.98,0.989]",
		"over 1 to below 2":        "(1,2)",
		"exactly 80%":              "[0.8,0.8]",
		"over -20 to 0":            "(-20,0]",
		"at most 1h30m":            "(-inf,5400000000000]",
		"below 1115975/11160%":     "(-inf,44639/44640)",
		"at least 250%":            "[2.5,inf)",
		"99.9% to 99.9%":           "[0.999,0.999]",
		"at least 3 service units": "[3,inf)",
	} {
		got, err := band.Values()
		if err != nil || got.String() != want {
			t.Errorf("%s: %v, %v, want %s", band, got, err, want)
		}
	}
	for band, kind := range map[penalty.Band]error{
		"":                             penalty.ErrMissing,
		"99.9":                         penalty.ErrSyntax,
		"under 99.9%":                  penalty.ErrSyntax,
		"below":                        penalty.ErrSyntax,
		"below ninety":                 penalty.ErrSyntax,
		"below 99,9%":                  penalty.ErrSyntax,
		"99.9% to below 99.0%":         penalty.ErrRange,
		"99% to below 99%":             penalty.ErrRange,
		"over 5 to 5":                  penalty.ErrRange,
		"1h to 2":                      penalty.ErrConflict,
		"below 1e3":                    penalty.ErrSyntax,
		"below 1/0%":                   penalty.ErrSyntax,
		"at least 5m90h":               penalty.ErrSyntax,
		"at most 9999999h":             penalty.ErrRange,
		"below 9.9999999999999999999%": penalty.ErrRange,
		penalty.Band("below " + strings.Repeat("9", 500)): penalty.ErrRange,
	} {
		if _, err := band.Values(); !errors.Is(err, kind) {
			t.Errorf("%.30q: %v, want %v", band, err, kind)
		}
	}
}

func TestAnIntervalHasItsEndsOrNot(t *testing.T) {
	i, err := penalty.Band("99% to below 99.9%").Values()
	if err != nil {
		t.Fatal(err)
	}
	for v, want := range map[*big.Rat]bool{
		big.NewRat(99, 100): true, big.NewRat(989_999, 1_000_000): false,
		big.NewRat(999, 1000): false, big.NewRat(998_999, 1_000_000): true,
	} {
		if i.Has(v) != want {
			t.Errorf("%v: %v", v, !want)
		}
	}
}

// flat gives the statement of one flat rate, or the error.
func flat(spec penalty.Spec, rate penalty.Rate) (penalty.Statement, error) {
	spec.Rules = []penalty.Term{{Objective: "o", Rule: penalty.Flat{Credit: rate}}}
	schedule, err := penalty.New(spec)
	return schedule.Statement(penalty.Case{
		From: date.New(2026, time.March, 1), To: date.New(2026, time.April, 1),
		Charges: []penalty.Charge{
			{Name: "portal", Amount: decimal.New(10000, -2)},
			{Name: "api", Amount: decimal.New(5000, -2)},
			{Name: "api", Amount: decimal.New(-1000, -2)},
		},
		Quantities: []penalty.Quantity{{Name: "kg", Value: big.NewRat(5, 2)}},
		Shortfalls: []penalty.Shortfall{{Objective: "o", Verdict: penalty.Missed}},
	}), err
}

func TestRatesAndBases(t *testing.T) {
	for _, c := range []struct {
		unit string
		base penalty.Base
		rate penalty.Rate
		want string
	}{
		{"USD", "812.40", "25%", "203.10 USD"},
		{"USD", "3000.00", "1/30", "100.00 USD"},
		{"USD", "", "500", "500.00 USD"},
		{"USD", "invoice", "10%", "14.00 USD"},
		{"USD", "fee of api", "10%", "4.00 USD"},
		{"USD", "10% of invoice", "50%", "7.00 USD"},
		{"USD", "50% of 10.00", "10%", "0.50 USD"},
		{"USD", "", "12.00 per kg", "30.00 USD"},
		{"service days", "", "2 service days", "2 service days"},
		{"service days", "", "1 service day", "1 service day"},
		{"JPY", "12345", "10%", "1235 JPY"},
		{"KWD", "12.345", "10%", "1.235 KWD"},
		{"CLF", "1", "1/3", "0.3333 CLF"},
		{"EUR", "0.00", "10%", "0.00 EUR"},
	} {
		got, err := flat(penalty.Spec{Round: penalty.HalfUp, Unit: c.unit, Base: c.base}, c.rate)
		if err != nil || got.Total.String() != c.want || len(got.Problems) > 0 {
			t.Errorf("%s of %q: %v %v %v, want %s", c.rate, c.base, got.Total, err, got.Problems, c.want)
		}
	}
	for _, c := range []struct {
		base penalty.Base
		rate penalty.Rate
		path string
		kind error
	}{
		{"1.00", "", "rules[0].flat.credit", penalty.ErrMissing},
		{"1.00", "ten percent", "rules[0].flat.credit", penalty.ErrSyntax},
		{"1.00", "-5%", "rules[0].flat.credit", penalty.ErrRange},
		{"1.00", "5 in", "rules[0].flat.credit", penalty.ErrSyntax},
		{"1.00", "5% of fee", "rules[0].flat.credit", penalty.ErrSyntax},
		{"1.00", "1e3", "rules[0].flat.credit", penalty.ErrSyntax},
		{"", "5%", "rules[0].flat.credit", penalty.ErrMissing},
		{"the fee", "5%", "base", penalty.ErrSyntax},
		{"-1.00", "5%", "base", penalty.ErrRange},
		{"fee of ", "5%", "base", penalty.ErrMissing},
		{"1.00", "5 points", "rules[0]", penalty.ErrConflict},
		{"1.00", "5 per ", "rules[0].flat.credit", penalty.ErrMissing},
	} {
		_, err := flat(penalty.Spec{Round: penalty.HalfUp, Unit: "USD", Base: c.base}, c.rate)
		var field *penalty.FieldError
		if !errors.Is(err, c.kind) || !errors.As(err, &field) || field.Path != c.path {
			t.Errorf("%s of %q: %v, want %s: %v", c.rate, c.base, err, c.path, c.kind)
		}
	}
}

func TestClaimWindows(t *testing.T) {
	day := func(y int, m time.Month, d int) date.Date { return date.New(y, m, d) }
	for _, c := range []struct {
		claim       penalty.Claim
		failure, to date.Date
		want        date.Date
	}{
		{"30 days after month end", day(2024, 1, 10), 0, day(2024, 3, 1)},
		{"30 days after month end", day(2023, 1, 31), 0, day(2023, 3, 2)},
		{"0 days after failure", day(2023, 1, 31), 0, day(2023, 1, 31)},
		{"2 months after month end", day(2024, 12, 5), 0, day(2025, 2, 28)},
		{"2 months after month end", day(2023, 12, 5), 0, day(2024, 2, 29)},
		{"1 month after month end", day(2024, 2, 10), 0, day(2024, 3, 31)},
		{"1 month after failure", day(2024, 1, 31), 0, day(2024, 2, 29)},
		{"1 month after failure", day(2024, 2, 29), 0, day(2024, 3, 29)},
		{"0 business days of office after failure", day(2026, 3, 7), 0, day(2026, 3, 7)}, // nothing to count
		{"10 days after period end", day(2026, 3, 7), day(2026, 4, 1), day(2026, 4, 10)},
		{"10 days after failure", 0, day(2026, 4, 1), day(2026, 4, 10)},
	} {
		got, ok := c.claim.LastDay(c.failure, c.to)
		if !ok || got != c.want {
			t.Errorf("%s, %v: %v, want %v", c.claim, c.failure, got, c.want)
		}
	}
	for _, claim := range []penalty.Claim{"", "soon", "5 business days after failure", "5 business days of office after failure", "30 days", "days after failure", "-1 days after failure",
		"+3 days after failure", "3 weeks after failure", "3 days after lunch", "99999 days after failure"} {
		if _, ok := claim.LastDay(day(2026, 3, 1), 0); ok {
			t.Errorf("%q gives a day", claim)
		}
	}
}

func readAmount(text string) (a penalty.Amount, err error) {
	err = a.UnmarshalText([]byte(text))
	return a, err
}

func TestAmountsReadWhatTheyWrite(t *testing.T) {
	for _, text := range []string{"203.10 USD", "-0.05 EUR", "0", "12 service days", "1.000 KWD",
		"9999999999999999999999999999999999 JPY", "-99999999999999999999.99 EUR"} {
		a, err := readAmount(text)
		if err != nil || a.String() != text {
			t.Errorf("%s: %s, %v", text, a, err)
		}
	}
	a, _ := readAmount("30 EUR")
	b, _ := readAmount("30.00 EUR")
	c, _ := readAmount("30.00 USD")
	if !a.Equal(b) || b.Equal(c) || a.Sign() != 1 || a.Unit() != "EUR" {
		t.Error("amounts of one value and unit differ")
	}
	if _, err := penalty.NewAmount(decimal.New(1, 5_000_000), "EUR"); !errors.Is(err, penalty.ErrRange) {
		t.Error("a number that would take seconds to add is taken")
	}
	var e penalty.Exact
	if e.IsValid() || e.Rat() != nil || e.String() != "" {
		t.Error("the zero Exact is a number")
	}
	for _, text := range []string{"3100/3 USD", "203.10 USD", "99.95%", "12", "1/3"} {
		if err := e.UnmarshalText([]byte(text)); err != nil || e.String() != text {
			t.Errorf("%s: %s, %v", text, e, err)
		}
	}
}
