package chain

import (
	"strconv"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// claims compares the last days to claim, for failures on the first and last day of
// each month, if both agreements have credits for the objectives.
func (c *checker) claims(o *sla.Objective, steps []step, from, to time.Time) {
	for _, s := range steps {
		if s.side == c.top {
			continue
		}
		var worst Gap
		for day := c.over.From(); day < c.over.To(); day++ {
			_, _, dom := day.Date()
			_, _, next := (day + 1).Date()
			at, _ := c.top.a.Bounds(sla.Day(day))
			if dom != 1 && next != 1 || at.Before(from) || !at.Before(to) {
				continue
			}
			top, below := c.top.at(at), s.side.at(at)
			if below == nil || below.objective(s.Objective) == nil || !top.credit(o.ID) || !below.credit(s.Objective) {
				continue
			}
			ours, ok := top.lastDay(day, o.Period)
			theirs, known := below.lastDay(day, below.objective(s.Objective).Period)
			if days := int(ours - theirs); ok && known && days > worst.Days {
				worst = Gap{
					Finding: sla.Finding{Code: "claim-too-late", Subject: o.ID, Path: s.place, Value: string(below.claim)},
					Below:   []sla.Reliance{s.Reliance}, Start: at, Days: days,
				}
			}
		}
		if worst.Days > 0 {
			c.gap(worst)
		}
	}
}

// lastDay gives the last day to claim for a failure on a day. ok is false if nothing has
// to be claimed.
func (t *terms) lastDay(failure date.Date, every sla.Every) (last date.Date, ok bool) {
	a := t.side.a
	at, _ := a.Bounds(sla.Day(failure))
	p, err := a.PeriodAt(every, at)
	if err != nil {
		return 0, false
	}
	name := t.claim.Calendar()
	if name == "" {
		return t.claim.LastDay(failure, p.To())
	}
	// The n-th business day after the day from which the window counts.
	count, rest, _ := strings.Cut(string(t.claim), " ")
	_, after, _ := strings.Cut(rest, " after ")
	n, err := strconv.Atoi(count)
	first, ok := penalty.Claim("0 days after "+after).LastDay(failure, p.To())
	cal, known := a.Calendar(name)
	if err != nil || !ok || !known {
		return 0, false
	}
	if n == 0 {
		return first, true
	}
	year, month, day := first.Date()
	due, err := cal.AddDays(time.Date(year, month, day, 12, 0, 0, 0, cal.Location()), n, calendar.By(12, 0))
	return date.NewAt(due.In(cal.Location())), err == nil
}
