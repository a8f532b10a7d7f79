package report_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

var metricKinds = []metrics.Metric{
	metrics.Share{}, metrics.Mean{}, metrics.Max{}, metrics.Sum{}, metrics.Percentile{}, metrics.TimeIn{}, metrics.Repair{}, metrics.Availability{},
	metrics.Slices{}, metrics.Composed{}, metrics.Ratio{}, metrics.Score{}, metrics.Total{}, metrics.Custom{},
}

var ruleKinds = []penalty.Rule{
	penalty.Tiers{}, penalty.Table{}, penalty.Overrun{}, penalty.Points{}, penalty.Graduated{}, penalty.Flat{}, penalty.PerBreach{}, penalty.PerUnitLate{},
	penalty.PerPointBelow{}, penalty.PerPointAbove{}, penalty.ProRata{}, penalty.Pool{}, penalty.Named{}, penalty.Sum{}, penalty.Highest{}, penalty.FirstMatch{},
	penalty.Choice{}, penalty.Capped{}, penalty.Floor{}, penalty.Minimum{}, penalty.Repeat{}, penalty.Worth{}, penalty.EarnBack{}, penalty.Bonus{},
}

// filler gives every text and number within a value a value of its own.
type filler struct {
	n      int
	metric metrics.Metric
	rule   penalty.Rule
	leaves []leaf
}

// leaf is a text or number of a spec.
type leaf struct {
	path string
	set  func(text string, number int64)
}

func (f *filler) fill(path string, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		f.n++
		v.SetString(fmt.Sprint("word", f.n))
		f.leaves = append(f.leaves, leaf{path, func(text string, _ int64) { v.SetString(text) }})
	case reflect.Int, reflect.Int64:
		f.n++
		v.SetInt(int64(10_000 + f.n))
		f.leaves = append(f.leaves, leaf{path, func(_ string, number int64) { v.SetInt(number) }})
	case reflect.Bool:
		v.SetBool(true)
		f.leaves = append(f.leaves, leaf{path, func(string, int64) { v.SetBool(false) }})
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(path, v.Elem(), depth+1)
	case reflect.Slice:
		if depth > 16 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		for i := range v.Len() {
			f.fill(fmt.Sprintf("%s[%d]", path, i), v.Index(i), depth+1)
		}
	case reflect.Map:
		f.n++
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		key.SetString(fmt.Sprint("name", f.n))
		v.Set(reflect.MakeMap(v.Type()))
		before := len(f.leaves)
		f.fill(path+"."+key.String(), value, depth+1)
		v.SetMapIndex(key, value)
		for i := before; i < len(f.leaves); i++ { // a map holds a copy
			inner := f.leaves[i].set
			f.leaves[i].set = func(text string, number int64) {
				inner(text, number)
				v.SetMapIndex(key, value)
			}
		}
	case reflect.Interface:
		var chosen reflect.Value
		switch {
		case v.Type() == reflect.TypeFor[metrics.Metric]():
			chosen = reflect.New(reflect.TypeOf(f.metric)).Elem()
		case depth > 7:
			chosen = reflect.New(reflect.TypeFor[penalty.Flat]()).Elem()
		default:
			chosen = reflect.New(reflect.TypeOf(f.rule)).Elem()
		}
		before := len(f.leaves)
		f.fill(path+"<"+chosen.Type().Name()+">", chosen, depth+1)
		v.Set(chosen)
		for i := before; i < len(f.leaves); i++ { // an interface holds a copy
			inner := f.leaves[i].set
			f.leaves[i].set = func(text string, number int64) {
				inner(text, number)
				v.Set(chosen)
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			switch at := v.Type().Name() + "." + field.Name; {
			case !field.IsExported():
			case at == "Revision.Change" && strings.Contains(path, "Change"), at == "Spec.Revisions" && path != "Spec": // a change has no revisions
			case at == "Spec.Removed" && path == "Spec": // only a change has it
			case at == "Condition.Any" && strings.Contains(path, "Any"): // alternatives have no alternatives
			case at == "Document.Clauses": // has a page of its own: TestLiteratePage
			case field.Name == "Clause" && field.Tag.Get("plain") == "-": // comes from the agreement's index: TestPagesCiteClauses
			default:
				f.fill(path+"."+field.Name, v.Field(i), depth+1)
			}
		}
	default:
		panic(v.Type().String())
	}
}

// No term is silent: for every field of a Spec, a change of its value changes the bytes
// of the page. A field that is added later fails until the page prints it.
func TestNoTermIsSilent(t *testing.T) {
	page := func(spec sla.Spec) string { return written(t, report.ContractOf(spec), report.Text) }
	seen := map[string]bool{}
	for i := range max(len(metricKinds), len(ruleKinds)) {
		f := filler{metric: metricKinds[i%len(metricKinds)], rule: ruleKinds[i%len(ruleKinds)]}
		var spec sla.Spec
		f.fill("Spec", reflect.ValueOf(&spec).Elem(), 0)
		before := page(spec)
		for n, leaf := range f.leaves {
			short := strings.Join(strings.FieldsFunc(leaf.path, func(r rune) bool { return r >= '0' && r <= '9' }), "#")
			if seen[short] {
				continue // looked at with another metric or rule
			}
			if testing.Short() && n%8 != 0 {
				continue
			}
			seen[short] = true
			leaf.set("other", 77_777)
			if page(spec) == before {
				t.Errorf("%s is not on the page", leaf.path)
			}
			leaf.set(fmt.Sprint("word", n), int64(n)) // any other value
			before = page(spec)
		}
	}
	if len(seen) < 400 && !testing.Short() {
		t.Errorf("only %d fields were changed", len(seen))
	}
}
