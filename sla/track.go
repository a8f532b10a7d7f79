package sla

import (
	"iter"
	"slices"
	"time"

	"github.com/upheld/upheld/metrics"
)

// Reading is one cycle of one objective as seen at an instant: what a ticketing
// tool shows and stores.
type Reading struct {
	Objective string
	Clock     string
	Owner     string // of the clock
	Cycle     int    // from 1; 0: the clock has not started
	Phase     Phase
	Verdict   Verdict // Met or Missed once that is certain, else empty; without a target Met if NoTarget is met
	Target    string  // its place in the agreement; empty: no target applies
	Within    Within
	Calendar  string

	StartedAt, StoppedAt time.Time // zero: not yet
	// DueAt is also set while the cycle is paused if the pause does not move it, as with
	// a target in days. Zero: no target, hidden, or a pause is moving it.
	DueAt      time.Time
	BreachedAt time.Time // the cycle is overdue after this instant; zero: not overdue
	// BornBreached reports whether the cycle was overdue when it began, so that a host
	// can withhold alarms.
	BornBreached bool

	Elapsed time.Duration // the time that counts against the target
	Wall    time.Duration // from start to stop, or to the instant of the reading
	Held    time.Duration // paused time: its open part, or all of it under PauseWall
	Waived  time.Duration // the time that exclusions took out of Elapsed
	// Remaining is what is left of the target, without grace; negative past it. It is
	// zero in every phase for targets that are an instant: in days, months or years, and
	// promised. DueAt says when these are due.
	Remaining time.Duration
	Overrun   time.Duration // past the target and its grace; wall time for targets that are an instant
	// Used is the share of the target that is used up; more than 100 % when
	// overdue. It has no value for targets that are an instant.
	Used   metrics.Figure
	Alarms []Alarm // passed and to come if nothing happens, by instant

	seen  time.Time
	turns time.Time  // when an open cycle will be overdue; zero: never, or it is overdue
	known time.Time  // when the service hours, exclusions or phase of an open cycle change; zero: never
	open  *openCycle // of open cycles with a target
}

// openCycle holds what DueIfResumedAt needs.
type openCycle struct {
	program   *program
	objective *objectiveProgram
	run       clockRun
	cycle     cycle
	course    course
}

func (o *openCycle) judging() judging { return judging{o.program, o.objective, &o.run, &o.cycle} }

// Phase is where a cycle stands.
type Phase string

// The phases.
const (
	PhaseWaiting       Phase = "waiting" // the clock has not started
	PhaseRunning       Phase = "running"
	PhasePaused        Phase = "paused"
	PhaseStopped       Phase = "stopped" // by a stop or a reset
	PhaseCancelled     Phase = "cancelled"
	PhaseNotApplicable Phase = "not-applicable" // no target applies, or the objective is not about this ticket
)

// DueIfResumedAt gives the due instant of a paused cycle if it goes on at an
// instant. ok is false for a cycle that is not open or has no due instant, and for a
// reading that was read from JSON.
func (r Reading) DueIfResumedAt(at time.Time) (due time.Time, ok bool) {
	t, ok := nanos(at)
	if r.open == nil || !ok {
		return time.Time{}, false
	}
	o := r.open.resumedAt(t)
	if due := o.judging().dueIfResumed(&o.course, t); due != forever {
		return instant(due), true
	}
	return time.Time{}, false
}

// Readings are the cycles of one ticket, by objective in the order of the
// agreement, then by number.
type Readings []Reading

// Of gives the latest cycle of an objective. It gives false without a reading of the
// objective.
func (rs Readings) Of(objective string) (Reading, bool) {
	for _, r := range slices.Backward(rs) {
		if r.Objective == objective {
			return r, true
		}
	}
	return Reading{}, false
}

// Cycles gives the readings of an objective, by number.
func (rs Readings) Cycles(objective string) iter.Seq[Reading] {
	return func(yield func(Reading) bool) {
		for _, r := range rs {
			if r.Objective == objective && !yield(r) {
				return
			}
		}
	}
}

// Worst gives the cycle of an objective with the most Elapsed; on a tie the earliest.
// ok is false if there is no reading of the objective.
func (rs Readings) Worst(objective string) (worst Reading, ok bool) {
	for r := range rs.Cycles(objective) {
		if !ok || r.Elapsed > worst.Elapsed {
			worst, ok = r, true
		}
	}
	return worst, ok
}

// NextDue gives the earliest due instant of the open cycles, passed or to come: of
// running cycles, and of paused cycles with a due instant, such as a promised date.
// The zero Time: no open cycle has a due instant.
func (rs Readings) NextDue() time.Time {
	var next time.Time
	for _, r := range rs {
		if (r.Phase == PhaseRunning || r.Phase == PhasePaused) && !r.DueAt.IsZero() && (next.IsZero() || r.DueAt.Before(next)) {
			next = r.DueAt
		}
	}
	return next
}

// Next gives the next instant at which something changes if no event happens: when a
// host should ask again. It is the next alarm, or the next instant at which, for an
// open cycle, a pause ends by itself, a change of the service hours becomes known, or
// an exclusion begins or ends. At the last instant that is still in time, it is a
// nanosecond later. The zero Time: nothing will change.
func (rs Readings) Next() time.Time {
	var next time.Time
	soonest := func(at time.Time) {
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	for _, r := range rs {
		soonest(r.known)
		if r.turns.Equal(r.seen) {
			soonest(r.turns.Add(1)) // just now a stop would still be in time
		} else {
			soonest(r.turns)
		}
		for _, a := range r.Alarms {
			if a.At.After(r.seen) {
				soonest(a.At)
			}
		}
	}
	return next
}

// Track says where every clock of a ticket stands at an instant: events after
// now have not happened yet. Call it when a ticket is created or changed, and at
// Readings.Next; it keeps nothing. Exclusions of the time of tickets are taken into
// account, future exclusions once they begin. Track is safe for concurrent use.
func (a *Agreement) Track(ticket *Ticket, now time.Time, waived ...Exclusion) Readings {
	w := waiversOf(waived)
	return a.track(ticket, clampNanos(now), &w)
}

func (a *Agreement) track(ticket *Ticket, at int64, w *waivers) Readings {
	h, spare := a.spare.Get().(*history)
	if !spare {
		h = newHistory()
	}
	all := make(Readings, 0, len(a.promises))
	a.eachCycle(ticket, at, h, func(c cycleRef) {
		all = append(all, Reading{})
		a.reading(&all[len(all)-1], ticket, h, c, at, w)
	})
	clear(h.texts) // they hold the ticket's memory
	a.spare.Put(h)
	return all
}

// newHistory gives a history with room for most tickets in one piece.
func newHistory() *history {
	var room struct {
		history
		order   [12]int32
		at      [12]int64
		numbers [32]uint32
		texts   [32]string
		since   [12]int64
		bits    [2]uint64
		clocks  [3]clockRun
		cycles  [3][1]cycle
		marks   [3][6]mark
	}
	h := &room.history
	h.order, h.at, h.since = room.order[:0], room.at[:0], room.since[:0]
	h.numbers, h.texts, h.attrBits, h.clocks = room.numbers[:0], room.texts[:0], room.bits[:0], room.clocks[:0]
	for i := range room.clocks {
		room.clocks[i].cycles, room.clocks[i].marks = room.cycles[i][:0], room.marks[i][:0]
	}
	return h
}

// cycleRef names one cycle of one objective of a ticket; number 0 is a clock that
// has not started.
type cycleRef struct {
	program   *program
	objective *objectiveProgram
	run       *clockRun
	number    int
}

func (r cycleRef) judging() judging {
	return judging{r.program, r.objective, r.run, &r.run.cycles[r.number-1]}
}

// eachCycle replays a ticket and gives each cycle under the revision that
// governs it, by objective.
func (a *Agreement) eachCycle(ticket *Ticket, at int64, h *history, give func(cycleRef)) {
	h.start(ticket, at)
	a.govern(ticket, h, give)
}

// outside reports whether a cycle starts when the agreement is not in force.
func (a *Agreement) outside(c *cycle) bool { return c.start < a.from || c.start >= a.to }

func (a *Agreement) reading(r *Reading, ticket *Ticket, h *history, ref cycleRef, at int64, w *waivers) {
	p, o := ref.program, ref.objective
	promise := &a.promises[o.promise]
	r.Objective, r.Clock, r.Owner = promise.ID, promise.Clock, p.clocks[o.clock].owner
	r.Cycle, r.Phase, r.seen = ref.number, PhaseWaiting, instant(at)
	if ref.number == 0 {
		return
	}
	c := &ref.run.cycles[ref.number-1]
	r.StartedAt = instant(c.start)
	end := at
	switch last := ref.run.phaseAt(c, at); {
	case c.ended == endCancelled:
		r.Phase, end = PhaseCancelled, c.end
	case c.ended != endOpen:
		r.Phase, end = PhaseStopped, c.end
	case last == phasePaused:
		r.Phase = PhasePaused
	default:
		r.Phase = PhaseRunning
	}
	r.Wall = time.Duration(end - c.start)
	if c.ended != endOpen {
		r.StoppedAt = instant(c.end)
	}
	j := judging{p, o, ref.run, c}
	k := j.course(h)
	if o.counted(c) && k.target < 0 && !a.outside(c) && !o.unreadable(h, c, len(p.words.values)) && !c.excluded(o) && o.where.holds(h.version(c.scope(), len(p.words.values))) {
		r.Verdict = Met
	}
	if k.target < 0 || a.outside(c) || c.excluded(o) || !o.where.holds(h.version(c.scope(), len(p.words.values))) {
		r.Phase = PhaseNotApplicable
		return
	}
	if c.ended == endOpen {
		j.refresh(k, at)
	}
	if cut := w.cuts(ticket.ID, promise.Clock, c.start, end); len(cut) > 0 {
		if j, k = j.without(cut, k, end); k.target < 0 { // its breach was of a target that it left
			if r.Phase = PhaseNotApplicable; o.counted(c) {
				r.Verdict = Met
			}
			return
		}
		r.Waived = o.targets[k.target].waived(k, j.run, j.c, end)
	}
	a.measured(r, ticket, h, j, k, end)
	if edge := w.nextEdge(at); edge < forever && c.ended == endOpen {
		if next := instant(edge); r.known.IsZero() || next.Before(r.known) {
			r.known = next
		}
	}
	if hide := &p.clocks[o.clock].hide; hide.rows > 0 && hide.holds(h.version(h.latest(), len(p.words.values))) {
		r.DueAt = time.Time{}
	}
}

// measured fills in the times, the verdict and the alarms of a course.
func (a *Agreement) measured(r *Reading, ticket *Ticket, h *history, j judging, k *course, end int64) {
	p, o, c := j.p, j.o, j.c
	t := &o.targets[k.target]
	end = k.clip(end)
	u := j.measure(k, end)
	r.Target = t.path
	r.Within, r.Calendar = o.written[t.index].Within, t.calendar
	r.Elapsed = time.Duration(u.time)
	r.Held = time.Duration(t.held(k, j.run, c, end))
	if t.kind == withinNone {
		if o.counted(c) {
			r.Verdict = Met
		}
		return
	}
	if !t.instant() {
		r.Remaining = time.Duration(k.limit - u.time)
		r.Overrun = time.Duration(max(0, u.time-k.limit-t.grace))
		r.Used = metrics.TimeShareOf(time.Duration(u.time), time.Duration(k.limit))
	} else if u.overdue {
		r.Overrun = time.Duration(max(0, end-j.late(k, j.dueAhead(k, end), end)))
	}
	moved := !t.instant() || o.extends(t) // by pauses
	ahead := j.run.pauseEnds(c, end)
	if ahead > end && moved { // the pause ends by itself, if no event ends it earlier
		then := j.measure(k, ahead)
		u.due, u.given, u.hasDue = then.due, then.given, then.hasDue
	}
	if u.hasDue && (r.Phase != PhasePaused || !moved || ahead > end) && r.Phase != PhaseCancelled && u.due != forever {
		r.DueAt = instant(u.due)
	}
	switch {
	case r.Phase == PhaseCancelled:
		return
	case u.overdue:
		r.Verdict, r.BreachedAt = Missed, instant(u.breach)
		r.BornBreached = u.breach <= max(c.start, k.came)
	case r.Phase == PhaseStopped:
		r.Verdict = Met
	}
	if c.ended == endOpen {
		r.known = t.nextKnown(o.policies.CalendarChange, end)
		if next := instant(ahead); ahead > end && (r.known.IsZero() || next.Before(r.known)) {
			r.known = next
		}
		run := clockRun{marks: slices.Clone(j.run.marks)} // the history is used again
		r.open = &openCycle{p, o, run, *c, *k}
	}
	a.alarms(r, ticket, h, j, k, u, end, ahead)
}

// nextKnown is the next instant at which a version of a target's calendar becomes
// known; zero if the policy freezes the calendar.
func (t *targetProgram) nextKnown(policy CalendarChange, at int64) time.Time {
	for _, v := range t.versions {
		if v.known > at && policy != Frozen {
			return instant(v.known)
		}
	}
	return time.Time{}
}
