package sla

import (
	"reflect"
	"strconv"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/parts"
)

// With gives the agreement with a change applied. A revision, a layer, a draft and
// another customer of the same plan are all changes:
//
//	acme, err := plan.With(sla.Spec{ID: "acme", Customer: "Acme GmbH"})
//
// A part that has a name, such as a calendar, a clock or an objective, is changed field
// by field; so are policies and credits. A field is one value: a word, a list, a table,
// a condition. A field that the change states replaces the old value, and a field that
// is absent or empty in the change stays. A part that is not there yet is added; a new
// objective stands after the others.
//
// A part that goes takes its Names with it. Removed takes out parts and fields before anything is added:
// "objectives.portal", "objectives.portal.warn", "policies.reopen". A metric is named by
// its word: "objectives.portal.availability". A name with a dot is in quotes:
// calendars["berlin.de"]. An objective that changes from a clock to an availability has
// to lose its clock and targets.
//
// The result shares nothing with s and change. It is not checked; New does that. The
// error joins a *FieldError for each path of Removed that names nothing, and for each
// objective that the change states twice.
func (s Spec) With(change Spec) (Spec, error) {
	next := parts.Copy(s)
	var faults fault.List
	next.lay(parts.Copy(change), "", &faults)
	return next, faults.Err()
}

// lay applies a change to a Spec that nothing else shares, or whose maps and lists are
// only read by whoever shares them.
func (s *Spec) lay(change Spec, path string, faults *fault.List) {
	of := reflect.ValueOf(s).Elem()
	for i, part := range change.Removed {
		if !parts.Remove(of, part) {
			faults.Addf(fault.Join(path, "removed["+strconv.Itoa(i)+"]"), part, fault.ErrUnknown,
				"name a part or field that the agreement has, such as objectives.portal, objectives.portal.warn or calendars.office")
		}
	}
	removed := change.Removed
	change.Removed = nil
	seen := make(map[string]bool, len(change.Objectives))
	for i := range change.Objectives {
		id := change.Objectives[i].ID
		if seen[id] {
			faults.Addf(fault.Join(path, "objectives["+strconv.Itoa(i)+"].id"), id, fault.ErrConflict, "an earlier objective has this name")
		}
		seen[id] = true
	}
	parts.Lay(of, reflect.ValueOf(change))
	s.dropNames(removed)
}
