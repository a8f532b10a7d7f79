package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/sla"
)

// Ticket is the page of one cycle of a ticket: which target applies and why, when it is
// due, each stretch of time with its kind and how much of it counted, and a check that
// the stretches add up to the times of the clock.
func Ticket(e sla.Explanation) View {
	return wholeViewOf(func(p *page) {
		p.speak(e.Names)
		t := ticket{page: p, e: &e, r: &e.Reading, w: p.words.ticket()}
		t.head()
		t.picture()
		t.because()
		t.trace()
		t.alarms()
	})
}

// ticket draws an Explanation.
type ticket struct {
	*page
	e *sla.Explanation
	r *sla.Reading
	w *ticketWords
}

func (t *ticket) head() {
	name := cmp.Or(t.e.Ticket, t.w.ticket)
	if t.r.Cycle > 1 {
		name = fmt.Sprintf(t.words.cycle, name, t.r.Cycle)
	}
	title := t.named("objectives."+t.r.Objective, cmp.Or(t.e.Title, t.r.Objective))
	if title != "" {
		name = fmt.Sprintf(t.w.title, name, title)
	}
	t.way(way{to: Ref{Objective: t.r.Objective}, text: title, up: true})
	t.heading(1, name)
	t.lead(t.outcome())
	var all pairs
	add := func(name, value string) {
		if value != "" {
			all = append(all, pair{name, value})
		}
	}
	add(t.w.clock, t.named("clocks."+t.r.Clock, t.r.Clock))
	add(t.w.target, t.target())
	add(t.w.started, t.instant(t.r.StartedAt))
	add(t.w.due, t.due())
	add(t.w.breached, t.instant(t.r.BreachedAt))
	add(t.w.stopped, t.instant(t.r.StoppedAt))
	add(t.w.asOf, t.instant(t.e.AsOf))
	if t.r.Target != "" {
		add(t.w.elapsed, t.duration(t.r.Elapsed))
	}
	if t.r.Cycle > 0 {
		add(t.w.wall, t.duration(t.r.Wall))
	}
	if !t.e.AsOf.IsZero() || !t.r.StartedAt.IsZero() {
		add(t.w.zone, t.zoneBeside(t.e.Zone))
	}
	t.pairs(all)
}

// open reports whether the clock is running or paused.
func (t *ticket) open() bool {
	return t.r.Phase == sla.PhaseRunning || t.r.Phase == sla.PhasePaused
}

// end is the stop of the clock, or the as-of instant if it has not stopped.
func (t *ticket) end() time.Time {
	if t.r.StartedAt.IsZero() {
		return time.Time{}
	}
	return t.r.StartedAt.Add(t.r.Wall)
}

// outcome gives the state, verdict and time left or overrun in one line.
func (t *ticket) outcome() string {
	w := t.w
	var parts []string
	if t.r.Phase != "" && !(t.r.Phase == sla.PhaseStopped && t.r.Verdict != "") {
		parts = append(parts, word(w.phases, t.r.Phase))
	}
	switch t.r.Verdict {
	case sla.Met:
		switch ahead := t.r.DueAt.Sub(t.r.StoppedAt); {
		case t.r.Remaining > 0:
			parts = append(parts, fmt.Sprintf(w.metWith, t.duration(t.r.Remaining)))
		case !t.r.DueAt.IsZero() && !t.r.StoppedAt.IsZero() && t.r.Remaining == 0 && ahead > 0:
			parts = append(parts, fmt.Sprintf(w.metBefore, t.duration(ahead)))
		default:
			parts = append(parts, w.met)
		}
	case sla.Missed:
		if t.r.Overrun > 0 {
			parts = append(parts, fmt.Sprintf(w.missedBy, t.duration(t.r.Overrun)))
		} else {
			parts = append(parts, w.missed)
		}
	case "":
		switch ahead := t.r.DueAt.Sub(t.end()); {
		case !t.open():
		case t.r.Remaining > 0:
			parts = append(parts, fmt.Sprintf(w.remaining, t.duration(t.r.Remaining)))
		case !t.r.DueAt.IsZero() && ahead > 0:
			parts = append(parts, fmt.Sprintf(w.dueIn, t.duration(ahead)))
		}
	default:
		parts = append(parts, string(t.r.Verdict))
	}
	if t.r.BornBreached {
		parts = append(parts, w.bornBreached)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, t.words.comma) + t.words.stop
}

func (t *ticket) target() string {
	place, within, hours := t.place(t.e.Clauses, t.r.Target), t.say(string(t.r.Within)), t.calendar(t.r.Calendar)
	switch {
	case t.r.Target == "":
		return ""
	case t.r.Calendar == "":
		return fmt.Sprintf(t.w.within, within, place)
	case t.r.Within == "none":
		return fmt.Sprintf(t.w.withinNone, hours, place)
	}
	return fmt.Sprintf(t.w.withinOn, within, hours, place)
}

func (t *ticket) due() string {
	if !t.r.DueAt.IsZero() {
		return t.instant(t.r.DueAt)
	}
	if t.r.Phase != sla.PhasePaused || t.r.Target == "" {
		return ""
	}
	if due, ok := t.r.DueIfResumedAt(t.end()); ok {
		return fmt.Sprintf(t.w.dueIfResumed, t.instant(due))
	}
	return t.w.dueNone
}

// because lists the reasons for the target and its terms.
func (t *ticket) because() {
	var all []string
	for _, n := range t.e.Because {
		form, known := t.w.notes[n.Code]
		if !known {
			form = string(n.Code) + ": {value} ({path})"
		}
		value := cmp.Or(t.instant(n.At), t.value(n), t.w.nothing)
		key := n.Path[strings.LastIndexByte(n.Path, '.')+1:]
		all = append(all, strings.NewReplacer("{value}", value, "{path}", t.place(t.e.Clauses, n.Path), "{key}", t.named(key, key)).Replace(form))
	}
	if len(all) > 0 {
		t.heading(2, t.w.reasons)
		t.bullets(all)
	}
}

// value writes the value of a reason: a term in words, the name of a part.
func (t *ticket) value(n sla.Note) string {
	switch n.Code {
	case sla.NoteTarget, sla.NoteGrace, sla.NoteSurcharge, sla.NoteCarried, sla.NoteLateAfterDue, sla.NoteRevision, sla.NoteOutside:
		return t.say(n.Value)
	case sla.NoteBackwards, sla.NoteContinued:
		return word(t.w.policies, n.Value)
	case sla.NoteOtherwise:
		return t.calendar(n.Value)
	case sla.NotePriority, sla.NoteOverride:
		return t.valued("priority", n.Value)
	case sla.NoteAttribute:
		return t.valued(n.Path[strings.LastIndexByte(n.Path, '.')+1:], n.Value)
	case sla.NoteUnknownObjective:
		return t.named("objectives."+n.Value, n.Value)
	}
	return n.Value
}

// trace lists the stretches of time with a running total of what counts, and checks
// that they add up.
func (t *ticket) trace() {
	if len(t.e.Trace) == 0 {
		return
	}
	w := t.w
	t.heading(2, w.trace)
	out := table{sums: 1, columns: []column{
		{w.from, instant}, {w.to, instant}, {w.length, number}, {w.what, words},
		{w.counts, number}, {w.soFar, number}, {w.why, words},
	}}
	var length, counted time.Duration
	shown, left := t.cut(len(t.e.Trace))
	for i, s := range t.e.Trace {
		length += s.To.Sub(s.From)
		counted += s.Counted
		if i >= shown {
			continue
		}
		counts := ""
		if s.Counted != 0 {
			counts = t.duration(s.Counted)
		}
		out.rows = append(out.rows, row{cells: []string{
			t.instant(s.From), t.until(s.From, s.To), t.duration(s.To.Sub(s.From)), word(w.segments, s.Kind),
			counts, t.duration(counted), t.cause(s),
		}})
	}
	if left > 0 {
		out.rows = append(out.rows, row{cells: []string{fmt.Sprintf(t.words.more, left)}})
	}
	out.rows = append(out.rows, row{cells: []string{t.words.sum, "", t.duration(length), "", t.duration(counted)}})
	t.table(out)
	t.paragraph(t.check(length, counted))
}

// picture draws the trace.
func (t *ticket) picture() {
	if len(t.e.Trace) == 0 {
		return
	}
	p := tracePicture(t.e.Trace, t.r.DueAt, false)
	p.texts.from, p.texts.to = t.instant(p.from), t.instant(p.to)
	if !t.r.DueAt.IsZero() {
		p.texts.due = fmt.Sprintf(t.w.dueAt, t.instant(t.r.DueAt))
	}
	f := figure{title: t.w.figure, picture: p}
	if t.r.Cycle > 0 {
		f.note = fmt.Sprintf(t.w.figureOf, t.duration(t.r.Wall), t.duration(t.r.Elapsed))
	}
	p.name, p.description = t.w.figure, f.note
	f.picture = p
	has := map[partClass]bool{}
	for _, part := range p.parts {
		has[part.class] = true
	}
	var classes []partClass
	for _, class := range []partClass{partRuns, partLate, partPaused, partClosed, partWaived} {
		if has[class] {
			classes = append(classes, class)
		}
	}
	t.legend(t.clockLegend(classes...))
	t.figure(f)
}

func (t *ticket) cause(s sla.Segment) string {
	switch {
	case s.Kind == sla.Closed && s.Cause != "":
		return fmt.Sprintf(t.w.outside, t.calendar(s.Cause))
	case s.Kind == sla.OnHoliday && s.Cause != "":
		date, name, _ := strings.Cut(s.Cause, " ")
		return fmt.Sprintf(t.w.holiday, strings.TrimSpace(t.say(date)+" "+name))
	case s.Kind == sla.Carried:
		return word(t.w.policies, s.Cause)
	}
	return s.Cause
}

// check says whether the sums equal the times of the clock.
func (t *ticket) check(length, counted time.Duration) string {
	switch {
	case length != t.r.Wall:
		return fmt.Sprintf(t.w.lengthsDiffer, t.duration(length), t.duration(t.r.Wall))
	case counted != t.r.Elapsed:
		return fmt.Sprintf(t.w.countsDiffer, t.duration(length), t.duration(counted), t.duration(t.r.Elapsed))
	}
	return fmt.Sprintf(t.w.addsUp, t.duration(length), t.duration(counted))
}

// mark writes the mark of an alarm: "80%", "-10m".
func (p *page) mark(mark sla.Warning) string {
	if text, known := p.words.ticket().marks[mark]; known {
		return text
	}
	return p.say(string(mark))
}

// alarms lists the alarms, each as passed, ahead or withheld.
func (t *ticket) alarms() {
	w := t.w
	if len(t.r.Alarms) == 0 {
		return
	}
	t.heading(2, w.alarms)
	out := table{columns: []column{{w.at, instant}, {w.mark, words}, {w.alarmState, words}}}
	escalated := slices.ContainsFunc(t.r.Alarms, func(a sla.Alarm) bool { return a.Level > 0 || len(a.Tell) > 0 })
	if escalated {
		out.columns = append(out.columns, column{w.level, number}, column{w.tells, words})
	}
	for _, a := range t.r.Alarms {
		state := w.passed
		switch {
		case a.Withheld:
			state = w.withheld
		case a.At.After(t.end()):
			state = w.ahead
		}
		cells := []string{t.instant(a.At), t.mark(a.Mark), state}
		if escalated {
			level := ""
			if a.Level > 0 {
				level = strconv.Itoa(a.Level)
			}
			cells = append(cells, level, strings.Join(a.Tell, t.words.list))
		}
		out.rows = append(out.rows, row{cells: cells})
	}
	t.table(out)
}
