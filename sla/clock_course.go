package sla

import (
	"slices"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
)

// judging is a cycle of a clock and the objective that judges it, under the terms of
// one revision.
type judging struct {
	p   *program
	o   *objectiveProgram
	run *clockRun // has the marks of the cycle
	c   *cycle
}

// course is the rule by which the time of a cycle counts, from an instant on:
// which target, under which knowledge of the calendar, and what was used before.
// A change of target while the cycle is open makes a new course of the old one.
type course struct {
	from    int64    // the instant from which the cycle counts
	changes []change // of its targets, the first one at its start: what it all follows from
	by      *change  // the one that chose the target

	target   int32 // index into objectiveProgram.targets; -1: none applies
	version  int32 // of the attributes by which it was chosen
	cal      calendar.Calendar
	base     int64 // the instant from which time counts
	least    int64 // base without the cut-off
	received int64 // as of when the cycle counts because of the cut-off of the target; 0: as of its start
	until    int64 // a missed target was left then, and no time counts after; 0: never
	carried  int64 // used before base
	given    int64 // by how much pauses before base moved what follows
	known    int64 // as of when the calendar is known
	limit    int64 // of open and wall time together, without grace
	noPause  int64 // pauses before this instant count as running
	due      int64 // of instant targets; forever when the calendar ends before it; of others what it was at base, 0: not yet
	broken   int64 // a breach under an earlier course or target, which stays; 0: none
	stays    bool  // a change of target changed nothing because of the breach
	came     int64 // the target first applied then although it counts from the start; 0: from the start
	fixes    bool  // the event that stopped the cycle chose the target

	// earlier are the courses whose use this one has carried on, by base: each
	// counted until the base of the next.
	earlier []course
	gaps    [][2]int64 // stretches without a target
	left    *course    // the course of the last target, if no target applies now
}

// change is the choice of a target for a cycle from an instant on.
type change struct {
	at, own int64 // own: the instant or length that the ticket names
	target  int32
	version int32 // of the attributes
	fixes   bool  // made by the event that stopped the cycle
}

// zeroTime begins the horizon; nothing happens before it.
const zeroTime = int64(horizonFrom) * int64(time.Second)

func (o *objectiveProgram) firstTarget(numbers []uint32, start int64) int32 {
	for row := o.choose.first(numbers); row >= 0; row = o.choose.next(row, numbers) {
		if t := &o.targets[row]; t.from <= start && start < t.to {
			return int32(row)
		}
	}
	return -1
}

// course follows the targets of a cycle from its start to its end, or as far as
// the history was read. What it gives lasts until the next call.
func (j judging) course(h *history) *course {
	h.from = j.c.start
	if j.o.policies.Reopen == NewCycleAfterDue {
		h.from = j.afterDue(h)
	}
	if j.o.asks&h.changed == 0 && j.plainly(h) { // as most do
		return &h.course
	}
	return j.follow(h)
}

// plainly makes the course of a cycle whose target does not change and is plain, as
// follow would. It reports whether the target is so.
func (j judging) plainly(h *history) bool {
	c, version := j.c, j.c.from
	if c.continued || version < c.judged && h.since[version+1] == c.start {
		version = j.starts(h, j.run.returnsOf(c))
	}
	target := j.o.firstTarget(h.version(version, len(j.p.words.values)), c.start)
	if target < 0 || !j.o.targets[target].plain {
		return false
	}
	// Zero values with fields set are cheaper than literals, which are made and then
	// copied.
	h.changes = append(h.changes[:0], change{})
	by := &h.changes[0]
	by.at, by.target, by.version = c.start, target, version
	k, t := &h.course, &j.o.targets[target]
	*k = course{}
	k.from, k.base, k.least = h.from, h.from, h.from
	k.changes, k.by, k.target, k.version = h.changes, by, target, version
	k.cal, k.limit, k.known = t.cal, t.limit, c.start
	if j.o.policies.CalendarChange == CalendarAnew {
		if k.known = h.until; c.ended != endOpen {
			k.known = c.end
		}
	}
	return true
}

// starts is the version of the attributes with which a cycle starts: with all that is
// set at the instant of the start, but nothing that is set after a stop.
func (j judging) starts(h *history, returns []comeback) int32 {
	from := j.c.from
	for from < j.c.judged && h.since[from+1] == j.c.start && (len(returns) == 0 || from < returns[0].before) {
		from++
	}
	return from
}

// follow is course for a cycle that counts from h.from on.
func (j judging) follow(h *history) *course {
	k := &h.course
	k.from, k.changes = h.from, j.chosen(h)
	j.walk(k, h.until)
	return k
}

// chosen lists the targets that are chosen for a cycle one after the other. What
// is set at the instant of the start holds from the start, in whichever order a
// system logs it. What the event sets that ends the cycle chooses nothing, except
// that under FromStart a stop may correct the target; and what is set from a stop
// on until the cycle goes on is one change when it goes on.
func (j judging) chosen(h *history) []change {
	slots, last, returns := len(j.p.words.values), j.c.judged, j.run.returnsOf(j.c)
	from := j.starts(h, returns)
	all := append(h.changes[:0], j.p.choice(j.o, h, j.c, from, j.c.start))
	if j.o.asks&h.changed != 0 {
		prior := from
		add := func(version int32, at int64, fixes bool) {
			if j.o.choose.alike(h.version(prior, slots), h.version(version, slots)) && !j.o.asksText {
				prior = version
				return
			}
			prior = version
			next, now := j.p.choice(j.o, h, j.c, version, at), &all[len(all)-1]
			if next.fixes = fixes; next.target != now.target || next.own != now.own {
				all = append(all, next)
			}
		}
		for version := from; version < last; {
			version++
			at := h.since[version]
			for len(returns) > 0 && returns[0].after < version {
				returns = returns[1:]
			}
			stop := returns // the next one
			if len(returns) > 0 && returns[0].before < version {
				version, at, stop = returns[0].after, returns[0].at, returns[1:]
			}
			if version < last && h.since[version+1] == at && (len(stop) == 0 || stop[0].before > version) {
				continue // at most one change at an instant, and what a stop sets is of another
			}
			add(version, at, false)
		}
		if j.o.policies.Retarget == FromStart && j.c.ended == endStopped && j.c.to > last {
			add(j.c.to, j.c.end, true)
		}
	}
	h.changes = all
	return all
}

// promises reports whether an attribute names the instant or length of a target.
func (o *objectiveProgram) promises(target int32) bool {
	return target >= 0 && o.targets[target].ofTicket()
}

// returnsOf lists how a stopped cycle went on.
func (c *clockRun) returnsOf(of *cycle) []comeback {
	if !of.continued {
		return nil
	}
	all := c.returns
	for len(all) > 0 && all[0].cycle != of.first {
		all = all[1:]
	}
	for i := range all {
		if all[i].cycle != of.first {
			return all[:i]
		}
	}
	return all
}

// choice is the target that one version of the attributes chooses.
func (p *program) choice(o *objectiveProgram, h *history, c *cycle, version int32, at int64) change {
	slots := len(p.words.values)
	ch := change{at: at, target: o.firstTarget(h.version(version, slots), c.start), version: version}
	if ch.target >= 0 {
		if o.targets[ch.target].plain {
			return ch
		}
		if by := o.targets[ch.target].hours; by != nil {
			ch.target = by.of(h.text(version, by.slot, slots))
		}
	}
	if o.promises(ch.target) {
		t, ok := &o.targets[ch.target], false
		if text := h.text(version, t.slot, slots); t.instant() {
			ch.own, ok = promised(text, t.zone)
		} else {
			ch.own, ok = ownLength(text)
		}
		if !ok {
			ch.target, ch.own = -1, 0
		}
	}
	return ch
}

// walk makes k the course that follows from its changes, as seen at an instant.
func (j judging) walk(k *course, seen int64) {
	if j.c.ended != endOpen {
		seen = j.c.end
	}
	j.begin(k, &k.changes[0], nil, 0, seen)
	for i := 1; i < len(k.changes); i++ {
		next := &k.changes[i]
		j.followCalendar(k, next.at)
		j.retarget(k, next, seen)
	}
	j.followCalendar(k, seen)
}

// after makes an earlier course of old: k carries on from k.base.
func (k *course) after(old *course) {
	was := *old
	was.earlier, was.left = nil, nil
	k.earlier = append(slices.Clip(old.earlier), was)
}

// begin makes k the course of a target that counts from the start of the cycle,
// except where no target applied.
func (j judging) begin(k *course, by *change, gaps [][2]int64, noPause, seen int64) {
	from, changes := k.from, k.changes
	*k = course{} // cheaper than a literal, which is made and then copied
	k.from, k.changes, k.by, k.target, k.version = from, changes, by, by.target, by.version
	k.base, k.noPause, k.gaps = from, noPause, gaps
	if k.target < 0 {
		return
	}
	t := &j.o.targets[k.target]
	k.known = j.c.start
	if j.o.policies.CalendarChange == CalendarAnew {
		k.known = seen
	}
	if t.plain && len(gaps) == 0 { // as most are
		k.cal, k.limit, k.least = t.cal, t.limit, k.base
		return
	}
	k.cal = t.knownAt(k.known)
	k.limit = t.limitOf(k, j.c)
	if gaps = k.later(); len(gaps) < len(k.gaps) {
		k.base = max(k.base, k.gaps[0][1])
	}
	k.countsFrom(t, j.c, k.base)
	switch {
	case t.ofTicket() && !t.instant():
		k.limit = by.own
	case t.kind == withinPromised:
		k.due = j.moves(k, t, nil, zeroTime, by.own, seen)
	case t.instant():
		k.due = j.dueInDays(k, t, gaps, seen)
	}
	if t.instant() { // the due instant has moved already
		for _, gap := range k.later() {
			switch {
			case gap[1] <= k.base:
			case gap[0] < k.received: // nothing counted before
				k.base, k.least = gap[1], gap[1]
			default:
				used, given := j.progress(k, gap[0])
				k.after(k)
				k.carried, k.given = used, given
				k.pause(gap)
			}
		}
		return
	}
	for _, gap := range gaps {
		j.rest(k, gap)
	}
}

// later lists the stretches without a target, except one at the start.
func (k *course) later() [][2]int64 {
	if len(k.gaps) > 0 && k.gaps[0][0] <= k.from {
		return k.gaps[1:]
	}
	return k.gaps
}

// rest lets a course count nothing in a stretch.
func (j judging) rest(k *course, gap [2]int64) {
	if gap[1] <= k.base {
		return
	}
	if gap[0] < k.received { // nothing counted before
		k.base, k.least = gap[1], gap[1]
		return
	}
	used := j.measure(k, gap[0])
	if used.hasDue && used.time >= k.limit {
		k.due = used.due
	}
	if used.overdue {
		k.broken = used.breach
	}
	_, k.given = j.progress(k, gap[0])
	k.after(k)
	k.carried = used.time
	k.pause(gap)
}

// pause puts a stretch in which nothing counts between a course and its base.
func (k *course) pause(gap [2]int64) {
	k.earlier = append(k.earlier, course{target: -1, base: gap[0], carried: k.earlier[len(k.earlier)-1].carried})
	k.base, k.least = gap[1], gap[1]
}

// countsFrom lets a course count from an instant on, or later if the cut-off of its
// target puts the start of the cycle off.
func (k *course) countsFrom(t *targetProgram, c *cycle, at int64) {
	k.base, k.least = at, at
	if k.received = 0; t.received != nil {
		k.received = t.receivedAt(k.cal, c.start)
		k.base = max(k.base, k.received)
	}
}

// receivedAt is the instant as of which a start counts that the cut-off puts off,
// forever if no business day follows; 0: it counts as of itself.
func (t *targetProgram) receivedAt(cal calendar.Calendar, start int64) int64 {
	from := instant(start)
	until, err := cal.AddDays(from, 0, *t.received)
	if err == nil && !passed(cal, from, until) {
		return 0
	}
	next, err := cal.AddDays(from, 1, calendar.StartOfDay())
	if err != nil {
		return forever
	}
	at, ok := nanos(next)
	if !ok {
		return forever
	}
	return at
}

// limitOf is how much time a target allows a cycle, without grace.
func (t *targetProgram) limitOf(k *course, c *cycle) int64 {
	if t.ofTicket() {
		return k.limit
	}
	if t.surcharge > 0 && !k.cal.IsOpen(instant(c.start)) {
		return t.limit + int64(t.surcharge)
	}
	return t.limit
}

// steps gives from where the days of a target are stepped, and of which calendar.
func (t *targetProgram) steps(k *course) (from time.Time, dates calendar.Calendar) {
	from, dates = instant(k.base), t.dates
	if t.kind == withinBusinessDays {
		dates = k.cal
		if open, ok := k.cal.NextOpen(from); ok && t.roll {
			from = open
		}
	}
	return from, dates
}

// passed reports whether a time of the date of an instant is over at the instant,
// or the date is no business day.
func passed(dates calendar.Calendar, from, due time.Time) bool {
	day := date.NewAt(from.In(dates.Location()))
	return due.Before(from) || dates.BusinessDays(day, day+1) == 0
}

// stepped gives a time of the date on which a target in days ends.
func (t *targetProgram) stepped(from time.Time, dates calendar.Calendar, at calendar.DayTime) (time.Time, error) {
	if t.months > 0 {
		return dates.AddMonths(from, t.months, at)
	}
	n := t.days
	if t.sameDay() {
		if due, err := dates.AddDays(from, 0, t.at); err == nil && passed(dates, from, due) {
			n = 1
		}
	}
	return dates.AddDays(from, n, at)
}

// unclosed gives the due instant of a target in calendar days on a business day of
// its calendar: as it is, or moved from the date that is closed.
func (t *targetProgram) unclosed(from time.Time, dates, cal calendar.Calendar, due time.Time) (time.Time, error) {
	noon, err := t.stepped(from, dates, calendar.By(12, 0)) // end of day is another date
	if err != nil {
		return due, err
	}
	zone := dates.Location()
	ends := date.NewAt(noon.In(zone))
	if cal.BusinessDays(ends, ends+1) > 0 {
		return due, nil
	}
	year, month, day := ends.Date()
	to := func(roll calendar.Roll) (time.Time, error) {
		moved, err := cal.Roll(time.Date(year, month, day, 12, 0, 0, 0, cal.Location()), roll, calendar.By(12, 0))
		if err != nil {
			return moved, err
		}
		n := dates.BusinessDays(date.NewAt(from.In(zone)), date.NewAt(moved.In(cal.Location())))
		return dates.AddDays(from, n, t.at)
	}
	if due, err = to(t.ifClosed); err == nil && due.After(from) {
		return due, nil
	}
	return to(calendar.RollNext)
}

// dueInDays computes the due instant of a target in days as seen at an instant.
// Stretches without a target that begin before it move it by their open time.
func (j judging) dueInDays(k *course, t *targetProgram, gaps [][2]int64, at int64) int64 {
	from, dates := t.steps(k)
	due, err := t.stepped(from, dates, t.at)
	if err == nil && t.ifClosed != "" {
		due, err = t.unclosed(from, dates, k.cal, due)
	}
	to, ok := nanos(due)
	if err != nil || !ok {
		return forever
	}
	return j.moves(k, t, gaps, zeroTime, to, at)
}

// moves delays an instant of a target, its due instant or its last instant in time,
// by the open time of the stretches that move it: pauses, waived time, and
// stretches without a target. A stretch moves the instant if it begins at or after
// since, and before the instant as moved so far. As seen at the instant at, a pause
// that goes on has moved nothing yet; waived time has, up to then.
func (j judging) moves(k *course, t *targetProgram, gaps [][2]int64, since, due, at int64) int64 {
	c, run := j.c, j.run
	for i := c.first; i < c.last || len(gaps) > 0; {
		if len(gaps) > 0 && (i == c.last || gaps[0][0] <= run.marks[i].at) {
			if gaps[0][0] >= due {
				break
			}
			if from := max(gaps[0][0], k.received); gaps[0][0] >= since && from < gaps[0][1] {
				due = add(k.cal, due, int64(k.cal.Elapsed(instant(from), instant(gaps[0][1]))))
			}
			gaps = gaps[1:]
			continue
		}
		if run.marks[i].at >= due {
			break
		}
		m, end := run.marks[i], run.stretchEnd(c, i)
		i++
		switch {
		case m.at < since || m.phase == phaseRunning:
			continue
		case m.phase == phaseWaived:
			end = min(end, at)
		case !j.o.extends(t) || end == forever:
			continue
		}
		begin := max(m.at, k.base)
		if m.phase == phasePaused {
			begin = max(begin, k.noPause)
		}
		switch {
		case begin >= end || m.phase == phasePaused && begin >= due:
		case t.kind == withinPromised: // no other time moves a promise
			due = add(k.cal, due, int64(k.cal.Elapsed(instant(begin), instant(end))))
		default:
			due = add(k.cal, due, k.without(begin, end))
		}
	}
	return due
}

// without is the open time of a stretch, less that in which no target applied: it
// has moved the due instant already.
func (k *course) without(from, to int64) int64 {
	open := k.cal.Elapsed(instant(from), instant(to))
	for _, gap := range k.gaps {
		if a, b := max(from, gap[0]), min(to, gap[1]); a < b {
			open -= k.cal.Elapsed(instant(a), instant(b))
		}
	}
	return int64(open)
}

// stretchEnd is the end of the stretch that mark i begins.
func (c *clockRun) stretchEnd(of *cycle, i int32) int64 {
	switch {
	case i+1 < of.last:
		return c.marks[i+1].at
	case of.ended == endOpen:
		return forever
	}
	return of.end
}

// extends reports whether pauses move the due instant of a target in days.
func (o *objectiveProgram) extends(t *targetProgram) bool {
	return o.policies.DayPauses == PausesAdded && (t.kind == withinBusinessDays || t.kind == withinCalendarDays)
}

// late is the last instant at which a target given as an instant is still met: its
// due instant and its grace. A stretch that begins between the two moves this
// instant too, as it would have moved the due instant.
func (j judging) late(k *course, due, at int64) int64 {
	t := &j.o.targets[k.target]
	if t.grace == 0 || due == forever {
		return due
	}
	var gaps [][2]int64
	if t.kind != withinPromised {
		gaps = k.later()
	}
	return j.moves(k, t, gaps, due, add(k.cal, due, t.grace), at)
}

// followCalendar lets a course go on under each version of its calendar that
// became known up to an instant, where the agreement says so.
func (j judging) followCalendar(k *course, until int64) {
	if j.o.policies.CalendarChange != FromEffective || k.target < 0 || j.o.targets[k.target].instant() {
		return // days that were stepped stay as they were computed
	}
	for _, v := range j.o.targets[k.target].versions {
		if v.known <= k.known || v.known > until {
			continue
		}
		if v.known < k.base { // nothing counted yet
			k.cal, k.known = v.cal, v.known
			if t := &j.o.targets[k.target]; t.received != nil && k.carried == 0 {
				k.countsFrom(t, j.c, max(k.least, v.known))
			}
			continue
		}
		if k.until != 0 && v.known >= k.until {
			return
		}
		before := j.measure(k, v.known)
		_, given := j.progress(k, v.known)
		if before.overdue {
			k.broken = before.breach
		}
		if before.hasDue && before.time >= k.limit {
			k.due = before.due
		}
		k.after(k)
		k.base, k.least, k.carried, k.given, k.noPause, k.cal, k.known = v.known, v.known, before.time, given, 0, v.cal, v.known
	}
}

// binds reports whether a target promises something. A length is measured under
// a target within none too.
func (o *objectiveProgram) binds(target int32) bool {
	return target >= 0 && (o.targets[target].kind != withinNone || o.kind == kindDuration)
}

// retarget makes k the course that follows a change of target.
func (j judging) retarget(k *course, to *change, seen int64) {
	policy, at := j.o.policies.Retarget, to.at
	switch {
	case k.stays:
		return
	case policy == KeepFirst && k.target >= 0:
		k.version = to.version
		return
	case policy == FromStart:
		j.fromStart(k, to, seen)
		return
	}
	old := *k
	last := &old // of a target
	if !j.o.binds(old.target) {
		last = old.left
	}
	var used used
	var given int64
	if last != nil {
		until := at
		if last.until != 0 {
			until = min(until, last.until)
		}
		used = j.measure(last, until)
		_, given = j.progress(last, until)
	}
	if last == &old && used.overdue && used.breach < at && j.o.kind != kindDuration {
		// It is missed, whatever applies later. At the change itself the new
		// target would apply.
		k.broken, k.stays = used.breach, true
		if !j.o.binds(to.target) {
			k.until = at
		}
		return
	}
	gaps := old.gaps
	if !j.o.binds(to.target) {
		if last == &old {
			old.until = at
		}
		j.begin(k, to, nil, 0, seen)
		k.gaps, k.left = gaps, last
		if k.target < 0 && last != nil {
			k.base, k.carried = max(last.until, last.base), used.time
			k.after(last)
		}
		return
	}
	if !j.o.binds(old.target) {
		from := old.from
		if last != nil {
			from = last.until
		}
		gaps = append(slices.Clip(gaps), [2]int64{from, at})
	}
	noPause := int64(0)
	if j.o.policies.PastPauses == DropPauses {
		noPause = at
	}
	j.begin(k, to, gaps, noPause, seen)
	if j.o.kind == kindDuration && used.overdue && used.breach < at {
		k.broken = used.breach
	}
	t := &j.o.targets[to.target]
	switch {
	case last == nil:
		// Nothing could be used up of anything before.
		if k.noPause = 0; t.instant() {
			return
		}
		j.p.knownFrom(j.o, k, j.c, max(at, old.from), at)
		return
	case j.o.kind == kindDuration && j.o.targets[last.target].kind == withinNone:
		if policy == Restart && !t.instant() {
			k.noPause = 0
			j.p.knownFrom(j.o, k, j.c, max(at, k.least), at)
			k.after(&old)
		}
		return
	case policy == KeepStricter:
		goesOn := *last
		if last != &old {
			j.begin(&goesOn, last.by, gaps, last.noPause, seen)
		}
		if j.dueIfResumed(&goesOn, at) <= j.dueIfResumed(k, at) {
			goesOn.version = to.version
			*k = goesOn
		}
		return
	case policy == Restart && len(gaps) > 0 && t.instant() && last != &old:
		j.begin(k, to, [][2]int64{{old.from, at}}, 0, seen)
		k.gaps = gaps
		return
	case t.instant() || policy != Restart && j.o.targets[last.target].instant() || t.kind == withinNone:
		return
	}
	k.carried, k.given, k.due = 0, 0, 0
	if j.o.kind != kindDuration {
		k.broken = 0
	}
	k.noPause = 0
	j.p.knownFrom(j.o, k, j.c, max(at, old.from), at)
	if policy != Restart && used.time > 0 { // it counts already, whenever it was received
		k.base, k.received = k.least, 0
	}
	if last == &old {
		k.after(&old)
	} else {
		k.after(last)
		k.pause([2]int64{last.until, k.base})
	}
	if policy != Restart {
		k.given = given
	}
	switch policy {
	case CarryElapsed:
		k.carried = used.time
	case CarryProportion:
		k.carried = proportion(used.time, k.limit, last.limit)
	}
}

// fromStart makes k the course of a target that applies to the whole cycle.
func (j judging) fromStart(k *course, to *change, seen int64) {
	old := *k
	noPause := old.noPause
	if j.o.policies.PastPauses == DropPauses && !to.fixes { // a correction changes no time that was used
		noPause = to.at
	}
	j.begin(k, to, nil, noPause, seen)
	if k.came = old.came; !j.o.binds(old.target) {
		k.came = to.at
	}
	k.fixes = to.fixes
}

// knownFrom lets a course count from an instant on. It goes by the calendar as it
// is known then, where the agreement says so.
func (p *program) knownFrom(o *objectiveProgram, k *course, c *cycle, at, known int64) {
	t := &o.targets[k.target]
	if o.policies.CalendarChange == FromEffective {
		k.cal, k.known = t.knownAt(known), known
	}
	k.countsFrom(t, c, at)
}
