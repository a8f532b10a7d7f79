package calendar_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
)

// exampleOf stands for the error handling of a real program.
func exampleOf[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func Example() {
	berlin, err := calendar.New(calendar.Spec{
		Zone:   "Europe/Berlin",
		Hours:  "mon-fri 09:00-17:00",
		Closed: []calendar.Local{"2026-04-03", "2026-04-06", calendar.LocalDate(date.New(2026, time.May, 1))},
		Days:   map[calendar.Local]calendar.Hours{"2026-12-24": "09:00-12:00"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	opened := time.Date(2026, time.March, 27, 15, 30, 0, 0, time.UTC) // Friday before the clocks change
	due, err := berlin.Add(opened, 8*time.Hour)
	fmt.Println(due, err)
	fmt.Println(berlin.Elapsed(opened, due))

	in3days, err := berlin.AddDays(opened, 3, calendar.By(16, 0))
	fmt.Println(in3days.In(berlin.Location()), err)
	if next, ok := berlin.NextOpen(due.Add(12 * time.Hour)); ok {
		fmt.Println("opens", next)
	}
	fmt.Println(berlin.Day(date.New(2026, time.April, 3)).Why)
	// Output:
	// 2026-03-30 14:30:00 +0000 UTC <nil>
	// 8h0m0s
	// 2026-04-01 16:00:00 +0200 CEST <nil>
	// opens 2026-03-31 07:00:00 +0000 UTC
	// closed
}

func ExampleUnion() {
	berlin := exampleOf(calendar.New(calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00"}))
	denver := exampleOf(calendar.New(calendar.Spec{Zone: "America/Denver", Hours: "mon-fri 08:00-18:00"}))
	manila := exampleOf(calendar.New(calendar.Spec{Zone: "Asia/Manila", Hours: "mon-fri 22:00-06:00"})) // ends the next day
	sun := calendar.Union(berlin, denver, manila)

	monday := time.Date(2026, time.June, 8, 0, 0, 0, 0, time.UTC)
	for from, to := range sun.Segments(monday, monday.AddDate(0, 0, 2)) {
		fmt.Println(from.Format("Mon 15:04"), "to", to.Format("Mon 15:04"))
	}
	fmt.Println(sun.Except(berlin).Elapsed(monday, monday.AddDate(0, 0, 1)))
	// Output:
	// Mon 07:00 to Tue 00:00
	// Tue 07:00 to Wed 00:00
	// 9h0m0s
}

func ExampleCalendar_Add() {
	office := exampleOf(calendar.New(calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00"}))
	monday := time.Date(2026, time.June, 8, 9, 0, 0, 0, time.UTC)

	due, _ := office.Add(monday, 8*time.Hour)
	fmt.Println("due", due.Format("Mon 15:04")) // at the close, not the next morning
	open, _ := office.NextOpen(due)
	fmt.Println("next working moment", open.Format("Mon 15:04"))
	start, _ := office.Add(due, -8*time.Hour)
	fmt.Println("back", start.Format("Mon 15:04"))

	once := exampleOf(calendar.New(calendar.Spec{Zone: "UTC", Days: map[calendar.Local]calendar.Hours{"2020-01-01": "09:00-17:00"}}))
	_, err := once.Add(monday, time.Hour)
	fmt.Println(errors.Is(err, calendar.ErrNeverOpen))
	// Output:
	// due Mon 17:00
	// next working moment Tue 09:00
	// back Mon 09:00
	// true
}

func ExampleCalendar_AddDays() {
	office := exampleOf(calendar.New(calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-thu 09:00-17:00; fri 09:00-15:00"}))
	days := calendar.Always().In(office.Location())
	opened := exampleOf(calendar.Local("2026-03-26T10:20").In(office.Location())) // a Thursday

	for _, at := range []calendar.DayTime{{}, calendar.EndOfDay(), calendar.By(12, 0)} {
		due := exampleOf(office.AddDays(opened, 1, at))
		fmt.Println("1 business day,", at, "is", due.Format("Mon 15:04"))
	}
	due := exampleOf(days.AddDays(opened, 3, calendar.DayTime{}))
	fmt.Println("3 calendar days is", due.Format("Mon 15:04"), "after", due.Sub(opened))
	// Output:
	// 1 business day, same time of day is Fri 10:20
	// 1 business day, end of day is Fri 15:00
	// 1 business day, by 12:00 is Fri 12:00
	// 3 calendar days is Sun 10:20 after 71h0m0s
}

func ExampleCalendar_KnownAt() {
	city := exampleOf(calendar.New(calendar.Spec{
		Zone: "America/New_York", Hours: "mon-fri 08:30-17:00",
		Versions: []calendar.Version{{Known: "2015-12-14", Closed: []calendar.Local{"2016-01-01"}}},
	}))
	opened := exampleOf(calendar.Local("2015-12-10T12:00").In(city.Location()))
	then, now := city.KnownAt(opened), city
	fmt.Println("as known then:", exampleOf(then.AddDays(opened, 20, calendar.DayTime{})).Format(time.DateOnly))
	fmt.Println("as known now: ", exampleOf(now.AddDays(opened, 20, calendar.DayTime{})).Format(time.DateOnly))
	// Output:
	// as known then: 2016-01-07
	// as known now:  2016-01-08
}

func ExampleCalendar_Month() {
	office := exampleOf(calendar.Sources{Holidays: holidays.Official}.New(calendar.Spec{
		Zone: "Europe/Berlin", Hours: "mon-fri 08:00-12:00,13:00-17:00; sat 09:00-12:00",
		Holidays: []calendar.Holidays{{Country: "DE", Region: "BE"}},
		Days:     map[calendar.Local]calendar.Hours{"2026-03-19": "08:00-12:00"},
	}))
	fmt.Print(office.Month(2026, time.March))
	// Output:
	// March 2026, Europe/Berlin: 26 business days, 184 h open
	//
	// Sun  1  -
	// Mon  2  08:00-12:00, 13:00-17:00         8 h
	// Tue  3  08:00-12:00, 13:00-17:00         8 h
	// Wed  4  08:00-12:00, 13:00-17:00         8 h
	// Thu  5  08:00-12:00, 13:00-17:00         8 h
	// Fri  6  08:00-12:00, 13:00-17:00         8 h
	// Sat  7  09:00-12:00                      3 h
	// Sun  8  -                                     Women's Day
	// Mon  9  08:00-12:00, 13:00-17:00         8 h
	// Tue 10  08:00-12:00, 13:00-17:00         8 h
	// Wed 11  08:00-12:00, 13:00-17:00         8 h
	// Thu 12  08:00-12:00, 13:00-17:00         8 h
	// Fri 13  08:00-12:00, 13:00-17:00         8 h
	// Sat 14  09:00-12:00                      3 h
	// Sun 15  -
	// Mon 16  08:00-12:00, 13:00-17:00         8 h
	// Tue 17  08:00-12:00, 13:00-17:00         8 h
	// Wed 18  08:00-12:00, 13:00-17:00         8 h
	// Thu 19  08:00-12:00                      4 h  own hours
	// Fri 20  08:00-12:00, 13:00-17:00         8 h
	// Sat 21  09:00-12:00                      3 h
	// Sun 22  -
	// Mon 23  08:00-12:00, 13:00-17:00         8 h
	// Tue 24  08:00-12:00, 13:00-17:00         8 h
	// Wed 25  08:00-12:00, 13:00-17:00         8 h
	// Thu 26  08:00-12:00, 13:00-17:00         8 h
	// Fri 27  08:00-12:00, 13:00-17:00         8 h
	// Sat 28  09:00-12:00                      3 h
	// Sun 29  -                                     clocks go forward 1 h
	// Mon 30  08:00-12:00, 13:00-17:00         8 h
	// Tue 31  08:00-12:00, 13:00-17:00         8 h
}

func ExampleSources_Compile() {
	berlin := exampleOf(calendar.Sources{}.Location("Europe/Berlin"))
	set, err := calendar.Sources{}.Compile(berlin, map[string]calendar.Spec{
		"office":  {Hours: "mon-fri 09:00-17:00"},
		"window":  {Hours: "wed 16:00-18:00"},
		"support": {Union: []string{"office"}, Except: []string{"window"}},
		"on-call": {Union: []string{"24x7"}, Except: []string{"office"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	from := time.Date(2026, time.June, 8, 0, 0, 0, 0, berlin)
	for _, name := range []string{"office", "support", "on-call"} {
		fmt.Println(name, set[name].Elapsed(from, from.AddDate(0, 0, 7)))
	}
	_, err = calendar.Sources{}.Compile(berlin, map[string]calendar.Spec{
		"day":   {Union: []string{"night"}},
		"night": {Hours: "mon-fri 22:00-6:00", Except: []string{"day"}},
	})
	fmt.Println(err)
	// Output:
	// office 40h0m0s
	// support 39h0m0s
	// on-call 128h0m0s
	// night.hours: "mon-fri 22:00-6:00": at character 15: cannot be read: a time from 00:00 to 24:00 such as 08:30 is needed
	// night.except[0]: "day": conflicts with another term: a circle: day names night names day
}

func ExampleSwitch() {
	old := exampleOf(calendar.New(calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-17:00"}))
	at := time.Date(2026, time.June, 10, 12, 0, 0, 0, time.UTC)
	c := calendar.Switch(old, at, calendar.Always())
	open, _ := c.NextClose(at.Add(-time.Hour))
	fmt.Println(open.IsZero(), c.Elapsed(at.Add(-time.Hour), at.AddDate(0, 0, 1)))
	// Output: true 25h0m0s
}

func ExampleLocal_In() {
	berlin := exampleOf(time.LoadLocation("Europe/Berlin"))
	for _, l := range []calendar.Local{"2026-03-29", "2026-03-29T02:30", "2026-10-25T02:30"} {
		fmt.Println(exampleOf(l.In(berlin)))
	}
	// Output:
	// 2026-03-29 00:00:00 +0100 CET
	// 2026-03-29 03:00:00 +0200 CEST
	// 2026-10-25 02:30:00 +0200 CEST
}

func ExampleWeek_Canonical() {
	for _, w := range []calendar.Week{"sat 10:00-14:00; mon,tue,wed 13:30-18:00, 09:00-12:30", "mon-fri 9-17"} {
		fmt.Println(w.Canonical())
	}
	// Output:
	// mon-wed 09:00-12:30,13:30-18:00; sat 10:00-14:00 <nil>
	//  at character 9: cannot be read: a time from 00:00 to 24:00 such as 08:30 is needed
}
