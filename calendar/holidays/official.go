package holidays

import (
	"slices"
	"strings"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
)

// market is the country under which Official lists financial markets.
const market = "market"

// Official gives the public holidays of a country, named by its ISO 3166-1 code
// such as "DE", or of one of its subdivisions, named by the second part of its ISO
// 3166-2 code such as "BE" of DE-BE. Region "" gives the holidays of the whole
// country. For a financial market the country is "market" and the region its code,
// such as "XNYS".
//
// Mainland China ("CN") comes from the yearly notices of the State Council, with
// make-up workdays, for 2015 to 2026. All other lists come from a table of the
// years 2000 to 2040 with days that are free by law. NOTICE names its source.
//
// A list is settled up to 2040, or up to the year before its first estimated date
// after 2026. If a country decrees its days year by year, its list is settled at
// most up to the year of the last known decree. Later years count as not announced.
// A date up to 2026 that the table only estimates by the moon is marked Estimated.
//
// The error wraps calendar.ErrUnknown, or calendar.ErrMissing for "market" without
// a region. It names the code that may be meant, also if the country is given by its
// English name, such as "Germany".
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
		return nil, unknownCountry(country, Countries())
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

// Regions lists the subdivisions of a country that Official knows, sorted. The list
// is empty if Official knows only the whole country. Regions of "market" lists the
// financial markets.
func Regions(country string) []string {
	var all []string
	for _, key := range keys() {
		if of, region, ok := strings.Cut(key, "-"); ok && of == country {
			all = append(all, region)
		}
	}
	return all
}
