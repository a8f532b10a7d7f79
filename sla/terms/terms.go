// Package terms works on agreements instead of facts. It says what differs between two
// agreements, lays agreements over one another, and compares what the same facts come
// to under both.
//
// A change is a [sla.Spec] that [sla.Spec.With] applies. [Between] makes the change that
// turns one agreement into another: an amendment. [Resolve] lays a customer's terms over
// those of a plan, a region and a baseline. [Compare] sets two results of the same
// period side by side.
//
// The codes of findings are words:
//
//   - locked: a layer changes what a lower layer locked
//   - loosened: a layer promises less than the lower layer that locked the promise. Targets
//     are compared for every start of the year in which the layer changes them, else of
//     the first year of the agreement, else of 2026; the Value says by how much the
//     targets are later, and for which start
//   - not-comparable: a layer changes a locked promise, and no rule says which is stricter
//   - lock-unused: the highest layer locks something, and no layer lies above it
//   - revision-hidden: a revision of a lower layer changes nothing, because a layer above
//     states the value
package terms

import (
	"reflect"

	"github.com/upheld/upheld/internal/parts"
	"github.com/upheld/upheld/sla"
)

// Difference is one field that two agreements state differently, or a part, such as an
// objective, that only one of them has.
type Difference struct {
	Path          string // such as objectives.portal.attain
	Before, After string // as in a file, on one line; "" if not stated
}

// Differences lists what differs, in the order of a file. The list is empty exactly if
// the agreements are equal, whatever the order of their objectives.
func Differences(before, after sla.Spec) []Difference {
	var all []Difference
	for _, d := range parts.Differences(reflect.ValueOf(before), reflect.ValueOf(after)) {
		all = append(all, Difference{d.Path, text(d.Before), text(d.After)})
	}
	return all
}

// Between gives the change that turns one agreement into another: before.With(change)
// is after, except that objectives keep the order of before. The change of two equal
// agreements is the zero Spec. It states no more than what differs.
func Between(before, after sla.Spec) sla.Spec {
	var change sla.Spec
	to := reflect.ValueOf(&change).Elem()
	for _, d := range parts.Differences(reflect.ValueOf(before), reflect.ValueOf(after)) {
		if !d.After.IsValid() {
			change.Removed = append(change.Removed, d.Path)
			continue
		}
		parts.Put(to, d.Path, d.After)
	}
	return parts.Copy(change)
}
