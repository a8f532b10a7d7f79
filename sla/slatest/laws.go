package slatest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// Laws draws facts in the words of an agreement and checks what holds of all agreements:
//
//   - Order, splitting, storing, and adding and removing again change nothing, to the
//     last byte.
//   - Each cycle counts in the month of its instant and in no other, and Evaluate counts
//     what Track says. The ledgers of the months add up to those of the quarter, and no
//     ledger has a gap.
//   - The trace of Explain has no gap, and its time adds up to what Track says.
//   - A slow reader, which walks through the minutes of a ticket and shares no code with
//     the library's clocks, finds the same phase, time used, due instant and breach of each
//     cycle. It reads cycles whose targets are lengths, under every policy.
//
// The error ends with a case file that fails, ready to be kept. A fuzz test calls Laws
// with Draw(data).
func Laws(a *sla.Agreement, t *Tape) error {
	l := laws{a: a, spec: a.Spec(), facts: t.Facts(a), quarter: quarterOf(a), hours: map[string]*slowHours{}}
	_, end := a.Bounds(l.quarter)
	l.asOf = end.AddDate(1, 0, 0)
	return l.check()
}

// laws are facts and the agreement under which the laws are checked.
type laws struct {
	a       *sla.Agreement
	spec    sla.Spec
	facts   sla.Facts
	quarter sla.Period
	asOf    time.Time
	hours   map[string]*slowHours // of the slow reader, by calendar
}

func (l *laws) check() error {
	months := monthsOf(l.quarter)
	results := map[sla.Period]*sla.Result{}
	for _, p := range append(months[:], l.quarter) {
		r, err := l.a.Evaluate(p, l.facts, l.asOf)
		if err != nil {
			return err
		}
		if err := casefile.Holds(l.a, l.facts, p, l.asOf, r); err != nil {
			return l.broken(casefile.Printed{Periods: []casefile.PeriodAsked{{Period: p, AsOf: l.asOf}}}, "%s: %v", p, err)
		}
		results[p] = r
	}
	for _, o := range l.spec.Objectives {
		var err error
		if o.Clock == "" {
			err = l.addUp(o, results)
		} else {
			err = l.counted(o, results)
		}
		if err != nil {
			return err
		}
		for i := range l.facts.Tickets {
			if err := l.explained(o, &l.facts.Tickets[i]); err != nil {
				return err
			}
			if err := l.slowly(o, l.facts.Tickets[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// broken is the error of a law, with a case that fails.
func (l *laws) broken(asked casefile.Printed, format string, args ...any) error {
	text, err := casefile.Print(l.a, l.facts, asked)
	if err != nil {
		data, _ := json.Marshal(l.facts)
		return fmt.Errorf("%s\nThe facts are no case file (%v). As JSON they are:\n%s", fmt.Sprintf(format, args...), err, data)
	}
	return fmt.Errorf("%s\nThis case fails:\n\n%s", fmt.Sprintf(format, args...), text)
}

// addUp checks that the ledgers of the months add up to the ledger of the quarter.
func (l *laws) addUp(o sla.Objective, results map[sla.Period]*sla.Result) error {
	whole := map[metrics.Bucket]time.Duration{}
	for _, m := range monthsOf(l.quarter) {
		for _, one := range results[m].Outcomes {
			if one.Objective == o.ID && len(one.Group) == 0 && one.Judge == "" {
				for _, e := range one.Ledger {
					whole[e.Bucket] += e.Length()
				}
			}
		}
	}
	all := map[metrics.Bucket]time.Duration{}
	for _, one := range results[l.quarter].Outcomes {
		if one.Objective == o.ID && len(one.Group) == 0 && one.Judge == "" {
			for _, e := range one.Ledger {
				all[e.Bucket] += e.Length()
			}
		}
	}
	if len(all) == 0 || o.Period != sla.Monthly || maps.Equal(whole, all) {
		return nil
	}
	return fmt.Errorf("%s: the ledgers of the months add up to %v, the ledger of the quarter to %v", o.ID, whole, all)
}

// counted holds what Track says of each cycle against what Evaluate counts in each month.
func (l *laws) counted(o sla.Objective, results map[sla.Period]*sla.Result) error {
	p := policiesOf(l.spec, l.spec.Clocks[o.Clock])
	if o.Metric != nil || o.Where != nil || o.Period != sla.Monthly || len(l.spec.Revisions) > 0 || p.OpenPastDue == sla.PastDueExcluded {
		return nil
	}
	type count struct{ good, total int64 }
	want := map[sla.Period]count{}
	for i := range l.facts.Tickets {
		var due []time.Time // exclusions move no cycle to another month
		for c := range l.a.Track(&l.facts.Tickets[i], l.asOf).Cycles(o.ID) {
			due = append(due, c.DueAt)
		}
		for c := range l.a.Track(&l.facts.Tickets[i], l.asOf, l.facts.Exclusions...).Cycles(o.ID) {
			if c.Cycle == 0 {
				continue
			}
			at := map[sla.Counts]time.Time{sla.ByStart: c.StartedAt, sla.ByDue: due[c.Cycle-1], sla.ByStop: c.StoppedAt}[o.Counts]
			switch {
			case c.Phase == sla.PhaseCancelled || c.Phase == sla.PhaseNotApplicable || c.Target == "":
				continue
			case c.Verdict == "" && p.OpenNotDue == sla.NotDueExcluded:
				continue
			case c.Verdict == "" || at.IsZero():
				return nil // where it counts is not said by Track
			}
			for _, m := range monthsOf(l.quarter) {
				if from, to := l.a.Bounds(m); !at.Before(from) && at.Before(to) {
					n := want[m]
					n.total++
					if c.Verdict == sla.Met {
						n.good++
					}
					want[m] = n
				}
			}
		}
	}
	for _, m := range monthsOf(l.quarter) {
		if slices.ContainsFunc(results[m].Findings, func(f sla.Finding) bool { return f.Code == sla.FindingBackwards }) {
			return nil
		}
		got, _ := results[m].Outcome(o.ID)
		if got.Good == want[m].good && got.Total == want[m].total {
			continue
		}
		answer := fmt.Sprintf("%s: good %d of %d", casefile.Name(o.ID), want[m].good, want[m].total)
		return l.broken(casefile.Printed{Periods: []casefile.PeriodAsked{{Period: m, AsOf: l.asOf, Answers: []string{answer}}}},
			"%s in %s: Track says %d good of %d, Evaluate %d of %d", o.ID, m, want[m].good, want[m].total, got.Good, got.Total)
	}
	return nil
}

// explained checks that the trace of a ticket has no gap and adds up.
func (l *laws) explained(o sla.Objective, t *sla.Ticket) error {
	if o.Clock == "" {
		return nil
	}
	e := l.a.Explain(t, o.ID, l.asOf, l.facts.Exclusions...)
	var wall, counted time.Duration
	for i, s := range e.Trace {
		if i > 0 && !e.Trace[i-1].To.Equal(s.From) || s.To.Before(s.From) {
			return l.broken(casefile.Printed{}, "%s of %s: the trace has a gap before %s", o.ID, t.ID, s.From)
		}
		wall += s.To.Sub(s.From)
		counted += s.Counted
	}
	answer := fmt.Sprintf("%s: wall %s", casefile.Name(o.ID), span.Format(wall))
	length := e.Reading.Remaining != 0 || e.Reading.Used.IsValid()
	if length {
		answer += ", used " + span.Format(counted)
	}
	if len(e.Trace) == 0 || wall == e.Reading.Wall && (!length || counted == e.Reading.Elapsed) {
		return nil
	}
	return l.broken(casefile.Printed{Tickets: map[string][]casefile.Moment{t.ID: {{At: l.asOf, Answers: []string{answer}}}}},
		"%s of %s: the trace adds up to %s with %s counted, the reading has %s and %s", o.ID, t.ID, wall, counted, e.Reading.Wall, e.Reading.Elapsed)
}

// slowly compares the cycles of a ticket with what the slow reader says, at several
// instants.
func (l *laws) slowly(o sla.Objective, t sla.Ticket) error {
	if o.Clock == "" || len(t.Events) == 0 {
		return nil
	}
	last := t.Events[len(t.Events)-1].At
	for _, asOf := range []time.Time{t.Events[len(t.Events)/2].At, last, last.Add(4 * 24 * time.Hour)} {
		s, ok := slowOf(l.a, o, l.hours)
		if !ok || !s.replay(o, t, asOf) {
			continue
		}
		var got []sla.Reading
		for r := range l.a.Track(&t, asOf).Cycles(o.ID) {
			if r.Cycle > 0 {
				got = append(got, r)
			}
		}
		for i, want := range s.read(asOf) {
			if want.unreadable {
				continue
			}
			var r sla.Reading
			if i < len(got) {
				r = got[i]
			}
			if want.is(r) {
				continue
			}
			seen := t
			seen.Events = slices.DeleteFunc(slices.Clone(t.Events), func(e sla.Event) bool { return e.At.After(asOf) })
			l.facts = sla.Facts{Tickets: []sla.Ticket{seen}}
			said := l.said(want)
			answer := fmt.Sprintf("%s cycle %d: %s", casefile.Name(o.ID), i+1, said)
			return l.broken(casefile.Printed{Tickets: map[string][]casefile.Moment{t.ID: {{At: asOf, Answers: []string{answer}}}}},
				"%s of %s, cycle %d: a slow reader says %s; the library says %s", o.ID, t.ID, i+1, said,
				l.said(slowReading{phase: r.Phase, used: r.Elapsed, due: r.DueAt, breach: r.BreachedAt, verdict: r.Verdict}))
		}
		if cycles := len(s.cycles); len(got) > cycles {
			return l.broken(casefile.Printed{}, "%s of %s: a slow reader says %d cycles; the library says %d", o.ID, t.ID, cycles, len(got))
		}
	}
	return nil
}

// is reports whether a reading of the library says what the slow reader says.
func (s slowReading) is(r sla.Reading) bool {
	return r.Phase == s.phase && r.Elapsed == s.used && r.DueAt.Equal(s.due) && r.BreachedAt.Equal(s.breach) && r.Verdict == s.verdict
}

// said writes a reading as the answer of a case.
func (l *laws) said(s slowReading) string {
	said := []string{string(s.phase), "used " + span.Format(s.used), "due none"}
	if !s.due.IsZero() {
		said[2] = "due " + casefile.Time(s.due, l.a.Location())
	}
	switch {
	case s.phase == sla.PhaseCancelled:
		return strings.Join(said[:2], ", ")
	case s.verdict == "":
		said = append(said, "undecided")
	case s.breach.IsZero():
		said = append(said, string(s.verdict))
	default:
		said = append(said, string(s.verdict), "breached "+casefile.Time(s.breach, l.a.Location()))
	}
	return strings.Join(said, ", ")
}
