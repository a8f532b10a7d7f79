// Package design holds exact figures that contracts and tools define and no
// agreement can use yet. Each is a pure function or tally over the figures of
// metrics and the statements of penalty. The worked cases and the tests compare
// them with published figures. A figure moves to a public package when an
// agreement, a report or an example needs it.
package design

import (
	"math/big"

	"github.com/upheld/upheld/metrics"
)

// AtLeast is the limit that a share meets if it is at least target. A target that
// cannot be written as a percentage gives the zero Limit.
func AtLeast(target *big.Rat) metrics.Limit {
	if target == nil {
		return metrics.Limit{}
	}
	l, err := metrics.Bound("at least " + metrics.PercentOf(target)).Parse()
	if err != nil {
		return metrics.Limit{}
	}
	return l
}

// Bad is the Count of a source that reports bad items out of all items.
func Bad(bad, total int64) metrics.Count { return metrics.Count{Good: total - bad, Total: total} }
