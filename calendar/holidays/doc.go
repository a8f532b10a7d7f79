// Package holidays knows public holidays: official lists of countries and
// regions, and lists read from iCalendar files. Both are calendar.HolidayList:
//
//	sources := calendar.Sources{Holidays: holidays.Official}
//	office, err := sources.New(calendar.Spec{
//		Zone:     "Europe/Berlin",
//		Hours:    "mon-fri 09:00-17:00",
//		Holidays: []calendar.Holidays{{Country: "DE", Region: "BE"}},
//	})
//
// The lists give only dates; package calendar applies them.
package holidays
