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
