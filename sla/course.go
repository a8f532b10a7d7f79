package sla

import (
	"time"

	"github.com/upheld/upheld/calendar"
)

// course is the rule by which the time of a cycle counts, from an instant on:
// which target, under which knowledge of the calendar, and what was used before.
// A change of target while the cycle is open makes a new course of the old one.
type course struct {
	target  int32 // index into objectiveProgram.targets; -1: none applies
	version int32 // of the attributes by which it was chosen
	cal     calendar.Calendar
	base    int64 // the instant from which time counts
	carried int64 // used before base
	given   int64 // by how much pauses before base moved what follows
	known   int64 // as of when the calendar is known
	limit   int64 // of open and wall time together, without grace
	noPause int64 // pauses before this instant count as running
	due     int64 // of instant targets; forever when the calendar ends before it
	broken  int64 // a breach under an earlier course, which stays; 0: none

	// earlier are the courses whose use this one has carried on, by base: each
	// counted until the base of the next.
	earlier []course
}

// zeroTime begins the horizon; nothing happens before it.
const zeroTime = int64(horizonFrom) * int64(time.Second)

func (o *objectiveProgram) firstTarget(numbers []uint32, start int64) int32 {
	for row := o.choose.first(numbers); row >= 0; row = o.choose.next(row, numbers) {
		if t := &o.targets[row]; t.from <= start && start < t.to {
			return int32(row)
		}
	}
	return -1
}

// course follows the targets of a cycle from its start to its end, or as far as
// the history was read. What it gives lasts until the next call.
func (p *program) course(o *objectiveProgram, h *history, run *clockRun, c *cycle) *course {
	h.from = c.start
	if o.policies.Reopen == NewCycleAfterDue {
		h.from = p.afterDue(o, h, run, c)
	}
	return p.follow(o, h, run, c)
}

// follow is course for a cycle that counts from h.from on.
func (p *program) follow(o *objectiveProgram, h *history, run *clockRun, c *cycle) *course {
	slots, from, k := len(p.words.values), c.from, &h.course
	for from < c.to && h.since[from+1] == c.start {
		from++ // set at the instant of the start
	}
	p.begin(k, o, h, run, c, o.firstTarget(h.version(from, slots), c.start), from)
	follows := o.policies.CalendarChange == FromEffective
	for version := from; version < c.to && (follows || o.asks&h.changed != 0); {
		version++
		at := h.since[version]
		if follows {
			p.followCalendar(o, run, c, k, at)
		}
		numbers := h.version(version, slots)
		if o.choose.alike(h.version(version-1, slots), numbers) && !p.promiseMoved(o, h, k, version) {
			continue
		}
		target := o.firstTarget(numbers, c.start)
		if target != k.target || p.promiseMoved(o, h, k, version) {
			p.retarget(o, h, run, c, k, target, version, at)
		}
	}
	if follows && c.ended != endOpen {
		p.followCalendar(o, run, c, k, c.end)
	}
	return k
}

// after makes an earlier course of old: k carries on from k.base.
func (k *course) after(old *course) {
	was := *old
	was.earlier = nil
	k.earlier = append(old.earlier, was)
}

// begin makes k the course of a target that counts from the start of the cycle.
func (p *program) begin(k *course, o *objectiveProgram, h *history, run *clockRun, c *cycle, target, version int32) {
	*k = course{target: target, version: version, base: h.from}
	if target < 0 {
		return
	}
	t := &o.targets[target]
	k.known = c.start
	if o.policies.CalendarChange == CalendarAnew {
		k.known = h.until
		if c.ended != endOpen {
			k.known = c.end
		}
	}
	k.cal = t.knownAt(k.known)
	k.limit = t.limitOf(k, c)
	switch {
	case t.ofTicket() && !t.instant():
		var ok bool
		if k.limit, ok = ownLength(h.text(version, t.slot, len(p.words.values))); !ok {
			k.target = -1
		}
	case t.kind == withinPromised:
		var ok bool
		if k.due, ok = promised(h.text(version, t.slot, len(p.words.values)), t.zone); !ok {
			k.target = -1
		}
	case t.instant():
		k.due = o.dueInDays(t, run, c, k, forever)
	}
}

// limitOf is how much time a target allows a cycle, without grace.
func (t *targetProgram) limitOf(k *course, c *cycle) int64 {
	if t.ofTicket() {
		return k.limit
	}
	if t.surcharge > 0 && !k.cal.IsOpen(instant(c.start)) {
		return t.limit + int64(t.surcharge)
	}
	return t.limit
}

// dueInDays computes the due instant of a target in days as seen at an instant.
func (o *objectiveProgram) dueInDays(t *targetProgram, run *clockRun, c *cycle, k *course, at int64) int64 {
	from, dates := instant(k.base), t.dates
	if t.kind == withinBusinessDays {
		dates = k.cal
		if open, ok := k.cal.NextOpen(from); ok && t.roll {
			from = open
		}
	}
	due, err := dates.AddDays(from, t.days, t.at)
	to, ok := nanos(due)
	if err != nil || !ok {
		return forever
	}
	return o.moves(t, run, c, k, zeroTime, to, at)
}

// moves gives an instant of a target that is one, its due instant or the last
// that is in time, later by the open time of every stretch that moves it: those
// that begin before it, as it then stands, and not before an earlier instant.
// A pause that lasts as seen at an instant has not moved anything yet; time that
// is waived has until then.
func (o *objectiveProgram) moves(t *targetProgram, run *clockRun, c *cycle, k *course, since, due, at int64) int64 {
	for i := c.first; i < c.last && run.marks[i].at < due; i++ {
		m, end := run.marks[i], run.stretchEnd(c, i)
		switch {
		case m.at < since || m.phase == phaseRunning:
			continue
		case m.phase == phaseWaived:
			end = min(end, at)
		case !o.extends(t) || end == forever:
			continue
		}
		if begin := max(m.at, k.base); begin < end {
			due = add(k.cal, due, int64(k.cal.Elapsed(instant(begin), instant(end))))
		}
	}
	return due
}

// stretchEnd is the end of the stretch that mark i begins.
func (c *clockRun) stretchEnd(of *cycle, i int32) int64 {
	switch {
	case i+1 < of.last:
		return c.marks[i+1].at
	case of.ended == endOpen:
		return forever
	}
	return of.end
}

// extends reports whether pauses move the due instant of a target in days.
func (o *objectiveProgram) extends(t *targetProgram) bool {
	return o.policies.DayPauses == PausesAdded && (t.kind == withinBusinessDays || t.kind == withinCalendarDays)
}

// late is the last instant at which a target that is one is still met: its grace
// after the due instant. What begins between the two moves it too, as it would
// have moved the due instant before: the grace is part of what is compared.
func (o *objectiveProgram) late(run *clockRun, c *cycle, k *course, due, at int64) int64 {
	t := &o.targets[k.target]
	if t.grace == 0 || due == forever {
		return due
	}
	return o.moves(t, run, c, k, due, add(k.cal, due, t.grace), at)
}

// followCalendar lets a course go on under each version of its calendar that
// became known up to an instant, where the agreement says so.
func (p *program) followCalendar(o *objectiveProgram, run *clockRun, c *cycle, k *course, until int64) {
	if o.policies.CalendarChange != FromEffective || k.target < 0 || o.targets[k.target].instant() {
		return // days that were stepped stay as they were computed
	}
	for _, v := range o.targets[k.target].versions {
		if v.known <= k.known || v.known > until {
			continue
		}
		if v.known < k.base { // nothing counted yet
			k.cal, k.known = v.cal, v.known
			continue
		}
		before := p.measure(o, run, c, k, v.known)
		_, given := p.progress(o, run, c, k, v.known)
		if before.overdue {
			k.broken = before.breach
		}
		k.after(k)
		k.base, k.carried, k.given, k.noPause, k.cal, k.known = v.known, before.time, given, 0, v.cal, v.known
	}
}

func (p *program) promiseMoved(o *objectiveProgram, h *history, k *course, version int32) bool {
	if k.target < 0 || !o.targets[k.target].ofTicket() {
		return false
	}
	slot, slots := o.targets[k.target].slot, len(p.words.values)
	is, was := h.text(version, slot, slots), h.text(k.version, slot, slots)
	if is == was || o.targets[k.target].instant() {
		return is != was
	}
	limit, ok := ownLength(is)
	return !ok || limit != k.limit // 60m and 1h are one target
}

// retarget makes k the course that follows a change of target.
func (p *program) retarget(o *objectiveProgram, h *history, run *clockRun, c *cycle, k *course, target, version int32, at int64) {
	policy := o.policies.Retarget
	if policy == KeepFirst && k.target >= 0 {
		k.version = version
		return
	}
	old := *k
	p.begin(k, o, h, run, c, target, version)
	if o.policies.PastPauses == DropPauses {
		k.noPause = at
	}
	if k.target < 0 || policy == FromStart {
		return
	}
	if old.target < 0 || o.targets[old.target].kind == withinNone {
		// There was no target that anything could be used up of.
		if policy == Restart && !o.targets[target].instant() {
			k.base, k.noPause = max(at, k.base), 0
			p.knownFrom(o, k, at)
			if old.target >= 0 {
				k.after(&old)
			}
		}
		return
	}
	before := p.measure(o, run, c, &old, at)
	if before.overdue && before.breach < at { // at the change itself the new target applies
		k.broken = before.breach
	}
	t, was := &o.targets[target], &o.targets[old.target]
	switch {
	case policy == KeepStricter:
		if p.dueIfResumed(o, run, c, &old, at) <= p.dueIfResumed(o, run, c, k, at) {
			old.version = version
			*k = old
		}
		return
	case t.instant() || was.instant() || t.kind == withinNone:
		return
	}
	k.base, k.noPause = max(at, k.base), 0
	p.knownFrom(o, k, at)
	k.after(&old)
	if policy != Restart {
		_, k.given = p.progress(o, run, c, &old, at)
	}
	switch policy {
	case CarryElapsed:
		k.carried = before.time
	case CarryProportion:
		k.carried = proportion(before.time, k.limit, old.limit)
	}
}

// knownFrom lets a course that counts from an instant go by the calendar as it
// is known then, where the agreement says so.
func (p *program) knownFrom(o *objectiveProgram, k *course, at int64) {
	if o.policies.CalendarChange == FromEffective {
		k.cal, k.known = o.targets[k.target].knownAt(at), at
	}
}
