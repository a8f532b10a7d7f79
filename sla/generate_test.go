package sla_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// The generated histories lie around the spring clock change of 2026 in Europe.
var generatedFrom = time.Date(2026, time.March, 26, 6, 0, 0, 0, time.UTC)

// generatedPeriod holds everything that can be generated.
const generatedPeriod = sla.Every("2020-01-01/2040-01-01")

func wholeGenerated() sla.Period { return must(sla.ParsePeriod(string(generatedPeriod))) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// drawCalendars draws service hours, which may be corrected while a ticket is
// open.
func drawCalendars(r *tape.Reader) map[string]calendar.Spec {
	zones := []string{"UTC", "Europe/Berlin", "America/New_York"}
	office := calendar.Spec{
		Zone:  tape.Pick(r, zones...),
		Hours: tape.Pick(r, calendar.Week("mon-fri 09:00-17:00"), "mon-sun 22:00-06:00", "mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00", "sun 01:00-03:30"),
	}
	if r.Bool() {
		office.Closed = append(office.Closed, calendar.Local(fmt.Sprintf("2026-03-%02d", 26+r.Int(6))))
	}
	if r.Bool() {
		office.Versions = append(office.Versions, calendar.Version{
			Known:  calendar.Local(fmt.Sprintf("2026-03-%02dT%02d:00", 26+r.Int(6), r.Int(24))),
			Closed: []calendar.Local{calendar.Local(fmt.Sprintf("2026-03-%02d", 26+r.Int(6)))},
		})
	}
	return map[string]calendar.Spec{"office": office}
}

func drawPolicies(r *tape.Reader) sla.Policies {
	return sla.Policies{
		Reopen:         tape.Pick(r, sla.NewCycle, sla.ContinueExcluding, sla.ContinueIncluding, sla.Final),
		Retarget:       tape.Pick(r, sla.CarryElapsed, sla.Restart, sla.FromStart, sla.CarryProportion, sla.KeepStricter, sla.KeepFirst),
		PastPauses:     tape.Pick(r, sla.KeepPauses, sla.DropPauses),
		CalendarChange: tape.Pick(r, sla.Frozen, sla.FromEffective, sla.CalendarAnew),
		DayPauses:      tape.Pick(r, sla.PausesIgnored, sla.PausesAdded),
		OpenNotDue:     tape.Pick(r, sla.NotDueExcluded, sla.NotDueMet),
		OpenPastDue:    tape.Pick(r, sla.PastDueMissed, sla.PastDueExcluded),
		Backwards:      tape.Pick(r, sla.BackwardsZero, sla.BackwardsExcluded),
	}
}

// drawTarget draws a target of any shape.
func drawTarget(r *tape.Reader) sla.Target {
	hours := func() string { return fmt.Sprintf("%dm", 1+r.Int(1200)) }
	t := sla.Target{Calendar: "office"}
	switch r.Int(9) {
	case 0, 1:
		t.Within = sla.Within(hours())
	case 2:
		t.Within, t.Calendar = sla.Within(hours()+" wall"), ""
	case 3:
		t.Within = sla.Within(hours() + " then " + hours() + " wall")
	case 4:
		t.Within = sla.Within(hours() + " plus " + hours() + " out of hours")
	case 5:
		t.Within = sla.Within(fmt.Sprintf("%d business days%s", 1+r.Int(3), tape.Pick(r, "", " end of day", " by 16:00")))
		t.Roll = tape.Pick(r, sla.Stay, sla.Opening)
	case 6:
		t.Within = sla.Within(fmt.Sprintf("%d calendar days%s", 1+r.Int(3), tape.Pick(r, "", " end of day", " by 16:00")))
	case 7:
		t.Within = "promised due"
	case 8:
		t.Within = "none"
	}
	if t.Within != "none" && r.Int(4) == 1 {
		t.Grace = metrics.Span(fmt.Sprintf("%dm", 1+r.Int(90)))
	}
	return t
}

// drawClock draws the conditions of a clock.
func drawClock(r *tape.Reader) sla.Clock {
	c := sla.Clock{Start: sla.On("opened"), Stop: sla.On("closed")}
	switch r.Int(4) {
	case 1:
		c.Stop = sla.While("status", "resolved")
	case 2:
		c.Start, c.Stop = sla.On("message"), sla.On("reply", "closed")
	case 3:
		c.Start = sla.While("priority", "P1", "P2")
	}
	switch r.Int(3) {
	case 1:
		c.Pause = sla.While("status", "waiting")
	case 2:
		c.Pause, c.Resume = sla.On("hold"), sla.On("reply", "unhold")
	}
	if r.Int(4) == 1 {
		c.Reset = sla.On("message")
	}
	if r.Int(4) == 1 {
		c.Cancel = sla.While("priority", "P4")
	}
	if r.Int(4) == 1 {
		c.Hide = sla.Where{"status": sla.Is("waiting")}
	}
	c.Policies = drawPolicies(r)
	return c
}

// drawSpec draws an agreement that New accepts.
func drawSpec(r *tape.Reader) sla.Spec {
	spec := sla.Spec{
		ID: "drawn", Zone: tape.Pick(r, "Europe/Berlin", "UTC", "America/New_York"), Calendars: drawCalendars(r),
		Clocks: map[string]sla.Clock{"first": drawClock(r), "second": drawClock(r)},
	}
	if second := spec.Clocks["second"]; r.Int(4) == 1 {
		second.After = "first"
		spec.Clocks["second"] = second
	}
	for i := range 1 + r.Int(3) {
		o := sla.Objective{
			ID: fmt.Sprintf("o%d", i), Clock: tape.Pick(r, "first", "second"), Attain: "90%",
			Period: generatedPeriod, Counts: tape.Pick(r, sla.ByStart, sla.ByDue, sla.ByStop),
		}
		for range r.Int(3) {
			t := drawTarget(r)
			t.When = sla.Where{"priority": sla.Is(tape.Pick(r, "P1", "P2", "P3"))}
			o.Targets = append(o.Targets, t)
		}
		o.Targets = append(o.Targets, drawTarget(r))
		if r.Int(4) == 1 {
			o.Where = sla.Where{"team": sla.Is("red")}
		}
		if r.Int(4) == 1 {
			o.By = []string{"team", "team+priority"}
		}
		if r.Bool() {
			o.Warn = []sla.Warning{"50%", "-30m", "+1h", "+2h wall"}
		}
		if r.Int(4) == 1 {
			o.Metric, o.Attain, o.Warn = tape.Pick[metrics.Metric](r, metrics.Mean{}, metrics.Percentile{Rank: "95%"}), "at most 8h", nil
			if o.Counts == sla.ByDue {
				o.Counts = sla.ByStop
			}
		}
		spec.Objectives = append(spec.Objectives, o)
	}
	return spec
}

// drawTicket draws a history on a grid of minutes, mostly of close events, some
// of them at one instant.
func drawTicket(r *tape.Reader, id string) sla.Ticket {
	t := sla.Ticket{ID: id, Attrs: sla.Attrs{{"priority", tape.Pick(r, "P2", "P1", "P3")}, {"team", tape.Pick(r, "red", "blue")}}}
	at := generatedFrom.Add(time.Duration(r.Int(4*24*60)) * time.Minute)
	for i := range r.Int(9) {
		e := sla.Event{At: at, Seq: int64(i), ID: fmt.Sprintf("%s-%d", id, i), Name: "opened"}
		switch kind := r.Int(8); {
		case i == 0 && kind < 6:
			e.Set = sla.Attrs{{"status", "open"}}
		case kind == 0:
			e.Name = "closed"
		case kind == 1:
			e.Name = "message"
		case kind == 2:
			e.Name = "reply"
		case kind == 3:
			e.Name, e.Set = "status", sla.Attrs{{"status", tape.Pick(r, "waiting", "open", "resolved")}}
		case kind == 4:
			e.Name, e.Set = "priority", sla.Attrs{{"priority", tape.Pick(r, "P1", "P2", "P3", "P4")}}
		case kind == 5:
			e.Name = tape.Pick(r, "hold", "unhold")
		case kind == 6:
			e.Name, e.Set = "promise", sla.Attrs{{"due", tape.Pick(r, "2026-03-28", "2026-03-30T12:00", "2026-03-27T09:00:00Z", "soon")}}
		case kind == 7:
			e.Name, e.Set = "team", sla.Attrs{{"team", tape.Pick(r, "red", "blue")}}
		}
		t.Events = append(t.Events, e)
		if r.Int(4) != 3 {
			at = at.Add(time.Duration(r.Int(36*60)) * time.Minute)
		}
	}
	return t
}

// drawWaivers draws exclusions of the time of tickets.
func drawWaivers(r *tape.Reader) []sla.Exclusion {
	var all []sla.Exclusion
	for range r.Int(3) {
		from := generatedFrom.Add(time.Duration(r.Int(5*24*60)) * time.Minute)
		all = append(all, sla.Exclusion{
			Ticket: tape.Pick(r, "T0", ""), Clock: tape.Pick(r, "first", "second"), Reason: "storm",
			From: from, To: from.Add(time.Duration(1+r.Int(36*60)) * time.Minute),
		})
	}
	return all
}

func drawTickets(r *tape.Reader) []sla.Ticket {
	var all []sla.Ticket
	for i := range 1 + r.Int(3) {
		all = append(all, drawTicket(r, fmt.Sprintf("T%d", i)))
	}
	return all
}

// until gives a ticket as it was at an instant.
func until(t sla.Ticket, at time.Time) sla.Ticket {
	t.Events = slices.DeleteFunc(slices.Clone(t.Events), func(e sla.Event) bool { return e.At.After(at) })
	return t
}

// moments are the instants at which something happens to a ticket or will, and
// those a nanosecond around them.
func moments(a *sla.Agreement, t *sla.Ticket) []time.Time {
	var all []time.Time
	add := func(at time.Time) { all = append(all, at.Add(-1), at, at.Add(1)) }
	for _, e := range t.Events {
		add(e.At)
		for _, r := range a.Track(t, e.At) {
			for _, alarm := range r.Alarms {
				add(alarm.At)
			}
			if !r.DueAt.IsZero() {
				add(r.DueAt)
			}
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return slices.Compact(all)
}
