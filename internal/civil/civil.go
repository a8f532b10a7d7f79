// Package civil reads, writes and steps dates strictly. The date package's own
// parser turns 2026-02-30 into 2 March and reads 03/04/2026 as 3 April; in a
// contract both must be refused.
package civil

import (
	"fmt"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/fault"
)

// unix is 1970-01-01, from which day numbers count, as the date package counts.
const unix = 719162

// Of gives the date of a day number, counted from 1970-01-01.
func Of(day int64) date.Date { return date.Date(day + unix) }

// Day gives the day number of a date.
func Day(d date.Date) int64 { return int64(d) - unix }

// Date makes a date from a year, month and day that exist.
func Date(year int, month time.Month, day int) date.Date { return date.New(year, month, day) }

// Clip makes a date of a year from any month number, counted from January, and a
// day that is cut to the end of the month: month 14 of 2025 is February 2026, and
// its 31st becomes the 28th.
func Clip(year, month, day int) date.Date {
	first := date.New(year, time.Month(month), 1)
	next := date.New(year, time.Month(month+1), 1)
	return min(first+date.Date(day-1), next-1)
}

// Parse reads YYYY-MM-DD, with four digits for the year, and refuses a date that
// does not exist.
func Parse(text string) (date.Date, error) {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return 0, syntax()
	}
	var n [3]int
	for i, part := range [3]string{text[:4], text[5:7], text[8:]} {
		for _, c := range []byte(part) {
			if c < '0' || c > '9' {
				return 0, syntax()
			}
			n[i] = n[i]*10 + int(c-'0')
		}
	}
	d := date.New(n[0], time.Month(n[1]), n[2])
	if y, m, day := d.Date(); y != n[0] || int(m) != n[1] || day != n[2] {
		return 0, fault.Because(fault.ErrRange, "there is no such date")
	}
	return d, nil
}

func syntax() error { return fault.Because(fault.ErrSyntax, "a date is written 2026-03-31") }

// Format writes YYYY-MM-DD.
func Format(d date.Date) string {
	y, m, day := d.Date()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}
