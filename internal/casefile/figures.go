package casefile

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// figureVerbs give the row of a table by the verb. The name after the verb is an
// objective, a claim window, a method, a promise or a structure.
var figureVerbs = map[string]func(w *world, name word) (figureRow, error){
	"credit":     (*world).ofCredit,
	"claim":      (*world).ofClaim,
	"percentile": func(_ *world, name word) (figureRow, error) { return ofPercentile(name.text) },
	"allowance":  func(_ *world, name word) (figureRow, error) { return ofAllowance(name.text) },
	"budget":     func(_ *world, name word) (figureRow, error) { return ofBudget(name.text) },
	"composed":   func(_ *world, name word) (figureRow, error) { return ofComposed(name.text) },
	"periods":    func(_ *world, name word) (figureRow, error) { return ofPeriods(name.text) },
}

// stepsMost bounds how many periods a row may count on.
const stepsMost = 10_000

// ofPeriods answers "DATE [+ N]": the first date of the period that holds the date, or of
// the N-th period after it, and the first date after that period. The kind of period is
// what an objective may have, such as month or "week from sunday".
func ofPeriods(kind string) (figureRow, error) {
	a, err := sla.New(sla.Spec{ID: "periods", Zone: "UTC"}) // dates are the same in every zone
	if err == nil {
		_, err = a.PeriodAt(sla.Every(kind), time.Time{})
	}
	return func(in []word) (facets, []string, error) {
		n, err := 0, fmt.Errorf("write DATE, or DATE + N with N up to %d, such as 2026-03-06 + 2", stepsMost)
		if len(in) == 3 && in[1].is("+") {
			if n, _ = strconv.Atoi(in[2].text); n > 0 || in[2].is("0") {
				in = in[:1]
			}
		}
		if len(in) != 1 || n < 0 || n > stepsMost {
			return nil, nil, err
		}
		to, err := civil.Parse(in[0].text)
		var p sla.Period
		for i := 0; i <= n && err == nil; i++ {
			p, err = a.PeriodAt(sla.Every(kind), to.MidnightUTC())
			to = p.To()
		}
		return facets{"": text(civil.Format(p.From()) + " to " + civil.Format(p.To()))}, []string{"-"}, err
	}, err
}

// shareOf reads a share: 99.9%, or a fraction such as 1/3, whose places do not end.
func shareOf(text string) (*big.Rat, error) {
	if strings.Contains(text, "/") {
		return quantity.ReadNumber(text)
	}
	return quantity.ReadShare(text)
}

// plain is a facet that no promise rounds.
func plain(f metrics.Figure) facet { return figure(f, metrics.Limit{}) }

// secondsMost bounds plain numbers of a percentile, which are taken as seconds.
var secondsMost = big.NewRat(1<<33, 1)

// ofPercentile answers "RANK of VALUE …" by a method: 95% of 120ms 250ms, or 90% of 3 1
// 2. The values are all lengths or all numbers of at most nine places.
func ofPercentile(method string) (figureRow, error) {
	methods := []string{string(metrics.NearestRank), string(metrics.Inclusive), string(metrics.Exclusive), string(metrics.Midpoint)}
	if !slices.Contains(methods, method) {
		return nil, fmt.Errorf("method %q: %v", method, fault.NotOneOf(method, methods...))
	}
	return func(in []word) (facets, []string, error) {
		if len(in) < 2 || !in[1].is("of") {
			return nil, nil, errors.New("write RANK of VALUE …, such as 95% of 120ms 250ms")
		}
		rank, err := metrics.Percent(in[0].text).Share()
		if err != nil {
			return nil, nil, err
		}
		all := metrics.NewDistribution(time.Nanosecond)
		var kinds []quantity.Kind
		for _, x := range in[2:] {
			value, kind, err := quantity.Value(x.text)
			switch {
			case err != nil:
				return nil, nil, err
			case kind == quantity.Number && new(big.Rat).Abs(value).Cmp(secondsMost) < 0:
				value.Mul(value, big.NewRat(int64(time.Second), 1))
			case kind == quantity.Share || kind == quantity.Number:
				return nil, nil, fmt.Errorf("%s: write lengths such as 250ms, or numbers such as 4.5", x.text)
			}
			if kinds = append(kinds, kind); kind != kinds[0] {
				return nil, nil, errors.New("write lengths or numbers, not both")
			}
			if !value.IsInt() || kind == quantity.Length && value.Sign() < 0 || !value.Num().IsInt64() {
				return nil, nil, fmt.Errorf("%s: write a length from 0 or a number, of at most nine places", x.text)
			}
			all.Add(time.Duration(value.Num().Int64()))
		}
		f, _ := all.Percentile(rank, metrics.Method(method), 0)
		if f.IsValid() && kinds[0] == quantity.Number {
			f = metrics.NumberOf(f.Rat()) // in seconds
		}
		return one(plain(f), nil)
	}, nil
}

// promised reads the promise of a share.
func promised(text string) (metrics.Limit, error) {
	limit, err := metrics.Bound(text).Parse()
	if err == nil && !limit.Allowance(metrics.LengthOf(time.Hour)).IsValid() {
		err = fmt.Errorf("%q: write the promise of a share, such as 99.9%%", text)
	}
	return limit, err
}

// wholeFigure reads a length or a number of items.
func wholeFigure(text string) (metrics.Figure, error) {
	value, kind, err := quantity.Value(text)
	if err == nil && (kind == quantity.Share || value.Sign() < 0) {
		err = fmt.Errorf("%s: write a length such as 720h, or a number", text)
	}
	if err != nil {
		return metrics.Figure{}, err
	}
	return figureOf(value, kind), nil
}

// ofAllowance answers how much of a whole may be bad under a promise: of 720h, or of a
// number of items.
func ofAllowance(promise string) (figureRow, error) {
	limit, err := promised(promise)
	return func(in []word) (facets, []string, error) {
		whole, err := wholeFigure(textOf(in))
		return facets{"": plain(limit.Allowance(whole))}, []string{"-"}, err
	}, err
}

// ofBudget answers what is left of an error budget under a promise: "999412 of 1000000"
// items, "719h of 720h", or a share of a length, "99.95% of 720h" or "1/3 of 1h". A share
// of a number must be a whole number of items.
func ofBudget(promise string) (figureRow, error) {
	limit, err := promised(promise)
	return func(in []word) (facets, []string, error) {
		f, whole, err := measuredOf(textOf(in))
		if err != nil {
			return nil, nil, err
		}
		b, ok := limit.Budget(f, whole)
		if !ok {
			return nil, nil, errors.New("the figure has no budget under this promise")
		}
		return facets{"allowed": plain(b.Allowed), "spent": plain(b.Spent), "left": plain(b.Left), "used": plain(b.Used()),
			"burn": plain(limit.BurnRate(f))}, []string{"allowed", "spent", "left", "used"}, nil
	}, err
}

// measuredOf reads a share that was measured: items of items, a length of a length, or a
// share of a length. The whole is valid only for a share of a length, since the others
// have it in themselves.
func measuredOf(text string) (f, whole metrics.Figure, err error) {
	good, total, ok := strings.Cut(text, " of ")
	if !ok {
		return f, whole, errors.New("write 999412 of 1000000, 719h of 720h, or 99.95% of 720h")
	}
	all, kind, err := quantity.Value(total)
	if err == nil && kind == quantity.Length && strings.ContainsAny(good, "%/") {
		share, err := shareOf(good)
		if err != nil {
			return f, whole, err
		}
		return metrics.ShareOfRat(share), figureOf(all, kind), nil
	}
	part, of := all, kind
	if err == nil {
		part, of, err = quantity.Value(good)
	}
	if err == nil && of == quantity.Share { // of items
		part, of = part.Mul(part, all), kind
	}
	if err == nil && (of != kind || kind == quantity.Share || !all.IsInt() || !all.Num().IsInt64() || !part.IsInt() || !part.Num().IsInt64()) {
		err = errors.New("write two whole numbers of items, two lengths, or a share of either")
	}
	if err != nil {
		return f, whole, err
	}
	if kind == quantity.Length {
		return metrics.TimeShareOf(time.Duration(part.Num().Int64()), time.Duration(all.Num().Int64())), whole, nil
	}
	return metrics.ShareOf(part.Num().Int64(), all.Num().Int64()), whole, nil
}

// The structures whose parts have weights.
const (
	weightedMean    = "weighted mean"
	sumOfShortfalls = "sum of shortfalls"
)

// ofComposed answers what parts with the shares of the row give together. "series",
// "parallel" and "at least N", of which N parts are needed, are the availability by design
// of a whole whose parts fail one by one. "sum of shortfalls" and "weighted mean" are the
// composites of tools for objectives; a part there may have a weight, such as "95% weight
// 0.5".
func ofComposed(structure string) (figureRow, error) {
	least, err := 0, error(nil)
	switch number, some := strings.CutPrefix(structure, "at least "); {
	case some:
		if least, err = strconv.Atoi(number); err == nil && least < 1 {
			err = strconv.ErrRange
		}
	case !slices.Contains([]string{"series", "parallel", weightedMean, sumOfShortfalls}, structure):
		err = strconv.ErrSyntax
	}
	if err != nil {
		return nil, fmt.Errorf(`%q: write composed series, parallel, "at least 2", "sum of shortfalls" or "weighted mean"`, structure)
	}
	return func(in []word) (facets, []string, error) {
		parts, weighted, err := partsOf(in)
		if err == nil && weighted && structure != weightedMean && structure != sumOfShortfalls {
			err = fmt.Errorf(`the parts of composed %s have no weights`, structure)
		}
		if err != nil {
			return nil, nil, err
		}
		shares := make([]metrics.Figure, len(parts))
		for i, part := range parts {
			shares[i] = part.Part
		}
		var f metrics.Figure
		var why metrics.Reason
		switch structure {
		case "series":
			f, why = metrics.DesignSeries(shares...)
		case "parallel":
			f, why = metrics.DesignParallel(shares...)
		case weightedMean:
			f, why = metrics.WeightedMean(parts...)
		case sumOfShortfalls:
			f, why = metrics.AddShortfalls(parts...)
		default:
			f, why = metrics.DesignAtLeast(least, shares...)
		}
		return facets{"": plain(f), "not-measurable": text(orNothing(string(why), "none"))}, []string{"-"}, nil
	}, nil
}

// partsOf reads the shares of parts, each with its weight if it has one: "95% weight 0.5
// none 99%". none is a share that is not known.
func partsOf(in []word) (parts []metrics.Weighted, weighted bool, err error) {
	for i := 0; i < len(in); i++ {
		part := metrics.Weighted{}
		if !in[i].is("none") {
			share, err := shareOf(in[i].text)
			if err != nil {
				return nil, false, err
			}
			part.Part = metrics.ShareOfRat(share)
		}
		if i+1 < len(in) && in[i+1].is("weight") {
			if i+2 == len(in) {
				return nil, false, errors.New("write a weight: 95% weight 0.5")
			}
			if part.Weight, err = quantity.ReadNumber(in[i+2].text); err != nil {
				return nil, false, err
			}
			i, weighted = i+2, true
		}
		parts = append(parts, part)
	}
	return parts, weighted, nil
}
