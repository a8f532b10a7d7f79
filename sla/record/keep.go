package record

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// KeptUntil gives the first date on which a record may go, and with it the agreement,
// the facts and the result that it has the digests of: "2031-04-01" for the period
// 2026-03 that has to be kept for "5 years". The date is of the zone in which the
// period is meant.
//
// keep is a number of days, weeks, months or years, counted from the end of Period. A
// month or year ends on the same day of the month, or on the last day of a month
// that has no such day. The error says what cannot be read. A record without a Period
// has no end, so KeptUntil is an error.
//
// Records go from the front of a chain. Keep the Head of the last record that goes, and
// hand it to Verify as after.
func (r Record) KeptUntil(keep string) (date string, err error) {
	end, err := endOf(r.Period)
	if err != nil {
		return "", fmt.Errorf("period: %w", err)
	}
	until, err := later(end, keep)
	if err != nil {
		return "", fmt.Errorf("keep: %w", err)
	}
	if until.Year() > 9999 {
		return "", fmt.Errorf("keep: %q ends after the year 9999", keep)
	}
	return until.Format(time.DateOnly), nil
}

// later adds a length such as "5 years" to a date.
func later(from time.Time, length string) (time.Time, error) {
	number, unit, _ := strings.Cut(length, " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > 40_000 || number[0] == '+' {
		return time.Time{}, fmt.Errorf("%q: write a number of days, weeks, months or years, such as 5 years", length)
	}
	switch strings.TrimSuffix(unit, "s") {
	case "day":
		return from.AddDate(0, 0, n), nil
	case "week":
		return from.AddDate(0, 0, 7*n), nil
	case "month":
	case "year":
		n *= 12
	default:
		return time.Time{}, fmt.Errorf("%q: write a number of days, weeks, months or years, such as 5 years", length)
	}
	first := time.Date(from.Year(), from.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(from.Day(), last)-1), nil
}

// endOf gives the first date after a period.
func endOf(period string) (time.Time, error) {
	if period == "" {
		return time.Time{}, errors.New("missing; the end of the period says how long to keep the record")
	}
	if from, to, isRange := strings.Cut(period, "/"); isRange {
		begin, err := time.Parse(time.DateOnly, from)
		end, err2 := time.Parse(time.DateOnly, to)
		if err != nil || err2 != nil || !begin.Before(end) {
			return time.Time{}, fmt.Errorf("%q: a stretch is written 2026-03-01/2026-03-15, and ends after it begins", period)
		}
		return end, nil
	}
	if year, quarter, is := strings.Cut(period, "-Q"); is {
		begin, err := time.Parse("2006", year)
		if err == nil && len(quarter) == 1 && quarter[0] >= '1' && quarter[0] <= '4' {
			return begin.AddDate(0, 3*int(quarter[0]-'0'), 0), nil
		}
	}
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {time.DateOnly, 0, 0, 1}} {
		if begin, err := time.Parse(form.layout, period); err == nil {
			return begin.AddDate(form.years, form.months, form.days), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q: a period is written 2026-03, 2026-Q1, 2026, 2026-03-09 or 2026-03-01/2026-03-15", period)
}
