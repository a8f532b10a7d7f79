package sla_test

import (
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// receivedSpec has a target with a cut-off, by a desk that is open from 08:00 to
// 17:00. Monday is minute 0.
func receivedSpec(within sla.Within, cal, by string) sla.Spec {
	spec := pausedSpec(sla.While("status", "waiting"), within, cal, sla.Policies{DueAtClosing: sla.LateAfterDue})
	spec.Calendars = map[string]calendar.Spec{
		"desk":  {Hours: "mon-fri 08:00-17:00"},
		"lunch": {Hours: "mon-fri 08:00-12:00, 13:00-17:00"},
		"night": {Hours: "mon-fri 22:00-06:00"},
		"feast": {Hours: "mon-fri 08:00-17:00", Closed: []calendar.Local{"2026-03-03"}},
		"once":  {Days: map[calendar.Local]calendar.Hours{"2026-03-02": "08:00-17:00"}},
		"ny":    {Zone: "America/New_York", Hours: "mon-fri 08:00-17:00"},
		"ny24":  {Zone: "America/New_York", Hours: "mon-sun 00:00-24:00"},
	}
	spec.Objectives[0].Targets[0].ReceivedBy = by
	return spec
}

// receivedNote is as of when an explanation says that a start counts.
func receivedNote(a *sla.Agreement, ticket *sla.Ticket, at time.Time) (received time.Time) {
	for _, n := range a.Explain(ticket, "repair", at).Because {
		if n.Code == sla.NoteReceived {
			received = n.At
		}
	}
	return received
}

// checkDueAt checks when a ticket is due, live as of an instant, and that a stop then
// is in time and a nanosecond later late, live and afterwards, in March 2026 or the
// month of the start.
func checkDueAt(t *testing.T, what string, a *sla.Agreement, ticket sla.Ticket, asOf, due time.Time) {
	t.Helper()
	if r, _ := a.Track(&ticket, asOf).Of("repair"); !r.DueAt.Equal(due) || r.Verdict != "" {
		t.Errorf("%s: due %s, %q, want %s", what, r.DueAt, r.Verdict, due)
	}
	start := ticket.Events[0].At
	for late := range 2 {
		stopped := ticket
		stopped.Events = append(ticket.Events[:len(ticket.Events):len(ticket.Events)], sla.Event{At: due.Add(time.Duration(late)), Name: "repaired"})
		after := due.AddDate(0, 1, 0)
		r, _ := a.Track(&stopped, after).Of("repair")
		o, _ := must(a.Evaluate(sla.Month(start.Year(), start.Month()), sla.Facts{Tickets: []sla.Ticket{stopped}}, after)).Outcome("repair")
		if r.Verdict != [...]sla.Verdict{sla.Met, sla.Missed}[late] || len(o.Breaches) != late || o.Total != 1 {
			t.Errorf("%s, stopped %d ns after: %s, %d missed of %d", what, late, r.Verdict, len(o.Breaches), o.Total)
		}
	}
}

// Both sides of the cut-off, for each kind of target; worked out by hand.
func TestReceivedBy(t *testing.T) {
	const day = 1440
	utc := func(text string) time.Time { return must(time.Parse(time.RFC3339, text)) }
	for _, c := range []struct {
		within   sla.Within
		on, by   string
		roll     sla.StartRoll
		start    time.Time
		due      time.Time
		received time.Time // zero: its start
	}{
		{"4h", "desk", "16:30", "", at(975), at(day + 675), time.Time{}},                             // 45m of Monday
		{"4h", "desk", "16:30", "", at(990), at(day + 690), time.Time{}},                             // 30m
		{"4h", "desk", "16:30", "", at(990).Add(1), at(day + 720), at(day + 480)},                    // none of it
		{"4h", "desk", "16:30", "", at(1005), at(day + 720), at(day + 480)},                          //
		{"4h", "desk", "16:30", "", at(1020), at(day + 720), at(day + 480)},                          // at closing
		{"4h", "desk", "16:30", "", at(day - 1), at(day + 720), at(day + 480)},                       //
		{"4h", "desk", "16:30", "", at(360), at(720), time.Time{}},                                   // before the hours
		{"4h", "desk", "16:30", "", at(4*day + 1005), at(7*day + 720), at(7*day + 480)},              // over a weekend
		{"4h", "desk", "16:30", "", at(5*day + 600), at(7*day + 720), at(7*day + 480)},               // on one
		{"4h", "feast", "16:30", "", at(1005), at(2*day + 720), at(2*day + 480)},                     // Tuesday is closed
		{"4h", "feast", "16:30", "", at(day + 600), at(2*day + 720), at(2*day + 480)},                // on it
		{"4h", "lunch", "12:00", "", at(720), at(day - 420), time.Time{}},                            // 13:00 to 17:00
		{"4h", "lunch", "12:00", "", at(750), at(day + 720), at(day + 480)},                          // not at 13:00
		{"4h", "night", "22:30", "", at(day + 120), at(day + 360), time.Time{}},                      // Monday's night, by Tuesday's time
		{"4h", "night", "22:30", "", at(day + 1380), at(3*day + 120), at(2*day + 1320)},              // Wednesday's night
		{"4h", "night", "22:30", "", at(5*day + 120), at(8*day + 120), at(7*day + 1320)},             // in Friday's night, on Saturday
		{"4h", "24x7", "16:30", "", at(990), at(1230), time.Time{}},                                  //
		{"4h", "24x7", "16:30", "", at(1005), at(day + 240), at(day)},                                // from midnight
		{"2h then 24h wall", "desk", "16:30", "", at(1005), at(2*day + 600), at(day + 480)},          //
		{"0s then 24h wall", "desk", "16:30", "", at(990), at(day + 990), time.Time{}},               //
		{"0s then 24h wall", "desk", "16:30", "", at(1005), at(2*day + 480), at(day + 480)},          //
		{"4h plus 30m out of hours", "desk", "16:30", "", at(1005), at(day + 720), at(day + 480)},    // began in hours
		{"4h plus 30m out of hours", "desk", "16:30", "", at(1050), at(day + 750), at(day + 480)},    // did not
		{"1 business day by 17:00", "desk", "16:30", "", at(990), at(day + 1020), time.Time{}},       //
		{"1 business day by 17:00", "desk", "16:30", "", at(990).Add(1), at(2*day + 1020), at(1920)}, // Tuesday's
		{"1 business day by 17:00", "desk", "16:30", sla.Opening, at(1005), at(2*day + 1020), at(1920)},
		{"1 business day by 17:00", "desk", "16:30", "", at(5*day + 600), at(8*day + 1020), at(7*day + 480)}, // a Saturday counts as Monday
		{"1 business day by 17:00", "desk", "16:30", sla.Opening, at(5*day + 600), at(8*day + 1020), at(7*day + 480)},
		{"1 business day by 17:00", "desk", "24:00", "", at(day - 1), at(day + 1020), time.Time{}},
		{"1 business day by 17:00", "desk", "24:00", "", at(5*day + 600), at(8*day + 1020), at(7*day + 480)},
		{"1 business day", "desk", "16:30", "", at(1005), at(2*day + 480), at(day + 480)}, // the time of the opening
		{"1 business day", "desk", "16:30", "", at(360), at(day + 360), time.Time{}},
		{"1 business day", "desk", "16:30", sla.Opening, at(360), at(day + 480), time.Time{}}, // rolled
		{"0 business days by 18:00", "desk", "16:30", "", at(990), at(1080), time.Time{}},
		{"0 business days by 18:00", "desk", "16:30", "", at(1005), at(day + 1080), at(day + 480)},
		{"2 calendar days", "desk", "16:30", "", at(990), at(2*day + 990), time.Time{}},
		{"2 calendar days", "desk", "16:30", "", at(1005), at(3*day + 480), at(day + 480)},
		{"2 calendar days", "desk", "16:30", "", at(4*day + 1005), at(9*day + 480), at(7*day + 480)},
		{"4h", "ny", "16:30", "", utc("2026-03-06T21:30:00Z"), utc("2026-03-09T15:30:00Z"), time.Time{}}, // 30m, then summer time
		{"4h", "ny", "16:30", "", utc("2026-03-06T21:45:00Z"), utc("2026-03-09T16:00:00Z"), utc("2026-03-09T12:00:00Z")},
		{"4h", "ny24", "02:30", "", utc("2026-03-08T07:00:00Z"), utc("2026-03-08T11:00:00Z"), time.Time{}}, // 02:30 is skipped
		{"4h", "ny24", "02:30", "", utc("2026-03-08T07:00:00.000000001Z"), utc("2026-03-09T08:00:00Z"), utc("2026-03-09T04:00:00Z")},
		{"4h", "ny24", "01:30", "", utc("2026-11-01T05:30:00Z"), utc("2026-11-01T09:30:00Z"), time.Time{}}, // 01:30 is repeated
		{"4h", "ny24", "01:30", "", utc("2026-11-01T06:10:00Z"), utc("2026-11-02T09:00:00Z"), utc("2026-11-02T05:00:00Z")},
		{"4h", "desk", "16:30", "", utc("2026-12-31T16:45:00Z"), utc("2027-01-01T12:00:00Z"), utc("2027-01-01T08:00:00Z")}, // Friday
	} {
		spec := receivedSpec(c.within, c.on, c.by)
		spec.Objectives[0].Targets[0].Roll = c.roll
		a := must(sla.New(spec))
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: c.start, Name: "opened"}}}
		what := strings.Join([]string{string(c.within), c.on, c.by, string(c.roll), c.start.Format(time.RFC3339Nano)}, ", ")
		if got := receivedNote(a, &ticket, c.start); !got.Equal(c.received) {
			t.Errorf("%s: counts as of %s, want %s", what, got, c.received)
		}
		checkDueAt(t, what, a, ticket, c.start, c.due)
	}
}

// Where no business day follows, nothing counts.
func TestReceivedAfterTheLastBusinessDay(t *testing.T) {
	for _, within := range []sla.Within{"4h", "1 calendar day", "0s then 24h wall"} {
		a := must(sla.New(receivedSpec(within, "once", "16:30")))
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: at(1005), Name: "opened"}}}
		if r, _ := a.Track(&ticket, at(50_000)).Of("repair"); !r.DueAt.IsZero() || r.Elapsed != 0 || r.Verdict != "" {
			t.Errorf("%s: due %s, %s used, %q", within, r.DueAt, r.Elapsed, r.Verdict)
		}
		ticket.Events = append(ticket.Events, sla.Event{At: at(50_000), Name: "repaired"})
		if r, _ := a.Track(&ticket, at(50_000)).Of("repair"); r.Verdict != sla.Met || r.Elapsed != 0 {
			t.Errorf("%s, stopped: %s used, %q", within, r.Elapsed, r.Verdict)
		}
		o, _ := must(a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: []sla.Ticket{ticket}}, at(60_000))).Outcome("repair")
		if o.Good != 1 || o.Total != 1 {
			t.Errorf("%s: %d of %d", within, o.Good, o.Total)
		}
	}
}

// What a cut-off does to the rest of a cycle: 4h from Monday 16:45 is Tuesday 12:00.
func TestReceivedByInACycle(t *testing.T) {
	const tuesday = 1440
	status := func(minute int, to string) sla.Event { return change(minute, "status", to) }
	event := func(minute int, name string) sla.Event { return sla.Event{At: at(minute), Name: name} }
	for _, c := range []struct {
		name   string
		change func(*sla.Spec)
		events []sla.Event
		due    int
		held   time.Duration
	}{
		{"a pause before it counts", nil, []sla.Event{event(1005, "opened"), status(1010, "waiting"), status(1050, "open")}, tuesday + 720, 0},
		{"a pause that goes on when it counts", nil, []sla.Event{event(1005, "opened"), status(1010, "waiting"), status(tuesday+540, "open")}, tuesday + 780, time.Hour},
		{"a pause given back whole", func(s *sla.Spec) { s.Policies.PauseBasis = sla.PauseWall },
			[]sla.Event{event(1005, "opened"), status(1010, "waiting"), status(tuesday+540, "open")}, tuesday + 780, time.Hour},
		{"days that pauses move", func(s *sla.Spec) {
			s.Policies.DayPauses, s.Objectives[0].Targets[0].Within = sla.PausesAdded, "1 business day by 16:00"
		}, []sla.Event{event(1005, "opened"), status(1010, "waiting"), status(tuesday+540, "open")}, 2*1440 + 1020, time.Hour},
		{"a reset", func(s *sla.Spec) {
			c := s.Clocks["repair"]
			c.Reset = sla.On("reset")
			s.Clocks["repair"] = c
		}, []sla.Event{event(600, "opened"), event(1005, "reset")}, tuesday + 720, 0},
		{"a new cycle", func(s *sla.Spec) { s.Policies.Reopen = sla.NewCycle },
			[]sla.Event{event(600, "opened"), event(660, "repaired"), event(1005, "opened")}, tuesday + 720, 0},
		{"a new cycle after the due instant", func(s *sla.Spec) { s.Policies.Reopen = sla.NewCycleAfterDue }, // Monday 14:00
			[]sla.Event{event(600, "opened"), event(660, "repaired"), event(1005, "opened")}, tuesday + 720, 0},
		{"a new cycle after a later due instant", func(s *sla.Spec) { s.Policies.Reopen = sla.NewCycleAfterDue }, // Tuesday 11:00
			[]sla.Event{event(960, "opened"), event(970, "repaired"), event(1005, "opened")}, tuesday + 900, 0},
		{"a cycle that goes on", func(s *sla.Spec) { s.Policies.Reopen = sla.ContinueExcluding },
			[]sla.Event{event(600, "opened"), event(720, "repaired"), event(1005, "opened")}, tuesday + 585, 0},
		{"a cycle that goes on before it counts", func(s *sla.Spec) { s.Policies.Reopen = sla.ContinueExcluding },
			[]sla.Event{event(1005, "opened"), event(1010, "repaired"), event(1015, "opened")}, tuesday + 720, 0},
	} {
		spec := receivedSpec("4h", "desk", "16:30")
		if c.change != nil {
			c.change(&spec)
		}
		a := must(sla.New(spec))
		last := c.events[len(c.events)-1].At
		readings := a.Track(&sla.Ticket{ID: "T", Events: c.events}, last)
		r := readings[len(readings)-1]
		if !r.DueAt.Equal(at(c.due)) || r.Held != c.held {
			t.Errorf("%s: due %s, held %s, want %s, %s", c.name, r.DueAt, r.Held, at(c.due), c.held)
		}
	}
}

// A change of target before Tuesday, by each policy: P3 has a cut-off and 4h, P1 has
// 2h from its start, P4 none.
func TestReceivedByAndAChangeOfTarget(t *testing.T) {
	const tuesday = 1440
	none := -1
	for _, c := range []struct {
		from, to string
		start    int
		due      map[sla.Retarget]int // of Tuesday
	}{
		// From 16:45, a change at 16:50.
		{"P3", "P1", 1005, map[sla.Retarget]int{
			sla.CarryElapsed: 590, sla.CarryProportion: 590, sla.Restart: 590, sla.FromStart: 585, sla.KeepStricter: 585, sla.KeepFirst: 720}},
		// 5m count already under P1.
		{"P1", "P3", 1005, map[sla.Retarget]int{
			sla.CarryElapsed: 705, sla.CarryProportion: 700, sla.Restart: 720, sla.FromStart: 720, sla.KeepStricter: 585, sla.KeepFirst: 585}},
		{"P3", "P2", 1005, map[sla.Retarget]int{ // P2 is as P3, of 3h
			sla.CarryElapsed: 660, sla.CarryProportion: 660, sla.Restart: 660, sla.FromStart: 660, sla.KeepStricter: 660, sla.KeepFirst: 720}},
		{"P4", "P3", 1005, map[sla.Retarget]int{
			sla.CarryElapsed: 720, sla.CarryProportion: 720, sla.Restart: 720, sla.FromStart: 720, sla.KeepStricter: 720, sla.KeepFirst: 720}},
		{"P3", "P4", 1005, map[sla.Retarget]int{
			sla.CarryElapsed: none, sla.CarryProportion: none, sla.Restart: none, sla.FromStart: none, sla.KeepStricter: none, sla.KeepFirst: 720}},
		// From 16:00: the start was in time, whenever the target came. 50m used under P3.
		{"P3", "P2", 960, map[sla.Retarget]int{
			sla.CarryElapsed: 600, sla.CarryProportion: 480 + 133, sla.Restart: 650, sla.FromStart: 600, sla.KeepStricter: 600, sla.KeepFirst: 660}},
		{"P4", "P3", 960, map[sla.Retarget]int{
			sla.CarryElapsed: 710, sla.CarryProportion: 710, sla.Restart: 710, sla.FromStart: 660, sla.KeepStricter: 710, sla.KeepFirst: 710}},
	} {
		for policy, due := range c.due {
			spec := receivedSpec("4h", "desk", "16:30")
			spec.Policies.Retarget = policy
			spec.Objectives[0].Targets = []sla.Target{
				{When: sla.Where{"priority": sla.Is("P1")}, Within: "2h", Calendar: "desk"},
				{When: sla.Where{"priority": sla.Is("P2")}, Within: "3h", Calendar: "desk", ReceivedBy: "16:30"},
				{When: sla.Where{"priority": sla.Is("P3")}, Within: "4h", Calendar: "desk", ReceivedBy: "16:30"},
			}
			a := must(sla.New(spec))
			ticket := sla.Ticket{ID: "T", Events: []sla.Event{
				{At: at(c.start), Name: "opened", Set: sla.Attrs{{"priority", c.from}}}, change(1010, "priority", c.to)}}
			r, _ := a.Track(&ticket, at(1010)).Of("repair")
			want := at(tuesday + due)
			switch {
			case due == none:
				want = time.Time{}
			case policy == sla.CarryProportion && c.start == 960 && c.from == "P3": // 50m of 4h are 37m30s of 3h; 10m more today
				want = at(tuesday + 612).Add(30 * time.Second)
			}
			if !r.DueAt.Equal(want) || r.Verdict != "" {
				t.Errorf("%s to %s from %s, %s: due %s, %q, want %s", c.from, c.to, at(c.start), policy, r.DueAt, r.Verdict, want)
			}
			if r.Wall != at(1010).Sub(at(c.start)) {
				t.Errorf("%s to %s, %s: %s of wall time", c.from, c.to, policy, r.Wall)
			}
		}
	}
}

// A target that comes back before anything counts, and one that comes after.
func TestReceivedByWithoutATargetForAWhile(t *testing.T) {
	const tuesday = 1440
	for _, c := range []struct {
		within     sla.Within
		gone, back int
		due        int
	}{
		{"4h", 1010, 1015, tuesday + 720},
		{"4h", 1010, tuesday + 540, tuesday + 780},            // 1h of Tuesday without it
		{"4h", tuesday + 540, tuesday + 600, tuesday + 780},   // 1h used before, 1h without
		{"1 business day", 1010, 1015, 2*1440 + 480},          //
		{"1 business day", 1010, tuesday + 540, 2*1440 + 540}, // the open hour moves it
	} {
		for _, policy := range []sla.Retarget{sla.CarryElapsed, sla.CarryProportion, sla.KeepStricter} {
			spec := receivedSpec(c.within, "desk", "16:30")
			spec.Policies.Retarget = policy
			spec.Objectives[0].Targets[0].When = sla.Where{"priority": sla.Is("P3")}
			a := must(sla.New(spec))
			ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: at(1005), Name: "opened", Set: sla.Attrs{{"priority", "P3"}}},
				change(c.gone, "priority", "P4"), change(c.back, "priority", "P3")}}
			if r, _ := a.Track(&ticket, at(c.back)).Of("repair"); !r.DueAt.Equal(at(c.due)) {
				t.Errorf("%s gone at %s, %s: due %s, want %s", c.within, at(c.gone), policy, r.DueAt, at(c.due))
			}
		}
	}
}

// The business day that follows, as it is known.
func TestReceivedByAndKnowledge(t *testing.T) {
	const tuesday, wednesday = 1440, 2880
	shut := calendar.Spec{Hours: "mon-fri 08:00-17:00", Versions: []calendar.Version{{Known: "2026-03-02T20:00", Closed: []calendar.Local{"2026-03-03"}}}}
	open := func(known calendar.Local) calendar.Spec {
		return calendar.Spec{Hours: "mon,wed-fri 08:00-17:00", Versions: []calendar.Version{{Known: known, Hours: "mon-fri 08:00-17:00"}}}
	}
	for _, c := range []struct {
		name  string
		desk  calendar.Spec
		asOf  int
		known map[sla.CalendarChange]int
	}{
		{"Tuesday closes, before that is known", shut, 1100, map[sla.CalendarChange]int{sla.Frozen: tuesday + 720, sla.FromEffective: tuesday + 720, sla.CalendarAnew: tuesday + 720}},
		{"Tuesday closes", shut, 1300, map[sla.CalendarChange]int{sla.Frozen: tuesday + 720, sla.FromEffective: wednesday + 720, sla.CalendarAnew: wednesday + 720}},
		{"Tuesday opens", open("2026-03-02T20:00"), 1300, map[sla.CalendarChange]int{sla.Frozen: wednesday + 720, sla.FromEffective: tuesday + 720, sla.CalendarAnew: tuesday + 720}},
		{"Tuesday turns out to be open since 08:00", open("2026-03-03T10:00"), tuesday + 660, map[sla.CalendarChange]int{sla.Frozen: wednesday + 720, sla.FromEffective: tuesday + 840, sla.CalendarAnew: tuesday + 720}},
	} {
		for policy, due := range c.known {
			spec := receivedSpec("4h", "desk", "16:30")
			spec.Calendars["desk"], spec.Policies.CalendarChange = c.desk, policy
			ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: at(1005), Name: "opened"}}}
			a := must(sla.New(spec))
			if r, _ := a.Track(&ticket, at(c.asOf)).Of("repair"); !r.DueAt.Equal(at(due)) || r.Verdict != "" {
				t.Errorf("%s, %s: due %s, %q, want %s", c.name, policy, r.DueAt, r.Verdict, at(due))
			}
			if c.asOf >= 1300 { // nothing more becomes known
				checkDueAt(t, c.name+", "+string(policy), a, ticket, at(c.asOf), at(due))
			}
		}
	}
}

// A length that is measured counts as of the opening too; the wall time goes on.
func TestReceivedByOfAMean(t *testing.T) {
	for _, within := range []sla.Within{"none", "4h"} {
		spec := receivedSpec(within, "desk", "16:30")
		spec.Objectives[0].Metric, spec.Objectives[0].Attain = metrics.Mean{}, "at most 4h"
		a := must(sla.New(spec))
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: at(1005), Name: "opened"}, {At: at(1440 + 540), Name: "repaired"}}}
		o, _ := must(a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: []sla.Ticket{ticket}}, at(20_000))).Outcome("repair")
		if o.Attained != metrics.LengthOf(time.Hour) {
			t.Errorf("within %s: %v", within, o.Attained)
		}
		e := a.Explain(&ticket, "repair", at(20_000))
		var wall, counted time.Duration
		for _, s := range e.Trace {
			wall, counted = wall+s.To.Sub(s.From), counted+s.Counted
		}
		if wall != 975*time.Minute || counted != time.Hour || e.Reading.Elapsed != time.Hour {
			t.Errorf("within %s: %s of which %s counts, %s used", within, wall, counted, e.Reading.Elapsed)
		}
	}
}

// An exclusion before the cycle counts takes nothing out.
func TestReceivedByAndExclusions(t *testing.T) {
	a := must(sla.New(receivedSpec("4h", "desk", "16:30")))
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: at(1005), Name: "opened"}, {At: at(1440 + 750), Name: "repaired"}}}
	for _, c := range []struct {
		from, to int
		waived   time.Duration
		verdict  sla.Verdict
	}{
		{1005, 1020, 0, sla.Missed},
		{1005, 1440 + 510, 30 * time.Minute, sla.Met},
		{1440 + 480, 1440 + 509, 29 * time.Minute, sla.Missed},
	} {
		waived := sla.Exclusion{Ticket: "T", From: at(c.from), To: at(c.to), Reason: "moved"}
		if r, _ := a.Track(&ticket, at(20_000), waived).Of("repair"); r.Waived != c.waived || r.Verdict != c.verdict {
			t.Errorf("%d to %d: %s waived, %q", c.from, c.to, r.Waived, r.Verdict)
		}
		o, _ := must(a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: []sla.Exclusion{waived}}, at(20_000))).Outcome("repair")
		if met := o.Good == 1; met != (c.verdict == sla.Met) || o.Total != 1 {
			t.Errorf("%d to %d: %d of %d", c.from, c.to, o.Good, o.Total)
		}
	}
}

// What cannot have a cut-off says so, and what to write instead.
func TestReceivedByThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		within  sla.Within
		on, by  string
		problem string
	}{
		{"4h", "desk", "16.30", "a time of day is written 16:30"},
		{"4h", "desk", "4:30", "a time of day is written 16:30"},
		{"4h", "desk", "16:60", "a time of day is written 16:30"},
		{"4h", "desk", "24:01", "a time of day is written 16:30"},
		{"24h wall", "", "16:30", "write 0s then 24h wall, which begins at an opening of the calendar"},
		{"attribute limit wall", "", "16:30", "leave wall out, or the cut-off"},
		{"promised due", "", "16:30", "the ticket itself names the instant"},
		{"2 calendar days", "", "16:30", "name the calendar by whose business days a start counts"},
		{"none", "desk", "16:30", "nothing is promised"},
	} {
		_, err := sla.New(receivedSpec(c.within, c.on, c.by))
		if err == nil || !strings.Contains(err.Error(), c.problem) || !strings.Contains(err.Error(), "objectives[0].targets[0].received-by") {
			t.Errorf("%s on %q by %s: %v", c.within, c.on, c.by, err)
		}
	}
	with, without := must(sla.New(receivedSpec("4h", "desk", "16:30"))), must(sla.New(receivedSpec("4h", "desk", "")))
	if with.Fingerprint() == without.Fingerprint() {
		t.Error("a cut-off leaves the fingerprint as it is")
	}
	if _, err := sla.New(receivedSpec("attribute limit", "desk", "16:30")); err != nil {
		t.Error(err)
	}
}

// Hours that a ticket names have the cut-off, and the closed dates, of the calendar
// named: Tuesday 3 March is closed for some.
func TestReceivedByInHoursThatATicketNames(t *testing.T) {
	for _, c := range []struct {
		within sla.Within
		hours  string
		due    int
	}{
		{"4h", "", 1440 + 720},
		{"4h", "feast", 2880 + 720},
		{"1 calendar day", "", 2880 + 480},      // Tuesday 08:00 and a day
		{"1 calendar day", "feast", 4320 + 480}, // Wednesday 08:00 and a day
	} {
		spec := receivedSpec(c.within, "attribute hours otherwise desk", "16:30")
		if c.within != "4h" {
			spec.Objectives[0].Targets[0].IfClosed = calendar.RollNext
		}
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: at(1005), Name: "opened", Set: sla.Attrs{{"hours", c.hours}}}}}
		checkDueAt(t, string(c.within)+" by "+c.hours, must(sla.New(spec)), ticket, at(1005), at(c.due))
	}
}
