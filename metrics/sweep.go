package metrics

import (
	"bytes"
	"time"
)

// hold does step 2: time without data takes the state before it, if the policy says
// so.
func (s *sweep) hold(in []stretch) []stretch {
	if s.p.noData != NoDataHoldLast && s.p.notMonitored != NoDataHoldLast {
		return in
	}
	var last *stretch
	seen := false // something other than lost time was known
	for i := range in {
		switch st := &in[i]; {
		case st.class == known:
			if seen && (st.under == unknown && s.p.noData == NoDataHoldLast || st.under == unmonitored && s.p.notMonitored == NoDataHoldLast) {
				st.under = known // without the outage, the state before it would go on
			}
			seen = seen || st.under == known
			last = st
		case last != nil && (st.class == unknown && s.p.noData == NoDataHoldLast || st.class == unmonitored && s.p.notMonitored == NoDataHoldLast):
			st.tag, st.class, st.weight, st.held = last.tag, known, last.weight, true
		}
	}
	return in
}

// shape does steps 3 to 5: weights, short runs, minutes.
func (s *sweep) shape(in []stretch) []stretch {
	blind, off := s.p.noData == NoDataBad, s.p.notMonitored == NoDataBad
	for i := 0; i < len(in) && (blind || off); i++ {
		if in[i].class == unknown && blind || in[i].class == unmonitored && off {
			in[i].weight = fullLoad
		}
	}
	if s.p.ignoreUnder == 0 && (s.p.minutes == "" || s.p.minutes == NearestTotal) {
		return in
	}
	out := make([]stretch, 0, len(in)+8)
	var extended stretch // the last run, lengthened to started minutes
	for i := 0; i < len(in); {
		if in[i].weight == noLoad {
			out = overlay(out, in[i], extended)
			i++
			continue
		}
		j := i
		for j < len(in) && in[j].weight > noLoad && (j == i || in[j].from == in[j-1].to) {
			j++
		}
		begin, end := in[i].from, in[j-1].to
		first, keep := s.keep(begin, end)
		for _, st := range in[i:j] {
			early, late := st, st
			early.to, early.ignored = min(st.to, first), true
			late.from, late.ignored = max(st.from, keep), true
			st.from, st.to = max(st.from, first), min(st.to, keep)
			if early.from < early.to {
				out = overlay(out, early, extended)
			}
			if st.from < st.to {
				out = append(out, st)
			}
			if late.from < late.to {
				out = overlay(out, late, extended)
			}
		}
		if keep > end {
			extended = in[j-1]
			extended.from, extended.to = end, keep
		}
		i = j
	}
	return out
}

// keep gives the stretch in which a run counts, [first, end). end may lie beyond
// the end of the run. If nothing counts, both are from.
func (s *sweep) keep(from, to int64) (first, end int64) {
	const minute = int64(time.Minute)
	length := to - from
	switch {
	case length < s.p.ignoreUnder:
		return from, from
	case s.p.minutes == WholeMinutes:
		return from, to - length%minute
	case s.p.minutes == StartedMinutes && length%minute > 0:
		return from, to - length%minute + minute
	case s.p.minutes == ClockMinutes:
		first, end = -floorDiv(-from, minute)*minute, floorDiv(to, minute)*minute
		if first >= end {
			return from, from
		}
		return first, end
	}
	return from, to
}

// overlay appends st, with its part in the lengthened run as lost time.
func overlay(out []stretch, st, extended stretch) []stretch {
	if extended.from == extended.to || extended.to <= st.from {
		return append(out, st)
	}
	lost := extended
	lost.from, lost.to = max(st.from, extended.from), min(st.to, extended.to)
	out = append(out, lost)
	if lost.to < st.to {
		st.from = lost.to
		out = append(out, st)
	}
	return out
}

// collectWindows lists the windows that were announced in time, without overlap:
// time in several windows belongs to the window that began first.
func (s *sweep) collectWindows() {
	counts := room(&s.scratch.counts, s.keys.all.Len())
	holding := windowHeap{sweep: s}
	cursor := int64(0)
	flush := func(at int64) {
		if first, some := holding.first(); some && cursor < at {
			s.windows = append(s.windows, stretch{from: cursor, to: at, tag: first})
		}
		cursor = at
	}
	for i := range s.items.Len() {
		it := s.items.At(i)
		k := &s.traits[s.keys.all.At(int(it.Tag)).trait]
		if k.kind != windowFact {
			continue
		}
		before := int64(counts[it.Tag])
		after := before + it.Count
		if after < 0 || after > 1<<31-1 {
			s.broken, after = true, 0
		}
		counts[it.Tag] = int32(after)
		switch {
		case before <= 0 && after > 0:
			if s.p.maintenance == "" || s.p.notice > 0 && (k.seq == noNotice || k.seq > it.Value-int64(s.p.notice)) {
				s.refused = append(s.refused, string(s.cause(it.Tag)))
				continue
			}
			flush(it.Value)
			holding.add(it.Tag, it.Value)
		case before > 0 && after <= 0 && holding.holds(it.Tag):
			flush(it.Value)
			holding.remove(it.Tag)
		}
	}
	if s.to > cursor {
		flush(s.to)
	}
}

// windowHeap is the windows in force. The window that began first is on top; at the
// same instant, the window whose cause sorts first. An ended window leaves when it
// reaches the top, so that each costs a logarithm of the number that overlap.
type windowHeap struct {
	sweep *sweep
	items []stretch       // from is when the window began
	since map[int32]int64 // start of each window in force, by tag
}

func (h *windowHeap) holds(tag int32) bool {
	_, in := h.since[tag]
	return in
}

func (h *windowHeap) add(tag int32, from int64) {
	if h.since == nil {
		h.since = map[int32]int64{}
	}
	h.since[tag] = from
	h.items = append(h.items, stretch{from: from, tag: tag})
	for i := len(h.items) - 1; i > 0 && h.less(i, (i-1)/2); i = (i - 1) / 2 {
		h.items[i], h.items[(i-1)/2] = h.items[(i-1)/2], h.items[i]
	}
}

func (h *windowHeap) remove(tag int32) { delete(h.since, tag) }

// first gives the window to which the time belongs.
func (h *windowHeap) first() (tag int32, some bool) {
	for len(h.items) > 0 {
		top := h.items[0]
		if since, in := h.since[top.tag]; in && since == top.from {
			return top.tag, true
		}
		h.pop()
	}
	return 0, false
}

func (h *windowHeap) pop() {
	last := len(h.items) - 1
	h.items[0] = h.items[last]
	h.items = h.items[:last]
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if h.less(child, least) {
				least = child
			}
		}
		if least == i {
			return
		}
		h.items[i], h.items[least] = h.items[least], h.items[i]
		i = least
	}
}

func (h *windowHeap) less(i, j int) bool {
	x, y := &h.items[i], &h.items[j]
	return x.from < y.from || x.from == y.from && bytes.Compare(h.sweep.cause(x.tag), h.sweep.cause(y.tag)) < 0
}
