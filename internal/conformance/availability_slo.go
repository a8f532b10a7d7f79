package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/design"
	"github.com/upheld/upheld/metrics"
)

const enginesFile = "slo_engines.json"

// sections maps the sections of the file of objective engines, and the lists within
// them, to their runners.
func sections(config sloConfig) map[string]entryRunner {
	return map[string]entryRunner{
		"slo_generator/cases":               entriesOf(func(c sloCase, v *verdict) { c.run(v, config) }),
		"slo_generator/rounding_probe":      entriesOf(sloRounding.run),
		"kibana_sli/cases":                  entriesOf(kibanaCase.run),
		"burn_rate_windows/engines":         entriesOf(burnEngine.run),
		"burn_rate_windows/budget_consumed": entriesOf(budgetEaten.run),
		"error_budget_examples":             entriesOf(errorBudget.run),
		"budgeting_methods":                 entriesOf(budgeting.run),
	}
}

// runEngines runs each figure of the file of objective engines.
func runEngines(dir fs.FS, r *results) {
	var file map[string]json.RawMessage
	if !r.load(dir, enginesFile, &file) {
		return
	}
	var generator struct {
		Config sloConfig `json:"config"`
	}
	if section, ok := file["slo_generator"]; ok {
		if err := json.Unmarshal(section, &generator); err != nil {
			r.fail(enginesFile, "slo_generator", "read the configuration", err, "an object")
		}
	}
	known := sections(generator.Config)
	for _, name := range slices.Sorted(maps.Keys(file)) {
		runSection(r, known, name, file[name])
	}
}

// runSection runs a section that is a list, or the lists in it.
func runSection(r *results, known map[string]entryRunner, name string, raw json.RawMessage) {
	var within map[string]json.RawMessage
	if json.Unmarshal(raw, &within) == nil {
		for _, list := range slices.Sorted(maps.Keys(within)) {
			runSection(r, known, name+"/"+list, within[list])
		}
		return
	}
	var entries []json.RawMessage
	if json.Unmarshal(raw, &entries) != nil {
		return // a remark
	}
	for _, entry := range entries {
		if run, ok := known[name]; ok {
			run(r, enginesFile, entry)
		} else {
			r.unsupport(enginesFile, name, "a list that this file does not have")
		}
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

// sli is the figure of a case: given, or good out of good and bad; −1 means that
// one side has no data.
func (c sloCase) sli(v *verdict) metrics.Figure {
	if c.Given != "" {
		return v.share(c.Given)
	}
	var good, bad *int64
	if json.Unmarshal(c.Good, &good) != nil || json.Unmarshal(c.Bad, &bad) != nil || good == nil || bad == nil {
		return metrics.Figure{} // not counts
	}
	ratio := policies["slo-generator"].(metrics.Ratio)
	var events metrics.Count
	events.Add(metrics.Count{Good: max(*good, 0), Total: max(*good, 0)})
	events.Add(design.Bad(max(*bad, 0), max(*bad, 0)))
	f, _ := ratio.Figure(events, leastEvents)
	return f
}

func (c sloCase) run(v *verdict, config sloConfig) {
	sli := c.sli(v)
	v.same("valid", sli.IsValid(), c.Valid)
	if c.Expected == nil || !sli.IsValid() {
		return
	}
	goal := design.AtLeast(v.share(config.Goal).Rat())
	window := v.length(config.Window, 1)
	budget, ok := goal.Budget(sli, metrics.LengthOf(window))
	v.same("has a budget", ok, true)
	burn := goal.BurnRate(sli)
	c.Expected.figures(v, func(name string) (metrics.Figure, bool) {
		f, known := map[string]metrics.Figure{
			"sli": sli, "gap": goal.Gap(sli), "burn_rate": burn, "error_budget_minutes": inUnits(budget.Allowed, 60),
			"error_minutes": inUnits(budget.Spent, 60), "error_budget_remaining_minutes": inUnits(budget.Left, 60),
		}[name]
		return f, known
	})
	if c.Expected.Alert != nil {
		level := metrics.BurnWindow{Rate: string(config.Threshold)}
		v.same("alert", level.Fires(burn, burn, window), *c.Expected.Alert)
	}
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

func (c sloRounding) run(v *verdict) {
	burn := design.AtLeast(v.share(c.Goal).Rat()).BurnRate(v.share(c.SLI))
	level := metrics.BurnWindow{Rate: string(c.Threshold)}
	v.value("burn rate", burn, c.Burn)
	v.same("alert", level.Fires(burn, burn, 0), c.Exact)
	rounded := burn.Round(metrics.Rounding{Places: 1})
	v.value("burn rate as compared", rounded, c.Compared)
	v.same("alert of the engine", level.Fires(rounded, rounded, 0), c.Engine)
}

type kibanaCase struct {
	Good     int64 `json:"good"`
	Total    int64 `json:"total"`
	Slices   int64 `json:"total_slices"`
	Marker   word  `json:"marker"` // the engine's value for no data
	Expected word  `json:"expected"`
}

// run clamps more good than total. With slices it counts bad ones out of all, so
// that slices without data are good, unless the engine first checks whether data
// exist. Figures are rounded to six digits.
func (c kibanaCase) run(v *verdict) {
	requests := policies["Kibana, occurrences"].(metrics.Ratio)
	measured := metrics.Count{Good: c.Good, Total: c.Total}
	count := measured
	if c.Slices > 0 && (c.Marker == "" || c.Total > 0) {
		count = metrics.Count{Good: c.Slices, Total: c.Slices}
		count.Add(metrics.Count{Good: c.Good})
		count.Remove(metrics.Count{Good: c.Total})
	}
	f, _ := requests.Figure(count, 0)
	v.value("sli", f.Round(metrics.Rounding{Places: 4}), c.Expected)
	if c.Good > c.Total {
		sound, why := metrics.Ratio{Of: "requests"}.Figure(measured, 0)
		v.same("more good than total", fmt.Sprint(sound.IsValid(), " ", why), "false more-good-than-all")
	}
}

type burnEngine struct {
	Days    word            `json:"slo_window_days"`
	Factors map[string]word `json:"factors"`
	Budget  map[string]word `json:"budget_percent"`
}

func (c burnEngine) run(v *verdict) {
	period := v.length(c.Days, 86400)
	for _, windows := range slices.Sorted(maps.Keys(c.Factors)) {
		long, short, _ := strings.Cut(windows, "/")
		level := metrics.BurnWindow{}
		var err error
		if level.Long, err = metrics.Span(long).Parse(); !v.ok(err) {
			return
		}
		if level.Short, err = metrics.Span(short).Parse(); !v.ok(err) {
			return
		}
		if share, derived := c.Budget[long]; derived {
			level.Budget = metrics.Percent(share.percent())
		} else {
			level.Rate = string(c.Factors[windows]) // the same for every period
		}
		factor := level.Factor(period)
		v.binary(windows, factor, c.Factors[windows])
		v.same(windows+" fires at its factor", level.Fires(factor, factor, period), false)
	}
}

// binary compares a figure with the binary float that an engine printed, which must
// be the float nearest to the figure.
func (v *verdict) binary(what string, got metrics.Figure, want word) {
	expected, err := strconv.ParseFloat(string(want), 64)
	if !v.ok(err) || !got.IsValid() {
		v.same(what+" has a value", got.IsValid(), want != "")
		return
	}
	nearest, _ := got.Rat().Float64()
	v.same(what, nearest, expected)
}

type budgetEaten struct {
	Burn  word `json:"burn_rate"`
	Hours word `json:"alert_window_hours"`
	Days  word `json:"slo_window_days"`
	asked
}

func (c budgetEaten) run(v *verdict) {
	eaten := metrics.BudgetEaten(v.number(c.Burn), v.length(c.Hours, 3600), v.length(c.Days, 86400))
	c.figures(v, func(name string) (metrics.Figure, bool) { return eaten, name == "budget_consumed_fraction" })
}

type errorBudget struct {
	Target    word   `json:"target"`
	Events    *int64 `json:"events"`
	OneOutage int64  `json:"one_outage_bad"`
	Days      word   `json:"window_days"`
	asked
}

func (c errorBudget) run(v *verdict) {
	goal := design.AtLeast(v.share(c.Target).Rat())
	given := map[string]metrics.Figure{}
	if c.Days != "" {
		given["allowed_minutes"] = inUnits(goal.Allowance(metrics.LengthOf(v.length(c.Days, 86400))), 60)
	}
	if c.Events != nil {
		f, _ := design.Bad(c.OneOutage, *c.Events).Figure(0)
		budget, _ := goal.Budget(f, metrics.Figure{})
		given["allowed_bad"], given["budget_share"] = budget.Allowed, budget.Used()
	}
	c.figures(v, func(name string) (metrics.Figure, bool) {
		f, known := given[name]
		return f, known
	})
}

type budgeting struct {
	Name    string          `json:"name"`
	Slices  []metrics.Count `json:"slices"`
	Target  word            `json:"timeslice_target"`
	Parts   []word          `json:"parts"`
	Weights []word          `json:"weights"`
	asked
}

func (c budgeting) run(v *verdict) {
	if c.Parts != nil {
		c.composite(v)
		return
	}
	tally, err := metrics.NewSliceTally(time.Minute, begin)
	if !v.ok(err) {
		return
	}
	var all metrics.Count
	at := begin
	for _, s := range c.Slices {
		all.Add(s)
		if !v.ok(tally.Add(at, s)) {
			return
		}
		at = at.Add(time.Minute)
	}
	given := map[string]metrics.Figure{}
	given["occurrences"], _ = policies["OpenSLO, occurrences"].(metrics.Ratio).Figure(all, 0)
	judged := slicing("OpenSLO, time slices")
	judged.Good = metrics.Bound("at least " + c.Target + " in 1")
	for kind, spec := range map[string]metrics.Slices{"timeslices": judged, "ratio_timeslices": slicing("OpenSLO, ratios of time slices")} {
		if kind == "timeslices" && c.Target == "" {
			continue
		}
		for empty, policy := range map[string]metrics.NoDataPolicy{
			"ignored": metrics.NoDataExclude, "good": metrics.NoDataGood, "bad": metrics.NoDataBad,
		} {
			given[kind+"_no_data_"+empty] = v.sliced(spec, policy, tally, at.Sub(begin))
		}
	}
	c.figures(v, func(name string) (metrics.Figure, bool) {
		f, known := given[name]
		return f, known
	})
}

// composite follows the rule that the name of the case gives.
func (c budgeting) composite(v *verdict) {
	var parts []metrics.Weighted
	for i, p := range c.Parts {
		part := metrics.Weighted{}
		if p != "" {
			part.Part = v.share(p)
		}
		if i < len(c.Weights) && c.Weights[i] != "" {
			part.Weight = v.number(c.Weights[i]).Rat()
		}
		parts = append(parts, part)
	}
	var f metrics.Figure
	switch {
	case strings.Contains(c.Name, "openslo"), strings.Contains(c.Name, "shortfall"):
		f, _ = metrics.AddShortfalls(parts...)
	case strings.Contains(c.Name, "kibana"), strings.Contains(c.Name, "weighted_mean"):
		f, _ = metrics.WeightedMean(parts...)
	default:
		v.skip("composite rule of %q", c.Name)
		return
	}
	c.figures(v, func(name string) (metrics.Figure, bool) { return f, name == "expected" })
}
