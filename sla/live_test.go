package sla_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

// liveSpec promises a response by the service desk and a repair by a supplier.
func liveSpec() sla.Spec {
	return sla.Spec{
		ID: "acme", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{
			"response": {Start: sla.On("opened"), Stop: sla.On("replied"), Owner: "service desk"},
			"repair":   {Start: sla.On("opened"), Stop: sla.On("repaired"), Pause: sla.While("status", "waiting"), Owner: "supplier"},
		},
		Objectives: []sla.Objective{
			{ID: "first-response", Clock: "response", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
				Targets: []sla.Target{{Within: "1h", Calendar: "24x7"}}},
			{ID: "repair", Clock: "repair", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
				Targets: []sla.Target{{When: sla.Where{"priority": sla.Is("P1")}, Within: "2h", Calendar: "24x7"}, {Within: "8h", Calendar: "24x7"}}},
		},
	}
}

func liveTicket(id, priority string, hour int) *sla.Ticket {
	return &sla.Ticket{ID: id, Attrs: sla.Attrs{{"priority", priority}}, Events: []sla.Event{{At: onMarch2(hour, 0), Name: "opened"}}}
}

func onMarch2(hour, minute int) time.Time {
	return time.Date(2026, time.March, 2, hour, minute, 0, 0, time.UTC)
}

// What will be overdue by noon if nothing happens, soonest first.
func ExampleAgreement_Coming() {
	agreement := must(sla.New(liveSpec()))
	tickets := []*sla.Ticket{liveTicket("T1", "P2", 8), liveTicket("T2", "P1", 10)}
	for _, c := range agreement.Coming(slices.Values(tickets), onMarch2(10, 30), onMarch2(12, 0)) {
		fmt.Println(c.At.Format("15:04"), c.Ticket, c.Reading.Objective, c.Reading.Within, "left", c.Reading.Remaining)
	}
	// Output:
	// 11:00 T2 first-response 1h left 30m0s
	// 12:00 T2 repair 2h left 1h30m0s
}

// Only breaches are coming, and those of one instant come by ticket and
// objective.
func TestWhatIsComingHasAnOrder(t *testing.T) {
	spec := liveSpec()
	spec.Clocks["response"] = sla.Clock{Start: sla.On("opened"), Stop: sla.On("replied")}
	for i := range spec.Objectives {
		spec.Objectives[i].Warn = levels("10%", "+1m")
		spec.Objectives[i].Targets = []sla.Target{{Within: "1h", Calendar: "24x7"}}
	}
	agreement := must(sla.New(spec))
	tickets := []*sla.Ticket{liveTicket("T2", "P1", 8), liveTicket("T3", "P1", 7), liveTicket("T1", "P1", 8)}
	var got []string
	for _, c := range agreement.Coming(slices.Values(tickets), onMarch2(8, 0).Add(-1), onMarch2(10, 0)) {
		got = append(got, c.At.Format("15:04 ")+c.Ticket+" "+c.Reading.Objective)
	}
	if want := []string{"08:00 T3 first-response", "08:00 T3 repair"}; !slices.Equal(got, want) {
		t.Errorf("before the others are opened: %v, want %v", got, want)
	}
	got = nil
	for _, c := range agreement.Coming(slices.Values(tickets), onMarch2(8, 0).Add(1), onMarch2(9, 0)) {
		got = append(got, c.At.Format("15:04 ")+c.Ticket+" "+c.Reading.Objective)
	}
	if want := []string{"09:00 T1 first-response", "09:00 T1 repair", "09:00 T2 first-response", "09:00 T2 repair"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if c := agreement.Coming(slices.Values(tickets), onMarch2(8, 0).Add(1), onMarch2(9, 0).Add(-1)); len(c) > 0 {
		t.Errorf("a nanosecond before: %v", c)
	}
}

// Where a ticket lost its time, by who answers for it.
func ExampleReadings_Owners() {
	agreement := must(sla.New(liveSpec()))
	ticket := liveTicket("T1", "P1", 8)
	ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(8, 30), Name: "replied"}, sla.Event{At: onMarch2(11, 0), Name: "repaired"})
	for _, o := range agreement.Track(ticket, onMarch2(12, 0)).Owners() {
		fmt.Println(o.Owner, o.Elapsed, o.Overrun, o.Missed)
	}
	// Output:
	// service desk 30m0s 0s 0
	// supplier 3h0m0s 1h0m0s 1
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// Alarms stand in the order in which they come, those of one instant in that of
// the agreement.
func TestAlarmsAreInOrder(t *testing.T) {
	spec := exampleSpec()
	spec.Objectives[0].Warn = levels("+1h wall", "80%", "-96m", "50%") // 80% of 8 h is 96 minutes before
	agreement := must(sla.New(spec))
	ticket := sla.Ticket{ID: "T1", Events: []sla.Event{{At: berlin("03-23T09:00"), Name: "opened"}}}
	var got []sla.Warning
	for _, alarm := range agreement.Track(&ticket, berlin("03-23T10:00"))[0].Alarms {
		got = append(got, alarm.Mark)
	}
	if want := []sla.Warning{"50%", "80%", "-96m", "+1h wall", sla.MarkBreach}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
