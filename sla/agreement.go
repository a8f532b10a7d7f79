package sla

import (
	"iter"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/parts"
	"github.com/upheld/upheld/internal/zone"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// Agreement is a Spec that was checked and compiled. It is immutable and safe for
// concurrent use. The zero Agreement is not valid: it promises nothing, evaluates
// nothing, and has the dates of UTC. Get an Agreement from New.
type Agreement struct {
	spec      Spec
	zone      *zone.Zone
	from, to  int64 // in force, [from, to)
	calendars map[string]calendar.Calendar
	programs  []program          // in time order
	pinned    int                // how many revisions pin PinOpened before the first that pins otherwise
	memos     int                // kinds of periods among the promises
	promises  []promise          // each objective over the revisions in which it is the same
	subjects  map[string][]int32 // the promises that read facts about each subject
	// memberKeys has for each service the attributes that name its members, sorted.
	memberKeys map[string][]string
	quantities []string        // the names of quantities in rates of credits; charges tell them
	every      []int32         // all promises, if they are few; else nil
	clocked    map[string]bool // the clocks that a promise measures
	findings   []Finding
	quiet      []Finding // of parts that change no result
	words      *lexicon  // nil: unknown words are ignored
	cuts       []cutOf   // see Cut; sorted
	cutText    string    // cuts as tallies have them; "" without
	kept       keptFields

	other       *Agreement // under the terms that do not pay; nil: no revision has a transition
	isOther     bool       // this is such an agreement
	transitions []transition
	prints      prints

	clauses penalty.Clauses // sorted by path

	spare sync.Pool // of *history: scratch of Track, which changes no result
}

// Sources is where an agreement finds the things that its Spec names but does not
// contain. The zero Sources knows time zones and nothing else.
type Sources struct {
	// Zone looks up a time zone. nil asks the time package, once for each name in a
	// process; its answer depends on the zone data of the machine or program.
	Zone func(name string) (*time.Location, error)
	// Holidays looks up the holidays that calendars name by country, such as
	// holidays.Official of calendar/holidays. If it is nil, a country is an error.
	Holidays func(country, region string) (calendar.HolidayList, error)
	// File reads the iCalendar files that calendars name as lists of days off, such as
	// holidays.Files of calendar/holidays gives. If it is nil, specfile.Open reads them
	// from its own files, and New refuses them.
	File func(calendar.Holidays) (calendar.HolidayList, error)
	// Measurers are the caller's own metrics, for metrics.Custom.
	Measurers []metrics.Measurer
	// Calculators are the caller's own penalty rules, by name.
	Calculators []penalty.Calculator
}

// New checks and compiles an agreement that needs no sources except time zones. The
// error joins a *FieldError for every problem, see Problems.
func New(spec Spec) (*Agreement, error) { return Sources{}.New(spec) }

// New checks and compiles an agreement with the sources. The agreement keeps a copy
// of the spec, which the caller may change afterwards. The error is as from New.
func (s Sources) New(spec Spec) (*Agreement, error) {
	c := compiler{sources: s}
	a := c.agreement(spec)
	if c.faults.Len() > 0 {
		return nil, fault.Named("sla: agreement", spec.ID, c.faults.Err())
	}
	return a, nil
}

// IsValid reports whether the agreement came from New.
func (a *Agreement) IsValid() bool { return len(a.programs) > 0 }

// days gives the zone whose days the agreement counts.
func (a *Agreement) days() *zone.Zone {
	if a.zone == nil {
		return zone.Of(nil)
	}
	return a.zone
}

// Spec gives a copy of the Spec that New compiled; the copy belongs to the caller. It
// copies every part. To look up a part alone, use Objectives, Calendar, Location or
// Priority.
func (a *Agreement) Spec() Spec { return parts.Copy(a.spec) }

// Objectives lists the objectives in force at an instant, as written and in the
// order of the agreement: the objectives of the latest revision that has taken
// effect, or the original objectives before the first revision. Each is a copy that
// belongs to the caller. The zero Agreement lists nothing.
func (a *Agreement) Objectives(at time.Time) iter.Seq[Objective] {
	return func(yield func(Objective) bool) {
		if !a.IsValid() {
			return
		}
		for _, o := range a.programs[a.programAt(clampNanos(at))].written {
			if !yield(parts.Copy(o)) {
				return
			}
		}
	}
}

// Clauses gives the clauses of the contract that the parts of the agreement cite, in
// all revisions: look up Reading.Target, Finding.Path, or "objectives.portal". The list
// belongs to the caller.
func (a *Agreement) Clauses() penalty.Clauses { return slices.Clone(a.clauses) }

// Findings lists terms that New accepted as written although they look like a
// mistake, such as a credit table with a gap. The list belongs to the caller.
func (a *Agreement) Findings() []Finding { return slices.Concat(a.findings, a.quiet) }

// Fingerprint is a digest of everything that figures depend on: the terms, the
// holidays, the transitions of the time zones that were looked up, and the versions of
// the caller's own rules. Titles, parties, reasons of revisions and warnings are not
// part of it. Tallies of agreements with different fingerprints do not mix. The first
// call works it out. It is zero for the zero Agreement.
func (a *Agreement) Fingerprint() [32]byte {
	if !a.IsValid() {
		return [32]byte{}
	}
	a.prints.once.Do(func() { a.prints.sum = a.fingerprint(a.prints.calendars) })
	return a.prints.sum
}

// Calendar gives a calendar of the agreement as it was first written, before
// any revision, by name; "24x7" always exists. It gives false for an unknown name.
func (a *Agreement) Calendar(name string) (calendar.Calendar, bool) {
	c, ok := a.calendars[name]
	return c, ok
}

// CalendarAt gives a calendar by name under the terms in force at an instant;
// "24x7" always exists. It gives false for a name that those terms do not have.
func (a *Agreement) CalendarAt(name string, at time.Time) (calendar.Calendar, bool) {
	if !a.IsValid() {
		return calendar.Calendar{}, false
	}
	c, ok := a.prints.calendars[a.programAt(clampNanos(at))][name]
	return c, ok
}

// Location is the agreement's time zone.
func (a *Agreement) Location() *time.Location { return a.days().Location() }

// Priority gives the priority of an impact and an urgency under the terms in
// force at an instant. It gives "" if these terms have no matrix of impact and
// urgency, or the words are not in it.
func (a *Agreement) Priority(impact, urgency string, at time.Time) string {
	if !a.IsValid() {
		return ""
	}
	p := &a.programs[a.programAt(clampNanos(at))]
	if p.matrix == nil {
		return ""
	}
	return p.matrix.table[[2]string{impact, urgency}]
}

// Bounds gives the first instant of a period in the agreement's zone and the
// first instant after it, in UTC, cut to the years 1900 to 2189.
func (a *Agreement) Bounds(p Period) (from, to time.Time) {
	return instant(a.start(p.from)), instant(a.start(p.to))
}

// PeriodAt gives the period of a kind that holds an instant, in dates of the
// agreement's zone. A rolling period ends with the date of the instant. A period that
// happens once is given for every instant. The error is about e.
func (a *Agreement) PeriodAt(e Every, at time.Time) (Period, error) {
	parsed, err := e.parse()
	if err != nil {
		return Period{}, err
	}
	day := a.day(clampNanos(at))
	if parsed.rolling > 0 {
		return Period{civil.Of(day + 1 - int64(parsed.rolling)), civil.Of(day + 1)}, nil
	}
	return parsed.period(parsed.index(day)), nil
}

// programAt gives the index of the program in force at an instant.
func (a *Agreement) programAt(at int64) int {
	if a.programs[len(a.programs)-1].from <= at { // most ask for the latest
		return len(a.programs) - 1
	}
	after := sort.Search(len(a.programs), func(i int) bool { return a.programs[i].from > at })
	return max(0, after-1)
}

// clampNanos gives an instant as nanoseconds, cut to the horizon.
func clampNanos(t time.Time) int64 {
	at, ok := nanos(t)
	switch {
	case ok:
		return at
	case t.Unix() < horizonFrom:
		return zeroTime
	}
	return forever - 1
}

// day gives the local day of an instant, counted from 1970.
func (a *Agreement) day(at int64) int64 {
	return a.days().Day(exact.FloorDiv(at, int64(time.Second)))
}

// start is the first instant of a date in the agreement's zone.
func (a *Agreement) start(d date.Date) int64 {
	day := civil.Day(d)
	switch {
	case day <= horizonFrom/86400:
		return zeroTime
	case day >= horizonTo/86400:
		return forever
	}
	return a.days().Start(day) * int64(time.Second)
}
