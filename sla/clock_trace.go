package sla

import (
	"slices"
	"time"

	"github.com/upheld/upheld/calendar"
)

// trace accounts for a cycle from its start to an instant: one segment for each
// stretch of its life under each course that it followed. With the ticket at
// hand the segments are split by the service hours and name their causes.
func (j judging) trace(k *course, end int64, ticket *Ticket) []Segment {
	w := tracer{clock: &j.p.clocks[j.o.clock], o: j.o, run: j.run, cycle: j.c, ticket: ticket}
	courses := append(slices.Clip(k.earlier), *k)
	if ticket == nil {
		w.trace = make([]Segment, 0, len(courses)+min(int(j.c.last-j.c.first), 2*waivedToldMax+4))
	}
	for i := range courses {
		from, to := courses[i].base, end
		if i+1 < len(courses) {
			to = min(to, courses[i+1].base)
		}
		if i == 0 {
			w.stretches(nil, j.c.start, min(from, to)) // before anything counted
		}
		if courses[i].target < 0 {
			w.stretches(nil, from, to) // no target applied
			continue
		}
		w.carry(&courses[i], min(from, to))
		last := courses[i].clip(to)
		w.stretches(&courses[i], from, last)
		w.stretches(nil, max(from, last), to)
	}
	return w.trace
}

type tracer struct {
	clock  *clockProgram
	o      *objectiveProgram
	run    *clockRun
	cycle  *cycle
	ticket *Ticket
	used   int64 // under the course being traced
	first  int   // the first segment of the course being traced
	waived int   // stretches so far
	trace  []Segment
}

// carry notes what a course takes over of the one before.
func (w *tracer) carry(k *course, at int64) {
	if d := k.carried - w.used; d != 0 {
		w.trace = append(w.trace, Segment{
			From: instant(at), To: instant(at), Kind: Carried, Counted: time.Duration(d), Cause: string(w.o.policies.Retarget),
		})
	}
	w.used = k.carried
}

// stretches adds the segments of one course; without a course nothing counts.
func (w *tracer) stretches(k *course, from, to int64) {
	w.first = len(w.trace)
	var given int64
	if k != nil {
		given = k.given
	}
	for i := w.cycle.first; i < w.cycle.last; i++ {
		m := &w.run.marks[i]
		a, b := max(m.at, from), min(w.run.stretchEnd(w.cycle, i), to)
		if a >= b {
			continue
		}
		s := Segment{From: instant(a), To: instant(b), Kind: segmentKinds[m.phase]}
		switch {
		case w.ticket == nil:
		case m.event < 0:
			s.Cause = w.clock.pauseEndText(m.event)
		default:
			s.Cause = eventText(w.ticket, m.event)
		}
		counts, before := false, w.used
		if k != nil {
			var x, y int64
			if x, y, counts = k.counted(w.run, w.cycle, i, b); counts {
				after := w.o.targets[k.target].advance(k, x-given, y-given, w.used)
				s.Counted, w.used = time.Duration(after-w.used), after
			}
			given += w.o.targets[k.target].moved(k, w.run, w.cycle, i, to)
		}
		if counts && s.Kind == Running && w.ticket != nil {
			w.running(s, k, before, given)
			continue
		}
		if s.Kind == Waived {
			w.waived++
		}
		if !w.folds(&s, i) {
			w.trace = append(w.trace, s)
		}
	}
}

// folds puts stretch i of a breach together with the one before, where many were
// waived: both are the time of running, or of a pause, of which Counted counts.
func (w *tracer) folds(s *Segment, i int32) bool {
	if w.ticket != nil || w.waived <= waivedToldMax || len(w.trace) == w.first {
		return false
	}
	last := &w.trace[len(w.trace)-1]
	if !last.To.Equal(s.From) {
		return false
	}
	switch last.Kind {
	case Running:
		if s.Kind != Running && s.Kind != Waived {
			return false
		}
	case Paused, Stopped: // a due instant that is waived in them too
		before := w.run.marks[i-1].phase
		if s.Kind == Waived && segmentKinds[before] != last.Kind || s.Kind != Waived && (s.Kind != last.Kind || before != phaseWaived) {
			return false
		}
	default:
		return false
	}
	last.To, last.Counted = s.To, last.Counted+s.Counted
	return true
}

// segmentKinds are the kinds of segment of the phases.
var segmentKinds = [...]SegmentKind{Running, Paused, Stopped, Waived}

// running splits a running stretch by the service hours as far as open time
// counts; used is what was used up before it, and given by how much pauses have
// moved the hours.
func (w *tracer) running(s Segment, k *course, used, given int64) {
	t := &w.o.targets[k.target]
	switch {
	case t.kind == withinWall || t.calendar == "":
		w.trace = append(w.trace, s)
		return
	case t.thenWall > 0:
		a, b := s.From.UnixNano(), s.To.UnixNano()
		if turn := later(t.turn(k, a-given, used), given); turn < b {
			wall := s
			wall.From, wall.Counted = instant(turn), time.Duration(b-turn)
			s.To = wall.From
			w.byHours(s, k, time.Duration(given))
			w.trace = append(w.trace, wall)
			return
		}
	}
	w.byHours(s, k, time.Duration(given))
}

// byHours splits a running stretch at openings and closings, and tells what is
// always closed from what a date out of the ordinary closes. Pauses that are
// given back whole have moved them all by so much; hours that are closed for
// this ticket alone are moved.
func (w *tracer) byHours(s Segment, k *course, given time.Duration) {
	calendar := w.o.targets[k.target].calendar
	add := func(from, to time.Time, kind SegmentKind, counted time.Duration, cause string) {
		if from.Before(to) {
			w.trace = append(w.trace, Segment{from, to, kind, counted, cause})
		}
	}
	from := s.From
	shut := func(to time.Time) { // as the calendar has it for all
		for h := range k.cal.Closures(from, to) {
			add(from, h.From, Closed, 0, calendar)
			add(h.From, h.To, OnHoliday, 0, whyClosed(h))
			from = h.To
		}
		add(from, to, Closed, 0, calendar)
		from = to
	}
	closed := func(to time.Time) {
		if given == 0 {
			shut(to)
			return
		}
		for open, close := range k.cal.Segments(from, to) {
			shut(open)
			add(open, close, Moved, 0, calendar)
			from = close
		}
		shut(to)
	}
	for open, close := range k.cal.Segments(s.From.Add(-given), s.To.Add(-given)) {
		open, close = open.Add(given), close.Add(given)
		closed(open)
		add(open, close, Running, close.Sub(open), s.Cause)
		from = close
	}
	closed(s.To)
}

// whyClosed names what closes a date: "2026-04-03 Good Friday", or the date
// alone where all that is known is that it is closed.
func whyClosed(c calendar.Closure) string {
	if c.Kind == calendar.ClosedDay {
		return string(calendar.LocalDate(c.Date))
	}
	return string(calendar.LocalDate(c.Date)) + " " + c.Why
}
