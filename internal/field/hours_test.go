package field_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/internal/field"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// The situations of this file are questions about hours and dates that people
// asked in public trackers. Each answer was decided on paper before it was run.

// hours compiles a calendar with the official holidays.
func hours(t *testing.T, spec calendar.Spec) calendar.Calendar {
	t.Helper()
	c, err := calendar.Sources{Holidays: holidays.Official}.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// open writes how long a calendar is open on dates divided by spaces.
func open(c calendar.Calendar, dates string) string {
	var all []string
	for _, d := range strings.Fields(dates) {
		all = append(all, strings.TrimSuffix(c.Day(date.MustParseISO(d)).Total.String(), "0m0s"))
	}
	return strings.Join(all, " ")
}

// events reads iCalendar events, given as their lines.
func events(t *testing.T, filter holidays.Filter, all ...string) *holidays.Events {
	t.Helper()
	text := "BEGIN:VCALENDAR\n"
	for _, e := range all {
		text += "BEGIN:VEVENT\n" + e + "\nEND:VEVENT\n"
	}
	list, err := holidays.ReadICalendar(strings.NewReader(text+"END:VCALENDAR\n"), filter)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// with compiles a calendar in which the country "ours" is a list.
func with(t *testing.T, list calendar.HolidayList, spec calendar.Spec) calendar.Calendar {
	t.Helper()
	spec.Holidays = append(spec.Holidays, calendar.Holidays{Country: "ours"})
	c, err := calendar.Sources{Holidays: func(country, region string) (calendar.HolidayList, error) {
		if country == "ours" {
			return list, nil
		}
		return holidays.Official(country, region)
	}}.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A day ends at 24:00; hours to 23:59:59 lose a second of each day.
func TestDaysThatEndAtMidnight(t *testing.T) {
	from, to := field.At(t, "2021-01-01T11:10:43Z"), field.At(t, "2021-01-05T10:45:41Z")
	for week, want := range map[calendar.Week]string{"mon-fri 00:00-24:00": "34h45m41s", "mon-fri 00:00-23:59:59": "34h45m40s"} {
		c := hours(t, calendar.Spec{Zone: "UTC", Hours: week, Closed: []calendar.Local{"2021-01-01"}})
		if got := c.Elapsed(from, to).String(); got != want {
			t.Errorf("%s: %s, want %s", week, got, want)
		}
	}
	days := hours(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 00:00-24:00"})
	if due, err := days.Add(field.At(t, "2021-01-04T23:59:59Z"), 24*time.Hour); err != nil || !due.Equal(field.At(t, "2021-01-05T23:59:59Z")) {
		t.Errorf("a day after Monday 23:59:59: %v, %v", due, err)
	}
	always := hours(t, calendar.Spec{Zone: "UTC", Hours: "mon-sun 00:00-24:00"})
	if shut, closes := always.NextClose(from); closes {
		t.Errorf("seven whole days close at %v", shut)
	}
}

// The second and fourth Saturday are off, in hours or by an iCalendar rule.
func TestSecondAndFourthSaturdayOff(t *testing.T) {
	rule := events(t, holidays.Filter{}, "SUMMARY:Saturday off\nDTSTART;VALUE=DATE:20200111\nRRULE:FREQ=MONTHLY;BYDAY=2SA,4SA")
	for name, c := range map[string]calendar.Calendar{
		"hours": hours(t, calendar.Spec{Zone: "Asia/Kolkata", Hours: "mon-sat 10:00-18:00; sat#2,sat#4 closed"}),
		"rule":  with(t, rule, calendar.Spec{Zone: "Asia/Kolkata", Hours: "mon-sat 10:00-18:00"}),
	} {
		if got := c.BusinessDays(date.New(2026, 8, 1), date.New(2026, 9, 1)); got != 24 {
			t.Errorf("%s: %d business days of August, want 24", name, got)
		}
		due, err := c.AddDays(field.At(t, "2026-08-21T12:00:00+05:30"), 1, calendar.DayTime{})
		if err != nil || !due.Equal(field.At(t, "2026-08-24T12:00:00+05:30")) {
			t.Errorf("%s: one business day after Friday 21 August is %v, %v", name, due, err)
		}
	}
}

// Every second Saturday, across the turn of the year, as a rota and as a rule for
// the Saturdays between.
func TestEverySecondSaturday(t *testing.T) {
	off := events(t, holidays.Filter{}, "SUMMARY:Off\nDTSTART;VALUE=DATE:20201219\nRRULE:FREQ=WEEKLY;INTERVAL=2")
	for name, c := range map[string]calendar.Calendar{
		"rota": hours(t, calendar.Spec{Zone: "Europe/Berlin", Rotas: []calendar.Rota{{From: "2020-12-26", Weeks: []calendar.Week{"sat 09:00-12:00", "mon-sun closed"}}}}),
		"rule": with(t, off, calendar.Spec{Zone: "Europe/Berlin", Hours: "sat 09:00-12:00"}),
	} {
		if got := open(c, "2020-12-26 2021-01-02 2021-01-09 2021-01-16"); got != "3h 0s 3h 0s" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// 24 hours on and 48 off: 366 shifts begin in 2026 to 2028. The 365 before
// 31 December 2028 have 8,760 h less the hour of summer time that falls into a
// shift without its return; 16 h of the last shift lie in 2028.
func TestTwentyFourOnFortyEightOff(t *testing.T) {
	days := map[calendar.Local]calendar.Hours{}
	for x := date.New(2026, 1, 1); x < date.New(2029, 1, 1); x += 3 {
		days[calendar.LocalDate(x)] = "08:00+24h"
	}
	for name, spec := range map[string]calendar.Spec{
		"rota":  {Rotas: []calendar.Rota{{From: "2026-01-01", Days: []calendar.Hours{"08:00+24h", "closed", "closed"}}}},
		"dates": {Days: days},
	} {
		spec.Zone = "Europe/Warsaw"
		c := hours(t, spec)
		from := field.At(t, "2026-01-01T00:00:00+01:00")
		for to, want := range map[string]time.Duration{"2028-12-31T00:00:00+01:00": 8_759 * time.Hour, "2029-01-01T00:00:00+01:00": 8_775 * time.Hour} {
			if got := c.Elapsed(from, field.At(t, to)); got != want {
				t.Errorf("%s: %v to %s, want %v", name, got, to, want)
			}
		}
		if got := c.BusinessDays(date.New(2026, 1, 1), date.New(2029, 1, 1)); got != 366 {
			t.Errorf("%s: %d shifts, want 366", name, got)
		}
	}
	two := hours(t, calendar.Spec{Zone: "UTC", Rotas: []calendar.Rota{{From: "2026-01-05", Weeks: []calendar.Week{"mon 08:00-12:00", "mon 08:00-16:00"}}}})
	if got := open(two, "2026-01-05 2026-01-12 2026-01-19 2026-01-26"); got != "4h 8h 4h 8h" {
		t.Errorf("two weeks: %s", got)
	}
}

// The Federal Reserve moves a holiday off Sunday only; federal offices off
// Saturday too.
func TestHolidaysOfBanksAndOffices(t *testing.T) {
	const dates = "2021-12-31 2026-07-03 2022-12-31 2021-07-05 2023-01-02 2027-06-18 2027-12-24 2027-12-31"
	for keep, want := range map[calendar.Observance]string{
		calendar.SundayObserved:    "8h 8h 0s 0s 0s 8h 8h 8h",
		calendar.ActualAndObserved: "0s 0s 0s 0s 0s 0s 0s 0s",
		calendar.ActualOnly:        "8h 8h 0s 8h 8h 8h 8h 8h",
	} {
		c := hours(t, calendar.Spec{Zone: "America/New_York", Hours: "mon-fri 09:00-17:00", Holidays: []calendar.Holidays{{Country: "US", Keep: keep}}})
		if got := open(c, dates); got != want {
			t.Errorf("%s: %s, want %s", keep, got, want)
		}
	}
}

// What comes in after the cut-off counts as of the next day: the hours of the
// calendar end at the cut-off.
func TestOrdersAfterTheCutOff(t *testing.T) {
	for _, c := range []struct{ zone, hours, within, opened, want string }{
		{"Asia/Seoul", "mon-fri 00:00-15:30", "2 business days by 18:00", "2026-08-28T15:29:00+09:00", "2026-09-01T18:00:00+09:00"},
		{"Asia/Seoul", "mon-fri 00:00-15:30", "2 business days by 18:00", "2026-08-28T15:31:00+09:00", "2026-09-02T18:00:00+09:00"},
		{"Asia/Seoul", "mon-fri 00:00-15:30", "2 business days by 18:00", "2026-08-29T10:00:00+09:00", "2026-09-02T18:00:00+09:00"},
		{"UTC", "mon-fri 00:00-16:00; sat 00:00-11:00", "1 business day by 12:00", "2026-08-28T15:30:00Z", "2026-08-29T12:00:00Z"},
		{"UTC", "mon-fri 00:00-16:00; sat 00:00-11:00", "1 business day by 12:00", "2026-08-28T16:30:00Z", "2026-08-31T12:00:00Z"},
		{"UTC", "mon-fri 00:00-16:00; sat 00:00-11:00", "1 business day by 12:00", "2026-08-29T10:59:00Z", "2026-08-31T12:00:00Z"},
		{"UTC", "mon-fri 00:00-16:00; sat 00:00-11:00", "1 business day by 12:00", "2026-08-29T11:00:00Z", "2026-09-01T12:00:00Z"},
		{"UTC", "mon-fri 00:00-16:00", "0 business days by 18:00", "2026-08-28T15:00:00Z", "2026-08-28T18:00:00Z"},
		{"UTC", "mon-fri 00:00-16:00", "0 business days by 18:00", "2026-08-28T16:30:00Z", "2026-08-31T18:00:00Z"},
	} {
		spec, err := specfile.Parse([]byte(fmt.Sprintf(`sla: v1
id: orders
zone: %s
policies: { profile: exact }
calendars: { accepted: { hours: "%s" } }
clocks: { ship: { start: ordered, stop: shipped } }
objectives: [{ id: o, clock: ship, targets: { within: "%s", calendar: accepted, roll: opening }, attain: 95%%, period: month, counts: due }]
`, c.zone, c.hours, c.within)))
		if err != nil {
			t.Fatal(err)
		}
		agreement, err := sla.New(spec)
		if err != nil {
			t.Fatal(err)
		}
		opened := field.At(t, c.opened)
		r, ok := agreement.Track(&sla.Ticket{ID: "T", Events: []sla.Event{{Name: "ordered", At: opened}}}, opened).Of("o")
		if !ok || !r.DueAt.Equal(field.At(t, c.want)) {
			t.Errorf("%s of %q, ordered %s: due %v, want %s", c.within, c.hours, c.opened, r.DueAt, c.want)
		}
	}
}

// In Turkey 28 October is a holiday from 13:00. It is said by the hours of the
// date, by another calendar, or by an event of the calendar feed; an office may
// also close an hour earlier before each holiday.
func TestHalfAHolidayAndShortEves(t *testing.T) {
	office := calendar.Spec{Zone: "Europe/Istanbul", Hours: "mon-fri 09:00-18:00"}
	own := office
	own.Days = map[calendar.Local]calendar.Hours{"2026-10-28": "09:00-13:00"}
	apart := office
	apart.Except = []string{"eves"}
	set, err := calendar.Sources{}.Compile(nil, map[string]calendar.Spec{"office": apart,
		"eves": {Zone: "Europe/Istanbul", Days: map[calendar.Local]calendar.Hours{"2026-10-28": "13:00-24:00"}}})
	if err != nil {
		t.Fatal(err)
	}
	feed := events(t, holidays.Filter{PartDays: true}, "SUMMARY:Republic Day (from 13:00)\nDTSTART:20261028T130000\nDTEND:20261029T000000", "SUMMARY:Republic Day\nDTSTART;VALUE=DATE:20261029")
	for name, c := range map[string]calendar.Calendar{"own hours": hours(t, own), "another calendar": set["office"], "an event": with(t, feed, office)} {
		if got := open(c, "2026-10-27 2026-10-28"); got != "9h 4h" {
			t.Errorf("%s: %s", name, got)
		}
		if day := c.Day(date.New(2026, 10, 28)); day.Kind == calendar.OrdinaryDay || day.Why == "" {
			t.Errorf("%s: no reason: %+v", name, day)
		}
	}
	office.Holidays = []calendar.Holidays{{Country: "TR"}}
	office.Eves = calendar.Eves{On: calendar.DayBefore, Less: "1h"}
	if got := open(hours(t, office), "2026-10-27 2026-10-28 2026-10-29 2026-10-30"); got != "9h 8h 0s 9h" {
		t.Errorf("an hour less before each holiday: %s", got)
	}
}

// Make-up workdays of mainland China: by the official list, and by a feed whose
// events say so in their summary.
func TestMakeUpWorkdaysOfChina(t *testing.T) {
	spec := calendar.Spec{Zone: "Asia/Shanghai", Hours: "mon-fri 09:00-17:00", Holidays: []calendar.Holidays{{Country: "CN"}}}
	cn := hours(t, spec)
	for _, d := range strings.Fields("2019-10-12 2022-04-02 2022-04-24 2024-02-04 2024-02-09 2024-02-18 2025-01-26 2025-02-08 2025-09-28 2025-10-11 2026-09-20") {
		if !cn.Day(date.MustParseISO(d)).Business {
			t.Errorf("%s is no workday", d)
		}
	}
	if got := open(cn, "2025-02-03 2025-02-04"); got != "0s 0s" {
		t.Errorf("3 and 4 February 2025: %s", got)
	}
	set, err := calendar.Sources{Holidays: holidays.Official}.Compile(nil, map[string]calendar.Spec{
		"weekdays": {Zone: "Asia/Shanghai", Hours: "mon-fri 00:00-24:00"},
		"sse":      {Zone: "Asia/Shanghai", Hours: "mon-fri 09:30-11:30,13:00-15:00", Holidays: spec.Holidays, Intersect: []string{"weekdays"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := set["sse"].BusinessDays(date.New(2022, 4, 1), date.New(2022, 5, 1)); got != 19 {
		t.Errorf("%d trading days in April 2022, want 19", got)
	}
	feed := events(t, holidays.Filter{Workdays: []calendar.EventMatch{{Summary: "补班"}}},
		"SUMMARY:国庆节 假期 第1天/共8天\nDTSTART;VALUE=DATE:20251001\nDTEND;VALUE=DATE:20251009",
		"SUMMARY:国庆节 补班 第2天/共2天\nDTSTART;VALUE=DATE:20251011",
		"SUMMARY:国庆节 补班 第1天/共2天\nDTSTART;TZID=Asia/Shanghai:20250928T000000\nDTEND;TZID=Asia/Shanghai:20250929T000000")
	spec.Holidays = nil
	if got := open(with(t, feed, spec), "2025-09-28 2025-10-01 2025-10-08 2025-10-09 2025-10-11 2025-10-12"); got != "8h 0s 0s 8h 8h 0s" {
		t.Errorf("by a feed: %s", got)
	}
}

// Ends, midnights and leap days as calendar programs write them.
func TestDatesOfCalendarFiles(t *testing.T) {
	for _, c := range []struct{ name, event, want string }{
		{"the end is not included", "DTSTART;VALUE=DATE:20261031\nDTEND;VALUE=DATE:20261105", "2026: 10-31 11-01 11-02 11-03 11-04"},
		{"midnights in UTC in place of dates", "DTSTART;VALUE=DATE:20171227T000000Z\nDTEND;VALUE=DATE:20180105T000000Z", "2017: 12-27 12-28 12-29 12-30 12-31 2018: 01-01 01-02 01-03 01-04"},
		{"the end on the start", "DTSTART;VALUE=DATE:20260501\nDTEND;VALUE=DATE:20260501", "2026: 05-01"},
		{"midnight to midnight of a zone", "DTSTART;TZID=America/Denver:20260501T000000\nDTEND;TZID=America/Denver:20260502T000000", "2026: 05-01"},
		{"the fifth Sunday of February", "DTSTART;VALUE=DATE:20040229\nRRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=5SU", "2032: 02-29"},
		{"29 February", "DTSTART;VALUE=DATE:20160229\nRRULE:FREQ=YEARLY", "2016: 02-29 2020: 02-29 2024: 02-29 2028: 02-29 2032: 02-29"},
	} {
		var got []string
		list := events(t, holidays.Filter{}, "SUMMARY:x\n"+c.event)
		for year := 2016; year <= 2034; year++ {
			days, _ := list.Year(year)
			for i, h := range days {
				if i == 0 {
					got = append(got, fmt.Sprintf("%d:", year))
				}
				got = append(got, h.Date.Format("01-02"))
			}
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, text, c.want)
		}
	}
	denver := events(t, holidays.Filter{}, "SUMMARY:Party\nDTSTART:20260501T040000Z\nDTEND:20260502T040000Z")
	if skipped := denver.Skipped(); len(skipped) != 1 || !strings.HasPrefix(skipped[0], "Party: ") {
		t.Errorf("an event in UTC: %q", skipped)
	}
	feed := []string{"SUMMARY:Christmas Eve\nDESCRIPTION:Observance\\nTo hide observances go to settings\nDTSTART;VALUE=DATE:20261224", "SUMMARY:Christmas Day\nDESCRIPTION:Public holiday\nDTSTART;VALUE=DATE:20261225"}
	for name, filter := range map[string]holidays.Filter{
		"without": {Without: []calendar.EventMatch{{Description: "observance"}}}, "only": {Only: []calendar.EventMatch{{Description: "public holiday"}}},
	} {
		c := with(t, events(t, filter, feed...), calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00"})
		if got := open(c, "2026-12-24 2026-12-25"); got != "8h 0s" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// A holiday declared nine days before: three business days as known on the 9th
// and as known later.
func TestAHolidayDeclaredLate(t *testing.T) {
	c := hours(t, calendar.Spec{Zone: "Europe/London", Hours: "mon-fri 09:00-17:00",
		Versions: []calendar.Version{{Known: "2022-09-10", Closed: []calendar.Local{"2022-09-19"}}}})
	thursday := field.At(t, "2022-09-15T12:00:00+01:00")
	for known, want := range map[string]string{"2022-09-09T12:00:00+01:00": "2022-09-20T12:00:00+01:00", "2022-09-12T12:00:00+01:00": "2022-09-21T12:00:00+01:00"} {
		if due, err := c.KnownAt(field.At(t, known)).AddDays(thursday, 3, calendar.DayTime{}); err != nil || !due.Equal(field.At(t, want)) {
			t.Errorf("as known at %s: %v, %v, want %s", known, due, err, want)
		}
	}
	if due, err := c.AddDays(thursday, 3, calendar.DayTime{}); err != nil || !due.Equal(field.At(t, "2022-09-21T12:00:00+01:00")) {
		t.Errorf("as known now: %v, %v", due, err)
	}
	for _, h := range []struct{ country, region, day, open string }{
		{"GB", "ENG", "2022-09-19", "0s"}, {"DE", "BE", "2025-05-08", "0s"}, {"DE", "BB", "2025-05-08", "8h"},
	} {
		official := hours(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00", Holidays: []calendar.Holidays{{Country: h.country, Region: h.region}}})
		if got := open(official, h.day); got != h.open {
			t.Errorf("%s-%s %s: %s, want %s", h.country, h.region, h.day, got, h.open)
		}
	}
}

// A shutdown of three weeks and a date of every year are one line each.
func TestShutdownsAndDatesOfEveryYear(t *testing.T) {
	c := hours(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-08-03..2026-08-21", "12-24"}})
	if got := open(c, "2026-07-31 2026-08-03 2026-08-21 2026-08-24 2026-12-23 2026-12-24 2027-12-24 2027-12-23"); got != "8h 0s 0s 8h 8h 0s 0s 8h" {
		t.Error(got)
	}
}
