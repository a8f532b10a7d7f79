package penalty

import (
	"strconv"
	"strings"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/fault"
)

type claimUnit uint8

const (
	claimNone claimUnit = iota
	claimDays
	claimBusinessDays
	claimMonths
)

// claim is a Claim as read.
type claim struct {
	unit     claimUnit
	n        int
	calendar string // of business days
	after    string // failure, month end, period end
}

// nextBusinessDay gives the n-th business day of a calendar after a date; ok is false
// if it is not known.
type nextBusinessDay func(calendar string, after date.Date, n int) (day date.Date, ok bool)

const claimMax = 10_000

func (c Claim) read() (claim, error) {
	text := string(c)
	if text == "" {
		return claim{}, nil
	}
	length, after, ok := text, "", false
	if i := strings.LastIndex(text, " after "); i >= 0 {
		length, after, ok = text[:i], text[i+len(" after "):], true
	}
	count, unit, spaced := strings.Cut(length, " ")
	n, err := strconv.Atoi(count)
	if !ok || !spaced || err != nil || count[0] == '+' {
		return claim{}, fault.Because(fault.ErrSyntax, "a claim window reads 30 days after month end, or after period end or failure")
	}
	if n < 0 || n > claimMax {
		return claim{}, fault.Because(fault.ErrRange, "a claim window has at most %d days or months", claimMax)
	}
	out := claim{n: n, after: after}
	if days, calendar, named := strings.Cut(unit, " of "); named && (days == "business day" || days == "business days") {
		unit, out.calendar = days, calendar
	}
	switch unit {
	case "day", "days":
		out.unit = claimDays
	case "business day", "business days":
		out.unit = claimBusinessDays
	case "month", "months":
		out.unit = claimMonths
	default:
		return claim{}, fault.NotOneOf(unit, "days", "business days", "months")
	}
	switch after {
	case "failure", "month end", "period end":
	default:
		return claim{}, fault.NotOneOf(after, "failure", "month end", "period end")
	}
	if out.unit == claimBusinessDays {
		if out.calendar == "" {
			return claim{}, fault.Because(fault.ErrMissing, "name the calendar of the business days: %s %s of office after %s", count, unit, after)
		}
		if err := checkName(out.calendar); err != nil {
			return claim{}, err
		}
	}
	return out, nil
}

// by gives the last day to claim for a failure in the period that ends before to. A
// failure of 0 stands for the period's last day. ok is false if the last day depends
// on business days that are not known.
func (c claim) by(failure, to date.Date, days nextBusinessDay) (last date.Date, ok bool) {
	if failure == 0 {
		failure = to - 1
	}
	switch c.after {
	case "month end":
		failure = monthEnd(failure)
	case "period end":
		failure = to - 1
	}
	switch c.unit {
	case claimDays:
		return failure + date.Date(c.n), true
	case claimMonths:
		end := addMonths(failure, c.n)
		if failure == monthEnd(failure) && c.after != "failure" {
			end = monthEnd(end)
		}
		return end, true
	case claimBusinessDays:
		if c.n == 0 {
			return failure, true
		}
		if days != nil {
			return days(c.calendar, failure, c.n)
		}
	}
	return 0, false
}

// Calendar names the calendar whose business days the window counts; "" if it counts
// no business days.
func (c Claim) Calendar() string {
	read, _ := c.read()
	return read.calendar
}

// WithBusinessDays gives a copy of the schedule that asks next for the business days
// of its claim window: the n-th business day of a calendar after a date, n from 1 to
// 10,000; false if unknown. next must be safe for concurrent use. Statements keep
// next for Corrected; statements read from JSON do not have it.
func (s Schedule) WithBusinessDays(next func(calendar string, after date.Date, n int) (date.Date, bool)) Schedule {
	if s.schedule == nil {
		return s
	}
	with := *s.schedule
	with.businessDays = next
	return Schedule{&with}
}

// lastDay gives the last day to claim on a statement if both the failure and the end
// of the period are on the given day. claims is false if nothing has to be claimed;
// ok is false if the last day depends on business days that the statement does not
// know.
func (s *Statement) lastDay(day date.Date) (last date.Date, claims, ok bool) {
	read, err := s.Claim.read()
	if err != nil || read.unit == claimNone {
		return 0, false, false
	}
	var days nextBusinessDay
	for i := range s.Lines {
		if w := s.Lines[i].work; w != nil && w.schedule != nil {
			days = w.businessDays
			break
		}
	}
	last, ok = read.by(day, day+1, days)
	return last, true, ok
}

// LastDay gives the last day on which a claim is in time, for a failure on a local
// day of a period; to is the day after the period's last. The zero failure stands
// for the period's last day. LastDay gives false if the Claim is empty (nothing has
// to be claimed), counts business days (only a Schedule knows them) or cannot be
// read.
func (c Claim) LastDay(failure, to date.Date) (date.Date, bool) {
	read, err := c.read()
	if err != nil || read.unit == claimNone {
		return 0, false
	}
	return read.by(failure, to, nil)
}
