package chain

import (
	"cmp"
	"maps"
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
	id       string
	from, to time.Time // in force, [from, to); zero: no bound
	terms    []*terms  // in order of time
}

// terms are what an agreement says between two revisions.
type terms struct {
	side     *side
	from, to time.Time // [from, to); zero: no bound
	sla.Spec
	credited []string          // the objectives that credits are about; nil: not known
	changed  bool              // a revision has changed calendars
	places   map[string]string // of the objectives
}

func sideOf(a *sla.Agreement) *side {
	spec := a.Spec()
	s := &side{a: a, id: spec.ID}
	from, to, _ := strings.Cut(string(spec.Effective), "/")
	s.from, s.to = s.instant(calendar.Local(from)), s.instant(calendar.Local(to))
	revisions := spec.Revisions
	spec.Revisions = nil
	now := &terms{side: s, from: s.from, Spec: spec, places: map[string]string{}}
	now.state(spec, "")
	s.terms = []*terms{now}
	for i, r := range revisions {
		next, err := now.Spec.With(r.Change)
		if err != nil {
			continue // New has accepted it
		}
		if now.to = s.instant(r.From); r.Transition.Pays != "" && r.Transition.Pays != penalty.PaysNew {
			now.to = s.instant(r.Transition.Until) // from then on the new terms pay
		}
		now = &terms{side: s, from: now.to, Spec: next, changed: now.changed, places: maps.Clone(now.places)}
		now.state(r.Change, "revisions["+strconv.Itoa(i)+"].change.")
		s.terms = append(s.terms, now)
	}
	now.to = s.to
	return s
}

// state takes over where a change stands, and which calendars it changes if it is no
// first version.
func (t *terms) state(change sla.Spec, path string) {
	for i, o := range slices.Backward(change.Objectives) {
		t.places[o.ID] = path + "objectives[" + strconv.Itoa(i) + "]"
	}
	if path != "" {
		t.changed = t.changed || len(change.Calendars) > 0 ||
			slices.ContainsFunc(change.Removed, func(p string) bool { return strings.HasPrefix(p, "calendars") })
	}
	credits := t.Credits
	credits.Unit = cmp.Or(credits.Unit, t.Currency, "XXX") // the code of no currency
	if schedule, err := penalty.New(credits); err == nil { // else it has rules of the caller's own
		t.credited = []string{}
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
	i := slices.IndexFunc(t.Objectives, func(o sla.Objective) bool { return o.ID == id })
	if i < 0 {
		return nil
	}
	return &t.Objectives[i]
}

// place is where the objective is written in the agreement.
func (t *terms) place(id string) string { return t.places[id] }

// calendar gives the hours of a name; "" is all hours. ok is false if a revision may
// have changed them, since an agreement gives its calendars as they were first written.
func (t *terms) calendar(name string) (cal calendar.Calendar, ok bool) {
	if name == "" || name == "24x7" {
		return calendar.Always(), true
	}
	cal, known := t.side.a.Calendar(name)
	return cal, known && !t.changed
}
