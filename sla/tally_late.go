package sla

import (
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/canon"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/penalty"
)

// countsDays says in which days credits count the lateness of an objective.
type countsDays struct{ calendar, business bool }

// lateDays looks up whose lateness credit rules count in days. Business days are
// the business days of the target's calendar: a target without a calendar has no
// business days.
func (b *builder) lateDays(schedule penalty.Schedule) {
	days, business := schedule.LateDays()
	of := func(ids []string, set func(*countsDays)) (all []int) {
		for _, id := range ids {
			i, known := b.places()[id]
			if !known {
				continue
			}
			o := &b.f.Objectives[i]
			if o.Clock == "" {
				b.add(b.f.path("objectives."+o.ID)+".clock", "", fault.ErrMissing, "credits count its lateness in days, and only what a clock measures is late on dates; count a length such as 1h")
				continue
			}
			if b.late == nil {
				b.late = map[string]countsDays{}
			}
			counts := b.late[o.ID]
			set(&counts)
			b.late[o.ID] = counts
			all = append(all, i)
		}
		return all
	}
	of(days, func(c *countsDays) { c.calendar = true })
	for _, i := range of(business, func(c *countsDays) { c.business = true }) {
		p := &b.p.objectives[i]
		for j := range p.asWritten() {
			switch t := &p.targets[j]; {
			case t.kind == withinNone || t.calendar != "":
			case t.kind == withinWall:
				b.add(t.path+".within", string(b.f.Objectives[i].Targets[j].Within), fault.ErrConflict,
					"credits count its lateness in business days, and wall time has none; write within: 4h with calendar: 24x7, or count calendar days")
			default:
				b.add(t.path+".calendar", "", fault.ErrMissing, "credits count its lateness in business days: name the calendar whose days they are")
			}
		}
	}
}

// lateDates gives targets whose lateness is counted in calendar days the dates of
// their zone: that of their calendar, except that calendar days and promised dates
// end by the agreement's zone.
func (c *compiler) lateDates() {
	for i := range c.a.programs {
		for j := range c.a.programs[i].objectives {
			o := &c.a.programs[i].objectives[j]
			if !c.a.promises[o.promise].late.calendar {
				continue
			}
			for k := range o.targets {
				switch t := &o.targets[k]; {
				case t.kind == withinCalendarDays || t.kind == withinPromised || t.calendar == "":
					t.dates = c.everyDate()
				default:
					t.dates = c.datesIn(t.cal.Location())
				}
			}
		}
	}
}

// datesIn gives the calendar of every date of a zone.
func (c *compiler) datesIn(location *time.Location) calendar.Calendar {
	if location.String() == c.zone.Location().String() {
		return c.everyDate()
	}
	dates, known := c.zoned[location.String()]
	if !known {
		if c.zoned == nil {
			c.zoned = map[string]calendar.Calendar{}
		}
		dates = calendar.Always().In(location)
		c.zoned[location.String()] = dates
	}
	return dates
}

// lateStretch is a stretch of lateness: the instants after from, up to to.
type lateStretch struct{ from, to int64 }

// lateStretches lists when a missed cycle was late, from its last instant in time
// on. As in its overrun, pauses stop the lateness of a length and not that of an
// instant. What is waived is never late: it is cut out here, and not taken from the
// view, which may have put waived stretches together.
func (t *Tally) lateStretches(h *held, v *heldView) (all []lateStretch) {
	o, k := v.o, &v.course
	from, instant := v.used.breach, o.targets[k.target].instant()
	if instant {
		from = v.late(k, v.due, v.end)
	}
	cuts := t.forgiving.cuts(h.ticket, t.a.promises[h.promise].Clock, from, v.end)
	add := func(s lateStretch) {
		switch last := len(all) - 1; {
		case s.from >= s.to:
		case last >= 0 && all[last].to == s.from:
			all[last].to = s.to
		default:
			all = append(all, s)
		}
	}
	for i, run := h.cycle.first, h.run(); i < h.cycle.last; i++ {
		m := &run.marks[i]
		s := lateStretch{max(m.at, from), min(run.stretchEnd(&h.cycle, i), v.end)}
		switch {
		case m.phase == phasePaused && !instant:
			s.to = min(s.to, k.noPause)
		case m.phase == phaseStopped && !instant:
			continue
		}
		for len(cuts) > 0 && cuts[0][1] <= s.from {
			cuts = cuts[1:]
		}
		for n := 0; n < len(cuts) && cuts[n][0] < s.to; n++ {
			add(lateStretch{s.from, min(s.to, cuts[n][0])})
			s.from = max(s.from, cuts[n][1])
		}
		add(s)
	}
	return all
}

// daysOf counts the dates of a calendar that are late.
func daysOf(late []lateStretch, dates calendar.Calendar) *penalty.Days {
	n := new(penalty.Days)
	local := func(at int64) date.Date { return date.NewAt(instant(at).In(dates.Location())) }
	next := local(zeroTime) // the first date that is not counted yet
	for _, s := range late {
		first := local(s.from + 1)
		last := max(first, local(s.to-1))
		if first = max(first, next); first <= last {
			n.Started += int64(dates.BusinessDays(first, last+1))
			next = last + 1
		}
		full := local(s.from)
		if local(s.from-1) == full { // it had begun before
			full++
		}
		if end := local(s.to); full < end {
			n.Full += int64(dates.BusinessDays(full, end))
		}
	}
	return n
}

// countDays tells a breach how many dates it was late, as far as credits ask.
func (t *Tally) countDays(b *Breach, h *held, v *heldView) {
	counts := t.a.promises[h.promise].late
	if !counts.calendar && !counts.business {
		return
	}
	late, target := t.lateStretches(h, v), &v.o.targets[v.course.target]
	if counts.calendar {
		b.LateDays = daysOf(late, target.dates)
	}
	if counts.business && target.calendar != "" {
		b.LateBusinessDays = daysOf(late, v.course.cal)
	}
}

// lateDays hands over how many days each breach was late. If it is not known of
// some, credits that ask for it are a problem of the statement.
func lateDays(breaches []Breach) (days, business []penalty.Days) {
	for i := range breaches {
		if d := breaches[i].LateDays; d != nil {
			days = append(days, *d)
		}
		if d := breaches[i].LateBusinessDays; d != nil {
			business = append(business, *d)
		}
	}
	return days, business
}

func daysFields(d *penalty.Days, f *canon.Form) {
	f.Int("started", &d.Started)
	f.Int("full", &d.Full)
}
