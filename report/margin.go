package report

import (
	"fmt"
	"math/big"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// margin says how much worse an outcome could be and still meet the promise, or how
// much it lacks.
func (s *summary) margin(o *sla.Outcome, limit metrics.Limit) string {
	if o.Ahead != nil && (o.Reason == sla.Undecided || o.Verdict == sla.Met || o.Verdict == sla.Missed) {
		return s.room(o, limit)
	}
	m := o.Margin.Rat()
	if m == nil || o.Verdict != sla.Met && o.Verdict != sla.Missed {
		return ""
	}
	if good, total, ok := o.Attained.Parts(); ok && o.Margin.Kind() != metrics.LengthFigure {
		return s.items(o, limit, m, good, total, o.Verdict == sla.Met)
	}
	return s.gap(o.Attained, o.Margin, limit, o.Verdict == sla.Met)
}

// gap says by how much a figure meets or misses the promise.
func (s *summary) gap(figure, margin metrics.Figure, limit metrics.Limit, met bool) string {
	m := margin.Rat()
	if m == nil {
		return ""
	}
	w := &s.words.outcome
	_, upper := limit.Edge()
	write := func(r *big.Rat, up bool) string { return numberText(r, up) }
	spare := w.toSpare
	if margin.Kind() == metrics.LengthFigure {
		write = s.length
		spare = w.left
	}
	switch {
	case met:
		return fmt.Sprintf(spare, write(m, false))
	case upper || figure.Kind() == metrics.ShareFigure:
		return fmt.Sprintf(w.over, write(m.Neg(m), true))
	}
	return fmt.Sprintf(w.short, write(m.Neg(m), true))
}

// room says how much more may go wrong in an open period, or how much has to go right
// to meet the promise.
func (s *summary) room(o *sla.Outcome, limit metrics.Limit) string {
	w, a := &s.words.outcome, o.Ahead
	room := a.Room.Rat()
	switch {
	case a.Next > 0:
		return w.moreInTime.of(a.Next)
	case room == nil && a.NextMiss > 1:
		return fmt.Sprintf(w.oneMayMiss, a.NextMiss)
	case room == nil && a.NextMiss > 0:
		good, total, _ := o.Attained.Parts()
		return s.items(o, limit, o.Margin.Rat(), good, total, true)
	case room == nil && a.Best.IsValid():
		return s.gap(a.Best, limit.Margin(a.Best), limit, limit.Meets(a.Best))
	case room == nil:
		return s.gap(o.Attained, o.Margin, limit, limit.Meets(o.Attained))
	case a.Room.Kind() == metrics.LengthFigure && room.Sign() < 0:
		return fmt.Sprintf(w.over, s.length(room.Neg(room), true))
	case a.Room.Kind() == metrics.LengthFigure:
		return fmt.Sprintf(w.left, s.length(room, false))
	case !room.Num().IsInt64():
		return ""
	case room.Sign() < 0:
		return w.tooMany.of(-room.Num().Int64())
	case room.Sign() > 0:
		return w.mayMiss.of(room.Num().Int64())
	case a.NextMiss > 1:
		return fmt.Sprintf(w.oneMayMiss, a.NextMiss)
	}
	return w.noneMayMiss
}

// items writes the margin of a share of items in whole items: how many good items may
// still turn bad, or how many bad items would have to be good. For a strict limit the
// rounded margin may lie on the limit, so items asks the limit itself.
func (s *summary) items(o *sla.Outcome, limit metrics.Limit, margin *big.Rat, good, total int64, met bool) string {
	w := &s.words.outcome
	if margin == nil {
		return ""
	}
	whole := exact.Quotient(margin.Num(), margin.Denom(), exact.Floor)
	if !whole.IsInt64() {
		return ""
	}
	n := whole.Int64()
	if met {
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

// meetsAfter reports whether the limit is met if n more items turn bad.
func meetsAfter(limit metrics.Limit, good, total, n int64) bool {
	if _, upper := limit.Edge(); upper {
		n = -n
	}
	return limit.Meets(metrics.ShareOf(good-n, total))
}
