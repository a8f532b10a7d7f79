package calendar_test

import (
	"testing"

	"github.com/upheld/upheld/calendar"
)

// A program that opens many agreements reads the data of a zone once, and all of
// them go by the same transitions. What does not exist is not kept.
func TestZonesOfTheMachineAreReadOnce(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "UTC", "Asia/Shanghai"} {
		first, err := calendar.Sources{}.Location(name)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := (calendar.Sources{}).Location(name); err != nil || again != first || first.String() != name {
			t.Errorf("%s: %p %v, then %p, %v", name, first, first, again, err)
		}
	}
	for range 2 {
		if location, err := (calendar.Sources{}).Location("Europe/Nowhere"); err == nil {
			t.Errorf("Europe/Nowhere is %v", location)
		}
	}
}
