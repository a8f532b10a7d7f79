package penalty

import (
	"math/bits"
	"slices"

	"github.com/upheld/upheld/internal/exact"
)

// settle brings the exact amounts of the lines to the total: caps from the
// narrowest to the widest, the minimum, one rounding, and each line its share.
func (r *run) settle(out *Statement) {
	var bounds []bound
	for i := range r.caps {
		bounds = r.hold(out, &r.caps[i], bounds)
	}
	total := whole(0)
	for i := range r.entries {
		total = total.add(r.entries[i].exact)
	}
	out.Exact = r.money(total)
	out.Bonus = r.round(r.bonuses, out.Bonuses, nil)
	for i := range out.Bonuses {
		if out.Bonuses[i].State == "" {
			out.Bonuses[i].State = Earned
		}
	}
	if !r.issued(out, total) {
		r.step(out, Step{Path: "minimum", Op: "minimum", Row: r.minimum.text, Of: out.Exact, Gives: r.money(whole(0))})
		for i := range out.Lines {
			if line := &out.Lines[i]; line.State == "" {
				line.State = BelowMinimum
			}
			r.entries[i].exact = whole(0)
		}
	}
	out.Total = r.round(r.entries, out.Lines, bounds)
	if f := out.Total.fraction(); total.cmp(f) != 0 && f.sign() != 0 {
		r.step(out, Step{Path: "round", Op: "round", Of: out.Exact, Gives: r.money(f)})
	}
	for i := range out.Lines {
		if line := &out.Lines[i]; line.State == "" && line.Amount.Sign() == 0 && out.Total.Sign() == 0 {
			line.State = NothingOwed
		}
	}
}

func (r *run) step(out *Statement, s Step) { out.Steps = append(out.Steps, s) }

// issued reports whether the total is enough to be issued at all.
func (r *run) issued(out *Statement, total fraction) bool {
	if r.minimum == nil || total.sign() == 0 {
		return true
	}
	if r.rounded {
		total = amountOf(total, r.places, r.mode, r.unit).fraction()
	}
	return r.minimum.has(total)
}

// bound is a cap as it applies to some of the lines.
type bound struct {
	class []int32    // of each line; -1 is outside
	limit []fraction // of each class
}

// hold applies one cap. The cut is shared by the lines in proportion.
func (r *run) hold(out *Statement, cap *scopeCap, bounds []bound) []bound {
	if len(r.entries) == 0 {
		return bounds
	}
	b := bound{class: make([]int32, len(r.entries))}
	var keys []string // of groups
	var classes []int32
	byGroup, byObjective := map[string]int32{}, map[int32]int32{}
	for i := range r.entries {
		e := &r.entries[i]
		if cap.objective >= 0 && e.class != cap.objective {
			b.class[i] = -1
			continue
		}
		switch cap.per {
		case PerObjective:
			c, ok := byObjective[e.class]
			if !ok {
				c = int32(len(classes))
				byObjective[e.class], classes = c, append(classes, e.class)
			}
			b.class[i] = c
		case PerGroup:
			c, ok := byGroup[out.Lines[i].Group]
			if !ok {
				c = int32(len(keys))
				byGroup[out.Lines[i].Group], keys = c, append(keys, out.Lines[i].Group)
			}
			b.class[i] = c
		}
	}
	n := max(1, len(keys), len(classes))
	sums := make([]fraction, n)
	for i := range sums {
		sums[i] = whole(0)
	}
	for i, c := range b.class {
		if c >= 0 {
			sums[c] = sums[c].add(r.entries[i].exact)
		}
	}
	cut, share := false, make([]fraction, n)
	for c, sum := range sums {
		r.group = ""
		if len(keys) > 0 {
			r.group = keys[c]
		}
		limit, known := r.limit(cap)
		if !known {
			return bounds
		}
		b.limit = append(b.limit, limit)
		if sum.cmp(limit) > 0 {
			cut = true
			share[c] = limit.div(sum)
			r.capped = true
			r.step(out, Step{
				Path: cap.path, Op: "cap", Row: Band(capName(cap, keys, classes, c, r.names)), With: cap.at.text,
				Saw: r.money(limit), Of: r.money(sum), Gives: r.money(limit),
			})
		}
	}
	if cut {
		for i, c := range b.class {
			if c >= 0 && !share[c].absent() {
				r.entries[i].exact = r.entries[i].exact.mul(share[c])
			}
		}
	}
	return append(bounds, b)
}

// capName says what a cap was applied to.
func capName(cap *scopeCap, groups []string, objectives []int32, c int, names []string) string {
	switch {
	case len(groups) > 0 && groups[c] != "":
		return "group " + groups[c]
	case len(objectives) > 0 && objectives[c] >= 0:
		return "objective " + names[objectives[c]]
	}
	return string(cap.per)
}

// limit gives what is left of a cap after earlier statements of its window;
// false where its base is not known.
func (r *run) limit(cap *scopeCap) (fraction, bool) {
	var limit fraction
	switch cap.at.kind {
	case rateShare:
		of := r.baseAmount(cap.base)
		if of.absent() {
			return of, false
		}
		limit = of.mul(cap.at.value)
	case rateQuantity:
		q := r.quantity(cap.at.quantity)
		if q.absent() {
			r.problem(cap.path, MissingQuantity, cap.at.quantity)
			return q, false
		}
		limit = q.mul(cap.at.value)
	default:
		limit = cap.at.value
	}
	if cap.per == PerObjective || cap.per == PerGroup || cap.window.kind == windowPeriod {
		return limit, true
	}
	name := ""
	if cap.objective >= 0 {
		name = r.names[cap.objective]
	}
	return limit.sub(r.past.paid(name, cap.window, r.c)).max(whole(0)), true
}

// rest is the part of a line below the last digit.
type rest struct {
	key  uint64 // its first 64 binary digits
	line int32
}

// round brings lines to the unit's digits so that they add up to their exact
// sum, rounded once. Each is rounded down and those with the largest rests get
// one more; none and no sum of them gets beyond a cap by that.
func (r *run) round(entries []entry, lines []Line, bounds []bound) Amount {
	total, sum, bigger := whole(0), int64(0), false
	rests := r.rests[:0]
	for i := range entries {
		e := &entries[i]
		total = total.add(e.exact)
		lines[i].Amount = Amount{places: r.places, unit: r.unit}
		if e.exact.sign() == 0 {
			continue
		}
		count, part, ok := e.exact.split(r.places)
		if next, fits := sum64(sum, count); ok && fits {
			sum, lines[i].Amount.count = next, count
			if part != 0 {
				rests = append(rests, rest{part, int32(i)})
			}
			continue
		}
		bigger = true
	}
	r.rests = rests
	if bigger {
		return r.roundLarge(entries, lines, bounds)
	}
	want, large := total.units(r.places, r.mode)
	if large != nil {
		return r.roundLarge(entries, lines, bounds)
	}
	if more := want - sum; more > 0 {
		sum += r.spread(entries, lines, bounds, rests, more)
	}
	return Amount{count: sum, places: r.places, unit: r.unit}
}

// spread gives one more to so many of the lines with the largest rests and
// reports how many a cap did not stop.
func (r *run) spread(entries []entry, lines []Line, bounds []bound, rests []rest, more int64) int64 {
	step := fraction{n: 1, d: powers[r.places]}
	rests = slices.DeleteFunc(rests, func(x rest) bool {
		c := entries[x.line].ceiling
		return !c.absent() && lines[x.line].Amount.fraction().add(step).cmp(c) > 0
	})
	more = min(more, int64(len(rests)))
	before := func(a, b rest) bool {
		if a.key != b.key {
			return a.key > b.key
		}
		if c := entries[a.line].exact.below(r.places).cmp(entries[b.line].exact.below(r.places)); c != 0 {
			return c > 0
		}
		return a.line < b.line
	}
	tight := r.tight(entries, lines, bounds)
	if len(tight) == 0 {
		firstOf(rests, int(more), before)
		for _, x := range rests[:more] {
			lines[x.line].Amount.count++
		}
		return more
	}
	slices.SortFunc(rests, func(a, b rest) int {
		if before(a, b) {
			return -1
		}
		return 1
	})
	given := int64(0)
	for _, x := range rests {
		if given == more {
			break
		}
		if slices.ContainsFunc(tight, func(t *tightBound) bool { return t.stops(x.line, step) }) {
			continue
		}
		lines[x.line].Amount.count++
		given++
		for _, t := range tight {
			t.take(x.line, step)
		}
	}
	return given
}

// tightBound is a cap that rounding up could break.
type tightBound struct {
	bound
	sums []fraction
}

func (t *tightBound) stops(line int32, step fraction) bool {
	c := t.class[line]
	return c >= 0 && t.sums[c].add(step).cmp(t.limit[c]) > 0
}

func (t *tightBound) take(line int32, step fraction) {
	if c := t.class[line]; c >= 0 {
		t.sums[c] = t.sums[c].add(step)
	}
}

// tight picks the caps that lie within one digit for each line.
func (r *run) tight(entries []entry, lines []Line, bounds []bound) []*tightBound {
	var all []*tightBound
	for _, b := range bounds {
		t := &tightBound{bound: b, sums: make([]fraction, len(b.limit))}
		for c := range t.sums {
			t.sums[c] = whole(0)
		}
		close := false
		for i, c := range b.class {
			if c >= 0 {
				t.sums[c] = t.sums[c].add(lines[i].Amount.fraction())
			}
		}
		reach := fraction{n: int64(len(lines)), d: powers[r.places]}
		for c := range t.sums {
			close = close || t.sums[c].add(reach).cmp(b.limit[c]) > 0
		}
		if close {
			all = append(all, t)
		}
	}
	return all
}

// firstOf puts the n first of rests, by before, in front, in any order.
func firstOf(rests []rest, n int, before func(a, b rest) bool) {
	lo, hi := 0, len(rests)
	for hi-lo > 1 && n > lo && n < hi {
		pivot := rests[lo+(hi-lo)/2]
		i, j := lo, hi-1
		for i <= j {
			for before(rests[i], pivot) {
				i++
			}
			for before(pivot, rests[j]) {
				j--
			}
			if i <= j {
				rests[i], rests[j] = rests[j], rests[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case n <= j:
			hi = j + 1
		case n >= i:
			lo = i
		default:
			return
		}
	}
}

// split gives the whole count of 10^-places in a, which is above 0, and the
// first 64 binary digits of what is left; at least 1 where anything is. It is
// false for numbers beyond 64 bits.
func (a fraction) split(places int8) (int64, uint64, bool) {
	if a.big != nil || a.n < 0 {
		return 0, 0, false
	}
	hi, lo := bits.Mul64(uint64(a.n), uint64(powers[places]))
	d := uint64(a.d)
	if hi >= d {
		return 0, 0, false
	}
	q, left := bits.Div64(hi, lo, d)
	if q >= 1<<62 {
		return 0, 0, false
	}
	if left == 0 {
		return int64(q), 0, true
	}
	part, _ := bits.Div64(left, 0, d)
	return int64(q), max(part, 1), true
}

// below gives the part of a below its last digit.
func (a fraction) below(places int8) fraction {
	scaled := a.mul(whole(powers[places]))
	return scaled.sub(scaled.floor())
}

// roundLarge does what round does for amounts beyond 64 bits.
func (r *run) roundLarge(entries []entry, lines []Line, bounds []bound) Amount {
	total, floors := whole(0), whole(0)
	step := fraction{n: 1, d: powers[r.places]}
	type part struct {
		rest fraction
		line int
	}
	var parts []part
	for i := range entries {
		total = total.add(entries[i].exact)
		lines[i].Amount = amountOf(entries[i].exact, r.places, exact.Down, r.unit)
		floors = floors.add(lines[i].Amount.fraction())
		if rest := entries[i].exact.sub(lines[i].Amount.fraction()); rest.sign() > 0 {
			parts = append(parts, part{rest, i})
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return b.rest.cmp(a.rest) })
	want := amountOf(total, r.places, r.mode, r.unit).fraction()
	tight := r.tight(entries, lines, bounds)
	for _, p := range parts {
		if floors.cmp(want) >= 0 {
			break
		}
		lifted := lines[p.line].Amount.fraction().add(step)
		if c := entries[p.line].ceiling; !c.absent() && lifted.cmp(c) > 0 ||
			slices.ContainsFunc(tight, func(t *tightBound) bool { return t.stops(int32(p.line), step) }) {
			continue
		}
		for _, t := range tight {
			t.take(int32(p.line), step)
		}
		lines[p.line].Amount = amountOf(lifted, r.places, exact.Down, r.unit)
		floors = floors.add(step)
	}
	return amountOf(floors, r.places, exact.Down, r.unit)
}
