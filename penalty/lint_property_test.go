package penalty_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/penalty"
)

// naiveRow is a row of a table on shares, in whole percent.
type naiveRow struct {
	low, high     int64 // -1 is open
	lowIn, highIn bool
	credit        int64
}

// has takes half percents.
func (r naiveRow) has(half int64) bool {
	return (r.low < 0 || half > 2*r.low || half == 2*r.low && r.lowIn) &&
		(r.high < 0 || half < 2*r.high || half == 2*r.high && r.highIn)
}

func (r naiveRow) band() penalty.Band {
	pick := func(yes bool, a, b string) string {
		if yes {
			return a
		}
		return b
	}
	switch {
	case r.low < 0:
		return penalty.Band(fmt.Sprintf("%s %d%%", pick(r.highIn, "at most", "below"), r.high))
	case r.high < 0:
		return penalty.Band(fmt.Sprintf("%s %d%%", pick(r.lowIn, "at least", "over"), r.low))
	case r.low == r.high:
		return penalty.Band(fmt.Sprintf("exactly %d%%", r.low))
	}
	return penalty.Band(fmt.Sprintf("%s%d%% to %s%d%%", pick(r.lowIn, "", "over "), r.low, pick(r.highIn, "", "below "), r.high))
}

// drawTable draws a ladder of rows that follow one another, as contracts have
// them, and spoils some of its bounds and credits, or none.
func drawTable(r *tape.Reader) (rows []naiveRow, promise, cap int64) {
	promise = 93 + r.Int64(8)
	edge, credit := promise, int64(0)
	for n := 1 + r.Int(4); n > 0; n-- {
		row := naiveRow{low: -1, high: edge, credit: credit + 5*(1+r.Int64(3))}
		if n > 1 && edge > 90 && r.Int(4) > 0 {
			row.low, row.lowIn = edge-1-r.Int64(2), true
			edge = row.low
		} else if edge--; edge < 90 {
			edge = 90
		}
		credit = row.credit
		rows = append(rows, row)
	}
	for n := r.Int(3); n > 0; n-- {
		row := &rows[r.Int(len(rows))]
		switch r.Int(5) {
		case 0:
			row.credit = 5 * r.Int64(5)
		case 1:
			row.high, row.highIn = 90+r.Int64(11), r.Int(2) == 0
		case 2:
			row.low, row.lowIn = 89+r.Int64(11), r.Int(2) == 0
		case 3:
			row.highIn = !row.highIn
		case 4:
			row.lowIn = !row.lowIn
		}
		if row.low >= 0 && row.low >= row.high {
			row.low, row.lowIn, row.highIn = row.high, true, true
		}
	}
	return rows, promise, 5 * r.Int64(8)
}

// naiveFindings asks a table at every half percent: bounds are whole ones, so
// that each bound and each stretch between two is seen.
func naiveFindings(rows []naiveRow, promise, cap int64) (kinds []string, gaps []int64) {
	applies := make([]int, 201)
	seen := map[int]bool{}
	note := func(kind penalty.FindingCode, row int) {
		text := string(kind)
		if row >= 0 {
			text = fmt.Sprintf("%s of row %d", kind, row)
		}
		if !slices.Contains(kinds, text) {
			kinds = append(kinds, text)
		}
	}
	up, down := true, true
	last := int64(-1)
	for half := range int64(201) {
		best, credit := -1, int64(0)
		for i, row := range rows {
			if row.has(half) && (best < 0 || row.credit > rows[best].credit) {
				best, credit = i, row.credit
			}
		}
		applies[half], seen[best] = best, true
		switch {
		case best < 0 && half < 2*promise:
			gaps = append(gaps, half)
			note(penalty.GapFound, -1)
		case credit > 0 && half >= 2*promise:
			note(penalty.CreditWhileMet, best)
		}
		if last >= 0 {
			up, down = up && credit >= last, down && credit <= last
		}
		last = credit
	}
	switch {
	case down:
	case up:
		note(penalty.WrongDirection, -1)
	default:
		note(penalty.NotMonotone, -1)
	}
	most := int64(0)
	for i, row := range rows {
		most = max(most, row.credit)
		if !seen[i] {
			note(penalty.UnreachableRow, i)
		}
		if row.credit > cap {
			note(penalty.UnreachableUnderCap, i)
		}
		for _, other := range rows[:i] {
			if row.low < 0 && other.low < 0 || row.high < 0 && other.high < 0 {
				continue
			}
			for half := range int64(201) {
				if row.has(half) && other.has(half) {
					note(penalty.OverlapFound, i)
					break
				}
			}
		}
	}
	if most < cap {
		note(penalty.IdleCap, -1)
	}
	return kinds, gaps
}

// What the validator finds in a table is what asking it at every value finds,
// no more and no less.
func lawFindingsAreTrue(r *tape.Reader) error {
	rows, promise, cap := drawTable(r)
	var tiers penalty.Tiers
	for _, row := range rows {
		tiers = append(tiers, penalty.Tier{When: row.band(), Credit: penalty.Rate(fmt.Sprintf("%d%%", row.credit))})
	}
	schedule, err := penalty.New(penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Base: "100.00", Rules: []penalty.Term{
		{Objective: "o", Rule: penalty.Capped{At: penalty.Rate(fmt.Sprintf("%d%%", cap)), Of: penalty.Term{Rule: tiers}}},
	}})
	if err != nil {
		return fmt.Errorf("%v: %w", tiers, err)
	}
	found := schedule.Findings(penalty.Promise{Objective: "o", Met: penalty.Band(fmt.Sprintf("at least %d%%", promise))})
	want, gaps := naiveFindings(rows, promise, cap)
	var got []string
	held := make([]int, len(gaps)) // findings that hold each gap
	for _, f := range found {
		text := string(f.Code)
		if _, row, ok := strings.Cut(f.Path, "tiers["); ok {
			text += " of row " + strings.TrimSuffix(row, "]")
		}
		if !slices.Contains(got, text) {
			got = append(got, text)
		}
		if f.Code != penalty.GapFound {
			continue
		}
		hit, values := false, over(f)
		for i, half := range gaps {
			if values.Has(big.NewRat(half, 200)) {
				held[i], hit = held[i]+1, true
			}
		}
		if !hit {
			return fmt.Errorf("%v: %s is no gap", tiers, f)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		return fmt.Errorf("%v, %d%% promised, cap %d%%: found %q, want %q", tiers, promise, cap, got, want)
	}
	if i := slices.IndexFunc(held, func(n int) bool { return n != 1 }); i >= 0 {
		return fmt.Errorf("%v: the gap at %d/2%% is in %d findings", tiers, gaps[i], held[i])
	}
	return nil
}
