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

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

func writeCredits(dir fs.FS, c *corpus) error {
	byID := map[string]*creditTable{}
	var order []string
	heads := map[string][]string{}
	err := entries(dir, "tables", func(file string, data json.RawMessage) error {
		var t creditTable
		var head struct{ Provider, Service, Source, Title, Kind, Formula string }
		if err := json.Unmarshal(data, &t); err != nil {
			return err
		}
		if err := json.Unmarshal(data, &head); err != nil {
			return err
		}
		byID[t.ID] = &t
		order = append(order, t.ID)
		heads[t.ID] = []string{strings.TrimSpace(head.Provider + " " + head.Service + " " + head.Title), head.Source, head.Formula}
		if c.only != "" && c.only != file {
			return nil
		}
		entry := entryOf("credits", file, t.ID)
		checks := c.file("credits/findings.case", "Service credits: what a check of published terms finds.")
		if err := writeCheck(checks, &t, heads[t.ID]); err != nil {
			c.skip(entry, "-", "%v", err)
			return nil
		}
		c.said[entry] = true
		return nil
	})
	if err != nil {
		return err
	}
	pages := map[string]*creditPage{}
	s := c.file("credits/tables.case", "Service credits: what a figure costs under published terms.")
	err = entries(dir, "cases", func(file string, data json.RawMessage) error {
		var k creditCase
		if err := json.Unmarshal(data, &k); err != nil {
			return err
		}
		entry := entryOf("credits", file, k.ID)
		t, known := byID[k.Table]
		if !known {
			return fmt.Errorf("%s: no table %s", k.ID, k.Table)
		}
		var in creditInputs
		if err := strict(k.Inputs, &in); err != nil {
			return fmt.Errorf("%s: %w", k.ID, err)
		}
		if pages[t.ID] == nil {
			pages[t.ID] = newCreditPage(t.ID, heads[t.ID]...)
		}
		w := &creditWriter{creditRun: &creditRun{table: t, in: in, tables: byID}, page: pages[t.ID], id: k.ID, series: c.file("credits/months.case", "Service credits that look at the months before.")}
		given := w.in
		for _, key := range slices.Sorted(maps.Keys(k.Expected)) {
			if w.in = given; key == "remark" {
				continue
			}
			switch err := w.key(key, k.Expected); {
			case err != nil:
				c.skip(entry, key, "%v", err)
			default:
				c.said[entry] = true
			}
		}
		if !c.said[entry] {
			c.skip(entry, "-", "none of its figures can be asked")
		}
		return nil
	})
	for _, id := range order {
		if err == nil && pages[id] != nil {
			err = pages[id].write(s)
		}
	}
	if err != nil {
		return err
	}
	return writeClaims(dir, c)
}

// writeCheck writes what a check of the terms of a table finds. A credit without a bound
// is worth a finding, but no mistake of a table that has no cap.
func writeCheck(s *sheet, t *creditTable, about []string) error {
	run := &creditRun{table: t, in: anyInputs()}
	terms, kase, err := run.clause(reading{})
	if err != nil {
		return err
	}
	spec := sla.Spec{ID: "terms", Zone: "UTC", Currency: terms.Unit}
	for _, short := range kase.Shortfalls {
		o := sla.Objective{ID: short.Objective, Period: sla.Monthly, Metric: metrics.Availability{Of: short.Objective, NoData: metrics.NoDataGood}}
		if t.Commitment != "" {
			o.Attain = metrics.Bound("at least " + t.Commitment.percent())
		}
		spec.Objectives = append(spec.Objectives, o)
	}
	unit := terms.Unit
	terms.Unit = ""
	spec.Credits = terms
	if !isCurrency(unit) {
		if spec, err = withoutCurrency(spec, unit); err != nil {
			return err
		}
	}
	if _, err := (sla.Sources{}).New(spec); err != nil {
		return err
	}
	s.title(t.ID, about...)
	if err := s.agreement("", spec); err != nil {
		return err
	}
	for _, a := range t.Anomalies {
		code, facet := strings.ReplaceAll(a.Code, "_", "-"), ""
		switch {
		case a.At != "":
			facet = "at " + a.At.percent()
			if a.Credit != "" {
				facet += " credit " + a.Credit.percent()
			}
		case a.Credit != "":
			facet = "credit " + a.Credit.percent()
		}
		s.line(2, "=> finding %s: %s", code, facet)
	}
	if len(t.Anomalies) == 0 && len(terms.Caps) == 0 {
		s.line(2, "=> findings but unbounded: none")
	} else if len(t.Anomalies) == 0 {
		s.line(2, "=> findings: none")
	}
	return nil
}

// creditWriter writes the expectations of one entry.
type creditWriter struct {
	*creditRun
	page *creditPage
	id   string
	// series has the cases of several months or objectives, and asked is how many of
	// them the entry has.
	series *sheet
	asked  int
}

// row adds a row for one reading of the clause.
func (w *creditWriter) row(label string, as reading, answer string) error {
	spec, kase, err := w.clause(as)
	if err != nil {
		return err
	}
	if len(kase.Shortfalls) != 1 || len(kase.Charges) > 0 {
		w.asked++
		title := w.id
		if w.asked > 1 {
			title = fmt.Sprint(w.id, ", ", w.asked)
		}
		return newCreditPage(title, w.id, "of "+w.table.ID).settle(w.series, spec, settled{kase, answer})
	}
	return w.page.add(label, spec, kase.Shortfalls[0], answer, w.id)
}

// overrunBy holds the overrun of the JSON against its target and actual hours, which
// are in the case. The rows of the table read it, so that the other answers depend on it.
func (w *creditWriter) overrunBy(want json.RawMessage) error {
	text, err := exactWant(want)
	if err != nil {
		return err
	}
	over, err := share(word(text))
	if err != nil {
		return err
	}
	target, err := number(w.in.TargetHours)
	if err != nil {
		return err
	}
	actual, err := number(w.in.ActualHours)
	if err != nil {
		return err
	}
	if target.Sign() <= 0 || over.Cmp(actual.Quo(actual.Sub(actual, target), target)) != 0 {
		return contradiction("an overrun of %s%%, which %s h over %s h are not", text, w.in.ActualHours, w.in.TargetHours)
	}
	return nil
}

// bands writes the credit at the end of each band that the points reach: the amounts of
// the bands up to there.
func (w *creditWriter) bands(want json.RawMessage) error {
	var list [][3]word
	if err := json.Unmarshal(want, &list); err != nil {
		return err
	}
	points, err := number(w.table.Threshold)
	if err != nil {
		return err
	}
	worth, err := number(w.table.PointValue)
	if err != nil {
		return err
	}
	sum := new(big.Rat)
	for _, band := range list {
		var n [3]*big.Rat
		for i := range n {
			if n[i], err = number(band[i]); err != nil {
				return err
			}
		}
		if product := new(big.Rat).Mul(n[0], n[1]); product.Mul(product, worth).Cmp(n[2]) != 0 {
			return contradiction("%s points by %s are not %s", band[0], band[1], band[2])
		}
		points.Add(points, n[0])
		sum.Add(sum, n[2])
		w.in.Points = word(plainNumber(points))
		if err := w.row("half-up", reading{plain: true}, "exact "+plainNumber(sum)); err != nil {
			return err
		}
	}
	return nil
}

// each writes the credit of each failure by itself.
func (w *creditWriter) each(want json.RawMessage) error {
	var list []json.RawMessage
	if err := json.Unmarshal(want, &list); err != nil {
		return err
	}
	spec, _, err := w.clause(reading{plain: true, uncapped: true})
	if err != nil {
		return err
	}
	if len(spec.Rules) != len(list) {
		return fmt.Errorf("%d rules and %d credits", len(spec.Rules), len(list))
	}
	for i, rule := range spec.Rules {
		text, err := exactWant(list[i])
		if err != nil {
			return err
		}
		alone := spec
		alone.Rules = []penalty.Term{rule}
		if err := w.page.add(rule.Objective, alone, penalty.Shortfall{Objective: rule.Objective}, "exact "+text, w.id); err != nil {
			return err
		}
	}
	return nil
}

// band writes the points of one result in one reading, or the gap that holds it.
func (w *creditWriter) band(as reading, label string, want json.RawMessage) error {
	if len(w.in.Results) != 1 {
		return fmt.Errorf("%d results; one is needed", len(w.in.Results))
	}
	spec, _, err := w.clause(as)
	if err != nil {
		return err
	}
	attained, err := share(w.in.Results[0])
	if err != nil {
		return err
	}
	page := newCreditPage(w.id+" "+label, w.id, "of "+w.table.ID)
	var text string
	if json.Unmarshal(want, &text) == nil && text == "no band" {
		page.gap = percentOfShare(attained)
	} else if text, err = exactWant(want); err != nil {
		return err
	}
	short := penalty.Shortfall{Objective: "service", Attained: attained}
	if page.gap != "" {
		text = "0"
	}
	if err := page.add("points", spec, short, "exact "+text, w.id); err != nil {
		return err
	}
	return page.write(w.series)
}

// weeks writes what is paid and what is left over of earned credits. The weeks of the
// JSON have no dates, and are months here.
func (w *creditWriter) weeks(all map[string]json.RawMessage) error {
	var payable, balance []json.RawMessage
	if err := json.Unmarshal(all["payable"], &payable); err != nil {
		return err
	}
	if all["balance_after"] != nil {
		if err := json.Unmarshal(all["balance_after"], &balance); err != nil {
			return err
		}
	}
	if len(payable) != len(w.in.Weekly) || balance != nil && len(balance) != len(payable) {
		return fmt.Errorf("%d weeks and %d answers", len(w.in.Weekly), len(payable))
	}
	spec, kase, err := w.clause(reading{})
	if err != nil {
		return err
	}
	var series []settled
	for i, week := range w.in.Weekly {
		penalized, err := money(week.Penalty)
		if err != nil {
			return err
		}
		earned, err := money(week.Earned)
		if err != nil {
			return err
		}
		each := kase
		each.Charges = []penalty.Charge{{Name: "penalty", Amount: penalized}, {Name: "earned", Amount: earned}}
		text, err := exactWant(payable[i])
		if err != nil {
			return err
		}
		answer := "payable " + w.money(text)
		if balance != nil {
			left, err := exactWant(balance[i])
			if err != nil {
				return err
			}
			answer += ", balance " + w.money(left)
		}
		series = append(series, settled{each, answer})
	}
	return newCreditPage(w.id, w.id, "of "+w.table.ID).settle(w.series, spec, series...)
}

// cap writes the amount of a cap, as a credit of all of it.
func (w *creditWriter) cap(want json.RawMessage) error {
	text, err := exactWant(want)
	if err != nil {
		return err
	}
	spec, _, err := w.clause(reading{plain: true})
	if err != nil {
		return err
	}
	if len(spec.Caps) != 1 {
		return fmt.Errorf("%d caps", len(spec.Caps))
	}
	spec.Rules = []penalty.Term{{Objective: "service", Base: spec.Caps[0].Base, Rule: penalty.Flat{Credit: spec.Caps[0].At}}}
	spec.Caps = nil
	return w.page.add("cap", spec, penalty.Shortfall{Objective: "service"}, "exact "+text, w.id)
}

// key writes one expectation, as creditRun.check reads it.
func (w *creditWriter) key(key string, all map[string]json.RawMessage) error {
	want := all[key]
	exactly := func(label string, as reading) error {
		text, err := exactWant(want)
		if err != nil {
			return err
		}
		return w.row(label, as, "exact "+text)
	}
	onHundred := reading{base: hundred, plain: true}
	switch key {
	case "matched_percent", "sum_percent":
		onHundred.uncapped = true
		return exactly("uncapped", onHundred)
	case "effective_percent":
		return exactly("half-up", onHundred)
	case "credit", "deduction", "total", "penalty":
		return w.amounts("", reading{plain: true}, want)
	case "payable":
		if w.table.Kind != "earned_setoff" {
			return w.amounts("", reading{plain: true}, want)
		}
		return w.weeks(all)
	case "uncapped_credit", "uncapped":
		return w.amounts("uncapped-", reading{plain: true, uncapped: true}, want)
	case "credit_units":
		return exactly("half-up", reading{plain: true})
	case "non_compliant_value":
		return exactly("whole", reading{base: penalty.Base(w.in.Shipped)})
	case "if_floor_row", "if_ceiling_row", "if_linear":
		onHundred.gap = map[string]penalty.Gap{"if_floor_row": penalty.Lower, "if_ceiling_row": penalty.Upper, "if_linear": penalty.Linear}[key]
		return exactly(strings.TrimPrefix(key, "if_"), onHundred)
	case "if_full_units_only", "if_started_units", "if_pro_rata":
		var figures map[string]json.RawMessage
		if err := json.Unmarshal(want, &figures); err != nil {
			return err
		}
		text, err := exactWant(figures["credit"])
		if err != nil {
			return err
		}
		answer := w.money(text)
		if figures["units"] != nil {
			units, err := exactWant(figures["units"])
			if err != nil {
				return err
			}
			answer += ", units " + units
		}
		way := map[string]penalty.Counted{"if_full_units_only": penalty.Full, "if_started_units": penalty.Started, "if_pro_rata": penalty.InPart}[key]
		return w.row(strings.TrimPrefix(key, "if_"), reading{plain: true, counted: way}, answer)
	case "issued":
		return w.issued(want, all["credit"])
	case "units", "full_points":
		text, err := exactWant(want)
		if err != nil {
			return err
		}
		return w.row("half-up", reading{plain: true}, "units "+text)
	case "cap":
		return w.cap(want)
	case "points":
		return w.points(w.series, want)
	case "if_rounded_half_up_to_1_decimal_first":
		return w.band(reading{nearest: "0.1%"}, key, want)
	case "if_compared_unrounded":
		return w.band(reading{}, key, want)
	case "balance_after":
		if all["payable"] != nil {
			return nil // weeks writes both
		}
	case "bands":
		return w.bands(want)
	case "unit":
		spec, _, err := w.clause(reading{plain: true})
		var unit word
		if err == nil {
			err = json.Unmarshal(want, &unit)
		}
		if err == nil && spec.Unit != string(unit) {
			err = contradiction("terms in %s, not in %s", spec.Unit, unit)
		}
		return err
	case "availability_percent", "overrun_percent":
		onHundred.uncapped, onHundred.only = true, strings.TrimSuffix(key, "_percent")
		return exactly("uncapped", onHundred)
	case "credits", "credits_before_cap":
		return w.each(want)
	case "overrun_over_percent":
		return w.overrunBy(want)
	}
	return errors.New("a figure that the language does not ask")
}

// money writes an amount in the unit of the case.
func (w *creditWriter) money(text string) string {
	spec, _, err := w.clause(reading{})
	if err != nil {
		return text
	}
	return text + " " + spec.Unit
}

// amounts writes one amount, or the exact one and its three roundings.
func (w *creditWriter) amounts(label string, as reading, want json.RawMessage) error {
	var all struct {
		Exact    json.RawMessage `json:"exact"`
		HalfUp   json.RawMessage `json:"half_up"`
		HalfEven json.RawMessage `json:"half_even"`
		Down     json.RawMessage `json:"down"`
	}
	if strict(want, &all) != nil {
		text, err := exactWant(want)
		if err != nil {
			return err
		}
		return w.row(label+"half-up", as, w.money(text))
	}
	if all.Exact == nil && all.HalfUp == nil && all.HalfEven == nil && all.Down == nil {
		return errors.New("no amount")
	}
	for _, each := range []struct {
		round penalty.RoundingMode
		want  json.RawMessage
	}{{penalty.HalfUp, all.HalfUp}, {penalty.HalfEven, all.HalfEven}, {penalty.RoundDown, all.Down}} {
		if each.want == nil {
			continue
		}
		text, err := exactWant(each.want)
		if err != nil {
			return err
		}
		answer := w.money(text)
		if each.round == penalty.HalfUp && all.Exact != nil {
			exact, err := exactWant(all.Exact)
			if err != nil {
				return err
			}
			answer += ", exact " + exact
			all.Exact = nil
		}
		as.round = each.round
		if err := w.row(label+string(each.round), as, answer); err != nil {
			return err
		}
	}
	if all.Exact != nil {
		exact, err := exactWant(all.Exact)
		if err != nil {
			return err
		}
		as.round = penalty.HalfUp
		return w.row(label+"half-up", as, "exact "+exact)
	}
	return nil
}

// issued writes whether the minimum lets a credit pass: the credit of the case or 0.
func (w *creditWriter) issued(want, credit json.RawMessage) error {
	var rounded struct {
		HalfUp json.RawMessage `json:"half_up"`
	}
	if json.Unmarshal(credit, &rounded) == nil && rounded.HalfUp != nil {
		credit = rounded.HalfUp
	}
	amount, err := exactWant(credit)
	if err != nil {
		return errors.New("no credit stands beside it")
	}
	one := func(label string, of penalty.Tested, issued bool) error {
		answer := amount
		if !issued {
			answer = "0"
		}
		return w.row(label, reading{minimumOf: of}, w.money(answer))
	}
	var given bool
	if json.Unmarshal(want, &given) == nil {
		return one("minimum-exact", penalty.TestExact, given)
	}
	var both struct {
		Exact   bool `json:"if_compared_exact"`
		Rounded bool `json:"if_compared_rounded"`
	}
	if err := strict(want, &both); err != nil {
		return err
	}
	if err := one("minimum-exact", penalty.TestExact, both.Exact); err != nil {
		return err
	}
	return one("minimum-rounded", penalty.TestRounded, both.Rounded)
}

func writeClaims(dir fs.FS, c *corpus) error {
	s := c.file("credits/claims.case", "Claims: the last day on which a claim is in time.")
	rows := map[string][]tableRow{}
	var order []string
	err := entries(dir, "claim_windows", func(file string, data json.RawMessage) error {
		var w struct {
			ID, Failure, Rule string
			LastDay           string `json:"last_day"`
			Window            struct {
				After, Zone, Unit string
				N                 int
			}
		}
		if err := json.Unmarshal(data, &w); err != nil {
			return err
		}
		day, err := localDay(w.Failure, w.Window.Zone)
		if err != nil {
			return fmt.Errorf("%s: %w", w.ID, err)
		}
		unit := strings.ReplaceAll(w.Window.Unit, "_", " ")
		if unit == "business days" {
			unit += " of weekdays"
		}
		window := fmt.Sprintf("%d %s after %s", w.Window.N, unit, strings.ReplaceAll(w.Window.After, "_", " "))
		if rows[window] == nil {
			order = append(order, window)
		}
		remark := ""
		if w.Failure != day.String() {
			remark = w.Failure + " in " + w.Window.Zone
		}
		rows[window] = append(rows[window], tableRow{verb: "claim", input: day.String(), answer: w.LastDay, id: w.ID, remark: remark})
		c.said[entryOf("credits", file, w.ID)] = true
		return nil
	})
	if err != nil {
		return err
	}
	s.calendarBlock("weekdays", calendar.Spec{Zone: "UTC", Hours: "mon-fri 00:00-24:00"})
	for _, window := range order {
		s.tables(fmt.Sprintf("%q", window), rows[window])
	}
	return nil
}
