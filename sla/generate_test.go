package sla_test

import (
	"fmt"
	"slices"
	"strings"
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

// die gives several small choices from one number of a tape, so that a tape
// lasts for an agreement and the history of a ticket.
type die struct{ left uint16 }

func rollDie(r *tape.Reader) *die { return &die{r.Word()} }

func (d *die) of(n int) int {
	choice := int(d.left) % n
	d.left /= uint16(n)
	return choice
}

func pick[T any](d *die, choices ...T) T { return choices[d.of(len(choices))] }

// drawCalendars draws service hours, which may be corrected while a ticket is
// open.
func drawCalendars(r *tape.Reader) map[string]calendar.Spec {
	d := rollDie(r)
	zones := []string{"UTC", "Europe/Berlin", "America/New_York"}
	office := calendar.Spec{
		Zone:  pick(d, zones...),
		Hours: pick(d, calendar.Week("mon-fri 09:00-17:00"), "mon-sun 22:00-06:00", "mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00", "sun 01:00-03:30"),
	}
	if d.of(2) == 1 {
		office.Closed = append(office.Closed, calendar.Local(fmt.Sprintf("2026-03-%02d", 26+d.of(6))))
	}
	if d.of(2) == 1 {
		office.Versions = append(office.Versions, calendar.Version{
			Known:  calendar.Local(fmt.Sprintf("2026-03-%02dT%02d:00", 26+d.of(6), r.Int(24))),
			Closed: []calendar.Local{calendar.Local(fmt.Sprintf("2026-03-%02d", 26+d.of(6)))},
		})
	}
	return map[string]calendar.Spec{"office": office}
}

func drawPolicies(r *tape.Reader) sla.Policies {
	d := rollDie(r)
	return sla.Policies{
		Reopen:         pick(d, sla.NewCycle, sla.ContinueExcluding, sla.ContinueIncluding, sla.Final, sla.NewCycleAfterDue),
		Retarget:       pick(d, sla.CarryElapsed, sla.Restart, sla.FromStart, sla.CarryProportion, sla.KeepStricter, sla.KeepFirst),
		PastPauses:     pick(d, sla.KeepPauses, sla.DropPauses),
		CalendarChange: pick(d, sla.Frozen, sla.FromEffective, sla.CalendarAnew),
		DayPauses:      pick(d, sla.PausesIgnored, sla.PausesAdded),
		OpenNotDue:     pick(d, sla.NotDueExcluded, sla.NotDueMet),
		OpenPastDue:    pick(d, sla.PastDueMissed, sla.PastDueExcluded),
		Backwards:      pick(d, sla.BackwardsZero, sla.BackwardsExcluded, sla.BackwardsIgnored),
		NoTarget:       pick(d, sla.NoTargetExcluded, sla.NoTargetMet),
		DueAtClosing:   pick(d, sla.LastMoment, sla.LateAfterDue),
		PauseBasis:     pick(d, sla.PauseOverlap, sla.PauseWall),
	}
}

// drawTarget draws a target of any shape.
func drawTarget(r *tape.Reader) sla.Target {
	d := rollDie(r)
	hours := func() string { return fmt.Sprintf("%dm", 1+r.Int(1200)) }
	t := sla.Target{Calendar: "office"}
	switch d.of(9) {
	case 0, 1:
		t.Within = sla.Within(hours())
	case 2:
		t.Within, t.Calendar = sla.Within(hours()+" wall"), ""
	case 3:
		t.Within = sla.Within(hours() + " then " + hours() + " wall")
	case 4:
		t.Within = sla.Within(hours() + " plus " + hours() + " out of hours")
	case 5:
		t.Within = sla.Within(fmt.Sprintf("%d business days%s", 1+d.of(3), pick(d, "", " end of day", " by 16:00")))
		t.Roll = pick(d, sla.Stay, sla.Opening)
	case 6:
		t.Within = sla.Within(fmt.Sprintf("%d calendar days%s", 1+d.of(3), pick(d, "", " end of day", " by 16:00")))
		t.IfClosed = pick(d, "", calendar.RollNext, calendar.RollPrevious, calendar.RollModified)
	case 7:
		t.Within = "promised due"
	case 8:
		t.Within = "none"
	}
	if t.Within != "none" && t.Within != "promised due" && t.Calendar != "" && d.of(4) == 1 {
		t.ReceivedBy = pick(d, "10:00", "16:00", "24:00")
	}
	if t.Within != "none" && d.of(4) == 1 {
		t.Grace = metrics.Span(fmt.Sprintf("%dm", 1+d.of(90)))
	}
	return t
}

// drawClock draws the conditions of a clock.
func drawClock(r *tape.Reader) sla.Clock {
	d := rollDie(r)
	c := sla.Clock{Start: sla.On("opened"), Stop: sla.On("closed")}
	switch d.of(4) {
	case 1:
		c.Stop = sla.While("status", "resolved")
	case 2:
		c.Start, c.Stop = sla.On("message"), sla.On("reply", "closed")
	case 3:
		c.Start = sla.While("priority", "P1", "P2")
	}
	switch d.of(5) {
	case 1:
		c.Pause = sla.While("status", "waiting")
	case 3:
		c.Pause = sla.While("status", "waiting")
		c.Pause.Most = "90m"
	case 4:
		c.Pause = sla.Condition{Any: []sla.Condition{{ChangedTo: sla.Where{"status": sla.Is("waiting")}}, sla.On("hold")}, Most: "20h"}
		c.Stop = sla.Condition{Any: []sla.Condition{c.Stop, {ChangedTo: sla.Where{"priority": sla.Not("", "P1")}}}}
	case 2:
		c.Pause, c.Resume = sla.On("hold"), sla.On("reply", "unhold")
	}
	if d.of(4) == 1 {
		c.Reset = sla.On("message")
	}
	if d.of(4) == 1 {
		c.Cancel = sla.While("priority", "P4")
	}
	if d.of(4) == 1 {
		c.Hide = sla.Where{"status": sla.Is("waiting")}
	}
	c.Policies = drawPolicies(r)
	return c
}

// drawSpec draws an agreement that New accepts.
func drawSpec(r *tape.Reader) sla.Spec {
	spec := sla.Spec{
		ID: "drawn", Zone: tape.Pick(r, "Europe/Berlin", "UTC", "America/New_York"), Calendars: drawCalendars(r),
		Policies: sla.Policies{UnknownWords: sla.WordsReported},
		Clocks:   map[string]sla.Clock{"first": drawClock(r), "second": drawClock(r)},
	}
	if second := spec.Clocks["second"]; r.Int(4) == 1 {
		second.After = "first"
		spec.Clocks["second"] = second
	}
	for i := range 1 + r.Int(3) {
		d := rollDie(r)
		o := sla.Objective{
			ID: fmt.Sprintf("o%d", i), Clock: pick(d, "first", "second"), Attain: "90%",
			Period: generatedPeriod, Counts: pick(d, sla.ByStart, sla.ByDue, sla.ByStop),
		}
		for range d.of(3) {
			t := drawTarget(r)
			t.When = sla.Where{"priority": sla.Is(pick(d, "P1", "P2", "P3"))}
			o.Targets = append(o.Targets, t)
		}
		o.Targets = append(o.Targets, drawTarget(r))
		if d.of(4) == 1 {
			o.Where = sla.Where{"team": sla.Is("red")}
		}
		if d.of(4) == 1 {
			o.By = []string{"team", "team+priority"}
		}
		if d.of(2) == 1 {
			o.Warn = levels("50%", "-30m", "+1h", "+2h wall")
			if !slices.ContainsFunc(o.Targets, func(t sla.Target) bool {
				return !strings.Contains(string(t.Within), " days") && t.Within != "promised due"
			}) {
				o.Warn = o.Warn[1:] // there is no amount of time to have a share of
			}
		}
		if d.of(4) == 1 {
			o.Metric, o.Attain, o.Warn = pick[metrics.Metric](d, metrics.Mean{}, metrics.Percentile{Rank: "95%"}), "at most 8h", nil
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
	d := rollDie(r)
	t := sla.Ticket{ID: id, Attrs: sla.Attrs{{"priority", pick(d, "P2", "P1", "P3")}, {"team", pick(d, "red", "blue")}}}
	at := generatedFrom.Add(time.Duration(r.Int(4*24*60)) * time.Minute)
	for i := range pick(d, 0, 4, 5, 6, 7, 8, 9, 3, 2) {
		d := rollDie(r)
		e := sla.Event{At: at, Seq: int64(i), ID: fmt.Sprintf("%s-%d", id, i), Name: "opened"}
		switch kind := pick(d, 0, 1, 2, 3, 3, 3, 4, 4, 4, 5, 6, 7); {
		case i == 0 && kind < 6:
			e.Set = sla.Attrs{{"status", "open"}}
		case kind == 0:
			e.Name = "closed"
		case kind == 1:
			e.Name = "message"
		case kind == 2:
			e.Name = "reply"
		case kind == 3:
			e.Name, e.Set = "status", sla.Attrs{{"status", pick(d, "waiting", "open", "resolved")}}
		case kind == 4:
			e.Name, e.Set = "priority", sla.Attrs{{"priority", pick(d, "P1", "P2", "P3", "P4")}}
		case kind == 5:
			e.Name = pick(d, "hold", "unhold")
		case kind == 6:
			e.Name, e.Set = "promise", sla.Attrs{{"due", pick(d, "2026-03-28", "2026-03-30T12:00", "2026-03-27T09:00:00Z", "soon")}}
		case kind == 7:
			e.Name, e.Set = "team", sla.Attrs{{"team", pick(d, "red", "blue")}}
		}
		t.Events = append(t.Events, e)
		if d.of(4) != 3 {
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
