package report

import (
	"math"
	"math/big"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
)

// spot is a place on the width or height of a picture, in hundredths of a percent: from
// 0 to whole.
type spot int64

const whole100 spot = 10_000

// scale is the stretch of values that a picture shows. Every value that the picture
// shows lies on it, so that nothing is ever cut off.
type scale struct {
	kind      metrics.FigureKind
	low, high *big.Rat // seconds for lengths
}

// scaleOf is the smallest round stretch that holds all values: its ends are multiples of
// a round step, and it has at most six steps. Values that are nil are left out. If the
// values are one, the stretch also holds 0, or 1 if the value is 0.
func scaleOf(kind metrics.FigureKind, values ...*big.Rat) scale {
	s := scale{kind: kind}
	hold := func(v *big.Rat) {
		if s.low == nil || v.Cmp(s.low) < 0 {
			s.low = v
		}
		if s.high == nil || v.Cmp(s.high) > 0 {
			s.high = v
		}
	}
	for _, v := range values {
		if v != nil {
			hold(v)
		}
	}
	zero := new(big.Rat)
	if s.low == nil {
		hold(zero)
	}
	if s.low.Cmp(s.high) == 0 {
		hold(zero)
	}
	if s.low.Cmp(s.high) == 0 {
		hold(big.NewRat(1, 1))
	}
	for _, step := range steps(kind, new(big.Rat).Sub(s.high, s.low)) {
		low, high := multiple(s.low, step, exact.Floor), multiple(s.high, step, exact.Ceiling)
		count := new(big.Rat).Sub(high, low)
		if count.Quo(count, step).Cmp(big.NewRat(6, 1)) <= 0 {
			s.low, s.high = low, high
			break
		}
	}
	return s
}

func multiple(v, step *big.Rat, mode exact.Mode) *big.Rat {
	n := new(big.Rat).Quo(v, step)
	return n.SetInt(exact.Quotient(n.Num(), n.Denom(), mode)).Mul(n, step)
}

// steps gives round steps for a stretch, the smallest first: 1, 2 and 5 of each power of
// ten, and for lengths the steps of a clock. The last is as long as the stretch or
// longer, so that a stretch has at most two of it.
func steps(kind metrics.FigureKind, stretch *big.Rat) (all []*big.Rat) {
	unit := big.NewRat(1, 1)
	if kind == metrics.LengthFigure {
		day := big.NewRat(86_400, 1)
		if stretch.Cmp(big.NewRat(60, 1)) >= 0 && stretch.Cmp(day) < 0 {
			for _, seconds := range []int64{10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400} {
				all = append(all, big.NewRat(seconds, 1))
			}
			return all
		}
		if stretch.Cmp(day) >= 0 {
			unit = day
		}
	}
	ten, power := big.NewRat(10, 1), big.NewRat(1, 1)
	rest := new(big.Rat).Quo(stretch, unit)
	for power.Cmp(rest) > 0 {
		power.Quo(power, ten)
	}
	for next := new(big.Rat).Mul(power, ten); next.Cmp(rest) <= 0; next.Mul(next, ten) {
		power.Set(next)
	}
	power.Quo(power, ten)
	for range 2 {
		for _, n := range []int64{1, 2, 5} {
			step := new(big.Rat).Mul(power, big.NewRat(n, 1))
			all = append(all, step.Mul(step, unit))
		}
		power.Mul(power, ten)
	}
	return append(all, power.Mul(power, unit))
}

// at gives the spot of a value, rounded down or up.
func (s scale) at(v *big.Rat, mode exact.Mode) spot {
	x := new(big.Rat).Sub(v, s.low)
	x.Quo(x, new(big.Rat).Sub(s.high, s.low)).Mul(x, big.NewRat(int64(whole100), 1))
	return spot(exact.Quotient(x.Num(), x.Denom(), mode).Int64())
}

// promise is a limit as pictures show it.
type promise struct {
	low, high *big.Rat // the edges; nil: none
}

// promiseOf gives the edges of a limit. A limit with a lower edge tells its upper edge by
// how far a figure beyond all limits lies outside.
func promiseOf(limit metrics.Limit, kind metrics.FigureKind) (p promise) {
	edge, upper := limit.Edge()
	if edge == nil {
		return p
	}
	if kind == metrics.LengthFigure { // nanoseconds there, seconds here
		edge.Quo(edge, big.NewRat(1e9, 1))
	}
	if upper {
		return promise{high: edge}
	}
	p.low = edge
	beyond := metrics.NumberOf(new(big.Rat).SetInt(exact.Power(30)))
	switch kind {
	case metrics.ShareFigure:
		beyond = metrics.ShareOf(math.MaxInt64, 1)
	case metrics.LengthFigure:
		beyond = metrics.LengthOf(math.MaxInt64)
	}
	if gap := limit.Gap(beyond).Rat(); gap != nil && gap.Sign() < 0 {
		p.high = gap.Add(beyond.Rat(), gap)
	}
	return p
}

// ticks gives the spots of the edges. A lower edge lies at least a hundredth of a percent
// from the lower end, and an upper edge from the upper end, so that there is room for a
// miss.
func (p promise) ticks(s scale) (low, high spot) {
	if p.low != nil {
		low = max(s.at(p.low, exact.Floor), 1)
	}
	if p.high != nil {
		high = min(s.at(p.high, exact.Floor), whole100-1)
		if p.low != nil && p.low.Cmp(p.high) == 0 {
			low = min(low, high)
		}
		high = max(high, low)
	}
	return low, high
}

// spot gives the spot of a value: of a miss strictly outside the ticks, at least a
// hundredth of a percent; of any other value on a tick or within. A miss may lie on the
// edge itself, if the limit is strict.
func (p promise) spot(s scale, v *big.Rat, missed bool) spot {
	low, high := p.ticks(s)
	x := s.at(v, exact.Floor)
	switch {
	case missed && p.low != nil && v.Cmp(p.low) <= 0:
		return min(x, low-1)
	case missed && p.high != nil && v.Cmp(p.high) >= 0:
		return max(s.at(v, exact.Ceiling), high+1)
	case missed:
		return x
	}
	if p.low != nil && v.Cmp(p.low) >= 0 {
		x = max(x, low)
	}
	if p.high != nil && v.Cmp(p.high) <= 0 {
		x = min(x, high)
	}
	return x
}

// natural is the value toward which a promise strives, and which its scale shows: all of
// a share for a minimum, nothing for a maximum, and 0 for every length. It is nil for
// other numbers.
func (p promise) natural(kind metrics.FigureKind) *big.Rat {
	switch {
	case kind == metrics.ShareFigure && p.low != nil:
		return big.NewRat(1, 1)
	case kind == metrics.LengthFigure, p.low == nil && p.high != nil:
		return new(big.Rat)
	}
	return nil
}
