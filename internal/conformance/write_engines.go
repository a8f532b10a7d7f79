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

	"github.com/upheld/upheld/calendar"
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

// derived holds the figures of an entry against those that follow from its inputs, and
// gives the names of those that are asked.
func (a *asked) derived(given map[string]*big.Rat) (map[string]bool, error) {
	names := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(a.Asked)) {
		stem, exact := strings.CutSuffix(name, "_exact")
		want, known := given[stem]
		if !known {
			return nil, fmt.Errorf("figure %q", name)
		}
		names[stem] = true
		if err := follows(name, a.Asked[name], want, exact); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// settle holds the figures of an entry against those that follow from its inputs, and puts
// the exact ones in their place. The names of shares in percent may end in _percent. Other
// figures stay as they are.
func (a *asked) settle(given map[string]*big.Rat) error {
	for _, name := range slices.Sorted(maps.Keys(a.Asked)) {
		stem, exact := strings.CutSuffix(name, "_exact")
		want, known := given[strings.TrimSuffix(stem, "_percent")]
		if !known {
			continue
		}
		if err := follows(name, a.Asked[name], want, exact); err != nil {
			return err
		}
		if want != nil {
			a.Asked[name] = word(want.RatString())
		}
	}
	return nil
}

// follows holds a figure against the one that follows from the inputs of its entry. It may
// be printed with fewer digits, unless it is exact. nil is no value.
func follows(name string, text word, want *big.Rat, exact bool) error {
	if want == nil || text == "" {
		if want != nil || text != "" {
			return contradiction("%s is %q, and what it follows from gives %v", name, text, want)
		}
		return nil
	}
	n, err := number(text)
	if err != nil {
		return err
	}
	_, places, decimal := strings.Cut(string(text), ".")
	printed := decimal && !exact && want.FloatString(len(places)) == string(text)
	if n.Cmp(want) != 0 && !printed {
		return contradiction("%s is %s, and what it follows from gives %s", name, text, want.RatString())
	}
	return nil
}

// lack is what a share lacks of 1.
func lack(share *big.Rat) *big.Rat { return new(big.Rat).Sub(wholly, share) }

var wholly = big.NewRat(1, 1) // nobody changes it

// wholeLength is a number of units of so many seconds, as a length.
func wholeLength(text word, seconds int64) (time.Duration, error) {
	v := &verdict{}
	d := v.length(text, seconds)
	if v.unsupported != "" {
		return 0, errors.New(v.unsupported)
	}
	if d < 0 {
		return 0, fmt.Errorf("a length of %s", d)
	}
	return d, nil
}

// seconds is a share of a length, as a length in seconds.
func secondsOf(share *big.Rat, whole time.Duration) *big.Rat {
	return new(big.Rat).Mul(share, big.NewRat(int64(whole), int64(time.Second)))
}

// ofText writes a share that was attained: 1 of 2, or none.
func ofText(share *big.Rat) string {
	if share == nil {
		return "none"
	}
	return fmt.Sprint(share.Num(), " of ", share.Denom())
}

// attainedText writes what was attained in the numbers of the facts. Nothing is 0%, since 0
// of 15 would be the same as 0 of 16.
func attainedText(good, all *big.Int) string {
	if good.Sign() == 0 {
		return "0%"
	}
	return fmt.Sprint(good, " of ", all)
}

// inTens writes a share as parts of 100, or of a higher power of ten if it has more
// places: 925 of 1000.
func inTens(share *big.Rat) string {
	for all := int64(100); share != nil && all <= 1_000_000_000; all *= 10 {
		if part := new(big.Rat).Mul(share, big.NewRat(all, 1)); part.IsInt() {
			return fmt.Sprint(part.Num(), " of ", all)
		}
	}
	return ofText(share)
}

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
	objective := sla.Objective{ID: "service", Metric: metrics.Ratio{Of: "service"}, Period: sla.Monthly, Attain: metrics.Bound(percentOfShare(goal))}
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
		events.Of = "events" // beside the slices
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
		clamped := policies["Kibana, occurrences"].(metrics.Ratio)
		clamped.Of = events.Of
		spec.Objectives = []sla.Objective{{ID: "kibana", Metric: clamped, Period: sla.Monthly}}
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

// january2026 is where periods of a number of slices or hours begin.
var january2026 = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// measuredHours is the calendar that is open for as long as something was measured.
const measuredHours = "measured"

// slicesOf gives a calendar that is open for a number of slices, and a period that has
// them.
func slicesOf(n int64, every time.Duration) (calendars map[string]calendar.Spec, of sla.Every, period string, err error) {
	if n < 0 || n > int64(365*24*time.Hour/every) {
		return nil, "", "", fmt.Errorf("%d slices, which are more than a year", n)
	}
	return hoursFor(time.Duration(n) * every)
}

// hoursFor gives a calendar that is open for a length of time, and a period that has it.
func hoursFor(length time.Duration) (calendars map[string]calendar.Spec, of sla.Every, period string, err error) {
	const day = 24 * time.Hour
	if length < 0 || length > 365*day || length%time.Second != 0 {
		return nil, "", "", fmt.Errorf("%s, which no calendar of a year has", length)
	}
	calendars = map[string]calendar.Spec{measuredHours: openFor(january2026, length)}
	if length > 31*day {
		return calendars, sla.Yearly, "2026", nil
	}
	return calendars, sla.Monthly, "2026-01", nil
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
	metric := map[string]metrics.Metric{"occurrences": metrics.Ratio{Of: "service"}}
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

// quotient is nil for nothing of nothing.
func quotient(sum *big.Rat, n int64) *big.Rat {
	if n == 0 {
		return nil
	}
	return new(big.Rat).Quo(sum, big.NewRat(n, 1))
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
