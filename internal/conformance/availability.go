package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
)

const (
	icingaFile = "icinga_sla.json"
	nagiosFile = "nagios_availability.json"
)

func runAvailability(dir fs.FS, r *results) {
	for _, of := range []struct {
		file string
		run  entryRunner
	}{
		{icingaFile, r.icinga(dir)},
		{nagiosFile, r.blocks(dir, "cases")},
		{"interval_definitions.json", r.blocks(dir, "cases")},
		{"composite.json", r.blocks(dir, "cases")},
		{"quality_metrics.json", r.blocks(dir, "cases")},
	} {
		runLists(dir, r, of.file, map[string]entryRunner{"cases": of.run})
	}
	runLists(dir, r, "allowances.json", map[string]entryRunner{"computed": r.blocks(dir, "computed")}, "documents") // documents are remarks
	runLists(dir, r, zabbixFile, map[string]entryRunner{"cases": r.blocks(dir, "cases"), "period_lists": r.blocks(dir, "period_lists")})
	runEngines(dir, r)
}

// icinga runs the entries of Icinga as case files, except those of which no case can ask.
func (r *results) icinga(dir fs.FS) entryRunner {
	asCase := r.blocks(dir, "cases")
	return func(r *results, file string, entry json.RawMessage) {
		var c icingaCase
		if decode(entry, &c) == nil && c.End <= c.Start {
			runEntry(r, file, entry, icingaCase.run)
			return
		}
		asCase(r, file, entry)
	}
}

// run measures a window that ends before it begins, which is an error.
func (c icingaCase) run(v *verdict) {
	for _, object := range c.objects() {
		pipeline, err := availability(object.engine).Pipeline()
		if !v.ok(err) {
			return
		}
		_, err = pipeline.Measure(&metrics.Timeline{}, metrics.Look{From: c.from(), To: c.to()})
		if c.errs() {
			v.same(object.name+" is an error", err != nil, true)
		} else {
			v.ok(err)
		}
	}
}

// standard lists the keys that every file of a topic may have and that are then
// run.
var standard = []string{"cases", "disagreements", "computed", "documents", "period_lists", "claim_windows", "tables",
	"error_budget_examples", "budgeting_methods"}

// within gives a member of a file, or "section/member" of an object in it; nil if the file
// lacks it.
func within(top map[string]json.RawMessage, name string) json.RawMessage {
	section, member, nested := strings.Cut(name, "/")
	if !nested {
		return top[name]
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(top[section], &members) != nil {
		return nil
	}
	return members[member]
}

// entryRunner runs one entry of a list.
type entryRunner func(r *results, file string, entry json.RawMessage)

// runLists runs each entry of the lists of a file. Entries of other standard lists
// are reported as unsupported, unless remarks names the list.
func runLists(dir fs.FS, r *results, file string, lists map[string]entryRunner, remarks ...string) {
	var top map[string]json.RawMessage
	if !r.load(dir, file, &top) {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(top)) {
		var entries []json.RawMessage
		if !slices.Contains(standard, name) || slices.Contains(remarks, name) {
			continue
		}
		if err := json.Unmarshal(top[name], &entries); err != nil {
			r.fail(file, name, "read the list", err, "a list")
			continue
		}
		for _, entry := range entries {
			if run, known := lists[name]; known {
				run(r, file, entry)
			} else {
				r.unsupport(file, name, "a list that this file does not have")
			}
		}
	}
}

// runEntry decodes one case strictly, runs it and reports it once.
func runEntry[C any](r *results, file string, entry json.RawMessage, run func(C, *verdict)) {
	var named struct {
		Name string `json:"name"`
		ID   string `json:"id"`
	}
	var c C
	v := &verdict{}
	if err := json.Unmarshal(entry, &named); err != nil {
		v.unsupported = err.Error()
	} else if err := decode(entry, &c); err != nil {
		v.unsupported = err.Error()
	} else {
		run(c, v)
	}
	v.report(r, file, named.Name+named.ID)
}

// remarks lists fields for human readers.
var remarks = []string{"name", "origin", "source", "remark", "definition", "engine"}

// decode reads a case strictly, except for remarks. If a type has asked, unknown
// fields are the figures for which the case asks.
func decode(entry json.RawMessage, c any) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(entry, &fields); err != nil {
		return err
	}
	known := map[string]json.RawMessage{}
	for _, f := range reflect.VisibleFields(reflect.TypeOf(c).Elem()) {
		tag, tagged := f.Tag.Lookup("json")
		if !tagged {
			tag = f.Name
		}
		for name, raw := range fields {
			if strings.EqualFold(name, tag) {
				known[name] = raw
				delete(fields, name)
			}
		}
	}
	for _, name := range remarks {
		delete(fields, name)
	}
	data, err := json.Marshal(known)
	if err == nil {
		err = strict(data, c)
	}
	if err != nil {
		return err
	}
	if a, ok := c.(interface {
		take(map[string]json.RawMessage) error
	}); ok {
		return a.take(fields)
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		return fmt.Errorf("field %q is not known", name)
	}
	return nil
}

// asked holds the figures that a case lists, by name; "" is null and means no
// value.
type asked struct {
	Asked map[string]word `json:"-"`
}

func (a *asked) take(fields map[string]json.RawMessage) error {
	a.Asked = map[string]word{}
	for name, raw := range fields {
		var w word
		if err := json.Unmarshal(raw, &w); err != nil || len(raw) > 0 && strings.ContainsRune("{[", rune(raw[0])) {
			return fmt.Errorf("field %q is neither an input that is known nor a figure", name)
		}
		a.Asked[name] = w
	}
	return nil
}

// verdict collects the differences between the figures of a case and the library's.
type verdict struct {
	checked     int
	problems    []string
	unsupported string
}

func (v *verdict) report(r *results, file, id string) {
	switch {
	case len(v.problems) > 0:
		r.fail(file, id, "figures", strings.Join(v.problems, "; "), "as listed")
	case v.unsupported != "":
		r.unsupport(file, id, v.unsupported)
	case v.checked == 0:
		r.unsupport(file, id, "no figure that could be checked")
	default:
		r.pass()
	}
}

func (v *verdict) skip(why string, args ...any) { v.unsupported = fmt.Sprintf(why, args...) }

// same compares two printable values.
func (v *verdict) same(what string, got, want any) {
	v.checked++
	if fmt.Sprint(got) != fmt.Sprint(want) {
		v.problems = append(v.problems, fmt.Sprintf("%s is %v, not %v", what, got, want))
	}
}

// ok records an unexpected error.
func (v *verdict) ok(err error) bool {
	if err != nil {
		v.problems = append(v.problems, err.Error())
	}
	return err == nil
}

// length reads a decimal number of units of this many seconds.
func (v *verdict) length(text word, seconds int64) time.Duration {
	r, ok := new(big.Rat).SetString(string(text))
	if !ok {
		v.skip("%q is no number", text)
		return 0
	}
	r.Mul(r, big.NewRat(seconds*int64(time.Second), 1))
	if !r.IsInt() || !r.Num().IsInt64() {
		v.skip("%q is finer than a nanosecond", text)
		return 0
	}
	return time.Duration(r.Num().Int64())
}
