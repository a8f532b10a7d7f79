package metrics_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
)

// lawBudgets holds budgets, burn rates, levels and exhaustion against the plain
// formulas in whole numbers, over periods as calendars have them: months of 28
// to 31 days, days of 23 and 25 hours, quarters and years.
func lawBudgets(r *tape.Reader) error {
	zone := must(time.LoadLocation(tape.Pick(r, "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")))
	year, month := 2023+r.Int(4), time.Month(1+r.Int(12))
	from := time.Date(year, month, 1, 0, 0, 0, 0, zone)
	to := tape.Pick(r, from.AddDate(0, 1, 0), from.AddDate(0, 3, 0), from.AddDate(1, 0, 0), from.AddDate(0, 0, 28))
	if r.Bool() { // a day, at times one on which the clocks change
		day := tape.Pick(r, 1, 2, 8, 9, 26, 29, 30)
		from = time.Date(year, tape.Pick(r, month, time.March, time.October, time.November), day, 0, 0, 0, 0, zone)
		to = from.AddDate(0, 0, 1)
	}
	period := to.Sub(from)
	basis := int64(r.Int(10_001)) // the target, in hundredths of a percent
	limit := must(metrics.PercentOf(big.NewRat(basis, 10_000)).Parse())
	least := must(metrics.Bound("at least " + metrics.PercentOf(limit)).Parse())
	down := time.Duration(r.Int64(int64(period) + 1))
	f := metrics.TimeShareOf(period-down, period)
	budget, ok := least.Budget(f, metrics.Figure{})
	if !ok {
		return fmt.Errorf("no budget of %v under %v", f, least)
	}
	// In units of a ten thousandth of a nanosecond everything is whole.
	allowed, spent := big.NewInt(int64(period)), big.NewInt(int64(down))
	allowed.Mul(allowed, big.NewInt(10_000-basis))
	spent.Mul(spent, big.NewInt(10_000))
	units := func(n *big.Int) *big.Rat { return new(big.Rat).SetFrac(n, big.NewInt(10_000)) }
	left := new(big.Int).Sub(allowed, spent)
	for name, c := range map[string]struct {
		got  metrics.Figure
		want *big.Rat
	}{
		"allowed": {budget.Allowed, units(allowed)}, "spent": {budget.Spent, units(spent)}, "left": {budget.Left, units(left)},
		"allowance": {least.Allowance(metrics.LengthOf(period)), units(allowed)},
	} {
		if got := c.got.Rat(); got.Mul(got, big.NewRat(1e9, 1)).Cmp(c.want) != 0 {
			return fmt.Errorf("%s %v, not %v", name, got, c.want)
		}
	}
	if least.Meets(f) != (left.Sign() >= 0) {
		return fmt.Errorf("met %t with %v left", least.Meets(f), left)
	}
	rate := least.BurnRate(f)
	if allowed.Sign() == 0 {
		if rate.IsValid() || budget.Used().IsValid() {
			return fmt.Errorf("a rate %v where nothing is allowed", rate)
		}
		return nil
	}
	ratio := new(big.Rat).SetFrac(spent, allowed)
	if rate.Rat().Cmp(ratio) != 0 || budget.Used().Rat().Cmp(ratio) != 0 {
		return fmt.Errorf("rate %v, used %v, not %v", rate, budget.Used(), ratio)
	}
	// What a rate eats in a window, and the rate that eats as much, are inverse.
	window := time.Duration(1 + r.Int64(int64(period)))
	eaten := metrics.BudgetEaten(rate, window, period)
	if back := metrics.BurnFactor(eaten.Rat(), window, period); back.Rat().Cmp(ratio) != 0 {
		return fmt.Errorf("%v eats %v in %v of %v, which is a rate of %v", rate, eaten, window, period, back)
	}
	// At that rate the rest lasts as long as it takes to eat it.
	lasts, ends := budget.ExhaustedIn(rate, period)
	switch {
	case left.Sign() <= 0:
		if d, _ := lasts.Duration(); !ends || d != 0 {
			return fmt.Errorf("nothing is left and lasts %v", lasts)
		}
	case down == 0:
		if ends {
			return fmt.Errorf("nothing is burnt and lasts %v", lasts)
		}
	default:
		// left / allowed of the period's budget, at ratio budgets a period.
		want := new(big.Rat).SetFrac(left, allowed)
		want.Mul(want, big.NewRat(int64(period), 1))
		want.Quo(want, ratio)
		if got := lasts.Rat(); !ends || got.Mul(got, big.NewRat(1e9, 1)).Cmp(want) != 0 {
			return fmt.Errorf("lasts %v, not %v ns", lasts, want)
		}
	}
	return lawLevels(r, period, rate)
}

// lawLevels: a level fires when both rates would eat more than its share of the
// budget within its long window, and not when one of them eats just that.
func lawLevels(r *tape.Reader, period time.Duration, rate metrics.Figure) error {
	for _, level := range metrics.BurnWindows() {
		share := must(level.Budget.Parse())
		factor := level.Factor(period)
		want := new(big.Rat).Mul(share, big.NewRat(int64(period), int64(level.Long)))
		if factor.Rat().Cmp(want) != 0 {
			return fmt.Errorf("%v over %v: a factor of %v, not %v", level.Long, period, factor, want)
		}
		above := metrics.NumberOf(new(big.Rat).Add(want, big.NewRat(1, 1+r.Int64(1e9))))
		if level.Fires(factor, above, period) || level.Fires(above, factor, period) || !level.Fires(above, above, period) {
			return fmt.Errorf("%v fires at its factor, or not above", level.Long)
		}
		if got := level.Fires(rate, rate, period); got != (metrics.BudgetEaten(rate, level.Long, period).Rat().Cmp(share) > 0) {
			return fmt.Errorf("%v at %v: fires %t", level.Long, rate, got)
		}
	}
	return nil
}

func TestBudgetsAreThePlainFormulas(t *testing.T) { tape.Check(t, lawBudgets) }

// One target allows a different downtime in each month and on each day on which
// clocks change.
func TestAllowancesOfRealPeriods(t *testing.T) {
	berlin := must(calendar.New(calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-sun 00:00-24:00"}))
	zone := must(time.LoadLocation("Europe/Berlin"))
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, zone) }
	limit := must(metrics.Bound("99.9%").Parse())
	for _, c := range []struct {
		from, to time.Time
		want     string
	}{
		{day(2, 1), day(3, 1), "40m19s200ms"},
		{day(4, 1), day(5, 1), "43m12s"},
		{day(1, 1), day(2, 1), "44m38s400ms"},
		{day(3, 1), day(4, 1), "44m34s800ms"},  // an hour less
		{day(10, 1), day(11, 1), "44m42s"},     // an hour more
		{day(3, 29), day(3, 30), "1m22s800ms"}, // 23 hours
		{day(10, 25), day(10, 26), "1m30s"},    // 25 hours
		{day(1, 1), day(13, 1), "8h45m36s"},    // a year, both changes
	} {
		length := berlin.Elapsed(c.from, c.to)
		if d, _ := limit.Allowance(metrics.LengthOf(length)).Duration(); string(metrics.SpanOf(d)) != c.want {
			t.Errorf("%v: %v, not %s", c.from, metrics.SpanOf(d), c.want)
		}
	}
}
