package holidays_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
)

// berlin looks TZIDs up, and has dates and times without one in Berlin.
func berlin(tzid string) (*time.Location, error) {
	if tzid == "" {
		tzid = "Europe/Berlin"
	}
	return calendar.Sources{}.Location(tzid)
}

// instances writes those of a file that overlap [from, to) in UTC.
func instances(t *testing.T, text string, from, to string) []string {
	t.Helper()
	list, err := holidays.ReadInstances(strings.NewReader(text), holidays.Filter{}, berlin, instant(t, from), instant(t, to))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, i := range list {
		all = append(all, i.From.UTC().Format("0102T1504")+"-"+i.To.UTC().Format("0102T1504"))
	}
	return all
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	day, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

// In Berlin clocks go forward on 29 March 2026 at 02:00 (01:00 UTC) and back on
// 25 October at 03:00 (01:00 UTC).
func TestInstances(t *testing.T) {
	const tz = ";TZID=Europe/Berlin:"
	for _, c := range []struct{ name, event, want string }{
		{"once", "DTSTART" + tz + "20260401T090000\nDTEND" + tz + "20260401T103000", "0401T0700-0401T0830"},
		{"in UTC", "DTSTART:20260401T090000Z\nDURATION:PT90M", "0401T0900-0401T1030"},
		{"without a zone", "DTSTART:20260401T090000\nDURATION:PT1H", "0401T0700-0401T0800"},
		{"of other zones", "DTSTART;TZID=America/New_York:20260401T090000\nDTEND" + tz + "20260401T170000", "0401T1300-0401T1500"},
		{"a whole day, an hour short", "DTSTART;VALUE=DATE:20260329", "0328T2300-0329T2200"},
		{"whole days", "DTSTART;VALUE=DATE:20260401\nDTEND;VALUE=DATE:20260403", "0331T2200-0402T2200"},
		{"without a length", "DTSTART:20260401T090000Z", "0401T0900-0401T0900"},
		{"the time of day stays, a skipped one is an hour later", "DTSTART" + tz + "20260322T023000\nDTEND" + tz + "20260322T033000\nRRULE:FREQ=WEEKLY;COUNT=3",
			"0322T0130-0322T0230 0329T0130-0329T0230 0405T0030-0405T0130"},
		{"a repeated time is the first", "DTSTART" + tz + "20261018T023000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3",
			"1018T0030-1018T0130 1025T0030-1025T0130 1101T0130-1101T0230"},
		{"an end keeps its length", "DTSTART" + tz + "20260327T220000\nDTEND" + tz + "20260328T060000\nRRULE:FREQ=DAILY;COUNT=3",
			"0327T2100-0328T0500 0328T2100-0329T0500 0329T2000-0330T0400"},
		{"a duration in days is of the calendar", "DTSTART" + tz + "20260328T220000\nDURATION:P1D", "0328T2100-0329T2000"},
		{"a duration in hours is not", "DTSTART" + tz + "20260328T220000\nDURATION:PT24H", "0328T2100-0329T2100"},
		{"a duration of days and hours", "DTSTART" + tz + "20260328T220000\nDURATION:P1DT2H", "0328T2100-0329T2200"},
		{"until, included", "DTSTART" + tz + "20260330T000000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260401T220000Z",
			"0329T2200-0329T2300 0330T2200-0330T2300 0331T2200-0331T2300 0401T2200-0401T2300"},
		{"until a second before", "DTSTART" + tz + "20260330T000000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260401T215959Z",
			"0329T2200-0329T2300 0330T2200-0330T2300 0331T2200-0331T2300"},
		{"until a date, all of it", "DTSTART" + tz + "20260330T230000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260331", "0330T2100-0330T2200 0331T2100-0331T2200"},
		{"an hour west of midnight", "DTSTART;TZID=America/New_York:20260401T230000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260403T030000Z", "0402T0300-0402T0400 0403T0300-0403T0400"},
		{"weekdays", "DTSTART" + tz + "20260406T080000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", "0406T0600-0406T0700 0408T0600-0408T0700 0413T0600-0413T0700 0415T0600-0415T0700"},
		{"the second Saturday", "DTSTART" + tz + "20260314T080000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=2SA;COUNT=2", "0314T0700-0314T0800 0411T0600-0411T0700"},
		{"excepted by its zone, by UTC, and by date", "DTSTART" + tz + "20260401T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5\nEXDATE" + tz + "20260402T090000\nEXDATE:20260403T070000Z\nEXDATE;VALUE=DATE:20260404",
			"0401T0700-0401T0800 0405T0700-0405T0800"},
		{"an exception at another time excepts nothing", "DTSTART" + tz + "20260401T090000\nDURATION:PT1H\nEXDATE" + tz + "20260401T090001", "0401T0700-0401T0800"},
		{"more times, each once", "DTSTART" + tz + "20260401T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2\nRDATE" + tz + "20260410T120000,20260402T090000", "0401T0700-0401T0800 0402T0700-0402T0800 0410T1000-0410T1100"},
		{"cancelled", "STATUS:CANCELLED\nDTSTART:20260401T090000Z\nDURATION:PT1H", ""},
	} {
		if got := strings.Join(instances(t, file(c.event), "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), " "); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// Of an instance both ends belong to the side on which they would be asked for.
func TestInstancesBetweenTwoInstants(t *testing.T) {
	text := file("DTSTART:20200401T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY", "DTSTART:20260401T100000Z")
	for _, c := range []struct{ from, to, want string }{
		{"2026-04-01T09:00:00Z", "2026-04-01T10:00:00Z", "0401T0900-0401T1000"},
		{"2026-04-01T09:59:59Z", "2026-04-01T10:00:00Z", "0401T0900-0401T1000"},
		{"2026-04-01T10:00:00Z", "2026-04-01T11:00:00Z", "0401T1000-0401T1000"},
		{"2026-04-01T10:00:01Z", "2026-04-02T09:00:00Z", ""},
		{"2026-04-01T10:00:01Z", "2026-04-02T09:00:01Z", "0402T0900-0402T1000"},
		{"2026-04-01T09:00:00Z", "2026-04-01T09:00:00Z", ""},
	} {
		if got := strings.Join(instances(t, text, c.from, c.to), " "); got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

// A changed occurrence takes the place of its own; a cancelled one of nothing.
func TestChangedInstances(t *testing.T) {
	text := `BEGIN:VCALENDAR
BEGIN:VEVENT
UID:w
SUMMARY:Patch night
CATEGORIES:Maintenance,Servers
CREATED:20260301T120000Z
DTSTART;TZID=Europe/Berlin:20260402T220000
DURATION:PT2H
RRULE:FREQ=WEEKLY;COUNT=4
END:VEVENT
BEGIN:VEVENT
UID:w
SUMMARY:Patch night, moved
RECURRENCE-ID;TZID=Europe/Berlin:20260409T220000
DTSTART;TZID=Europe/Berlin:20260410T200000
DURATION:PT3H
END:VEVENT
BEGIN:VEVENT
UID:w
STATUS:CANCELLED
RECURRENCE-ID:20260416T200000Z
DTSTART;TZID=Europe/Berlin:20260416T220000
END:VEVENT
BEGIN:VEVENT
UID:other
SUMMARY:Call
CATEGORIES:Talk
DTSTART:20260402T200000Z
DURATION:PT30M
END:VEVENT
END:VCALENDAR
`
	from, to := instant(t, "2026-04-01T00:00:00Z"), instant(t, "2026-05-01T00:00:00Z")
	list, err := holidays.ReadInstances(strings.NewReader(text), holidays.Filter{Without: []calendar.EventMatch{{Category: "talk"}}}, berlin, from, to)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range list {
		created := "?"
		if !i.Created.IsZero() {
			created = i.Created.UTC().Format("0102T1504")
		}
		got = append(got, fmt.Sprintf("%s %s %s %s %v %s", i.From.Format("0102T1504 MST"), i.To.Sub(i.From), i.UID, i.Summary, i.Categories, created))
	}
	want := []string{
		"0402T2200 CEST 2h0m0s w Patch night [Maintenance Servers] 0301T1200",
		"0410T2000 CEST 3h0m0s w Patch night, moved [] ?",
		"0423T2200 CEST 2h0m0s w Patch night [Maintenance Servers] 0301T1200",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestInstancesThatCannotBeRead(t *testing.T) {
	for _, c := range []struct{ name, event, want string }{
		{"zone", "DTSTART;TZID=W. Europe Standard Time:20260401T090000", `events[0].DTSTART: "20260401T090000": line 6, column 38: unknown: no time zone "W. Europe Standard Time"`},
		{"no date", "SUMMARY:x", `events[0].DTSTART: line 4, column 1: missing: an event needs a date`},
		{"time", "DTSTART:20260401T250000Z", `events[0].DTSTART: "20260401T250000Z": line 6, column 9: cannot be read: a time such as 20260403T090000 is needed`},
		{"a date and a time", "DTSTART:20260401T090000Z\nDTEND;VALUE=DATE:20260402", `events[0].DTEND: "20260402": line 7, column 18: conflicts with another term: DTSTART and DTEND are both dates, or both times`},
		{"before", "DTSTART:20260401T090000Z\nDTEND:20260401T085959Z", `events[0].DTEND: "20260401T085959Z": line 7, column 7: out of range: before DTSTART`},
		{"duration", "DTSTART:20260401T090000Z\nDURATION:1H", `events[0].DURATION: "1H": line 7, column 10: cannot be read: a length such as PT1H30M or P2D is needed`},
		{"duration of hours of a date", "DTSTART;VALUE=DATE:20260401\nDURATION:PT1H", `events[0].DURATION: "PT1H": line 7, column 10: cannot be read: a length such as PT1H30M or P2D is needed`},
		{"long", "DTSTART:20260401T090000Z\nDURATION:P367D", `events[0].DTEND: line 4, column 1: out of range: an event has at most 366 days`},
		{"by the hour", "DTSTART:20260401T090000Z\nRRULE:FREQ=DAILY;BYHOUR=9,17", `events[0].RRULE: "FREQ=DAILY;BYHOUR=9,17": line 7, column 7: out of range: BYHOUR is not supported`},
		{"a period", "DTSTART:20260401T090000Z\nRDATE;VALUE=PERIOD:20260402T090000Z/PT1H", `events[0].RDATE: "20260402T090000Z/PT1H": line 7, column 20: cannot be read: a date such as 20260403 is needed`},
		{"all later ones", "DTSTART:20260401T090000Z\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260401T090000Z", `events[0].RECURRENCE-ID: "20260401T090000Z": line 7, column 35: out of range: a change of all later occurrences is not supported`},
	} {
		_, err := holidays.ReadInstances(strings.NewReader(file(c.event)), holidays.Filter{}, berlin, instant(t, "2026-01-01T00:00:00Z"), instant(t, "2027-01-01T00:00:00Z"))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s:\ngot  %v\nwant %s", c.name, err, c.want)
		}
	}
	for text, want := range map[string]bool{"PT1H30M": true, "P2D": true, "P1DT2H": true, "P2W": true, "+PT5S": true, "PT": false, "P": false, "PT1D": false, "P1H": false, "P1M": false, "PT1M1H": false, "P-1D": false, "PT123456789S": false} {
		_, err := holidays.ReadInstances(strings.NewReader(file("DTSTART:20260401T090000Z\nDURATION:"+text)), holidays.Filter{}, berlin, instant(t, "2026-01-01T00:00:00Z"), instant(t, "2027-01-01T00:00:00Z"))
		if (err == nil) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
	if testing.Short() {
		return
	}
	if _, err := holidays.ReadInstances(strings.NewReader(file("DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY")), holidays.Filter{}, berlin, instant(t, "1900-01-01T00:00:00Z"), instant(t, "2189-01-01T00:00:00Z")); err == nil || !strings.Contains(err.Error(), "100000 instances") {
		t.Errorf("too many: %v", err)
	}
}
