package slatest

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/sla"
)

// minutesMost is how many minutes of a cycle are walked through.
const minutesMost = 40_000

// slow is what a slow reader says of the first cycle of a ticket.
type slow struct {
	told    []sla.Event // the events up to the end of what it reads
	asOf    time.Time
	used    time.Duration
	due     time.Time // zero: it does not say
	verdict sla.Verdict
	judged  bool // it says the verdict
}

// slowly reads the first cycle of a ticket in the plainest way: it walks through the
// minutes, asks of each whether the calendar is open, and counts. ok is false for what it
// does not read: targets in days, conditions on changes, pauses by wall time, and more.
// It shares no code with the clocks of package sla.
func slowly(a *sla.Agreement, o sla.Objective, t sla.Ticket, asOf time.Time) (s slow, ok bool) {
	spec := a.Spec()
	clock := spec.Clocks[o.Clock]
	p := policiesOf(spec, clock)
	if len(spec.Revisions) > 0 || spec.Priority != nil || clock.After != "" || len(clock.Hide) > 0 || o.Metric != nil {
		return s, false
	}
	for _, c := range []sla.Condition{clock.Start, clock.Pause, clock.Resume, clock.Stop, clock.Reset, clock.Cancel} {
		if len(c.ChangedTo) > 0 || len(c.Any) > 0 || c.Most != "" || c.Until != "" {
			return s, false
		}
	}
	events := slices.Clone(t.Events)
	slices.SortStableFunc(events, func(a, b sla.Event) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return int(a.Seq - b.Seq)
	})
	attrs := map[string]string{}
	set := func(all sla.Attrs) {
		for _, pair := range all {
			attrs[pair[0]] = pair[1]
		}
	}
	set(t.Attrs)
	type stretch struct {
		from   time.Time
		paused bool
	}
	var course []stretch // of the cycle, each up to the next
	var target sla.Target
	chosen, stopped, paused := -1, false, false
	s.asOf = asOf
	ids := map[string]bool{}
read:
	for _, e := range events {
		if e.At.IsZero() || ids[e.ID] {
			return s, false // a correction
		}
		ids[e.ID] = e.ID != ""
		if e.At.After(asOf) {
			break
		}
		set(e.Set)
		is := func(c sla.Condition) bool { return holds(c, e.Name, attrs) }
		now := slices.IndexFunc(o.Targets, func(t sla.Target) bool { return matches(t.When, attrs) })
		switch {
		case len(course) == 0 && is(clock.Stop):
			return s, false // stopped before it started
		case len(course) == 0 && is(clock.Start) && !is(clock.Cancel):
			if now < 0 {
				return s, false
			}
			target, chosen, paused = o.Targets[now], now, is(clock.Pause)
			course = append(course, stretch{e.At, paused})
		case len(course) == 0:
		case !is(clock.Stop) && (is(clock.Reset) || is(clock.Cancel) || now != chosen):
			s.asOf = e.At // the cycle is read up to here
			break read
		case is(clock.Stop):
			if now != chosen {
				return s, false
			}
			stopped = true
			s.asOf = e.At
			s.told = append(s.told, e)
			break read
		default:
			switch {
			case is(clock.Pause):
				paused = true
			case isZero(clock.Resume) || is(clock.Resume):
				paused = false
			}
			course = append(course, stretch{e.At, paused})
		}
		s.told = append(s.told, e)
	}
	length, cal, readable := lengthOf(a, target)
	held := slices.ContainsFunc(course, func(c stretch) bool { return c.paused })
	if len(course) == 0 || !readable || held && p.PauseBasis != sla.PauseOverlap {
		return s, false
	}
	open := func(at time.Time) bool { return cal == nil || cal.IsOpen(at) }
	walked := 0
	walk := func(from, to time.Time, counts bool) {
		for at := from; at.Before(to) && walked < minutesMost; walked++ {
			next := at.Truncate(time.Minute).Add(time.Minute)
			if next.After(to) {
				next = to
			}
			if counts && open(at) {
				step := next.Sub(at)
				if s.due.IsZero() && s.used+step >= length {
					s.due = at.Add(length - s.used)
				}
				s.used += step
			}
			at = next
		}
	}
	for i, c := range course {
		to := s.asOf
		if i+1 < len(course) {
			to = course[i+1].from
		}
		walk(c.from, to, !c.paused)
	}
	if walked >= minutesMost {
		return s, false
	}
	used, early := s.used, s.due.IsZero()
	if early && !paused { // the rest runs as if nothing happened
		walk(s.asOf, s.asOf.Add(21*24*time.Hour), true)
	}
	s.used = used
	late := used > length
	if p.DueAtClosing == sla.LateAfterDue {
		late = !early && s.asOf.After(s.due)
	}
	switch {
	case late:
		s.verdict, s.judged = sla.Missed, true
	case stopped:
		s.verdict, s.judged = sla.Met, true
	}
	if paused && !stopped { // a pause is moving it
		s.due = time.Time{}
	}
	return s, true
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

// lengthOf reads a target that is a plain length: 4h of a calendar, or 90m wall. A nil
// calendar is always open.
func lengthOf(a *sla.Agreement, t sla.Target) (d time.Duration, cal *calendar.Calendar, ok bool) {
	text, wall := strings.CutSuffix(string(t.Within), " wall")
	plain := sla.Target{When: t.When, Within: t.Within, Calendar: t.Calendar, Clause: t.Clause}
	if !reflect.DeepEqual(plain, t) {
		return 0, nil, false
	}
	d, err := span.Parse(text, span.Clock)
	if err != nil || d <= 0 {
		return 0, nil, false
	}
	if wall {
		return d, nil, true
	}
	if strings.Contains(t.Calendar, " ") || len(a.Spec().Calendars[t.Calendar].Versions) > 0 {
		return 0, nil, false
	}
	c, known := a.Calendar(t.Calendar)
	return d, &c, known
}

func policiesOf(spec sla.Spec, clock sla.Clock) sla.Policies {
	own, all := clock.Policies.Stated(), spec.Policies.Stated()
	if own.PauseBasis == "" {
		own.PauseBasis = all.PauseBasis
	}
	if own.DueAtClosing == "" {
		own.DueAtClosing = all.DueAtClosing
	}
	if own.OpenNotDue == "" {
		own.OpenNotDue = all.OpenNotDue
	}
	if own.OpenPastDue == "" {
		own.OpenPastDue = all.OpenPastDue
	}
	if own.Reopen == "" {
		own.Reopen = all.Reopen
	}
	return own
}
