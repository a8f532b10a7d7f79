package sla

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
)

// timeline gives what is known about a service, or about those of its members that
// have some attributes, if an objective looks at it.
func (t *Tally) timeline(of string, attrs Attrs) (*metrics.Timeline, bool) {
	if keys := t.a.memberKeys[of]; len(keys) > 0 {
		return t.lineOf(of, keys, attrs), true
	}
	line, ok := t.services[of]
	if !ok && t.a.about(fromTime, of) {
		line, ok = &metrics.Timeline{}, true
		t.services[strings.Clone(of)] = line
	}
	return line, ok
}

// about reports whether an objective is computed from facts of a source and
// subject.
func (a *Agreement) about(from source, of string) bool {
	for _, i := range a.readers(of) {
		if a.promises[i].about(from, of) {
			return true
		}
	}
	return false
}

func (t *Tally) state(s *State, times int64) {
	m := metrics.Mark{At: s.At, State: s.Is, Was: s.Was, Seq: s.Seq, Cause: s.ID}
	learnInterval(t, s.Of, s.Attrs, s.ID, times, m, (*metrics.Timeline).AddMark, (*metrics.Timeline).RemoveMark)
}

func (t *Tally) exclusion(e *Exclusion, times int64) {
	if e.Reason == "" {
		t.find(Finding{FindingReason, strings.Clone(e.Of), "reason", strings.Clone(e.ID)}, times)
	}
	if e.ofTickets() {
		if len(e.Attrs) > 0 {
			t.find(Finding{FindingUnreadable, strings.Clone(cmp.Or(e.Ticket, e.Clock)), "attrs", strings.Clone(e.Attrs[0][0])}, times)
			return
		}
		t.waive(e, times)
		return
	}
	w := metrics.Window{From: e.From, To: e.To, Cause: cmp.Or(e.Reason, e.ID), Announced: e.Noticed}
	learnInterval(t, e.Of, e.Attrs, e.ID, times, w, (*metrics.Timeline).AddWindow, (*metrics.Timeline).RemoveWindow)
}

// learnInterval adds a fact to the timeline of its service, or removes it; one
// that cannot be read becomes a finding.
func learnInterval[F any](t *Tally, of string, attrs Attrs, id string, times int64, fact F, add, remove func(*metrics.Timeline, F) error) {
	line, known := t.timeline(of, attrs)
	if !known {
		t.find(Finding{FindingUnknown, strings.Clone(of), "of", strings.Clone(id)}, times)
		return
	}
	if times < 0 {
		add = remove
	}
	if err := add(line, fact); err != nil {
		code, path := FindingInterval, ""
		var field *FieldError
		if errors.As(err, &field) {
			path = field.Path
		}
		switch path { // as the fact calls it
		case "affected":
			code, path = FindingUnreadable, "share"
		case "state":
			code, path = FindingUnreadable, "is"
		}
		t.find(Finding{code, strings.Clone(of), path, strings.Clone(id)}, times)
	}
}

func (t *Tally) charge(c *Charge, times int64) {
	unit := t.a.spec.Currency
	switch {
	case !exact.Bounded(c.Amount):
		t.find(Finding{FindingAmount, strings.Clone(c.Of), "amount", ""}, times)
	case c.Unit != "" && c.Unit != unit:
		t.find(Finding{FindingCurrency, strings.Clone(c.Of), "unit", strings.Clone(c.Unit)}, times)
	default:
		for _, pair := range c.Attrs {
			if !slices.Contains(t.a.quantities, pair[0]) {
				continue
			}
			if _, ok := quantityOf(pair[1]); !ok {
				t.find(Finding{FindingUnreadable, strings.Clone(c.Of), "attrs." + pair[0], strings.Clone(pair[1])}, times)
			}
		}
		kept := *c
		kept.Of, kept.Unit, kept.Attrs = strings.Clone(c.Of), strings.Clone(c.Unit), canonicalAttrs(c.Attrs)
		t.charges.add(kept, times, compareCharges)
	}
}

// statement learns an earlier statement.
func (t *Tally) statement(s *IssuedStatement, times int64) {
	text, err := s.MarshalJSON()
	var own IssuedStatement
	if err == nil {
		err = own.UnmarshalJSON(text)
	}
	if err != nil {
		f := Finding{FindingUnreadable, strings.Clone(s.ID), "issued", ""}
		if field := (*FieldError)(nil); errors.As(err, &field) {
			f.Path, f.Value = fault.Join("issued", field.Path), field.Value
		}
		t.find(f, times)
		return
	}
	t.issued.add(issuedStatement{string(text), own}, times, compareIssued)
}

func compareCharges(a, b Charge) int {
	return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Period.from, b.Period.from), cmp.Compare(a.Period.to, b.Period.to),
		a.Amount.Cmp(b.Amount), cmp.Compare(a.Amount.Exponent(), b.Amount.Exponent()), compareAttrs(a.Attrs, b.Attrs))
}

// look measures what a promise reads over a part of a period, where that is more
// than sums, as it is at an instant or with what may become of the rest. ok is
// false for a period of no length within the horizon.
func (t *Tally) look(p *promise, g groupKey, s *sum, of *part, from, to, at int64, rest metrics.Rest) (r reading, ok bool) {
	look := metrics.Look{From: instant(from), To: instant(to), AsOf: instant(at), QuotaFrom: instant(from), Rest: rest}
	if per := quotaPer(p.Metric); per != "" {
		if per, err := per.parse(); err == nil { // checked before
			look.QuotaFrom = instant(t.a.start(per.period(per.index(t.a.day(from))).from))
		}
	}
	if p.calendar != "" {
		look.Open = p.hours.Segments(look.QuotaFrom, look.To)
	}
	kept := s.kept
	if kept == nil && p.keep != nil {
		kept = p.keep(instant(min(t.a.start(of.period.from), forever-1)))
	}
	if p.source == fromCounts {
		look.RunBefore, look.RunAfter = t.runsAround(of, g, from, to, at, rest)
	}
	if p.fleet() {
		if g.grouping == 0 {
			if whole, ok := t.ofMembers(p, of, from, to, at, rest); ok {
				return whole, true
			}
		} else if of.sums[g] == nil { // a member of other periods
			r.up.Reason = metrics.NothingMeasured
			return r, true
		}
	}
	lines := t.lines(p, g)
	r, err := p.read(lines, kept, look)
	if err == nil && p.source == fromTime {
		r.failures = r.up.Ledger.Failures()
		if len(r.failures) > 0 && r.failures[0].Earlier {
			r.failures[0].Earlier = t.failedBefore(p, lines, from, at)
		}
		if p.repairs && rest == "" {
			r.repairs = t.repaired(p, g, lines, from, to, at)
		}
	}
	return r, err == nil
}

// strange lists what is odd about what was read.
func (p *promise) strange(r reading) (findings []Finding) {
	for _, state := range r.up.Unknown {
		findings = append(findings, Finding{FindingUnknownState, strings.Join(p.subjects, ", "), p.timeTerm("weights"), state})
	}
	if r.up.Overlapped {
		findings = append(findings, Finding{FindingOverlap, strings.Join(p.subjects, ", "), p.timeTerm("overlap"), ""})
	}
	for _, window := range r.up.Refused {
		findings = append(findings, Finding{FindingWindow, strings.Join(p.subjects, ", "), p.refuses(), window})
	}
	return findings
}

// measuring is the place of the objective's metric.
func (p *promise) measuring() string { return fault.Join("objectives."+p.ID, p.Metric.Key()) }

// timeTerm is the place of a term by which the time of a service counts. A metric without
// such terms is the place itself.
func (p *promise) timeTerm(name string) string {
	switch p.Metric.(type) {
	case metrics.Availability:
		return fault.Join(p.measuring(), name)
	case metrics.Composed:
		return fault.Join(p.measuring(), "each."+name)
	}
	return p.measuring()
}

// refuses is the term for which an objective refuses an exclusion: the notice, or the
// missing maintenance.
func (p *promise) refuses() string {
	m, _ := p.Metric.(metrics.Availability)
	if c, composed := p.Metric.(metrics.Composed); composed {
		m = c.Each
	}
	if m.Maintenance == "" {
		return p.timeTerm("maintenance")
	}
	return p.timeTerm("notice")
}

// quotaPer is the period of a quota of exclusions.
func quotaPer(m metrics.Metric) Every {
	switch m := m.(type) {
	case metrics.Availability:
		return Every(m.QuotaPer)
	case metrics.Composed:
		return Every(m.Each.QuotaPer)
	}
	return ""
}
