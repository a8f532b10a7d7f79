package sla

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/upheld/upheld/internal/fault"
)

// flat is the Spec of one revision, with its changes and all earlier changes applied,
// and the place in the document of each part.
type flat struct {
	Spec
	// at maps "objectives.portal" to "revisions[0].change.objectives[2]". Every other
	// part that no revision has changed stands where its name says.
	at map[string]string

	newCalendars bool // the revision changes or removes calendars
}

func flatten(s Spec) flat {
	f := flat{Spec: s, at: map[string]string{}}
	f.Revisions, f.Removed = nil, nil
	for i, o := range slices.Backward(s.Objectives) { // if a name repeats, the first counts
		f.at["objectives."+o.ID] = fmt.Sprintf("objectives[%d]", i)
	}
	return f
}

// note remembers where the parts of a change stand.
func (f *flat) note(c Spec, prefix string) {
	for name := range c.Calendars {
		f.at["calendars."+name] = prefix + ".calendars." + name
	}
	for name := range c.Clocks {
		f.at["clocks."+name] = prefix + ".clocks." + name
	}
	for name := range c.Escalations {
		f.at["escalations."+name] = prefix + ".escalations." + name
	}
	for i, o := range c.Objectives {
		f.at["objectives."+o.ID] = fmt.Sprintf("%s.objectives[%d]", prefix, i)
	}
	for part, given := range map[string]bool{
		"zone": c.Zone != "", "currency": c.Currency != "", "priorities": c.Priority != nil,
		"credits": !isZeroCredits(c.Credits), "policies": c.Policies != Policies{}, "effective": c.Effective != "", "grades": len(c.Grades) > 0, "crises": len(c.Crises) > 0,
	} {
		if given {
			f.at[part] = prefix + "." + part
		}
	}
}

// path gives the place in the document where a part was written.
func (f *flat) path(part string) string {
	if at, ok := f.at[part]; ok {
		return at
	}
	return part
}

// change applies one revision.
func (f flat) change(r Revision, prefix string, faults *fault.List) flat {
	c := r.Change
	next := flat{Spec: f.Spec, at: maps.Clone(f.at)}
	next.Objectives = slices.Clone(f.Objectives)
	next.Calendars, next.Clocks = merged(f.Calendars, c.Calendars), merged(f.Clocks, c.Clocks)
	next.Escalations = merged(f.Escalations, c.Escalations)
	replace(&next.Title, c.Title)
	replace(&next.Provider, c.Provider)
	replace(&next.Customer, c.Customer)
	replace(&next.Currency, c.Currency)
	if c.Priority != nil {
		next.Priority = c.Priority
	}
	if len(c.Crises) > 0 {
		next.Crises = c.Crises
	}
	if len(c.Grades) > 0 {
		next.Grades = c.Grades
	}
	if c.Policies.Profile == "" {
		next.Policies = c.Policies.over(f.Policies)
		next.Policies.Profile = f.Policies.Profile
	} else {
		next.Policies = c.Policies
	}
	places := make(map[string]int, len(next.Objectives)) // by name; the first counts
	for i := len(next.Objectives) - 1; i >= 0; i-- {
		places[next.Objectives[i].ID] = i
	}
	changed := make(map[string]bool, len(c.Objectives))
	for n, o := range c.Objectives {
		if changed[o.ID] {
			faults.Addf(fmt.Sprintf("%s.change.objectives[%d].id", prefix, n), o.ID, fault.ErrConflict, "an earlier objective has this name")
			continue
		}
		changed[o.ID] = true
		if i, known := places[o.ID]; known {
			next.Objectives[i] = o
		} else {
			places[o.ID] = len(next.Objectives)
			next.Objectives = append(next.Objectives, o)
		}
	}
	if !isZeroCredits(c.Credits) {
		next.Credits = c.Credits
	}
	next.note(c, prefix+".change")
	for _, fixed := range []struct{ name, value string }{
		{"id", c.ID}, {"zone", c.Zone}, {"kind", string(c.Kind)}, {"effective", string(c.Effective)},
	} {
		if fixed.value != "" {
			faults.Addf(fault.Join(prefix, "change."+fixed.name), fixed.value, fault.ErrConflict,
				"a revision cannot change it: write another agreement")
		}
	}
	if len(c.Revisions) > 0 {
		faults.Addf(fault.Join(prefix, "change.revisions"), "", fault.ErrConflict, "a change has no revisions of its own")
	}
	next.newCalendars = len(c.Calendars) > 0
	gone := map[string]bool{} // objectives
	for i, part := range c.Removed {
		if next.remove(part, places, gone) {
			continue
		}
		faults.Addf(fmt.Sprintf("%s.change.removed[%d]", prefix, i), part, fault.ErrUnknown,
			"name an existing part: objectives.ID, clocks.NAME, calendars.NAME or escalations.NAME")
	}
	if len(gone) > 0 {
		next.Objectives = slices.DeleteFunc(next.Objectives, func(o Objective) bool { return gone[o.ID] })
	}
	return next
}

// remove takes a part out and reports whether the part was there. Objectives are only
// noted as gone.
func (f *flat) remove(part string, objectives map[string]int, gone map[string]bool) bool {
	kind, name, _ := strings.Cut(part, ".")
	switch kind {
	case "objectives":
		if _, known := objectives[name]; !known || gone[name] {
			return false
		}
		gone[name] = true
	case "clocks":
		if _, ok := f.Clocks[name]; !ok {
			return false
		}
		delete(f.Clocks, name)
	case "escalations":
		if _, ok := f.Escalations[name]; !ok {
			return false
		}
		delete(f.Escalations, name)
	case "calendars":
		if _, ok := f.Calendars[name]; !ok {
			return false
		}
		delete(f.Calendars, name)
		f.newCalendars = true
	default:
		return false
	}
	return true
}

// merged gives a new map with the entries of base, replaced by those of change.
func merged[V any](base, change map[string]V) map[string]V {
	all := maps.Clone(base)
	if all == nil {
		all = map[string]V{}
	}
	maps.Copy(all, change)
	return all
}

// replace sets a text that a change states.
func replace(to *string, from string) {
	if from != "" {
		*to = from
	}
}
