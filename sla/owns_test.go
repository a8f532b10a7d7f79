package sla_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

func TestAnAgreementOwnsItsMemory(t *testing.T) { tape.Check(t, ownsItsMemory) }

// drawFullSpec draws an agreement with every kind of part that holds lists, maps
// or pointers.
func drawFullSpec(r *tape.Reader) sla.Spec {
	spec := drawSpec(r)
	spec.Currency = "EUR"
	spec.Priority = &sla.Matrix{
		Urgency: []string{"high", "low"}, Impact: []sla.MatrixRow{{Impact: "all", Priorities: []string{"P1", "P2"}}},
		Order: []string{"P1", "P2"},
	}
	spec.Objectives = append(spec.Objectives, sla.Objective{
		ID: "up", Attain: "99%", Period: generatedPeriod, Metric: metrics.Availability{
			Of: "web", Calendar: "24x7", NoData: metrics.NoDataExclude, Weights: map[string]metrics.Percent{"degraded": "50%"},
		},
	})
	scale := 2
	spec.Credits = penalty.Spec{
		Scale: &scale, Base: "1000", Round: penalty.HalfUp,
		Rules: []penalty.Term{{Rule: penalty.Sum{
			{Objective: "up", Rule: penalty.Tiers{{When: "below 99%", Credit: "10%"}}},
			{Objective: "up", Rule: penalty.Capped{At: "100", Of: penalty.Term{Rule: penalty.Flat{Credit: "5%"}}}},
		}}},
	}
	changed := spec.Objectives[0]
	changed.Targets = []sla.Target{{When: sla.Where{"priority": sla.Is("P1")}, Within: "90m wall"}, {Within: "3h wall"}}
	spec.Revisions = []sla.Revision{{From: "2026-03-28", Pins: sla.PinOpened, Change: sla.Spec{
		Objectives: []sla.Objective{changed}, Calendars: spec.Calendars, Priority: &sla.Matrix{
			Factors: []sla.PriorityFactor{{Attribute: "users", Points: map[string]int64{"": 0, "many": 3}}},
			Cutoffs: []sla.Cutoff{{AtLeast: 2, Priority: "P1"}, {AtLeast: 0, Priority: "P3"}},
		},
	}}}
	return spec
}

// spoil changes everything that can be reached from a value through lists, maps
// and pointers.
func spoil(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() {
			v.SetString("spoilt")
		}
	case reflect.Int, reflect.Int64:
		if v.CanSet() {
			v.SetInt(v.Int() + 77)
		}
	case reflect.Bool:
		if v.CanSet() {
			v.SetBool(!v.Bool())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			spoil(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i))
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			spoil(v.Elem())
		}
	case reflect.Map:
		for pairs := v.MapRange(); pairs.Next(); {
			spoil(pairs.Value())
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(pairs.Value())
			spoil(value)
			v.SetMapIndex(pairs.Key(), value)
		}
	}
}

func ownsItsMemory(r *tape.Reader) error {
	spec := drawFullSpec(r)
	a, err := sla.New(spec)
	if err != nil {
		return fmt.Errorf("drawn: %w", err)
	}
	tickets := drawTickets(r)
	at := generatedFrom.AddDate(0, 0, 5)
	// What is said of open cycles is read again at the end: readings outlive
	// the call.
	says := func() string {
		result := must(a.Evaluate(wholeGenerated(), sla.Facts{Tickets: tickets}, at))
		text := fmt.Sprintf("%x %s %v %s %s", a.Fingerprint(), result.JSON(), a.Findings(), a.Priority("all", "low", generatedFrom), a.Location())
		for i := range tickets {
			for _, reading := range a.Track(&tickets[i], at) {
				due, ok := reading.DueIfResumedAt(at)
				text += fmt.Sprint(reading.Target, reading.Within, reading.DueAt, reading.Elapsed, reading.Alarms, due, ok)
			}
			for _, o := range []string{"o0", "o1", "o2"} {
				e := a.Explain(&tickets[i], o, at)
				text += fmt.Sprint(e.Because, e.Trace)
			}
		}
		return text
	}
	written := fmt.Sprintf("%+v", dereferenced(a.Spec()))
	before := says()
	spoil(reflect.ValueOf(&spec).Elem())
	if after := says(); after != before {
		return fmt.Errorf("the spec changed and the agreement with it:\n%s\n%s", before, after)
	}
	got := a.Spec()
	spoil(reflect.ValueOf(&got).Elem())
	if after := says(); after != before {
		return fmt.Errorf("what Spec gave changed and the agreement with it:\n%s\n%s", before, after)
	}
	if again := fmt.Sprintf("%+v", dereferenced(a.Spec())); again != written {
		return fmt.Errorf("what Spec gives changed:\n%s\n%s", written, again)
	}
	return nil
}

// dereferenced gives what a spec holds without addresses.
func dereferenced(s sla.Spec) []any {
	all := []any{s.ID, s.Calendars, s.Clocks, s.Objectives, *s.Priority, *s.Credits.Scale, s.Credits.Rules}
	for _, r := range s.Revisions {
		all = append(all, r.From, r.Change.Objectives, r.Change.Calendars, *r.Change.Priority)
	}
	return all
}
