package holidays_test

import (
	"bufio"
	"compress/gzip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
)

// source is where the list is from which the table was made.
const source = "../../../shared/data/holidays/holidays.tsv.gz"

// Every line of the source is in the shipped table, and the table has nothing
// else. Mainland China has a list of its own.
func TestTheTableIsItsSource(t *testing.T) {
	in, err := os.Open(source)
	if os.IsNotExist(err) && os.Getenv("CI") != "true" {
		t.Logf("the source is not here: %v", err)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	unpacked, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		day         date.Date
		kind        string
		name, flags string
	}
	type entry struct {
		day  date.Date
		kind string
	}
	lists := map[[2]string][]line{}
	for lines := bufio.NewScanner(unpacked); lines.Scan(); {
		c := strings.Split(lines.Text(), "\t")
		if c[0] != "entity" && c[0] != "CN" {
			day, err := date.ParseISO(c[2])
			if err != nil {
				t.Fatal(err)
			}
			key := [2]string{c[0], c[1]}
			lists[key] = append(lists[key], line{day, c[3], c[4], c[5]})
		}
	}
	if len(lists) != 719 {
		t.Fatalf("%d lists, want 719", len(lists))
	}
	for key := range lists {
		country, region := key[0], key[1]
		whole, own := lists[[2]string{country, ""}], lists[key]
		if code, is := strings.CutPrefix(country, "market:"); is {
			country, region = "market", code
		}
		want := map[entry]bool{}
		if key[1] != "" {
			for _, l := range whole {
				want[entry{l.day, l.kind}] = true
			}
		}
		for _, l := range own { // a subdivision takes away first, then adds
			if l.kind == "not-holiday" {
				delete(want, entry{l.day, "holiday"})
			}
		}
		for _, l := range own {
			if l.kind != "not-holiday" {
				want[entry{l.day, l.kind}] = true
			}
		}
		list := official(t, country, region)
		got, estimates := map[entry]bool{}, map[date.Date]bool{}
		years := map[int][]calendar.Holiday{}
		for year := 2000; year <= 2040; year++ {
			years[year], _ = list.Year(year)
			for _, h := range years[year] {
				kind := "holiday"
				if h.Workday {
					kind = "workday"
				}
				got[entry{h.Date, kind}], got[entry{h.Observed, kind}] = true, true
				if h.Estimated {
					estimates[h.Date], estimates[h.Observed] = true, true
				}
			}
		}
		for day := range want {
			if !got[day] {
				t.Errorf("%v: no %s %s", key, day.day, day.kind)
			}
		}
		for day := range got {
			if !want[day] {
				t.Errorf("%v: %s %s is not in the source", key, day.day, day.kind)
			}
		}
		for _, l := range own {
			if strings.Contains(l.flags, "estimated") && !estimates[l.day] {
				t.Errorf("%v: %s is not marked as estimated", key, l.day)
			}
			if l.name == "" || l.kind != "holiday" {
				continue
			}
			for _, name := range strings.Split(l.name, "; ") {
				if !slices.ContainsFunc(years[l.day.Year()], func(h calendar.Holiday) bool {
					return strings.HasPrefix(name, h.Name) && (h.Date == l.day || h.Observed == l.day)
				}) {
					t.Errorf("%v: %s is not named %q", key, l.day, name)
				}
			}
		}
	}
	for _, country := range holidays.Countries() {
		if country != "CN" && lists[[2]string{country, ""}] == nil {
			t.Errorf("%s is not in the source", country)
		}
	}
}

// Ten lists of another source: npm date-holidays 3.37.0, type public. The table
// may differ for a stated reason only; "+" is a date of the table alone, "-" one
// of the other source alone.
func TestListsOfAnotherSource(t *testing.T) {
	const (
		bridges = "bridge days and non-working days by decree under law 27.399"
		sundays = "a Sunday, which the canton's law on rest days treats as any Sunday"
		fast    = "the Federal Fast, a Sunday"
		unity   = "National Unity and Armed Forces Day, the first Sunday of November, by law 54/1977"
		easter  = "Easter Monday is no public holiday of Ontario (Employment Standards Act, section 1)"
		boxing  = "the day kept for Boxing Day or Christmas Day on a weekend"
	)
	for _, c := range []struct {
		list, dates string
		differ      map[string]string
	}{
		{"MX 2025", "01-01 02-03 03-17 05-01 09-16 11-17 12-25", nil},
		{"MX 2026", "01-01 02-02 03-16 05-01 09-16 11-16 12-25", nil},
		{"MX 2027", "01-01 02-01 03-15 05-01 09-16 11-15 12-25", nil},
		{"LU 2025", "01-01 04-21 05-01 05-09 05-29 06-09 06-23 08-15 11-01 12-25 12-26", nil},
		{"LU 2026", "01-01 04-06 05-01 05-09 05-14 05-25 06-23 08-15 11-01 12-25 12-26", nil},
		{"LU 2027", "01-01 03-29 05-01 05-06 05-09 05-17 06-23 08-15 11-01 12-25 12-26", nil},
		{"NZ 2025", "01-01 01-02 02-06 04-18 04-21 04-25 06-02 06-20 10-27 12-25 12-26", nil},
		{"NZ 2026", "01-01 01-02 02-06 04-03 04-06 04-25 04-27 06-01 07-10 10-26 12-25 12-26 12-28", nil},
		{"NZ 2027", "01-01 01-02 01-04 02-06 02-08 03-26 03-29 04-25 04-26 06-07 06-25 10-25 12-25 12-26 12-27 12-28", nil},
		{"AR 2025", "01-01 03-03 03-04 03-24 04-02 04-18 05-01 05-25 06-16 06-20 07-09 08-17 10-12 11-24 12-08 12-25",
			map[string]string{"+04-17": bridges, "+05-02": bridges, "+08-15": bridges, "+11-21": bridges}},
		{"AR 2026", "01-01 02-16 02-17 03-24 04-02 04-03 05-01 05-25 06-15 06-20 07-09 08-17 10-12 11-23 12-08 12-25",
			map[string]string{"+03-23": bridges, "+07-10": bridges, "+12-07": bridges}},
		{"AR 2027", "01-01 02-08 02-09 03-24 03-26 04-02 05-01 05-25 06-20 06-21 07-09 08-16 10-11 11-20 12-08 12-25",
			map[string]string{"+03-25": bridges}},
		{"CH-GE 2025", "01-01 04-18 04-20 04-21 05-29 06-08 06-09 08-01 09-11 12-25 12-31", map[string]string{"-04-20": sundays, "-06-08": sundays}},
		{"CH-GE 2026", "01-01 04-03 04-05 04-06 05-14 05-24 05-25 08-01 09-10 12-25 12-31", map[string]string{"-04-05": sundays, "-05-24": sundays}},
		{"CH-GE 2027", "01-01 03-26 03-28 03-29 05-06 05-16 05-17 08-01 09-09 12-25 12-31", map[string]string{"-03-28": sundays, "-05-16": sundays}},
		{"CH-ZG 2025", "01-01 04-18 04-20 05-29 06-08 06-19 08-01 08-15 09-21 11-01 12-08 12-25", map[string]string{"-04-20": sundays, "-06-08": sundays, "-09-21": fast}},
		{"CH-ZG 2026", "01-01 04-03 04-05 05-14 05-24 06-04 08-01 08-15 09-20 11-01 12-08 12-25", map[string]string{"-04-05": sundays, "-05-24": sundays, "-09-20": fast}},
		{"CH-ZG 2027", "01-01 03-26 03-28 05-06 05-16 05-27 08-01 08-15 09-19 11-01 12-08 12-25", map[string]string{"-03-28": sundays, "-05-16": sundays, "-09-19": fast}},
		{"DE-MV 2025", "01-01 03-08 04-18 04-21 05-01 05-29 06-09 10-03 10-31 12-25 12-26", nil},
		{"DE-MV 2026", "01-01 03-08 04-03 04-06 05-01 05-14 05-25 10-03 10-31 12-25 12-26", nil},
		{"DE-MV 2027", "01-01 03-08 03-26 03-29 05-01 05-06 05-17 10-03 10-31 12-25 12-26", nil},
		{"IT 2025", "01-01 01-06 04-20 04-21 04-25 05-01 06-02 08-15 11-01 12-08 12-25 12-26", map[string]string{"+11-02": unity}},
		{"IT 2026", "01-01 01-06 04-05 04-06 04-25 05-01 06-02 08-15 10-04 11-01 12-08 12-25 12-26", nil},
		{"IT 2027", "01-01 01-06 03-28 03-29 04-25 05-01 06-02 08-15 10-04 11-01 12-08 12-25 12-26", map[string]string{"+11-07": unity}},
		{"CA-ON 2025", "01-01 02-17 04-18 04-21 05-19 07-01 09-01 10-13 12-25 12-26", map[string]string{"-04-21": easter}},
		{"CA-ON 2026", "01-01 02-16 04-03 04-06 05-18 07-01 09-07 10-12 12-25 12-26", map[string]string{"-04-06": easter, "+12-28": boxing}},
		{"CA-ON 2027", "01-01 02-15 03-26 03-29 05-24 07-01 09-06 10-11 12-25 12-26", map[string]string{"-03-29": easter, "+12-27": boxing, "+12-28": boxing}},
		{"GB-SCT 2025", "01-01 01-02 04-18 05-05 05-26 08-04 11-30 12-01 12-25 12-26", nil},
		{"GB-SCT 2026", "01-01 01-02 04-03 05-04 05-25 08-03 11-30 12-25 12-26 12-28",
			map[string]string{"+06-15": "a bank holiday proclaimed once, after the other source's release"}},
		{"GB-SCT 2027", "01-01 01-02 01-04 03-26 05-03 05-31 08-02 11-30 12-25 12-26 12-27 12-28", nil},
	} {
		name, year, _ := strings.Cut(c.list, " ")
		country, region, _ := strings.Cut(name, "-")
		days, _ := official(t, country, region).Year(int(year[0]-'0')*1000 + int(year[2]-'0')*10 + int(year[3]-'0'))
		got := map[string]bool{}
		for _, h := range days {
			for _, d := range []date.Date{h.Date, h.Observed} {
				if day, in := strings.CutPrefix(d.String(), year+"-"); in {
					got[day] = true
				}
			}
		}
		want := map[string]bool{}
		for _, day := range strings.Fields(c.dates) {
			want[day] = c.differ["-"+day] == ""
		}
		for key := range c.differ {
			if day, more := strings.CutPrefix(key, "+"); more {
				want[day] = true
			}
		}
		for day := range got {
			if !want[day] {
				t.Errorf("%s: %s is closed, the other source is open", c.list, day)
			}
		}
		for day, closed := range want {
			if closed && !got[day] {
				t.Errorf("%s: %s is open, the other source is closed", c.list, day)
			}
		}
	}
}

// What a list knows for certain, and what it only estimates.
func TestSettledYearsAndEstimates(t *testing.T) {
	for _, c := range []struct {
		country, region string
		year            int
		announced       bool
	}{
		{"DE", "", 2040, true}, {"DE", "", 2041, false}, {"DE", "BE", 2040, true},
		{"AR", "", 2026, true}, {"AR", "", 2027, false}, // bridge days by decree
		{"JP", "", 2027, true}, {"JP", "", 2028, false},
		{"AE", "", 2026, true}, {"AE", "", 2027, false}, // by the moon
		{"market", "XSHG", 2026, true}, {"market", "XSHG", 2027, false},
		{"DE", "", 1999, false}, {"SA", "", 2026, true}, {"SA", "", 2027, false},
	} {
		if _, announced := official(t, c.country, c.region).Year(c.year); announced != c.announced {
			t.Errorf("%s-%s %d: announced %v", c.country, c.region, c.year, announced)
		}
	}
	// Estimates up to the year of the source are told date by date.
	office, err := calendar.Sources{Holidays: holidays.Official}.New(calendar.Spec{
		Zone: "Asia/Dubai", Hours: "mon-fri 08:00-16:00", Holidays: []calendar.Holidays{{Country: "AE"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	list, _ := official(t, "AE", "").Year(2026)
	var want []string
	for _, h := range list {
		if h.Estimated && h.Date.Year() == 2026 {
			want = append(want, "AE "+h.Date.String()+" (estimated)")
		}
	}
	at := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, office.Location()) }
	var got []string
	for _, u := range office.Unannounced(at(2026), at(2027)) {
		got = append(got, u.String())
	}
	slices.Sort(want)
	want = slices.Compact(want)
	if !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := office.Unannounced(at(2027), at(2028)); len(got) != 1 || got[0].String() != "AE 2027" {
		t.Errorf("2027: %v", got)
	}
}

// The Federal Reserve is open on the Friday before a Saturday holiday and closed
// on the Monday after a Sunday one.
func TestSaturdayHolidaysThatAreNotMoved(t *testing.T) {
	fed, err := calendar.Sources{Holidays: holidays.Official}.New(calendar.Spec{
		Zone: "America/New_York", Hours: "mon-sat 09:00-17:00",
		Holidays: []calendar.Holidays{{Country: "US", Keep: calendar.SundayObserved}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for day, open := range map[date.Date]bool{
		date.New(2021, 12, 31): true, date.New(2022, 1, 1): false, date.New(2026, 7, 3): true, date.New(2026, 7, 4): false,
		date.New(2021, 7, 5): false, date.New(2023, 1, 2): false, date.New(2022, 12, 31): true,
	} {
		if got := fed.Day(day).Total > 0; got != open {
			t.Errorf("%v: open %v, want %v", day, got, open)
		}
	}
}

// A holiday that is moved and not doubled closes one day.
func TestMovedHolidaysCloseOneDay(t *testing.T) {
	desk, err := calendar.Sources{Holidays: holidays.Official}.New(calendar.Spec{
		Zone: "Europe/Amsterdam", Hours: "mon-sun 09:00-17:00", Holidays: []calendar.Holidays{{Country: "NL"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if desk.Day(date.New(2025, 4, 26)).Total != 0 || desk.Day(date.New(2025, 4, 27)).Total == 0 {
		t.Error("King's Day of 2025 is Saturday the 26th alone")
	}
}

func TestMarkets(t *testing.T) {
	sources := calendar.Sources{Holidays: holidays.Official}
	floor, err := sources.New(calendar.Spec{
		Zone: "America/New_York", Hours: "mon-fri 09:30-16:00", Holidays: []calendar.Holidays{{Market: "XNYS"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for day, open := range map[date.Date]bool{
		date.New(2026, 4, 3): false, date.New(2026, 10, 12): true, date.New(2026, 11, 11): true, date.New(2026, 11, 26): false,
	} {
		if got := floor.Day(day).Total > 0; got != open {
			t.Errorf("%v: open %v, want %v", day, got, open)
		}
	}
	for _, c := range []struct {
		list calendar.Holidays
		want string
	}{
		{calendar.Holidays{Market: "XNYX"}, `holidays[0]: "XNYX": unknown: did you mean "XNYS"?`},
		{calendar.Holidays{Market: "XNYS", Country: "US"}, `holidays[0].market: "XNYS": conflicts with another term: write a market or a country; for both write two lists`},
		{calendar.Holidays{Country: "CA", Region: "0N"}, `holidays[0]: "CA-0N": unknown: did you mean "ON"?`},
		{calendar.Holidays{Country: "market", Region: ""}, `holidays[0]: "market": missing: a market is needed: ` + strings.Join(marketCodes(), ", ")},
		{calendar.Holidays{Country: "DE", Region: "berlin"}, `holidays[0]: "DE-berlin": unknown: one of ` + strings.Join(regions("DE"), ", ")},
	} {
		_, err := sources.New(calendar.Spec{Zone: "UTC", Hours: "24x7", Holidays: []calendar.Holidays{c.list}})
		if err == nil || err.Error() != c.want {
			t.Errorf("%+v:\n got %v\nwant %s", c.list, err, c.want)
		}
	}
}

func marketCodes() []string           { return holidays.Regions("market") }
func regions(country string) []string { return holidays.Regions(country) }

// BenchmarkOfficial decodes one list; the largest of a country with a region.
func BenchmarkOfficial(b *testing.B) {
	for _, name := range []string{"DE", "US-CA", "market-XJPX", "LK"} {
		country, region, _ := strings.Cut(name, "-")
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := holidays.Official(country, region); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
