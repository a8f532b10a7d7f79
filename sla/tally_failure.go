package sla

import (
	"time"

	"github.com/upheld/upheld/metrics"
)

// failedBefore reports whether a failure that reaches back to an instant lost time
// before it, under the agreement.
func (t *Tally) failedBefore(p *promise, lines []*metrics.Timeline, from, at int64) bool {
	for l := range t.before(p, lines, from, at) {
		for i := len(l) - 1; i >= 0; i-- {
			if l[i].IsLost() || l[i].InOrder() {
				return l[i].IsLost()
			}
		}
	}
	return false
}

// before gives ledgers of the time before an instant, one before the other, back
// to where the agreement begins. They become longer, so that a look at a long
// failure costs little more than one at a short one; with a quota each is of one of
// its periods.
func (t *Tally) before(p *promise, lines []*metrics.Timeline, to, at int64) func(func(metrics.Ledger) bool) {
	return func(yield func(metrics.Ledger) bool) {
		first := max(t.a.from, zeroTime)
		for step := int64(24 * time.Hour); to > first; step *= 2 {
			from := max(first, to-min(step, to-first))
			if quota, ok := p.quotaStart(t.a, to-1); ok {
				from = max(first, quota)
			}
			if !yield(t.ledger(p, lines, from, to, at)) {
				return
			}
			to = from
		}
	}
}

// ledger measures a stretch of time for what happened in it.
func (t *Tally) ledger(p *promise, lines []*metrics.Timeline, from, to, at int64) metrics.Ledger {
	look := metrics.Look{From: instant(from), To: instant(to), AsOf: instant(at)}
	if p.calendar != "" {
		look.Open = p.hours.Segments(look.From, look.To)
	}
	r, _ := p.read(lines, nil, look)
	return r.up.Ledger
}

// quotaStart is when the period of a quota of exclusions began that holds an
// instant; ok is false without a quota.
func (p *promise) quotaStart(a *Agreement, at int64) (from int64, ok bool) {
	m, composed := p.Metric.(metrics.Composed)
	of := m.Each
	if !composed {
		of, _ = p.Metric.(metrics.Availability)
	}
	if of.Quota == "" {
		return 0, false
	}
	every := p.every
	if of.QuotaPer != "" {
		every, _ = Every(of.QuotaPer).parse() // checked before
	}
	if every.single() {
		return 0, false
	}
	return a.start(every.period(every.index(a.day(at))).from), true
}
