package penalty

import (
	"slices"
	"strconv"
	"strings"

	"github.com/upheld/upheld/internal/fault"
)

// Days counts the local dates on which one breach was late.
type Days struct {
	Started int64 `json:"started"` // dates that hold some of the lateness
	Full    int64 `json:"full"`    // dates that are late from 00:00 to 24:00
}

// dayKind says which dates a unit of lateness counts.
type dayKind uint8

const (
	noDays dayKind = iota // the unit is a length of time
	calendarDays
	businessDays
)

var dayUnits = [...]*denomination{calendarDays: {unit: "calendar days"}, businessDays: {unit: "business days"}}

// lateUnit gives the unit in which a node counts lateness.
func (n *node) lateUnit() *denomination {
	if n.days == noDays {
		return timeUnit
	}
	return dayUnits[n.days]
}

// lateDaysMax bounds a unit of days: a century.
const lateDaysMax = 36_500

// days reads a number of days; noDays if the text is a length of time.
func (s Span) days() (n int64, of dayKind, err error) {
	number, unit, _ := strings.Cut(string(s), " ")
	switch unit {
	case "calendar day", "calendar days":
		of = calendarDays
	case "business day", "business days":
		of = businessDays
	default:
		if strings.HasSuffix(strings.TrimSuffix(unit, "s"), "day") {
			err = fault.Because(fault.ErrSyntax, "write 1 calendar day, which is a date, 1 business day of the target's calendar, or a length of time such as 24h")
		}
		return 0, noDays, err
	}
	n, err = strconv.ParseInt(number, 10, 64)
	switch {
	case err != nil || number[0] == '+':
		return 0, of, fault.Because(fault.ErrSyntax, "a whole number of days is needed, such as 1 %s", strings.TrimSuffix(unit, "s"))
	case n < 1 || n > lateDaysMax:
		return 0, of, fault.Because(fault.ErrRange, "from 1 to %d days", lateDaysMax)
	}
	return n, of, nil
}

// lateUnit reads a unit of lateness, in nanoseconds or in days.
func (s Span) lateUnit() (int64, dayKind, error) {
	if n, days, err := s.days(); err != nil || days != noDays {
		return n, days, err
	}
	d, err := s.read()
	return int64(d), noDays, err
}

// LateDays lists the ids of the objectives whose lateness some rule counts in days:
// calendar has those in calendar days, business those in business days. Both are sorted.
func (s Schedule) LateDays() (calendar, business []string) {
	if s.schedule == nil {
		return nil, nil
	}
	var all [len(dayUnits)][]string
	for _, n := range s.nodes {
		if n.days != noDays && n.objective >= 0 {
			all[n.days] = append(all[n.days], s.names[n.objective])
		}
	}
	for i := range all {
		slices.Sort(all[i])
		all[i] = slices.Compact(all[i])
	}
	return all[calendarDays], all[businessDays]
}

// lateDays gives the days of each breach, of the kind that a node counts; ok is false
// if the Case does not have the days of every breach.
func (n *node) lateDays(s *Shortfall) (days []Days, ok bool) {
	days = s.LateDays
	if n.days == businessDays {
		days = s.LateBusinessDays
	}
	return days, int64(len(days)) >= breaches(s) && len(s.Carried) == 0
}

// of gives the number of days that count.
func (d Days) of(counted Counted) int64 {
	if counted == Full {
		return d.Full
	}
	return d.Started
}
