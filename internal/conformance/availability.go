package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/upheld/upheld/metrics"
)

func runAvailability(dir fs.FS, r *results) {
	for _, of := range []struct {
		file string
		run  entryRunner
	}{
		{"icinga_sla.json", entriesOf(icingaCase.run)},
		{"nagios_availability.json", entriesOf(nagiosCase.run)},
		{"interval_definitions.json", entriesOf(intervalCase.run)},
		{"composite.json", entriesOf(compositeCase.run)},
		{"quality_metrics.json", entriesOf(qualityCase.run)},
	} {
		runLists(dir, r, of.file, map[string]entryRunner{"cases": of.run})
	}
	runLists(dir, r, "allowances.json", map[string]entryRunner{"computed": entriesOf(allowanceCase.run)}, "documents") // documents are remarks
	runZabbix(dir, r)
	runEngines(dir, r)
}

// standard lists what every file of a topic may hold and what then is run.
var standard = []string{"cases", "disagreements", "computed", "documents", "period_lists", "claim_windows", "tables"}

// entryRunner runs one entry of a list.
type entryRunner func(r *results, file string, entry json.RawMessage)

// entriesOf decodes entries as cases of one kind.
func entriesOf[C any](run func(C, *verdict)) entryRunner {
	return func(r *results, file string, entry json.RawMessage) { runEntry(r, file, entry, run) }
}

// runLists runs each entry of the lists of a file. Entries of other standard
// lists, unless named as remarks, are unsupported: nothing is skipped silently.
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
	} else if err := strict(entry, &c); err != nil {
		v.unsupported = err.Error()
	} else {
		run(c, v)
	}
	v.report(r, file, named.Name+named.ID)
}

// verdict gathers what is wrong with the figures of one case.
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

// same compares anything that prints.
func (v *verdict) same(what string, got, want any) {
	v.checked++
	if fmt.Sprint(got) != fmt.Sprint(want) {
		v.problems = append(v.problems, fmt.Sprintf("%s is %v, not %v", what, got, want))
	}
}

// ok notes an error that should not be.
func (v *verdict) ok(err error) bool {
	if err != nil {
		v.problems = append(v.problems, err.Error())
	}
	return err == nil
}

// value compares a figure with an exact number, a decimal or a fraction; null
// is no value.
func (v *verdict) value(what string, got metrics.Figure, want word) {
	if want == "" {
		v.same(what+" has a value", got.IsValid(), false)
		return
	}
	expected, ok := new(big.Rat).SetString(string(want))
	if !ok {
		v.skip("%s: %q is no number", what, want)
		return
	}
	if !got.IsValid() {
		v.same(what, "no value", want)
		return
	}
	v.same(what, got.Rat().RatString(), expected.RatString())
}

// percent compares a share with an exact percentage; null is no value.
func (v *verdict) percent(what string, got metrics.Figure, want word) {
	if want == "" {
		v.same(what+" has a value", got.IsValid(), false)
		return
	}
	v.value(what, points(got), want)
}

// digits compares a figure with a number at the digits that are printed,
// rounded half away from zero.
func (v *verdict) digits(what string, got metrics.Figure, want word) {
	if !got.IsValid() {
		v.same(what, "no value", want)
		return
	}
	_, places, _ := strings.Cut(string(want), ".")
	v.same(what, got.Rat().FloatString(len(places)), want)
}

// points reads a share as a number of percent.
func points(f metrics.Figure) metrics.Figure {
	if !f.IsShare() {
		return f
	}
	return metrics.NumberOf(new(big.Rat).Mul(f.Rat(), big.NewRat(100, 1)))
}

// inUnits reads a length as a number of units of so many seconds.
func inUnits(f metrics.Figure, seconds int64) metrics.Figure {
	if !f.IsValid() {
		return f
	}
	return metrics.NumberOf(new(big.Rat).Quo(f.Rat(), big.NewRat(seconds, 1)))
}

// share reads a decimal such as 0.999.
func (v *verdict) share(text word) metrics.Figure {
	r, ok := new(big.Rat).SetString(string(text))
	if !ok {
		v.skip("%q is no number", text)
	}
	return metrics.ShareOfRat(r)
}

// number reads a decimal.
func (v *verdict) number(text word) metrics.Figure {
	r, ok := new(big.Rat).SetString(string(text))
	if !ok {
		v.skip("%q is no number", text)
		return metrics.Figure{}
	}
	return metrics.NumberOf(r)
}

// target reads a promise such as 99.9 (percent).
func (v *verdict) target(percent word) metrics.Limit {
	limit, err := metrics.Bound(percent.percent()).Parse()
	v.ok(err)
	return limit
}
