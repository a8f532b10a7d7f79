package field_test

import (
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/field"
	"github.com/upheld/upheld/sla"
)

// pulled names the triggers that hold in the statement of each month of 2026.
func pulled(r *sla.Result) map[time.Month]string {
	all := map[time.Month]string{}
	for _, s := range r.Statements {
		if names := s.Triggered(); len(names) > 0 {
			all[s.From.Month()] = strings.Join(names, " ")
		}
	}
	return all
}

// May and June each owe 300.00, which is the maximum and is not cut.
func TestAMaximumReachedTwice(t *testing.T) {
	r := field.Open(t, "metrics-16-maximum-credit-due-twice", "cap-reached.yaml", "facts.json").Result(t, "2026-Q2", "2026-07-01T00:00:00Z")
	got := pulled(r)
	if len(got) != 1 || got[time.June] != "cancel-2-in-a-row" {
		t.Errorf("%v", got)
	}
	for _, f := range r.Findings {
		if f.Code == sla.FindingCredits && strings.HasPrefix(f.Value, "never-triggered") {
			t.Errorf("%v", f)
		}
	}
	for _, s := range r.Statements {
		if s.From.Month() != time.April && s.Total.String() != "300.00 EUR" {
			t.Errorf("%s owes %s", s.From, s.Total)
		}
	}
}

// 200.00, nothing, 100.00 and 200.00 of 1000.00 each: a fifth in March and June.
func TestCreditsOfAFifthOfTheFees(t *testing.T) {
	c := field.Open(t, "metrics-17-credits-of-a-fifth-of-fees")
	got := pulled(c.Result(t, "2026", "2026-07-01T00:00:00Z"))
	if len(got) != 1 || got[time.June] != "terminate" {
		t.Errorf("%v", got)
	}
	// The same by the statements that were issued, month by month.
	for m := time.March; m <= time.June; m++ {
		r := c.Result(t, sla.Month(2026, m).String(), "2026-07-01T00:00:00Z")
		s := r.Statement()
		if want := map[time.Month]string{3: "200.00", 4: "0.00", 5: "100.00", 6: "200.00"}[m]; s.Total.String() != want+" USD" {
			t.Errorf("%s owes %s", m, s.Total)
		}
		if holds := len(s.Triggered()) == 1; holds != (m == time.June) {
			t.Errorf("%s: %v", m, s.Triggers)
		}
		c.Facts.Issued = append(c.Facts.Issued, sla.IssuedStatement{Statement: s})
	}
}

// 20 April, 2 May and 12 May lie within 30 days: it holds on 12 May.
func TestThreeOutagesInAnyThirtyDays(t *testing.T) {
	c := field.Open(t, "metrics-30-three-outages-in-any-thirty-days")
	r := c.Result(t, "2026", "2026-07-01T00:00:00Z")
	if got := pulled(r); len(got) != 1 || got[time.May] != "chronic" {
		t.Errorf("%v", got)
	}
	for _, s := range r.Statements {
		if len(s.Problems) > 0 {
			t.Errorf("%s: %v", s.From, s.Problems)
		}
		if at := s.Triggers[0].At; s.From.Month() == time.May && !at.Equal(field.At(t, "2026-05-12T10:00:00Z")) {
			t.Errorf("holds at %s", at)
		}
	}
	// Two of them exactly 30 days apart are not within 30 days.
	for i := range c.Facts.Tickets[2].Events {
		c.Facts.Tickets[2].Events[i].At = c.Facts.Tickets[2].Events[i].At.Add(8 * 24 * time.Hour)
	}
	if got := pulled(c.Result(t, "2026", "2026-07-01T00:00:00Z")); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
