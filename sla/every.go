package sla

import (
	"strconv"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
)

// Every is the period over which an objective is judged, in dates of the agreement's
// zone:
//
//	day, week, month, quarter, year     of the calendar; weeks start on Monday
//	week from sunday
//	month from 2025-01-31               the anchor + k months, on the last day of a month without the 31st
//	6 months from 2025-01-31            any number of days, weeks, months or years, counted from a date
//	quarter from february, year from april
//	rolling 30 days                     the days that end with the period asked for
//	2026-01-01/2026-07-01               once
type Every string

// The calendar's own periods.
const (
	Daily     Every = "day"
	Weekly    Every = "week"
	Monthly   Every = "month"
	Quarterly Every = "quarter"
	Yearly    Every = "year"
)

// every is an Every that was read. Exactly one of months, days and once is set:
// steps of months, steps of days, or one range. A rolling period steps by a day
// and looks back over several.
type every struct {
	months  int       // step in months, counted from anchor
	days    int       // step in days, counted from anchor
	rolling int       // days that the period looks back over; 0: it is not rolling
	anchor  date.Date // of months and days
	once    Period

	base, dom int // of anchor, for steps in months: year × 12 + month, day of the month
}

// rollingMax bounds a rolling period, in days: ten years.
const rollingMax = 3660

func (e Every) parse() (every, error) {
	parsed, err := e.read()
	y, m, d := parsed.anchor.Date()
	parsed.base, parsed.dom = y*12+int(m), d
	return parsed, err
}

func (e Every) read() (every, error) {
	word, from, anchored := strings.Cut(string(e), " from ")
	var parsed every
	switch word {
	case "day":
		parsed = every{days: 1, anchor: civil.Date(1970, 1, 1)}
	case "week":
		parsed = every{days: 7, anchor: civil.Date(1970, 1, 5)} // a Monday
	case "month":
		parsed = every{months: 1, anchor: civil.Date(1970, 1, 1)}
	case "quarter":
		parsed = every{months: 3, anchor: civil.Date(1970, 1, 1)}
	case "year":
		parsed = every{months: 12, anchor: civil.Date(1970, 1, 1)}
	default:
		if days, found := strings.CutPrefix(string(e), "rolling "); found {
			n, err := strconv.Atoi(strings.TrimSuffix(days, " days"))
			if err != nil || !strings.HasSuffix(days, " days") {
				return every{}, fault.Because(fault.ErrSyntax, `a rolling period is written "rolling 30 days"`)
			}
			if n < 1 || n > rollingMax {
				return every{}, fault.Because(fault.ErrRange, "from 1 to %d days", rollingMax)
			}
			return every{days: 1, rolling: n, anchor: civil.Date(1970, 1, 1)}, nil
		}
		if strings.ContainsRune(string(e), '/') {
			p, err := ParsePeriod(string(e))
			return every{once: p}, err
		}
		var ok bool
		if parsed, ok = steps(word); !ok || !anchored {
			return every{}, fault.NotOneOf(word, "day", "week", "month", "quarter", "year", "rolling 30 days", "6 months from 2026-01-31")
		}
	}
	if !anchored {
		return parsed, nil
	}
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(from, m.String()) && parsed.months > 1 {
			parsed.anchor = civil.Date(1970, m, 1)
			return parsed, nil
		}
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(from, d.String()) && parsed.days == 7 {
			parsed.anchor = civil.Date(1970, 1, 4+int(d))
			return parsed, nil
		}
	}
	anchor, err := civil.Parse(from)
	if err != nil {
		return every{}, fault.Because(fault.ErrSyntax, "%q is no date, month or weekday to count a %s from", from, word)
	}
	parsed.anchor = anchor
	return parsed, nil
}

// steps reads "6 months": a number of days, weeks, months or years.
func steps(text string) (e every, ok bool) {
	number, unit, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > rollingMax {
		return every{}, false
	}
	switch strings.TrimSuffix(unit, "s") {
	case "day":
		return every{days: n}, true
	case "week":
		return every{days: 7 * n}, true
	case "month":
		return every{months: n}, true
	case "year":
		return every{months: 12 * n}, true
	}
	return every{}, false
}

// step gives the start of step k.
func (e *every) step(k int) date.Date {
	if e.months == 0 {
		return e.anchor + date.Date(k*e.days)
	}
	y, m, d := e.anchor.Date()
	return civil.Clip(y, int(m)+k*e.months, d)
}

// single reports whether the period happens once.
func (e *every) single() bool { return e.months == 0 && e.days == 0 }

// index gives the number of the step that holds a day, counted from 1970. For a
// period that happens once it is 0 inside and -1 outside.
func (e *every) index(day int64) int {
	d := civil.Of(day)
	switch {
	case e.single():
		if e.once.from <= d && d < e.once.to {
			return 0
		}
		return -1
	case e.months == 0:
		return exact.FloorDiv(int(d-e.anchor), e.days)
	}
	y, m, dom := zone.Civil(day)
	k := exact.FloorDiv(int(y*12+m)-e.base, e.months)
	if int(dom) < e.dom {
		// The anchor's day of the month may not have come yet.
		for e.step(k) > d {
			k--
		}
	}
	return k
}

// period gives step k.
func (e *every) period(k int) Period {
	if e.single() {
		return e.once
	}
	return Period{e.step(k), e.step(k + 1)}
}
