package penalty

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
)

type windowKind uint8

const (
	windowPeriod windowKind = iota
	windowMonths            // consecutive windows of months, counted from an anchor
	windowRolling
	windowLifetime
)

// window is a Lookback as read.
type window struct {
	kind   windowKind
	months int       // the length in months
	days   int       // the length in days; 0 if the window is in months
	anchor date.Date // of windowMonths: the first day of one of the windows
	text   string
}

// monthsMax bounds a rolling window of months: a century.
const monthsMax = 1200

func (w Lookback) read() (window, error) {
	text := string(w)
	january := date.New(2000, time.January, 1)
	switch text {
	case "period":
		return window{kind: windowPeriod, text: text}, nil
	case "month":
		return window{kind: windowMonths, months: 1, anchor: january, text: text}, nil
	case "quarter":
		return window{kind: windowMonths, months: 3, anchor: january, text: text}, nil
	case "year":
		return window{kind: windowMonths, months: 12, anchor: january, text: text}, nil
	case "lifetime":
		return window{kind: windowLifetime, text: text}, nil
	}
	if from, ok := strings.CutPrefix(text, "year from "); ok {
		for m := time.January; m <= time.December; m++ {
			if from == strings.ToLower(m.String()) {
				return window{kind: windowMonths, months: 12, anchor: date.New(2000, m, 1), text: text}, nil
			}
		}
		d, err := civil.Parse(from)
		if err != nil {
			return window{}, fault.Because(fault.ErrSyntax, "a year begins with a month such as april or a day such as 2025-07-15")
		}
		return window{kind: windowMonths, months: 12, anchor: d, text: text}, nil
	}
	if count, ok := strings.CutSuffix(strings.TrimSuffix(text, "s"), " month"); ok {
		n, err := strconv.Atoi(count)
		if err != nil || count[0] == '+' {
			return window{}, fault.Because(fault.ErrSyntax, "a rolling window reads 12 months")
		}
		if n < 1 || n > monthsMax {
			return window{}, fault.Because(fault.ErrRange, "a rolling window has 1 to %d months", monthsMax)
		}
		return window{kind: windowRolling, months: n, text: text}, nil
	}
	return window{}, fault.NotOneOf(text, "period", "month", "quarter", "year", "year from april", "12 months", "lifetime")
}

// daysMax bounds a rolling window of days: a century.
const daysMax = 36_500

// readDays reads a Lookback of a trigger, which may also be days.
func (w Lookback) readDays() (window, error) {
	count, ok := strings.CutSuffix(strings.TrimSuffix(string(w), "s"), " day")
	if !ok {
		return w.read()
	}
	n, err := strconv.Atoi(count)
	if err != nil || count[0] == '+' {
		return window{}, fault.Because(fault.ErrSyntax, "a rolling window reads 30 days")
	}
	if n < 1 || n > daysMax {
		return window{}, fault.Because(fault.ErrRange, "a rolling window has 1 to %d days", daysMax)
	}
	return window{kind: windowRolling, days: n, text: string(w)}, nil
}

// start gives the first day of the window that holds the period [from, to).
func (w window) start(from, to date.Date) date.Date {
	switch w.kind {
	case windowMonths:
		// Count from the anchor and not from the previous window, so that a year
		// from 29 February begins on that day again in leap years.
		y, m, _ := from.Date()
		ay, am, _ := w.anchor.Date()
		k := floorDiv((y-ay)*12+int(m)-int(am), w.months)
		if s := addMonths(w.anchor, k*w.months); s <= from {
			return s
		}
		return addMonths(w.anchor, (k-1)*w.months)
	case windowRolling:
		if w.days > 0 {
			return to - date.Date(w.days)
		}
		return addMonths(to, -w.months)
	case windowLifetime:
		return math.MinInt64
	}
	return from
}

// last reports whether the period ending at to is the last in its window.
func (w window) last(from, to date.Date) bool {
	if w.kind != windowMonths {
		return w.kind != windowLifetime
	}
	return w.start(to, to+1) != w.start(from, to)
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// addMonths moves a day by months; if the target month is too short, to its last day.
func addMonths(d date.Date, months int) date.Date {
	y, m, day := d.Date()
	first := date.New(y, m+time.Month(months), 1)
	return first + date.Date(min(day, first.LastDayOfMonth())-1)
}

// monthEnd gives the last day of the month of d.
func monthEnd(d date.Date) date.Date {
	y, m, _ := d.Date()
	return date.New(y, m+1, 1) - 1
}
