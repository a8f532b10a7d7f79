package calendar_test

import (
	"testing"

	"github.com/upheld/upheld/calendar"
)

// The hours of a rota are joined to those of the week: a gap between them stays
// closed, and what overlaps or meets counts once.
func TestHoursOfARotaJoinThoseOfTheWeek(t *testing.T) {
	for hours, want := range map[calendar.Hours]string{
		"14:00-18:00": "15T08:00-15T12:00:00 15T14:00-15T18:00:00",
		"12:00-13:00": "15T08:00-15T13:00:00",
		"10:00-13:00": "15T08:00-15T13:00:00",
		"09:00-10:00": "15T08:00-15T12:00:00",
		"06:00-08:00": "15T06:00-15T12:00:00",
		"06:00-07:59": "15T06:00-15T07:59:00 15T08:00-15T12:00:00",
	} {
		c := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 08:00-12:00",
			Rotas: []calendar.Rota{{From: "2026-06-15", Until: "2026-06-15", Days: []calendar.Hours{hours}}}})
		if got := opens(c, "2026-06-15", 1); got != want {
			t.Errorf("and %s: %s, want %s", hours, got, want)
		}
	}
}
