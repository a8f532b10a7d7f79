package holidays

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
)

// Official gives the public holidays of a country, by its ISO 3166-1 code such
// as "DE", or of one of its regions, by the second part of its ISO 3166-2 code
// such as "BE" of DE-BE. "" is what the whole country keeps; where a country
// has no such list, a region must be named.
//
// Mainland China ("CN") is compiled from the yearly notices of the State
// Council, with make-up workdays, for 2015 to 2026. All others follow the rules
// of github.com/rickar/cal: days that are public or bank holidays, not such as
// are free by custom, with the day observed in place of one on a weekend. They
// count as announced from 2000 to 2099; the rules are today's, so a year long
// past or far ahead may differ. "GB" is England and Wales.
//
// The error wraps calendar.ErrUnknown or calendar.ErrMissing and names the
// countries or regions there are.
func Official(country, region string) (calendar.HolidayList, error) {
	if country == "CN" {
		if region != "" {
			return nil, fault.Because(fault.ErrUnknown, "the State Council's notices hold for all regions of CN alike")
		}
		return china{}, nil
	}
	regions, ok := rules[country]
	if !ok {
		return nil, fault.NotOneOf(country, Countries()...)
	}
	list, ok := regions[region]
	switch {
	case ok:
		return ruled(list), nil
	case region == "":
		return nil, fault.Because(fault.ErrMissing, "a region of %s is needed: %s", country, strings.Join(Regions(country), ", "))
	case len(Regions(country)) == 0:
		return nil, fault.Because(fault.ErrUnknown, "%s is known without regions", country)
	}
	return nil, fault.NotOneOf(region, Regions(country)...)
}

// Countries lists the codes that Official knows, sorted.
func Countries() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for code := range rules {
			if !yield(code) {
				return
			}
		}
		yield("CN")
	})
}

// Regions lists the regions that Official knows of a country, sorted; none
// where it knows only the whole.
func Regions(country string) []string {
	codes := slices.Sorted(maps.Keys(rules[country]))
	return slices.DeleteFunc(codes, func(code string) bool { return code == "" })
}

// ruled is holidays by the rules of rickar/cal.
type ruled []*cal.Holiday

// Years for which today's rules are taken as announced.
const (
	ruledFirst = 2000
	ruledLast  = 2099
)

// Year implements calendar.HolidayList.
func (r ruled) Year(year int) (holidays []calendar.Holiday, announced bool) {
	for _, rule := range r {
		if rule.Type == cal.ObservanceOther || rule.Type == cal.ObservanceReligious {
			continue
		}
		for y := year - 1; y <= year+1; y++ { // New Year may be observed in December
			actual, _ := rule.Calc(y)
			if actual.IsZero() {
				continue
			}
			// The library counts days by the clock of the machine; where that skips
			// midnight, it lands on the evening before.
			d := date.NewAt(actual.Add(2 * time.Hour))
			observed := d
			for _, alternative := range rule.Observed {
				if alternative.Day == d.Weekday() {
					observed = d + date.Date(alternative.Offset)
					break
				}
			}
			if d.Year() == year || observed.Year() == year {
				holidays = append(holidays, calendar.Holiday{Date: d, Observed: observed, Name: rule.Name})
			}
		}
	}
	slices.SortStableFunc(holidays, func(a, b calendar.Holiday) int { return int(a.Date - b.Date) })
	return holidays, year >= ruledFirst && year <= ruledLast
}
