package specfile_test

import (
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// Calendars as people have them: counted weekdays, rotas, ranges, dates of every
// year, names, eves, markets, and an iCalendar file of one's own.
func ExampleOpen_calendars() {
	files := fstest.MapFS{
		"desk.yaml": {Data: []byte(`sla: v1
id: desk
zone: Europe/Berlin
calendars:
  shop:
    hours: { mon-fri: [09:00-17:00], sat#2: [09:00-13:00], last fri: [09:00-12:00] }
    rotas: { from: 2026-01-04, weeks: ["sun 10:00-12:00", "mon-sun closed"] } # every other Sunday
    closed: [2026-08-03..2026-08-14, "12-27..12-30", { date: 2026-05-04, name: Company day }]
    days: { "12-31": [09:00-12:00] }
  office:
    hours: { mon-fri: [09:00-17:00] }
    holidays:
      - { country: DE, region: BE }
      - { file: closures.ics, without: { description: observance }, part-days: closed }
    eves: { on: last-opening, less: 1h }
  floor: { zone: America/New_York, hours: "mon-fri 09:30-16:00", holidays: { market: XNYS } }
`)},
		"closures.ics": {Data: []byte(`BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Inventory
DTSTART;TZID=Europe/Berlin:20260630T140000
DTEND;TZID=Europe/Berlin:20260630T180000
END:VEVENT
BEGIN:VEVENT
SUMMARY:Mother's Day
DESCRIPTION:Observance
DTSTART;VALUE=DATE:20260511
END:VEVENT
END:VCALENDAR
`)},
	}
	desk, err := specfile.Open(files, "desk.yaml", sla.Sources{Holidays: holidays.Official})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, asked := range []struct{ calendar, days string }{
		{"shop", "2026-03-14 2026-03-27 2026-03-01 2026-03-08 2026-08-14 2026-05-04 2026-12-30 2026-12-31"},
		{"office", "2026-05-11 2026-06-30 2026-12-24 2026-12-25"},
		{"floor", "2026-10-12 2026-11-26"},
	} {
		of, _ := desk.Calendar(asked.calendar)
		for day := range strings.FieldsSeq(asked.days) {
			d := of.Day(date.MustParseISO(day))
			fmt.Println(strings.TrimSpace(fmt.Sprint(asked.calendar, " ", d.Date.Format("Mon 2006-01-02"), " ", d.Total, " ", d.Why)))
		}
	}
	// Output:
	// shop Sat 2026-03-14 4h0m0s
	// shop Fri 2026-03-27 3h0m0s
	// shop Sun 2026-03-01 2h0m0s
	// shop Sun 2026-03-08 0s no hours on Sunday
	// shop Fri 2026-08-14 0s closed
	// shop Mon 2026-05-04 0s Company day
	// shop Wed 2026-12-30 0s closed
	// shop Thu 2026-12-31 3h0m0s own hours
	// office Mon 2026-05-11 8h0m0s
	// office Tue 2026-06-30 5h0m0s Inventory
	// office Thu 2026-12-24 7h0m0s eve of Christmas Day
	// office Fri 2026-12-25 0s Christmas Day
	// floor Mon 2026-10-12 6h30m0s
	// floor Thu 2026-11-26 0s Thanksgiving Day
}
