package holidays_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
)

// file wraps events, given as their lines, into an iCalendar file.
func file(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n")
	for i, e := range events {
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nUID:%d\r\n%s\r\nEND:VEVENT\r\n", i, strings.ReplaceAll(e, "\n", "\r\n"))
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String()
}

func read(t *testing.T, filter holidays.Filter, events ...string) *holidays.Events {
	t.Helper()
	list, err := holidays.ReadICalendar(strings.NewReader(file(events...)), filter)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestICalendarDates(t *testing.T) {
	for _, c := range []struct{ name, event, want string }{
		{"the end is not included", "SUMMARY:Xmas\nDTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227",
			"2026-12-25 Xmas\n2026-12-26 Xmas"},
		{"a missing end is one day", "SUMMARY:May\nDTSTART;VALUE=DATE:20260501", "2026-05-01 May"},
		{"a duration", "SUMMARY:Week\nDTSTART;VALUE=DATE:20260105\nDURATION:P2D", "2026-01-05 Week\n2026-01-06 Week"},
		{"an end on the start is one day", "SUMMARY:May\nDTSTART;VALUE=DATE:20260501\nDTEND;VALUE=DATE:20260501", "2026-05-01 May"},
		{"midnight to midnight", "SUMMARY:May\nDTSTART;TZID=Europe/Berlin:20260501T000000\nDTEND;TZID=Europe/Berlin:20260502T000000", "2026-05-01 May"},
		{"at a time of day", "SUMMARY:Party\nDTSTART:20260501T180000Z\nDTEND:20260501T200000Z", ""},
		{"cancelled", "SUMMARY:May\nSTATUS:CANCELLED\nDTSTART;VALUE=DATE:20260501", ""},
		{"yearly", "SUMMARY:Y\nDTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY", "2026-05-01 Y"},
		{"yearly by month", "SUMMARY:Y\nDTSTART;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-11-26 Y"},
		{"the last Monday", "SUMMARY:Y\nDTSTART;VALUE=DATE:20200525\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", "2026-05-25 Y"},
		{"Friday the 13th", "SUMMARY:Y\nDTSTART;VALUE=DATE:20200313\nRRULE:FREQ=YEARLY;BYMONTHDAY=13;BYDAY=FR",
			"2026-02-13 Y\n2026-03-13 Y\n2026-11-13 Y"},
		{"the last of February", "SUMMARY:Y\nDTSTART;VALUE=DATE:20200229\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "2026-02-28 Y"},
		{"29 February", "SUMMARY:Y\nDTSTART;VALUE=DATE:20200229\nRRULE:FREQ=YEARLY", ""},
		{"the hundredth day by weekday of the year", "SUMMARY:Y\nDTSTART;VALUE=DATE:20200106\nRRULE:FREQ=YEARLY;BYDAY=1MO", "2026-01-05 Y"},
		{"every other year", "SUMMARY:Y\nDTSTART;VALUE=DATE:20210501\nRRULE:FREQ=YEARLY;INTERVAL=2", ""},
		{"the count reached", "SUMMARY:Y\nDTSTART;VALUE=DATE:20210501\nRRULE:FREQ=YEARLY;COUNT=5", ""},
		{"the last of the count", "SUMMARY:Y\nDTSTART;VALUE=DATE:20210501\nRRULE:FREQ=YEARLY;COUNT=6", "2026-05-01 Y"},
		{"until, included", "SUMMARY:Y\nDTSTART;VALUE=DATE:20210501\nRRULE:FREQ=YEARLY;UNTIL=20260501", "2026-05-01 Y"},
		{"until the day before", "SUMMARY:Y\nDTSTART;VALUE=DATE:20210501\nRRULE:FREQ=YEARLY;UNTIL=20260430", ""},
		{"excepted", "SUMMARY:Y\nDTSTART;VALUE=DATE:20210501\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20250501,20260501", ""},
		{"more dates", "SUMMARY:Y\nDTSTART;VALUE=DATE:20210501\nRDATE;VALUE=DATE:20260601,20260701", "2026-06-01 Y\n2026-07-01 Y"},
		{"a comma without an escape", "SUMMARY:All, so uls; A\\\\B\nDTSTART;VALUE=DATE:20261101", "2026-11-01 All, so uls; A\\B"},
		{"text escapes and folded lines", "SUMMARY:All\\, so\n  uls\nDTSTART;VALUE=DATE:20261101", "2026-11-01 All, so uls"},
	} {
		if got := lines(read(t, holidays.Filter{}, c.event), 2026); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestICalendarChangedOccurrences(t *testing.T) {
	master := "UID:x\nSUMMARY:Y\nDTSTART;VALUE=DATE:20200501\nRRULE:FREQ=YEARLY"
	wrap := func(events ...string) *holidays.Events {
		var b strings.Builder
		for _, e := range events {
			b.WriteString("BEGIN:VEVENT\n" + e + "\nEND:VEVENT\n")
		}
		list, err := holidays.ReadICalendar(strings.NewReader("BEGIN:VCALENDAR\n"+b.String()+"END:VCALENDAR\n"), holidays.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	moved := wrap(master, "UID:x\nSUMMARY:Moved\nRECURRENCE-ID;VALUE=DATE:20260501\nDTSTART;VALUE=DATE:20260504")
	if got := lines(moved, 2026); got != "2026-05-04 Moved" {
		t.Error(got)
	}
	if got := lines(moved, 2027); got != "2027-05-01 Y" {
		t.Error(got)
	}
	cancelled := wrap("UID:x\nSTATUS:CANCELLED\nRECURRENCE-ID;VALUE=DATE:20260501\nDTSTART;VALUE=DATE:20260501", master)
	if got := lines(cancelled, 2026); got != "" {
		t.Error(got)
	}
}

func TestICalendarFilterAndSkipped(t *testing.T) {
	events := []string{
		"SUMMARY:A\nCATEGORIES:Public,Bank\nDTSTART;VALUE=DATE:20260101",
		"SUMMARY:B\nCATEGORIES:Observance\nDTSTART;VALUE=DATE:20260102",
		"SUMMARY:C\nDTSTART;VALUE=DATE:20260103",
		"SUMMARY:D\nCATEGORIES:public\nDTSTART:20260104T120000Z",
	}
	list := read(t, holidays.Filter{Only: []calendar.EventMatch{{Category: "public"}}}, events...)
	if got := lines(list, 2026); got != "2026-01-01 A" {
		t.Error(got)
	}
	if got := list.Skipped(); !slices.Equal(got, []string{"D: a point in time"}) {
		t.Error(got)
	}
	if _, announced := list.Year(2027); announced {
		t.Error("a year without an event counts as announced")
	}
}

func TestICalendarErrors(t *testing.T) {
	for _, c := range []struct {
		name, text, says string
		kind             error
	}{
		{"empty", "", "not an iCalendar file", calendar.ErrSyntax},
		{"something else", "hello\nworld\n", "not an iCalendar file", calendar.ErrSyntax},
		{"cut off", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "not an iCalendar file", calendar.ErrSyntax},
		{"a line that panics the decoder", "BEGIN:VCALENDAR\nX;A=\"b\"c:1\nEND:VCALENDAR\n", "not an iCalendar file", calendar.ErrSyntax},
		{"another that does", "BEGIN:VCALENDAR\nX;A=b\nEND:VCALENDAR\n", "not an iCalendar file", calendar.ErrSyntax},
		{"deep", strings.Repeat("BEGIN:X\n", 20), "nested", calendar.ErrRange},
		{"deep and folded", strings.Repeat("BE\n GIN:X\n", 20), "nested", calendar.ErrRange},
		{"large", strings.Repeat("X:1\n", 2<<20), "bytes", calendar.ErrRange},
		{"no date", file("SUMMARY:A"), "events[0].DTSTART", calendar.ErrMissing},
		{"no such date", file("DTSTART;VALUE=DATE:20260230"), "no such date", calendar.ErrRange},
		{"end before start", file("DTSTART;VALUE=DATE:20260202\nDTEND;VALUE=DATE:20260201"), "before DTSTART", calendar.ErrRange},
		{"long", file("DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20280101"), "366", calendar.ErrRange},
		{"hourly", file("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=HOURLY"), "daily, weekly, monthly or yearly", calendar.ErrRange},
		{"by week", file("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;BYWEEKNO=1"), "BYWEEKNO", calendar.ErrRange},
		{"without a frequency", file("DTSTART;VALUE=DATE:20260101\nRRULE:COUNT=2"), "FREQ is needed", calendar.ErrMissing},
		{"a counted day of the week", file("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=WEEKLY;BYDAY=2SA"), "2SA", calendar.ErrConflict},
		{"a day of the month of a week", file("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=WEEKLY;BYMONTHDAY=2"), "BYMONTHDAY", calendar.ErrConflict},
		{"zero interval", file("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;INTERVAL=0"), "INTERVAL", calendar.ErrRange},
		{"every day, six times over", file("SUMMARY:1\nDTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY", "SUMMARY:2\nDTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY",
			"SUMMARY:3\nDTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY", "SUMMARY:4\nDTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY",
			"SUMMARY:5\nDTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY"), "500000 dates", calendar.ErrRange},
		{"all later occurrences", file("DTSTART;VALUE=DATE:20260101\nRECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260101"), "later occurrences", calendar.ErrRange},
	} {
		if testing.Short() && (len(c.text) > 1<<20 || strings.Count(c.text, "FREQ=DAILY") > 1) {
			continue // it is slow
		}
		_, err := holidays.ReadICalendar(strings.NewReader(c.text), holidays.Filter{})
		if err == nil || !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestICalendarReportsEveryEvent(t *testing.T) {
	_, err := holidays.ReadICalendar(strings.NewReader(file("SUMMARY:A", "DTSTART;VALUE=DATE:2026", "SUMMARY:B\nDTSTART;VALUE=DATE:20260101")), holidays.Filter{})
	want := "events[0].DTSTART: line 4, column 1: missing: an event needs a date\n" +
		"events[1].DTSTART: \"2026\": line 10, column 20: cannot be read: a date such as 20260403 is needed"
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
}

func FuzzReadICalendar(f *testing.F) {
	f.Add(file("SUMMARY:Y\nDTSTART;VALUE=DATE:20200229\nRRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=-1MO\nEXDATE:20210101"))
	f.Add(file("SUMMARY:Y\nDTSTART;TZID=\"a\":20200229T000000\nDURATION:P3W\nRDATE:20210101,20220101"))
	f.Fuzz(func(t *testing.T, text string) {
		list, err := holidays.ReadICalendar(strings.NewReader(text), holidays.Filter{})
		if (list == nil) == (err == nil) {
			t.Fatalf("list %v, error %v", list, err)
		}
		if err != nil {
			return
		}
		for year := 1900; year < 2190; year += 17 {
			days, announced := list.Year(year)
			if announced != (len(days) > 0) {
				t.Fatalf("%d: %d days, announced %v", year, len(days), announced)
			}
			for _, h := range days {
				if h.Date.Year() != year {
					t.Fatalf("%v in %d", h.Date, year)
				}
			}
		}
	})
}
