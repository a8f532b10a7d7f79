package sla

import (
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/penalty"
)

// Explanation is one cycle of one objective with its reasons: why this target,
// why this due instant, and where every second went.
type Explanation struct {
	Ticket  string
	Title   string    // of the objective
	AsOf    time.Time // in UTC; events after it have not happened yet
	Zone    string    // of the agreement
	Reading Reading
	Because []Note
	// Trace adds up to Reading.Wall. Its Counted adds up to the time that the target
	// measures.
	Trace []Segment
	// Clauses are the clauses of the contract for Reading.Target and the paths of
	// Because.
	Clauses penalty.Clauses
	// Names are the names of parts in other languages, by language and path, as the
	// agreement states them in Spec.Names up to AsOf; nil if it states none.
	Names map[string]map[string]string
}

// Note is one reason, as data: testable and translatable. Path is a place in the
// agreement, Value the words there or in the ticket. A reason about an instant has
// the instant in At, in UTC, and no Value; else At is zero.
type Note struct {
	Code  NoteCode
	Path  string
	Value string
	At    time.Time
}

// NoteCode is the kind of a reason. Its text is stable.
type NoteCode string

// The reasons.
const (
	NoteUnknownObjective NoteCode = "unknown-objective"    // the agreement has no objective of this name with a clock
	NoteNotStarted       NoteCode = "not-started"          // no event met the start condition
	NoteStarted          NoteCode = "started-by"           // Value: the event
	NoteStopped          NoteCode = "stopped-by"           // Value: the event
	NoteRevision         NoteCode = "revision"             // Path: the revision that governs the cycle
	NoteOutside          NoteCode = "outside-agreement"    // the cycle starts when the agreement is not in force
	NoteScope            NoteCode = "out-of-scope"         // Objective.Where does not match
	NotePriority         NoteCode = "priority-derived"     // Path: the matrix; Value: the priority that follows from it
	NoteOverride         NoteCode = "priority-overridden"  // Value: the priority that the ticket sets instead
	NoteOverrideReason   NoteCode = "override-reason"      // Path: the attribute; Value: the reason, which may be empty
	NoteOverrideBy       NoteCode = "override-by"          // Path: the attribute; Value: who decided
	NoteAttribute        NoteCode = "attribute"            // Path: the target's condition; Value: the ticket's value
	NoteTarget           NoteCode = "target"               // Path: the target; Value: its Within
	NoteNoTarget         NoteCode = "no-target"            // no target applies
	NotePromise          NoteCode = "promise-unreadable"   // Path: the attribute of a promised instant or length; Value: its value
	NoteOtherwise        NoteCode = "calendar-otherwise"   // Path: the target's calendar; Value: the calendar of tickets that name no usable calendar
	NoteGrace            NoteCode = "grace"                // Value: its length
	NoteSurcharge        NoteCode = "out-of-hours"         // Value: the time added because the cycle starts outside hours
	NoteRolled           NoteCode = "rolled-to-opening"    // At: the instant from which days are stepped
	NoteReceived         NoteCode = "received-after"       // At: the opening as of which the cycle counts, since it began after the cut-off or on a date that is no business day
	NoteClosed           NoteCode = "ends-on-closed"       // At: the due instant on a closed date, before it was moved
	NoteNextDay          NoteCode = "next-day"             // At: the due instant on the date of the start, which was over or on no business day; the next business day counts
	NoteKnown            NoteCode = "calendar-known-at"    // At: as of this instant the calendar is known
	NoteCarried          NoteCode = "carried"              // Value: the time used that the target took over
	NoteCountsFrom       NoteCode = "counts-from"          // At: the instant of the change of target
	NoteKept             NoteCode = "breach-kept"          // At: the breach under an earlier target, which stays
	NoteContinued        NoteCode = "reopened"             // the cycle was stopped and went on; Value: the policy
	NoteWaived           NoteCode = "waived"               // Value: the reason of an exclusion
	NoteWaivedBy         NoteCode = "waiver-approved-by"   // Value: who approved the exclusion of the note before
	NotePromiseReason    NoteCode = "promise-reason"       // Path: the attribute; Value: why the ticket sets its own due instant or length, which may be empty
	NotePromiseBy        NoteCode = "promise-by"           // Path: the attribute; Value: who decided
	NotePausesNothing    NoteCode = "pauses-move-nothing"  // the ticket was paused, which does not move the due instant; Path: the term that says so
	NotePauseEnds        NoteCode = "pause-ends"           // Path: the term that ends a pause by itself; At: the end
	NoteBackwards        NoteCode = "stopped-before-start" // Value: the policy
	NoteCorrected        NoteCode = "corrected-at-stop"    // Value: the event that stopped the cycle and chose the target
	NoteLeft             NoteCode = "target-left"          // At: when the target stopped applying; its breach stays
	NoteLateAfterDue     NoteCode = "late-after-due"       // Value: how long after its due instant, open or not
)

// Explain gives the latest cycle of an objective with its reasons, as seen at an
// instant: events after asOf have not happened yet. It takes exclusions into account
// as Track does. An unknown objective gives NoteUnknownObjective alone.
func (a *Agreement) Explain(ticket *Ticket, objective string, asOf time.Time, waived ...Exclusion) Explanation {
	at, w := clampNanos(asOf), waiversOf(waived)
	e := Explanation{Ticket: ticket.ID, AsOf: instant(at), Zone: a.spec.Zone, Reading: Reading{Objective: objective, Phase: PhaseNotApplicable}}
	e.Because = []Note{{Code: NoteUnknownObjective, Value: objective}}
	h := newHistory()
	a.eachCycle(ticket, at, h, func(ref cycleRef) {
		if a.promises[ref.objective.promise].ID != objective {
			return
		}
		e.Title = a.promises[ref.objective.promise].Title
		e.Reading = Reading{}
		a.reading(&e.Reading, ticket, h, ref, at, &w)
		e.Because, e.Trace = nil, nil
		a.because(&e, ticket, h, ref, at, &w)
	})
	if len(a.clauses) > 0 {
		e.cite(a.clauses)
	}
	e.Names = a.namesBefore(at)
	return e
}

// because gathers the reasons of one cycle.
func (a *Agreement) because(e *Explanation, ticket *Ticket, h *history, ref cycleRef, at int64, w *waivers) {
	p, o := ref.program, ref.objective
	note := func(code NoteCode, path, value string) {
		e.Because = append(e.Because, Note{Code: code, Path: path, Value: value})
	}
	if p.number > 0 {
		note(NoteRevision, "revisions["+strconv.Itoa(p.number-1)+"]", string(a.spec.Revisions[p.number-1].takesEffect()))
	}
	if ref.number == 0 {
		note(NoteNotStarted, "clocks."+e.Reading.Clock+".start", "")
		return
	}
	c := &ref.run.cycles[ref.number-1]
	if a.outside(&ref.run.cycles[ref.number-1]) {
		note(NoteOutside, "effective", string(a.spec.Effective))
		return
	}
	note(NoteStarted, "clocks."+e.Reading.Clock+".start", eventText(ticket, c.startedEvent))
	slots := len(p.words.values)
	if !o.where.holds(h.version(c.scope(), slots)) {
		note(NoteScope, a.kept.stood(o.path+".where"), "")
		return
	}
	j := judging{p, o, ref.run, c}
	k := *j.course(h)
	judged := c.judged
	if k.fixes {
		judged = c.to
	}
	p.whyPriority(h.textsOf(judged, slots), note)
	if k.target < 0 {
		if t := o.promiseTarget(); t != nil {
			note(NotePromise, t.attribute, h.text(c.judged, t.slot, slots))
		}
		note(NoteNoTarget, a.kept.stood(o.path+".targets"), "")
		return
	}
	end := at
	if c.ended != endOpen {
		end = c.end
	} else {
		j.refresh(&k, at)
	}
	a.whyTarget(e, ticket, h, ref, c, &k, note)
	for i := c.first; i < c.last; i++ {
		if m := &ref.run.marks[i]; m.event < 0 {
			by := ".pause.most"
			if m.event == byUntil {
				by = ".pause.until"
			}
			e.Because = append(e.Because, Note{Code: NotePauseEnds, Path: "clocks." + e.Reading.Clock + by, At: instant(m.at)})
		}
	}
	if c.continued {
		note(NoteContinued, "clocks."+e.Reading.Clock+".reopen", string(p.clocks[o.clock].policies.Reopen))
	}
	if c.backwards {
		note(NoteBackwards, "clocks."+e.Reading.Clock+".backwards", string(o.policies.Backwards))
	} else if c.ended != endOpen {
		note(NoteStopped, "clocks."+e.Reading.Clock, eventText(ticket, ref.run.endedBy(c)))
	}
	if cut := w.cuts(ticket.ID, e.Reading.Clock, c.start, end); len(cut) > 0 {
		var followed *course
		j, followed = j.without(cut, &k, end)
		k = *followed
		for _, ground := range w.grounds(ticket.ID, e.Reading.Clock, c.start, end, 0) {
			why := w.told[ground]
			note(NoteWaived, "", why[0])
			if why[1] != "" {
				note(NoteWaivedBy, "", why[1])
			}
		}
	}
	if r := &e.Reading; k.target >= 0 && o.targets[k.target].strict && r.Verdict == Missed && r.Overrun == 0 {
		e.Because = append(e.Because, Note{Code: NoteLateAfterDue, Path: "clocks." + r.Clock + ".due-at-closing", Value: span.Format(instant(end).Sub(r.BreachedAt))})
	}
	e.Trace = j.trace(&k, end, ticket)
}

// whyTarget notes why the target applies and what moves its due instant.
func (a *Agreement) whyTarget(e *Explanation, ticket *Ticket, h *history, ref cycleRef, c *cycle, k *course, note func(NoteCode, string, string)) {
	p, o := ref.program, ref.objective
	t := &o.targets[k.target]
	written, path := o.written[t.index], e.Reading.Target
	noteAt := func(code NoteCode, path string, at int64) {
		e.Because = append(e.Because, Note{Code: code, Path: path, At: instant(at)})
	}
	for _, key := range sortedKeys(written.When) {
		slot := int(p.words.keys.number(key)) - 1
		note(NoteAttribute, path+".when."+key, h.text(k.version, slot, len(p.words.values)))
	}
	note(NoteTarget, path, string(written.Within))
	if t.grace > 0 {
		note(NoteGrace, path+".grace", span.Format(time.Duration(t.grace)))
	}
	if t.ofTicket() {
		note(NoteAttribute, path+".within."+t.attribute, h.text(k.version, t.slot, len(p.words.values)))
	}
	if t.hours != nil {
		p.whyHours(t.hours, h, k, path, note)
	}
	p.whyOverride(t, h.textsOf(c.to, len(p.words.values)), note)
	if pausesNothing(o, ref.run, c, t, e) {
		where := "clocks." + e.Reading.Clock + ".day-pauses"
		if t.kind == withinPromised {
			where = path + ".within"
		}
		note(NotePausesNothing, where, string(written.Within))
	}
	if k.limit > t.limit && !t.ofTicket() {
		note(NoteSurcharge, path+".within", span.Format(t.surcharge))
	}
	if k.received != 0 && k.received != forever {
		noteAt(NoteReceived, path+".received-by", k.received)
	}
	if open := nextOpen(k.cal, c.start); t.roll && k.received == 0 && open != c.start && open != forever {
		noteAt(NoteRolled, path+".roll", open)
	}
	if t.ifClosed != "" {
		from, dates := t.steps(k)
		if due, err := t.stepped(from, dates, t.at); err == nil {
			if moved, err := t.unclosed(from, dates, k.cal, due); err != nil || !moved.Equal(due) {
				noteAt(NoteClosed, path+".if-closed", clampNanos(due))
			}
		}
	}
	if t.sameDay() {
		from, dates := t.steps(k)
		if due, err := dates.AddDays(from, 0, t.at); err == nil && passed(dates, from, due) {
			noteAt(NoteNextDay, path+".within", clampNanos(due))
		}
	}
	if len(t.versions) > 0 {
		noteAt(NoteKnown, "calendars."+t.calendar, k.known)
	}
	if k.base > c.start && k.base != k.received {
		noteAt(NoteCountsFrom, "clocks."+e.Reading.Clock+".retarget", k.base)
	}
	if k.carried > 0 {
		note(NoteCarried, "clocks."+e.Reading.Clock+".retarget", span.Format(time.Duration(k.carried)))
	}
	if k.broken != 0 {
		noteAt(NoteKept, "clocks."+e.Reading.Clock+".retarget", k.broken)
	}
	if k.until != 0 {
		noteAt(NoteLeft, "clocks."+e.Reading.Clock+".retarget", k.until)
	}
	if k.fixes {
		note(NoteCorrected, "clocks."+e.Reading.Clock+".retarget", eventText(ticket, ref.run.endedBy(c)))
	}
}

// pausesNothing reports whether a cycle was paused and its due instant stayed.
func pausesNothing(o *objectiveProgram, run *clockRun, c *cycle, t *targetProgram, e *Explanation) bool {
	if !t.instant() || o.extends(t) {
		return false
	}
	for _, m := range run.marks[c.first:c.last] {
		if m.phase == phasePaused && !instant(m.at).After(e.AsOf) {
			return true
		}
	}
	return false
}

// whyOverride notes the reason for a due instant or length that a ticket sets, and
// the person who decided.
func (p *program) whyOverride(t *targetProgram, texts []string, note func(NoteCode, string, string)) {
	if t.reason >= 0 {
		note(NotePromiseReason, t.override.Reason, texts[t.reason])
	}
	if t.by >= 0 && texts[t.by] != "" {
		note(NotePromiseBy, t.override.By, texts[t.by])
	}
}

func (o *objectiveProgram) promiseTarget() *targetProgram {
	for i := range o.asWritten() {
		if o.targets[i].ofTicket() {
			return &o.targets[i]
		}
	}
	return nil
}

// endedBy is the event that ended a cycle: the event of the mark after its own marks.
func (c *clockRun) endedBy(of *cycle) int32 {
	if int(of.last) < len(c.marks) {
		return c.marks[of.last].event
	}
	return c.marks[of.last-1].event
}

// eventText names an event for a person: "status (status=resolved)".
func eventText(t *Ticket, event int32) string {
	e := &t.Events[event]
	if len(e.Set) == 0 {
		return e.Name
	}
	var set []string
	for _, pair := range e.Set {
		set = append(set, pair[0]+"="+pair[1])
	}
	return e.Name + " (" + strings.Join(set, ", ") + ")"
}
