package penalty

import (
	"slices"
	"strings"
)

// bound is a cap applied to the lines: the lines of a class share a limit.
type bound struct {
	class []int32    // of each line, -1 if the cap does not hold it; nil if all are of class 0
	limit []fraction // of each class
}

func (b *bound) of(line int32) int32 {
	if b.class == nil {
		return 0
	}
	return b.class[line]
}

// classes says which lines a cap adds up together.
type classes struct {
	of         []int32
	groups     []string // one for each class of a cap per group
	objectives []int32  // one for each class of a cap per objective
}

func (c *classes) len() int { return max(1, len(c.groups), len(c.objectives)) }

func (r *run) classes(cap *scopeCap) classes {
	var out classes
	if cap.objective < 0 && cap.per != PerObjective && cap.per != PerGroup {
		return out
	}
	out.of = make([]int32, len(r.entries))
	groups, objectives := map[string]int32{}, map[int32]int32{}
	for i := range r.entries {
		e := &r.entries[i]
		switch {
		case cap.objective >= 0 && e.class != cap.objective:
			out.of[i] = -1
		case cap.per == PerObjective:
			c, known := objectives[e.class]
			if !known {
				c = int32(len(out.objectives))
				objectives[e.class], out.objectives = c, append(out.objectives, e.class)
			}
			out.of[i] = c
		case cap.per == PerGroup:
			name := r.c.Shortfalls[e.at].Group
			c, known := groups[name]
			if !known {
				c = int32(len(out.groups))
				groups[name], out.groups = c, append(out.groups, name)
			}
			out.of[i] = c
		}
	}
	return out
}

// name writes into a step which objective or group a cap was applied to.
func (c *classes) name(s *Step, cap *scopeCap, i int, names []string) {
	s.Label, s.Window = Label(cap.per), Lookback(cap.window.text)
	switch {
	case len(c.groups) > 0:
		s.Name = c.groups[i]
	case len(c.objectives) > 0 && c.objectives[i] >= 0:
		s.Name = names[c.objectives[i]]
	case cap.per != PerObjective && cap.per != PerGroup:
		s.Label = ""
	}
}

// hold applies one cap and cuts its lines in proportion.
func (r *run) hold(out *Statement, cap *scopeCap, bounds []bound) []bound {
	if len(r.entries) == 0 {
		return bounds
	}
	c := r.classes(cap)
	b := bound{class: c.of, limit: make([]fraction, c.len())}
	sums, owing := make([]fraction, c.len()), make([]int, c.len())
	for i := range sums {
		sums[i] = whole(0)
	}
	for i := range r.entries {
		if k := b.of(int32(i)); k >= 0 {
			sums[k] = sums[k].add(r.entries[i].exact)
			owing[k] += r.entries[i].exact.sign()
		}
	}
	share, cut := make([]fraction, len(sums)), false
	for k, sum := range sums {
		if r.group = ""; len(c.groups) > 0 {
			r.group = c.groups[k]
		}
		if len(c.groups) > 0 && sum.sign() == 0 { // nothing to cut: the base may be missing
			b.limit[k] = whole(0)
			continue
		}
		full, earlier, known := r.limit(cap)
		switch {
		case !known && b.class == nil:
			return bounds
		case !known: // limit noted the problem; the other classes are cut all the same
			for i, of := range b.class {
				if int(of) == k {
					b.class[i] = -1
				}
			}
			continue
		}
		limit := full.sub(earlier).max(whole(0))
		b.limit[k] = limit
		if sum.sign() > 0 && sum.cmp(limit) >= 0 {
			r.reach(cap, &c, k)
		}
		if sum.cmp(limit) <= 0 {
			continue
		}
		cut, r.capped, share[k] = true, true, limit.div(sum)
		s := Step{Path: cap.path, Op: "cap", Of: r.of.exact(sum)}
		c.name(&s, cap, k, r.names)
		if r.holds(out, cap, &s, full, earlier); owing[k] > 1 {
			s.Times = Factor(ratio(s.Gives, s.Of))
		}
		r.step(out, s)
	}
	if cut {
		r.cut(&b, share)
	}
	return append(bounds, b)
}

// reach notes that the credits of an objective, or of all, came to a cap.
func (r *run) reach(cap *scopeCap, c *classes, k int) {
	of := int32(-1)
	switch {
	case cap.per == PerGroup:
		return
	case cap.objective >= 0:
		of = cap.objective
	case cap.per == PerObjective:
		if of = c.objectives[k]; of < 0 {
			return
		}
	}
	if r.reached == nil {
		r.reached = map[int32]bool{}
	}
	r.reached[of] = true
}

// holds writes the steps of a cap that cuts: its rate and base, and how much of the
// cap earlier statements used.
func (r *run) holds(out *Statement, cap *scopeCap, s *Step, full, earlier fraction) {
	s.Gives = r.of.exact(full.sub(earlier).max(whole(0)))
	s.Saw = s.Gives
	if earlier.sign() == 0 {
		s.rated(cap.at, cap.base)
		s.Whole = wholeOf(cap.at, s.Saw)
		return
	}
	before := Step{Path: cap.path, Op: "earlier", Window: Lookback(cap.window.text)}
	before.rated(cap.at, cap.base)
	before.Saw, before.Of, before.Gives = r.of.exact(earlier), r.of.exact(full), s.Gives
	before.Whole = wholeOf(cap.at, before.Of)
	r.step(out, before)
}

// ratio writes the quotient of two amounts as a Factor.
func ratio(a, b Exact) string {
	over, under := padded(a.value.text(), a.of.digits()), padded(b.value.text(), b.of.digits())
	if strings.Contains(over+under, "/") {
		return a.value.div(b.value).rat().RatString()
	}
	return over + "/" + under
}

// cut lowers the lines of the classes that have a share below one.
func (r *run) cut(b *bound, share []fraction) {
	left := slices.Clone(b.limit)
	first := make([]int32, len(left)) // line of each class, plus 1
	for i := range r.entries {
		if k := b.of(int32(i)); k >= 0 && !share[k].absent() {
			r.entries[i].exact = r.entries[i].exact.mul(share[k])
			if first[k] == 0 && r.entries[i].exact.sign() > 0 {
				first[k] = int32(i) + 1
			}
		}
	}
	if _, wild := tame(r.entries); !wild {
		return
	}
	// On the grid each part may fall short by a last digit of the grid; the first
	// line of the class gets what is missing.
	for i := range r.entries {
		if k := b.of(int32(i)); k >= 0 {
			left[k] = left[k].sub(r.entries[i].exact)
		}
	}
	for k, i := range first {
		if i > 0 {
			r.entries[i-1].exact = r.entries[i-1].exact.add(left[k])
		}
	}
}

// tame adds up the lines. If their exact sum becomes too long a number, tame rounds
// the lines to the grid and wild is true.
func tame(entries []entry) (total fraction, wild bool) {
	total = whole(0)
	for i := range entries {
		if total = total.add(entries[i].exact); total.wild() {
			for i := range entries {
				entries[i].exact = entries[i].exact.onGrid()
			}
			return sumOf(entries), true
		}
	}
	return total, false
}

func sumOf(entries []entry) fraction {
	total := whole(0)
	for i := range entries {
		total = total.add(entries[i].exact)
	}
	return total
}

// limit gives the amount of a cap and how much of it earlier statements in its
// window used; known is false if the base or quantity is missing.
func (r *run) limit(cap *scopeCap) (full, earlier fraction, known bool) {
	switch cap.at.kind {
	case rateShare:
		of := r.baseAmount(cap.base)
		if of.absent() {
			return of, of, false
		}
		full = of.mul(cap.at.value)
	case rateQuantity:
		q := r.quantity(cap.at.quantity)
		if q.absent() {
			r.problem(cap.path, MissingQuantity, cap.at.quantity)
			return q, q, false
		}
		full = q.mul(cap.at.value)
	default:
		full = cap.at.value
	}
	if cap.window.kind == windowPeriod { // also of caps per objective and group
		return full, whole(0), true
	}
	name := ""
	if cap.objective >= 0 {
		name = r.names[cap.objective]
	}
	return full, r.past.paid(name, cap.window, r.c), true
}

// tightBound is a cap on some of the lines, which rounding up could exceed.
type tightBound struct {
	bound
	sums []fraction
}

// stops reports whether one step more on a line would exceed the limit.
func (t *tightBound) stops(line int32, step fraction) bool {
	c := t.of(line)
	return c >= 0 && t.sums[c].add(step).cmp(t.limit[c]) > 0
}

// take counts a step on a line.
func (t *tightBound) take(line int32, step fraction) {
	if c := t.of(line); c >= 0 {
		t.sums[c] = t.sums[c].add(step)
	}
}

// tight lists the caps on some of the lines that could be exceeded if each line
// were rounded up. Caps on all lines have bounded the total before.
func (r *run) tight(lines []Line, bounds []bound) []*tightBound {
	var all []*tightBound
	reach := fraction{n: int64(len(lines)), d: powers[r.places]}
	for _, b := range bounds {
		if b.class == nil {
			continue
		}
		t := &tightBound{bound: b, sums: make([]fraction, len(b.limit))}
		for c := range t.sums {
			t.sums[c] = whole(0)
		}
		for i := range lines {
			t.take(int32(i), lines[i].Amount.fraction())
		}
		close := false
		for c := range t.sums {
			close = close || t.sums[c].add(reach).cmp(b.limit[c]) > 0
		}
		if close {
			all = append(all, t)
		}
	}
	return all
}
