package sla

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
)

// Level is an alarm of the open cycles of an objective: when it is raised,
// whether again, and for which tickets. Alarms go off only while a cycle is open.
type Level struct {
	// At is when the alarm is raised. If that lies before the start of the cycle,
	// because the target is short, it is raised at the start.
	At Warning `json:"at"`
	// Every raises the alarm again after each such length, at least a minute: of
	// elapsed time if At is in wall time, else of open time of the target's calendar.
	// A reading lists the last thousand repetitions that have passed, and the next.
	Every metrics.Span `json:"every,omitempty"`
	// Until ends the alarm and its repetitions at the first event that it matches,
	// from the start of the cycle on: somebody has acknowledged. An alarm at the
	// instant of that event is still raised.
	Until Condition `json:"until,omitzero"`
	// When narrows the alarm by the ticket's attributes at its instant, after the
	// events up to then; for an alarm to come, as they are now. The zero Where
	// narrows nothing.
	When Where `json:"when,omitempty"`
	// Tell lists the roles that are told. Alarms have them; nothing else is computed
	// from them.
	Tell []string `json:"tell,omitempty"`
	// Does says what those who are told have to do. It is for readers.
	Does string `json:"does,omitempty"`
}

// Warning says at which instant of an open cycle an alarm is raised:
//
//	80%        that share of the target is used
//	-10m       ten minutes of open time before the due instant
//	+1h        an hour of open time after it
//	-30m wall  half an hour of elapsed time before it
//	+1h wall   an hour of elapsed time after it
//	-2 business days   two business days before it, at the same time of day
//	breach     the instant of the breach, which a grace puts after the due instant; a
//	           stop at this instant is still in time
//	crisis     the instant of a crisis; only in the ladder of a Crisis
//
// The target's calendar counts the open time and business days. A share such as 80%
// needs a target that is a length of time: New refuses it if the objective has no
// such target, and it raises no alarm under a target that is an instant or a number
// of days; write an offset for these. Every breach raises an alarm; a Level whose At
// is breach says for which tickets, and whether again.
type Warning string

// warning is a Warning that was read.
type warning struct {
	Level
	key     string // of its alarms: At, or the name of the ladder and the number
	number  int    // in the ladder, from 1; 0: of Warn
	breach  bool
	crisis  bool
	every   int64
	percent int64 // in ten-thousandths of the target; 0: an offset
	offset  int64 // from the due instant
	wall    bool
	days    int // business days from the due instant
}

func (w Warning) parse() (warning, error) {
	parsed := warning{Level: Level{At: w}, breach: w == MarkBreach, crisis: w == markCrisis}
	if parsed.breach || parsed.crisis {
		return parsed, nil
	}
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
		return parsed, fault.Because(fault.ErrSyntax, "an alarm is written 80%%, -10m, +1h, +1h wall, -2 business days or breach")
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

// at gives the instant of an offset from a due instant that pauses have moved by
// given; forever if it never comes.
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

// addDays steps business days from an instant; it gives forever if the calendar ends
// before.
func addDays(cal calendar.Calendar, at int64, n int) int64 {
	to, err := cal.AddDays(instant(at), n, calendar.DayTime{})
	if stepped, ok := nanos(to); err == nil && ok {
		return stepped
	}
	return forever
}

// lasts reports whether a target is an amount of time, or could not be read.
func lasts(t targetProgram) bool {
	return !t.instant() && (t.limit > 0 || t.ofTicket()) || t.kind == withinNone
}

func (b *builder) warnings(o *Objective, p *objectiveProgram, path string) {
	seen := map[Warning]bool{}
	for i, level := range o.Warn {
		at := path + ".warn[" + strconv.Itoa(i) + "]"
		parsed, err := level.At.parse()
		switch {
		case err != nil:
		case seen[level.At]:
			err = fault.Because(fault.ErrConflict, "an earlier alarm of this objective has the same at, which names the alarm")
		default:
			err = o.suits(p, &parsed)
		}
		seen[level.At] = true
		if err != nil {
			b.once(&fault.FieldError{Path: at + ".at", Value: string(level.At), Err: err})
			continue
		}
		parsed.key = string(level.At)
		b.level(&parsed, level, at)
		p.warn = append(p.warn, parsed)
	}
}

// suits says why an objective cannot have an alarm.
func (o *Objective) suits(p *objectiveProgram, w *warning) error {
	switch {
	case o.Clock == "" || p.family.source != fromCycles:
		return fault.Because(fault.ErrConflict, "alarms are about the due instant of a clock, and this objective measures no clock")
	case w.crisis:
		return fault.Because(fault.ErrConflict, "a cycle has no crisis; only the ladder of a crisis has it, see crises")
	case w.percent != 0 && len(p.targets) > 0 && !slices.ContainsFunc(p.targets, lasts):
		return fault.Because(fault.ErrConflict, "a share needs a target that is a length of time, and the targets are days or promises; write an offset such as -1h")
	case w.days != 0 && slices.ContainsFunc(p.targets, func(t targetProgram) bool { return t.calendar == "" }):
		return fault.Because(fault.ErrMissing, "business days need a calendar, and a target names no calendar")
	}
	return nil
}

// level reads the parts of a level other than its At.
func (b *builder) level(parsed *warning, level Level, at string) {
	parsed.Level = level
	if level.Every != "" {
		every, err := span.ParseSigned(string(level.Every))
		if err == nil && every < time.Minute {
			err = fault.Because(fault.ErrRange, "an alarm is raised again after a minute at least")
		}
		if err != nil {
			b.once(&fault.FieldError{Path: at + ".every", Value: string(level.Every), Err: err})
		}
		parsed.every = int64(every)
	}
	b.condition(level.Until, at+".until", false)
	for _, c := range level.Until.alternatives() {
		b.p.words.mention([]matcherRow{c.matcherRow()})
	}
	b.p.words.mention([]matcherRow{{while: level.When}})
	for i, role := range level.Tell {
		switch {
		case role == "":
			b.add(at+".tell["+strconv.Itoa(i)+"]", "", fault.ErrMissing, "name a role, or leave it out")
		case slices.Contains(level.Tell[:i], role):
			b.add(at+".tell["+strconv.Itoa(i)+"]", role, fault.ErrConflict, "the level tells this role already")
		}
	}
}

// again gives the instant of the n-th repetition of an alarm.
func (w *warning) again(k *course, first, given, n int64) int64 {
	if n == 0 {
		return first
	}
	if w.wall || n > forever/w.every {
		return later(first, min(forever, n*min(w.every, forever/n)))
	}
	return later(add(k.cal, first-given, n*w.every), given)
}

// passed counts the repetitions up to an instant.
func (w *warning) passed(k *course, first, given, at int64) int64 {
	switch {
	case at <= first:
		return 0
	case w.wall:
		return (at - first) / w.every
	}
	return int64(k.cal.Elapsed(instant(first-given), instant(at-given))) / w.every
}
