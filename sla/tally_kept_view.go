package sla

import (
	"slices"
	"time"
)

// heldView is a held cycle as seen at an instant.
type heldView struct {
	counts  int64 // what puts it into a period
	settled bool  // stopped: already counted in its cell
	missed  bool
	counted int64 // 1 when an open cycle counts in total by policy
	good    int64
	open    int64

	// What exclusions changed: whether they are why it is not missed, and by how
	// much they changed good and counted.
	forgiven      bool
	more, entered int64
	reasons       []string

	undecided bool  // it is open, and may still come in time
	falls     int64 // an undecided one: when it is late if nothing happens; forever: never

	band int8 // how much of its target it used, an index into usedBands; -1: it has no target

	judging  // of a missed one, for the breach
	course   course
	used     used
	due, end int64
}

func (v *heldView) into(s *sum, times int64) {
	switch {
	case v.undecided:
		s.undecided += times
		s.presumed += v.good * times
		s.falls = append(s.falls, fall{v.falls, times})
	case v.open != 0 && v.o.kind == kindDuration:
		s.ifStopped(time.Duration(v.used.time), times)
	case v.open != 0 && v.missed:
		s.late += times
	}
	s.good += v.good * times
	s.total += v.counted * times
	s.open += v.open * times
	s.forgiven += v.more * times
	s.entered += v.entered * times
}

// view says what a held cycle means at an instant.
func (t *Tally) view(h *held, at int64) heldView {
	p := &t.a.programs[h.program]
	o := p.objectiveOf(int(h.promise))
	run, k := h.run(), course{from: h.from, changes: h.changes}
	end := h.cycle.end
	if h.cycle.ended == endOpen {
		end = at
	}
	j := judging{p, o, run, &h.cycle}
	j.walk(&k, end)
	if k.target < 0 { // only a damaged tally says so
		return heldView{}
	}
	u := j.measure(&k, end)
	v := heldView{
		settled: h.cycle.ended != endOpen, missed: u.overdue, judging: j, course: k, used: u, due: u.due, end: end,
	}
	if !u.hasDue {
		v.due = j.dueAhead(&k, end)
	}
	switch o.counts {
	case ByStart:
		v.counts = h.cycle.start
	case ByDue:
		v.counts = v.due
	default:
		v.counts = end
	}
	v.band = j.band(&k, u.time, end, u.overdue)
	if o.kind.onceStopped() { // what it adds is known then
		v.missed, v.open = false, 1
		return v
	}
	v.decide(o)
	t.forgive(h, &v)
	if v.undecided = !v.settled && !v.missed; v.undecided {
		v.falls = v.judging.falls(&v.course, end)
	}
	return v
}

// decide says how an open cycle counts.
func (v *heldView) decide(o *objectiveProgram) {
	v.counted, v.good, v.open = 0, 0, 0
	switch {
	case v.settled:
	case v.missed && o.policies.OpenPastDue == PastDueMissed:
		v.counted = 1
	case !v.missed && o.policies.OpenNotDue == NotDueMet:
		v.counted, v.good = 1, 1
	default:
		v.open = 1
	}
}

// leave says how a cycle counts that was late only under a target that it left.
func (v *heldView) leave(o *objectiveProgram) {
	was := int64(0) // what its cell has in total
	if v.settled {
		was = 1
	}
	v.good, v.counted, v.open = 0, -was, 0
	if o.policies.NoTarget == NoTargetMet {
		v.good, v.counted = 1, 1-was
	}
}

// forgive takes waived time out of a cycle. If that keeps the cycle from being
// overdue, the view still shows the cycle as it is without exclusions.
func (t *Tally) forgive(h *held, v *heldView) {
	if !v.missed {
		return
	}
	clock := t.a.promises[h.promise].Clock
	at, o := v.end, v.o
	waived, some := v.condensed(&t.forgiving, h.ticket, clock, &v.course, at)
	if !some {
		return
	}
	j, k := v.without(waived, &v.course, at)
	v.reasons = t.forgiving.reasons(h.ticket, clock, h.cycle.start, at, waivedToldMax)
	left := k.target < 0
	var u used
	if !left {
		u = j.measure(k, at)
	}
	if u.overdue {
		v.judging, v.course, v.used, v.due = j, *k, u, u.due
		v.band = j.band(k, u.time, at, true)
		if !u.hasDue {
			v.due = j.dueAhead(k, at)
		}
		return
	}
	good, counted := v.good, v.counted
	v.missed, v.forgiven = false, true
	if v.band = -1; !left {
		v.band = j.band(k, u.time, at, false)
	}
	v.decide(o)
	if v.settled {
		v.good = 1 // its cell counts it in the total only
	}
	if left || !o.binds(k.target) {
		v.leave(o)
	} else if h.given {
		adds := o.abandons.abandoned(true, j.spent(k, at))
		v.good, v.counted = adds.Good, adds.Total-1
	}
	v.more, v.entered = v.good-good, v.counted-counted
}

// objectiveOf finds the objective of a program that a promise stands for.
func (p *program) objectiveOf(promise int) *objectiveProgram {
	i, found := slices.BinarySearchFunc(p.byPromise, promise, func(i int32, promise int) int { return p.objectives[i].promise - promise })
	if !found {
		return nil
	}
	return &p.objectives[p.byPromise[i]]
}

// refresh brings the course of an open cycle to what is known at an instant.
func (j judging) refresh(k *course, at int64) {
	if j.o.policies.CalendarChange != Frozen {
		j.walk(k, at)
	}
}

// breach describes a missed cycle.
func (t *Tally) breach(h *held, v heldView) *Breach {
	o, k := v.o, &v.course
	target := &o.targets[k.target]
	end := v.end
	v.end = k.clip(end)
	b := &Breach{
		Objective: t.a.promises[h.promise].ID, Ticket: h.ticket, Cycle: int(h.number),
		Target: target.path, Within: o.written[target.index].Within, Calendar: target.calendar,
		StartedAt: instant(h.cycle.start), DueAt: instant(v.due), BreachedAt: instant(v.used.breach), Elapsed: time.Duration(v.used.time),
	}
	if h.cycle.ended != endOpen {
		b.StoppedAt = instant(h.cycle.end)
	}
	if target.instant() {
		b.Overrun = time.Duration(max(0, v.end-v.late(k, v.due, v.end)))
	} else {
		b.Allowed = time.Duration(k.limit + target.grace)
		b.Overrun = max(0, b.Elapsed-b.Allowed)
	}
	if grades := t.a.programs[h.program].grades; grades != nil {
		b.Grade = grades.of(b, target.instant())
	}
	t.countDays(b, h, &v)
	rest := h.groups
	for _, keys := range t.a.promises[h.promise].groups {
		for i, key := range keys {
			if b.Group.Get(key) == "" {
				b.Group = append(b.Group, [2]string{key, rest[i]})
			}
		}
		rest = rest[len(keys):]
	}
	b.Waived = v.reasons
	b.Trace = v.trace(k, end, nil)
	return b
}
