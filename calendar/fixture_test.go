package calendar_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
)

// opens lists what is open of one local date and the next, in UTC.
func opens(c calendar.Calendar, first string, days int) string {
	d := date.MustParseISO(first)
	var all []string
	for from, to := range c.Segments(c.Day(d).From, c.Day(d+date.Date(days)).From) {
		all = append(all, from.UTC().Format("02T15:04:05")+"-"+to.UTC().Format("02T15:04:05"))
	}
	return strings.ReplaceAll(strings.Join(all, " "), ":00-", "-")
}

// Each way in which clocks have changed, with hours across the change, inside
// the gap, and inside the repeated hour. Expectations were worked out by hand
// from the rule: first occurrence; a skipped reading is the change.
func TestClockChanges(t *testing.T) {
	for _, c := range []struct{ name, zone, hours, date, want string }{
		{"New York forward, across", "America/New_York", "01:00-05:00", "2026-03-08", "08T06:00-08T09:00:00"},
		{"New York forward, in the gap", "America/New_York", "02:15-02:45", "2026-03-08", ""},
		{"New York forward, starts in the gap", "America/New_York", "02:30-04:00", "2026-03-08", "08T07:00-08T08:00:00"},
		{"New York back, across", "America/New_York", "00:30-03:00", "2026-11-01", "01T04:30-01T08:00:00"},
		{"New York back, in the repeated hour", "America/New_York", "01:15-01:45", "2026-11-01", "01T05:15-01T05:45:00"},
		{"New York back, ends in it", "America/New_York", "00:00-01:30", "2026-11-01", "01T04:00-01T05:30:00"},
		{"New York back, starts in it", "America/New_York", "01:30-02:00", "2026-11-01", "01T05:30-01T07:00:00"},
		{"Berlin forward", "Europe/Berlin", "09:00-17:00", "2026-03-29", "29T07:00-29T15:00:00"},
		{"Berlin forward, all day", "Europe/Berlin", "00:00-24:00", "2026-03-29", "28T23:00-29T22:00:00"},
		{"Berlin back, all day", "Europe/Berlin", "00:00-24:00", "2026-10-25", "24T22:00-25T23:00:00"},
		{"London's gap begins at 01:00", "Europe/London", "01:00-02:00", "2026-03-29", ""},
		{"Lord Howe moves half an hour, forward", "Australia/Lord_Howe", "01:00-03:00", "2026-10-04", "03T14:30-03T16:00:00"},
		{"Lord Howe moves half an hour, back", "Australia/Lord_Howe", "01:00-03:00", "2026-04-05", "04T14:00-04T16:30:00"},
		{"Kolkata", "Asia/Kolkata", "09:00-17:00", "2026-06-15", "15T03:30-15T11:30:00"},
		{"Kathmandu", "Asia/Kathmandu", "09:00-17:00", "2024-02-29", "29T03:15-29T11:15:00"},
		{"St John's, back at a minute past midnight", "America/St_Johns", "00:00-24:00", "2010-11-07", "07T02:30-08T03:30:00"},
		{"Casablanca, before Ramadan", "Africa/Casablanca", "00:00-24:00", "2025-02-23", "22T23:00-24T00:00:00"},
		{"Casablanca, after Ramadan", "Africa/Casablanca", "00:00-24:00", "2025-04-06", "06T00:00-06T23:00:00"},
		{"El Aaiun, before Ramadan", "Africa/El_Aaiun", "09:00-17:00", "2026-02-15", "15T09:00-15T17:00:00"},
		{"Apia skips a day", "Pacific/Apia", "09:00-17:00", "2011-12-30", ""},
		{"Apia the day before", "Pacific/Apia", "22:00-06:00", "2011-12-29", "30T08:00-30T10:00:00"},
		{"Apia the day after", "Pacific/Apia", "00:00-24:00", "2011-12-31", "30T10:00-31T10:00:00"},
		{"Kwajalein skips a day", "Pacific/Kwajalein", "09:00-17:00", "1993-08-21", ""},
		{"Sao Paulo skips midnight", "America/Sao_Paulo", "00:00-08:00", "2018-11-04", "04T03:00-04T10:00:00"},
		{"Sao Paulo repeats the hour before midnight", "America/Sao_Paulo", "22:00-24:00", "2018-02-17", "18T00:00-18T03:00:00"},
		{"Havana skips midnight", "America/Havana", "00:00-08:00", "2026-03-08", "08T05:00-08T12:00:00"},
		{"Havana repeats the hour after midnight", "America/Havana", "00:00-08:00", "2026-11-01", "01T04:00-01T13:00:00"},
		{"Cairo skips midnight on a Friday", "Africa/Cairo", "00:30-08:00", "2024-04-26", "25T22:00-26T05:00:00"},
		{"Beirut skips midnight", "Asia/Beirut", "00:00-09:00", "2024-03-31", "30T22:00-31T06:00:00"},
		{"Asuncion skips midnight", "America/Asuncion", "00:00-01:30", "2024-10-06", "06T04:00-06T04:30:00"},
		{"Jerusalem changes on a Friday", "Asia/Jerusalem", "09:00-17:00", "2026-03-27", "27T06:00-27T14:00:00"},
		{"Troll moves two hours, forward", "Antarctica/Troll", "00:00-06:00", "2026-03-29", "29T00:00-29T04:00:00"},
		{"Troll moves two hours, back", "Antarctica/Troll", "00:00-06:00", "2026-10-25", "24T22:00-25T06:00:00"},
		{"Dublin, where winter is the exception", "Europe/Dublin", "00:00-24:00", "2026-10-25", "24T23:00-26T00:00:00"},
		{"Caracas, for good", "America/Caracas", "02:00-04:00", "2016-05-01", "01T06:30-01T08:00:00"},
		{"Pyongyang, half an hour back for good", "Asia/Pyongyang", "00:00-01:00", "2015-08-15", "14T15:30-14T16:30:00"},
		{"Pyongyang, forward again at 23:30", "Asia/Pyongyang", "23:00-24:00", "2018-05-04", "04T14:30-04T15:00:00"},
		{"Istanbul, for good", "Europe/Istanbul", "09:00-17:00", "2016-12-01", "01T06:00-01T14:00:00"},
		{"local mean time with seconds", "Africa/Monrovia", "09:00-17:00", "1910-06-15", "15T09:43:08-15T17:43:08"},
		{"29 February", "Europe/Berlin", "22:00-06:00", "2024-02-29", "29T21:00-01T05:00:00"},
		{"the end of the year", "Europe/Berlin", "22:00-06:00", "2025-12-31", "31T21:00-01T05:00:00"},
		{"one second", "UTC", "12:00:00-12:00:01", "2026-06-15", "15T12:00-15T12:00:01"},
	} {
		d := calendar.Local(c.date)
		cal := must(t, calendar.Spec{Zone: c.zone, Days: map[calendar.Local]calendar.Hours{d: calendar.Hours(c.hours)}})
		if got := opens(cal, c.date, 2); got != c.want {
			t.Errorf("%s: %s on %s is open %s, want %s", c.name, c.hours, c.date, got, c.want)
		}
	}
}

// Offsets of local mean time have seconds; the rule holds there too.
func TestLocalMeanTime(t *testing.T) {
	c := must(t, calendar.Spec{Zone: "Africa/Monrovia", Hours: "mon-fri 09:00-17:00"})
	day := c.Day(date.New(1910, time.June, 15))
	if len(day.Open) != 1 || day.Open[0].From.Format("15:04:05") != "09:00:00" || day.Total != 8*time.Hour {
		t.Errorf("%+v", day)
	}
}

func TestNightShifts(t *testing.T) {
	night := "mon-sun 22:00-06:00"
	for _, c := range []struct {
		name string
		spec calendar.Spec
		want string // from Wednesday 10 June 2026 00:00 to Saturday 00:00, UTC
	}{
		{"every night", calendar.Spec{Hours: calendar.Week(night)},
			"10T00:00-10T06:00:00 10T22:00-11T06:00:00 11T22:00-12T06:00:00 12T22:00-13T00:00:00"},
		{"into and out of a holiday", calendar.Spec{Hours: calendar.Week(night), Closed: []calendar.Local{"2026-06-11"}},
			"10T00:00-10T06:00:00 10T22:00-11T00:00:00 12T00:00-12T06:00:00 12T22:00-13T00:00:00"},
		{"whole shifts", calendar.Spec{Hours: calendar.Week(night), Closed: []calendar.Local{"2026-06-11"}, Shifts: calendar.KeepWhole},
			"10T00:00-10T06:00:00 10T22:00-11T06:00:00 12T22:00-13T00:00:00"},
		{"an override that spills into a closed day", calendar.Spec{Closed: []calendar.Local{"2026-06-11"}, Days: map[calendar.Local]calendar.Hours{"2026-06-10": "20:00-04:00"}},
			"10T20:00-11T04:00:00"},
		{"an override and the tail of the night before", calendar.Spec{Hours: calendar.Week(night), Days: map[calendar.Local]calendar.Hours{"2026-06-11": "09:00-12:00"}},
			"10T00:00-10T06:00:00 10T22:00-11T00:00:00 11T09:00-11T12:00:00 12T00:00-12T06:00:00 12T22:00-13T00:00:00"},
		{"an override in closed holidays", calendar.Spec{Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-06-11..2026-06-11"}, Days: map[calendar.Local]calendar.Hours{"2026-06-11": "10:00-11:00"}},
			"10T09:00-10T17:00:00 11T10:00-11T11:00:00 12T09:00-12T17:00:00"},
		{"an empty override", calendar.Spec{Hours: "mon-fri 09:00-17:00", Days: map[calendar.Local]calendar.Hours{"2026-06-11": ""}},
			"10T09:00-10T17:00:00 12T09:00-12T17:00:00"},
		{"a holiday on a closed day", calendar.Spec{Hours: "mon,wed 09:00-17:00", Closed: []calendar.Local{"2026-06-11"}},
			"10T09:00-10T17:00:00"},
		{"stretches that meet at midnight", calendar.Spec{Hours: "wed-fri 00:00-24:00"}, "10T00:00-13T00:00:00"},
		{"an evening and a morning that meet", calendar.Spec{Hours: "wed 20:00-24:00; thu 00:00-04:00"}, "10T20:00-11T04:00:00"},
		{"three stretches", calendar.Spec{Hours: "wed 06:00-10:15,11:00-14:45,16:00-22:30"},
			"10T06:00-10T10:15:00 10T11:00-10T14:45:00 10T16:00-10T22:30:00"},
	} {
		c.spec.Zone = "UTC"
		if got := opens(must(t, c.spec), "2026-06-10", 3); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
	// On every weekday, over every week's end.
	for i, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		c := must(t, calendar.Spec{Zone: "UTC", Hours: calendar.Week(day + " 22:00-06:00")})
		from := time.Date(2026, 6, 8+i, 22, 0, 0, 0, time.UTC)
		to, ok := c.NextClose(from.Add(-time.Hour))
		if !ok || !to.Equal(from.Add(8*time.Hour)) || c.Elapsed(from, from.AddDate(0, 0, 7)) != 8*time.Hour {
			t.Errorf("%s: closes %v", day, to)
		}
	}
	// Overnight into a day with a holiday, an override and a clock change at once.
	c := must(t, calendar.Spec{
		Zone: "Europe/Berlin", Hours: "mon-sun 22:00-06:00", Closed: []calendar.Local{"03-29"},
		Days: map[calendar.Local]calendar.Hours{"2026-03-29": "01:00-04:00"},
	})
	if got, want := opens(c, "2026-03-28", 3), "27T23:00-28T05:00:00 28T21:00-28T23:00:00 29T00:00-29T02:00:00 29T22:00-30T04:00:00 30T20:00-30T22:00:00"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestDocumentedOpenings(t *testing.T) {
	// ISO week 53, and the turn of the year within it.
	c := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00"})
	if got := c.Elapsed(time.Date(2026, 12, 28, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC)); got != 40*time.Hour {
		t.Errorf("week 53: %v", got)
	}
	// 24x5 is one stretch a week.
	week := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 00:00-24:00"})
	wednesday := time.Date(2026, 6, 10, 12, 0, 0, 0, time.UTC)
	open, _ := week.PrevOpen(wednesday)
	shut, _ := week.NextClose(wednesday)
	if open.Day() != 8 || shut.Day() != 13 {
		t.Errorf("24x5 opens %v and closes %v", open, shut)
	}
}

func TestCalendarsThatNeverOrAlwaysOpen(t *testing.T) {
	now := time.Date(2026, 6, 10, 12, 0, 0, 0, time.UTC)
	closed := make([]calendar.Local, 400)
	for i := range closed {
		closed[i] = calendar.LocalDate(date.New(2026, 6, 10) + date.Date(i))
	}
	long := must(t, calendar.Spec{Zone: "UTC", Hours: "24x7", Closed: closed})
	if open, ok := long.NextOpen(now); !ok || open.Format(time.DateOnly) != "2027-07-15" {
		t.Errorf("after 400 holidays: %v", open)
	}
	past := must(t, calendar.Spec{Zone: "UTC", Days: map[calendar.Local]calendar.Hours{"2020-01-01": "09:00-17:00"}})
	disjoint := calendar.Intersection(must(t, calendar.Spec{Zone: "UTC", Hours: "mon 09:00-10:00"}), must(t, calendar.Spec{Zone: "UTC", Hours: "tue 09:00-10:00"}))
	for name, c := range map[string]calendar.Calendar{
		"zero": {}, "no hours": must(t, calendar.Spec{Zone: "UTC"}), "nothing left": calendar.Always().Except(calendar.Always()),
		"opened last in the past": past, "disjoint": disjoint,
	} {
		if u, err := c.Add(now, 1); !errors.Is(err, calendar.ErrNeverOpen) {
			t.Errorf("%s: Add gives %v, %v", name, u, err)
		}
		if u, err := c.AddDays(now, 1, calendar.DayTime{}); !errors.Is(err, calendar.ErrNeverOpen) {
			t.Errorf("%s: AddDays gives %v, %v", name, u, err)
		}
		if _, ok := c.NextOpen(now); ok {
			t.Errorf("%s opens again", name)
		}
		if _, ok := c.NextClose(now); ok {
			t.Errorf("%s closes again", name)
		}
		if c.IsOpen(now) || c.Elapsed(now, now.AddDate(100, 0, 0)) != 0 {
			t.Errorf("%s is open", name)
		}
		for range c.Segments(now, horizonEnd) {
			t.Errorf("%s has a segment", name)
		}
	}
	if u, err := past.Add(now, -8*time.Hour); err != nil || u.Format(time.RFC3339) != "2020-01-01T09:00:00Z" {
		t.Errorf("%v %v", u, err)
	}
	if u, err := past.Add(now, -8*time.Hour-1); !errors.Is(err, calendar.ErrNeverOpen) {
		t.Errorf("%v %v", u, err)
	}
	for _, far := range []time.Time{now, now.AddDate(0, 0, 800), horizonEnd, now.AddDate(5000, 0, 0)} {
		if e := past.Elapsed(time.Time{}, far); e != 8*time.Hour || past.Elapsed(far, time.Time{}) != -e {
			t.Errorf("elapsed until %v: %v", far, e)
		}
	}
	always := must(t, calendar.Spec{Zone: "Europe/Berlin", Hours: "24x7"})
	for name, c := range map[string]calendar.Calendar{"24x7": always, "Always": calendar.Always()} {
		if u, ok := c.NextClose(now); ok {
			t.Errorf("%s closes at %v", name, u)
		}
		if u, ok := c.PrevOpen(now); ok {
			t.Errorf("%s opened at %v", name, u)
		}
		if u, err := c.Add(now, math.MaxInt64); !errors.Is(err, calendar.ErrHorizon) {
			t.Errorf("%s: %v %v", name, u, err)
		}
		if u, err := c.Add(now, math.MinInt64); !errors.Is(err, calendar.ErrHorizon) {
			t.Errorf("%s: %v %v", name, u, err)
		}
	}
}

func TestTheHorizon(t *testing.T) {
	c := calendar.Always()
	if got := c.Elapsed(time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)); got != horizonEnd.Sub(horizonStart) || got <= 0 {
		t.Errorf("the whole horizon is %v", got)
	}
	for _, at := range []struct {
		t    time.Time
		open bool
	}{{horizonStart.Add(-1), false}, {horizonStart, true}, {horizonEnd.Add(-1), true}, {horizonEnd, false}} {
		if c.IsOpen(at.t) != at.open {
			t.Errorf("%v is open: %v", at.t, !at.open)
		}
	}
	if u, err := c.Add(horizonEnd.Add(-time.Hour), time.Hour); err != nil || !u.Equal(horizonEnd) {
		t.Errorf("to the end: %v %v", u, err)
	}
	if _, err := c.Add(horizonEnd.Add(-time.Hour), time.Hour+1); !errors.Is(err, calendar.ErrHorizon) {
		t.Errorf("past the end: %v", err)
	}
	if u, err := c.Add(horizonStart.Add(time.Hour), -time.Hour); err != nil || !u.Equal(horizonStart) {
		t.Errorf("to the start: %v %v", u, err)
	}
	for _, at := range []time.Time{horizonEnd, horizonStart.Add(-1), {}} {
		if _, err := c.Add(at, 1); !errors.Is(err, calendar.ErrHorizon) {
			t.Errorf("from %v: %v", at, err)
		}
		if _, err := c.AddDays(at, 0, calendar.EndOfDay()); !errors.Is(err, calendar.ErrHorizon) {
			t.Errorf("from %v: %v", at, err)
		}
	}
	if open, ok := c.NextOpen(time.Time{}); !ok || !open.Equal(horizonStart) {
		t.Errorf("opens first at %v", open)
	}
	if shut, ok := c.PrevClose(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)); !ok || !shut.Equal(horizonEnd) {
		t.Errorf("closes last at %v", shut)
	}
	office := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00"})
	if _, err := office.Add(horizonEnd.AddDate(0, 0, -7), 100*time.Hour); !errors.Is(err, calendar.ErrHorizon) {
		t.Errorf("%v", err)
	}
	if _, err := office.AddDays(horizonEnd.AddDate(0, 0, -7), 10, calendar.DayTime{}); !errors.Is(err, calendar.ErrHorizon) {
		t.Errorf("%v", err)
	}
	if _, err := office.AddDays(horizonStart.AddDate(0, 0, 7), -10, calendar.DayTime{}); !errors.Is(err, calendar.ErrHorizon) {
		t.Errorf("%v", err)
	}
	for _, n := range []int{math.MaxInt, math.MinInt} {
		if _, err := office.AddDays(horizonStart.AddDate(100, 0, 0), n, calendar.DayTime{}); !errors.Is(err, calendar.ErrHorizon) {
			t.Errorf("%d days: %v", n, err)
		}
	}
}

// A nanosecond on either side of where one chunk of the index ends.
func TestEdgesOfChunks(t *testing.T) {
	for _, hours := range []calendar.Week{"24x7", "mon-sun 09:00-17:00", "mon-sun 00:00-12:00", "mon-sun 22:00-06:00"} {
		c := must(t, calendar.Spec{Zone: "UTC", Hours: hours})
		for k := int64(50); k < 55; k++ {
			edge := time.Unix(k<<25, 0).UTC()
			for _, t0 := range []time.Time{edge.Add(-1), edge, edge.Add(1)} {
				var want time.Duration
				for from, to := range c.Segments(edge.AddDate(0, 0, -3), t0) {
					want += to.Sub(from)
				}
				if got := c.Elapsed(edge.AddDate(0, 0, -3), t0); got != want {
					t.Errorf("%s to %v: %v, want %v", hours, t0, got, want)
				}
				for _, d := range []time.Duration{1, time.Hour, 400 * 24 * time.Hour} {
					u, err1 := c.Add(t0, d)
					v, err2 := c.Add(u, -d)
					open, _ := c.NextOpen(t0)
					if err1 != nil || err2 != nil || c.Elapsed(t0, u) != d || !v.Equal(open) {
						t.Errorf("%s: %v + %v = %v (%v), back %v (%v)", hours, t0, d, u, err1, v, err2)
					}
				}
			}
		}
	}
}

func TestArgumentsOfAnyKind(t *testing.T) {
	c := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00"})
	now := time.Now() // with a monotonic reading, which must not decide anything
	stripped := now.Round(0)
	u, _ := c.Add(now, time.Hour)
	v, _ := c.Add(stripped, time.Hour)
	if u != v {
		t.Errorf("%v with a monotonic reading, %v without", u, v)
	}
	if w, err := c.Add(now, 0); err != nil || w != stripped {
		t.Errorf("Add(t, 0) = %v, %v", w, err)
	}
	before1970 := time.Date(1969, 12, 31, 12, 0, 0, 5, time.FixedZone("x", -90))
	if got, err := c.Add(before1970, time.Hour); err != nil || got.Location() != before1970.Location() || c.Elapsed(before1970, got) != time.Hour {
		t.Errorf("%v %v", got, err)
	}
	if _, err := (calendar.Local("2026-03-29T02:30")).In(nil); err != nil {
		t.Error(err)
	}
	if got := c.In(nil).Location(); got != time.UTC {
		t.Errorf("%v", got)
	}
	huge := calendar.Sources{Zone: func(string) (*time.Location, error) { return time.FixedZone("far", math.MaxInt), nil }}
	far, err := huge.New(calendar.Spec{Zone: "far", Hours: "mon-fri 09:00-17:00"})
	if err != nil || far.Elapsed(stripped, stripped.AddDate(0, 0, 7)) != 40*time.Hour {
		t.Errorf("a zone with an impossible offset: %v", err)
	}
}

func TestLocal(t *testing.T) {
	berlin := location("Europe/Berlin")
	for _, c := range []struct {
		l    calendar.Local
		want string
	}{
		{"", "0001-01-01T00:00:00Z"},
		{"2015-02-16", "2015-02-16T00:00:00+01:00"},
		{"2015-02-16T13:00", "2015-02-16T13:00:00+01:00"},
		{"2015-02-16T13:00:30", "2015-02-16T13:00:30+01:00"},
		{"2026-03-29T02:30", "2026-03-29T03:00:00+02:00"},
		{"2026-10-25T02:30", "2026-10-25T02:30:00+02:00"},
		{"2015-02-16T24:00", "out of range"},
		{"2015-02-16T13", "cannot be read"},
		{"2015-02-16T13:00Z", "cannot be read"},
		{"2015-02-16 13:00", "cannot be read"},
		{"2015-02-29", "out of range"},
		{"2015-13-01", "out of range"},
		{"1899-12-31", "out of range"},
		{"15-02-16", "cannot be read"},
		{"２015-02-16", "cannot be read"},
	} {
		got, err := c.l.In(berlin)
		text := got.Format(time.RFC3339)
		if err != nil {
			text, _, _ = strings.Cut(err.Error(), ":")
		}
		if text != c.want {
			t.Errorf("%q: %s, want %s", c.l, text, c.want)
		}
	}
	if got := calendar.LocalDate(date.New(2026, time.May, 1)); got != "2026-05-01" {
		t.Errorf("%q", got)
	}
}

func TestVersions(t *testing.T) {
	c := must(t, calendar.Spec{
		Zone: "America/New_York", Hours: "mon-fri 08:30-17:00",
		Closed: []calendar.Local{"2015-12-25", "2016-01-18"},
		Versions: []calendar.Version{
			{Known: "2015-12-14", Closed: []calendar.Local{"2016-01-01"}, Days: map[calendar.Local]calendar.Hours{"2016-01-18": "08:30-12:00"}},
			{From: "2016-02-01", Hours: "mon-fri 09:00-17:00"},
			{Known: "2016-01-10T12:00", From: "2016-01-20", Hours: "mon-fri 10:00-17:00"},
		},
	})
	at := func(l calendar.Local) time.Time {
		got, err := l.In(c.Location())
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	hours := func(c calendar.Calendar, d string) time.Duration { return c.Day(date.MustParseISO(d)).Total }
	for _, v := range []struct {
		at                     time.Time
		newYear, king, january time.Duration // 1, 18 and 21 January
		february               time.Duration
	}{
		{at("2015-06-01"), 510 * time.Minute, 0, 510 * time.Minute, 8 * time.Hour},
		{at("2015-12-14").Add(-1), 510 * time.Minute, 0, 510 * time.Minute, 8 * time.Hour},
		{at("2015-12-14"), 0, 210 * time.Minute, 510 * time.Minute, 8 * time.Hour},
		{at("2016-01-10T12:00").Add(-1), 0, 210 * time.Minute, 510 * time.Minute, 8 * time.Hour},
		{at("2016-01-10T12:00"), 0, 210 * time.Minute, 7 * time.Hour, 7 * time.Hour},
	} {
		then := c.KnownAt(v.at)
		got := [4]time.Duration{hours(then, "2016-01-01"), hours(then, "2016-01-18"), hours(then, "2016-01-21"), hours(then, "2016-02-02")}
		if want := [4]time.Duration{v.newYear, v.king, v.january, v.february}; got != want {
			t.Errorf("known at %v: %v, want %v", v.at, got, want)
		}
		if then != c.KnownAt(v.at) || then.KnownAt(horizonEnd) != then || c.KnownAt(horizonEnd).KnownAt(v.at) != then {
			t.Errorf("known at %v: another calendar each time", v.at)
		}
	}
	if c.KnownAt(horizonEnd) != c {
		t.Error("what is known in the end is not the calendar itself")
	}
	want := []time.Time{at("2015-12-14").UTC(), at("2016-01-10T12:00").UTC()}
	if got := c.Versions(); !slices.Equal(got, want) {
		t.Errorf("versions %v, want %v", got, want)
	}
	// Compositions and other day axes remember too.
	window := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-sun 16:00-17:00", Versions: []calendar.Version{{Known: "2016-03-01", Closed: []calendar.Local{"2016-01-01"}}}})
	both := c.Except(window).In(time.UTC)
	if got := both.Versions(); len(got) != 3 {
		t.Errorf("a composition has versions %v", got)
	}
	early := both.KnownAt(at("2015-06-01"))
	if early != both.KnownAt(at("2015-06-02")) || early == both {
		t.Error("a composition does not remember")
	}
	if got, want := early.Elapsed(at("2016-01-01"), at("2016-01-02")), 450*time.Minute; got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if got := both.Elapsed(at("2016-01-01"), at("2016-01-02")); got != 0 {
		t.Errorf("%v on New Year", got)
	}
	if calendar.Always().Versions() != nil || (calendar.Calendar{}).Versions() != nil {
		t.Error("Always has versions")
	}
}
