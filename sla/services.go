package sla

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
)

// timeline gives what is known about a service, if an objective looks at it.
func (t *Tally) timeline(of string) (*metrics.Timeline, bool) {
	line, ok := t.services[of]
	if !ok && t.a.measures(of, kindAvailability) {
		line, ok = &metrics.Timeline{}, true
		t.services[strings.Clone(of)] = line
	}
	return line, ok
}

// measures reports whether an objective of a kind is about a service.
func (a *Agreement) measures(of string, kind objectiveKind) bool {
	for i := range a.promises {
		if p := &a.promises[i]; p.kind == kind && p.subject() == of {
			return true
		}
	}
	return false
}

// subject is what the outages or counts of a promise are of.
func (p *promise) subject() string {
	switch m := p.Metric.(type) {
	case metrics.Availability:
		return m.Of
	case metrics.Ratio:
		return m.Of
	}
	return ""
}

func (t *Tally) outage(o *Outage, times int64) {
	i := metrics.Interval{From: o.From, To: o.To, Cause: strings.Clone(o.ID), Affected: metrics.Percent(strings.Clone(o.Share))}
	learnInterval(t, o.Of, o.ID, times, i, (*metrics.Timeline).Add, (*metrics.Timeline).Remove)
}

func (t *Tally) state(s *State, times int64) {
	m := metrics.Mark{At: s.At, State: stateWord(s.Is), Cause: strings.Clone(s.ID)}
	learnInterval(t, s.Of, s.ID, times, m, (*metrics.Timeline).AddMark, (*metrics.Timeline).RemoveMark)
}

// stateWord gives the words of a State in those of the metrics package.
func stateWord(is string) string {
	switch is {
	case "unknown":
		return string(metrics.NoData)
	case "unmonitored":
		return string(metrics.NotMonitored)
	}
	return strings.Clone(is)
}

func (t *Tally) exclusion(e *Exclusion, times int64) {
	if e.Reason == "" {
		t.find(Finding{FindingReason, strings.Clone(e.Of), "reason", strings.Clone(e.ID)}, times)
	}
	if e.ofTickets() {
		t.waive(e, times)
		return
	}
	w := metrics.Window{From: e.From, To: e.To, Cause: strings.Clone(cmp.Or(e.Reason, e.ID)), Announced: e.Noticed}
	learnInterval(t, e.Of, e.ID, times, w, (*metrics.Timeline).AddWindow, (*metrics.Timeline).RemoveWindow)
}

// learnInterval adds a fact to the timeline of its service, or removes it; one
// that cannot be read becomes a finding.
func learnInterval[F any](t *Tally, of, id string, times int64, fact F, add, remove func(*metrics.Timeline, F) error) {
	line, known := t.timeline(of)
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
		if path == "affected" || path == "state" {
			code = FindingUnreadable
		}
		t.find(Finding{code, strings.Clone(of), path, strings.Clone(id)}, times)
	}
}

// count adds to the ratios of the counts of that name.
func (t *Tally) count(c *Count, times int64) {
	at, ok := nanos(c.At)
	switch {
	case !ok:
		t.find(Finding{FindingInstant, strings.Clone(c.Of), "at", c.At.UTC().Format(time.RFC3339)}, times)
		return
	case c.Good < 0 || c.Good > c.Total:
		t.find(Finding{FindingCount, strings.Clone(c.Of), "good", ""}, times)
		return
	case at > t.cut:
		return
	}
	known := false
	for i := range t.a.promises {
		p := &t.a.promises[i]
		if p.kind != kindRatio || p.subject() != c.Of {
			continue
		}
		known = true
		if p.from <= at && at < p.to {
			cell := t.cell(cellKey{promise: int32(i), step: int32(p.every.index(t.a.day(at)))})
			cell.good += c.Good * times
			cell.total += c.Total * times
		}
	}
	if !known {
		t.find(Finding{FindingUnknown, strings.Clone(c.Of), "of", ""}, times)
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
		kept := *c
		kept.Of, kept.Unit = strings.Clone(c.Of), strings.Clone(c.Unit)
		t.charges.add(kept, times)
	}
}

// statement learns an earlier statement.
func (t *Tally) statement(s *Issued, times int64) {
	text, err := json.Marshal(s.Statement)
	var own Issued
	if err != nil || json.Unmarshal(text, &own.Statement) != nil {
		t.find(Finding{FindingUnreadable, strings.Clone(s.ID), "issued", ""}, times)
		return
	}
	t.issued.add(issuedStatement{string(text), own}, times)
}

func compareCharges(a, b Charge) int {
	return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Period.from, b.Period.from), cmp.Compare(a.Period.to, b.Period.to),
		a.Amount.Cmp(b.Amount), cmp.Compare(a.Amount.Exponent(), b.Amount.Exponent()))
}

// available measures a service over a part of a period.
func (t *Tally) available(p *promise, o *Outcome, from, to, at int64) (findings []Finding) {
	look := metrics.Look{From: instant(from), To: instant(to), AsOf: instant(at), QuotaFrom: instant(from)}
	m, _ := p.Metric.(metrics.Availability)
	if m.QuotaPer != "" {
		if per, err := Every(m.QuotaPer).parse(); err == nil { // checked before
			look.QuotaFrom = instant(t.a.start(per.period(per.index(t.a.day(from))).from))
		}
	}
	if m.Calendar != "" {
		look.Open = p.hours.Segments(look.QuotaFrom, look.To)
	}
	line := t.services[m.Of]
	up, err := p.pipeline.Measure(line, look)
	if err != nil {
		o.Reason = metrics.NothingInHours // a period of no length within the horizon
		return nil
	}
	o.Attained, o.Raw, o.Ledger, o.Reason = up.Attained, up.Raw, up.Ledger, up.Reason
	for _, state := range up.Unknown {
		findings = append(findings, Finding{FindingUnknownState, m.Of, o.Objective, state})
	}
	for _, window := range up.Refused {
		findings = append(findings, Finding{FindingWindow, m.Of, o.Objective, window})
	}
	return findings
}

// compileAvailability looks up the service hours of an availability objective.
func (p *promise) compileAvailability(calendars map[string]calendar.Calendar) {
	if m, ok := p.Metric.(metrics.Availability); ok {
		p.pipeline, _ = m.Pipeline() // checked before
		p.hours = calendars[m.Calendar]
	}
}
