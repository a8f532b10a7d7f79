package metrics

import (
	"bytes"
	"math"
	"slices"
	"strings"
)

// counting is how a stretch counts.
type counting struct {
	bucket  bucketCode
	counted bool
	held    bool
	weight  load
}

// bucketCode is a Bucket in one byte.
type bucketCode uint8

const (
	inUp bucketCode = iota
	inDegraded
	inDown
	inIgnored
	inForgiven
	inExcluded
	inNoData
	inNotMonitored
	inOutsideHours
	inFuture
)

var buckets = [...]Bucket{Up, Degraded, Down, Ignored, Forgiven, Excluded, NoData, NotMonitored, OutsideHours, Future}

// lost gives the weight that counts as lost; see Entry.lost.
func (c counting) lost() load {
	if c.counted && (c.bucket == inDown || c.bucket == inDegraded || c.bucket == inNoData || c.bucket == inNotMonitored) {
		return c.weight
	}
	return noLoad
}

// totals are the sums over the entries of a ledger.
type totals struct {
	counted, rawCounted    int64
	lost, rawLost          lossSum
	hours, excluded, blind int64
	measured, expected     int64
}

// add counts a stretch; base is how it would count without windows.
func (t *totals) add(length int64, c, base counting) {
	if c.bucket != inFuture && c.bucket != inOutsideHours {
		t.hours += length
		if base.counted {
			t.rawCounted += length
			t.rawLost.add(length, base.lost())
		}
		if c.bucket == inExcluded {
			t.excluded += length
		} else if c.bucket != inNotMonitored {
			t.expected += length
			if c.bucket != inNoData && !c.held {
				t.measured += length
			}
		}
		if !c.counted && c.bucket != inExcluded {
			t.blind += length
		}
	}
	if c.counted {
		t.counted += length
		t.lost.add(length, c.lost())
	}
}

// part is an entry of the ledger before its texts are made.
type part struct {
	from, to int64
	counting
	tag    int32 // the state; noTag if unknown
	window int32 // the window that decided the bucket; noTag if no window did
}

const noTag = math.MinInt32

// classify does steps 6 to 8: hours, windows, clip.
func (s *sweep) classify(in []stretch) {
	open, window := 0, 0
	s.parts = s.scratch.parts[:0]
	for i := range in {
		st := &in[i]
		cursor, end := max(st.from, s.start), min(st.to, s.to)
		if cursor >= end {
			continue
		}
		base := s.counting(st)
		for cursor < end {
			for open < len(s.open) && s.open[open].to <= cursor {
				open++
			}
			for window < len(s.windows) && s.windows[window].to <= cursor {
				window++
			}
			next := end
			if cursor < s.from {
				next = min(next, s.from)
			}
			if cursor < s.asOf {
				next = min(next, s.asOf)
			}
			isOpen, inWindow := s.allOpen, false
			if open < len(s.open) {
				isOpen, next = s.open[open].meets(cursor, next)
			}
			if window < len(s.windows) {
				inWindow, next = s.windows[window].meets(cursor, next)
			}
			p := part{counting: base, tag: st.tag, window: noTag}
			switch {
			case cursor >= s.asOf:
				p.counting, p.tag = counting{bucket: inFuture}, noTag
			case !isOpen:
				p.bucket, p.counted = inOutsideHours, false
			case inWindow:
				next = s.inWindow(&p, st.under, s.windows[window].tag, cursor, next)
			}
			if cursor >= s.from {
				p.from, p.to = cursor, next
				s.book(&p, base)
			}
			cursor = next
		}
	}
	s.scratch.parts = s.parts
}

// meets reports whether a stretch holds at an instant, and until when that is so.
func (st *stretch) meets(at, next int64) (bool, int64) {
	if st.from <= at {
		return true, min(next, st.to)
	}
	return false, min(next, st.from)
}

// counting classifies a stretch by its state alone.
func (s *sweep) counting(st *stretch) counting {
	c := counting{weight: st.weight, held: st.held, counted: true}
	switch {
	case st.class == unknown:
		c.bucket, c.counted = inNoData, s.p.noData == NoDataGood || s.p.noData == NoDataBad
	case st.class == unmonitored:
		c.bucket, c.counted = inNotMonitored, s.p.notMonitored == NoDataGood || s.p.notMonitored == NoDataBad
	case st.weight == noLoad:
		c.bucket = inUp
	case st.weight == fullLoad:
		c.bucket = inDown
	default:
		c.bucket = inDegraded
	}
	if st.ignored {
		return s.dropped(c, st.under, inIgnored)
	}
	return c
}

// dropped gives how lost time counts that a rule drops. It counts as good, except
// if it was wholly lost and nothing else is known of it. Such time has no data:
// otherwise one more outage in time without data would raise availability. Time
// that was partly lost is known to be partly good.
func (s *sweep) dropped(c counting, under class, as bucketCode) counting {
	c.bucket, c.counted = as, true
	switch {
	case c.weight < fullLoad:
	case under == unknown && leftOut(s.p.noData):
		c.bucket, c.counted = inNoData, false
	case under == unmonitored && leftOut(s.p.notMonitored):
		c.bucket, c.counted = inNotMonitored, false
	}
	return c
}

// leftOut reports whether time without knowledge does not count. Under hold-last
// that is the time before anything is known; see hold.
func leftOut(p NoDataPolicy) bool { return p == "" || p == NoDataExclude || p == NoDataHoldLast }

// inWindow applies the policy to a part in a window, and gives the instant up to
// which it applies: at most the instant at which the quota is used up.
func (s *sweep) inWindow(p *part, under class, window int32, cursor, next int64) int64 {
	c := p.counting
	switch s.p.maintenance {
	case Remove:
		c.bucket, c.counted = inExcluded, false
	case Forgive:
		if c.lost() == noLoad {
			return next
		}
		c = s.dropped(c, under, inForgiven)
	case AddBack:
		if under == unmonitored && c.bucket == inDown {
			c = s.dropped(c, under, inDown) // otherwise one more outage there would make it good time
		}
		if c.bucket == inNotMonitored && !c.counted {
			p.counting = c
			return next
		}
		c.bucket, c.counted = inForgiven, true
	}
	if s.p.quota != 0 {
		left := max(int64(s.p.quota), 0) - s.quotaUsed
		if left <= 0 {
			return next
		}
		next = min(next, cursor+left)
		s.quotaUsed += next - cursor
	}
	p.counting, p.window = c, window
	return next
}

// book adds a part to the ledger and the totals.
func (s *sweep) book(p *part, base counting) {
	s.add(p.to-p.from, p.counting, base)
	if n := len(s.parts); n > 0 && s.parts[n-1].counting == p.counting && s.alike(&s.parts[n-1], p) {
		s.parts[n-1].to = p.to
		return
	}
	s.parts = append(s.parts, *p)
}

// alike reports whether two parts name the same state and the same cause.
func (s *sweep) alike(x, y *part) bool {
	if x.window == y.window {
		if x.tag == y.tag {
			return true
		}
		if x.window == noTag && x.tag >= 0 && y.tag >= 0 && s.keys.all.At(int(x.tag)).trait == s.keys.all.At(int(y.tag)).trait {
			return false // the cause differs, because the keys differ
		}
	}
	return s.state(x.tag) == s.state(y.tag) && bytes.Equal(s.why(x), s.why(y))
}

// why names the cause or window of a part.
func (s *sweep) why(p *part) []byte {
	if p.window != noTag {
		return s.cause(p.window)
	}
	return s.cause(p.tag)
}

// ledger makes the entries of the parts. All causes share one piece of text.
func (s *sweep) ledger() Ledger {
	size := 0
	for i := range s.parts {
		size += len(s.why(&s.parts[i]))
	}
	var texts strings.Builder
	texts.Grow(size)
	l := make(Ledger, len(s.parts))
	for i := range s.parts {
		p, e := &s.parts[i], &l[i]
		if e.From = instant(p.from); i > 0 {
			l[i-1].To = e.From // entries abut
		}
		e.Bucket, e.Counted, e.Weight, e.Held = buckets[p.bucket], p.counted, s.weight(p.weight), p.held
		from := texts.Len()
		texts.Write(s.why(p))
		e.State, e.Cause = s.state(p.tag), texts.String()[from:]
	}
	if n := len(l); n > 0 {
		l[n-1].To = instant(s.parts[n-1].to)
	}
	return l
}

// unknownWords lists the states without a weight.
func (s *sweep) unknownWords() []string {
	var words []string
	if before := s.role(s.before); before.odd {
		words = append(words, s.state(s.before))
	}
	if !slices.ContainsFunc(s.roles, func(r role) bool { return r.odd }) {
		return words
	}
	for i := range s.items.Len() {
		it := s.items.At(i) // keys may outlive their facts
		if s.roles[s.keys.all.At(int(it.Tag)).trait].odd {
			words = append(words, s.state(it.Tag))
		}
	}
	return unique(words)
}
