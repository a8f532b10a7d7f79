package sla

import (
	"slices"
	"strconv"
	"time"

	"github.com/upheld/upheld/internal/span"
)

// Change is something that two evaluations of one thing tell differently.
type Change struct {
	// Path says what: a member of the reading, such as due or phase, a reason
	// by its code, or trace and the instant at which a segment begins.
	Path          string
	Before, After string // empty: it was not there, or is no longer
}

// Since lists what differs from an earlier explanation of the same objective and
// ticket, under other terms, with other facts, or as of another instant: first
// the figures, then the reasons that came or went, then the segments.
func (e Explanation) Since(before Explanation) []Change {
	var all []Change
	differ := func(path, was, is string) {
		if was != is {
			all = append(all, Change{path, was, is})
		}
	}
	was, is := before.Reading.members(), e.Reading.members()
	for i := range is {
		differ(is[i][0], was[i][1], is[i][1])
	}
	for _, n := range before.Because {
		if !slices.Contains(e.Because, n) {
			differ(string(n.Code), n.text(), "")
		}
	}
	for _, n := range e.Because {
		if !slices.Contains(before.Because, n) {
			differ(string(n.Code), "", n.text())
		}
	}
	for _, s := range before.Trace {
		if !slices.ContainsFunc(e.Trace, s.equal) {
			differ("trace "+moment(s.From), s.text(), "")
		}
	}
	for _, s := range e.Trace {
		if !slices.ContainsFunc(before.Trace, s.equal) {
			differ("trace "+moment(s.From), "", s.text())
		}
	}
	return all
}

// members are the parts of a reading as text, always the same ones in the same
// order.
func (r *Reading) members() [][2]string {
	return [][2]string{
		{"cycle", strconv.Itoa(r.Cycle)}, {"phase", string(r.Phase)}, {"verdict", string(r.Verdict)},
		{"target", r.Target}, {"within", string(r.Within)}, {"calendar", r.Calendar},
		{"started", moment(r.StartedAt)}, {"stopped", moment(r.StoppedAt)}, {"due", moment(r.DueAt)}, {"breached", moment(r.BreachedAt)},
		{"elapsed", span.Format(r.Elapsed)}, {"held", span.Format(r.Held)}, {"waived", span.Format(r.Waived)},
		{"remaining", span.Format(r.Remaining)}, {"overrun", span.Format(r.Overrun)},
	}
}

// moment writes an instant; the zero Time is nothing.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return at(t)
}

func (n Note) text() string {
	if n.Value == "" {
		return n.Path
	}
	return n.Value
}

func (s Segment) equal(o Segment) bool {
	return s.From.Equal(o.From) && s.To.Equal(o.To) && s.Kind == o.Kind && s.Counted == o.Counted && s.Cause == o.Cause
}

func (s Segment) text() string {
	return string(s.Kind) + " until " + moment(s.To) + ", counts " + span.Format(s.Counted)
}
