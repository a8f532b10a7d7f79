package sla_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// How often a promise recurs is said by the conditions of its clock.
func TestRecurrenceIsSaidByConditions(t *testing.T) {
	message, reply := sla.On("message"), sla.On("reply")
	events := func(names ...string) (all []sla.Event) { // one every ten minutes
		for i, name := range names {
			all = append(all, sla.Event{At: onMarch2(8, 0).Add(minutes(10 * i)), Seq: int64(i), Name: name})
		}
		return all
	}
	for name, test := range map[string]struct {
		clock  sla.Clock
		events []sla.Event
		want   string // minutes used in each cycle
	}{
		"none: the first only": {
			sla.Clock{Start: message, Stop: reply, Policies: sla.Policies{Reopen: sla.Final}},
			events("message", "reply", "message", "message", "reply"), "[10]",
		},
		"independent, the oldest unanswered message counts": {
			sla.Clock{Start: message, Stop: reply},
			events("message", "reply", "message", "message", "reply"), "[10 20]",
		},
		"independent, the newest unanswered message counts": {
			sla.Clock{Start: message, Stop: reply, Reset: message},
			events("message", "reply", "message", "message", "reply"), "[10 10 10]",
		},
		"in order: after another clock": {
			sla.Clock{Start: message, Stop: sla.On("second-reply"), After: "first"},
			events("message", "reply", "message", "message", "second-reply"), "[20]",
		},
		"periodic: an update is due again after each": {
			sla.Clock{Start: message, Reset: reply, Stop: sla.On("closed")},
			events("message", "reply", "note", "reply", "closed"), "[10 20 10]",
		},
		"sequential: the next counts from the due instant of the one before": {
			sla.Clock{Start: message, Stop: reply, Policies: sla.Policies{Reopen: sla.NewCycleAfterDue}},
			events("message", "reply", "message", "note", "note", "note", "note", "note", "reply", "message", "reply"), "[10 20 0]",
		},
		"sequential: one that starts when the one before is due": {
			sla.Clock{Start: message, Stop: reply, Policies: sla.Policies{Reopen: sla.NewCycleAfterDue}},
			events("message", "reply", "note", "note", "note", "note", "message", "reply"), "[10 10]",
		},
		"sequential: one that starts after the one before was late": {
			sla.Clock{Start: message, Stop: reply, Policies: sla.Policies{Reopen: sla.NewCycleAfterDue}},
			events("message", "note", "note", "note", "note", "note", "note", "note", "reply", "message", "reply"), "[80 10]",
		},
		"sequential: a cancelled one is not waited for": {
			sla.Clock{Start: message, Stop: reply, Cancel: sla.On("spam"), Policies: sla.Policies{Reopen: sla.NewCycleAfterDue}},
			events("message", "spam", "message", "reply"), "[10 10]",
		},
		"periodic on a schedule: an early update does not hasten the next": {
			sla.Clock{Start: message, Reset: reply, Stop: sla.On("closed"), Policies: sla.Policies{Reopen: sla.NewCycleAfterDue}},
			events("message", "reply", "note", "note", "note", "note", "note", "note", "reply", "closed"), "[10 20 0]",
		},
	} {
		spec := liveSpec()
		spec.Clocks = map[string]sla.Clock{"c": test.clock, "first": {Start: message, Stop: reply}}
		spec.Objectives = []sla.Objective{{ID: "o", Clock: "c", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
			Targets: []sla.Target{{Within: "1h", Calendar: "24x7"}}}}
		a, err := sla.New(spec)
		if err != nil {
			t.Fatal(name, err)
		}
		var got []int
		for r := range a.Track(&sla.Ticket{ID: "T", Events: test.events}, onMarch2(12, 0)).Cycles("o") {
			got = append(got, int(r.Elapsed/minutes(1)))
		}
		if fmt.Sprint(got) != test.want {
			t.Errorf("%s: %v, want %s", name, got, test.want)
		}
	}
}

// What changes before a sequential cycle counts does not make it count earlier,
// and days are stepped from when it does.
func TestSequentialCyclesBeforeTheyCount(t *testing.T) {
	priority := func(at time.Time, word string) sla.Event {
		return sla.Event{At: at, Name: "priority", Set: sla.Attrs{{"priority", word}}}
	}
	for name, test := range map[string]struct {
		change func(*sla.Spec, *sla.Ticket)
		due    time.Time
	}{
		"an hour after the hour before": {func(*sla.Spec, *sla.Ticket) {}, onMarch2(10, 0)},
		"another target, restarted": {func(s *sla.Spec, t *sla.Ticket) {
			s.Policies.Retarget = sla.Restart
			t.Events = append(t.Events, priority(onMarch2(8, 40), "P1"))
		}, onMarch2(9, 30)},
		"another target, carried": {func(s *sla.Spec, t *sla.Ticket) {
			t.Events = append(t.Events, priority(onMarch2(8, 40), "P1"))
		}, onMarch2(9, 30)},
		"another target when it counts": {func(s *sla.Spec, t *sla.Ticket) {
			t.Events = append(t.Events, priority(onMarch2(9, 20), "P1"))
		}, onMarch2(9, 30)},
		"hours that became known before it counts": {func(s *sla.Spec, t *sla.Ticket) {
			s.Policies.CalendarChange = sla.FromEffective
			office := s.Calendars["office"]
			office.Versions = []calendar.Version{{Known: "2026-03-02T08:50", Days: map[calendar.Local]calendar.Hours{"2026-03-02": "08:00-09:30"}}}
			s.Calendars["office"] = office
		}, onMarch2(24+8, 30)},
		"days": {func(s *sla.Spec, t *sla.Ticket) {
			s.Objectives[0].Targets = []sla.Target{{Within: "1 business days", Calendar: "office"}}
		}, onMarch2(48+8, 0)},
	} {
		spec := liveSpec()
		spec.Policies.Reopen = sla.NewCycleAfterDue
		spec.Calendars = map[string]calendar.Spec{"office": {Hours: "mon-fri 08:00-18:00"}}
		spec.Clocks = map[string]sla.Clock{"c": {Start: sla.On("message"), Stop: sla.On("reply")}}
		spec.Objectives = []sla.Objective{{ID: "o", Clock: "c", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
			Targets: []sla.Target{{When: sla.Where{"priority": sla.Is("P1")}, Within: "30m", Calendar: "office"}, {Within: "1h", Calendar: "office"}}}}
		ticket := &sla.Ticket{ID: "T", Events: []sla.Event{
			{At: onMarch2(8, 0), Name: "message"}, {At: onMarch2(8, 10), Name: "reply"}, {At: onMarch2(8, 30), Name: "message"},
		}}
		test.change(&spec, ticket)
		if r, _ := must(sla.New(spec)).Track(ticket, onMarch2(9, 20)).Of("o"); r.Cycle != 2 || !r.DueAt.Equal(test.due) {
			t.Errorf("%s: cycle %d due %s, want %s", name, r.Cycle, r.DueAt, test.due)
		}
	}
}

// A reply before the first message is no history written backwards when the
// ticket was opened before it, nor for a clock that comes after another; a reply
// before all else is.
func TestAReplyBeforeTheFirstMessage(t *testing.T) {
	event := func(minute int, name string) sla.Event {
		return sla.Event{At: onMarch2(8, 0).Add(minutes(minute)), Name: name}
	}
	for name, test := range map[string]struct {
		clocks   map[string]sla.Clock
		events   []sla.Event
		phase    sla.Phase
		elapsed  int
		findings int
	}{
		"opened before": {
			map[string]sla.Clock{"update": {Start: sla.On("message"), Stop: sla.On("replied")}, "response": {Start: sla.On("opened"), Stop: sla.On("replied")}},
			[]sla.Event{event(0, "opened"), event(10, "replied"), event(20, "message")}, sla.PhaseRunning, 40, 0,
		},
		"after another clock": {
			map[string]sla.Clock{"update": {Start: sla.On("message"), Stop: sla.On("replied"), After: "response"}, "response": {Start: sla.On("opened"), Stop: sla.On("replied")}},
			[]sla.Event{event(0, "opened"), event(10, "replied"), event(20, "message")}, sla.PhaseRunning, 40, 0,
		},
		"after another clock that starts later": {
			map[string]sla.Clock{"update": {Start: sla.On("message"), Stop: sla.On("replied"), After: "response"}, "response": {Start: sla.On("opened"), Stop: sla.On("replied")}},
			[]sla.Event{event(0, "replied"), event(5, "opened"), event(10, "replied"), event(20, "message")}, sla.PhaseRunning, 40, 0,
		},
		"another clock starts with the same event": {
			map[string]sla.Clock{"update": {Start: sla.On("message"), Stop: sla.On("replied")}, "contact": {Start: sla.On("replied"), Stop: sla.On("message")}},
			[]sla.Event{event(10, "replied"), event(20, "message")}, sla.PhaseStopped, 0, 1,
		},
		"before all else": {
			map[string]sla.Clock{"update": {Start: sla.On("message"), Stop: sla.On("replied")}, "response": {Start: sla.On("opened"), Stop: sla.On("replied")}},
			[]sla.Event{event(10, "replied"), event(20, "message")}, sla.PhaseStopped, 0, 1,
		},
	} {
		spec := liveSpec()
		spec.Clocks = test.clocks
		spec.Policies.Backwards = sla.BackwardsZero
		spec.Objectives = []sla.Objective{{ID: "o", Clock: "update", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
			Targets: []sla.Target{{Within: "2h", Calendar: "24x7"}}}}
		a := must(sla.New(spec))
		ticket := sla.Ticket{ID: "T", Events: test.events}
		r, _ := a.Track(&ticket, onMarch2(9, 0)).Of("o")
		result := must(a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{ticket}}, onMarch2(9, 0)))
		if r.Phase != test.phase || r.Elapsed != minutes(test.elapsed) || len(result.Findings) != test.findings {
			t.Errorf("%s: %s after %s, %v", name, r.Phase, r.Elapsed, result.Findings)
		}
	}
}

// Sequential cycles follow one another without a gap, however many there are:
// each is followed once.
func TestManySequentialCycles(t *testing.T) {
	spec := liveSpec()
	response := spec.Clocks["response"]
	response.Reopen = sla.NewCycleAfterDue
	spec.Clocks["response"] = response
	ticket := &sla.Ticket{ID: "T"}
	const cycles = 20_000
	for i := range 2 * cycles {
		ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(0, 0).Add(time.Duration(i)), Name: []string{"opened", "replied"}[i%2]})
	}
	ticket.Events = ticket.Events[:2*cycles-1]
	r, _ := must(sla.New(spec)).Track(ticket, onMarch2(0, 1)).Of("first-response")
	if want := onMarch2(0, 0).Add(cycles * time.Hour); r.Cycle != cycles || !r.DueAt.Equal(want) {
		t.Errorf("cycle %d is due %s, want %d and %s", r.Cycle, r.DueAt, cycles, want)
	}
}

// A ticket that is merged into another or deleted ends its cycles, which then
// count nowhere; one that adopts another's events counts from the earliest.
func TestMergedAndDeletedTickets(t *testing.T) {
	spec := liveSpec()
	for name, c := range spec.Clocks {
		c.Cancel = sla.On("merged", "deleted")
		spec.Clocks[name] = c
	}
	a := must(sla.New(spec))
	gone := liveTicket("T1", "P1", 8)
	gone.Events = append(gone.Events, sla.Event{At: onMarch2(8, 30), Name: "merged"})
	kept := liveTicket("T2", "P1", 9)
	kept.Events = append(kept.Events, gone.Events[0], sla.Event{At: onMarch2(9, 30), Name: "repaired"})
	result, err := a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{*gone, *kept}}, onMarch2(23, 0))
	if err != nil {
		t.Fatal(err)
	}
	if o, _ := result.Outcome("repair"); o.Good != 1 || o.Total != 1 || o.Open != 0 {
		t.Errorf("repair: %d of %d, %d open", o.Good, o.Total, o.Open)
	}
	if r, _ := a.Track(kept, onMarch2(10, 0)).Of("repair"); !r.StartedAt.Equal(onMarch2(8, 0)) || r.Elapsed != minutes(90) {
		t.Errorf("counts from %s: %s", r.StartedAt, r.Elapsed)
	}
}

// T2 was a duplicate of T1 and is merged into it: what T1 takes over is which of
// its events T1 is given too.
func ExampleTicket_merged() {
	spec := liveSpec()
	for name, clock := range spec.Clocks {
		clock.Cancel = sla.On("merged", "deleted")
		spec.Clocks[name] = clock
	}
	agreement := must(sla.New(spec))
	at := onMarch2
	t1 := []sla.Event{{At: at(9, 0), Name: "opened", ID: "T1-1"}}
	t2 := []sla.Event{{At: at(8, 0), Name: "opened", ID: "T2-1"}, {At: at(8, 20), Name: "replied", ID: "T2-2"}}
	merged := sla.Event{At: at(9, 30), Name: "merged", ID: "T2-3"}

	for _, c := range []struct {
		choice string
		events []sla.Event
	}{
		{"nothing", t1},
		{"its opening", slices.Concat(t1, t2[:1])},
		{"all of it", slices.Concat(t2, t1[1:])}, // in place of its own opening, which would start what T2 has answered anew
	} {
		ticket := &sla.Ticket{ID: "T1", Events: c.events}
		readings := agreement.Track(ticket, at(9, 30))
		response, _ := readings.Of("first-response")
		repair, _ := readings.Of("repair")
		fmt.Printf("T1 takes over %s: response %s %s, repair due %s\n", c.choice, response.Phase, response.Verdict, repair.DueAt.Format("15:04"))
	}
	gone := &sla.Ticket{ID: "T2", Events: append(slices.Clip(t2), merged)}
	for _, r := range agreement.Track(gone, at(10, 0)) {
		fmt.Println("T2", r.Objective, r.Phase, r.Verdict)
	}
	// Output:
	// T1 takes over nothing: response running , repair due 17:00
	// T1 takes over its opening: response running missed, repair due 16:00
	// T1 takes over all of it: response stopped met, repair due 16:00
	// T2 first-response stopped met
	// T2 repair cancelled
}
