package sla

import (
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
)

// outage adds to the timeline of a service, and to the objectives about single
// outages.
func (t *Tally) outage(o *Outage, times int64) {
	single := t.incident(o, times)
	if _, known := t.timeline(o.Of); known || !single {
		i := metrics.Interval{From: o.From, To: o.To, Cause: o.ID, Affected: metrics.Percent(o.Share)}
		learnInterval(t, o.Of, o.ID, times, i, (*metrics.Timeline).Add, (*metrics.Timeline).Remove)
	}
}

// incident adds the length of an outage to the objectives about single ones, and
// reports whether there are any. One that has not come to its end is not counted
// yet.
func (t *Tally) incident(o *Outage, times int64) (known bool) {
	life := metrics.Incident{
		Began: o.From, Detected: o.Detected, Reported: o.Reported, Ticketed: o.Ticketed,
		Acknowledged: o.Acknowledged, Restored: o.To,
	}
	for _, n := range t.a.readers(o.Of) {
		p := &t.a.promises[n]
		if !p.about(fromOutages, o.Of) {
			continue
		}
		known = true
		from, to, ok := p.stretch(life)
		start, fits := nanos(from)
		end, ends := nanos(to)
		find := func(code FindingCode) { t.find(Finding{code, strings.Clone(o.Of), p.ID, strings.Clone(o.ID)}, times) }
		switch {
		case to.IsZero() || ends && end > t.cut:
			continue
		case from.IsZero():
			find(FindingPoint)
			continue
		case !fits || !ends:
			find(FindingInstant)
			continue
		case !ok:
			find(FindingInterval)
			continue
		}
		at := end
		if p.Counts == ByStart {
			at = start
		}
		if at < p.from || at >= p.to {
			continue
		}
		length := time.Duration(end - start)
		if p.calendar != "" {
			length = p.hours.Elapsed(from, to)
		}
		c := t.cell(cellKey{promise: n, step: t.step(n, at)})
		if kept := t.kept(c).(lengthKeeper); times > 0 {
			kept.Add(length)
		} else {
			kept.Remove(length)
		}
	}
	return known
}
