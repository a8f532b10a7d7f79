package sla

import (
	"slices"
	"strconv"
	"strings"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/span"
)

// Warning says when an alarm is raised for an open cycle:
//
//	80%        that share of the target is used
//	-10m       ten minutes of open time before the due instant
//	+1h        an hour of open time after it
//	+1h wall   an hour of elapsed time after it
//	-2 business days   two business days before it, at the same time of day
//
// Open time and business days are those of the target's calendar. Shares are of
// targets that are an amount of time; promises and days take offsets, and of a
// share they raise no alarm. A share where no target is an amount is an error.
type Warning string

// warning is a Warning that was read.
type warning struct {
	mark    Warning
	percent int64 // in ten-thousandths of the target; 0: an offset
	offset  int64 // from the due instant
	wall    bool
	days    int // business days from the due instant
}

func (w Warning) parse() (warning, error) {
	parsed := warning{mark: w}
	text := string(w)
	if number, ok := strings.CutSuffix(text, "%"); ok {
		whole, fraction, point := strings.Cut(number, ".")
		n, err := strconv.ParseUint((whole + fraction + "00")[:len(whole)+2], 10, 32)
		if err != nil || len(fraction) > 2 || whole == "" || point && fraction == "" {
			return parsed, fault.Because(fault.ErrSyntax, "a share is written 80%% or 99.5%%")
		}
		if n == 0 || n > 100_000 {
			return parsed, fault.Because(fault.ErrRange, "from 0.01%% to 1000%%")
		}
		parsed.percent = int64(n)
		return parsed, nil
	}
	if number, ok := cutDays(text); ok {
		n, err := strconv.Atoi(number)
		if err != nil || n == 0 || number[0] != '+' && number[0] != '-' {
			return parsed, fault.Because(fault.ErrSyntax, "days are written -2 business days or +1 business day")
		}
		if n < -daysMax || n > daysMax {
			return parsed, fault.Because(fault.ErrRange, "at most %d days", daysMax)
		}
		parsed.days = n
		return parsed, nil
	}
	text, parsed.wall = strings.CutSuffix(text, " wall")
	rest, plus := strings.CutPrefix(text, "+")
	d, err := span.ParseSigned(rest)
	if err != nil || plus == strings.HasPrefix(rest, "-") || d == 0 {
		return parsed, fault.Because(fault.ErrSyntax, "an alarm is written 80%%, -10m, +1h, +1h wall or -2 business days")
	}
	parsed.offset = int64(d)
	return parsed, nil
}

func cutDays(text string) (number string, ok bool) {
	if number, ok = strings.CutSuffix(text, " business days"); !ok {
		number, ok = strings.CutSuffix(text, " business day")
	}
	return number, ok
}

// at gives the instant of an offset from a due instant that pauses have moved;
// forever when it never comes.
func (w warning) at(t *targetProgram, k *course, due, given int64) int64 {
	switch {
	case due == forever:
		return forever
	case w.wall:
		return max(zeroTime, min(due+w.offset, forever))
	case w.days != 0:
		return later(addDays(k.cal, due-given, w.days), given)
	}
	return later(add(k.cal, due-given, w.offset), given)
}

// addDays steps business days from an instant; forever when the calendar ends
// before.
func addDays(cal calendar.Calendar, at int64, n int) int64 {
	to, err := cal.AddDays(instant(at), n, calendar.DayTime{})
	if stepped, ok := nanos(to); err == nil && ok {
		return stepped
	}
	return forever
}

// lasts reports whether a target is an amount of time, or could not be read.
func lasts(t targetProgram) bool { return !t.instant() && t.limit > 0 || t.kind == withinNone }

func (b *builder) warnings(o *Objective, p *objectiveProgram, path string) {
	for i, w := range o.Warn {
		parsed, err := w.parse()
		if err == nil && o.Clock == "" {
			err = fault.Because(fault.ErrConflict, "alarms are about the due instant of a clock, and this objective has none")
		}
		if err == nil && parsed.percent != 0 && len(p.targets) > 0 && !slices.ContainsFunc(p.targets, lasts) {
			err = fault.Because(fault.ErrConflict, "a share is one of an amount of time, and the targets are days or promises; write an offset such as -1h")
		}
		if err == nil && parsed.days != 0 && slices.ContainsFunc(p.targets, func(t targetProgram) bool { return t.calendar == "" }) {
			err = fault.Because(fault.ErrMissing, "business days are those of a calendar, and a target names none")
		}
		if err != nil {
			b.once(&fault.FieldError{Path: path + ".warn[" + strconv.Itoa(i) + "]", Value: string(w), Err: err})
			continue
		}
		p.warn = append(p.warn, parsed)
	}
}
