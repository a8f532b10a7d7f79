package sla

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/civil"
)

// corrected is what lists of holidays that were corrected mean for a stored tally.
type corrected struct {
	from int64 // the first instant that is open now and was not, or the reverse; forever: none
	list string
	day  date.Date // the first date that differs in a list
	was  bool      // it was closed or open otherwise, and is as usual now
}

// correctedFrom compares the lists of a stored tally with the lists of the
// agreement. ok is false if the tally is of another agreement, or other things
// changed too.
func (a *Agreement) correctedFrom(print [32]byte, lists dayLists) (c corrected, ok bool) {
	if len(lists) == 0 || !slices.Equal(slices.Sorted(maps.Keys(lists)), slices.Sorted(maps.Keys(a.prints.lists))) {
		return c, false
	}
	then := make([]map[string]calendar.Calendar, len(a.prints.calendars))
	for i, specs := range a.prints.specs {
		if i > 0 && specs == nil { // as the revision before has them
			then[i] = then[i-1]
			continue
		}
		made, err := lists.sources(a.prints.sources).Compile(a.days().Location(), specs)
		if err != nil {
			return c, false
		}
		then[i] = made
	}
	if a.fingerprint(then) != print {
		return c, false
	}
	c.day = civil.Of(horizonTo / 86400)
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		if day, was, differs := firstDifference(lists[name].(listedDates), datesOf(a.prints.lists[name])); differs && day < c.day {
			c.list, c.day, c.was = name, day, was
		}
	}
	// The hours of an eve may differ at most fourteen days earlier.
	const eves = 21
	c.from = forever
	around := instant(max(a.start(c.day-eves), zeroTime))
	for i, of := range a.prints.calendars {
		for name, now := range of {
			if i == 0 || then[i][name] != then[i-1][name] || now != a.prints.calendars[i-1][name] {
				c.from = min(c.from, opensOtherwise(then[i][name], now, around))
			}
		}
	}
	return c, true
}

// firstDifference gives the first date of which two lists do not say the same, and
// whether the first list names it.
func firstDifference(a, b listedDates) (day date.Date, first, differs bool) {
	for i := 0; i < len(a.days) || i < len(b.days); i++ {
		switch {
		case i == len(b.days) || i < len(a.days) && compareListed(a.days[i], b.days[i]) < 0:
			return min(a.days[i].Date, a.days[i].Observed), true, true
		case i == len(a.days) || compareListed(a.days[i], b.days[i]) > 0:
			return min(b.days[i].Date, b.days[i].Observed), false, true
		}
	}
	return 0, false, false
}

// opensOtherwise gives the first instant from which on two calendars differ, by any
// of their versions; forever if they do not.
func opensOtherwise(a, b calendar.Calendar, from time.Time) int64 {
	first := forever
	for _, known := range append([]time.Time{instant(forever - 1)}, b.Versions()...) {
		first = min(first, differ(a.KnownAt(known), b.KnownAt(known), from, instant(min(first, horizonTo*int64(time.Second)))))
	}
	return first
}

func differ(a, b calendar.Calendar, from, to time.Time) int64 {
	const year = 366 * 24 * time.Hour
	for ; from.Before(to); from = from.Add(year) {
		until := from.Add(year)
		if until.After(to) {
			until = to
		}
		var edges [2][]int64
		for i, c := range [2]calendar.Calendar{a, b} {
			for open, shut := range c.Segments(from, until) {
				edges[i] = append(edges[i], open.UnixNano(), shut.UnixNano())
			}
		}
		x, y := edges[0], edges[1]
		for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
			x, y = x[1:], y[1:]
		}
		switch {
		case len(x) > 0 && len(y) > 0:
			return min(x[0], y[0])
		case len(x) > 0:
			return x[0]
		case len(y) > 0:
			return y[0]
		}
	}
	return forever
}

// endsBefore reports whether nothing that the tally has decided could come out
// otherwise if calendars differ from an instant on. A cycle that was late is counted
// in its cell too; what is kept of it, and of open cycles, is measured anew by
// whoever asks.
func (t *Tally) endsBefore(at int64) bool {
	for i := range t.cells {
		c := &t.cells[i]
		if empty := c.good == 0 && c.total == 0 && (c.kept == nil || c.kept.IsEmpty()); at < forever && !empty && !t.endsWith(c, at) {
			return false
		}
	}
	return true
}

// endsWith reports whether the items of a cell were decided before an instant: by
// their stops, or by due instants after which the service was open for longer than
// the grace. Items that count by their start may be decided at any time later.
func (t *Tally) endsWith(c *cell, at int64) bool {
	end := t.a.start(t.a.promises[c.key.promise].every.period(int(c.key.step)).to)
	if end > at {
		return false
	}
	for i := range t.a.programs {
		o := t.a.programs[i].objectiveOf(int(c.key.promise))
		switch {
		case o != nil && o.looksAhead(end, at):
			return false
		case o == nil || o.counts == ByStop:
		case o.counts != ByDue:
			return false
		default:
			for k := range o.targets {
				if int64(o.targets[k].cal.Elapsed(instant(end), instant(at))) <= o.targets[k].grace {
					return false
				}
			}
		}
	}
	return true
}

// looksAhead reports whether a due instant up to one instant may follow from dates
// that are closed from another on: a closed date that moves back does so because no
// business day lies between.
func (o *objectiveProgram) looksAhead(end, at int64) bool {
	for i := range o.targets {
		t := &o.targets[i]
		zone := t.cal.Location()
		from, to := date.NewAt(instant(end-1).In(zone)), date.NewAt(instant(at).In(zone))
		if (t.ifClosed == calendar.RollPrevious || t.ifClosed == calendar.RollModified) && t.cal.BusinessDays(from+1, to) <= 0 {
			return true
		}
	}
	return false
}

// refuse says which list of holidays was corrected, and where.
func (c *corrected) refuse() error {
	what := "is a holiday now and was not, or has other hours"
	if c.was {
		what = "was a holiday and is not now, or has other hours"
	}
	return fmt.Errorf("sla: tally: %w: the dates of %s have changed: %s %s; read the facts again", ErrConflict, shownList(c.list), civil.Format(c.day), what)
}
