package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func writeBusinessDuration(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Zone, Week string
		Holidays   []calendar.Local
		From, To   time.Time
		Target     metrics.Span
	}
	var e struct {
		Seconds      int64
		WithinTarget bool
	}
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	zone, err := time.LoadLocation(g.Zone)
	if err != nil {
		return err
	}
	w.tables.title(w.ID, w.Source, w.Note)
	hours := calendar.Spec{Zone: g.Zone, Hours: calendar.Week(weekWords(g.Week)), Closed: g.Holidays}
	w.tables.calendarBlock("it", hours)
	w.tables.tables("it", []tableRow{{verb: "elapsed", input: when(g.From, time.Time{}, zone) + " to " + when(g.To, g.From, zone), answer: length(e.Seconds), id: w.ID}})
	d := newDesk(ticketCalendar{always: true})
	d.spec.ID, d.spec.Zone, d.spec.Calendars = "desk", g.Zone, map[string]calendar.Spec{"hours": hours}
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(sla.Within(g.Target)))
	if err := w.tables.agreement("", d.spec); err != nil {
		return err
	}
	verdict := map[bool]string{true: "met", false: "missed"}[e.WithinTarget]
	w.tables.story(zone, []sla.Event{{At: g.From, Name: "create"}, {At: g.To, Name: "stop"}}, []ask{{g.To, []string{"clock: " + verdict}}})
	return nil
}

// steps are the kinds of period that the JSON names.
var steps = map[string]string{
	"daily": "day", "weekly": "week", "fortnightly": "2 weeks", "biweekly": "2 weeks", "monthly": "month", "bimonthly": "2 months",
	"quarterly": "quarter", "half-yearly": "6 months", "halfyearly": "6 months", "semiannually": "6 months", "semiannual": "6 months",
	"yearly": "year", "annual": "year", "annually": "year",
}

func writePeriod(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Anchor, Zone, Step string
		Index              int
	}
	var e struct {
		From time.Time `json:"fromUTC"`
		To   time.Time `json:"toExclusiveUTC"`
	}
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	zone, err := time.LoadLocation(g.Zone)
	if err != nil {
		return err
	}
	every, known := steps[g.Step]
	if !known || g.Index < 0 {
		return fmt.Errorf("step %q, index %d", g.Step, g.Index)
	}
	w.tables.title(w.ID, w.Source, w.Note)
	w.tables.line(0, "periods %q", every+" from "+g.Anchor)
	dates, err := datesOf(e.From, e.To, zone)
	if err != nil {
		return err
	}
	w.tables.line(2, "%s + %d => %s  # %s", g.Anchor, g.Index, dates, w.ID)
	return nil
}

// writeRatio asks for the two counts. The figure of the JSON is rounded to 14 places.
func writeRatio(w *contractPage, given, expect json.RawMessage) error {
	var g struct{ Good, Total int64 }
	var e struct{ PercentRounded14 word }
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	if g.Total <= 0 || !printsAs(big.NewRat(g.Good, g.Total), e.PercentRounded14) {
		return contradiction("a share of %s", e.PercentRounded14)
	}
	w.tables.title(w.ID, w.Source, w.Note)
	spec := sla.Spec{ID: "terms", Zone: "UTC", Objectives: []sla.Objective{{ID: "it", Metric: metrics.Ratio{Of: "it"}, Period: sla.Monthly}}}
	if err := w.tables.agreement("", spec); err != nil {
		return err
	}
	w.tables.line(0, "service it")
	w.tables.line(2, "2026-03-01  %d of %d", g.Good, g.Total)
	w.tables.line(0, "period 2026-03")
	w.tables.line(2, "=> it: attained %d of %d", g.Good, g.Total)
	return nil
}

func writeBudget(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Target word
	}
	var e struct {
		Total           *int64
		BudgetBadEvents *word
		Slices          *int64
		BudgetSlices    *word
	}
	if err := json.Unmarshal(given, &g); err != nil {
		return err
	}
	if err := json.Unmarshal(expect, &e); err != nil {
		return err
	}
	goal, err := number(g.Target)
	if err != nil {
		return err
	}
	whole, want := e.Total, e.BudgetBadEvents
	if whole == nil {
		whole, want = e.Slices, e.BudgetSlices
	}
	if whole == nil || want == nil {
		return errors.New("how long an attack may last, which no agreement asks for")
	}
	name := "allowance " + percentOfShare(goal)
	w.rows[name] = append(w.rows[name], tableRow{input: fmt.Sprint(*whole), answer: string(*want), id: w.ID, remark: w.Source})
	return nil
}

func writeBurnRate(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Good, Bad int64
		Goal      word
	}
	var e struct{ BurnRate word }
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	goal, err := number(g.Goal)
	if err != nil {
		return err
	}
	name := "budget " + percentOfShare(goal)
	w.rows[name] = append(w.rows[name], tableRow{input: fmt.Sprintf("%d of %d", g.Good, g.Good+g.Bad), answer: "burn " + string(e.BurnRate), id: w.ID, remark: w.Source})
	return nil
}
