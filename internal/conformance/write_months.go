package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// month is a month of a series: what was attained, and what is asked.
type month struct {
	attained *big.Rat
	answer   string // "": the month only counts for the months after it
}

// months writes a case whose terms look at the months before: the statement of each
// month is issued before the next month is asked.
func (p *creditPage) months(s *sheet, attain metrics.Bound, terms penalty.Spec, series []month) error {
	terms.Unit = ""
	spec := sla.Spec{ID: "terms", Zone: "UTC", Currency: "XXX", Credits: terms, Objectives: []sla.Objective{
		{ID: "it", Metric: metrics.Ratio{Of: "it"}, Attain: attain, Period: sla.Monthly},
	}}
	if _, err := (sla.Sources{}).New(spec); err != nil {
		return err
	}
	s.title(p.title, p.about...)
	if err := s.agreement("", spec); err != nil {
		return err
	}
	s.line(0, "service it")
	at := begin2026
	for i, m := range series {
		good, total := m.attained.Num(), m.attained.Denom()
		s.line(2, "%s  %v of %v", when(at.AddDate(0, i, 0), begin2026.AddDate(-1, 0, 0), at.Location()), good, total)
	}
	for i, m := range series {
		s.line(0, "settle %s", at.AddDate(0, i, 0).Format("2006-01"))
		answer := m.answer
		if answer == "" {
			answer = "it: items " + m.attained.Denom().String()
		}
		s.line(2, "=> %s", answer)
	}
	return nil
}

// verdicts are months that are met or missed.
func verdicts(missed []bool, answer func(i int) string) (series []month) {
	for i, m := range missed {
		attained := big.NewRat(1, 1)
		if m {
			attained = new(big.Rat)
		}
		series = append(series, month{attained, answer(i)})
	}
	return series
}

// termsOf gives terms without money to the only objective of a case.
func termsOf(rule penalty.Rule) penalty.Spec {
	return penalty.Spec{Round: penalty.HalfUp, Scale: &allPlaces, Rules: []penalty.Term{{Objective: "it", Rule: rule}}}
}

func creditOf(points word) string {
	text, _ := unsigned(points)
	return "credit: " + string(text) + " XXX"
}

func writeRecurrence(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Rule          string
		Monthly       []word
		EvaluateMonth int
		Extra         word
	}
	var e struct {
		Fulfilled    bool
		ExtraPenalty word
	}
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	extra, _ := unsigned(g.Extra)
	var missed []bool
	for _, m := range g.Monthly {
		v, err := number(m)
		if err != nil {
			return err
		}
		missed = append(missed, v.Sign() < 0)
	}
	if g.EvaluateMonth < 0 || g.EvaluateMonth >= len(missed) {
		return fmt.Errorf("no month %d", g.EvaluateMonth)
	}
	rule := penalty.Table{Reads: penalty.Streak, Rows: []penalty.Tier{{When: "at least 2", Credit: extra}}}
	return newCreditPage(w.ID, w.Source, w.Note).months(w.tables, "100%", termsOf(rule), verdicts(missed[:g.EvaluateMonth+1], func(i int) string {
		if i == g.EvaluateMonth {
			return creditOf(e.ExtraPenalty)
		}
		return ""
	}))
}

func writeRepeatFailure(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Table            [][]word
		RepeatMultiplier word
		Series           []word
	}
	var e struct {
		Points []word
		Total  word
	}
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	rows, promise := penalty.Table{Overlap: penalty.First}, metrics.Bound("100%") // the row without points is the promise
	for _, row := range g.Table {
		if len(row) != 2 {
			return fmt.Errorf("a row of %d parts", len(row))
		}
		band := "at least " + row[0].percent()
		if below, ok := strings.CutPrefix(string(row[0]), "below "); ok {
			band = "below " + below + "%"
		}
		if row[1] == "0" {
			promise = metrics.Bound(band)
		}
		rows.Rows = append(rows.Rows, penalty.Tier{When: penalty.Band(band), Credit: penalty.Rate(row[1])})
	}
	rule := penalty.Repeat{By: []penalty.Factor{penalty.Factor(g.RepeatMultiplier)}, Of: penalty.Term{Rule: rows}}
	series, err := monthsOf(g.Series, e.Points)
	if err != nil {
		return err
	}
	w.skip("total", "the sum of the answers")
	return newCreditPage(w.ID, w.Source, w.Note).months(w.tables, promise, termsOf(rule), series)
}

func monthsOf(attained, points []word) (series []month, err error) {
	if len(attained) != len(points) {
		return nil, fmt.Errorf("%d months and %d answers", len(attained), len(points))
	}
	for i, text := range attained {
		v, err := share(text)
		if err != nil {
			return nil, err
		}
		series = append(series, month{v, creditOf(points[i])})
	}
	return series, nil
}

var (
	inARow = regexp.MustCompile(`(\d+) (?:consecutive months|months in a row)`)
	inAny  = regexp.MustCompile(`in any (\d+) months of a (\d+)-month period`)
)

func writeChronic(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Rule           string
		FailedByPeriod []int
	}
	var e struct{ TriggeredAt, CriticalAt []int }
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	trigger := penalty.Trigger{Name: "chronic", Objective: "it"}
	if m := inAny.FindStringSubmatch(g.Rule); m != nil {
		trigger.In, trigger.Within = penalty.Band("at least "+m[1]), penalty.Lookback(m[2]+" months")
	} else if m := inARow.FindStringSubmatch(g.Rule); m != nil {
		trigger.In = penalty.Band("at least " + m[1])
	} else {
		return fmt.Errorf("rule %q", g.Rule)
	}
	missed := make([]bool, len(g.FailedByPeriod))
	asks := make([]string, len(missed))
	for i, failed := range g.FailedByPeriod {
		missed[i] = failed != 0
		if e.TriggeredAt != nil {
			asks[i] = "trigger chronic: silent"
		}
	}
	for _, i := range append(e.TriggeredAt, e.CriticalAt...) {
		if i < 0 || i >= len(asks) {
			return errors.New("a month outside the series")
		}
		asks[i] = "trigger chronic: holds"
	}
	for _, i := range e.CriticalAt {
		if i > 0 {
			asks[i-1] = "trigger chronic: silent"
		}
	}
	terms := penalty.Spec{Round: penalty.HalfUp, Triggers: []penalty.Trigger{trigger}}
	return newCreditPage(w.ID, w.Source, g.Rule).months(w.tables, "100%", terms, verdicts(missed, func(i int) string { return asks[i] }))
}

// points writes the points of a series of months.
func (w *creditWriter) points(s *sheet, raw json.RawMessage) error {
	var want []word
	if err := json.Unmarshal(raw, &want); err != nil {
		return err
	}
	rule, err := w.table.servicePoints(reading{})
	if err != nil {
		return err
	}
	series, err := monthsOf(w.in.Results, want)
	if err != nil {
		return err
	}
	promise := metrics.Bound("100%")
	for _, band := range w.table.Bands {
		if band[2] == "0" && band[0] != "" {
			promise = metrics.Bound("at least " + band[0].percent())
		}
	}
	return newCreditPage(w.id, "of "+w.table.ID).months(s, promise, termsOf(rule), series)
}

// writeStreak writes the sentence on consecutive failed months as terms.
func writeStreak(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Inputs struct{ ConsecutiveFailedMonths int }
	}
	var e struct{ Percent word }
	if err := json.Unmarshal(given, &g); err != nil {
		return err
	}
	if err := json.Unmarshal(expect, &e); err != nil {
		return err
	}
	terms := termsOf(penalty.Table{Reads: penalty.Streak, Rows: []penalty.Tier{
		{When: "exactly 1", Credit: "12.5%"}, {When: "exactly 2", Credit: "25%"}, {When: "at least 3", Credit: "50%"},
	}})
	terms.Base = hundred
	missed := make([]bool, g.Inputs.ConsecutiveFailedMonths+1)
	for i := 1; i < len(missed); i++ {
		missed[i] = true
	}
	return newCreditPage(w.ID, w.Source, w.Note).months(w.tables, "100%", terms, verdicts(missed, func(i int) string {
		if i == len(missed)-1 {
			return creditOf(e.Percent)
		}
		return ""
	}))
}
