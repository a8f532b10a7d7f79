package sla

import (
	"cmp"
	"slices"
	"sort"

	"github.com/upheld/upheld/calendar"
)

// cutRange is a run of stretches that are waived, sorted and apart.
type cutRange struct {
	cuts   [][2]int64
	before []int64 // the open time of all before each and, last, of all; nil for a single stretch
}

// ranges gives cuts as ranges of the union that holds for every ticket, between
// the stretches that are waived of this ticket: so a ticket costs its own
// exclusions, and not all that anybody was ever granted.
func (w *waivers) ranges(ticket, clock string, start, at int64, cal calendar.Calendar) (all []cutRange, cuts int) {
	groups := w.of(ticket, clock)
	g := groups[0]
	i, to, end := g.span(start, at)
	emit := func(from, to int) {
		if from < to {
			cuts += to - from
			all = append(all, cutRange{g.joined[from:to:to], g.openBefore(cal)[from : to+1]})
		}
	}
	single := func(s [2]int64) {
		cuts++
		all = append(all, cutRange{cuts: [][2]int64{s}})
	}
	var last [][2]int64 // of the union, if its end lies ahead
	if i < to && g.joined[to-1][1] != end {
		to--
		last = [][2]int64{{g.joined[to][0], end}}
	}
	own := joinStretches(groups[1].cuts(start, at), last)
	for len(own) > 0 {
		s := own[0]
		own = own[1:]
		if i < to {
			n, _ := slices.BinarySearchFunc(g.joined[i:to], s[0], func(of [2]int64, from int64) int { return cmp.Compare(of[1], from) })
			emit(i, i+n)
			i += n
			for joined := true; joined; {
				touched, _ := slices.BinarySearchFunc(g.joined[i:to], s[1]+1, func(of [2]int64, after int64) int { return cmp.Compare(of[0], after) })
				if joined = false; touched > 0 {
					s[0], s[1] = min(s[0], g.joined[i][0]), max(s[1], g.joined[i+touched-1][1])
					i += touched
				}
				for len(own) > 0 && own[0][0] <= s[1] {
					s[1], own, joined = max(s[1], own[0][1]), own[1:], true
				}
			}
		}
		single(s)
	}
	emit(i, to)
	return all, cuts
}

// openBefore gives the open time of all of the union before each, worked out once.
func (g *waiverGroup) openBefore(cal calendar.Calendar) []int64 {
	all, has := g.before[cal]
	if !has {
		all = make([]int64, len(g.joined)+1)
		for i, s := range g.joined {
			all[i+1] = all[i] + int64(cal.Elapsed(instant(s[0]), instant(s[1])))
		}
		if g.before == nil {
			g.before = map[calendar.Calendar][]int64{}
		}
		g.before[cal] = all
	}
	return all
}

// condensed gives the stretches that are waived of a cycle, or fewer that change
// as much and of which a breach tells the same: of those within a stretch that runs
// the first, the ones around the instants at which the target is due and exceeded,
// and the last; each run of others becomes one, which ends where as much is left to
// count as there was. Where a stretch may do more than take time out, all are given.
func (j judging) condensed(w *waivers, ticket, clock string, k *course, at int64) (kept [][2]int64, some bool) {
	o, c := j.o, j.c
	if len(w.all) == 0 {
		return nil, false
	}
	all, cuts := w.ranges(ticket, clock, c.start, at, k.cal)
	if cuts > waivedToldMax+1 && (o.condenses(c, k) || o.condensesEach(c, k)) {
		x := condenser{kept: make([][2]int64, 0, waivedToldMax+16)}
		if o.condenses(c, k) {
			x.follow(j, all, k, c.start, at, at)
		} else {
			j.condensedEach(&x, func(cal calendar.Calendar) []cutRange {
				all, _ := w.ranges(ticket, clock, c.start, at, cal)
				return all
			}, k, at)
		}
		return x.kept, true
	}
	flat := make([][2]int64, 0, cuts)
	for _, r := range all {
		flat = append(flat, r.cuts...)
	}
	return flat, cuts > 0
}

// condenses reports whether one target counts for a cycle, and what is waived does
// no more than take time out, and move its due instant.
func (o *objectiveProgram) condenses(c *cycle, k *course) bool {
	t := &o.targets[k.target]
	switch policy := o.policies.Retarget; {
	case len(k.changes) != 1 && policy != FromStart && policy != KeepFirst:
		return false
	case len(k.gaps)+len(k.earlier) > 0 || k.broken != 0 || k.base > c.start || k.noPause != 0:
		return false
	}
	return t.instant() || t.takesOut()
}

// takesOut reports whether what is waived of a length only takes time out of it.
func (t *targetProgram) takesOut() bool {
	return (t.kind == withinOpen || t.kind == withinWall) && t.thenWall == 0 && !t.moves && len(t.versions) == 0
}

// changesCondensed bounds the changes of a target of which each course is followed.
const changesCondensed = 16

// condensesEach is condenses for a cycle that several lengths count for, one after
// the other.
func (o *objectiveProgram) condensesEach(c *cycle, k *course) bool {
	switch o.policies.Retarget {
	case Restart, CarryElapsed, CarryProportion:
	default:
		return false
	}
	if len(k.changes) > changesCondensed || len(k.gaps) > 0 || k.from > c.start || o.kind == kindDuration {
		return false
	}
	for i := range k.changes {
		if target := k.changes[i].target; target < 0 || !o.targets[target].takesOut() || o.targets[target].received != nil {
			return false
		}
	}
	return true
}

// condensedEach condenses under each target in turn: how much a later one allows
// follows from what counted under the earlier ones.
func (j judging) condensedEach(x *condenser, ranges func(calendar.Calendar) []cutRange, k *course, at int64) {
	until := func(changes []change) *course { // as far as the cycle has been followed
		part := *k
		part.changes, part.noPause = changes, 0
		_, followed := j.cut(x.kept, &part, at)
		return followed
	}
	now := until(k.changes[:1])
	for i := 1; ; i++ {
		before, from, to := *x, now.base, at
		if i < len(k.changes) {
			to = min(at, k.changes[i].at)
		}
		x.follow(j, ranges(now.cal), now, from, to, at)
		if to == at {
			return
		}
		next := until(k.changes[:i+1])
		if next.stays { // it is missed: the change changes nothing
			*x = before
			x.follow(j, ranges(now.cal), now, from, at, at)
			return
		}
		now = next
	}
}

// condenser puts together the stretches that are kept.
type condenser struct {
	ranges []cutRange // what is left
	k      *course
	kept   [][2]int64
	told   int // of those within a stretch

	running bool     // what counts decides
	levels  [3]int64 // when so much counts the target is used up, its grace is, and it is exceeded
	spent   int64    // what counts before the stretch that is looked at

	due, late, grace int64 // of a target that is an instant: as moved so far
	fixed            int   // how many of the two nothing more moves
}

// follow goes through what is waived of a cycle between two instants, in which it
// follows one course.
func (x *condenser) follow(j judging, ranges []cutRange, k *course, from, to, at int64) {
	o, run, c := j.o, j.run, j.c
	t := &o.targets[k.target]
	x.ranges, x.k, x.running = after(ranges, from), k, !t.instant()
	if x.running {
		late := k.limit + t.grace
		x.levels, x.spent = [3]int64{k.limit, late, late + 1}, k.carried
	} else {
		x.due, x.grace = k.due, t.grace
		if o.extends(t) { // as it was before pauses moved it
			unmoved := *c
			unmoved.last = unmoved.first
			x.due = judging{j.p, o, run, &unmoved}.dueInDays(k, t, nil, at)
		}
	}
	for i := c.first; i < c.last && run.marks[i].at < to; i++ {
		m, end := &run.marks[i], run.stretchEnd(c, i)
		if end <= from && m.at < from {
			continue
		}
		if m.phase != phaseRunning && o.extends(t) && end != forever {
			x.moved(m.at, x.open(max(m.at, k.base), end))
		}
		x.stretch(max(m.at, from), min(end, to), m.phase == phaseRunning, m.phase == phaseRunning || t.instant() && !o.extends(t))
	}
}

// after leaves out the stretches that end at an instant, or before.
func after(ranges []cutRange, at int64) []cutRange {
	for len(ranges) > 0 {
		r := &ranges[0]
		n, _ := slices.BinarySearchFunc(r.cuts, at+1, func(s [2]int64, at int64) int { return cmp.Compare(s[1], at) })
		if r.cuts = r.cuts[n:]; len(r.cuts) > 0 {
			if r.before != nil {
				r.before = r.before[n:]
			}
			break
		}
		ranges = ranges[1:]
	}
	return ranges
}

func (x *condenser) open(from, to int64) int64 {
	return int64(x.k.cal.Elapsed(instant(from), instant(to)))
}

// moved lets a stretch of so much open time move the due instant, or what is in
// time after it.
func (x *condenser) moved(at, open int64) {
	if x.fixed == 0 {
		if at < x.due {
			x.due = add(x.k.cal, x.due, open)
			return
		}
		x.fix()
	}
	if x.fixed == 1 {
		if at < x.late {
			x.late = add(x.k.cal, x.late, open)
			return
		}
		x.fixed = 2
	}
}

func (x *condenser) fix() {
	x.fixed, x.late = 1, x.due
	switch {
	case x.grace == 0 || x.due == forever:
		x.fixed = 2
	default:
		x.late = add(x.k.cal, x.due, x.grace)
	}
}

// stretch goes through what is waived within a stretch of the cycle.
func (x *condenser) stretch(from, end int64, counts, cuts bool) {
	pos := from
	for len(x.ranges) > 0 {
		r := &x.ranges[0]
		s := r.cuts[0]
		if s[0] >= end {
			break
		}
		n := 1
		if s[0] > from && s[1] < end { // within it, as those up to the n-th of the range
			n, _ = slices.BinarySearchFunc(r.cuts, end, func(s [2]int64, end int64) int { return cmp.Compare(s[1], end) })
			if cuts {
				if counts {
					x.spent += x.open(pos, s[0])
				}
				x.inside(r, n, counts)
				pos = r.cuts[n-1][1]
			}
		} else { // over its start or end: kept as it is
			if len(x.kept) == 0 || x.kept[len(x.kept)-1] != s {
				x.kept = append(x.kept, s)
			}
			if a, b := max(s[0], from), min(s[1], end); cuts {
				if counts && pos < a {
					x.spent += x.open(pos, a)
				}
				if !x.running {
					x.moved(a, x.open(max(a, x.k.base), b))
				}
				pos = max(pos, b)
			}
			if s[1] > end {
				break
			}
		}
		if n == len(r.cuts) {
			x.ranges = x.ranges[1:]
			continue
		}
		r.cuts, r.before = r.cuts[n:], r.before[n:]
	}
	if counts && pos < end {
		x.spent += x.open(pos, end)
	}
}

// inside keeps what is needed of the first n of a range, all of which lie within a
// stretch.
func (x *condenser) inside(r *cutRange, n int, counts bool) {
	cuts, before := r.cuts, r.before
	if before == nil {
		before = []int64{0, x.open(cuts[0][0], cuts[0][1])}
	}
	left := func(i, j int) int64 { // what counts from the start of the i-th to the start of the j-th
		return x.open(cuts[i][0], cuts[j][0]) - (before[j] - before[i])
	}
	kept := 0
	keep := func(from, to int) {
		for i := max(from, kept+1); i < min(to, n); i++ {
			if i > kept+1 { // what counts of what was left out counts at its end
				last, next := &x.kept[len(x.kept)-1], cuts[i][0]
				rest := x.open(cuts[kept][1], next) - (before[i] - before[kept+1])
				last[1] = max(last[1], min(next, add(x.k.cal, next, -rest)))
			}
			x.kept, kept = append(x.kept, cuts[i]), i
		}
	}
	x.kept = append(x.kept, cuts[0])
	keep(1, max(1, waivedToldMax-x.told)+1)
	x.told += n
	switch {
	case x.running:
		for _, level := range x.levels {
			if at := sort.Search(n, func(i int) bool { return x.spent+left(0, i) >= level }); at > 0 || x.spent >= level {
				keep(at-1, at+2)
			}
		}
	default:
		at := 0
		if x.fixed == 0 {
			at = sort.Search(n, func(i int) bool { return cuts[i][0] >= add(x.k.cal, x.due, before[i]-before[0]) })
			x.due = add(x.k.cal, x.due, before[at]-before[0])
			keep(at-1, at+2)
			if at < n {
				x.fix()
			}
		}
		if x.fixed == 1 {
			since := at
			at += sort.Search(n-since, func(i int) bool {
				return cuts[since+i][0] >= add(x.k.cal, x.late, before[since+i]-before[since])
			})
			x.late = add(x.k.cal, x.late, before[at]-before[since])
			keep(at-1, at+2)
			if at < n {
				x.fixed = 2
			}
		}
	}
	keep(n-1, n)
	if counts {
		x.spent += left(0, n-1)
	}
}
