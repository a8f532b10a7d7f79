package exchange

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/unseen"
	"github.com/upheld/upheld/sla"
)

// Import is an agreement as far as a source could be read.
type Import struct {
	// Spec lacks an ID, policies and, unless the source has one, a Zone. With these
	// New accepts it, if every calendar that it names was given.
	Spec sla.Spec
	// Notes say what a person has to decide or know, see the package comment. Their
	// codes are undecided, assumed and not-read, in this order; notes of one code stand
	// in the order of the source.
	Notes []sla.Finding
}

// Calendars are the service hours that a source only names, by that name: the name or
// the ID of a calendar or schedule. A name that is missing here is a note, and New
// reports it.
type Calendars map[string]calendar.Spec

// The codes of notes, in the order in which they are listed.
const (
	undecided sla.FindingCode = "undecided"
	assumed   sla.FindingCode = "assumed"
	notRead   sla.FindingCode = "not-read"
)

// reading is a source that is being read.
type reading struct {
	root  *node
	spec  sla.Spec
	notes []placed
	hours Calendars
	ids   map[string]bool
}

// placed is a note and the place by which it is sorted.
type placed struct {
	sla.Finding
	order int
}

func newReading(root *node, hours Calendars) *reading {
	return &reading{root: root, hours: hours, ids: map[string]bool{}}
}

// note adds a note about a node. Value is what the source has there, unless made is
// a policy's word: then it is made alone.
func (r *reading) note(code sla.FindingCode, n *node, subject, made string) {
	value := fault.Shorten(n.String())
	switch {
	case value == "":
		value = made
	case made != "":
		value += ": " + made
	}
	r.add(code, n, subject, value)
}

func (r *reading) add(code sla.FindingCode, n *node, subject, value string) {
	order := 0
	if n != nil {
		order = n.order
	}
	r.notes = append(r.notes, placed{sla.Finding{Code: code, Subject: subject, Path: n.path(), Value: value}, order})
}

// skip adds a note about a node that is not read, and about all nodes in it. The root
// has no path, so each of its keys gets a note of its own too.
func (r *reading) skip(code sla.FindingCode, n *node, subject, made string) {
	r.note(code, n, subject, made)
	switch {
	case n == nil:
	case n.above != nil:
		n.told = true
	default:
		n.used = true
		for _, inner := range n.items {
			inner.used, inner.told = false, false
		}
	}
}

// policies notes the choices that the system makes, pairs of subject and word.
func (r *reading) policies(at *node, pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		r.add(undecided, at, pairs[i], pairs[i+1])
	}
}

// around gives the list or envelope that a record stands in, or the record.
func (n *node) around() *node {
	if n.above != nil {
		return n.above
	}
	return n
}

// done notes what was not used and sorts the notes.
func (r *reading) done() Import {
	r.left(r.root)
	rank := map[sla.FindingCode]int{undecided: 0, assumed: 1, notRead: 2}
	slices.SortStableFunc(r.notes, func(a, b placed) int {
		return cmp.Or(rank[a.Code]-rank[b.Code], a.order-b.order)
	})
	in := Import{Spec: r.spec}
	for _, n := range r.notes {
		in.Notes = append(in.Notes, n.Finding)
	}
	return in
}

// left notes each key that was not used. Of a key that was not used at all, the keys
// in it are not listed.
func (r *reading) left(n *node) {
	switch {
	case n.told:
		return
	case !n.used:
		r.skip(notRead, n, "", "")
		return
	}
	for _, inner := range n.items {
		r.left(inner)
	}
}

// id makes an id of a name: its letters and digits in lower case, with hyphens between
// them, and a number if another id is the same.
func (r *reading) id(name, otherwise string) string {
	id := slug(name)
	if id == "" {
		id = otherwise
	}
	unique := id
	for n := 2; r.ids[unique]; n++ {
		unique = fmt.Sprintf("%s-%d", id, n)
	}
	r.ids[unique] = true
	return unique
}

func slug(name string) string {
	var b strings.Builder
	gap := false
	for _, c := range name {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) || unseen.Is(c) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		if b.WriteRune(unicode.ToLower(c)); b.Len() > 60 {
			break
		}
	}
	return b.String()
}

// title gives a text as a title: without characters that are not seen.
func title(text string) string {
	return strings.Map(func(c rune) rune {
		if unseen.Is(c) && !unseen.Spelling(c) {
			return -1
		}
		return c
	}, strings.TrimSpace(text))
}

// calendar takes a calendar and the calendars that it combines into the agreement. The
// first of the names that is known counts; if none is, the last name stays, with a note.
func (r *reading) calendar(n *node, subject string, names ...string) string {
	for _, name := range names {
		if name == "24x7" {
			return name
		}
		if _, known := r.hours[name]; known && name != "" {
			r.take(name)
			return name
		}
	}
	name := names[len(names)-1]
	r.note(undecided, n, subject, "the hours of "+name+" are not in the source; give them as a calendar of this name")
	return name
}

func (r *reading) take(name string) {
	spec, known := r.hours[name]
	if _, taken := r.spec.Calendars[name]; taken || !known {
		return
	}
	if r.spec.Calendars == nil {
		r.spec.Calendars = map[string]calendar.Spec{}
	}
	r.spec.Calendars[name] = spec
	for _, other := range slices.Concat(spec.Union, spec.Intersect, spec.Except) {
		r.take(other)
	}
}

// judged adds an objective about a clock. What the source does not say of it is noted.
func (r *reading) judged(n *node, o sla.Objective) {
	at := "objectives." + o.ID
	o.Period, o.Counts = sla.Monthly, sla.ByStart
	r.add(undecided, n, at+".attain", "the source has targets and no promised share; without one the share is measured and not judged")
	r.add(assumed, n, at+".period", "month: the source has no period")
	r.add(assumed, n, at+".counts", "started: the source does not say which instant puts a ticket into a period")
	r.spec.Objectives = append(r.spec.Objectives, o)
}

// clock adds a clock.
func (r *reading) clock(name string, c sla.Clock) {
	if r.spec.Clocks == nil {
		r.spec.Clocks = map[string]sla.Clock{}
	}
	r.spec.Clocks[name] = c
}

// both narrows a by b. It is nil if nothing can match both.
func both(a, b sla.Where) sla.Where {
	w := sla.Where{}
	maps.Copy(w, a)
	for key, m := range b {
		if before, twice := w[key]; twice {
			var possible bool
			if m, possible = common(before, m); !possible {
				return nil
			}
		}
		w[key] = m
	}
	return w
}

// common gives the match of the values that match a and b; false if no value does.
func common(a, b sla.Match) (sla.Match, bool) {
	if a.Not {
		a, b = b, a
	}
	if a.Not { // both
		return sla.Not(union(a.Values, b.Values)...), true
	}
	var left []string
	for _, v := range a.Values {
		if slices.Contains(b.Values, v) != b.Not {
			left = append(left, v)
		}
	}
	return sla.Is(left...), len(left) > 0
}

func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

// anyOf matches each of the values once.
func anyOf(values []string) sla.Match { return sla.Is(union(nil, values)...) }

// rowsMax bounds how many rows the conditions of one rule may become, targetsMax how
// many targets all rules of a source.
const (
	rowsMax    = 500
	targetsMax = 20_000
)

// product gives the rows that match a row of a and a row of b; false if there would be
// too many. Rows that nothing can match are left out.
func product(a, b []sla.Where) (rows []sla.Where, ok bool) {
	if len(a)*len(b) > rowsMax {
		return nil, false
	}
	for _, x := range a {
		for _, y := range b {
			if w := both(x, y); w != nil {
				rows = append(rows, w)
			}
		}
	}
	return rows, true
}

// readable reports whether an attribute and its values can stand in an agreement.
func readable(key string, values ...string) bool {
	if _, odd := unseen.First(key); odd || key == "" {
		return false
	}
	return !slices.ContainsFunc(values, func(v string) bool {
		_, odd := unseen.InText(v)
		return odd
	})
}

// whiles gives the condition that one of the rows holds.
func whiles(rows []sla.Where) sla.Condition {
	if len(rows) == 1 {
		return sla.Condition{While: rows[0]}
	}
	var c sla.Condition
	for _, w := range rows {
		c.Any = append(c.Any, sla.Condition{While: w})
	}
	return c
}
