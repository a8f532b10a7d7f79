package sla_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// objectivesSpec is the example's agreement with the share of time that tickets
// wait, and two revisions: in April a first response is promised too and the
// resolution has another title and target; in May the waiting is no longer looked at.
func objectivesSpec() sla.Spec {
	spec := exampleSpec()
	spec.Objectives = append(spec.Objectives, sla.Objective{
		ID: "waiting", Period: sla.Monthly, Attain: "at most 4h", Counts: sla.ByStop,
		Metric: metrics.TimeIn{Attribute: "status", Is: []string{"waiting"}, Calendar: "office", Statistic: "mean"},
	})
	resolution := spec.Objectives[0]
	resolution.Title, resolution.Targets = "Resolution", []sla.Target{{Within: "16h", Calendar: "office"}}
	response := spec.Objectives[0]
	response.ID, response.Period, response.Warn = "response", sla.Quarterly, nil
	spec.Revisions = []sla.Revision{
		{From: "2026-04-01", Pins: sla.PinOpened, Change: sla.Spec{Objectives: []sla.Objective{response, resolution}}},
		{From: "2026-05-01T09:00", Pins: sla.PinOpened, Change: sla.Spec{Removed: []string{"objectives.waiting"}}},
	}
	return spec
}

// Objectives are those in force at the instant, on both sides of each revision.
func TestObjectivesAreThoseInForce(t *testing.T) {
	agreement, err := sla.New(objectivesSpec())
	if err != nil {
		t.Fatal(err)
	}
	first := []string{"resolution  monthly 2", "waiting  monthly 0"}
	second := []string{"resolution Resolution monthly 1", "waiting  monthly 0", "response  quarterly 2"}
	third := []string{"resolution Resolution monthly 1", "response  quarterly 2"}
	for _, c := range []struct {
		at   time.Time
		want []string
	}{
		{time.Time{}, first},
		{berlin("01-01T00:00"), first},
		{berlin("04-01T00:00").Add(-1), first},
		{berlin("04-01T00:00"), second},
		{berlin("05-01T09:00").Add(-1), second},
		{berlin("05-01T09:00"), third},
		{time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC), third},
	} {
		var got []string
		for o := range agreement.Objectives(c.at) {
			word := map[sla.Every]string{sla.Monthly: "monthly", sla.Quarterly: "quarterly"}[o.Period]
			got = append(got, fmt.Sprintf("%s %s %s %d", o.ID, o.Title, word, len(o.Targets)))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("at %s: %q, want %q", c.at, got, c.want)
		}
	}
	for o := range new(sla.Agreement).Objectives(berlin("04-01T00:00")) {
		t.Errorf("the zero Agreement has %q", o.ID)
	}
}

// They are the objectives as written, and nothing that a caller does to them
// reaches the agreement.
func TestObjectivesBelongToTheCaller(t *testing.T) {
	agreement, err := sla.New(objectivesSpec())
	if err != nil {
		t.Fatal(err)
	}
	list := func() []sla.Objective { return slices.Collect(agreement.Objectives(berlin("01-01T00:00"))) }
	if got, want := list(), objectivesSpec().Objectives; !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v, want %+v", got, want)
	}
	spoilt := list()
	spoil(reflect.ValueOf(&spoilt).Elem())
	if reflect.DeepEqual(spoilt, list()) {
		t.Fatal("nothing was spoilt")
	}
	if got, want := list(), objectivesSpec().Objectives; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	again, err := sla.New(objectivesSpec())
	if err != nil {
		t.Fatal(err)
	}
	if agreement.Fingerprint() != again.Fingerprint() {
		t.Error("the fingerprint changed")
	}
}

// A look at the first objective copies that objective and no other part.
func TestObjectivesCopyNoOtherPart(t *testing.T) {
	spec := objectivesSpec()
	for i := range 500 {
		spec.Calendars[fmt.Sprintf("c%d", i)] = spec.Calendars["office"]
	}
	agreement, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	at := berlin("01-01T00:00")
	if n := testing.AllocsPerRun(10, func() {
		for range agreement.Objectives(at) {
			break
		}
	}); n > 40 {
		t.Errorf("%v allocations", n)
	}
}

func ExampleAgreement_Objectives() {
	agreement, err := sla.New(exampleSpec())
	if err != nil {
		panic(err)
	}
	for o := range agreement.Objectives(berlin("03-01T00:00")) {
		fmt.Println(o.ID, o.Clock, o.Period, o.Attain)
	}
	// Output:
	// resolution resolution month 90%
}
