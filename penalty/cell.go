package penalty

import (
	"slices"
	"sort"
)

// cell is a piece of the number line: a single bound, or the open range between two
// neighbouring bounds. All values of a cell lie in the same bands, so that one
// sample stands for all of them.
type cell struct {
	low, high fraction // absent: that side is open; equal: a single value
	sample    fraction
}

func (c *cell) single() bool {
	return !c.low.absent() && !c.high.absent() && c.low.cmp(c.high) == 0
}

// band gives the values of the cell.
func (c *cell) band() band {
	return band{low: c.low, high: c.high, lowIn: c.single(), highIn: c.single()}
}

// cells cuts the number line at every bound of the bands and lists the cells in the
// domain, from the least value to the greatest.
func cells(domain *band, bands ...*band) []cell {
	cuts := make([]fraction, 0, 2*len(bands)+2)
	for _, b := range append(bands, domain) {
		for _, f := range []fraction{b.low, b.high} {
			if !f.absent() {
				cuts = append(cuts, f)
			}
		}
	}
	sort.SliceStable(cuts, func(i, j int) bool { return cuts[i].cmp(cuts[j]) < 0 })
	cuts = slices.CompactFunc(cuts, func(a, b fraction) bool { return a.cmp(b) == 0 })
	if len(cuts) == 0 {
		return []cell{{sample: whole(0)}}
	}
	one, half := whole(1), fraction{n: 1, d: 2}
	all := make([]cell, 0, 2*len(cuts)+1)
	all = append(all, cell{high: cuts[0], sample: cuts[0].sub(one)})
	for i, f := range cuts {
		all = append(all, cell{low: f, high: f, sample: f})
		next := cell{low: f, sample: f.add(one)}
		if i+1 < len(cuts) {
			next.high = cuts[i+1]
			next.sample = f.add(next.high).mul(half)
		}
		all = append(all, next)
	}
	return slices.DeleteFunc(all, func(c cell) bool { return !domain.has(c.sample) })
}

// stretches joins neighbouring cells that fulfil a condition.
func stretches(all []cell, holds func(i int) bool) []band {
	var out []band
	for i := 0; i < len(all); i++ {
		if !holds(i) {
			continue
		}
		first := i
		for i+1 < len(all) && holds(i+1) {
			i++
		}
		out = append(out, band{low: all[first].low, lowIn: all[first].single(), high: all[i].high, highIn: all[i].single()})
	}
	return out
}
