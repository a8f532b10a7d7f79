package metrics

import (
	"math/big"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
)

// Budget is how much may go wrong: an error budget. All three are lengths or
// all are numbers of items, exact; Left is negative once it is overspent.
type Budget struct{ Allowed, Spent, Left Figure }

// Used is the share of the budget that is spent, a number that may exceed 1. It
// has no value where nothing was allowed.
func (b Budget) Used() Figure {
	if !b.Allowed.IsValid() || b.Allowed.raw().Sign() == 0 {
		return Figure{}
	}
	used := b.Spent.raw()
	return NumberOf(used.Quo(used, b.Allowed.raw()))
}

// tolerated is the share that may be bad: what a minimum leaves, or what a
// maximum of bad ones allows. ok is false for ranges and for other units.
func (l Limit) tolerated() (share *big.Rat, least, ok bool) {
	switch {
	case l.unit != unitShare || l.low.set == l.high.set:
		return nil, false, false
	case l.low.set:
		return new(big.Rat).Sub(big.NewRat(1, 1), l.low.value), true, true
	}
	return new(big.Rat).Set(l.high.value), false, true
}

// badShare is how much of a share went wrong: what it lacks of 1 where the limit
// is a minimum, itself where the limit is a maximum.
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

// Allowance is how much of whole may be bad under a limit of a share: of a
// length the downtime allowed, of a number the items allowed, exactly. There is
// none for ranges, for limits of lengths and numbers, or of a share.
func (l Limit) Allowance(whole Figure) Figure {
	t, _, ok := l.tolerated()
	if !ok {
		return Figure{}
	}
	return scale(whole, t)
}

// scale multiplies a length or a number.
func scale(f Figure, by *big.Rat) Figure {
	switch f.kind {
	case length:
		return lengthOf(new(big.Rat).Mul(f.raw(), by))
	case number:
		return NumberOf(new(big.Rat).Mul(f.wide, by))
	}
	return Figure{}
}

// Budget gives the error budget of whole, a length or a number, after what f
// shows: the downtime or the bad items it counted, where it counted in the same
// unit as whole, and else its bad share of whole. The zero whole stands for
// what f was counted out of. ok is false without a value or a limit to speak
// of.
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

// BurnRate is how fast a budget is used: the bad share over the share that may
// be bad, a number. At 1 the budget lasts exactly its period. There is none
// without a value, and none for a limit that allows nothing to be bad.
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

// ExhaustedIn is how long what is left of the budget lasts at a burn rate, for
// a budget of period: left / allowed × period / rate, a length. It is 0 when
// nothing is left; ok is false when it lasts for ever, or nothing was allowed.
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

// BurnWindow is one level of a multi-window warning: it fires while the burn
// rates over Long and over Short are both above its factor. The factor is the
// rate that would eat Budget of the period's budget within Long, or the fixed
// Rate; give one of them.
type BurnWindow struct {
	Long, Short time.Duration
	Budget      Percent // such as "2%"
	Rate        string  // such as "14.4", whatever the period
}

// BurnWindows gives the four usual levels: 2 % in an hour, 5 % in six hours and
// 10 % in a day or in three.
func BurnWindows() []BurnWindow {
	return []BurnWindow{
		{Long: time.Hour, Short: 5 * time.Minute, Budget: "2%"},
		{Long: 6 * time.Hour, Short: 30 * time.Minute, Budget: "5%"},
		{Long: 24 * time.Hour, Short: 2 * time.Hour, Budget: "10%"},
		{Long: 72 * time.Hour, Short: 6 * time.Hour, Budget: "10%"},
	}
}

// Check lists what is wrong with the level, as FieldErrors: one that has neither
// a share nor a rate, or both, or one that cannot be read, never fires.
func (w BurnWindow) Check() error {
	var l fault.List
	if w.Long <= 0 {
		l.Addf("long", w.Long.String(), ErrRange, "a window is longer than nothing")
	}
	if w.Short <= 0 || w.Short > w.Long {
		l.Addf("short", w.Short.String(), ErrRange, "the short window is longer than nothing and no longer than the long one")
	}
	switch {
	case w.Budget != "" && w.Rate != "":
		l.Addf("rate", w.Rate, ErrConflict, "the share of the budget already says the factor")
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

// Against lists what is wrong with the level for a promise and a period, as
// FieldErrors: what Check lists, a factor below 1, which fires although the
// budget lasts, and one that no burn rate exceeds, which never fires. With a
// promise of 50 % everything failing burns at 2.
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
		problems.Addf("period", period.String(), ErrRange, "a period is longer than nothing")
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

// Factor is the burn rate of this level for a budget of period; no value for a
// window, share or rate that is none; see Check.
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

// Fires reports whether both burn rates are above the factor, compared exactly.
// A rate without a value fires nothing.
func (w BurnWindow) Fires(long, short Figure, period time.Duration) bool {
	factor := w.Factor(period)
	return over(long, factor) && over(short, factor)
}

// over reports whether a number is above another.
func over(f, g Figure) bool {
	return f.kind == number && g.kind == number && f.wide.Cmp(g.wide) > 0
}

// Surplus is how much longer (or for how many more items) the good part of f
// would have been enough: good / target less what f was counted out of; a
// length for a share of time, a number for a share of items, negative when it
// was not enough. It is the error budget of tools that divide by the target,
// such as Zabbix, and larger than what Budget leaves by one over the target.
// There is none for limits that are no minimum of a share above 0.
func (l Limit) Surplus(f Figure) Figure {
	_, least, ok := l.tolerated()
	if !ok || !least || l.low.value.Sign() == 0 || !f.isShare() {
		return Figure{}
	}
	left := f.good()
	left.Quo(left, l.low.value)
	left.Sub(left, big.NewRat(f.b, 1))
	if f.kind == shareOfItems {
		return NumberOf(left)
	}
	return lengthOf(left)
}
