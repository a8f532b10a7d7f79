package penalty

import (
	"sort"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/quantity"
)

// triggered works out the outcome of every trigger, for each objective and group.
func (r *run) triggered(out *Statement) {
	for i := range r.triggers {
		t := &r.triggers[i]
		if t.ofPeriods() {
			key := pastKey{}
			if t.Counts != CountCapped { // counts caps of all objectives together
				key.objective = t.Objective
			}
			r.watch(out, t, key)
			continue
		}
		seen := map[pastKey]bool{}
		for j := range out.Found {
			f := &out.Found[j]
			key := pastKey{f.Objective, f.Group}
			if t.objective >= 0 && f.Objective != r.names[t.objective] || seen[key] {
				continue
			}
			seen[key] = true
			r.watch(out, t, key)
		}
	}
}

func (r *run) watch(out *Statement, t *trigger, key pastKey) {
	w := Triggered{Name: t.Name, Objective: key.objective, Group: key.group}
	switch {
	case t.slides():
		r.slide(&w, t, key)
	default:
		if t.ofPeriods() {
			w.Counted = r.countsNow(t)
		}
		value := r.counted(t, key, w.Counted)
		w.Holds, w.Value = !value.absent() && t.in.has(value), Exact{value: value}
	}
	out.Triggers = append(out.Triggers, w)
}

// ofPeriods reports whether a trigger counts periods by their credits.
func (t *trigger) ofPeriods() bool {
	return t.Counts == CountCapped || t.Counts == CountReached || t.Counts == CountOwed
}

// slides reports whether a trigger counts breaches by their instants.
func (t *trigger) slides() bool { return t.Counts == CountBreaches && t.within.days > 0 }

// slides reports whether some trigger counts the breaches of an objective by their
// instants.
func (r *run) slides(objective string) bool {
	for i := range r.triggers {
		if t := &r.triggers[i]; t.slides() && (t.objective < 0 || r.names[t.objective] == objective) {
			return true
		}
	}
	return false
}

// countsNow reports whether the Case is one of the periods that a trigger counts.
func (r *run) countsNow(t *trigger) bool {
	switch t.Counts {
	case CountCapped:
		return r.capped
	case CountReached:
		return r.reached[t.objective]
	}
	owed := whole(0)
	for i := range r.entries {
		if e := &r.entries[i]; t.objective < 0 || e.class == t.objective {
			owed = owed.add(e.exact)
		}
	}
	when := *t.when
	if when.kind != quantity.Share || owed.sign() == 0 {
		return when.has(owed)
	}
	r.group = ""
	base := r.baseAmount(t.base)
	if base.absent() {
		return false
	}
	for _, bound := range []*fraction{&when.low, &when.high} {
		if !bound.absent() {
			*bound = bound.mul(base)
		}
	}
	return when.has(owed)
}

// slide counts the breaches in each window of t.within.days × 24 hours that ends with a
// breach and holds a breach of the Case. A breach exactly that long before the last is
// outside the window.
func (r *run) slide(w *Triggered, t *trigger, key pastKey) {
	type start struct {
		at  time.Time
		own bool
	}
	var all []start
	gather := func(f pastFound, own bool) {
		if f.breaches != int64(len(f.starts)) {
			r.problem(t.path, BreachUndated, key.objective)
		}
		for _, at := range f.starts {
			all = append(all, start{at, own})
		}
	}
	gather(r.now(key.objective, key.group), true)
	reach := r.c.From - date.Date(t.within.days) - 1
	for _, p := range r.past.index() {
		if f := p.found[key]; p.to > reach {
			gather(f, false)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].at.Before(all[j].at) })
	length := time.Duration(t.within.days) * 24 * time.Hour
	first, own, most := 0, 0, 0
	for i := range all {
		if all[i].own {
			own++
		}
		for ; !all[first].at.After(all[i].at.Add(-length)); first++ {
			if all[first].own {
				own--
			}
		}
		if n := i + 1 - first; own > 0 {
			most = max(most, n)
			if t.in.has(whole(int64(n))) && !w.Holds {
				w.Holds, w.At = true, all[i].at
			}
		}
	}
	w.Value = Exact{value: whole(int64(most))}
}

// counted gives the count or average of a trigger; absent for an average whose window
// the statements do not cover.
func (r *run) counted(t *trigger, key pastKey, now bool) fraction {
	periods := r.past.within(t.within, r.c)
	if t.inARow {
		periods = r.past.row(r, t, key)
	}
	switch t.Counts {
	case CountCapped, CountReached, CountOwed:
		n := int64(0)
		if now {
			n++
		} else if t.inARow {
			return whole(0)
		}
		for i := range periods {
			if periods[i].counts(t) {
				n++
			}
		}
		return whole(n)
	case CountMissed:
		n := int64(0)
		if r.now(key.objective, key.group).verdict == Missed {
			n++
		} else if t.inARow {
			return whole(0)
		}
		for _, p := range periods {
			if p.found[key].verdict == Missed {
				n++
			}
		}
		return whole(n)
	case CountBreaches:
		n := r.now(key.objective, key.group).breaches
		for _, p := range periods {
			n = saturate(n, p.found[key].breaches)
		}
		return whole(n)
	case CountPoints:
		total := whole(0)
		if v := r.now(key.objective, key.group).points; !v.absent() {
			total = v
		}
		for _, p := range periods {
			if v := p.found[key].points; !v.absent() {
				total = total.add(v)
			}
		}
		return total
	}
	all := r.now(key.objective, key.group)
	first := r.c.From
	for _, p := range periods {
		all, first = all.and(p.found[key]), min(first, p.from)
	}
	if all.measured == 0 || t.within.kind != windowLifetime && first > t.within.start(r.c.From, r.c.To) {
		return fraction{}
	}
	return all.mean()
}

// row lists the unbroken row of earlier periods up to the Case that count for a
// trigger: missed periods, or periods that count by their credits.
func (p *past) row(r *run, t *trigger, key pastKey) []pastPeriod {
	all, next := p.index(), r.c.From
	first := len(all)
	for ; first > 0; first-- {
		period := &all[first-1]
		counts := period.found[key].verdict == Missed
		if t.ofPeriods() {
			counts = period.counts(t)
		}
		if period.to != next || !counts {
			break
		}
		next = period.from
	}
	return all[first:]
}

// counts reports whether an earlier period counts for a trigger by its credits. For
// "capped", a cap among the steps is enough, since the Spec may not have had the
// trigger then.
func (p *pastPeriod) counts(t *trigger) bool {
	return p.counted[t.Name] || t.Counts == CountCapped && p.capped
}
