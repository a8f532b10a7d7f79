package metrics

import (
	"slices"
	"time"
)

// hold is step 2: time without data takes the state before it, where the
// policy says so.
func (s *sweep) hold(in []stretch) []stretch {
	if s.p.noData != NoDataHoldLast && s.p.notMonitored != NoDataHoldLast {
		return in
	}
	var last *stretch
	for i := range in {
		switch st := &in[i]; {
		case st.class == known:
			last = st
		case last != nil && (st.class == unknown && s.p.noData == NoDataHoldLast || st.class == unmonitored && s.p.notMonitored == NoDataHoldLast):
			st.tag, st.class, st.weight, st.held = last.tag, known, last.weight, true
		}
	}
	return in
}

// shape is steps 3 to 5: weights, short runs, minutes.
func (s *sweep) shape(in []stretch) []stretch {
	for i := range in {
		if in[i].class == unknown && s.p.noData == NoDataBad || in[i].class == unmonitored && s.p.notMonitored == NoDataBad {
			in[i].weight = WholeLoss
		}
	}
	if s.p.ignoreUnder == 0 && s.p.minutes != WholeMinutes && s.p.minutes != StartedMinutes {
		return in
	}
	out := make([]stretch, 0, len(in)+8)
	var extended stretch // the last run, lengthened to started minutes
	for i := 0; i < len(in); {
		if in[i].weight == 0 {
			out = overlay(out, in[i], extended)
			i++
			continue
		}
		j := i
		for j < len(in) && in[j].weight > 0 && (j == i || in[j].from == in[j-1].to) {
			j++
		}
		begin, end := in[i].from, in[j-1].to
		keep := s.keep(begin, end)
		for _, st := range in[i:j] {
			switch {
			case st.to <= keep:
				out = append(out, st)
			case st.from >= keep:
				st.ignored = true
				out = overlay(out, st, extended)
			default:
				cut := st
				st.to, cut.from, cut.ignored = keep, keep, true
				out = overlay(append(out, st), cut, extended)
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

// keep gives the instant up to which a run counts; it may lie beyond its end.
func (s *sweep) keep(from, to int64) int64 {
	const minute = int64(time.Minute)
	length := to - from
	switch {
	case length < s.p.ignoreUnder:
		return from
	case s.p.minutes == WholeMinutes:
		return to - length%minute
	case s.p.minutes == StartedMinutes && length%minute > 0:
		return to - length%minute + minute
	}
	return to
}

// overlay appends st, the part of it within the lengthened run as lost.
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

// collectWindows lists the windows that were announced in time, as a partition:
// of overlapping ones, the one that began first has the time.
func (s *sweep) collectWindows() {
	counts := room(&s.scratch.counts, len(s.keys))
	var holding []stretch // from: when it began
	cursor := int64(0)
	flush := func(at int64) {
		if len(holding) > 0 && cursor < at {
			s.windows = append(s.windows, stretch{from: cursor, to: at, tag: holding[0].tag})
		}
		cursor = at
	}
	for _, it := range s.items {
		k := &s.traits[s.keys[it.Tag].trait]
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
				s.refused = append(s.refused, s.cause(it.Tag))
				continue
			}
			flush(it.Value)
			h := stretch{from: it.Value, tag: it.Tag}
			at, _ := slices.BinarySearchFunc(holding, h, func(x, y stretch) int {
				if x.from != y.from || s.cause(x.tag) < s.cause(y.tag) {
					return -1
				}
				return 1
			})
			holding = slices.Insert(holding, at, h)
		case before > 0 && after <= 0:
			if i := slices.IndexFunc(holding, func(x stretch) bool { return x.tag == it.Tag }); i >= 0 {
				flush(it.Value)
				holding = slices.Delete(holding, i, i+1)
			}
		}
	}
	if s.to > cursor {
		flush(s.to)
	}
}

// classify is steps 6 to 8: hours, windows, clip.
func (s *sweep) classify(in []stretch) {
	open, window := 0, 0
	s.ledger = make(Ledger, 0, 16)
	for _, st := range in {
		cursor, end := max(st.from, s.start), min(st.to, s.to)
		for cursor < end {
			for open < len(s.open) && s.open[open].to <= cursor {
				open++
			}
			for window < len(s.windows) && s.windows[window].to <= cursor {
				window++
			}
			next := end
			for _, at := range [2]int64{s.from, s.asOf} {
				if cursor < at {
					next = min(next, at)
				}
			}
			isOpen, inWindow := s.allOpen, false
			if open < len(s.open) {
				o := s.open[open]
				isOpen = o.from <= cursor
				if isOpen {
					next = min(next, o.to)
				} else {
					next = min(next, o.from)
				}
			}
			if window < len(s.windows) {
				w := s.windows[window]
				inWindow = w.from <= cursor
				if inWindow {
					next = min(next, w.to)
				} else {
					next = min(next, w.from)
				}
			}
			e, base := s.entry(st), Entry{}
			switch base = e; {
			case cursor >= s.asOf:
				e = Entry{Bucket: Future}
			case !isOpen:
				e.Bucket, e.Counted = OutsideHours, false
			case inWindow:
				e = s.inWindow(e, st.under, s.cause(s.windows[window].tag), &next, cursor)
			}
			if cursor >= s.from {
				s.book(cursor, next, e, base)
			}
			cursor = next
		}
	}
}

// entry classifies a stretch by its state alone.
func (s *sweep) entry(st stretch) Entry {
	e := Entry{State: s.state(st.tag), Cause: s.cause(st.tag), Weight: st.weight, Held: st.held}
	switch st.class {
	case unknown:
		e.Bucket, e.Counted = NoData, s.p.noData == NoDataGood || s.p.noData == NoDataBad
	case unmonitored:
		e.Bucket, e.Counted = NotMonitored, s.p.notMonitored == NoDataGood || s.p.notMonitored == NoDataBad
	default:
		e.Counted = true
		switch {
		case st.weight == 0:
			e.Bucket = Up
		case st.weight == WholeLoss:
			e.Bucket = Down
		default:
			e.Bucket = Degraded
		}
	}
	if st.ignored {
		return s.dropped(e, st.under, Ignored)
	}
	return e
}

// dropped is lost time that a rule drops. It counts as good, but for what was
// wholly lost and of which nothing else is known: that is time without data
// again, or one more outage there would raise availability. What was partly
// lost was seen to be partly good.
func (s *sweep) dropped(e Entry, under class, as Bucket) Entry {
	e.Bucket, e.Counted = as, true
	switch {
	case e.Weight < WholeLoss:
	case under == unknown && leftOut(s.p.noData):
		e.Bucket, e.Counted = NoData, false
	case under == unmonitored && leftOut(s.p.notMonitored):
		e.Bucket, e.Counted = NotMonitored, false
	}
	return e
}

func leftOut(p NoDataPolicy) bool { return p == "" || p == NoDataExclude }

// inWindow applies the policy to an entry in a window, up to next, which it
// shortens where the quota ends.
func (s *sweep) inWindow(e Entry, under class, cause string, next *int64, cursor int64) Entry {
	in := e
	switch s.p.maintenance {
	case Remove:
		in.Bucket, in.Counted = Excluded, false
	case Forgive:
		if e.lost() == 0 {
			return e
		}
		in = s.dropped(e, under, Forgiven)
	case AddBack:
		if e.Bucket == NotMonitored && !e.Counted {
			return e
		}
		in.Bucket, in.Counted = Forgiven, true
	}
	if s.p.quota != 0 {
		left := max(int64(s.p.quota), 0) - s.quotaUsed
		if left <= 0 {
			return e
		}
		*next = min(*next, cursor+left)
		s.quotaUsed += *next - cursor
	}
	in.Cause = cause
	return in
}

// book enters [from, to) into the ledger and the totals; base is the entry as
// it would be without windows.
func (s *sweep) book(from, to int64, e, base Entry) {
	length := to - from
	if e.Bucket != Future && e.Bucket != OutsideHours {
		s.hours += length
		if base.Counted {
			s.rawCounted += length
			s.rawLost.add(length, base.lost())
		}
		if e.Bucket == Excluded {
			s.excluded += length
		} else if e.Bucket != NotMonitored {
			s.expected += length
			if e.Bucket != NoData && !e.Held {
				s.measured += length
			}
		}
		if !e.Counted && e.Bucket != Excluded {
			s.blind += length
		}
	}
	if e.Counted {
		s.counted += length
		s.lost.add(length, e.lost())
	}
	if n := len(s.ledger); n > 0 {
		last := &s.ledger[n-1]
		same := *last
		same.From, same.To = e.From, e.To
		if same == e {
			last.To = instant(to)
			return
		}
	}
	e.From, e.To = instant(from), instant(to)
	s.ledger = append(s.ledger, e)
}

// unknownWords lists the states that have no weight.
func (s *sweep) unknownWords() []string {
	var words []string
	if !slices.ContainsFunc(s.roles, func(r role) bool { return r.odd }) {
		return nil
	}
	for _, it := range s.items { // keys may outlive their facts
		if s.roles[s.keys[it.Tag].trait].odd {
			words = append(words, s.state(it.Tag))
		}
	}
	return unique(words)
}
