package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// headline says first what a reader asks first: what was kept, what is owed and until
// when it can be claimed, and whether there are findings.
func (s *summary) headline() string {
	all := ""
	say := func(parts ...string) {
		parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
		switch text := strings.Join(parts, s.words.comma) + s.words.stop; {
		case len(parts) == 0:
		case all == "":
			all = text
		default:
			all = fmt.Sprintf(s.words.sentences, all, text)
		}
	}
	say(s.kept()...)
	say(s.owes(s.r.Statements, s.r.Provider, s.r.Customer))
	w := &s.words.head
	if o := s.r.Owing; o != nil && o.Exact && o.Most.Total.Sign() != 0 {
		if least, most := s.words.amount(o.Least.Total), s.words.amount(o.Most.Total); least == most {
			say(fmt.Sprintf(w.toOwe, most))
		} else {
			say(fmt.Sprintf(w.toOweBetween, least, most))
		}
	}
	if len(s.missing(s.r.Owing)) > 0 {
		say(w.toOweUnknown)
	}
	if n := undetermined(s.r.Statements); n > 0 {
		say(w.undetermined.of(n))
	}
	if n := int64(len(s.r.Findings)); n > 0 {
		say(w.findings.of(n))
	}
	return all
}

// verdicts counts the outcomes of objectives in their periods, without groups and sums
// of periods.
type verdicts struct {
	met, missed, open, notMeasured, judged int64
	several                                bool // an objective has several periods
	breaches                               int64
}

func (s *summary) verdicts() (n verdicts) {
	objectives := map[string]bool{}
	for i := range s.r.Outcomes {
		o := &s.r.Outcomes[i]
		if !whole(o) {
			continue
		}
		n.breaches += int64(len(o.Breaches))
		switch {
		case o.Verdict == sla.Met:
			n.met++
		case o.Verdict == sla.Missed:
			n.missed++
		case o.Verdict == sla.NotMeasurable:
			n.notMeasured++
		case o.Reason == sla.Undecided:
			n.open++
		default:
			continue
		}
		n.judged++
		n.several = n.several || objectives[o.Objective]
		objectives[o.Objective] = true
	}
	return n
}

// kept says how many objectives are met, missed, open and not measurable.
func (s *summary) kept() (parts []string) {
	w := &s.words.head
	n := s.verdicts()
	all, some := w.allObjectives, w.someObjectives
	if n.several {
		all, some = w.allPeriods, w.somePeriods
	}
	for i, count := range [...]int64{n.met, n.missed, n.open, n.notMeasured} {
		switch verb := w.are[i].form(count); {
		case count == 0:
		case count == n.judged:
			parts = append(parts, fmt.Sprintf(w.says, all.of(count), verb))
		case len(parts) == 0:
			parts = append(parts, fmt.Sprintf(w.says, fmt.Sprintf(some, count, n.judged), verb))
		default:
			parts = append(parts, fmt.Sprintf(w.further, count, verb))
		}
	}
	if n.breaches > 0 {
		parts = append(parts, w.breaches.of(n.breaches))
	}
	return parts
}

// owes says what statements make somebody owe, and the first day by which a part of it
// has to be claimed. Credits that could not be worked out leave open whether anything is
// owed.
func (p *page) owes(statements []penalty.Statement, provider, customer string) string {
	w := &p.words.head
	amounts := strings.Join(p.owed(statements), p.words.list)
	var claims []date.Date
	lines := 0
	for _, s := range statements {
		lines += len(s.Lines)
		for _, l := range s.Lines {
			if l.State == penalty.Claimable && l.Amount.Sign() > 0 && l.ClaimBy != 0 && !slices.Contains(claims, l.ClaimBy) {
				claims = append(claims, l.ClaimBy)
			}
		}
	}
	if amounts == "" {
		if lines == 0 || undetermined(statements) > 0 {
			return ""
		}
		return w.nothingOwed
	}
	text := fmt.Sprintf(w.owed, amounts)
	if provider != "" && customer != "" && !slices.ContainsFunc(statements, func(s penalty.Statement) bool { return s.Total.Sign() < 0 }) {
		text = fmt.Sprintf(w.owes, p.party(provider), p.party(customer), amounts)
	}
	switch len(claims) {
	case 0:
		return text
	case 1:
		return fmt.Sprintf(w.claimBy, text, p.words.date(claims[0]))
	}
	return fmt.Sprintf(w.claimFirstBy, text, p.words.date(slices.Min(claims)))
}

// tiles are the answers of the headline, each in a box.
func (s *summary) tiles() {
	w := &s.words.head
	n := s.verdicts()
	var all echo
	if n.judged > 0 {
		light := grey
		switch {
		case n.missed > 0:
			light = red
		case n.open > 0:
			light = amber
		case n.met > 0:
			light = green
		}
		name := w.tileMet
		if n.several {
			name = w.tilePeriodsMet
		}
		all = append(all, tile{name, fmt.Sprintf(w.tileOf, n.met, n.judged), light})
		if n.open > 0 {
			all = append(all, tile{w.tileOpen, itoa(int(n.open)), ""})
		}
	}
	for _, amount := range s.owed(s.r.Statements) {
		all = append(all, tile{w.tileOwed, amount, amber})
	}
	if o := s.r.Owing; o != nil && o.Exact && o.Most.Total.Sign() != 0 {
		all = append(all, tile{w.tileToOwe, fmt.Sprintf(s.words.head.stretch, s.words.amount(o.Least.Total), s.words.amount(o.Most.Total)), ""})
	}
	tickets := map[string]bool{}
	open := map[string]bool{}
	for b := range s.r.Breaches() {
		tickets[b.Ticket] = true
		if b.StoppedAt.IsZero() {
			open[b.Ticket] = true
		}
	}
	if n.breaches > 0 {
		all = append(all, tile{w.tileBreaches.of(int64(len(tickets))), strconv.FormatInt(n.breaches, 10), ""})
	}
	if late := int64(len(open)); late > 0 {
		all = append(all, tile{w.tileLate.form(late), strconv.FormatInt(late, 10), amber})
	}
	if len(all) > 1 {
		s.echo(all)
	}
}

// owed adds up the rounded totals of statements by unit.
func (p *page) owed(statements []penalty.Statement) []string {
	var units []string
	sums := map[string]decimal.Decimal{}
	for _, s := range statements {
		if s.Total.Sign() == 0 {
			continue
		}
		unit := s.Total.Unit()
		if !slices.Contains(units, unit) {
			units = append(units, unit)
		}
		sums[unit] = sums[unit].Add(s.Total.Decimal())
	}
	var all []string
	for _, unit := range units {
		all = append(all, p.words.quantity(exact.Text(sums[unit])+" "+unit))
	}
	return all
}

// undetermined counts the credits that could not be worked out.
func undetermined(statements []penalty.Statement) (n int64) {
	for _, s := range statements {
		for _, l := range s.Lines {
			if l.State == penalty.Undetermined {
				n++
			}
		}
	}
	return n
}
