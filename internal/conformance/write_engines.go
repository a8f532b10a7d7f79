package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

const enginesFile = "slo_engines.json"

// unnamed gives the names of entries without a name and a source, by their lists.
var unnamed = map[string]func(data json.RawMessage) string{
	"error_budget_examples": nameOf(func(c errorBudget) string {
		if c.Events != nil {
			return fmt.Sprintf("the budget of %s in %d events", c.Target, *c.Events)
		}
		return fmt.Sprintf("the budget of %s in %s days", c.Target, c.Days)
	}),
	"slo_generator/cases": func(json.RawMessage) string { return "slo-generator" },
	"slo_generator/rounding_probe": nameOf(func(c sloRounding) string {
		return fmt.Sprintf("slo-generator, %s against %s", c.SLI, c.Goal)
	}),
	"kibana_sli/cases": nameOf(func(c kibanaCase) string {
		name := fmt.Sprintf("Kibana, %d of %d", c.Good, c.Total)
		if c.Slices > 0 {
			name += fmt.Sprintf(" in %d slices", c.Slices)
		}
		return name
	}),
	"burn_rate_windows/engines": nameOf(func(c burnEngine) string {
		return fmt.Sprintf("%s, %s days", c.Engine, c.Days)
	}),
	"burn_rate_windows/budget_consumed": nameOf(func(c budgetEaten) string {
		return fmt.Sprintf("a burn rate of %s for %s h of %s days", c.Burn, c.Hours, c.Days)
	}),
}

func nameOf[C any](name func(C) string) func(json.RawMessage) string {
	return func(data json.RawMessage) string {
		var c C
		if json.Unmarshal(data, &c) != nil {
			return "an entry of another form"
		}
		return name(c)
	}
}

type sloConfig struct {
	Goal      word `json:"goal"`
	Window    word `json:"window_s"`
	Threshold word `json:"burn_rate_threshold"`
}

type sloCase struct {
	Good     json.RawMessage `json:"good"`
	Bad      json.RawMessage `json:"bad"`
	Given    word            `json:"sli_given"`
	Valid    bool            `json:"valid"`
	Expected *sloExpected    `json:"expected"`
}

type sloExpected struct {
	Alert *bool `json:"alert"`
	asked
}

func (e *sloExpected) UnmarshalJSON(data []byte) error {
	type plain sloExpected // without this method
	return decode(data, (*plain)(e))
}

// leastEvents is the least number of events in that test suite.
const leastEvents = 10

// events are the good ones and all; −1 means that one side has no data. A share that is
// given is its fraction. ok is false for what is no number.
func (c sloCase) events() (good, all *big.Int, ok bool, err error) {
	if c.Given != "" {
		n, err := number(c.Given)
		if err != nil {
			return nil, nil, false, err
		}
		return n.Num(), n.Denom(), true, nil
	}
	var well, ill *int64
	if json.Unmarshal(c.Good, &well) != nil || json.Unmarshal(c.Bad, &ill) != nil || well == nil || ill == nil {
		return nil, nil, false, nil
	}
	good = big.NewInt(max(*well, 0))
	return good, new(big.Int).Add(good, big.NewInt(max(*ill, 0))), true, nil
}

// writeSLO asks what a ratio of events gives, and what that means for the error budget of
// the window of the engine.
func writeSLO(p *availabilityPage, data json.RawMessage) error {
	var c sloCase
	if err := decode(data, &c); err != nil {
		return err
	}
	var section struct{ Config sloConfig }
	if err := json.Unmarshal(p.section, &section); err != nil {
		return err
	}
	goal, err := number(section.Config.Goal)
	if err != nil {
		return err
	}
	window, err := wholeLength(section.Config.Window, 1)
	if err != nil {
		return err
	}
	good, all, counted, err := c.events()
	if err != nil {
		return err
	}
	objective := sla.Objective{ID: "service", Metric: ratioOf("slo-generator"), Period: sla.Monthly, Attain: metrics.Bound(percentOfShare(goal))}
	if c.Given == "" {
		objective.Least = leastEvents
	}
	facets, budget := []string{"not-measurable " + string(metrics.NoItems)}, []string(nil)
	var sli *big.Rat
	switch {
	case counted && all.Sign() > 0 && all.Cmp(big.NewInt(objective.Least)) < 0:
		facets = []string{"not-measurable " + string(metrics.BelowLeast)}
	case counted && all.Sign() > 0:
		sli = new(big.Rat).SetFrac(good, all)
	}
	switch {
	case c.Valid != (sli != nil):
		return contradiction("valid is %v, and the figure is %s", c.Valid, ofText(sli))
	case sli != nil:
		facets = nil
		asks := map[string]bool{"sli": true}
		if c.Expected != nil {
			if asks, budget, err = c.Expected.budget(sli, goal, window, section.Config.Threshold); err != nil {
				return err
			}
		}
		gap := new(big.Rat).Sub(sli, goal)
		if asks["gap"] {
			facets = append(facets, map[bool]string{true: "met", false: "missed"}[gap.Sign() >= 0])
		}
		if asks["sli"] {
			facets = append(facets, "attained "+attainedText(good, all))
		}
		if asks["gap"] { // in events
			facets = append(facets, "margin "+plainNumber(gap.Mul(gap, new(big.Rat).SetInt(all))))
		}
		if good.Sign() < 0 || good.Cmp(all) > 0 {
			return fmt.Errorf("%v of %v events", good, all)
		}
	}
	p.title(p.id, p.source)
	if len(facets) > 0 {
		if err := p.agreement("", sla.Spec{ID: "case", Zone: "UTC", Objectives: []sla.Objective{objective}}); err != nil {
			return err
		}
		if counted {
			p.measured("service", []measured{{begin2026, fmt.Sprint(good, " of ", all)}})
		}
		p.line(0, "period 2026-03")
		p.line(2, "=> service: %s", strings.Join(facets, ", "))
	}
	if len(budget) > 0 {
		p.line(0, "budget %s", percentOfShare(goal))
		p.line(2, "%s of %s => %s", shareText(sli), exactLength(window), strings.Join(budget, ", "))
	}
	return nil
}

// budget gives the facets of the error budget of a window, and the names of all figures
// that are asked. The alert follows from the burn rate.
func (e *sloExpected) budget(sli, goal *big.Rat, window time.Duration, threshold word) (asks map[string]bool, facets []string, err error) {
	minutes := func(share *big.Rat) *big.Rat { return new(big.Rat).Quo(secondsOf(share, window), big.NewRat(60, 1)) }
	gap := new(big.Rat).Sub(sli, goal)
	may, was := lack(goal), lack(sli)
	var burn *big.Rat
	if may.Sign() != 0 {
		burn = new(big.Rat).Quo(was, may)
	}
	asks, err = e.derived(map[string]*big.Rat{
		"sli": sli, "gap": gap, "burn_rate": burn, "error_budget_minutes": minutes(may), "error_minutes": minutes(was), "error_budget_remaining_minutes": minutes(gap),
	})
	if err != nil {
		return nil, nil, err
	}
	if e.Alert != nil {
		limit, err := number(threshold)
		if err != nil {
			return nil, nil, err
		}
		if alert := burn != nil && burn.Cmp(limit) > 0; alert != *e.Alert {
			return nil, nil, contradiction("alert is %v, and the burn rate is %v", *e.Alert, burn)
		}
	}
	for _, figure := range []struct {
		name, facet string
		share       *big.Rat
	}{{"error_budget_minutes", "allowed", may}, {"error_minutes", "spent", was}, {"error_budget_remaining_minutes", "left", gap}} {
		if asks[figure.name] {
			facets = append(facets, figure.facet+" "+secondsText(secondsOf(figure.share, window)))
		}
	}
	switch {
	case burn == nil && asks["burn_rate"]:
		facets = append(facets, "burn none")
	case burn != nil && (asks["burn_rate"] || e.Alert != nil):
		facets = append(facets, "burn "+plainNumber(burn))
	}
	return asks, facets, nil
}

type sloRounding struct {
	SLI       word `json:"sli"`
	Goal      word `json:"goal"`
	Burn      word `json:"burn_rate_exact"`
	Compared  word `json:"burn_rate_compared"`
	Threshold word `json:"threshold"`
	Engine    bool `json:"alert_engine"`
	Exact     bool `json:"alert_exact"`
}

// writeRounding asks the exact burn rate. What the engine compares is that rate, rounded.
func writeRounding(p *availabilityPage, data json.RawMessage) error {
	var c sloRounding
	if err := decode(data, &c); err != nil {
		return err
	}
	numbers := map[word]*big.Rat{}
	for _, text := range []word{c.SLI, c.Goal, c.Burn, c.Compared, c.Threshold} {
		n, err := number(text)
		if err != nil {
			return err
		}
		numbers[text] = n
	}
	may := lack(numbers[c.Goal])
	if may.Sign() <= 0 {
		return fmt.Errorf("a goal of %s has no burn rate", c.Goal)
	}
	burn := lack(numbers[c.SLI])
	burn.Quo(burn, may)
	rounded, err := number(word(burn.FloatString(1)))
	if err != nil {
		return err
	}
	limit := numbers[c.Threshold]
	if burn.Cmp(numbers[c.Burn]) != 0 || rounded.Cmp(numbers[c.Compared]) != 0 || (burn.Cmp(limit) > 0) != c.Exact || (rounded.Cmp(limit) > 0) != c.Engine {
		return contradiction("the burn rate of %s against %s is %s, or %s with one digit", c.SLI, c.Goal, burn.RatString(), rounded.RatString())
	}
	p.source += fmt.Sprintf("; the engine compares %s with %s", c.Compared, c.Threshold)
	p.row("budget "+percentOfShare(numbers[c.Goal]), shareText(numbers[c.SLI])+" of 1h", "burn "+plainNumber(burn))
	return nil
}

type kibanaCase struct {
	Good     int64 `json:"good"`
	Total    int64 `json:"total"`
	Slices   int64 `json:"total_slices"`
	Marker   word  `json:"marker"` // the engine's value for no data
	Expected word  `json:"expected"`
}

// writeKibana asks a ratio of events, or a share of slices of which the missing ones are
// good, unless the engine first checks whether data exist. The engine takes more good
// events than events as all good; the sound answer is that such a count is a mistake. The
// engine rounds its figure to six digits.
func writeKibana(p *availabilityPage, data json.RawMessage) error {
	var c kibanaCase
	if err := decode(data, &c); err != nil {
		return err
	}
	if c.Good < 0 || c.Total < 0 {
		return contradiction("%d of %d events", c.Good, c.Total)
	}
	sliced := c.Slices > 0 && (c.Marker == "" || c.Total > 0)
	bad := max(c.Total-c.Good, 0)
	all := c.Total
	if sliced {
		all = c.Slices
	}
	var exact *big.Rat
	switch {
	case bad > all:
		return contradiction("%d bad ones of %d slices", bad, all)
	case all > 0:
		exact = big.NewRat(all-bad, all)
	}
	switch {
	case exact == nil && c.Expected == "":
	case exact == nil || c.Expected == "":
		return contradiction("%q expected of %s", c.Expected, ofText(exact))
	default:
		want, err := number(c.Expected)
		if err != nil {
			return err
		}
		if printed, _ := new(big.Rat).SetString(exact.FloatString(6)); want.Cmp(printed) != 0 {
			return contradiction("%s expected of %s", c.Expected, ofText(exact))
		}
	}
	spec, period := sla.Spec{ID: "case", Zone: "UTC"}, "2026-01"
	events := metrics.Ratio{Of: "service"}
	var lines []string
	if sliced {
		events.Of = "events" // "service" has the slices
		metric := slicing("Kibana, time slices")
		calendars, every, within, err := slicesOf(c.Slices, fiveMinutes)
		if err != nil {
			return err
		}
		if lines, err = fiveMinuteLines(january2026, bad, min(c.Good, c.Slices-bad)); err != nil {
			return err
		}
		metric.Calendar, spec.Calendars, period = measuredHours, calendars, within
		spec.Objectives = []sla.Objective{{ID: "kibana", Metric: metric, Period: every}}
	} else {
		spec.Objectives = []sla.Objective{{ID: "kibana", Metric: ratioOf("Kibana, occurrences"), Period: sla.Monthly}}
	}
	var counted []string
	if !sliced && c.Total+c.Good > 0 || c.Good > c.Total {
		counted = []string{fmt.Sprintf("%s  %d of %d", when(january2026, time.Time{}, time.UTC), c.Good, c.Total)}
	}
	if c.Good > c.Total {
		spec.Objectives = append(spec.Objectives, sla.Objective{ID: "sound", Metric: events, Period: spec.Objectives[0].Period})
	}
	p.title(p.id, p.source)
	if err := p.agreement("", spec); err != nil {
		return err
	}
	p.facts("service", lines)
	p.facts(events.Of, counted)
	p.line(0, "period %s", period)
	if exact == nil {
		p.line(2, "=> kibana: not-measurable %s", metrics.NoItems)
	} else {
		p.line(2, "=> kibana: attained %s", attainedText(big.NewInt(all-bad), big.NewInt(all)))
	}
	if c.Good > c.Total {
		p.line(2, "=> sound: not-measurable %s", metrics.NoItems)
		p.line(2, "=> findings:")
		p.line(6, "count-impossible %s good", events.Of)
	}
	return nil
}

// facts writes lines below a service.
func (p *availabilityPage) facts(of string, lines []string) {
	if len(lines) > 0 {
		p.line(0, "service %s", of)
	}
	for _, line := range lines {
		p.line(2, "%s", line)
	}
}
