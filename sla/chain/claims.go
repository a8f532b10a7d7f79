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
			ours, claims, ok := top.lastDay(day, o.Period)
			theirs, claimed, known := below.lastDay(day, below.objective(s.Objective).Period)
			if claims && claimed && !(ok && known) {
				c.notCompared(o.ID, s.place, "calendar", []step{s}, nil)
				break
			}
			if days := int(ours - theirs); claims && claimed && days > worst.Days {
				worst = Gap{
					Finding: sla.Finding{Code: "claim-too-late", Subject: o.ID, Path: s.place, Value: string(below.Credits.Claim)},
					Below:   []sla.Reliance{s.Reliance}, Start: at, Days: days,
				}
			}
		}
		if worst.Days > 0 {
			c.gap(worst)
		}
	}
}

// lastDay gives the last day to claim for a failure on a day. claims is false if nothing
// has to be claimed; ok is false if the business days are not known.
func (t *terms) lastDay(failure date.Date, every sla.Every) (last date.Date, claims, ok bool) {
	a, claim := t.side.a, t.Credits.Claim
	at, _ := a.Bounds(sla.Day(failure))
	p, err := a.PeriodAt(every, at)
	if err != nil || claim == "" {
		return 0, false, false
	}
	name := claim.Calendar()
	if name == "" {
		last, ok = claim.LastDay(failure, p.To())
		return last, ok, ok
	}
	// The n-th business day after the day from which the window counts.
	count, rest, _ := strings.Cut(string(claim), " ")
	_, after, _ := strings.Cut(rest, " after ")
	n, err := strconv.Atoi(count)
	first, ok := penalty.Claim("0 days after "+after).LastDay(failure, p.To())
	cal, known := t.calendar(name)
	if err != nil || !ok || !known {
		return 0, true, false
	}
	if n == 0 {
		return first, true, true
	}
	year, month, day := first.Date()
	due, err := cal.AddDays(time.Date(year, month, day, 12, 0, 0, 0, cal.Location()), n, calendar.By(12, 0))
	return date.NewAt(due.In(cal.Location())), true, err == nil
}
