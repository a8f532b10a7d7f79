package sla_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// byCustomer is an agreement about the calls of each customer.
func byCustomer(t *testing.T, credits penalty.Spec, by ...string) *sla.Agreement {
	t.Helper()
	credits.Round = penalty.HalfUp
	a, err := sla.New(sla.Spec{
		ID: "lines", Zone: "UTC", Currency: "EUR", Credits: credits,
		Objectives: []sla.Objective{{
			ID: "calls", Metric: metrics.Ratio{Of: "calls"}, Attain: "99%", Period: sla.Monthly, By: by,
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func callsOf(customer string, month time.Month, good int64) sla.Count {
	return sla.Count{Of: "calls", At: time.Date(2026, month, 10, 0, 0, 0, 0, time.UTC), Good: good, Total: 100,
		Attrs: sla.Attrs{{"customer", customer}}}
}

func lineOf(customer string, month time.Month, amount int64) sla.Charge {
	return sla.Charge{Of: "line", Period: sla.Month(2026, month), Amount: decimal.NewFromInt(amount), Attrs: sla.Attrs{{"customer", customer}}}
}

var creditTable = penalty.Tiers{{When: "below 99%", Credit: "10%"}, {When: "below 95%", Credit: "25%"}}

// owedTo lists the lines of a statement, with what they owe.
func owedTo(s penalty.Statement) string {
	var lines []string
	for _, l := range s.Lines {
		lines = append(lines, l.Group+" "+l.Amount.String())
	}
	return strings.Join(append(lines, "total "+s.Total.String()), "; ")
}

func settledOf(t *testing.T, a *sla.Agreement, period string, facts sla.Facts) *sla.Result {
	t.Helper()
	p, err := sla.ParsePeriod(period)
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Evaluate(p, facts, time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	tally := a.NewTally()
	for i := range facts.Counts {
		tally.Add(&facts.Counts[i])
	}
	for i := range slices.Backward(facts.Charges) {
		tally.Add(&facts.Charges[i])
	}
	for i := range facts.Outages {
		tally.Add(&facts.Outages[i])
	}
	for i := range facts.States {
		tally.Add(&facts.States[i])
	}
	for i := range facts.Exclusions {
		tally.Add(&facts.Exclusions[i])
	}
	stored, err := tally.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	read := a.NewTally()
	if err := read.UnmarshalBinary(stored); err != nil {
		t.Fatal(err)
	}
	again, err := read.Result(p, time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.JSON(), r.JSON()) {
		t.Errorf("a stored tally says\n%s\nthe batch\n%s", again.JSON(), r.JSON())
	}
	return r
}

// Acme: 98% of 100.00 billed, 10% = 10.00. Beta: 90% of 200.00, 25% = 50.00. Both
// are 60.00; the whole, 94%, is not paid as well. A cap of a group looks at the
// group, one of the period and the minimum at the sum of the groups.
func TestCreditsOfGroups(t *testing.T) {
	facts := sla.Facts{
		Counts:  []sla.Count{callsOf("Acme", 1, 98), callsOf("Beta", 1, 90), callsOf("Gone", 1, 99)},
		Charges: []sla.Charge{lineOf("Acme", 1, 100), lineOf("Beta", 1, 150), lineOf("Beta", 1, 50), lineOf("", 1, 9999)},
	}
	for _, c := range []struct {
		name    string
		credits penalty.Spec
		want    string
	}{
		{"each by its own", penalty.Spec{}, "customer=Acme 10.00 EUR; customer=Beta 50.00 EUR; customer=Gone 0.00 EUR; total 60.00 EUR"},
		{"a cap of a group", penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerGroup, At: "20%"}}},
			"customer=Acme 10.00 EUR; customer=Beta 40.00 EUR; customer=Gone 0.00 EUR; total 50.00 EUR"},
		{"a cap of the period", penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "30.00"}}},
			"customer=Acme 5.00 EUR; customer=Beta 25.00 EUR; customer=Gone 0.00 EUR; total 30.00 EUR"},
		{"both", penalty.Spec{Caps: []penalty.Cap{{Per: penalty.PerGroup, At: "20%"}, {Per: penalty.PerPeriod, At: "30.00"}}},
			"customer=Acme 6.00 EUR; customer=Beta 24.00 EUR; customer=Gone 0.00 EUR; total 30.00 EUR"},
		{"the minimum below the sum", penalty.Spec{Minimum: "over 59.99"}, "customer=Acme 10.00 EUR; customer=Beta 50.00 EUR; customer=Gone 0.00 EUR; total 60.00 EUR"},
		{"the minimum at the sum", penalty.Spec{Minimum: "over 60.00"}, "customer=Acme 0.00 EUR; customer=Beta 0.00 EUR; customer=Gone 0.00 EUR; total 0.00 EUR"},
		// 10% and 25% of all that was billed for lines, 10299.00.
		{"the whole fee", penalty.Spec{Base: "whole fee of line"}, "customer=Acme 1029.90 EUR; customer=Beta 2574.75 EUR; customer=Gone 0.00 EUR; total 3604.65 EUR"},
	} {
		if c.credits.Base == "" {
			c.credits.Base = "fee of line"
		}
		c.credits.Rules = []penalty.Term{{Objective: "calls", Rule: creditTable}}
		r := settledOf(t, byCustomer(t, c.credits, "customer"), "2026-01", facts)
		if got := owedTo(r.Statement()); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
		if problems := r.Statement().Problems; len(problems) != 0 {
			t.Errorf("%s: %v", c.name, problems)
		}
	}
}

// A group that nothing was billed for owes nothing, never a share of the invoice
// or of the bills of others, and that is a problem. What was billed for no
// customer is for none of them.
func TestGroupWithoutCharge(t *testing.T) {
	facts := sla.Facts{
		Counts:  []sla.Count{callsOf("Acme", 1, 90), callsOf("Beta", 1, 90), callsOf("", 1, 90)},
		Charges: []sla.Charge{lineOf("Acme", 1, 100), {Of: "line", Period: sla.Month(2026, 1), Amount: decimal.NewFromInt(5000)}},
	}
	for _, base := range []penalty.Base{"fee of line", "invoice"} {
		a := byCustomer(t, penalty.Spec{Base: base, Rules: []penalty.Term{{Objective: "calls", Rule: creditTable}}}, "customer")
		s := settledOf(t, a, "2026-01", facts).Statement()
		if got, want := owedTo(s), `customer="" 0.00 EUR; customer=Acme 25.00 EUR; customer=Beta 0.00 EUR; total 25.00 EUR`; got != want {
			t.Errorf("%s: got %s, want %s", base, got, want)
		}
		var problems []string
		for _, p := range s.Problems {
			problems = append(problems, p.String())
		}
		want := []string{`missing-charge ` + string(base) + ` for customer=""`, "missing-charge " + string(base) + " for customer=Beta"}
		if !slices.Equal(problems, want) {
			t.Errorf("problems %q, want %q", problems, want)
		}
	}
}

// One charge is of a group of each grouping that it names, and counts once in
// what was billed in all.
func TestChargeOfSeveralGroupings(t *testing.T) {
	objective := func(id, by string) sla.Objective {
		return sla.Objective{ID: id, Metric: metrics.Ratio{Of: "calls"}, Attain: "99%", Period: sla.Monthly, By: []string{by}}
	}
	a, err := sla.New(sla.Spec{ID: "x", Zone: "UTC", Currency: "EUR",
		Objectives: []sla.Objective{objective("customer", "customer"), objective("region", "region"), objective("both", "region+customer")},
		Credits: penalty.Spec{Base: "fee of line", Round: penalty.HalfUp, Rules: []penalty.Term{
			{Objective: "customer", Rule: penalty.Flat{Credit: "1%"}}, {Objective: "region", Rule: penalty.Flat{Credit: "10%"}},
			{Objective: "both", Rule: penalty.Flat{Credit: "100%"}},
		}, Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "100%", Base: "fee of line"}}}})
	if err != nil {
		t.Fatal(err)
	}
	count := func(customer, region string) sla.Count {
		c := callsOf(customer, 1, 50)
		c.Attrs = append(c.Attrs, [2]string{"region", region})
		return c
	}
	charge := func(customer, region string, amount int64) sla.Charge {
		c := lineOf(customer, 1, amount)
		c.Attrs = append(c.Attrs, [2]string{"region", region})
		return c
	}
	s := settledOf(t, a, "2026-01", sla.Facts{
		Counts:  []sla.Count{count("Acme", "EU"), count("Acme", "US"), count("Beta", "EU")},
		Charges: []sla.Charge{charge("Acme", "EU", 100), charge("Acme", "US", 200), charge("Beta", "EU", 400)},
	}).Statement()
	// Customers: 1% of 300 and 400; regions: 10% of 500 and 200; pairs: 100, 200, 400:
	// 777.00, held to what was billed, 700.00: nine tenths and a bit of each.
	if got, want := s.Total.String(), "700.00 EUR"; got != want || len(s.Lines) != 7 || len(s.Problems) > 0 {
		t.Errorf("got %s, %d lines, %v; want %s of 7", got, len(s.Lines), s.Problems, want)
	}
	if got, want := s.Lines[4].Group, "customer=Acme, region=EU"; got != want {
		t.Errorf("the group is %q, want %q", got, want)
	}
	if got, want := s.Steps[0].Of.String(), "777.00 EUR"; got != want {
		t.Errorf("before the cap %s, want %s", got, want)
	}
}

// January: Acme and Beta miss. February: Acme misses again, which counts twice;
// Beta meets and takes its own credit back.
func TestHistoryOfGroups(t *testing.T) {
	a := byCustomer(t, penalty.Spec{Base: "fee of line", Rules: []penalty.Term{{
		Objective: "calls",
		Rule: penalty.EarnBack{Returns: []penalty.Return{{After: 1, Share: "100%"}},
			Of: penalty.Term{Rule: penalty.Repeat{By: []penalty.Factor{"2"}, Of: penalty.Term{Rule: creditTable}}}},
	}}}, "customer")
	january := sla.Facts{
		Counts:  []sla.Count{callsOf("Acme", 1, 98), callsOf("Beta", 1, 98)},
		Charges: []sla.Charge{lineOf("Acme", 1, 100), lineOf("Beta", 1, 200)},
	}
	february := sla.Facts{
		Counts:  []sla.Count{callsOf("Acme", 2, 98), callsOf("Beta", 2, 99)},
		Charges: []sla.Charge{lineOf("Acme", 2, 100), lineOf("Beta", 2, 200)},
	}
	first := settledOf(t, a, "2026-01", january).Statement()
	if got, want := owedTo(first), "customer=Acme 10.00 EUR; customer=Beta 20.00 EUR; total 30.00 EUR"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	stored, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	var issued sla.IssuedStatement
	if err := json.Unmarshal(stored, &issued); err != nil {
		t.Fatal(err)
	}
	february.Issued = []sla.IssuedStatement{issued}
	p := sla.Month(2026, 2)
	r, err := a.Evaluate(p, february, time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	second := r.Statement()
	if got, want := owedTo(second), "customer=Acme 20.00 EUR; customer=Beta 0.00 EUR; total 20.00 EUR"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var back []string
	for _, l := range second.Returned {
		back = append(back, fmt.Sprint(l.Group, " ", l.Amount))
	}
	if want := []string{"customer=Beta 20.00 EUR"}; !slices.Equal(back, want) {
		t.Errorf("earned back %q, want %q", back, want)
	}
}

// Each breach is of the group of its ticket.
func TestBreachesOfGroups(t *testing.T) {
	a, err := sla.New(sla.Spec{
		ID: "desk", Zone: "UTC", Currency: "EUR", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"reply": {Start: sla.On("opened"), Stop: sla.On("replied")}},
		Objectives: []sla.Objective{{ID: "reply", Clock: "reply", Targets: []sla.Target{{Within: "1h wall"}}, Attain: "90%",
			Period: sla.Monthly, Counts: sla.ByStart, By: []string{"customer"}}},
		Credits: penalty.Spec{Round: penalty.HalfUp, Rules: []penalty.Term{
			{Objective: "reply", Rule: penalty.PerBreach{Credit: "5.00"}},
			{Objective: "reply", Rule: penalty.PerUnitLate{Credit: "1.00", Unit: "1h", Counted: penalty.Started}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	at := func(hour int) time.Time { return time.Date(2026, 1, 5, hour, 0, 0, 0, time.UTC) }
	ticket := func(id, customer string, hours int) sla.Ticket {
		return sla.Ticket{ID: id, Attrs: sla.Attrs{{"customer", customer}},
			Events: []sla.Event{{At: at(1), Name: "opened"}, {At: at(1 + hours), Name: "replied"}}}
	}
	r, err := a.Evaluate(sla.Month(2026, 1), sla.Facts{Tickets: []sla.Ticket{
		ticket("1", "Acme", 3), ticket("2", "Acme", 1), ticket("3", "Beta", 6), ticket("4", "Beta", 2), ticket("5", "Calm", 1),
	}}, time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	want := "customer=Acme 5.00 EUR; customer=Beta 10.00 EUR; customer=Calm 0.00 EUR; " +
		"customer=Acme 2.00 EUR; customer=Beta 6.00 EUR; customer=Calm 0.00 EUR; total 23.00 EUR"
	if got := owedTo(r.Statement()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCreditsNeedOneGrouping(t *testing.T) {
	spec := sla.Spec{ID: "x", Zone: "UTC", Currency: "EUR",
		Objectives: []sla.Objective{{ID: "calls", Metric: metrics.Ratio{Of: "calls"}, Period: sla.Monthly, By: []string{"customer", "region"}}},
		Credits:    penalty.Spec{Round: penalty.HalfUp, Rules: []penalty.Term{{Objective: "calls", Rule: penalty.Flat{Credit: "1.00"}}}}}
	_, err := sla.New(spec)
	want := `objectives[0].by: "customer, region": conflicts with another term: credits are owed to the groups of one grouping, such as [customer] or [customer+region]; give the others in an objective without credits`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
	spec.Credits = penalty.Spec{}
	if _, err := sla.New(spec); err != nil {
		t.Errorf("without credits: %v", err)
	}
}
