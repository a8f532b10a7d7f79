package sla

import (
	"fmt"
	"slices"
	"sort"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/penalty"
)

// transition is the stretch of a revision in which old and new terms run side by side,
// [from, to).
type transition struct {
	from, to int64
	pays     penalty.Pays
}

// Other gives the agreement under the terms that do not pay while a transition runs. ok
// is false if no revision has a Transition. For all facts Evaluate(p, f, t).Other is
// what other.Evaluate(p, f, t) gives.
func (a *Agreement) Other() (other *Agreement, ok bool) { return a.other, a.other != nil }

// transitioned checks the transitions and gives the revisions as they take effect under
// the terms that pay, or under the others.
func (c *compiler) transitioned(revisions []Revision) (pays, others []Revision) {
	pays, others = slices.Clone(revisions), slices.Clone(revisions)
	for i, r := range revisions {
		t := r.Transition
		if t == (Transition{}) {
			continue
		}
		path := fmt.Sprintf("revisions[%d].transition", i)
		word(c, path, "pays", t.Pays, penalty.PaysOld, penalty.PaysNew, penalty.PaysHigher, penalty.PaysLower, penalty.PaysNone)
		if t.Pays == "" {
			c.faults.Addf(path+".pays", "", fault.ErrMissing, "say which terms pay meanwhile: old, new, higher, lower or none")
		}
		if t.Until == "" {
			c.faults.Addf(path+".until", "", fault.ErrMissing, "say when the transition ends, a local date or date-time")
			continue
		}
		before := c.faults.Len()
		to := c.local(path+".until", t.Until)
		from, known := c.instantOf(r.From)
		switch {
		case c.faults.Len() > before || !known:
			continue
		case to <= from:
			c.faults.Addf(path+".until", string(t.Until), fault.ErrRange, "a transition ends after its revision begins, from %s", r.From)
			continue
		case i+1 < len(revisions) && c.beginsBy(revisions[i+1], to):
			c.faults.Addf(path+".until", string(t.Until), fault.ErrConflict, "the next revision begins on %s; let the transition end before it", revisions[i+1].From)
			continue
		case to >= c.a.to:
			c.faults.Addf(path+".until", string(t.Until), fault.ErrConflict, "the agreement has ended by then")
			continue
		}
		c.a.transitions = append(c.a.transitions, transition{from, to, t.Pays})
		pays[i].From = r.takesEffect()
		if t.Pays == penalty.PaysNew {
			others[i].From = t.Until
		}
		others[i].Transition = Transition{}
	}
	return pays, others
}

// instantOf gives the instant of a local date or date-time. It reports no mistake.
func (c *compiler) instantOf(l calendar.Local) (at int64, ok bool) {
	t, err := l.In(c.zone.Location())
	if err != nil {
		return 0, false
	}
	return nanos(t)
}

func (c *compiler) beginsBy(r Revision, at int64) bool {
	from, known := c.instantOf(r.From)
	return known && from <= at
}

// takesEffect is when a revision takes effect under the terms that pay.
func (r Revision) takesEffect() calendar.Local {
	if r.Transition.Until != "" && r.Transition.Pays != penalty.PaysNew {
		return r.Transition.Until
	}
	return r.From
}

// withOther compiles the agreement under the terms that do not pay.
func (c *compiler) withOther(spec Spec, revisions []Revision) bool {
	spec.Revisions = revisions
	own := compiler{sources: c.sources}
	other := own.agreement(spec)
	if other == nil {
		c.faults.Merge("", own.faults.Err())
		return false
	}
	other.isOther = true
	c.a.other = other
	return true
}

// transition gives the transition in which a statement's period begins.
func (a *Agreement) transition(from date.Date) (t transition, ok bool) {
	at := a.start(from)
	for _, t := range a.transitions {
		if t.from <= at && at < t.to {
			return t, true
		}
	}
	return transition{}, false
}

// transit adds what the other terms come to, and settles who pays.
func (a *Agreement) transit(r, other *Result) {
	r.Other = other
	side := func(own, also penalty.Statement) penalty.Statement {
		t, ok := a.transition(own.From)
		if !ok {
			return own
		}
		if t.pays == penalty.PaysNew {
			return penalty.SideBySide(also, own, t.pays)
		}
		return penalty.SideBySide(own, also, t.pays)
	}
	same := func(s *penalty.Statement) func(penalty.Statement) bool {
		return func(o penalty.Statement) bool { return o.From == s.From && o.To == s.To }
	}
	absent := func(s *penalty.Statement) penalty.Statement {
		return penalty.Statement{ID: s.ID, From: s.From, To: s.To}
	}
	for i := range r.Statements {
		own := &r.Statements[i]
		also := absent(own)
		if at := slices.IndexFunc(other.Statements, same(own)); at >= 0 {
			also = other.Statements[at]
		}
		*own = side(*own, also)
	}
	for i := range other.Statements {
		also := &other.Statements[i]
		if _, within := a.transition(also.From); within && !slices.ContainsFunc(r.Statements, same(also)) {
			r.Statements = append(r.Statements, side(absent(also), *also))
		}
	}
	sort.SliceStable(r.Statements, func(i, j int) bool { return r.Statements[i].To < r.Statements[j].To })
	if own, also := r.Owing, other.Owing; own != nil && also != nil && same(&own.Least)(also.Least) {
		if _, within := a.transition(own.Least.From); within {
			r.Owing = &Owing{Least: side(own.Least, also.Least), Most: side(own.Most, also.Most), Exact: own.Exact && also.Exact}
		}
	}
}
