package sla

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/parts"
)

// flat is the Spec of one revision, with its changes and all earlier changes applied,
// and the place in the document of each part.
type flat struct {
	Spec
	// at maps "objectives.portal" to "revisions[0].change.objectives[2]", the last change
	// that states a part. A part that no revision has changed stands where its name says.
	at   map[string]string
	kept keptFields

	newCalendars bool // the revision changes or removes calendars
}

// keptFields has the fields of a part that a change leaves as they were, by the place
// of the change.
type keptFields map[string]kept

// kept tells where the fields stand that a change of a part does not state.
type kept struct {
	part   string // such as objectives.portal
	before string // the place of the part before the change
	fields []string
}

func flatten(s Spec) flat {
	f := flat{Spec: s, at: map[string]string{}, kept: keptFields{}}
	f.Revisions, f.Removed = nil, nil
	for i, o := range slices.Backward(s.Objectives) { // if a name repeats, the first counts
		f.at["objectives."+o.ID] = fmt.Sprintf("objectives[%d]", i)
	}
	return f
}

// path gives the place in the document where a part was last stated.
func (f *flat) path(part string) string {
	if at, ok := f.at[part]; ok {
		return at
	}
	return part
}

// find gives the change of the part that a path lies in, and the field and the rest of
// the path below the part. ok is false if no change has left the field as it was.
func (all keptFields) find(path string) (k kept, field, rest string, ok bool) {
	for end := len(path); end > 0; end = strings.LastIndexAny(path[:end], ".[") {
		if k, ok = all[path[:end]]; ok {
			rest = path[end:]
			field, _, _ = strings.Cut(strings.TrimPrefix(rest, "."), ".")
			field, _, _ = strings.Cut(field, "[")
			return k, field, rest, slices.Contains(k.fields, field)
		}
	}
	return kept{}, "", "", false
}

// stood gives the place in the document of a value below a part. A change of the part
// may have left the value where it was.
func (all keptFields) stood(path string) string {
	for {
		k, _, rest, ok := all.find(path)
		if !ok {
			return path
		}
		path = k.before + rest
	}
}

// begun gives the place at which a value would stand without the changes of its part.
func (all keptFields) begun(path string) string {
	for {
		k, _, rest, _ := all.find(path)
		if k.part == "" {
			return path
		}
		path = k.before + rest
	}
}

// change applies one revision.
func (f flat) change(r Revision, prefix string, faults *fault.List) flat {
	c, prefix := r.Change, prefix+".change"
	next := flat{Spec: f.Spec, at: maps.Clone(f.at), kept: f.kept}
	for _, fixed := range []struct{ name, value string }{
		{"id", c.ID}, {"zone", c.Zone}, {"kind", string(c.Kind)}, {"effective", string(c.Effective)},
	} {
		if fixed.value != "" {
			faults.Addf(fault.Join(prefix, fixed.name), fixed.value, fault.ErrConflict,
				"a revision cannot change it: write another agreement")
		}
	}
	if len(c.Revisions) > 0 {
		faults.Addf(fault.Join(prefix, "revisions"), "", fault.ErrConflict, "a change has no revisions of its own")
	}
	c.ID, c.Zone, c.Kind, c.Effective, c.Revisions = "", "", "", "", nil
	next.newCalendars = len(c.Calendars) > 0
	for _, path := range c.Removed {
		if path == "objectives" || path == "clocks" || strings.HasPrefix(path, "calendars") {
			next.newCalendars = true
		}
	}
	next.lay(c, prefix, faults)
	next.note(&f, c, prefix)
	return next
}

// note remembers where the parts of a change stand, and which fields it leaves alone.
func (f *flat) note(old *flat, c Spec, prefix string) {
	note := func(part, place string, was bool, now, change reflect.Value) {
		if was {
			left := map[string]bool{}
			for field := range parts.Fields(now) {
				left[field] = true
			}
			for field := range parts.Fields(change) {
				delete(left, field)
			}
			if len(left) > 0 {
				f.kept[place] = kept{part, old.path(part), sortedKeys(left)}
			}
		}
		f.at[part] = place
	}
	for name, change := range c.Calendars {
		_, was := old.Calendars[name]
		note("calendars."+name, prefix+".calendars."+name, was, reflect.ValueOf(f.Calendars[name]), reflect.ValueOf(change))
	}
	for name, change := range c.Clocks {
		_, was := old.Clocks[name]
		note("clocks."+name, prefix+".clocks."+name, was, reflect.ValueOf(f.Clocks[name]), reflect.ValueOf(change))
	}
	if len(c.Objectives) > 0 {
		places := make(map[string]int, len(f.Objectives))
		for i := len(f.Objectives) - 1; i >= 0; i-- {
			places[f.Objectives[i].ID] = i
		}
		for i := range c.Objectives {
			id := c.Objectives[i].ID
			_, was := old.at["objectives."+id]
			note("objectives."+id, fmt.Sprintf("%s.objectives[%d]", prefix, i), was,
				reflect.ValueOf(&f.Objectives[places[id]]).Elem(), reflect.ValueOf(&c.Objectives[i]).Elem())
		}
	}
	if c.Policies != (Policies{}) {
		note("policies", prefix+".policies", true, reflect.ValueOf(f.Policies), reflect.ValueOf(c.Policies))
	}
	if !isZeroCredits(c.Credits) {
		note("credits", prefix+".credits", true, reflect.ValueOf(f.Credits), reflect.ValueOf(c.Credits))
	}
	for name := range c.Escalations {
		f.at["escalations."+name] = prefix + ".escalations." + name
	}
	for part, given := range map[string]bool{
		"currency": c.Currency != "", "priorities": c.Priority != nil, "crises": len(c.Crises) > 0, "grades": len(c.Grades) > 0,
	} {
		if given {
			f.at[part] = prefix + "." + part
		}
	}
}
