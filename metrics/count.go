package metrics

// Count is good items out of all. It is the tally of every counting family:
// items within target, requests, executions, deliveries. The zero Count has
// seen nothing. Counts add up in any order and what was added can be removed.
type Count struct{ Good, Total int64 }

// CountMax is the most that one fact may count, a trillion: nine million such
// facts still have a sum. Larger counts are given for shorter stretches of time.
const CountMax = 1_000_000_000_000

// Contribution is what one item adds to a Count.
type Contribution = Count

// Hit is one item.
func Hit(good bool) Count {
	if good {
		return Count{1, 1}
	}
	return Count{0, 1}
}

// Add counts d.
func (c *Count) Add(d Count) { c.Good += d.Good; c.Total += d.Total }

// Remove takes back what was added.
func (c *Count) Remove(d Count) { c.Good -= d.Good; c.Total -= d.Total }

// Merge adds all that the other holds.
func (c *Count) Merge(d Count) { c.Add(d) }

// Figure is the share of good items, or the reason why it has no value: no
// items, fewer than least, or counts that cannot be.
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

// Meets reports whether the good share meets the limit; false without items.
func (c Count) Meets(l Limit) bool {
	f, _ := c.Figure(0)
	return l.Meets(f)
}

// Figure is the ratio of a count under the metric's policy of excess, or the
// reason why it has no value.
func (m Ratio) Figure(c Count, least int64) (Figure, Reason) {
	if m.Excess == ExcessClamp && c.Good > c.Total {
		c.Good = c.Total
	}
	return c.Figure(least)
}
