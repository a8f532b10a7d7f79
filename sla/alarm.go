package sla

import (
	"cmp"
	"sort"
	"strconv"
	"time"
)

// Alarm is a warning or breach of a cycle, passed or to come.
type Alarm struct {
	// Key is the same however often a ticket is tracked, so that a unique
	// column makes delivery exactly once.
	Key       string
	Objective string
	Cycle     int
	At        time.Time
	Mark      Warning // as the agreement writes it; MarkBreach for the breach
	Withheld  bool    // the cycle was overdue when it began
}

// MarkBreach marks the alarm at the instant of a breach.
const MarkBreach Warning = "breach"

func (rs Readings) alarms(keep func(Alarm, time.Time) bool) []Alarm {
	var all []Alarm
	for _, r := range rs {
		for _, a := range r.Alarms {
			if keep(a, r.seen) {
				all = append(all, a)
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := &all[i], &all[j]
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key)) < 0
	})
	return all
}

// alarms lists the warnings and the breach of a cycle, passed and to come.
func (a *Agreement) alarms(r *Reading, ref cycleRef, c *cycle, k *course, u used, end int64) {
	p, o := ref.program, ref.objective
	t := &o.targets[k.target]
	add := func(mark Warning, at int64) {
		if at == forever || c.ended != endOpen && at > c.end {
			return
		}
		r.Alarms = append(r.Alarms, Alarm{
			Key:       r.Objective + "/" + strconv.Itoa(r.Cycle) + "/" + string(mark),
			Objective: r.Objective, Cycle: r.Cycle, At: instant(at), Mark: mark, Withheld: r.BornBreached,
		})
	}
	for _, w := range o.warn {
		switch {
		case w.percent > 0 && !t.instant():
			add(w.mark, later(p.reached(o, ref.run, c, k, proportion(k.limit, w.percent, 10_000), end)))
		case w.percent == 0 && u.hasDue && (r.Phase != PhasePaused || u.due <= end || t.instant()):
			add(w.mark, w.at(t, k, u.due, u.given))
		}
	}
	switch {
	case u.overdue:
		add(MarkBreach, u.breach)
	case t.instant() && (r.Phase == PhaseRunning || r.Phase == PhasePaused && !o.extends(t)):
		add(MarkBreach, o.late(ref.run, c, k, k.due, end))
	case r.Phase == PhaseRunning:
		at, given := p.reached(o, ref.run, c, k, k.limit+t.grace, end)
		add(MarkBreach, later(t.overdueAt(k, at), given))
	}
	if len(r.Alarms) > 1 {
		sort.SliceStable(r.Alarms, func(i, j int) bool { return r.Alarms[i].At.Before(r.Alarms[j].At) })
	}
}

// reached is the instant at which so much of a course is or will be used up, if
// nothing happens after an instant; forever when it is paused or stopped before.
// It is as the calendar has it; later makes it that of the ticket.
func (p *program) reached(o *objectiveProgram, run *clockRun, c *cycle, k *course, limit, at int64) (reached, given int64) {
	t, used, running := &o.targets[k.target], k.carried, false
	given = k.given
	if used >= limit {
		return k.base - given, given
	}
	for i := c.first; i < c.last && run.marks[i].at <= at; i++ {
		running = run.marks[i].phase == phaseRunning
		if from, to, some := k.counted(run, c, i, at); some {
			after := t.advance(k, from-given, to-given, used)
			if after >= limit {
				return t.reach(k, from-given, used, limit), given
			}
			used = after
		}
		given += t.moved(k, run, c, i, at)
	}
	if !running || c.ended != endOpen {
		return forever, 0
	}
	return t.reach(k, max(at, k.base)-given, used, limit), given
}
