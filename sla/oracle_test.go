package sla_test

import (
	"fmt"
	"math/big"
	"math/bits"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func TestTheClockIsThatOfTheOracle(t *testing.T) {
	oracleSaw.reset()
	tape.Check(t, agreesWithTheOracle)
	oracleSaw.holds(t, map[string]int{
		"good in a period": 100, "missed in a period": 90, "period known": 100,
		"cycle": 400, "stopped": 100, "paused": 40, "breach": 200, "due": 180, "waived": 80, "several cycles": 25, "change of target": 160,
		"in business days": 12, "in calendar days": 15, "promised": 12, "length": 300, "without a target": 60, "days moved": 7, "received late": 25,
		"in months": 4, "off a closed date": 2,
		"keep-stricter": 20, "carry-proportion": 15, "restart": 25, "from-start": 25, "carry-elapsed": 25, "keep-first": 20,
	})
}

// oracleSaw counts what the scenarios of a run held.
var oracleSaw kindsSeen

// kindsSeen counts scenarios, and those of each kind: a law over scenarios in which
// nothing happens says nothing. Committed inputs count too, in parallel.
type kindsSeen struct {
	mu    sync.Mutex
	count map[string]int
}

const scenario = "scenario"

func (k *kindsSeen) reset() { k.count = map[string]int{} }

func (k *kindsSeen) add(kind string, is bool) {
	if !is {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.count == nil {
		k.reset()
	}
	k.count[kind]++
}

// holds reports kinds with fewer than so many in a thousand scenarios; of a short
// run it only asks that most kinds occur.
func (k *kindsSeen) holds(t *testing.T, least map[string]int) {
	t.Helper()
	t.Logf("%v", k.count)
	for kind, n := range least {
		if k.count[scenario] >= 1000 && k.count[kind]*1000 < n*k.count[scenario] || n >= 200 && k.count[kind] == 0 {
			t.Errorf("%s: %d in %d scenarios, want %d in a thousand", kind, k.count[kind], k.count[scenario], n)
		}
	}
}

// naive is a clock that is walked through minute by minute. It is slow and does
// what the documentation says, in that order. Its histories lie on whole minutes.
type naive struct {
	clock   sla.Clock
	targets []sla.Target
	hours   map[string]calendar.Calendar
	known   map[string][]byte  // of each minute whether they are open
	length  map[sla.Within]int // in minutes
	days    []naiveDays        // of each target
	cutOffs []int              // of each target, the minute of the day; -1: none
	zone    *time.Location     // of the agreement

	attrs     map[string]string
	cycles    []*naiveCycle
	open      bool // the last cycle is open
	paused    bool
	stopped   bool // the last cycle was stopped and may go on
	final     bool
	stoppedAt int      // before any start; -1: never
	waived    [][2]int // minutes of exclusions
}

// naiveDays is a target in days, or one that is promised.
type naiveDays struct {
	days     int
	months   int
	business bool
	ifClosed calendar.Roll
	roll     bool
	end      bool // at the end of the day
	by       int  // the minute of the day; -1: none
	promise  bool
}

type naiveCycle struct {
	continued  bool // it was stopped and went on
	start, end int
	from       int    // the minute from which it counts
	phases     []byte // of each minute: running, paused, stopped
	changes    []naiveChange
	corrected  *naiveChange // by the event that stopped it
	ended      sla.Phase
}

// naiveChange is the choice of a target at a minute; -1 is none.
type naiveChange struct {
	minute, target int
	promised       int64 // the instant that the ticket names for it
	unread         bool  // it names none
}

func (c naiveChange) same(d naiveChange) bool {
	return c.target == d.target && c.promised == d.promised && c.unread == d.unread
}

func (n *naive) matches(c sla.Condition, e sla.Event) bool {
	if c.IsZero() || len(c.Event) > 0 && !slices.Contains(c.Event, e.Name) {
		return false
	}
	return n.holds(c.While)
}

func (n *naive) holds(w sla.Where) bool {
	for key, match := range w {
		if slices.Contains(match.Values, n.attrs[key]) == match.Not {
			return false
		}
	}
	return true
}

func (n *naive) choose(minute int) naiveChange {
	c := naiveChange{minute: minute, target: slices.IndexFunc(n.targets, func(t sla.Target) bool { return n.holds(t.When) })}
	if c.target >= 0 && n.days[c.target].promise {
		ok := false
		if c.promised, ok = n.promise(n.attrs["due"]); !ok {
			c = naiveChange{minute: minute, target: never, unread: n.attrs["due"] != ""}
		}
	}
	return c
}

// promise reads an instant, a time on the clock of the agreement, or a date,
// which means its end.
func (n *naive) promise(text string) (int64, bool) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return int64(at.Sub(generatedFrom)), true
	}
	if at, err := time.Parse("2006-01-02T15:04", text); err == nil {
		return instant(shows(n.zone, int(at.Unix()/(24*60*60)), at.Hour()*60+at.Minute())), true
	}
	if at, err := time.Parse(time.DateOnly, text); err == nil {
		return instant(shows(n.zone, int(at.Unix()/(24*60*60)), 24*60)) - 1, true // its last instant
	}
	return 0, false
}

func (n *naive) last() *naiveCycle { return n.cycles[len(n.cycles)-1] }

// target notes which target applies to the last cycle from a minute on.
func (c *naiveCycle) target(change naiveChange) {
	if k := len(c.changes); k > 0 && c.changes[k-1].minute == change.minute {
		c.changes = c.changes[:k-1]
	}
	if k := len(c.changes); k == 0 || !c.changes[k-1].same(change) {
		c.changes = append(c.changes, change)
	}
}

func (n *naive) event(e sla.Event, minute int) {
	for _, pair := range e.Set {
		n.attrs[pair[0]] = pair[1]
	}
	chosen := n.choose(minute)
	c := n.clock
	start, stop, reset, cancel := n.matches(c.Start, e), n.matches(c.Stop, e), n.matches(c.Reset, e), n.matches(c.Cancel, e)
	if n.open && !stop && !reset && !cancel { // what ends a cycle is no change of it
		n.last().target(chosen)
	}
	pause := n.matches(c.Pause, e)
	resume := n.matches(c.Resume, e)
	if c.Resume.IsZero() {
		lasting := c.Pause
		if len(lasting.While) > 0 {
			lasting.Event = nil
		}
		resume = !n.matches(lasting, e)
	}
	begin := func() {
		from := minute
		if before := len(n.cycles) - 1; before >= 0 && c.Reopen == sla.NewCycleAfterDue && n.cycles[before].ended == sla.PhaseStopped {
			from = max(from, int(n.unwaived().read(n.cycles[before], n.cycles[before].end, false).promised/int64(time.Minute)))
		}
		n.cycles = append(n.cycles, &naiveCycle{start: minute, from: from})
		n.open, n.paused = true, pause
		n.last().target(chosen)
	}
	end := func(how sla.Phase) {
		n.last().end, n.last().ended = minute, how
		n.open = false
	}
	switch {
	case n.open && stop:
		end(sla.PhaseStopped)
		if c.Retarget == sla.FromStart {
			n.last().corrected = &chosen
		}
		n.stopped = c.Reopen == sla.ContinueExcluding || c.Reopen == sla.ContinueIncluding
		n.final = c.Reopen == sla.Final
	case n.open && reset:
		end(sla.PhaseStopped)
		begin()
	case n.open && cancel:
		end(sla.PhaseCancelled)
	case n.open && pause:
		n.paused = true
	case n.open && resume:
		n.paused = false
	case n.open || n.final:
	case n.stopped:
		holds := len(c.Stop.While) == 0 || n.holds(c.Stop.While)
		if !stop && !cancel && (!holds || start) {
			last := n.last()
			fill := byte('s')
			if c.Reopen == sla.ContinueIncluding {
				fill = 'r'
			}
			for len(last.phases) < minute-last.start {
				last.phases = append(last.phases, fill)
			}
			n.open, n.paused, n.stopped, last.ended, last.continued = true, pause, false, "", true
			last.corrected = nil
			last.target(chosen)
		}
	case stop:
		if len(n.cycles) == 0 && len(c.Stop.Event) > 0 && n.stoppedAt < 0 {
			n.stoppedAt = minute
		}
	case start && !cancel:
		begin()
	}
}

// walk goes through a history up to a minute.
func (n *naive) walk(events []sla.Event, until int) {
	n.stoppedAt = -1
	minute := func(e sla.Event) int { return int(e.At.Sub(generatedFrom) / time.Minute) }
	for m := 0; m <= until; m++ {
		for _, e := range events {
			if minute(e) == m {
				n.event(e, m)
			}
		}
		if n.open && m < until {
			c := n.last()
			phase := byte('r')
			if n.paused {
				phase = 'p'
			}
			c.phases = append(c.phases, phase)
		}
	}
}

// naiveReading is what is compared. Instants are nanoseconds since generatedFrom.
type naiveReading struct {
	Phase      sla.Phase
	Start, End int64
	Elapsed    time.Duration
	Due        int64 // -1: none, or a pause moves it
	Breach     int64 // -1: none

	Born bool

	promised int64 // the due instant if it went on running
	chosen   int   // the target that applies; -1: none
	unread   bool  // none, since the ticket names no instant
	ended    bool  // none, and it was stopped
}

const never = -1

func instant(minute int) int64 { return int64(minute) * int64(time.Minute) }

// unwaived is the clock without exclusions.
func (n *naive) unwaived() *naive {
	raw := *n
	raw.waived = nil
	return &raw
}

// naiveSum is what has become of one target from the start of a cycle, or from
// the change to it, up to a minute.
type naiveSum struct {
	target naiveChange
	from   int // the minute from which the cycle counts
	used   int64
	given  int   // minutes by which pauses have moved the calendar
	due    int64 // of a length: when it was used up; of days and promises: as it stands
	breach int64

	since int   // the minute from which days and promises are held against the cycle
	late  int64 // of days and promises: the end of the grace
	held  bool  // time is taken out that began before it: it moves it
	grace bool  // that began in the grace
	still bool  // a pause that begins just then moves nothing
	idle  bool  // a pause keeps it from being late
}

// minuteOfCycle is a minute of a cycle.
type minuteOfCycle struct {
	m              int
	phase          byte
	waived, counts bool // counts: the clock runs
	none           bool // no target applied
	paused         bool // also while it is waived
}

// isOpen asks a calendar once for each minute.
func (n *naive) isOpen(target, minute int) bool {
	name := n.targets[target].Calendar
	known := n.known[name]
	const before = 30 * 24 * 60
	for at := minute + before; at >= len(known); {
		known = append(known, make([]byte, 8*24*60)...)
		n.known[name] = known
	}
	state := &known[minute+before]
	if *state == 0 {
		*state = 'c'
		if n.hours[name].IsOpen(generatedFrom.Add(time.Duration(minute) * time.Minute)) {
			*state = 'o'
		}
	}
	return *state == 'o'
}

// later gives the earliest instant at which so many open minutes have passed.
func (n *naive) later(target int, at int64, open int) int64 {
	for left := instant(open); left > 0; {
		m := int(at / int64(time.Minute))
		passes := instant(m+1) - at
		if n.isOpen(target, m) {
			passes = min(passes, left)
			left -= passes
		}
		at += passes
	}
	return at
}

// naiveDate is a date that a clock shows, counted from 1970, and the minute of it.
type naiveDate struct{ date, of int }

// clocks are the minutes of clocks that were looked at, by zone and minute.
var (
	clocksMu sync.Mutex
	clocks   = map[string]map[int]naiveDate{}
)

// clockOf gives what a clock shows.
func clockOf(zone *time.Location, minute int) naiveDate {
	clocksMu.Lock()
	defer clocksMu.Unlock()
	known := clocks[zone.String()]
	if known == nil {
		known = map[int]naiveDate{}
		clocks[zone.String()] = known
	}
	d, ok := known[minute]
	if !ok {
		year, month, day := generatedFrom.Add(time.Duration(minute) * time.Minute).In(zone).Date()
		hour, m, _ := generatedFrom.Add(time.Duration(minute) * time.Minute).In(zone).Clock()
		d = naiveDate{int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)), hour*60 + m}
		known[minute] = d
	}
	return d
}

// shows gives the first minute from which a clock shows a time of a date, or
// something later.
func shows(zone *time.Location, date, of int) int {
	for m := date*24*60 - int(generatedFrom.Unix()/60) - 15*60 + of; ; m++ {
		if d := clockOf(zone, m); d.date > date || d.date == date && d.of >= of {
			return m
		}
	}
}

// countsFrom gives the minute from which a cycle counts under a target.
func (n *naive) countsFrom(c *naiveCycle, target int) int {
	if target < 0 || n.cutOffs[target] < 0 {
		return c.from
	}
	zone, opens := n.hours[n.targets[target].Calendar].Location(), n.opens(target)
	date := clockOf(zone, c.start).date
	if n.business(target, date) && c.start <= shows(zone, date, n.cutOffs[target]) {
		return c.from
	}
	m := c.start
	for clockOf(zone, m).date == date || !opens(m) {
		m++
	}
	return max(c.from, m)
}

// opens reports whether an opening of a target's calendar starts at a minute.
func (n *naive) opens(target int) func(m int) bool {
	if n.targets[target].Calendar == "24x7" {
		zone := n.hours["24x7"].Location()
		return func(m int) bool { return clockOf(zone, m-1).date != clockOf(zone, m).date }
	}
	return func(m int) bool { return n.isOpen(target, m) && !n.isOpen(target, m-1) }
}

// dueOfDays steps days from a minute.
func (n *naive) dueOfDays(target, minute int) int64 {
	d, zone := n.days[target], n.zone
	if d.business {
		zone = n.hours[n.targets[target].Calendar].Location()
		for d.roll && !n.isOpen(target, minute) {
			minute++
		}
	}
	always := !d.business || n.targets[target].Calendar == "24x7"
	opens := n.opens(target) // on its date
	if always {
		opens = func(m int) bool { return clockOf(zone, m-1).date != clockOf(zone, m).date }
	}
	start := clockOf(zone, minute)
	date := start.date
	for m, left := minute, d.days; left > 0; m++ { // to the next date on which an opening starts
		if on := clockOf(zone, m).date; on != date && opens(m) {
			date, left = on, left-1
		}
	}
	if d.months > 0 {
		of := time.Unix(int64(date)*24*60*60, 0).UTC()
		first := time.Date(of.Year(), of.Month()+time.Month(d.months), 1, 0, 0, 0, 0, time.UTC)
		date = int(first.Unix()/(24*60*60)) + min(of.Day(), first.AddDate(0, 1, -1).Day()) - 1
	}
	due := n.timeOf(target, zone, date, start.of, always)
	if d.ifClosed == "" || n.business(target, date) {
		return due
	}
	next, before := date, date
	for !n.business(target, next) {
		next++
	}
	for !n.business(target, before) {
		before--
	}
	month := func(date int) string { return time.Unix(int64(date)*24*60*60, 0).UTC().Format("2006-01") }
	if d.ifClosed == calendar.RollPrevious || d.ifClosed == calendar.RollModified && month(next) != month(date) {
		if due := n.timeOf(target, zone, before, start.of, always); due > instant(minute) {
			return due
		}
	}
	return n.timeOf(target, zone, next, start.of, always)
}

// business reports whether a date is a business day of a target's calendar.
func (n *naive) business(target, date int) bool {
	zone, opens := n.hours[n.targets[target].Calendar].Location(), n.opens(target)
	for m := shows(zone, date, 0); clockOf(zone, m).date == date; m++ {
		if opens(m) {
			return true
		}
	}
	return false
}

// timeOf gives the time of a date at which a target in days ends.
func (n *naive) timeOf(target int, zone *time.Location, date, of int, always bool) int64 {
	d, opens := n.days[target], n.opens(target)
	switch {
	case d.by >= 0:
		return instant(shows(zone, date, d.by))
	case d.end && always:
		return instant(shows(zone, date, 24*60))
	case d.end: // where the last opening of the date ends
		last := 0
		for m := shows(zone, date, 0); clockOf(zone, m).date == date; m++ {
			if opens(m) {
				last = m
			}
		}
		for n.isOpen(target, last) {
			last++
		}
		return instant(last)
	}
	return instant(shows(zone, date, of))
}

func (n *naive) isInstant(target int) bool {
	return n.days[target].days+n.days[target].months > 0 || n.days[target].promise
}

// begin gives what a target is before anything of the cycle has passed.
func (n *naive) begin(c *naiveCycle, target naiveChange, from int) naiveSum {
	s := naiveSum{target: target, from: n.countsFrom(c, target.target), due: never, breach: never}
	if target.target >= 0 && n.isInstant(target.target) {
		s.due = target.promised
		if !n.days[target.target].promise {
			s.due = n.dueOfDays(target.target, max(s.from, from))
		}
		s.late = n.later(target.target, s.due, n.grace(target.target))
	}
	return s
}

func (n *naive) grace(target int) int { return n.length[sla.Within(n.targets[target].Grace)] }

func (n *naive) limits(target int) (limit, late int64) {
	limit = instant(n.length[n.targets[target].Within])
	return limit, limit + instant(n.grace(target))
}

// step lets a minute pass.
func (n *naive) step(c *naiveCycle, s *naiveSum, at minuteOfCycle) {
	target := s.target.target
	if target < 0 {
		return
	}
	now, running := instant(at.m), at.counts && at.m >= s.from
	open := n.isOpen(target, at.m-s.given)
	if n.isInstant(target) {
		days := !n.days[target].promise
		pauses := days && n.clock.DayPauses == sla.PausesAdded && !at.counts && !at.waived
		takenOut, idle := at.waived || days && at.none, s.idle
		switch {
		case !takenOut && !pauses:
			s.held, s.idle = false, false
		case !s.held && now < s.late:
			s.held, s.grace = true, now >= s.due
		case !s.held && now == s.late && pauses:
			s.held, s.still = true, true
		}
		s.still = s.still && s.held
		s.idle = s.held && pauses
		if s.held && !s.still && at.m >= max(s.from, s.since) && n.isOpen(target, at.m) {
			if !s.grace {
				s.due = n.later(target, s.due, 1)
				s.late = n.later(target, s.due, n.grace(target))
			} else {
				s.late = n.later(target, s.late, 1)
			}
			if s.late > s.breach {
				s.breach = never
			}
		}
		if !s.idle && s.late < now+instant(1) && s.breach < 0 {
			s.breach = s.late
			if idle {
				s.breach = max(now, s.late)
			}
		}
		if running && open && !at.none && at.m >= s.since {
			s.used += instant(1)
		}
		moves := days && n.clock.DayPauses == sla.PausesAdded // else a pause that is waived is as if it had never been
		if at.paused && !at.none && at.m >= s.since && (moves || !at.waived) && n.clock.PauseBasis == sla.PauseWall && at.m >= s.from {
			s.given++
		}
		return
	}
	if at.none {
		return
	}
	limit, late := n.limits(target)
	if s.used >= limit && s.due < 0 {
		s.due = now
	}
	if n.clock.DueAtClosing == sla.LateAfterDue && running && s.used >= late && s.breach < 0 {
		s.breach = now
	}
	if at.paused && n.clock.PauseBasis == sla.PauseWall && at.m >= s.from {
		s.given++
	}
	if running && open {
		next := s.used + instant(1)
		if next > late && s.breach < 0 {
			s.breach = now + max(0, late-s.used)
		}
		if next >= limit && s.due < 0 {
			s.due = now + limit - s.used
		}
		s.used = next
	}
}

// dueFrom gives the due instant if the clock runs from a minute on.
func (n *naive) dueFrom(c *naiveCycle, s naiveSum, m int) int64 {
	if s.target.target < 0 || n.isInstant(s.target.target) {
		return s.due
	}
	if limit, _ := n.limits(s.target.target); s.used >= limit && s.due < 0 {
		return instant(m)
	}
	for ; s.due < 0; m++ {
		n.step(c, &s, minuteOfCycle{m: m, phase: 'r', counts: true})
	}
	return s.due
}

// read measures a cycle as seen at a minute.
func (n *naive) read(c *naiveCycle, until int, open bool) naiveReading {
	r := naiveReading{Phase: c.ended, Start: instant(c.start), End: instant(c.end), Due: never, Breach: never}
	phases := c.phases
	running := open && !n.paused
	switch {
	case c.ended == sla.PhaseCancelled:
		r.Phase = sla.PhaseCancelled
	case running:
		r.Phase, r.End = sla.PhaseRunning, instant(until)
	case open:
		r.Phase, r.End = sla.PhasePaused, instant(until)
	}
	backwards := n.clock.Backwards == sla.BackwardsZero && n.stoppedAt >= 0 && n.stoppedAt < c.start && len(n.cycles) == 1 && open && !c.continued
	if backwards {
		r.Phase, r.End, phases = sla.PhaseStopped, instant(c.start), nil
		until = c.start
	}
	waived := func(m int) bool {
		return m < until && slices.ContainsFunc(n.waived, func(w [2]int) bool { return w[0] <= m && m < w[1] })
	}
	covered := slices.ContainsFunc(n.waived, func(w [2]int) bool { return w[0] < until && until < w[1] })
	minute := func(i, dropped int) minuteOfCycle {
		at := minuteOfCycle{m: c.start + i, phase: 'r'}
		if i < len(phases) {
			at.phase = phases[i]
		}
		at.paused = at.phase == 's' || at.phase == 'p' && i >= dropped
		at.waived = waived(at.m) && !backwards
		at.counts = (at.phase == 'r' || at.phase == 'p' && i < dropped) && !at.waived
		return at
	}
	changes := c.changes[1:]
	if c.corrected != nil && c.ended == sla.PhaseStopped && c.end <= until && !c.corrected.same(c.changes[len(c.changes)-1]) {
		changes = append(slices.Clip(changes), *c.corrected)
	}
	s := n.begin(c, c.changes[0], c.start)
	none := []bool{} // the minutes without a target
	missed, left, came := false, false, int64(never)
	last, lastDropped, droppedBefore := naiveSum{target: naiveChange{target: never}}, 0, 0 // of the last target
	for i := 0; ; i++ {
		m, now := c.start+i, instant(c.start+i)
		for at, change := range changes {
			if change.minute != m || missed || n.clock.Retarget == sla.KeepFirst && s.target.target >= 0 {
				continue
			}
			if n.clock.Retarget != sla.FromStart && s.breach >= 0 && s.breach < now {
				missed, left = true, change.target < 0
				continue
			}
			if s.target.target < 0 && n.clock.Retarget == sla.FromStart {
				came = now
			}
			dropped := 0
			if correction := c.corrected != nil && at == len(c.changes)-1; n.clock.PastPauses == sla.DropPauses && !correction {
				dropped = i
			}
			before := s
			if before.target.target >= 0 {
				last, lastDropped = before, droppedBefore
			}
			// from gives a target as if it had applied from the start, except while none did.
			from := func(to naiveChange, dropped int) naiveSum {
				first := 0
				for n.clock.Retarget != sla.FromStart && first < i && none[first] {
					first++
				}
				s := n.begin(c, to, c.start+first)
				s.since = c.start + first
				if to.target >= 0 && n.isInstant(to.target) {
					first = 0 // what began before goes on
				}
				for k := first; k < i; k++ {
					at := minute(k, dropped)
					at.none = none[k] && c.start+k >= s.since && n.clock.Retarget != sla.FromStart
					n.step(c, &s, at)
				}
				return s
			}
			instants := change.target >= 0 && n.isInstant(change.target)
			carries := last.target.target >= 0 && !n.isInstant(last.target.target) && !instants
			switch {
			case change.target < 0:
				s = n.begin(c, change, m)
			case n.clock.Retarget == sla.Restart && (!instants || before.target.target < 0), last.target.target < 0 && n.clock.Retarget != sla.FromStart:
				s = n.begin(c, change, m) // from here on
				s.since = m
				for k := 0; instants && k < i; k++ { // what began before goes on
					n.step(c, &s, minute(k, dropped))
				}
			case n.clock.Retarget == sla.KeepStricter:
				s, droppedBefore = from(change, dropped), dropped
				if before.target.target < 0 {
					before = from(last.target, lastDropped)
				}
				// Days and promises by all that is known to move them, lengths as if they ran on.
				due := func(s naiveSum) int64 {
					if s.target.target >= 0 && n.isInstant(s.target.target) {
						ends := until - c.start // of the last pause that is over
						for open && ends > i && phases[ends-1] == 'p' {
							ends--
						}
						for k := i; c.start+k < until; k++ {
							at := minute(k, 0)
							at.counts = at.counts || k >= ends && !at.waived
							n.step(c, &s, at)
						}
					}
					return n.dueFrom(c, s, m)
				}
				if due(before) <= due(s) {
					s, droppedBefore = before, lastDropped
				}
			case carries && n.clock.Retarget != sla.FromStart: // what was used, or the share that it was
				limit, late := n.limits(change.target)
				s = n.begin(c, change, m)
				if s.used, s.given = last.used, last.given; s.used > 0 { // it counts already
					s.from = c.from
				}
				if n.clock.Retarget == sla.CarryProportion {
					of, _ := n.limits(last.target.target)
					used := new(big.Int).Mul(big.NewInt(s.used), big.NewInt(limit))
					used.Add(used, big.NewInt(of-1))
					s.used = used.Div(used, big.NewInt(of)).Int64()
				}
				if s.used >= limit {
					s.due = now
					if s.used > late {
						s.breach = now
					}
				}
			default:
				s = from(change, dropped)
			}
		}
		if m == until {
			if s.target.target >= 0 && n.isInstant(s.target.target) && !s.idle && s.late < now && s.breach < 0 {
				s.breach = s.late
			}
			r.Elapsed = time.Duration(s.used)
			r.Breach = s.breach
			r.Born = s.breach >= 0 && s.breach <= max(instant(c.start), came)
			if s.target.target >= 0 && r.Phase == sla.PhasePaused && n.isInstant(s.target.target) &&
				(n.days[s.target.target].promise || n.clock.DayPauses == sla.PausesIgnored) {
				r.Due = s.due
			}
		}
		none = append(none, s.target.target < 0)
		if m >= until && i >= len(phases) && m >= c.from {
			s.due = n.dueFrom(c, s, m)
			break
		}
		if at := minute(i, 0); !left {
			if m >= until && !at.counts { // what is to come is not held against it
				break
			}
			n.step(c, &s, at)
		}
	}
	due := s.due
	if s.target.target < 0 {
		due = never
	}
	r.promised, r.chosen = due, s.target.target
	if r.Phase == sla.PhaseRunning && (!covered || s.target.target >= 0 && n.isInstant(s.target.target) || due >= 0 && due <= instant(until)) {
		r.Due = due
	}
	if s.target.target < 0 {
		return naiveReading{Phase: sla.PhaseNotApplicable, Start: r.Start, End: r.End, Due: never, Breach: never, promised: never, chosen: never, unread: s.target.unread, ended: r.Phase == sla.PhaseStopped}
	}
	if r.Phase == sla.PhaseStopped && r.End < instant(until) {
		return n.read(c, int(r.End/int64(time.Minute)), false)
	}
	return r
}

// lasting goes through a tape again and again, its numbers turned by a bit each
// time: a scenario needs more numbers than most tapes have, and one in which
// everything from some point on is nothing shows little.
func lasting(r *tape.Reader) *tape.Reader {
	var all tape.Tape
	for !r.Done() {
		all = append(all, r.Word())
	}
	for i, n := 0, len(all); n > 0 && len(all) < 200; i++ {
		all = append(all, bits.RotateLeft16(all[i], 1))
	}
	return all.Reader()
}

// agreesWithTheOracle compares every cycle of a ticket with the naive clock.
func agreesWithTheOracle(r *tape.Reader) error {
	r = lasting(r)
	clock := drawClock(r)
	if clock.Pause.Most != "" { // this clock knows no pauses that end by themselves, no alternatives and no changes
		clock.Pause = sla.While("status", "waiting")
	}
	if len(clock.Stop.Any) > 0 {
		clock.Stop = clock.Stop.Any[0]
	}
	clock.CalendarChange = sla.Frozen
	clock.Retarget = tape.Pick(r, sla.CarryElapsed, sla.Restart, sla.FromStart, sla.KeepFirst, sla.KeepStricter, sla.CarryProportion)
	clock.Backwards = tape.Pick(r, sla.BackwardsZero, sla.BackwardsIgnored)
	wholeMinutes := clock.Reopen == sla.NewCycleAfterDue // from which the next cycle counts
	if wholeMinutes && clock.Retarget == sla.CarryProportion {
		clock.Retarget = sla.CarryElapsed
	}
	clock.Hide = nil
	calendars := drawCalendars(r)
	office := calendars["office"]
	office.Versions = nil
	calendars["office"] = office
	zone := tape.Pick(r, "UTC", "Europe/Berlin", "America/New_York")
	n := &naive{clock: clock, zone: must(time.LoadLocation(zone)), attrs: map[string]string{}, known: map[string][]byte{}, length: map[sla.Within]int{},
		hours: map[string]calendar.Calendar{"office": must(calendar.New(office)), "24x7": calendar.Always().In(must(time.LoadLocation(zone)))}}
	ticket := drawTicket(r, "T")
	if start := clock.Start; len(ticket.Events) > 0 && r.Int(4) > 0 { // most start at once
		e := &ticket.Events[0]
		if len(start.Event) > 0 {
			e.Name = start.Event[0]
		}
		e.Set = append(e.Set, [2]string{"due", tape.Pick(r, "2026-03-29", "2026-03-27T09:00", "2026-03-30T12:00:00Z", "soon")})
	}
	if r.Int(3) > 0 { // often one that is paused and changes, so that each policy has something to decide
		at := generatedFrom.Add(time.Duration(r.Int(24*60)) * time.Minute)
		if len(ticket.Events) > 0 {
			at = ticket.Events[len(ticket.Events)-1].At
		}
		for i := range 3 + r.Int(5) {
			at = at.Add(time.Duration(r.Int(12*60)) * time.Minute)
			e := sla.Event{At: at, Seq: int64(100 + i), ID: fmt.Sprint("more", i), Name: "status", Set: sla.Attrs{{"status", tape.Pick(r, "waiting", "open")}}}
			if r.Int(5) > 2 {
				e.Name, e.Set = "priority", sla.Attrs{{"priority", tape.Pick(r, "P1", "P3", "P2")}, {"due", tape.Pick(r, "2026-03-28", "2026-03-27T09:00", "2026-03-30T12:00:00Z")}}
			}
			ticket.Events = append(ticket.Events, e)
		}
	}
	for _, e := range ticket.Events {
		for i := range e.Set {
			if wholeMinutes && e.Set[i][0] == "due" && len(e.Set[i][1]) == len(time.DateOnly) {
				e.Set[i][1] += "T23:00"
			}
		}
	}
	counts := tape.Pick(r, sla.ByStart, sla.ByStop, sla.ByDue)
	promisesAll, closing := r.Int(2), r.Int(3) == 0 && len(ticket.Events) > 0
	for i := range 2 + r.Int(2) {
		minutes, grace := 1+r.Int(600), r.Int(2)*r.Int(30)
		if closing { // what is left of the first day
			day := ticket.Events[0].At.Truncate(24 * time.Hour).Add(24 * time.Hour)
			minutes, grace = max(1, int(n.hours["office"].Elapsed(ticket.Events[0].At, day)/time.Minute)), 0
		}
		t := sla.Target{Within: sla.Within(fmt.Sprintf("%dm", minutes)), Calendar: tape.Pick(r, "office", "24x7")}
		if grace > 0 {
			t.Grace = metrics.Span(fmt.Sprintf("%dm", grace))
			n.length[sla.Within(t.Grace)] = grace
		}
		if i < 2 || promisesAll == 0 {
			t.When = sla.Where{"priority": sla.Is([]string{"P1", "P3", "P2"}[i])}
		}
		n.length[t.Within] = minutes
		days := naiveDays{by: never}
		if shape := r.Int(8); shape > 4 && !closing {
			days = drawNaiveDays(r, shape, &t)
		}
		n.days = append(n.days, days)
		n.cutOffs = append(n.cutOffs, never)
		if !days.promise && r.Int(3) == 1 {
			t.ReceivedBy = tape.Pick(r, "10:00", "16:30", "24:00")
			n.cutOffs[i] = map[string]int{"10:00": 600, "16:30": 990, "24:00": 1440}[t.ReceivedBy]
		}
		n.targets = append(n.targets, t)
	}
	a, err := sla.New(sla.Spec{
		ID: "drawn", Zone: zone, Policies: sla.Policies{UnknownWords: sla.WordsReported}, Calendars: calendars, Clocks: map[string]sla.Clock{"c": clock},
		Objectives: []sla.Objective{{ID: "o", Clock: "c", Targets: n.targets, Attain: "90%", Period: sla.Daily, Counts: counts}},
	})
	if err != nil {
		return err
	}
	for _, pair := range ticket.Attrs {
		n.attrs[pair[0]] = pair[1]
	}
	first, last := 0, 0 // minutes of events; small numbers are soon after them
	if k := len(ticket.Events); k > 0 {
		first, last = int(ticket.Events[0].At.Sub(generatedFrom)/time.Minute), int(ticket.Events[k-1].At.Sub(generatedFrom)/time.Minute)
	}
	until := r.Int(8 * 24 * 60)
	if until < 64 {
		until = last + until*until
	}
	if closing && r.Int(2) == 0 { // in the night after it
		until = int(ticket.Events[0].At.Sub(generatedFrom)/(24*time.Hour))*24*60 + 16*60 + r.Int(15*60)
	}
	at := generatedFrom.Add(time.Duration(until) * time.Minute)
	var exclusions []sla.Exclusion
	for range r.Int(3) {
		from := r.Int(6 * 24 * 60)
		if from < 64 {
			from += first
		}
		w := [2]int{from, from + 1 + r.Int(24*60)}
		n.waived = append(n.waived, w)
		exclusions = append(exclusions, sla.Exclusion{Ticket: "T", Reason: "drawn",
			From: generatedFrom.Add(time.Duration(w[0]) * time.Minute), To: generatedFrom.Add(time.Duration(w[1]) * time.Minute)})
	}
	oracleSaw.add(scenario, true)
	n.walk(ticket.Events, until)
	readings := a.Track(&ticket, at, exclusions...)
	for i, c := range n.cycles {
		if i >= len(readings) {
			return fmt.Errorf("as of %s: %d cycles, want %d", at, len(readings), len(n.cycles))
		}
		want := n.read(c, until, n.open && i == len(n.cycles)-1)
		got := naiveReading{Phase: readings[i].Phase, Start: sinceGenerated(readings[i].StartedAt), End: instant(until), Elapsed: readings[i].Elapsed,
			Due: never, Breach: sinceGenerated(readings[i].BreachedAt), Born: readings[i].BornBreached}
		if !readings[i].StoppedAt.IsZero() {
			got.End = sinceGenerated(readings[i].StoppedAt)
		}
		if got.Phase == sla.PhaseRunning || got.Phase == sla.PhasePaused && want.Due >= 0 {
			got.Due = sinceGenerated(readings[i].DueAt)
		}
		if got.Phase == sla.PhaseCancelled {
			got.Breach, want.Breach, got.Elapsed, want.Elapsed, got.Born, want.Born = never, never, 0, 0, false, false
		}
		oracleSaw.add("cycle", i == 0)
		oracleSaw.add("several cycles", i == 1)
		oracleSaw.add("stopped", want.Phase == sla.PhaseStopped)
		oracleSaw.add("paused", want.Phase == sla.PhasePaused)
		oracleSaw.add("without a target", want.chosen < 0)
		oracleSaw.add("breach", want.Breach >= 0)
		oracleSaw.add("due", want.Due >= 0)
		oracleSaw.add("waived", readings[i].Waived > 0)
		oracleSaw.add("change of target", len(c.changes) > 1)
		oracleSaw.add(string(clock.Retarget), len(c.changes) > 1)
		if want.chosen >= 0 {
			d := n.days[want.chosen]
			oracleSaw.add("in business days", d.days > 0 && d.business)
			oracleSaw.add("in calendar days", d.days > 0 && !d.business)
			oracleSaw.add("in months", d.months > 0)
			if d.ifClosed != "" {
				n.days[want.chosen].ifClosed = ""
				unmoved := n.begin(c, naiveChange{target: want.chosen}, c.start).due
				n.days[want.chosen].ifClosed = d.ifClosed
				oracleSaw.add("off a closed date", unmoved != n.begin(c, naiveChange{target: want.chosen}, c.start).due)
			}
			oracleSaw.add("promised", d.promise)
			oracleSaw.add("received late", n.countsFrom(c, want.chosen) > c.from)
			oracleSaw.add("length", d.days+d.months == 0 && !d.promise)
			oracleSaw.add("days moved", d.days > 0 && want.promised > n.begin(c, naiveChange{target: want.chosen}, c.start).due)
		}
		want.promised, want.chosen, want.unread, want.ended = 0, 0, false, false
		if got != want {
			return fmt.Errorf("as of minute %d cycle %d: got %+v, want %+v\n%+v\n%+v\n%+v", until, i+1, got, want, clock, n.targets, ticket)
		}
		if missed := readings[i].Verdict == sla.Missed; missed != (want.Breach >= 0) {
			return fmt.Errorf("as of minute %d cycle %d: %s, %+v", until, i+1, readings[i].Verdict, want)
		}
	}
	if err := n.sharesAgree(a, ticket, exclusions, at, until, counts); err != nil {
		return fmt.Errorf("%w\n%+v\n%+v\n%+v", err, clock, n.targets, ticket)
	}
	if len(n.cycles) == 0 && (len(readings) != 1 || readings[0].Phase != sla.PhaseWaiting) {
		return fmt.Errorf("as of minute %d: %+v, want none", until, readings)
	}
	return nil
}

// sharesAgree counts the cycles by the day of their start, stop or due instant,
// and compares with what the periods have.
func (n *naive) sharesAgree(a *sla.Agreement, ticket sla.Ticket, exclusions []sla.Exclusion, at time.Time, until int, counts sla.Counts) error {
	type share struct{ good, total int64 }
	want, sum, unknown := map[int]share{}, share{}, false
	day := func(ns int64) int { return clockOf(n.zone, int(ns/int64(time.Minute))).date }
	for i, c := range n.cycles {
		r := n.read(c, until, n.open && i == len(n.cycles)-1)
		one, on := share{}, day(r.Start)
		switch open := r.Phase == sla.PhaseRunning || r.Phase == sla.PhasePaused; {
		case r.Phase == sla.PhaseCancelled || c.ended == sla.PhaseCancelled:
		case r.Phase == sla.PhaseNotApplicable:
			raw := n.unwaived().read(c, until, n.open && i == len(n.cycles)-1)
			// By its stop once it has one; what is overdue counts before, and if an exclusion forgives it, as met.
			if n.clock.NoTarget == sla.NoTargetMet && !r.unread && (counts != sla.ByStop || r.ended || raw.Breach >= 0) {
				one = share{1, 1}
			}
		case open && r.Breach >= 0:
			if n.clock.OpenPastDue == sla.PastDueMissed {
				one.total = 1
			}
		case open:
			if n.clock.OpenNotDue == sla.NotDueMet {
				one = share{1, 1}
			}
		case r.Breach >= 0:
			one.total = 1
		default:
			one = share{1, 1}
		}
		switch ended := r.Phase == sla.PhaseStopped || r.ended; {
		case counts == sla.ByStart:
		case counts == sla.ByStop:
			on, unknown = day(r.End), unknown || one.total > 0 && !ended
		case r.Phase == sla.PhaseNotApplicable: // by its start
		case r.Phase == sla.PhaseStopped || r.Phase == sla.PhaseRunning && r.Due >= 0:
			on = day(n.unwaived().read(c, until, n.open && i == len(n.cycles)-1).promised)
		default:
			unknown = unknown || one.total > 0
		}
		want[on] = share{want[on].good + one.good, want[on].total + one.total}
		sum = share{sum.good + one.good, sum.total + one.total}
	}
	result, err := a.Evaluate(sla.Dates(date.New(2026, time.March, 20), date.New(2026, time.September, 1)), sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: exclusions}, at)
	if err != nil {
		return err
	}
	var all share
	for _, o := range result.Outcomes {
		if o.Judge != "" {
			continue
		}
		got := share{o.Good, o.Total}
		all = share{all.good + got.good, all.total + got.total}
		if on := day(int64(o.From.Sub(generatedFrom))); !unknown && on >= day(0) && got != want[on] {
			return fmt.Errorf("as of minute %d, counted by %s: %d of %d in %s, want %d of %d", until, counts, got.good, got.total, o.Period, want[on].good, want[on].total)
		}
		if n.clock.OpenPastDue == sla.PastDueMissed && int64(len(o.Breaches)) != got.total-got.good {
			return fmt.Errorf("as of minute %d: %d breaches in %s, want %d", until, len(o.Breaches), o.Period, got.total-got.good)
		}
	}
	oracleSaw.add("good in a period", sum.good > 0)
	oracleSaw.add("missed in a period", sum.total > sum.good)
	oracleSaw.add("period known", !unknown && sum.total > 0 && counts != sla.ByStart)
	if all != sum {
		return fmt.Errorf("as of minute %d, counted by %s: %d of %d in all, want %d of %d", until, counts, all.good, all.total, sum.good, sum.total)
	}
	return nil
}

func sinceGenerated(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return int64(t.Sub(generatedFrom))
}

// drawNaiveDays makes a target one in days, or a promised one.
func drawNaiveDays(r *tape.Reader, shape int, t *sla.Target) naiveDays {
	if shape == 7 {
		t.Within = "promised due"
		return naiveDays{promise: true, by: never}
	}
	d := naiveDays{days: 1 + r.Int(3), business: shape == 5, by: never}
	unit := "calendar"
	if d.business {
		unit = "business"
		t.Roll = tape.Pick(r, sla.Stay, sla.Opening)
		d.roll = t.Roll == sla.Opening
	}
	t.Within = sla.Within(fmt.Sprintf("%d %s days", d.days, unit))
	if !d.business {
		if r.Int(3) == 2 {
			d.days, d.months = 0, d.days
			t.Within = sla.Within(fmt.Sprintf("%d months", d.months))
		}
		d.ifClosed = tape.Pick(r, calendar.RollPrevious, calendar.RollModified, calendar.RollNext, "")
		t.IfClosed = d.ifClosed
	}
	switch r.Int(3) {
	case 1:
		t.Within += " end of day"
		d.end = true
	case 2:
		t.Within += " by 16:00"
		d.by = 16 * 60
	}
	return d
}
