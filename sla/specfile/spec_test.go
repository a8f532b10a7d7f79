package specfile_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

var allMetrics = []metrics.Metric{
	metrics.Share{}, metrics.Mean{}, metrics.Max{}, metrics.Sum{}, metrics.Percentile{}, metrics.TimeIn{}, metrics.Repair{},
	metrics.Availability{}, metrics.Slices{}, metrics.Composed{}, metrics.Ratio{}, metrics.Score{}, metrics.Total{},
	metrics.Custom{},
}

var allRules = []penalty.Rule{
	penalty.Tiers{}, penalty.Table{}, penalty.Overrun{}, penalty.Points{}, penalty.Graduated{}, penalty.Flat{},
	penalty.PerBreach{}, penalty.PerUnitLate{}, penalty.PerPointBelow{}, penalty.PerPointAbove{}, penalty.ProRata{},
	penalty.Pool{}, penalty.Named{}, penalty.Sum{}, penalty.Highest{}, penalty.FirstMatch{}, penalty.Choice{},
	penalty.Capped{}, penalty.Floor{}, penalty.Minimum{}, penalty.Repeat{}, penalty.Worth{}, penalty.EarnBack{},
	penalty.Bonus{},
}

// The unions are sealed, so their members are the types with the marker method.
func TestEveryMetricAndRuleIsHere(t *testing.T) {
	for _, union := range []struct {
		folder, marker string
		listed         []any
	}{
		{"../../metrics", "metric", anys(allMetrics)},
		{"../../penalty", "rule", anys(allRules)},
	} {
		var found []string
		names, err := filepath.Glob(union.folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range names {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Recv == nil || fn.Name.Name != union.marker || len(fn.Type.Params.List) > 0 {
					continue
				}
				if name, ok := fn.Recv.List[0].Type.(*ast.Ident); ok && fn.Type.Results == nil {
					found = append(found, name.Name)
				}
			}
		}
		var listed []string
		for _, v := range union.listed {
			listed = append(listed, reflect.TypeOf(v).Name())
		}
		slices.Sort(found)
		slices.Sort(listed)
		if !slices.Equal(found, listed) {
			t.Errorf("%s has %v\nlisted are %v", union.folder, found, listed)
		}
	}
}

func anys[T any](list []T) (all []any) {
	for _, v := range list {
		all = append(all, v)
	}
	return all
}

// odd are texts that a format may take for something else.
var odd = []string{
	"", "a", "95%", "4h", "-10m", "+1h wall", "0.12345678901234567890123", "0123", "1_000", ".inf", "1e3", "2026-12-24",
	"no", "yes", "on", "true", "null", "~", "Null", "NULL", "<<", "=", "a: b", "a:b", "a:", ":", "# x", "a #b", "a#b",
	"- a", "-", "--- ", "---", "...", "? a", "*a", "&a", "!a", "|", ">", "@a", "`a", "%a", "'", "''", `"`, `\`, `\n`, "{}", "[]",
	"{a: b}", "[a]", ",", "a,b", "a, b", " a", "a ", "a\nb", "a\n", "\n", "a\r\nb", "\t", "a\tb", "\x00", "\x1b", "\x7f", "\u0085",
	"\u00a0", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff", "\ufffd", "ä", "顾客", "😀", "a😀b", strings.Repeat("long ", 38) + ".",
	"mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00", "24x7", "below 99.9%", "2 business days by 16:00", "1/3",
}

// draw fills v with whatever the tape says: any spec that Go can hold, without
// lists and maps that are empty but not nil.
func draw(r *tape.Reader, v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(odd[r.Int(len(odd))])
	case reflect.Int, reflect.Int64:
		v.SetInt([]int64{0, 1, 2, -1, 1000}[r.Int(5)])
	case reflect.Bool:
		v.SetBool(r.Bool())
	case reflect.Pointer:
		if r.Bool() && depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			draw(r, v.Elem(), depth-1)
		}
	case reflect.Slice:
		for range r.Int(3) {
			if depth == 0 {
				return
			}
			element := reflect.New(v.Type().Elem()).Elem()
			draw(r, element, depth-1)
			v.Set(reflect.Append(v, element))
		}
	case reflect.Map:
		for range r.Int(3) {
			if depth == 0 {
				return
			}
			if v.IsNil() {
				v.Set(reflect.MakeMap(v.Type()))
			}
			key, element := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			draw(r, key, depth-1)
			draw(r, element, depth-1)
			v.SetMapIndex(key, element)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if !r.Done() {
				draw(r, v.Field(i), depth-1)
			}
		}
	case reflect.Interface:
		var types []any
		if v.Type() == reflect.TypeFor[penalty.Rule]() {
			types = anys(allRules)
		} else {
			types = anys(allMetrics)
		}
		n := r.Int(len(types) + 1)
		if n == 0 || depth <= 0 {
			return
		}
		chosen := reflect.New(reflect.TypeOf(types[n-1])).Elem()
		draw(r, chosen, depth-1)
		v.Set(chosen)
	}
}

func roundTrips(spec sla.Spec) error {
	for name, write := range map[string]func(sla.Spec) ([]byte, error){"YAML": specfile.YAML, "JSON": specfile.JSON} {
		data, err := write(spec)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		again, err := specfile.Parse(data)
		if err != nil {
			return fmt.Errorf("%s does not parse: %w\n%s", name, err, data)
		}
		if !reflect.DeepEqual(spec, again) {
			return fmt.Errorf("%s differs:\n%+v\n%+v\n%s", name, spec, again, data)
		}
	}
	return nil
}

func drawnSpecsRoundTrip(r *tape.Reader) error {
	var spec sla.Spec
	// Start anywhere, so that the end of a tape does not always starve the
	// same fields.
	v := reflect.ValueOf(&spec).Elem()
	for range 4 {
		draw(r, v.Field(r.Int(v.NumField())), 9)
	}
	return roundTrips(spec)
}

func TestDrawnSpecsRoundTrip(t *testing.T) { tape.Check(t, drawnSpecsRoundTrip) }

func FuzzSpec(f *testing.F) { tape.Fuzz(f, drawnSpecsRoundTrip) }

// Whatever is read can be written and read again; whatever cannot says where.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"testdata/acme.yaml", "testdata/shapes.yaml"} {
		data, err := files.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
		if spec, err := specfile.Parse(data); err == nil {
			data, err := specfile.JSON(spec)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(data))
		}
	}
	for _, b := range bad {
		f.Add(b.new)
	}
	f.Add("sla: v1\nremoved: [a, *b, &c d, !!int 7, ~, {a: b}]\n")
	f.Add(`{"sla":"v1","title":"a\ud83d\ude00b","zone":7}`)
	f.Fuzz(func(t *testing.T, data string) {
		spec, err := specfile.Parse([]byte(data))
		if err == nil {
			if err := roundTrips(spec); err != nil {
				t.Fatal(err)
			}
			return
		}
		var placed *specfile.Error
		if !errors.As(err, &placed) || placed.Line < 1 || placed.Column < 1 {
			t.Fatalf("no place in %v", err)
		}
	})
}

// A field without a name in files would be lost in them.
func TestEveryFieldHasAKey(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(typ reflect.Type) {
		if seen[typ] {
			return
		}
		seen[typ] = true
		switch typ.Kind() {
		case reflect.Slice, reflect.Map, reflect.Pointer:
			visit(typ.Elem())
		case reflect.Interface:
			for _, member := range append(anys(allMetrics), anys(allRules)...) {
				if m := reflect.TypeOf(member); m.Implements(typ) {
					visit(m)
				}
			}
		case reflect.Struct:
			keys := map[string]bool{}
			for i := range typ.NumField() {
				f := typ.Field(i)
				key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				visit(f.Type)
				if typ == reflect.TypeFor[sla.Match]() || f.Anonymous || f.Type.Kind() == reflect.Interface {
					continue
				}
				if key == "" || key == "-" || keys[key] || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz-") != "" {
					t.Errorf("%v.%s has the key %q", typ, f.Name, key)
				}
				keys[key] = true
			}
		}
	}
	visit(reflect.TypeFor[sla.Spec]())
	if len(seen) < 60 {
		t.Errorf("only %d types were seen", len(seen))
	}
}
