package analysis

import (
	"fmt"
	"math/big"
	"sort"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// PeriodFigure is one period of an objective and its figure.
type PeriodFigure struct {
	Period sla.Period
	// Figure is what was attained. The zero Figure has no value: not measurable, or no
	// result has the period. The period keeps its place and enters no sum.
	Figure metrics.Figure
	Items  int64 // that the figure is of; 0 for a share of time, which has its time
	Open   bool  // the period had not ended
}

// periodsMax bounds the periods: 27 years of days.
const periodsMax = 10_000

// Periods gives the periods of an objective over results, oldest first, whatever the order of the
// results. Sums of periods and groups are left out. A period between two others
// that no result has is a period without a value. If a revision splits a period, its
// shares are pooled.
//
// It is an error if a period is in two results, which would count its items twice; if
// periods are missing and cannot be counted, such as months from the 15th; if the kind
// of the figure changes; and beyond 10,000 periods. Rolling periods overlap; Slope and
// Unusual take them, Moving does not.
func Periods(objective string, results ...*sla.Result) ([]PeriodFigure, error) {
	var all []PeriodFigure
	kind := metrics.FigureKind("")
	in := map[sla.Period]int{} // the result that has a period
	for n, r := range results {
		if r == nil {
			return nil, &fault.FieldError{Path: fmt.Sprintf("results[%d]", n), Err: fault.Because(fault.ErrMissing, "no result was given")}
		}
		for i := range r.Outcomes {
			o := &r.Outcomes[i]
			if o.Objective != objective || len(o.Group) > 0 || o.Judge != "" {
				continue
			}
			p := PeriodFigure{Period: o.Period, Figure: o.Attained, Items: o.Total, Open: !o.Final}
			if o.Slices != nil {
				_, p.Items, _ = o.Attained.Parts()
			}
			if k := p.Figure.Kind(); k != "" && kind != "" && k != kind {
				return nil, conflict(objective, "its figure is a %s until %s, and then a %s", kind, p.Period, k)
			} else if k != "" {
				kind = k
			}
			if m, again := in[p.Period]; again && m != n {
				return nil, &fault.FieldError{Path: fmt.Sprintf("results[%d]", n), Value: p.Period.String(),
					Err: fault.Because(fault.ErrConflict, "the period is in results[%d] too: its items would count twice", m)}
			} else if again {
				if err := all[len(all)-1].join(objective, p); err != nil {
					return nil, err
				}
				continue
			}
			in[p.Period] = n
			all = append(all, p)
		}
	}
	if len(all) == 0 && len(results) > 0 {
		return nil, unknownObjective("objective", objective, results...)
	}
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i].Period, all[j].Period
		return a.To() < b.To() || a.To() == b.To() && a.From() < b.From()
	})
	return filled(all)
}

// join adds the rest of a period that a revision split.
func (p *PeriodFigure) join(objective string, rest PeriodFigure) error {
	if p.Period != rest.Period {
		return &fault.FieldError{Path: "objective", Value: fault.Shorten(objective), Err: fault.Because(fault.ErrConflict, "%s stands apart twice in one result", rest.Period)}
	}
	p.Items += rest.Items
	p.Open = p.Open || rest.Open
	switch {
	case !rest.Figure.IsValid():
	case !p.Figure.IsValid():
		p.Figure = rest.Figure
	default:
		if p.Figure = metrics.PoolOf(p.Figure, rest.Figure); !p.Figure.IsValid() {
			return conflict(objective, "a revision splits %s, and the two figures have no common one", rest.Period)
		}
	}
	return nil
}

// filled puts in the periods that no result has.
func filled(all []PeriodFigure) ([]PeriodFigure, error) {
	var periods []PeriodFigure
	for i := range all {
		if i > 0 {
			for next := all[i-1].Period.Next(); ; next = next.Next() {
				to := all[i].Period.From()
				if all[i-1].Period.To() >= to || next.From() == to {
					break
				}
				if next.To() > to {
					return nil, &fault.FieldError{Path: "results", Value: all[i].Period.String(), Err: fault.Because(fault.ErrMissing,
						"the periods from %s on: give a result for each, since they are not of whole months or equal days", all[i-1].Period)}
				}
				if len(periods) >= periodsMax {
					break
				}
				periods = append(periods, PeriodFigure{Period: next})
			}
		}
		if len(periods) >= periodsMax {
			return nil, &fault.FieldError{Path: "results", Err: fault.Because(fault.ErrRange, "more than %d periods", periodsMax)}
		}
		periods = append(periods, all[i])
	}
	return periods, nil
}

// Slope is the change per period along the straight line that lies nearest to the
// figures by least squares; n is the number of figures. With i the place of a period
// in the list and y its figure, over the periods with a value:
//
//	(n Σiy − Σi Σy) / (n Σi² − (Σi)²)
//
// It is in shares, seconds or numbers per period; a share of 1/100 is one percentage
// point. It is nil for fewer than three figures, and for figures of different kinds. Each
// period weighs the same, however many items it has. It is arithmetic over the past, and
// no forecast.
func Slope(p []PeriodFigure) (perPeriod *big.Rat, n int) {
	var at, squares int64
	var kind metrics.FigureKind
	mixed := false
	for i := range p {
		k := p[i].Figure.Kind()
		if k == "" {
			continue
		}
		mixed = mixed || n > 0 && k != kind
		kind = k
		n++
		at += int64(i)
		squares += int64(i) * int64(i)
	}
	if n < 3 || mixed {
		return nil, n
	}
	// Σ(n i − Σi) y is n Σiy − Σi Σy.
	var terms []*big.Rat
	for i := range p {
		if y := p[i].Figure.Rat(); y != nil {
			terms = append(terms, y.Mul(y, rat(int64(n)*int64(i)-at, 1)))
		}
	}
	across := new(big.Int).Mul(big.NewInt(int64(n)), big.NewInt(squares))
	across.Sub(across, new(big.Int).Mul(big.NewInt(at), big.NewInt(at)))
	slope := sum(terms)
	return slope.Quo(slope, new(big.Rat).SetInt(across)), n
}

// Moving pools the k periods up to each period: the good part of all over the whole of
// all, and not the mean of their shares. The list is as long as before. Its first k−1
// periods have no value, since they lack earlier ones; Period of the others is the stretch
// of all k. Periods without a value take a place and add nothing; k of them make a
// stretch without a value.
//
// It is an error if k is below 1, if a figure is no share, and if periods overlap, whose
// items would count several times.
func Moving(p []PeriodFigure, k int) ([]PeriodFigure, error) {
	if k < 1 {
		return nil, &fault.FieldError{Path: "k", Value: fmt.Sprint(k), Err: fault.Because(fault.ErrRange, "pool 1 period or more")}
	}
	moved := make([]PeriodFigure, len(p))
	for i := range p {
		f := p[i].Figure
		if f.IsValid() && f.Kind() != metrics.ShareFigure {
			return nil, &fault.FieldError{Path: fmt.Sprintf("periods[%d]", i), Value: f.String(), Err: fault.Because(fault.ErrConflict, "only shares can be pooled")}
		}
		if i > 0 && p[i].Period.From() < p[i-1].Period.To() {
			return nil, &fault.FieldError{Path: fmt.Sprintf("periods[%d]", i), Value: p[i].Period.String(),
				Err: fault.Because(fault.ErrConflict, "it overlaps %s: their items would count twice", p[i-1].Period)}
		}
		from := i - k + 1
		if from < 0 {
			moved[i] = PeriodFigure{Period: p[i].Period, Open: p[i].Open}
			continue
		}
		moved[i].Period = sla.Dates(p[from].Period.From(), p[i].Period.To())
		var figures []metrics.Figure
		for _, q := range p[from : i+1] {
			moved[i].Open = moved[i].Open || q.Open
			if q.Figure.IsValid() {
				figures = append(figures, q.Figure)
				moved[i].Items += q.Items
			}
		}
		if len(figures) == 0 {
			continue
		}
		if moved[i].Figure = metrics.PoolOf(figures...); !moved[i].Figure.IsValid() {
			return nil, &fault.FieldError{Path: fmt.Sprintf("periods[%d]", i), Err: fault.Because(fault.ErrConflict, "shares of items and shares of time have no common figure")}
		}
	}
	return moved, nil
}
