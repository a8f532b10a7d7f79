package sla

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"time"
)

// Alarm is a warning or breach of a cycle, passed or to come.
type Alarm struct {
	// Key is the same however often a ticket is tracked, so that a unique
	// column makes delivery exactly once. It has the objective, the cycle and either
	// the Mark or the ladder with the number of the level: resolution/1/80%,
	// resolution/1/desk.3. Repetitions of a Level have the number of each at their end,
	// from 2: resolution/1/desk.3/2.
	Key       string
	Objective string
	Cycle     int
	At        time.Time
	Mark      Warning  // Level.At as the agreement writes it; MarkBreach for the breach
	Level     int      // the number of the level in the ladder, from 1; 0: it is of no ladder
	Tell      []string // the roles that are told, as in Level
	Withheld  bool     // the cycle was overdue when it began; the host decides whether to tell

	// Crisis is the ID of a Crisis, and Incident says of which service, and since when or
	// of which outage: portal/2026-03-05T10:00:00Z. Alarms of a cycle have neither, alarms
	// of a crisis no Objective and no Cycle.
	Crisis, Incident string
}

// MarkBreach marks the alarm at the instant of a breach, the last at which a stop is still
// in time; see Readings.Fired.
const MarkBreach Warning = "breach"

// Fired lists every alarm up to the instant of the readings, by instant, withheld alarms
// included. A later fact may add an alarm before an instant already read, or move a
// delivered alarm; the key stays. So a host delivers each key once, and does not select
// alarms by time.
//
// At the instant of a breach, mostly the due instant, the alarm of the breach has fired,
// and a stop at that instant is still in time. A host that tells people only of what is late
// delivers this alarm once Reading.Verdict is Missed: at Next, which is then a
// nanosecond later.
func (rs Readings) Fired() []Alarm {
	var all []Alarm
	for _, r := range rs {
		for _, a := range r.Alarms {
			if !a.At.After(r.seen) {
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

// passedMost is how many passed repetitions of an alarm are listed.
const passedMost = 1000

// alarms lists the warnings and the breach of a cycle, passed and to come. ahead
// is the instant from which on the cycle runs if nothing happens: end, or the end
// of its pause.
func (a *Agreement) alarms(r *Reading, ticket *Ticket, h *history, j judging, k *course, u used, end, ahead int64) {
	p, o, c := j.p, j.o, j.c
	t := &o.targets[k.target]
	running := r.Phase == PhaseRunning || ahead > end
	breach, breachGiven := int64(forever), int64(0)
	switch {
	case u.overdue:
		breach, breachGiven = u.breach, u.given
	case t.instant() && (running || r.Phase == PhasePaused && !o.extends(t)):
		breach = j.late(k, k.due, ahead)
	case running:
		at, given := j.reached(k, k.limit+t.grace, ahead)
		breach, breachGiven = later(t.overdueAt(k, at), given), given
	}
	last := int64(forever) // the last instant at which an alarm goes off
	if c.ended != endOpen {
		last = c.end
	}
	add := func(w *warning, at, given int64) {
		until := last
		if !w.Until.IsZero() {
			until = min(until, p.metAt(h, ticket, &w.Until, c.start))
		}
		if !w.breach {
			at = max(at, c.start)
		}
		n := int64(0)
		if w.every > 0 && at < forever {
			n = max(0, w.passed(k, at, given, end)-passedMost+1)
		}
		for ; ; n++ {
			next := at
			if n > 0 {
				next = w.again(k, at, given, n)
			}
			if next == forever || next > until {
				return
			}
			if len(w.When) == 0 || p.holdsAt(h, w.When, next) {
				key := r.Objective + "/" + strconv.Itoa(r.Cycle) + "/" + w.key
				if n > 0 {
					key += "/" + strconv.FormatInt(n+1, 10)
				}
				r.Alarms = append(r.Alarms, Alarm{
					Key: key, Objective: r.Objective, Cycle: r.Cycle, At: instant(next), Mark: w.At, Withheld: r.BornBreached,
					Level: w.number, Tell: slices.Clone(w.Tell),
				})
			}
			if w.every == 0 || next > end {
				return
			}
		}
	}
	told := false
	for i := range len(o.warn) + len(o.ladder) {
		var w *warning
		if i < len(o.warn) {
			w = &o.warn[i]
		} else {
			w = &o.ladder[i-len(o.warn)]
		}
		switch {
		case w.breach:
			told = true
			add(w, breach, breachGiven)
		case w.percent > 0 && !t.instant():
			at, given := j.reached(k, proportion(k.limit, w.percent, 10_000), ahead)
			add(w, later(at, given), given)
		case w.percent > 0:
		case u.hasDue && (r.Phase != PhasePaused || u.due <= end || t.instant() || ahead > end):
			add(w, w.at(t, k, u.due, u.given), u.given)
		case r.Phase == PhasePaused: // what went off before the pause stays
			since := max(j.run.marks[c.last-1].at, k.base)
			_, given := j.progress(k, since)
			before := last
			last = min(last, since)
			add(w, w.at(t, k, j.dueIfResumed(k, since), given), given)
			last = before
		}
	}
	if !told {
		add(&warning{Level: Level{At: MarkBreach}, key: string(MarkBreach), breach: true}, breach, breachGiven)
	}
	if breach >= end && breach < forever && c.ended == endOpen && r.Verdict == "" {
		r.turns = instant(breach)
	}
	if len(r.Alarms) > 1 {
		sort.SliceStable(r.Alarms, func(i, j int) bool { return r.Alarms[i].At.Before(r.Alarms[j].At) })
	}
}

// holdsAt reports whether a ticket's attributes match at an instant.
func (p *program) holdsAt(h *history, where Where, at int64) bool {
	return p.matches(where, h.textsOf(h.versionAt(at), len(p.words.values)))
}

// versionAt is the version of the attributes that holds at an instant.
func (h *history) versionAt(at int64) int32 {
	v := h.latest()
	for v > 0 && h.since[v] > at {
		v--
	}
	return v
}

// matches reports whether values of attributes match.
func (p *program) matches(where Where, texts []string) bool {
	for key, match := range where {
		value := ""
		if slot := int(p.words.keys.number(key)) - 1; slot >= 0 {
			value = texts[slot]
		}
		if slices.Contains(match.Values, value) == match.Not {
			return false
		}
	}
	return true
}

// metAt is the instant of the first event, from an instant on, that a condition
// matches; forever if none does.
func (p *program) metAt(h *history, t *Ticket, c *Condition, from int64) int64 {
	slots := len(p.words.values)
	for i, event := range h.order {
		if h.at[i] < from {
			continue
		}
		after := h.textsOf(h.versionAt(h.at[i]), slots)
		var before []string // of the first event: none
		if i > 0 {
			before = h.textsOf(h.versionAt(h.at[i-1]), slots)
		}
		for _, one := range c.alternatives() {
			row := one.matcherRow()
			if row.never || len(row.event) > 0 && !slices.Contains(row.event, t.Events[event].Name) || !p.matches(row.while, after) {
				continue
			}
			if len(row.changed) == 0 || p.changed(row.changed, before, after) {
				return h.at[i]
			}
		}
	}
	return forever
}

// changed reports whether values that now match are new.
func (p *program) changed(to Where, before, after []string) bool {
	if before == nil {
		before = make([]string, len(after))
	}
	var c changing
	for key, match := range to {
		c.on = append(c.on, changedTo{int(p.words.keys.number(key)) - 1, match})
	}
	return c.new(before, after)
}

// reached is the instant at which so much of a course is or will be used up, if
// nothing happens after an instant; forever when it is paused or stopped before.
// It is as the calendar has it; later makes it that of the ticket.
func (j judging) reached(k *course, limit, at int64) (reached, given int64) {
	t, used, running := &j.o.targets[k.target], k.carried, false
	given = k.given
	if used >= limit {
		return k.base - given, given
	}
	for i := j.c.first; i < j.c.last && j.run.marks[i].at <= at; i++ {
		running = j.run.marks[i].phase == phaseRunning
		if from, to, some := k.counted(j.run, j.c, i, at); some {
			after := t.advance(k, from-given, to-given, used)
			if after >= limit {
				return t.reach(k, from-given, used, limit), given
			}
			used = after
		}
		given += t.moved(k, j.run, j.c, i, at)
	}
	if !running || j.c.ended != endOpen {
		return forever, 0
	}
	return t.reach(k, max(at, k.base)-given, used, limit), given
}
