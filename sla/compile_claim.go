package sla

import (
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/penalty"
)

// claimDays gives the schedule the calendars, so that the claim window can count
// business days. It checks the calendar that the window names.
func (b *builder) claimDays(schedule penalty.Schedule, path string) penalty.Schedule {
	claim := b.f.Credits.Claim
	name := claim.Calendar()
	if name == "" {
		return schedule
	}
	cal, known := b.calendars[name]
	switch {
	case !known:
		b.add(path, string(claim), fault.ErrUnknown, "%s", b.oneOf(name, b.calendarNames))
	case !b.within(func(from, to time.Time) bool { return cal.Elapsed(from, to) > 0 }):
		b.add(path, string(claim), fault.ErrConflict, "%s never opens while the agreement is in force, so it has no business days", name)
	}
	return schedule.WithBusinessDays(businessDaysOf(b.calendars))
}

// businessDaysOf gives the n-th business day of a calendar after a date, for the
// claim windows of credits.
func businessDaysOf(calendars map[string]calendar.Calendar) func(name string, after date.Date, n int) (date.Date, bool) {
	return func(name string, after date.Date, n int) (date.Date, bool) {
		cal, known := calendars[name]
		if !known {
			return 0, false
		}
		year, month, day := after.Date()
		noon := time.Date(year, month, day, 12, 0, 0, 0, cal.Location())
		last, err := cal.AddDays(noon, n, calendar.By(12, 0))
		return date.NewAt(last.In(cal.Location())), err == nil
	}
}
