package holidays

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/fault"
)

// rule is a recurrence rule over dates.
type rule struct {
	every    frequency
	interval int
	count    int       // 0 means no end
	until    date.Date // included
	months   []int
	days     []int // of the month; negative counts from the end
	weekdays []weekday
	places   []int        // BYSETPOS: which dates of a period count; negative counts from the end
	week     time.Weekday // on which weeks start
}

// frequency is the period of a rule.
type frequency string

const (
	daily   frequency = "DAILY"
	weekly  frequency = "WEEKLY"
	monthly frequency = "MONTHLY"
	yearly  frequency = "YEARLY"
)

// weekday is a value of BYDAY: every Sunday, the second Sunday, the last Sunday
// (-1).
type weekday struct {
	nth int // 0 is every such day
	day time.Weekday
}

// occurrencesMax is more than the number of days in the horizon.
const occurrencesMax = 110_000

// parseRule reads the value of an RRULE.
func parseRule(s string) (rule, error) {
	r := rule{interval: 1, until: date.New(lastYear, 12, 31), week: time.Monday}
	for _, part := range strings.Split(s, ";") {
		name, value, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(part)), "=")
		var err error
		switch name {
		case "FREQ":
			switch r.every = frequency(value); r.every {
			case daily, weekly, monthly, yearly:
			default:
				err = fault.Because(fault.ErrRange, "rules are daily, weekly, monthly or yearly")
			}
		case "INTERVAL":
			r.interval, err = within(value, 1, 1000)
		case "COUNT":
			r.count, err = within(value, 1, occurrencesMax)
		case "UNTIL":
			r.until, _, err = dateOf(value)
		case "BYMONTH":
			r.months, err = list(value, func(v string) (int, error) { return within(v, 1, 12) })
		case "BYMONTHDAY":
			r.days, err = list(value, func(v string) (int, error) { return within(v, -31, 31) })
		case "BYDAY":
			r.weekdays, err = list(value, parseWeekday)
		case "BYSETPOS":
			r.places, err = list(value, func(v string) (int, error) { return within(v, -366, 366) })
		case "WKST":
			var first weekday
			first, err = parseWeekday(value)
			r.week = first.day
		default:
			err = fault.Because(fault.ErrRange, "%s is not supported", name)
		}
		if err != nil {
			return rule{}, err
		}
	}
	counted := slices.ContainsFunc(r.weekdays, func(w weekday) bool { return w.nth != 0 })
	switch {
	case r.every == "":
		return rule{}, fault.Because(fault.ErrMissing, "FREQ is needed, such as FREQ=YEARLY")
	case counted && (r.every == daily || r.every == weekly):
		return rule{}, fault.Because(fault.ErrConflict, "a counted weekday such as 2SA needs a monthly or yearly rule")
	case len(r.days) > 0 && r.every == weekly:
		return rule{}, fault.Because(fault.ErrConflict, "BYMONTHDAY has no place in a weekly rule")
	}
	return r, nil
}

func within(value string, least, most int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most || n == 0 {
		return 0, fault.Because(fault.ErrRange, "%q is not a number from %d to %d", fault.Shorten(value), least, most)
	}
	return n, nil
}

func list[T any](value string, parse func(string) (T, error)) (all []T, err error) {
	for _, v := range strings.Split(value, ",") {
		one, err := parse(v)
		if err != nil {
			return nil, err
		}
		if all = append(all, one); len(all) > 62 {
			return nil, fault.Because(fault.ErrRange, "too many values")
		}
	}
	return all, nil
}

func parseWeekday(v string) (weekday, error) {
	day := slices.Index([]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}, v[max(len(v)-2, 0):])
	if day < 0 {
		return weekday{}, fault.Because(fault.ErrSyntax, "%q is not a weekday", fault.Shorten(v))
	}
	if v = v[:len(v)-2]; v == "" {
		return weekday{0, time.Weekday(day)}, nil
	}
	nth, err := within(v, -53, 53)
	return weekday{nth, time.Weekday(day)}, err
}

// from lists the dates of a rule that starts on a date. The start counts as the
// first date. The list ends with the horizon.
func (r rule) from(start date.Date) ([]date.Date, error) {
	all := []date.Date{start}
	for n := 0; ; n++ {
		days, more := r.period(start, n)
		if !more {
			return all, nil
		}
		for _, d := range r.placed(days) {
			if d <= start {
				continue
			}
			if d > r.until || r.count > 0 && len(all) >= r.count {
				return all, nil
			}
			if len(all) == occurrencesMax {
				return nil, fault.Because(fault.ErrRange, "a rule has at most %d dates", occurrencesMax)
			}
			all = append(all, d)
		}
	}
}

// period lists the dates of the nth period of the rule, sorted. more is false once
// the period begins after the horizon or after the rule has ended.
func (r rule) period(start date.Date, n int) (days []date.Date, more bool) {
	n *= r.interval
	switch r.every {
	case daily:
		d := start + date.Date(n)
		if more = d.Year() <= lastYear && d <= r.until; more && r.inMonth(d) && r.on(d.Weekday()) && r.onDay(d) {
			days = []date.Date{d}
		}
	case weekly:
		first := start - date.Date((start.Weekday()-r.week+7)%7) + date.Date(7*n)
		if more = first.Year() <= lastYear && first <= r.until; !more {
			break
		}
		for d := first; d < first+7; d++ {
			if asked := len(r.weekdays) > 0; r.inMonth(d) && (asked && r.on(d.Weekday()) || !asked && d.Weekday() == start.Weekday()) {
				days = append(days, d)
			}
		}
	case monthly:
		first := date.New(start.Year(), start.Month()+time.Month(n), 1)
		if more = first.Year() <= lastYear && first <= r.until; more && r.inMonth(first) {
			days = r.month(start, first)
		}
	default:
		year := start.Year() + n
		if more = year <= lastYear && date.New(year, 1, 1) <= r.until; more {
			days = r.year(start, year)
		}
	}
	return days, more
}

// placed keeps the dates of a period that BYSETPOS selects.
func (r rule) placed(days []date.Date) []date.Date {
	if len(r.places) == 0 {
		return days
	}
	var kept []date.Date
	for i, d := range days {
		if slices.Contains(r.places, i+1) || slices.Contains(r.places, i-len(days)) {
			kept = append(kept, d)
		}
	}
	return kept
}

// inMonth reports whether BYMONTH allows a date.
func (r rule) inMonth(d date.Date) bool {
	return len(r.months) == 0 || slices.Contains(r.months, int(d.Month()))
}

// onDay reports whether BYMONTHDAY allows a date.
func (r rule) onDay(d date.Date) bool {
	length := int(date.New(d.Year(), d.Month()+1, 1) - date.New(d.Year(), d.Month(), 1))
	return len(r.days) == 0 || slices.Contains(r.days, d.Day()) || slices.Contains(r.days, d.Day()-length-1)
}

// month lists the dates of the month that begins on first, sorted.
func (r rule) month(start, first date.Date) (days []date.Date) {
	next := date.New(first.Year(), first.Month()+1, 1)
	switch {
	case len(r.days) > 0:
		for d := first; d < next; d++ {
			if r.onDay(d) && r.on(d.Weekday()) {
				days = append(days, d)
			}
		}
	case len(r.weekdays) > 0:
		days = pick(first, next, r.weekdays)
	default:
		if d := first + date.Date(start.Day()) - 1; d < next {
			days = append(days, d)
		}
	}
	return days
}

// year lists the dates of a year, sorted, including dates before the rule starts.
func (r rule) year(start date.Date, year int) (all []date.Date) {
	months := r.months
	spread := len(months) == 0 && len(r.weekdays) > 0 && len(r.days) == 0 // BYDAY counts within the year
	switch {
	case spread:
		return pick(date.New(year, 1, 1), date.New(year+1, 1, 1), r.weekdays)
	case len(months) == 0 && len(r.days) > 0:
		months = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	case len(months) == 0:
		months = []int{int(start.Month())}
	}
	for _, m := range months {
		all = append(all, r.month(start, date.New(year, time.Month(m), 1))...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// on reports whether BYDAY allows a weekday, if BYMONTHDAY gives the dates.
func (r rule) on(day time.Weekday) bool {
	return len(r.weekdays) == 0 || slices.ContainsFunc(r.weekdays, func(w weekday) bool { return w.day == day })
}

// pick lists the weekdays within [first, next), sorted.
func pick(first, next date.Date, weekdays []weekday) (all []date.Date) {
	for _, w := range weekdays {
		earliest := first + date.Date((w.day-first.Weekday()+7)%7)
		latest := next - 1 - date.Date(((next-1).Weekday()-w.day+7)%7)
		switch {
		case w.nth > 0:
			earliest += date.Date(7 * (w.nth - 1))
			latest = earliest
		case w.nth < 0:
			latest += date.Date(7 * (w.nth + 1))
			earliest = latest
		}
		for d := earliest; d <= latest; d += 7 {
			if d >= first && d < next {
				all = append(all, d)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
