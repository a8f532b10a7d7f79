package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/casefile"
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

// settled is a month in which several objectives or charges count, and the answer about
// its credit.
type settled struct {
	kase   penalty.Case
	answer string
}

// settle writes a case of months in which several objectives or charges count. What each
// objective reaches becomes counts or a sum.
func (p *creditPage) settle(s *sheet, terms penalty.Spec, series ...settled) error {
	base := string(terms.Base)
	if _, err := money(word(base)); err == nil {
		terms.Base = "invoice"
	} else {
		base = ""
	}
	spec := sla.Spec{ID: "terms", Zone: "UTC", Currency: terms.Unit}
	facts := map[string][]string{}
	var charges, services, answers []string
	for i, m := range series {
		month := time.Date(2026, time.Month(3+i), 1, 0, 0, 0, 0, time.UTC)
		name := month.Format("2006-01")
		if base != "" {
			charges = append(charges, "charge "+name+" "+base)
		}
		for _, charge := range m.kase.Charges {
			charges = append(charges, fmt.Sprintf("charge %s %s for %s", name, charge.Amount, casefile.Name(charge.Name)))
		}
		if len(m.kase.Quantities) > 0 {
			return errors.New("a quantity in a case of several objectives or charges; only a row has one")
		}
		for _, short := range m.kase.Shortfalls {
			o, told, err := reached(short, p.numbers)
			if err != nil {
				return err
			}
			if i == 0 {
				spec.Objectives = append(spec.Objectives, o)
				services = append(services, o.ID)
			}
			facts[o.ID] = append(facts[o.ID], month.Format(time.DateOnly)+"  "+told)
		}
		answers = append(answers, name)
	}
	unit := terms.Unit
	terms.Unit = ""
	spec.Credits = terms
	if !isCurrency(unit) {
		var err error
		if spec, err = withoutCurrency(spec, unit); err != nil {
			return err
		}
	}
	if _, err := (sla.Sources{}).New(spec); err != nil {
		return err
	}
	s.title(p.title, p.about...)
	if err := s.agreement("", spec); err != nil {
		return err
	}
	for _, charge := range charges {
		s.line(0, "%s", charge)
	}
	for _, of := range services {
		s.line(0, "service %s", casefile.Name(of))
		for _, told := range facts[of] {
			s.line(2, "%s", told)
		}
	}
	for i, m := range series {
		verb := "settle"
		if len(series) == 1 {
			verb = "period"
		}
		s.line(0, "%s %s", verb, answers[i])
		if m.answer == "" { // the month only counts for the months after it
			s.line(2, "=> %s: items 1", casefile.Name(services[0]))
			continue
		}
		s.line(2, "=> credit: %s", m.answer)
	}
	return nil
}

// reached is an objective and what was counted or summed, for a shortfall of a month. A
// figure of which less is better is a number, too.
func reached(short penalty.Shortfall, numbers bool) (sla.Objective, string, error) {
	o := sla.Objective{ID: short.Objective, Metric: metrics.Ratio{Of: short.Objective}, Attain: "100%", Period: sla.Monthly}
	switch {
	case short.Breaches > 0 || short.Lost > 0 || short.Affected != nil || short.Points != nil || len(short.Late) > 0:
		return o, "", errors.New("several objectives with breaches, lost time or points; a row is about one")
	case short.Attained == nil && short.Verdict == penalty.Met:
		return o, "1 of 1", nil
	case short.Attained == nil:
		return o, "0 of 1", nil
	case short.LessIsBetter || numbers:
		value, ends := decimalText(short.Attained)
		if !ends {
			return o, "", fmt.Errorf("a sum of %s, which has no last place", value)
		}
		o.Metric, o.Attain = metrics.Total{Of: short.Objective}, promised(short, true)
		return o, "value " + value, nil
	}
	if short.Promised != nil {
		o.Attain = promised(short, false)
	}
	return o, fmt.Sprintf("%v of %v", short.Attained.Num(), short.Attained.Denom()), nil
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
	extra, negative := unsigned(g.Extra)
	owed, below := unsigned(e.ExtraPenalty)
	if nothing := strings.Trim(string(owed), "0.") == ""; e.Fulfilled != nothing || !nothing && below != negative {
		return contradiction("a penalty of %s, and fulfilled is %v", e.ExtraPenalty, e.Fulfilled)
	}
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
	if sum, err := sumOf(e.Points); err != nil || plainNumber(sum) != plainNumberOf(e.Total) {
		return contradiction("the total %s is not the sum of the points", e.Total)
	}
	return newCreditPage(w.ID, w.Source, w.Note).months(w.tables, promise, termsOf(rule), series)
}

// sumOf adds numbers of the JSON.
func sumOf(list []word) (*big.Rat, error) {
	sum := new(big.Rat)
	for _, text := range list {
		n, err := number(text)
		if err != nil {
			return nil, err
		}
		sum.Add(sum, n)
	}
	return sum, nil
}

func plainNumberOf(text word) string {
	n, err := number(text)
	if err != nil {
		return ""
	}
	return plainNumber(n)
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
		if n, err := number(points[i]); err != nil || n.Sign() < 0 {
			return nil, contradiction("points of %s", points[i])
		}
		series = append(series, month{v, creditOf(points[i])})
	}
	return series, nil
}

// chronicRules are the forms of rule in words; each gives a trigger.
var chronicRules = []struct {
	words    *regexp.Regexp
	trigger  func(numbers []string) penalty.Trigger
	critical bool
}{
	{regexp.MustCompile(`^same critical metric missed in (\d+) consecutive months$`), func(n []string) penalty.Trigger {
		return penalty.Trigger{In: penalty.Band("at least " + n[1])}
	}, false},
	{regexp.MustCompile(`^missed in any (\d+) months of an? (\d+)-month period$`), func(n []string) penalty.Trigger {
		return penalty.Trigger{In: penalty.Band("at least " + n[1]), Within: penalty.Lookback(n[2] + " months")}
	}, false},
	{regexp.MustCompile(`^an important metric missed (\d+) months in a row counts as critical until next met$`), func(n []string) penalty.Trigger {
		return penalty.Trigger{In: penalty.Band("at least " + n[1])}
	}, true},
}

func writeChronic(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Rule           string
		FailedByPeriod []int
	}
	var e struct{ TriggeredAt, CriticalAt []int }
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	var trigger penalty.Trigger
	critical := false
	for _, r := range chronicRules {
		if numbers := r.words.FindStringSubmatch(g.Rule); numbers != nil {
			trigger, critical = r.trigger(numbers), r.critical
		}
	}
	if trigger.In == "" || critical != (e.CriticalAt != nil) || critical == (e.TriggeredAt != nil) {
		return fmt.Errorf("rule %q", g.Rule)
	}
	trigger.Name, trigger.Objective = "chronic", "it"
	missed := make([]bool, len(g.FailedByPeriod))
	asks := make([]string, len(missed))
	listed := append(slices.Clone(e.TriggeredAt), e.CriticalAt...)
	for _, i := range listed {
		if i < 0 || i >= len(asks) {
			return contradiction("a month outside the series")
		}
	}
	holds := false
	for i, failed := range g.FailedByPeriod {
		missed[i] = failed != 0
		// What becomes critical in a month stays so until it is met again.
		holds = slices.Contains(listed, i) || critical && holds && missed[i]
		asks[i] = "trigger chronic: " + map[bool]string{true: "holds", false: "silent"}[holds]
	}
	terms := penalty.Spec{Round: penalty.HalfUp, Triggers: []penalty.Trigger{trigger}}
	return newCreditPage(w.ID, w.Source, g.Rule).months(w.tables, "100%", terms, verdicts(missed, func(i int) string { return asks[i] }))
}

var rollingRule = regexp.MustCompile(`^terminate when the (\d+)-month rolling average uptime falls below ([0-9.]+)$`)

// writeRollingAverage writes a trigger on the mean of the last months. The figure of the
// JSON is rounded; the case has the exact mean of the months of the JSON.
func writeRollingAverage(w *contractPage, given, expect json.RawMessage) error {
	var g struct {
		Rule   string
		Series []word
	}
	var e struct {
		Average   word
		Triggered bool
	}
	if err := both(given, expect, &g, &e); err != nil {
		return err
	}
	numbers := rollingRule.FindStringSubmatch(g.Rule)
	if numbers == nil {
		return fmt.Errorf("unknown rule %q", g.Rule)
	}
	n, err := strconv.Atoi(numbers[1])
	if err != nil || n < 1 || n > len(g.Series) {
		return fmt.Errorf("a mean of %s months of %d", numbers[1], len(g.Series))
	}
	sum, err := sumOf(g.Series[len(g.Series)-n:])
	if err != nil {
		return err
	}
	mean := sum.Quo(sum, big.NewRat(int64(n), 1))
	want, ok := new(big.Rat).SetString(string(e.Average)) // printed to 20 places
	if !ok {
		return fmt.Errorf("no number: %q", e.Average)
	}
	if mean.FloatString(20) != want.FloatString(20) {
		return contradiction("a mean of %s, which the months do not have", e.Average)
	}
	var series []month
	for _, text := range g.Series {
		v, err := share(text)
		if err != nil {
			return err
		}
		series = append(series, month{attained: v})
	}
	series[len(series)-1].answer = fmt.Sprintf("trigger terminate: %s, counts %s",
		map[bool]string{true: "holds", false: "silent"}[e.Triggered], mean.Quo(mean, big.NewRat(100, 1)).RatString())
	terms := penalty.Spec{Round: penalty.HalfUp, Triggers: []penalty.Trigger{{
		Name: "terminate", Objective: "it", Counts: penalty.CountAverage,
		In: penalty.Band("below " + numbers[2] + "%"), Within: penalty.Lookback(numbers[1] + " months"),
	}}}
	return newCreditPage(w.ID, w.Source, w.Note).months(w.tables, "100%", terms, series)
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
