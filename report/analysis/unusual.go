package analysis

import (
	"fmt"
	"math/big"
	"sort"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
)

// Odd is a figure outside the range of the twelve before it.
type Odd struct {
	PeriodFigure
	High bool // above the range; else below
	// Edge is the k-th highest of the twelve figures before, or the k-th lowest.
	Edge metrics.Figure
	// Reached counts the figures of the twelve that were at least as high, or as low: fewer
	// than k.
	Reached int
}

// unusualOf is how many figures make the range.
const unusualOf = 12

// Unusual lists the figures that lie above the k-th highest or below the k-th lowest of
// the twelve figures before them, in the order of the periods. With k = 1 they are the
// records of a year of months; k is at most 6. A figure equal to the edge is not outside.
// Periods without a value are passed over, and a figure with fewer than twelve before it
// is not looked at. Nothing is assumed of how figures are spread: if every order of
// thirteen different figures is as likely, the last is outside in 2k of 13.
//
// It is an error if k is out of range and if figures are of different kinds.
func Unusual(p []PeriodFigure, k int) ([]Odd, error) {
	if k < 1 || k > unusualOf/2 {
		return nil, &fault.FieldError{Path: "k", Value: fmt.Sprint(k), Err: fault.Because(fault.ErrRange, "from 1 to %d", unusualOf/2)}
	}
	var odd []Odd
	var before []int // places of the periods with a value
	for i := range p {
		y := p[i].Figure.Rat()
		if y == nil {
			continue
		}
		if len(before) > 0 && p[before[0]].Figure.Kind() != p[i].Figure.Kind() {
			return nil, &fault.FieldError{Path: fmt.Sprintf("periods[%d]", i), Value: p[i].Figure.String(),
				Err: fault.Because(fault.ErrConflict, "the figures before it are of the kind %s", p[before[0]].Figure.Kind())}
		}
		if len(before) == unusualOf {
			if o, is := outside(p, before, y, k); is {
				o.PeriodFigure = p[i]
				odd = append(odd, o)
			}
			before = before[1:]
		}
		before = append(before, i)
	}
	return odd, nil
}

// outside holds a value against the figures at the places in before.
func outside(p []PeriodFigure, before []int, y *big.Rat, k int) (o Odd, is bool) {
	rising := make([]int, len(before))
	copy(rising, before)
	sort.SliceStable(rising, func(i, j int) bool { return p[rising[i]].Figure.Rat().Cmp(p[rising[j]].Figure.Rat()) < 0 })
	low, high := p[rising[k-1]].Figure, p[rising[len(rising)-k]].Figure
	switch {
	case y.Cmp(high.Rat()) > 0:
		o.High, o.Edge = true, high
	case y.Cmp(low.Rat()) < 0:
		o.Edge = low
	default:
		return o, false
	}
	for _, i := range before {
		if c := p[i].Figure.Rat().Cmp(y); c == 0 || c > 0 == o.High {
			o.Reached++
		}
	}
	return o, true
}
