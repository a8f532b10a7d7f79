package penalty

import (
	"cmp"
	"slices"

	"github.com/rickb777/date/v2"
)

// sort puts the shortfalls into a bucket for each objective, in order, and estimates
// the number of lines.
func (r *run) sort() int {
	all := r.c.Shortfalls
	ids := make([]int32, len(all))
	count := make([]int32, len(r.names)+1)
	name, id := "", int32(-1)
	for i := range all {
		if s := &all[i]; i == 0 || s.Objective != name {
			name = s.Objective
			found, known := r.ids[name]
			if id = found; !known {
				id = -1
			}
		}
		ids[i] = id
		if id >= 0 {
			count[id]++
		}
	}
	room := make([]int32, len(all))
	r.buckets = make([][]int32, len(r.names))
	at := int32(0)
	for id, n := range count[:len(r.names)] {
		r.buckets[id] = room[at : at : at+n]
		at += n
	}
	for i, id := range ids {
		if id >= 0 {
			r.buckets[id] = append(r.buckets[id], int32(i))
		}
	}
	n := 0
	for _, t := range r.terms {
		if len(t.objectives) == 1 {
			n += len(r.buckets[t.objectives[0]])
		} else {
			n++
		}
	}
	return n
}

// entry is a line before rounding.
type entry struct {
	exact fraction
	term  int32
	class int32 // the objective; below -1: a rule on several objectives
	at    int32 // a shortfall of the line
}

// lines evaluates each rule for each shortfall of its objectives.
func (r *run) lines(out *Statement) {
	for i, t := range r.terms {
		if len(t.objectives) == 1 {
			id := t.objectives[0]
			for _, at := range r.buckets[id] {
				r.single, r.group = at, r.c.Shortfalls[at].Group
				r.line(out, int32(i), t, id, at, r.c.Shortfalls[at].On)
			}
			continue
		}
		r.single = -1
		r.together(out, int32(i), t)
	}
	r.single = -1
}

// together evaluates a rule on several objectives once for each group. If a group has
// n shortfalls of an objective, the rule is evaluated n times for the group.
func (r *run) together(out *Statement, i int32, t *node) {
	if r.several == nil {
		r.several = make([]int32, len(r.names))
	}
	groups, numbers := r.groups(t)
	// Of each objective and group, the shortfalls in the order handed over.
	queues := make([][][]int32, len(t.objectives))
	for k, id := range t.objectives {
		queues[k] = make([][]int32, len(groups))
		for _, at := range r.buckets[id] {
			g := numbers[r.c.Shortfalls[at].Group]
			queues[k][g] = append(queues[k][g], at)
		}
	}
	for g, group := range groups {
		r.group = group
		for nth := 0; ; nth++ {
			first, day := int32(-1), date.Date(0)
			for k, id := range t.objectives {
				r.several[id] = -1
				if nth >= len(queues[k][g]) {
					continue
				}
				at := queues[k][g][nth]
				if r.several[id] = at; first < 0 {
					first = at
				}
				if on := r.c.Shortfalls[at].On; on != 0 && (day == 0 || on < day) {
					day = on
				}
			}
			if first < 0 {
				break
			}
			r.line(out, i, t, -2-i, first, day)
		}
	}
}

// groups lists the groups of a rule's shortfalls, in the order in which they were
// handed over, and gives the number of each group.
func (r *run) groups(t *node) ([]string, map[string]int) {
	var order []int32
	for _, id := range t.objectives {
		order = append(order, r.buckets[id]...)
	}
	slices.SortStableFunc(order, cmp.Compare)
	var all []string
	numbers := map[string]int{}
	for _, at := range order {
		g := r.c.Shortfalls[at].Group
		if _, known := numbers[g]; !known {
			numbers[g] = len(all)
			all = append(all, g)
		}
	}
	return all, numbers
}

// line evaluates a rule and adds its line to out; if out is nil, only to the total.
func (r *run) line(out *Statement, term int32, t *node, class, at int32, on date.Date) {
	if out == nil {
		if t.op != opBonus {
			r.evaluate(t, &r.result)
			r.add(&r.result)
		}
		return
	}
	r.unpriced, r.unknown, r.hasLooked = false, false, false
	lo := int32(len(r.work.marks))
	owed := &r.result
	r.evaluate(t, owed)
	lines := &out.Lines
	if t.op == opBonus {
		lines = &out.Bonuses
		r.bonuses = append(r.bonuses, entry{exact: owed.amount, term: term, class: class, at: at})
	} else {
		r.owe(owed, term, class, at)
	}
	line := next(lines)
	line.Group, line.Rule, line.work, line.lo, line.hi = r.group, t.name, r.work, lo, int32(len(r.work.marks))
	if class >= 0 {
		line.Objective = r.names[class]
	} else if t.objective >= 0 {
		line.Objective = r.names[t.objective]
	}
	switch {
	case owed.amount.sign() > 0:
		line.ClaimBy = on // the day of the failure, until give replaces it
		if t.op != opBonus {
			r.owedFor(t)
		}
		if r.unpriced {
			line.State = Undetermined
		}
	case r.unpriced:
		line.State = Undetermined
	case r.unknown && !r.hasLooked:
		line.State = NotMeasured
	default:
		line.State = NothingOwed
	}
}

// next adds a zero Line to lines. The spare capacity of lines must be zero: writing
// zeros again would cost as much as filling the line.
func next(lines *[]Line) *Line {
	if n := len(*lines); n < cap(*lines) {
		*lines = (*lines)[:n+1]
	} else {
		*lines = append(*lines, Line{})
	}
	return &(*lines)[len(*lines)-1]
}

// owe adds an exact amount, and notes its cap if rounding could lift it over the cap.
func (r *run) owe(o *owed, term, class, at int32) {
	r.entries = append(r.entries, entry{exact: o.amount, term: term, class: class, at: at})
	if !r.close(o) {
		return
	}
	if r.ceilings == nil {
		r.ceilings = map[int32]fraction{}
	}
	r.ceilings[int32(len(r.entries)-1)] = o.ceiling
}

// close reports whether the amount plus one in the last digit exceeds its cap.
func (r *run) close(o *owed) bool {
	return !o.ceiling.absent() && o.amount.sign() != 0 &&
		o.amount.add(fraction{n: 1, d: powers[r.places]}).cmp(o.ceiling) > 0
}

// owedFor notes that something is owed for the shortfalls of the line.
func (r *run) owedFor(t *node) {
	if r.single >= 0 {
		r.credited[r.single] = true
		return
	}
	for _, id := range t.objectives {
		if at := r.several[id]; at >= 0 {
			r.credited[at] = true
		}
	}
}

// give sets the states of the lines and the last days to claim.
func (r *run) give(out *Statement) {
	for i := range out.Lines {
		line := &out.Lines[i]
		on := line.ClaimBy
		line.ClaimBy = 0
		if line.State != "" {
			continue
		}
		line.State = Issued
		if r.claim.unit != claimNone || r.c.ClaimBy != 0 {
			line.State = Claimable
			if line.ClaimBy = r.c.ClaimBy; line.ClaimBy == 0 {
				var known bool
				if line.ClaimBy, known = r.claim.by(on, r.c.To, r.businessDays); !known {
					line.ClaimBy = 0
					r.problem("claim", MissingDays, string(r.spec.Claim))
				}
				out.Claim = r.spec.Claim
			}
			if line.ClaimBy != 0 && (out.ClaimBy == 0 || line.ClaimBy < out.ClaimBy) {
				out.ClaimBy = line.ClaimBy
			}
		}
		if r.terms[r.entries[i].term].op == opEarnBack {
			line.State = Accrued
		}
	}
}

// scored adds points that a rule scored for a shortfall.
func (r *run) scored(at int32, points fraction) {
	if r.scores == nil {
		r.scores = map[int32]fraction{}
	}
	if before, ok := r.scores[at]; ok {
		points = points.add(before)
	}
	r.scores[at] = points
}

// found records how the objectives came out. If neither a verdict nor a promise was
// handed over, an objective is missed if something is owed for it.
func (r *run) found(out *Statement) {
	out.Found = make([]Found, len(r.c.Shortfalls))
	for i := range r.c.Shortfalls {
		s, f := &r.c.Shortfalls[i], &out.Found[i]
		f.Objective, f.Group, f.Breaches = s.Objective, s.Group, breaches(s)
		if r.slides(s.Objective) {
			f.Starts = slices.Clone(s.Starts)
		}
		f.Attained.value = attained(s)
		if f.Verdict = s.Verdict; f.Verdict == "" {
			f.Verdict = judge(s, f.Attained.value)
		}
		if f.Verdict == NotMeasurable && s.Verdict == "" && (r.credited[i] || !f.Attained.value.absent()) {
			if f.Verdict = Met; r.credited[i] {
				f.Verdict = Missed
			}
		}
		if f.Points.value = fractionOf(s.Points); r.scores != nil {
			if p, ok := r.scores[int32(i)]; ok {
				f.Points.value = p
			}
		}
	}
}
