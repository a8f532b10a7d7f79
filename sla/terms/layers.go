package terms

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/parts"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Layer is one sheet of terms: a baseline, a region, a plan, a customer.
type Layer struct {
	Name string // such as the path of its file
	Spec sla.Spec
}

// Resolved is what layers come to.
type Resolved struct {
	Layers []string // their names, the lowest first
	// Spec is the agreement as if written in one piece. It has a revision for each
	// instant at which a revision of any layer changes something.
	Spec sla.Spec
	// Origins has every field that Spec states without its revisions, by path.
	Origins  []Origin
	Findings []sla.Finding // Subject is the name of the layer
}

// Origin says which layer states a field.
type Origin struct {
	Path, Layer, Value string   // the value as in a file, on one line
	Hides              []Hidden // other values of the layers below, the lowest first
}

// Hidden is a value that a layer above replaces.
type Hidden struct{ Layer, Value string }

// Resolve lays agreements over one another, the first lowest, each as a change of what
// lies below. Revisions of all layers stay: at each instant at which a layer changes,
// all layers are laid again in order, so that a customer's own term outlives a revision
// of the baseline. Revisions of two layers at one instant become one; they must pin
// alike and have the same transition.
//
// Locked of a layer binds the layers above. A layer that breaks a lock is a finding and
// no error, because a signed contract is owed all the same. The error joins the errors
// of Spec.With and of revisions, each with the name of its layer.
//
// The result is not checked; sla.New does that.
func Resolve(layers ...Layer) (Resolved, error) {
	r := resolver{layers: layers, seen: map[sla.Finding]bool{}, told: map[string]bool{}}
	changes := r.instants()
	flat := r.at("")
	made := Resolved{Spec: parts.Copy(flat), Origins: r.origins()}
	for i := range layers {
		made.Layers = append(made.Layers, layers[i].Name)
	}
	for i := range changes {
		at := &changes[i]
		next := r.at(at.revision.From)
		at.revision.Change = Between(flat, next)
		r.hidden(at, next)
		flat = next
		if !reflect.DeepEqual(at.revision.Change, sla.Spec{}) {
			made.Spec.Revisions = append(made.Spec.Revisions, at.revision)
		}
	}
	if n := len(layers); n > 0 && len(layers[n-1].Spec.Locked) > 0 {
		r.find("lock-unused", layers[n-1].Name, "locked", "")
	}
	made.Findings = r.findings
	sort.SliceStable(made.Findings, func(i, j int) bool {
		a, b := &made.Findings[i], &made.Findings[j]
		if a.Path != b.Path {
			return a.Path < b.Path
		}
		return a.Code < b.Code
	})
	if err := errors.Join(r.errs...); err != nil {
		return Resolved{}, err
	}
	return made, nil
}

type resolver struct {
	layers   []Layer
	findings []sla.Finding
	seen     map[sla.Finding]bool
	errs     []error
	told     map[string]bool
	targets  []retargeted // to be compared once all layers are laid
}

func (r *resolver) find(code, layer, path, value string) {
	f := sla.Finding{Code: sla.FindingCode(code), Subject: layer, Path: path, Value: value}
	if !r.seen[f] {
		r.seen[f] = true
		r.findings = append(r.findings, f)
	}
}

func (r *resolver) fail(layer, prefix string, err error) {
	for _, p := range sla.Problems(err) {
		at := *p
		at.Path = fault.Join(prefix, p.Path)
		text := layer + ": " + at.Error()
		if !r.told[text] {
			r.told[text] = true
			r.errs = append(r.errs, fmt.Errorf("%s: %w", layer, &at))
		}
	}
}

// change is an instant at which layers change.
type change struct {
	revision sla.Revision // of all layers together
	of       []revised
}

// revised is a revision of one layer.
type revised struct{ layer, index int }

// instants lists the instants at which layers change, in time order.
func (r *resolver) instants() []change {
	var all []change
	for i := range r.layers {
		for j := range r.layers[i].Spec.Revisions {
			all = append(all, change{r.layers[i].Spec.Revisions[j], []revised{{i, j}}})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return instantOf(all[i].revision) < instantOf(all[j].revision) })
	var joined []change
	for _, c := range all {
		n := len(joined) - 1
		if n < 0 || instantOf(joined[n].revision) != instantOf(c.revision) {
			joined = append(joined, c)
			continue
		}
		first := &joined[n]
		if first.revision.Pins != c.revision.Pins {
			r.fail(r.layers[c.of[0].layer].Name, revisionPath(c.of[0].index), &sla.FieldError{Path: "pins", Value: string(c.revision.Pins),
				Err: fault.Because(fault.ErrConflict, "%s pins %q from this instant on; pin alike, because the two revisions become one", r.layers[first.of[0].layer].Name, first.revision.Pins)})
		}
		if first.revision.Transition != c.revision.Transition {
			r.fail(r.layers[c.of[0].layer].Name, revisionPath(c.of[0].index), &sla.FieldError{Path: "transition", Value: string(c.revision.Transition.Until),
				Err: fault.Because(fault.ErrConflict, "%s changes the terms at this instant with another transition; state the same, because the two revisions become one", r.layers[first.of[0].layer].Name)})
		}
		first.revision.Reason = together(first.revision.Reason, c.revision.Reason)
		first.revision.ApprovedBy = together(first.revision.ApprovedBy, c.revision.ApprovedBy)
		first.of = append(first.of, c.of...)
	}
	return joined
}

func revisionPath(index int) string { return "revisions[" + strconv.Itoa(index) + "]" }

// instantOf writes the start of a revision so that texts sort as instants do.
func instantOf(r sla.Revision) string { return parts.Instant(string(r.From)) }

func together(a, b string) string {
	if a == "" || b == "" || a == b {
		return a + strings.TrimPrefix(b, a)
	}
	return a + "; " + b
}

// at lays all layers as they are from an instant on; "" is before every revision. It
// checks the locks.
func (r *resolver) at(from calendar.Local) sla.Spec {
	var flat sla.Spec
	var locks []sla.Lock
	until := instantOf(sla.Revision{From: from})
	for i := range r.layers {
		below := flat
		base := r.layers[i].Spec
		revisions := base.Revisions
		base.Revisions = nil
		flat = r.with(flat, base, i, "")
		for j := range revisions {
			if until != "" && instantOf(revisions[j]) <= until {
				flat = r.with(flat, revisions[j].Change, i, revisionPath(j)+".change")
			}
		}
		r.check(locks, below, flat, r.layers[i].Name, from)
		locks = append(locks, base.Locked...)
	}
	r.tightened(flat)
	return flat
}

func (r *resolver) with(spec, change sla.Spec, layer int, path string) sla.Spec {
	next, err := spec.With(change)
	if err != nil {
		r.fail(r.layers[layer].Name, path, err)
	}
	return next
}

// check finds the locked fields that a layer changes.
func (r *resolver) check(locks []sla.Lock, below, above sla.Spec, layer string, from calendar.Local) {
	if len(locks) == 0 {
		return
	}
	for _, d := range parts.Differences(reflect.ValueOf(below), reflect.ValueOf(above)) {
		if d.Whole && !d.Before.IsValid() {
			continue // a new part
		}
		for _, lock := range locks {
			if !parts.Matches(lock.Path, d.Path) && !(d.Whole && parts.Matches(d.Path, lock.Path)) && !removesLocked(d, lock.Path) {
				continue
			}
			if before, after, both := targetsOf(d); both && lock.May == sla.Tighten {
				r.targets = append(r.targets, retargeted{layer, d.Path, before, after, from})
				continue
			}
			if code := broken(lock.May, d); code != "" {
				r.find(code, layer, d.Path, text(d.After))
			}
		}
	}
}

// targetsOf gives the targets that differ.
func targetsOf(d parts.Difference) (before, after []sla.Target, both bool) {
	if !d.Before.IsValid() || !d.After.IsValid() {
		return nil, nil, false
	}
	before, was := d.Before.Interface().([]sla.Target)
	after, is := d.After.Interface().([]sla.Target)
	return before, after, was && is
}

// removesLocked reports whether a difference takes out a part in which a lock protects
// fields.
func removesLocked(d parts.Difference, pattern string) bool {
	if !d.Whole || d.After.IsValid() {
		return false
	}
	for cut := strings.LastIndexByte(pattern, '.'); cut > 0; cut = strings.LastIndexByte(pattern[:cut], '.') {
		if parts.Matches(pattern[:cut], d.Path) {
			return true
		}
	}
	return false
}

// broken gives the code of the finding if a difference breaks a lock.
func broken(may sla.May, d parts.Difference) string {
	switch {
	case may == sla.NotChange:
		return "locked"
	case !d.After.IsValid():
		return "loosened"
	case !d.Before.IsValid():
		return ""
	}
	old, isBound := d.Before.Interface().(metrics.Bound)
	if !isBound {
		return "not-comparable"
	}
	was, err1 := old.Parse()
	is, err2 := d.After.Interface().(metrics.Bound).Parse()
	switch {
	case err1 != nil || err2 != nil:
		return "not-comparable"
	case is.Within(was):
		return ""
	}
	return "loosened"
}

// origins lists the layer of each field.
func (r *resolver) origins() []Origin {
	byPath := map[string]*Origin{}
	for i := range r.layers {
		base := r.layers[i].Spec
		base.Revisions = nil
		removed := base.Removed
		for path := range byPath {
			if slices.ContainsFunc(removed, func(gone string) bool { return parts.Matches(gone, path) }) {
				delete(byPath, path)
			}
		}
		base.Removed = nil
		for path, value := range parts.All(reflect.ValueOf(base)) {
			if strings.HasPrefix(path, "objectives.") && strings.HasSuffix(path, ".id") {
				continue
			}
			is := Origin{Path: path, Layer: r.layers[i].Name, Value: text(value)}
			if was := byPath[path]; was != nil {
				is.Hides = was.Hides
				if was.Value != is.Value {
					is.Hides = append(is.Hides, Hidden{was.Layer, was.Value})
				}
			}
			byPath[path] = &is
		}
	}
	var all []Origin
	for _, o := range byPath {
		all = append(all, *o)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Path < all[j].Path })
	return all
}

// hidden finds the fields of revisions that a layer above keeps as they are.
func (r *resolver) hidden(c *change, flat sla.Spec) {
	for _, of := range c.of {
		revision := &r.layers[of.layer].Spec.Revisions[of.index]
		for path, value := range parts.All(reflect.ValueOf(revision.Change)) {
			if path == "removed" || strings.HasPrefix(path, "objectives.") && strings.HasSuffix(path, ".id") {
				continue
			}
			if now := parts.At(reflect.ValueOf(flat), path); !now.IsValid() || !parts.Equal(now, value) {
				r.find("revision-hidden", r.layers[of.layer].Name, path, string(revision.From)+": "+text(value))
			}
		}
	}
}
