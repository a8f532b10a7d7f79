package metrics

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/upheld/upheld/internal/bag"
)

// sweep is one reading of a timeline; it holds the scratch of one call.
type sweep struct {
	p              Pipeline
	from, to, asOf int64 // the period, and Look.AsOf
	start          int64 // where the quota's period starts, at most from

	*Timeline
	items *bag.Rows[bag.Item]
	extra []string // states that no fact holds, such as the initial state; tag −1 is the first

	loads
	roles, extraRoles []role // by trait; by extra
	open              []stretch
	allOpen           bool
	windows           []stretch
	marks             []markState
	before            int32 // tag of the state before the first mark

	parts []part
	totals
	quotaUsed int64
	refused   []string
	broken    bool // more was removed than added

	overlapped bool // see Uptime.Overlapped
}

// stretch is [from, to) in one state.
type stretch struct {
	from, to int64
	tag      int32
	class    class
	held     bool
	ignored  bool
	under    class // the class that would hold without intervals of lost time
	weight   load
}

type class uint8

const (
	unknown class = iota
	known
	unmonitored
)

// role is the meaning of a trait under the policy.
type role struct {
	kind   factKind
	class  class
	weight load
	odd    bool // a state without a weight
}

// scratch is memory that a timeline keeps for its readings.
type scratch struct {
	states []stretch
	parts  []part
	counts []int32 // how often each window holds
	keys   []presence
}

// room gives n zeros in the kept slice.
func room(kept *[]int32, n int) []int32 {
	*kept = slices.Grow((*kept)[:0], n)[:n]
	clear(*kept)
	return *kept
}

// state and cause give the texts of a tag.
func (s *sweep) state(tag int32) string {
	if tag == noTag {
		return ""
	}
	if tag < 0 {
		return s.extra[-1-tag]
	}
	return s.traits[s.keys.all.At(int(tag)).trait].state
}

func (s *sweep) cause(tag int32) []byte {
	if tag < 0 {
		return nil
	}
	return s.keys.cause(tag)
}

func (s *sweep) invent(state string) int32 {
	s.extra = append(s.extra, state)
	s.extraRoles = append(s.extraRoles, s.roleOf(state, wholeLoss()))
	return int32(-len(s.extra))
}

func (s *sweep) roleOf(state string, affected Weight) role {
	switch state {
	case string(NoData):
		return role{}
	case string(NotMonitored):
		return role{class: unmonitored}
	}
	w, ok := s.p.weight(state)
	if !ok {
		return role{odd: true}
	}
	return role{class: known, weight: s.loads.of(w.times(affected))}
}

func (s *sweep) role(tag int32) role {
	if tag < 0 {
		return s.extraRoles[-1-tag]
	}
	return s.roles[s.keys.all.At(int(tag)).trait]
}

// openHours reads the service hours between start and to.
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
	s.loads = s.p.loads(s.traits, s.sums()...)
	s.roles = make([]role, len(s.traits))
	for i := range s.traits {
		switch k := &s.traits[i]; k.kind {
		case markFact:
			marks = true
			s.roles[i] = s.roleOf(k.state, wholeLoss())
		case windowFact:
			windows = true // never odd
		default:
			s.roles[i] = s.roleOf(k.state, k.affected)
		}
		s.roles[i].kind = s.traits[i].kind
	}
	if marks {
		s.collectMarks()
	}
	s.initialState()
	if windows {
		s.collectWindows()
	}
}

// initialState decides which state held before the first mark.
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

// markState is the last mark at one instant.
type markState struct {
	at  int64
	tag int32
	was string // the state before, by the first mark of the instant
}

func (s *sweep) collectMarks() {
	for i := 0; i < s.items.Len(); {
		at := s.items.At(i).Value
		first, last := int32(-1), int32(-1)
		for ; i < s.items.Len() && s.items.At(i).Value == at; i++ {
			it := s.items.At(i)
			if s.traits[s.keys.all.At(int(it.Tag)).trait].kind != markFact {
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
			s.marks = append(s.marks, markState{at: at, tag: last, was: s.traits[s.keys.all.At(int(first)).trait].was})
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

// compareMarks orders marks of one instant by sequence. On a tie the worse state
// comes last, and so it holds.
func (s *sweep) compareMarks(a, b int32) int {
	x, y := &s.traits[s.keys.all.At(int(a)).trait], &s.traits[s.keys.all.At(int(b)).trait]
	return cmp.Or(cmp.Compare(x.seq, y.seq), cmp.Compare(s.role(a).weight, s.role(b).weight),
		cmp.Compare(x.state, y.state), bytes.Compare(s.cause(a), s.cause(b)), cmp.Compare(x.was, y.was))
}

// states does step 1. It lists the state of each stretch, from the start of the
// horizon to the last of three instants: the last boundary, Look.AsOf and the end
// of the period. Before the period it keeps only the last known good stretch and
// the stretches after it.
func (s *sweep) states() []stretch {
	w := walk{sweep: s, active: newActive(s), out: s.scratch.states[:0], cursor: horizonFrom * 1e9}
	w.mark = rule{s.before, known, s.role(s.before)}
	w.now = w.mark
	at, last, changed := w.cursor, w.cursor, false
	for read := 0; read < s.items.Len(); {
		block := s.items.From(read)
		for i := range block {
			it := &block[i]
			if it.Value != at {
				if changed {
					w.turn(at)
				}
				at, changed = it.Value, false
			}
			k := &w.active.keys[it.Tag]
			switch s.roles[k.trait].kind {
			case intervalFact:
				if w.active.count(k, it.Count) && w.active.turn(it.Tag, at) {
					changed = true
				}
				last = at
			case markFact:
				changed, last = true, at
			}
		}
		read += len(block)
	}
	if changed {
		w.turn(at)
	}
	// A state that has not ended goes on until AsOf, or until the last boundary if
	// that is later. The time after it belongs to no run.
	if end := max(last, s.asOf); w.cursor < end {
		w.out = append(w.out, w.now.stretch(w.cursor, end))
		w.cursor = end
	}
	if w.cursor < s.to {
		w.out = append(w.out, stretch{from: w.cursor, to: s.to, tag: s.before, class: known})
	}
	s.scratch.states = w.out
	return w.out
}

// walk is the state of step 1: what ruled from cursor on, and the stretches before it.
type walk struct {
	*sweep
	active    *active
	mark, now rule // what the last mark set; what rules
	nextMark  int
	cursor    int64
	out       []stretch
}

// turn notes that something began or ended at an instant, or that a mark was set.
func (w *walk) turn(at int64) {
	if w.nextMark < len(w.marks) && w.marks[w.nextMark].at == at {
		w.mark.tag = w.marks[w.nextMark].tag
		w.mark.role = w.role(w.mark.tag)
		w.nextMark++
	}
	next := w.active.rule(w.mark)
	if next.tag == w.now.tag && next.under == w.now.under && next.weight == w.now.weight {
		return
	}
	if w.cursor < at {
		st := w.now.stretch(w.cursor, at)
		if st.class == known && st.weight == noLoad && at <= w.start && st.from <= w.start-int64(time.Minute) {
			w.out = w.out[:0] // no earlier run reaches the period, even if lengthened to started minutes
		}
		w.out = append(w.out, st)
	}
	w.cursor, w.now = at, next
}

func (r *rule) stretch(from, to int64) stretch {
	return stretch{from: from, to: to, tag: r.tag, class: r.class, weight: r.weight, under: r.under}
}
