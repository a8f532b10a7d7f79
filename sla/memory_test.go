package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

// What a tally remembers of one ticket says nothing of another: months lie in
// the years they lie in, on both sides of their turn, whatever was asked before.
func TestMonthsAreTheirOwn(t *testing.T) {
	a := must(sla.New(liveSpec()))
	tally := a.NewTally()
	met := map[sla.Period]int64{}
	for year := 1960; year < 2040; year++ {
		for month := time.January; month <= time.December; month++ {
			turn := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
			for _, at := range []time.Time{turn.Add(-1), turn, turn.AddDate(0, 0, 14)} {
				tally.Add(&sla.Ticket{ID: fmt.Sprint(at), Events: []sla.Event{{At: at, Name: "opened"}, {At: at, Seq: 1, Name: "replied"}}})
				met[sla.Month(at.Year(), at.Month())]++
			}
		}
	}
	for year := 1959; year < 2040; year++ { // the first ticket is of the last instant of 1959
		_, to := a.Bounds(sla.Year(year))
		for _, o := range must(tally.Result(sla.Year(year), to)).Outcomes {
			if o.Objective != "first-response" || o.Reason == sla.SumOfPeriods {
				continue
			}
			if o.Good != met[o.Period] {
				t.Errorf("%s: %d met, want %d", o.Period, o.Good, met[o.Period])
			}
			delete(met, o.Period)
		}
	}
	if len(met) > 0 {
		t.Errorf("months without an outcome: %v", met)
	}
}

// Ids of events are those of one ticket: long histories with the same ones do
// not get in each other's way.
func TestIdsOfEventsAreOfTheirTicket(t *testing.T) {
	a := must(sla.New(liveSpec()))
	tally := a.NewTally()
	for n := range 3 {
		ticket := sla.Ticket{ID: fmt.Sprint("T", n), Events: []sla.Event{{At: onMarch2(8, 0), Name: "opened", ID: "opened"}}}
		for i := 1; i < 40; i++ { // each ticket gives the same ids to other instants
			ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(8, 40-i), Seq: int64(-n), Name: "noted", ID: fmt.Sprint((i + 7*n) % 40)})
		}
		ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(8, 30), Name: "replied", ID: "reply"},
			sla.Event{At: onMarch2(8, 45), Seq: 1, Name: "replied", ID: "reply"})
		tally.Add(&ticket)
	}
	result := must(tally.Result(sla.Month(2026, time.March), onMarch2(12, 0)))
	if o := result.Outcomes[0]; o.Good != 3 || o.Total != 3 {
		t.Errorf("%d of %d met, want 3 of 3", o.Good, o.Total)
	}
	duplicates := 0
	for _, f := range result.Findings {
		if f.Code == sla.FindingDuplicateEvent {
			duplicates++
			if f.Value != "reply" {
				t.Errorf("%s: %q stands twice", f.Subject, f.Value)
			}
		}
	}
	if duplicates != 3 {
		t.Errorf("%d ids stand twice, want one of each ticket", duplicates)
	}
}
