package sla

import (
	"cmp"
	"slices"
	"sort"

	"github.com/upheld/upheld/metrics"
)

// shown is an outcome with what it was made of.
type shown struct {
	Outcome
	promise *promise
	sum     *sum
	key     groupKey
	settles string // of a sum that is judged: its name in credits
	groups  []shown
	*readings
}

// readings are what was measured, and what could still be if the rest were good,
// bad or went on as it is; equal once the period has ended.
type readings struct{ now, best, worst, same reading }

// noReadings is shared by outcomes that are only counted, since outcomes of many
// groups are many.
var noReadings readings

// outcomes gives a part's whole and its groups.
func (t *Tally) outcomes(p *part, at int64) []shown {
	whole := t.outcome(p, groupKey{}, p.sum(groupKey{}), at)
	whole.Breaches, whole.Forgiven = byInstant(p.breaches), byInstant(p.forgiven)
	groups := t.sortedGroups(&t.a.promises[p.promise], p.sums)
	all := append(make([]shown, 0, 1+len(groups)), whole)
	for _, g := range groups {
		o := t.outcome(p, g, p.sums[g], at)
		if !o.unwatched() {
			all = append(all, o)
		}
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

// sortedGroups lists the groups of a part, without the whole, by grouping and
// values; groups of a cut by weekday, hour, month or time used are in their own order.
func (t *Tally) sortedGroups(p *promise, sums map[groupKey]*sum) []groupKey {
	var keys []groupKey
	for g := range sums {
		if g.grouping > 0 {
			keys = append(keys, g)
		}
	}
	sort.SliceStable(keys, func(i, j int) bool {
		a, b := keys[i], keys[j]
		if a.grouping != b.grouping {
			return a.grouping < b.grouping
		}
		return p.compareGroups(a.grouping, t.groups[a.group], t.groups[b.group]) < 0
	})
	return keys
}

func (t *Tally) outcome(p *part, g groupKey, s *sum, at int64) shown {
	promise := t.a.promises[p.promise].of(g)
	from, to := t.a.start(p.period.from), t.a.start(p.period.to)
	o := shown{Outcome: t.figures(promise, g, s), promise: promise, sum: s, key: g, readings: &noReadings}
	o.Period, o.Final = p.period, at >= to
	if cut := max(from, promise.from); cut < min(to, promise.to) {
		from, to = cut, min(to, promise.to)
	}
	o.From, o.To = instant(from), instant(to)
	if promise.read != nil {
		t.measured(&o, p, from, to, at)
	}
	o.Ahead = o.ahead(at)
	o.judge()
	return o
}

// measured reads what is more than sums.
func (t *Tally) measured(o *shown, p *part, from, to, at int64) {
	read := func(rest metrics.Rest) (r reading, ok bool) {
		return t.look(o.promise, o.key, o.sum, p, from, to, at, rest)
	}
	now, ok := read("")
	o.readings = &readings{now: now}
	if !ok {
		o.Reason = metrics.NothingInHours // a period of no length within the horizon
		return
	}
	o.promise.show(&o.Outcome, o.now)
	if whole := o.promise.fleet() && o.key.grouping == 0 && len(p.sums) > 1; whole {
		o.Ledger = nil // each member has its own, and tells what is odd
	} else {
		t.odd(o.promise, o.now)
	}
	o.best, o.worst, o.same = o.now, o.now, o.now
	if !o.Final {
		o.best, _ = read(metrics.RestUp)
		o.worst, _ = read(metrics.RestDown)
		o.same, _ = read(metrics.RestSame)
	}
}

// odd tells what is odd about what was read; of members, once.
func (t *Tally) odd(p *promise, r reading) {
	for _, f := range p.strange(r) {
		if p.fleet() {
			if t.told[f] {
				continue
			}
			if t.told == nil {
				t.told = map[Finding]bool{}
			}
			t.told[f] = true
		}
		t.oddities = append(t.oddities, f)
	}
}

// figures turns a sum into the figures of an outcome.
func (t *Tally) figures(promise *promise, g groupKey, s *sum) Outcome {
	o := Outcome{
		Objective: promise.ID, Title: promise.Title, Metric: promise.metricWord(), Promised: promise.Attain,
		Good: s.good, Total: s.total, Open: s.open,
	}
	if g.grouping > 0 {
		o.Cut = promise.isCut(g.grouping)
		for i, key := range promise.keys(g.grouping) {
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

// judge gives an outcome its verdict: while its period is open only one that
// nothing still to come can turn.
func (o *shown) judge() {
	limit := &o.promise.limit
	switch {
	case o.Cut && !o.Attained.IsValid(): // it has no verdict
	case !o.Attained.IsValid():
		o.Verdict = NotMeasurable
	case !o.promise.judged:
		o.Reason = NothingJudged
	case !o.Final && o.lost():
		o.Verdict = Missed
	case !o.Final && !o.kept():
		o.Reason = Undecided
	case limit.Meets(o.Attained):
		o.Verdict = Met
	default:
		o.Verdict = Missed
	}
	if o.promise.judged {
		o.Margin = limit.Margin(o.Attained)
	}
}

// total gives the sum of several parts, as a whole and by group.
func (t *Tally) total(parts []*part, of []shown, period Period, at int64) []shown {
	first := of[0].promise
	all := part{promise: parts[0].promise, period: period, sums: map[groupKey]*sum{}}
	for _, p := range parts {
		promise := &t.a.promises[p.promise]
		for g, s := range p.sums {
			g, same := promise.like(first, g)
			if !same {
				continue // grouped otherwise under other terms
			}
			to := all.sum(g)
			to.merge(s)
			to.mixed = to.mixed || promise.metricWord() != first.metricWord()
		}
	}
	from, to, final := of[0].From, of[0].To, true
	for i := range of { // periods may stick out of the one asked for, or not fill it
		p := &of[i]
		final = final && p.Final
		if p.From.Before(from) {
			from = p.From
		}
		if p.To.After(to) {
			to = p.To
		}
	}
	groups := append([]groupKey{{}}, t.sortedGroups(first, all.sums)...)
	outcomes := make([]shown, 0, len(groups))
	for _, g := range groups {
		s := all.sum(g)
		promise := first.of(g)
		o := shown{Outcome: t.figures(promise, g, s), promise: promise, sum: s, key: g, readings: &noReadings}
		o.Period, o.Final, o.From, o.To = period, true, from, to
		if first.read != nil && !s.mixed {
			t.pooled(&o, parts, of, g, at)
		}
		o.Final = final
		if !o.unwatched() {
			outcomes = append(outcomes, o)
		}
	}
	return outcomes
}

// pooled puts together what was measured in several parts.
func (t *Tally) pooled(o *shown, parts []*part, of []shown, g groupKey, at int64) {
	var now, best, worst, same []reading
	for i, p := range parts {
		one := of[i]
		if g != (groupKey{}) {
			own, same := of[0].promise.like(of[i].promise, g)
			switch {
			case !same && of[0].promise.isCut(g.grouping):
				continue
			case !same:
				own = g
			}
			one = t.outcomeOf(p, own, at)
		}
		now, best, worst, same = append(now, one.now), append(best, one.best), append(worst, one.worst), append(same, one.same)
	}
	pool := o.promise.pooled
	o.readings = &readings{pool(now), pool(best), pool(worst), pool(same)}
	o.promise.show(&o.Outcome, o.now)
	if o.promise.fleet() && g.grouping == 0 && slices.ContainsFunc(parts, func(p *part) bool { return len(p.sums) > 1 }) {
		o.Ledger = nil // each member has its own
	}
}

// outcomeOf is the outcome of a group that need not have any item in a part, and
// that was told about before.
func (t *Tally) outcomeOf(p *part, g groupKey, at int64) shown {
	s := p.sums[g]
	if s == nil {
		s = &sum{}
	}
	told := len(t.oddities)
	o := t.outcome(p, g, s, at)
	t.oddities = t.oddities[:told]
	return o
}
