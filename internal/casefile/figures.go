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
			case kind == quantity.Number && value.Cmp(secondsMost) < 0:
				value.Mul(value, big.NewRat(int64(time.Second), 1))
			case kind == quantity.Share || kind == quantity.Number:
				return nil, nil, fmt.Errorf("%s: write lengths such as 250ms, or numbers such as 4.5", x.text)
			}
			if kinds = append(kinds, kind); kind != kinds[0] {
				return nil, nil, errors.New("write lengths or numbers, not both")
			}
			if !value.IsInt() || value.Sign() < 0 || !value.Num().IsInt64() {
				return nil, nil, fmt.Errorf("%s: write a value from 0, of at most nine places", x.text)
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
// items, "719h of 720h", or "99.95% of 720h".
func ofBudget(promise string) (figureRow, error) {
	limit, err := promised(promise)
	return func(in []word) (facets, []string, error) {
		good, total, ok := strings.Cut(textOf(in), " of ")
		if !ok {
			return nil, nil, errors.New("write 999412 of 1000000, 719h of 720h, or 99.95% of 720h")
		}
		whole, kind, err := quantity.Value(total)
		part, of := whole, kind
		if err == nil {
			part, of, err = quantity.Value(good)
		}
		if err == nil && of == quantity.Share {
			part, of = part.Mul(part, whole), kind
		}
		if err == nil && (of != kind || kind == quantity.Share || !whole.IsInt() || !whole.Num().IsInt64() || !part.IsInt() || !part.Num().IsInt64()) {
			err = errors.New("write two whole numbers of items, two lengths, or a share of a length")
		}
		if err != nil {
			return nil, nil, err
		}
		f := metrics.ShareOf(part.Num().Int64(), whole.Num().Int64())
		if kind == quantity.Length {
			f = metrics.TimeShareOf(time.Duration(part.Num().Int64()), time.Duration(whole.Num().Int64()))
		}
		b, ok := limit.Budget(f, metrics.Figure{})
		if !ok {
			return nil, nil, errors.New("the figure has no budget under this promise")
		}
		return facets{"allowed": plain(b.Allowed), "spent": plain(b.Spent), "left": plain(b.Left), "used": plain(b.Used()),
			"burn": plain(limit.BurnRate(f))}, []string{"allowed", "spent", "left", "used"}, nil
	}, err
}

// ofComposed answers the availability by design of a whole whose parts have the
// availabilities of the row: in series, in parallel, or if "at least N" parts are needed.
func ofComposed(structure string) (figureRow, error) {
	least, err := 0, error(nil)
	switch number, some := strings.CutPrefix(structure, "at least "); {
	case some:
		if least, err = strconv.Atoi(number); err == nil && least < 1 {
			err = strconv.ErrRange
		}
	case structure != "series" && structure != "parallel":
		err = strconv.ErrSyntax
	}
	if err != nil {
		return nil, fmt.Errorf(`%q: write composed series, composed parallel, or composed "at least 2"`, structure)
	}
	return func(in []word) (facets, []string, error) {
		var parts []metrics.Figure
		for _, x := range in {
			if x.is("none") { // not known
				parts = append(parts, metrics.Figure{})
				continue
			}
			share, err := shareOf(x.text)
			if err != nil {
				return nil, nil, err
			}
			parts = append(parts, metrics.ShareOfRat(share))
		}
		var f metrics.Figure
		var why metrics.Reason
		switch structure {
		case "series":
			f, why = metrics.DesignSeries(parts...)
		case "parallel":
			f, why = metrics.DesignParallel(parts...)
		default:
			f, why = metrics.DesignAtLeast(least, parts...)
		}
		return facets{"": plain(f), "not-measurable": text(orNothing(string(why), "none"))}, []string{"-"}, nil
	}, nil
}
