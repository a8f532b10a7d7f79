package sla

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/span"
)

// Change is one difference between two explanations.
type Change struct {
	// Path names the difference: a figure such as due or phase, the code of a reason,
	// "alarm" and its key, or "trace" and the instant at which a segment begins.
	Path          string
	Before, After string // empty: not there before, or not there any more; instants are in UTC
}

// Since lists the differences from an earlier explanation of the same objective and
// ticket, under other terms, with other facts, or as of another instant: first
// the figures, then the reasons that came or went, then clauses and names, then the alarms, then the
// segments. The list is empty exactly if the two say the same.
func (e Explanation) Since(before Explanation) []Change {
	var all []Change
	differ := func(path, was, is string) {
		if was != is {
			all = append(all, Change{path, was, is})
		}
	}
	was, is := before.figures(), e.figures()
	for i := range is {
		differ(is[i][0], was[i][1], is[i][1])
	}
	for _, n := range before.Because {
		if !slices.ContainsFunc(e.Because, n.equal) {
			all = append(all, Change{string(n.Code), n.text(), ""})
		}
	}
	for _, n := range e.Because {
		if !slices.ContainsFunc(before.Because, n.equal) {
			all = append(all, Change{string(n.Code), "", n.text()})
		}
	}
	for _, c := range before.Clauses {
		differ("clause of "+c[0], c[1], e.Clauses.Of(c[0]))
	}
	for _, c := range e.Clauses {
		if before.Clauses.Of(c[0]) == "" {
			differ("clause of "+c[0], "", c[1])
		}
	}
	for _, language := range sortedKeys(before.Names) {
		for _, path := range sortedKeys(before.Names[language]) {
			differ("name in "+language+" of "+path, before.Names[language][path], e.Names[language][path])
		}
	}
	for _, language := range sortedKeys(e.Names) {
		for _, path := range sortedKeys(e.Names[language]) {
			if before.Names[language][path] == "" {
				differ("name in "+language+" of "+path, "", e.Names[language][path])
			}
		}
	}
	for _, a := range before.Reading.Alarms {
		differ("alarm "+a.Key, a.text(), e.Reading.alarm(a.Key).text())
	}
	for _, a := range e.Reading.Alarms {
		if before.Reading.alarm(a.Key).Key == "" {
			differ("alarm "+a.Key, "", a.text())
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

// figures lists the name and text of everything in an explanation except its lists,
// always in the same order.
func (e *Explanation) figures() [][2]string {
	r := &e.Reading
	return [][2]string{
		{"ticket", e.Ticket}, {"title", e.Title}, {"as-of", moment(e.AsOf)}, {"zone", e.Zone},
		{"objective", r.Objective}, {"clock", r.Clock}, {"owner", r.Owner},
		{"cycle", strconv.Itoa(r.Cycle)}, {"phase", string(r.Phase)}, {"verdict", string(r.Verdict)},
		{"target", r.Target}, {"within", string(r.Within)}, {"calendar", r.Calendar},
		{"started", moment(r.StartedAt)}, {"stopped", moment(r.StoppedAt)}, {"due", moment(r.DueAt)}, {"breached", moment(r.BreachedAt)},
		{"born-breached", strconv.FormatBool(r.BornBreached)},
		{"elapsed", span.Format(r.Elapsed)}, {"wall", span.Format(r.Wall)}, {"held", span.Format(r.Held)}, {"waived", span.Format(r.Waived)},
		{"remaining", span.Format(r.Remaining)}, {"overrun", span.Format(r.Overrun)}, {"used", r.Used.String()},
	}
}

// alarm gives the alarm of a key, or the zero Alarm.
func (r *Reading) alarm(key string) Alarm {
	for _, a := range r.Alarms {
		if a.Key == key {
			return a
		}
	}
	return Alarm{}
}

func (a Alarm) text() string {
	text := moment(a.At)
	if a.Level != 0 {
		text += ", level " + strconv.Itoa(a.Level)
	}
	if len(a.Tell) > 0 {
		text += ", tells " + strings.Join(a.Tell, ", ")
	}
	for _, name := range []string{a.Crisis, a.Incident} {
		if name != "" {
			text += ", " + name
		}
	}
	if a.Withheld {
		text += ", withheld"
	}
	return text
}

// moment writes an instant in UTC; "" for the zero Time.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func (n Note) equal(o Note) bool {
	return n.Code == o.Code && n.Path == o.Path && n.Value == o.Value && n.At.Equal(o.At)
}

// text is the instant or value of a reason, else its place.
func (n Note) text() string { return cmp.Or(moment(n.At), n.Value, n.Path, string(n.Code)) }

func (s Segment) equal(o Segment) bool {
	return s.From.Equal(o.From) && s.To.Equal(o.To) && s.Kind == o.Kind && s.Counted == o.Counted && s.Cause == o.Cause
}

func (s Segment) text() string {
	text := string(s.Kind) + " until " + moment(s.To) + ", counts " + span.Format(s.Counted)
	if s.Cause != "" {
		text += ", " + s.Cause
	}
	return text
}
