package calendar_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
)

// hoursOn writes the open time of dates, such as "8h0m0s".
func hoursOn(c calendar.Calendar, dates ...string) string {
	var all []string
	for _, d := range dates {
		all = append(all, c.Day(date.MustParseISO(d)).Total.String())
	}
	return strings.Join(all, " ")
}

func TestRotas(t *testing.T) {
	// Every second Saturday, across the turn of the year.
	shop := must(t, calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00",
		Rotas: []calendar.Rota{{From: "2020-12-26", Weeks: []calendar.Week{"sat 09:00-12:00", "mon-sun closed"}}}})
	if got := hoursOn(shop, "2020-12-12", "2020-12-26", "2021-01-02", "2021-01-09", "2021-01-16", "2021-01-08"); got != "0s 3h0m0s 0s 3h0m0s 0s 8h0m0s" {
		t.Errorf("every second Saturday: %s", got)
	}
	// 24 hours on, 48 off: 366 shifts begin in 2026 to 2028. The first 365 have
	// 8,759 h, for one hour is lost to summer time; 16 h of the last lie in 2028.
	crew := must(t, calendar.Spec{Zone: "Europe/Warsaw",
		Rotas: []calendar.Rota{{From: "2026-01-01", Until: "2028-12-31", Days: []calendar.Hours{"08:00+24h", "closed", ""}}}})
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, crew.Location()), time.Date(2029, 1, 1, 0, 0, 0, 0, crew.Location())
	if got := crew.Elapsed(from, to.AddDate(0, 0, -1)); got != 8_759*time.Hour {
		t.Errorf("24 on, 48 off: %v", got)
	}
	if got := crew.Elapsed(from, to); got != 8_775*time.Hour {
		t.Errorf("24 on, 48 off, to the end of 2028: %v", got)
	}
	if got := crew.BusinessDays(date.NewAt(from), date.NewAt(to)); got != 366 {
		t.Errorf("24 on, 48 off: %d shifts", got)
	}
	// A Monday of 4 h in one week and 8 h in the other, joined with weekly hours.
	two := must(t, calendar.Spec{Zone: "UTC", Hours: "mon 10:00-11:00",
		Rotas: []calendar.Rota{{From: "2026-01-07", Until: "2026-01-19", Weeks: []calendar.Week{"mon 08:00-12:00; wed 08:00-12:00", "mon 09:00-17:00"}}}})
	if got := hoursOn(two, "2026-01-05", "2026-01-07", "2026-01-12", "2026-01-19", "2026-01-21", "2026-01-26"); got != "1h0m0s 4h0m0s 8h0m0s 4h0m0s 0s 1h0m0s" {
		t.Errorf("two weeks: %s", got)
	}
	want := "mon 10:00-11:00; from 2026-01-07 to 2026-01-19, every 2 weeks: (mon 08:00-12:00; wed 08:00-12:00) (mon 09:00-17:00) in UTC"
	if got := two.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestCountedWeekdays(t *testing.T) {
	// The second and fourth Saturday are off: August 2026 has 24 business days.
	shop := must(t, calendar.Spec{Zone: "Asia/Kolkata", Hours: "mon-sat 10:00-18:00; sat#2,sat#4 closed"})
	if got := shop.BusinessDays(date.New(2026, 8, 1), date.New(2026, 9, 1)); got != 24 {
		t.Errorf("%d business days", got)
	}
	due, err := shop.AddDays(time.Date(2026, 8, 21, 12, 0, 0, 0, shop.Location()), 1, calendar.DayTime{})
	if err != nil || due.Format(time.DateOnly) != "2026-08-24" {
		t.Errorf("a business day after 21 August: %v, %v", due, err)
	}
	// Half of the last Friday is off, for ever.
	desk := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 08:00-18:00; last fri 08:00-12:00"})
	if got := hoursOn(desk, "2025-01-24", "2025-01-31", "2026-04-24", "2027-01-29", "2028-02-25"); got != "10h0m0s 4h0m0s 4h0m0s 4h0m0s 4h0m0s" {
		t.Errorf("last Fridays: %s", got)
	}
	// A fifth one is there in some months only.
	fifth := must(t, calendar.Spec{Zone: "UTC", Hours: "fri#5 08:00-12:00"})
	if got := hoursOn(fifth, "2026-01-30", "2026-02-27", "2026-05-29"); got != "4h0m0s 0s 4h0m0s" {
		t.Errorf("fifth Fridays: %s", got)
	}
}

func TestRangesAndDatesOfEveryYear(t *testing.T) {
	c := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-sun 09:00-17:00",
		Closed: []calendar.Local{"2026-08-03..2026-08-21", "12-24..01-01", "02-29", "2026-05-02 Company day", "2026-05-02"},
		Days:   map[calendar.Local]calendar.Hours{"2026-08-10": "10:00-12:00", "12-31": "09:00-11:00", "2027-12-31": ""},
	})
	for _, d := range []struct {
		dates, want string
	}{
		{"2026-08-02 2026-08-03 2026-08-21 2026-08-22", "8h0m0s 0s 0s 8h0m0s"},
		{"2026-12-23 2026-12-24 2027-01-01 2027-01-02 2150-12-25", "8h0m0s 0s 0s 8h0m0s 0s"},
		{"2028-02-29 2027-02-28 2027-03-01", "0s 8h0m0s 8h0m0s"},
		{"2026-08-10", "2h0m0s"},               // the hours of a date win over a range
		{"2026-12-31 2027-12-31", "2h0m0s 0s"}, // hours win over closed, a single date over every year
	} {
		if got := hoursOn(c, strings.Fields(d.dates)...); got != d.want {
			t.Errorf("%s: %s, want %s", d.dates, got, d.want)
		}
	}
	if day := c.Day(date.New(2026, 5, 2)); day.Why != "Company day" && day.Why != "closed" || day.Kind != calendar.ClosedDay {
		t.Errorf("%+v", day)
	}
}

func TestBadRotasRangesAndEves(t *testing.T) {
	for _, c := range []struct {
		spec calendar.Spec
		want string
	}{
		{calendar.Spec{Rotas: []calendar.Rota{{}}}, "rotas[0].from: missing: the date on which the rota begins is needed\n" +
			"rotas[0].weeks: missing: write weeks, the hours of each week of the cycle, or days, the hours of each day"},
		{calendar.Spec{Rotas: []calendar.Rota{{From: "2026-01-02", Until: "2026-01-01", Days: []calendar.Hours{"9-17"}}}},
			`rotas[0].until: "2026-01-01": out of range: the rota ends before it begins` + "\n" +
				`rotas[0].days[0]: "9-17": at character 1: cannot be read: a time from 00:00 to 24:00 such as 08:30 is needed`},
		{calendar.Spec{Rotas: []calendar.Rota{{From: "2026-01-02", Days: []calendar.Hours{""}, Weeks: []calendar.Week{"24x7"}}}},
			"rotas[0].days: conflicts with another term: write the weeks of the cycle or its days"},
		{calendar.Spec{Rotas: []calendar.Rota{{From: "2026-01-02", Weeks: make([]calendar.Week, 53)}}}, "rotas[0]: out of range: a cycle has at most 366 days"},
		{calendar.Spec{Closed: []calendar.Local{"2026-08-21..2026-08-03", "02-30", "2026-01-01..2100-01-01", "12-24..2026-01-01"}},
			`closed[0]: "2026-08-21..2026-08-03": out of range: the range ends before it begins` + "\n" +
				`closed[1]: "02-30": out of range: there is no such date` + "\n" +
				`closed[2]: "2026-01-01..2100-01-01": out of range: a range has at most 3660 dates` + "\n" +
				`closed[3]: "12-24..2026-01-01": cannot be read: a date of every year is written 12-24`},
		{calendar.Spec{Closed: []calendar.Local{"2026-12-24"}, Days: map[calendar.Local]calendar.Hours{"2026-12-24": "", "2026-12-25 x": ""}},
			`days["2026-12-24"]: "2026-12-24": conflicts with another term: closed lists the same date; write it once` + "\n" +
				`days["2026-12-25 x"]: "2026-12-25 x": cannot be read: dates such as 2026-03-31, 2026-08-03..2026-08-14 or 12-24 are needed, with nothing after them`},
		{calendar.Spec{Eves: calendar.Eves{Less: "1h"}, Holidays: []calendar.Holidays{{Country: "2026-04-06"}}},
			"eves.on: missing: say which day is the eve of a holiday on a Monday: day-before (the Sunday) or last-opening (the Friday)"},
		{calendar.Spec{Eves: calendar.Eves{On: "before", Less: "24h"}}, `eves.on: "before": unknown: one of day-before, last-opening` + "\n" +
			`eves.less: "24h": out of range: whole seconds below 24h are needed` + "\n" +
			"eves: conflicts with another term: the calendar has no list of holidays"},
	} {
		c.spec.Zone, c.spec.Hours = "UTC", "mon-fri 09:00-17:00"
		_, err := sources.New(c.spec)
		if got := fmt.Sprint(err); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
}

func TestEvesAndPartDays(t *testing.T) {
	lists := calendar.Holidays{Country: "2026-04-03 2026-04-06 2026-12-24/14:00-24:00 2026-12-25"}
	desk := func(e calendar.Eves) calendar.Calendar {
		c, err := sources.New(calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-12:00,13:00-18:00", Holidays: []calendar.Holidays{lists}, Eves: e})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	days := []string{"2026-04-02", "2026-04-03", "2026-04-05", "2026-12-23", "2026-12-24", "2026-12-25"}
	for _, c := range []struct {
		eves calendar.Eves
		want string
	}{
		{calendar.Eves{}, "8h0m0s 0s 0s 8h0m0s 4h0m0s 0s"},
		// Good Friday's eve is Thursday; Easter Monday's is a Sunday without hours.
		{calendar.Eves{On: calendar.DayBefore, Less: "1h"}, "7h0m0s 0s 0s 8h0m0s 3h0m0s 0s"},
		{calendar.Eves{On: calendar.LastOpening, Less: "6h"}, "2h0m0s 0s 0s 8h0m0s 0s 0s"},
		{calendar.Eves{On: calendar.LastOpening, Hours: "08:00-12:00"}, "3h0m0s 0s 0s 8h0m0s 3h0m0s 0s"},
	} {
		if got := hoursOn(desk(c.eves), days...); got != c.want {
			t.Errorf("%+v: %s, want %s", c.eves, got, c.want)
		}
	}
	day := desk(calendar.Eves{On: calendar.LastOpening, Less: "1h"}).Day(date.New(2026, 4, 2))
	if day.Kind != calendar.ChangedDay || day.Why != "eve of 2026-04-03" {
		t.Errorf("the eve: %s, %q", day.Kind, day.Why)
	}
	// On a Monday holiday the two readings differ: the Friday before, or nothing.
	monday := calendar.Holidays{Country: "2026-05-25"}
	for on, want := range map[calendar.EveDay]string{calendar.DayBefore: "8h0m0s", calendar.LastOpening: "7h0m0s"} {
		c, err := sources.New(calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00", Holidays: []calendar.Holidays{monday}, Eves: calendar.Eves{On: on, Less: "1h"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := hoursOn(c, "2026-05-22"); got != want {
			t.Errorf("%s: %s, want %s", on, got, want)
		}
	}
}

// A date that Except shortens says so, in Day and in Month.
func TestReasonsOfComposedCalendars(t *testing.T) {
	all, err := sources.Compile(nil, map[string]calendar.Spec{
		"office": {Zone: "Europe/Istanbul", Hours: "mon-fri 09:00-18:00", Except: []string{"eves"}},
		"eves":   {Zone: "Europe/Istanbul", Days: map[calendar.Local]calendar.Hours{"2026-10-28": "13:00-24:00"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	day := all["office"].Day(date.New(2026, 10, 28))
	if day.Total != 4*time.Hour || day.Kind != calendar.ChangedDay || day.Why != "own hours" {
		t.Errorf("%v %s %q", day.Total, day.Kind, day.Why)
	}
	if day := all["office"].Day(date.New(2026, 10, 27)); day.Kind != calendar.OrdinaryDay || day.Why != "" {
		t.Errorf("the day before: %s %q", day.Kind, day.Why)
	}
	if !strings.Contains(all["office"].Month(2026, time.October), "Wed 28  09:00-13:00         4 h  own hours") {
		t.Error(all["office"].Month(2026, time.October))
	}
}

func TestNextOpening(t *testing.T) {
	c := must(t, calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-12:00,13:00-17:00"})
	at := func(day, hour int) time.Time { return time.Date(2026, 6, day, hour, 0, 0, 0, time.UTC) }
	for _, c2 := range []struct{ from, want time.Time }{
		{at(15, 8), at(15, 9)}, {at(15, 9), at(15, 13)}, {at(15, 10), at(15, 13)}, {at(15, 12), at(15, 13)},
		{at(15, 13), at(16, 9)}, {at(19, 13), at(22, 9)}, {at(15, 9).Add(-1), at(15, 9)},
	} {
		if got, ok := c.NextOpening(c2.from); !ok || !got.Equal(c2.want) {
			t.Errorf("after %v: %v, want %v", c2.from, got, c2.want)
		}
	}
	if got, ok := calendar.Always().NextOpening(at(15, 9)); ok {
		t.Errorf("always open, yet opens at %v", got)
	}
	if _, ok := (calendar.Calendar{}).NextOpening(at(15, 9)); ok {
		t.Error("never open, yet opens")
	}
}

func ExampleWeekOf() {
	week := calendar.WeekOf(map[time.Weekday]calendar.Hours{
		time.Monday: "09:00-17:00", time.Tuesday: "09:00-17:00", time.Saturday: "10:00-13:00",
	})
	fmt.Println(week)
	// Output:
	// mon-tue 09:00-17:00; sat 10:00-13:00
}

func ExampleRota() {
	shop, err := calendar.New(calendar.Spec{
		Zone: "UTC", Hours: "mon-fri 09:00-17:00; last fri 09:00-12:00",
		Rotas: []calendar.Rota{{From: "2026-01-10", Weeks: []calendar.Week{"sat 09:00-12:00", "mon-sun closed"}}},
	})
	fmt.Println(err)
	for _, day := range []int{10, 17, 24, 30} {
		fmt.Println(shop.Day(date.New(2026, time.January, day)).Total)
	}
	// Output:
	// <nil>
	// 3h0m0s
	// 0s
	// 3h0m0s
	// 3h0m0s
}

func ExampleEves() {
	c, err := calendar.Sources{Holidays: func(country, region string) (calendar.HolidayList, error) {
		return coded("2026-12-25"), nil
	}}.New(calendar.Spec{
		Zone: "UTC", Hours: "mon-fri 09:00-17:00", Holidays: []calendar.Holidays{{Country: "XX"}},
		Eves: calendar.Eves{On: calendar.LastOpening, Less: "2h"},
	})
	day := c.Day(date.New(2026, time.December, 24))
	fmt.Println(err, day.Total, day.Why)
	// Output:
	// <nil> 6h0m0s eve of 2026-12-25
}
