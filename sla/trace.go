package sla

import (
	"slices"
	"time"
)

// trace accounts for a cycle from its start to an instant: one segment for each
// stretch of its life under each course that it followed. With the ticket at
// hand the segments are split by the service hours and name their causes.
func (p *program) trace(o *objectiveProgram, run *clockRun, c *cycle, k *course, end int64, ticket *Ticket) []Segment {
	w := tracer{o: o, run: run, cycle: c, ticket: ticket}
	courses := append(slices.Clip(k.earlier), *k)
	for i := range courses {
		from, to := courses[i].base, end
		if i+1 < len(courses) {
			to = min(to, courses[i+1].base)
		}
		if i == 0 {
			w.stretches(nil, c.start, min(from, to)) // before anything counted
		}
		w.carry(&courses[i], min(from, to))
		w.stretches(&courses[i], from, to)
	}
	return w.trace
}

type tracer struct {
	o      *objectiveProgram
	run    *clockRun
	cycle  *cycle
	ticket *Ticket
	used   int64 // under the course being traced
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
		s := Segment{From: instant(a), To: instant(b), Kind: [...]SegmentKind{Running, Paused, Stopped, Waived}[m.phase]}
		if w.ticket != nil {
			s.Cause = eventText(w.ticket, m.event)
		}
		counts := false
		if k != nil {
			var x, y int64
			if x, y, counts = k.counted(w.run, w.cycle, i, b); counts {
				after := w.o.targets[k.target].advance(k, x-given, y-given, w.used)
				s.Counted, w.used = time.Duration(after-w.used), after
			}
			given += w.o.targets[k.target].moved(k, w.run, w.cycle, i, to)
		}
		if counts && s.Kind == Running && w.ticket != nil {
			w.byHours(s, k, time.Duration(given))
			continue
		}
		w.trace = append(w.trace, s)
	}
}

// byHours splits a running stretch at openings and closings, which pauses may
// have moved.
func (w *tracer) byHours(s Segment, k *course, given time.Duration) {
	t := &w.o.targets[k.target]
	if t.kind == withinWall || t.thenWall > 0 || t.calendar == "" {
		w.trace = append(w.trace, s)
		return
	}
	closed := func(from, to time.Time) {
		if from.Before(to) {
			w.trace = append(w.trace, Segment{From: from, To: to, Kind: Closed, Cause: t.calendar})
		}
	}
	from := s.From
	for open, shut := range k.cal.Segments(s.From.Add(-given), s.To.Add(-given)) {
		open, shut = open.Add(given), shut.Add(given)
		closed(from, open)
		w.trace = append(w.trace, Segment{From: open, To: shut, Kind: Running, Counted: shut.Sub(open), Cause: s.Cause})
		from = shut
	}
	closed(from, s.To)
}
