package casefile

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/internal/civil"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/span"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// asked is the subject of an answer, read: [AGREEMENT/]VERB NAME [cycle N | cycle
// worst] [for attr…] [in PERIOD] [on DATE].
type asked struct {
	text      string // as written
	wanted    string // what stands after the colon
	agreement *agreement
	verb      string // "" for an objective
	name      string
	cycle     int
	worst     bool // the worst of the cycles
	group     sla.Attrs
	grouped   bool
	period    sla.Period
	on        date.Date // a day in the life of a statement
	dated     bool      // on is written
}

// subjectOf reads an answer. verbs are words that are no objective if another word
// follows them, alone those that need none.
func (w *world) subjectOf(answer string, verbs, alone []string) (asked, error) {
	subject, wanted, colon := cut(answer, ":")
	a := asked{text: strings.TrimSpace(subject), wanted: strings.TrimSpace(wanted)}
	if !colon || a.text == "" {
		return a, fmt.Errorf("write => SUBJECT: FACET, such as => response: due 13:30")
	}
	own, rest, ok := w.of(a.text)
	if !ok {
		return a, fmt.Errorf("no agreement stands above")
	}
	a.agreement = own
	words, err := wordsOf(rest)
	if err != nil || len(words) == 0 {
		return a, errors.Join(err, fmt.Errorf("%q names no objective", a.text))
	}
	if i := indexOf(words, "on"); i > 0 && i == len(words)-2 && likeDate(words[i+1].text) {
		if a.on, err = civil.Parse(words[i+1].text); err != nil {
			return a, fmt.Errorf("%s: %w", words[i+1].text, err)
		}
		a.dated, words = true, words[:i]
	}
	if i := indexOf(words, "in"); i > 0 && i == len(words)-2 {
		if a.period, err = sla.ParsePeriod(words[i+1].text); err != nil {
			return a, err
		}
		words = words[:i]
	}
	if i := indexOf(words, "for"); i > 0 {
		var more []word
		if a.group, more = attributes(words[i+1:]); len(a.group) == 0 || len(more) > 0 {
			return a, fmt.Errorf("write for ATTRIBUTE=VALUE, such as portal for unit=7")
		}
		a.grouped, words = true, words[:i]
	}
	if i := indexOf(words, "cycle"); i > 0 && i == len(words)-2 {
		if a.worst = words[i+1].is("worst"); !a.worst {
			a.cycle, err = strconv.Atoi(words[i+1].text)
		}
		if err != nil || !a.worst && a.cycle < 1 {
			return a, fmt.Errorf("write cycle N, from 1, or cycle worst")
		}
		words = words[:i]
	}
	whole := textOf(words)
	if !words[0].quoted {
		switch {
		case slices.Contains(alone, whole):
			a.verb = whole
			return a, nil
		case len(words) > 1 && slices.Contains(verbs, words[0].text):
			a.verb, words = words[0].text, words[1:]
		}
	}
	a.name = textOf(words)
	return a, nil
}

// objective fails if the name is no objective of the agreement.
func (w *world) objective(l *line, a asked) bool {
	all := objectivesOf(a.agreement.Agreement)
	if slices.Contains(all, a.name) {
		return true
	}
	w.fail(l, "%s: objective %q: %v", a.text, a.name, fault.NotOneOf(a.name, all...))
	return false
}

// askTicket answers about one ticket now, knowing only the lines above.
func (w *world) askTicket(l *line, answer string, t *sla.Ticket) {
	if w.broken {
		return
	}
	a, err := w.subjectOf(answer, []string{"trace", "because", "alarms", "owner", "time-in"}, []string{"next look", "next due", "ticket"})
	if !w.check(l, err) {
		return
	}
	own, now, waived := a.agreement.Agreement, w.now, w.facts.Exclusions
	w.askOf(t, a.agreement)
	switch a.verb {
	case "next due":
		w.compare(l, a.text, a.wanted, facets{"": instant(own.Track(t, now, waived...).NextDue(), now, w.zone)}, []string{"none"}, nil)
		return
	case "ticket":
		f := facets{}
		f.oneOf(wholeOf(own.Track(t, now, waived...)), "", "missed", "paused", "running", "clear")
		w.compare(l, a.text, a.wanted, f, []string{"running"}, nil)
		return
	case "next look":
		w.compare(l, a.text, a.wanted, facets{"": instant(own.Track(t, now, waived...).Next(), now, w.zone)}, []string{"none"}, nil)
		return
	case "owner":
		for _, o := range own.Track(t, now, waived...).Owners() {
			if o.Owner == a.name {
				w.compare(l, a.text, a.wanted, facets{"used": length(o.Elapsed), "over": length(o.Overrun), "missed": whole(int64(o.Missed))},
					[]string{"used", "over", "missed"}, nil)
				return
			}
		}
		w.fail(l, "no clock has the owner %q", a.name)
		return
	case "time-in":
		var rows []string
		for _, s := range own.TimeIn(t, a.name, now) {
			to := w.full(s.To)
			if s.Open {
				to = "open"
			}
			rows = append(rows, fmt.Sprintln(w.full(s.From), "to", to, quotedIfNeeded(s.Value)))
		}
		w.compareLines(l, a.text, rows, nil)
		return
	}
	if !w.objective(l, a) {
		return
	}
	explained := func() sla.Explanation { return own.Explain(t, a.name, now, waived...) }
	readings := own.Track(t, now, waived...)
	r, found := readings.Of(a.name)
	if a.worst {
		r, found = readings.Worst(a.name)
	}
	if a.cycle > 0 {
		found = false
		for c := range readings.Cycles(a.name) {
			if c.Cycle == a.cycle {
				r, found = c, true
			}
		}
	}
	if !found {
		w.fail(l, "%s has no cycle of %s", t.ID, a.text)
		return
	}
	switch a.verb {
	case "trace":
		var rows []row
		for _, s := range explained().Trace {
			rows = append(rows, row{fmt.Sprintln(w.full(s.From), "to", w.full(s.To), s.Kind, span.Format(s.Counted)), s.Cause})
		}
		w.compareRows(l, a.text, rows, nil)
	case "because":
		var rows []string
		for _, n := range explained().Because {
			value := n.Value
			if !n.At.IsZero() {
				value = w.full(n.At)
			}
			rows = append(rows, fmt.Sprintln(n.Code, n.Path, value))
		}
		w.compareLines(l, a.text, rows, nil)
	case "alarms":
		var rows []string
		for _, alarm := range r.Alarms {
			rows = append(rows, w.alarmLine(alarm))
		}
		w.compareLines(l, a.text, rows, nil)
	default:
		otherwise := []string{"running", "due", "left"}
		switch {
		case r.Phase == sla.PhaseWaiting || r.Phase == sla.PhaseNotApplicable || r.Phase == sla.PhaseCancelled:
			otherwise = []string{string(r.Phase)}
		case r.Verdict != "":
			otherwise = []string{"met", "used"}
		case r.Phase == sla.PhasePaused:
			otherwise = []string{"paused", "left"}
		}
		w.compare(l, a.text, a.wanted, w.readingFacets(r, now), otherwise, func() string {
			return w.pageOf(report.Ticket(explained()))
		})
	}
}

// wholeOf is the state of a ticket as a whole: missed if a cycle was missed, else paused
// if a clock is paused, else running if a clock is running, else clear.
func wholeOf(readings sla.Readings) string {
	has := func(holds func(sla.Reading) bool) bool { return slices.ContainsFunc(readings, holds) }
	switch {
	case has(func(r sla.Reading) bool { return r.Verdict == sla.Missed }):
		return "missed"
	case has(func(r sla.Reading) bool { return r.Phase == sla.PhasePaused }):
		return "paused"
	case has(func(r sla.Reading) bool { return r.Phase == sla.PhaseRunning }):
		return "running"
	}
	return "clear"
}

// alarmLine writes the instant of an alarm, its key, and the roles that it tells.
func (w *world) alarmLine(a sla.Alarm) string {
	text := w.full(a.At) + " " + a.Key
	if len(a.Tell) > 0 {
		text += " tell " + strings.Join(a.Tell, ", ")
	}
	if a.Withheld {
		text += " withheld"
	}
	return text
}

// pageOf writes a page in the zone of the case, to explain a failure.
func (w *world) pageOf(v report.View) string {
	var b strings.Builder
	if err := v.At(w.zone).Write(&b, report.Text); err != nil {
		return err.Error()
	}
	return b.String()
}

// readingFacets are the facets of a cycle as seen now.
func (w *world) readingFacets(r sla.Reading, now time.Time) facets {
	f := facets{
		"started": instant(r.StartedAt, now, w.zone), "stopped": instant(r.StoppedAt, now, w.zone), "breached": instant(r.BreachedAt, now, w.zone),
		"left": length(r.Remaining), "held": length(r.Held), "waived": length(r.Waived), "wall": length(r.Wall),
		"target": text(string(r.Within)), "calendar": text(r.Calendar), "cycle": whole(int64(r.Cycle)),
	}
	f["due"] = func(rest []word) (string, bool, error) {
		i := indexOf(rest, "if")
		if i < 0 {
			return instant(r.DueAt, now, w.zone)(rest)
		}
		if len(rest) < i+3 || !rest[i+1].is("resumed") {
			return "", false, errors.New("write due TIME if resumed TIME")
		}
		resumed, err := readTime(rest[i+2:], now, w.zone)
		if err != nil || resumed.words != len(rest)-i-2 {
			return "", false, errors.Join(err, errors.New("write due TIME if resumed TIME"))
		}
		due, _ := r.DueIfResumedAt(resumed.at)
		got, same, err := instant(due, now, w.zone)(rest[:i])
		return got + " " + textOf(rest[i:]), same, err
	}
	f["used"] = func(rest []word) (string, bool, error) {
		if len(rest) == 1 && strings.HasSuffix(rest[0].text, "%") {
			return figure(r.Used, metrics.Limit{})(rest)
		}
		return length(r.Elapsed)(rest)
	}
	warned := func(rest []word) (string, bool, error) {
		i := indexOf(rest, "at")
		if i < 1 {
			return "", false, errors.New("write warned MARK at TIME, such as warned 80% at 12:00")
		}
		mark, got := textOf(rest[:i]), ""
		for _, alarm := range r.Alarms {
			if string(alarm.Mark) != mark {
				continue
			}
			verb := "warned "
			if alarm.At.After(now) {
				verb = "warns "
			}
			at, same, err := instant(alarm.At, now, w.zone)(rest[i+1:])
			if got == "" || same {
				got = verb + mark + " at " + at
			}
			if same || err != nil {
				return got, same, err
			}
		}
		if got == "" {
			got = "warns " + mark + " at none"
		}
		return got, got == "warns "+textOf(rest), nil
	}
	f["warned"] = func(rest []word) (string, bool, error) {
		got, same, err := warned(rest)
		return got, same && strings.HasPrefix(got, "warned "), err
	}
	f["warns"] = func(rest []word) (string, bool, error) {
		got, same, err := warned(rest)
		return got, same && strings.HasPrefix(got, "warns "), err
	}
	f.oneOf(string(r.Phase), "", string(sla.PhaseWaiting), string(sla.PhaseRunning), string(sla.PhasePaused), string(sla.PhaseStopped),
		string(sla.PhaseCancelled), string(sla.PhaseNotApplicable))
	verdict, by := string(r.Verdict), ""
	switch r.Verdict {
	case "":
		verdict = "undecided"
	case sla.Missed:
		by = "by " + span.Format(r.Overrun)
	}
	f.oneOf(verdict, by, string(sla.Met), string(sla.Missed), "undecided")
	if r.BornBreached {
		f.oneOf("born", "breached")
	} else {
		f.oneOf("born", "in time")
	}
	return f
}

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
	if !listed && len(odd) > 0 {
		w.fail(l, "the facts have findings that the case does not list:\n  => findings:\n      %s", strings.Join(findingLines(odd), "      "))
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
		"attained": figure(o.Attained, limit), "raw": figure(o.Raw, limit), "margin": text(orNothing(o.Margin.String(), "none")),
		"promised": text(string(o.Promised)), "items": whole(o.Total), "open": whole(o.Open),
		"good":     ratio(strconv.FormatInt(o.Good, 10), strconv.FormatInt(o.Total, 10)),
		"failures": whole(int64(len(o.Failures))), "breaches": whole(int64(len(o.Breaches))),
		"judged": text(string(o.Judge)), "left-out": whole(int64(len(o.LeftOut))),
	}
	if good, total, ok := o.Attained.Parts(); ok && o.Ledger != nil && o.Slices == nil {
		f["good"] = ratio(span.Format(time.Duration(good)), span.Format(time.Duration(total)))
	}
	bucketFacets(f, o.Ledger)
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

// bucketFacets are the sums of a ledger: up 719h, down 1h.
func bucketFacets(f facets, ledger metrics.Ledger) {
	for _, b := range []metrics.Bucket{metrics.Up, metrics.Degraded, metrics.Down, metrics.Ignored, metrics.Forgiven, metrics.Excluded,
		metrics.NoData, metrics.NotMonitored, metrics.OutsideHours, metrics.Future} {
		f[string(b)] = length(ledger.Sum(b))
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

// statementOn gives the statement that a question about a credit is about. On a day it
// is as it stands then, after what the customer has claimed. A correction is the
// difference to the statement that was issued; without a day it is made now.
func (w *world) statementOn(a asked, st penalty.Statement, now date.Date) (penalty.Statement, error) {
	if a.dated {
		now = a.on
	}
	switch {
	case a.verb == "correction":
		for _, issued := range w.issued[a.agreement] {
			if issued.From == st.From && issued.To == st.To {
				st = issued.Corrected(st, now, w.claimed...)
				return st.On(now, w.claimed...), nil
			}
		}
		return st, errors.New("no statement of this period was issued; settle the period above")
	case a.dated:
		return st.On(now, w.claimed...), nil
	}
	return st, nil
}

// askCredit answers "credit [OBJECTIVE] [for attr…] [in PERIOD] [on DATE]", and the same
// of a bonus, a returned credit or a correction.
func (w *world) askCredit(l *line, a asked, st penalty.Statement, now date.Date) {
	day := func(d interface{ String() string }, zero bool) string {
		if zero {
			return "by none"
		}
		return "by " + d.String()
	}
	st, err := w.statementOn(a, st, now)
	if err != nil {
		w.fail(l, "%s: %v", a.text, err)
		return
	}
	if a.name == "" {
		w.compare(l, a.text, a.wanted, facets{"": amount(st.Total), "claim": text(day(st.ClaimBy, st.ClaimBy == 0)), "payable": amount(st.Payable),
			"bonus": amount(st.Bonus), "balance": amount(st.Balance), "exact": exactly(st.Exact)}, []string{"-"}, nil)
		return
	}
	if !w.objective(l, a) {
		return
	}
	all := st.Lines
	switch a.verb {
	case "bonus":
		all = st.Bonuses
	case "returned":
		all = st.Returned
	}
	var lines []penalty.Line
	for _, line := range all {
		if line.Objective == a.name && (!a.grouped || line.Group == groupName(a.group)) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		w.fail(l, "%s: the statement has no such line", a.text)
		return
	}
	first, total := lines[0], lines[0].Amount
	for _, line := range lines[1:] {
		sum, err := penalty.NewAmount(total.Decimal().Add(line.Amount.Decimal()), total.Unit())
		if !w.check(l, err) {
			return
		}
		total = sum
	}
	w.compare(l, a.text, a.wanted, facets{"": amount(total), "claim": text(day(first.ClaimBy, first.ClaimBy == 0)), "state": text(string(first.State))}, []string{"-"}, nil)
}

// groupName writes a group as lines of a statement do.
func groupName(group sla.Attrs) string {
	var pairs []string
	for _, pair := range group {
		pairs = append(pairs, statementText(pair[0])+"="+statementText(pair[1]))
	}
	slices.Sort(pairs)
	return strings.Join(pairs, ", ")
}

func statementText(text string) string {
	if text == "" || strings.ContainsAny(text, `",=`) || strings.TrimSpace(text) != text {
		return strconv.Quote(text)
	}
	return text
}

// askTrigger answers "trigger NAME [for attr…]".
func (w *world) askTrigger(l *line, a asked, st penalty.Statement) {
	var names []string
	for _, t := range st.Triggers {
		names = append(names, t.Name)
		if t.Name != a.name || a.grouped && t.Group != groupName(a.group) {
			continue
		}
		// The count is compared exactly: the mean of three months may have no last place.
		f := facets{"counts": func(rest []word) (string, bool, error) {
			got, want := t.Value.String(), textOf(rest)
			r, ok := new(big.Rat).SetString(want)
			return got, got == want || ok && t.Value.Rat() != nil && r.Cmp(t.Value.Rat()) == 0, nil
		}}
		f.oneOf(map[bool]string{true: "holds", false: "silent"}[t.Holds], "", "holds", "silent")
		w.compare(l, a.text, a.wanted, f, []string{"holds", "counts"}, nil)
		return
	}
	w.fail(l, "trigger %q: %v", a.name, fault.NotOneOf(a.name, names...))
}

// sees tells of a result that a line asks about.
func (w *world) sees(l *line, r *sla.Result) {
	if w.saw != nil {
		w.saw(l.number, r)
	}
}

// comingBlock reads "coming from TIME until TIME": what will be late if nothing
// happens.
func (w *world) comingBlock(l *line, words []word) {
	const form = "write coming from TIME until TIME, and => late: below it"
	w.silent = nil
	i := indexOf(words, "until")
	if len(words) < 2 || !words[1].is("from") || i < 0 || len(l.below) != 1 {
		w.fail(l, form)
		return
	}
	from, err := readTime(words[2:i], w.now, w.zone)
	var until told
	if err == nil {
		until, err = readTime(words[i+1:], from.at, w.zone)
	}
	if err == nil && (from.words != i-2 || from.words == 0 || until.words != len(words)-i-1 || until.words == 0) {
		err = errors.New(form)
	}
	if !w.check(l, err) || w.broken {
		return
	}
	k := l.below[0]
	_, answer, asks := arrow(k.text)
	name := "late"
	a := w.first
	if left, rest, named := cut(answer, "/"); named {
		a, answer = w.agreements[unquoted(left)], rest
		name = left + "/late"
	}
	subject, _, _ := cut(answer, ":")
	if !asks || a == nil || strings.TrimSpace(subject) != "late" {
		w.fail(k, form)
		return
	}
	w.ask(question{About: "coming", Agreement: w.nameOf(a), From: instantAt(from.at), To: instantAt(until.at)})
	var rows []string
	for _, c := range a.Coming(slices.Values(w.tickets), from.at, until.at, w.facts.Exclusions...) {
		rows = append(rows, fmt.Sprintln(w.full(c.At), quotedIfNeeded(c.Ticket), c.Reading.Objective, "left", span.Format(c.Reading.Remaining)))
	}
	w.compareLines(k, name, rows, nil)
}

// crisesBlock reads "crises as of TIME": the alarms of the crises of all facts above.
func (w *world) crisesBlock(l *line, words []word) {
	const form = "write crises as of TIME, and => alarms: below it"
	w.silent = nil
	if len(words) < 4 || !words[1].is("as") || !words[2].is("of") || len(l.below) == 0 {
		w.fail(l, form)
		return
	}
	t, err := readTime(words[3:], w.now, w.zone)
	if err == nil && t.words != len(words)-3 {
		err = errors.New(form)
	}
	if !w.check(l, err) || w.broken {
		return
	}
	if w.first == nil {
		w.fail(l, "no agreement stands above")
		return
	}
	listed := false
	w.ask(question{About: "crises", At: instantAt(t.at)})
	alarms, odd := w.first.Crises(w.told(w.first), t.at)
	for _, k := range l.below {
		_, answer, _ := arrow(k.text)
		switch subject, _, _ := cut(answer, ":"); strings.TrimSpace(subject) {
		case "alarms":
			var rows []string
			for _, a := range alarms {
				rows = append(rows, w.alarmLine(a))
			}
			w.compareLines(k, "alarms", rows, nil)
		case "findings":
			listed = true
			w.compareLines(k, "findings", findingLines(odd), nil)
		default:
			w.fail(k, "of crises a case asks alarms or findings")
		}
	}
	if !listed && len(odd) > 0 {
		w.fail(l, "the facts have findings that the case does not list:\n  => findings:\n      %s", strings.Join(findingLines(odd), "      "))
	}
}
