package calendar_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
)

func TestAddDays(t *testing.T) {
	office := must(t, calendar.Spec{
		Zone: "Europe/Berlin", Hours: "mon-thu 09:00-12:00,13:00-17:00; fri 09:00-15:00",
		Closed: []calendar.Local{"2026-04-03", "2026-04-06"}, // Good Friday, Easter Monday
	})
	night := must(t, calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 22:00-06:00"})
	round := must(t, calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 00:00-24:00"})
	shifts := must(t, calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 06:00-14:00,14:00-22:00,22:00-06:00"})
	days := calendar.Always().In(location("Europe/Berlin"))
	for _, c := range []struct {
		name string
		c    calendar.Calendar
		from calendar.Local
		n    int
		at   calendar.DayTime
		want calendar.Local
	}{
		{"same time of day", office, "2026-03-30T10:15:30", 3, calendar.DayTime{}, "2026-04-02T10:15:30"},
		{"over Easter", office, "2026-04-02T10:15", 1, calendar.DayTime{}, "2026-04-07T10:15:00"},
		{"back over Easter", office, "2026-04-07T10:15", -1, calendar.DayTime{}, "2026-04-02T10:15:00"},
		{"the start is not moved to hours", office, "2026-03-28T22:00", 1, calendar.DayTime{}, "2026-03-30T22:00:00"},
		{"none", office, "2026-04-03T22:00", 0, calendar.DayTime{}, "2026-04-03T22:00:00"},
		{"to the end of the day", office, "2026-03-30T10:15", 1, calendar.EndOfDay(), "2026-03-31T17:00:00"},
		{"to the end of a Friday", office, "2026-03-23T10:15", 4, calendar.EndOfDay(), "2026-03-27T15:00:00"},
		{"to the end of the same day", office, "2026-03-30T18:00", 0, calendar.EndOfDay(), "2026-03-30T17:00:00"},
		{"to the end of a closed day", office, "2026-04-03T10:00", 0, calendar.EndOfDay(), "2026-04-04T00:00:00"},
		{"by a time", office, "2026-03-30T10:15", 2, calendar.By(16, 0), "2026-04-01T16:00:00"},
		{"by midnight", office, "2026-03-30T10:15", 2, calendar.By(24, 0), "2026-04-02T00:00:00"},
		{"a night shift belongs to its evening", night, "2026-06-05T23:00", 1, calendar.EndOfDay(), "2026-06-09T06:00:00"},
		{"the tail of a night shift is no day", night, "2026-06-04T03:00", 2, calendar.DayTime{}, "2026-06-08T03:00:00"},
		{"round the clock ends at midnight", round, "2026-06-08T10:00", 1, calendar.EndOfDay(), "2026-06-10T00:00:00"},
		{"the last shift ends the day", shifts, "2026-06-08T10:00", 1, calendar.EndOfDay(), "2026-06-10T06:00:00"},
		{"calendar days", days, "2026-03-28T02:30", 1, calendar.DayTime{}, "2026-03-29T03:00:00"},
		{"calendar days over the gap", days, "2026-03-28T02:30", 2, calendar.DayTime{}, "2026-03-30T02:30:00"},
		{"thirty calendar days", days, "2026-01-31T10:00", 30, calendar.DayTime{}, "2026-03-02T10:00:00"},
		{"calendar days to the end", days, "2026-01-31T10:00", 1, calendar.EndOfDay(), "2026-02-02T00:00:00"},
		{"calendar days back", days, "2026-03-01T10:00", -1, calendar.DayTime{}, "2026-02-28T10:00:00"},
		{"to the first of two readings", days, "2026-10-24T02:30", 1, calendar.DayTime{}, "2026-10-25T02:30:00"},
	} {
		in := func(l calendar.Local) time.Time {
			got, err := l.In(c.c.Location())
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		got, err := c.c.AddDays(in(c.from), c.n, c.at)
		if err != nil || !got.Equal(in(c.want)) {
			t.Errorf("%s: %s %+d days, %s = %v (%v), want %s", c.name, c.from, c.n, c.at, got, err, c.want)
		}
		elsewhere, _ := c.c.AddDays(in(c.from).In(location("Asia/Tokyo")), c.n, c.at)
		if !elsewhere.Equal(got) || elsewhere.Location() != location("Asia/Tokyo") {
			t.Errorf("%s: asked from Tokyo %v", c.name, elsewhere)
		}
	}
	// A fraction of a second is kept by the same time of day only.
	from := time.Date(2026, 6, 8, 10, 0, 0, 7, location("Europe/Berlin"))
	if u, _ := office.AddDays(from, 1, calendar.DayTime{}); u.Nanosecond() != 7 {
		t.Errorf("%v", u)
	}
	if u, _ := office.AddDays(from, 1, calendar.By(16, 0)); u.Nanosecond() != 0 {
		t.Errorf("%v", u)
	}
	// A second occurrence of a reading is left alone by adding nothing.
	twice := time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC)
	if u, err := days.AddDays(twice, 0, calendar.DayTime{}); err != nil || !u.Equal(twice) {
		t.Errorf("%v %v", u, err)
	}
	if _, err := (calendar.Calendar{}).AddDays(from, 0, calendar.EndOfDay()); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Errorf("%v", err)
	}
}

func TestDayTimeText(t *testing.T) {
	for at, want := range map[calendar.DayTime]string{
		{}: "same time of day", calendar.EndOfDay(): "end of day", calendar.By(16, 0): "by 16:00",
		calendar.By(0, 90): "by 01:30", calendar.By(-1, 0): "by 00:00", calendar.By(math.MaxInt, math.MaxInt): "by 24:00",
	} {
		if at.String() != want {
			t.Errorf("%q, want %q", at, want)
		}
	}
}

func TestBusinessDays(t *testing.T) {
	office := must(t, calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-04-03", "2026-04-06"}})
	night := must(t, calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 22:00-06:00"})
	days := calendar.Always().In(location("Pacific/Apia"))
	for _, c := range []struct {
		name     string
		c        calendar.Calendar
		from, to string
		want     int
	}{
		{"Easter", office, "2026-04-01", "2026-04-08", 3},
		{"the last date is not counted", office, "2026-04-01", "2026-04-02", 1},
		{"no dates", office, "2026-04-01", "2026-04-01", 0},
		{"a year", office, "2026-01-01", "2027-01-01", 259},
		{"ten years", office, "2020-01-01", "2030-01-01", 2607},
		{"nights", night, "2026-06-01", "2026-06-08", 5},
		{"a week with a skipped date", days, "2011-12-26", "2012-01-02", 6},
		{"outside the years", office, "1800-01-01", "1900-01-01", 0},
		{"everything", calendar.Always(), "0001-01-01", "9999-01-01", 105_921},
	} {
		from, to := date.MustParseISO(c.from), date.MustParseISO(c.to)
		if got := c.c.BusinessDays(from, to); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
		if got := c.c.BusinessDays(to, from); got != -c.want {
			t.Errorf("%s, reversed: %d", c.name, got)
		}
	}
	if got := (calendar.Calendar{}).BusinessDays(0, 1<<40); got != 0 {
		t.Errorf("the zero Calendar: %d", got)
	}
}

func TestDayFacts(t *testing.T) {
	c := must(t, calendar.Spec{
		Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-04-03"},
		Days: map[calendar.Local]calendar.Hours{"2026-12-24": "09:00-12:00", "2026-12-31": ""},
	})
	for _, d := range []struct {
		c        calendar.Calendar
		date     string
		kind     calendar.DayKind
		why      string
		total    time.Duration
		clocks   time.Duration
		business bool
	}{
		{c, "2026-04-01", calendar.OrdinaryDay, "", 8 * time.Hour, 0, true},
		{c, "2026-04-03", calendar.ClosedDay, "closed", 0, 0, false},
		{c, "2026-12-24", calendar.ChangedDay, "own hours", 3 * time.Hour, 0, true},
		{c, "2026-12-31", calendar.ClosedDay, "closed", 0, 0, false},
		{c, "2026-03-29", calendar.OrdinaryDay, "no hours on Sunday", 0, time.Hour, false},
		{c, "2026-10-25", calendar.OrdinaryDay, "no hours on Sunday", 0, -time.Hour, false},
		{calendar.Always().In(location("Pacific/Apia")), "2011-12-30", calendar.OrdinaryDay, "the date was skipped", 0, 24 * time.Hour, false},
		{calendar.Always(), "2200-01-01", calendar.OrdinaryDay, "no hours on Wednesday", 0, 0, false},
		{calendar.Calendar{}, "2026-04-01", calendar.OrdinaryDay, "no hours on Wednesday", 0, 0, false},
		{calendar.Union(c, calendar.Calendar{}), "2026-04-03", calendar.ClosedDay, "closed", 0, 0, false},
	} {
		got := d.c.Day(date.MustParseISO(d.date))
		if got.Date.String() != d.date || got.Kind != d.kind || got.Why != d.why || got.Total != d.total || got.Clocks != d.clocks || got.Business != d.business {
			t.Errorf("%s: %+v", d.date, got)
		}
		if got.From.Location() != d.c.Location() || got.To.Location() != d.c.Location() {
			t.Errorf("%s: bounds in %v", d.date, got.From.Location())
		}
	}
}

// A switched calendar gives the reasons of the one that holds.
func TestDayFactsOfASwitch(t *testing.T) {
	closed := func(d calendar.Local) calendar.Calendar {
		return must(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{d}})
	}
	c := calendar.Switch(closed("2026-06-12"), time.Date(2026, 6, 10, 0, 0, 0, 0, time.UTC), closed("2026-06-09"))
	for d := date.New(2026, time.June, 8); d <= date.New(2026, time.June, 12); d++ {
		if got := c.Day(d); got.Kind != calendar.OrdinaryDay || got.Total != 8*time.Hour || !got.Business {
			t.Errorf("%+v", got)
		}
	}
}
