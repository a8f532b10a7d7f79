package terms

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/parts"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/internal/worst"
	"github.com/upheld/upheld/sla"
)

// retargeted is a layer that changes locked targets from an instant on.
type retargeted struct {
	layer, path   string // of the targets
	before, after []sla.Target
	from          calendar.Local
}

// tightened compares the locked targets that layers changed at an instant. Both tables
// are compared in the whole agreement, with the same calendars: a lock is on a field, and
// not on what other fields make of it.
func (r *resolver) tightened(flat sla.Spec) {
	for _, t := range r.targets {
		code, value := t.compared(flat)
		if code != "" {
			r.find(code, t.layer, t.path, strings.TrimSuffix(text(reflect.ValueOf(t.after))+"; "+value, "; "))
		}
	}
	r.targets = nil
}

// compared gives the code of the finding, or "" if no ticket of a year is due later.
func (t *retargeted) compared(flat sla.Spec) (code, value string) {
	const no = "not-comparable"
	id := strings.TrimSuffix(strings.TrimPrefix(t.path, "objectives."), ".targets")
	at := slices.IndexFunc(flat.Objectives, func(o sla.Objective) bool { return parts.Below("objectives", o.ID) == "objectives."+id || o.ID == id })
	if at < 0 {
		return no, ""
	}
	both := [2]*sla.Agreement{}
	tables := [2][]sla.Target{t.before, t.after}
	for i := range both {
		spec := parts.Copy(flat)
		spec.Revisions = nil
		spec.Objectives[at].Targets = tables[i]
		spec.ID = cmp.Or(spec.ID, "layers")
		a, err := sla.New(spec)
		if err != nil {
			return no, "" // not complete, or with holidays, which only a compiler with sources knows
		}
		both[i] = a
	}
	values := worst.Values{}
	values.Where(flat.Objectives[at].Where)
	for _, target := range slices.Concat(t.before, t.after) {
		values.Where(target.When)
	}
	cases, few := values.Cases()
	if !few {
		return no, ""
	}
	from := yearOf(flat, t.from)
	until := from.AddDate(1, 0, 0)
	var latest worst.Lateness
	var of sla.Attrs
	for _, attrs := range cases {
		if was, is := sets(t.before, attrs), sets(t.after, attrs); was != is {
			return no, ""
		}
		name := flat.Objectives[at].ID
		late := worst.Of(worst.Target{Agreement: both[0], Objective: name, Attrs: attrs}, from, until,
			worst.Target{Agreement: both[1], Objective: name, Attrs: attrs})
		if !late.Without.IsZero() && latest.Without.IsZero() {
			latest.Without, of = late.Without, attrs
		}
		if latest.Without.IsZero() && late.By > latest.By {
			latest, of = late, attrs
		}
	}
	switch {
	case !latest.Without.IsZero():
		return "loosened", "never due" + ticket(of) + " of " + latest.Without.Format(time.RFC3339Nano)
	case latest.By > 0:
		return "loosened", "later by " + span.Format(latest.By) + ticket(of) + " of " + latest.Start.Format(time.RFC3339Nano)
	}
	return "", ""
}

// ticket says which tickets, such as " for priority P3".
func ticket(attrs sla.Attrs) string {
	if len(attrs) == 0 {
		return " for a ticket"
	}
	var all []string
	for _, a := range attrs {
		all = append(all, a[0]+" "+a[1])
	}
	return " for " + strings.Join(all, ", ")
}

// sets gives the first target of the tickets as far as the ticket itself sets it: such
// targets can only be compared with themselves.
func sets(targets []sla.Target, attrs sla.Attrs) string {
	for i := range targets {
		t := &targets[i]
		if !t.When.Holds(attrs) {
			continue
		}
		own := strings.HasPrefix(string(t.Within), "promised ") || strings.HasPrefix(string(t.Within), "attribute ") || strings.HasPrefix(t.Calendar, "attribute ")
		if own {
			return text(reflect.ValueOf(*t))
		}
		if t.During == "" {
			return ""
		}
	}
	return ""
}

// yearOf gives the start of the year over which targets are compared: the year of the
// instant of the change, else the first year of the agreement, else 2026.
func yearOf(flat sla.Spec, from calendar.Local) time.Time {
	year := 2026
	for _, local := range []string{string(flat.Effective), string(from)} {
		if n, err := strconv.Atoi(local[:min(4, len(local))]); err == nil && n >= 1900 && n < 2189 {
			year = n
		}
	}
	return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
}
