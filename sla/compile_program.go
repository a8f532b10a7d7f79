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
	pins       Pin         // what decides between this revision and the earlier terms
	written    []Objective // as in the document
	words      vocabulary
	blank      []uint32   // the value numbers of a ticket without attributes
	conditions matcher    // bitsPerClock rows per clock
	others     []int32    // for each further row, the bit that it stands for, over all clocks
	changing   []changing // rows with ChangedTo
	more       bool       // some clock needs stepMore
	clocks     []clockProgram
	objectives []objectiveProgram
	matrix     *matrixProgram
	grades     *gradeTable // nil: breaches have no grade
	crises     []crisisProgram
	crisesPath string // in the document
	credits    penalty.Schedule

	byPromise []int32        // the objectives in the order of their promises
	later     []int32        // for each objective, the index of its name in the next revision; -1: not there
	heard     []heardBit     // of each bit of history.seen: first events by number, then the values of each slot
	firstBit  []int32        // the first bit in heard of each slot
	turning   []turningPoint // starts and stops of the clocks
}

// changing is a row that holds only if one of its attributes changed.
type changing struct {
	row int32
	on  []changedTo
}

// changedTo is the change of an attribute that a row asks for.
type changedTo struct {
	slot int
	to   Match
}

type clockProgram struct {
	name      string
	owner     string
	table     *clockTable
	afterStop clockState
	after     int     // index into program.clocks of Clock.After; -1: it is empty
	hide      matcher // no rows: never
	policies  Policies

	derived   bool  // it measures the time in a value, and is no clock of the document
	most      int64 // the longest length of a pause; 0: no bound
	until     int   // the slot of the attribute with the end of a pause; -1: no such attribute
	pause     Condition
	lasts     bool // a pause lasts while its attributes hold
	mixedStop bool // some alternatives of the stop ask for attributes and others do not
}

// objectiveKind is what a stopped cycle adds to the cells of an objective.
type objectiveKind uint8

const (
	kindShare    objectiveKind = iota // whether it was within its target
	kindDuration                      // its length
	kindCustom                        // the count that a Measurer gives
	kindNone                          // nothing: the objective is not about cycles
)

// onceStopped reports whether a cycle counts only when it stops. An open cycle is then
// shown as open and never as missed.
func (k objectiveKind) onceStopped() bool { return k == kindDuration || k == kindCustom }

type objectiveProgram struct {
	promise  int    // index into Agreement.promises
	path     string // of the objective in the document
	written  []Target
	family   family
	limit    metrics.Limit // promised; the zero Limit: nothing is promised
	kind     objectiveKind // of the family
	clock    int           // index into program.clocks; -1: it has no clock
	where    matcher
	choose   matcher // over targets
	targets  []targetProgram
	asks     uint64  // the attributes that choose among targets, promise an instant or name hours, as slotBit has them
	asksText bool    // a ticket itself sets some target, or its hours
	by       [][]int // slots of each grouping
	counts   Counts
	policies Policies
	warn     []warning
	ladder   []warning        // of Escalate
	abandons *abandons        // nil: the objective has no Abandoned
	own      metrics.Measurer // of a custom metric
}

// targetProgram is a target with everything looked up.
type targetProgram struct {
	// Every cycle reads these fields. They fit in one line of the processor's cache.
	from, to int64 // During
	limit    int64 // open and wall time together; 0 for instants
	grace    int64
	cal      calendar.Calendar // of the target's open time and business days; always open if it names no calendar
	plain    bool              // a length that no ticket sets, by a calendar that never changes
	moves    bool              // PauseWall: pauses move the calendar by their whole length
	strict   bool              // LateAfterDue: late after the due instant, open or not
	roll     bool
	within

	index    int    // in Objective.Targets
	path     string // in the document
	calendar string
	versions []calendarVersion // empty: the calendar never changes
	dates    calendar.Calendar // if it or its lateness is in calendar days: every date of the zone
	received *calendar.DayTime // the cut-off; nil: no cut-off
	ifClosed calendar.Roll     // to where a closed date moves on which it ends
	zone     *zone.Zone        // of promised instants and dates
	slot     int               // of the attribute with a ticket's own instant or length
	override Override
	reason   int // the slots of override; -1: no attribute
	by       int
	hours    *hours  // the calendars that tickets name; nil: all tickets go by calendar
	season   *season // a During that recurs; nil: from and to say all
}

// asWritten gives the targets of the document, without those that byHours compiled
// again. An objective without a clock has no targets.
func (o *objectiveProgram) asWritten() []targetProgram {
	return o.targets[:min(len(o.targets), len(o.written))]
}

// calendarVersion is a calendar as known from an instant on.
type calendarVersion struct {
	known int64
	cal   calendar.Calendar
}

// strictly reports whether the policy makes a target late after its due instant. It
// does so for lengths of service time alone.
func (t *targetProgram) strictly(policy DueAtClosing) bool {
	return policy == LateAfterDue && t.kind == withinOpen && t.thenWall == 0
}

// knownAt gives the calendar as it was known at an instant.
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

// promise is one objective over the revisions in which it is the same. Items are
// gathered and judged for each promise.
type promise struct {
	Objective
	family
	path     string // of the objective in the document
	timeIn   bool   // the document has metrics.TimeIn
	every    every
	memo     int // equal for promises of equal periods
	limit    metrics.Limit
	judged   bool              // it has a limit
	overs    []overPromise     // of Over
	groups   [][]string        // attributes of each grouping that the document has
	cuts     []cutting         // the groupings after them, which only a report asked for
	unjudged *promise          // the promise of their groups; nil without cuts
	bills    bills             // the charges that name members
	late     countsDays        // how credits count lateness
	from, to int64             // when these revisions are in force, [from, to)
	hours    calendar.Calendar // the calendar of the family
}
