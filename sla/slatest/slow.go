package slatest

import (
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/sla"
)

// minutesMost is how many minutes of a ticket are walked through at one look.
const minutesMost = 600_000

// slow is a slow reader of one objective: it does what the documentation says, in the
// plainest way. It walks through the minutes of a cycle, asks of each whether the calendar
// is open, and counts; at a change of target it walks again from the start where the
// policy says so. It shares no code with the clocks of package sla.
type slow struct {
	clock    sla.Clock
	policies sla.Policies
	targets  []sla.Target
	lengths  []slowLength // of each target
	hours    map[string]*slowHours
	walked   int // minutes

	attrs  map[string]string
	cycles []*slowCycle
	state  slowState
}

// slowLength is a target that is a length. Without hours the service is always open.
type slowLength struct {
	length   time.Duration
	hours    *slowHours
	readable bool // false for targets in days, and others that the reader does not know
}

// slowState is where a clock stands after an event.
type slowState int

const (
	slowIdle slowState = iota
	slowRunning
	slowPaused
	slowStopped // and may go on
	slowFinal
)

// slowCycle is a cycle of a ticket: its stretches and the targets that were chosen.
type slowCycle struct {
	start, end time.Time // end: zero while it is open
	from       time.Time // the instant from which it counts
	ended      sla.Phase // empty while it is open
	stretches  []slowStretch
	choices    []slowChoice
	corrects   bool // the event that stopped it chose the last target
}

// slowStretch is a part of a cycle, up to the next.
type slowStretch struct {
	from  time.Time
	state slowState
	stop  bool // it begins with a stop and ends with a reopening
}

// slowChoice is the target that holds from an instant on; -1 is none.
type slowChoice struct {
	at     time.Time
	target int
}

// slowReading is what the slow reader says of a cycle.
type slowReading struct {
	phase      sla.Phase
	used       time.Duration
	due        time.Time // zero: none
	breach     time.Time // zero: not overdue
	verdict    sla.Verdict
	unreadable bool // the reader says nothing
}

// slowOf makes the slow reader of an objective. ok is false for what it does not read:
// other metrics than a share, several revisions, derived priorities, clocks after others,
// hidden due instants, conditions on changes and alternatives, and pauses that end by
// themselves.
func slowOf(a *sla.Agreement, o sla.Objective, hours map[string]*slowHours) (s *slow, ok bool) {
	spec := a.Spec()
	clock := spec.Clocks[o.Clock]
	if len(spec.Revisions) > 0 || spec.Priority != nil || clock.After != "" || len(clock.Hide) > 0 || o.Metric != nil {
		return nil, false
	}
	for _, c := range []sla.Condition{clock.Start, clock.Pause, clock.Resume, clock.Stop, clock.Reset, clock.Cancel} {
		if len(c.ChangedTo) > 0 || len(c.Any) > 0 || c.Most != "" || c.Until != "" {
			return nil, false
		}
	}
	s = &slow{clock: clock, policies: policiesOf(spec, clock), targets: o.Targets, hours: hours, attrs: map[string]string{}}
	for _, t := range o.Targets {
		s.lengths = append(s.lengths, s.lengthOf(a, t))
	}
	return s, true
}

// lengthOf reads a target that is a plain length: 4h of a calendar, or 90m wall.
func (s *slow) lengthOf(a *sla.Agreement, t sla.Target) slowLength {
	text, wall := strings.CutSuffix(string(t.Within), " wall")
	plain := sla.Target{When: t.When, Within: t.Within, Calendar: t.Calendar, Clause: t.Clause}
	length, err := span.Parse(text, span.Clock)
	switch {
	case !reflect.DeepEqual(plain, t) || err != nil || length <= 0:
		return slowLength{}
	case wall:
		return slowLength{length: length, readable: true}
	case strings.Contains(t.Calendar, " ") || len(a.Spec().Calendars[t.Calendar].Versions) > 0:
		return slowLength{}
	}
	if s.hours[t.Calendar] == nil {
		cal, known := a.Calendar(t.Calendar)
		if !known {
			return slowLength{}
		}
		s.hours[t.Calendar] = newSlowHours(a.Spec(), t.Calendar, cal)
	}
	return slowLength{length, s.hours[t.Calendar], true}
}

// replay reads the events of a ticket up to an instant into cycles. It reports false for
// what it does not read: a clock that was stopped before it started, and corrections of
// events.
func (s *slow) replay(o sla.Objective, t sla.Ticket, asOf time.Time) bool {
	events := slices.Clone(t.Events)
	slices.SortStableFunc(events, func(a, b sla.Event) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return int(a.Seq - b.Seq)
	})
	s.set(t.Attrs)
	ids := map[string]bool{}
	for _, e := range events {
		if e.At.IsZero() || ids[e.ID] {
			return false
		}
		ids[e.ID] = e.ID != ""
		if e.At.After(asOf) {
			break
		}
		s.set(e.Set)
		if !matches(o.Where, s.attrs) || !s.event(e) {
			return false
		}
	}
	return len(o.Abandoned) == 0
}

func (s *slow) set(all sla.Attrs) {
	for _, pair := range all {
		s.attrs[pair[0]] = pair[1]
	}
}

// event lets the clock act on an event. While a cycle is open, the first of stop, reset,
// cancel, pause and resume that matches acts, alone.
func (s *slow) event(e sla.Event) bool {
	is := func(c sla.Condition) bool { return holds(c, e.Name, s.attrs) }
	chosen := slowChoice{e.At, slices.IndexFunc(s.targets, func(t sla.Target) bool { return matches(t.When, s.attrs) })}
	stop, cancel := is(s.clock.Stop), is(s.clock.Cancel)
	next := slowRunning
	if is(s.clock.Pause) {
		next = slowPaused
	}
	switch s.state {
	case slowIdle:
		switch {
		case stop && len(s.cycles) == 0:
			return false
		case !stop && !cancel && is(s.clock.Start):
			s.begin(chosen, next)
		}
	case slowRunning, slowPaused:
		switch {
		case stop:
			s.stop(chosen)
		case is(s.clock.Reset):
			s.end(e.At, sla.PhaseStopped)
			s.begin(chosen, next)
		case cancel:
			s.end(e.At, sla.PhaseCancelled)
			s.state = slowIdle
		default:
			s.last().choose(chosen)
			if next == slowPaused || s.resumes(e) {
				s.goOn(e.At, next)
			}
		}
	case slowStopped:
		lasts := len(s.clock.Stop.While) == 0 || matches(s.clock.Stop.While, s.attrs)
		if !stop && !cancel && (!lasts || is(s.clock.Start)) { // reopened
			c := s.last()
			c.end, c.ended = time.Time{}, ""
			if c.corrects {
				c.choices, c.corrects = c.choices[:len(c.choices)-1], false
			}
			c.choose(chosen)
			s.goOn(e.At, next)
		}
	}
	return true
}

func (s *slow) last() *slowCycle { return s.cycles[len(s.cycles)-1] }

func (s *slow) begin(chosen slowChoice, state slowState) {
	c := &slowCycle{start: chosen.at, from: chosen.at, choices: []slowChoice{chosen}}
	s.cycles = append(s.cycles, c)
	s.goOn(chosen.at, state)
}

func (s *slow) goOn(at time.Time, state slowState) {
	s.state = state
	c := s.last()
	c.stretches = append(c.stretches, slowStretch{from: at, state: state})
}

func (s *slow) end(at time.Time, how sla.Phase) { s.last().end, s.last().ended = at, how }

// stop ends a cycle. The event that stops it chooses no target, except under from-start.
func (s *slow) stop(chosen slowChoice) {
	c := s.last()
	s.end(chosen.at, sla.PhaseStopped)
	if s.policies.Retarget == sla.FromStart && chosen.target != c.choices[len(c.choices)-1].target {
		c.choices, c.corrects = append(c.choices, chosen), true
	}
	switch s.policies.Reopen {
	case sla.ContinueExcluding:
		c.stretches = append(c.stretches, slowStretch{chosen.at, slowPaused, true})
		s.state = slowStopped
	case sla.ContinueIncluding:
		c.stretches = append(c.stretches, slowStretch{chosen.at, slowRunning, true})
		s.state = slowStopped
	case sla.Final:
		s.state = slowFinal
	default:
		s.state = slowIdle
	}
}

// resumes reports whether an event ends a pause: the event that the clock names, or
// without it the first event at which the pause no longer holds.
func (s *slow) resumes(e sla.Event) bool {
	if !isZero(s.clock.Resume) {
		return holds(s.clock.Resume, e.Name, s.attrs)
	}
	lasting := s.clock.Pause
	if len(lasting.While) > 0 {
		lasting.Event = nil
	}
	return !holds(lasting, e.Name, s.attrs)
}

// choose notes the target that holds from an instant on. The last choice of an instant
// counts.
func (c *slowCycle) choose(chosen slowChoice) {
	if last := len(c.choices) - 1; c.choices[last].at.Equal(chosen.at) {
		c.choices = c.choices[:last]
	}
	if last := len(c.choices) - 1; last < 0 || c.choices[last].target != chosen.target {
		c.choices = append(c.choices, chosen)
	}
}

// read says what has become of each cycle up to an instant.
func (s *slow) read(asOf time.Time) (all []slowReading) {
	var earliest time.Time // of the next cycle under new-cycle-after-due
	known := true
	for _, c := range s.cycles {
		if s.policies.Reopen == sla.NewCycleAfterDue && earliest.After(c.from) {
			c.from = earliest
		}
		end := asOf
		if c.ended != "" {
			end = c.end
		}
		sum, ok := s.sumOf(c, end)
		ok = ok && known
		r := slowReading{unreadable: !ok}
		if ok {
			r = s.reading(c, sum, end)
		}
		if s.policies.Reopen == sla.NewCycleAfterDue && c.ended != sla.PhaseCancelled {
			if known = ok; ok {
				earliest = s.dueOf(c, sum, end)
				known = !earliest.IsZero()
			}
		}
		if s.walked > minutesMost {
			r.unreadable = true
		}
		all = append(all, r)
	}
	return all
}

func (s *slow) reading(c *slowCycle, sum slowSum, end time.Time) slowReading {
	r := slowReading{phase: c.ended, used: sum.used, breach: sum.breach}
	switch {
	case c.ended == sla.PhaseCancelled:
		r.breach = time.Time{}
		return r
	case c.ended == "" && c.stretches[len(c.stretches)-1].state == slowPaused:
		r.phase = sla.PhasePaused // the pause moves the due instant
	case c.ended == "":
		r.phase = sla.PhaseRunning
		fallthrough
	default:
		r.due = s.dueOf(c, sum, end)
		r.unreadable = r.due.IsZero()
	}
	switch {
	case !r.breach.IsZero():
		r.verdict = sla.Missed
	case r.phase == sla.PhaseStopped:
		r.verdict = sla.Met
	}
	return r
}

// slowSum is what a cycle has used up of a target.
type slowSum struct {
	target int
	used   time.Duration
	given  time.Duration // by how much pauses have moved the calendar
	due    time.Time     // when the target was used up
	breach time.Time     // when more was used than the target; a change keeps it
}

// sumOf walks through a cycle up to an instant. ok is false if a target is chosen that
// the reader does not know.
func (s *slow) sumOf(c *slowCycle, end time.Time) (slowSum, bool) {
	for _, choice := range c.choices {
		if choice.target < 0 || !s.lengths[choice.target].readable {
			return slowSum{}, false
		}
	}
	sum := slowSum{target: c.choices[0].target}
	at, gone, dropped := c.start, false, time.Time{}
	for i, next := range c.choices[1:] {
		s.walk(c, &sum, at, next.at, time.Time{})
		at = next.at
		gone = gone || s.policies.Retarget != sla.FromStart && !sum.breach.IsZero() && sum.breach.Before(at)
		if gone { // a breach is no longer undone
			continue
		}
		// The event that stops a cycle changes no time that was used before.
		if correction := c.corrects && i+1 == len(c.choices)-1; s.policies.PastPauses == sla.DropPauses && !correction {
			dropped = at
		}
		s.change(c, &sum, next, dropped)
	}
	s.walk(c, &sum, at, end, time.Time{})
	return sum, true
}

// change lets another target apply from an instant on. Pauses before the instant dropped
// count as running for a target that is computed from the start.
func (s *slow) change(c *slowCycle, sum *slowSum, next slowChoice, dropped time.Time) {
	old, length := s.lengths[sum.target].length, s.lengths[next.target].length
	fromStart := func() slowSum {
		anew := slowSum{target: next.target}
		s.walk(c, &anew, c.start, next.at, dropped)
		return anew
	}
	switch s.policies.Retarget {
	case sla.KeepFirst:
	case sla.FromStart:
		*sum = fromStart()
	case sla.KeepStricter:
		anew := fromStart()
		before, after := s.dueOf(c, *sum, next.at), s.dueOf(c, anew, next.at)
		if after.Before(before) {
			*sum = anew
		}
	case sla.Restart:
		*sum = slowSum{target: next.target}
	case sla.CarryElapsed, sla.CarryProportion:
		if s.policies.Retarget == sla.CarryProportion { // rounded up
			share := new(big.Int).Mul(big.NewInt(int64(sum.used)), big.NewInt(int64(length)))
			share.Add(share, big.NewInt(int64(old)-1))
			sum.used = time.Duration(share.Div(share, big.NewInt(int64(old))).Int64())
		}
		sum.target, sum.due, sum.breach = next.target, time.Time{}, time.Time{}
		if sum.used >= length {
			sum.due = next.at
		}
		if sum.used > length {
			sum.breach = next.at
		}
	}
}

// walk counts the minutes of a cycle between two instants.
func (s *slow) walk(c *slowCycle, sum *slowSum, from, to, dropped time.Time) {
	for i, stretch := range c.stretches {
		end := to
		if i+1 < len(c.stretches) {
			end = earlier(to, c.stretches[i+1].from)
		}
		begin := later(later(from, stretch.from), c.from)
		if stretch.state == slowPaused && !stretch.stop { // a pause that is dropped runs
			s.run(sum, begin, earlier(end, dropped))
			begin = later(begin, dropped)
		}
		switch {
		case stretch.state == slowRunning:
			s.run(sum, begin, end)
		case s.policies.PauseBasis == sla.PauseWall && begin.Before(end):
			sum.given += end.Sub(begin)
		}
	}
}

// run lets the clock run through the minutes between two instants.
func (s *slow) run(sum *slowSum, at, to time.Time) {
	of := s.lengths[sum.target]
	for at.Before(to) && s.walked <= minutesMost {
		s.walked++
		hours := at.Add(-sum.given) // what the ticket's calendar shows
		step := min(hours.Truncate(time.Minute).Add(time.Minute).Sub(hours), to.Sub(at))
		left := of.length - sum.used
		if s.policies.DueAtClosing == sla.LateAfterDue && left <= 0 && sum.breach.IsZero() {
			sum.breach = at
		}
		if of.hours == nil || of.hours.open(hours) {
			if step >= left && sum.due.IsZero() {
				sum.due = at.Add(left)
			}
			if step > left && sum.breach.IsZero() {
				sum.breach = at.Add(max(0, left))
			}
			sum.used += step
		}
		at = at.Add(step)
	}
}

// dueOf is the due instant if the clock runs on from an instant; zero: the reader walked
// too far.
func (s *slow) dueOf(c *slowCycle, sum slowSum, at time.Time) time.Time {
	for at = later(at, c.from); sum.due.IsZero() && s.walked <= minutesMost; at = at.Add(time.Hour) {
		s.run(&sum, at, at.Add(time.Hour))
	}
	return sum.due
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// holds reports whether a condition without alternatives matches an event.
func holds(c sla.Condition, name string, attrs map[string]string) bool {
	return !isZero(c) && (len(c.Event) == 0 || slices.Contains(c.Event, name)) && matches(c.While, attrs)
}

func matches(w sla.Where, attrs map[string]string) bool {
	for key, m := range w {
		if slices.Contains(m.Values, attrs[key]) == m.Not {
			return false
		}
	}
	return true
}

func policiesOf(spec sla.Spec, clock sla.Clock) sla.Policies {
	own, all := reflect.ValueOf(clock.Policies.Stated()), reflect.ValueOf(spec.Policies.Stated())
	var p sla.Policies
	for i := range reflect.ValueOf(p).NumField() {
		from := own.Field(i)
		if from.IsZero() {
			from = all.Field(i)
		}
		reflect.ValueOf(&p).Elem().Field(i).Set(from)
	}
	return p
}
