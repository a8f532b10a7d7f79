package terms_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
	"github.com/upheld/upheld/sla/terms"
)

// specs reads every agreement file of the module.
func specs(t *testing.T) map[string]sla.Spec {
	t.Helper()
	all := map[string]sla.Spec{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if spec, err := specfile.Parse(data); err == nil && spec.ID != "" {
			all[path] = spec
		}
		return nil
	})
	if err != nil || len(all) < 40 {
		t.Fatalf("%d agreements: %v", len(all), err)
	}
	return all
}

func same(a, b sla.Spec) bool { return written(a) == written(b) }

// written writes a Spec, its objectives in the order of their names.
func written(s sla.Spec) string {
	s.Objectives = slices.Clone(s.Objectives)
	slices.SortFunc(s.Objectives, func(a, b sla.Objective) int { return strings.Compare(a.ID, b.ID) })
	return fmt.Sprint(plain(s))
}

// plain writes a value without the difference of nil and empty lists and maps. It is a
// slow reader of its own.
func plain(v any) any { return plainOf(reflect.ValueOf(v)) }

func plainOf(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Struct:
		var all []any
		for i := range v.NumField() {
			all = append(all, v.Type().Field(i).Name, plainOf(v.Field(i)))
		}
		return append(all, v.Type().Name())
	case reflect.Slice:
		var all []any
		for i := range v.Len() {
			all = append(all, plainOf(v.Index(i)))
		}
		return all
	case reflect.Map:
		var all []string
		for _, key := range v.MapKeys() {
			all = append(all, fmt.Sprintf("%v: %#v", key, plainOf(v.MapIndex(key))))
		}
		slices.Sort(all)
		return all
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return plainOf(v.Elem())
	}
	return fmt.Sprint(v.Interface())
}

// Over all pairs of agreements, the change between two turns one into the other, and
// states nothing if the two are equal.
func TestBetweenTurnsOneAgreementIntoAnother(t *testing.T) {
	all := specs(t)
	texts, names := map[string]string{}, slices.Sorted(maps.Keys(all))
	for name, spec := range all {
		texts[name] = written(spec)
	}
	some := 1
	if testing.Short() {
		some = 31
	}
	pairs := 0
	for i, from := range names {
		for j, to := range names {
			if (i+j)%some != 0 && i != j {
				continue
			}
			pairs++
			a, b := all[from], all[to]
			change := terms.Between(a, b)
			got, err := a.With(change)
			if err != nil || written(got) != texts[to] {
				t.Fatalf("from %s to %s: %v\n%v", from, to, err, terms.Differences(got, b))
			}
			if left := terms.Differences(got, b); len(left) > 0 {
				t.Errorf("from %s to %s: equal, and yet %v", from, to, left)
			}
			different := len(terms.Differences(a, b)) > 0
			if different == (texts[from] == texts[to]) {
				t.Errorf("from %s to %s: different: %v", from, to, different)
			}
			if zero := reflect.DeepEqual(change, sla.Spec{}); zero == different {
				t.Errorf("from %s to %s: the zero change: %v", from, to, zero)
			}
		}
	}
	t.Logf("%d pairs of %d agreements", pairs, len(names))
}

// A change that takes nothing out may be applied twice.
func TestAChangeAppliedTwice(t *testing.T) {
	all := specs(t)
	names := slices.Sorted(maps.Keys(all))
	for i, from := range names {
		a, change := all[from], terms.Between(all[from], all[names[(i+5)%len(names)]])
		change.Removed = nil
		once, err := a.With(change)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := once.With(change); err != nil || !same(once, twice) {
			t.Errorf("from %s: the change applied twice is another: %v", from, err)
		}
	}
}

func TestDifferencesReadAsAFile(t *testing.T) {
	parse := func(text string) sla.Spec {
		spec, err := specfile.Parse([]byte("sla: v1\n" + text))
		if err != nil {
			t.Fatal(err)
		}
		return spec
	}
	before := parse(`
title: Support
objectives:
  - { id: first, clock: response, where: { kind: { not: spam } }, targets: [{ when: { priority: [P1, P2] }, within: 15m, calendar: 24x7 }, { within: 4h, calendar: office }], attain: 90%, warn: [80%] }
  - { id: portal, availability: { of: portal, calendar: 24x7, no-data: exclude, maintenance: remove }, attain: 99.5% }
  - { id: old, clock: response }
credits: { rules: [{ objective: portal, per-breach: { credit: 10.00 } }], caps: { month: 30% } }
`)
	after := parse(`
title: "Gold: support"
objectives:
  - { id: portal, ratio: { of: requests }, attain: 99.5% }
  - { id: first, clock: response, targets: [{ within: 4h, calendar: office }], attain: 95%, warn: [50%, { at: breach, every: 1h }] }
  - { id: new, clock: response }
calendars: { b.c: {} }
credits: { rules: [{ objective: portal, tiers: { below 99.5%: 10% } }], caps: { month: 30% } }
`)
	want := []terms.Difference{
		{"title", "Support", `"Gold: support"`},
		{`calendars["b.c"]`, "", "{}"},
		{"objectives.first.where", "{ kind: { not: spam } }", ""},
		{"objectives.first.targets", "[{ when: { priority: [P1, P2] }, within: 15m, calendar: 24x7 }, { within: 4h, calendar: office }]", "[{ within: 4h, calendar: office }]"},
		{"objectives.first.attain", "90%", "95%"},
		{"objectives.first.warn", "[80%]", "[50%, { at: breach, every: 1h }]"},
		{"objectives.portal.ratio", "{ availability: { of: portal, calendar: 24x7, no-data: exclude, maintenance: remove } }", "{ ratio: { of: requests } }"},
		{"objectives.old", "{ id: old, clock: response }", ""},
		{"objectives.new", "", "{ id: new, clock: response }"},
		{"credits.rules", "[{ objective: portal, per-breach: { credit: 10.00 } }]", "[{ objective: portal, tiers: [{ when: below 99.5%, credit: 10% }] }]"},
	}
	got := terms.Differences(before, after)
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("%d:\ngot  %v\nwant %v", i, got[min(i, len(got)-1):], want[min(i, len(want)-1):])
			break
		}
	}
}

func layer(t *testing.T, name, text string) terms.Layer {
	t.Helper()
	spec, err := specfile.Parse([]byte("sla: v1\n" + text))
	if err != nil {
		t.Fatal(name, err)
	}
	return terms.Layer{Name: name, Spec: spec}
}

const baseline = `
title: Support
zone: UTC
policies: { profile: exact }
clocks: { response: { start: opened, stop: answered } }
objectives:
  - { id: first, clock: response, targets: [{ within: 4h, calendar: 24x7 }], attain: 90%, period: month, counts: due }
locked: { policies: not-change, objectives.*.attain: tighten }
revisions:
  - { from: 2026-07-01, pins: opened, reason: faster, change: { objectives: [{ id: first, targets: [{ within: 3h, calendar: 24x7 }] }] } }
`

// A customer's own term outlives a revision of the baseline: 2h stays 2h on 1 July, and
// the revision that changes nothing is a finding.
func TestACustomersTermOutlivesARevisionOfTheBaseline(t *testing.T) {
	base := layer(t, "global", baseline)
	r, err := terms.Resolve(base, layer(t, "acme", "id: acme\nobjectives: [{ id: first, targets: [{ within: 2h, calendar: 24x7 }] }]"))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Spec.Revisions) != 0 || r.Spec.Objectives[0].Targets[0].Within != "2h" || r.Spec.ID != "acme" {
		t.Errorf("%+v", r.Spec)
	}
	want := []sla.Finding{{Code: "revision-hidden", Subject: "global", Path: "objectives.first.targets", Value: "2026-07-01: [{ within: 3h, calendar: 24x7 }]"}}
	if !reflect.DeepEqual(r.Findings, want) {
		t.Errorf("%v", r.Findings)
	}
	r, err = terms.Resolve(base, layer(t, "zeta", "id: zeta\nobjectives: [{ id: first, attain: 95% }]"))
	if err != nil || len(r.Findings) != 0 || len(r.Spec.Revisions) != 1 {
		t.Fatal(err, r.Findings)
	}
	revision := r.Spec.Revisions[0]
	if revision.From != "2026-07-01" || revision.Reason != "faster" || revision.Change.Objectives[0].Targets[0].Within != "3h" || revision.Change.Objectives[0].Attain != "" {
		t.Errorf("%+v", revision)
	}
	var origin terms.Origin
	for _, o := range r.Origins {
		if o.Path == "objectives.first.attain" {
			origin = o
		}
	}
	if !reflect.DeepEqual(origin, terms.Origin{"objectives.first.attain", "zeta", "95%", []terms.Hidden{{"global", "90%"}}}) {
		t.Errorf("%+v", origin)
	}
}

func TestLocks(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"objectives: [{ id: first, attain: 95% }]", ""},
		{"objectives: [{ id: first, attain: 90% }]", ""},
		{"objectives: [{ id: first, attain: 89.99% }]", "loosened objectives.first.attain 89.99%"},
		{"objectives: [{ id: first, attain: at most 4h }]", "loosened objectives.first.attain at most 4h"},
		{"removed: [objectives.first.attain]", "loosened objectives.first.attain "},
		{"removed: [objectives.first]\nobjectives: [{ id: other, clock: response }]", "loosened objectives.first "},
		{"objectives: [{ id: other, attain: 10% }]", ""},
		{"policies: { reopen: final }", "locked policies.reopen final"},
		{"policies: { profile: exact }", ""},
		{"objectives: [{ id: first, least: 3 }]", ""},
		{"locked: { clocks: not-change }", "lock-unused locked "},
	} {
		r, err := terms.Resolve(layer(t, "global", baseline), layer(t, "acme", c.text))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range r.Findings {
			if f.Code != "revision-hidden" && (f.Code == "lock-unused" || f.Subject == "acme") {
				got += fmt.Sprintf("%s %s %s", f.Code, f.Path, f.Value)
			}
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestRevisionsOfTwoLayersAtOneInstant(t *testing.T) {
	plan := func(pins, from string) terms.Layer {
		return layer(t, "plan", "revisions: [{ from: "+from+", pins: "+pins+", reason: more, change: { objectives: [{ id: first, attain: 97% }] } }]")
	}
	r, err := terms.Resolve(layer(t, "global", baseline), plan("opened", "2026-07-01T00:00"), layer(t, "acme", "id: acme"))
	if err != nil || len(r.Spec.Revisions) != 1 {
		t.Fatal(err, r.Spec.Revisions)
	}
	if v := r.Spec.Revisions[0]; v.Reason != "faster; more" || v.Change.Objectives[0].Attain != "97%" || v.Change.Objectives[0].Targets[0].Within != "3h" {
		t.Errorf("%+v", v)
	}
	if _, err := terms.Resolve(layer(t, "global", baseline), plan("due", "2026-07-01")); err == nil || !strings.Contains(err.Error(), "pin alike") {
		t.Errorf("other pins: %v", err)
	}
	if r, err = terms.Resolve(layer(t, "global", baseline), plan("due", "2026-07-01T00:01")); err != nil || len(r.Spec.Revisions) != 2 {
		t.Error("a minute later", err, len(r.Spec.Revisions))
	}
	if _, err := terms.Resolve(layer(t, "global", baseline), layer(t, "acme", "removed: [clocks.repair]")); err == nil || !strings.HasPrefix(err.Error(), "acme: ") {
		t.Errorf("nothing to remove: %v", err)
	}
}

// Resolve of one layer is that layer; layers may be laid in steps, without locks and
// revisions.
func TestLayersInSteps(t *testing.T) {
	all := specs(t)
	var list []terms.Layer
	for name, spec := range all {
		if len(spec.Revisions) > 0 {
			continue
		}
		one, err := terms.Resolve(terms.Layer{Name: name, Spec: spec})
		if err != nil || !same(one.Spec, spec) {
			t.Errorf("%s alone: %v", name, err)
		}
		spec.Locked = nil
		list = append(list, terms.Layer{Name: name, Spec: spec})
	}
	for i := range list {
		x, y, z := list[i], list[(i+1)%len(list)], list[(i+7)%len(list)]
		whole, err1 := terms.Resolve(x, y, z)
		two, err2 := terms.Resolve(x, y)
		steps, err3 := terms.Resolve(terms.Layer{Name: "xy", Spec: two.Spec}, z)
		if err1 != nil || err2 != nil || err3 != nil || !same(whole.Spec, steps.Spec) {
			t.Errorf("%s, %s, %s: %v %v %v", x.Name, y.Name, z.Name, err1, err2, err3)
		}
	}
}

func TestWithinOfLimits(t *testing.T) {
	for _, c := range []struct {
		tight, loose string
		want         bool
	}{
		{"95%", "90%", true}, {"90%", "90%", true}, {"89.999%", "90%", false}, {"over 90%", "90%", true}, {"90%", "over 90%", false},
		{"at most 4h", "at most 4h", true}, {"at most 4h1m", "at most 4h", false}, {"below 4h", "at most 4h", true}, {"at most 4h", "below 4h", false},
		{"95%", "at most 4h", false}, {"10 to 20", "5 to 25", true}, {"10 to 26", "5 to 25", false}, {"at least 10", "5 to 25", false}, {"exactly 80%", "80%", true},
	} {
		if got := limit(t, c.tight).Within(limit(t, c.loose)); got != c.want {
			t.Errorf("%s within %s: %v", c.tight, c.loose, got)
		}
	}
	if (metrics.Limit{}).Within(metrics.Limit{}) {
		t.Error("the zero limit")
	}
}

func limit(t *testing.T, text string) metrics.Limit {
	t.Helper()
	l, err := metrics.Bound(text).Parse()
	if err != nil {
		t.Fatal(err)
	}
	return l
}
