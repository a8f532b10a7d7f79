package calendar_test

import (
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
)

// oneDay is a list with one holiday.
type oneDay struct{ calendar.Holiday }

func (o oneDay) Year(year int) ([]calendar.Holiday, bool) {
	if year != o.Date.Year() {
		return nil, true
	}
	return []calendar.Holiday{o.Holiday}, true
}

// A part-day closing before the day's own hours cuts the night that began the
// evening before: calendars that differ in it have other fingerprints.
func TestFingerprintsOfPartDaysInTheNight(t *testing.T) {
	night := func(closed calendar.Hours) calendar.Calendar {
		day := date.New(2026, time.December, 24)
		c, err := calendar.Sources{Holidays: func(string, string) (calendar.HolidayList, error) {
			return oneDay{calendar.Holiday{Date: day, Observed: day, Closed: closed}}, nil
		}}.New(calendar.Spec{Zone: "UTC", Hours: "mon-sun 22:00-06:00", Holidays: []calendar.Holidays{{Country: "X"}}})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	from, to := time.Date(2026, 12, 23, 12, 0, 0, 0, time.UTC), time.Date(2026, 12, 24, 12, 0, 0, 0, time.UTC)
	for closed, want := range map[calendar.Hours]time.Duration{"02:00-04:00": 6 * time.Hour, "03:00-04:00": 7 * time.Hour, "12:00-13:00": 8 * time.Hour} {
		if got := night(closed).Elapsed(from, to); got != want {
			t.Errorf("closed %s: %v, want %v", closed, got, want)
		}
		if closed != "03:00-04:00" && night(closed).Fingerprint() == night("03:00-04:00").Fingerprint() {
			t.Errorf("closed %s and 03:00-04:00 have one fingerprint", closed)
		}
	}
	if night("02:00-04:00").Fingerprint() != night("02:00-03:00, 03:00-04:00").Fingerprint() {
		t.Error("the same closing has two fingerprints")
	}
}

// The order of lists is no part of a fingerprint, with two part days of one date
// too.
func TestFingerprintsOfTwoPartDays(t *testing.T) {
	day := date.New(2026, time.December, 24)
	source := calendar.Sources{Holidays: func(country, _ string) (calendar.HolidayList, error) {
		return oneDay{calendar.Holiday{Date: day, Observed: day, Closed: map[string]calendar.Hours{"A": "09:00-10:00", "B": "11:00-12:00"}[country]}}, nil
	}}
	var prints [][32]byte
	for _, lists := range [][]calendar.Holidays{{{Country: "A"}, {Country: "B"}}, {{Country: "B"}, {Country: "A"}}, {{Country: "A"}}} {
		c, err := source.New(calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00", Holidays: lists})
		if err != nil {
			t.Fatal(err)
		}
		prints = append(prints, c.Fingerprint())
	}
	if prints[0] != prints[1] || prints[0] == prints[2] {
		t.Errorf("%x", prints)
	}
}
