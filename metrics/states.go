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
func room[T int32 | presence](kept *[]T, n int) []T {
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
	out := s.scratch.states[:0]
	active := newActive(s)
	mark, nextMark := rule{s.before, known, s.role(s.before)}, 0
	cursor, now, last := int64(horizonFrom*1e9), mark, int64(horizonFrom*1e9)
	for i, n := 0, s.items.Len(); i < n; {
		it := s.items.At(i)
		at, changed := it.Value, false
		for it.Value == at {
			trait := s.keys.all.At(int(it.Tag)).trait
			switch s.roles[trait].kind {
			case intervalFact:
				if active.change(it.Tag, trait, it.Count, at) {
					changed = true
				}
				last = at
			case markFact:
				changed, last = true, at
			}
			if i++; i == n {
				break
			}
			it = s.items.At(i)
		}
		if !changed {
			continue
		}
		if nextMark < len(s.marks) && s.marks[nextMark].at == at {
			mark.tag = s.marks[nextMark].tag
			mark.role = s.role(mark.tag)
			nextMark++
		}
		if next := active.rule(mark); next.tag != now.tag || next.under != now.under || next.weight != now.weight {
			if cursor < at {
				st := now.stretch(cursor, at)
				if st.class == known && st.weight == noLoad && at <= s.start && st.from <= s.start-int64(time.Minute) {
					out = out[:0] // no earlier run reaches the period, even if lengthened to started minutes
				}
				out = append(out, st)
			}
			cursor, now = at, next
		}
	}
	// A state that has not ended goes on until AsOf, or until the last boundary if
	// that is later. The time after it belongs to no run.
	if end := max(last, s.asOf); cursor < end {
		out = append(out, now.stretch(cursor, end))
		cursor = end
	}
	if cursor < s.to {
		out = append(out, stretch{from: cursor, to: s.to, tag: s.before, class: known})
	}
	s.scratch.states = out
	return out
}

func (r *rule) stretch(from, to int64) stretch {
	return stretch{from: from, to: to, tag: r.tag, class: r.class, weight: r.weight, under: r.under}
}
