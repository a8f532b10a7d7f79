package casefile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// periodBlock reads "period P [as of TIME] [under AGREEMENT]"; settle hands the
// statements on to later periods.
func (w *world) periodBlock(l *line, words []word) {
	form := "write " + words[0].text + " PERIOD [as of TIME] [under AGREEMENT], such as period 2026-03"
	settles := words[0].is("settle")
	a := w.first
	if i := indexOf(words, "under"); i > 0 && i == len(words)-2 {
		if a = w.agreements[words[i+1].text]; a == nil {
			w.fail(l, "agreement %q: %v", words[i+1].text, w.notNamed(words[i+1].text))
			return
		}
		words = words[:i]
	}
	w.silent = nil
	switch {
	case w.broken:
		return
	case a == nil:
		w.fail(l, "no agreement stands above")
		return
	case len(words) < 2:
		w.fail(l, "%s", form)
		return
	case len(l.below) == 0 && !settles:
		w.fail(l, "the period asks nothing; write below it what should hold: => OBJECTIVE: met")
		return
	}
	p, err := sla.ParsePeriod(words[1].text)
	if !w.check(l, err) {
		return
	}
	_, asOf := a.Bounds(p)
	if rest := words[2:]; len(rest) > 0 {
		if len(rest) < 3 || !rest[0].is("as") || !rest[1].is("of") {
			w.fail(l, "%s", form)
			return
		}
		t, err := readTime(rest[2:], w.now, w.zone)
		if err == nil && t.words != len(rest)-2 {
			err = errors.New(form)
		}
		if !w.check(l, err) {
			return
		}
		asOf = t.at
	}
	facts := w.told(a)
	result, err := a.Evaluate(p, facts, asOf)
	if !w.check(l, err) {
		return
	}
	w.check(l, Holds(a.Agreement, facts, p, asOf, result))
	w.sees(l, result)
	w.ask(question{About: "period", Agreement: w.nameOf(a), At: instantAt(asOf), Period: p.String(), Settled: w.settled[a], now: asOf})
	listed, explained := false, false
	for _, k := range l.below {
		left, answer, asks := arrow(k.text)
		if !asks || left != "" {
			w.fail(k, "below a period stand its answers: => OBJECTIVE: met, attained 99.95%%")
			continue
		}
		before := len(w.fails)
		listed = w.askResult(k, answer, a, result, !explained) || listed
		explained = explained || len(w.fails) > before
	}
	odd := slices.DeleteFunc(slices.Clone(result.Findings), func(f sla.Finding) bool { return slices.Contains(a.Findings(), f) })
	if !listed && len(odd) > 0 { // a list has all findings, so that the whole list is shown
		w.fail(l, "the facts have findings that the case does not list:\n  => findings:\n      %s", strings.Join(findingLines(result.Findings), "      "))
	}
	if settles {
		for _, s := range result.Statements {
			w.issued[a] = append(w.issued[a], sla.IssuedStatement{Statement: s})
		}
		if w.exported != nil {
			w.settled[a] = append(slices.Clone(w.settled[a]), p.String())
		}
	}
}

// creditVerbs are the questions about the lines of a statement.
var creditVerbs = []string{"credit", "bonus", "returned", "correction"}

// askResult answers about a period. It reports whether the answer lists the findings.
// "other" asks what the facts mean under the terms that do not pay.
func (w *world) askResult(l *line, answer string, own *agreement, r *sla.Result, explain bool) (listed bool) {
	answer, other := strings.CutPrefix(answer, "other ")
	a, err := w.subjectOf(answer, append([]string{"trigger", "breaches", "forgiven", "ledger", "failures"}, creditVerbs...),
		[]string{"credit", "correction", "working", "findings", "owing", "problems"})
	if !w.check(l, err) {
		return false
	}
	if other {
		a.text = "other " + a.text
		if r = r.Other; r == nil {
			w.fail(l, "%s: no revision of the agreement lets old and new terms run side by side", a.text)
			return false
		}
	}
	if _, named, _ := cut(a.text, "/"); named != "" && a.agreement != own {
		w.fail(l, "%s: the period is under one agreement; write period P under NAME", a.text)
		return false
	}
	a.agreement = own
	st := r.Statement()
	ofStatement := slices.Contains(creditVerbs, a.verb) || a.verb == "working" || a.verb == "trigger" || a.verb == "problems"
	if a.dated && !slices.Contains(creditVerbs, a.verb) {
		w.fail(l, "%s: only of a credit, bonus, returned credit or correction a case asks on a day", a.text)
		return false
	}
	if !a.period.IsZero() && ofStatement {
		i := slices.IndexFunc(r.Statements, func(s penalty.Statement) bool { return s.From == a.period.From() && s.To == a.period.To() })
		if i < 0 {
			w.fail(l, "%s: no statement is of this period", a.text)
			return false
		}
		st = r.Statements[i]
	}
	switch a.verb {
	case "findings":
		w.compareLines(l, a.text, findingLines(r.Findings), nil)
		return !other
	case "working":
		w.compareLines(l, a.text, workingOf(st), nil)
		return false
	case "problems":
		var rows []string
		for _, f := range st.Problems {
			rows = append(rows, fmt.Sprintln(f.Code, f.Subject, f.Path, f.Value))
		}
		w.compareLines(l, a.text, rows, nil)
		return false
	case "owing":
		if r.Owing == nil {
			w.fail(l, "%s: every period has ended, or there are no credits", a.text)
			return false
		}
		f := facets{"least": amount(r.Owing.Least.Total), "most": amount(r.Owing.Most.Total)}
		f.oneOf(map[bool]string{true: "exact", false: "inexact"}[r.Owing.Exact], "", "exact", "inexact")
		w.compare(l, a.text, a.wanted, f, []string{"least", "most", "exact"}, nil)
		return false
	case "credit", "bonus", "returned", "correction":
		w.askCredit(l, a, st, dateOf(r.AsOf, own.Location()))
		return false
	case "trigger":
		w.askTrigger(l, a, st)
		return false
	}
	if !w.objective(l, a) {
		return false
	}
	o, found := outcomeOf(r, a)
	if !found {
		w.fail(l, "%s: no such outcome in %s; there are %s", a.text, r.Period, outcomesOf(r, a.name))
		return false
	}
	var rows []row
	breaches := o.Breaches
	switch a.verb {
	case "forgiven":
		breaches = o.Forgiven
		fallthrough
	case "breaches":
		for _, b := range breaches {
			text := b.Ticket
			if b.Cycle > 1 {
				text += " cycle " + strconv.Itoa(b.Cycle)
			}
			text += " due " + w.full(b.DueAt) + " over " + span.Format(b.Overrun)
			if b.Grade != "" {
				text += " " + b.Grade
			}
			rows = append(rows, row{text: text})
		}
		w.compareRows(l, a.text, rows, nil)
	case "failures":
		for _, f := range o.Failures {
			rows = append(rows, row{fmt.Sprintln(w.full(f.From), "to", w.full(f.To), span.Format(f.Lost)), f.Cause})
		}
		w.compareRows(l, a.text, rows, nil)
	case "ledger":
		w.compareRows(l, a.text, w.ledgerRows(o.Ledger), nil)
	default:
		otherwise := []string{"met", "attained", "good"}
		if !o.Attained.IsValid() {
			otherwise = []string{"met"}
		} else if o.Attained.Kind() != metrics.ShareFigure {
			otherwise = []string{"met", "attained", "items"}
		}
		why := func() string { return w.pageOf(report.Summary(r)) }
		if !explain {
			why = nil
		}
		w.compare(l, a.text, a.wanted, w.outcomeFacets(o, r.AsOf), otherwise, why)
	}
	return false
}

// workingOf lists the working of a statement: each line with its steps, then those of
// the total.
func workingOf(st penalty.Statement) (all []string) {
	for _, part := range []struct {
		word  string
		lines []penalty.Line
	}{{"", st.Lines}, {"bonus ", st.Bonuses}, {"returned ", st.Returned}} {
		for _, l := range part.lines {
			subject := strings.TrimSpace(l.Objective + " " + l.Group)
			for _, s := range l.Steps() {
				all = append(all, part.word+subject+": "+s.String())
			}
		}
	}
	for _, s := range st.Steps {
		all = append(all, s.String())
	}
	return all
}

// outcomeOf finds the outcome that is asked about.
func outcomeOf(r *sla.Result, a asked) (sla.Outcome, bool) {
	same := func(group sla.Attrs) bool {
		if len(group) != len(a.group) {
			return false
		}
		for _, pair := range a.group {
			if !slices.Contains(group, pair) {
				return false
			}
		}
		return true
	}
	if a.period.IsZero() {
		if !a.grouped {
			return r.Outcome(a.name)
		}
		for o := range r.Groups(a.name) {
			if same(o.Group) {
				return o, true
			}
		}
		return sla.Outcome{}, false
	}
	for _, o := range r.Outcomes {
		if o.Objective == a.name && o.Period == a.period && same(o.Group) {
			return o, true
		}
	}
	return sla.Outcome{}, false
}

func outcomesOf(r *sla.Result, objective string) string {
	var all []string
	for _, o := range r.Outcomes {
		if o.Objective == objective {
			text := objective
			if len(o.Group) > 0 {
				text += " for"
				for _, pair := range o.Group {
					text += " " + quotedIfNeeded(pair[0]) + "=" + quotedIfNeeded(pair[1])
				}
			}
			all = append(all, text+" in "+o.Period.String())
		}
	}
	if len(all) == 0 {
		return "none"
	}
	return strings.Join(all[:min(len(all), 10)], "; ")
}

// outcomeFacets are the facets of an outcome.
func (w *world) outcomeFacets(o sla.Outcome, asOf time.Time) facets {
	limit, _ := o.Promised.Parse()
	f := facets{
		"attained": figure(o.Attained, limit), "raw": figure(o.Raw, limit), "margin": plain(o.Margin),
		"promised": text(string(o.Promised)), "items": whole(o.Total), "open": whole(o.Open),
		"good":     ratio(strconv.FormatInt(o.Good, 10), strconv.FormatInt(o.Total, 10)),
		"failures": whole(int64(len(o.Failures))), "breaches": whole(int64(len(o.Breaches))),
		"judged": text(string(o.Judge)), "left-out": whole(int64(len(o.LeftOut))),
	}
	if good, total, ok := o.Attained.Parts(); ok && o.Ledger != nil && o.Slices == nil {
		f["good"] = ratio(span.Format(time.Duration(good)), span.Format(time.Duration(total)))
	}
	w.bucketFacets(f, o.Ledger)
	if o.Ahead != nil {
		f["best"], f["worst"], f["room"] = figure(o.Ahead.Best, limit), figure(o.Ahead.Worst, limit), figure(o.Ahead.Room, metrics.Limit{})
		f["next"], f["next-miss"], f["stands"] = whole(o.Ahead.Next), whole(o.Ahead.NextMiss), text(orNothing(string(o.Ahead.Stands), "none"))
		if o.Ahead.Burn != nil {
			f["burn"] = figure(o.Ahead.Burn.Rate, metrics.Limit{})
			f["burnt"] = instant(o.Ahead.Burn.Until, asOf, w.zone)
		}
		f[string(sla.Missed)] = func(rest []word) (string, bool, error) { // missed at TIME
			if !rest[0].is("at") {
				return "", false, errors.New("write missed, or missed at TIME")
			}
			got, same, err := instant(o.Ahead.MissAt, asOf, w.zone)(rest[1:])
			return "missed at " + got, same, err
		}
	}
	f.oneOf(map[bool]string{true: "final", false: "provisional"}[o.Final], "", "final", "provisional")
	verdicts := []string{string(sla.Met), string(sla.Missed), string(sla.NotMeasurable), string(sla.Undecided), string(sla.NothingJudged), string(sla.SumOfPeriods)}
	switch {
	case o.Verdict == "":
		f.oneOf(string(o.Reason), "", verdicts...)
	default:
		f.oneOf(string(o.Verdict), string(o.Reason), verdicts...)
	}
	return f
}

// bucketFacets are the sums of a ledger: up 719h, down 1h, in partial 30m.
func (w *world) bucketFacets(f facets, ledger metrics.Ledger) {
	for _, b := range []metrics.Bucket{metrics.Up, metrics.Degraded, metrics.Down, metrics.Ignored, metrics.Forgiven, metrics.Excluded,
		metrics.NoData, metrics.NotMonitored, metrics.OutsideHours, metrics.Future} {
		f[string(b)] = length(ledger.Sum(b))
	}
	f["in"] = w.inState(ledger)
}

// inState is STATE [D] [excluded D]: the time reported as a state, and the part of it that
// exclusions leave out or forgive.
func (w *world) inState(ledger metrics.Ledger) facet {
	return func(rest []word) (got string, same bool, err error) {
		const form = "write in STATE 2h, in STATE 2h excluded 30m, or in STATE excluded 30m"
		if len(rest) < 2 {
			return "", false, errors.New(form)
		}
		state, rest := rest[0].text, rest[1:]
		all, part := ledger.InState(state)
		always := []string{string(metrics.Up), string(metrics.Down), string(metrics.NoData), string(metrics.NotMonitored)}
		if all == 0 && !w.heard[state] && !slices.Contains(always, state) {
			return "", false, fmt.Errorf("no agreement of the case has the state %q; if that is meant, write: unheard %s", state, quotedIfNeeded(state))
		}
		got, same = "in "+quotedIfNeeded(state), true
		if !rest[0].is(string(metrics.Excluded)) {
			text, equal, _ := length(all)(rest[:1])
			got, same, rest = got+" "+text, equal, rest[1:]
		}
		if len(rest) > 0 {
			if len(rest) != 2 || !rest[0].is(string(metrics.Excluded)) {
				return "", false, errors.New(form)
			}
			text, equal, _ := length(part)(rest[1:])
			got, same = got+" excluded "+text, same && equal
		}
		return got, same, nil
	}
}

// ledgerRows writes a ledger. A state with the same word as the bucket is left out.
func (w *world) ledgerRows(ledger metrics.Ledger) (rows []row) {
	for _, e := range ledger {
		state := e.State
		if state == string(e.Bucket) {
			state = ""
		}
		rows = append(rows, row{fmt.Sprintln(w.full(e.From), "to", w.full(e.To), span.Format(e.Length()), e.Bucket, state), e.Cause})
	}
	return rows
}

// sees tells of a result that a line asks about.
func (w *world) sees(l *line, r *sla.Result) {
	if w.saw != nil {
		w.saw(l.number, r)
	}
}
