package holidays

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/fault"
)

// rule is a yearly recurrence rule over dates.
type rule struct {
	interval int
	count    int       // 0 is without end
	until    date.Date // included
	months   []int
	days     []int // of the month; negative from its end
	weekdays []weekday
}

// weekday is one of BYDAY: every Sunday, the second one, the last one (-1).
type weekday struct {
	nth int // 0 is every one
	day time.Weekday
}

const occurrencesMax = 10_000

// parseRule reads the value of an RRULE.
func parseRule(s string) (rule, error) {
	r := rule{interval: 1, until: date.New(lastYear, 12, 31)}
	yearly := false
	for _, part := range strings.Split(s, ";") {
		name, value, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(part)), "=")
		var err error
		switch name {
		case "FREQ":
			if yearly = value == "YEARLY"; !yearly {
				err = fault.Because(fault.ErrRange, "only yearly rules are supported")
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
		case "WKST": // matters to weekly rules only
		default:
			err = fault.Because(fault.ErrRange, "%s is not supported", name)
		}
		if err != nil {
			return rule{}, err
		}
	}
	if !yearly {
		return rule{}, fault.Because(fault.ErrMissing, "FREQ=YEARLY is needed")
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

// from gives the dates of a rule that starts on a date, which itself counts as
// the first. They end with the horizon.
func (r rule) from(start date.Date) ([]date.Date, error) {
	all := []date.Date{start}
	for year := start.Year(); year <= lastYear; year += r.interval {
		for _, d := range r.year(start, year) {
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
	return all, nil
}

// year gives the dates of one year, sorted, wherever the rule starts.
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
		first, next := date.New(year, time.Month(m), 1), date.New(year, time.Month(m)+1, 1)
		var days []date.Date
		switch {
		case len(r.days) > 0:
			for _, n := range r.days {
				d := first + date.Date(n) - 1
				if n < 0 {
					d = next + date.Date(n)
				}
				if d >= first && d < next && r.on(d.Weekday()) {
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
		all = append(all, days...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// on reports whether BYDAY allows a weekday, where BYMONTHDAY gives the dates.
func (r rule) on(day time.Weekday) bool {
	return len(r.weekdays) == 0 || slices.ContainsFunc(r.weekdays, func(w weekday) bool { return w.day == day })
}

// pick gives the weekdays within [first, next), sorted.
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
