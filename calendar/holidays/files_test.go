package holidays_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
)

// folder makes a file system of names and texts.
func folder(pairs ...string) fstest.MapFS {
	made := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		made[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return made
}

// A feed mixes days off, observances, make-up workdays and part days; a calendar
// that names it says what each of them is.
func TestFilesThatCalendarsName(t *testing.T) {
	files := folder("shared/feed.ics", file(
		"SUMMARY:Founders' day\nDESCRIPTION:Public holiday\nDTSTART;VALUE=DATE:20260605",
		"SUMMARY:Christmas Eve\nDESCRIPTION:Observance\nDTSTART;VALUE=DATE:20261224",
		"SUMMARY:Make-up day\nDTSTART;VALUE=DATE:20260613",
		"SUMMARY:Party\nDTSTART:20260610T140000\nDTEND:20260610T180000"))
	read := holidays.Files(files)
	for _, c := range []struct {
		name string
		list calendar.Holidays
		want string // hours of Friday 5, Wednesday 10 and Saturday 13 June, and 24 December
	}{
		{"all of it", calendar.Holidays{PartDays: calendar.PartDaysClosed}, "0 5 0 0"},
		{"part days ignored", calendar.Holidays{PartDays: calendar.PartDaysIgnored}, "0 8 0 0"},
		{"no observances", calendar.Holidays{PartDays: calendar.PartDaysIgnored, Without: []calendar.EventMatch{{Description: "observance"}}}, "0 8 0 8"},
		{"holidays only", calendar.Holidays{Only: []calendar.EventMatch{{Description: "public"}}}, "0 8 0 8"},
		{"make-up workdays", calendar.Holidays{PartDays: calendar.PartDaysIgnored, Workdays: []calendar.EventMatch{{Summary: "make-up"}}}, "0 8 8 0"},
	} {
		c.list.File = "shared/feed.ics"
		office, err := calendar.Sources{File: read}.New(calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00", Holidays: []calendar.Holidays{c.list}})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, d := range []string{"2026-06-05", "2026-06-10", "2026-06-13", "2026-12-24"} {
			got = append(got, strings.TrimSuffix(office.Day(date.MustParseISO(d)).Total.String(), "h0m0s"))
		}
		if text := strings.ReplaceAll(strings.Join(got, " "), "0s", "0"); text != c.want {
			t.Errorf("%s: %s, want %s", c.name, text, c.want)
		}
		if text := office.String(); !strings.Contains(text, "shared/feed.ics") {
			t.Errorf("%s: %s", c.name, text)
		}
	}
	// A year without an event is not announced, under the name of the file.
	office, err := calendar.Sources{File: read}.New(calendar.Spec{Zone: "UTC", Hours: "24x7", Holidays: []calendar.Holidays{{File: "shared/feed.ics", PartDays: calendar.PartDaysIgnored}}})
	if err != nil {
		t.Fatal(err)
	}
	unknown := office.Unannounced(office.Day(date.New(2026, 12, 30)).From, office.Day(date.New(2027, 1, 2)).From)
	if len(unknown) != 1 || unknown[0].String() != "shared/feed.ics 2027" || unknown[0].File != "shared/feed.ics" {
		t.Errorf("%v", unknown)
	}
}

func TestFilesThatCannotBeUsed(t *testing.T) {
	whole := file("SUMMARY:A\nDTSTART;VALUE=DATE:20260605")
	files := folder("good.ics", whole,
		"timed.ics", file("SUMMARY:Party: all\nDTSTART:20260610T140000\nDTEND:20260610T180000", "SUMMARY:Call\nDTSTART:20260611T140000Z\nDTEND:20260611T150000Z"),
		"bad.ics", file("DTSTART;VALUE=DATE:20260230", "DTSTART;VALUE=DATE:20260605\nRRULE:FREQ=HOURLY"),
		"odd.ics", "BEGIN:VCALENDAR\nVERSION:2.0\nhello\nEND:VCALENDAR\n",
		"big.ics", strings.Repeat("X:1\n", 2<<20))
	for _, c := range []struct {
		list calendar.Holidays
		want string
		kind error
	}{
		{calendar.Holidays{File: "none.ics"}, `holidays[0].file: "none.ics": file does not exist`, fs.ErrNotExist},
		{calendar.Holidays{File: "../good.ics"}, `holidays[0].file: "../good.ics": cannot be read: a path in this folder is needed, such as shared/closures.ics, without / or ./ in front and without ..`, calendar.ErrSyntax},
		{calendar.Holidays{File: "bad.ics"}, `holidays[0].file: "bad.ics": events[0].DTSTART: "20260230": line 6, column 20: out of range: there is no such date` + "\n" +
			`holidays[0].file: "bad.ics": events[1].RRULE: "FREQ=HOURLY": line 11, column 7: out of range: rules are daily, weekly, monthly or yearly`, calendar.ErrRange},
		{calendar.Holidays{File: "odd.ics"}, `holidays[0].file: "odd.ics": line 3, column 1: cannot be read: not an iCalendar file: ical: malformed content line: missing colon`, calendar.ErrSyntax},
		{calendar.Holidays{File: "big.ics"}, `holidays[0].file: "big.ics": out of range: an iCalendar file has at most 4194304 bytes`, calendar.ErrRange},
		{calendar.Holidays{File: "timed.ics"}, `holidays[0].part-days: missing: timed.ics has 2 events with times of day, the first is "Party: all" (not from midnight to midnight); write closed to close their hours, or ignored`, calendar.ErrMissing},
		{calendar.Holidays{File: "timed.ics", PartDays: calendar.PartDaysClosed}, `holidays[0].part-days: "closed": conflicts with another term: timed.ics has 1 event that cannot close hours, the first is "Call" (in UTC, which has no local time of day); leave such events out with without, or write ignored`, calendar.ErrConflict},
		{calendar.Holidays{File: "good.ics", Country: "DE"}, `holidays[0].file: "good.ics": conflicts with another term: write a file, a country or a market; for several write several lists`, calendar.ErrConflict},
		{calendar.Holidays{File: "good.ics", PartDays: "close"}, `holidays[0].part-days: "close": unknown: did you mean "closed"?`, calendar.ErrUnknown},
		{calendar.Holidays{File: "good.ics", Only: []calendar.EventMatch{{}}}, `holidays[0].only[0]: missing: say what finds an event: category, summary, description or property`, calendar.ErrMissing},
		{calendar.Holidays{File: "good.ics", Workdays: []calendar.EventMatch{{Value: "yes"}}}, `holidays[0].workdays[0].property: missing: a value needs its property, such as property: X-WORKDAY`, calendar.ErrMissing},
		{calendar.Holidays{Country: "DE", Without: []calendar.EventMatch{{Summary: "x"}}}, `holidays[0].without: conflicts with another term: only a file has events; write file: closures.ics`, calendar.ErrConflict},
		{calendar.Holidays{Country: "DE", PartDays: calendar.PartDaysIgnored}, `holidays[0].part-days: "ignored": conflicts with another term: only a file has events; write file: closures.ics`, calendar.ErrConflict},
	} {
		_, err := calendar.Sources{Holidays: holidays.Official, File: holidays.Files(files)}.New(calendar.Spec{Zone: "UTC", Hours: "24x7", Holidays: []calendar.Holidays{c.list}})
		if err == nil || err.Error() != c.want || !errors.Is(err, c.kind) {
			t.Errorf("%+v\ngot  %v\nwant %s", c.list, err, c.want)
		}
	}
	if _, err := calendar.New(calendar.Spec{Zone: "UTC", Hours: "24x7", Holidays: []calendar.Holidays{{File: "good.ics"}}}); err == nil || !strings.Contains(err.Error(), "set Sources.File") {
		t.Errorf("without a reader: %v", err)
	}
}

// Lines and columns are those of the file, folded lines and quoted colons too.
func TestPlacesInFiles(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"folded before", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\n b\n c\nDTSTART:2026\nEND:VEVENT\nEND:VCALENDAR\n", `events[0].DTSTART: "2026": line 6, column 9: `},
		{"a colon in quotes", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;X=\"a:b\":2026\nEND:VEVENT\nEND:VCALENDAR\n", `events[0].DTSTART: "2026": line 3, column 17: `},
		{"characters, not bytes", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;X=\"äö\":2026\nEND:VEVENT\nEND:VCALENDAR\n", `events[0].DTSTART: "2026": line 3, column 16: `},
		{"inside an alarm is another's", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VALARM\nDTSTART:2026\nEND:VALARM\nDTSTART:2027\nEND:VEVENT\nEND:VCALENDAR\n", `events[0].DTSTART: "2027": line 6, column 9: `},
		{"the second of a list", "BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nBEGIN:VEVENT\nDTSTART:20260101\nEXDATE:20260101\nEXDATE:20260102,x\nEND:VEVENT\nEND:VCALENDAR\n", `events[0].EXDATE: "x": line 7, column 17: `},
		{"cut off", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "line 2, column 1: "},
		{"nothing", "", "line 1, column 1: "},
		{"ends that cross", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "line 3, column 1: "},
	} {
		_, err := holidays.ReadICalendar(strings.NewReader(c.text), holidays.Filter{})
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s:\ngot  %v\nwant %s…", c.name, err, c.want)
		}
	}
}

// A file is read once for each filter, however many calendars name it, and the
// dates of all lists are bounded.
func TestFilesAreReadOnce(t *testing.T) {
	every := "SUMMARY:x\nDTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY" // 105,919 dates
	files := folder("a.ics", file("SUMMARY:A\nDTSTART;VALUE=DATE:20260605"), "every.ics", file(every))
	read := holidays.Files(files)
	first, err := read(calendar.Holidays{File: "a.ics"})
	if err != nil {
		t.Fatal(err)
	}
	files["a.ics"] = &fstest.MapFile{Data: []byte("gone")}
	if again, err := read(calendar.Holidays{File: "a.ics", Keep: calendar.ActualOnly}); err != nil || again != first {
		t.Errorf("read again: %v", err)
	}
	if _, err := read(calendar.Holidays{File: "a.ics", Only: []calendar.EventMatch{{Summary: "A"}}}); err == nil {
		t.Error("another filter is read from what was kept")
	}
	if testing.Short() {
		return // a million dates
	}
	read = holidays.Files(files)
	for i := range 10 {
		_, err := read(calendar.Holidays{File: "every.ics", Without: []calendar.EventMatch{{Summary: strings.Repeat("y", i+1)}}})
		if want := i == 9; want != (err != nil) || want && !errors.Is(err, calendar.ErrRange) {
			t.Errorf("list %d: %v", i, err)
		}
	}
}
