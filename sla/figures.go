package sla

import (
	"math/big"
	"time"

	"github.com/upheld/upheld/metrics"
)

// statistics turns what was counted for a group into figures.
func (p *promise) statistics(o *Outcome, s *sum) {
	switch m := p.Metric.(type) {
	case nil, metrics.Share, metrics.Ratio:
		o.Attained, o.Reason = metrics.Count{Good: s.good, Total: s.total}.Figure(p.Least)
	case metrics.Availability:
	default:
		lengths := s.lengths
		if lengths == nil {
			lengths = &metrics.Distribution{}
		}
		o.Total = lengths.Count()
		o.Attained, o.Reason = statistic(m, lengths, p.Least)
	}
}

func statistic(m metrics.Metric, d *metrics.Distribution, least int64) (metrics.Figure, Reason) {
	switch m := m.(type) {
	case metrics.Mean:
		return d.Mean(least)
	case metrics.Max:
		return d.Max(least)
	case metrics.Percentile:
		rank, err := m.Rank.Share()
		if err != nil {
			rank = big.NewRat(1, 1) // checked before
		}
		return d.Percentile(rank, m.Method, least)
	}
	return d.Sum(least)
}

// grain is the unit in which the lengths of a duration metric are kept.
func grain(m metrics.Metric) time.Duration {
	var text metrics.Span
	switch m := m.(type) {
	case metrics.Mean:
		text = m.Grain
	case metrics.Max:
		text = m.Grain
	case metrics.Sum:
		text = m.Grain
	case metrics.Percentile:
		text = m.Grain
	}
	if text == "" {
		return time.Second
	}
	d, err := text.Parse()
	if err != nil {
		return time.Second // checked before
	}
	return d
}
