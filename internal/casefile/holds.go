package casefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/sla"
)

// Holds checks what must hold of every result. The same facts told in another way give
// the same bytes: as tallies, backwards, split in two and merged, added twice and removed
// once, and from their JSON. The ledgers have no gap.
func Holds(a *sla.Agreement, facts sla.Facts, p sla.Period, asOf time.Time, r *sla.Result) error {
	if err := alike(a, facts, p, asOf, r); err != nil {
		return err
	}
	for _, o := range r.Outcomes {
		for i, e := range o.Ledger {
			if !e.From.Before(e.To) || i > 0 && !o.Ledger[i-1].To.Equal(e.From) {
				return fmt.Errorf("the ledger of %s has no entry that begins at %s", o.Objective, written(o.Ledger[max(i-1, 0)].To, time.Time{}, a.Location()))
			}
		}
	}
	return nil
}

// alike tells the same facts again: from their JSON, and as tallies, backwards, split in
// two and merged. Facts that are added and removed again leave nothing: each fact a second
// time, and a fact like it a day later. All must give the same result to the last byte.
func alike(a *sla.Agreement, facts sla.Facts, p sla.Period, asOf time.Time, want *sla.Result) error {
	for _, t := range facts.Tickets {
		if slices.ContainsFunc(t.Events, func(e sla.Event) bool { return e.At.After(asOf) }) {
			return nil // a tally knows what Evaluate does not look at yet
		}
	}
	data, err := json.Marshal(facts)
	if err != nil {
		return err
	}
	var again sla.Facts
	if err := json.Unmarshal(data, &again); err != nil {
		return fmt.Errorf("the facts cannot be read from their JSON: %w", err)
	}
	got, err := a.Evaluate(p, again, asOf)
	if err != nil || !bytes.Equal(got.JSON(), want.JSON()) {
		return errors.Join(err, errors.New("the facts read from their JSON give another result"))
	}
	halves := []*sla.Tally{a.NewTally(), a.NewTally()}
	for i, f := range slices.Backward(slices.Collect(facts.All())) {
		halves[i%2].Add(f)
		halves[(i+1)%2].Add(f)
		halves[(i+1)%2].Add(dayLater(f))
	}
	for i, f := range slices.Collect(facts.All()) {
		halves[(i+1)%2].Remove(f)
		halves[(i+1)%2].Remove(dayLater(f))
	}
	data, err = halves[1].MarshalBinary()
	if err != nil {
		return err
	}
	read := a.NewTally()
	if err := read.UnmarshalBinary(data); err != nil {
		return err
	}
	if err := halves[0].Merge(read); err != nil {
		return err
	}
	got, err = halves[0].Result(p, asOf)
	if err != nil || !bytes.Equal(got.JSON(), untwinned(want).JSON()) {
		return errors.Join(err, errors.New("the same facts as tallies, backwards and split in two, give another result"))
	}
	return nil
}

// untwinned gives a result without the findings of tickets whose id occurs twice. Only a
// batch shows that: a tally keeps no ids.
func untwinned(r *sla.Result) *sla.Result {
	if r == nil {
		return nil
	}
	out := *r
	out.Other = untwinned(r.Other)
	out.Findings = slices.DeleteFunc(slices.Clone(r.Findings), func(f sla.Finding) bool { return f.Code == sla.FindingDuplicateTicket })
	return &out
}

// dayLater gives a fact like another, a day later.
func dayLater(f sla.Fact) sla.Fact {
	day := func(t time.Time) time.Time {
		if t.IsZero() {
			return t
		}
		return t.Add(24 * time.Hour)
	}
	switch f := f.(type) {
	case *sla.Ticket:
		t := sla.Ticket{ID: f.ID + " later", Attrs: f.Attrs, Events: slices.Clone(f.Events)}
		for i := range t.Events {
			t.Events[i].At = day(t.Events[i].At)
		}
		return &t
	case *sla.Outage:
		o := *f
		o.From, o.To = day(o.From), day(o.To)
		return &o
	case *sla.State:
		s := *f
		s.At = day(s.At)
		return &s
	case *sla.Count:
		c := *f
		c.At = day(c.At)
		return &c
	case *sla.Sample:
		s := *f
		s.At = day(s.At)
		return &s
	case *sla.Exclusion:
		e := *f
		e.From, e.To = day(e.From), day(e.To)
		return &e
	case *sla.Charge:
		c := *f
		c.Amount = c.Amount.Add(decimal.New(1, 0))
		return &c
	}
	return f
}
