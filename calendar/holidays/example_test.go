package holidays_test

import (
	"fmt"
	"strings"
	"testing/fstest"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
)

func ExampleOfficial() {
	sources := calendar.Sources{Holidays: holidays.Official}
	shanghai, err := sources.New(calendar.Spec{
		Zone: "Asia/Shanghai", Hours: "mon-fri 09:00-18:00",
		Holidays: []calendar.Holidays{{Country: "CN"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for d := date.New(2026, time.February, 14); d <= date.New(2026, time.February, 16); d++ {
		day := shanghai.Day(d)
		fmt.Println(day.Date, day.Total, day.Kind, day.Why)
	}
	from, to := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)
	fmt.Println("not announced:", shanghai.Unannounced(from, to))
	// Output:
	// 2026-02-14 9h0m0s make-up workday 调休上班
	// 2026-02-15 0s holiday 春节
	// 2026-02-16 0s holiday 春节
	// not announced: [CN 2027]
}

func ExampleReadICalendar() {
	const file = `BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Founders' day
DTSTART;VALUE=DATE:20200605
RRULE:FREQ=YEARLY;BYMONTH=6;BYDAY=1FR
END:VEVENT
BEGIN:VEVENT
SUMMARY:Shutdown
DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20270102
END:VEVENT
END:VCALENDAR
`
	ours, err := holidays.ReadICalendar(strings.NewReader(file), holidays.Filter{})
	if err != nil {
		fmt.Println(err)
		return
	}
	// Under a country code of their own, next to the official lists.
	sources := calendar.Sources{Holidays: func(country, region string) (calendar.HolidayList, error) {
		if country == "ours" {
			return ours, nil
		}
		return holidays.Official(country, region)
	}}
	office, err := sources.New(calendar.Spec{
		Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00",
		Holidays: []calendar.Holidays{{Country: "DE"}, {Country: "ours"}},
	})
	fmt.Println(err, office.Day(date.New(2026, time.June, 5)).Why)
	fmt.Println(office.BusinessDays(date.New(2026, time.December, 21), date.New(2027, time.January, 9)))
	// Output:
	// <nil> Founders' day
	// 8
}

func ExampleFiles() {
	files := fstest.MapFS{"closures.ics": {Data: []byte(`BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Inventory
DTSTART;TZID=Europe/Berlin:20260630T140000
DTEND;TZID=Europe/Berlin:20260701T000000
END:VEVENT
BEGIN:VEVENT
SUMMARY:Summer party
CATEGORIES:Observance
DTSTART;VALUE=DATE:20260703
END:VEVENT
END:VCALENDAR
`)}}
	sources := calendar.Sources{Holidays: holidays.Official, File: holidays.Files(files)}
	office, err := sources.New(calendar.Spec{
		Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00",
		Holidays: []calendar.Holidays{{Country: "DE"}, {
			File:     "closures.ics",
			Without:  []calendar.EventMatch{{Category: "Observance"}},
			PartDays: calendar.PartDaysClosed,
		}},
	})
	fmt.Println(err)
	for _, d := range []date.Date{date.New(2026, time.June, 30), date.New(2026, time.July, 3)} {
		fmt.Println(d, office.Day(d).Total, office.Day(d).Kind)
	}
	// Output:
	// <nil>
	// 2026-06-30 5h0m0s holiday
	// 2026-07-03 8h0m0s ordinary
}

func ExampleReadInstances() {
	const file = `BEGIN:VCALENDAR
BEGIN:VEVENT
UID:patch
SUMMARY:Patch night
CATEGORIES:Maintenance
DTSTART;TZID=Europe/Berlin:20261022T220000
DTEND;TZID=Europe/Berlin:20261023T000000
RRULE:FREQ=WEEKLY
END:VEVENT
END:VCALENDAR
`
	zone := func(tzid string) (*time.Location, error) {
		if tzid == "" {
			tzid = "Europe/Berlin"
		}
		return time.LoadLocation(tzid)
	}
	from, to := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	windows, err := holidays.ReadInstances(strings.NewReader(file), holidays.Filter{}, zone, from, to)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range windows { // the clocks go back between the two
		fmt.Println(w.From.UTC(), w.To.Sub(w.From), w.UID, w.Categories)
	}
	// Output:
	// 2026-10-22 20:00:00 +0000 UTC 2h0m0s patch [Maintenance]
	// 2026-10-29 21:00:00 +0000 UTC 2h0m0s patch [Maintenance]
}
