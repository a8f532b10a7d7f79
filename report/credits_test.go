package report_test

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
)

// statement has a line in most of the states, a bonus, a trigger and a problem.
func statement(t testing.TB) penalty.Statement {
	t.Helper()
	schedule, err := penalty.New(penalty.Spec{
		Round: penalty.HalfUp,
		Unit:  "EUR", Base: "10000.00",
		Rules: []penalty.Term{
			{Objective: "portal", Rule: penalty.Tiers{{When: "below 99.9%", Credit: "10%"}, {When: "below 99.0%", Credit: "25%"}}},
			{Objective: "repair", Rule: penalty.Table{Reads: penalty.Lateness, Rows: []penalty.Tier{
				{When: "over 1h", Credit: "100.00"}, {When: "over 4h", Credit: "250.00"},
			}}},
			{Objective: "desk", Rule: penalty.PerBreach{Credit: "50.00"}},
			{Objective: "mails", Base: "fee of mails", Rule: penalty.PerBreach{Credit: "1%"}},
			{Objective: "survey", Rule: penalty.Tiers{{When: "below 80%", Credit: "5%"}}},
		},
		Minimum:  "over 1.00",
		Triggers: []penalty.Trigger{{Name: "termination", Objective: "portal", In: "at least 1", Within: "12 months"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return schedule.Statement(penalty.Case{
		ID: "2026-03", From: date.New(2026, time.March, 1), To: date.New(2026, time.April, 1),
		Shortfalls: []penalty.Shortfall{
			{Objective: "portal", Group: "EMEA", Attained: big.NewRat(221875, 222300), Promised: big.NewRat(999, 1000)},
			{Objective: "repair", Verdict: penalty.Missed, Breaches: 2, Late: []time.Duration{90 * time.Minute, 5 * time.Hour}},
			{Objective: "desk", Verdict: penalty.Met},
			{Objective: "mails", Verdict: penalty.Missed, Breaches: 3},
			{Objective: "survey"},
		},
	})
}

func TestWorkingIsReadable(t *testing.T) {
	page := written(t, report.Credits(statement(t)), report.Text)
	golden(t, "credits-all.txt", []byte(page))
	golden(t, "credits-all.md", []byte(written(t, report.Credits(statement(t)), report.Markdown)))
	goldenHTML(t, "credits-all", report.Credits(statement(t)))
	for _, ugly := range []string{" ns", "/222300", "5400000000000"} {
		if strings.Contains(page, ugly) {
			t.Errorf("%q in\n%s", ugly, page)
		}
	}
}

// A credit that a cap leaves nothing of says so on its line, and the days to
// claim by, the objectives and what lines share are told.
func TestWhatBecameOfALine(t *testing.T) {
	missed := func(objective string) penalty.Term {
		return penalty.Term{Objective: objective, Rule: penalty.Flat{Credit: "33.335"}}
	}
	kase := penalty.Case{From: date.New(2026, time.March, 1), To: date.New(2026, time.April, 1), Shortfalls: []penalty.Shortfall{
		{Objective: "a", Verdict: penalty.Missed}, {Objective: "b", Verdict: penalty.Missed},
	}}
	for _, c := range []struct {
		spec penalty.Spec
		want []string
		not  string
	}{
		{penalty.Spec{Rules: []penalty.Term{missed("a")}, Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "0.00"}}}, []string{
			"33.335 EUR after caps and rounding = 0.00 EUR"}, "largest remainders"},
		{penalty.Spec{Rules: []penalty.Term{missed("a"), missed("b")}, Claim: "2 months after month end"}, []string{
			"33.335 EUR after caps and rounding = 33.34 EUR", "33.335 EUR after caps and rounding = 33.33 EUR",
			"the largest remainders get one last digit more", "Claim by  2026-05-31, 2 months after month end"}, "a: missed"},
		{penalty.Spec{Rules: []penalty.Term{{Rule: penalty.Sum{missed("a"), missed("b")}}}}, []string{
			"  a: missed: 33.335 EUR", "  b: missed: 33.335 EUR", "  33.335 EUR + 33.335 EUR = 66.67 EUR"}, "Claim by"},
	} {
		c.spec.Unit, c.spec.Round = "EUR", penalty.HalfUp
		schedule, err := penalty.New(c.spec)
		if err != nil {
			t.Fatal(err)
		}
		page := written(t, report.Credits(schedule.Statement(kase)), report.Text)
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("%q is not in\n%s", want, page)
			}
		}
		if strings.Contains(page, c.not) {
			t.Errorf("%q is in\n%s", c.not, page)
		}
	}
}

func TestNothingOwed(t *testing.T) {
	page := written(t, report.Credits(penalty.Statement{}), report.Text)
	if !strings.Contains(page, "nothing is owed") {
		t.Errorf("an empty statement says\n%s", page)
	}
}
