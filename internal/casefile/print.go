package casefile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// Printed is what a printed case asks in addition to its facts.
type Printed struct {
	// Tickets are the answers about tickets by their ID, each with the moment it is about.
	Tickets map[string][]Moment
	Periods []PeriodAsked
}

// Moment is an instant and answers about it, such as "response: due 2026-03-06 13:30".
type Moment struct {
	At      time.Time
	Answers []string
}

// PeriodAsked is a period and its answers, such as "response: good 1 of 2".
type PeriodAsked struct {
	Period  sla.Period
	AsOf    time.Time
	Answers []string
}

// Print writes an agreement and facts as a case file that is read back. The facts of a
// kind keep their order, except exclusions: those of tickets stand first. The error is
// about what the language has no words for, such as an empty key of an attribute.
func Print(a *sla.Agreement, facts sla.Facts, asked Printed) ([]byte, error) {
	text, err := specfile.YAML(a.Spec())
	if err != nil {
		return nil, err
	}
	p := &printer{zone: a.Location()}
	p.b.WriteString("agreement\n")
	for l := range strings.Lines(string(text)) {
		if l = strings.TrimRight(l, " \n"); l != "" {
			p.b.WriteString("  " + l + "\n")
		}
	}
	p.unheard(a, facts)
	for _, t := range facts.Tickets {
		p.ticket(t, facts.Exclusions, asked.Tickets[t.ID])
	}
	p.services(facts)
	for _, c := range facts.Charges {
		p.line(0, "charge", c.Period.String(), digits(c.Amount), p.word(c.Unit), p.given("for ", c.Of), p.attrs(c.Attrs))
	}
	for _, q := range asked.Periods {
		if err := p.period(a, facts, q); err != nil {
			return nil, err
		}
	}
	if len(facts.Issued) > 0 {
		p.refuse("a statement that was issued")
	}
	return []byte(p.b.String()), p.err
}

// printer writes lines of a case file, and keeps the first thing that has no words.
type printer struct {
	b    strings.Builder
	zone *time.Location
	err  error
}

func (p *printer) refuse(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("a case file has no words for "+format, args...)
	}
}

// line writes the parts that are not empty.
func (p *printer) line(indent int, parts ...string) {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	p.b.WriteString(strings.Repeat(" ", indent) + strings.Join(parts, " ") + "\n")
}

// reserved are words that mean something else where a name may stand.
var reserved = []string{"to", "never", "open", "every", "value", "down", "of", "excluded", "noticed", "approved", "for", "by", "is"}

// name writes a name, which may be empty.
func (p *printer) name(s string) string {
	if slices.Contains(reserved, s) || likeDate(s) || likeClock(s) || slices.Contains(weekdays, s) {
		return strconv.Quote(s)
	}
	return quotedIfNeeded(s)
}

// word writes a name, or nothing if it is empty.
func (p *printer) word(s string) string { return p.given("", s) }

// given writes a name after a text, or nothing if the name is empty.
func (p *printer) given(before, s string) string {
	if s == "" {
		return ""
	}
	return before + p.name(s)
}

func (p *printer) time(t time.Time) string {
	if t.IsZero() {
		p.refuse("the zero time")
	}
	return written(t, time.Time{}, p.zone)
}

func (p *printer) attrs(set sla.Attrs, taken ...string) string {
	var all []string
	for _, pair := range set {
		if pair[0] == "" || slices.Contains(taken, pair[0]) {
			p.refuse("an attribute with the key %q", pair[0])
		}
		all = append(all, quotedIfNeeded(pair[0])+"="+quotedIfNeeded(pair[1]))
	}
	return strings.Join(all, " ")
}

// digits writes a decimal with all of its places.
func digits(d decimal.Decimal) string { return d.StringFixed(max(0, -d.Exponent())) }

// tagOf writes #ID/SEQ.
func tagOf(id string, seq int64) string {
	if id == "" && seq == 0 {
		return ""
	}
	text := "#"
	if id != "" {
		text += quotedIfNeeded(id)
	}
	if seq != 0 || strings.Contains(id, "/") {
		text += "/" + strconv.FormatInt(seq, 10)
	}
	return text
}

// unheard lists the words of tickets that the agreement does not know.
func (p *printer) unheard(a *sla.Agreement, facts sla.Facts) {
	heard := wordsHeard(a.Spec())
	var all []string
	hear := func(s string) {
		if !heard[s] {
			heard[s] = true
			all = append(all, p.name(s))
		}
	}
	for _, t := range facts.Tickets {
		for _, pair := range t.Attrs {
			hear(pair[0])
		}
		for _, e := range t.Events {
			if e.Name != "changed" || len(e.Set) == 0 {
				hear(e.Name)
			}
			for _, pair := range e.Set {
				hear(pair[0])
			}
		}
	}
	if len(all) > 0 {
		p.line(0, append([]string{"unheard"}, all...)...)
	}
}

func (p *printer) ticket(t sla.Ticket, waived []sla.Exclusion, asked []Moment) {
	if t.ID == "" {
		p.refuse("a ticket without an ID")
	}
	p.line(0, "ticket", p.name(t.ID), p.attrs(t.Attrs))
	for _, e := range t.Events {
		name := p.name(e.Name)
		if e.Name == "changed" && len(e.Set) > 0 {
			name = ""
		}
		when := never
		if !e.At.IsZero() {
			when = p.time(e.At)
		}
		p.line(2, when, name, p.attrs(e.Set), tagOf(e.ID, e.Seq))
	}
	for _, e := range waived {
		if e.Ticket == t.ID {
			p.exclusion(e)
		}
	}
	for _, m := range asked {
		for _, answer := range m.Answers {
			p.line(2, p.time(m.At), "=>", answer)
		}
	}
}

func (p *printer) exclusion(e sla.Exclusion) {
	noticed, id := "", ""
	if !e.Noticed.IsZero() {
		noticed = "noticed " + p.time(e.Noticed)
	}
	if e.ID != "" {
		id = "id=" + quotedIfNeeded(e.ID)
	}
	if e.Of != "" && (e.Ticket != "" || e.Clock != "") || e.Ticket != "" && e.Clock != "" || e.Of == "" && e.Ticket == "" && e.Clock == "" {
		p.refuse("an exclusion of %q, ticket %q, clock %q", e.Of, e.Ticket, e.Clock)
	}
	p.line(2, p.time(e.From), "to", p.time(e.To), "excluded", p.name(e.Reason), noticed, p.given("approved ", e.Approved), id, p.attrs(e.Attrs, "id"))
}

// services writes what was measured, in the order of the lists.
func (p *printer) services(f sla.Facts) {
	last := ""
	under := func(kind, of string) {
		if of == "" {
			p.refuse("a %s without a name", kind)
		}
		if head := kind + " " + p.name(of); head != last {
			p.line(0, head)
			last = head
		}
	}
	for _, o := range f.Outages {
		under("service", o.Of)
		to := "open"
		if !o.To.IsZero() {
			to = p.time(o.To)
		}
		parts := []string{p.time(o.From), "to", to, "down"}
		for _, point := range []struct {
			key string
			at  time.Time
		}{{"detected", o.Detected}, {"reported", o.Reported}, {"ticketed", o.Ticketed}, {"acknowledged", o.Acknowledged}} {
			if !point.at.IsZero() {
				parts = append(parts, point.key+"="+strconv.Quote(p.time(point.at)))
			}
		}
		for _, pair := range [][2]string{{"id", o.ID}, {"share", o.Share}} {
			if pair[1] != "" {
				parts = append(parts, pair[0]+"="+quotedIfNeeded(pair[1]))
			}
		}
		p.line(2, append(parts, p.attrs(o.Attrs, "id", "share", "detected", "reported", "ticketed", "acknowledged"))...)
	}
	for _, s := range f.States {
		under("service", s.Of)
		was := ""
		if s.Was != "" {
			was = "was=" + quotedIfNeeded(s.Was)
		}
		p.line(2, p.time(s.At), p.name(s.Is), was, p.attrs(s.Attrs, "was"), tagOf(s.ID, s.Seq))
	}
	for _, c := range f.Counts {
		under("service", c.Of)
		p.line(2, p.time(c.At), strconv.FormatInt(c.Good, 10), "of", strconv.FormatInt(c.Total, 10), p.attrs(c.Attrs))
	}
	for _, s := range f.Samples {
		under("service", s.Of)
		p.line(2, p.time(s.At), "value", digits(s.Value), p.attrs(s.Attrs))
	}
	for _, e := range f.Exclusions {
		switch {
		case e.Of != "":
			under("service", e.Of)
		case e.Clock != "":
			under("clock", e.Clock)
		default:
			if !slices.ContainsFunc(f.Tickets, func(t sla.Ticket) bool { return t.ID == e.Ticket }) {
				p.refuse("an exclusion of the ticket %q, which has no facts", e.Ticket)
			}
			continue
		}
		p.exclusion(e)
	}
}

// period writes a question and the findings that the library has.
func (p *printer) period(a *sla.Agreement, facts sla.Facts, q PeriodAsked) error {
	p.line(0, "period", q.Period.String(), "as of", p.time(q.AsOf))
	for _, answer := range q.Answers {
		p.line(2, "=>", answer)
	}
	result, err := a.Evaluate(q.Period, facts, q.AsOf)
	if err != nil {
		return err
	}
	own := a.Findings()
	if slices.ContainsFunc(result.Findings, func(f sla.Finding) bool { return !slices.Contains(own, f) }) || len(q.Answers) == 0 {
		if len(result.Findings) == 0 {
			p.line(2, "=> findings: none")
			return nil
		}
		p.line(2, "=> findings:")
		for _, l := range findingLines(result.Findings) {
			p.line(6, strings.TrimSpace(l))
		}
	}
	return nil
}

// Name writes a name so that it is read back as one word.
func Name(s string) string { return quotedIfNeeded(s) }

// Time writes an instant with its date, as a zone has it, and the zero Time as "none".
func Time(t time.Time, zone *time.Location) string { return written(t, time.Time{}, zone) }
