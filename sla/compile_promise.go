package sla

import (
	"bytes"
	"fmt"
	"math/big"

	"github.com/upheld/upheld/internal/canon"
	"github.com/upheld/upheld/metrics"
)

// promises joins each objective with the objective of the same name in the revision
// before if both promise the same, so that other changes do not split a period.
func (c *compiler) promises() {
	spec := flatten(c.a.spec)
	c.a.promises = make([]promise, 0, len(spec.Objectives))
	byID := map[string][]int{} // the promises of an objective
	for r := range c.a.programs {
		p, before := &c.a.programs[r], spec
		if r > 0 {
			change := c.a.spec.Revisions[r-1]
			spec = spec.change(change, fmt.Sprintf("revisions[%d]", r-1), &c.faults)
		}
		for i := range p.objectives {
			o := clocked(spec.Objectives[i])
			j := c.samePromise(o, p, byID[o.ID], spec.path("objectives."+o.ID))
			f := p.objectives[i].family
			if j >= 0 && f.calendar != "" && spec.newCalendars && !sameSpec(before.Calendars[f.calendar], spec.Calendars[f.calendar]) {
				j = -1 // other service hours make another promise
			}
			if j < 0 {
				j = len(c.a.promises)
				n := newPromise(o, p, &p.objectives[i], spec.path("objectives."+o.ID))
				n.hours = c.calendars[r][f.calendar]
				n.memo = c.memo(n.every)
				_, n.timeIn = spec.Objectives[i].Metric.(metrics.TimeIn)
				c.a.promises = append(c.a.promises, n)
				byID[o.ID] = append(byID[o.ID], j)
			}
			c.a.promises[j].to = p.to
			c.a.promises[j].late = c.late[o.ID]
			p.objectives[i].promise = j
		}
	}
}

// memo numbers the kinds of periods.
func (c *compiler) memo(e every) int {
	n, known := c.memos[e]
	if !known {
		if c.memos == nil {
			c.memos = map[every]int{}
		}
		n = c.a.memos
		c.memos[e] = n
		c.a.memos++
	}
	return n
}

// samePromise finds the promise that an objective of a revision continues, among the
// promises of the objective's name; -1: it continues no promise.
func (c *compiler) samePromise(o Objective, p *program, among []int, path string) int {
	for _, j := range among {
		if old := &c.a.promises[j]; old.to == p.from && (old.path == path || sameTerms(old.Objective, o)) {
			return j
		}
	}
	return -1
}

// sameTerms compares everything of two objectives except titles, alarms, reliances and
// targets.
// The targets of a cycle follow the revision that governs the cycle.
func sameTerms(a, b Objective) bool {
	a.Targets, a.Title, a.Warn, a.Escalate, a.Relies = nil, "", nil, "", nil
	b.Targets, b.Title, b.Warn, b.Escalate, b.Relies = nil, "", nil, "", nil
	return sameSpec(a, b)
}

// sameSpec compares parts of specs as the fingerprint sees them.
func sameSpec(a, b any) bool {
	return bytes.Equal(canon.Append(nil, canon.Plain(a)), canon.Append(nil, canon.Plain(b)))
}

func newPromise(o Objective, p *program, compiled *objectiveProgram, path string) promise {
	n := promise{
		Objective: o, family: compiled.family, path: path, groups: groupings(o.By), from: p.from, to: p.to,
		limit: compiled.limit, judged: compiled.limit.IsValid(),
	}
	n.every, _ = o.Period.parse() // checked before
	for _, over := range o.Over {
		n.overs = append(n.overs, newOverPromise(over, o.Attain)) // checked before
	}
	return n
}

// metricWord is the word of the promise's metric, as in a file.
func (p *promise) metricWord() string {
	if p.timeIn {
		return metrics.TimeIn{}.Key()
	}
	if p.Metric == nil {
		return metrics.Share{}.Key()
	}
	return p.Metric.Key()
}

// bound is the promised value, for credit rules: a share, a number, or nanoseconds.
func (p *promise) bound() (value *big.Rat, lessIsBetter bool) { return p.limit.Edge() }
