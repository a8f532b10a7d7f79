package sla_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// hosting promises 99.9 % a month: 10 % of the invoice for less, at most 150.00
// a year.
func hosting() sla.Spec {
	return sla.Spec{
		ID: "hosting", Zone: "UTC", Currency: "EUR", Policies: sla.Policies{Profile: sla.ProfileExact},
		Objectives: []sla.Objective{{
			ID: "site", Attain: "99.9%", Period: sla.Monthly, Metric: metrics.Availability{Of: "site", NoData: metrics.NoDataGood},
		}},
		Credits: penalty.Spec{
			Base: "invoice", Round: penalty.HalfUp, Caps: []penalty.Cap{{Per: penalty.PerYear, At: "150.00"}},
			Rules: []penalty.Term{{Name: "site", Objective: "site", Rule: penalty.Tiers{{When: "below 99.9%", Credit: "10%"}}}},
		},
	}
}

func billed(month time.Month, amount string) *sla.Charge {
	return &sla.Charge{Period: sla.Month(2026, month), Amount: decimal.RequireFromString(amount)}
}

func downOn(month time.Month) *sla.Outage {
	from := time.Date(2026, month, 3, 0, 0, 0, 0, time.UTC)
	return &sla.Outage{Of: "site", From: from, To: from.Add(2 * time.Hour)}
}

// granted is a statement of a month with one line.
func granted(id string, month time.Month, amount string) *sla.IssuedStatement {
	var of penalty.Amount
	if err := of.UnmarshalText([]byte(amount)); err != nil {
		panic(err)
	}
	p := sla.Month(2026, month)
	return &sla.IssuedStatement{Statement: penalty.Statement{ID: id, From: p.From(), To: p.To(), Total: of,
		Lines: []penalty.Line{{Objective: "site", Rule: "site", Amount: of, State: penalty.Issued}}}}
}

func mayOf(t *testing.T, facts ...sla.Fact) *sla.Result {
	t.Helper()
	tally := compile(t, hosting()).NewTally()
	for _, f := range facts {
		tally.Add(f)
	}
	return must(tally.Result(sla.Month(2026, time.May), berlin("12-01T00:00")))
}

// Two equal charges are two charges: a base is what was billed in all.
func TestEqualChargesCountEach(t *testing.T) {
	a := compile(t, hosting())
	for _, c := range []struct {
		added, removed int
		want           string
	}{
		{1, 0, "50.00 EUR"}, {2, 0, "100.00 EUR"}, {3, 0, "150.00 EUR"}, {2, 1, "50.00 EUR"}, {3, 1, "100.00 EUR"},
	} {
		tally := a.NewTally()
		tally.Add(downOn(time.May))
		for range c.added {
			tally.Add(billed(time.May, "500.00"))
		}
		for range c.removed {
			tally.Remove(billed(time.May, "500.00"))
		}
		r := must(tally.Result(sla.Month(2026, time.May), berlin("12-01T00:00")))
		if got := r.Statement().Total.String(); got != c.want || len(r.Findings) > 0 {
			t.Errorf("%d added, %d removed: %s owed, want %s; %v", c.added, c.removed, got, c.want, r.Findings)
		}
	}
	// Added and removed is not there: the base is not known, and it says so.
	tally := a.NewTally()
	tally.Add(downOn(time.May))
	tally.Add(billed(time.May, "500.00"))
	tally.Remove(billed(time.May, "500.00"))
	s := must(tally.Result(sla.Month(2026, time.May), berlin("12-01T00:00"))).Statement()
	if len(s.Problems) != 1 || s.Problems[0].Code != penalty.MissingCharge {
		t.Errorf("%v", s.Problems)
	}
}

// What is removed must have been added, here or in a tally merged later.
func TestMoneyRemovedWithoutBeingAdded(t *testing.T) {
	a := compile(t, hosting())
	for want, f := range map[string]sla.Fact{
		"a charge of the invoice for 2026-05": billed(time.May, "500.00"),
		"the issued statement april":          granted("april", time.April, "10.00 EUR"),
	} {
		tally, other := a.NewTally(), a.NewTally()
		tally.Remove(f)
		if _, err := tally.Result(sla.Month(2026, time.January), berlin("12-01T00:00")); !errors.Is(err, sla.ErrConflict) || !strings.Contains(err.Error(), want) {
			t.Errorf("%T: %v", f, err)
		}
		other.Add(f)
		if err := tally.Merge(other); err != nil {
			t.Fatal(err)
		}
		if r, err := tally.Result(sla.Month(2026, time.January), berlin("12-01T00:00")); err != nil || len(r.Findings) > 0 {
			t.Errorf("%T: %v", f, err)
		}
	}
}

// A statement that cannot be what was issued takes nothing off a cap and is a
// finding. May owes 100.00, and the year has 150.00.
func TestStatementsThatAreNotUsed(t *testing.T) {
	april := granted("april", time.April, "60.00 EUR")
	backwards, unknown := *april, *granted("april", time.April, "60.00 EUR")
	backwards.From, backwards.To = april.To, april.From
	backwards.ID = "back"
	unknown.Lines[0].State = "paid"
	corrected := granted("april again", time.April, "5.00 EUR")
	corrected.Corrects = "april"
	for name, c := range map[string]struct {
		facts    []sla.Fact
		want     string
		findings []sla.Finding
	}{
		"one":              {[]sla.Fact{april}, "90.00 EUR", nil},
		"another currency": {[]sla.Fact{granted("april", time.April, "60.00 USD")}, "100.00 EUR", []sla.Finding{{Code: sla.FindingCurrency, Subject: "april", Path: "issued.total", Value: "USD"}}},
		"twice":            {[]sla.Fact{april, april}, "90.00 EUR", []sla.Finding{{Code: sla.FindingDuplicateStatement, Subject: "april", Path: "issued", Value: "2026-04"}}},
		"two of a period": {[]sla.Fact{april, granted("b", time.April, "70.00 EUR")}, "90.00 EUR",
			[]sla.Finding{{Code: sla.FindingDuplicateStatement, Subject: "b", Path: "issued", Value: "2026-04"}}},
		"corrected":     {[]sla.Fact{april, corrected}, "85.00 EUR", nil},
		"backwards":     {[]sla.Fact{&backwards}, "100.00 EUR", []sla.Finding{{Code: sla.FindingUnreadable, Subject: "back", Path: "issued.to", Value: "2026-04-01"}}},
		"unknown state": {[]sla.Fact{&unknown}, "100.00 EUR", []sla.Finding{{Code: sla.FindingUnreadable, Subject: "april", Path: "issued.lines[0].state", Value: "paid"}}},
	} {
		r := mayOf(t, append(c.facts, downOn(time.May), billed(time.May, "1000.00"))...)
		if got := r.Statement().Total.String(); got != c.want {
			t.Errorf("%s: %s owed, want %s", name, got, c.want)
		}
		if fmt.Sprint(r.Findings) != fmt.Sprint(c.findings) {
			t.Errorf("%s: findings %v, want %v", name, r.Findings, c.findings)
		}
	}
}

// What was issued for a month stands for what is worked out of the month again:
// over the year it is not taken off the cap twice. April's 60.00 were issued; May
// may have 90.00 of its 100.00.
func TestAnIssuedStatementIsNotTakenOffTwice(t *testing.T) {
	tally := compile(t, hosting()).NewTally()
	for _, f := range []sla.Fact{
		downOn(time.April), billed(time.April, "600.00"), downOn(time.May), billed(time.May, "1000.00"), granted("april", time.April, "60.00 EUR"),
	} {
		tally.Add(f)
	}
	r := must(tally.Result(sla.Year(2026), berlin("12-01T00:00")))
	for _, s := range r.Statements {
		if s.From == sla.Month(2026, time.May).From() && s.Total.String() != "90.00 EUR" {
			t.Errorf("May owes %s", s.Total)
		}
	}
}

func TestTalliesOfMoneyAreAGroup(t *testing.T) { tape.Check(t, talliesOfMoneyAreAGroup) }

// talliesOfMoneyAreAGroup: charges and issued statements, equal ones among them,
// count the same in any order and any tree of merging; what is removed was never
// there.
func talliesOfMoneyAreAGroup(r *tape.Reader) error {
	a, err := sla.New(hosting())
	if err != nil {
		return err
	}
	draw := func() (all []sla.Fact) {
		for range r.Int(12) {
			month := time.Month(1 + r.Int(4))
			switch r.Int(3) {
			case 0:
				all = append(all, downOn(month))
			case 1:
				all = append(all, billed(month, tape.Pick(r, "500.00", "80.00", "-20.00")))
			case 2:
				all = append(all, granted(tape.Pick(r, "a", "b"), month, tape.Pick(r, "10.00 EUR", "40.00 EUR", "10.00 USD")))
			}
		}
		return all
	}
	facts, strays := draw(), draw()
	one := tallied(a, facts)
	parts := []*sla.Tally{a.NewTally(), a.NewTally(), a.NewTally()}
	for _, f := range strays {
		parts[r.Int(3)].Remove(f)
	}
	for _, f := range shuffle(r, append(append([]sla.Fact{}, facts...), strays...)) {
		parts[r.Int(3)].Add(f)
	}
	for _, p := range parts[1:] {
		if err := parts[0].Merge(p); err != nil {
			return err
		}
	}
	want, err1 := one.Result(sla.Year(2026), longAfter)
	got, err2 := parts[0].Result(sla.Year(2026), longAfter)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if got.Digest() != want.Digest() {
		return fmt.Errorf("merged %s\nwhole %s", got.JSON(), want.JSON())
	}
	billed := map[string]decimal.Decimal{} // by month, every charge of it
	for _, f := range facts {
		if c, ok := f.(*sla.Charge); ok {
			billed[c.Period.String()] = billed[c.Period.String()].Add(c.Amount)
		}
	}
	for _, s := range want.Statements {
		for _, line := range s.Lines {
			for _, step := range line.Steps() {
				month := sla.Month(2026, time.Month(s.From.Month())).String()
				if base := billed[month]; step.Base == "invoice" && base.Sign() > 0 && step.Of.Rat().Cmp(base.Rat()) != 0 {
					return fmt.Errorf("%s: the invoice is %s, billed were %s", s.From, step.Of, base)
				}
			}
		}
	}
	for _, f := range facts {
		parts[0].Remove(f)
	}
	rest, err1 := parts[0].MarshalBinary()
	empty, err2 := a.NewTally().MarshalBinary()
	if err := errors.Join(err1, err2); err != nil || !bytes.Equal(rest, empty) {
		return fmt.Errorf("what is left of nothing: %x %v", rest, err)
	}
	return nil
}
