package penalty_test

import (
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/penalty"
)

// oracle is a slow evaluator that anyone can check: every number is a big.Rat,
// every rule is evaluated as its words say, and nothing is shared with the
// package but the words of the Spec it draws.
type oracle struct {
	term  penalty.Term
	owes  func(s penalty.Shortfall) *big.Rat // nil: does not apply
	clean bool                               // worse never costs less, by construction
}

func rat(n, d int64) *big.Rat { return big.NewRat(n, d) }

func zero() *big.Rat { return new(big.Rat) }

// percent writes hundredths of a percent as a share.
func percent(basisPoints int64) string {
	return fmt.Sprintf("%d.%02d%%", basisPoints/100, basisPoints%100)
}

func cents(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }

// drawRate draws a share of the base or an amount.
func drawRate(r *tape.Reader, base *big.Rat, share bool) (penalty.Rate, *big.Rat) {
	if share {
		bp := 1 + r.Int64(10_000)
		return penalty.Rate(percent(bp)), new(big.Rat).Mul(base, rat(bp, 10_000))
	}
	n := 1 + r.Int64(100_000)
	return penalty.Rate(cents(n)), rat(n, 100)
}

// drawRule draws a rule on one objective; depth bounds nesting.
func drawRule(r *tape.Reader, base *big.Rat, depth int) oracle {
	share := r.Bool()
	kinds := 6
	if depth > 0 {
		kinds = 12
	}
	switch r.Int(kinds) {
	case 1:
		rate, amount := drawRate(r, base, share)
		return oracle{penalty.Term{Rule: penalty.Flat{Credit: rate}}, func(s penalty.Shortfall) *big.Rat {
			if s.Attained.Cmp(s.Promised) < 0 {
				return amount
			}
			return nil
		}, true}
	case 2:
		rate, amount := drawRate(r, base, share)
		free, every := r.Int64(3), 1+r.Int64(4)
		return oracle{penalty.Term{Rule: penalty.PerBreach{Credit: rate, Free: free, Every: every}}, func(s penalty.Shortfall) *big.Rat {
			if n := (s.Breaches - free) / every; s.Breaches > free && n > 0 {
				return new(big.Rat).Mul(amount, rat(n, 1))
			}
			return nil
		}, true}
	case 3:
		rate, amount := drawRate(r, base, share)
		unit := time.Duration(1+r.Int64(90)) * time.Minute
		counted := tape.Pick(r, penalty.Full, penalty.Started, penalty.InPart)
		if counted != penalty.InPart && r.Bool() {
			return drawDays(r, rate, amount, counted)
		}
		return oracle{penalty.Term{Rule: penalty.PerUnitLate{Credit: rate, Unit: penalty.Span(fmt.Sprint(int64(unit/time.Minute), "m")), Counted: counted}},
			func(s penalty.Shortfall) *big.Rat {
				units := zero()
				for _, late := range s.Late {
					if units.Add(units, countUnits(rat(int64(late), int64(unit)), counted)); late == 0 && counted == penalty.Started {
						units.Add(units, rat(1, 1)) // a breach that took no time has begun a unit
					}
				}
				if units.Sign() == 0 {
					return nil
				}
				return units.Mul(units, amount)
			}, true}
	case 4:
		rate, amount := drawRate(r, base, share)
		counted := tape.Pick(r, penalty.Full, penalty.Started, penalty.InPart)
		return oracle{penalty.Term{Rule: penalty.PerPointBelow{Credit: rate, Counted: counted}}, func(s penalty.Shortfall) *big.Rat {
			points := new(big.Rat).Sub(s.Promised, s.Attained)
			if points.Sign() <= 0 {
				return nil
			}
			points = countUnits(points.Mul(points, rat(100, 1)), counted)
			if points.Sign() == 0 {
				return nil
			}
			return points.Mul(points, amount)
		}, true}
	case 5:
		multiple := 1 + r.Int64(1000)
		return oracle{penalty.Term{Rule: penalty.ProRata{Multiple: penalty.Factor(cents(multiple))}}, func(s penalty.Shortfall) *big.Rat {
			lost := new(big.Rat).Sub(rat(1, 1), s.Attained)
			if lost.Sign() <= 0 {
				return nil
			}
			return lost.Mul(lost, base).Mul(lost, rat(multiple, 100))
		}, true}
	case 6, 7, 8, 9:
		return drawCombined(r, base, depth)
	case 10:
		kid := drawRule(r, base, depth-1)
		rate, cap := drawRate(r, base, share)
		return oracle{penalty.Term{Rule: penalty.Capped{At: rate, Of: kid.term}}, func(s penalty.Shortfall) *big.Rat {
			if a := kid.owes(s); a == nil || a.Cmp(cap) <= 0 {
				return a
			}
			return cap
		}, kid.clean}
	case 11:
		kid := drawRule(r, base, depth-1)
		rate, floor := drawRate(r, base, share)
		return oracle{penalty.Term{Rule: penalty.Floor{At: rate, Of: kid.term}}, func(s penalty.Shortfall) *big.Rat {
			if a := kid.owes(s); a == nil || a.Cmp(floor) >= 0 {
				return a
			}
			return floor
		}, kid.clean}
	}
	// Thresholds fall and credits rise: the table has no findings.
	var tiers penalty.Tiers
	type row struct {
		bound  int64
		amount *big.Rat
	}
	var rows []row
	bound, credit := int64(10_000), int64(0)
	for range 1 + r.Int(4) {
		bound -= r.Int64(300)
		credit += 1 + r.Int64(900)
		rate, amount := penalty.Rate(percent(credit)), new(big.Rat).Mul(base, rat(credit, 10_000))
		if !share {
			rate, amount = penalty.Rate(cents(credit)), rat(credit, 100)
		}
		tiers = append(tiers, penalty.Tier{When: penalty.Band("below " + percent(bound)), Credit: rate})
		rows = append(rows, row{bound, amount})
	}
	return oracle{penalty.Term{Rule: tiers}, func(s penalty.Shortfall) *big.Rat {
		var best *big.Rat
		for _, row := range rows {
			if s.Attained.Cmp(rat(row.bound, 10_000)) < 0 && (best == nil || row.amount.Cmp(best) > 0) {
				best = row.amount
			}
		}
		return best
	}, true}
}

func drawCombined(r *tape.Reader, base *big.Rat, depth int) oracle {
	kind := r.Int(3)
	var kids []oracle
	var terms []penalty.Term
	clean := kind != 2 // the first that applies may be less than a later one
	for range 1 + r.Int(3) {
		kid := drawRule(r, base, depth-1)
		kids, terms, clean = append(kids, kid), append(terms, kid.term), clean && kid.clean
	}
	rule := [...]penalty.Rule{penalty.Sum(terms), penalty.Highest(terms), penalty.FirstMatch(terms)}[kind]
	return oracle{penalty.Term{Rule: rule}, func(s penalty.Shortfall) *big.Rat {
		var best *big.Rat
		for _, kid := range kids {
			a := kid.owes(s)
			switch {
			case a == nil:
			case best == nil:
				best = new(big.Rat).Set(a)
			case kind == 0:
				best.Add(best, a)
			case kind == 1 && a.Cmp(best) > 0:
				best.Set(a)
			}
		}
		return best
	}, clean}
}

func countUnits(units *big.Rat, counted penalty.Counted) *big.Rat {
	if counted == penalty.InPart {
		return units
	}
	whole := new(big.Int).Quo(units.Num(), units.Denom())
	if counted == penalty.Started && new(big.Rat).SetInt(whole).Cmp(units) != 0 {
		whole.Add(whole, big.NewInt(1))
	}
	return new(big.Rat).SetInt(whole)
}

// contract is a drawn Spec with what the oracle makes of it.
type contract struct {
	spec  penalty.Spec
	rules []oracle
	base  *big.Rat
	caps  []oracleCap
}

type oracleCap struct {
	per   penalty.Scope
	limit *big.Rat
}

func drawContract(r *tape.Reader) contract {
	n := 100 + r.Int64(5_000_000)
	c := contract{base: rat(n, 100)}
	c.spec = penalty.Spec{
		Unit: tape.Pick(r, "EUR", "JPY", "KWD", "points"), Base: penalty.Base(cents(n)),
		Round: tape.Pick(r, penalty.HalfUp, penalty.HalfEven, penalty.RoundDown, penalty.RoundUp),
	}
	for i := range 1 + r.Int(3) {
		rule := drawRule(r, c.base, 2)
		rule.term.Objective = fmt.Sprint("o", i)
		c.rules, c.spec.Rules = append(c.rules, rule), append(c.spec.Rules, rule.term)
	}
	for _, per := range []penalty.Scope{penalty.PerObjective, penalty.PerGroup, penalty.PerPeriod} {
		if r.Int(3) != 1 {
			continue
		}
		rate, limit := drawRate(r, c.base, r.Bool())
		c.spec.Caps = append(c.spec.Caps, penalty.Cap{Per: per, At: rate})
		c.caps = append(c.caps, oracleCap{per, limit})
	}
	return c
}

// drawShortfalls draws one shortfall for each rule, sometimes in two groups.
func (c contract) drawShortfalls(r *tape.Reader) []penalty.Shortfall {
	var all []penalty.Shortfall
	for i := range c.rules {
		groups := []string{"north", "south"}[:1+r.Int(2)]
		for _, g := range groups {
			all = append(all, drawShortfall(r, fmt.Sprint("o", i), g))
		}
	}
	return all
}

func drawShortfall(r *tape.Reader, objective, group string) penalty.Shortfall {
	s := penalty.Shortfall{
		Objective: objective, Group: group,
		Attained: rat(10_000-r.Int64(1200), 10_000), Promised: rat(10_000-r.Int64(300), 10_000),
	}
	if r.Int(4) == 1 { // ratios as counts give them
		total := 1 + r.Int64(1_000_000)
		s.Attained = rat(r.Int64(total+1), total)
	}
	for range r.Int(3) {
		s.Late = append(s.Late, time.Duration(r.Int64(400))*time.Minute)
	}
	s.Breaches = int64(len(s.Late)) + r.Int64(12)
	for range s.Breaches {
		all := penalty.Days{Started: 1 + r.Int64(9)}
		all.Full = max(0, all.Started-r.Int64(3))
		s.LateDays = append(s.LateDays, all)
		s.LateBusinessDays = append(s.LateBusinessDays, penalty.Days{Started: r.Int64(all.Started + 1), Full: r.Int64(all.Full + 1)})
	}
	return s
}

// drawDays draws a rule on the dates that each breach was late: one by one those
// are free, and then every date that begins a unit or ends it counts.
func drawDays(r *tape.Reader, rate penalty.Rate, amount *big.Rat, counted penalty.Counted) oracle {
	n, free, business := 1+r.Int64(3), r.Int64(4), r.Bool()
	word := "calendar days"
	if business {
		word = "business days"
	}
	rule := penalty.PerUnitLate{Credit: rate, Unit: penalty.Span(fmt.Sprint(n, " ", word)), Counted: counted}
	if free > 0 {
		rule.After = penalty.Span(fmt.Sprint(free, " ", word))
	}
	return oracle{penalty.Term{Rule: rule}, func(s penalty.Shortfall) *big.Rat {
		all := s.LateDays
		if business {
			all = s.LateBusinessDays
		}
		units := int64(0)
		for _, days := range all {
			late := days.Started
			if counted == penalty.Full {
				late = days.Full
			}
			for day := free + 1; day <= late; day++ {
				if place := (day - free) % n; counted == penalty.Started && place == 1%n || counted == penalty.Full && place == 0 {
					units++
				}
			}
		}
		if units == 0 {
			return nil
		}
		return new(big.Rat).Mul(amount, rat(units, 1))
	}, true}
}

// lines gives the exact amount of each line, in the order of rules and
// shortfalls, and the shortfall of each.
func (c contract) lines(all []penalty.Shortfall) (amounts []*big.Rat, of []penalty.Shortfall) {
	for i, rule := range c.rules {
		for _, s := range all {
			if s.Objective != fmt.Sprint("o", i) {
				continue
			}
			a := rule.owes(s)
			if a == nil {
				a = zero()
			}
			amounts, of = append(amounts, new(big.Rat).Set(a)), append(of, s)
		}
	}
	return amounts, of
}

// exactTotal applies the caps one after the other, each cut in proportion.
func (c contract) exactTotal(all []penalty.Shortfall) *big.Rat {
	amounts, of := c.lines(all)
	for _, cap := range c.caps { // drawn from the narrowest to the widest
		sums := map[string]*big.Rat{}
		key := func(s penalty.Shortfall) string {
			return map[penalty.Scope]string{penalty.PerObjective: s.Objective, penalty.PerGroup: s.Group}[cap.per]
		}
		for i, a := range amounts {
			if sums[key(of[i])] == nil {
				sums[key(of[i])] = zero()
			}
			sums[key(of[i])].Add(sums[key(of[i])], a)
		}
		for i, a := range amounts {
			if sum := sums[key(of[i])]; sum.Cmp(cap.limit) > 0 {
				a.Mul(a, cap.limit).Quo(a, sum)
			}
		}
	}
	total := zero()
	for _, a := range amounts {
		total.Add(total, a)
	}
	return total
}

// clean reports whether worse figures never lower what is owed.
func (c contract) clean() bool {
	return !slices.ContainsFunc(c.rules, func(o oracle) bool { return !o.clean })
}
