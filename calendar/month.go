package calendar

import (
	"fmt"
	"strings"
	"time"

	"github.com/rickb777/date/v2"
)

// Month writes a month for people, one line for each date in the zone of Location:
// the open hours, their length, the reason if the date is not ordinary, and changes
// of the clocks. A stretch over midnight is divided at midnight. Month is empty
// outside the years 1900 to 2189.
//
//	March 2026, Europe/Berlin: 22 business days, 176 h open
//
//	Sun  1  -
//	Mon  2  09:00-17:00         8 h
func (c Calendar) Month(year int, month time.Month) string {
	if year < firstYear || year > lastYear || month < time.January || month > time.December {
		return ""
	}
	var days []Day
	var total time.Duration
	business, width := 0, 0
	first := date.New(year, month, 1)
	for d := first; d.Month() == month; d++ {
		day := c.Day(d)
		days = append(days, day)
		total += day.Total
		width = max(width, len(day.hours()))
		if day.Business {
			business++
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d, %s: %d business %s, %s open\n\n", month, year, c.Location(),
		business, plural(business, "day", "days"), lengthText(total))
	for _, day := range days {
		length := ""
		if day.Total > 0 {
			length = lengthText(day.Total)
		}
		line := fmt.Sprintf("%s %2d  %-*s  %10s", day.Date.Weekday().String()[:3], day.Date.Day(), width, day.hours(), length)
		if notes := day.notes(); notes != "" {
			line += "  " + notes
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// hours writes the open stretches of a date as the clock shows them.
func (d Day) hours() string {
	if len(d.Open) == 0 {
		return "-"
	}
	texts := make([]string, len(d.Open))
	for i, s := range d.Open {
		to := "24:00"
		if s.To.Before(d.To) {
			to = wallText(s.To)
		}
		texts[i] = wallText(s.From) + "-" + to
	}
	return strings.Join(texts, ", ")
}

// notes writes what is not ordinary about a date.
func (d Day) notes() string {
	var notes []string
	if d.Kind != OrdinaryDay || d.From.Equal(d.To) {
		notes = append(notes, d.Why)
	}
	if d.Kind == MakeUpWorkday {
		notes[0] += " (" + string(MakeUpWorkday) + ")"
	}
	switch {
	case d.Clocks > 0:
		notes = append(notes, "clocks go forward "+lengthText(d.Clocks))
	case d.Clocks < 0:
		notes = append(notes, "clocks go back "+lengthText(-d.Clocks))
	}
	return strings.Join(notes, "; ")
}

func wallText(t time.Time) string {
	hour, minute, second := t.Clock()
	return clockText(int64(hour*3600 + minute*60 + second))
}

// lengthText writes "7 h 30 min".
func lengthText(d time.Duration) string {
	var parts []string
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}} {
		if n := d / unit.size; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, unit.name))
			d %= unit.size
		}
	}
	if len(parts) == 0 {
		return "0 h"
	}
	return strings.Join(parts, " ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
