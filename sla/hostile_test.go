package sla_test

import (
	"fmt"
	"testing"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// hostileSpecs are agreements that are as large as a file may be, each in the way
// that costs most for one part of what New does.
func hostileSpecs() map[string]sla.Spec {
	base := func() sla.Spec {
		return sla.Spec{
			ID: "large", Zone: "Europe/Berlin", Policies: sla.Policies{Profile: sla.ProfileExact},
			Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
			Clocks:    map[string]sla.Clock{"c": {Start: sla.On("opened"), Stop: sla.On("resolved")}},
		}
	}
	objective := func(id string, targets ...sla.Target) sla.Objective {
		if len(targets) == 0 {
			targets = []sla.Target{{Within: "4h", Calendar: "office"}}
		}
		return sla.Objective{ID: id, Clock: "c", Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart, Targets: targets}
	}
	all := map[string]sla.Spec{}

	ordinary := base() // as many values as the others, spread as contracts do
	for i := range 700 {
		ordinary.Objectives = append(ordinary.Objectives, objective(fmt.Sprint("o", i),
			sla.Target{When: sla.Where{"priority": sla.Is("P1")}, Within: "1h", Calendar: "24x7"},
			sla.Target{When: sla.Where{"priority": sla.Is("P2")}, Within: "4h", Calendar: "office"},
			sla.Target{Within: "8h", Calendar: "office"}))
	}
	all["ordinary"] = ordinary

	never := base()
	for i := range 1_600 {
		name := fmt.Sprint("never", i)
		never.Calendars[name] = calendar.Spec{Hours: "mon-fri 09:00-17:00", Except: []string{"24x7"}}
		never.Objectives = append(never.Objectives, objective(fmt.Sprint("o", i), sla.Target{Within: "4h", Calendar: name}))
	}
	all["calendars-never-open"] = never

	seldom := base()
	for i := range 1_600 {
		name := fmt.Sprint("seldom", i)
		seldom.Calendars[name] = calendar.Spec{Days: map[calendar.Local]calendar.Hours{"12-24": "09:00-10:00"}}
		seldom.Objectives = append(seldom.Objectives, objective(fmt.Sprint("o", i), sla.Target{Within: "4000h", Calendar: name}))
	}
	all["calendars-seldom-open"] = seldom

	values := base()
	for i := range 10_000 {
		o := objective(fmt.Sprint("o", i))
		o.Where = sla.Where{"customer": sla.Is(fmt.Sprint("c", i))}
		values.Objectives = append(values.Objectives, o)
	}
	all["objectives-of-a-value-each"] = values

	two := base()
	for i := range 10_000 {
		two.Objectives = append(two.Objectives, objective(fmt.Sprint("o", i)))
	}
	two.Revisions = []sla.Revision{{From: "2026-07-01", Pins: sla.PinOpened, Change: sla.Spec{Objectives: two.Objectives}}}
	all["revision-of-every-objective"] = two

	clocks := base()
	for i := range 4_000 {
		clocks.Clocks[fmt.Sprint("c", i)] = sla.Clock{Start: sla.On(fmt.Sprint("s", i)), Stop: sla.On(fmt.Sprint("e", i))}
	}
	clocks.Objectives = []sla.Objective{objective("o")}
	all["clocks"] = clocks

	targets := base()
	var lines []sla.Target
	for i := range 8_000 {
		lines = append(lines, sla.Target{When: sla.Where{"customer": sla.Is(fmt.Sprint("c", i))}, Within: "4h", Calendar: "office"})
	}
	targets.Objectives = []sla.Objective{objective("o", lines...)}
	all["targets-on-one-attribute"] = targets

	names := base()
	var events []string
	for i := range 10_000 {
		events = append(events, fmt.Sprint("e", i))
	}
	names.Clocks["c"] = sla.Clock{Start: sla.On(events...), Stop: sla.On("resolved")}
	for i := range 1_000 {
		names.Objectives = append(names.Objectives, objective(fmt.Sprint("o", i)))
	}
	all["event-names-and-objectives"] = names

	revisions := base()
	for i := range 200 {
		revisions.Objectives = append(revisions.Objectives, objective(fmt.Sprint("o", i)))
	}
	for i := range 2_000 {
		revisions.Revisions = append(revisions.Revisions, sla.Revision{
			From: calendar.Local(fmt.Sprintf("%d-%02d-%02d", 2000+i/336, 1+i/28%12, 1+i%28)), Pins: sla.PinOpened,
			Change: sla.Spec{Title: fmt.Sprint("t", i)},
		})
	}
	all["revisions-and-objectives"] = revisions
	return all
}

// BenchmarkHostileOpening shows what the worst files cost beside an ordinary one
// of the same size.
func BenchmarkHostileOpening(b *testing.B) {
	for name, spec := range hostileSpecs() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := sla.New(spec); err != nil && len(err.Error()) < 1 {
					b.Fatal(err)
				}
			}
		})
	}
}
