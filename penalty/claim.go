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
			return claim{}, fault.Because(fault.ErrMissing, "name the calendar whose days they are: %s %s of office after %s", count, unit, after)
		}
		if err := checkName(out.calendar); err != nil {
			return claim{}, err
		}
	}
	return out, nil
}

// by gives the last day for a failure on a day of the period that ends before
// to; ok is false if it hangs on business days that are not known. Without a day
// of failure the period's last day stands for it.
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

// Calendar names the calendar whose business days the window counts; "" for one that
// counts none.
func (c Claim) Calendar() string {
	read, _ := c.read()
	return read.calendar
}

// WithBusinessDays gives the schedule with the business days that its claim window
// counts: next gives the n-th business day of a calendar after a date, n from 1 to
// 10,000, and false if it does not know. Statements keep next for Corrected; their
// JSON does not have it. It must be safe for concurrent use.
func (s Schedule) WithBusinessDays(next func(calendar string, after date.Date, n int) (date.Date, bool)) Schedule {
	if s.schedule == nil {
		return s
	}
	with := *s.schedule
	with.businessDays = next
	return Schedule{&with}
}

// lastDay gives the last day for a claim on a statement, of a failure on a day that
// stands for the end of the period too. Claims is false if nothing has to be
// claimed; ok, if the day hangs on business days that the statement has not kept.
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

// LastDay gives the last day on which a claim is in time, for a failure on a
// local day and a period that ends before to (the day after its last). A zero
// Date of failure stands for the period's last day. The empty Claim, which
// needs no claiming, one in business days, whose calendar a Schedule knows, and
// one that cannot be read give false.
func (c Claim) LastDay(failure, to date.Date) (date.Date, bool) {
	read, err := c.read()
	if err != nil || read.unit == claimNone {
		return 0, false
	}
	return read.by(failure, to, nil)
}
