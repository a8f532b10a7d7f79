package metrics

import (
	"math/big"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
)

// Budget is an error budget: how much may go wrong. Its figures are all lengths or
// all numbers of items, exact. Left is negative if the budget is overspent.
type Budget struct{ Allowed, Spent, Left Figure }

// Used is the spent share of the budget, a number that may exceed 1. It has no
// value if nothing was allowed.
func (b Budget) Used() Figure {
	if !b.Allowed.IsValid() || b.Allowed.raw().Sign() == 0 {
		return Figure{}
	}
	used := b.Spent.raw()
	return NumberOf(used.Quo(used, b.Allowed.raw()))
}

// tolerated is the share that may be bad: 1 less a minimum, or a maximum itself.
// least reports a minimum. ok is false for ranges and for other units.
func (l Limit) tolerated() (share *big.Rat, least, ok bool) {
	switch {
	case l.unit != unitShare || l.low.set == l.high.set:
		return nil, false, false
	case l.low.set:
		return new(big.Rat).Sub(big.NewRat(1, 1), l.low.value), true, true
	}
	return new(big.Rat).Set(l.high.value), false, true
}

// badShare is the share that went wrong: 1 less the figure if the limit is a
// minimum, the figure if the limit is a maximum.
func (l Limit) badShare(f Figure) (bad, tolerated *big.Rat, ok bool) {
	t, least, ok := l.tolerated()
	if !ok || !f.isShare() {
		return nil, nil, false
	}
	bad = f.raw()
	if least {
		bad.Sub(big.NewRat(1, 1), bad)
	}
	return bad, t, true
}

// Allowance is how much of whole may be bad under a limit of a share: the downtime
// of a length, the items of a number, exactly. It has no value for ranges, for
// limits of lengths and numbers, or if whole is a share.
func (l Limit) Allowance(whole Figure) Figure {
	t, _, ok := l.tolerated()
	if !ok {
		return Figure{}
	}
	return scale(whole, t)
}

// scale multiplies a length or a number; any other figure becomes no value.
func scale(f Figure, by *big.Rat) Figure {
	switch f.kind {
	case length:
		return lengthOf(new(big.Rat).Mul(f.raw(), by))
	case number:
		return NumberOf(new(big.Rat).Mul(f.wide, by))
	}
	return Figure{}
}

// Budget gives the error budget of whole, a length or a number, after the
// measurement f. If f was counted in the unit of whole, Spent is the bad time or
// items that f counted; else it is the bad share of f times whole. If whole is the
// zero Figure, the total of f takes its place. ok is false if f is no share or the
// limit has no budget.
func (l Limit) Budget(f, whole Figure) (b Budget, ok bool) {
	bad, t, ok := l.badShare(f)
	if !ok {
		return Budget{}, false
	}
	own := NumberOf(big.NewRat(f.b, 1))
	if f.kind == shareOfTime {
		own = LengthOf(time.Duration(f.b))
	}
	if !whole.IsValid() {
		whole = own
	}
	if own.kind != whole.kind {
		own = whole
	}
	b = Budget{Allowed: scale(whole, t), Spent: scale(own, bad)}
	if !b.Allowed.IsValid() {
		return Budget{}, false
	}
	b.Left = plus(b.Allowed, scale(b.Spent, big.NewRat(-1, 1)))
	return b, true
}

// plus adds two lengths or two numbers.
func plus(f, g Figure) Figure {
	sum := f.raw()
	sum.Add(sum, g.raw())
	if f.kind == length {
		return lengthOf(sum)
	}
	return NumberOf(sum)
}

// BurnRate is how fast a budget is used: the bad share over the share that may be
// bad, a number. At 1 the budget lasts exactly its period. BurnRate has no value if
// f has none, or if the limit lets nothing be bad.
func (l Limit) BurnRate(f Figure) Figure {
	bad, t, ok := l.badShare(f)
	if !ok || t.Sign() == 0 {
		return Figure{}
	}
	return NumberOf(bad.Quo(bad, t))
}

// BudgetEaten is the share of a period's budget that a burn rate uses within a
// window: rate × window / period, a number.
func BudgetEaten(rate Figure, window, period time.Duration) Figure {
	if rate.kind != number || period <= 0 {
		return Figure{}
	}
	return scale(rate, big.NewRat(int64(window), int64(period)))
}

// BurnFactor is the burn rate that eats a share of a period's budget within a
// window: share × period / window. 2 % in one hour of 30 days is 14.4.
func BurnFactor(share *big.Rat, window, period time.Duration) Figure {
	if share == nil || window <= 0 {
		return Figure{}
	}
	f := big.NewRat(int64(period), int64(window))
	return NumberOf(f.Mul(f, share))
}

// ExhaustedIn is how long the rest of a budget of period lasts at a burn rate: left
// / allowed × period / rate, a length. It is 0 if nothing is left. ok is false if
// the budget lasts for ever or nothing was allowed.
func (b Budget) ExhaustedIn(rate Figure, period time.Duration) (f Figure, ok bool) {
	if !b.Left.IsValid() || rate.kind != number || period < 0 {
		return Figure{}, false
	}
	left, allowed := b.Left.raw(), b.Allowed.raw()
	switch {
	case left.Sign() <= 0:
		return LengthOf(0), true
	case rate.wide.Sign() <= 0 || allowed.Sign() <= 0:
		return Figure{}, false
	}
	left.Quo(left, allowed)
	left.Mul(left, big.NewRat(int64(period), 1))
	return lengthOf(left.Quo(left, rate.wide)), true
}

// BurnWindow is one level of a multi-window warning: it fires while the burn rates
// over Long and over Short are both above its factor. State the factor as Budget,
// the share of the period's budget that the rate uses up within Long, or as a fixed
// Rate.
type BurnWindow struct {
	Long, Short time.Duration
	Budget      Percent // such as "2%"
	Rate        string  // such as "14.4", for every period
}

// BurnWindows gives the four usual levels: 2 % in an hour, 5 % in six hours, and 10
// % in one day or three.
func BurnWindows() []BurnWindow {
	return []BurnWindow{
		{Long: time.Hour, Short: 5 * time.Minute, Budget: "2%"},
		{Long: 6 * time.Hour, Short: 30 * time.Minute, Budget: "5%"},
		{Long: 24 * time.Hour, Short: 2 * time.Hour, Budget: "10%"},
		{Long: 72 * time.Hour, Short: 6 * time.Hour, Budget: "10%"},
	}
}

// Check lists the problems of the level as FieldErrors. A level whose Budget or Rate
// cannot be read, or that states both or neither, never fires.
func (w BurnWindow) Check() error {
	var l fault.List
	if w.Long <= 0 {
		l.Addf("long", w.Long.String(), ErrRange, "a window needs a length above 0")
	}
	if w.Short <= 0 || w.Short > w.Long {
		l.Addf("short", w.Short.String(), ErrRange, "the short window needs a length above 0 and at most the length of the long window")
	}
	switch {
	case w.Budget != "" && w.Rate != "":
		l.Addf("rate", w.Rate, ErrConflict, "write budget or rate, not both")
	case w.Rate != "":
		rate, err := exact.Rat(w.Rate)
		if err == nil && rate.Sign() < 0 {
			err = fault.Because(ErrRange, "a burn rate is not negative")
		}
		l.Add("rate", w.Rate, err)
	default:
		_, err := w.Budget.Parse()
		l.Add("budget", string(w.Budget), err)
	}
	return l.Err()
}

// Against lists the problems of the level for a promise and a period, as
// FieldErrors: the problems that Check lists, a factor below 1, which fires
// although the budget lasts, and a factor that no burn rate exceeds, which never
// fires. For a promise of 50 % the highest burn rate is 2, when everything fails.
func (w BurnWindow) Against(l Limit, period time.Duration) error {
	if err := w.Check(); err != nil {
		return err
	}
	var problems fault.List
	path, value := "budget", string(w.Budget)
	if w.Rate != "" {
		path, value = "rate", w.Rate
	}
	t, _, ok := l.tolerated()
	switch factor := w.Factor(period); {
	case period <= 0:
		problems.Addf("period", period.String(), ErrRange, "a period needs a length above 0")
	case !ok || t.Sign() <= 0:
		problems.Addf(path, value, ErrConflict, "%s leaves no budget of a share", l)
	case factor.wide.Cmp(big.NewRat(1, 1)) < 0:
		problems.Addf(path, value, ErrConflict, "it fires above a burn rate of %s, at which the budget lasts", factor)
	case new(big.Rat).Mul(factor.wide, t).Cmp(big.NewRat(1, 1)) >= 0:
		most := NumberOf(new(big.Rat).Inv(t))
		problems.Addf(path, value, ErrConflict, "it never fires: it needs a burn rate above %s, and %s allows at most %s", factor, l, most)
	}
	return problems.Err()
}

// Factor is the burn rate of this level for a budget of period. It has no value if
// Budget or Rate cannot be read, or if both or neither are stated.
func (w BurnWindow) Factor(period time.Duration) Figure {
	if w.Rate != "" {
		rate, err := exact.Rat(w.Rate)
		if err != nil || w.Budget != "" {
			return Figure{}
		}
		return NumberOf(rate)
	}
	share, err := w.Budget.Parse()
	if err != nil {
		return Figure{}
	}
	return BurnFactor(share, w.Long, period)
}

// Fires reports whether both burn rates are above the factor, compared exactly. It
// is false for a rate without a value.
func (w BurnWindow) Fires(long, short Figure, period time.Duration) bool {
	factor := w.Factor(period)
	return over(long, factor) && over(short, factor)
}

// over reports whether f is above g, both numbers.
func over(f, g Figure) bool {
	return f.kind == number && g.kind == number && f.wide.Cmp(g.wide) > 0
}
