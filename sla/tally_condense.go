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
func (w *waivers) condensed(ticket, clock string, o *objectiveProgram, run *clockRun, c *cycle, k *course, at int64) (kept [][2]int64, some bool) {
	if len(w.all) == 0 {
		return nil, false
	}
	t := &o.targets[k.target]
	all, cuts := w.ranges(ticket, clock, c.start, at, k.cal)
	if cuts <= waivedToldMax+1 || !o.condenses(t, c, k) {
		flat := make([][2]int64, 0, cuts)
		for _, r := range all {
			flat = append(flat, r.cuts...)
		}
		return flat, cuts > 0
	}
	x := condenser{ranges: all, k: k, kept: make([][2]int64, 0, waivedToldMax+16), running: !t.instant()}
	if x.running {
		late := k.limit + t.grace
		x.levels = [3]int64{k.limit, late, late + 1}
	} else {
		x.due, x.grace = k.due, t.grace
		if o.extends(t) { // as it was before pauses moved it
			unmoved := *c
			unmoved.last = unmoved.first
			x.due = o.dueInDays(t, run, &unmoved, k, nil, at)
		}
	}
	for i := c.first; i < c.last; i++ {
		m, end := &run.marks[i], run.stretchEnd(c, i)
		if m.phase != phaseRunning && o.extends(t) && end != forever {
			x.moved(m.at, x.open(max(m.at, k.base), end))
		}
		x.stretch(m.at, min(end, at), m.phase == phaseRunning, m.phase == phaseRunning || t.instant() && !o.extends(t))
	}
	return x.kept, true
}

// condenses reports whether what is waived does no more to a cycle than take time
// out, and move its due instant.
func (o *objectiveProgram) condenses(t *targetProgram, c *cycle, k *course) bool {
	switch {
	case len(k.changes) != 1 || len(k.gaps)+len(k.earlier) > 0 || k.broken != 0 || k.base > c.start:
		return false
	case t.instant():
		return true
	}
	return (t.kind == withinOpen || t.kind == withinWall) && t.thenWall == 0 && !t.moves && len(t.versions) == 0
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
	left := func(i, j int) int64 { // what counts from the start of the i-th to that of the j-th
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
