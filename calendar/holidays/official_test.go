package holidays_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/calendar/holidays"
)

func official(t testing.TB, country, region string) calendar.HolidayList {
	t.Helper()
	list, err := holidays.Official(country, region)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// lines writes the holidays of a year, one to a line.
func lines(list calendar.HolidayList, year int) string {
	var all []string
	days, _ := list.Year(year)
	for _, h := range days {
		line := h.Date.String() + " " + h.Name
		if h.Observed != h.Date {
			line += " observed " + h.Observed.String()
		}
		if h.Workday {
			line += " (work)"
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func TestOfficialLists(t *testing.T) {
	for _, c := range []struct {
		country, region string
		year            int
		want            string
	}{
		{"DE", "BE", 2026, `2026-01-01 New Year's Day
2026-03-08 Women's Day
2026-04-03 Good Friday
2026-04-06 Easter Monday
2026-05-01 Labor Day
2026-05-14 Ascension Day
2026-05-25 Pentecost Monday
2026-10-03 German Unity Day
2026-12-25 Christmas Day
2026-12-26 Second Day of Christmas`},
		{"US", "", 2021, `2021-01-01 New Year's Day
2021-01-18 Martin Luther King Jr. Day
2021-02-15 Washington's Birthday
2021-05-31 Memorial Day
2021-06-19 Juneteenth National Independence Day observed 2021-06-18
2021-07-04 Independence Day observed 2021-07-05
2021-09-06 Labor Day
2021-10-11 Columbus Day
2021-11-11 Veterans Day
2021-11-25 Thanksgiving Day
2021-12-25 Christmas Day observed 2021-12-24
2022-01-01 New Year's Day observed 2021-12-31`},
	} {
		if got := lines(official(t, c.country, c.region), c.year); got != c.want {
			t.Errorf("%s %s %d:\n%s\nwant:\n%s", c.country, c.region, c.year, got, c.want)
		}
	}
	if strings.Contains(lines(official(t, "SE", ""), 2026), "Julafton") {
		t.Error("a day free by custom counts as a public holiday of Sweden")
	}
}

func TestEveryListIsPlausible(t *testing.T) {
	// Of those whose days of 2025 or 2026 are not all in the table, the last year that is.
	decided := map[string]int{"AZ": 2025, "KG": 2025, "KZ": 2025, "RU": 2025, "VN": 2024}
	for _, country := range holidays.Countries() {
		for _, region := range append(holidays.Regions(country), "") {
			list, err := holidays.Official(country, region)
			if err != nil {
				if region != "" || !errors.Is(err, calendar.ErrMissing) {
					t.Errorf("%s-%s: %v", country, region, err)
				}
				continue
			}
			for _, year := range []int{2024, 2025, 2026} {
				days, announced := list.Year(year)
				if n := len(days); n > 80 || n < 2 && country != "UA" || announced != (decided[country] == 0 || year <= decided[country]) {
					t.Errorf("%s-%s: %d holidays in %d, announced %v", country, region, n, year, announced)
				}
				for _, h := range days {
					if h.Date.Year() != year && h.Observed.Year() != year || (h.Name == "") != (h.Workday && country != "CN") ||
						h.Observed-h.Date > 10 || h.Date-h.Observed > 10 {
						t.Errorf("%s-%s %d: %+v", country, region, year, h)
					}
				}
			}
		}
	}
}

func TestUnknownCountriesAndRegions(t *testing.T) {
	for _, c := range []struct {
		country, region, says string
		kind                  error
	}{
		{"XX", "", "", calendar.ErrUnknown},
		{"de", "", "", calendar.ErrUnknown},
		{"DE", "XX", "", calendar.ErrUnknown},
		{"FR", "75", "57", calendar.ErrUnknown},
		{"CN", "11", "all regions", calendar.ErrUnknown},
		{"market", "", "XNYS", calendar.ErrMissing},
		{"market", "XNYX", "XNYS", calendar.ErrUnknown},
		{"MC", "1", "without regions", calendar.ErrUnknown},
	} {
		_, err := holidays.Official(c.country, c.region)
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s-%s: %v", c.country, c.region, err)
		}
	}
}

// The notices against an independent collection of the same facts.
func TestChinaAgreesWithChineseDays(t *testing.T) {
	data, err := os.ReadFile("testdata/chinese-days-1.5.7.json")
	if err != nil {
		t.Fatal(err)
	}
	var want struct{ Holidays, Workdays []string }
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	list := official(t, "CN", "")
	var off, work []string
	for year := 2015; year <= 2026; year++ {
		days, announced := list.Year(year)
		if !announced || len(holidays.ChinaSources(year)) == 0 {
			t.Errorf("%d: announced %v, sources %v", year, announced, holidays.ChinaSources(year))
		}
		for _, h := range days {
			if h.Workday {
				work = append(work, h.Date.String())
				if day := h.Date.Weekday(); day != time.Saturday && day != time.Sunday {
					t.Errorf("%v is worked in exchange, yet a %v", h.Date, day)
				}
			} else {
				off = append(off, h.Date.String())
			}
		}
	}
	// "One day off, joined with the weekend", say the notices of many years. For
	// 2019 alone the collection counts that weekend as off as well; it is an
	// ordinary weekend.
	want.Holidays = slices.DeleteFunc(want.Holidays, func(d string) bool {
		return slices.Contains([]string{"2019-04-06", "2019-04-07", "2019-06-08", "2019-06-09", "2019-09-14", "2019-09-15"}, d)
	})
	slices.Sort(off)
	slices.Sort(work)
	compare := func(what string, got, want []string) {
		for _, d := range got {
			if !slices.Contains(want, d) {
				t.Errorf("%s is %s here only", d, what)
			}
		}
		for _, d := range want {
			if !slices.Contains(got, d) {
				t.Errorf("%s is not %s here", d, what)
			}
		}
		if len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("a date is %s twice", what)
		}
	}
	compare("off", off, want.Holidays)
	compare("work", work, want.Workdays)
	if len(want.Holidays) < 300 || len(want.Workdays) < 70 {
		t.Errorf("only %d and %d dates to compare with", len(want.Holidays), len(want.Workdays))
	}
}

func TestYearsThatAreNotAnnounced(t *testing.T) {
	if _, announced := official(t, "CN", "").Year(2027); announced {
		t.Error("China 2027 was announced")
	}
	days, announced := official(t, "CN", "").Year(2014)
	if announced || len(days) != 0 {
		t.Errorf("China 2014: %v %v", days, announced)
	}
	for _, year := range []int{1999, 2041} {
		if _, announced := official(t, "DE", "").Year(year); announced {
			t.Errorf("%d is taken for announced", year)
		}
	}
	c, err := calendar.Sources{Holidays: holidays.Official}.New(calendar.Spec{
		Zone: "Asia/Shanghai", Hours: "mon-fri 09:00-18:00", Holidays: []calendar.Holidays{{Country: "CN"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	at := func(s calendar.Local) time.Time {
		got, err := s.In(c.Location())
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := c.Unannounced(at("2026-01-01"), at("2027-01-01")); len(got) != 0 {
		t.Errorf("2026: %v", got)
	}
	if got := c.Unannounced(at("2026-12-31"), at("2027-01-01T00:00:01")); len(got) != 1 || got[0].String() != "CN 2027" {
		t.Errorf("into 2027: %v", got)
	}
}

// Make-up workdays open a weekend with the hours of a working day.
func TestMakeUpWorkdays(t *testing.T) {
	c, err := calendar.Sources{Holidays: holidays.Official}.New(calendar.Spec{
		Zone: "Asia/Shanghai", Hours: "mon-fri 09:00-18:00", Holidays: []calendar.Holidays{{Country: "CN"}},
		Days:   map[calendar.Local]calendar.Hours{"2026-02-28": "10:00-12:00"},
		Closed: []calendar.Local{"2026-09-20"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []struct {
		date date.Date
		open time.Duration
		kind calendar.DayKind
	}{
		{date.New(2026, time.February, 14), 9 * time.Hour, calendar.MakeUpWorkday},
		{date.New(2026, time.February, 16), 0, calendar.PublicHoliday},
		{date.New(2026, time.February, 28), 2 * time.Hour, calendar.ChangedDay},
		{date.New(2026, time.September, 20), 0, calendar.ClosedDay},
		{date.New(2026, time.February, 7), 0, calendar.OrdinaryDay},
	} {
		if got := c.Day(d.date); got.Total != d.open || got.Kind != d.kind {
			t.Errorf("%v: %v, %s (%s)", d.date, got.Total, got.Kind, got.Why)
		}
	}
	if n := c.BusinessDays(date.New(2026, time.February, 14), date.New(2026, time.March, 1)); n != 6 {
		t.Errorf("%d business days, want 14, 24 to 27 and 28 February", n)
	}
}

func TestObservance(t *testing.T) {
	for keep, want := range map[calendar.Observance][2]time.Duration{ // Friday 3 and Saturday 4 July 2026
		"":                         {0, 0},
		calendar.ActualAndObserved: {0, 0},
		calendar.ActualOnly:        {8 * time.Hour, 0},
		calendar.ObservedOnly:      {0, 8 * time.Hour},
	} {
		c, err := calendar.Sources{Holidays: holidays.Official}.New(calendar.Spec{
			Zone: "America/New_York", Hours: "mon-sat 09:00-17:00",
			Holidays: []calendar.Holidays{{Country: "US", Keep: keep}},
		})
		if err != nil {
			t.Fatal(err)
		}
		got := [2]time.Duration{c.Day(date.New(2026, time.July, 3)).Total, c.Day(date.New(2026, time.July, 4)).Total}
		if got != want {
			t.Errorf("%q: %v, want %v", keep, got, want)
		}
	}
}
