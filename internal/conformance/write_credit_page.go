package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/casefile"
	spans "github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// creditPage is a case of agreements and of rows that say what a figure costs.
type creditPage struct {
	title string
	about []string
	specs map[string]sla.Spec
	texts map[string]string // the terms of each agreement
	order []string
	rows  map[string][]tableRow
	// numbers: the figure is a number, not a share.
	numbers bool
	// gap is a figure that no row of the terms holds.
	gap string
}

func newCreditPage(title string, about ...string) *creditPage {
	return &creditPage{title: title, about: about, specs: map[string]sla.Spec{}, texts: map[string]string{}, rows: map[string][]tableRow{}}
}

// add adds a row under terms. label names the agreement if its terms are new. quantities
// are the counts of which a rate such as "12 per kg" reads one.
func (p *creditPage) add(label string, terms penalty.Spec, short penalty.Shortfall, answer, id string, quantities ...penalty.Quantity) error {
	fee := ""
	if base := string(terms.Base); base != "" && !strings.ContainsAny(base, " %/") {
		if _, err := money(word(base)); err == nil {
			fee, terms.Base = " of "+base, "invoice"
		}
	}
	input, err := creditInput(short, p.numbers)
	if err != nil {
		return err
	}
	counts := ""
	for _, q := range quantities {
		counts += " " + casefile.Name(q.Name) + " " + plainNumber(q.Value)
	}
	spec := sla.Spec{ID: "terms", Zone: "UTC", Currency: terms.Unit, Objectives: []sla.Objective{{
		ID: short.Objective, Period: sla.Monthly,
		Metric: metrics.Availability{Of: short.Objective, NoData: metrics.NoDataGood},
	}}}
	if p.numbers {
		spec.Objectives[0].Metric = metrics.Total{Of: short.Objective}
	}
	spec.Objectives[0].Attain = promised(short, p.numbers)
	unit := terms.Unit
	terms.Unit = ""
	spec.Credits = terms
	if !isCurrency(unit) {
		if spec, err = withoutCurrency(spec, unit); err != nil {
			return err
		}
		if unit != "" {
			answer = strings.ReplaceAll(answer, " "+unit, " "+noCurrency)
		}
	}
	var page sheet
	if err := page.agreement("", spec); err != nil {
		return err
	}
	if _, err := (sla.Sources{}).New(spec); err != nil {
		return err
	}
	text, name := page.String(), label
	for known, terms := range p.texts {
		if terms == text {
			name = known
		}
	}
	for n := 2; p.texts[name] != "" && p.texts[name] != text; n++ {
		name = fmt.Sprint(label, "-", n)
	}
	if p.texts[name] == "" {
		p.texts[name], p.specs[name] = text, spec
		p.order = append(p.order, name)
	}
	p.rows[name] = append(p.rows[name], tableRow{verb: "credit", input: input + fee + counts, answer: answer, id: id})
	return nil
}

// promised is the promise of an objective; "" if it has none.
func promised(s penalty.Shortfall, numbers bool) metrics.Bound {
	bound, figure := "at least ", percentOfShare
	if numbers {
		figure = plainNumber
	}
	if s.LessIsBetter {
		bound = "at most "
	}
	if s.Promised == nil {
		return ""
	}
	return metrics.Bound(bound + figure(s.Promised))
}

// noCurrency is the currency of credits that are no money, such as points.
const noCurrency = "XXX"

func isCurrency(unit string) bool {
	_, err := (sla.Sources{}).New(sla.Spec{ID: "terms", Zone: "UTC", Currency: unit})
	return unit != "" && err == nil
}

// withoutCurrency writes terms in a unit that is no currency, such as points, with the
// code of no currency.
func withoutCurrency(spec sla.Spec, unit string) (sla.Spec, error) {
	spec.Currency = noCurrency
	text, err := specfile.YAML(spec)
	if err != nil {
		return spec, err
	}
	if unit == "" {
		return spec, nil
	}
	amounts := regexp.MustCompile(`([0-9]) ` + regexp.QuoteMeta(strings.TrimSuffix(unit, "s")) + `s?\b`)
	return specfile.Parse(amounts.ReplaceAll(text, []byte("$1 "+noCurrency)))
}

func (p *creditPage) write(s *sheet) error {
	if len(p.order) == 0 {
		return nil
	}
	s.title(p.title, p.about...)
	unrounded := map[string]string{} // terms without their rounding: the first agreement
	for _, name := range p.order {
		spec := p.specs[name]
		round := fmt.Sprintf("    round: %s\n", spec.Credits.Round)
		text := strings.Replace(p.texts[name], round, "", 1)
		if first := unrounded[text]; first != "" {
			s.line(0, "agreement %s like %s", name, first)
			s.line(2, "credits: { round: %s }", spec.Credits.Round)
			continue
		}
		unrounded[text] = name
		if err := s.agreement(name, spec); err != nil {
			return err
		}
		if p.gap != "" {
			s.line(2, "=> finding gap: at %s", p.gap)
		}
	}
	for _, name := range p.order {
		s.tables(name+"/"+p.specs[name].Objectives[0].ID, p.rows[name])
	}
	return nil
}

// creditInput writes the figures of an objective as a row does.
func creditInput(s penalty.Shortfall, numbers bool) (string, error) {
	var parts []string
	switch {
	case s.Attained == nil:
	case numbers:
		parts = append(parts, plainNumber(s.Attained))
	case s.LessIsBetter:
		return "", errors.New("a figure that is no share")
	default:
		parts = append(parts, percentOfShare(s.Attained))
	}
	if s.Breaches > 0 {
		parts = append(parts, fmt.Sprint("breaches ", s.Breaches))
	}
	if s.Lost > 0 || s.Length > 0 {
		whole := s.Length
		if whole == 0 {
			whole = 744 * time.Hour // the rule does not read it
		}
		parts = append(parts, "lost "+exactLength(s.Lost)+" of "+exactLength(whole))
	}
	if s.Affected != nil {
		affected := percentOfShare(s.Affected)
		if !strings.HasSuffix(affected, "%") { // its places do not end
			affected = s.Affected.RatString()
		}
		parts = append(parts, "affected "+affected)
	}
	if s.Points != nil {
		parts = append(parts, "points "+plainNumber(s.Points))
	}
	if len(parts) == 0 {
		parts = append(parts, "missed")
	}
	return strings.Join(parts, " "), nil
}

// exactLength writes a length to the nanosecond: 41m45s600ms.
func exactLength(d time.Duration) string { return spans.Format(d) }

// percentOfShare writes a share exactly: 99.95%, or 3595 in 3600.
func percentOfShare(r *big.Rat) string {
	hundredfold := new(big.Rat).Mul(r, big.NewRat(100, 1))
	if text, ok := decimalText(hundredfold); ok {
		return text + "%"
	}
	return fmt.Sprint(r.Num(), " in ", r.Denom())
}

func plainNumber(r *big.Rat) string {
	if text, ok := decimalText(r); ok {
		return text
	}
	return r.RatString()
}

// decimalText writes a number with as many places as it has, if they end.
func decimalText(r *big.Rat) (string, bool) {
	places, ends := r.FloatPrec()
	return r.FloatString(places), ends
}

// exactWant writes an expected number.
func exactWant(raw json.RawMessage) (string, error) {
	var w word
	if err := json.Unmarshal(raw, &w); err != nil {
		return "", err
	}
	if _, err := number(w); err != nil {
		return "", err
	}
	return string(w), nil
}
