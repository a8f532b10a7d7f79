package sla

import (
	"math/bits"
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

// used is what a course has used up, seen at an instant.
type used struct {
	time    int64 // open time of the target's calendar, or wall time
	due     int64 // the due instant; meaningful if hasDue
	given   int64 // by how much pauses moved it
	hasDue  bool  // false while paused, and without a target
	breach  int64 // first instant of being overdue; meaningful if overdue
	overdue bool
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
	for version := from; version < c.to && (follows || !o.fixed); {
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
	case t.kind == withinPromised:
		var ok bool
		if k.due, ok = promised(h.text(version, t.slot, len(p.words.values)), t.zone); !ok {
			k.target = -1
		}
	case t.instant():
		k.due = t.dueInDays(o.policies, run, c, k)
	}
}

// limitOf is how much time a target allows a cycle, without grace.
func (t *targetProgram) limitOf(k *course, c *cycle) int64 {
	if t.surcharge > 0 && !k.cal.IsOpen(instant(c.start)) {
		return t.limit + int64(t.surcharge)
	}
	return t.limit
}

// dueInDays computes the due instant of a target in days.
func (t *targetProgram) dueInDays(policies Policies, run *clockRun, c *cycle, k *course) int64 {
	from, dates := instant(k.base), t.dates
	if t.kind == withinBusinessDays {
		dates = k.cal
		if open, ok := k.cal.NextOpen(from); ok && t.roll {
			from = open
		}
	}
	due, err := dates.AddDays(from, t.days, t.at)
	at, ok := nanos(due)
	if err != nil || !ok {
		return forever
	}
	if policies.DayPauses != PausesAdded {
		return at
	}
	for i := c.first; i < c.last && run.marks[i].at < at; i++ {
		m, end := run.marks[i], run.stretchEnd(c, i)
		if begin := max(m.at, k.base); m.phase != phaseRunning && begin < end && end != forever {
			at = add(k.cal, at, int64(k.cal.Elapsed(instant(begin), instant(end))))
		}
	}
	return at
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

// openPart is how much of a limit is open time; the rest is wall time.
func (t *targetProgram) openPart(k *course) int64 { return k.limit - int64(t.thenWall) }

// advance gives what is used after running through [a, b) with used before.
func (t *targetProgram) advance(k *course, a, b, used int64) int64 {
	if t.thenWall > 0 {
		if turn := t.turn(k, a, used); turn < b {
			return max(used, t.openPart(k)) + b - turn
		}
	}
	return used + int64(k.cal.Elapsed(instant(a), instant(b)))
}

// turn is the instant at which the open part of a mixed target is used up and
// its wall part begins, when the cycle runs on from a. An open part of nothing
// is used up at the next opening.
func (t *targetProgram) turn(k *course, a, used int64) int64 {
	if left := t.openPart(k) - used; left > 0 {
		return add(k.cal, a, left)
	}
	if used > 0 {
		return a
	}
	return nextOpen(k.cal, a)
}

// reach is the least instant at which the limit is used up, when the cycle runs
// on from a with used before; a itself when nothing is left.
func (t *targetProgram) reach(k *course, a, used, limit int64) int64 {
	switch {
	case used >= limit:
		return a
	case t.thenWall == 0:
		return add(k.cal, a, limit-used)
	}
	turn := t.turn(k, a, used)
	if turn == forever {
		return forever
	}
	return min(forever, turn+limit-max(used, t.openPart(k)))
}

// nextOpen is the instant itself when open, else the next opening.
func nextOpen(cal calendar.Calendar, at int64) int64 {
	open, ok := cal.NextOpen(instant(at))
	if !ok {
		return forever
	}
	to, _ := nanos(open)
	return to
}

// add adds open time to an instant; forever when the calendar ends before.
func add(cal calendar.Calendar, at, d int64) int64 {
	due, err := cal.Add(instant(at), time.Duration(d))
	if err != nil {
		return forever
	}
	to, ok := nanos(due)
	if !ok {
		return forever
	}
	return to
}

// overdueAt is the first instant after due at which the limit is exceeded: in
// closed time nothing is used.
func (t *targetProgram) overdueAt(k *course, due int64) int64 {
	if due == forever || t.thenWall > 0 {
		return due
	}
	return nextOpen(k.cal, due)
}

// counted is the part of stretch i that counts, up to an instant.
func (k *course) counted(run *clockRun, c *cycle, i int32, at int64) (from, to int64, some bool) {
	m := &run.marks[i]
	from, to = max(m.at, k.base), min(run.stretchEnd(c, i), at)
	switch m.phase {
	case phasePaused:
		to = min(to, k.noPause)
	case phaseStopped, phaseWaived:
		to = from
	}
	return from, to, from < to
}

// moved is by how much stretch i, up to an instant, moves all that follows it:
// where pauses are given back whole the calendar stands still during them, so
// that instants after it are looked up so much earlier, and found so much later.
func (t *targetProgram) moved(k *course, run *clockRun, c *cycle, i int32, at int64) int64 {
	m := &run.marks[i]
	if !t.moves || m.phase != phasePaused && m.phase != phaseStopped {
		return 0
	}
	from := max(m.at, k.base)
	if m.phase == phasePaused {
		from = max(from, k.noPause)
	}
	return max(0, min(run.stretchEnd(c, i), at)-from)
}

// later is an instant that pauses have moved.
func later(at, given int64) int64 { return min(forever, at+given) }

// progress gives what a course has used up at an instant, and by how much pauses
// have moved what follows.
func (p *program) progress(o *objectiveProgram, run *clockRun, c *cycle, k *course, at int64) (total, given int64) {
	t := &o.targets[k.target]
	total, given = k.carried, k.given
	for i := c.first; i < c.last; i++ {
		if from, to, some := k.counted(run, c, i, at); some {
			total = t.advance(k, from-given, to-given, total)
		}
		given += t.moved(k, run, c, i, at)
	}
	return total, given
}

// spent is what a course has used up at an instant, and nothing else: all that
// deciding a stopped cycle needs.
func (p *program) spent(o *objectiveProgram, run *clockRun, c *cycle, k *course, at int64) int64 {
	total, _ := p.progress(o, run, c, k, at)
	return total
}

// held gives what pauses gave back until an instant.
func (t *targetProgram) held(k *course, run *clockRun, c *cycle, until int64) int64 {
	var total int64
	for i := c.first; i < c.last; i++ {
		m := &run.marks[i]
		to := min(run.stretchEnd(c, i), until)
		switch {
		case m.phase != phasePaused || m.at >= to:
		case t.moves:
			total += to - m.at
		default:
			total += int64(k.cal.Elapsed(instant(m.at), instant(to)))
		}
	}
	return total
}

// measure gives all that a course says at an instant.
func (p *program) measure(o *objectiveProgram, run *clockRun, c *cycle, k *course, at int64) used {
	t := &o.targets[k.target]
	ended := c.ended != endOpen && c.end <= at
	if ended {
		at = c.end
	}
	u := used{time: k.carried, breach: k.broken, overdue: k.broken != 0}
	if t.instant() || t.kind == withinNone {
		u.time = p.spent(o, run, c, k, at)
		if t.instant() {
			p.measureInstant(o, run, c, k, at, &u)
		}
		return u
	}
	limit, given, running := k.limit+t.grace, k.given, false
	if u.time >= k.limit { // a change of target left no more than was used
		u.due, u.given, u.hasDue = k.base, given, true
	}
	if !u.overdue && u.time > limit {
		u.overdue, u.breach = true, k.base
	}
	for i := c.first; i < c.last && run.marks[i].at <= at; i++ {
		running = run.marks[i].phase == phaseRunning
		if from, to, some := k.counted(run, c, i, at); some {
			from, after := from-given, t.advance(k, from-given, to-given, u.time)
			if !u.hasDue && after >= k.limit {
				u.due, u.given, u.hasDue = later(t.reach(k, from, u.time, k.limit), given), given, true
			}
			if !u.overdue && after > limit {
				u.overdue, u.breach = true, later(t.overdueAt(k, t.reach(k, from, u.time, limit)), given)
			}
			u.time = after
		}
		given += t.moved(k, run, c, i, at)
	}
	if !u.hasDue && (running || ended) {
		u.due, u.given, u.hasDue = later(t.reach(k, max(at, k.base)-given, u.time, k.limit), given), given, true
	}
	return u
}

// measureInstant completes what is known of a target that is an instant. Where
// pauses move it there is no due instant during one that began before it, and
// nothing becomes overdue during a pause.
func (p *program) measureInstant(o *objectiveProgram, run *clockRun, c *cycle, k *course, at int64, u *used) {
	t := &o.targets[k.target]
	late := t.late(k.due)
	u.due, u.hasDue = k.due, true
	if !o.extends(t) {
		if !u.overdue && at > late {
			u.overdue, u.breach = true, late
		}
		return
	}
	breach := late
	for i := c.first; i < c.last && run.marks[i].at <= late; i++ {
		end := run.stretchEnd(c, i)
		if run.marks[i].phase != phasePaused || end <= late {
			continue
		}
		breach = end
		if c.ended == endOpen && at < end { // it is paused now
			breach = forever
			u.hasDue = run.marks[i].at >= k.due
		}
	}
	if !u.overdue && at > late && at >= breach {
		u.overdue, u.breach = true, breach
	}
}

// extends reports whether pauses move the due instant of a target in days.
func (o *objectiveProgram) extends(t *targetProgram) bool {
	return o.policies.DayPauses == PausesAdded && (t.kind == withinBusinessDays || t.kind == withinCalendarDays)
}

// late is the last instant at which an instant target is still met.
func (t *targetProgram) late(due int64) int64 {
	if t.grace == 0 || due == forever {
		return due
	}
	return add(t.cal, due, t.grace)
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
		if before.overdue && before.breach < v.known && k.broken == 0 {
			k.broken = before.breach
		}
		k.after(k)
		k.base, k.carried, k.given, k.noPause, k.cal, k.known = v.known, before.time, given, 0, v.cal, v.known
	}
}

func (p *program) promiseMoved(o *objectiveProgram, h *history, k *course, version int32) bool {
	if k.target < 0 || o.targets[k.target].kind != withinPromised {
		return false
	}
	slot, slots := o.targets[k.target].slot, len(p.words.values)
	return h.text(version, slot, slots) != h.text(k.version, slot, slots)
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
	if before.overdue && before.breach < at {
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

// dueIfResumed is when the course is due if it runs on from an instant.
func (p *program) dueIfResumed(o *objectiveProgram, run *clockRun, c *cycle, k *course, at int64) int64 {
	t := &o.targets[k.target]
	if t.instant() {
		if last := run.marks[c.last-1]; o.extends(t) && c.ended == endOpen && last.phase == phasePaused && last.at < k.due && last.at < at {
			return add(k.cal, k.due, max(0, int64(k.cal.Elapsed(instant(max(last.at, k.base)), instant(at)))))
		}
		return k.due
	}
	if t.kind == withinNone {
		return forever
	}
	if u := p.measure(o, run, c, k, at); u.hasDue {
		return u.due
	}
	spent, given := p.progress(o, run, c, k, at)
	return later(t.reach(k, at-given, spent, k.limit), given)
}

// proportion is spent × limit ÷ old, rounded up: the share used never shrinks.
func proportion(spent, limit, old int64) int64 {
	if old == 0 {
		return spent
	}
	hi, lo := bits.Mul64(uint64(spent), uint64(limit))
	if hi >= uint64(old) {
		return forever // more than the horizon holds
	}
	q, rest := bits.Div64(hi, lo, uint64(old))
	if rest > 0 {
		q++
	}
	return int64(min(q, uint64(forever)))
}
