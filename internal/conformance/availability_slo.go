package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
)

const enginesFile = "slo_engines.json"

// runEngines runs the figures of the file of objective engines one by one.
func runEngines(dir fs.FS, r *results) {
	var file struct {
		Generator struct {
			Source, Remark string
			Config         sloConfig         `json:"config"`
			Cases          []json.RawMessage `json:"cases"`
			Rounding       []json.RawMessage `json:"rounding_probe"`
		} `json:"slo_generator"`
		Kibana struct {
			Source string
			Cases  []json.RawMessage `json:"cases"`
		} `json:"kibana_sli"`
		Burn struct {
			Source  string
			Engines []json.RawMessage `json:"engines"`
			Eaten   []json.RawMessage `json:"budget_consumed"`
		} `json:"burn_rate_windows"`
		Budgets   []json.RawMessage `json:"error_budget_examples"`
		Budgeting []json.RawMessage `json:"budgeting_methods"`
	}
	data, err := fs.ReadFile(dir, enginesFile)
	if err != nil {
		return // a file may be absent
	}
	if err := strict(data, &file); err != nil {
		r.fail(enginesFile, "", "read the file", err, "JSON of the known shape")
		return
	}
	for _, entry := range file.Generator.Cases {
		runEntry(r, enginesFile, entry, func(c sloCase, v *verdict) { c.run(v, file.Generator.Config) })
	}
	each[sloRounding](r, file.Generator.Rounding)
	each[kibanaCase](r, file.Kibana.Cases)
	each[burnEngine](r, file.Burn.Engines)
	each[budgetEaten](r, file.Burn.Eaten)
	each[errorBudget](r, file.Budgets)
	each[budgeting](r, file.Budgeting)
}

// each runs every entry of a list.
func each[C interface{ run(*verdict) }](r *results, entries []json.RawMessage) {
	for _, entry := range entries {
		runEntry(r, enginesFile, entry, C.run)
	}
}

type sloConfig struct {
	Goal      word `json:"goal"`
	Window    word `json:"window_s"`
	Threshold word `json:"burn_rate_threshold"`
}

type sloCase struct {
	Name, Remark string
	Good         json.RawMessage `json:"good"`
	Bad          json.RawMessage `json:"bad"`
	Given        *word           `json:"sli_given"`
	Valid        bool            `json:"valid"`
	Expected     *struct {
		SLI       word `json:"sli"`
		Gap       word `json:"gap"`
		Budget    word `json:"error_budget_minutes"`
		Errors    word `json:"error_minutes"`
		Remaining word `json:"error_budget_remaining_minutes"`
		Burn      word `json:"burn_rate_exact"`
		Alert     bool `json:"alert"`
	} `json:"expected"`
}

// leastEvents is the minimum of events with which that suite runs.
const leastEvents = 10

// sli is the figure of a case: given, or good out of good and bad, where −1 says
// that there is no data on one side.
func (c sloCase) sli(v *verdict) metrics.Figure {
	if c.Given != nil && *c.Given != "" {
		return v.share(*c.Given)
	}
	var good, bad *int64
	if json.Unmarshal(c.Good, &good) != nil || json.Unmarshal(c.Bad, &bad) != nil || good == nil || bad == nil {
		return metrics.Figure{} // not counts
	}
	var events metrics.Count
	for range max(*good, 0) {
		events.Add(metrics.Hit(true))
	}
	for range max(*bad, 0) {
		events.Add(metrics.Hit(false))
	}
	f, _ := events.Figure(leastEvents)
	return f
}

func (c sloCase) run(v *verdict, config sloConfig) {
	sli := c.sli(v)
	v.same("valid", sli.IsValid(), c.Valid)
	if c.Expected == nil || !sli.IsValid() {
		return
	}
	goal := metrics.AtLeast(v.share(config.Goal).Rat())
	window, err := metrics.Span(config.Window + "s").Parse()
	if !v.ok(err) {
		return
	}
	v.value("sli", sli, c.Expected.SLI)
	v.value("gap", goal.Gap(sli), c.Expected.Gap)
	budget, ok := goal.Budget(sli, metrics.LengthOf(window))
	v.same("has a budget", ok, true)
	v.minutes("budget", budget.Allowed, c.Expected.Budget)
	v.minutes("errors", budget.Spent, c.Expected.Errors)
	v.minutes("remaining", budget.Left, c.Expected.Remaining)
	burn := goal.BurnRate(sli)
	v.value("burn rate", burn, c.Expected.Burn)
	level := metrics.BurnWindow{Rate: string(config.Threshold)}
	v.same("alert", level.Fires(burn, burn, window), c.Expected.Alert)
}

// minutes compares a length with a number of minutes.
func (v *verdict) minutes(what string, got metrics.Figure, want word) {
	v.value(what, inUnits(got, 60), want)
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
	burn := metrics.AtLeast(v.share(c.Goal).Rat()).BurnRate(v.share(c.SLI))
	level := metrics.BurnWindow{Rate: string(c.Threshold)}
	v.value("burn rate", burn, c.Burn)
	v.same("alert", level.Fires(burn, burn, 0), c.Exact)
	rounded := burn.Round(metrics.Rounding{Places: 1})
	v.value("burn rate as compared", rounded, c.Compared)
	v.same("alert of the engine", level.Fires(rounded, rounded, 0), c.Engine)
}

type kibanaCase struct {
	Remark   string
	Good     int64 `json:"good"`
	Total    int64 `json:"total"`
	Slices   int64 `json:"total_slices"`
	Marker   int64 `json:"marker"` // that engine's way to say no value
	Expected word  `json:"expected"`
}

// run: more good than total is clamped; with slices, bad ones out of all, so
// that slices without data are good. Figures are rounded to six digits.
func (c kibanaCase) run(v *verdict) {
	requests := metrics.Ratio{Of: "requests", Excess: metrics.ExcessClamp}
	count := metrics.Count{Good: c.Good, Total: c.Total}
	if c.Slices > 0 {
		count = metrics.Bad(c.Total-c.Good, c.Slices)
	}
	f, _ := requests.Figure(count, 0)
	v.value("sli", f.Round(metrics.Rounding{Places: 4}), c.Expected)
	if c.Good > c.Total {
		sound, why := metrics.Ratio{Of: "requests"}.Figure(count, 0)
		v.same("more good than total", fmt.Sprint(sound.IsValid(), " ", why), "false more-good-than-all")
	}
}

type burnEngine struct {
	Engine, Remark string
	Days           word            `json:"slo_window_days"`
	Factors        map[string]word `json:"factors"`
	Budget         map[string]word `json:"budget_percent"`
}

func (c burnEngine) run(v *verdict) {
	period, err := metrics.Span(c.Days + "d").Parse()
	if !v.ok(err) {
		return
	}
	for _, windows := range slices.Sorted(maps.Keys(c.Factors)) {
		long, short, _ := strings.Cut(windows, "/")
		level := metrics.BurnWindow{}
		if level.Long, err = metrics.Span(long).Parse(); !v.ok(err) {
			return
		}
		if level.Short, err = metrics.Span(short).Parse(); !v.ok(err) {
			return
		}
		if share, derived := c.Budget[long]; derived {
			level.Budget = metrics.Percent(share.percent())
		} else {
			level.Rate = string(c.Factors[windows]) // fixed, whatever the period
		}
		factor := level.Factor(period)
		v.digits(windows, factor, c.Factors[windows])
		v.same(windows+" fires at its factor", level.Fires(factor, factor, period), false)
	}
}

type budgetEaten struct {
	Burn  word `json:"burn_rate"`
	Hours word `json:"alert_window_hours"`
	Days  word `json:"slo_window_days"`
	Eaten word `json:"budget_consumed_fraction_exact"`
}

func (c budgetEaten) run(v *verdict) {
	window, err := metrics.Span(c.Hours + "h").Parse()
	if !v.ok(err) {
		return
	}
	period, err := metrics.Span(c.Days + "d").Parse()
	if v.ok(err) {
		v.value("eaten", metrics.BudgetEaten(v.number(c.Burn), window, period), c.Eaten)
	}
}

type errorBudget struct {
	Source, Remark string
	Target         word   `json:"target"`
	Events         *int64 `json:"events"`
	AllowedBad     word   `json:"allowed_bad"`
	OneOutage      *int64 `json:"one_outage_bad"`
	Share          word   `json:"budget_share"`
	Days           word   `json:"window_days"`
	Minutes        word   `json:"allowed_minutes"`
}

func (c errorBudget) run(v *verdict) {
	goal := metrics.AtLeast(v.share(c.Target).Rat())
	if c.Days != "" {
		period, err := metrics.Span(c.Days + "d").Parse()
		if v.ok(err) {
			v.minutes("allowed", goal.Allowance(metrics.LengthOf(period)), c.Minutes)
		}
		return
	}
	if c.Events == nil || c.OneOutage == nil {
		v.skip("neither days nor events")
		return
	}
	f, _ := metrics.Bad(*c.OneOutage, *c.Events).Figure(0)
	budget, ok := goal.Budget(f, metrics.Figure{})
	v.same("has a budget", ok, true)
	v.value("allowed", budget.Allowed, c.AllowedBad)
	v.value("share", budget.Used(), c.Share)
}

type budgeting struct {
	Name, Remark, Source string
	Slices               []metrics.Count `json:"slices"`
	Target               word            `json:"timeslice_target"`
	Occurrences          word            `json:"occurrences_exact"`
	Ignored              *word           `json:"timeslices_no_data_ignored"`
	Good                 *word           `json:"timeslices_no_data_good"`
	Bad                  *word           `json:"timeslices_no_data_bad"`
	Ratio                *word           `json:"ratio_timeslices_no_data_ignored"`
	RatioGood            *word           `json:"ratio_timeslices_no_data_good"`
	RatioBad             *word           `json:"ratio_timeslices_no_data_bad"`
	Parts                []word          `json:"parts"`
	Weights              []word          `json:"weights"`
	Expected             word            `json:"expected"`
}

func (c budgeting) run(v *verdict) {
	if len(c.Parts) > 0 {
		c.composite(v)
		return
	}
	begin := time.Unix(0, 0)
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
	f, _ := all.Figure(0)
	v.value("occurrences", f, c.Occurrences)
	promise := metrics.Bound("at least " + c.Target + " in 1")
	for _, way := range []struct {
		name  string
		empty metrics.NoDataPolicy
		good  metrics.Bound
		want  *word
	}{
		{"time slices, empty ignored", metrics.NoDataExclude, promise, c.Ignored},
		{"time slices, empty good", metrics.NoDataGood, promise, c.Good},
		{"time slices, empty bad", metrics.NoDataBad, promise, c.Bad},
		{"ratios, empty ignored", metrics.NoDataExclude, "", c.Ratio},
		{"ratios, empty good", metrics.NoDataGood, "", c.RatioGood},
		{"ratios, empty bad", metrics.NoDataBad, "", c.RatioBad},
	} {
		if way.want == nil {
			continue
		}
		rules, err := metrics.Slices{Of: "api", Every: "1m", Good: way.good, Empty: way.empty}.Rules()
		if !v.ok(err) {
			return
		}
		got, err := rules.Measure(tally, metrics.Look{From: begin, To: at})
		if v.ok(err) {
			v.value(way.name, got.Attained, *way.want)
		}
	}
}

// composite: the names of these cases say whose rule it is.
func (c budgeting) composite(v *verdict) {
	var parts []metrics.Weighted
	for i, p := range c.Parts {
		part := metrics.Weighted{}
		if p != "" {
			part.Part = v.share(p)
		}
		if i < len(c.Weights) {
			part.Weight = v.number(c.Weights[i]).Rat()
		}
		parts = append(parts, part)
	}
	var f metrics.Figure
	switch {
	case strings.HasPrefix(c.Name, "openslo_composite"):
		f, _ = metrics.AddShortfalls(parts...)
	case strings.Contains(c.Name, "weighted_mean"):
		f, _ = metrics.WeightedMean(parts...)
	default:
		v.skip("composite rule of %q", c.Name)
		return
	}
	v.value("composite", f, c.Expected)
}
