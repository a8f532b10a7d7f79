package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
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

// writeBudget asks what part of a number of events, of a number of slices, or of a window
// may be lost. How many events or slices there are follows from the window.
func writeBudget(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Method                       string
		Window, Slice                metrics.Span
		RequestsPerDay               int64
		Target                       word
		NormalSuccess, AttackSuccess word
	}
	var e struct {
		Total                  *int64
		BudgetBadEvents        *word
		Slices                 *int64
		BudgetSlices           *word
		BudgetDuration         *metrics.Span
		AttackMinutesToExhaust *word
		Approx                 word // the line above, rounded
	}
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	goal, err := number(g.Target)
	if err != nil {
		return err
	}
	window, err := g.Window.Parse()
	if err != nil {
		return err
	}
	whole, want, items := e.Total, e.BudgetBadEvents, new(big.Rat)
	if g.Method == "Occurrences" {
		items.SetInt64(int64(window / (24 * time.Hour)))
		items.Mul(items, big.NewRat(g.RequestsPerDay, 1))
	} else {
		slice, err := g.Slice.Parse()
		if err != nil || slice <= 0 {
			return fmt.Errorf("slice %q: %v", g.Slice, err)
		}
		whole, want = e.Slices, e.BudgetSlices
		items.SetFrac64(int64(window), int64(slice))
	}
	if whole != nil && items.Cmp(big.NewRat(*whole, 1)) != 0 {
		return contradiction("%d events or slices, and %s in the window", *whole, items.RatString())
	}
	var rows []tableRow
	if want != nil {
		rows = append(rows, tableRow{input: plainNumber(items), answer: string(*want), id: w.ID, remark: w.Source})
	}
	if e.BudgetDuration != nil {
		rows = append(rows, tableRow{input: exactLength(window), answer: string(*e.BudgetDuration), id: w.ID, remark: w.Source})
	}
	if len(rows) == 0 && e.AttackMinutesToExhaust == nil {
		return errors.New("nothing is left to ask")
	}
	if e.AttackMinutesToExhaust != nil {
		if err := w.attack(goal, window, g.NormalSuccess, g.AttackSuccess, *e.AttackMinutesToExhaust, e.Approx); err != nil {
			return err
		}
	}
	if len(rows) > 0 {
		name := "allowance " + percentOfShare(goal)
		w.rows[name] = append(w.rows[name], rows...)
	}
	return nil
}

// attack asks how long an attack may last. An attack of so many minutes loses, beyond what
// normal operation loses, all that normal operation leaves of the budget of the window.
func (w *contractPage) attack(goal *big.Rat, window time.Duration, normal, attack, minutes, approx word) error {
	usual, err := number(normal)
	if err != nil {
		return err
	}
	under, err := number(attack)
	if err != nil {
		return err
	}
	last, err := number(minutes)
	if err != nil {
		return err
	}
	if _, places, _ := strings.Cut(string(approx), "."); approx != "" && plainNumberOf(word(last.FloatString(len(places)))) != plainNumberOf(approx) {
		return contradiction("%s minutes, and about %s", minutes, approx)
	}
	beyond := new(big.Rat).Sub(usual, under)
	if beyond.Sign() <= 0 || last.Sign() < 0 {
		return contradiction("an attack of %s minutes that loses %s more", minutes, beyond.RatString())
	}
	lost := new(big.Rat).Mul(last, beyond)
	one := big.NewRat(1, 1)
	w.tables.title(w.ID, w.Source, w.Note)
	w.tables.line(0, "# Normal operation loses %s of the time and leaves %s minutes of the budget.", percentOfShare(new(big.Rat).Sub(one, usual)), plainNumber(lost))
	w.tables.line(0, "budget %s", percentOfShare(goal))
	w.tables.line(2, "%s of %s => left %s", percentOfShare(usual), exactLength(window), secondsText(new(big.Rat).Mul(lost, big.NewRat(60, 1))))
	w.tables.line(0, "# An attack loses %s more. An attack of %s minutes loses all that is left.", percentOfShare(beyond), minutes)
	w.tables.line(0, "allowance %s", percentOfShare(new(big.Rat).Sub(one, beyond)))
	w.tables.line(2, "%s => %s", plainNumber(last), plainNumber(lost))
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
