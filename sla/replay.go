package sla

import (
	"slices"
	"time"
)

// Instants inside the package are nanoseconds since 1970 UTC. They lie in the
// horizon of the calendar package, so that no sum or difference overflows.
const (
	horizonFrom = -25567 * 86400 // 1900-01-01 UTC in seconds, inclusive
	horizonTo   = 80354 * 86400  // 2190-01-01 UTC in seconds, exclusive
	forever     = int64(horizonTo) * int64(time.Second)
)

// nanos gives the instant; ok is false outside the horizon.
func nanos(t time.Time) (at int64, ok bool) {
	s := t.Unix()
	return s*int64(time.Second) + int64(t.Nanosecond()), s >= horizonFrom && s < horizonTo
}

// instant is the reverse of nanos, in UTC.
func instant(at int64) time.Time {
	return time.Unix(at/int64(time.Second), at%int64(time.Second)).UTC()
}

// phase says what a stretch of a cycle is.
type phase uint8

const (
	phaseRunning phase = iota
	phasePaused
	phaseStopped
	phaseWaived // running, but an exclusion takes it out; a history never has it
)

// mark begins a stretch of a cycle; the next mark, or the end, ends it.
type mark struct {
	at    int64
	event int32 // index into Ticket.Events of the event that caused it
	phase phase
}

// cycleEnd is how a cycle ended.
type cycleEnd uint8

const (
	endOpen cycleEnd = iota
	endStopped
	endReset
	endCancelled
)

// cycle is one run of a clock from a start to its end.
type cycle struct {
	start, end   int64 // end has a meaning unless ended is endOpen
	first, last  int32 // its marks, [first, last)
	from, to     int32 // versions of the attributes at its start and at its end
	judged       int32 // the version before the event that ended it
	ended        cycleEnd
	continued    bool // it was stopped and went on
	backwards    bool // its stop came before its start
	startedEvent int32
	endedEvent   int32 // the event that ended it; -1: it is open, or a stop before its start ended it
}

// clockRun is the run of one clock over one ticket.
type clockRun struct {
	state       clockState
	stoppedBy   int32 // the event that first stopped it; -1: no event
	cycles      []cycle
	marks       []mark
	idleStop    bool // an event stopped it while it had no open cycle
	notedStop   bool // such a stop came before any clock of the ticket started
	returns     []comeback
	notedStopAt int64

	derived bool // it measures the time in a value

	// The fields below are for stepMore.
	pausedAt      int64 // when the present pause began
	pauseEnd      int64 // when the pause ends by itself; forever: never
	pauseEndBy    int32 // byMost or byUntil
	pauseHolds    bool  // the attributes that keep up the pause match
	spent         bool  // the pause ended by itself, and its attributes still match
	stoppedByName bool  // only a start ends the stop
}

// comeback is a return of a stopped cycle: it was stopped and went on. Attributes that
// events set from the stop to the return hold for the cycle from the return on.
type comeback struct {
	cycle, before, after int32 // the first mark of the cycle; versions before the stop and after the return
	at                   int64
}

// history is a ticket read under one revision: scratch space that is used again
// for the next ticket.
type history struct {
	order       []int32          // indexes of the events that count, in order
	latestOf    map[string]int32 // for each id of a long history, the event that counts
	at          []int64          // the instants of order
	ear         *ear             // nil: unknown words are ignored
	learned     *learnedWords    // of the revision that is read; nil without an ear
	hearing     int64            // how often the ticket counts for the words
	moved       []movedCycle     // the cycles that fall under the next revision
	seen        []uint64         // the words of the agreement that the ticket has, by program.heard
	numbers     []uint32         // value numbers, versions × slots
	texts       []string         // values, versions × slots
	since       []int64          // from when each version holds
	changed     uint64           // the attributes that changed after the first version, as slotBit has them
	ownPriority bool             // the ticket set its priority itself
	before      []string         // the values before the event, for ChangedTo
	words       []uint64         // the condition matcher's words for the event, for stepMore
	attrBits    []uint64         // the condition matcher's words for the latest version
	clocks      []clockRun
	course      course    // of the cycle being followed
	changes     []change  // of the targets of course
	from        int64     // the instant from which the cycle counts
	chain       chain     // see afterDue
	findings    []Finding // about the ticket itself
	first       int64     // the instant of the first event that counts
	until       int64     // the instant of the last event that counts
}

// version gives the value numbers of one version of the attributes.
func (h *history) version(v int32, slots int) []uint32 {
	return h.numbers[int(v)*slots : (int(v)+1)*slots]
}

// text gives one attribute's value in one version.
func (h *history) text(v int32, slot, slots int) string {
	return h.texts[int(v)*slots+slot]
}

// textsOf gives the values of one version of the attributes.
func (h *history) textsOf(v int32, slots int) []string {
	return h.texts[int(v)*slots : (int(v)+1)*slots]
}

// latest is the newest version.
func (h *history) latest() int32 { return int32(len(h.since) - 1) }

func (h *history) find(code FindingCode, subject, path, value string) {
	h.findings = append(h.findings, Finding{Code: code, Subject: subject, Path: path, Value: value})
}

// start puts the events of a ticket up to the instant cut in order.
func (h *history) start(t *Ticket, cut int64) {
	h.findings = h.findings[:0]
	h.sortEvents(t, cut)
	h.first, h.until = forever, zeroTime
	if n := len(h.at); n > 0 {
		h.first, h.until = h.at[0], h.at[n-1]
	}
}

// read replays a ticket under a program, over the events that start put in order.
func (p *program) read(t *Ticket, h *history) {
	slots := len(p.words.values)
	h.numbers = append(h.numbers[:0], p.blank...)
	h.texts, h.since = zeroed(h.texts, slots), append(h.since[:0], horizonFrom*int64(time.Second))
	h.ownPriority, h.chain, h.changed = false, chain{}, 0
	if h.learned = nil; h.ear != nil {
		h.seen = zeroed(h.seen, (len(p.heard)+63)/64)
		h.ear.begin()
		h.learned = h.ear.learnedOf(p)
	}
	if !p.set(h, t.Attrs, h.since[0]) {
		p.derive(h, 0) // a ticket without attributes may have a priority too
	}
	h.attrBits = zeroed(h.attrBits, p.conditions.words)
	p.remember(h)
	if cap(h.clocks) < len(p.clocks) {
		h.clocks = slices.Grow(h.clocks, len(p.clocks)-len(h.clocks))
	}
	h.clocks = h.clocks[:len(p.clocks)]
	for i := range h.clocks {
		c := &h.clocks[i]
		c.state, c.stoppedBy, c.cycles, c.marks, c.returns, c.notedStop = clockIdle, -1, c.cycles[:0], c.marks[:0], c.returns[:0], false
		c.idleStop = false
		c.derived = p.clocks[i].derived
		if p.more {
			c.pauseEnd, c.spent, c.stoppedByName = forever, false, false
		}
	}
	if len(p.changing) > 0 {
		h.before = zeroed(h.before, slots)
	}
	for k, i := range h.order {
		e, before := &t.Events[i], h.latest()
		if len(e.Set) > 0 && p.set(h, e.Set, h.at[k]) {
			p.remember(h)
		}
		if p.more {
			p.stepMore(h, t, h.at[k], i, before, e.Name)
		} else {
			p.step(h, h.at[k], i, before, e.Name)
		}
	}
	if p.more {
		p.endPauses(h, forever-1) // pauses that no event ends
		clear(h.before)           // they hold the ticket's memory
	}
	for i := range h.clocks {
		h.clocks[i].finish(h, p.clocks[i].policies.Backwards)
	}
}

// zeroed gives n zero values in the memory of s.
func zeroed[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// set applies attribute changes. It begins a new version if an attribute that the
// agreement looks at gets another value.
func (p *program) set(h *history, attrs Attrs, at int64) (changed bool) {
	slots := len(p.words.values)
	base := len(h.numbers) - slots
	fresh := at == h.since[0] // the ticket's own attributes
	keys, known := &p.words.keys, uint32(len(p.words.keys.words))
	if h.learned != nil {
		keys = &h.learned.keys.symbols
	}
	for i := range attrs {
		a := &attrs[i]
		key := keys.number(a[0])
		if key-1 >= known {
			if h.learned != nil {
				h.ear.hearUnlooked(h.learned, key, p, a)
			}
			continue
		}
		slot, value := int(key-1), a[1]
		if p.matrix != nil && slot == p.matrix.priority {
			h.ownPriority = value != ""
		}
		if h.texts[base+slot] == value {
			continue
		}
		if !fresh {
			if !changed {
				base = h.another(base, at)
			}
			h.changed |= slotBit(slot)
		}
		changed = true
		h.numbers[base+slot] = p.valueNumber(h, slot, value)
		h.texts[base+slot] = value
	}
	if changed && p.matrix != nil {
		p.derive(h, base)
	}
	return changed
}

// another begins another version, at first like the last one, which begins at base.
func (h *history) another(base int, at int64) int {
	h.since = append(h.since, at)
	n := len(h.numbers)
	if n-base > 8 {
		h.numbers = append(h.numbers, h.numbers[base:]...)
		h.texts = append(h.texts, h.texts[base:]...)
		return n
	}
	for i := base; i < n; i++ { // so few cost less one by one
		h.numbers = append(h.numbers, h.numbers[i])
		h.texts = append(h.texts, h.texts[i])
	}
	return n
}

// valueNumber gives the number of a value, or 0, and marks the value as heard.
func (p *program) valueNumber(h *history, slot int, value string) uint32 {
	if h.learned == nil || value == "" {
		return p.words.values[slot].number(value)
	}
	list := &h.learned.values[slot]
	n := list.number(value)
	if n-1 >= list.known {
		if n < learnedQuiet {
			h.ear.hear(list, n, p, valueWord, slot, value)
		}
		n = 0
	}
	h.hear(uint32(p.firstBit[slot]) + n)
	return n
}

// derive sets the derived priority in the version of the attributes that begins at
// base, unless the ticket set its priority itself.
func (p *program) derive(h *history, base int) {
	if m := p.matrix; m != nil && !h.ownPriority {
		priority := m.derive(h.texts[base:])
		if base > 0 && priority != h.texts[base+m.priority] {
			h.changed |= slotBit(m.priority)
		}
		number := p.words.values[m.priority].number(priority)
		h.numbers[base+m.priority] = number
		h.texts[base+m.priority] = priority
		if h.ear != nil && priority != "" {
			h.hear(uint32(p.firstBit[m.priority]) + number)
		}
	}
}

// hear marks a word of the agreement that the ticket has.
func (h *history) hear(bit uint32) { h.seen[bit/64] |= 1 << (bit % 64) }

// eventNumber gives the number of an event's name, or 0, and marks the name as heard.
func (h *history) eventNumber(p *program, name string) uint32 {
	if h.learned == nil {
		return p.words.events.number(name)
	}
	list := &h.learned.events
	n := list.number(name)
	if n-1 < list.known {
		h.hear(n)
		return n
	}
	if n < learnedQuiet {
		h.ear.hear(list, n, p, eventWord, -1, name)
	}
	return 0
}

// remember works out which conditions the latest attributes allow.
func (p *program) remember(h *history) {
	numbers := h.numbers[len(h.numbers)-len(p.words.values):]
	m := &p.conditions
	if m.small {
		h.attrBits[0] = m.inWord(numbers)
		return
	}
	for w := range h.attrBits {
		h.attrBits[w] = m.attributes(w, numbers)
	}
}

// clocksPerWord is how many clocks share a word of the condition matcher.
const clocksPerWord = 64 / bitsPerClock

// step lets every clock act on one event. before is the version of the attributes
// before the event.
func (p *program) step(h *history, at int64, event, before int32, name string) {
	number, n := 0, h.eventNumber(p, name)
	if events := p.conditions.events; events != nil {
		if number = int(n) * p.conditions.words; events.asked != nil {
			number = events.at(n, p.conditions.words)
		}
	}
	clocks, i := p.clocks, 0
	runs := h.clocks[:len(clocks)]
	for w, word := range h.attrBits {
		if p.conditions.events != nil {
			word &= p.conditions.events.masks[number+w]
		}
		for end := min(len(clocks), i+clocksPerWord); i < end; i++ {
			run := &runs[i]
			do := clocks[i].table[run.state][word&0xFF]
			word >>= bitsPerClock
			if do == doNothing {
				continue
			}
			if do == doNoteStop || clocks[i].after >= 0 {
				run.idleStop = run.idleStop || do == doNoteStop
				if !p.may(do, h, event, &clocks[i]) {
					continue
				}
			}
			run.act(do, at, event, before, h.latest(), &clocks[i])
		}
	}
}

// may reports whether a clock may take an action. A clock with Clock.After starts only
// once an earlier event has stopped the other clock. A stop before the start is a
// history written backwards only if no clock of the ticket had started: an agent may
// well write before the first message comes in.
func (p *program) may(do clockAction, h *history, event int32, clock *clockProgram) bool {
	switch {
	case do == doNoteStop:
		return clock.after < 0 && !slices.ContainsFunc(h.clocks, func(c clockRun) bool {
			return !c.derived && len(c.cycles) > 0 && c.cycles[0].startedEvent != event
		})
	case clock.after < 0 || do != doOpen && do != doOpenPaused:
		return true
	}
	by := h.clocks[clock.after].stoppedBy
	return by >= 0 && by != event
}

// act carries out one action.
func (c *clockRun) act(do clockAction, at int64, event, before, version int32, clock *clockProgram) {
	switch do {
	case doOpen:
		c.open(at, event, version, phaseRunning)
	case doOpenPaused:
		c.open(at, event, version, phasePaused)
	case doPause:
		c.mark(at, event, phasePaused)
		c.state = clockPaused
	case doResume:
		c.mark(at, event, phaseRunning)
		c.state = clockRunning
	case doStop:
		c.close(at, event, before, version, endStopped)
		c.mark(at, event, phaseStopped)
		c.state = clock.afterStop
		if c.stoppedBy < 0 {
			c.stoppedBy = event
		}
	case doReset:
		c.close(at, event, before, version, endReset)
		c.open(at, event, version, phaseRunning)
	case doResetPaused:
		c.close(at, event, before, version, endReset)
		c.open(at, event, version, phasePaused)
	case doCancel:
		c.close(at, event, before, version, endCancelled)
		c.state = clockIdle
	case doContinue, doContinuePaused:
		last := &c.cycles[len(c.cycles)-1]
		last.ended, last.endedEvent, last.continued = endOpen, -1, true
		c.returns = append(c.returns, comeback{last.first, last.judged, version, at})
		if clock.policies.Reopen == ContinueIncluding {
			c.marks[len(c.marks)-1].phase = phaseRunning
		}
		if do == doContinuePaused {
			c.mark(at, event, phasePaused)
			c.state = clockPaused
		} else {
			c.mark(at, event, phaseRunning)
			c.state = clockRunning
		}
	case doNoteStop:
		if len(c.cycles) == 0 && !c.notedStop {
			c.notedStop, c.notedStopAt = true, at
		}
	}
}

func (c *clockRun) open(at int64, event, version int32, first phase) {
	c.cycles = append(c.cycles, cycle{}) // cheaper than a literal, which is made and then copied
	last := &c.cycles[len(c.cycles)-1]
	last.start, last.first, last.from, last.startedEvent, last.endedEvent = at, int32(len(c.marks)), version, event, -1
	c.mark(at, event, first)
	c.state = clockRunning
	if first == phasePaused {
		c.state = clockPaused
	}
}

func (c *clockRun) close(at int64, event, before, version int32, how cycleEnd) {
	last := &c.cycles[len(c.cycles)-1]
	last.end, last.judged, last.to, last.ended, last.last = at, before, version, how, int32(len(c.marks))
	last.endedEvent = event
}

func (c *clockRun) mark(at int64, event int32, p phase) {
	if n := len(c.marks); n > 0 && c.marks[n-1].at == at && c.cycles[len(c.cycles)-1].first < int32(n) {
		c.marks[n-1].phase, c.marks[n-1].event = p, event // a stretch without length
		return
	}
	c.marks = append(c.marks, mark{at, event, p})
}

// finish completes the last cycle after the last event.
func (c *clockRun) finish(h *history, backwards Backwards) {
	if len(c.cycles) == 0 {
		return
	}
	last := &c.cycles[len(c.cycles)-1]
	if last.ended != endOpen {
		return
	}
	last.last, last.to, last.judged = int32(len(c.marks)), h.latest(), h.latest()
	if c.notedStop && len(c.cycles) == 1 && !last.continued && c.notedStopAt < last.start {
		if last.backwards = true; backwards != BackwardsIgnored {
			last.ended, last.end = endStopped, last.start
			for last.to = last.from; last.to < h.latest() && h.since[last.to+1] == last.start; {
				last.to++
			}
			last.judged = last.to // later changes come after its end
		}
	}
}

// scope is the version of the attributes by which a cycle belongs to an objective: the
// version after the event that ended it. If the event is a reset, which begins the next
// cycle, it is the version before.
func (c *cycle) scope() int32 {
	if c.ended == endReset {
		return c.judged
	}
	return c.to
}

// label is the value of an attribute by which a cycle is grouped: its value before the
// event that ended the cycle. If that is empty, it is the value that a stop or cancel
// sets, such as a closing code. A value that a reset sets belongs to the next cycle.
func (h *history) label(c *cycle, slot, slots int) string {
	if text := h.text(c.judged, slot, slots); text != "" {
		return text
	}
	return h.text(c.scope(), slot, slots)
}
