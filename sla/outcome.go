package sla

import (
	"cmp"
	"slices"
	"sort"

	"github.com/upheld/upheld/metrics"
)

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
	sort.SliceStable(keys, func(i, j int) bool {
		a, b := keys[i], keys[j]
		return cmp.Or(cmp.Compare(a.grouping, b.grouping), slices.Compare(t.groups[a.group], t.groups[b.group])) < 0
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
		t.oddities = append(t.oddities, t.measured(p, g, &o, s, from, to, at)...)
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
