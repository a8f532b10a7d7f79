package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// deadlineSpec has one objective with a target, in hours with a break and clock
// changes.
func deadlineSpec(zone string, targets ...sla.Target) sla.Spec {
	return sla.Spec{
		ID: "deadlines", Zone: zone,
		Policies: sla.Policies{Profile: sla.ProfileExact, DueAtClosing: sla.LateAfterDue},
		Calendars: map[string]calendar.Spec{
			"office": {Hours: "mon-fri 09:00-17:00"},
			"lunch":  {Zone: "Europe/Berlin", Hours: "mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00", Closed: []calendar.Local{"2026-10-26"}},
			"night":  {Zone: "America/New_York", Hours: "mon-sun 22:00-06:00"},
		},
		Clocks: map[string]sla.Clock{"repair": {Start: sla.On("opened"), Stop: sla.On("repaired")}},
		Objectives: []sla.Objective{{ID: "repair", Clock: "repair", Targets: targets, Attain: "100%",
			Period: sla.Monthly, Counts: sla.ByStart}},
	}
}

// Worked on paper: 4h in office hours of Monday to Friday 09:00 to 17:00 UTC. Starts
// before the opening are due at 13:00; starts until 13:00, included, are due at closing
// at the latest; later starts are due on the next business day, 4h after 09:00 less
// what Friday had.
func TestDeadlines(t *testing.T) {
	in := func(day, hour int) time.Time { return time.Date(2026, 10, day, hour, 0, 0, 0, time.UTC) }
	deadline := func(from, to, at time.Time, moves bool) sla.Deadline {
		return sla.Deadline{From: from, To: to, At: at, Moves: moves, Target: "objectives[0].targets[0]", Within: "4h", Calendar: "office"}
	}
	a := must(sla.New(deadlineSpec("UTC", sla.Target{Within: "4h", Calendar: "office"})))
	for _, c := range []struct {
		name     string
		from, to time.Time
		want     []sla.Deadline
	}{
		{"Friday to Monday", in(23, 0), in(27, 0), []sla.Deadline{
			deadline(in(23, 0), in(23, 9), in(23, 13), false),
			deadline(in(23, 9), in(23, 13).Add(1), in(23, 13), true),
			deadline(in(23, 13).Add(1), in(23, 17), in(26, 9).Add(1), true),
			deadline(in(23, 17), in(26, 9), in(26, 13), false),
			deadline(in(26, 9), in(26, 13).Add(1), in(26, 13), true),
			deadline(in(26, 13).Add(1), in(26, 17), in(27, 9).Add(1), true),
			deadline(in(26, 17), in(27, 0), in(27, 13), false),
		}},
		{"one nanosecond", in(23, 13), in(23, 13).Add(1), []sla.Deadline{deadline(in(23, 13), in(23, 13).Add(1), in(23, 17), false)}},
		{"nothing", in(23, 13), in(23, 13), nil},
	} {
		var got []sla.Deadline
		for d := range a.Deadlines("repair", nil, c.from, c.to) {
			got = append(got, d)
		}
		if len(got) != len(c.want) {
			t.Fatalf("%s: %v", c.name, got)
		}
		for i, d := range got {
			if d != c.want[i] {
				t.Errorf("%s: %d\n %v\nwant\n %v", c.name, i, d, c.want[i])
			}
		}
	}
	for range (&sla.Agreement{}).Deadlines("repair", nil, in(1, 0), in(2, 0)) {
		t.Error("the zero agreement promises something")
	}
	for range a.Deadlines("other", nil, in(1, 0), in(2, 0)) {
		t.Error("an objective that the agreement does not have promises something")
	}
}

// What is left out and which terms hold: the agreement in force, the scope, the rows of
// targets, the priority that a matrix derives, and revisions by each pin.
func TestDeadlinesOfTerms(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 6, day, hour, 0, 0, 0, time.UTC) }
	spec := deadlineSpec("UTC", sla.Target{When: sla.Where{"priority": sla.Is("P1")}, Within: "2h wall", Grace: "10m"},
		sla.Target{When: sla.Where{"priority": sla.Is("P2")}, During: "2026-06-10/2026-06-20", Within: "6h wall"},
		sla.Target{When: sla.Where{"priority": sla.Is("P3")}, Within: "none"},
		sla.Target{When: sla.Where{"priority": sla.Is("P4")}, Within: "attribute limit wall"})
	spec.Effective = "2026-06-02/2026-06-29"
	spec.Policies.Retarget = sla.FromStart
	spec.Objectives[0].Where = sla.Where{"kind": sla.Not("spam")}
	spec.Priority = &sla.Matrix{Urgency: []string{"high"}, Impact: []sla.MatrixRow{{Impact: "all", Priorities: []string{"P1"}}}}
	a := must(sla.New(spec))
	for _, c := range []struct {
		name     string
		attrs    sla.Attrs
		from, to time.Time // of the deadlines; zero: no deadline
		after    time.Duration
	}{
		{"P1", sla.Attrs{{"priority", "P1"}}, at(2, 0), at(29, 0), 130 * time.Minute},
		{"derived", sla.Attrs{{"impact", "all"}, {"urgency", "high"}}, at(2, 0), at(29, 0), 130 * time.Minute},
		{"outside the scope", sla.Attrs{{"priority", "P1"}, {"kind", "spam"}}, time.Time{}, time.Time{}, 0},
		{"P2 in its days", sla.Attrs{{"priority", "P2"}}, at(10, 0), at(20, 0), 6 * time.Hour},
		{"nothing promised", sla.Attrs{{"priority", "P3"}}, time.Time{}, time.Time{}, 0},
		{"its own length", sla.Attrs{{"priority", "P4"}, {"limit", "5h"}}, at(2, 0), at(29, 0), 5 * time.Hour},
		{"no length", sla.Attrs{{"priority", "P4"}}, time.Time{}, time.Time{}, 0},
		{"no row", sla.Attrs{{"priority", "P5"}}, time.Time{}, time.Time{}, 0},
	} {
		n := 0
		for d := range a.Deadlines("repair", c.attrs, at(1, 0), at(30, 0)) {
			if n++; !d.From.Equal(c.from) || !d.To.Equal(c.to) || d.At.Sub(d.From) != c.after || !d.Moves {
				t.Errorf("%s: %v", c.name, d)
			}
		}
		if n != 1 && c.after > 0 || n > 0 && c.after == 0 {
			t.Errorf("%s: %d stretches", c.name, n)
		}
	}
	// 8h until 15 June, then 2h. What is opened at 04:00 on the 15th is due under the
	// earlier terms at 12:00. Pinned by due or stopped, that is what is opened until
	// 16:00 on the 14th less a nanosecond.
	for _, c := range []struct {
		pin  sla.Pin
		turn time.Time
	}{{sla.PinOpened, at(15, 0)}, {sla.PinDue, at(14, 16)}, {sla.PinStopped, at(14, 16)}} {
		spec := deadlineSpec("UTC", sla.Target{Within: "8h wall"})
		spec.Revisions = []sla.Revision{{From: "2026-06-15", Pins: c.pin, Change: deadlineSpec("UTC", sla.Target{Within: "2h wall"})}}
		r := &spec.Revisions[0].Change
		r.ID, r.Zone = "", ""
		a := must(sla.New(spec))
		var got []string
		for d := range a.Deadlines("repair", nil, at(1, 0), at(30, 0)) {
			got = append(got, fmt.Sprint(d.From, " ", d.At.Sub(d.From)))
		}
		if want := fmt.Sprint([]string{fmt.Sprint(at(1, 0), " 8h0m0s"), fmt.Sprint(c.turn, " 2h0m0s")}); fmt.Sprint(got) != want {
			t.Errorf("%s: %s, want %s", c.pin, got, want)
		}
	}
}

// A stop at the deadline is in time and a nanosecond later late, for starts at every
// end of a stretch and between, whatever the target; and every start that Track gives a
// due instant has a deadline.
func TestDeadlinesAreThoseOfTrack(t *testing.T) { tape.Check(t, deadlineLaw) }

func deadlineLaw(r *tape.Reader) error {
	target := sla.Target{
		Within: tape.Pick[sla.Within](r, "4h", "30m wall", "2h then 3h wall", "0s then 24h wall", "3h plus 90m out of hours",
			"1 business days", "2 business days by 16:00", "0 business days by 11:00", "3 business days end of day",
			"1 calendar days", "2 calendar days by 02:30", "5 calendar days end of day", "1 month", "attribute limit", "promised due_at"),
		Calendar: tape.Pick(r, "office", "lunch", "night", "24x7"),
		Grace:    tape.Pick[metrics.Span](r, "", "45m"),
	}
	if r.Int(3) == 1 {
		target.Roll = sla.Opening
	}
	if r.Int(3) == 1 {
		target.ReceivedBy = tape.Pick(r, "12:30", "17:00", "02:15")
	}
	if r.Int(3) == 1 {
		target.IfClosed = tape.Pick(r, calendar.RollNext, calendar.RollPrevious, calendar.RollModified)
	}
	if target.Within == "30m wall" {
		target.Calendar = ""
	}
	spec := deadlineSpec(tape.Pick(r, "UTC", "Europe/Berlin", "Australia/Lord_Howe"), target)
	spec.Policies.Retarget = sla.FromStart
	attrs := sla.Attrs{{"limit", "5h"}, {"due_at", "2026-10-28"}}
	a, err := sla.New(spec)
	for ; err != nil; a, err = sla.New(spec) { // what does not go together is left out
		t := &spec.Objectives[0].Targets[0]
		switch {
		case t.Roll != "":
			t.Roll = ""
		case t.IfClosed != "":
			t.IfClosed = ""
		case t.ReceivedBy != "":
			t.ReceivedBy = ""
		default:
			return err
		}
	}
	from := time.Date(2026, tape.Pick(r, time.October, time.March), 20, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(0, 0, 14)
	last := from
	for d := range a.Deadlines("repair", attrs, from, to) {
		if !d.From.Equal(last) || !d.To.After(d.From) {
			return fmt.Errorf("%v begins at %s, not at %s", target, d.From, last)
		}
		last = d.To
		length := d.To.Sub(d.From)
		for _, start := range []time.Time{d.From, d.From.Add(length / 3), d.To.Add(-1)} {
			at := d.At
			if d.Moves {
				at = at.Add(start.Sub(d.From))
			}
			if at.Before(start) {
				continue // promised before it began
			}
			for late, want := range []sla.Verdict{sla.Met, sla.Missed} {
				stop := at.Add(time.Duration(late))
				ticket := sla.Ticket{ID: "t", Attrs: attrs, Events: []sla.Event{{At: start, Name: "opened"}, {At: stop, Name: "repaired"}}}
				if got, _ := a.Track(&ticket, stop).Of("repair"); got.Verdict != want {
					return fmt.Errorf("%v: a start at %s, stopped %d ns after %s: %s, due %s", spec.Objectives[0].Targets[0], start, late, at, got.Verdict, got.DueAt)
				}
			}
		}
	}
	if !last.Equal(to) {
		return fmt.Errorf("%v: the deadlines end at %s", target, last)
	}
	return nil
}

// Hours of 08:00 to 17:00, and on Monday 2 March at 20:00 it becomes known that Tuesday
// is closed. 8h from Monday 08:30 end before; from 10:00, an hour is left for Tuesday
// 09:00, or for Wednesday once the closure is known; from 20:30 it is known in any case.
func TestDeadlinesAndKnowledge(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC) }
	for _, change := range []sla.CalendarChange{sla.Frozen, sla.FromEffective, sla.CalendarAnew} {
		spec := deadlineSpec("UTC", sla.Target{Within: "8h", Calendar: "desk"})
		spec.Policies.CalendarChange = change
		spec.Calendars["desk"] = calendar.Spec{Hours: "mon-fri 08:00-17:00",
			Versions: []calendar.Version{{Known: "2026-03-02T20:00", Closed: []calendar.Local{"2026-03-03"}}}}
		a := must(sla.New(spec))
		carried := at(4, 9, 0)
		if change == sla.Frozen {
			carried = at(3, 9, 0)
		}
		for _, c := range []struct{ start, want time.Time }{
			{at(2, 8, 30), at(2, 16, 30)}, {at(2, 9, 0), at(2, 17, 0)}, {at(2, 10, 0), carried},
			{at(2, 20, 0), at(4, 16, 0)}, {at(2, 20, 30), at(4, 16, 0)},
		} {
			n := 0
			for d := range a.Deadlines("repair", nil, c.start, c.start.Add(1)) {
				if n++; !d.At.Equal(c.want) {
					t.Errorf("%s: a start at %s has until %s, want %s", change, c.start, d.At, c.want)
				}
			}
			if n != 1 {
				t.Errorf("%s: %d deadlines of a start at %s", change, n, c.start)
			}
		}
		for d := range a.Deadlines("repair", nil, at(1, 0, 0), at(6, 0, 0)) {
			for _, start := range []time.Time{d.From, d.To.Add(-1)} {
				end := d.At
				if d.Moves {
					end = end.Add(start.Sub(d.From))
				}
				for late, want := range []sla.Verdict{sla.Met, sla.Missed} {
					stop := end.Add(time.Duration(late))
					ticket := sla.Ticket{ID: "t", Events: []sla.Event{{At: start, Name: "opened"}, {At: stop, Name: "repaired"}}}
					if got, _ := a.Track(&ticket, stop).Of("repair"); got.Verdict != want {
						t.Errorf("%s: a start at %s, stopped %d ns after %s: %s", change, start, late, end, got.Verdict)
					}
				}
			}
		}
	}
}
