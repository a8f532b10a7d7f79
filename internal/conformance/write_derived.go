package main

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// derived holds the figures of an entry against those that follow from its inputs, and
// gives the names of those that are asked.
func (a *asked) derived(given map[string]*big.Rat) (map[string]bool, error) {
	names := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(a.Asked)) {
		stem, exact := strings.CutSuffix(name, "_exact")
		want, known := given[stem]
		if !known {
			return nil, fmt.Errorf("figure %q", name)
		}
		names[stem] = true
		if err := follows(name, a.Asked[name], want, exact); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// settle holds the figures of an entry against those that follow from its inputs, and puts
// the exact ones in their place. The names of shares in percent may end in _percent. Other
// figures stay as they are.
func (a *asked) settle(given map[string]*big.Rat) error {
	for _, name := range slices.Sorted(maps.Keys(a.Asked)) {
		stem, exact := strings.CutSuffix(name, "_exact")
		want, known := given[strings.TrimSuffix(stem, "_percent")]
		if !known {
			continue
		}
		if err := follows(name, a.Asked[name], want, exact); err != nil {
			return err
		}
		if want != nil {
			a.Asked[name] = word(want.RatString())
		}
	}
	return nil
}

// follows holds a figure against the one that follows from the inputs of its entry. It may
// be printed with fewer digits, unless it is exact. nil is no value.
func follows(name string, text word, want *big.Rat, exact bool) error {
	if want == nil || text == "" {
		if want != nil || text != "" {
			return contradiction("%s is %q, and what it follows from gives %v", name, text, want)
		}
		return nil
	}
	n, err := number(text)
	if err != nil {
		return err
	}
	_, places, decimal := strings.Cut(string(text), ".")
	printed := decimal && !exact && want.FloatString(len(places)) == string(text)
	if n.Cmp(want) != 0 && !printed {
		return contradiction("%s is %s, and what it follows from gives %s", name, text, want.RatString())
	}
	return nil
}

// lack is what a share lacks of 1.
func lack(share *big.Rat) *big.Rat { return new(big.Rat).Sub(wholly, share) }

var wholly = big.NewRat(1, 1) // nobody changes it

// wholeLength is a number of units of so many seconds, as a length.
func wholeLength(text word, seconds int64) (time.Duration, error) {
	v := &verdict{}
	d := v.length(text, seconds)
	if v.unsupported != "" {
		return 0, errors.New(v.unsupported)
	}
	if d < 0 {
		return 0, fmt.Errorf("a length of %s", d)
	}
	return d, nil
}

// seconds is a share of a length, as a length in seconds.
func secondsOf(share *big.Rat, whole time.Duration) *big.Rat {
	return new(big.Rat).Mul(share, big.NewRat(int64(whole), int64(time.Second)))
}

// ofText writes a share that was attained: 1 of 2, or none.
func ofText(share *big.Rat) string {
	if share == nil {
		return "none"
	}
	return fmt.Sprint(share.Num(), " of ", share.Denom())
}

// attainedText writes what was attained in the numbers of the facts. Nothing is 0%, since 0
// of 15 would be the same as 0 of 16.
func attainedText(good, all *big.Int) string {
	if good.Sign() == 0 {
		return "0%"
	}
	return fmt.Sprint(good, " of ", all)
}

// inTens writes a share as parts of 100, or of a higher power of ten if it has more
// places: 925 of 1000.
func inTens(share *big.Rat) string {
	for all := int64(100); share != nil && all <= 1_000_000_000; all *= 10 {
		if part := new(big.Rat).Mul(share, big.NewRat(all, 1)); part.IsInt() {
			return fmt.Sprint(part.Num(), " of ", all)
		}
	}
	return ofText(share)
}

// quotient is nil for nothing of nothing.
func quotient(sum *big.Rat, n int64) *big.Rat {
	if n == 0 {
		return nil
	}
	return new(big.Rat).Quo(sum, big.NewRat(n, 1))
}

// january2026 is where periods of a number of slices or hours begin.
var january2026 = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// measuredHours is the calendar that is open for as long as something was measured.
const measuredHours = "measured"

// slicesOf gives a calendar that is open for a number of slices, and a period that has
// them.
func slicesOf(n int64, every time.Duration) (calendars map[string]calendar.Spec, of sla.Every, period string, err error) {
	if n < 0 || n > int64(365*24*time.Hour/every) {
		return nil, "", "", fmt.Errorf("%d slices, which are more than a year", n)
	}
	return hoursFor(time.Duration(n) * every)
}

// hoursFor gives a calendar that is open for a length of time, and a period that has it.
func hoursFor(length time.Duration) (calendars map[string]calendar.Spec, of sla.Every, period string, err error) {
	const day = 24 * time.Hour
	if length < 0 || length > 365*day || length%time.Second != 0 {
		return nil, "", "", fmt.Errorf("%s, which no calendar of a year has", length)
	}
	calendars = map[string]calendar.Spec{measuredHours: openFor(january2026, length)}
	if length > 31*day {
		return calendars, sla.Yearly, "2026", nil
	}
	return calendars, sla.Monthly, "2026-01", nil
}

// openFor gives a calendar that is open for whole seconds from the start of a date on. A
// calendar that is open for no time has its hours before that date.
func openFor(from time.Time, length time.Duration) calendar.Spec {
	const day = 24 * time.Hour
	hours := func(end string) calendar.Hours { return calendar.Hours("00:00-" + end) }
	spec := calendar.Spec{Zone: "UTC", Days: map[calendar.Local]calendar.Hours{}}
	full := length / day
	last := from.Add(full * day)
	switch first := calendar.Local(from.Format(time.DateOnly)); {
	case full == 1:
		spec.Days[first] = hours("24:00")
	case full > 1:
		spec.Days[first+".."+calendar.Local(last.Add(-day).Format(time.DateOnly))] = hours("24:00")
	}
	if rest := from.Add(length); rest.After(last) {
		spec.Days[calendar.Local(last.Format(time.DateOnly))] = hours(strings.TrimSuffix(rest.Format("15:04:05"), ":00"))
	}
	if length == 0 {
		spec.Days[calendar.Local(from.Add(-day).Format(time.DateOnly))] = hours("24:00")
	}
	return spec
}
