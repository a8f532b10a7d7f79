package penalty_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/penalty"
)

// Every row of the table of CORRECTIONS.md. March owed was, corrected facts say
// now. Claims are open until 30 days after month end: 30 April for the failure,
// 30 August for a correction of 10 July, 30 May for one of 10 April.
func TestTheLifeOfACorrection(t *testing.T) {
	const none = 0
	april10, july10 := date.New(2026, time.April, 10), date.New(2026, time.July, 10)
	april30, may30, august30 := date.New(2026, time.April, 30), date.New(2026, time.May, 30), date.New(2026, time.August, 30)
	inTime := []date.Date{date.New(2026, time.April, 5)}
	for _, c := range []struct {
		row      string
		was, now string // what March owes
		day      date.Date
		claimed  []date.Date
		state    penalty.LineState // of the correction's line
		amount   string
		by       date.Date
		standing string // what the customer has on 1 September with no further claim
		later    string // what the customer has if it claims on 20 April and 1 August as well
	}{
		{"found late", "0.00", "300.00", july10, nil, penalty.Claimable, "300.00", august30, "0.00", "300.00"},
		{"found in the window", "0.00", "300.00", april10, nil, penalty.Claimable, "300.00", may30, "0.00", "300.00"},
		{"more of what can be claimed", "100.00", "300.00", april10, nil, penalty.Claimable, "200.00", may30, "0.00", "300.00"},
		{"less of what can be claimed", "300.00", "100.00", april10, nil, penalty.Lowered, "-200.00", april30, "0.00", "100.00"},
		{"nothing of what can be claimed", "300.00", "0.00", april10, nil, penalty.Lowered, "-300.00", april30, "0.00", "0.00"},
		{"more of what was issued", "100.00", "300.00", july10, inTime, penalty.Issued, "200.00", none, "300.00", "300.00"},
		{"less of what was issued", "300.00", "100.00", july10, inTime, penalty.Reversed, "-200.00", none, "100.00", "100.00"},
		{"nothing of what was issued", "300.00", "0.00", july10, inTime, penalty.Reversed, "-300.00", none, "0.00", "0.00"},
		{"more of what expired", "100.00", "300.00", july10, nil, penalty.Claimable, "200.00", august30, "0.00", "200.00"},
		{"less of what expired", "300.00", "100.00", july10, nil, penalty.Expired, "-200.00", none, "0.00", "0.00"},
		{"nothing of what expired", "300.00", "0.00", july10, nil, penalty.Expired, "-300.00", none, "0.00", "0.00"},
		{"nothing changes", "300.00", "300.00", july10, inTime, penalty.NothingOwed, "0.00", none, "300.00", "300.00"},
	} {
		was, now := march2026(t, c.was, "30 days after month end"), march2026(t, c.now, "30 days after month end")
		fix := was.Corrected(now, c.day, c.claimed...)
		line := fix.Lines[0]
		if line.State != c.state || line.Amount.String() != c.amount+" EUR" || line.ClaimBy != c.by {
			t.Errorf("%s: %s %s until %s, want %s %s until %s", c.row, line.State, line.Amount, line.ClaimBy, c.state, c.amount, c.by)
		}
		if line.State == penalty.Claimable && fix.ClaimBy != c.by || line.State != penalty.Claimable && fix.ClaimBy != 0 {
			t.Errorf("%s: the correction is to be claimed by %s", c.row, fix.ClaimBy)
		}
		has := func(claimed ...date.Date) string {
			old := was.On(c.day, c.claimed...)
			end := date.New(2026, time.September, 1)
			return penalty.AccountOf(old.On(end, claimed...), fix.On(end, claimed...)).Outstanding.String()
		}
		if got := has(c.claimed...); got != c.standing+" EUR" {
			t.Errorf("%s: without a claim the customer has %s, want %s", c.row, got, c.standing)
		}
		late := append([]date.Date{date.New(2026, time.August, 1)}, c.claimed...)
		if c.day == april10 {
			late = append(late, date.New(2026, time.April, 20))
		}
		if got := has(late...); got != c.later+" EUR" {
			t.Errorf("%s: with a claim the customer has %s, want %s", c.row, got, c.later)
		}
	}
}

// Without a claim rule a credit is issued unasked, and so is a correction.
func TestCorrectionsOfWhatNeedsNoClaim(t *testing.T) {
	for _, c := range []struct {
		was, now string
		want     penalty.LineState
	}{
		{"0.00", "300.00", penalty.Issued}, {"100.00", "300.00", penalty.Issued}, {"300.00", "100.00", penalty.Reversed},
		{"300.00", "0.00", penalty.Reversed}, {"300.00", "300.00", penalty.NothingOwed}, {"0.00", "0.00", penalty.NothingOwed},
	} {
		was, now := march2026(t, c.was, ""), march2026(t, c.now, "")
		for _, fix := range []penalty.Statement{penalty.Correct(was, now), was.Corrected(now, date.New(2026, time.July, 10))} {
			if line := fix.Lines[0]; line.State != c.want || line.ClaimBy != 0 {
				t.Errorf("%s to %s: %s until %s, want %s", c.was, c.now, line.State, line.ClaimBy, c.want)
			}
		}
	}
}

// A disputed line is left alone by its claim days, and a correction ends the
// dispute: it lowers what is not issued yet.
func TestADisputedCredit(t *testing.T) {
	claim := penalty.Claim("30 days after month end")
	was := march2026(t, "300.00", claim)
	was.Lines[0].State = penalty.Disputed
	july := date.New(2026, time.July, 10)
	if got := was.On(july).Lines[0].State; got != penalty.Disputed {
		t.Errorf("it is %s", got)
	}
	if got := was.On(july, date.New(2026, time.April, 5)).Lines[0].State; got != penalty.Disputed {
		t.Errorf("claimed it is %s", got)
	}
	for _, c := range []struct {
		now, amount string
		state       penalty.LineState
		by          date.Date
	}{
		{"100.00", "-200.00 EUR", penalty.Lowered, 0},
		{"0.00", "-300.00 EUR", penalty.Lowered, 0},
		{"300.00", "0.00 EUR", penalty.NothingOwed, 0},
		{"400.00", "100.00 EUR", penalty.Claimable, date.New(2026, time.August, 30)},
	} {
		fix := was.Corrected(march2026(t, c.now, claim), july)
		if line := fix.Lines[0]; line.State != c.state || line.Amount.String() != c.amount || line.ClaimBy != c.by {
			t.Errorf("to %s: %s %s until %s", c.now, line.State, line.Amount, line.ClaimBy)
		}
		if got := penalty.AccountOf(was, fix).Credited.String(); got != c.now+" EUR" {
			t.Errorf("to %s: %s is credited", c.now, got)
		}
	}
}

// The claim window of an amount that a correction adds counts from the day of the
// correction, in every form of a claim rule, and is never shorter than the period's.
func TestTheClaimWindowOfACorrection(t *testing.T) {
	for _, c := range []struct {
		claim penalty.Claim
		day   date.Date
		want  string
	}{
		{"30 days after month end", date.New(2026, time.July, 10), "2026-08-30"},
		{"30 days after period end", date.New(2026, time.July, 10), "2026-08-09"},
		{"2 months after month end", date.New(2026, time.July, 10), "2026-09-30"},
		{"30 days after period end", date.New(2026, time.March, 20), "2026-04-30"}, // before the month ended
	} {
		fix := march2026(t, "0.00", c.claim).Corrected(march2026(t, "300.00", c.claim), c.day)
		if got := fix.Lines[0].ClaimBy.String(); got != c.want || fix.ClaimBy.String() != c.want {
			t.Errorf("%s, corrected on %s: until %s, want %s", c.claim, c.day, got, c.want)
		}
	}
}

// march2026 is a statement of March that owes an amount, 100.00 for each breach.
func march2026(t *testing.T, owes string, claim penalty.Claim) penalty.Statement {
	t.Helper()
	schedule, err := penalty.New(penalty.Spec{Unit: "EUR", Round: penalty.HalfUp, Claim: claim,
		Rules: []penalty.Term{{Name: "site", Objective: "site", Rule: penalty.PerBreach{Credit: "100.00"}}}})
	if err != nil {
		t.Fatal(err)
	}
	from, to := monthFrom(time.March)
	breaches := map[string]int64{"0.00": 0, "100.00": 1, "300.00": 3, "400.00": 4}[owes]
	s := schedule.Statement(penalty.Case{ID: "2026-03", From: from, To: to,
		Shortfalls: []penalty.Shortfall{{Objective: "site", Verdict: penalty.Missed, Breaches: breaches}}})
	if s.Total.String() != owes+" EUR" {
		t.Fatal(fmt.Sprint("March owes ", s.Total, ", not ", owes))
	}
	return s
}

// March was credited with three breaches and claimed on 5 April. In July two of
// them turn out not to be the provider's; had it been one more, or had nobody
// claimed, this is what to do.
func ExampleStatement_Corrected() {
	schedule := must(penalty.New(penalty.Spec{
		Unit: "EUR", Round: penalty.HalfUp, Claim: "30 days after month end",
		Rules: []penalty.Term{{Objective: "site", Rule: penalty.PerBreach{Credit: "100.00"}}},
	}))
	march := func(breaches int64) penalty.Statement {
		from, to := monthFrom(time.March)
		return schedule.Statement(penalty.Case{ID: "2026-03", From: from, To: to,
			Shortfalls: []penalty.Shortfall{{Objective: "site", Verdict: penalty.Missed, Breaches: breaches}}})
	}
	july, claim := date.New(2026, time.July, 10), date.New(2026, time.April, 5)
	issued := march(3)
	for _, claims := range [][]date.Date{{claim}, nil} {
		for _, breaches := range []int64{1, 4} {
			fix := issued.Corrected(march(breaches), july, claims...)
			line := fix.Lines[0]
			fmt.Print(len(claims), " claimed: ", line.Amount, " ", line.State)
			if line.ClaimBy != 0 {
				fmt.Print(" by ", line.ClaimBy)
			}
			fmt.Println(", the customer has", penalty.AccountOf(issued.On(july, claims...), fix).Outstanding)
		}
	}
	// Output:
	// 1 claimed: -200.00 EUR reversed, the customer has 100.00 EUR
	// 1 claimed: 100.00 EUR issued, the customer has 400.00 EUR
	// 0 claimed: -200.00 EUR expired, the customer has 0.00 EUR
	// 0 claimed: 100.00 EUR claimable by 2026-08-30, the customer has 100.00 EUR
}

// What may still be earned back is lowered as what is claimable is, and what a
// correction adds to it may be earned back too.
func TestACorrectionOfWhatMayBeEarnedBack(t *testing.T) {
	july, inTime := date.New(2026, time.July, 10), date.New(2026, time.April, 5)
	for _, c := range []struct {
		now, amount string
		state       penalty.LineState
		by          string
	}{
		{"400.00", "100.00 EUR", penalty.Accrued, "2026-08-30"},
		{"100.00", "-200.00 EUR", penalty.Lowered, "2026-04-30"},
		{"0.00", "-300.00 EUR", penalty.Lowered, "2026-04-30"},
	} {
		was, now := march2026(t, "300.00", "30 days after month end"), march2026(t, c.now, "30 days after month end")
		was.Lines[0].State = penalty.Accrued
		if now.Lines[0].State == penalty.Claimable {
			now.Lines[0].State = penalty.Accrued
		}
		fix := was.Corrected(now, july, inTime)
		if line := fix.Lines[0]; line.Amount.String() != c.amount || line.State != c.state || line.ClaimBy.String() != c.by {
			t.Errorf("to %s: %s %s until %s", c.now, line.Amount, line.State, line.ClaimBy)
		}
		if fix.ClaimBy != 0 {
			t.Errorf("to %s: to be claimed by %s", c.now, fix.ClaimBy)
		}
	}
}
