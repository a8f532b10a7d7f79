package sla

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
)

// A metrics.TimeIn is a clock that runs while the attribute has one of the
// values, is stopped while it has not, and goes on: a ticket has one cycle, from
// its first entry to its last exit. So it is compiled into such a clock.

// timeClock is the clock of a metrics.TimeIn, and its name.
func timeClock(m metrics.TimeIn) (name string, c Clock) {
	name = "time in " + m.Attribute + "=" + strings.Join(m.Is, "|") + " (" + m.Calendar + ")"
	in := Where{m.Attribute: Is(m.Is...)}
	return name, Clock{
		Start:    Condition{While: in},
		Stop:     Condition{While: Where{m.Attribute: Not(m.Is...)}},
		Policies: Policies{Profile: ProfileExact, Reopen: ContinueExcluding, PauseBasis: PauseOverlap},
	}
}

// clocked gives an objective about the time in a value as one about the clock of
// that; other objectives as they are.
func clocked(o Objective) Objective {
	m, ok := o.Metric.(metrics.TimeIn)
	if !ok {
		return o
	}
	o.Clock, _ = timeClock(m)
	o.Targets = []Target{{Within: "none", Calendar: m.Calendar}}
	o.Metric = m.Of()
	return o
}

// timesIn checks the objectives about the time in a value and gives each its
// clock.
func (b *builder) timesIn() {
	copied := false
	for i, o := range b.f.Objectives {
		m, ok := o.Metric.(metrics.TimeIn)
		if !ok {
			continue
		}
		if !copied { // later revisions share the terms
			b.f.Objectives, b.f.Clocks, copied = slices.Clone(b.f.Objectives), maps.Clone(b.f.Clocks), true
			if b.f.Clocks == nil {
				b.f.Clocks = map[string]Clock{}
			}
		}
		path := b.f.path("objectives." + o.ID)
		for _, e := range fault.All(metrics.Check(m)) {
			placed := *e
			placed.Path = fault.Join(path+".time-in", e.Path)
			b.once(&placed)
		}
		if o.Clock != "" {
			b.add(path+".clock", o.Clock, fault.ErrConflict, "the time in a value is that of no clock; leave it out")
		}
		if len(o.Targets) > 0 {
			b.add(path+".targets", "", fault.ErrConflict, "the time in a value has no targets; what is promised of it stands in attain")
		}
		if o.Counts == ByDue {
			b.add(path+".counts", string(o.Counts), fault.ErrConflict, "the time in a value is never due: started is the first entry, stopped the last exit")
			o.Counts = ByStart
		}
		if _, known := b.calendars[m.Calendar]; !known {
			if m.Calendar != "" {
				b.add(path+".time-in.calendar", m.Calendar, fault.ErrUnknown, "%s", b.oneOf(m.Calendar, b.calendarNames))
			}
			m.Calendar = "24x7" // so that the rest is checked too
		}
		if metrics.Check(m) != nil {
			m = metrics.TimeIn{Attribute: m.Attribute, Is: append(m.Is, ""), Calendar: m.Calendar, Statistic: metrics.TimeMean}
		}
		o.Metric = m
		name, clock := timeClock(m)
		b.f.Clocks[name] = clock
		b.derived = append(b.derived, name)
		b.f.Objectives[i] = clocked(o)
	}
}

// ValueStretch is a time during which an attribute of a ticket had a value.
type ValueStretch struct {
	Value    string
	From, To time.Time // in UTC; To is the instant asked about if Open
	Open     bool
}

// TimeIn lists the stretches of an attribute of a ticket as seen at an instant, by
// time, from the first event on, those with an empty value too. Events after
// asOf have not happened yet. The length of a stretch s in service hours is
// calendar.Elapsed(s.From, s.To), see Calendar. The attribute may be any;
// of a derived priority only what the ticket itself sets is seen.
func (a *Agreement) TimeIn(ticket *Ticket, attribute string, asOf time.Time) []ValueStretch {
	h := &history{}
	h.start(ticket, clampNanos(asOf))
	value := ticket.Attrs.Get(attribute)
	var all []ValueStretch
	for i, n := range h.order {
		for _, pair := range ticket.Events[n].Set {
			if pair[0] == attribute {
				value = pair[1]
			}
		}
		from := instant(h.at[i])
		last := len(all) - 1
		switch {
		case last >= 0 && all[last].Value == value:
			continue
		case last >= 0 && all[last].From.Equal(from): // a stay without length
			all = all[:last]
			if last > 0 && all[last-1].Value == value {
				continue
			}
		case last >= 0:
			all[last].To = from
		}
		all = append(all, ValueStretch{Value: value, From: from})
	}
	if n := len(all); n > 0 {
		all[n-1].To, all[n-1].Open = instant(clampNanos(asOf)), true
	}
	return all
}
