package sla_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// A column that may be null is the zero time where it is: that event has not
// happened.
func ExampleTicket() {
	agreement, err := sla.New(exampleSpec())
	if err != nil {
		fmt.Println(err)
		return
	}
	waiting := berlin("03-27T16:00")
	row := struct {
		id, priority      string
		opened            time.Time
		waiting, resolved *time.Time
	}{"T1", "P2", berlin("03-27T15:00"), &waiting, nil}
	instant := func(t *time.Time) time.Time {
		if t == nil {
			return time.Time{}
		}
		return *t
	}
	ticket := &sla.Ticket{ID: row.id, Attrs: sla.Attrs{{"priority", row.priority}}, Events: []sla.Event{
		{At: row.opened, Name: "opened"},
		{At: instant(row.waiting), Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
		{At: instant(row.resolved), Name: "status", Set: sla.Attrs{{"status", "resolved"}}},
	}}
	now := berlin("03-30T10:00")
	reading, _ := agreement.Track(ticket, now).Of("resolution")
	fmt.Println(reading.Phase, "with", reading.Remaining, "left, due:", !reading.DueAt.IsZero())
	due, _ := reading.DueIfResumedAt(now)
	fmt.Println("if it goes on now it is due", due.In(agreement.Location()).Format("Mon 15:04"))
	// Output:
	// paused with 7h0m0s left, due: false
	// if it goes on now it is due Mon 17:00
}

// A repeated miss costs more, so each month needs the statements of those
// before; they are kept as JSON.
func ExampleIssued() {
	agreement, err := sla.New(sla.Spec{
		ID: "host", Zone: "Europe/Berlin", Currency: "EUR",
		Policies: sla.Policies{Profile: sla.ProfileExact},
		Objectives: []sla.Objective{{
			ID: "shop", Attain: "99.9%", Period: sla.Monthly,
			Metric: metrics.Availability{Of: "shop", Calendar: "24x7", NoData: metrics.NoDataGood},
		}},
		Credits: penalty.Spec{Base: "invoice", Round: penalty.HalfEven, Rules: []penalty.Term{{
			Objective: "shop",
			Rule:      penalty.Repeat{By: []penalty.Factor{"1.5", "2"}, Of: penalty.Term{Rule: penalty.Tiers{{When: "below 99.9%", Credit: "10%"}}}},
		}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var kept [][]byte
	for month := sla.Month(2026, time.January); month != sla.Month(2026, time.April); month = month.Next() {
		from, to := agreement.Bounds(month)
		facts := sla.Facts{
			Outages: []sla.Outage{{Of: "shop", From: from, To: from.Add(2 * time.Hour)}},
			Charges: []sla.Charge{{Period: month, Amount: decimal.RequireFromString("1200.00")}},
		}
		for _, text := range kept {
			var issued sla.IssuedStatement
			if err := json.Unmarshal(text, &issued); err != nil {
				fmt.Println(err)
				return
			}
			facts.Issued = append(facts.Issued, issued)
		}
		result, err := agreement.Evaluate(month, facts, to)
		if err != nil {
			fmt.Println(err)
			return
		}
		text, err := json.Marshal(result.Statement())
		if err != nil {
			fmt.Println(err)
			return
		}
		kept = append(kept, text)
		fmt.Println(month, result.Statement().Total)
	}
	// Output:
	// 2026-01 120.00 EUR
	// 2026-02 180.00 EUR
	// 2026-03 240.00 EUR
}
