package metrics

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
)

// active is the set of intervals that hold at one instant. Each rank has a line, in
// which its intervals stand in the order in which they began. The head of the
// highest line rules. An ended interval leaves its line once it is at the head.
type active struct {
	s       *sweep
	keys    []presence
	lines   []line
	lineOf  []int32   // the line of each trait
	heap    []int32   // the lines with intervals, the highest on top
	ruler   int32     // the tag of the interval that top gave last; noTag if it gave none
	over    int32     // the line of the ruler; -1 without a ruler
	unknown int       // intervals without data that hold
	partial int       // intervals that hold and lose a part
	seen    int       // intervals that hold, are known and lose less than everything
	all     *together // what the intervals that hold lose together; nil unless the policy is OverlapAdd
}

// line is the intervals of one rank; those from next on still stand in it.
type line struct {
	class    class
	standing []holding
	next     int
	sorted   int  // before this index, intervals that began at one instant are in order
	queued   bool // the line is in the heap
}

type holding struct {
	start int64
	tag   int32
	trait int32
}

// presence says how often a key holds, and since when.
type presence struct {
	start        int64
	count, trait int32
}

// presences lists the keys, none of which holds yet.
func (s *sweep) presences() []presence {
	n := s.keys.all.Len()
	out := slices.Grow(s.scratch.keys[:0], n)
	for len(out) < n {
		for _, k := range s.keys.all.From(len(out)) {
			out = append(out, presence{trait: k.trait})
		}
	}
	s.scratch.keys = out
	return out
}

// compareRank orders roles: without data, then by weight, then not monitored.
func compareRank(a, b role) int {
	return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.weight, b.weight))
}

func newActive(s *sweep) *active {
	a := &active{s: s, keys: s.presences(), lineOf: make([]int32, len(s.traits)), ruler: noTag, over: -1}
	if s.p.overlap == OverlapAdd {
		a.all = newTogether(s)
	}
	var ranks []role
	for i := range s.roles {
		if s.roles[i].kind == intervalFact {
			ranks = append(ranks, s.roles[i])
		}
	}
	sort.SliceStable(ranks, func(i, j int) bool { return compareRank(ranks[i], ranks[j]) < 0 })
	ranks = slices.CompactFunc(ranks, func(a, b role) bool { return compareRank(a, b) == 0 })
	a.lines = make([]line, len(ranks))
	for i := range ranks {
		a.lines[i].class = ranks[i].class
	}
	for i := range s.roles {
		if s.roles[i].kind == intervalFact {
			at, _ := slices.BinarySearchFunc(ranks, s.roles[i], compareRank)
			a.lineOf[i] = int32(at)
		}
	}
	return a
}

// count adds n to the number of times that an interval holds, and reports whether the
// interval begins or ends by it.
func (a *active) count(k *presence, n int64) bool {
	before := k.count
	after := int64(before) + n
	if after < 0 || after > 1<<31-1 {
		a.s.broken, after = true, 0
	}
	k.count = int32(after)
	return (before > 0) != (after > 0)
}

// turn notes that an interval begins or ends. It reports false if the same state goes on
// to rule for certain: a whole outage begins behind the interval that rules, or ends
// while another rules.
func (a *active) turn(tag int32, at int64) bool {
	k := &a.keys[tag]
	trait, began := k.trait, k.count > 0
	line, step := a.lineOf[trait], -1
	if began {
		step = 1
	}
	r := &a.s.roles[trait]
	if r.class == known && r.weight < fullLoad {
		a.seen += step
		if r.weight > noLoad {
			a.partial += step
		}
	}
	if a.all != nil {
		a.all.change(trait, began)
	}
	switch {
	case began:
		k.start = at
		a.join(line, holding{at, tag, trait})
	case r.class == unknown:
		a.unknown--
	}
	if r.class != known || r.weight < fullLoad || a.all != nil {
		return true
	}
	return began && line > a.over || !began && tag == a.ruler
}

// join puts an interval at the end of its line.
func (a *active) join(number int32, h holding) {
	l := &a.lines[number]
	if l.class == unknown {
		a.unknown++
	}
	if len(l.standing) == cap(l.standing) && 2*l.next > len(l.standing) {
		l.standing = l.standing[:copy(l.standing, l.standing[l.next:])]
		l.sorted, l.next = max(l.sorted-l.next, 0), 0
	}
	l.standing = append(l.standing, h)
	if l.queued {
		return
	}
	l.queued = true
	a.heap = append(a.heap, number)
	for i := len(a.heap) - 1; i > 0 && a.heap[i] > a.heap[(i-1)/2]; i = (i - 1) / 2 {
		a.heap[i], a.heap[(i-1)/2] = a.heap[(i-1)/2], a.heap[i]
	}
}

// top gives the interval that rules.
func (a *active) top() (h holding, ok bool) {
	for len(a.heap) > 0 {
		l := &a.lines[a.heap[0]]
		for l.next < len(l.standing) {
			if l.next >= l.sorted {
				a.sort(l)
			}
			h = l.standing[l.next]
			if k := &a.keys[h.tag]; k.count > 0 && k.start == h.start {
				a.ruler, a.over = h.tag, a.heap[0]
				return h, true
			}
			l.next++
		}
		l.standing, l.next, l.sorted, l.queued = l.standing[:0], 0, 0, false
		a.pop()
	}
	a.ruler, a.over = noTag, -1
	return h, false
}

// sort orders the intervals at the head that began at one instant: by cause, then
// state.
func (a *active) sort(l *line) {
	rest := l.standing[l.next:]
	n := 1
	for n < len(rest) && rest[n].start == rest[0].start {
		n++
	}
	if n > 1 {
		sort.SliceStable(rest[:n], func(i, j int) bool {
			x, y := rest[i].tag, rest[j].tag
			return cmp.Or(bytes.Compare(a.s.cause(x), a.s.cause(y)), cmp.Compare(a.s.state(x), a.s.state(y))) < 0
		})
	}
	l.sorted = l.next + n
}

func (a *active) pop() {
	n := len(a.heap) - 1
	a.heap[0] = a.heap[n]
	a.heap = a.heap[:n]
	for i := 0; ; {
		best := i
		for _, c := range [2]int{2*i + 1, 2*i + 2} {
			if c < n && a.heap[c] > a.heap[best] {
				best = c
			}
		}
		if best == i {
			return
		}
		a.heap[i], a.heap[best] = a.heap[best], a.heap[i]
		i = best
	}
}

// rule is the state that rules at an instant.
type rule struct {
	tag   int32
	under class // the class that would hold without the intervals of lost time
	role
}

// rule gives the state that rules, given the state that the last mark set.
func (a *active) rule(mark rule) rule {
	top, ok := a.top()
	if !ok {
		return mark
	}
	r := rule{top.tag, known, a.s.roles[top.trait]}
	if r.class == known && r.weight > noLoad && r.weight < fullLoad && a.partial > 1 {
		if a.all != nil {
			r.weight = a.s.loads.of(a.all.weight())
		} else if a.s.p.overlap == "" {
			a.s.overlapped = true
		}
	}
	switch {
	case r.class != known:
	case a.unknown == 0 && mark.class == known && mark.weight > r.weight:
		return mark
	case r.weight == noLoad || a.seen > 0: // something else is known
	case a.unknown > 0:
		r.under = unknown
	default:
		r.under = mark.class
	}
	return r
}
