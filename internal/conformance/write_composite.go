package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func writeComposite(p *availabilityPage, data json.RawMessage) error {
	var c compositeCase
	if err := decode(data, &c); err != nil {
		return err
	}
	if c.Kind == "timeline" {
		return writeComposedTimes(p, c)
	}
	table, known := map[string]string{"series": "composed series", "parallel": "composed parallel", "k_of_n": fmt.Sprintf(`composed "at least %d"`, c.K)}[c.Kind]
	if !known {
		return fmt.Errorf("kind %q", c.Kind)
	}
	var parts []string
	for _, part := range c.Parts {
		if part == "" {
			parts = append(parts, "none")
			continue
		}
		n, err := number(part)
		if err != nil {
			return err
		}
		parts = append(parts, shareText(n))
	}
	if err := c.alike(); err != nil {
		return err
	}
	answer := ""
	for _, name := range slices.Sorted(maps.Keys(c.Asked)) {
		want := c.Asked[name]
		switch n, err := number(want); {
		case want == "":
			answer = "none"
		case err != nil:
			return err
		case strings.HasSuffix(name, "_fraction"):
			answer = fmt.Sprint(n.Num(), " of ", n.Denom()) // the exact one
		case answer == "" && !strings.Contains(name, "percent"):
			answer = fmt.Sprint(n.Num(), " of ", n.Denom())
		}
	}
	if answer == "" {
		return errors.New("a rounded figure")
	}
	p.row(table, strings.Join(parts, " "), answer)
	return nil
}

// alike holds the notations of one figure against each other. A decimal may be printed
// with fewer digits, unless its name ends in _exact.
func (c compositeCase) alike() error {
	var exact *big.Rat
	for _, name := range slices.Sorted(maps.Keys(c.Asked)) {
		if strings.HasSuffix(name, "_fraction") && c.Asked[name] != "" {
			n, err := number(c.Asked[name])
			if err != nil {
				return err
			}
			exact = n
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Asked)) {
		text := c.Asked[name]
		if exact == nil || text == "" {
			continue
		}
		n, err := number(text)
		if err != nil {
			return err
		}
		want := exact
		if strings.HasSuffix(strings.TrimSuffix(name, "_exact"), "percent") {
			want = new(big.Rat).Mul(exact, big.NewRat(100, 1))
		}
		_, places, decimal := strings.Cut(string(text), ".")
		printed := decimal && !strings.HasSuffix(name, "_exact") && want.FloatString(len(places)) == string(text)
		if n.Cmp(want) != 0 && !printed {
			return contradiction("%s of %s, which is not %s", name, text, exact.RatString())
		}
	}
	return nil
}

// writeComposedTimes asks what parts reach together in a window: in series, in parallel,
// or if some of them are needed. The seconds of the JSON count from an instant of March
// 2026.
func writeComposedTimes(p *availabilityPage, c compositeCase) error {
	period, err := number(c.Period)
	if err != nil || !period.IsInt() || period.Sign() <= 0 {
		return fmt.Errorf("a period of %s s", c.Period)
	}
	second := func(text word) (time.Time, error) {
		n, err := number(text)
		if err == nil && !n.IsInt() {
			err = fmt.Errorf("second %s", text)
		}
		if err != nil {
			return time.Time{}, err
		}
		return begin2026.Add(time.Duration(n.Num().Int64()) * time.Second), nil
	}
	end := begin2026.Add(time.Duration(period.Num().Int64()) * time.Second)
	var names []string
	lines := map[string][]measured{}
	alone := make([]*big.Rat, len(c.Outages)) // the share of each part by itself
	for i, outages := range c.Outages {
		name := fmt.Sprint("part-", i)
		names = append(names, name)
		var down [][2]time.Time
		for _, o := range outages {
			from, err := second(o[0])
			if err != nil {
				return err
			}
			to, text := end, "open"
			if o[1] != "" {
				if to, err = second(o[1]); err != nil {
					return err
				}
				text = when(to, from, time.UTC)
			}
			lines[name] = append(lines[name], measured{from, "to " + text + " down"})
			down = append(down, [2]time.Time{from, to})
		}
		slices.SortFunc(down, func(a, b [2]time.Time) int { return a[0].Compare(b[0]) })
		lost, until := time.Duration(0), begin2026
		for _, o := range down {
			from, to := o[0], o[1]
			if from.Before(until) {
				from = until
			}
			if to.After(end) {
				to = end
			}
			if from.Before(to) {
				lost, until = lost+to.Sub(from), to
			}
		}
		alone[i] = new(big.Rat).Quo(big.NewRat(int64(end.Sub(begin2026)-lost), 1), big.NewRat(int64(end.Sub(begin2026)), 1))
	}
	each := metrics.Availability{NoData: metrics.NoDataExclude}
	least := func(k int) metrics.Composed { return metrics.Composed{Parallel: names, AtLeast: k, Each: each} }
	rules := map[string]metrics.Composed{
		"series": {Series: names, Each: each}, "parallel": {Parallel: names, Each: each}, "two": least(2), "needed": least(c.K),
	}
	of := map[string]string{
		"series_down": "series", "down": "series", "series": "series", "parallel_down": "parallel", "parallel": "parallel",
		"two_of_three_up_fails_when_two_down": "two", "two_of_three": "two", "k_of_n_down": "needed", "k_of_n": "needed",
	}
	facets := map[string][]string{}
	product := ""
	for _, name := range slices.Sorted(maps.Keys(c.Asked)) {
		n, err := number(c.Asked[name])
		if err != nil {
			return err
		}
		stem := strings.TrimSuffix(name, "_exact")
		rule, known := of[stem]
		switch {
		case stem == "product_of_availabilities":
			product = fmt.Sprint(n.Num(), " of ", n.Denom())
		case !known:
			return fmt.Errorf("figure %q", name)
		case strings.HasSuffix(stem, "down"):
			facets[rule] = append(facets[rule], "down "+secondsText(n))
		default:
			facets[rule] = append(facets[rule], fmt.Sprint("attained ", n.Num(), " of ", n.Denom()))
		}
	}
	if c.Naive != "" && c.Naive == first(c.Asked["series_down"], c.Asked["down"]) {
		return errors.New("the wrong answer is the right one")
	}
	spec := sla.Spec{ID: "case", Zone: "UTC"}
	for _, rule := range slices.Sorted(maps.Keys(facets)) {
		spec.Objectives = append(spec.Objectives, sla.Objective{ID: rule, Metric: rules[rule], Period: sla.Monthly})
	}
	if _, err := (sla.Sources{}).New(spec); err != nil {
		return err
	}
	p.title(p.id, p.source)
	if len(facets) > 0 {
		if err := p.agreement("", spec); err != nil {
			return err
		}
		for _, name := range names {
			p.measured(name, lines[name])
		}
		p.line(0, "window %s to %s", when(begin2026, time.Time{}, time.UTC), when(end, begin2026, time.UTC))
		for _, rule := range slices.Sorted(maps.Keys(facets)) {
			p.line(2, "=> %s: %s", rule, strings.Join(facets[rule], ", "))
		}
	}
	if product != "" { // of a design whose parts fail one by one
		parts := make([]string, len(alone))
		for i, part := range alone {
			parts[i] = shareText(part)
		}
		p.line(0, "composed series")
		p.line(2, "%s => %s", strings.Join(parts, " "), product)
	}
	return nil
}
