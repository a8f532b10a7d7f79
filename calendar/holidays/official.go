package holidays

import (
	"slices"
	"strings"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
)

// market is the country of the lists of financial markets.
const market = "market"

// Official gives the public holidays of a country, by its ISO 3166-1 code such
// as "DE", or of one of its subdivisions, by the second part of its ISO 3166-2
// code such as "BE" of DE-BE. "" is what the whole country keeps. For a financial
// market the country is "market" and the region its code, such as "XNYS".
//
// Mainland China ("CN") is compiled from the yearly notices of the State
// Council, with make-up workdays, for 2015 to 2026. All others come from a table
// of the years 2000 to 2040: days that are free by law. NOTICE names its source.
//
// A list is settled up to 2040, or up to the year before its first estimated
// date after 2026, or for a country that decrees its days year by year up to the
// year of the last decree known. Later years count as not announced. A date up to
// 2026 that the table only estimates, by the moon, is marked Estimated.
//
// The error wraps calendar.ErrUnknown and names what the code may have meant.
func Official(country, region string) (calendar.HolidayList, error) {
	if country == "CN" {
		if region != "" {
			return nil, fault.Because(fault.ErrUnknown, "the State Council's notices hold for all regions of CN alike")
		}
		return china{}, nil
	}
	if list, ok := assemble(country, region); ok {
		return list, nil
	}
	switch regions := Regions(country); {
	case country != market && !slices.Contains(Countries(), country):
		return nil, fault.NotOneOf(country, Countries()...)
	case len(regions) == 0:
		return nil, fault.Because(fault.ErrUnknown, "%s is known without regions", country)
	case region == "":
		return nil, fault.Because(fault.ErrMissing, "a market is needed: %s", strings.Join(regions, ", "))
	default:
		return nil, fault.NotOneOf(region, regions...)
	}
}

// Countries lists the codes of the countries that Official knows, sorted.
func Countries() []string {
	all := []string{"CN"}
	for _, key := range keys() {
		if !strings.Contains(key, "-") {
			all = append(all, key)
		}
	}
	slices.Sort(all)
	return all
}

// Regions lists the subdivisions that Official knows of a country, sorted; none
// if it knows only the whole. Regions of "market" lists the financial markets.
func Regions(country string) []string {
	var all []string
	for _, key := range keys() {
		if of, region, ok := strings.Cut(key, "-"); ok && of == country {
			all = append(all, region)
		}
	}
	return all
}
