package sla

import (
	"iter"
	"sort"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/zone"
)

// Deadline is the last instant in time of the tickets that start in [From, To), under one
// target.
type Deadline struct {
	From, To time.Time // the starts, [From, To)
	// At is the last instant in time of a ticket that starts at From: the due instant
	// and the grace.
	At time.Time
	// Moves reports whether At moves with the start: for a ticket that starts a minute
	// after From, the last instant in time is a minute after At. If Moves is false, At is
	// the same for all starts.
	Moves bool

	Target   string // its place in the agreement
	Within   Within
	Calendar string
}

// Deadlines gives the last instant in time of tickets with the attributes, for every
// start in [from, to), in order. It is for tickets to which nothing else happens: no
// pause, no change of an attribute, no waived time. If the due instant or the stop
// decides under which revision a ticket falls, the ticket is taken to stop when it is
// due. Starts that have no deadline are left out: the agreement is not in force, the
// objective has no clock or is not about these tickets, no target applies, or the
// target is never due. Instants are in UTC.
func (a *Agreement) Deadlines(objective string, attrs Attrs, from, to time.Time) iter.Seq[Deadline] {
	return func(yield func(Deadline) bool) {
		d := deadlines{a: a, objective: objective, attrs: attrs, under: make([]ruling, len(a.programs))}
		lo, hi := max(clampNanos(from), a.from), min(clampNanos(to), a.to)
		if !a.IsValid() || lo >= hi {
			return
		}
		marks := d.marks(lo, hi)
		now := line{to: -1} // no start
		for i, at := range marks[:len(marks)-1] {
			for next := range d.lines(at, marks[i+1]-1) {
				if now.from <= now.to && now.joins(next) {
					now.to = next.to
					continue
				}
				if !d.give(now, yield) {
					return
				}
				now = next
			}
		}
		d.give(now, yield)
	}
}

// deadlines computes the deadlines of one kind of tickets. Within two marks the terms
// that decide about a start are the same, so that the deadline never moves back: it
// stands still, goes along with the start, or jumps ahead.
type deadlines struct {
	a         *Agreement
	objective string
	attrs     Attrs
	under     []ruling // of each revision, once it was asked for
}

// ruling is what one revision says of the tickets.
type ruling struct {
	read bool
	h    *history          // nil: nothing is promised
	o    *objectiveProgram // the objective
	i    int               // its index
}

// answer is the deadline of one start. Two answers with the same rule lie on one line
// as long as nothing jumps.
type answer struct {
	rule ruleOf
	at   int64 // without a target: 0
}

type ruleOf struct {
	revision, target, version int // target -1: nothing is promised
}

// line is a stretch of starts whose deadlines stand still or go along; to is the last
// start.
type line struct {
	from, to int64
	slope    int64
	answer
}

func (l line) on(at int64, b answer) bool {
	return b.rule == l.rule && b.at == l.at+l.slope*(at-l.from)
}

// joins reports whether the next line goes on with this line.
func (l line) joins(next line) bool {
	return l.to+1 == next.from && (l.slope == next.slope || next.from == next.to) && l.on(next.from, next.answer)
}

func (d *deadlines) give(l line, yield func(Deadline) bool) bool {
	if l.to < l.from || l.rule.target < 0 {
		return true
	}
	t := &d.under[l.rule.revision].o.targets[l.rule.target]
	return yield(Deadline{
		From: instant(l.from), To: instant(l.to + 1), At: instant(l.at), Moves: l.slope == 1,
		Target: t.path, Within: d.under[l.rule.revision].o.written[t.index].Within, Calendar: t.calendar,
	})
}

// ruledBy reads the tickets under a revision.
func (d *deadlines) ruledBy(r int) *ruling {
	u := &d.under[r]
	if u.read {
		return u
	}
	u.read = true
	p := &d.a.programs[r]
	for i := range p.objectives {
		if d.a.promises[p.objectives[i].promise].ID == d.objective && p.objectives[i].clock >= 0 {
			u.o, u.i = &p.objectives[i], i
		}
	}
	if u.o == nil {
		return u
	}
	h := newHistory()
	h.start(&Ticket{}, zeroTime)
	p.read(&Ticket{Attrs: d.attrs}, h)
	if u.o.where.holds(h.version(0, len(p.words.values))) {
		u.h = h
	}
	return u
}

// of gives the deadline of a ticket that starts at an instant.
func (d *deadlines) of(start int64) answer {
	for r := d.a.openedUnder(start); ; r++ {
		u, p := d.ruledBy(r), &d.a.programs[r]
		if u.h == nil {
			return answer{rule: ruleOf{r, -1, 0}}
		}
		due, last, rule := u.due(p, start)
		rule.revision = r
		if r+1 < len(d.a.programs) && d.a.programs[r+1].pins != PinOpened && p.later[u.i] >= 0 && due >= d.a.programs[r+1].from {
			continue
		}
		if last == forever {
			return answer{rule: ruleOf{r, -1, 0}}
		}
		return answer{rule, last}
	}
}

// due gives the due instant of a ticket that starts at an instant, and with the grace
// the last instant in time; the start and forever if no target applies.
func (u *ruling) due(p *program, start int64) (due, last int64, rule ruleOf) {
	run := clockRun{stoppedBy: -1, marks: []mark{{start, -1, phaseRunning}}}
	run.cycles = []cycle{{start: start, first: 0, last: 1, startedEvent: -1}}
	j := judging{p, u.o, &run, &run.cycles[0]}
	h := u.h
	seen := func(at int64) *course {
		h.from, h.until = start, at
		return j.follow(h)
	}
	k := seen(start)
	if k.target < 0 {
		return start, forever, ruleOf{target: -1}
	}
	t := &u.o.targets[k.target]
	rule.target = int(k.target)
	if t.kind == withinNone {
		return start, forever, rule
	}
	due, last = j.ends(k, start)
	if u.o.policies.CalendarChange == Frozen || t.instant() && u.o.policies.CalendarChange != CalendarAnew {
		return due, last, rule
	}
	for _, v := range t.versions {
		if v.known > start && last > v.known {
			rule.version++
			due, last = j.ends(seen(v.known), v.known)
		}
	}
	return due, last, rule
}

// ends gives the due instant of a cycle that runs on from an instant, and with the
// grace the last instant in time.
func (j judging) ends(k *course, at int64) (due, last int64) {
	t := &j.o.targets[k.target]
	if t.instant() {
		return k.due, j.late(k, k.due, at)
	}
	used, given := j.progress(k, at)
	from := max(at, k.base) - given
	if due = later(t.reach(k, from, used, k.limit), given); t.grace == 0 {
		return due, due
	}
	return due, later(t.reach(k, from, used, k.limit+t.grace), given)
}

// marks lists the starts in [lo, hi) at which the terms that decide may change, with lo
// and hi: revisions, changes of the calendar that became known, openings and closings,
// local midnights, the times of day that a target names, and changes of clocks.
func (d *deadlines) marks(lo, hi int64) []int64 {
	marks := []int64{lo, hi}
	add := func(at int64) {
		if lo < at && at < hi {
			marks = append(marks, at)
		}
	}
	for r := range d.a.programs {
		p := &d.a.programs[r]
		add(p.from)
		if u := d.ruledBy(r); u.h != nil {
			numbers := u.h.version(0, len(p.words.values))
			for row := u.o.choose.first(numbers); row >= 0; row = u.o.choose.next(row, numbers) {
				t := &u.o.targets[row]
				add(t.from)
				add(t.to)
				if t.hours != nil {
					t = &u.o.targets[t.hours.of(u.h.text(0, t.hours.slot, len(p.words.values)))]
				}
				t.marks(lo, hi, add)
			}
		}
	}
	sort.Slice(marks, func(i, j int) bool { return marks[i] < marks[j] })
	each := marks[:1]
	for _, at := range marks[1:] {
		if at != each[len(each)-1] {
			each = append(each, at)
		}
	}
	return each
}

// marks gives the instants in [lo, hi) at which the deadline of a target may begin to
// follow another line. What holds after an instant begins a nanosecond later.
func (t *targetProgram) marks(lo, hi int64, add func(int64)) {
	if t.kind == withinNone || t.kind == withinPromised {
		return
	}
	const second = int64(time.Second)
	calendars := append([]calendarVersion{{cal: t.cal}}, t.versions...)
	if t.kind == withinCalendarDays {
		calendars = append(calendars, calendarVersion{cal: t.dates})
	}
	for _, v := range calendars {
		add(v.known)
		for open, shut := range v.cal.Segments(instant(lo), instant(hi)) {
			from, _ := nanos(open)
			to, _ := nanos(shut)
			add(from)
			add(to)
		}
		if !t.instant() && t.received == nil {
			continue
		}
		z := zone.Of(v.cal.Location())
		for change := range z.Changes(lo/second-1, hi/second+1) {
			add(change * second)
		}
		for day := z.Day(lo/second) - 1; day <= z.Day(hi/second)+1; day++ {
			midnight := z.Start(day) * second
			add(midnight)
			for _, of := range []*calendar.DayTime{&t.at, t.received} {
				if of == nil {
					continue
				}
				if at, err := v.cal.AddDays(instant(midnight), 0, *of); err == nil {
					at, _ := nanos(at)
					add(at)
					add(at + 1)
				}
			}
		}
	}
}

// lines divides the starts from a to b, both included, that lie between two marks into
// lines.
func (d *deadlines) lines(a, b int64) iter.Seq[line] {
	return func(yield func(line) bool) {
		for a <= b {
			l := d.line(a, b)
			if !yield(l) {
				return
			}
			a = l.to + 1
		}
	}
}

// line gives the line of the starts from a on, at most to b.
func (d *deadlines) line(a, b int64) line {
	l := line{from: a, to: a, answer: d.of(a)}
	if a == b {
		return l
	}
	second := d.of(a + 1)
	if l.slope = second.at - l.at; second.rule != l.rule || l.slope != 0 && l.slope != 1 {
		l.slope = 0
		return l
	}
	follows := func(at int64) bool { return l.on(at, d.of(at)) }
	// A stretch that stands still and then jumps may end on the line too.
	if follows(b) && follows(b-1) {
		l.to = b
		return l
	}
	if l.slope == 1 { // the deadline mostly jumps when it comes to the end of the hours
		t := &d.under[l.rule.revision].o.targets[l.rule.target]
		if shut, ok := t.cal.NextClose(instant(l.at)); ok {
			at, _ := nanos(shut)
			if last := a + at - l.at; a < last && last < b && follows(last) && !follows(last+1) {
				l.to = last
				return l
			}
		}
	}
	for last := b; l.to < last; { // the last start that follows
		if mid := l.to + (last-l.to+1)/2; follows(mid) {
			l.to = mid
		} else {
			last = mid - 1
		}
	}
	return l
}
