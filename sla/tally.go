package sla

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/unseen"
	"github.com/upheld/upheld/metrics"
)

// Tally is everything learned from facts so far. It is an abelian group:
// facts may be added in any order, tallies merged in any tree, and a fact that was
// added can be removed again, with the same result to the last byte. To correct a
// fact, Remove the old fact and Add the new fact.
//
// A Tally keeps counts, the cycles that missed their target or are open, the
// edges of outages and the distinct durations of percentiles and maxima; it does
// not keep cycles that met their target. Get a Tally from Agreement.NewTally. A Tally
// is not safe for concurrent use: give each goroutine its own and Merge them.
//
// The zero Tally, and a Tally of the zero Agreement, learn nothing; Result and Merge
// give an error.
type Tally struct {
	a        *Agreement
	h        *history
	memos    []stepMemo // per kind of period
	cells    []cell
	index    map[cellKey]int32
	recent   []recentCell // per promise and grouping, the cell used last for each step modulo recentSteps
	recentAt []int32      // where a promise's entries begin in recent
	groups   [][]string   // the values of each group; group 0 is the whole
	single   map[string]int32
	tuple    map[string]int32
	key      []byte   // scratch for keys of groups
	values   []string // scratch for the values of a group
	one      item     // scratch for the count or sample being learned
	held     []*held
	unsorted int  // held cycles added since they were last settled
	removed  bool // some of them were removed, not added
	services map[string]*metrics.Timeline
	fleets   map[string]map[string]memberLine // the members of services, by service and values
	told     map[Finding]bool                 // findings about members, in the result being made
	indexed  map[fleetKey]*fleetIndex         // of the result being made
	lived    map[fleetKey]*livesIndex         // of the result being made
	charges  counted[Charge]
	issued   counted[issuedStatement]
	findings counted[Finding]
	waivers  counted[waiver]
	lives    counted[life]                 // of outages, by their beginning
	failed   map[failuresOf][]wholeFailure // of the result being made
	// forgiving has the waivers of the result being made.
	forgiving waivers
	oddities  []Finding // of the result being made
	cut       int64     // events after it are not read
	ear       *ear      // nil: unknown words are ignored
	other     *Tally    // under the terms that do not pay; nil: no revision has a transition
}

// recentSteps is how many neighbouring periods recent remembers at once.
const recentSteps = 16

// NewTally gives an empty tally of the agreement.
func (a *Agreement) NewTally() *Tally {
	t := &Tally{
		a: a, h: &history{}, index: map[cellKey]int32{}, single: map[string]int32{}, tuple: map[string]int32{}, services: map[string]*metrics.Timeline{},
		cut: forever,
	}
	for i := range a.promises {
		t.recentAt = append(t.recentAt, int32(len(t.recent)))
		for range (1 + a.promises[i].groupings()) * recentSteps {
			t.recent = append(t.recent, recentCell{cell: -1})
		}
	}
	t.memos = make([]stepMemo, a.memos)
	t.group(nil) // group 0
	t.ear = newEar(a)
	t.h.ear = t.ear
	if a.other != nil {
		t.other = a.other.NewTally()
	}
	return t
}

// valid reports whether the tally is of an agreement that came from New.
func (t *Tally) valid() bool { return t.a != nil && t.a.IsValid() }

// errNoAgreement is the error of a tally without an agreement.
var errNoAgreement = fmt.Errorf("sla: %w: a tally comes from Agreement.NewTally, an agreement from New", ErrMissing)

// Add learns a fact. A fact that cannot be evaluated becomes a finding.
func (t *Tally) Add(f Fact) { t.learn(f, 1) }

// Remove forgets a fact that was added to this tally, or to a tally that will be merged
// with this one. Give Remove the fact exactly as it was added. A fact that was never added
// is an error of Result, as far as the tally can tell.
func (t *Tally) Remove(f Fact) { t.learn(f, -1) }

// learn switches on the concrete type, so that a fact does not escape to the heap.
func (t *Tally) learn(f Fact, times int64) {
	if !t.valid() {
		return
	}
	switch f := f.(type) {
	case *Ticket:
		t.ticket(f, times)
	case *Outage:
		t.outage(f, times)
	case *State:
		t.state(f, times)
	case *Count:
		t.count(f, times)
	case *Exclusion:
		t.exclusion(f, times)
	case *Charge:
		t.charge(f, times)
	case *IssuedStatement:
		t.statement(f, times)
	case *Sample:
		t.sample(f, times)
	}
	if t.other != nil {
		t.other.learn(f, times)
	}
}

func (t *Tally) find(f Finding, times int64) { t.findings.add(f, times, compareFindings) }

func (t *Tally) ticket(k *Ticket, times int64) {
	t.h.start(k, t.cut)
	if len(t.h.order) > 0 {
		t.replay(k, times)
	} else if t.h.start(k, forever); len(t.h.order) == 0 { // no event comes later either
		t.find(Finding{FindingNoEvents, strings.Clone(k.ID), "", ""}, times)
	} else {
		t.h.start(k, t.cut) // and what is to come is no finding yet
	}
	if c, has := unseen.First(k.ID); has {
		t.h.find(FindingUnseen, k.ID, "id", fmt.Sprintf("%U", c))
	}
	t.findOnce(times)
}

// findOnce takes over the findings of a history, each once: objectives that share a
// clock give the same findings.
func (t *Tally) findOnce(times int64) {
	found := t.h.findings
	var seen map[Finding]bool
	if len(found) > insertionMax {
		seen = make(map[Finding]bool, len(found))
	}
	for i, f := range found {
		if seen != nil {
			if seen[f] {
				continue
			}
			seen[f] = true
		} else if slices.Contains(found[:i], f) {
			continue
		}
		f.Subject = strings.Clone(f.Subject)
		t.find(f, times)
	}
}

// replay counts every cycle of a ticket.
func (t *Tally) replay(k *Ticket, times int64) {
	t.h.hearing = times
	t.a.govern(k, t.h, func(c cycleRef) {
		switch {
		case c.number > 0:
			t.cycle(k, c, times)
		case c.run.idleStop && !c.run.derived && c.program.clocks[c.objective.clock].after < 0:
			t.h.find(FindingNotStarted, k.ID, t.a.promises[c.objective.promise].Clock, "")
		}
	})
}

// cycle counts one cycle of one objective.
func (t *Tally) cycle(k *Ticket, ref cycleRef, times int64) {
	p, o, run := ref.program, ref.objective, ref.run
	c := &run.cycles[ref.number-1]
	slots := len(p.words.values)
	if c.ended == endCancelled || !o.where.holds(t.h.version(c.scope(), slots)) {
		return
	}
	if t.a.outside(c) {
		t.h.find(FindingOutside, k.ID, t.a.promises[o.promise].Clock, instant(c.start).Format(time.RFC3339))
		return
	}
	if c.backwards {
		t.h.find(FindingBackwards, k.ID, t.a.promises[o.promise].Clock, string(o.policies.Backwards))
		if c.excluded(o) {
			return
		}
	}
	p.unexplained(t.h, c.to, k.ID)
	j := judging{p, o, run, c}
	course := j.course(t.h)
	if course.target < 0 {
		if p.explainNoTarget(o, t.h, c, k.ID) {
			t.noTarget(k, j, course, times)
		}
		return
	}
	target := &o.targets[course.target]
	if !target.plain {
		if target.reason >= 0 && t.h.text(c.to, target.reason, slots) == "" {
			t.h.find(FindingPromiseReason, k.ID, target.override.Reason, strings.Clone(t.h.text(c.to, target.slot, slots)))
		}
		if target.hours != nil {
			t.misnamed(target.hours, c, k.ID, slots)
		}
	}
	if c.ended == endOpen {
		if o.kind.onceStopped() || target.kind != withinNone {
			t.hold(k, ref, course, times)
		} else {
			t.noTarget(k, j, course, times)
		}
		return
	}
	if o.kind == kindDuration {
		length := j.spent(course, c.end)
		t.each(k, j, course, j.attribution(course), func(cell *cell) {
			if kept := t.kept(cell).(lengthKeeper); times > 0 {
				kept.Add(time.Duration(length))
			} else {
				kept.Remove(time.Duration(length))
			}
		})
		return
	}
	if o.kind == kindCustom {
		t.custom(k, ref, course, times)
		return
	}
	if target.kind == withinNone {
		t.noTarget(k, j, course, times)
		return
	}
	if o.abandons != nil {
		t.call(k, ref, course, times)
		return
	}
	good := times
	if !j.met(course) {
		good = 0
		t.hold(k, ref, course, times)
	}
	t.each(k, j, course, j.attribution(course), func(cell *cell) {
		cell.good += good
		cell.total += times
	})
}

// met decides a stopped cycle: the time used is within the target.
func (j judging) met(k *course) bool {
	t := &j.o.targets[k.target]
	switch {
	case k.broken != 0:
		return false
	case t.instant():
		return j.c.end <= j.late(k, k.due, j.c.end)
	case k.carried+j.c.end-k.base <= k.limit+t.grace:
		return true // even the elapsed time is within the target
	}
	spent := j.spent(k, j.c.end)
	if t.strict && spent == k.limit+t.grace {
		return !j.measure(k, j.c.end).overdue
	}
	return spent <= k.limit+t.grace
}

// counted reports whether a cycle without a target counts as met: also an open cycle,
// unless cycles count when they stop.
func (o *objectiveProgram) counted(c *cycle) bool {
	return o.policies.NoTarget == NoTargetMet && o.kind == kindShare && c.ended != endCancelled && (c.ended != endOpen || o.counts != ByStop)
}

// excluded reports whether a cycle is in no count because its stop came before its
// start.
func (c *cycle) excluded(o *objectiveProgram) bool {
	return c.backwards && o.policies.Backwards == BackwardsExcluded
}

// unreadable reports whether a cycle has no target because the attribute with its
// promise cannot be read; an empty attribute promises nothing.
func (o *objectiveProgram) unreadable(h *history, c *cycle, slots int) bool {
	row := o.firstTarget(h.version(c.judged, slots), c.start)
	return o.promises(row) && h.text(c.judged, o.targets[row].slot, slots) != ""
}

// noTarget counts a cycle that has no target, if the policy counts it.
func (t *Tally) noTarget(k *Ticket, j judging, course *course, times int64) {
	o, c := j.o, j.c
	if !o.counted(c) {
		return
	}
	at, adds := c.start, metrics.Count{Good: 1, Total: 1}
	if o.counts == ByStop {
		at = c.end
	}
	if o.abandons != nil && c.ended != endOpen {
		adds = o.abandons.count(t.h.version(c.scope(), len(t.h.numbers)/len(t.h.since)), true, c.end-c.start)
	}
	t.each(k, j, course, at, func(cell *cell) {
		cell.good += adds.Good * times
		cell.total += adds.Total * times
	})
}

// attribution is the instant that puts a cycle into a period.
func (j judging) attribution(k *course) int64 {
	switch j.o.counts {
	case ByStart:
		return j.c.start
	case ByStop:
		return j.c.end
	}
	return min(j.measure(k, j.c.end).due, forever-1)
}

// hold keeps a copy of a cycle.
func (t *Tally) hold(k *Ticket, ref cycleRef, course *course, times int64) {
	p, o, run := ref.program, ref.objective, ref.run
	c := run.cycles[ref.number-1]
	h := &held{
		promise: int32(o.promise), program: int32(p.number), number: int32(ref.number),
		ticket: strings.Clone(k.ID), cycle: c, times: times, from: course.from, changes: slices.Clone(course.changes),
		marks: slices.Clone(run.marks[c.first:c.last]),
	}
	if o.abandons != nil && c.ended != endOpen {
		h.given = o.abandons.given.holds(t.h.version(c.scope(), len(p.words.values)))
	}
	for i := range h.marks {
		h.marks[i].event = 0 // causes are explained from the ticket itself
	}
	for _, slots := range o.by {
		for _, slot := range slots {
			h.groups = append(h.groups, strings.Clone(t.h.label(&c, slot, len(p.words.values))))
		}
	}
	if cuts := t.a.promises[o.promise].cuts; len(cuts) > 0 {
		h.groups = t.cutsHeld(h.groups, k, ref.judging(), course)
	}
	h.cycle.first, h.cycle.last, h.cycle.from, h.cycle.to, h.cycle.judged = 0, c.last-c.first, 0, 0, 0
	h.cycle.startedEvent, h.cycle.endedEvent = 0, 0
	for i := range h.changes {
		h.changes[i].version = 0
	}
	t.held = append(t.held, h)
	t.removed = t.removed || times < 0
	t.unsorted++
	t.settleFull()
}

// settleFull settles the held cycles if many came and some may cancel others.
func (t *Tally) settleFull() {
	if t.removed && t.unsorted > looseMin && t.unsorted > len(t.held)/2 {
		t.settleHeld()
	}
}

func (t *Tally) settleHeld() {
	if t.unsorted > 0 {
		t.held = settle(t.held)
	}
	t.unsorted, t.removed = 0, slices.ContainsFunc(t.held, func(h *held) bool { return h.times < 0 })
}

// explainNoTarget finds why no target applies to a cycle, and reports whether nothing
// is promised. A cycle that counts as met gives no finding; a promise that cannot be
// read does.
func (p *program) explainNoTarget(o *objectiveProgram, h *history, c *cycle, ticket string) (nothing bool) {
	slots := len(p.words.values)
	met := o.policies.NoTarget == NoTargetMet && o.kind == kindShare
	if row := o.firstTarget(h.version(c.judged, slots), c.start); o.promises(row) {
		t := &o.targets[row]
		if text := h.text(c.judged, t.slot, slots); text != "" || !met {
			h.find(FindingPromise, ticket, t.attribute, text)
			return false
		}
	}
	if !met {
		h.find(FindingNoTarget, ticket, "", "")
	}
	return true
}
