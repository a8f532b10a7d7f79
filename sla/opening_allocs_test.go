package sla_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/sla"
)

// TestOpeningIsCheap holds the cost of New for the agreement of the README, in zones
// whose clocks never change, change twice a year, did so long ago, and change by
// the moon. Allocations are counted, since no test is timed.
func TestOpeningIsCheap(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Africa/Casablanca"} {
		location, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		spec := readmeSpec(t)
		spec.Zone = name
		for source, sources := range map[string]sla.Sources{
			"zones of the machine": {Holidays: holidays.Official},
			"zones of the caller":  {Holidays: holidays.Official, Zone: func(string) (*time.Location, error) { return location, nil }},
		} {
			allocations := testing.AllocsPerRun(20, func() {
				if _, err := sources.New(spec); err != nil {
					t.Fatal(err)
				}
			})
			if allocations > 800 {
				t.Errorf("%s, %s: %v allocations", name, source, allocations)
			}
		}
	}
}
