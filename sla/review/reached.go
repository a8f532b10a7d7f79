package review

import (
	"math/big"
	"slices"
	"sort"
	"time"

	"github.com/upheld/upheld/metrics"
)

// Reached gives the bound that k of the figures meet and no stricter bound does: the k-th
// best figure, exactly. Promised, such as "95%" or "at most 8h", says
// the side and the kind; its value does not matter. Figures without a value or of another kind do
// not count. ok is false if fewer than k count, and for a promise with two sides.
//
// The figures of the last 12 periods propose a target: what 9 of 12 reached. The figures
// of peers are a benchmark. An expectation is the least that people asked would accept:
// of n figures, Reached(n-m+1, …) satisfies m people.
func Reached(k int, promised metrics.Bound, figures ...metrics.Figure) (reached metrics.Bound, ok bool) {
	limit, err := promised.Parse()
	low, high := sides(promised)
	if err != nil || (low == nil) == (high == nil) {
		return "", false
	}
	var values []*big.Rat
	var kind metrics.FigureKind
	for _, f := range figures {
		if limit.Speaks(f) {
			values, kind = append(values, f.Rat()), f.Kind()
		}
	}
	if k < 1 || k > len(values) {
		return "", false
	}
	sort.Slice(values, func(i, j int) bool { return values[i].Cmp(values[j]) < 0 })
	if low != nil {
		slices.Reverse(values)
	}
	return boundAt(values[k-1], kind, low == nil)
}

// boundAt writes a bound at the value of a figure. A length in parts of a nanosecond is
// rounded to the side that the figure still meets.
func boundAt(value *big.Rat, kind metrics.FigureKind, upper bool) (metrics.Bound, bool) {
	text := "at least "
	if upper {
		text = "at most "
	}
	switch kind {
	case metrics.LengthFigure:
		ns := new(big.Rat).Mul(value, big.NewRat(int64(time.Second), 1))
		whole, rest := new(big.Int).DivMod(ns.Num(), ns.Denom(), new(big.Int))
		if upper && rest.Sign() > 0 {
			whole.Add(whole, big.NewInt(1))
		}
		if !whole.IsInt64() {
			return "", false
		}
		text += string(metrics.SpanOf(time.Duration(whole.Int64())))
	case metrics.NumberFigure:
		text += decimals(value, "", "/")
	default:
		text += share(value)
	}
	_, err := metrics.Bound(text).Parse()
	return metrics.Bound(text), err == nil
}

// share writes a share: in percent, or as a fraction if the decimals do not end.
func share(value *big.Rat) string {
	if _, exact := value.FloatPrec(); !exact {
		return decimals(value, "", " in ")
	}
	return decimals(new(big.Rat).Mul(value, big.NewRat(100, 1)), "%", "")
}

func decimals(value *big.Rat, unit, over string) string {
	places, exact := value.FloatPrec()
	if !exact {
		return value.Num().String() + over + value.Denom().String()
	}
	return value.FloatString(places) + unit
}

// Capacity is the highest share of the wanted items that the time can produce: whole
// items only, and at most all of them. It is an upper bound; waiting and unevenness are
// not in it. 6 people for 120 hours at 45 minutes an item make 960 of 1,000 items, 96 %.
// The share has no value unless available is at least 0, and each and wanted are above 0.
func Capacity(available, each time.Duration, wanted int64) metrics.Figure {
	if available < 0 || each <= 0 {
		return metrics.Figure{}
	}
	return metrics.ShareOf(min(int64(available/each), wanted), wanted)
}
