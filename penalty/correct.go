package penalty

import (
	"slices"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/exact"
)

// Correct gives the correction of an issued statement: the differences to now, which
// was worked out for the same period from corrected facts. A line is below 0 if too
// much was credited. The amounts of issued and its correction add up to those of
// now. Its Steps repeat the Steps of now and end with the difference. Neither argument
// changes.
//
// The state of each line says what to do with the difference, depending on the state
// of the line that it corrects: CORRECTIONS.md has the table. If credits have to be
// claimed, use Corrected, which also takes the day of the correction and the days of
// claims.
func Correct(issued, now Statement) Statement {
	out := Statement{
		ID: now.ID, Agreement: now.Agreement, Title: now.Title, Provider: now.Provider, Customer: now.Customer,
		From: now.From, To: now.To, Corrects: issued.ID,
		Lines:    differences(issued.Lines, now.Lines, issued.ID),
		Returned: differences(issued.Returned, now.Returned, issued.ID),
		Bonuses:  differences(issued.Bonuses, now.Bonuses, issued.ID),
		Total:    minus(now.Total, issued.Total),
		Bonus:    minus(now.Bonus, issued.Bonus),
		Payable:  minus(now.Payable, issued.Payable),
		Balance:  now.Balance,
		ClaimBy:  now.ClaimBy,
		Claim:    now.Claim,
		Exact:    now.Exact.of.exact(orZero(now.Exact.value).sub(orZero(issued.Exact.value))),
		Triggers: now.Triggers,
		Found:    now.Found,
		Problems: now.Problems,
		Clauses:  now.Clauses,
	}
	if len(now.Steps) > 0 { // the caps and sums that the lines do not show
		out.Steps = append(slices.Clip(now.Steps), Step{Op: "corrected", Saw: issued.Total.Exact(), Of: now.Total.Exact(), Gives: out.Total.Exact()})
	}
	if out.ID == issued.ID {
		out.ID = issued.ID + " corrected"
	}
	return out
}

// Corrected gives the correction of s, as issued, on a day; claimed are the days on
// which the customer has claimed. The states of s on that day count, as On gives
// them; hand On the same days for the statement and for its correction.
//
// A credit cannot be claimed before it is known: for an amount that the correction
// adds, the claim window counts from the day of the correction instead of the
// failure or the end of the period, but ends no earlier than the period's own window.
// An amount added to a credit that was claimed in time is issued at once. Business
// days come from the Schedule that made now; if now was read from JSON they are not
// known, and the correction has the problem MissingDays.
func (s Statement) Corrected(now Statement, day date.Date, claimed ...date.Date) Statement {
	out := Correct(s.On(day, claimed...), now)
	last, claims, known := now.lastDay(day)
	out.ClaimBy = 0
	for i := range out.Lines {
		l := &out.Lines[i]
		if claims && l.ClaimBy != 0 && l.Amount.Sign() > 0 && (l.State == Claimable || l.State == Accrued) {
			if l.ClaimBy = max(l.ClaimBy, last); !known {
				l.ClaimBy = 0
				out.Problems = withProblem(out.Problems, Finding{Code: MissingDays, Path: "claim", Value: string(out.Claim)})
			}
		}
		if l.State == Claimable && l.ClaimBy != 0 && (out.ClaimBy == 0 || l.ClaimBy < out.ClaimBy) {
			out.ClaimBy = l.ClaimBy
		}
	}
	return out
}

// withProblem adds a problem unless it is there.
func withProblem(all []Finding, f Finding) []Finding {
	if slices.Contains(all, f) {
		return all
	}
	return append(slices.Clip(all), f)
}

// settle sets the state of a correction's line. before and by are the state and the
// last day to claim of the line that it corrects.
func (l *Line) settle(before LineState, by date.Date) {
	switch {
	case l.Amount.Sign() > 0 && before == Issued && l.State == Claimable:
		l.State, l.ClaimBy = Issued, 0 // the failure was claimed in time
	case l.Amount.Sign() > 0:
	case l.Amount.Sign() == 0:
		switch l.State {
		case BelowMinimum, NotMeasured, Undetermined: // say why nothing is owed
		default:
			l.State = NothingOwed
		}
		l.ClaimBy = 0
	case before == Expired:
		l.State, l.ClaimBy = Expired, 0
	case before == Claimable || before == Accrued:
		l.State, l.ClaimBy = Lowered, by
	case before == Disputed:
		l.State, l.ClaimBy = Lowered, 0
	default:
		l.State, l.ClaimBy = Reversed, 0
	}
}

type lineKey struct {
	objective, group, rule, refers string
	nth                            int // among lines of the same names
}

// differences pairs lines of one objective, group and rule, and gives the line of the
// correction for each pair.
func differences(issued, now []Line, id string) []Line {
	before := map[lineKey]Line{}
	for _, k := range keyed(issued) {
		before[k.key] = k.line
	}
	var out []Line
	for _, k := range keyed(now) {
		old, known := before[k.key]
		delete(before, k.key)
		line := k.line
		if known {
			line.correct(old.Amount, k.line.Steps())
			line.settle(old.State, old.ClaimBy)
		}
		out = append(out, line)
	}
	for _, k := range keyed(issued) {
		if _, left := before[k.key]; left {
			line := k.line
			line.Amount = Amount{of: line.Amount.of}
			line.correct(k.line.Amount, nil)
			line.settle(k.line.State, k.line.ClaimBy)
			out = append(out, line)
		}
	}
	for i := range out {
		if out[i].Refers == "" {
			out[i].Refers = id
		}
	}
	return out
}

// correct turns the amount of a line into its difference from before, and adds steps
// to the working: the effect of caps and rounding, if any, and the difference.
func (l *Line) correct(before Amount, steps []Step) {
	now := l.Amount
	l.Amount = minus(now, before)
	if n := len(steps); n > 0 && steps[n-1].Gives.IsValid() && steps[n-1].Gives.value.cmp(now.fraction()) != 0 {
		steps = append(steps, Step{Op: "share", Of: steps[n-1].Gives, Gives: now.Exact()})
	}
	steps = append(steps, Step{Path: l.Rule, Op: "corrected", Saw: before.Exact(), Of: now.Exact(), Gives: l.Amount.Exact()})
	l.work, l.lo, l.hi = &working{told: steps}, 0, int32(len(steps))
}

type keyedLine struct {
	key  lineKey
	line Line
}

func keyed(lines []Line) []keyedLine {
	seen := map[lineKey]int{}
	out := make([]keyedLine, len(lines))
	for i, l := range lines {
		key := lineKey{l.Objective, l.Group, l.Rule, l.Refers, 0}
		n := seen[key]
		seen[key] = n + 1
		key.nth = n
		out[i] = keyedLine{key, l}
	}
	return out
}

// minus subtracts, plus adds; the result has the digits of the amount with more.
func minus(a, b Amount) Amount {
	return common(a, b).amount(a.fraction().sub(b.fraction()), exact.Down)
}

func plus(a, b Amount) Amount {
	return common(a, b).amount(a.fraction().add(b.fraction()), exact.Down)
}

func common(a, b Amount) *denomination {
	if a.of == nil || b.of != nil && b.of.places > a.of.places {
		return b.of
	}
	return a.of
}

func orZero(f fraction) fraction {
	if f.absent() {
		return whole(0)
	}
	return f
}

// Account is the sum of several statements and their corrections.
type Account struct {
	Credited    Amount `json:"credited"`    // the totals, less expired credits
	Returned    Amount `json:"returned"`    // credits earned back
	Outstanding Amount `json:"outstanding"` // credited less returned
	Bonus       Amount `json:"bonus"`
}

// AccountOf adds up statements of one agreement. It leaves out statements whose unit
// differs from the first statement's. Without statements it gives the zero Account.
func AccountOf(statements ...Statement) Account {
	var out Account
	for i := range statements {
		s := &statements[i]
		if i == 0 {
			zero := Amount{of: s.Total.of}
			out = Account{zero, zero, zero, zero}
		}
		if !sameUnit(s.Total.Unit(), out.Credited.Unit()) {
			continue
		}
		out.Credited = plus(out.Credited, s.Total)
		for j := range s.Lines {
			if s.Lines[j].State == Expired {
				out.Credited = minus(out.Credited, s.Lines[j].Amount)
			}
		}
		for j := range s.Returned {
			out.Returned = plus(out.Returned, s.Returned[j].Amount)
		}
		out.Bonus = plus(out.Bonus, s.Bonus)
	}
	out.Outstanding = minus(out.Credited, out.Returned)
	return out
}
