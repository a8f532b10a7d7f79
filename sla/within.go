package sla

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/span"
)

// Within is how long something may take, as a contract writes it:
//
//	4h                                  open time of the target's calendar
//	90m wall                            elapsed time, open or not
//	2h then 24h wall                    open time first, elapsed time after it
//	0s then 24h wall                    elapsed time from the first open instant on
//	4h plus 30m out of hours            30 minutes more if the cycle starts outside hours
//	2 business days                     the same time of day
//	2 business days by 16:00            16:00 of the last day
//	2 business days end of day          the end of the service hours of the last day
//	0 business days by 18:00            the same day; the next day if that time is over
//	30 calendar days                    the same time of day
//	30 calendar days by 16:00           16:00 of the last day
//	30 calendar days end of day         24:00 of the last day
//	3 months                            the same endings; also: 1 year
//	promised due_at                     the instant or date in that attribute
//	attribute response_limit            open time, of the length in that attribute, such as 4h
//	attribute response_limit wall       elapsed time of that length
//	none                                nothing is promised
//
// 0 business days end on the date of the start if it is a business day and the time
// is not before the start, else on the next business day. For a cut-off, after which a
// start counts as of the next business day, see Target.ReceivedBy.
//
// A month ends on the same day of the month, or on the last day of a month that has
// no such day: 1 month from 31 January is the last day of February, 1 year from 29
// February is 28 February. Calendar days, months and years end on a closed date too,
// unless Target.IfClosed says otherwise.
//
// Days are business days or calendar days: "2 days" is an error that names both. A
// promised date means the end of that day in the agreement's zone. An attribute has a
// length in the form that is used here, with its unit. If an attribute is empty or
// cannot be read, the ticket has no target. This is a finding, unless the attribute is
// empty and NoTarget is met. A change of the attribute while a cycle is open is a
// change of target.
type Within string

// Business writes a target in open time. New refuses a d that is not positive.
func Business(d time.Duration) Within { return Within(span.Format(d)) }

// Wall writes a target in elapsed time. New refuses a d that is not positive.
func Wall(d time.Duration) Within { return Within(span.Format(d) + " wall") }

// BusinessDays writes a target of n business days, 1 to 3660, the same time of day.
func BusinessDays(n int) Within { return Within(fmt.Sprintf("%d business days", n)) }

// CalendarDays writes a target of n calendar days, 1 to 3660, the same time of day.
func CalendarDays(n int) Within { return Within(fmt.Sprintf("%d calendar days", n)) }

// withinKind is the shape of a target.
type withinKind uint8

const (
	withinNone withinKind = iota
	withinOpen            // open time, then perhaps wall time
	withinWall
	withinBusinessDays
	withinCalendarDays // days, or months in their place
	withinPromised
)

// within is a Within that was read.
type within struct {
	kind      withinKind
	time      time.Duration // withinOpen, withinWall
	thenWall  time.Duration // withinOpen: elapsed time after the open time
	surcharge time.Duration // withinOpen: added if the start is outside hours
	days      int
	months    int
	at        calendar.DayTime
	attribute string // with the promised instant, or with a length of the ticket's own
}

// instant reports whether the target is an instant, and no amount of time that is
// used up.
func (w within) instant() bool {
	return w.kind == withinBusinessDays || w.kind == withinCalendarDays || w.kind == withinPromised
}

// sameDay reports whether the target ends on the date from which it counts.
func (w within) sameDay() bool {
	return w.days == 0 && w.months == 0 && (w.kind == withinBusinessDays || w.kind == withinCalendarDays)
}

// ofTicket reports whether the ticket itself sets the target, in an attribute.
func (w within) ofTicket() bool { return w.attribute != "" }

// ownLength reads an attribute with the length of a target.
func ownLength(text string) (limit int64, ok bool) {
	d, err := positive(text)
	return int64(d), err == nil
}

// daysMax and monthsMax bound a target in days or months, to about ten years.
const (
	daysMax   = 3660
	monthsMax = 120
)

func (w Within) parse() (within, error) {
	text := strings.TrimSpace(string(w))
	word, rest, _ := strings.Cut(text, " ")
	switch {
	case text == "" || text == "none":
		return within{}, nil
	case word == "promised":
		if rest == "" || strings.ContainsRune(rest, ' ') {
			return within{}, fault.Because(fault.ErrSyntax, "promised needs the name of one attribute: promised due_at")
		}
		return within{kind: withinPromised, attribute: rest}, nil
	case word == "attribute":
		key, wall := strings.CutSuffix(rest, " wall")
		if key == "" || strings.ContainsRune(key, ' ') {
			return within{}, fault.Because(fault.ErrSyntax, "attribute needs the name of one attribute: attribute response_limit")
		}
		if wall {
			return within{kind: withinWall, attribute: key}, nil
		}
		return within{kind: withinOpen, attribute: key}, nil
	case strings.Contains(rest, "month"), strings.Contains(rest, "year"):
		return parseMonths(word, rest)
	case strings.Contains(rest, "day"):
		return parseDays(word, rest)
	}
	then, mixed := strings.CutPrefix(rest, "then ")
	first, err := positive(word)
	if mixed && word == "0s" {
		err = nil // wall time from the first open instant on
	}
	if err != nil {
		return within{}, err
	}
	switch {
	case rest == "":
		return within{kind: withinOpen, time: first}, nil
	case rest == "wall":
		return within{kind: withinWall, time: first}, nil
	}
	parsed := within{kind: withinOpen, time: first}
	if then, found := strings.CutSuffix(then, " wall"); mixed && found {
		parsed.thenWall, err = positive(then)
		return parsed, err
	}
	if plus, found := strings.CutPrefix(rest, "plus "); found {
		if plus, found = strings.CutSuffix(plus, " out of hours"); found {
			parsed.surcharge, err = positive(plus)
			return parsed, err
		}
	}
	return within{}, fault.Because(fault.ErrSyntax,
		`after %s write nothing, "wall", "then 24h wall" or "plus 30m out of hours"`, word)
}

func parseDays(number, rest string) (within, error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 {
		return within{}, fault.Because(fault.ErrSyntax, "a whole number of days is needed")
	}
	if n > daysMax {
		return within{}, fault.Because(fault.ErrRange, "from 1 to %d days", daysMax)
	}
	parsed := within{days: n}
	unit, rest, _ := strings.Cut(rest, " ")
	switch unit {
	case "business":
		parsed.kind = withinBusinessDays
	case "calendar":
		parsed.kind = withinCalendarDays
	default:
		return within{}, fault.Because(fault.ErrSyntax,
			"write %d business days (of the calendar) or %d calendar days (every date)", n, n)
	}
	word, ending, _ := strings.Cut(rest, " ")
	if word != "days" && word != "day" {
		return within{}, fault.Because(fault.ErrSyntax, "write %d %s days", n, unit)
	}
	if ending == "" && n == 0 {
		return within{}, fault.Because(fault.ErrRange, "from 1 to %d days; the same day is 0 %s days by 18:00, or end of day", daysMax, unit)
	}
	if parsed.at, err = parseEnding(ending, "days"); err != nil {
		return within{}, err
	}
	return parsed, nil
}

func parseMonths(number, rest string) (within, error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 {
		return within{}, fault.Because(fault.ErrSyntax, "a whole number of months or years is needed")
	}
	unit, ending, _ := strings.Cut(rest, " ")
	most, each := monthsMax, 1
	switch unit {
	case "month", "months":
		unit = "months"
	case "year", "years":
		unit, most, each = "years", monthsMax/12, 12
	default:
		return within{}, fault.Because(fault.ErrSyntax, "write %d months or %d years; if-closed says what happens on a closed date", n, n)
	}
	if n < 1 || n > most {
		return within{}, fault.Because(fault.ErrRange, "from 1 to %d %s", most, unit)
	}
	parsed := within{kind: withinCalendarDays, months: n * each}
	if parsed.at, err = parseEnding(ending, unit); err != nil {
		return within{}, err
	}
	return parsed, nil
}

// parseEnding reads at which time of its date a target ends.
func parseEnding(text, unit string) (calendar.DayTime, error) {
	switch {
	case text == "":
		return calendar.DayTime{}, nil
	case text == "end of day":
		return calendar.EndOfDay(), nil
	case strings.HasPrefix(text, "by "):
		at, err := time.Parse("15:04", text[len("by "):])
		if err != nil || len(text) != len("by 15:04") {
			return calendar.DayTime{}, fault.Because(fault.ErrSyntax, `a time of day is written "by 16:00", the end of the day "end of day" without by`)
		}
		return calendar.By(at.Hour(), at.Minute()), nil
	}
	return calendar.DayTime{}, fault.Because(fault.ErrSyntax, `after the %s write nothing, "end of day" or "by 16:00"`, unit)
}

// timeOfDay reads a time such as 16:30, or 24:00.
func timeOfDay(text string) (calendar.DayTime, error) {
	if text == "24:00" {
		return calendar.By(24, 0), nil
	}
	at, err := time.Parse("15:04", text)
	if err != nil || len(text) != len("15:04") {
		return calendar.DayTime{}, fault.Because(fault.ErrSyntax, "a time of day is written 16:30")
	}
	return calendar.By(at.Hour(), at.Minute()), nil
}

// positive reads a duration above zero.
func positive(text string) (time.Duration, error) {
	d, err := span.ParseSigned(text)
	if err != nil {
		return 0, err
	}
	if d <= 0 {
		return 0, fault.Because(fault.ErrRange, "write a length above zero")
	}
	return d, nil
}
