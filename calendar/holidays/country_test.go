package holidays

import (
	"errors"
	"slices"
	"testing"

	"github.com/upheld/upheld/calendar"
)

func TestCountriesByNameSayTheirCode(t *testing.T) {
	for _, test := range []struct{ country, want string }{
		{"Germany", "unknown: a country is written as its code of two letters: DE"},
		{"germany", "unknown: a country is written as its code of two letters: DE"},
		{"Deutschland", "unknown: a country is written as its code of two letters: DE"},
		{"UK", "unknown: a country is written as its code of two letters: GB"},
		{"USA", "unknown: a country is written as its code of two letters: US"},
		{"Venezuela", "unknown: a country is written as its code of two letters: VE"},
		{"de", "unknown: write the code in capitals: DE"},
		{"cn", "unknown: write the code in capitals: CN"},
		{"Atlantis", "unknown: a country is written as its code of two letters of ISO 3166-1, such as DE"},
		{"XX", "unknown: a country is written as its code of two letters of ISO 3166-1, such as DE"},
		{"", "unknown: a country is written as its code of two letters of ISO 3166-1, such as DE"},
	} {
		_, err := Official(test.country, "")
		if err == nil || err.Error() != test.want || !errors.Is(err, calendar.ErrUnknown) {
			t.Errorf("%q: %v, want %s", test.country, err, test.want)
		}
	}
}

// Each name of the table leads to a code that has a list, and no name is such a code.
func TestNamesOfCountriesLeadToLists(t *testing.T) {
	codes, seen := Countries(), map[string]bool{}
	for name, code := range countryNames() {
		if !slices.Contains(codes, code) || slices.Contains(codes, name) || name == "" || seen[name] {
			t.Errorf("%q: %s", name, code)
		}
		seen[name] = true
	}
	if len(seen) < 100 {
		t.Errorf("only %d names", len(seen))
	}
}
