package chain

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// side is one agreement with its terms.
type side struct {
	a        *sla.Agreement
	spec     sla.Spec
	from, to time.Time // in force, [from, to); zero: no bound
	terms    []*terms  // in order of time
}

// terms are what an agreement says between two revisions.
type terms struct {
	side       *side
	from, to   time.Time // [from, to); zero: no bound
	objectives []sla.Objective
	clocks     map[string]sla.Clock
	claim      penalty.Claim
	credited   []string          // the objectives that credits are about; nil with a claim: not known
	changed    map[string]bool   // the calendars that a revision has changed
	places     map[string]string // of the objectives
}

func sideOf(a *sla.Agreement) *side {
	s := &side{a: a, spec: a.Spec()}
	from, to, _ := strings.Cut(string(s.spec.Effective), "/")
	s.from, s.to = s.instant(calendar.Local(from)), s.instant(calendar.Local(to))
	now := &terms{side: s, from: s.from, clocks: s.spec.Clocks, changed: map[string]bool{}, places: map[string]string{}}
	for i, o := range slices.Backward(s.spec.Objectives) {
		now.places[o.ID] = "objectives[" + strconv.Itoa(i) + "]"
	}
	now.credits(s.spec.Credits)
	now.objectives = slices.Collect(a.Objectives(now.from))
	s.terms = []*terms{now}
	for i, r := range s.spec.Revisions {
		now = now.revised(r, "revisions["+strconv.Itoa(i)+"].change")
		s.terms[len(s.terms)-1].to = now.from
		s.terms = append(s.terms, now)
	}
	now.to = s.to
	return s
}

// revised gives the terms from a revision on.
func (t *terms) revised(r sla.Revision, path string) *terms {
	now := &terms{side: t.side, from: t.side.instant(r.From), claim: t.claim, credited: t.credited, clocks: map[string]sla.Clock{}, changed: map[string]bool{}, places: map[string]string{}}
	now.objectives = slices.Collect(t.side.a.Objectives(now.from))
	for name, clock := range t.clocks {
		now.clocks[name] = clock
	}
	for name := range t.changed {
		now.changed[name] = true
	}
	for id, place := range t.places {
		now.places[id] = place
	}
	for _, removed := range r.Change.Removed {
		name, _ := strings.CutPrefix(removed, "calendars.")
		now.changed[name] = true
		if removed == "credits" || removed == "credits.claim" {
			now.claim = ""
		}
	}
	for name := range r.Change.Calendars {
		now.changed[name] = true
	}
	for name, clock := range r.Change.Clocks {
		now.clocks[name] = clock
	}
	for i, o := range r.Change.Objectives {
		now.places[o.ID] = path + ".objectives[" + strconv.Itoa(i) + "]"
	}
	now.credits(r.Change.Credits)
	return now
}

// credits takes over the parts of credits that are stated.
func (t *terms) credits(c penalty.Spec) {
	if c.Claim != "" {
		t.claim = c.Claim
	}
	if len(c.Rules) == 0 {
		return
	}
	c.Unit = cmp.Or(c.Unit, "XXX") // the code of no currency
	t.credited = nil
	if schedule, err := penalty.New(c); err == nil { // else it has rules of the caller's own
		for _, id := range schedule.Objectives() {
			id, _, _ = strings.Cut(id, "@")
			t.credited = append(t.credited, id)
		}
	}
}

// credit reports whether credits are about an objective, as far as that is known.
func (t *terms) credit(id string) bool { return t.credited == nil || slices.Contains(t.credited, id) }

// instant gives the instant of a date or date-time that New has accepted; the zero Time
// for "".
func (s *side) instant(l calendar.Local) time.Time {
	at, err := l.In(s.a.Location())
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// at gives the terms at an instant; nil if the agreement is not in force.
func (s *side) at(at time.Time) *terms {
	if at.Before(s.from) || !s.to.IsZero() && !at.Before(s.to) {
		return nil
	}
	for _, t := range slices.Backward(s.terms) {
		if !at.Before(t.from) {
			return t
		}
	}
	return s.terms[0]
}

// has reports whether an objective exists under any terms.
func (s *side) has(id string) bool {
	return slices.ContainsFunc(s.terms, func(t *terms) bool { return t.objective(id) != nil })
}

func (t *terms) objective(id string) *sla.Objective {
	i := slices.IndexFunc(t.objectives, func(o sla.Objective) bool { return o.ID == id })
	if i < 0 {
		return nil
	}
	return &t.objectives[i]
}

// place is where the objective is written in the agreement.
func (t *terms) place(id string) string { return t.places[id] }

// calendar gives the hours of a name; "" is all hours. ok is false if a revision has
// changed them.
func (t *terms) calendar(name string) (cal calendar.Calendar, ok bool) {
	if name == "" {
		return calendar.Always(), true
	}
	cal, known := t.side.a.Calendar(name)
	return cal, known && !t.changed[name]
}
