package calendar_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
)

func must(t testing.TB, spec calendar.Spec) calendar.Calendar {
	t.Helper()
	c, err := calendar.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWeekNotation(t *testing.T) {
	for _, c := range []struct{ written, canonical calendar.Week }{
		{"", ""},
		{"  ", ""},
		{"mon-fri 09:00-12:30,13:30-18:00; sat 10:00-14:00", "mon-fri 09:00-12:30,13:30-18:00; sat 10:00-14:00"},
		{"sat 10:00-14:00 ; mon-fri 13:30 - 18:00, 09:00-12:30;", "mon-fri 09:00-12:30,13:30-18:00; sat 10:00-14:00"},
		{"mon,wed,fri 09:00-17:00", "mon 09:00-17:00; wed 09:00-17:00; fri 09:00-17:00"},
		{"sun-thu 09:00-17:00", "mon-thu 09:00-17:00; sun 09:00-17:00"},
		{"fri-mon 22:00-06:00", "mon 22:00-06:00; fri-sun 22:00-06:00"},
		{"mon-sun 00:00-24:00", "24x7"},
		{"24x7", "24x7"},
		{"mon-sat,sun 00:00+24h", "24x7"},
		{"mon 08:00+24h", "mon 08:00+24h"},
		{"mon 22:00+8h", "mon 22:00-06:00"},
		{"mon 08:00+1h30m, 10:00+15m", "mon 08:00-09:30,10:00-10:15"},
		{"mon 08:00-08:00", "error: at character 5: out of range: opens and closes at 08:00; write 08:00+24h to 08:00 on the next day, or closed"},
		{"mon 00:00-00:00", "error: at character 5: out of range: opens and closes at 00:00; write 00:00+24h to 00:00 on the next day, or closed"},
		{"mon 08:00+25h", "error: at character 11: out of range: whole seconds up to 24h are needed"},
		{"mon 08:00+0h", "error: at character 11: out of range: whole seconds up to 24h are needed"},
		{"mon 08:00+8", "error: at character 11: cannot be read: a length such as 24h or 8h30m is needed after the plus sign"},
		{"mon-sat 09:00-17:00; sat#2, sat#4 closed; last fri 09:00-12:00", "mon-sat 09:00-17:00; last fri 09:00-12:00; sat#2,sat#4 closed"},
		{"sat#2,sat#4 09:00-13:00", "sat#2,sat#4 09:00-13:00"},
		{"24x7", "24x7"},
		{"mon-sun 00:00-24:00; sun#1 closed", "mon-sun 00:00-24:00; sun#1 closed"},
		{"fri 09:00-17:00; fri#2 09:00-17:00", "fri 09:00-17:00"},
		{"fri 09:00-17:00; fri#5 closed; last fri 09:00-12:00", "fri 09:00-17:00; last fri 09:00-12:00"},
		{"fri 09:00-17:00; fri#4 closed; last fri 09:00-17:00", "fri 09:00-17:00; fri#4 closed; last fri 09:00-17:00"},
		{"sat#6 09:00-13:00", "error: at character 5: cannot be read: a count from 1 to 5 is needed, such as sat#2; the last one is written last sat"},
		{"sat#2 09:00-13:00; sat#2 closed", "error: at character 20: conflicts with another term: sat#2 has hours already"},
		{"last sat closed; last sat closed", "error: at character 18: conflicts with another term: last sat has hours already"},
		{"Monday-Friday 09:00-17:00; SAT 10:00-12:00", "mon-fri 09:00-17:00; sat 10:00-12:00"},
		{"mon 08:00-12:00,12:00-16:00", "mon 08:00-16:00"},
		{"mon 08:00:30-08:00:31", "mon 08:00:30-08:00:31"},
		{"mon-fri 09:00-17:00; sat closed", "mon-fri 09:00-17:00"},
		{"mon-sun closed", ""},
		{"mon 23:59:59-24:00", "mon 23:59:59-24:00"},
		{"mon 18:00-24:00,24:00-24:00", "error: at character 17: out of range: a day cannot open at 24:00"},
		{"mon 9:00-17:00", "error: at character 5: cannot be read: a time from 00:00 to 24:00 such as 08:30 is needed"},
		{"mon 09:00-24:01", "error: at character 11: cannot be read: a time from 00:00 to 24:00 such as 08:30 is needed"},
		{"mon 09:60-17:00", "error: at character 5: cannot be read: a time from 00:00 to 24:00 such as 08:30 is needed"},
		{"mon 09:00", "error: at character 10: cannot be read: a hyphen and the closing time are needed"},
		{"mon 09:00-17:00 tue", "error: at character 17: cannot be read: a comma, a semicolon or the end is needed"},
		{"moon 09:00-17:00", `error: at character 1: day "moon": unknown: did you mean "mon"?`},
		{"Mon 09:00-17:00", "mon 09:00-17:00"},
		{"09:00-17:00", "error: at character 1: cannot be read: a day is needed: mon, tue, wed, thu, fri, sat or sun"},
		{"mon off", "error: at character 5: cannot be read: a day without hours is written closed"},
		{"mon Closed", "error: at character 5: cannot be read: a day without hours is written closed"},
		{"mon closed", ""},
		{"mon-fri", "error: at character 8: cannot be read: a time from 00:00 to 24:00 such as 08:30 is needed"},
		{"mon-fri 09:00-17:00; wed 10:00-11:00", "error: at character 22: conflicts with another term: wed has hours already"},
		{"mon 09:00-12:00,11:00-13:00", "error: at character 17: conflicts with another term: overlaps 09:00-12:00"},
		{"mon 22:00-06:00,23:00-24:00", "error: at character 17: conflicts with another term: overlaps 22:00-06:00"},
		{"mon 11:00-13:00,09:00-12:00", "error: at character 17: conflicts with another term: overlaps 09:00-12:00"},
	} {
		got, err := c.written.Canonical()
		if err != nil {
			got = calendar.Week("error: " + err.Error())
		}
		if got != c.canonical {
			t.Errorf("%q:\n got %s\nwant %s", c.written, got, c.canonical)
		}
	}
	if got, err := calendar.Hours(" 13:00-18:00,08:00-12:00 ").Canonical(); got != "08:00-12:00,13:00-18:00" || err != nil {
		t.Errorf("%q %v", got, err)
	}
	var syntax *calendar.SyntaxError
	if _, err := calendar.Hours("08:00-12:00;").Canonical(); !errors.As(err, &syntax) || syntax.At != 11 || !errors.Is(err, calendar.ErrSyntax) {
		t.Errorf("%v", err)
	}
	many := strings.Repeat("00:00-00:00,", 200)
	if _, err := calendar.Hours(many).Canonical(); !errors.Is(err, calendar.ErrRange) {
		t.Errorf("200 stretches: %v", err)
	}
}

func TestSpecErrorsAreAllReportedInOrder(t *testing.T) {
	_, err := calendar.New(calendar.Spec{
		Zone:   "Mars/Olympus",
		Hours:  "mon 09:00-25:00",
		Closed: []calendar.Local{"2026-02-30", "2026-01-01", "1899-12-31", "2026-01-01", "2026-01-01T10:00", "2190-01-01"},
		Days:   map[calendar.Local]calendar.Hours{"2026-12-24": "9-12", "tomorrow": "09:00-12:00"},
		Holidays: []calendar.Holidays{
			{Country: "DE", Keep: "both"}, {},
		},
		Shifts:   "cut",
		Union:    []string{"24x7", "nights"},
		Versions: []calendar.Version{{Known: "soon", From: "2026-07-01"}, {Hours: "x"}},
	})
	want := strings.Join([]string{
		`zone: "Mars/Olympus": unknown: no such time zone`,
		`hours: "mon 09:00-25:00": at character 11: cannot be read: a time from 00:00 to 24:00 such as 08:30 is needed`,
		`closed[0]: "2026-02-30": out of range: there is no such date`,
		`closed[2]: "1899-12-31": out of range: a year from 1900 to 2189 is needed`,
		`closed[4]: "2026-01-01T10:00": cannot be read: a date without a time of day is needed`,
		`closed[5]: "2190-01-01": out of range: a year from 1900 to 2189 is needed`,
		`days["2026-12-24"]: "9-12": at character 1: cannot be read: a time from 00:00 to 24:00 such as 08:30 is needed`,
		`days["tomorrow"]: "tomorrow": cannot be read: a date is written 2026-03-31`,
		`holidays[0].keep: "both": unknown: one of actual-and-observed, actual, observed, actual-and-sunday-observed`,
		`holidays[0]: "DE": unknown: no source of holidays was given: set Sources.Holidays, such as to holidays.Official`,
		`holidays[1].country: missing: a country such as DE, a market such as XNYS, or the name of an iCalendar file is needed`,
		`shifts: "cut": unknown: one of cut-at-midnight, keep-whole`,
		`versions[0].known: "soon": cannot be read: a date is written 2026-03-31`,
		`versions[0].hours: missing: write the hours that hold from this date on; for no hours write "mon-sun closed"`,
		`versions[1].hours: "x": at character 1: day "x": unknown: one of mon, tue, wed, thu, fri, sat, sun`,
		`union[1]: "nights": unknown: one of 24x7`,
	}, "\n")
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
	var field *calendar.FieldError
	if !errors.As(err, &field) || field.Path != "zone" {
		t.Errorf("no FieldError: %v", field)
	}
}

func TestZonesThatAreRefused(t *testing.T) {
	for zone, kind := range map[string]error{"": calendar.ErrMissing, "Local": calendar.ErrRange, "../etc/passwd": calendar.ErrUnknown} {
		if _, err := calendar.New(calendar.Spec{Zone: zone, Hours: "24x7"}); !errors.Is(err, kind) {
			t.Errorf("%q: %v", zone, err)
		}
	}
	nothing := calendar.Sources{Zone: func(string) (*time.Location, error) { return nil, nil }}
	if _, err := nothing.New(calendar.Spec{Zone: "UTC"}); !errors.Is(err, calendar.ErrUnknown) {
		t.Errorf("a source that gives nil: %v", err)
	}
}

func TestSpecsAreBounded(t *testing.T) {
	closed := make([]calendar.Local, 10_001)
	for i := range closed {
		closed[i] = calendar.LocalDate(date.New(1950, 1, 1) + date.Date(i))
	}
	if _, err := calendar.New(calendar.Spec{Zone: "UTC", Closed: closed}); !errors.Is(err, calendar.ErrRange) {
		t.Errorf("10,001 dates: %v", err)
	}
	must(t, calendar.Spec{Zone: "UTC", Closed: closed[1:]})
	for name, spec := range map[string]calendar.Spec{
		"versions": {Zone: "UTC", Versions: make([]calendar.Version, 101)},
		"union":    {Zone: "UTC", Union: slices.Repeat([]string{"24x7"}, 1001)},
		"holidays": {Zone: "UTC", Holidays: make([]calendar.Holidays, 101)},
	} {
		if _, err := calendar.New(spec); !errors.Is(err, calendar.ErrRange) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCompileASetOfCalendars(t *testing.T) {
	berlin, err := calendar.Sources{}.Location("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	set, err := calendar.Sources{}.Compile(berlin, map[string]calendar.Spec{
		"office":      {Hours: "mon-fri 09:00-17:00"},
		"manila":      {Zone: "Asia/Manila", Hours: "mon-fri 09:00-17:00"},
		"sun":         {Union: []string{"office", "manila"}},
		"window":      {Hours: "sun 02:00-06:00"},
		"up":          {Union: []string{"24x7"}, Except: []string{"window"}},
		"both":        {Intersect: []string{"sun", "up"}, Zone: "UTC"},
		"maintenance": {Hours: "mon-sun 00:00-24:00", Intersect: []string{"window", "up"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	week := [2]time.Time{time.Date(2026, 6, 1, 0, 0, 0, 0, berlin), time.Date(2026, 6, 8, 0, 0, 0, 0, berlin)}
	for name, want := range map[string]time.Duration{
		"24x7": 168 * time.Hour, "office": 40 * time.Hour, "manila": 40 * time.Hour, "sun": 70 * time.Hour,
		"window": 4 * time.Hour, "up": 164 * time.Hour, "both": 70 * time.Hour, "maintenance": 0,
	} {
		if got := set[name].Elapsed(week[0], week[1]); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	for name, want := range map[string]string{"24x7": "Europe/Berlin", "manila": "Asia/Manila", "sun": "Europe/Berlin", "both": "UTC"} {
		if got := set[name].Location().String(); got != want {
			t.Errorf("%s counts days in %s, want %s", name, got, want)
		}
	}
}

func TestCompileReportsCirclesAndUnknownNames(t *testing.T) {
	_, err := calendar.Sources{}.Compile(nil, map[string]calendar.Spec{
		"a":      {Union: []string{"b"}, Zone: "UTC"},
		"b":      {Union: []string{"c", "ofice"}},
		"c":      {Except: []string{"a"}, Hours: "24x7"},
		"d":      {Except: []string{"office"}},
		"office": {Hours: "mon-fri 09:00-17:00", Zone: "UTC"},
		"self":   {Intersect: []string{"self"}},
	})
	want := strings.Join([]string{
		`b.union[1]: "ofice": unknown: did you mean "office"?`,
		`c.zone: missing: a time zone such as Europe/Berlin is needed`,
		`c.except[0]: "a": conflicts with another term: a circle: a names b names c names a`,
		`d.except: missing: except needs hours, union or intersect to take time from; for all time write union: [24x7]`,
		`self.intersect[0]: "self": conflicts with another term: a circle: self names self`,
	}, "\n")
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
}

// days is a list of holidays for tests.
type days []calendar.Holiday

func (d days) Year(year int) (all []calendar.Holiday, announced bool) {
	for _, h := range d {
		if h.Date.Year() == year || h.Observed.Year() == year {
			all = append(all, h)
		}
	}
	return all, len(all) > 0
}

// Of a date in several lists and in the spec, the spec decides, then what closes.
func TestSeveralLists(t *testing.T) {
	monday := date.New(2026, time.June, 8)
	lists := calendar.Sources{Holidays: func(country, region string) (calendar.HolidayList, error) {
		switch country {
		case "A": // closes Monday and Tuesday
			return days{{Date: monday, Observed: monday, Name: "One"}, {Date: monday + 1, Observed: monday + 1, Name: "Two"}}, nil
		case "B": // works Monday and Saturday
			return days{{Date: monday, Observed: monday, Name: "B", Workday: true}, {Date: monday + 5, Observed: monday + 5, Name: "B", Workday: true}}, nil
		case "none":
			return nil, nil
		}
		return nil, errors.New("the list is out of reach")
	}}
	for _, order := range [][]calendar.Holidays{{{Country: "A"}, {Country: "B"}}, {{Country: "B"}, {Country: "A"}}} {
		c, err := lists.New(calendar.Spec{
			Zone: "UTC", Hours: "mon 08:00-12:00; tue-fri 09:00-17:00", Holidays: order,
			Days: map[calendar.Local]calendar.Hours{"2026-06-09": "10:00-11:00"},
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []time.Duration{0, time.Hour, 8 * time.Hour, 8 * time.Hour, 8 * time.Hour, 4 * time.Hour, 0} {
			if got := c.Day(monday + date.Date(i)); got.Total != want {
				t.Errorf("%v: %v (%s, %s), want %v", got.Date, got.Total, got.Kind, got.Why, want)
			}
		}
		if got := c.Day(monday); got.Kind != calendar.PublicHoliday || got.Why != "One" {
			t.Errorf("%+v", got)
		}
		if got := c.Day(monday + 5); got.Kind != calendar.MakeUpWorkday {
			t.Errorf("%+v", got)
		}
	}
	for country, says := range map[string]string{"none": "no such list", "other": "out of reach"} {
		_, err := lists.New(calendar.Spec{Zone: "UTC", Hours: "24x7", Holidays: []calendar.Holidays{{Country: country}}})
		if err == nil || !strings.Contains(err.Error(), `holidays[0]: "`+country+`": `) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", country, err)
		}
	}
}

// Compositions of compositions stay small, however often they name one another.
func TestNestedCompositionsAreLinear(t *testing.T) {
	specs := map[string]calendar.Spec{"c0": {Hours: "mon-fri 09:00-17:00"}, "d0": {Hours: "sat 09:00-17:00"}}
	for i := 1; i <= 60; i++ {
		names := []string{fmt.Sprintf("c%d", i-1), fmt.Sprintf("d%d", i-1)}
		specs[fmt.Sprintf("c%d", i)] = calendar.Spec{Union: names}
		specs[fmt.Sprintf("d%d", i)] = calendar.Spec{Union: []string{names[1], names[0]}}
	}
	set, err := calendar.Sources{}.Compile(time.UTC, specs)
	if err != nil {
		t.Fatal(err)
	}
	c := set["c60"]
	from := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	if got := c.Elapsed(from, from.AddDate(0, 0, 7)); got != 48*time.Hour {
		t.Errorf("%v", got)
	}
	if n := c.BusinessDays(date.New(2026, 6, 1), date.New(2026, 6, 8)); n != 6 {
		t.Errorf("%d business days", n)
	}
	if s := c.String(); len(s) > 70_000 || !strings.HasSuffix(s, "…") {
		t.Errorf("%d bytes of text", len(s))
	}
	if c.Fingerprint() == set["c0"].Fingerprint() {
		t.Error("one fingerprint for two calendars")
	}
}

func TestJSONRoundTrip(t *testing.T) {
	spec := calendar.Spec{
		Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-01-01"},
		Days:     map[calendar.Local]calendar.Hours{"2026-12-24": "09:00-12:00"},
		Holidays: []calendar.Holidays{{Country: "DE", Region: "BE", Keep: calendar.ActualOnly}},
		Shifts:   calendar.KeepWhole, Union: []string{"a"}, Intersect: []string{"b"}, Except: []string{"c"},
		Versions: []calendar.Version{{Known: "2025-12-14", From: "2026-01-01", Hours: "24x7"}},
	}
	data, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	var back calendar.Spec
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(back, spec) {
		t.Errorf("%s: %v", data, err)
	}
	if s, err := json.Marshal(calendar.Spec{}); string(s) != "{}" {
		t.Errorf("%s %v", s, err)
	}
}

func TestFingerprints(t *testing.T) {
	base := calendar.Spec{
		Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-01-01", "2026-05-01"},
		Days: map[calendar.Local]calendar.Hours{"2026-12-24": "09:00-12:00", "2026-12-31": "09:00-12:00"},
	}
	change := func(f func(*calendar.Spec)) calendar.Spec {
		spec := base
		f(&spec)
		return spec
	}
	same := map[string]calendar.Spec{
		"order of dates":      change(func(s *calendar.Spec) { s.Closed = []calendar.Local{"2026-05-01", "2026-01-01"} }),
		"spelling":            change(func(s *calendar.Spec) { s.Hours = "fri,mon-thu 12:00-17:00, 09:00-12:00" }),
		"the default, stated": change(func(s *calendar.Spec) { s.Shifts = calendar.CutAtMidnight }),
		"closed or without hours": change(func(s *calendar.Spec) {
			s.Closed = base.Closed[:1]
			s.Days = map[calendar.Local]calendar.Hours{"2026-05-01": "", "2026-12-24": "09:00-12:00", "2026-12-31": "09:00-12:00"}
		}),
	}
	want := must(t, base).Fingerprint()
	for name, spec := range same {
		if must(t, spec).Fingerprint() != want {
			t.Errorf("%s changes the fingerprint", name)
		}
	}
	seen := map[[32]byte]string{want: "base"}
	for name, spec := range map[string]calendar.Spec{
		"zone":    change(func(s *calendar.Spec) { s.Zone = "Europe/London" }),
		"hours":   change(func(s *calendar.Spec) { s.Hours = "mon-fri 09:00-17:01" }),
		"closed":  change(func(s *calendar.Spec) { s.Closed = base.Closed[:1] }),
		"days":    change(func(s *calendar.Spec) { s.Days = nil }),
		"shifts":  change(func(s *calendar.Spec) { s.Shifts = calendar.KeepWhole }),
		"version": change(func(s *calendar.Spec) { s.Versions = []calendar.Version{{Closed: []calendar.Local{"2027-01-01"}}} }),
		"known": change(func(s *calendar.Spec) {
			s.Versions = []calendar.Version{{Known: "2026-01-01", Closed: []calendar.Local{"2027-01-01"}}}
		}),
		"known later": change(func(s *calendar.Spec) {
			s.Versions = []calendar.Version{{Known: "2026-01-02", Closed: []calendar.Local{"2027-01-01"}}}
		}),
	} {
		sum := must(t, spec).Fingerprint()
		if other, ok := seen[sum]; ok {
			t.Errorf("%s and %s have one fingerprint", name, other)
		}
		seen[sum] = name
	}
	a, b := must(t, base), must(t, calendar.Spec{Zone: "Europe/Berlin", Hours: "sat 09:00-12:00"})
	if calendar.Union(a, b).Fingerprint() != calendar.Union(b, a).Fingerprint() {
		t.Error("the order of a union changes the fingerprint")
	}
	if a.Except(b).Fingerprint() == b.Except(a).Fingerprint() {
		t.Error("the order of a difference does not")
	}
	at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	if calendar.Switch(a, at, b).Fingerprint() == calendar.Switch(a, at.Add(time.Second), b).Fingerprint() ||
		calendar.Switch(a, at, b).Fingerprint() == calendar.Switch(b, at, a).Fingerprint() {
		t.Error("when and to what a calendar switches does not change the fingerprint")
	}
	if (calendar.Calendar{}).Fingerprint() != must(t, calendar.Spec{Zone: "UTC"}).Fingerprint() {
		t.Error("the zero Calendar is not the empty one")
	}
}

func TestText(t *testing.T) {
	a := must(t, calendar.Spec{
		Zone: "Europe/Berlin", Hours: "mon-fri 09:00-17:00",
		Closed:   []calendar.Local{"2026-12-25", "2026-12-26", "2026-05-01"},
		Days:     map[calendar.Local]calendar.Hours{"2026-12-24": "09:00-12:00", "2026-12-27": ""},
		Versions: []calendar.Version{{From: "2027-01-01", Hours: "mon-fri 08:00-16:00"}, {Known: "2025-12-14", Closed: []calendar.Local{"2027-05-01"}}},
	})
	b := must(t, calendar.Spec{Zone: "UTC", Hours: "sat 10:00-14:00", Shifts: calendar.KeepWhole})
	at := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		got  fmt.Stringer
		want string
	}{
		{calendar.Calendar{}, "never open"},
		{calendar.Always(), "24x7 in UTC"},
		{calendar.Always().In(location("Asia/Tokyo")), "24x7 in Asia/Tokyo"},
		{must(t, calendar.Spec{Zone: "UTC"}), "no weekly hours in UTC"},
		{a, "mon-fri 09:00-17:00, from 2027-01-01 mon-fri 08:00-16:00 in Europe/Berlin; closed on 2026-05-01, " +
			"2026-12-25 to 2026-12-27, 2027-05-01; on 2026-12-24 09:00-12:00; as known since 2025-12-14T00:00:00+01:00"},
		{b.In(location("Asia/Tokyo")), "sat 10:00-14:00 in UTC; a closed day removes the shifts that begin on it; days counted in Asia/Tokyo"},
		{calendar.Union(b, calendar.Always()), "(sat 10:00-14:00 in UTC; a closed day removes the shifts that begin on it) or (24x7 in UTC)"},
		{calendar.Switch(calendar.Always(), at, calendar.Calendar{}), "(24x7 in UTC) until 2026-07-01T00:00:00Z, then (no weekly hours in UTC)"},
	} {
		if got := c.got.String(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
