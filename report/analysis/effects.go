package analysis

import (
	"math/big"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Effect is what a group adds to a miss.
type Effect struct {
	// Group is empty for what has no group of the key, such as items under terms that
	// were grouped otherwise.
	Group    sla.Attrs
	Attained metrics.Figure // of the group; the zero Figure: no items
	// Size is what went wrong in the group beyond what the promise of the whole allows
	// for as many items: wrong − (1 − t) × total for a minimum t. It is in items, or in
	// seconds for a share of time; negative if the group has spared something.
	Size *big.Rat
}

// Effects gives the groups of an objective by a key, the largest effect first, equal
// effects by group. The effects add up to what the whole lacks, minus Outcome.Margin.
// They are not ordered by percent: 1 late of 1 is 0 %, and with 95% promised it is 0.95
// of an item.
//
// If the period holds several periods of the objective, Effects is about all of them, and
// Objective.Over has to promise something for that. It is an error if the objective or
// the key is unknown, if the promise is no share with one edge, and if the groups do not
// add up to the whole.
func Effects(r *sla.Result, objective, key string) ([]Effect, error) {
	t, err := take(r, objective)
	if err != nil {
		return nil, err
	}
	whole := t.whole
	groups, err := t.by(key)
	if err != nil {
		return nil, err
	}
	limit, err := whole.Promised.Parse()
	if err != nil {
		return nil, conflict(objective, "it promises nothing for %s", whole.Period)
	}
	if _, single := limit.Tolerance(1); !single {
		return nil, conflict(objective, "%s is no share with one edge, so that nothing says what a group may lack", whole.Promised)
	}
	effects := make([]Effect, len(groups))
	for i, g := range groups {
		size := new(big.Rat)
		if margin := limit.Margin(g.share).Rat(); margin != nil {
			size.Neg(margin)
		}
		effects[i] = Effect{g.attrs, g.share, size}
	}
	byWorth(effects, func(g *Effect) (*big.Rat, sla.Attrs) { return g.Size, g.Group })
	return effects, nil
}
