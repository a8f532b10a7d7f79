package holidays_test

import (
	"testing"

	"github.com/upheld/upheld/calendar/holidays"
)

// A country whose list has make-up workdays moves its days by decree: a year after
// the last of them is not announced, unless it is known to have given that up.
func TestYearsAfterTheLastDecree(t *testing.T) {
	// Taiwan has had no make-up workdays since 2026, Ukraine no days off under
	// martial law.
	gave := map[string]bool{"TW": true, "UA": true}
	moving := 0
	for _, country := range holidays.Countries() {
		list, err := holidays.Official(country, "")
		if err != nil {
			t.Fatal(err)
		}
		last := 0
		for year := 2022; year <= 2040; year++ {
			days, _ := list.Year(year)
			for _, h := range days {
				if h.Workday {
					last = year
				}
			}
		}
		if last == 0 {
			continue
		}
		moving++
		if _, announced := list.Year(last + 1); announced != gave[country] {
			t.Errorf("%s has make-up workdays up to %d; %d announced: %v", country, last, last+1, announced)
		}
	}
	if moving < 10 {
		t.Errorf("%d countries move their days, want at least 10", moving)
	}
}

// The lines of settled.tsv whose year the table itself shows.
func TestSettledYearsThatTheTableShows(t *testing.T) {
	for country, last := range map[string]int{"AZ": 2025, "BY": 2026, "HU": 2026, "KG": 2025, "KZ": 2025, "LV": 2026, "MM": 2026, "RU": 2025, "UZ": 2026, "VN": 2024, "CN": 2026, "AR": 2026, "JP": 2027} {
		list, err := holidays.Official(country, "")
		if err != nil {
			t.Fatal(err)
		}
		_, is := list.Year(last)
		if _, after := list.Year(last + 1); !is || after {
			t.Errorf("%s: %d announced %v, %d %v", country, last, is, last+1, after)
		}
	}
}
