package sla_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func TestMeansOfRepairsByHand(t *testing.T) { tape.Check(t, repairsByHand) }

// repairsByHand: a mean time to repair is over the failures that the number of
// failures counts, joined by hand where outages overlap or abut; removed outages
// leave nothing behind.
func repairsByHand(r *tape.Reader) error {
	since := tape.Pick(r, nil, []metrics.Point{metrics.Began}, []metrics.Point{metrics.Reported}, []metrics.Point{metrics.Detected, metrics.Reported})
	counts := tape.Pick(r, sla.ByStart, sla.ByStop)
	every := tape.Pick(r, sla.Daily, sla.Monthly)
	spec := sla.Spec{ID: "x", Zone: "UTC", Objectives: []sla.Objective{
		{ID: "mttr", Metric: metrics.Repair{Of: "x", Statistic: metrics.MeanToRepair, Since: since}, Period: every, Counts: counts},
		{ID: "failures", Metric: metrics.Repair{Of: "x", Statistic: metrics.Failures}, Period: every},
	}}
	a, err := sla.New(spec)
	if err != nil {
		return err
	}
	start := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
	var all []sla.Outage
	for range 1 + r.Int(7) {
		o := sla.Outage{Of: "x", From: start.Add(time.Duration(r.Int(72)) * time.Hour)}
		o.To = o.From.Add(time.Duration(1+r.Int(20)) * time.Hour)
		if r.Int(8) == 0 {
			o.To = time.Time{}
		}
		if r.Int(3) > 0 {
			o.Reported = o.From.Add(time.Duration(r.Int(2)) * time.Hour / 2)
		}
		if r.Int(3) > 0 {
			o.Detected = o.From.Add(time.Duration(r.Int(3)) * time.Hour / 4)
		}
		all = append(all, o)
	}
	asOf := start.Add(time.Duration(r.Int(120)) * time.Hour)
	tally, other := a.NewTally(), a.NewTally()
	for i := range all {
		tally.Add(&all[i])
		extra := sla.Outage{Of: "x", From: start.Add(time.Duration(r.Int(72)) * time.Hour), Reported: start.Add(80 * time.Hour)}
		other.Add(&extra)
		tally.Remove(&extra)
	}
	if err := tally.Merge(other); err != nil {
		return err
	}
	result, err := tally.Result(sla.Month(2026, time.March), asOf)
	if err != nil {
		return err
	}
	batch, err := a.Evaluate(sla.Month(2026, time.March), sla.Facts{Outages: all}, asOf)
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b sla.Outage) int { return a.From.Compare(b.From) })
	type failure struct {
		from, to, since time.Time
		open            bool
	}
	var failures []failure
	for _, o := range all {
		if !o.From.Before(asOf) {
			continue
		}
		one := failure{from: o.From, to: o.To, since: sinceOf(o, since)}
		if one.open = o.To.IsZero() || o.To.After(asOf); one.open {
			one.to = asOf
		}
		if n := len(failures); n > 0 && !one.from.After(failures[n-1].to) {
			last := &failures[n-1]
			if one.to.After(last.to) {
				last.to = one.to
			}
			if last.since.IsZero() || !one.since.IsZero() && one.since.Before(last.since) {
				last.since = one.since
			}
			last.open = last.open || one.open
			continue
		}
		failures = append(failures, one)
	}
	for _, o := range result.Outcomes {
		if o.Reason == sla.SumOfPeriods {
			continue
		}
		n, sum := int64(0), time.Duration(0)
		for _, f := range failures {
			at := f.from
			if o.Objective == "mttr" {
				if at = f.since; counts == sla.ByStop {
					at = f.to
				}
				if f.open || f.since.IsZero() {
					continue
				}
			}
			if !at.Before(o.From) && at.Before(o.To) {
				n, sum = n+1, sum+f.to.Sub(f.since)
			}
		}
		switch {
		case o.Total != n:
			return fmt.Errorf("%s in %s: %d counted, by hand %d", o.Objective, o.Period, o.Total, n)
		case o.Objective == "mttr" && n > 0 && o.Attained.Rat().Cmp(big.NewRat(int64(sum), n*int64(time.Second))) != 0:
			return fmt.Errorf("%s in %s: %s, by hand %s of %d", o.Objective, o.Period, o.Attained, sum, n)
		}
	}
	if len(batch.Outcomes) != len(result.Outcomes) {
		return fmt.Errorf("a batch has %d outcomes, a tally %d", len(batch.Outcomes), len(result.Outcomes))
	}
	for i, o := range batch.Outcomes {
		if p := result.Outcomes[i]; o.Total != p.Total || !o.Attained.Equal(p.Attained) {
			return fmt.Errorf("%s in %s: %s of %d in a batch, %s of %d in a tally", o.Objective, o.Period, o.Attained, o.Total, p.Attained, p.Total)
		}
	}
	return nil
}

// sinceOf is the latest of some points that an outage has.
func sinceOf(o sla.Outage, since []metrics.Point) (at time.Time) {
	if len(since) == 0 {
		return o.From
	}
	for _, p := range since {
		point := map[metrics.Point]time.Time{metrics.Began: o.From, metrics.Detected: o.Detected, metrics.Reported: o.Reported}[p]
		if point.After(at) {
			at = point
		}
	}
	return at
}
