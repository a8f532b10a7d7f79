package exchange_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/exchange"
)

// hours are calendars by every name of the samples.
var hours = exchange.Calendars{
	"business": {Hours: "mon-fri 09:00-17:00"}, "2": {Hours: "mon-fri 09:00-17:00"}, "Office": {Hours: "mon-fri 08:00-18:00"},
	"8-5 weekdays": {Hours: "mon-fri 08:00-17:00"},
}

// readers are the imports by the first word of a sample's name.
var readers = map[string]func([]byte) (exchange.Import, error){
	"zendesk":    func(data []byte) (exchange.Import, error) { return exchange.Zendesk(data, hours) },
	"jira":       func(data []byte) (exchange.Import, error) { return exchange.JiraServiceManagement(data, hours) },
	"servicenow": func(data []byte) (exchange.Import, error) { return exchange.ServiceNow(data, hours) },
	"openslo":    exchange.OpenSLO,
}

// A leaf is a value of a source that is no list and no object, or an empty one.
type leaf struct {
	path, key string
	set       func(any)
	value     any
}

// leaves lists the leaves of a decoded source, with their places.
func leaves(v any, path, key string, set func(any)) (all []leaf) {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			below := k
			if path != "" {
				below = path + "." + k
			}
			all = append(all, leaves(inner, below, k, func(x any) { v[k] = x })...)
		}
		if len(v) > 0 {
			return all
		}
	case []any:
		for i, inner := range v {
			all = append(all, leaves(inner, fmt.Sprintf("%s[%d]", path, i), key, func(x any) { v[i] = x })...)
		}
		if len(v) > 0 {
			return all
		}
	}
	return []leaf{{path, key, set, v}}
}

// covered reports whether a note is about a place or about a place around it.
func covered(in exchange.Import, path string) bool {
	return slices.ContainsFunc(in.Notes, func(n sla.Finding) bool {
		rest, within := strings.CutPrefix(path, n.Path)
		return within && n.Path != "" && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// told lists the places that a note says were not read.
func unread(in exchange.Import) (only exchange.Import) {
	for _, n := range in.Notes {
		if n.Code == "not-read" || strings.Contains(n.Value, "left out") {
			only.Notes = append(only.Notes, n)
		}
	}
	return only
}

// others gives other values of the same kind.
func others(value any) []any {
	switch v := value.(type) {
	case bool:
		return []any{!v}
	case float64:
		return []any{5.0, 77.0, 0.25}
	case int:
		return []any{5, 77}
	case string:
		return []any{"other", "77", "true", "false", "1970-01-01 05:00:00", "1d"}
	case []any:
		return []any{[]any{"other"}}
	case map[string]any:
		return []any{map[string]any{"a": "b"}}
	}
	return []any{"other", 77.0, true} // null
}

// Each value of a source is in a note that says it was not read, or it is used: another
// value there gives another agreement, other notes, or an error.
func TestEachKeyOfASourceIsUsedOrTold(t *testing.T) {
	names, err := filepath.Glob("testdata/*_*.*")
	if err != nil || len(names) < 10 {
		t.Fatal(names, err)
	}
	used, told := 0, 0
	for _, name := range names {
		source, _, _ := strings.Cut(filepath.Base(name), "_")
		importer := readers[source]
		var root any
		data := read(t, filepath.Base(name))
		if strings.HasSuffix(name, ".yaml") {
			err = yaml.Unmarshal(data, &root)
		} else {
			err = json.Unmarshal(data, &root)
		}
		if err != nil {
			t.Fatal(err)
		}
		again := func() exchange.Import {
			text, err := json.Marshal(root)
			if err != nil {
				t.Fatal(err)
			}
			in, err := importer(text)
			if err != nil {
				in.Notes = []sla.Finding{{Value: err.Error()}}
			}
			return in
		}
		before := again()
		for _, l := range leaves(root, "", "", func(x any) { root = x }) {
			if covered(unread(before), l.path) {
				told++
				continue
			}
			if slices.Contains([]string{"display_value", "display_value_internal", "link"}, l.key) {
				continue // ServiceNow's other forms of a value
			}
			used++
			differs := false
			for _, other := range others(l.value) {
				l.set(other)
				differs = differs || !reflect.DeepEqual(again(), before)
			}
			if l.set(l.value); !differs {
				t.Errorf("%s: %s (%v) is neither used nor told", name, l.path, l.value)
			}
		}
		if !reflect.DeepEqual(again(), before) {
			t.Errorf("%s: the test changed the source", name)
		}
	}
	if used < 150 || told < 80 {
		t.Errorf("%d values used and %d told: the samples are gone", used, told)
	}
}

// Notes come in the order undecided, assumed, not-read, each with a code of these, and
// an import gives the same each time.
func TestNotesAreInOrder(t *testing.T) {
	names, err := filepath.Glob("testdata/*_*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		source, _, _ := strings.Cut(filepath.Base(name), "_")
		data := read(t, filepath.Base(name))
		in, err := readers[source](data)
		if err != nil {
			t.Fatal(err)
		}
		last := 0
		for _, n := range in.Notes {
			at := slices.Index([]sla.FindingCode{"undecided", "assumed", "not-read"}, n.Code)
			if at < last {
				t.Errorf("%s: %+v stands after a later code", name, n)
			}
			last = at
		}
		for range 5 {
			if again, err := readers[source](data); err != nil || !reflect.DeepEqual(in, again) {
				t.Fatalf("%s: another import of the same source: %v", name, err)
			}
		}
	}
}

func TestHostileSources(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	many := "[" + strings.Repeat("0,", 300_000) + "0]"
	for _, c := range []struct{ text, want string }{
		{"", "missing: the source is empty"},
		{" \n", "missing: the source is empty"},
		{"\xff\xfe", "cannot be read: the text is not UTF-8"},
		{"{", "cannot be read: the text is not"},
		{`{"a":1,"a":2}`, `a: conflicts with another term: the key is repeated`},
		{`{"a":{"b":[{"c":1,"c":2}]}}`, `a.b[0].c: conflicts with another term: the key is repeated`},
		{deep(70), "out of range: a source has at most 64 levels"},
		{deep(9_000), "out of range: a source has at most 64 levels"},
		{many, "out of range: a source has at most 300000 values"},
		{"[]", "missing: no "},
		{"{}", "missing: no "},
		{"null", "missing: no "},
		{`"text"`, "missing: no "},
		{`{"a":[{"b":1}]}`, "missing: no "},
		{strings.Repeat(" ", 17<<20), "out of range: a source has at most 16777216 bytes"},
	} {
		for source, importer := range readers {
			_, err := importer([]byte(c.text))
			var placed *sla.FieldError
			if problems := sla.Problems(err); len(problems) == 1 {
				placed = problems[0]
			}
			if placed == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s, %.40q: %v, want %s", source, c.text, err, c.want)
			}
		}
	}
	for source, importer := range readers {
		if source == "openslo" {
			continue
		}
		if _, err := importer([]byte(`[] []`)); err == nil || !strings.Contains(err.Error(), "nothing after it") {
			t.Errorf("%s: two values: %v", source, err)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"a: &x { kind: SLO }\nb: *x", "anchors and aliases are not read"},
		{"? [a]\n: b", "a key is a text"},
		{"kind: SLO\nkind: SLO", "the key is repeated"},
		{"\t- a", "the text is not YAML"},
		{"a: *x", "the text is not YAML"},
	} {
		if _, err := exchange.OpenSLO([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

// Many policies of many conditions are an error, and not a table that fills the memory.
func TestRowsAreBounded(t *testing.T) {
	var tags, policies []string
	for i := range 30 {
		tags = append(tags, fmt.Sprintf("t%d", i))
	}
	condition := `{"field":"current_tags","operator":"includes","value":"` + strings.Join(tags, " ") + `"}`
	in, err := exchange.Zendesk([]byte(`{"filter":{"all":[`+condition+`,`+condition+`]},"policy_metrics":[]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, in, "undecided : ")
	for range 1000 {
		policies = append(policies, `{"filter":{"all":[`+condition+`]},"policy_metrics":[]}`)
	}
	_, err = exchange.Zendesk([]byte("["+strings.Join(policies, ",")+"]"), nil)
	if err == nil || !strings.Contains(err.Error(), "the policies have more than 20000 targets") {
		t.Errorf("%v", err)
	}
}

// What an import accepts compiles with an ID, a zone, policies and its calendars. What
// ToOpenSLO writes is read again.
func FuzzImport(f *testing.F) {
	names, err := filepath.Glob("testdata/*_*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		source, _, _ := strings.Cut(filepath.Base(name), "_")
		f.Add(uint8(strings.Index("zjso", source[:1])), read(f, filepath.Base(name)))
	}
	for source, data := range map[uint8][]byte{1: metricOf(`{"jqlQuery":"a = b","duration":1}`), 2: definition(), 3: slo("Timeslices", "{ target: 0.9, timeSliceTarget: 0.9, timeSliceWindow: 5m }", rolling)} {
		f.Add(source, data)
	}
	f.Fuzz(func(t *testing.T, source uint8, data []byte) {
		in, err := readers[[]string{"zendesk", "jira", "servicenow", "openslo"}[source%4]](data)
		if err != nil {
			if len(sla.Problems(err)) != 1 {
				t.Errorf("%v", err)
			}
			return
		}
		spec := in.Spec
		spec.ID, spec.Policies.Profile = "imported", sla.ProfileExact
		if spec.Zone == "" {
			spec.Zone = "UTC"
		}
		if _, err := sla.New(spec); err != nil && len(spec.Objectives) > 0 && !compiles(err) {
			t.Errorf("%v\n%s", err, listed(in))
		}
		out, _, err := exchange.ToOpenSLO(spec)
		if err != nil {
			t.Errorf("%v", err)
		}
		if len(out) > 0 {
			again, err := exchange.OpenSLO(out)
			if err != nil || source%4 == 3 && len(again.Spec.Objectives) != bytes.Count(out, []byte("kind: SLO")) {
				t.Errorf("%v\n%s\n%s", err, out, listed(again))
			}
		}
	})
}

// compiles reports whether New only lacks what an import cannot know: a calendar that
// was not given, and a zone that does not exist.
func compiles(err error) bool {
	for _, e := range sla.Problems(err) {
		if !strings.HasSuffix(e.Path, ".calendar") && !strings.HasSuffix(e.Path, "zone") {
			return false
		}
	}
	return true
}
