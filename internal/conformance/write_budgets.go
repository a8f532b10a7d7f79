package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func writeErrorBudget(p *availabilityPage, data json.RawMessage) error {
	var c errorBudget
	if err := decode(data, &c); err != nil {
		return err
	}
	goal, err := number(c.Target)
	if err != nil {
		return err
	}
	bad, given := lack(goal), map[string]*big.Rat{}
	var whole time.Duration
	if c.Days != "" {
		if whole, err = wholeLength(c.Days, 86400); err != nil {
			return err
		}
		given["allowed_minutes"] = new(big.Rat).Quo(secondsOf(bad, whole), big.NewRat(60, 1))
	}
	if c.Events != nil {
		allowed := new(big.Rat).Mul(bad, big.NewRat(*c.Events, 1))
		given["allowed_bad"], given["budget_share"] = allowed, nil
		if allowed.Sign() != 0 {
			given["budget_share"] = new(big.Rat).Quo(big.NewRat(c.OneOutage, 1), allowed)
		}
	}
	asks, err := c.derived(given)
	if err != nil {
		return err
	}
	promise := percentOfShare(goal)
	if asks["allowed_minutes"] {
		p.row("allowance "+promise, exactLength(whole), secondsText(secondsOf(bad, whole)))
	}
	var facets []string
	for _, figure := range [][2]string{{"allowed_bad", "allowed"}, {"budget_share", "used"}} {
		switch exact := given[figure[0]]; {
		case !asks[figure[0]]:
		case exact == nil:
			facets = append(facets, figure[1]+" none")
		default:
			facets = append(facets, figure[1]+" "+plainNumber(exact))
		}
	}
	if len(facets) > 0 {
		p.row("budget "+promise, fmt.Sprintf("%d of %d", *c.Events-c.OneOutage, *c.Events), strings.Join(facets, ", "))
	}
	if len(asks) == 0 {
		return errors.New("no figure is asked")
	}
	return nil
}

type errorBudget struct {
	Target    word   `json:"target"`
	Events    *int64 `json:"events"`
	OneOutage int64  `json:"one_outage_bad"`
	Days      word   `json:"window_days"`
	asked
}

type burnEngine struct {
	Engine  string
	Days    word            `json:"slo_window_days"`
	Factors map[string]word `json:"factors"`
	Budget  map[string]word `json:"budget_percent"`
}

// writeBurnEngine asks the budget at the factor of each long window of an alert: what the
// window loses burns at the factor, and uses so much of the budget of the whole period. A
// share of the budget gives the factor that the engine prints as a binary float.
func writeBurnEngine(p *availabilityPage, data json.RawMessage) error {
	var c burnEngine
	if err := decode(data, &c); err != nil {
		return err
	}
	period, err := wholeLength(c.Days, 86400)
	if err != nil || period == 0 {
		return errors.Join(err, errors.New("a period of no length"))
	}
	if len(c.Factors) == 0 {
		return errors.New("no factor is asked")
	}
	length := func(windows string) time.Duration {
		long, _, _ := strings.Cut(windows, "/")
		d, _ := metrics.Span(long).Parse() // a mistake is told below
		return d
	}
	for _, windows := range slices.SortedFunc(maps.Keys(c.Factors), func(a, b string) int { return cmp.Or(cmp.Compare(length(a), length(b)), cmp.Compare(a, b)) }) {
		long, short, _ := strings.Cut(windows, "/")
		window, err := metrics.Span(long).Parse()
		if err != nil {
			return err
		}
		if _, err := metrics.Span(short).Parse(); err != nil {
			return err
		}
		factor, err := number(c.Factors[windows])
		if err != nil {
			return err
		}
		if text, derived := c.Budget[long]; derived {
			used, err := share(text)
			if err != nil {
				return err
			}
			exact := used.Mul(used, big.NewRat(int64(period), int64(window)))
			printed, err := strconv.ParseFloat(string(c.Factors[windows]), 64)
			if err != nil {
				return err
			}
			if nearest, _ := exact.Float64(); nearest != printed {
				return contradiction("%s%% of the budget in %s is a factor of %s, not %s", text, long, exact.RatString(), c.Factors[windows])
			}
			factor = exact
		}
		if err := p.burns(factor, window, period); err != nil {
			return err
		}
	}
	return nil
}

type budgetEaten struct {
	Burn  word `json:"burn_rate"`
	Hours word `json:"alert_window_hours"`
	Days  word `json:"slo_window_days"`
	asked
}

func writeBudgetEaten(p *availabilityPage, data json.RawMessage) error {
	var c budgetEaten
	if err := decode(data, &c); err != nil {
		return err
	}
	burn, err := number(c.Burn)
	if err != nil {
		return err
	}
	window, err := wholeLength(c.Hours, 3600)
	if err != nil {
		return err
	}
	period, err := wholeLength(c.Days, 86400)
	if err != nil || period == 0 || window == 0 {
		return errors.Join(err, errors.New("a window or a period of no length"))
	}
	asks, err := c.derived(map[string]*big.Rat{"budget_consumed_fraction": new(big.Rat).Mul(burn, big.NewRat(int64(window), int64(period)))})
	if err != nil {
		return err
	}
	if len(asks) == 0 {
		return errors.New("no figure is asked")
	}
	return p.burns(burn, window, period)
}

// burns writes two rows of one loss: the share that a window attains at a burn rate, and
// the share that the whole period attains if nothing else is lost. The promise does not
// matter. It is 99.9%, or a higher one at which the rate can be reached.
func (p *availabilityPage) burns(rate *big.Rat, window, period time.Duration) error {
	if rate.Sign() < 0 {
		return fmt.Errorf("a burn rate of %s", rate.RatString())
	}
	may := big.NewRat(1, 1000)
	lost := new(big.Rat).Mul(rate, may)
	for lost.Cmp(wholly) > 0 {
		may.Mul(may, big.NewRat(1, 10))
		lost.Mul(lost, big.NewRat(1, 10))
	}
	spent := secondsOf(lost, window)
	whole := new(big.Rat).Mul(lost, big.NewRat(int64(window), int64(period)))
	used := new(big.Rat).Quo(whole, may)
	if whole.Cmp(wholly) > 0 {
		return fmt.Errorf("a window of %s in a period of %s", window, period)
	}
	table := "budget " + percentOfShare(lack(may))
	for _, row := range []struct {
		attained *big.Rat
		of       time.Duration
		answer   string
	}{{lost, window, "burn " + plainNumber(rate)}, {whole, period, "used " + plainNumber(used)}} {
		p.row(table, shareText(lack(row.attained))+" of "+exactLength(row.of), "spent "+secondsText(spent)+", "+row.answer)
	}
	return nil
}

type budgeting struct {
	Name    string          `json:"name"`
	Slices  []metrics.Count `json:"slices"`
	Target  word            `json:"timeslice_target"`
	Parts   []word          `json:"parts"`
	Weights []word          `json:"weights"`
	asked
}

// writeBudgeting asks a definition for each way of an error budget: of all events, of
// minutes that reach a target, and of the means of the minutes.
func writeBudgeting(p *availabilityPage, data json.RawMessage) error {
	var c budgeting
	if err := decode(data, &c); err != nil {
		return err
	}
	if c.Parts != nil {
		return c.composite(p)
	}
	spec, period, err := sla.Spec{ID: "case", Zone: "UTC"}, "", error(nil)
	var every sla.Every
	if spec.Calendars, every, period, err = slicesOf(int64(len(c.Slices)), time.Minute); err != nil {
		return err
	}
	target := new(big.Rat)
	if c.Target != "" {
		if target, err = number(c.Target); err != nil {
			return err
		}
	}
	var lines []measured
	var good, total, reached, judged int64
	mean := new(big.Rat)
	for i, s := range c.Slices {
		if s.Good < 0 || s.Good > s.Total {
			return contradiction("%d of %d events", s.Good, s.Total)
		}
		good, total = good+s.Good, total+s.Total
		if s.Total == 0 {
			continue
		}
		lines = append(lines, measured{january2026.Add(time.Duration(i) * time.Minute), fmt.Sprintf("%d of %d", s.Good, s.Total)})
		judged++
		share := big.NewRat(s.Good, s.Total)
		mean.Add(mean, share)
		if share.Cmp(target) >= 0 {
			reached++
		}
	}
	given := map[string]*big.Rat{"occurrences": quotient(big.NewRat(good, 1), total)}
	metric := map[string]metrics.Metric{"occurrences": ratioOf("OpenSLO, occurrences")}
	all := int64(len(c.Slices))
	for word, way := range map[string]struct {
		policy        metrics.NoDataPolicy
		counted, good int64 // slices, of which so many without data are good
	}{"ignored": {metrics.NoDataExclude, judged, 0}, "good": {metrics.NoDataGood, all, all - judged}, "bad": {metrics.NoDataBad, all, 0}} {
		slice := slicing("OpenSLO, ratios of time slices")
		slice.Empty, slice.Calendar = way.policy, measuredHours
		name := "ratio_timeslices_no_data_" + word
		given[name], metric[name] = quotient(new(big.Rat).Add(mean, big.NewRat(way.good, 1)), way.counted), slice
		if c.Target != "" {
			slice = slicing("OpenSLO, time slices")
			slice.Empty, slice.Calendar, slice.Good = way.policy, measuredHours, metrics.Bound("at least "+percentOfShare(target))
			name = "timeslices_no_data_" + word
			given[name], metric[name] = quotient(big.NewRat(reached+way.good, 1), way.counted), slice
		}
	}
	asks, err := c.derived(given)
	if err != nil {
		return err
	}
	if len(asks) == 0 {
		return errors.New("no figure is asked")
	}
	var answers []string
	for _, name := range slices.Sorted(maps.Keys(asks)) {
		id := strings.ReplaceAll(name, "_", "-")
		spec.Objectives = append(spec.Objectives, sla.Objective{ID: id, Metric: metric[name], Period: every})
		answers = append(answers, id+": attained "+ofText(given[name]))
	}
	p.title(p.id, p.source)
	if err := p.agreement("", spec); err != nil {
		return err
	}
	p.measured("service", lines)
	p.line(0, "period %s", period)
	for _, answer := range answers {
		p.line(2, "=> %s", answer)
	}
	return nil
}

// composite follows the rule that the name of the entry gives.
func (c budgeting) composite(p *availabilityPage) error {
	shortfalls := strings.Contains(c.Name, "openslo") || strings.Contains(c.Name, "shortfall")
	if !shortfalls && !strings.Contains(c.Name, "kibana") && !strings.Contains(c.Name, "weighted_mean") {
		return fmt.Errorf("the composite rule of %q", c.Name)
	}
	sum, weights, known := new(big.Rat), new(big.Rat), len(c.Parts) > 0
	var parts []string
	for i, text := range c.Parts {
		weight, written := wholly, ""
		if i < len(c.Weights) && c.Weights[i] != "" {
			n, err := number(c.Weights[i])
			if err != nil {
				return err
			}
			if weight = n; n.Cmp(wholly) != 0 {
				written = " weight " + plainNumber(n)
			}
		}
		if weight.Sign() < 0 {
			return fmt.Errorf("a weight of %s", c.Weights[i])
		}
		if text == "" {
			parts, known = append(parts, "none"+written), known && !shortfalls
			continue
		}
		part, err := number(text)
		if err != nil {
			return err
		}
		parts = append(parts, shareText(part)+written)
		if shortfalls {
			part = lack(part)
		}
		sum.Add(sum, part.Mul(part, weight))
		weights.Add(weights, weight)
	}
	table, exact := `composed "weighted mean"`, (*big.Rat)(nil)
	switch {
	case shortfalls && known:
		if exact = lack(sum); exact.Sign() < 0 {
			exact.SetInt64(0)
		}
	case !shortfalls && weights.Sign() > 0:
		exact = sum.Quo(sum, weights)
	}
	if shortfalls {
		table = `composed "sum of shortfalls"`
	}
	asks, err := c.derived(map[string]*big.Rat{"expected": exact})
	if err != nil {
		return err
	}
	if len(asks) == 0 {
		return errors.New("no figure is asked")
	}
	p.row(table, strings.Join(parts, " "), inTens(exact))
	return nil
}
