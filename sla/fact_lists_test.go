package sla_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Evaluate and All know each list of facts. The lists are those of sla.Facts, so a new list
// is in the test without a change.
func TestEveryListOfFactsIsEvaluated(t *testing.T) {
	agreement := compile(t, sla.Spec{ID: "a", Zone: "UTC", Objectives: []sla.Objective{{
		ID: "web", Metric: metrics.Availability{Of: "web", NoData: metrics.NoDataGood}, Attain: "99%", Period: sla.Monthly}}})
	month, asOf := sla.Month(2026, time.March), time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC)
	for i := range reflect.TypeFor[sla.Facts]().NumField() {
		name := reflect.TypeFor[sla.Facts]().Field(i).Name
		var facts sla.Facts
		list := reflect.ValueOf(&facts).Elem().Field(i)
		list.Set(reflect.MakeSlice(list.Type(), 2, 2)) // two zero facts are a finding
		if unit := list.Index(0).FieldByName("Unit"); unit.IsValid() {
			unit.SetString("of another agreement")
		}
		all := slices.Collect(facts.All())
		if len(all) != 2 {
			t.Errorf("%s: All gives %d facts of two", name, len(all))
			continue
		}
		tally := agreement.NewTally()
		for _, f := range all {
			tally.Add(f)
		}
		got, want := must(agreement.Evaluate(month, facts, asOf)), must(tally.Result(month, asOf))
		found := slices.DeleteFunc(got.Findings, func(f sla.Finding) bool { return f.Code == sla.FindingDuplicateTicket }) // a tally cannot tell
		if len(found) == 0 || !slices.Equal(found, want.Findings) {
			t.Errorf("%s: Evaluate finds %v, a tally %v", name, got.Findings, want.Findings)
		}
	}
}
