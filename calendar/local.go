package calendar

import (
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
)

// Local is a local date, or date and time of day, as written: "2015-02-16",
// "2015-02-16T13:00" or "2015-02-16T13:00:30", in the years 1900 to 2189. Its zone
// is the zone of the value that contains it. "" means not stated.
type Local string

// The horizon in years, both included.
const (
	firstYear = 1900
	lastYear  = 2189
)

const secondsOfDay = 86_400

// LocalDate writes a date as a Local.
func LocalDate(d date.Date) Local { return Local(civil.Format(d)) }

// In gives the instant at which the local clock of a zone shows the reading, or the
// start of the date if no time of day is written. A reading that a clock change
// repeats means its first occurrence; a reading that the change skips means the
// instant of the change. "" is the zero time; a nil zone is UTC.
func (l Local) In(location *time.Location) (time.Time, error) {
	if l == "" {
		return time.Time{}, nil
	}
	day, second, _, err := l.parse()
	if err != nil {
		return time.Time{}, err
	}
	z := zone.Of(location)
	return time.Unix(z.Resolve(day, second), 0).In(z.Location()), nil
}

// parse gives the date as a day number, the seconds since midnight, and whether a
// time of day is written.
func (l Local) parse() (day, second int64, timed bool, err error) {
	s := string(l)
	text, clock := s, ""
	if len(s) > 10 && s[10] == 'T' {
		text, clock, timed = s[:10], s[11:], true
	}
	d, err := civil.Parse(text)
	if err != nil {
		return 0, 0, false, err
	}
	if d.Year() < firstYear || d.Year() > lastYear {
		return 0, 0, false, fault.Because(fault.ErrRange, "a year from %d to %d is needed", firstYear, lastYear)
	}
	if timed {
		var rest int
		var ok bool
		second, rest, ok = clockTime(clock, 0)
		if !ok || rest != len(clock) {
			return 0, 0, false, fault.Because(fault.ErrSyntax, "a time of day such as 13:00 or 13:00:30 is needed after T")
		}
		if second >= secondsOfDay {
			return 0, 0, false, fault.Because(fault.ErrRange, "a time of day lies before 24:00")
		}
	}
	return civil.Day(d), second, timed, nil
}

// date gives the day number of a Local that has no time of day.
func (l Local) date() (int64, error) {
	day, _, timed, err := l.parse()
	if err == nil && timed {
		err = fault.Because(fault.ErrSyntax, "a date without a time of day is needed")
	}
	return day, err
}

// number reads digits.
func number(s string) (n int64, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int64(s[i]-'0')
	}
	return n, s != ""
}

// clockTime reads HH:MM or HH:MM:SS, up to 24:00, at position i and gives the
// position after it.
func clockTime(s string, i int) (second int64, next int, ok bool) {
	var part [3]int64
	n := 0
	for ; n < len(part); n++ {
		if n > 0 {
			if i >= len(s) || s[i] != ':' {
				break
			}
			i++
		}
		if i+2 > len(s) {
			return 0, i, false
		}
		v, fine := number(s[i : i+2])
		if !fine || v > 59 {
			return 0, i, false
		}
		part[n] = v
		i += 2
	}
	second = part[0]*3600 + part[1]*60 + part[2]
	return second, i, n > 1 && second <= secondsOfDay
}
