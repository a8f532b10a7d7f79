package slatest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// slowHours says of each minute whether a calendar is open. A minute is looked up once.
type slowHours struct {
	is    func(minute time.Time) bool
	plain bool // the reader reads the calendar itself
	known map[int64]bool
}

func newSlowHours(spec sla.Spec, name string, cal calendar.Calendar) *slowHours {
	h := &slowHours{is: cal.IsOpen, known: map[int64]bool{}}
	if of, written := spec.Calendars[name]; written {
		if plain, ok := plainHours(of, cal.Location()); ok {
			h.is, h.plain = plain, true
		}
	}
	return h
}

func (h *slowHours) open(at time.Time) bool {
	minute := at.Unix() / 60
	open, known := h.known[minute]
	if !known {
		open = h.is(at.Truncate(time.Minute))
		h.known[minute] = open
	}
	return open
}

// plainHours reads a calendar that has nothing but hours of days of the week, closed
// dates and dates with other hours. It shares no code with package calendar: it asks what
// the clock on the wall shows. A closed date, and a date with hours of its own, loses its
// 24 hours of the week. What of a night lies on the date after it stays.
func plainHours(spec calendar.Spec, zone *time.Location) (func(time.Time) bool, bool) {
	if !isZero(calendarRest(spec)) {
		return nil, false
	}
	days := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	var week [7][][2]int
	for part := range strings.SplitSeq(string(spec.Hours), ";") {
		names, hours, _ := strings.Cut(strings.TrimSpace(part), " ")
		stretches, ok := stretchesOf(hours)
		first, last, several := strings.Cut(names, "-")
		if !several {
			last = first
		}
		from, to := slices.Index(days, first), slices.Index(days, last)
		if !ok || from < 0 || to < 0 {
			return nil, false
		}
		for day := from; ; day = (day + 1) % 7 {
			week[day] = append(week[day], stretches...)
			if day == to {
				break
			}
		}
	}
	dates := map[string][][2]int{}
	for _, day := range spec.Closed {
		if len(day) != len(time.DateOnly) {
			return nil, false
		}
		dates[string(day)] = nil
	}
	for day, hours := range spec.Days {
		stretches, ok := [][2]int(nil), true
		if hours != "" {
			stretches, ok = stretchesOf(string(hours))
		}
		if !ok || len(day) != len(time.DateOnly) || slices.ContainsFunc(stretches, func(s [2]int) bool { return s[1] > 24*60 }) {
			return nil, false
		}
		dates[string(day)] = stretches
	}
	return func(at time.Time) bool {
		at = at.In(zone)
		minute := at.Hour()*60 + at.Minute()
		within := func(stretches [][2]int, minute int) bool {
			return slices.ContainsFunc(stretches, func(s [2]int) bool { return s[0] <= minute && minute < s[1] })
		}
		if own, is := dates[at.Format(time.DateOnly)]; is {
			return within(own, minute)
		}
		today := at.Weekday()
		return within(week[today], minute) || within(week[(today+6)%7], minute+24*60)
	}, true
}

// calendarRest is a calendar without what plainHours reads.
func calendarRest(spec calendar.Spec) calendar.Spec {
	spec.Zone, spec.Hours, spec.Closed, spec.Days = "", "", nil, nil
	return spec
}

// stretchesOf reads hours such as 08:00-12:00,22:00-06:00 as minutes of a day. A stretch
// that ends before it begins ends on the next day.
func stretchesOf(hours string) (all [][2]int, ok bool) {
	for part := range strings.SplitSeq(hours, ",") {
		first, last, _ := strings.Cut(strings.TrimSpace(part), "-")
		from, known := minuteOf(first)
		to, also := minuteOf(last)
		if !known || !also || from == to {
			return nil, false
		}
		if to < from {
			to += 24 * 60
		}
		all = append(all, [2]int{from, to})
	}
	return all, true
}

func minuteOf(text string) (int, bool) {
	hour, minute, _ := strings.Cut(text, ":")
	h, err := strconv.Atoi(hour)
	m, bad := strconv.Atoi(minute)
	return h*60 + m, err == nil && bad == nil && len(text) == len("00:00")
}
