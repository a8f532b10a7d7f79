package metrics

import (
	"cmp"
	"iter"
	"time"

	"github.com/upheld/upheld/internal/bag"
)

// sweep is one reading of a timeline: scratch of one call.
type sweep struct {
	p              Pipeline
	from, to, asOf int64 // the period, and the instant of looking
	start          int64 // where the quota starts, at most from

	items []bag.Item
	keys  []key
	extra []key // states that no fact holds: the initial one; tag −1 is the first

	roles   []role // by tag
	open    []stretch
	allOpen bool
	windows []stretch
	marks   []markState
	before  int32 // the tag of the state before the first mark

	ledger                        Ledger
	counted, rawCounted           int64
	lost, rawLost                 lossSum
	hours, excluded, blind        int64
	measured, expected, quotaUsed int64
	refused                       []string
	broken                        bool // more was removed than added
}

// stretch is [from, to) in one state.
type stretch struct {
	from, to int64
	tag      int32
	class    class
	held     bool
	ignored  bool
	under    class // what is known but for intervals of lost time
	weight   Weight
}

type class uint8

const (
	unknown class = iota
	known
	unmonitored
)

// role is what a fact's key means under the policy.
type role struct {
	class  class
	weight Weight
	odd    bool // a state without a weight
}

func (s *sweep) key(tag int32) *key {
	if tag < 0 {
		return &s.extra[-1-tag]
	}
	return &s.keys[tag]
}

func (s *sweep) invent(state string) int32 {
	s.extra = append(s.extra, key{state: state})
	return int32(-len(s.extra))
}

func (s *sweep) roleOf(state string, affected Weight) role {
	switch state {
	case string(NoData):
		return role{}
	case string(NotMonitored):
		return role{class: unmonitored}
	}
	w, ok := s.p.weights[state]
	if !ok && state == string(Up) {
		ok = true
	}
	if !ok && state == string(Down) {
		w, ok = WholeLoss, true
	}
	if !ok {
		return role{odd: true}
	}
	if affected != WholeLoss {
		w = w / 1_000_000 * (affected / 1_000_000) // both are whole there
	}
	return role{class: known, weight: w}
}

func (s *sweep) role(tag int32) role {
	if tag < 0 {
		return s.roleOf(s.key(tag).state, WholeLoss)
	}
	return s.roles[tag]
}

// openHours takes the service hours between start and to.
func (s *sweep) openHours(open iter.Seq2[time.Time, time.Time]) {
	if open == nil {
		s.allOpen = true
		return
	}
	last := s.start
	for a, b := range open {
		from, ok := nanos(a)
		to, fits := nanos(b)
		if !ok || !fits {
			continue
		}
		if from >= s.to {
			return
		}
		from, to = max(from, last), min(to, s.to)
		if from < to {
			s.open = append(s.open, stretch{from: from, to: to})
			last = to
		}
	}
}

// prepare resolves keys, marks and windows.
func (s *sweep) prepare() {
	var marks, windows bool
	s.roles = make([]role, len(s.keys))
	for i := range s.keys {
		switch k := &s.keys[i]; k.kind {
		case markFact:
			marks = true
			s.roles[i] = s.roleOf(k.state, WholeLoss)
		case windowFact:
			windows = true // never odd
		default:
			s.roles[i] = s.roleOf(k.state, k.affected)
		}
	}
	if marks {
		s.collectMarks()
	}
	s.initialState()
	if windows {
		s.collectWindows()
	}
}

// initialState decides what held before the first mark.
func (s *sweep) initialState() {
	state := s.p.initial
	switch {
	case len(s.marks) > 0 && s.marks[0].was != "":
		state = s.marks[0].was
	case state == "" && len(s.marks) > 0:
		state = string(NoData)
	case state == "":
		state = string(Up)
	}
	s.before = s.invent(state)
}

// markState is the last word at one instant.
type markState struct {
	at  int64
	tag int32
	was string // what the first mark of the instant says held before
}

func (s *sweep) collectMarks() {
	for i := 0; i < len(s.items); {
		at := s.items[i].Value
		first, last := int32(-1), int32(-1)
		for ; i < len(s.items) && s.items[i].Value == at; i++ {
			it := s.items[i]
			if s.keys[it.Tag].kind != markFact {
				continue
			}
			s.broken = s.broken || it.Count < 0
			if first < 0 || s.compareMarks(it.Tag, first) < 0 {
				first = it.Tag
			}
			if last < 0 || s.compareMarks(it.Tag, last) > 0 {
				last = it.Tag
			}
		}
		if last >= 0 {
			s.marks = append(s.marks, markState{at: at, tag: last, was: s.keys[first].was})
		}
	}
	noData := int32(0)
	for i := 1; i < len(s.marks); i++ {
		if s.marks[i].was != string(NoData) {
			continue
		}
		if noData == 0 {
			noData = s.invent(string(NoData))
		}
		s.marks[i-1].tag = noData
	}
}

// compareMarks orders marks of one instant by sequence; where a source gives
// none, the worse one has the last word.
func (s *sweep) compareMarks(a, b int32) int {
	x, y := &s.keys[a], &s.keys[b]
	return cmp.Or(cmp.Compare(x.seq, y.seq), cmp.Compare(s.roles[a].weight, s.roles[b].weight),
		cmp.Compare(x.state, y.state), cmp.Compare(x.cause, y.cause), cmp.Compare(x.was, y.was))
}

// states is step 1: what was known when, from the start of the horizon to the
// last boundary, the instant of looking or the end of the period.
func (s *sweep) states() []stretch {
	out := make([]stretch, 0, len(s.items)+2)
	active := newActive(s)
	mark, nextMark := s.before, 0
	cursor, now := int64(horizonFrom*1e9), s.before
	last, under := cursor, known
	for i := 0; i < len(s.items); {
		at := s.items[i].Value
		for ; i < len(s.items) && s.items[i].Value == at; i++ {
			switch tag := s.items[i].Tag; s.keys[tag].kind {
			case intervalFact:
				active.change(tag, s.items[i].Count, at)
				last = at
			case markFact:
				last = at
			}
		}
		if nextMark < len(s.marks) && s.marks[nextMark].at == at {
			mark = s.marks[nextMark].tag
			nextMark++
		}
		if next, below := active.state(mark); next != now || below != under {
			if cursor < at {
				out = append(out, s.stretch(cursor, at, now, under))
			}
			cursor, now, under = at, next, below
		}
	}
	// What has not ended is seen up to the instant of looking, or as far as
	// anything is known. What follows takes part in no run.
	if end := max(last, s.asOf); cursor < end {
		out = append(out, s.stretch(cursor, end, now, under))
		cursor = end
	}
	if cursor < s.to {
		out = append(out, stretch{from: cursor, to: s.to, tag: s.before, class: known})
	}
	return out
}

func (s *sweep) stretch(from, to int64, tag int32, under class) stretch {
	r := s.role(tag)
	return stretch{from: from, to: to, tag: tag, class: r.class, weight: r.weight, under: under}
}

// active is the set of intervals that hold at one instant, the ruling one on
// top of a heap. What has ended leaves the heap when it comes up.
type active struct {
	s       *sweep
	counts  []int64
	starts  []int64
	heap    []holding
	unknown int // how many intervals without data hold
}

type holding struct {
	rank  int64 // not monitored, then by weight, then without data
	start int64
	tag   int32
}

const (
	rankUnmonitored = 1 << 62
	rankGood        = 1 // a known state of weight 0; others lie above by their weight
	rankUnknown     = 0
)

func newActive(s *sweep) *active {
	return &active{s: s, counts: make([]int64, len(s.keys)), starts: make([]int64, len(s.keys))}
}

func (a *active) change(tag int32, n, at int64) {
	before := a.counts[tag]
	a.counts[tag] += n
	a.s.broken = a.s.broken || a.counts[tag] < 0
	began, ended := before <= 0 && a.counts[tag] > 0, before > 0 && a.counts[tag] <= 0
	if !began && !ended {
		return
	}
	r := a.s.roles[tag]
	rank := int64(r.weight) + rankGood
	switch r.class {
	case unmonitored:
		rank = rankUnmonitored
	case unknown:
		rank = rankUnknown
		if began {
			a.unknown++
		} else {
			a.unknown--
		}
	}
	if began {
		a.starts[tag] = at
		a.push(holding{rank, at, tag})
	}
}

// state gives the tag that rules, given what the last mark says, and what would
// be known without the intervals of lost time.
func (a *active) state(mark int32) (ruling int32, under class) {
	for len(a.heap) > 0 {
		top := a.heap[0]
		if a.counts[top.tag] <= 0 || a.starts[top.tag] != top.start {
			a.pop()
			continue
		}
		m := a.s.role(mark)
		switch {
		case top.rank == rankUnmonitored || top.rank == rankUnknown:
			return top.tag, known
		case a.unknown > 0 && top.rank > rankGood:
			return top.tag, unknown
		case a.unknown == 0 && m.class == known && int64(m.weight)+rankGood > top.rank:
			return mark, known
		}
		if top.rank == rankGood {
			return top.tag, known
		}
		return top.tag, m.class
	}
	return mark, known
}

func (a *active) above(x, y holding) bool {
	if x.rank != y.rank {
		return x.rank > y.rank
	}
	if x.start != y.start {
		return x.start < y.start
	}
	k, l := &a.s.keys[x.tag], &a.s.keys[y.tag]
	return cmp.Or(cmp.Compare(k.cause, l.cause), cmp.Compare(k.state, l.state)) < 0
}

func (a *active) push(h holding) {
	a.heap = append(a.heap, h)
	i := len(a.heap) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !a.above(a.heap[i], a.heap[up]) {
			return
		}
		a.heap[i], a.heap[up] = a.heap[up], a.heap[i]
		i = up
	}
}

func (a *active) pop() {
	n := len(a.heap) - 1
	a.heap[0] = a.heap[n]
	a.heap = a.heap[:n]
	for i := 0; ; {
		best := i
		for _, c := range [2]int{2*i + 1, 2*i + 2} {
			if c < n && a.above(a.heap[c], a.heap[best]) {
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
