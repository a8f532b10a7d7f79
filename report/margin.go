package report

import (
	"fmt"
	"math/big"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// margin says how much worse an outcome could be, or how much it lacks.
func (s *summary) margin(o *sla.Outcome, limit metrics.Limit) string {
	m := o.Margin.Rat()
	if m == nil || o.Verdict != sla.Met && o.Verdict != sla.Missed {
		return ""
	}
	if good, total, ok := o.Attained.Parts(); ok && !isLength(o.Margin) {
		return s.items(o, limit, m, good, total)
	}
	w := &s.words.outcome
	_, upper := limit.Edge()
	write := func(r *big.Rat, up bool) string { return numberText(r, up) }
	spare := w.toSpare
	if isLength(o.Margin) {
		write = s.length
		spare = w.left
	}
	switch {
	case o.Verdict == sla.Met:
		return fmt.Sprintf(spare, write(m, false))
	case upper || o.Attained.IsShare():
		return fmt.Sprintf(w.over, write(m.Neg(m), true))
	}
	return fmt.Sprintf(w.short, write(m.Neg(m), true))
}

func isLength(f metrics.Figure) bool {
	// Every length has a text that ends in a unit; no number has.
	text := f.String()
	return text != "" && text[len(text)-1] >= 'a' && text[len(text)-1] <= 'z'
}

// items puts the margin of a share of items into whole items: how many of the
// good may still turn bad, or how many of the bad would have to be good. The
// exact margin of a strict limit may lie on it; the limit itself decides.
func (s *summary) items(o *sla.Outcome, limit metrics.Limit, margin *big.Rat, good, total int64) string {
	w := &s.words.outcome
	whole := exact.Quotient(margin.Num(), margin.Denom(), exact.Floor)
	if !whole.IsInt64() {
		return ""
	}
	n := whole.Int64()
	if o.Verdict == sla.Met {
		if n > 0 && !meetsAfter(limit, good, total, n) {
			n--
		}
		if n <= 0 {
			return w.noneMayMiss
		}
		return w.mayMiss.of(n)
	}
	if n = -n; !meetsAfter(limit, good, total, -n) {
		n++
	}
	return w.tooMany.of(n)
}

// meetsAfter reports whether a limit is met once n items more turned for the
// worse.
func meetsAfter(limit metrics.Limit, good, total, n int64) bool {
	if _, upper := limit.Edge(); upper {
		n = -n
	}
	return limit.Meets(metrics.ShareOf(good-n, total))
}
