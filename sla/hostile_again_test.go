package sla_test

import (
	"errors"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

// doubled gives a tally that has learned a fact 2 to the power of n times, as
// merging tallies of the same does.
func doubled(t *testing.T, a *sla.Agreement, n int, f sla.Fact) *sla.Tally {
	t.Helper()
	tally := a.NewTally()
	tally.Add(f)
	for range n {
		stored := must(tally.MarshalBinary())
		other := a.NewTally()
		if err := other.UnmarshalBinary(stored); err != nil {
			t.Fatal(err)
		}
		if err := tally.UnmarshalBinary(stored); err != nil {
			t.Fatal(err)
		}
		if err := tally.Merge(other); err != nil {
			t.Fatal(err)
		}
	}
	// Stored, equal facts are one fact with a number.
	stored := must(tally.MarshalBinary())
	if len(stored) > 1_000 {
		t.Fatalf("%d bytes", len(stored))
	}
	return tally
}

// A result lists an equal finding for a thousand facts, however many there were.
func TestEqualFindingsAreListedAThousandTimes(t *testing.T) {
	a := wideDesk(t)
	for n, want := range map[int]int{9: 512, 10: 1_000, 40: 1_000} {
		tally := doubled(t, a, n, &sla.Count{Of: "web", At: since(0), Good: 1, Total: -1})
		r := must(tally.Result(sla.Month(2026, time.March), since(90*24*time.Hour)))
		listed := 0
		for _, f := range r.Findings {
			if f.Subject == "web" {
				listed++
			}
		}
		if listed != want {
			t.Errorf("2^%d facts: %d findings, want %d", n, listed, want)
		}
	}
}

// A late ticket that was added a million times and one is told of as often; more
// is an error, since a few stored bytes could ask for any number.
func TestATicketIsToldOfAMillionTimesAgain(t *testing.T) {
	a := hostileDesk(t)
	late := deskTickets(1, 100*time.Hour)[0]
	for _, n := range []int{3, 19, 20, 40} {
		tally := doubled(t, a, n, &late)
		r, err := tally.Result(sla.Month(2026, time.March), since(90*24*time.Hour))
		if n >= 20 {
			if !errors.Is(err, sla.ErrRange) {
				t.Errorf("2^%d times: %v", n, err)
			}
			continue
		}
		if err != nil || len(r.Outcomes[0].Breaches) != 1<<n || r.Outcomes[0].Total != 1<<n {
			t.Errorf("2^%d times: %d breaches, %d in all, %v", n, len(r.Outcomes[0].Breaches), r.Outcomes[0].Total, err)
		}
	}
	// The bound is one of all tickets: two of half a million and more are beyond it.
	tally := a.NewTally()
	for i, id := range []string{"A", "B"} {
		late.ID = id
		if err := tally.Merge(doubled(t, a, 19, &late)); err != nil {
			t.Fatal(err)
		}
		if _, err := tally.Result(sla.Month(2026, time.March), since(90*24*time.Hour)); (err != nil) != (i == 1) {
			t.Errorf("%d tickets: %v", i+1, err)
		}
	}
}
