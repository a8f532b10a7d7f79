package main

import (
	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// desk is an agreement under construction, with one service calendar, "hours".
type desk struct {
	spec    sla.Spec
	sources sla.Sources
}

func newDesk(c ticketCalendar) *desk {
	return &desk{sources: c.sources(), spec: sla.Spec{
		ID: "case", Zone: c.zone(), Policies: sla.Policies{Profile: sla.ProfileExact, DayPauses: sla.PausesAdded},
		Calendars: map[string]calendar.Spec{"hours": c.spec()}, Clocks: map[string]sla.Clock{},
	}}
}

// within is a target by the calendar of the case.
func (d *desk) within(w sla.Within) sla.Target { return sla.Target{Within: w, Calendar: "hours"} }

// clock adds a clock and an objective of the same name.
func (d *desk) clock(name string, c sla.Clock, targets ...sla.Target) {
	d.spec.Clocks[name] = c
	d.objective(name, name, targets...)
}

func (d *desk) objective(name, clock string, targets ...sla.Target) {
	d.spec.Objectives = append(d.spec.Objectives, sla.Objective{
		ID: name, Clock: clock, Targets: targets, Attain: "100%", Period: sla.Monthly, Counts: sla.ByStart,
	})
}

// pausable adds a clock that pauses while a ticket is waiting.
func (d *desk) pausable(name string, targets ...sla.Target) {
	d.clock(name, sla.Clock{Start: sla.On("create"), Stop: sla.On("stop"), Pause: sla.While("status", "waiting")}, targets...)
}

// warn adds an alarm to the objective added last.
func (d *desk) warn(w sla.Warning) {
	last := &d.spec.Objectives[len(d.spec.Objectives)-1]
	last.Warn = append(last.Warn, sla.Level{At: w})
}

func (d *desk) agreement() (*sla.Agreement, error) { return d.sources.New(d.spec) }

// breachAhead is when a reading is or will be overdue: the due instant, or the next
// opening if the due instant is a close of business.
func breachAhead(r sla.Reading) moment { return alarm(r, sla.MarkBreach) }

// alarm is the instant of an alarm.
func alarm(r sla.Reading, mark sla.Warning) moment {
	for _, a := range r.Alarms {
		if a.Mark == mark {
			return moment{a.At}
		}
	}
	return moment{}
}
