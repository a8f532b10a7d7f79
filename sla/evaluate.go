package sla

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/metrics"
)

// Evaluate says what a batch of facts means for one period, as seen at one
// instant: events after asOf have not happened yet. The error is about the
// period or the instant; what is wrong with a fact is a finding, and everything
// else is still evaluated.
func (a *Agreement) Evaluate(period Period, facts Facts, asOf time.Time) (*Result, error) {
	t := a.NewTally()
	t.cut = clampNanos(asOf)
	seen := make(map[string]struct{}, len(facts.Tickets))
	for i := range facts.Tickets {
		k := &facts.Tickets[i]
		if _, twice := seen[k.ID]; twice {
			t.find(Finding{FindingDuplicateTicket, k.ID, "", ""}, 1)
		}
		seen[k.ID] = struct{}{}
		t.ticket(k, 1)
	}
	addAll(t, facts.Outages, t.outage)
	addAll(t, facts.States, t.state)
	addAll(t, facts.Counts, t.count)
	addAll(t, facts.Exclusions, t.exclusion)
	addAll(t, facts.Charges, t.charge)
	addAll(t, facts.Samples, t.sample)
	for i := range facts.Issued {
		t.Add(&facts.Issued[i])
	}
	return t.Result(period, asOf)
}

func addAll[F any](_ *Tally, facts []F, add func(*F, int64)) {
	for i := range facts {
		add(&facts[i], 1)
	}
}

// part is one stretch for which an objective has an outcome: a period of a
// promise, with the steps that are counted into it.
type part struct {
	promise     int
	period      Period
	first, last int // steps, [first, last]
	sums        map[groupKey]*sum
	breaches    []*Breach // of the whole
	forgiven    []*Breach // of the whole
}

// groupKey names a group of a grouping; 0, 0 is the whole.
type groupKey struct{ grouping, group int32 }

// sum is what was counted for one group of one part.
type sum struct {
	good, total, open int64
	forgiven          int64 // of good, because of exclusions
	entered           int64 // of total, because of exclusions; below 0 when they left
	kept              store
	mixed             bool // of terms that keep different things: there is no sum
}

// add adds what a cell keeps.
func (s *sum) add(kept store) {
	if s.kept == nil {
		s.kept = kept.fresh()
	}
	if err := s.kept.merge(kept); err != nil {
		s.mixed = true
	}
}

func (p *part) sum(g groupKey) *sum {
	s := p.sums[g]
	if s == nil {
		s = &sum{}
		p.sums[g] = s
	}
	return s
}

// Result says what was learned means for one period, as seen at one instant. A
// period longer than an objective's gives each of its periods that it meets and
// their sum; a shorter one gives the period it lies in.
//
// The instant decides what open cycles mean; it does not undo facts. Use
// Evaluate to see a batch as it was known at an earlier instant.
func (t *Tally) Result(period Period, asOf time.Time) (*Result, error) {
	at, ok := nanos(asOf)
	if !ok {
		return nil, fmt.Errorf("sla: as of %s: %w: from 1900 to 2189", asOf.UTC().Format(time.RFC3339), ErrRange)
	}
	if period.IsZero() || civil.Day(period.from) < horizonFrom/86400 || civil.Day(period.to) > horizonTo/86400 {
		return nil, fmt.Errorf("sla: period %q: %w: from 1900 to 2189, at least a day", period, ErrRange)
	}
	if t.removed { // else nothing cancels, and breaches are sorted below
		t.settleHeld()
	}
	if err := t.settleWaivers(); err != nil {
		return nil, err
	}
	from, to := t.a.Bounds(period)
	r := &Result{
		Agreement: t.a.spec.ID, Title: t.a.spec.Title, Provider: t.a.spec.Provider, Customer: t.a.spec.Customer,
		Zone: t.a.spec.Zone, Period: period, From: from, To: to, AsOf: instant(at), fingerprint: t.a.print,
	}
	t.oddities = t.oddities[:0]
	parts := t.parts(period)
	if err := t.gather(parts, at); err != nil {
		return nil, err
	}
	var settled []settledOutcome
	for _, id := range t.a.objectiveIDs() {
		var own []*part
		for i := range parts {
			if t.a.promises[parts[i].promise].ID == id && t.shows(&parts[i]) {
				own = append(own, &parts[i])
			}
		}
		slices.SortStableFunc(own, func(a, b *part) int { return cmp.Compare(a.period.from, b.period.from) })
		for _, p := range own {
			outcomes := t.outcomes(p, at)
			for i := range outcomes {
				if outcomes[i].Reason == metrics.MoreRemoved {
					return nil, errRemoved("a fact about " + id)
				}
			}
			r.Outcomes = append(r.Outcomes, outcomes...)
			if whole := outcomes[0]; whole.Final && whole.Period.to <= period.to && whole.Period.to > period.from {
				settled = append(settled, settledOutcome{whole, &t.a.promises[p.promise]})
			}
		}
		if len(own) > 1 {
			r.Outcomes = append(r.Outcomes, t.total(own, period)...)
		}
	}
	r.Statements = t.owed(settled)
	t.findings.settle(compareFindings)
	for _, f := range t.findings.items {
		if f.times < 0 {
			return nil, errRemoved("a finding about " + f.item.Subject)
		}
		for range f.times {
			r.Findings = append(r.Findings, f.item)
		}
	}
	r.Findings = append(append(r.Findings, t.a.findings...), t.oddities...)
	slices.SortStableFunc(r.Findings, compareFindings)
	return r, nil
}

func errRemoved(what string) error {
	return fmt.Errorf("sla: %w: %s was removed more often than it was added", ErrConflict, what)
}

// objectiveIDs lists the objectives in the order of the agreement.
func (a *Agreement) objectiveIDs() []string {
	var ids []string
	for i := range a.promises {
		if !slices.Contains(ids, a.promises[i].ID) {
			ids = append(ids, a.promises[i].ID)
		}
	}
	return ids
}

// parts lists the stretches that a period asks for.
func (t *Tally) parts(period Period) []part {
	var parts []part
	for i := range t.a.promises {
		p := &t.a.promises[i]
		add := func(of Period, first, last int) {
			parts = append(parts, part{promise: i, period: of, first: first, last: last, sums: map[groupKey]*sum{}})
		}
		if p.every.rolling > 0 {
			last := p.every.index(civil.Day(period.to) - 1)
			first := last - p.every.rolling + 1
			add(Period{p.every.step(first), period.to}, first, last)
			continue
		}
		if p.every.single() {
			if p.every.once.from < period.to && period.from < p.every.once.to {
				add(p.every.once, 0, 0)
			}
			continue
		}
		for k := p.every.index(civil.Day(period.from)); p.every.step(k) < period.to; k++ {
			add(p.every.period(k), k, k)
		}
	}
	return parts
}

// shows reports whether a part has an outcome: its terms were in force in it,
// or items fall under it all the same.
func (t *Tally) shows(p *part) bool {
	promise := &t.a.promises[p.promise]
	return len(p.sums) > 0 ||
		max(t.a.start(p.period.from), promise.from, t.a.from) < min(t.a.start(p.period.to), promise.to, t.a.to)
}

// gather sums up cells and held cycles by part.
func (t *Tally) gather(parts []part, at int64) error {
	byPromise := make([][]*part, len(t.a.promises))
	for i := range parts {
		byPromise[parts[i].promise] = append(byPromise[parts[i].promise], &parts[i])
	}
	of := func(promise int32, step int) *part {
		list := byPromise[promise]
		i, found := slices.BinarySearchFunc(list, step, func(p *part, step int) int {
			if p.last < step {
				return -1
			}
			return min(1, max(0, p.first-step))
		})
		if !found {
			return nil
		}
		return list[i]
	}
	for i := range t.cells {
		c := &t.cells[i]
		if promise := &t.a.promises[c.key.promise]; c.good < 0 || c.total < 0 || c.total < c.good && !promise.excess {
			return errRemoved("an item of " + promise.ID)
		}
		p := of(c.key.promise, int(c.key.step))
		empty := c.good == 0 && c.total == 0 && (c.kept == nil || c.kept.IsEmpty())
		if p == nil || empty {
			continue
		}
		s := p.sum(groupKey{c.key.grouping, c.key.group})
		s.good += c.good
		s.total += c.total
		if c.kept != nil {
			s.add(c.kept)
		}
	}
	for _, h := range t.held {
		if h.times < 0 {
			return errRemoved("ticket " + h.ticket)
		}
		view := t.view(h, at)
		p := of(h.promise, t.a.promises[h.promise].every.index(t.a.day(min(view.counts, forever-1))))
		if p == nil {
			continue
		}
		view.into(p.sum(groupKey{}), h.times)
		if view.missed || view.forgiven {
			for range h.times {
				if b := t.breach(h, view); view.forgiven {
					p.forgiven = append(p.forgiven, b)
				} else {
					p.breaches = append(p.breaches, b)
				}
			}
		}
		if view.counted != 0 || view.open != 0 || view.forgiven {
			for _, g := range t.groupsOf(h) {
				view.into(p.sum(g), h.times)
			}
		}
	}
	return nil
}

// groupsOf lists the groups of a held cycle, one per grouping.
func (t *Tally) groupsOf(h *held) []groupKey {
	var all []groupKey
	rest := h.groups
	for g, keys := range t.a.promises[h.promise].groups {
		all = append(all, groupKey{int32(g + 1), t.group(slices.Clone(rest[:len(keys)]))})
		rest = rest[len(keys):]
	}
	return all
}

// heldView is a held cycle as seen at an instant.
type heldView struct {
	counts  int64 // what puts it into a period
	settled bool  // stopped: already counted in its cell
	missed  bool
	counted int64 // 1 when an open cycle counts in total by policy
	good    int64
	open    int64

	// What exclusions changed: whether they are why it is not missed, and by how
	// much they changed good and counted.
	forgiven      bool
	more, entered int64
	run           *clockRun
	cycle         *cycle
	reasons       []string

	program   *program // of a missed one, for the breach
	objective *objectiveProgram
	course    course
	used      used
	due, end  int64
}

func (v *heldView) into(s *sum, times int64) {
	s.good += v.good * times
	s.total += v.counted * times
	s.open += v.open * times
	s.forgiven += v.more * times
	s.entered += v.entered * times
}

// view says what a held cycle means at an instant.
func (t *Tally) view(h *held, at int64) heldView {
	p := &t.a.programs[h.program]
	o := p.objectiveOf(int(h.promise))
	run, k := h.run(), h.course
	target := &o.targets[k.target]
	k.cal = target.knownAt(k.known)
	k.earlier = slices.Clone(k.earlier)
	for i := range k.earlier {
		k.earlier[i].cal = o.targets[k.earlier[i].target].knownAt(k.earlier[i].known)
	}
	end := h.cycle.end
	if h.cycle.ended == endOpen {
		p.refresh(o, run, &h.cycle, &k, at)
		end = at
	}
	u := p.measure(o, run, &h.cycle, &k, end)
	v := heldView{
		settled: h.cycle.ended != endOpen, missed: u.overdue, program: p, objective: o, course: k, used: u, due: u.due, end: end,
		run: run, cycle: &h.cycle,
	}
	if !u.hasDue {
		v.due = p.dueIfResumed(o, run, &h.cycle, &k, end)
	}
	switch o.counts {
	case ByStart:
		v.counts = h.cycle.start
	case ByDue:
		v.counts = v.due
	default:
		v.counts = end
	}
	v.decide(o)
	t.forgive(h, &v)
	return v
}

// decide says how an open cycle counts.
func (v *heldView) decide(o *objectiveProgram) {
	v.counted, v.good, v.open = 0, 0, 0
	switch {
	case v.settled:
	case v.missed && o.policies.OpenPastDue == PastDueMissed:
		v.counted = 1
	case !v.missed && o.policies.OpenNotDue == NotDueMet:
		v.counted, v.good = 1, 1
	default:
		v.open = 1
	}
}

// forgive takes the time out that exclusions waive. Of a cycle that they keep
// from being overdue the view stays what it is without them.
func (t *Tally) forgive(h *held, v *heldView) {
	clock := t.a.promises[h.promise].Clock
	at := v.end
	waived := cuts(t.forgiving, h.ticket, clock, at)
	if len(waived) == 0 || !v.missed {
		return
	}
	p, o := v.program, v.objective
	run, c, k := p.without(waived, o, v.run, h.cycle, &v.course, at)
	v.reasons = reasons(t.forgiving, h.ticket, clock, h.cycle.start, at)
	u := p.measure(o, run, c, k, at)
	if u.overdue {
		v.run, v.cycle, v.course, v.used, v.due = run, c, *k, u, u.due
		if !u.hasDue {
			v.due = p.dueIfResumed(o, run, c, k, at)
		}
		return
	}
	good, counted := v.good, v.counted
	v.missed, v.forgiven = false, true
	v.decide(o)
	if v.settled {
		v.good = 1 // its cell counts it in the total only
	}
	if h.given {
		adds := o.abandons.abandoned(true, p.spent(o, run, c, k, at))
		v.good, v.counted = adds.Good, adds.Total-1
	}
	v.more, v.entered = v.good-good, v.counted-counted
}

// objectiveOf finds the objective of a program that a promise stands for.
func (p *program) objectiveOf(promise int) *objectiveProgram {
	for i := range p.objectives {
		if p.objectives[i].promise == promise {
			return &p.objectives[i]
		}
	}
	return nil
}

// refresh brings the course of an open cycle to what is known at an instant.
func (p *program) refresh(o *objectiveProgram, run *clockRun, c *cycle, k *course, at int64) {
	t := &o.targets[k.target]
	if o.policies.CalendarChange == CalendarAnew {
		k.known = at
		k.cal = t.knownAt(at)
		if t.kind == withinBusinessDays || t.kind == withinCalendarDays {
			k.due = t.dueInDays(o.policies, run, c, k)
		}
	}
	p.followCalendar(o, run, c, k, at)
}

// breach describes a missed cycle.
func (t *Tally) breach(h *held, v heldView) *Breach {
	o, k := v.objective, &v.course
	target, written := &o.targets[k.target], &o.written[o.targets[k.target].index]
	b := &Breach{
		Objective: t.a.promises[h.promise].ID, Ticket: h.ticket, Cycle: int(h.number),
		Target: target.path, Within: written.Within, Calendar: written.Calendar,
		StartedAt: instant(h.cycle.start), DueAt: instant(v.due), BreachedAt: instant(v.used.breach), Elapsed: time.Duration(v.used.time),
	}
	if h.cycle.ended != endOpen {
		b.StoppedAt = instant(h.cycle.end)
	}
	if target.instant() {
		b.Overrun = time.Duration(max(0, v.end-target.late(v.due)))
	} else {
		b.Allowed = time.Duration(k.limit + target.grace)
		b.Overrun = max(0, b.Elapsed-b.Allowed)
	}
	rest := h.groups
	for _, keys := range t.a.promises[h.promise].groups {
		for i, key := range keys {
			if b.Group.Get(key) == "" {
				b.Group = append(b.Group, [2]string{key, rest[i]})
			}
		}
		rest = rest[len(keys):]
	}
	b.Waived = v.reasons
	b.Trace = v.program.trace(o, v.run, v.cycle, k, v.end, nil)
	return b
}

// outcomes gives a part's whole and its groups.
func (t *Tally) outcomes(p *part, at int64) []Outcome {
	whole := t.outcome(p, groupKey{}, p.sum(groupKey{}), at)
	whole.Breaches, whole.Forgiven = byInstant(p.breaches), byInstant(p.forgiven)
	all := []Outcome{whole}
	for _, g := range t.sortedGroups(p.sums) {
		all = append(all, t.outcome(p, g, p.sums[g], at))
	}
	return all
}

// byInstant sorts breaches by instant, then ticket.
func byInstant(list []*Breach) (sorted []Breach) {
	slices.SortFunc(list, func(a, b *Breach) int {
		return cmp.Or(a.BreachedAt.Compare(b.BreachedAt), cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.Cycle, b.Cycle))
	})
	for _, b := range list {
		sorted = append(sorted, *b)
	}
	return sorted
}

// sortedGroups lists the groups of a part but for the whole, by grouping and
// values.
func (t *Tally) sortedGroups(sums map[groupKey]*sum) []groupKey {
	var keys []groupKey
	for g := range sums {
		if g.grouping > 0 {
			keys = append(keys, g)
		}
	}
	slices.SortFunc(keys, func(a, b groupKey) int {
		return cmp.Or(cmp.Compare(a.grouping, b.grouping), slices.Compare(t.groups[a.group], t.groups[b.group]))
	})
	return keys
}

func (t *Tally) outcome(p *part, g groupKey, s *sum, at int64) Outcome {
	promise := &t.a.promises[p.promise]
	from, to := t.a.start(p.period.from), t.a.start(p.period.to)
	o := t.figures(promise, g, s)
	o.Period, o.Final = p.period, at >= to
	if cut := max(from, promise.from); cut < min(to, promise.to) {
		from, to = cut, min(to, promise.to)
	}
	o.From, o.To = instant(from), instant(to)
	if promise.measure != nil || promise.slices != nil {
		t.oddities = append(t.oddities, t.measured(promise, &o, s, p.period, from, to, at)...)
	}
	t.judge(promise, &o)
	return o
}

// figures turns a sum into the figures of an outcome.
func (t *Tally) figures(promise *promise, g groupKey, s *sum) Outcome {
	o := Outcome{
		Objective: promise.ID, Title: promise.Title, Metric: promise.metricWord(), Promised: promise.Attain,
		Good: s.good, Total: s.total, Open: s.open,
	}
	if g.grouping > 0 {
		for i, key := range promise.groups[g.grouping-1] {
			o.Group = append(o.Group, [2]string{key, t.groups[g.group][i]})
		}
	}
	if s.mixed {
		o.Good, o.Total = 0, 0
		return o
	}
	promise.figure(&o, s)
	if s.forgiven != 0 || s.entered != 0 {
		o.Raw = metrics.ShareOf(s.good-s.forgiven, s.total-s.entered)
	}
	return o
}

// judge gives an outcome its verdict.
func (t *Tally) judge(promise *promise, o *Outcome) {
	switch {
	case !o.Attained.IsValid():
		o.Verdict = NotMeasurable
	case !promise.judged:
		o.Reason = NothingJudged
	case promise.limit.Meets(o.Attained):
		o.Verdict = Met
		o.AtRisk = promise.kind == kindShare && o.Open > 0 && !promise.limit.Meets(metrics.ShareOf(o.Good, o.Total+o.Open))
	default:
		o.Verdict = Missed
	}
	if promise.judged {
		o.Margin = promise.limit.Margin(o.Attained)
	}
}

// total gives the sum of several parts, as a whole and by group.
func (t *Tally) total(parts []*part, period Period) []Outcome {
	all := part{promise: parts[0].promise, period: period, sums: map[groupKey]*sum{}}
	first := &t.a.promises[all.promise]
	if first.lone {
		return nil // lengths of time under different terms do not add up to a share
	}
	for _, p := range parts {
		promise := &t.a.promises[p.promise]
		for g, s := range p.sums {
			if g.grouping > 0 && !slices.EqualFunc(first.groups, promise.groups, slices.Equal) {
				continue // grouped otherwise under other terms
			}
			to := all.sum(g)
			to.good += s.good
			to.total += s.total
			to.open += s.open
			to.forgiven += s.forgiven
			to.entered += s.entered
			if s.kept != nil {
				to.add(s.kept)
			}
			to.mixed = to.mixed || s.mixed || promise.metricWord() != first.metricWord()
		}
	}
	var outcomes []Outcome
	for _, g := range append([]groupKey{{}}, t.sortedGroups(all.sums)...) {
		o := t.figures(first, g, all.sum(g))
		o.Period, o.Reason, o.Promised = period, SumOfPeriods, ""
		o.From, o.To = t.a.Bounds(period)
		outcomes = append(outcomes, o)
	}
	return outcomes
}
