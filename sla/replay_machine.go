package sla

import "sync"

// A clock is a small machine: a state, eight bits that say which of its
// conditions hold at an event, and a table that gives the action.

// clockState is where a clock stands between events.
type clockState uint8

const (
	clockIdle    clockState = iota // no open cycle
	clockRunning                   // an open cycle whose time counts
	clockPaused                    // an open cycle whose time does not count
	clockStopped                   // the last cycle was stopped and may continue
	clockFinal                     // the last cycle was stopped and cannot continue
	clockStates
)

// The bits of a clock, eight to a clock, eight clocks to a word of the matcher.
const (
	bitStart = 1 << iota
	bitPause
	bitResume
	bitStop
	bitReset
	bitCancel
	bitPauseHolds // a pause lasts: its attributes match, or its event
	bitStopHolds  // a stop lasts: its attributes match
	bitsPerClock  = 8
)

// clockAction is what an event does to a clock.
type clockAction uint8

const (
	doNothing clockAction = iota
	doOpen
	doOpenPaused
	doPause
	doResume
	doStop
	doReset
	doResetPaused
	doCancel
	doContinue
	doContinuePaused
	doNoteStop // a stop without an open cycle: the history may run backwards
)

// clockTable gives the action for a state and the bits of an event.
type clockTable [clockStates][1 << bitsPerClock]clockAction

// rows gives a clock's conditions to the matcher, in the order of the bits: a row for
// each alternative, and at least one row for each bit.
func (c Clock) rows() [bitsPerClock][]matcherRow {
	rows := func(all []Condition) []matcherRow {
		list := make([]matcherRow, 0, 1)
		for _, one := range all {
			list = append(list, one.matcherRow())
		}
		if len(list) == 0 {
			list = append(list, matcherRow{never: true})
		}
		return list
	}
	var pauses []Condition
	for _, one := range c.Pause.alternatives() {
		pauses = append(pauses, one.lasting())
	}
	return [...][]matcherRow{
		rows(c.Start.alternatives()), rows(c.Pause.alternatives()), rows(c.Resume.alternatives()),
		rows(c.Stop.alternatives()), rows(c.Reset.alternatives()), rows(c.Cancel.alternatives()),
		rows(pauses), rows(c.Stop.stopLasts()),
	}
}

// clockShape has everything of a clock that decides its table.
type clockShape struct {
	resumes   bool // the clock has Resume
	byName    bool // an alternative of the stop asks for an event
	either    bool // the stop has alternatives
	stopLasts bool // an alternative of the stop asks for attributes
}

// clockTables caches the table of each shape.
var clockTables sync.Map

// table gives the table of the clock, which clocks of one shape share.
func (c Clock) table() *clockTable {
	shape := clockShape{!c.Resume.IsZero(), c.Stop.byName(), len(c.Stop.Any) > 0, len(c.Stop.stopLasts()) > 0}
	table, known := clockTables.Load(shape)
	if !known {
		table, _ = clockTables.LoadOrStore(shape, shape.table())
	}
	return table.(*clockTable)
}

// table makes the table. While a cycle is open, the first of stop, reset, cancel, pause
// and resume that matches acts, alone.
func (s clockShape) table() *clockTable {
	var t clockTable
	pausedBy := func(bits int, unpaused, paused clockAction) clockAction {
		if bits&bitPause != 0 {
			return paused
		}
		return unpaused
	}
	resumes := func(bits int) bool {
		if !s.resumes {
			return bits&bitPauseHolds == 0
		}
		return bits&bitResume != 0
	}
	for bits := range t[clockIdle] {
		switch {
		case bits&bitStop != 0:
			// A stop by attributes alone does not mean that the history runs
			// backwards: a ticket may well be created closed and then opened.
			if s.byName && (!s.either || bits&bitStopHolds == 0) {
				t[clockIdle][bits] = doNoteStop
			}
		case bits&bitStart != 0 && bits&bitCancel == 0:
			t[clockIdle][bits] = pausedBy(bits, doOpen, doOpenPaused)
		}
		for _, state := range []clockState{clockRunning, clockPaused} {
			do := doNothing
			switch {
			case bits&bitStop != 0:
				do = doStop
			case bits&bitReset != 0:
				do = pausedBy(bits, doReset, doResetPaused)
			case bits&bitCancel != 0:
				do = doCancel
			case bits&bitPause != 0:
				if state == clockRunning {
					do = doPause
				}
			case state == clockPaused && resumes(bits):
				do = doResume
			}
			t[state][bits] = do
		}
		lasts := bits&bitStopHolds != 0 || !s.stopLasts
		if bits&(bitStop|bitCancel) == 0 && (!lasts || bits&bitStart != 0) {
			t[clockStopped][bits] = pausedBy(bits, doContinue, doContinuePaused)
		}
	}
	return &t
}

// afterStop is the state in which a reopening policy leaves a stopped clock.
func (p Policies) afterStop() clockState {
	switch p.Reopen {
	case ContinueExcluding, ContinueIncluding:
		return clockStopped
	case Final:
		return clockFinal
	}
	return clockIdle
}
