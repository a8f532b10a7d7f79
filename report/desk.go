package report

import (
	"cmp"
	"fmt"
	"iter"
	"math/big"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Desk is the page of those who work on tickets: which clock runs out next and whose it
// is, the open clocks, what runs out within a length of time ahead, and what can still
// become of the periods that are open. The page is as of Result.AsOf. Evaluate the
// result from the same tickets. Exclusions of the time of tickets change clocks as in
// [sla.Agreement.Track].
//
// Clocks that are late come first, by the instant of their breach. Next are the clocks
// that run out if nothing happens, by that instant, and not by the time left: a clock of
// office hours with 30 minutes left on Friday evening runs out on Monday, so it comes after
// a clock of all hours with two hours left.
// Then come paused clocks, by the time left, and clocks without a due instant to show.
// On a tie the ticket, the objective and the cycle decide. A clock without a target, or
// whose target only measures, is not on the page.
//
// Desk reads the tickets at once. It keeps those that have an open clock until the page
// is written, so do not change them before. [View.Next] says when to make the page anew.
// A nil agreement or result, or an ahead of 0 or less, leaves out its part of the page.
func Desk(a *sla.Agreement, tickets iter.Seq[*sla.Ticket], r *sla.Result, ahead time.Duration, waived ...sla.Exclusion) View {
	if r == nil {
		r = &sla.Result{}
	}
	d := desk{a: a, now: r.AsOf, until: r.AsOf, titles: map[string]string{}}
	if ahead > 0 {
		d.until = r.AsOf.Add(ahead)
	}
	if a != nil && a.IsValid() {
		for o := range a.Objectives(r.AsOf) {
			d.titles[o.ID] = o.Title
		}
		if tickets != nil {
			d.track(tickets, waived)
		}
	}
	for i := range r.Outcomes {
		d.await(&r.Outcomes[i])
	}
	v := viewOf(func(p *page) {
		p.speak(r.Names)
		drawn := d
		drawn.summary = summary{page: p, r: r, titles: map[string]string{}, parts: map[part]int{}}
		drawn.w = p.words.desk()
		drawn.draw()
	})
	v.next = d.next
	return v
}

// desk draws the open clocks of tickets and the outlook of a result.
type desk struct {
	summary
	w          *deskWords
	a          *sla.Agreement
	now, until time.Time
	titles     map[string]string // by objective
	clocks     []*openClock      // in the order of the page
	next       time.Time         // when the page changes if nothing happens; zero: never
}

// openClock is a cycle of a ticket that is running or paused.
type openClock struct {
	ticket  *sla.Ticket
	reading sla.Reading
	runsOut time.Time // the last instant in time if nothing happens; zero: late, paused or not shown
	state   clockState
}

// clockState is the state of an open clock, in the order of the page.
type clockState uint8

const (
	lateClock clockState = iota
	runningClock
	pausedClock
	undatedClock // it has no due instant to show
)

// track reads the tickets and keeps their open clocks.
func (d *desk) track(tickets iter.Seq[*sla.Ticket], waived []sla.Exclusion) {
	farthest := time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
	for ticket := range tickets {
		if ticket == nil {
			continue
		}
		readings := d.a.Track(ticket, d.now, waived...)
		d.sooner(readings.Next())
		if !slices.ContainsFunc(readings, promised) {
			continue
		}
		runsOut := map[string]time.Time{}
		one := func(yield func(*sla.Ticket) bool) { yield(ticket) }
		for _, c := range d.a.Coming(one, d.now, farthest, waived...) {
			runsOut[c.Reading.Objective] = c.At // only the last cycle is open
		}
		for _, r := range readings {
			if promised(r) {
				d.clocks = append(d.clocks, clockOf(ticket, r, runsOut[r.Objective]))
			}
		}
	}
	sort.SliceStable(d.clocks, func(i, j int) bool { return d.clocks[i].before(d.clocks[j]) })
}

// promised reports whether a cycle is open and has a time within which it has to end.
func promised(r sla.Reading) bool {
	return (r.Phase == sla.PhaseRunning || r.Phase == sla.PhasePaused) && r.Target != "" && r.Within != "none"
}

func clockOf(ticket *sla.Ticket, r sla.Reading, runsOut time.Time) *openClock {
	c := &openClock{ticket: ticket, reading: r}
	switch {
	case r.Verdict == sla.Missed:
		c.state = lateClock
	case !runsOut.IsZero() && !r.DueAt.IsZero():
		c.state, c.runsOut = runningClock, runsOut
	case r.Phase == sla.PhasePaused && runsOut.IsZero():
		c.state = pausedClock
	default:
		c.state = undatedClock
	}
	return c
}

// before reports whether a clock stands before another one on the page.
func (c *openClock) before(other *openClock) bool {
	order := cmp.Compare(c.state, other.state)
	switch {
	case order != 0:
	case c.state == lateClock:
		order = c.reading.BreachedAt.Compare(other.reading.BreachedAt)
	case c.state == runningClock:
		order = c.runsOut.Compare(other.runsOut)
	case c.state == pausedClock:
		order = cmp.Compare(c.reading.Remaining, other.reading.Remaining)
	}
	return cmp.Or(order, cmp.Compare(c.ticket.ID, other.ticket.ID),
		cmp.Compare(c.reading.Objective, other.reading.Objective), cmp.Compare(c.reading.Cycle, other.reading.Cycle)) < 0
}

// await notes when an outcome of the page changes although nothing happens.
func (d *desk) await(o *sla.Outcome) {
	if !isOpen(o, d.now) {
		return
	}
	d.sooner(o.To)
	if willMiss(o, d.now) {
		d.sooner(o.Ahead.MissAt.Add(1)) // at the instant itself the promise is still kept
	}
}

// sooner notes an instant after now at which the page changes.
func (d *desk) sooner(at time.Time) {
	if at.After(d.now) && (d.next.IsZero() || at.Before(d.next)) {
		d.next = at
	}
}

func (d *desk) draw() {
	d.index()
	for id, title := range d.titles {
		if title != "" {
			d.summary.titles[id] = title
		}
	}
	d.head()
	d.open()
	d.coming()
	d.outlook(true)
	d.lostTime()
	d.digest()
}

func (d *desk) head() {
	w, r := d.w, d.r
	name := d.named("title", cmp.Or(r.Title, r.Agreement))
	if name == "" {
		d.heading(1, w.title)
	} else {
		d.heading(1, fmt.Sprintf(w.titleOf, name))
	}
	d.first()
	d.paragraph(d.counts())
	agreement := r.Agreement
	if d.named("title", r.Title) == "" {
		agreement = "" // the heading has it
	}
	all := d.names(agreement, "", r.Provider, r.Customer)
	if !d.now.IsZero() {
		all = append(all, pair{d.words.head.asOf, d.instant(d.now)})
	}
	if !d.next.IsZero() {
		at := d.next.Truncate(time.Millisecond) // without the nanosecond after the last instant in time
		all = append(all, pair{w.next, fmt.Sprintf(w.nextAt, d.instant(at))})
	}
	if len(all) > 0 {
		all = append(all, pair{d.words.head.zone, d.zoneBeside(r.Zone)})
	}
	d.pairs(all)
}

// first says which clock runs out next and whose it is, and which services miss their
// promise if they go on losing time, the soonest first.
func (d *desk) first() {
	type line struct {
		at   time.Time
		text string
	}
	lines := []line{{text: d.w.noneRunsOut}}
	for _, c := range d.clocks {
		if c.state == runningClock {
			lines[0] = line{c.runsOut, fmt.Sprintf(d.w.runsOutNext, d.clockName(c), d.whose(c, d.objective(c)), d.instant(c.runsOut))}
			break
		}
	}
	for i := range d.r.Outcomes {
		if o := &d.r.Outcomes[i]; losesTime(o) && willMiss(o, d.now) {
			lines = append(lines, line{o.Ahead.MissAt, fmt.Sprintf(d.w.losesTime, d.titleIn(o), d.instant(o.Ahead.MissAt))})
		}
	}
	sort.SliceStable(lines, func(i, j int) bool {
		return !lines[i].at.IsZero() && (lines[j].at.IsZero() || lines[i].at.Before(lines[j].at))
	})
	for _, l := range lines {
		d.lead(l.text)
	}
}

// counts says how many clocks are open and how they stand.
func (d *desk) counts() string {
	if len(d.clocks) == 0 {
		return ""
	}
	var in [undatedClock + 1]int64
	for _, c := range d.clocks {
		in[c.shown()]++
	}
	var parts []string
	for state, n := range in {
		if n > 0 {
			parts = append(parts, fmt.Sprintf(d.w.inState[state], n))
		}
	}
	return fmt.Sprintf(d.w.openAre, d.w.open.of(int64(len(d.clocks))), strings.Join(parts, d.words.list))
}

// whose adds to a text the owner of a clock. A clock without an owner has the shown
// attributes of its ticket instead.
func (d *desk) whose(c *openClock, text string) string {
	owner := c.reading.Owner
	if owner == "" {
		owner = strings.Join(slices.DeleteFunc(d.values(c), func(value string) bool { return value == "" }), d.words.list)
	}
	if owner == "" {
		return text
	}
	return fmt.Sprintf(d.words.aside, text, owner)
}

// values gives the shown attributes of a ticket as they are now.
func (d *desk) values(c *openClock) []string {
	all := make([]string, len(d.show))
	for i, attribute := range d.show {
		if stretches := d.a.TimeIn(c.ticket, attribute, d.now); len(stretches) > 0 {
			all[i] = d.valued(attribute, stretches[len(stretches)-1].Value)
		}
		if attribute == "priority" && all[i] == "" {
			all[i] = d.valued(attribute, d.derivedPriority(c))
		}
	}
	return all
}

// derivedPriority is the priority that a matrix derives for a ticket that sets none.
func (d *desk) derivedPriority(c *openClock) string {
	for _, n := range d.a.Explain(c.ticket, c.reading.Objective, d.now).Because {
		if n.Code == sla.NotePriority {
			return n.Value
		}
	}
	return ""
}

func (d *desk) clockName(c *openClock) string {
	if c.reading.Cycle > 1 {
		return fmt.Sprintf(d.words.cycle, c.ticket.ID, c.reading.Cycle)
	}
	return c.ticket.ID
}

func (d *desk) objective(c *openClock) string { return d.title(c.reading.Objective) }

// open is the table of open clocks.
func (d *desk) open() {
	w := d.w
	d.heading(2, w.clocks)
	if len(d.clocks) == 0 {
		d.paragraph(w.noClocks)
		return
	}
	d.paragraph(w.order)
	t := table{notes: w.remark, columns: d.columns(column{w.state, lights}, column{w.used, number}, column{w.left, number}, column{w.due, instant}, column{w.lateAfter, instant})}
	shown, left := d.cut(len(d.clocks))
	for _, c := range d.clocks[:shown] {
		t.rows = append(t.rows, row{
			link:  Ref{Ticket: c.ticket.ID, Objective: c.reading.Objective, Cycle: c.reading.Cycle},
			light: light{colour: clockLights[c.shown()], word: d.state(c)},
			cells: append(d.nameCells(c), d.state(c), d.used(c), d.left(c), d.instant(c.reading.DueAt), d.lateAfter(c)),
			notes: d.remarks(c),
		})
	}
	if left > 0 {
		t.rows = append(t.rows, row{cells: []string{fmt.Sprintf(d.words.more, left)}})
	}
	d.table(t)
}

// columns are those that name a clock, and others after them.
func (d *desk) columns(others ...column) []column {
	all := []column{{d.w.ticket, words}, {d.w.objective, words}, {d.w.owner, words}}
	for _, attribute := range d.show {
		all = append(all, column{d.named(attribute, attribute), words})
	}
	return append(all, others...)
}

func (d *desk) nameCells(c *openClock) []string {
	return append([]string{d.clockName(c), d.objective(c), c.reading.Owner}, d.values(c)...)
}

// shown is the state of a clock for a reader. A clock that is paused is in time too if
// its due instant does not move.
func (c *openClock) shown() clockState {
	if c.state == runningClock && c.reading.Phase == sla.PhasePaused {
		return pausedClock
	}
	return c.state
}

// clockLights are the lights of clocks by state.
var clockLights = [...]colour{lateClock: red, runningClock: green, pausedClock: grey, undatedClock: grey}

func (d *desk) state(c *openClock) string {
	if c.state == lateClock && c.reading.Phase == sla.PhasePaused {
		return d.w.latePaused
	}
	return d.w.states[c.shown()]
}

// used is the share of the target that is used up. It is rounded down, so that 100%
// means all of it.
func (d *desk) used(c *openClock) string {
	if c.state == undatedClock {
		return ""
	}
	return c.reading.Used.Percent(0)
}

// left is the time left, or by how much a clock is late. Time by the wall clock says so.
// A length that is not whole milliseconds, because the page is as of such an instant, is
// rounded to seconds, toward late.
func (d *desk) left(c *openClock) string {
	r := &c.reading
	wall := r.Calendar == "" || !r.Used.IsValid()
	form := "%s"
	length := r.Remaining
	switch {
	case c.state == undatedClock:
		return ""
	case c.state == lateClock:
		form, length = d.words.outcome.over, r.Overrun
	case !r.Used.IsValid() && r.DueAt.IsZero():
		return ""
	case !r.Used.IsValid():
		length = r.DueAt.Sub(d.now)
	}
	text := d.length(big.NewRat(int64(length), int64(time.Second)), c.state == lateClock)
	if wall {
		text = fmt.Sprintf(d.w.wall, text)
	}
	return fmt.Sprintf(form, text)
}

// lateAfter is the last instant in time, if it is not the due instant: with a grace, and
// of a late clock that is paused.
func (d *desk) lateAfter(c *openClock) string {
	at := c.runsOut
	if c.state == lateClock {
		at = c.reading.BreachedAt
	}
	if at.Equal(c.reading.DueAt) {
		return ""
	}
	return d.instant(at)
}

// remarks say when a clock has its next alarm before it is late, and when a paused clock
// is due if it goes on at once.
func (d *desk) remarks(c *openClock) (all []string) {
	if c.state == undatedClock {
		return nil
	}
	for _, a := range c.reading.Alarms {
		if !a.At.After(d.now) || a.Withheld || a.Mark == sla.MarkBreach && len(a.Tell) == 0 {
			continue
		}
		text := fmt.Sprintf(d.w.alarm, d.instant(a.At), d.mark(a.Mark))
		if len(a.Tell) > 0 {
			text = fmt.Sprintf(d.w.alarmTells, text, strings.Join(a.Tell, d.words.list))
		}
		all = append(all, text)
		break
	}
	if due, ok := c.reading.DueIfResumedAt(d.now); ok && c.state == pausedClock {
		all = append(all, fmt.Sprintf(d.w.ifResumed, d.instant(due)))
	}
	return all
}

// ending is something that is lost ahead if nothing happens.
type ending struct {
	at    time.Time
	name  string // in a picture
	cells []string
}

// coming lists what runs out, and which promises are missed, within the time ahead.
func (d *desk) coming() {
	if !d.until.After(d.now) {
		return
	}
	w := d.w
	d.heading(2, fmt.Sprintf(w.ahead, d.duration(d.until.Sub(d.now))))
	var all []ending
	var clocks, promises int64
	for _, c := range d.clocks {
		if c.state != runningClock || c.runsOut.After(d.until) {
			continue
		}
		clocks++
		all = append(all, ending{c.runsOut, d.clockName(c), append(d.nameCells(c), w.runsOut)})
	}
	for i := range d.r.Outcomes {
		o := &d.r.Outcomes[i]
		if !willMiss(o, d.now) || o.Ahead.MissAt.After(d.until) {
			continue
		}
		promises++
		cells := append([]string{"", d.titleIn(o), ""}, make([]string, len(d.show))...)
		all = append(all, ending{o.Ahead.MissAt, d.titleIn(o), append(cells, w.promiseMissed)})
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].at.Before(all[j].at) })
	text := w.clocksRunOut.of(clocks)
	if promises > 0 {
		text += d.words.comma + w.promisesMissed.of(promises)
	}
	d.paragraph(fmt.Sprintf(w.by, d.instant(d.until), text))
	t := table{columns: append([]column{{w.at, instant}}, d.columns(column{w.what, words})...)}
	shown, left := d.cut(len(all))
	for _, e := range all[:shown] {
		t.rows = append(t.rows, row{cells: append([]string{d.instant(e.at)}, e.cells...)})
	}
	if left > 0 {
		t.rows = append(t.rows, row{cells: []string{fmt.Sprintf(d.words.more, left)}})
	}
	d.aheadFigure(all[:shown])
	d.table(t)
}

// lostTime lists the time that services have lost in periods that are open, the latest
// first, with the incident that lost it. A loss that goes on has so far the instant of the
// page as its end; the result does not say whether it ends just then.
func (d *desk) lostTime() {
	type stretch struct {
		of    *sla.Outcome
		entry metrics.Entry
	}
	var all []stretch
	for i := range d.r.Outcomes {
		o := &d.r.Outcomes[i]
		if !isOpen(o, d.now) || o.Judge != "" {
			continue // a sum has the stretches of its periods again
		}
		for _, e := range o.Ledger {
			if e.IsLost() {
				all = append(all, stretch{o, e})
			}
		}
	}
	if len(all) == 0 {
		return
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].entry.From.After(all[j].entry.From) })
	w := &d.words.availability
	t := table{columns: []column{{d.w.objective, words}, {w.from, instant}, {w.to, instant}, {d.words.budget.lost, number}, {w.what, words}, {w.cause, linkedWords}}}
	shown, left := d.cut(len(all))
	for _, x := range all[:shown] {
		e := x.entry
		t.rows = append(t.rows, row{link: incidentOf(e), cells: []string{d.titleIn(x.of), d.instant(e.From), d.summary.until(e.From, e.To), d.lost(e), d.became(e), e.Cause}})
	}
	if left > 0 {
		t.rows = append(t.rows, row{cells: []string{fmt.Sprintf(d.words.more, left)}})
	}
	d.heading(2, d.w.lostTime)
	d.table(t)
}
