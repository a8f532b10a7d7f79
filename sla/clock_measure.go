package sla

import (
	"math/bits"
	"time"

	"github.com/upheld/upheld/calendar"
)

// used is what a course has used up, seen at an instant.
type used struct {
	time    int64 // open time of the target's calendar, or wall time
	due     int64 // the due instant; meaningful if hasDue
	given   int64 // by how much pauses moved it
	hasDue  bool  // false while paused, and without a target
	breach  int64 // first instant of being overdue; meaningful if overdue
	overdue bool
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
// closed time nothing is used. What is late after its due instant is then.
func (t *targetProgram) overdueAt(k *course, due int64) int64 {
	if due == forever || t.thenWall > 0 || t.strict {
		return due
	}
	return nextOpen(k.cal, due)
}

// counted is the part of stretch i that counts, up to an instant.
func (k *course) counted(run *clockRun, c *cycle, i int32, at int64) (from, to int64, some bool) {
	m := &run.marks[i]
	from, to = max(m.at, k.base), min(run.stretchEnd(c, i), at)
	if k.until != 0 {
		to = min(to, k.until)
	}
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
func (j judging) progress(k *course, at int64) (total, given int64) {
	t := &j.o.targets[k.target]
	total, given = k.carried, k.given
	for i := j.c.first; i < j.c.last; i++ {
		if from, to, some := k.counted(j.run, j.c, i, at); some {
			total = t.advance(k, from-given, to-given, total)
		}
		given += t.moved(k, j.run, j.c, i, at)
	}
	return total, given
}

// spent is what a course has used up at an instant, and nothing else: all that
// deciding a stopped cycle needs.
func (j judging) spent(k *course, at int64) int64 {
	total, _ := j.progress(k, at)
	return total
}

// held gives what pauses gave back until an instant.
func (t *targetProgram) held(k *course, run *clockRun, c *cycle, until int64) int64 {
	var total int64
	for i := c.first; i < c.last; i++ {
		m := &run.marks[i]
		from, to := max(m.at, k.received), min(run.stretchEnd(c, i), until)
		switch {
		case m.phase != phasePaused || from >= to:
		case t.moves:
			total += to - from
		default:
			total += int64(k.cal.Elapsed(instant(from), instant(to)))
		}
	}
	return total
}

// clip is the last instant up to which a course is measured at an instant.
func (k *course) clip(at int64) int64 {
	if k.until != 0 {
		return min(at, k.until)
	}
	return at
}

// measure gives all that a course says at an instant.
func (j judging) measure(k *course, at int64) used {
	t := &j.o.targets[k.target]
	at = k.clip(at)
	ended := j.c.ended != endOpen && j.c.end <= at
	if ended {
		at = j.c.end
	}
	u := used{time: k.carried, breach: k.broken, overdue: k.broken != 0}
	if t.instant() || t.kind == withinNone {
		u.time = j.spent(k, at)
		if t.instant() {
			j.measureInstant(k, at, &u)
		}
		return u
	}
	limit, given, running := k.limit+t.grace, k.given, false
	switch {
	case k.due != 0:
		u.due, u.given, u.hasDue = k.due, given, true
	case u.time >= k.limit: // a change of target left no more than was used
		u.due, u.given, u.hasDue = k.base, given, true
	}
	if !u.overdue && u.time > limit {
		u.overdue, u.breach = true, k.base
	}
	for i := j.c.first; i < j.c.last && j.run.marks[i].at <= at; i++ {
		running = j.run.marks[i].phase == phaseRunning
		if from, to, some := k.counted(j.run, j.c, i, at); some {
			from, after := from-given, t.advance(k, from-given, to-given, u.time)
			if !u.hasDue && after >= k.limit {
				u.due, u.given, u.hasDue = later(t.reach(k, from, u.time, k.limit), given), given, true
			}
			if !u.overdue && after >= limit && (after > limit || t.strict) {
				if reached := t.reach(k, from, u.time, limit); after > limit || reached < to-given {
					u.overdue, u.breach = true, later(t.overdueAt(k, reached), given)
				}
			}
			u.time = after
		}
		given += t.moved(k, j.run, j.c, i, at)
	}
	if !u.hasDue && (running || ended) {
		u.due, u.given, u.hasDue = later(t.reach(k, max(at, k.base)-given, u.time, k.limit), given), given, true
	}
	return u
}

// measureInstant completes what is known of a target that is an instant. Where
// pauses move it there is no due instant during one that began before it, and
// nothing becomes overdue during a pause.
func (j judging) measureInstant(k *course, at int64, u *used) {
	t := &j.o.targets[k.target]
	late := j.late(k, k.due, at)
	u.due, u.hasDue = k.due, true
	if !j.o.extends(t) {
		if !u.overdue && at > late {
			u.overdue, u.breach = true, late
		}
		return
	}
	breach := late
	for i := j.c.first; i < j.c.last && j.run.marks[i].at <= late; i++ {
		begin, end := j.run.marks[i].at, j.run.stretchEnd(j.c, i)
		p := j.run.marks[i].phase
		if p == phasePaused {
			begin = max(begin, k.noPause)
		}
		if p != phasePaused && p != phaseStopped || end <= late || begin > late {
			continue
		}
		breach = end
		if j.c.ended == endOpen && at < end { // it is paused now
			breach = forever
			u.hasDue = begin >= k.due
		}
	}
	if !u.overdue && at > late && at >= breach {
		u.overdue, u.breach = true, breach
	}
}

// dueIfResumed is when the course is due if it runs on from an instant.
func (j judging) dueIfResumed(k *course, at int64) int64 {
	t := &j.o.targets[k.target]
	if t.instant() {
		if last := j.run.marks[j.c.last-1]; j.o.extends(t) && j.c.ended == endOpen && last.phase == phasePaused && max(last.at, k.noPause) < k.due && last.at < at {
			return add(k.cal, k.due, max(0, int64(k.cal.Elapsed(instant(max(last.at, k.base, k.noPause)), instant(at)))))
		}
		return k.due
	}
	if t.kind == withinNone {
		return forever
	}
	if u := j.measure(k, at); u.hasDue {
		return u.due
	}
	spent, given := j.progress(k, at)
	return later(t.reach(k, max(at, k.base)-given, spent, k.limit), given)
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
