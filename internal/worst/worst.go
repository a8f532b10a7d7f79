// Package worst finds the start for which one promise, or several promises one after
// the other, end furthest after another promise. It answers whether a supplier is quick
// enough, whether a changed target is looser, and which of two targets is stricter.
//
// The answer is exact. A deadline stands still, goes along with the start or jumps, and
// sla.Agreement.Deadlines gives the stretches between. A promise that begins at the
// deadline of another is again made of such stretches: those of the first, divided where
// its deadline reaches an end of a stretch of the second. Within a stretch of both
// sides their difference has the slope -1, 0 or 1, so that it is greatest at the first
// or the last nanosecond of the stretch. No other start has to be asked.
package worst

import (
	"sort"
	"time"

	"github.com/upheld/upheld/sla"
)

// Target is what an agreement promises to tickets with the attributes.
type Target struct {
	Agreement *sla.Agreement
	Objective string
	Attrs     sla.Attrs
}

// Course is the deadlines of all starts of a stretch of time, in order. Starts without a
// deadline are in no line.
type Course []line

// line is a stretch of starts, both ends included, and the deadline of the first.
type line struct {
	first, last, at int64 // nanoseconds since 1970
	moves           bool
}

func (l line) of(start int64) int64 {
	if l.moves {
		return l.at + start - l.first
	}
	return l.at
}

// Of gives the deadlines of a target for the starts in [from, to).
func (t Target) Of(from, to time.Time) Course {
	var c Course
	for d := range t.Agreement.Deadlines(t.Objective, t.Attrs, from, to) {
		c = append(c, line{d.From.UnixNano(), d.To.UnixNano() - 1, d.At.UnixNano(), d.Moves})
	}
	return c
}

// Then gives the deadlines of another target that begins at the deadlines of c, for the
// starts of c.
func (c Course) Then(next Target) Course {
	if len(c) == 0 {
		return nil
	}
	low, high := c[0].at, c[0].at
	for _, l := range c {
		low, high = min(low, l.at), max(high, l.of(l.last))
	}
	after := next.Of(time.Unix(0, low).UTC(), time.Unix(0, high+1).UTC())
	var all Course
	for _, l := range c {
		end := l.of(l.last)
		for i := sort.Search(len(after), func(i int) bool { return after[i].last >= l.at }); i < len(after) && after[i].first <= end; i++ {
			n := after[i]
			if !l.moves { // all starts of l begin n at one instant
				all = append(all, line{l.first, l.last, n.of(l.at), false})
				continue
			}
			from, to := max(l.at, n.first), min(end, n.last)
			all = append(all, line{l.first + from - l.at, l.first + to - l.at, n.of(from), n.moves})
		}
	}
	return all
}

// Lateness is how far one course ends after another.
type Lateness struct {
	// Start is the start with the greatest lateness, the earliest of equal ones. It is
	// the zero Time if no start has a deadline in both courses.
	Start time.Time
	// By is how much later it ends; negative if the other course always ends later.
	By time.Duration
	// Without is the first start that has a deadline on top and no deadline below; zero
	// if all have one.
	Without time.Time
}

// Of gives the greatest lateness of promises that follow each other, against a promise
// on top, for the starts in [from, to). Each promise below begins at the deadline of
// the one before it.
func Of(top Target, from, to time.Time, below ...Target) Lateness {
	if len(below) == 0 {
		return Lateness{}
	}
	c := below[0].Of(from, to)
	for _, next := range below[1:] {
		c = c.Then(next)
	}
	return Late(top.Of(from, to), c)
}

// Late gives the greatest lateness of a course against the course on top.
func Late(top, below Course) Lateness {
	var w Lateness
	without := func(start int64) {
		if w.Without.IsZero() {
			w.Without = time.Unix(0, start).UTC()
		}
	}
	ask := func(a, b line, start int64) {
		if by := time.Duration(b.of(start) - a.of(start)); w.Start.IsZero() || by > w.By {
			w.Start, w.By = time.Unix(0, start).UTC(), by
		}
	}
	i := 0
	for _, t := range top {
		for i < len(below) && below[i].last < t.first {
			i++
		}
		next := t.first // the first start of t that is not yet covered
		for j := i; j < len(below) && below[j].first <= t.last; j++ {
			b := below[j]
			from, to := max(t.first, b.first), min(t.last, b.last)
			if from > next {
				without(next)
			}
			next = to + 1
			ask(t, b, from)
			ask(t, b, to)
		}
		if next <= t.last {
			without(next)
		}
	}
	return w
}
