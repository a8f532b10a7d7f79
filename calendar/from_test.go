package calendar_test

import (
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
)

// New hours hold on the date from which they are stated, not a day sooner or
// later, on whichever weekday that is, and a date with hours of its own keeps
// them.
func TestNewHoursHoldFromTheirFirstDate(t *testing.T) {
	for day := 15; day <= 21; day++ { // Monday to Sunday
		from := date.New(2026, time.June, day)
		for _, zone := range []string{"UTC", "Pacific/Auckland", "America/New_York"} {
			c := must(t, calendar.Spec{Zone: zone, Hours: "mon-sun 09:00-17:00", Versions: []calendar.Version{
				{From: calendar.LocalDate(from), Hours: "mon-sun 10:00-12:00"},
			}})
			for shift, want := range map[int]time.Duration{-2: 8 * time.Hour, -1: 8 * time.Hour, 0: 2 * time.Hour, 1: 2 * time.Hour} {
				d := from + date.Date(shift)
				if got := c.Day(d).Total; got != want {
					t.Errorf("%s, from %v: %v on %v, want %v", zone, from, got, d, want)
				}
			}
		}
	}
	// Of two changes the one that became known later decides from its first date
	// on, over what begins on the same date and over what begins later.
	c := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-sun 09:00-17:00", Versions: []calendar.Version{
		{From: "2026-06-17", Hours: "mon-sun 10:00-12:00"},
		{From: "2026-07-01", Hours: "mon-sun 10:00-11:00"},
		{Known: "2026-06-01", From: "2026-06-17", Hours: "mon-sun 10:00-15:00"},
	}})
	for d, want := range map[string]time.Duration{
		"2026-06-16": 8 * time.Hour, "2026-06-17": 5 * time.Hour, "2026-06-30": 5 * time.Hour, "2026-07-01": 5 * time.Hour,
	} {
		if got := c.Day(date.MustParseISO(d)).Total; got != want {
			t.Errorf("%s: %v, want %v", d, got, want)
		}
	}
	before := c.KnownAt(time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC))
	for d, want := range map[string]time.Duration{
		"2026-06-16": 8 * time.Hour, "2026-06-17": 2 * time.Hour, "2026-06-30": 2 * time.Hour, "2026-07-01": time.Hour,
	} {
		if got := before.Day(date.MustParseISO(d)).Total; got != want {
			t.Errorf("%s, as known in May: %v, want %v", d, got, want)
		}
	}
}
