package analysis

import (
	"math/big"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Split is the difference of two shares, taken apart: After − Before = Own + Mix.
type Split struct {
	Before, After metrics.Figure
	// Own is the change due to the groups' shares, Mix the change due to their weights. Both
	// are in shares; 1/100 is one percentage point.
	Own, Mix *big.Rat
	// Groups has the part of each group, the largest Own first, then by group.
	Groups []GroupSplit
	// Chance is the exact share of the ways to deal the same good and bad items out to the
	// same two totals that would differ at least so much in the same direction; 1 if nothing
	// differs. It is a number: it claims neither a cause nor that a difference matters. It
	// is nil above 10,000 items, for shares of time, and if both results share dates of one
	// agreement, so that items would be in both.
	Chance *big.Rat
}

// GroupSplit is the part of one group in a Split.
type GroupSplit struct {
	Group         sla.Attrs
	Before, After metrics.Figure // the zero Figure: no items on that side
	// Own and Mix add up to those of the Split over all groups. Mix is above 0 if a group
	// with a better share than the whole grew, or a group with a worse share shrank.
	Own, Mix *big.Rat
}

// chanceMax is the most items of which a Chance is worked out.
const chanceMax = 10_000

// Shift explains the change of an objective between two results by a key of groups. With w
// the weight of a group in its total and p its share, before (0) and after (1):
//
//	Own = Σ ½(w₀+w₁)(p₁−p₀)    Mix = Σ ½(p₀+p₁)(w₁−w₀)
//
// The parts of Mix count from P, the mean of the two shares of the whole:
// (½(p₀+p₁)−P)(w₁−w₀). Their sum is the same, since the weights lose as much as they gain. A group that has items on one side only is all Mix: its p is the same on both. Other
// keys give another split of the same change. The promise does not matter. Errors are
// as in Effects; each names its side, before or after.
func Shift(before, after *sla.Result, objective, key string) (Split, error) {
	var c Split
	one, sideOne, err := side(before, "before", objective, key)
	if err != nil {
		return c, err
	}
	two, sideTwo, err := side(after, "after", objective, key)
	if err != nil {
		return c, err
	}
	if isTime(one.whole) != isTime(two.whole) {
		return c, conflict(objective, "it is a share of items on one side and a share of time on the other")
	}
	c.Before, _ = counted(one.whole)
	c.After, _ = counted(two.whole)
	at := map[string]int{}
	for i, groups := range [][]group{sideOne, sideTwo} {
		for _, g := range groups {
			name := nameOf(g.attrs)
			n, there := at[name]
			if !there {
				n = len(c.Groups)
				at[name] = n
				c.Groups = append(c.Groups, GroupSplit{Group: g.attrs})
			}
			if i == 0 {
				c.Groups[n].Before = g.share
			} else {
				c.Groups[n].After = g.share
			}
		}
	}
	own, mix := make([]*big.Rat, len(c.Groups)), make([]*big.Rat, len(c.Groups))
	for i := range c.Groups {
		g := &c.Groups[i]
		g.split(c.Before, c.After)
		own[i], mix[i] = g.Own, g.Mix
	}
	c.Own, c.Mix = sum(own), sum(mix)
	byWorth(c.Groups, func(g *GroupSplit) (*big.Rat, sla.Attrs) { return g.Own, g.Group })
	apart := before.Agreement != after.Agreement || !before.From.Before(after.To) || !after.From.Before(before.To)
	if !isTime(one.whole) && apart {
		c.Chance = chance(c.Before, c.After)
	}
	return c, nil
}

// side gives the outcome of one side with its groups.
func side(r *sla.Result, name, objective, key string) (taken, []group, error) {
	t, err := take(r, objective)
	if err != nil {
		return t, nil, within(name, err)
	}
	groups, err := t.by(key)
	return t, groups, within(name, err)
}

// split works out what a group did of its own and by its weight in the wholes.
func (g *GroupSplit) split(before, after metrics.Figure) {
	p0, w0 := g.Before.Rat(), new(big.Rat)
	if p0 != nil {
		w0.Quo(totalOf(g.Before), totalOf(before))
	}
	p1, w1 := g.After.Rat(), new(big.Rat)
	if p1 != nil {
		w1.Quo(totalOf(g.After), totalOf(after))
	}
	switch {
	case p0 == nil && p1 == nil:
		g.Own, g.Mix = new(big.Rat), new(big.Rat)
		return
	case p0 == nil:
		p0 = p1
	case p1 == nil:
		p1 = p0
	}
	g.Own = mean(w0, w1)
	g.Own.Mul(g.Own, new(big.Rat).Sub(p1, p0))
	g.Mix = mean(p0, p1)
	g.Mix.Sub(g.Mix, mean(before.Rat(), after.Rat()))
	g.Mix.Mul(g.Mix, new(big.Rat).Sub(w1, w0))
}

// mean is ½(a+b).
func mean(a, b *big.Rat) *big.Rat {
	m := new(big.Rat).Add(a, b)
	return m.Mul(m, rat(1, 2))
}

// chance is the tail of the hypergeometric distribution: of all ways to take the items
// after from all items, the share that takes at least as many good ones, if they became more, or
// at most as many.
func chance(before, after metrics.Figure) *big.Rat {
	goodBefore, totalBefore, ok := before.Parts()
	good, n, too := after.Parts()
	if !ok || !too || totalBefore > chanceMax || n > chanceMax-totalBefore || good > n || goodBefore > totalBefore {
		return nil
	}
	if before.Rat().Cmp(after.Rat()) == 0 {
		return rat(1, 1)
	}
	if before.Rat().Cmp(after.Rat()) > 0 { // as many bad ones or more
		good, goodBefore = n-good, totalBefore-goodBefore
	}
	all := totalBefore + n
	allGood := goodBefore + good
	bad := all - allGood
	// The ways to take k good ones, from k = good to the most there can be.
	ways := new(big.Int).Binomial(allGood, good)
	ways.Mul(ways, new(big.Int).Binomial(bad, n-good))
	tail := new(big.Int)
	for k := good; ways.Sign() > 0; k++ {
		tail.Add(tail, ways)
		// C(allGood, k+1) C(bad, n−k−1) from C(allGood, k) C(bad, n−k)
		ways.Mul(ways, big.NewInt((allGood-k)*(n-k)))
		ways.Quo(ways, big.NewInt((k+1)*(bad-n+k+1)))
	}
	return new(big.Rat).SetFrac(tail, new(big.Int).Binomial(all, n))
}
