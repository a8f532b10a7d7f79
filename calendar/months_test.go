package calendar_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
)

// alwaysIn counts every date of a zone.
func alwaysIn(t *testing.T, name string) calendar.Calendar {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return calendar.Always().In(zone)
}

// byClock is an instant by the clock of a calendar.
func byClock(t *testing.T, c calendar.Calendar, text calendar.Local) time.Time {
	t.Helper()
	at, err := text.In(c.Location())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// The same day of another month, or its last day; worked out by hand.
func TestAddMonths(t *testing.T) {
	office := must(t, calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-thu 09:00-17:00; fri 09:00-15:00"})
	berlin := alwaysIn(t, "Europe/Berlin")
	same := calendar.DayTime{}
	for _, c := range []struct {
		on     calendar.Calendar
		from   calendar.Local
		months int
		at     calendar.DayTime
		want   string // in UTC
	}{
		{berlin, "2026-01-30T10:20", 1, same, "2026-02-28T09:20:00Z"},
		{berlin, "2026-01-28T10:20", 1, same, "2026-02-28T09:20:00Z"},
		{berlin, "2026-01-27T10:20", 1, same, "2026-02-27T09:20:00Z"},
		{berlin, "2026-01-31T10:20", 1, same, "2026-02-28T09:20:00Z"},
		{berlin, "2024-01-31T10:20", 1, same, "2024-02-29T09:20:00Z"},
		{berlin, "2100-01-31T10:20", 1, same, "2100-02-28T09:20:00Z"}, // no leap year
		{berlin, "2026-01-31T10:20", 3, same, "2026-04-30T08:20:00Z"},
		{berlin, "2026-02-28T10:20", 1, same, "2026-03-28T09:20:00Z"}, // not the last day
		{berlin, "2024-02-29T10:20", 12, same, "2025-02-28T09:20:00Z"},
		{berlin, "2024-02-29T10:20", 48, same, "2028-02-29T09:20:00Z"},
		{berlin, "2024-02-29T10:20", -12, same, "2023-02-28T09:20:00Z"},
		{berlin, "2026-03-31T10:20", -1, same, "2026-02-28T09:20:00Z"},
		{berlin, "2025-12-31T10:20", 1, same, "2026-01-31T09:20:00Z"},
		{berlin, "2026-11-30T10:20", 3, same, "2027-02-28T09:20:00Z"},
		{berlin, "2026-01-15T10:20", -1, same, "2025-12-15T09:20:00Z"},
		{berlin, "2026-01-15T10:20", -25, same, "2023-12-15T09:20:00Z"},
		{berlin, "2026-01-29T02:30", 2, same, "2026-03-29T01:00:00Z"},                           // skipped: the change
		{berlin, "2026-09-25T02:30", 1, same, "2026-10-25T00:30:00Z"},                           // repeated: the first
		{berlin, "2026-02-28T12:00", 1, same, "2026-03-28T11:00:00Z"},                           // the day before the change
		{berlin, "2026-02-28T12:00", 2, same, "2026-04-28T10:00:00Z"},                           // over it
		{alwaysIn(t, "America/New_York"), "2026-02-08T02:30", 1, same, "2026-03-08T07:00:00Z"},  // skipped there
		{alwaysIn(t, "Pacific/Apia"), "2011-11-30T10:00", 1, same, "2011-12-30T10:00:00Z"},      // a date that is skipped
		{alwaysIn(t, "America/New_York"), "2026-01-31T22:00", 1, same, "2026-03-01T03:00:00Z"},  // 28 February there
		{office, "2026-02-06T10:20", 1, calendar.EndOfDay(), "2026-03-06T14:00:00Z"},            // a Friday
		{office, "2026-02-06T10:20", 1, calendar.StartOfDay(), "2026-03-06T08:00:00Z"},          //
		{office, "2026-02-06T10:20", 1, calendar.By(12, 0), "2026-03-06T11:00:00Z"},             //
		{office, "2026-01-31T10:20", 1, calendar.EndOfDay(), "2026-02-28T23:00:00Z"},            // Saturday stays
		{office, "2026-01-31T10:20", 1, calendar.StartOfDay(), "2026-02-27T23:00:00Z"},          //
		{office, "2026-01-31T10:20", 1, calendar.DayTime{}, "2026-02-28T09:20:00Z"},             //
		{office, "2026-02-06T10:20", 0, calendar.EndOfDay(), "2026-02-06T14:00:00Z"},            // of the same date
		{office, "2026-02-06T10:20", 0, calendar.DayTime{}, "2026-02-06T09:20:00Z"},             //
		{alwaysIn(t, "UTC"), "2189-11-30T00:00", 1, calendar.DayTime{}, "2189-12-30T00:00:00Z"}, // the last month
	} {
		got, err := c.on.AddMonths(byClock(t, c.on, c.from), c.months, c.at)
		if err != nil || got.UTC().Format(time.RFC3339) != c.want {
			t.Errorf("%s and %d months, %s: %s, %v, want %s", c.from, c.months, c.at, got.UTC().Format(time.RFC3339), err, c.want)
		}
	}
	nanos := byClock(t, berlin, "2026-01-31T10:20").Add(7)
	if got, err := berlin.AddMonths(nanos, 1, same); err != nil || got.Nanosecond() != 7 || got.Location() != nanos.Location() {
		t.Errorf("with nanoseconds: %s, %v", got, err)
	}
	for _, c := range []struct {
		on     calendar.Calendar
		from   string
		months int
		want   error
	}{
		{alwaysIn(t, "UTC"), "2189-12-15T00:00:00Z", 1, calendar.ErrHorizon},
		{alwaysIn(t, "UTC"), "1900-01-15T00:00:00Z", -1, calendar.ErrHorizon},
		{alwaysIn(t, "UTC"), "2026-01-15T00:00:00Z", math.MaxInt, calendar.ErrHorizon},
		{alwaysIn(t, "UTC"), "2026-01-15T00:00:00Z", math.MinInt, calendar.ErrHorizon},
		{alwaysIn(t, "UTC"), "2190-01-15T00:00:00Z", 0, calendar.ErrHorizon},
		{calendar.Calendar{}, "2026-01-15T00:00:00Z", 1, calendar.ErrNeverOpen},
		{calendar.Calendar{}, "2026-01-15T00:00:00Z", 0, nil},
	} {
		from, err := time.Parse(time.RFC3339, c.from)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.on.AddMonths(from, c.months, calendar.DayTime{}); !errors.Is(err, c.want) {
			t.Errorf("%s and %d months: %v, want %v", c.from, c.months, err, c.want)
		}
	}
}

// Where a closed date goes; worked out by hand. Easter is 5 April 2026.
func TestRoll(t *testing.T) {
	office := must(t, calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00",
		Closed: []calendar.Local{"2026-04-03", "2026-04-06", "12-24..01-01"}})
	night := must(t, calendar.Spec{Zone: "Europe/Berlin", Hours: "fri 22:00-06:00"})
	seldom := must(t, calendar.Spec{Zone: "Europe/Berlin", Days: map[calendar.Local]calendar.Hours{"2026-05-04": "09:00-17:00", "2027-05-03": "09:00-17:00"}})
	for _, c := range []struct {
		on   calendar.Calendar
		date string
		want [3]string // next, previous, modified-following; "": never open
	}{
		{office, "2026-05-29", [3]string{"2026-05-29", "2026-05-29", "2026-05-29"}}, // Friday, a business day
		{office, "2026-05-30", [3]string{"2026-06-01", "2026-05-29", "2026-05-29"}}, // the month ends
		{office, "2026-05-31", [3]string{"2026-06-01", "2026-05-29", "2026-05-29"}},
		{office, "2026-05-23", [3]string{"2026-05-25", "2026-05-22", "2026-05-25"}},
		{office, "2026-08-01", [3]string{"2026-08-03", "2026-07-31", "2026-08-03"}}, // the month begins
		{office, "2026-04-02", [3]string{"2026-04-02", "2026-04-02", "2026-04-02"}}, // before Easter
		{office, "2026-04-03", [3]string{"2026-04-07", "2026-04-02", "2026-04-07"}},
		{office, "2026-04-06", [3]string{"2026-04-07", "2026-04-02", "2026-04-07"}},
		{office, "2026-12-24", [3]string{"2027-01-04", "2026-12-23", "2026-12-23"}}, // the year ends
		{office, "2026-12-31", [3]string{"2027-01-04", "2026-12-23", "2026-12-23"}},
		{office, "2027-01-01", [3]string{"2027-01-04", "2026-12-23", "2027-01-04"}},
		{night, "2026-05-30", [3]string{"2026-06-05", "2026-05-29", "2026-05-29"}},  // open until 06:00, and Friday's
		{seldom, "2026-05-20", [3]string{"2027-05-03", "2026-05-04", "2026-05-04"}}, // May, of another year
		{seldom, "2026-05-01", [3]string{"2026-05-04", "", "2026-05-04"}},           // nothing before
		{seldom, "2027-05-20", [3]string{"", "2027-05-03", "2027-05-03"}},           // nothing after
	} {
		for i, to := range []calendar.Roll{calendar.RollNext, calendar.RollPrevious, calendar.RollModified} {
			from := byClock(t, c.on, calendar.Local(c.date+"T23:30")).Add(7)
			got, err := c.on.Roll(from, to, calendar.DayTime{})
			if c.want[i] == "" {
				if !errors.Is(err, calendar.ErrNeverOpen) {
					t.Errorf("%s, %s: %s, %v, want never", c.date, to, got, err)
				}
				continue
			}
			if err != nil || got.Format("2006-01-02T15:04:05.999999999") != c.want[i]+"T23:30:00.000000007" {
				t.Errorf("%s, %s: %s, %v, want %s", c.date, to, got, err, c.want[i])
			}
		}
	}
	from := byClock(t, office, "2026-05-30T12:00")
	for _, c := range []struct {
		to   calendar.Roll
		at   calendar.DayTime
		want string
	}{
		{calendar.RollNext, calendar.StartOfDay(), "2026-06-01T09:00"},
		{calendar.RollPrevious, calendar.EndOfDay(), "2026-05-29T17:00"},
		{calendar.RollModified, calendar.By(16, 30), "2026-05-29T16:30"},
		{"", calendar.By(16, 30), "2026-05-30T16:30"},
		{"backwards", calendar.DayTime{}, "2026-05-30T12:00"},
	} {
		if got, err := office.Roll(from, c.to, c.at); err != nil || got.Format("2006-01-02T15:04") != c.want {
			t.Errorf("%q, %s: %s, %v, want %s", c.to, c.at, got, err, c.want)
		}
	}
	for _, to := range []calendar.Roll{calendar.RollNext, calendar.RollPrevious, calendar.RollModified} {
		if _, err := (calendar.Calendar{}).Roll(from, to, calendar.DayTime{}); !errors.Is(err, calendar.ErrNeverOpen) {
			t.Errorf("the empty calendar, %s: %v", to, err)
		}
		if _, err := office.Roll(from.AddDate(300, 0, 0), to, calendar.DayTime{}); !errors.Is(err, calendar.ErrHorizon) {
			t.Errorf("beyond the years, %s: %v", to, err)
		}
	}
}

// The first opening that belongs to a date; worked out by hand.
func TestStartOfDay(t *testing.T) {
	for _, c := range []struct {
		hours calendar.Week
		from  calendar.Local
		days  int
		want  string // in UTC
	}{
		{"mon-fri 09:00-12:00, 13:00-17:00", "2026-03-26T16:00", 0, "2026-03-26T08:00:00Z"},
		{"mon-fri 09:00-12:00, 13:00-17:00", "2026-03-26T16:00", 1, "2026-03-27T08:00:00Z"},
		{"mon-fri 09:00-12:00, 13:00-17:00", "2026-03-27T16:00", 1, "2026-03-30T07:00:00Z"}, // summer time
		{"mon-fri 09:00-17:00", "2026-03-28T16:00", 0, "2026-03-27T23:00:00Z"},              // a Saturday begins at midnight
		{"mon-fri 22:00-06:00", "2026-03-25T02:00", 0, "2026-03-25T21:00:00Z"},              // not Tuesday's night
		{"mon-fri 22:00-06:00", "2026-03-25T02:00", 1, "2026-03-26T21:00:00Z"},
		{"24x7", "2026-03-28T16:00", 1, "2026-03-28T23:00:00Z"},
		{"sun 02:30-06:00", "2026-03-28T16:00", 1, "2026-03-29T01:00:00Z"}, // 02:30 is skipped
	} {
		on := must(t, calendar.Spec{Zone: "Europe/Berlin", Hours: c.hours})
		got, err := on.AddDays(byClock(t, on, c.from), c.days, calendar.StartOfDay())
		if err != nil || got.UTC().Format(time.RFC3339) != c.want {
			t.Errorf("%s, %d days from %s: %s, %v, want %s", c.hours, c.days, c.from, got.UTC().Format(time.RFC3339), err, c.want)
		}
	}
	if text := calendar.StartOfDay().String(); text != "start of day" {
		t.Error(text)
	}
}

// rolledDaysAreBusinessDays: over drawn calendars a rolled date is a business day,
// with none between it and the date, and the start of a business day is open, with
// nothing of that date before it.
func rolledDaysAreBusinessDays(r *tape.Reader) error {
	s := draw(r)
	from := s.drawInstant(r)
	day := date.NewAt(from.In(s.c.Location()))
	business := func(d date.Date) bool { return s.c.Day(d).Business }
	for _, to := range []calendar.Roll{calendar.RollNext, calendar.RollPrevious, calendar.RollModified} {
		got, err := s.c.Roll(from, to, calendar.By(12, 0))
		if err != nil {
			continue // TestRoll
		}
		d := date.NewAt(got.In(s.c.Location()))
		if !business(d) {
			return fmt.Errorf("%s: %s, %s: %v is no business day", s.text, from, to, d)
		}
		if d > day+60 || d < day-60 {
			continue
		}
		for between := min(d, day); between <= max(d, day); between++ {
			if between != d && business(between) {
				return fmt.Errorf("%s: %s, %s: %v and not %v", s.text, from, to, d, between)
			}
		}
		switch _, month, _ := day.Date(); {
		case to == calendar.RollNext && d < day || to == calendar.RollPrevious && d > day:
			return fmt.Errorf("%s: %s, %s: %v", s.text, from, to, d)
		case to == calendar.RollModified && d > day && d.Month() != month:
			return fmt.Errorf("%s: %s, %s: %v is in another month", s.text, from, to, d)
		case to == calendar.RollModified && d < day:
			next, err := s.c.AddDays(from, 1, calendar.By(12, 0))
			if in := next.In(s.c.Location()); err == nil && in.Month() == month && in.Year() == day.Year() {
				return fmt.Errorf("%s: %s, %s: %v, and %s follows in the month", s.text, from, to, d, next)
			}
		}
	}
	wall, open, begins := s.wall(), s.open(), s.begins()
	first := map[date.Date]int{}
	for i := margin; i < margin+2*reach; i++ {
		if open[i] && (!open[i-1] || begins[i] > 0) {
			at := i
			if begins[i] > 0 {
				at = begins[i] - 1
			}
			d := date.Date(wall[at] / (24 * 60))
			if _, has := first[d]; !has {
				first[d] = i
			}
		}
	}
	for d := s.day() - 2; d <= s.day()+2; d++ {
		i, has := first[d]
		noon := time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, s.c.Location())
		if !has || date.NewAt(noon) != d {
			continue
		}
		got, err := s.c.AddDays(noon, 0, calendar.StartOfDay())
		if want := s.start().Add(time.Duration(i) * time.Minute); err != nil || !got.Equal(want) {
			return fmt.Errorf("%s: %v starts at %s, %v, by its minutes %s", s.text, d, got, err, want)
		}
	}
	return nil
}

func TestRolledDaysAreBusinessDays(t *testing.T) { tape.Check(t, rolledDaysAreBusinessDays) }
