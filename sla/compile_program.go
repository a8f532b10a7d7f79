package sla

import (
	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/zone"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// program is one revision of an agreement, compiled: names are numbers, text is
// values, conditions are bits. It is immutable.
type program struct {
	number     int   // of the revision, from 0
	from, to   int64 // when the revision is in force, [from, to)
	zone       *zone.Zone
	pins       Pin         // what decides between this revision and the one before
	written    []Objective // as in the document
	words      vocabulary
	blank      []uint32   // the value numbers of a ticket without attributes
	conditions matcher    // bitsPerClock rows per clock
	others     []int32    // the bit, of all clocks, that each further row stands for
	changing   []changing // rows that ask for a change
	more       bool       // clocks ask for more than a row for each bit
	clocks     []clockProgram
	objectives []objectiveProgram
	matrix     *matrixProgram
	credits    penalty.Schedule

	byPromise []int32        // the objectives in the order of their promises
	later     []int32        // for each objective, that of the same name in the next revision; -1: none
	heard     []heardBit     // of each bit of history.seen: first events by number, then the values of each slot
	firstBit  []int32        // of each slot
	turning   []turningPoint // its starts and stops
}

// changing is a row that holds only when something of it did not before.
type changing struct {
	row int32
	on  []changedTo
}

// changedTo is what a row that asks for a change wants of an attribute.
type changedTo struct {
	slot int
	to   Match
}

type clockProgram struct {
	name      string
	owner     string
	table     *clockTable
	afterStop clockState
	after     int     // index into program.clocks of Clock.After; -1 without one
	hide      matcher // no rows: never
	policies  Policies

	derived   bool  // it is no clock of the agreement but the time in a value
	most      int64 // the longest length of a pause; 0: none
	until     int   // the slot of the attribute with the end of a pause; -1: none
	pause     Condition
	lasts     bool // a pause lasts while its attributes hold
	mixedStop bool // some alternatives of the stop ask for attributes and others do not
}

// objectiveKind is what a stopped cycle adds to the cells of an objective.
type objectiveKind uint8

const (
	kindShare    objectiveKind = iota // whether it was within its target
	kindDuration                      // its length
	kindCustom                        // what a Measurer says of it
	kindNone                          // nothing: the objective is not about cycles
)

// onceStopped reports whether what a cycle adds is known only when it stops: an
// open one is shown as open and never as missed.
func (k objectiveKind) onceStopped() bool { return k == kindDuration || k == kindCustom }

type objectiveProgram struct {
	promise  int    // index into Agreement.promises
	path     string // of the objective in the document
	written  []Target
	family   family
	limit    metrics.Limit // promised; the zero Limit: nothing is
	kind     objectiveKind // of the family
	clock    int           // index into program.clocks; -1 without one
	where    matcher
	choose   matcher // over targets
	targets  []targetProgram
	asks     uint64  // the attributes that choose among targets, promise an instant or name hours, as slotBit has them
	asksText bool    // some target is what a ticket itself says, or its hours are
	by       [][]int // slots of each grouping
	counts   Counts
	policies Policies
	warn     []warning
	abandons *abandons        // of a share that says which cycles were abandoned
	own      metrics.Measurer // of a custom metric
}

// targetProgram is a target with everything looked up.
type targetProgram struct {
	// What every cycle asks for, in one line of the processor's cache.
	from, to int64 // During
	limit    int64 // open and wall time together; 0 for instants
	grace    int64
	cal      calendar.Calendar // of open time and business days; of elapsed time for the rest
	plain    bool              // a length of its own, by a calendar that never changed
	moves    bool              // pauses are given back with their whole length
	strict   bool              // late after the due instant, open or not
	roll     bool
	within

	index    int    // in Objective.Targets
	path     string // in the document
	calendar string
	versions []calendarVersion // none when the calendar never changed
	dates    calendar.Calendar // if it or its lateness is in calendar days: every date of the zone
	received *calendar.DayTime // the cut-off of its date; nil: none
	ifClosed calendar.Roll     // where a closed date moves on which it ends
	zone     *zone.Zone        // of promised instants and dates
	slot     int               // of the attribute with a ticket's own instant or length
	override Override
	reason   int // the slots of its attributes; -1: none
	by       int
	hours    *hours // that tickets name; nil: all go by calendar
}

// asWritten gives the targets without those that byHours compiled again; none of
// an objective that has no clock.
func (o *objectiveProgram) asWritten() []targetProgram {
	return o.targets[:min(len(o.targets), len(o.written))]
}

// calendarVersion is a calendar as known from an instant on.
type calendarVersion struct {
	known int64
	cal   calendar.Calendar
}

// strictly reports whether a target is late after its due instant, where the
// policy says so of lengths of service time.
func (t *targetProgram) strictly(policy DueAtClosing) bool {
	return policy == LateAfterDue && t.kind == withinOpen && t.thenWall == 0
}

// knownAt gives the calendar as it was known.
func (t *targetProgram) knownAt(at int64) calendar.Calendar {
	if len(t.versions) == 0 {
		return t.cal
	}
	cal := t.versions[0].cal
	for _, v := range t.versions[1:] {
		if v.known > at {
			break
		}
		cal = v.cal
	}
	return cal
}

// promise is one objective over the revisions between which it is the same: the
// unit for which items are gathered and judged.
type promise struct {
	Objective
	family
	path     string // of the objective in the document
	timeIn   bool   // the metric is one of the time in a value
	every    every
	memo     int // equal for promises of equal periods
	limit    metrics.Limit
	judged   bool              // it has a limit
	overs    []overPromise     // of Over
	groups   [][]string        // attributes of each grouping
	bills    bills             // the charges that name members
	late     countsDays        // how credits count lateness
	from, to int64             // the revisions' stretch, [from, to)
	hours    calendar.Calendar // of the family's calendar
}
