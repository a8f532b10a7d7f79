package sla_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func TestTheClockIsThatOfTheOracle(t *testing.T) { tape.Check(t, agreesWithTheOracle) }

// naive is a clock that is walked through minute by minute. It is slow and does
// what the documentation says, in that order. Its histories lie on whole minutes.
type naive struct {
	clock   sla.Clock
	targets []sla.Target
	hours   map[string]calendar.Calendar
	length  map[sla.Within]int // in minutes

	attrs     map[string]string
	cycles    []*naiveCycle
	open      bool // the last cycle is open
	paused    bool
	stopped   bool // the last cycle was stopped and may go on
	final     bool
	stoppedAt int      // before any start; -1: never
	waived    [][2]int // minutes of exclusions
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
type naiveChange struct{ minute, target int }

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

func (n *naive) choose() int {
	return slices.IndexFunc(n.targets, func(t sla.Target) bool { return n.holds(t.When) })
}

func (n *naive) last() *naiveCycle { return n.cycles[len(n.cycles)-1] }

// target notes which target applies to the last cycle from a minute on.
func (c *naiveCycle) target(change naiveChange) {
	if k := len(c.changes); k > 0 && c.changes[k-1].minute == change.minute {
		c.changes = c.changes[:k-1]
	}
	if k := len(c.changes); k == 0 || c.changes[k-1].target != change.target {
		c.changes = append(c.changes, change)
	}
}

func (n *naive) event(e sla.Event, minute int) {
	for _, pair := range e.Set {
		n.attrs[pair[0]] = pair[1]
	}
	chosen := naiveChange{minute, n.choose()}
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
			from = max(from, n.unwaived().read(n.cycles[before], n.cycles[before].end, false).promised)
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

// naiveReading is what is compared.
type naiveReading struct {
	Phase      sla.Phase
	Start, End int
	Elapsed    int
	Due        int // -1: none, or not running
	Breach     int // -1: none

	Born bool

	promised int // the due minute if it went on running
}

// unwaived is the clock without exclusions.
func (n *naive) unwaived() *naive {
	raw := *n
	raw.waived = nil
	return &raw
}

// read measures a cycle as seen at a minute.
func (n *naive) read(c *naiveCycle, until int, open bool) naiveReading {
	r := naiveReading{Phase: c.ended, Start: c.start, End: c.end, Due: -1, Breach: -1}
	phases := c.phases
	running := open && !n.paused
	switch {
	case c.ended == sla.PhaseCancelled:
		r.Phase = sla.PhaseCancelled
	case running:
		r.Phase, r.End = sla.PhaseRunning, until
	case open:
		r.Phase, r.End = sla.PhasePaused, until
	}
	if running || c.ended == sla.PhaseStopped { // if it runs on it will be due
		for len(phases) < max(until, c.from)-c.start+60*24*60 {
			phases = append(slices.Clip(phases), slices.Repeat([]byte{'r'}, 24*60)...)
		}
	}
	phases = slices.Clone(phases)
	covered := false // by an exclusion that goes on
	for _, w := range n.waived {
		for m := max(w[0], c.start); w[0] < until && m < min(w[1], until) && m-c.start < len(phases); m++ {
			if phases[m-c.start] == 'r' {
				phases[m-c.start] = 'w'
			}
		}
		covered = covered || w[0] < until && until < w[1]
	}
	backwards := n.clock.Backwards == sla.BackwardsZero && n.stoppedAt >= 0 && n.stoppedAt < c.start && len(n.cycles) == 1 && open && !c.continued
	if backwards {
		r.Phase, r.End, phases = sla.PhaseStopped, c.start, nil
		until = c.start
	}
	isOpen := func(target, minute int) bool {
		return n.hours[n.targets[target].Calendar].IsOpen(generatedFrom.Add(time.Duration(minute) * time.Minute))
	}
	limits := func(target int) (limit, late int) {
		if target < 0 {
			return 1 << 30, 1 << 30
		}
		limit = n.length[n.targets[target].Within]
		return limit, limit + n.length[sla.Within(n.targets[target].Grace)]
	}
	target := c.changes[0].target
	used, due, breach := 0, -1, -1
	missed, left, came := false, false, -1
	strict := n.clock.DueAtClosing == sla.LateAfterDue
	given := 0 // minutes by which pauses have moved the calendar
	limit, late := limits(target)
	count := func(m int, counts bool) {
		if target < 0 || left {
			return
		}
		if used >= limit && due < 0 {
			due = m
		}
		if strict && counts && m >= c.from && used >= late && breach < 0 {
			breach = m
		}
		if !counts && phases[m-c.start] != 'w' && n.clock.PauseBasis == sla.PauseWall && m >= c.from {
			given++
		}
		if counts && m >= c.from && isOpen(target, m-given) {
			if used >= late && breach < 0 {
				breach = m
			}
			used++
			if used >= limit && due < 0 {
				due = m + 1
			}
		}
	}
	changes := c.changes[1:]
	if c.corrected != nil && c.ended == sla.PhaseStopped && c.end <= until && c.corrected.target != c.changes[len(c.changes)-1].target {
		changes = append(slices.Clip(changes), *c.corrected)
	}
	dropped := 0 // pauses before this minute count
	for i := 0; ; i++ {
		m := c.start + i
		for at, change := range changes {
			if change.minute != m || missed || n.clock.Retarget == sla.KeepFirst && target >= 0 {
				continue
			}
			if n.clock.Retarget != sla.FromStart && breach >= 0 && breach < m {
				missed, left = true, change.target < 0
				continue
			}
			if target < 0 && n.clock.Retarget == sla.FromStart {
				came = m
			}
			target = change.target
			limit, late = limits(target)
			due, breach = -1, -1
			switch n.clock.Retarget {
			case sla.Restart:
				if target >= 0 {
					used, given = 0, 0
				}
			case sla.FromStart:
				used, given = 0, 0
				if correction := c.corrected != nil && at == len(c.changes)-1; n.clock.PastPauses == sla.DropPauses && !correction {
					dropped = i
				}
				for k := range i {
					count(c.start+k, phases[k] == 'r' || phases[k] == 'p' && k < dropped)
				}
			case sla.CarryElapsed:
				if used >= limit {
					due = m
				}
				if used > late {
					breach = m
				}
			}
		}
		if m == until {
			r.Elapsed = used
			r.Breach = breach
			r.Born = breach >= 0 && breach <= max(c.start, came)
		}
		if i >= len(phases) {
			break
		}
		count(m, phases[i] == 'r')
	}
	if used >= limit && due < 0 {
		due = c.start + len(phases)
	}
	if target < 0 {
		due = -1
	}
	r.promised = due
	if r.Phase == sla.PhaseRunning && (!covered || due <= until) {
		r.Due = due
	}
	if target < 0 {
		return naiveReading{Phase: sla.PhaseNotApplicable, Start: c.start, End: r.End, Due: -1, Breach: -1, promised: -1}
	}
	if r.Phase == sla.PhaseStopped && r.End < until {
		return n.read(c, r.End, false)
	}
	return r
}

// agreesWithTheOracle compares every cycle of a ticket with the naive clock.
func agreesWithTheOracle(r *tape.Reader) error {
	clock := drawClock(r)
	if clock.Pause.Most != "" { // this clock knows no pauses that end by themselves, no alternatives and no changes
		clock.Pause = sla.While("status", "waiting")
	}
	if len(clock.Stop.Any) > 0 {
		clock.Stop = clock.Stop.Any[0]
	}
	clock.CalendarChange = sla.Frozen
	clock.Retarget = tape.Pick(r, sla.CarryElapsed, sla.Restart, sla.FromStart, sla.KeepFirst)
	clock.Backwards = tape.Pick(r, sla.BackwardsZero, sla.BackwardsIgnored)
	clock.Hide = nil
	calendars := drawCalendars(r)
	office := calendars["office"]
	office.Versions = nil
	calendars["office"] = office
	n := &naive{clock: clock, attrs: map[string]string{}, length: map[sla.Within]int{},
		hours: map[string]calendar.Calendar{"office": must(calendar.New(office)), "24x7": calendar.Always()}}
	ticket := drawTicket(r, "T")
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
		n.targets = append(n.targets, t)
	}
	a, err := sla.New(sla.Spec{
		ID: "drawn", Zone: "UTC", Policies: sla.Policies{UnknownWords: sla.WordsReported}, Calendars: calendars, Clocks: map[string]sla.Clock{"c": clock},
		Objectives: []sla.Objective{{ID: "o", Clock: "c", Targets: n.targets, Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart}},
	})
	if err != nil {
		return err
	}
	for _, pair := range ticket.Attrs {
		n.attrs[pair[0]] = pair[1]
	}
	until := r.Int(8 * 24 * 60)
	if closing && r.Int(2) == 0 { // in the night after it
		until = int(ticket.Events[0].At.Sub(generatedFrom)/(24*time.Hour))*24*60 + 16*60 + r.Int(15*60)
	}
	at := generatedFrom.Add(time.Duration(until) * time.Minute)
	var exclusions []sla.Exclusion
	for range r.Int(3) {
		from := r.Int(6 * 24 * 60)
		w := [2]int{from, from + 1 + r.Int(24*60)}
		n.waived = append(n.waived, w)
		exclusions = append(exclusions, sla.Exclusion{Ticket: "T", Reason: "drawn",
			From: generatedFrom.Add(time.Duration(w[0]) * time.Minute), To: generatedFrom.Add(time.Duration(w[1]) * time.Minute)})
	}
	n.walk(ticket.Events, until)
	readings := a.Track(&ticket, at, exclusions...)
	for i, c := range n.cycles {
		if i >= len(readings) {
			return fmt.Errorf("as of %s: %d cycles, want %d", at, len(readings), len(n.cycles))
		}
		want := n.read(c, until, n.open && i == len(n.cycles)-1)
		got := naiveReading{Phase: readings[i].Phase, Start: minuteOf(readings[i].StartedAt), End: until, Elapsed: int(readings[i].Elapsed / time.Minute), Due: -1, Breach: minuteOf(readings[i].BreachedAt), Born: readings[i].BornBreached}
		if !readings[i].StoppedAt.IsZero() {
			got.End = minuteOf(readings[i].StoppedAt)
		}
		if got.Phase == sla.PhaseRunning {
			got.Due = minuteOf(readings[i].DueAt)
		}
		if got.Phase == sla.PhaseCancelled {
			got.Breach, want.Breach, got.Elapsed, want.Elapsed, got.Born, want.Born = -1, -1, 0, 0, false, false
		}
		want.promised = 0
		if got != want {
			return fmt.Errorf("as of minute %d cycle %d: got %+v, want %+v\n%+v\n%+v\n%+v", until, i+1, got, want, clock, n.targets, ticket)
		}
		if missed := readings[i].Verdict == sla.Missed; missed != (want.Breach >= 0) {
			return fmt.Errorf("as of minute %d cycle %d: %s, %+v", until, i+1, readings[i].Verdict, want)
		}
	}
	if len(n.cycles) == 0 && (len(readings) != 1 || readings[0].Phase != sla.PhaseWaiting) {
		return fmt.Errorf("as of minute %d: %+v, want none", until, readings)
	}
	return nil
}

func minuteOf(t time.Time) int {
	if t.IsZero() {
		return -1
	}
	return int(t.Sub(generatedFrom) / time.Minute)
}
