package calendar_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/upheld/upheld/calendar"
)

// A form shows each problem next to the field that it is about.
func ExampleFieldError() {
	_, err := calendar.New(calendar.Spec{Zone: "UTC", Hours: "mon-fri 09:00-25:00"})
	var field *calendar.FieldError
	if errors.As(err, &field) {
		fmt.Println(field.Path, "|", field.Value, "|", errors.Is(field, calendar.ErrSyntax))
	}
	// Output:
	// hours | mon-fri 09:00-25:00 | true
}

// The hours in which both teams can be reached.
func ExampleIntersection() {
	berlin := exampleOf(calendar.New(calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00"}))
	newYork := exampleOf(calendar.New(calendar.Spec{Zone: "America/New_York", Hours: "mon-fri 09:00-17:00"}))
	monday := time.Date(2026, time.June, 8, 0, 0, 0, 0, time.UTC)
	for from, to := range calendar.Intersection(berlin, newYork).Segments(monday, monday.AddDate(0, 0, 1)) {
		fmt.Println(from.Format("Mon 15:04"), "to", to.Format("15:04"))
	}
	// Output:
	// Mon 13:00 to 15:00
}

func ExampleCalendar_AddMonths() {
	berlin := calendar.Always().In(exampleOf(time.LoadLocation("Europe/Berlin")))
	signed := exampleOf(calendar.Local("2026-01-31T10:20").In(berlin.Location()))
	for _, months := range []int{1, 2, 12} {
		fmt.Println(months, exampleOf(berlin.AddMonths(signed, months, calendar.EndOfDay())))
	}
	// Output:
	// 1 2026-03-01 00:00:00 +0100 CET
	// 2 2026-04-01 00:00:00 +0200 CEST
	// 12 2027-02-01 00:00:00 +0100 CET
}

func ExampleCalendar_Roll() {
	bank := exampleOf(calendar.New(calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00"}))
	signed := exampleOf(calendar.Local("2026-01-31T10:20").In(bank.Location()))
	due := exampleOf(bank.AddMonths(signed, 1, calendar.DayTime{})) // Saturday 28 February
	for _, roll := range []calendar.Roll{calendar.RollNext, calendar.RollPrevious, calendar.RollModified} {
		fmt.Println(roll, exampleOf(bank.Roll(due, roll, calendar.EndOfDay())).Format("Mon 02 Jan 15:04"))
	}
	// Output:
	// next Mon 02 Mar 17:00
	// previous Fri 27 Feb 17:00
	// modified-following Fri 27 Feb 17:00
}

// What comes in after 16:30 counts as of the next opening.
func ExampleStartOfDay() {
	desk := exampleOf(calendar.New(calendar.Spec{Zone: "America/New_York", Hours: "mon-fri 08:00-17:00"}))
	for _, received := range []calendar.Local{"2018-03-01T16:30", "2018-03-01T16:45"} {
		from := exampleOf(received.In(desk.Location()))
		if until := exampleOf(desk.AddDays(from, 0, calendar.By(16, 30))); from.After(until) {
			from = exampleOf(desk.AddDays(from, 1, calendar.StartOfDay()))
		}
		fmt.Println(received, exampleOf(desk.Add(from, 4*time.Hour)).Format("Mon 15:04"))
	}
	// Output:
	// 2018-03-01T16:30 Fri 11:30
	// 2018-03-01T16:45 Fri 12:00
}
