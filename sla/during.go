package sla

import (
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
)

// season is a Target.During that recurs: every year, or in the hours of a calendar.
type season struct {
	from, to int // month × 100 + day, [from, to); from above to passes New Year
	zone     *zone.Zone
	cal      calendar.Calendar
	versions []calendarVersion // of cal; empty: the calendar never changes
	hours    bool              // cal decides, and no dates
}

// has reports whether a cycle that starts at an instant lies in the season.
func (s *season) has(start int64) bool {
	if s.hours {
		cal := s.cal
		for _, v := range s.versions {
			if v.known > start {
				break
			}
			cal = v.cal
		}
		return cal.IsOpen(instant(start))
	}
	_, month, day := civil.Of(s.zone.Day(instant(start).Unix())).Date()
	at := 100*int(month) + day
	if s.from < s.to {
		return s.from <= at && at < s.to
	}
	return at >= s.from || at < s.to
}

// during reads Target.During.
func (b *builder) during(target *targetProgram, r Range, path string) {
	target.from, target.to = zeroTime, forever
	first, last, stretch := strings.Cut(string(r), "/")
	switch {
	case r == "":
	case !stretch:
		b.duringHours(target, string(r), path)
	case yearless(first) || yearless(last):
		s := &season{zone: b.zone}
		var err error
		if s.from, err = yearDay(first); err == nil {
			s.to, err = yearDay(last)
		}
		if err == nil && s.from == s.to {
			err = fault.Because(fault.ErrRange, "the season is empty: the last date does not belong to it; leave during out for the whole year")
		}
		if err != nil {
			b.once(&fault.FieldError{Path: path, Value: string(r), Err: err})
			return
		}
		target.season = s
	default:
		target.from, target.to = b.span(path, r)
	}
}

// duringHours reads a During that names a calendar.
func (b *builder) duringHours(target *targetProgram, name, path string) {
	cal, known := b.calendars[name]
	if !known {
		b.add(path, name, fault.ErrUnknown, "write a range such as 2026-01-01/2027-01-01, a season such as 11-20/01-07, or the name of a calendar: %s", b.oneOf(name, b.calendarNames))
		return
	}
	if !b.within(func(from, to time.Time) bool { return cal.Elapsed(from, to) > 0 }) {
		b.add(path, name, fault.ErrConflict, "it never opens while the agreement is in force, so that the target applies to nothing")
		return
	}
	target.season = &season{hours: true, cal: cal, versions: versionsOf(cal)}
}

// yearless reports whether one end of a stretch is a date without a year, or looks like
// such a date.
func yearless(text string) bool {
	return len(text) == len("11-20") && text[2] == '-'
}

// yearDay reads a date without a year, such as 11-20, as month × 100 + day.
func yearDay(text string) (int, error) {
	month, err := strconv.ParseUint(text[:min(2, len(text))], 10, 8)
	if !yearless(text) || err != nil {
		return 0, fault.Because(fault.ErrSyntax, "a season is written 11-20/01-07, with two dates without a year; the last does not belong to it")
	}
	day, err := strconv.ParseUint(text[3:], 10, 8)
	switch {
	case err != nil:
		return 0, fault.Because(fault.ErrSyntax, "a season is written 11-20/01-07, with two dates without a year; the last does not belong to it")
	case month == 2 && day == 29:
		return 0, fault.Because(fault.ErrRange, "not every year has 29 February; write 03-01")
	case month < 1 || month > 12 || day < 1 || time.Date(2026, time.Month(month), int(day), 0, 0, 0, 0, time.UTC).Day() != int(day):
		return 0, fault.Because(fault.ErrRange, "%s is no date of every year", text)
	}
	return int(100*month + day), nil
}

// versionsOf lists what was known of a calendar and from when; nil if it never changes.
func versionsOf(cal calendar.Calendar) (all []calendarVersion) {
	known := cal.Versions()
	if len(known) == 0 {
		return nil
	}
	all = []calendarVersion{{zeroTime, cal.KnownAt(instant(zeroTime))}}
	for _, k := range known {
		at, _ := nanos(k)
		all = append(all, calendarVersion{at, cal.KnownAt(k)})
	}
	return all
}
