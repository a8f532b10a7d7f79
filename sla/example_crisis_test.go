package sla_test

import (
	"fmt"
	"time"

	"github.com/upheld/upheld/sla"
)

// A desk tells each role of each alarm once: the key and the role are its unique column.
func ExampleAgreement_Crises() {
	agreement, err := sla.New(sla.Spec{
		ID: "portal", Zone: "UTC",
		Escalations: map[string][]sla.Level{"crisis": {
			{At: "crisis", Tell: []string{"crisis-lead"}, Does: "opens the crisis room"},
			{At: "+30m wall", Every: "30m", Tell: []string{"customer-contact"}},
		}},
		Crises: []sla.Crisis{{ID: "core-down", Level: 1, Down: "over 30m", Escalate: "crisis"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	at := func(hour, minute int) time.Time { return time.Date(2026, time.March, 5, hour, minute, 0, 0, time.UTC) }
	facts := sla.Facts{Outages: []sla.Outage{{Of: "portal", From: at(10, 0), To: at(10, 20)}, {Of: "portal", From: at(10, 15)}}}
	now := at(11, 10)
	alarms, _ := agreement.Crises(facts, now)
	for _, a := range alarms {
		if !a.At.After(now) {
			fmt.Println(a.At.Format("15:04"), a.Key, a.Tell)
		}
	}
	// Output:
	// 10:30 core-down/portal/2026-03-05T10:00:00Z/crisis.1 [crisis-lead]
	// 11:00 core-down/portal/2026-03-05T10:00:00Z/crisis.2 [customer-contact]
}
