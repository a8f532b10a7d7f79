package sla

import (
	"cmp"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"sort"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// Owing bounds the statement of the period that ends next, from the best and the
// worst that can still become of its outcomes. As with Ahead, items still to
// begin, exclusions and corrections to come are not in it. Outages that break
// several objectives at once may keep Most from being reached; it stays a bound.
type Owing struct {
	Least, Most penalty.Statement
	// Exact reports whether the amount lies between Least and Most however the known items
	// end. It is false if a figure has no bound, the table pays less for a worse figure, a
	// rule reads how late open items will be, a rule is the caller's own, or a charge or
	// quantity that one of the two needs was not given: what cannot be worked out counts
	// as 0 in them, and their Problems name it.
	Exact bool
}

// owing works out what may be owed for the period that ends next; nil if all have
// ended, and without credits.
func (t *Tally) owing(open []shown, earlier []penalty.Statement) *Owing {
	if len(open) == 0 {
		return nil
	}
	period := open[0].Period
	for i := range open {
		if p := open[i].Period; p.to < period.to || p.to == period.to && p.from > period.from {
			period = p
		}
	}
	schedule := t.a.programs[t.a.programAt(t.a.start(period.from))].credits
	if len(schedule.Objectives()) == 0 {
		return nil
	}
	rules := reflect.ValueOf(schedule.Spec().Rules)
	o := Owing{Exact: !asks(rules, "", reflect.TypeFor[penalty.Named](), reflect.TypeFor[penalty.PerUnitLate](), reflect.TypeFor[penalty.Overrun]())}
	var best, worst []settledOutcome
	var promises []penalty.Promise
	for i := range open {
		s := &open[i]
		if s.Period != period {
			continue
		}
		name := s.Objective
		if s.settles != "" {
			name = s.settles
		}
		if s.promise.source == fromTime && asks(rules, name, reflect.TypeFor[penalty.PerBreach]()) {
			o.Exact = false // the rest may hold any number of failures
		}
		good, known := s.ifBest(name, true)
		bad, bounded := s.ifBest(name, false)
		for g := range s.groups {
			b, ok := s.groups[g].ifBest(name, true)
			w, under := s.groups[g].ifBest(name, false)
			good.groups, bad.groups = append(good.groups, b), append(bad.groups, w)
			known, bounded = known && ok, bounded && under
		}
		if slices.Contains(schedule.Objectives(), name) {
			o.Exact = o.Exact && known && bounded
		}
		best, worst = append(best, good), append(worst, bad)
		if s.promise.judged {
			promises = append(promises, penalty.Promise{Objective: name, Met: penalty.Band(s.promise.limit.String()), Within: s.promise.family.possible})
		}
	}
	for _, f := range schedule.Findings(promises...) {
		switch f.Code {
		case penalty.NotMonotone, penalty.WrongDirection, penalty.GapFound, penalty.OverlapFound:
			o.Exact = false
		}
	}
	o.Least = schedule.Statement(t.happened(period, best), earlier...)
	o.Most = schedule.Statement(t.happened(period, worst), earlier...)
	o.Exact = o.Exact && workedOut(&o.Least) && workedOut(&o.Most)
	for i := range open {
		if s := &open[i]; s.Period == period && s.Ahead != nil && len(s.groups) == 0 {
			s.Ahead.Steps = t.steps(s, schedule, best, earlier, period)
		}
	}
	return &o
}

// workedOut reports whether a statement has all charges and quantities that it needs. A
// cap without them holds nothing back, so it matters only if something is owed.
func workedOut(s *penalty.Statement) bool {
	undetermined := func(l penalty.Line) bool { return l.State == penalty.Undetermined }
	if slices.ContainsFunc(s.Lines, undetermined) || slices.ContainsFunc(s.Bonuses, undetermined) {
		return false
	}
	return s.Total.Sign() == 0 || !slices.ContainsFunc(s.Problems, func(f penalty.Finding) bool {
		switch f.Code {
		case penalty.MissingCharge, penalty.UnreadableCharge, penalty.ChargePeriod, penalty.MissingQuantity:
			return true
		}
		return false
	})
}

// steps lists the rows of tables that lie ahead of an outcome, nearest first.
func (t *Tally) steps(s *shown, schedule penalty.Schedule, best []settledOutcome, earlier []penalty.Statement, period Period) (steps []AheadStep) {
	name := cmp.Or(s.settles, s.Objective)
	good, whole, ok := s.Ahead.Best.Parts()
	at := slices.IndexFunc(best, func(o settledOutcome) bool { return o.Objective == name })
	if !ok || at < 0 || !s.Ahead.Worst.IsValid() {
		return nil
	}
	for i, term := range schedule.Spec().Rules {
		tiers, of := term.Rule.(penalty.Tiers)
		if !of || term.Objective != name {
			continue
		}
		for j, row := range tiers {
			in, err := row.When.Values()
			if err != nil || in.High == nil {
				continue
			}
			edge := new(big.Rat).Mul(in.High, big.NewRat(whole, 1))
			under := exact.Quotient(edge.Num(), edge.Denom(), exact.Ceiling).Int64() - 1 // the most that comes under the row
			if in.HighIn {
				under = exact.Quotient(edge.Num(), edge.Denom(), exact.Floor).Int64()
			}
			then := metrics.ShareOf(under, whole)
			after := metrics.NumberOf(big.NewRat(good-under, 1))
			if s.Slices == nil && s.promise.read != nil {
				then = metrics.TimeShareOf(time.Duration(under), time.Duration(whole))
				left := edge.Sub(big.NewRat(good, 1), edge)
				after = metrics.LengthOf(time.Duration(exact.Quotient(left.Num(), left.Denom(), exact.Floor).Int64()))
			}
			if good <= under || under < 0 || then.Rat().Cmp(s.Ahead.Worst.Rat()) < 0 {
				continue // passed, or out of reach
			}
			with := slices.Clone(best)
			with[at].Attained, with[at].Verdict = then, Missed
			if s.promise.limit.Meets(then) {
				with[at].Verdict = Met
			}
			steps = append(steps, AheadStep{
				Path: fmt.Sprintf("credits.rules[%d].tiers[%d]", i, j), Row: row.When, After: after,
				Owed: schedule.Total(t.happened(period, with), earlier...),
			})
		}
	}
	sort.SliceStable(steps, func(i, j int) bool { return steps[i].After.Rat().Cmp(steps[j].After.Rat()) < 0 })
	return steps
}

// ifBest is an open outcome as it ends at best or at worst; ok is false if that
// has no bound.
func (o *shown) ifBest(name string, best bool) (end settledOutcome, ok bool) {
	end = settledOutcome{Outcome: o.Outcome, promise: o.promise}
	end.Objective = name
	if o.Ahead == nil {
		return end, false
	}
	figure, read := o.Ahead.Worst, o.worst
	if best {
		figure, read = o.Ahead.Best, o.best
	}
	end.Attained, end.Ledger, end.Failures = figure, read.up.Ledger, read.failures
	switch {
	case !figure.IsValid():
		end.Verdict, end.Attained, end.Ledger, end.Failures = NotMeasurable, metrics.Figure{}, nil, nil
		return end, false
	case !o.promise.judged:
	case o.promise.limit.Meets(figure):
		end.Verdict = Met
	default:
		end.Verdict = Missed
	}
	if !best {
		end.Breaches = slices.Clone(end.Breaches)
		day := penalty.Days{Started: 1} // at least
		for range o.sum.undecided + o.sum.late {
			end.Breaches = append(end.Breaches, Breach{Objective: o.Objective, BreachedAt: o.To, LateDays: &day, LateBusinessDays: &day})
		}
	}
	return end, true
}

// asks reports whether rules are, or are made of, one of some kinds: about one
// objective, or about any if it is "". They ask for what bounds of a figure do not
// say: how late each breach is, how many failures there are, or whatever a rule of
// the caller's asks.
func asks(v reflect.Value, objective string, kinds ...reflect.Type) bool {
	return asksOf(v, objective, "", kinds)
}

// asksOf is asks within a term about an objective.
func asksOf(v reflect.Value, objective, about string, kinds []reflect.Type) bool {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		return !v.IsNil() && asksOf(v.Elem(), objective, about, kinds)
	case reflect.Slice:
		for i := range v.Len() {
			if asksOf(v.Index(i), objective, about, kinds) {
				return true
			}
		}
	case reflect.Struct:
		if slices.Contains(kinds, v.Type()) {
			return objective == "" || objective == about
		}
		if term, of := v.Interface().(penalty.Term); of {
			about = cmp.Or(term.Objective, about)
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && asksOf(v.Field(i), objective, about, kinds) {
				return true
			}
		}
	}
	return false
}
