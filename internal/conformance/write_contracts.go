package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/penalty"
)

// contractWriter writes one entry. skip lists an expectation that the case does not
// say; an error leaves the entry out as a whole.
type contractWriter func(w *contractPage, given, expect json.RawMessage) error

var contractWriters = map[string]contractWriter{
	"tiers":            writeTiers,
	"sumcap":           writeSumCap,
	"pool":             writePool,
	"capPercent":       writeCapPercent,
	"pointsTable":      writePointsTable,
	"product":          writeProduct,
	"maxOf":            writeMaxOf,
	"formula":          writeFormula,
	"businessDuration": writeBusinessDuration,
	"budget":           writeBudget,
	"burnRate":         writeBurnRate,
	"recurrence":       writeRecurrence,
	"repeatFailure":    writeRepeatFailure,
	"chronic":          writeChronic,
	"period":           writePeriod,
	"ratio":            writeRatio,
	"rollingAverage":   writeRollingAverage,
	"lint":             writeLint,
	"average":          writeAverage,
	"pointwise":        writePointwise,
	"breachPolicy":     writeBreachPolicy,
}

// contractsLeft says why the entries of a model are left out.
var contractsLeft = map[string]string{
	"ratchet":       "a promise that moves; a figure of internal/design that no agreement asks for",
	"limitWindow":   "limits on requests, which no agreement asks for",
	"countInWindow": "violations in a window of seconds, which no agreement asks for",
}

type contractPage struct {
	ID, Source, Note string
	pages            func(title string, about ...string) *creditPage
	rows             map[string][]tableRow // of tables without an agreement
	tables           *sheet
	skip             func(expectation, why string, args ...any)
	// negative: the JSON writes what is owed below 0.
	negative bool
}

func writeContracts(dir fs.FS, c *corpus) error {
	var order []string
	pages := map[string]*creditPage{}
	figures := map[string][]tableRow{}
	hours := &sheet{}
	err := entries(dir, "cases", func(file string, data json.RawMessage) error {
		var k contractCase
		var head struct{ Source, Note string }
		if err := json.Unmarshal(data, &k); err != nil {
			return err
		}
		if err := json.Unmarshal(data, &head); err != nil {
			return err
		}
		entry := entryOf("contracts", file, k.ID)
		write, known := contractWriters[k.Model]
		if !known {
			why := contractsLeft[k.Model]
			if why == "" {
				return fmt.Errorf("%s: model %q", k.ID, k.Model)
			}
			c.skip(entry, "-", "%s", why)
			return nil
		}
		w := &contractPage{ID: k.ID, Source: head.Source, Note: head.Note, rows: figures, tables: hours}
		w.skip = func(expectation, why string, args ...any) { c.skip(entry, expectation, why, args...) }
		w.pages = func(title string, about ...string) *creditPage {
			title = k.Model + ": " + title
			if pages[title] == nil {
				pages[title] = newCreditPage(title, about...)
				order = append(order, title)
			}
			return pages[title]
		}
		before := hours.String()
		if err := write(w, k.Given, k.Expect); err != nil {
			hours.Reset()
			hours.WriteString(before)
			w.skip("-", "%v", err)
			return nil
		}
		c.said[entry] = true
		return nil
	})
	s := c.file("contracts/terms.case", "Terms of contracts: what a figure costs.")
	for _, title := range order {
		if err == nil {
			err = pages[title].write(s)
		}
	}
	if err != nil {
		return err
	}
	s = c.file("contracts/figures.case", "Terms of contracts: hours, budgets, burn rates, and terms that look at the months before.")
	s.WriteString(hours.String())
	for _, name := range slices.Sorted(maps.Keys(figures)) {
		s.title(name)
		verb, promise, _ := strings.Cut(name, " ")
		for i := range figures[name] {
			figures[name][i].verb = verb
		}
		s.tables(promise, figures[name])
	}
	return nil
}

// row adds a row of the amount in units that are no money.
func (w *contractPage) row(page *creditPage, label string, spec penalty.Spec, short penalty.Shortfall, want word) error {
	text, negative := unsigned(want)
	switch nothing := strings.Trim(string(text), "0.") == ""; {
	case nothing && negative:
		text = "0"
	case !nothing && negative != w.negative:
		return contradiction("an amount of %s, whose sign is not that of the terms", want)
	}
	short.Objective = "it"
	for i, term := range spec.Rules {
		if term.Objective != "" {
			short.Objective = term.Objective
		}
		spec.Rules[i].Objective = short.Objective
	}
	return page.add(label, spec, short, "exact "+string(text), w.ID)
}

func writeTiers(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Metric, Unit   string
		Value          word
		Objective      contractObjective
		Bands, Rewards []contractBand
		Cap            word
	}
	var e struct {
		Region       string
		Compensation word
	}
	if err := strict(given, &g); err != nil {
		return err
	}
	if err := json.Unmarshal(expect, &e); err != nil {
		return err
	}
	percentages := func(bands []contractBand) []contractBand {
		if g.Unit != "%" {
			return bands
		}
		return inPercent(bands)
	}
	tiers, _ := table(percentages(g.Bands))
	spec := penalty.Spec{Round: penalty.HalfUp, Scale: &allPlaces, Rules: []penalty.Term{{Rule: tiers}}}
	if g.Cap != "" {
		cap, _ := unsigned(g.Cap)
		spec.Caps = []penalty.Cap{{Per: penalty.PerPeriod, At: cap}}
	}
	if len(g.Rewards) > 0 {
		rewards, _ := table(percentages(g.Rewards))
		spec.Rules = append(spec.Rules, penalty.Term{Rule: penalty.Bonus{Of: penalty.Term{Rule: rewards}}})
	}
	value, err := number(g.Value)
	if err != nil {
		return err
	}
	if g.Unit == "%" {
		if value, err = share(g.Value); err != nil {
			return err
		}
	}
	text, negative := unsigned(e.Compensation)
	answer := "exact " + string(text)
	switch {
	case e.Region == "reward":
		answer = "bonus " + string(text) + " XXX"
	case !negative && strings.Trim(string(text), "0.") != "" && len(g.Rewards) > 0:
		return errors.New("a reward that is no region of rewards")
	}
	spec.Unit = "XXX"
	for i := range spec.Rules {
		spec.Rules[i].Objective = "it"
	}
	title, _, _ := strings.Cut(w.Source, ";")
	page := w.pages(title)
	if g.Unit != "%" {
		page = w.pages(title + ", " + g.Unit)
		page.numbers = true
	}
	return page.add("terms", spec, penalty.Shortfall{Objective: "it", Attained: value}, answer, w.ID)
}

func writeSumCap(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Penalties []word
		Aggregate string
		Cap       word
	}
	var e struct{ Raw, Capped word }
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	if g.Aggregate != "sum" && g.Aggregate != "" {
		return fmt.Errorf("unknown aggregate %q", g.Aggregate)
	}
	var sum penalty.Sum
	for _, p := range g.Penalties {
		rate, negative := unsigned(p)
		if !negative && strings.Trim(string(p), "0.") != "" {
			return errors.New("a reward among penalties")
		}
		w.negative = w.negative || negative
		sum = append(sum, penalty.Term{Rule: penalty.Flat{Credit: rate}})
	}
	spec := penalty.Spec{Round: penalty.HalfUp, Scale: &allPlaces, Rules: []penalty.Term{{Rule: sum}}}
	page := w.pages(w.ID, w.Source, w.Note)
	if err := w.row(page, "raw", spec, penalty.Shortfall{}, e.Raw); err != nil || g.Cap == "" {
		return err
	}
	cap, _ := unsigned(g.Cap)
	spec.Caps = []penalty.Cap{{Per: penalty.PerPeriod, At: cap}}
	return w.row(page, "capped", spec, penalty.Shortfall{}, e.Capped)
}

func writePool(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Invoice, AtRiskPercent word
		Defaults               []struct {
			PoolAllocationPercent, CreditAllocationPercent, Multiplier word
		}
	}
	var e struct {
		AtRiskAmount, Total, Payable word
		Credits                      []word
	}
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	atRisk := penalty.Rate(g.AtRiskPercent.percent())
	page := newCreditPage("") // until all rows are right
	terms := func(of ...penalty.Term) penalty.Spec {
		return penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Base: penalty.Base(g.Invoice), Rules: []penalty.Term{{Rule: penalty.Sum(of)}}}
	}
	if len(g.Defaults) != len(e.Credits) {
		return fmt.Errorf("%d failures and %d credits", len(g.Defaults), len(e.Credits))
	}
	var all []penalty.Term
	var before, now penalty.Case // a level with a multiplier failed in the month before, too
	for i, d := range g.Defaults {
		each := penalty.Term{Objective: fmt.Sprint("level-", i+1), Rule: penalty.Pool{
			AtRisk: atRisk, Allocation: penalty.Rate(d.PoolAllocationPercent.percent()), Share: penalty.Rate(d.CreditAllocationPercent.percent()),
		}}
		last := penalty.Shortfall{Objective: each.Objective, Verdict: penalty.Met}
		if d.Multiplier != "" {
			each.Rule = penalty.Repeat{By: []penalty.Factor{penalty.Factor(d.Multiplier)}, Of: penalty.Term{Rule: each.Rule}}
			last.Verdict = penalty.Missed
		}
		all = append(all, each)
		before.Shortfalls = append(before.Shortfalls, last)
		now.Shortfalls = append(now.Shortfalls, penalty.Shortfall{Objective: each.Objective, Verdict: penalty.Missed})
	}
	capped := penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Base: penalty.Base(g.Invoice), Rules: all}
	whole := capped
	capped.Caps = []penalty.Cap{{Per: penalty.PerPeriod, At: atRisk}}
	ask := func(name string, terms penalty.Spec, before, now penalty.Case, want word) error {
		title := w.ID + ", " + name
		return newCreditPage(title, w.ID, w.Source, w.Note).settle(w.tables, terms, settled{before, ""}, settled{now, "exact " + string(want)})
	}
	for i := range all {
		alone := whole
		alone.Rules = all[i : i+1]
		if err := ask(all[i].Objective, alone, penalty.Case{Shortfalls: before.Shortfalls[i : i+1]}, penalty.Case{Shortfalls: now.Shortfalls[i : i+1]}, e.Credits[i]); err != nil {
			return err
		}
	}
	if len(all) == 0 { // nothing failed, so nothing is owed
		if plainNumberOf(e.Total) != "0" || plainNumberOf(e.Payable) != "0" {
			return contradiction("a credit without a failure")
		}
	} else if err := errors.Join(ask("total", whole, before, now, e.Total), ask("payable", capped, before, now, e.Payable)); err != nil {
		return err
	}
	flat := terms(penalty.Term{Rule: penalty.Flat{Credit: atRisk}})
	if err := w.row(page, "at-risk", flat, penalty.Shortfall{}, e.AtRiskAmount); err != nil {
		return err
	}
	into := w.pages(w.ID, w.Source, w.Note)
	title, about := into.title, into.about
	*into = *page
	into.title, into.about = title, about
	return nil
}

func writeCapPercent(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		MonthlyBill, PercentPerDefault, CapPercent word
		Defaults                                   int64
	}
	var e struct{ Credit word }
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	return w.row(w.pages("percent of each default", w.Source), "terms", penalty.Spec{
		Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Base: penalty.Base(g.MonthlyBill),
		Rules: []penalty.Term{{Rule: penalty.PerBreach{Credit: penalty.Rate(g.PercentPerDefault.percent())}}},
		Caps:  []penalty.Cap{{Per: penalty.PerPeriod, At: penalty.Rate(g.CapPercent.percent())}},
	}, penalty.Shortfall{Breaches: g.Defaults}, e.Credit)
}

func writePointsTable(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Table  [][]word
		Points word
		Lookup string
	}
	var e struct{ Percent word }
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	if g.Lookup != "" && g.Lookup != "highest row not above the points; below the first row nothing" {
		return fmt.Errorf("unknown look-up %q", g.Lookup)
	}
	rule := penalty.Points{Gap: penalty.Lower}
	for _, row := range g.Table {
		if len(row) != 2 {
			return fmt.Errorf("a row of %d parts", len(row))
		}
		rule.Rows = append(rule.Rows, penalty.Tier{When: penalty.Band("exactly " + row[0]), Credit: penalty.Rate(row[1].percent())})
	}
	points, err := number(g.Points)
	if err != nil {
		return err
	}
	return w.row(w.pages("credit points", w.Source, g.Lookup), "terms", percentOf(penalty.Term{Rule: rule}), penalty.Shortfall{Points: points}, e.Percent)
}

func writeProduct(w *contractPage, given, expect json.RawMessage) error {
	var g struct{ Factors []word }
	var e struct{ Value word }
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	n := len(g.Factors)
	if n < 2 {
		return fmt.Errorf("%d factors", n)
	}
	base := big.NewRat(1, 1) // the terms multiply by the last factor
	for _, factor := range g.Factors[:n-1] {
		f, err := number(factor)
		if err != nil {
			return err
		}
		base.Mul(base, f)
	}
	return w.row(w.pages("an amount at risk", w.Source), "terms", penalty.Spec{
		Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Base: penalty.Base(plainNumber(base)),
		Rules: []penalty.Term{{Rule: penalty.ProRata{Multiple: penalty.Factor(g.Factors[n-1])}}},
	}, penalty.Shortfall{Lost: time.Hour, Length: time.Hour}, e.Value)
}

func writeMaxOf(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		CreditsFromOneIncident []word
		Alternatives           map[string][]word
	}
	var e struct{ Value word }
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	var rule penalty.Highest
	for _, credit := range g.CreditsFromOneIncident {
		rule = append(rule, penalty.Term{Rule: penalty.Flat{Credit: penalty.Rate(credit)}})
	}
	for _, name := range slices.Sorted(maps.Keys(g.Alternatives)) {
		var sum penalty.Sum
		for _, credit := range g.Alternatives[name] {
			sum = append(sum, penalty.Term{Rule: penalty.Flat{Credit: penalty.Rate(credit)}})
		}
		if len(sum) > 0 {
			rule = append(rule, penalty.Term{Rule: sum})
		}
	}
	spec := penalty.Spec{Round: penalty.HalfUp, Unit: "EUR", Scale: &allPlaces, Rules: []penalty.Term{{Rule: rule}}}
	return w.row(w.pages(w.ID, w.Source, w.Note), "terms", spec, penalty.Shortfall{}, e.Value)
}
