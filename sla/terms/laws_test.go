package terms_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/terms"
)

// drawSpec draws an agreement with any fields. It need not compile: changes are a matter
// of form.
func drawSpec(r *tape.Reader) sla.Spec {
	var s sla.Spec
	draw(r, reflect.ValueOf(&s).Elem(), 5)
	return s
}

// drawn are the names and words of drawn agreements: few, so that two agreements meet.
var drawn = []string{"", "a", "b", "x.y", `q"`, "24x7", "95%", "{ a", "é"}

// draw fills a value. Every field stays empty now and then.
func draw(r *tape.Reader, v reflect.Value, depth int) {
	if depth == 0 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(tape.Pick(r, drawn...))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(r.Int(3)))
	case reflect.Bool:
		v.SetBool(r.Bool())
	case reflect.Pointer:
		if r.Bool() {
			v.Set(reflect.New(v.Type().Elem()))
			draw(r, v.Elem(), depth-1)
		}
	case reflect.Slice:
		if n := r.Int(3); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				draw(r, v.Index(i), depth-1)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			draw(r, v.Index(i), depth-1)
		}
	case reflect.Map:
		if n := r.Int(3); n > 0 {
			v.Set(reflect.MakeMap(v.Type()))
			for range n {
				key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
				draw(r, key, depth-1)
				draw(r, value, depth-1)
				v.SetMapIndex(key, value)
			}
		}
	case reflect.Interface:
		var choices []any
		switch v.Type() {
		case reflect.TypeFor[metrics.Metric]():
			choices = []any{metrics.Ratio{Of: "a"}, metrics.Ratio{Of: "b"}, metrics.Mean{}, metrics.Availability{Of: "a", NoData: metrics.NoDataBad}}
		case reflect.TypeFor[penalty.Rule]():
			choices = []any{penalty.PerBreach{Credit: "1.00"}, penalty.Tiers{{When: "below 95%", Credit: "10%"}}}
		}
		if i := r.Int(len(choices) + 1); i > 0 {
			v.Set(reflect.ValueOf(choices[i-1]))
		}
	case reflect.Struct:
		switch of := v.Addr().Interface().(type) {
		case *sla.Objective:
			defer func() { of.ID = tape.Pick(r, "a", "b", "x.y", `q"`) }()
		case *sla.Spec:
			defer func() {
				seen := map[string]bool{}
				of.Objectives = slices.DeleteFunc(of.Objectives, func(o sla.Objective) bool {
					again := seen[o.ID]
					seen[o.ID] = true
					return again
				})
				of.Removed = nil // else it is a change that takes out
			}()
		}
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() && r.Int(3) == 1 {
				draw(r, f, depth-1)
			}
		}
	}
}

// The change between two drawn agreements turns one into the other and states nothing if
// they are equal; without what it takes out, it may be applied twice.
func TestBetweenDrawnAgreements(t *testing.T) {
	tape.Check(t, func(r *tape.Reader) error {
		alike := r.Bool()
		var a, b sla.Spec
		if alike { // first, before the tape ends
			a.Objectives = []sla.Objective{{ID: "a"}, {ID: "x.y"}}
			for i := range a.Objectives {
				id := a.Objectives[i].ID
				draw(r, reflect.ValueOf(&a.Objectives[i]).Elem(), 3)
				a.Objectives[i].ID = id
			}
			b.Objectives = slices.Clone(a.Objectives)
			for i := range b.Objectives {
				id := b.Objectives[i].ID
				draw(r, reflect.ValueOf(&b.Objectives[i]).Elem(), 4)
				b.Objectives[i].ID = id
			}
		} else {
			a, b = drawSpec(r), drawSpec(r)
		}
		before := written(a) + written(b)
		change := terms.Between(a, b)
		got, err := a.With(change)
		if err != nil {
			return fmt.Errorf("%w, of %v", err, change.Removed)
		}
		if !same(got, b) || len(terms.Differences(got, b)) > 0 {
			return fmt.Errorf("got %s\nwant %s\nchange %s", written(got), written(b), written(change))
		}
		if zero, equal := reflect.DeepEqual(change, sla.Spec{}), same(a, b); zero != equal || equal != (len(terms.Differences(a, b)) == 0) {
			return fmt.Errorf("equal %v, the zero change %v, differences %v", equal, zero, terms.Differences(a, b))
		}
		if own := terms.Between(a, a); !reflect.DeepEqual(own, sla.Spec{}) {
			return fmt.Errorf("from an agreement to itself: %+v", own)
		}
		change.Removed = nil
		once, err := a.With(change)
		if err != nil {
			return err
		}
		if twice, err := once.With(change); err != nil || !same(once, twice) {
			return fmt.Errorf("applied twice: %v", err)
		}
		if after := written(a) + written(b); after != before {
			return fmt.Errorf("the agreements have changed: %s, before %s", after, before)
		}
		return nil
	})
}

// Every difference names a path that Removed can name, where the agreement states it.
func TestPathsOfDifferencesCanBeRemoved(t *testing.T) {
	tape.Check(t, func(r *tape.Reader) error {
		a := drawSpec(r)
		for _, d := range terms.Differences(a, sla.Spec{}) {
			without, err := a.With(sla.Spec{Removed: []string{d.Path}})
			if err != nil {
				return err
			}
			for _, left := range terms.Differences(without, sla.Spec{}) {
				if left.Path == d.Path {
					return fmt.Errorf("%s is still there", d.Path)
				}
			}
		}
		return nil
	})
}

// Drawn layers alone, and laid in steps.
func TestDrawnLayersInSteps(t *testing.T) {
	tape.Check(t, func(r *tape.Reader) error {
		var layers [3]terms.Layer
		for i := range layers {
			layers[i] = terms.Layer{Name: fmt.Sprint("layer ", i), Spec: drawSpec(r)}
			layers[i].Spec.Revisions, layers[i].Spec.Locked = nil, nil
		}
		one, err := terms.Resolve(layers[0])
		if err != nil || !same(one.Spec, layers[0].Spec) {
			return fmt.Errorf("a layer alone: %v\n%s\n%s", err, written(one.Spec), written(layers[0].Spec))
		}
		whole, err1 := terms.Resolve(layers[0], layers[1], layers[2])
		two, err2 := terms.Resolve(layers[0], layers[1])
		steps, err3 := terms.Resolve(terms.Layer{Name: "two", Spec: two.Spec}, layers[2])
		if err1 != nil || err2 != nil || err3 != nil || !same(whole.Spec, steps.Spec) {
			return fmt.Errorf("in steps: %v %v %v\n%s\n%s", err1, err2, err3, written(whole.Spec), written(steps.Spec))
		}
		if err := origins(whole, layers[:]); err != nil {
			return err
		}
		return nil
	})
}

// origins checks that each field of a resolved agreement is by the highest layer that
// states it.
func origins(r terms.Resolved, layers []terms.Layer) error {
	stated := map[string]string{}
	for _, l := range layers {
		spec, err := sla.Spec{}.With(l.Spec)
		if err != nil {
			return err
		}
		alone, err := terms.Resolve(terms.Layer{Name: l.Name, Spec: spec})
		if err != nil {
			return err
		}
		for _, o := range alone.Origins {
			stated[o.Path] = l.Name + ": " + o.Value
		}
	}
	for _, o := range r.Origins {
		if want := stated[o.Path]; want != o.Layer+": "+o.Value {
			return fmt.Errorf("%s is %q by %s, want %s", o.Path, o.Value, o.Layer, want)
		}
		delete(stated, o.Path)
	}
	for path, by := range stated {
		// A part that states nothing is a part of its own only while it stays empty.
		if !strings.HasSuffix(by, ": {}") && !strings.HasSuffix(by, ": ") {
			return fmt.Errorf("%s, which %s states, has no origin", path, by)
		}
	}
	return nil
}
