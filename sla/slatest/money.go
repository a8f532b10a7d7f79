package slatest

import (
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// fee is the charge of which NeverLess takes credits.
const fee = 1000

// NeverLess checks the credits of an objective: a worse figure never pays less than a
// better figure, and no figure pays more than a cap that is a share of the fee. It tries
// every edge of the objective's credit rules and its promise, and a small step to either
// side, with a fee of 1000.00. Repeats and caps over several months are not tried. An
// objective that no credit rule names is an error, because nothing would be checked.
func NeverLess(a *sla.Agreement, objective string) error {
	spec := a.Spec()
	i := slices.IndexFunc(spec.Objectives, func(o sla.Objective) bool { return o.ID == objective })
	if i < 0 {
		return fmt.Errorf("objective %q is not in the terms before the first revision", objective)
	}
	promise, err := quantity.Parse(string(spec.Objectives[i].Attain))
	if err != nil {
		return fmt.Errorf("objective %s: %w", objective, err)
	}
	least := promise.Low != nil
	if least == (promise.High != nil) {
		return fmt.Errorf("objective %s: of %s no side is worse", objective, spec.Objectives[i].Attain)
	}
	if !named(reflect.ValueOf(spec.Credits.Rules), objective) {
		return fmt.Errorf("objective %s: no credit rule names it, so that nothing is checked", objective)
	}
	grid := gridOf(spec.Credits, objective, promise)
	slices.SortFunc(grid, (*big.Rat).Cmp)
	grid = slices.CompactFunc(grid, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	if least {
		slices.Reverse(grid)
	}
	most, err := capOf(spec.Credits, objective)
	if err != nil {
		return err
	}
	var broken []error
	var before penalty.Amount
	last := ""
	for _, v := range grid {
		figure := figureText(v, promise.Kind)
		paid, err := casefile.Credit(a, objective, fmt.Sprintf("%s of %d.00", figure, fee))
		if err != nil {
			return fmt.Errorf("objective %s at %s: %w", objective, figure, err)
		}
		if last != "" && paid.Decimal().LessThan(before.Decimal()) {
			broken = append(broken, fmt.Errorf("%s: %s pays %s, and %s, which is worse, pays %s", objective, last, before, figure, paid))
		}
		if most != nil && paid.Decimal().Rat().Cmp(most) > 0 {
			broken = append(broken, fmt.Errorf("%s: %s pays %s, more than the cap of %s", objective, figure, paid, most.FloatString(2)))
		}
		last, before = figure, paid
	}
	return errors.Join(broken...)
}

// named reports whether a rule names an objective.
func named(v reflect.Value, objective string) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return !v.IsNil() && named(v.Elem(), objective)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && named(v.Field(i), objective) {
				return true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if named(v.Index(i), objective) {
				return true
			}
		}
	case reflect.String:
		return v.String() == objective
	}
	return false
}

// gridOf are the edges of the rules about an objective and of its promise, each with a
// step to either side. A step of a share is a thousandth of a percentage point, of a
// length a second, of a number a hundredth.
func gridOf(credits penalty.Spec, objective string, promise quantity.Stretch) (grid []*big.Rat) {
	step := map[quantity.Kind]*big.Rat{quantity.Share: big.NewRat(1, 100_000), quantity.Length: big.NewRat(1_000_000_000, 1), quantity.Number: big.NewRat(1, 100)}[promise.Kind]
	add := func(edge *big.Rat) {
		if edge == nil {
			return
		}
		for _, n := range []int64{-1, 0, 1} {
			v := new(big.Rat).Mul(step, big.NewRat(n, 1))
			v.Add(v, edge)
			if v.Sign() >= 0 && (promise.Kind != quantity.Share || v.Cmp(big.NewRat(1, 1)) <= 0) {
				grid = append(grid, v)
			}
		}
	}
	add(promise.Low)
	add(promise.High)
	add(new(big.Rat))
	if promise.Kind == quantity.Share {
		add(big.NewRat(1, 1))
	}
	var look func(v reflect.Value)
	look = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				look(v.Elem())
			}
		case reflect.Struct:
			if t, ok := v.Interface().(penalty.Term); ok && t.Objective != "" && t.Objective != objective {
				return
			}
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					look(v.Field(i))
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				look(v.Index(i))
			}
		case reflect.String:
			if s, err := quantity.Parse(v.String()); err == nil && s.Kind == promise.Kind {
				add(s.Low)
				add(s.High)
			}
		}
	}
	look(reflect.ValueOf(credits.Rules))
	return grid
}

// figureText writes a figure as a row of credits has it.
func figureText(v *big.Rat, kind quantity.Kind) string {
	switch kind {
	case quantity.Share:
		return string(metrics.PercentOf(v))
	case quantity.Length:
		return span.Format(time.Duration(new(big.Int).Quo(v.Num(), v.Denom()).Int64()))
	}
	return v.RatString()
}

// capOf is the lowest cap of an objective that is a share of the fee; nil without such a
// cap.
func capOf(credits penalty.Spec, objective string) (*big.Rat, error) {
	var most *big.Rat
	for _, c := range credits.Caps {
		if !strings.HasSuffix(string(c.At), "%") || c.Base != "" && c.Base != credits.Base || c.Objective != "" && c.Objective != objective {
			continue
		}
		share, err := quantity.ReadShare(string(c.At))
		if err != nil {
			return nil, err
		}
		if share.Mul(share, big.NewRat(fee, 1)); most == nil || share.Cmp(most) < 0 {
			most = share
		}
	}
	return most, nil
}
