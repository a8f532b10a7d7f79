package main

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/upheld/upheld/sla"
)

// desk holds what a ticketing tool would keep in tables: for each ticket its events, the
// alarms sent and the last state of its clocks.
type desk struct {
	agreement *sla.Agreement
	zone      *time.Location
	out       io.Writer
	tickets   map[string]*record
	timers    *timers
}

type record struct {
	ticket sla.Ticket
	sent   []sla.Alarm       // each Key once, like a unique column
	shown  map[string]string // the last state printed, by objective and cycle
}

func newDesk(agreement *sla.Agreement, zone *time.Location, out io.Writer) *desk {
	return &desk{agreement, zone, out, map[string]*record{}, newTimers()}
}

// run moves the time from one arrival or timer to the next. An arrival at the instant of
// a timer comes first: a stop at the due instant is in time.
func (d *desk) run(arrivals []arrival) {
	for {
		at, ticket, waking := d.timers.first()
		switch {
		case len(arrivals) > 0 && (!waking || !arrivals[0].at.After(at)):
			d.arrive(arrivals[0])
			arrivals = arrivals[1:]
		case waking:
			d.refresh(ticket, at)
		default:
			return
		}
	}
}

// arrive records an event. The desk need not check whether the event is late or was
// delivered before: the library does.
func (d *desk) arrive(a arrival) {
	r := d.tickets[a.ticket]
	if r == nil {
		r = &record{ticket: sla.Ticket{ID: a.ticket}, shown: map[string]string{}}
		d.tickets[a.ticket] = r
	}
	r.ticket.Events = append(r.ticket.Events, a.event)
	text := a.event.Name
	for _, pair := range a.event.Set {
		text += ", " + pair[0] + " " + pair[1]
	}
	if !a.event.At.Equal(a.at) {
		text += " (" + d.clock(a.event.At) + ")"
	}
	d.log(a.at, a.ticket, text)
	d.refresh(a.ticket, a.at)
}

// refresh handles a new ticket, a change and a timer alike: it reads the clocks, sends
// new alarms, takes back alarms that no longer hold, prints changed states and sets the
// timer.
func (d *desk) refresh(ticket string, now time.Time) {
	r := d.tickets[ticket]
	readings := d.agreement.Track(&r.ticket, now)
	// Compare keys and not instants: an event that is reported late can put an alarm
	// before the last refresh.
	fired := readings.Fired()
	for _, alarm := range fired {
		if !holds(r.sent, alarm) {
			r.sent = append(r.sent, alarm)
			d.alarm(now, ticket, alarm)
		}
	}
	for i, alarm := range r.sent {
		if !alarm.At.IsZero() && !holds(fired, alarm) {
			r.sent[i].At = time.Time{} // take it back only once
			d.log(now, ticket, "taken back: "+name(alarm.Objective, alarm.Cycle)+" "+string(alarm.Mark))
		}
	}
	for _, reading := range readings {
		of := name(reading.Objective, reading.Cycle)
		if text := d.state(reading); text != "" && r.shown[of] != text {
			r.shown[of] = text
			fmt.Fprintf(d.out, "%33s%-12s%s\n", "", of, text)
		}
	}
	d.timers.set(ticket, readings.Next())
}

func holds(alarms []sla.Alarm, a sla.Alarm) bool {
	return slices.ContainsFunc(alarms, func(b sla.Alarm) bool { return a.Key == b.Key })
}

// alarm prints an alarm, with its instant if that is before now.
func (d *desk) alarm(now time.Time, ticket string, a sla.Alarm) {
	text := "ALARM " + name(a.Objective, a.Cycle) + " " + string(a.Mark)
	if a.At.Before(now) {
		text += " (" + d.clock(a.At) + ")"
	}
	if a.Withheld {
		text += ", withheld"
	}
	d.log(now, ticket, text)
}

// name names a cycle of an objective.
func name(objective string, cycle int) string {
	if cycle > 1 {
		return fmt.Sprintf("%s #%d", objective, cycle)
	}
	return objective
}

// state gives the state of a clock in words that change only if the state does.
func (d *desk) state(r sla.Reading) string {
	switch r.Phase {
	case sla.PhaseRunning:
		if r.DueAt.IsZero() {
			return "running" // its due time is hidden
		}
		return "due " + d.clock(r.DueAt)
	case sla.PhasePaused:
		switch {
		case !r.DueAt.IsZero(): // this pause does not move the due time
			return "paused, due " + d.clock(r.DueAt)
		case r.Used.IsValid(): // a target of a length
			return "paused with " + r.Remaining.String() + " left"
		}
		return "paused"
	case sla.PhaseStopped:
		switch {
		case r.Verdict == sla.Missed:
			return "missed by " + r.Overrun.String()
		case r.Used.IsValid():
			return "met with " + r.Remaining.String() + " left"
		}
		return "met" // a target in days, or a promised instant
	}
	return ""
}

func (d *desk) log(at time.Time, ticket, text string) {
	fmt.Fprintf(d.out, "%-26s%-7s%s\n", d.clock(at), ticket, text)
}

// clock writes a local time.
func (d *desk) clock(t time.Time) string {
	t = t.In(d.zone)
	if t.Second() != 0 {
		return t.Format("Mon 2 Jan 15:04:05 MST")
	}
	return t.Format("Mon 2 Jan 15:04 MST")
}
