package main

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// lintTable is a table of penalties or of rewards, and the promise.
type lintTable struct {
	met    figures
	rows   []lintRow
	reward bool
}

type lintRow struct {
	figures
	amount *big.Rat
}

// lintFindings are what is odd about a table, for the figures of a range.
type lintFindings struct {
	// gaps are the figures that miss the promise and are in no row.
	gaps []figures
	// met are the figures of each row that fulfil the promise and have a credit.
	met []figures
	// direction is "wrong-direction", "not-monotone" or "".
	direction string
}

func lintTableOf(promise contractObjective, bands []contractBand, reward bool) (lintTable, error) {
	t := lintTable{reward: reward}
	target, err := number(promise.Target)
	switch promise.Op {
	case ">=", ">":
		t.met = figures{low: target, lowIn: promise.Op == ">="}
	case "<=", "<":
		t.met = figures{high: target, highIn: promise.Op == "<="}
	case "==":
		t.met = figures{low: target, high: target, lowIn: true, highIn: true}
	default:
		return t, fmt.Errorf("unknown operator %q", promise.Op)
	}
	for _, b := range bands {
		rate, _ := unsigned(b.Value)
		in, bad := b.figures()
		amount, bad2 := number(word(rate))
		err = errors.Join(err, bad, bad2)
		t.rows = append(t.rows, lintRow{in, amount})
	}
	return t, err
}

// ends lists the ends of the promise and of the rows.
func (t lintTable) ends() (all []*big.Rat) {
	all = t.met.ends()
	for _, r := range t.rows {
		all = append(all, r.ends()...)
	}
	return all
}

// numbers gives the numbers that an agreement looks at: those from 0 on, or all numbers
// if the promise or a row has an end below 0.
func (t lintTable) numbers() figures {
	if slices.ContainsFunc(t.ends(), func(end *big.Rat) bool { return end.Sign() < 0 }) {
		return figures{}
	}
	return figures{low: new(big.Rat), lowIn: true}
}

// within finds what is odd about the figures of a range. Between two neighbouring ends of
// rows all figures are alike, so a figure at each end and a figure between each two stand
// for all.
func (t lintTable) within(all figures) (found lintFindings) {
	ends := append(t.ends(), all.ends()...)
	slices.SortFunc(ends, (*big.Rat).Cmp)
	ends = slices.CompactFunc(ends, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	var cells []figures
	var before *big.Rat
	for _, end := range ends {
		cells = append(cells, figures{low: before, high: end}, figures{low: end, high: end, lowIn: true, highIn: true})
		before = end
	}
	cells = append(cells, figures{low: before})
	cells = slices.DeleteFunc(cells, func(c figures) bool { return !all.has(c.sample()) })

	var owed []*big.Rat
	credited := make([][]figures, len(t.rows))
	for _, c := range cells {
		row := t.row(c.sample())
		met := t.met.has(c.sample())
		amount := new(big.Rat)
		if row >= 0 {
			amount = t.rows[row].amount
		}
		if row < 0 && !met {
			found.gaps = extended(found.gaps, c)
		}
		if met && amount.Sign() != 0 {
			credited[row] = extended(credited[row], c)
		}
		if t.reward {
			amount = new(big.Rat).Neg(amount)
		}
		owed = append(owed, amount)
	}
	found.met = slices.Concat(credited...)
	first := slices.IndexFunc(cells, func(c figures) bool { return t.met.has(c.sample()) })
	found.direction = t.direction(owed, first)
	return found
}

// direction judges what is owed from the lowest figure to the highest; the figure first
// is the first that fulfils the promise, or -1. From better figures to worse, what is
// owed must not fall; a reward is owed below 0. Otherwise it is "wrong-direction" if it
// never rises, else "not-monotone". A promise of one figure has worse figures on both
// sides.
func (t lintTable) direction(owed []*big.Rat, first int) string {
	rises := func(owed []*big.Rat) bool { return slices.IsSortedFunc(owed, (*big.Rat).Cmp) }
	falls := func(owed []*big.Rat) bool {
		return slices.IsSortedFunc(owed, func(a, b *big.Rat) int { return b.Cmp(a) })
	}
	right, wrong := falls(owed), rises(owed)
	switch {
	case t.met.low != nil && t.met.high != nil:
		right, wrong = first < 0 || falls(owed[:first+1]) && rises(owed[first:]), false
	case t.met.low == nil: // more is worse
		right, wrong = wrong, right
	}
	switch {
	case right:
		return ""
	case wrong:
		return wrongDirection
	}
	return notMonotone
}

// row gives the row with the highest amount of the rows that hold a figure, or -1.
func (t lintTable) row(at *big.Rat) int {
	best := -1
	for i, r := range t.rows {
		if r.has(at) && (best < 0 || r.amount.Cmp(t.rows[best].amount) > 0) {
			best = i
		}
	}
	return best
}

// extended adds figures to the last range if they follow on it, else as a new range.
func extended(ranges []figures, next figures) []figures {
	if n := len(ranges); n > 0 {
		last := &ranges[n-1]
		if last.high != nil && next.low != nil && last.high.Cmp(next.low) == 0 && last.highIn != next.lowIn {
			last.high, last.highIn = next.high, next.highIn
			return ranges
		}
	}
	return append(ranges, next)
}

// figures is a range. A side without an end is nil.
type figures struct {
	low, high     *big.Rat
	lowIn, highIn bool
}

func (b contractBand) figures() (f figures, err error) {
	f = figures{lowIn: b.FromInclusive, highIn: b.ToInclusive}
	if b.From != nil {
		f.low, err = number(*b.From)
	}
	if b.To != nil && err == nil {
		f.high, err = number(*b.To)
	}
	if b.From != nil && b.To != nil && *b.From == *b.To { // as the terms say it: exactly
		f.lowIn, f.highIn = true, true
	}
	return f, err
}

// figuresOf reads a range such as (98,99.5].
func figuresOf(text string) (f figures, err error) {
	low, high, ok := strings.Cut(strings.Trim(text, "()[]"), ",")
	if !ok {
		return f, fmt.Errorf("a range %q", text)
	}
	f.lowIn, f.highIn = strings.HasPrefix(text, "["), strings.HasSuffix(text, "]")
	var err2 error
	f.low, err = number(word(strings.TrimSpace(low)))
	f.high, err2 = number(word(strings.TrimSpace(high)))
	return f, errors.Join(err, err2)
}

func (f figures) ends() []*big.Rat {
	return slices.DeleteFunc([]*big.Rat{f.low, f.high}, func(end *big.Rat) bool { return end == nil })
}

func (f figures) has(at *big.Rat) bool {
	if f.low != nil {
		if n := at.Cmp(f.low); n < 0 || n == 0 && !f.lowIn {
			return false
		}
	}
	if f.high != nil {
		if n := at.Cmp(f.high); n > 0 || n == 0 && !f.highIn {
			return false
		}
	}
	return true
}

// sample is a figure inside.
func (f figures) sample() *big.Rat {
	one := big.NewRat(1, 1)
	switch {
	case f.low == nil && f.high == nil:
		return new(big.Rat)
	case f.low == nil:
		return one.Sub(f.high, one)
	case f.high == nil:
		return one.Add(f.low, one)
	}
	sum := new(big.Rat).Add(f.low, f.high)
	return sum.Quo(sum, big.NewRat(2, 1))
}

// words writes a range as a bound of terms: over 98% to below 99%.
func (f figures) words(unit string) string {
	end := func(r *big.Rat) string { return plainNumber(r) + unit }
	switch {
	case f.low == nil && f.high == nil:
		return "every figure"
	case f.low == nil && f.highIn:
		return "at most " + end(f.high)
	case f.low == nil:
		return "below " + end(f.high)
	case f.high == nil && f.lowIn:
		return "at least " + end(f.low)
	case f.high == nil:
		return "over " + end(f.low)
	case f.low.Cmp(f.high) == 0:
		return "exactly " + end(f.low)
	}
	low, high := end(f.low), end(f.high)
	if !f.lowIn {
		low = "over " + low
	}
	if !f.highIn {
		high = "below " + high
	}
	return low + " to " + high
}

// listed writes ranges in a line.
func listed(all []figures, unit string) string {
	var texts []string
	for _, f := range all {
		texts = append(texts, f.words(unit))
	}
	return strings.Join(texts, "; ")
}

// sameFigures reports whether two lists have the same ranges, in any order.
func sameFigures(a, b []figures) bool {
	words := func(all []figures) (texts []string) {
		for _, f := range all {
			texts = append(texts, f.words(""))
		}
		slices.Sort(texts)
		return texts
	}
	return slices.Equal(words(a), words(b))
}
