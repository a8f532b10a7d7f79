package penalty

// triggered looks at every trigger, for each objective and group it watches.
func (r *run) triggered(out *Statement) {
	for i := range r.triggers {
		t := &r.triggers[i]
		if t.Counts == CountCapped {
			r.watch(out, t, pastKey{})
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
	value := r.counted(t, key)
	out.Triggers = append(out.Triggers, Triggered{
		Name: t.Name, Objective: key.objective, Group: key.group,
		Holds: !value.absent() && t.in.has(value), Value: Exact{value: value},
	})
}

// counted gives what a trigger counts; absent for an average whose window the
// statements do not cover.
func (r *run) counted(t *trigger, key pastKey) fraction {
	periods := r.past.within(t.within, r.c)
	if t.inARow {
		periods = r.past.row(r, t, key)
	}
	switch t.Counts {
	case CountCapped:
		n := int64(0)
		if r.capped {
			n++
		}
		for _, p := range periods {
			if p.capped {
				n++
			}
		}
		if t.inARow && !r.capped {
			n = 0
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

// row lists the earlier periods that follow one another up to the Case and
// count for a trigger: missed ones, or ones in which a cap held.
func (p *past) row(r *run, t *trigger, key pastKey) []pastPeriod {
	all, next := p.index(), r.c.From
	first := len(all)
	for ; first > 0; first-- {
		period := &all[first-1]
		counts := period.found[key].verdict == Missed
		if t.Counts == CountCapped {
			counts = period.capped
		}
		if period.to != next || !counts {
			break
		}
		next = period.from
	}
	return all[first:]
}
