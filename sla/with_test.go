package sla_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

func read(t testing.TB, text string) sla.Spec {
	t.Helper()
	spec, err := specfile.Parse([]byte("sla: v1\n" + text))
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

const plan = `
id: plan
title: Plan
zone: Europe/Berlin
policies: { profile: exact, reopen: final }
calendars:
  office: { hours: mon-fri 09:00-17:00, closed: [2026-05-01] }
  berlin.de: { hours: mon-fri 08:00-16:00, shifts: keep-whole }
clocks:
  response: { start: opened, stop: answered }
objectives:
  - { id: first, clock: response, targets: [{ within: 4h, calendar: office }], attain: 95%, period: month, counts: due, warn: [80%] }
  - { id: portal, availability: { of: portal, calendar: 24x7, no-data: exclude, maintenance: remove }, attain: 99.9%, period: month }
`

func TestAChangeStatesOnlyWhatChanges(t *testing.T) {
	for _, c := range []struct{ name, change, from, to string }{
		{"a field of an objective", "objectives: [{ id: portal, attain: 99.95% }]", "attain: 99.9%", "attain: 99.95%"},
		{"a table as one value", "objectives: [{ id: first, targets: [{ within: 2h, calendar: office }] }]", "within: 4h", "within: 2h"},
		{"a metric as one value", "objectives: [{ id: portal, availability: { of: portal, calendar: office, no-data: up } }]",
			"calendar: 24x7, no-data: exclude, maintenance: remove", "calendar: office, no-data: up"},
		{"a condition as one value", "clocks: { response: { stop: { event: answered, while: { by: agent } } } }",
			"stop: answered", "stop: { event: answered, while: { by: agent } }"},
		{"the hours of a week, not its closed days", "calendars: { office: { hours: mon-fri 08:00-18:00 } }", "mon-fri 09:00-17:00", "mon-fri 08:00-18:00"},
		{"one policy", "policies: { reopen: new-cycle }", "reopen: final", "reopen: new-cycle"},
		{"a word of the top", "title: Gold", "title: Plan", "title: Gold"},
		{"a field that goes", "removed: [objectives.first.warn]", ", warn: [80%]", ""},
		{"a metric that goes, by its word", "removed: [objectives.portal.availability]",
			"availability: { of: portal, calendar: 24x7, no-data: exclude, maintenance: remove }, ", ""},
		{"a part that goes", "removed: [calendars.office]", "  office: { hours: mon-fri 09:00-17:00, closed: [2026-05-01] }\n", ""},
		{"a name with a dot", `removed: ['calendars["berlin.de"].shifts']`, ", shifts: keep-whole", ""},
		{"a part that goes and comes anew", "removed: [calendars.office]\ncalendars: { office: { hours: sat 10:00-12:00 } }",
			"{ hours: mon-fri 09:00-17:00, closed: [2026-05-01] }", "{ hours: sat 10:00-12:00 }"},
		{"a new part", "clocks: { repair: { start: opened, stop: repaired } }",
			"stop: answered }\n", "stop: answered }\n  repair: { start: opened, stop: repaired }\n"},
		{"a policy that goes", "removed: [policies.reopen]", ", reopen: final", ""},
		{"an objective that goes, and not the next", "removed: [objectives.first]", plan[strings.Index(plan, "  - { id: first"):strings.Index(plan, "  - { id: portal")], ""},
		{"all objectives go", "removed: [objectives]", plan[strings.Index(plan, "objectives:"):], ""},
	} {
		if !strings.Contains(plan, c.from) {
			t.Fatal(c.name)
		}
		got, err := read(t, plan).With(read(t, c.change))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		want := read(t, strings.Replace(plan, c.from, c.to, 1))
		if len(got.Objectives) == 0 {
			got.Objectives = nil
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", c.name, got, want)
		}
	}
}

func TestPathsOfRemovedThatNameNothing(t *testing.T) {
	for _, path := range []string{
		"objectives.portl", "objectives.portal.warn", "objectives.first.availability", "clock", "calendars.office.hours.mon-fri",
		"calendars.berlin.de", "calendars[office]", "", ".", "objectives.", `calendars["office`, "objectives.first.targets[0]", "policies.retarget", "sla",
	} {
		spec := read(t, plan)
		got, err := spec.With(sla.Spec{Removed: []string{"title", path}})
		problems := sla.Problems(err)
		if len(problems) != 1 || problems[0].Path != "removed[1]" || problems[0].Value != path {
			t.Errorf("%q: %v", path, err)
		}
		if got.Title != "" {
			t.Errorf("%q: the other path was not removed", path)
		}
		if spec.Title = ""; !reflect.DeepEqual(got, spec) {
			t.Errorf("%q changed something", path)
		}
	}
	_, err := read(t, plan).With(sla.Spec{Objectives: []sla.Objective{{ID: "first", Attain: "90%"}, {ID: "first", Least: 3}}})
	if p := sla.Problems(err); len(p) != 1 || p[0].Path != "objectives[1].id" || p[0].Value != "first" {
		t.Errorf("an objective twice: %v", err)
	}
}

func TestWithSharesNothing(t *testing.T) {
	spec, change := read(t, plan), read(t, "calendars: { night: { hours: mon-fri 22:00-24:00 } }\nobjectives: [{ id: first, warn: [50%] }]")
	before, drafted := read(t, plan), read(t, "calendars: { night: { hours: mon-fri 22:00-24:00 } }\nobjectives: [{ id: first, warn: [50%] }]")
	next := must(spec.With(change))
	next.Objectives[0].Warn[0].At = "10%"
	next.Objectives[0].Targets[0].Within = "1h"
	next.Objectives[1].ID = "other"
	next.Calendars["office"] = calendar.Spec{}
	delete(next.Calendars, "night")
	next.Clocks["response"].Stop.Event[0] = "changed"
	if !reflect.DeepEqual(spec, before) || !reflect.DeepEqual(change, drafted) {
		t.Error("With shares lists or maps with its arguments")
	}
}

// Every field of a Spec can be stated in a change and taken out again, whatever is added
// to Spec later.
func TestEveryFieldCanBeChangedAndRemoved(t *testing.T) {
	type step struct {
		path string
		put  func(*sla.Spec) reflect.Value
	}
	var steps []step
	add := func(path string, t reflect.Type, part func(*sla.Spec) reflect.Value) {
		var fields func(t reflect.Type, index []int)
		fields = func(t reflect.Type, index []int) {
			for i := range t.NumField() {
				f := t.Field(i)
				at := append(append([]int{}, index...), i)
				if f.Anonymous {
					fields(f.Type, at)
					continue
				}
				key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if key == "removed" || key == "id" && path != "" || f.Type.Kind() == reflect.Interface {
					continue
				}
				steps = append(steps, step{strings.TrimPrefix(path+"."+key, "."), func(s *sla.Spec) reflect.Value { return part(s).FieldByIndex(at) }})
			}
		}
		fields(t, nil)
	}
	add("", reflect.TypeFor[sla.Spec](), func(s *sla.Spec) reflect.Value { return reflect.ValueOf(s).Elem() })
	add("policies", reflect.TypeFor[sla.Policies](), func(s *sla.Spec) reflect.Value { return reflect.ValueOf(&s.Policies).Elem() })
	add("credits", reflect.TypeFor[penalty.Spec](), func(s *sla.Spec) reflect.Value { return reflect.ValueOf(&s.Credits).Elem() })
	add("objectives.x", reflect.TypeFor[sla.Objective](), func(s *sla.Spec) reflect.Value {
		if len(s.Objectives) == 0 {
			s.Objectives = []sla.Objective{{ID: "x"}}
		}
		return reflect.ValueOf(&s.Objectives[0]).Elem()
	})
	if len(steps) < 50 {
		t.Fatalf("%d fields", len(steps))
	}
	for _, s := range steps {
		var change sla.Spec
		stateAny(s.put(&change))
		base := sla.Spec{Objectives: []sla.Objective{{ID: "x"}}}
		with, err := base.With(change)
		if err != nil || !reflect.DeepEqual(s.put(&with).Interface(), s.put(&change).Interface()) && s.path != "objectives" {
			t.Errorf("%s: not changed: %v", s.path, err)
		}
		gone, err := with.With(sla.Spec{Removed: []string{s.path}})
		if err != nil || !s.put(&gone).IsZero() && s.path != "objectives" {
			t.Errorf("%s: not removed: %v", s.path, err)
		}
	}
}

// stateAny sets a value to something that is not empty.
func stateAny(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		stateAny(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		stateAny(v.Index(0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		element := reflect.New(v.Type().Elem()).Elem()
		stateAny(element)
		v.SetMapIndex(reflect.ValueOf("x").Convert(v.Type().Key()), element)
	case reflect.Struct:
		stateAny(v.Field(0))
	}
}

// An error is placed where the value stands: in the change that states it, or where it
// stood before if the change leaves it alone.
func TestErrorsOfRevisionsStandWhereTheValueStands(t *testing.T) {
	revised := func(changes ...string) string {
		text := plan + "revisions:\n"
		for i, change := range changes {
			text += "  - { from: 2026-0" + string(rune('2'+i)) + "-01, pins: opened, change: { " + change + " } }\n"
		}
		return text
	}
	for _, c := range []struct{ name, text, want string }{
		{"in the change", revised("objectives: [{ id: portal, attain: 99.9 }]"), "revisions[0].change.objectives[0].attain"},
		{"in the base, told once", strings.Replace(revised("objectives: [{ id: portal, least: 3 }]"), "99.9%", "99.9", 1), "objectives[1].attain"},
		{"in an earlier change, told once", revised("objectives: [{ id: portal, attain: 99.9 }]", "objectives: [{ id: portal, least: 3 }]"),
			"revisions[0].change.objectives[0].attain"},
		{"in the base, because of a change", revised("removed: [calendars.office]"), "objectives[0].targets[0].calendar"},
		{"missing because of a change", revised("removed: [clocks.response.stop], clocks: { response: { owner: team } }"), "revisions[0].change.clocks.response.stop"},
		{"a currency that is none", revised("currency: eur"), "revisions[0].change.currency"},
		{"a policy of the base", strings.Replace(revised("policies: { reopen: new-cycle }"), "profile: exact", "profile: exat", 1), "policies.profile"},
	} {
		spec := read(t, c.text)
		_, err := sla.New(spec)
		told := 0
		for _, p := range sla.Problems(err) {
			if p.Path == c.want {
				told++
			} else if c.name != "a policy of the base" || strings.HasPrefix(p.Path, "revisions") {
				t.Errorf("%s: %v", c.name, p)
			}
		}
		if told != 1 {
			t.Errorf("%s: %d problems at %s", c.name, told, c.want)
		}
	}
	spec := read(t, revised("objectives: [{ id: first, availability: { of: portal, calendar: 24x7, no-data: exclude, maintenance: remove } }]"))
	_, err := sla.New(spec)
	for _, want := range []string{"removed: [objectives.first.clock]", "removed: [objectives.first.targets]"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("from a clock to an availability: %v, want %q", err, want)
		}
	}
	spec.Revisions[0].Change.Removed = []string{"objectives.first.clock", "objectives.first.targets", "objectives.first.counts", "objectives.first.warn"}
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	if o := slices.Collect(a.Objectives(at))[0]; o.ID != "first" || o.Metric.(metrics.Availability).Of != "portal" || o.Attain != "95%" {
		t.Errorf("%+v", o)
	}
}

// The terms of a revision are those of the agreement with the change applied.
func TestARevisionIsWith(t *testing.T) {
	spec := read(t, plan)
	change := read(t, "objectives: [{ id: first, attain: 97% }, { id: portal, attain: 99.95% }]\nremoved: [objectives.first.warn]\ncalendars: { office: { hours: mon-fri 08:00-18:00 } }")
	whole := must(sla.New(must(spec.With(change))))
	spec.Revisions = []sla.Revision{{From: "2026-06-01", Pins: sla.PinOpened, Change: change}}
	revised := must(sla.New(spec))
	before, after := time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC), time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC)
	if got, want := slices.Collect(revised.Objectives(after)), slices.Collect(whole.Objectives(after)); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := slices.Collect(revised.Objectives(before))[0]; got.Attain != "95%" || len(got.Warn) != 1 {
		t.Errorf("before the revision: %+v", got)
	}
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: time.Date(2026, 6, 1, 15, 30, 0, 0, time.UTC), Name: "opened"}}}
	for _, a := range []*sla.Agreement{revised, whole} { // 17:30 in Berlin: half an hour that day, 3h30m from 08:00
		if due := a.Track(&ticket, after)[0].DueAt; !due.Equal(time.Date(2026, 6, 2, 9, 30, 0, 0, time.UTC)) {
			t.Errorf("due %s", due)
		}
	}
}
