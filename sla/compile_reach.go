package sla

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// finding notes a finding about the agreement, once.
func (c *compiler) finding(f Finding) {
	if c.found[f] {
		return
	}
	if c.found == nil {
		c.found = map[Finding]bool{}
	}
	c.found[f] = true
	c.a.findings = append(c.a.findings, f)
}

// quietly notes a finding about a part that changes no result, once. Results do not have
// it, because they have the fingerprint, and the part is not in the fingerprint.
func (c *compiler) quietly(f Finding) {
	if !slices.Contains(c.a.quiet, f) {
		c.a.quiet = append(c.a.quiet, f)
	}
}

// within reports whether something holds of the time in which the terms are in force.
// It asks about the first month of that time, then the first year, then seventy years.
// Time before 1990 counts only if the terms end less than seventy years after it. Most
// calendars answer from one block of 388 days, which holds the month. To compile a
// calendar for seventy years costs more than the rest of an ordinary agreement.
// Therefore only the first hundred questions without a yes go so far; after them the
// answer is yes.
func (b *builder) within(holds func(from, to time.Time) bool) bool {
	const day = int64(24 * time.Hour)
	const month, year = 31 * day, 366 * day
	from, to := max(b.a.from, b.p.from), min(b.a.to, horizonTo*int64(time.Second))
	from = max(from, min(631_152_000*int64(time.Second), to-70*year)) // 1990
	to = min(to, from+70*year)
	if to <= from { // reported elsewhere
		return true
	}
	for _, first := range []int64{month, year} {
		if holds(instant(from), instant(min(to, from+first))) {
			return true
		}
	}
	if b.looks >= 100 {
		return true
	}
	b.looks++
	return to > from+year && holds(instant(from), instant(to))
}

// band gives the figures that a metric can have, for the checks of credits; "": those
// from 0 on, of shares up to 100%.
func (f *family) band(m metrics.Metric) penalty.Band {
	low, high := f.between(m)
	if low == nil || high == nil || f.gives.Kind() != metrics.NumberFigure {
		return ""
	}
	return penalty.Band(f.figureOf(low).String() + " to " + f.figureOf(high).String())
}

// reachable reports a promise that no figure of its metric could meet.
func (b *builder) reachable(o *Objective, f *family, limit metrics.Limit, path string) {
	low, high := f.between(o.Metric)
	edge, less := limit.Edge()
	if high == nil && !less || low == nil && less {
		return
	}
	for _, value := range []*big.Rat{low, high, edge} {
		if value == nil || low != nil && value.Cmp(low) < 0 || high != nil && value.Cmp(high) > 0 {
			continue
		}
		if !value.Denom().IsInt64() || limit.Meets(f.figureOf(value)) {
			return // the promise can be met, or its edge has so many digits that it lies between two figures
		}
	}
	b.finding(Finding{FindingUnreachable, o.ID, path, string(o.Attain)})
}

// grained reports a grain that can turn the verdict. Rounding up to whole grains
// changes no comparison of a single length with "at most" or "over" a whole number of
// grains. It can change every other comparison, sum and mean.
func (b *builder) grained(o *Objective, path string) {
	var text metrics.Span
	single := false
	switch m := o.Metric.(type) {
	case metrics.Mean:
		text = m.Grain
	case metrics.Sum:
		text = m.Grain
	case metrics.Max:
		text, single = m.Grain, true
	case metrics.Percentile:
		text, single = m.Grain, m.Method == "" || m.Method == metrics.NearestRank
	}
	unit, err := text.Parse()
	in, badBound := quantity.Parse(string(o.Attain))
	if err != nil || unit <= 0 || badBound != nil {
		return
	}
	whole := func(end *big.Rat) bool {
		return end == nil || new(big.Rat).Quo(end, big.NewRat(int64(unit), 1)).IsInt()
	}
	if single && whole(in.Low) && whole(in.High) && !in.LowIn && (in.High == nil || in.HighIn) {
		return
	}
	b.finding(Finding{FindingGrain, o.ID, path + ".grain", string(text)})
}

// between gives the least and the greatest figure that is possible; nil: no bound.
func (f *family) between(m metrics.Metric) (low, high *big.Rat) {
	low = new(big.Rat)
	switch m := m.(type) {
	case metrics.Score:
		switch m.Kind {
		case metrics.NetPromoter:
			return big.NewRat(-100, 1), big.NewRat(100, 1)
		case metrics.Opinion:
			return big.NewRat(1, 1), big.NewRat(9, 2)
		case metrics.MeanScore:
			return ends(m.Scale)
		}
	case metrics.Total:
		return nil, nil
	}
	if f.gives.Kind() == metrics.ShareFigure {
		high = big.NewRat(1, 1)
	}
	return low, high
}

// ends gives both sides of a scale such as "1 to 5".
func ends(scale metrics.Bound) (low, high *big.Rat) {
	from, to, _ := strings.Cut(string(scale), " to ")
	side := func(text string) *big.Rat {
		limit, _ := metrics.Bound("at least " + text).Parse()
		value, _ := limit.Edge()
		return value
	}
	return side(from), side(strings.TrimPrefix(to, "below "))
}

// figureOf gives a value as a figure of the family's kind.
func (f *family) figureOf(value *big.Rat) metrics.Figure {
	switch {
	case f.gives.Kind() == metrics.ShareFigure:
		return metrics.ShareOf(value.Num().Int64(), value.Denom().Int64())
	case f.gives.Kind() == metrics.LengthFigure:
		return metrics.LengthOf(time.Duration(value.Num().Int64()))
	}
	return metrics.NumberOf(value)
}

// arrives reports a target whose calendar never opens long enough or often enough for
// it.
func (b *builder) arrives(o *Objective, t *targetProgram, path string) {
	enough := func(from, to time.Time) bool { return t.cal.Elapsed(from, to) >= t.time }
	switch t.kind {
	case withinOpen:
	case withinBusinessDays:
		enough = func(from, to time.Time) bool { return t.cal.BusinessDays(date.NewAt(from), date.NewAt(to)) >= t.days }
	default:
		return
	}
	if b.within(enough) {
		return
	}
	value := string(o.Targets[t.index].Within)
	if strings.HasSuffix(path, ".calendar") { // a calendar that a ticket may name
		value = t.calendar
	}
	b.finding(Finding{FindingUnreachable, o.ID, path, value})
}
