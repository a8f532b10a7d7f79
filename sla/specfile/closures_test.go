package specfile_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

const closures = `BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Founders' day
DTSTART;VALUE=DATE:20260605
END:VEVENT
BEGIN:VEVENT
SUMMARY:Christmas Eve
DESCRIPTION:Observance
DTSTART;VALUE=DATE:20261224
END:VEVENT
END:VCALENDAR
`

// A calendar names an iCalendar file beside the file that it stands in.
func TestCalendarsNameICalendarFiles(t *testing.T) {
	const top = "sla: v1\nid: a\nzone: UTC\ninclude: [shared/hours.yaml]\n"
	const hours = "sla: v1\ncalendars:\n  office: { hours: \"mon-fri 09:00-17:00\", holidays: { file: %, without: { description: observance } } }\n"
	for _, name := range []string{"closures.ics", "./closures.ics", "../shared/closures.ics"} {
		files := folder("a.yaml", top, "shared/hours.yaml", strings.Replace(hours, "%", name, 1), "shared/closures.ics", closures)
		agreement, err := specfile.Open(files, "a.yaml", sla.Sources{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		office, _ := agreement.Calendar("office")
		for day, want := range map[string]string{"2026-06-04": "8h0m0s", "2026-06-05": "0s", "2026-12-24": "8h0m0s"} {
			if got := office.Day(date.MustParseISO(day)).Total.String(); got != want {
				t.Errorf("%s: %s: %s, want %s", name, day, got, want)
			}
		}
		// What is written again names the file from the top.
		written, err := specfile.YAML(agreement.Spec())
		if err != nil {
			t.Fatal(err)
		}
		again, err := specfile.Open(folder("b.yaml", string(written), "shared/closures.ics", closures), "b.yaml", sla.Sources{})
		if err != nil || again.Fingerprint() != agreement.Fingerprint() {
			t.Errorf("%s: written as\n%s\nand read again: %v", name, written, err)
		}
		moved := strings.ReplaceAll(closures, "20260605", "20260612")
		if other, err := specfile.Open(folder("b.yaml", string(written), "shared/closures.ics", moved), "b.yaml", sla.Sources{}); err != nil || other.Fingerprint() == agreement.Fingerprint() {
			t.Errorf("a moved date leaves the fingerprint: %v", err)
		}
	}
}

// All forms of a list of days off are read and written as they are.
func TestFormsOfICalendarFiles(t *testing.T) {
	spec, err := specfile.Parse([]byte(`sla: v1
calendars:
  a:
    holidays:
      - { country: DE }
      - file: closures.ics
        only: [{ category: Public }, { category: Bank, summary: day }]
        without: { description: observance }
        workdays: { property: X-WORKDAY, value: "yes" }
        part-days: closed
`))
	want := sla.Spec{Calendars: map[string]calendar.Spec{"a": {Holidays: []calendar.Holidays{{Country: "DE"}, {
		File: "closures.ics", Only: []calendar.EventMatch{{Category: "Public"}, {Category: "Bank", Summary: "day"}},
		Without: []calendar.EventMatch{{Description: "observance"}}, Workdays: []calendar.EventMatch{{Property: "X-WORKDAY", Value: "yes"}},
		PartDays: calendar.PartDaysClosed,
	}}}}}
	if err != nil || !reflect.DeepEqual(spec, want) {
		t.Fatalf("%+v, %v", spec, err)
	}
	for _, write := range []func(sla.Spec) ([]byte, error){specfile.YAML, specfile.JSON} {
		written, err := write(spec)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := specfile.Parse(written); err != nil || !reflect.DeepEqual(again, want) {
			t.Errorf("written as\n%s\nand read as %+v, %v", written, again, err)
		}
	}
}

// What is wrong with calendars is told with line and column, inside an iCalendar
// file too.
func TestBadCalendars(t *testing.T) {
	const before = "sla: v1\nid: a\nzone: UTC\ncalendars:\n  c: { "
	for _, c := range []struct{ name, text, want string }{ // ^ marks the place
		{"rota without a start", `rotas: ^{ weeks: ["sat 09:00-12:00"] }`, `calendars.c.rotas[0].from: missing: the date on which the rota begins is needed`},
		{"rota without hours", `rotas: ^{ from: 2026-01-03 }`, `calendars.c.rotas[0].weeks: missing: write weeks, the hours of each week of the cycle, or days, the hours of each day`},
		{"hours of a rota", `rotas: { from: 2026-01-03, weeks: ["sat 09:00-12:00", "sat ^9-12"] }`, `calendars.c.rotas[0].weeks[1]: "sat 9-12": cannot be read: a time from 00:00 to 24:00 such as 08:30 is needed`},
		{"days of a rota", `rotas: { from: 2026-01-01, days: [^08:00-08:00, closed] }`, `calendars.c.rotas[0].days[0]: "08:00-08:00": out of range: opens and closes at 08:00; write 08:00+24h to 08:00 on the next day, or closed`},
		{"end of a rota", `rotas: { from: 2026-01-03, until: ^2026-01-02, days: [closed] }`, `calendars.c.rotas[0].until: "2026-01-02": out of range: the rota ends before it begins`},
		{"a counted weekday", `hours: { mon-fri: 09:00-17:00, sat#^6: 09:00-12:00 }`, `calendars.c.hours: "sat#6": cannot be read: a count from 1 to 5 is needed, such as sat#2; the last one is written last sat`},
		{"a counted weekday twice", `hours: { sat#2: 09:00-12:00, "mon,^sat#2": closed }`, `calendars.c.hours: "mon,sat#2": conflicts with another term: sat#2 has hours already`},
		{"the last of a weekday", `hours: { last ^fry: 09:00-12:00 }`, `calendars.c.hours: "last fry": day "fry": unknown: did you mean "fri"?`},
		{"a range", `hours: 24x7, closed: [^2026-08-14..2026-08-03]`, `calendars.c.closed[0]: "2026-08-14..2026-08-03": out of range: the range ends before it begins`},
		{"a yearly day", `hours: 24x7, closed: ["12-24..01-01", ^"02-30"]`, `calendars.c.closed[1]: "02-30": out of range: there is no such date`},
		{"a named day", `hours: 24x7, closed: { date: ^2026-05-32, name: Company day }`, `calendars.c.closed[0]: "2026-05-32 Company day": out of range: there is no such date`},
		{"a key of a named day", `hours: 24x7, closed: { date: 2026-05-02, ^nam: Company day }`, `calendars.c.closed[0].nam: unknown: did you mean "name"?`},
		{"hours of a date", `hours: 24x7, days: { 2026-12-24: 08:00-^25:00 }`, `calendars.c.days["2026-12-24"]: "08:00-25:00": cannot be read: a time from 00:00 to 24:00 such as 08:30 is needed`},
		{"a date closed and given hours", `hours: 24x7, closed: 2026-12-24, days: { ^2026-12-24: 08:00-12:00 }`, `calendars.c.days["2026-12-24"]: "2026-12-24": conflicts with another term: closed lists the same date; write it once`},
		{"an eve without its day", `hours: 24x7, holidays: { country: DE }, eves: ^{ less: 1h }`, `calendars.c.eves.on: missing: say which day is the eve of a holiday on a Monday: day-before (the Sunday) or last-opening (the Friday)`},
		{"an eve with both", `hours: 24x7, holidays: { country: DE }, eves: { on: day-before, hours: 08:00-12:00, less: ^1h }`, `calendars.c.eves.less: "1h": conflicts with another term: write hours, or less`},
		{"an unknown market", `hours: 24x7, holidays: ^{ market: XNYX }`, `calendars.c.holidays[0]: "XNYX": unknown: did you mean "XNYS"?`},
		{"a market and a country", `hours: 24x7, holidays: { market: ^XNYS, country: US }`, `calendars.c.holidays[0].market: "XNYS": conflicts with another term: write a market or a country; for both write two lists`},
		{"a name of a file alone", `hours: 24x7, holidays: ^good.ics`, `calendars.c.holidays[0]: "good.ics": cannot be read: a mapping of keys and values is needed, not a single value: write { file: good.ics }`},
		{"a file that is not there", `hours: 24x7, holidays: { file: ^none.ics }`, `calendars.c.holidays[0].file: "none.ics": file does not exist`},
		{"a file outside", `hours: 24x7, holidays: { file: ^../good.ics }`, `calendars.c.holidays[0].file: "../good.ics": cannot be read: a path in this folder is needed, such as shared/closures.ics, without / or ./ in front and without ..`},
		{"a file from the root", `hours: 24x7, holidays: { file: ^/good.ics }`, `calendars.c.holidays[0].file: "/good.ics": cannot be read: a path in this folder is needed, such as shared/closures.ics, without / or ./ in front and without ..`},
		{"a file that is wrong", `hours: 24x7, holidays: { file: ^bad.ics }`, `calendars.c.holidays[0].file: "bad.ics": events[1].RRULE: "FREQ=HOURLY": line 7, column 7: out of range: rules are daily, weekly, monthly or yearly`},
		{"part days not spoken of", `hours: 24x7, holidays: ^{ file: timed.ics }`, `calendars.c.holidays[0].part-days: missing: timed.ics has 1 event with times of day, the first is "Party" (not from midnight to midnight); write closed to close their hours, or ignored`},
		{"a filter that states nothing", `hours: 24x7, holidays: { file: good.ics, only: [{ category: x }, ^{}] }`, `calendars.c.holidays[0].only[1]: missing: say what finds an event: category, summary, description or property`},
		{"a key of a filter", `hours: 24x7, holidays: { file: good.ics, only: { ^categry: x } }`, `calendars.c.holidays[0].only[0].categry: unknown: did you mean "category"?`},
		{"a filter without a file", `hours: 24x7, holidays: { country: DE, only: ^{ category: x } }`, `calendars.c.holidays[0].only: conflicts with another term: only a file has events; write file: closures.ics`},
	} {
		column := len("  c: { ") + strings.Index(c.text, "^") + 1
		files := folder("a.yaml", before+strings.Replace(c.text, "^", "", 1)+" }\n", "good.ics", closures,
			"bad.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART:20260101\nRRULE:FREQ=HOURLY\nEND:VEVENT\nEND:VCALENDAR\n",
			"timed.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Party\nDTSTART:20260610T140000\nDTEND:20260610T180000\nEND:VEVENT\nEND:VCALENDAR\n")
		want := fmt.Sprintf("a.yaml:5:%d: %s", column, c.want)
		if _, err := specfile.Open(files, "a.yaml", sla.Sources{Holidays: holidays.Official}); err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", c.name, err, want)
		}
	}
}
