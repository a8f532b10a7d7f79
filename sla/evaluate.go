package sla

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// Evaluate says what a batch of facts means for one period, as seen at one
// instant: events after asOf have not happened yet. The error is about the
// period, the instant or the Agreement; a bad fact is a finding, and all other facts
// are still evaluated.
//
// An objective is judged over its own periods. A longer period gives each of them
// that overlaps it, and their sum; a shorter period gives the whole period that it
// lies in, which Outcome.Period names.
func (a *Agreement) Evaluate(period Period, facts Facts, asOf time.Time) (*Result, error) {
	t := a.NewTally()
	t.cut, t.other = clampNanos(asOf), nil
	seen := make(map[string]struct{}, len(facts.Tickets))
	for i := range facts.Tickets {
		k := &facts.Tickets[i]
		if _, twice := seen[k.ID]; twice {
			t.find(Finding{FindingDuplicateTicket, k.ID, "", ""}, 1)
		}
		seen[k.ID] = struct{}{}
		t.ticket(k, 1)
	}
	addAll(t, facts.Outages, t.outage)
	addAll(t, facts.States, t.state)
	addAll(t, facts.Counts, t.count)
	addAll(t, facts.Exclusions, t.exclusion)
	addAll(t, facts.Charges, t.charge)
	addAll(t, facts.Samples, t.sample)
	for i := range facts.Issued {
		t.Add(&facts.Issued[i])
	}
	r, err := t.Result(period, asOf)
	if err != nil || a.other == nil {
		return r, err
	}
	other, err := a.other.Evaluate(period, facts, asOf)
	if err != nil {
		return nil, err
	}
	a.transit(r, other)
	return r, nil
}

func addAll[F any](_ *Tally, facts []F, add func(*F, int64)) {
	for i := range facts {
		add(&facts[i], 1)
	}
}

// Result says what the facts of the tally mean for one period, as seen at one
// instant. It gives the periods of objectives that Evaluate gives. The error is about
// the period, the instant, the Tally, or a fact that was removed more often than it
// was added.
//
// The instant decides what open cycles mean; it does not undo facts. Use
// Evaluate to see a batch as it was known at an earlier instant.
func (t *Tally) Result(period Period, asOf time.Time) (*Result, error) {
	if !t.valid() {
		return nil, errNoAgreement
	}
	at, ok := nanos(asOf)
	if !ok {
		return nil, fmt.Errorf("sla: as of %s: %w: from 1900 to 2189", asOf.UTC().Format(time.RFC3339), ErrRange)
	}
	if period.IsZero() || civil.Day(period.from) < horizonFrom/86400 || civil.Day(period.to) > horizonTo/86400 {
		return nil, fmt.Errorf("sla: period %q: %w: from 1900 to 2189, at least a day", period, ErrRange)
	}
	if t.removed { // else nothing cancels, and breaches are sorted below
		t.settleHeld()
	}
	if err := t.settleWaivers(); err != nil {
		return nil, err
	}
	if err := t.settleMoney(); err != nil {
		return nil, err
	}
	if err := t.settleLives(); err != nil {
		return nil, err
	}
	from, to := t.a.Bounds(period)
	r := &Result{
		Agreement: t.a.spec.ID, Title: t.a.spec.Title, Provider: t.a.spec.Provider, Customer: t.a.spec.Customer,
		Zone: t.a.spec.Zone, Period: period, From: from, To: to, AsOf: instant(at), fingerprint: t.a.Fingerprint(),
	}
	end, _ := nanos(to)
	r.Names = t.a.namesBefore(end)
	t.oddities, t.failed, t.indexed, t.lived, t.told = t.oddities[:0], nil, nil, nil, nil
	parts, err := t.parts(period)
	if err != nil {
		return nil, err
	}
	if err := t.gather(parts, at); err != nil {
		return nil, err
	}
	t.gatherMembers(parts)
	var settled []settledOutcome
	var open []shown
	byID := map[string][]*part{}
	for i := range parts {
		if t.shows(&parts[i]) {
			id := t.a.promises[parts[i].promise].ID
			byID[id] = append(byID[id], &parts[i])
		}
	}
	for _, id := range t.a.objectiveIDs() {
		own := byID[id]
		sort.SliceStable(own, func(i, j int) bool { return own[i].period.from < own[j].period.from })
		var wholes []shown
		for _, p := range own {
			outcomes := t.outcomes(p, at)
			r.Outcomes = slices.Grow(r.Outcomes, len(outcomes))
			for i := range outcomes {
				if outcomes[i].Reason == metrics.MoreRemoved {
					return nil, errRemoved(t.removedOf(&t.a.promises[p.promise], outcomes[i].Period))
				}
				r.Outcomes = append(r.Outcomes, outcomes[i].Outcome)
			}
			wholes = append(wholes, outcomes[0])
			if whole := outcomes[0]; whole.Final && whole.Period.to <= period.to && whole.Period.to > period.from {
				settled = append(settled, settledOf(whole.withGroups(judgedGroups(outcomes[1:]))))
			} else if !whole.Final && whole.Period.to <= period.to {
				open = append(open, whole.withGroups(judgedGroups(outcomes[1:])))
			}
		}
		if len(own) == 0 {
			continue
		}
		sums := t.together(own, wholes, period, at)
		for i, o := range sums {
			r.Outcomes = append(r.Outcomes, o.Outcome)
			if o.settles == "" || len(o.Group) > 0 {
				continue
			}
			groups := judgedGroups(sums[i+1:])
			if o.Final {
				settled = append(settled, settledOver(o, groups, wholes))
			} else {
				open = append(open, o.withGroups(groups))
			}
		}
	}
	var earlier []penalty.Statement
	r.Statements, earlier = t.owed(settled)
	r.Owing = t.owing(open, earlier)
	if err := t.heard(); err != nil {
		return nil, err
	}
	t.findings.settle(compareFindings)
	for _, f := range t.findings.items {
		if f.times < 0 {
			return nil, errRemoved("a finding about " + f.item.Subject)
		}
		for range min(f.times, findingAlikeMax) {
			r.Findings = append(r.Findings, f.item)
		}
	}
	r.Findings = append(append(r.Findings, t.a.findings...), t.oddities...)
	if t.a.isOther && len(t.issued.items) > 0 {
		r.Findings = append(r.Findings, Finding{FindingPaidHistory, t.a.spec.ID, "revisions", ""})
	}
	sort.SliceStable(r.Findings, func(i, j int) bool { return compareFindings(r.Findings[i], r.Findings[j]) < 0 })
	if len(t.a.clauses) > 0 {
		r.cite(t.a.clauses)
	}
	if t.other != nil {
		other, err := t.other.Result(period, asOf)
		if err != nil {
			return nil, err
		}
		t.a.transit(r, other)
	}
	return r, nil
}

// findingAlikeMax bounds how often a result lists one finding.
const findingAlikeMax = 1_000

// removedError says what was removed more often than it was added.
type removedError string

func (e removedError) Error() string {
	return "sla: " + string(e) + " was removed more often than it was added"
}

func (e removedError) Unwrap() error { return ErrConflict }

func errRemoved(what string) error { return removedError(what) }

// removedOf names the fact of an objective that was removed more often than it was
// added: an outage, state or exclusion by its ID and instant. Counts and samples have
// neither, so the text names their objective and period.
func (t *Tally) removedOf(p *promise, period Period) string {
	for _, of := range p.subjects {
		lines := []*metrics.Timeline{t.services[of]}
		for _, values := range sortedKeys(t.fleets[of]) {
			lines = append(lines, t.fleets[of][values].line)
		}
		for _, line := range lines {
			if line == nil {
				continue
			}
			if cause, at, ok := line.MoreRemoved(); ok {
				return strings.TrimSpace("a fact about "+of+" "+fault.Shorten(cause)) + ", at " + at.Format(time.RFC3339Nano) + ","
			}
		}
	}
	return "a fact about " + p.ID + " in " + period.String()
}

// objectiveIDs lists the objectives in the order of the agreement.
func (a *Agreement) objectiveIDs() []string {
	var ids []string
	seen := make(map[string]bool, len(a.promises))
	for i := range a.promises {
		if id := a.promises[i].ID; !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}
