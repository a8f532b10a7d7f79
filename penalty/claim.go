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
	unit  claimUnit
	n     int
	after string // failure, month end, period end
}

const claimMax = 10_000

func (c Claim) read() (claim, error) {
	text := string(c)
	if text == "" {
		return claim{}, nil
	}
	length, after, ok := strings.Cut(text, " after ")
	count, unit, spaced := strings.Cut(length, " ")
	n, err := strconv.Atoi(count)
	if !ok || !spaced || err != nil || count[0] == '+' {
		return claim{}, fault.Because(fault.ErrSyntax, "a claim window reads 30 days after month end, or after period end or failure")
	}
	if n < 0 || n > claimMax {
		return claim{}, fault.Because(fault.ErrRange, "a claim window has at most %d days or months", claimMax)
	}
	out := claim{n: n, after: after}
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
		return out, nil
	}
	return claim{}, fault.NotOneOf(after, "failure", "month end", "period end")
}

// by gives the last day for a failure on a day of the period that ends before
// to. Without a day of failure the period's last day stands for it.
func (c claim) by(failure, to date.Date) date.Date {
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
		return failure + date.Date(c.n)
	case claimMonths:
		end := addMonths(failure, c.n)
		if failure == monthEnd(failure) && c.after != "failure" {
			end = monthEnd(end)
		}
		return end
	case claimBusinessDays:
		return addBusinessDays(failure, c.n)
	}
	return 0
}

// addBusinessDays counts n days from Monday to Friday after d; n = 0 is d.
func addBusinessDays(d date.Date, n int) date.Date {
	for ; n > 0; n-- {
		d++
		for weekday := d.Weekday(); weekday == 0 || weekday == 6; weekday = d.Weekday() {
			d++
		}
	}
	return d
}

// LastDay gives the last day on which a claim is in time, for a failure on a
// local day and a period that ends before to (the day after its last). A zero
// Date of failure stands for the period's last day. The empty Claim, which
// needs no claiming, and one that cannot be read give false.
func (c Claim) LastDay(failure, to date.Date) (date.Date, bool) {
	read, err := c.read()
	if err != nil || read.unit == claimNone {
		return 0, false
	}
	return read.by(failure, to), true
}
