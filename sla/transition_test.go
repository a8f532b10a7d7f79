package sla_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// transitional is an agreement whose target becomes 3h on 1 March, with a transition.
// Each breach costs 100.00 under the old terms and 120.00 under the new.
func transitional(t testing.TB, transition string) sla.Spec {
	t.Helper()
	return read(t, `
id: both
zone: UTC
currency: EUR
policies: { profile: exact }
clocks: { response: { start: opened, stop: answered } }
objectives:
  - { id: first, clock: response, targets: [{ within: 4h, calendar: 24x7 }], attain: 100%, period: month, counts: started }
credits: { rules: [{ objective: first, per-breach: { credit: 100.00 } }], round: half-even }
revisions:
  - from: 2026-03-01
    pins: opened
    transition: `+transition+`
    change:
      objectives: [{ id: first, targets: [{ within: 3h, calendar: 24x7 }] }]
      credits: { rules: [{ objective: first, per-breach: { credit: 120.00 } }] }
`)
}

// answered makes tickets of a month that took so long each.
func answered(month time.Month, lengths ...time.Duration) (tickets []sla.Ticket) {
	for i, length := range lengths {
		at := time.Date(2026, month, 2+i, 8, 0, 0, 0, time.UTC)
		tickets = append(tickets, sla.Ticket{ID: fmt.Sprintf("%s-%d", month, i),
			Events: []sla.Event{{At: at, Name: "opened"}, {At: at.Add(length), Name: "answered"}}})
	}
	return tickets
}

func TestBothTermsOfATransition(t *testing.T) {
	const h = time.Hour
	// March: 3h, 3h1ns and 4h1ns. The old terms have one breach, 100.00; the new two, 240.00.
	facts := sla.Facts{Tickets: append(answered(time.March, 3*h, 3*h+1, 4*h+1), append(answered(time.February, 3*h+1), answered(time.April, 3*h+1)...)...)}
	for _, c := range []struct {
		pays         penalty.Pays
		total, other string
		breaches     int
	}{
		{penalty.PaysOld, "100.00 EUR", "240.00 EUR", 1},
		{penalty.PaysNew, "240.00 EUR", "100.00 EUR", 2},
		{penalty.PaysHigher, "240.00 EUR", "240.00 EUR", 1},
		{penalty.PaysLower, "100.00 EUR", "240.00 EUR", 1},
		{penalty.PaysNone, "0.00 EUR", "240.00 EUR", 1},
	} {
		a := must(sla.New(transitional(t, "{ until: 2026-04-01, pays: "+string(c.pays)+" }")))
		asOf := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
		r := must(a.Evaluate(sla.Month(2026, time.March), facts, asOf))
		s := r.Statement()
		if s.Total.String() != c.total || r.Other.Statement().Total.String() != c.other {
			t.Errorf("%s: %s, other terms %s; want %s, %s", c.pays, s.Total, r.Other.Statement().Total, c.total, c.other)
		}
		if b := s.BothTerms; b == nil || b.Pays != c.pays || b.Old.String() != "100.00 EUR" || b.New.String() != "240.00 EUR" || b.Difference().String() != "140/1" {
			t.Errorf("%s: %+v", c.pays, s.BothTerms)
		}
		n := 0
		for range r.Breaches() {
			n++
		}
		if n != c.breaches || r.Other.Other != nil {
			t.Errorf("%s: %d breaches, want %d", c.pays, n, c.breaches)
		}
		// Before and after the transition one set of terms is in force.
		for _, m := range []struct {
			month time.Month
			total string
		}{{time.February, "0.00 EUR"}, {time.April, "120.00 EUR"}} {
			s := must(a.Evaluate(sla.Month(2026, m.month), facts, asOf)).Statement()
			if s.Total.String() != m.total || s.BothTerms != nil {
				t.Errorf("%s, %s: %s, %v", c.pays, m.month, s.Total, s.BothTerms)
			}
		}
		other, ok := a.Other()
		if !ok {
			t.Fatal("no other agreement")
		}
		if alone := must(other.Evaluate(sla.Month(2026, time.March), facts, asOf)); !bytes.Equal(alone.JSON(), r.Other.JSON()) {
			t.Errorf("%s: Other is not what the other agreement gives", c.pays)
		}
		back, err := sla.ReadResult(r.JSON())
		if err != nil || !bytes.Equal(back.JSON(), r.JSON()) || back.Digest() != r.Digest() {
			t.Errorf("%s: read back: %v", c.pays, err)
		}
	}
}

// A statement belongs to the transition if its period begins in it.
func TestWhichStatementsBelongToATransition(t *testing.T) {
	for _, c := range []struct {
		until  string
		months string
	}{
		{"2026-04-01", "March"},
		{"2026-04-01T00:00:01", "March April"},
		{"2026-03-31T23:59:59", "March"},
		{"2026-03-01T00:00:01", "March"},
		{"2026-06-30", "March April May June"},
	} {
		a := must(sla.New(transitional(t, "{ until: '"+c.until+"', pays: old }")))
		r := must(a.Evaluate(must(sla.ParsePeriod("2026")), sla.Facts{}, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)))
		var months []string
		for _, s := range r.Statements {
			if s.BothTerms != nil {
				months = append(months, s.From.Month().String())
			}
		}
		if strings.Join(months, " ") != c.months {
			t.Errorf("until %s: %v, want %s", c.until, months, c.months)
		}
	}
}

func TestTransitionsThatCannotBe(t *testing.T) {
	for _, c := range []struct{ transition, want string }{
		{"{ until: 2026-03-01, pays: old }", "revisions[0].transition.until"},
		{"{ until: 2026-02-28, pays: old }", "revisions[0].transition.until"},
		{"{ until: 2026-04-01 }", "revisions[0].transition.pays"},
		{"{ pays: new }", "revisions[0].transition.until"},
		{"{ until: 2026-04-01, pays: both }", "revisions[0].transition.pays"},
		{"{ until: 2026-04-31, pays: old }", "revisions[0].transition.until"},
	} {
		_, err := sla.New(transitional(t, c.transition))
		if p := sla.Problems(err); len(p) != 1 || p[0].Path != c.want {
			t.Errorf("%s: %v", c.transition, err)
		}
	}
	spec := transitional(t, "{ until: 2026-04-01, pays: old }")
	for next, ok := range map[string]bool{"2026-04-01": false, "2026-04-01T00:00:01": true} {
		again := spec
		again.Revisions = append(again.Revisions[:1:1], sla.Revision{From: "2026-04-01", Pins: sla.PinOpened, Change: sla.Spec{Title: "x"}})
		again.Revisions[1].From = "2026-04-01T00:00:01"
		if !ok {
			again.Revisions[1].From = "2026-04-01"
		}
		if _, err := sla.New(again); (err == nil) != ok {
			t.Errorf("the next revision from %s: %v", next, err)
		}
	}
}

// A tally of an agreement in transition is a pair: added in any order, merged, removed
// and stored, both sides give what Evaluate gives.
func TestATallyOfATransitionIsAPair(t *testing.T) {
	const h = time.Hour
	for _, pays := range []string{"old", "new", "higher"} {
		a := must(sla.New(transitional(t, "{ until: 2026-04-01, pays: "+pays+" }")))
		tickets := append(answered(time.March, 3*h, 3*h+1, 4*h+1, h, 5*h), answered(time.April, 3*h+1, 9*h)...)
		march, asOf := sla.Month(2026, time.March), time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
		want := must(a.Evaluate(march, sla.Facts{Tickets: tickets}, asOf)).JSON()
		left, right := a.NewTally(), a.NewTally()
		extra := answered(time.March, 20*h, 20*h)
		extra[0].ID, extra[1].ID = "x", "y"
		for i := range tickets {
			into := left
			if i%2 == 0 {
				into = right
			}
			into.Add(&tickets[len(tickets)-1-i])
			into.Add(&extra[0])
			right.Remove(&extra[0])
		}
		stored := must(left.MarshalBinary())
		again := a.NewTally()
		if err := again.UnmarshalBinary(stored); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(must(again.MarshalBinary()), stored) {
			t.Error("a stored tally is written otherwise")
		}
		if err := right.Merge(again); err != nil {
			t.Fatal(err)
		}
		if got := must(right.Result(march, asOf)).JSON(); !bytes.Equal(got, want) {
			t.Errorf("%s:\ngot  %s\nwant %s", pays, got, want)
		}
		for i := range stored { // every damage is noticed
			if i%7 == 0 {
				bad := bytes.Clone(stored)
				bad[i] ^= 1
				if a.NewTally().UnmarshalBinary(bad) == nil {
					t.Fatalf("byte %d", i)
				}
			}
		}
	}
}

// Under other terms the history of credits is that of the terms that pay, and the
// result says so.
func TestTheHistoryOfOtherTermsIsWhatWasPaid(t *testing.T) {
	a := must(sla.New(transitional(t, "{ until: 2026-04-01, pays: old }")))
	asOf := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	facts := sla.Facts{Tickets: answered(time.March, 5*time.Hour)}
	february := must(a.Evaluate(sla.Month(2026, time.February), facts, asOf)).Statement()
	find := func(r *sla.Result) bool {
		for _, f := range r.Other.Findings {
			if f.Code == sla.FindingPaidHistory {
				return true
			}
		}
		return false
	}
	if find(must(a.Evaluate(sla.Month(2026, time.March), facts, asOf))) {
		t.Error("a finding without a history")
	}
	facts.Issued = []sla.IssuedStatement{{Statement: february}}
	if !find(must(a.Evaluate(sla.Month(2026, time.March), facts, asOf))) {
		t.Error("no finding")
	}
}

func TestTotalsOfTwoUnits(t *testing.T) {
	spec := transitional(t, "{ until: 2026-04-01, pays: higher }")
	spec.Revisions[0].Change.Currency = "USD"
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	s := must(a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: answered(time.March, 5*time.Hour)}, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))).Statement()
	if s.Total.String() != "100.00 EUR" || s.BothTerms.Difference() != nil || len(s.Problems) != 1 || s.Problems[0].Code != penalty.StatementUnit {
		t.Errorf("%s %v", s.Total, s.Problems)
	}
}
