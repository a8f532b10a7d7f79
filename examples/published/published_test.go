package main

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

var juneMonth = sla.Month(2026, time.June)

// open reads an agreement built in.
func open(t *testing.T, name string) *sla.Agreement {
	t.Helper()
	a, err := specfile.Open(files, "agreements/"+name+".yaml", sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// settled is June 2026 under an agreement.
func settled(t *testing.T, a *sla.Agreement, facts sla.Facts) penalty.Statement {
	t.Helper()
	result, err := question{period: juneMonth}.settle(a, facts)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range result.Findings {
		if f.Code != sla.FindingCredits {
			t.Fatalf("the facts of a test are in order: %+v", f)
		}
	}
	if len(result.Statement().Problems) > 0 {
		t.Fatal(result.Statement().Problems)
	}
	return result.Statement()
}

// billed charges one amount under each name that the agreement's credits ask
// for, in the period of its statement.
func billed(t *testing.T, a *sla.Agreement, amount string) []sla.Charge {
	t.Helper()
	schedule, err := penalty.New(unitOf(a.Spec()))
	if err != nil {
		t.Fatal(err)
	}
	period, _, err := statementPeriod(a, juneMonth)
	if err != nil {
		t.Fatal(err)
	}
	var charges []sla.Charge
	for _, name := range schedule.Charges() {
		if name == "invoice" {
			name = ""
		}
		charges = append(charges, sla.Charge{Of: name, Period: period, Amount: decimal.RequireFromString(amount)})
	}
	return charges
}

// unitOf is the credits of an agreement with the unit they inherit.
func unitOf(spec sla.Spec) penalty.Spec {
	credits := spec.Credits
	if credits.Unit == "" {
		credits.Unit = spec.Currency
	}
	return credits
}

// down is an outage of that length from the start of the period on.
func down(t *testing.T, a *sla.Agreement, of string, lost time.Duration) []sla.Outage {
	t.Helper()
	period, _, err := statementPeriod(a, juneMonth)
	if err != nil {
		t.Fatal(err)
	}
	from, _ := a.Bounds(period)
	if lost == 0 {
		return nil
	}
	return []sla.Outage{{Of: of, ID: "outage", From: from, To: from.Add(lost)}}
}

// lostAt is the time that leaves a share of the agreement's period, rounded up
// to whole steps: never more of the share is left.
func lostAt(t *testing.T, a *sla.Agreement, up *big.Rat, step time.Duration) time.Duration {
	t.Helper()
	period, _, err := statementPeriod(a, juneMonth)
	if err != nil {
		t.Fatal(err)
	}
	from, to := a.Bounds(period)
	lost := new(big.Rat).Sub(big.NewRat(1, 1), up)
	lost.Mul(lost, big.NewRat(int64(to.Sub(from)), int64(step)))
	n := new(big.Int).Add(lost.Num(), new(big.Int).Sub(lost.Denom(), big.NewInt(1)))
	return time.Duration(n.Quo(n, lost.Denom()).Int64()) * step
}

// share reads a percentage: "99.95", "3595/36".
func share(t *testing.T, percent string) *big.Rat {
	t.Helper()
	r, err := penalty.Value(percent + "%").Rat()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rat reads a number as a file writes it.
func rat(t *testing.T, text string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("no number: %q", text)
	}
	return r
}

// noon is in the middle of June, everywhere.
var noon = time.Date(2026, time.June, 15, 12, 0, 0, 0, time.UTC)

// counts is good of total.
func counts(of string, good, total int64) sla.Count {
	return sla.Count{Of: of, At: noon, Good: good, Total: total}
}

// item is a ticket whose clock runs between two events for that long.
func item(id, start, stop string, ran time.Duration) sla.Ticket {
	return sla.Ticket{ID: id, Events: []sla.Event{{At: noon, Name: start}, {At: noon.Add(ran), Name: stop}}}
}

// items are n of them.
func items(n int, start, stop string, ran time.Duration) []sla.Ticket {
	var all []sla.Ticket
	for i := range n {
		all = append(all, item(fmt.Sprint("item ", i+1), start, stop, ran))
	}
	return all
}

// named finds a clause.
func named(t *testing.T, id string) clause {
	t.Helper()
	for _, c := range clauses {
		if c.id == id {
			return c
		}
	}
	t.Fatalf("no clause %s", id)
	return clause{}
}

// owes is the statement of a clause on other facts.
func (c clause) owes(t *testing.T, happened penalty.Case) penalty.Statement {
	t.Helper()
	schedule, err := penalty.New(c.spec)
	if err != nil {
		t.Fatal(err)
	}
	s := schedule.Statement(happened)
	if len(s.Problems) > 0 {
		t.Fatal(s.Problems)
	}
	return s
}
