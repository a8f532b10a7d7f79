package sla

import (
	"slices"
)

// program.step serves most programs. This file is for programs with alternatives,
// changes of values, or pauses that end by themselves; other programs do not call it.

// The marks at which a pause ended by itself have these numbers instead of an event.
const (
	byMost  int32 = -1
	byUntil int32 = -2
)

// ends compiles how pauses and stops of a clock end.
func (c *clockProgram) ends(clock Clock, b *builder) {
	c.pause = clock.Pause
	c.most, _ = mostOf(clock.Pause) // checked before
	if clock.Pause.Until != "" {
		c.until = b.p.words.slot(clock.Pause.Until)
	}
	c.lasts = slices.ContainsFunc(clock.Pause.alternatives(), Condition.lasts)
	stops := clock.Stop.stopLasts()
	c.mixedStop = len(stops) > 0 && len(stops) < len(clock.Stop.alternatives())
	b.p.more = b.p.more || c.most > 0 || c.until >= 0
}

// more notes the rows with ChangedTo, and whether the program needs stepMore.
func (b *builder) more() {
	for i, row := range append(b.conditions, b.others...) {
		if len(row.changed) == 0 {
			continue
		}
		c := changing{row: int32(i)}
		for _, key := range sortedKeys(row.changed) {
			c.on = append(c.on, changedTo{b.p.words.slot(key), row.changed[key]})
		}
		b.p.changing = append(b.p.changing, c)
	}
	b.p.more = b.p.more || len(b.p.others) > 0 || len(b.p.changing) > 0
}

// new reports whether an attribute did not match before, or, with Not, changed between
// two values that match.
func (c *changing) new(before, after []string) bool {
	for _, on := range c.on {
		was := before[on.slot]
		if slices.Contains(on.to.Values, was) == on.to.Not || on.to.Not && was != after[on.slot] {
			return true
		}
	}
	return false
}

// stepMore is step for programs that need more. history.before has the attributes
// before the event.
func (p *program) stepMore(h *history, t *Ticket, at int64, event, before int32, name string) {
	p.endPauses(h, at)
	words := append(h.words[:0], h.attrBits...)
	h.words = words
	n := h.eventNumber(p, name)
	if p.conditions.events != nil {
		number := p.conditions.events.at(n, p.conditions.words)
		for w := range words {
			words[w] &= p.conditions.events.masks[number+w]
		}
	}
	after := h.textsOf(h.latest(), len(p.words.values))
	for i := range p.changing {
		if c := &p.changing[i]; words[c.row/64]>>(c.row%64)&1 != 0 && !c.new(h.before, after) {
			words[c.row/64] &^= 1 << (c.row % 64)
		}
	}
	if len(p.changing) > 0 {
		h.before = append(h.before[:0], after...)
	}
	for i, bit := range p.others {
		if row := len(p.clocks)*bitsPerClock + i; words[row/64]>>(row%64)&1 != 0 {
			words[bit/64] |= 1 << (bit % 64)
		}
	}
	for i := range p.clocks {
		run, clock := &h.clocks[i], &p.clocks[i]
		bits := words[i/clocksPerWord] >> (i % clocksPerWord * bitsPerClock) & 0xFF
		holds := bits&bitPauseHolds != 0
		if run.spent = run.spent && holds; run.spent {
			bits &^= bitPause
		}
		if run.stoppedByName && run.state == clockStopped {
			bits |= bitStopHolds
		}
		paused, do := run.state == clockPaused, clock.table[run.state][bits]
		run.idleStop = run.idleStop || do == doNoteStop
		if do != doNothing && p.may(do, h, event, clock) {
			run.act(do, at, event, before, h.latest(), clock)
			if do == doStop {
				run.stoppedByName = clock.mixedStop && bits&bitStopHolds == 0
			}
			if run.state == clockPaused && !paused {
				run.pausedAt = at
			}
		}
		if run.state == clockPaused && (clock.most > 0 || clock.until >= 0) {
			run.pauseHolds = holds && clock.lasts
			p.findPauseEnd(h, t, run, clock, at)
		}
	}
	p.endPauses(h, at)
}

// findPauseEnd works out when the pause of a clock ends by itself, from the latest
// attributes.
func (p *program) findPauseEnd(h *history, t *Ticket, run *clockRun, clock *clockProgram, at int64) {
	run.pauseEnd, run.pauseEndBy = forever, byMost
	if clock.most > 0 {
		run.pauseEnd = later(run.pausedAt, clock.most)
	}
	if clock.until < 0 {
		return
	}
	text := h.text(h.latest(), clock.until, len(p.words.values))
	if text == "" {
		return
	}
	until, ok := promised(text, p.zone)
	if !ok {
		h.find(FindingPauseEnd, t.ID, clock.pause.Until, text)
	} else if until < run.pauseEnd {
		run.pauseEnd, run.pauseEndBy = max(until, at), byUntil
	}
}

// endPauses ends the pauses whose own end has come at an instant.
func (p *program) endPauses(h *history, at int64) {
	for i := range h.clocks {
		if run := &h.clocks[i]; run.state == clockPaused && run.pauseEnd <= at {
			run.endPause()
			run.state, run.spent = clockRunning, run.pauseHolds
		}
	}
}

func (c *clockRun) endPause() {
	c.mark(c.pauseEnd, c.pauseEndBy, phaseRunning)
	c.pauseEnd = forever
}

// phaseAt is the phase of a cycle at an instant.
func (c *clockRun) phaseAt(of *cycle, at int64) phase {
	if c.pauseEnds(of, at) > at {
		return phasePaused
	}
	return c.marks[of.last-1].phase
}

// pauseEnds is when the present pause of an open cycle ends by itself; at if there is
// no such pause.
func (c *clockRun) pauseEnds(of *cycle, at int64) int64 {
	if n := of.last - 1; of.ended == endOpen && n > of.first && c.marks[n].at > at && c.marks[n-1].phase == phasePaused {
		return c.marks[n].at
	}
	return at
}

// dueAhead is when the course is due if nothing happens after an instant. A pause
// without an end of its own is taken to end at the instant.
func (j judging) dueAhead(k *course, at int64) int64 {
	return j.dueIfResumed(k, j.run.pauseEnds(j.c, at))
}

// resumedAt gives an open cycle as if a pause that ends by itself later ended at an
// instant.
func (o *openCycle) resumedAt(at int64) *openCycle {
	if o.run.pauseEnds(&o.cycle, at) == at {
		return o
	}
	earlier := *o
	earlier.run.marks = slices.Clone(o.run.marks)
	earlier.run.marks[o.cycle.last-1].at = at
	if k := &earlier.course; o.objective.extends(&o.objective.targets[k.target]) {
		k.due = earlier.judging().dueInDays(k, &o.objective.targets[k.target], k.later(), at)
	}
	return &earlier
}

// pauseEndText says what ended a pause by itself: "most 1h", "until resume_at".
func (c *clockProgram) pauseEndText(by int32) string {
	if by == byMost {
		return "most " + string(c.pause.Most)
	}
	return "until " + c.pause.Until
}
