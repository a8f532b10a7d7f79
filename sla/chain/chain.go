package chain

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/worst"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Gap is one place at which an agreement promises more than the agreements below carry.
// Code is one of the codes in the documentation of the package, Subject the objective on
// top, Path the place in the agreement on top.
type Gap struct {
	sla.Finding
	// Below are the promises that were compared with the promise on top.
	Below []sla.Reliance
	// When are the tickets concerned; the zero Where is all of them, or the objective
	// is not about tickets.
	When sla.Where
	// Start is, in UTC, the worst start of a ticket, the start of the worst period, the
	// day of the worst failure, or the first instant that is unsupported. It is the
	// zero Time if the gap is at no instant.
	Start time.Time
	By    time.Duration // of late: how much later the steps end
	Days  int           // of claim-too-late: how many days before the claim on top
	// Certain and Independent are the shares that the agreements below carry, whatever
	// happens and if parts fail independently. They have no value if the size of a gap
	// is unknown; only availability has Independent.
	Certain, Independent metrics.Figure
}

// Check compares an agreement with the agreements on which its objectives rest, over a
// stretch of dates in its zone. It lists what is insufficient or cannot be compared, in
// the order of the objectives, at its worst; what suffices is not listed. Agreements are
// found by their ID, and the agreement on top may rest on itself. Check the agreements
// below by calls of their own. Objectives that rest on nothing are not checked.
func Check(top *sla.Agreement, over sla.Period, below ...*sla.Agreement) []Gap {
	if !top.IsValid() || over.IsZero() {
		return nil
	}
	c := &checker{top: sideOf(top), over: over, sides: map[string]*side{}, courses: map[string]worst.Course{}, common: map[[2]calendar.Calendar]calendar.Calendar{}}
	for _, a := range slices.Backward(below) { // of equal IDs the first counts
		if a.IsValid() {
			s := sideOf(a)
			c.sides[s.id] = s
		}
	}
	if c.sides[c.top.id] == nil {
		c.sides[c.top.id] = c.top
	}
	c.from, c.to = top.Bounds(over)
	var ids []string
	for _, t := range c.top.terms {
		for _, o := range t.Objectives {
			if !slices.Contains(ids, o.ID) {
				ids = append(ids, o.ID)
			}
		}
	}
	for _, id := range ids {
		for _, t := range c.top.terms {
			from, to := later(c.from, t.from), earlier(c.to, t.to)
			if o := t.objective(id); o != nil && len(o.Relies) > 0 && from.Before(to) {
				c.objective(o, t, from, to)
			}
		}
	}
	return c.gaps
}

type checker struct {
	top      *side
	over     sla.Period
	from, to time.Time
	sides    map[string]*side
	courses  map[string]worst.Course
	common   map[[2]calendar.Calendar]calendar.Calendar // the hours that two calendars have in common
	gaps     []Gap
}

// objective checks one objective in the stretch in which the terms are the same.
func (c *checker) objective(o *sla.Objective, t *terms, from, to time.Time) {
	var steps []step
	for i, r := range o.Relies {
		s := step{Reliance: r, place: t.place(o.ID) + ".relies-on[" + strconv.Itoa(i) + "]", side: c.sides[r.Agreement]}
		if s.side == nil || !s.side.has(r.Objective) {
			c.gap(Gap{Finding: sla.Finding{Code: "unsupported", Subject: o.ID, Path: s.place, Value: s.name()}, Below: []sla.Reliance{r}, When: r.When})
			continue
		}
		steps = append(steps, s)
	}
	c.claims(o, steps, from, to)
	if len(steps) < len(o.Relies) {
		return // the sum of what is known proves nothing
	}
	if o.Clock != "" {
		c.times(o, t, steps, from, to)
		return
	}
	c.availability(o, t, steps, from, to)
}

// step is one promise below.
type step struct {
	sla.Reliance
	place string // in the agreement on top
	side  *side
}

func (s step) name() string { return s.Agreement + " " + s.Objective }

func reliances(steps []step) []sla.Reliance {
	all := make([]sla.Reliance, len(steps))
	for i, s := range steps {
		all[i] = s.Reliance
	}
	return all
}

// gap notes a gap. The same gap under several terms is told once, at its worst.
func (c *checker) gap(g Gap) {
	i := slices.IndexFunc(c.gaps, func(h Gap) bool {
		return g.Code == h.Code && g.Subject == h.Subject && g.Path == h.Path && sameWhere(g.When, h.When) && slices.EqualFunc(g.Below, h.Below, sameReliance)
	})
	switch {
	case i < 0:
		c.gaps = append(c.gaps, g)
	case worse(g, c.gaps[i]) > 0:
		c.gaps[i] = g
	}
}

// worse compares two gaps of one code.
func worse(g, h Gap) int {
	by := cmp.Or(cmp.Compare(g.By, h.By), cmp.Compare(g.Days, h.Days))
	if by == 0 && g.Certain.IsValid() && h.Certain.IsValid() {
		by = h.Certain.Rat().Cmp(g.Certain.Rat())
	}
	return by
}

func sameReliance(a, b sla.Reliance) bool {
	return a.Agreement == b.Agreement && a.Objective == b.Objective && sameWhere(a.When, b.When)
}

func sameWhere(a, b sla.Where) bool {
	if len(a) != len(b) {
		return false
	}
	for key, m := range a {
		if n, ok := b[key]; !ok || m.Not != n.Not || !slices.Equal(m.Values, n.Values) {
			return false
		}
	}
	return true
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// earlier gives the earlier of two instants; the zero b has no bound.
func earlier(a, b time.Time) time.Time {
	if b.IsZero() || a.Before(b) {
		return a
	}
	return b
}

// text says what a target promises, such as "4h office".
func text(d sla.Deadline) string { return strings.TrimSpace(string(d.Within) + " " + d.Calendar) }
