package metrics

// Count is good items out of all items. It is the tally of every metric that
// counts: items within target, requests, executions, deliveries. The zero Count is
// empty. Counts add up in any order and can be removed.
type Count struct{ Good, Total int64 }

// CountMax is the most that one fact may count, a trillion: the sum of nine million
// such facts still fits. Report larger counts in shorter stretches of time.
const CountMax = 1_000_000_000_000

// Contribution is what one item adds to a Count.
type Contribution = Count

// Hit is the Count of one item.
func Hit(good bool) Count {
	if good {
		return Count{1, 1}
	}
	return Count{0, 1}
}

// Add counts d.
func (c *Count) Add(d Count) { c.Good += d.Good; c.Total += d.Total }

// Remove subtracts d.
func (c *Count) Remove(d Count) { c.Good -= d.Good; c.Total -= d.Total }

// Merge adds the counts of another tally.
func (c *Count) Merge(d Count) { c.Add(d) }

// Figure is the share of good items. It has no value, and a Reason, for no items,
// fewer items than least, a negative count, or more good than total.
func (c Count) Figure(least int64) (Figure, Reason) {
	switch {
	case c.Total < 0 || c.Good < 0:
		return Figure{}, MoreRemoved
	case c.Good > c.Total:
		return Figure{}, MoreGoodThanAll
	case c.Total == 0:
		return Figure{}, NoItems
	case c.Total < least:
		return Figure{}, BelowLeast
	}
	return ShareOf(c.Good, c.Total), ""
}

// Meets reports whether the good share meets the limit. It is false without items.
func (c Count) Meets(l Limit) bool {
	f, _ := c.Figure(0)
	return l.Meets(f)
}

// Figure is the ratio of a count under the metric's Excess, or the Reason why it
// has no value; see Count.Figure.
func (m Ratio) Figure(c Count, least int64) (Figure, Reason) {
	if m.Excess == ExcessClamp && c.Good > c.Total {
		c.Good = c.Total
	}
	return c.Figure(least)
}
