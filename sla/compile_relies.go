package sla

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/parts"
)

// relies checks the form of Objective.Relies. Only package chain knows the other
// agreements.
func (b *builder) relies(o *Objective, path string) {
	for i, r := range o.Relies {
		at := fmt.Sprintf("%s.relies-on[%d]", path, i)
		if r.Agreement == "" {
			b.add(at+".agreement", "", fault.ErrMissing, "name the id of the agreement that this objective relies on")
		}
		if r.Objective == "" {
			b.add(at+".objective", "", fault.ErrMissing, "name the id of the objective of that agreement")
		}
		if len(r.When) > 0 && o.Clock == "" {
			b.add(at+".when", "", fault.ErrConflict, "it narrows tickets, and this objective has no clock; leave when out")
		}
		if slices.ContainsFunc(o.Relies[:i], func(s Reliance) bool { return parts.Equal(reflect.ValueOf(r), reflect.ValueOf(s)) }) {
			b.add(at, r.Agreement+" "+r.Objective, fault.ErrConflict, "an earlier entry is the same; write the promise once")
		}
	}
}
