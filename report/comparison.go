package report

import (
	"cmp"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/terms"
)

// Comparison is the page of what the same facts come to under two agreements, or what
// two sets of facts come to under one: the verdicts and figures that differ, the tickets
// that are missed in only one of the results or by another overrun, and what is owed.
// What stays is counted. It says why a ticket differs if [terms.Comparison.Explain] was
// called. View.Rows cuts the list of tickets.
func Comparison(c terms.Comparison) View {
	for _, r := range []**sla.Result{&c.Before, &c.After} {
		if *r == nil {
			*r = &sla.Result{}
		}
	}
	return viewOf(func(p *page) {
		p.speak(c.Before.Names)
		own := maps.Clone(p.own)
		if p.speak(c.After.Names); own != nil {
			maps.Copy(own, p.own)
			p.own = own
		}
		d := comparison{page: p, c: c, was: summary{page: p, r: c.Before, titles: map[string]string{}, parts: map[part]int{}},
			is: summary{page: p, r: c.After, titles: map[string]string{}, parts: map[part]int{}}}
		d.was.index()
		d.is.index()
		d.head()
		d.outcomes()
		d.breaches()
		d.owed()
	})
}

type comparison struct {
	*page
	c       terms.Comparison
	was, is summary
}

// title names an objective for a reader.
func (d *comparison) title(objective string) string {
	return d.named("objectives."+objective, cmp.Or(d.is.titles[objective], d.was.titles[objective], objective))
}

func (d *comparison) head() {
	w, r := d.words.comparison(), d.c.After
	d.heading(1, fmt.Sprintf(w.title, d.named("title", cmp.Or(r.Title, r.Agreement, d.c.Before.Title, d.c.Before.Agreement))))
	d.lead(d.headline())
	all := d.parties(r.Provider, r.Customer)
	if r.From.Before(r.To) {
		h := &d.words.head
		all = append(all, pair{h.period, fmt.Sprintf(h.periodOf, d.words.period(r.Period.String()), fmt.Sprintf(h.stretch, d.instant(r.From), d.instant(r.To)))},
			pair{h.asOf, d.instant(r.AsOf)}, pair{h.zone, d.zoneBeside(r.Zone)})
	}
	d.pairs(all)
}

func (d *comparison) headline() string {
	w := d.words.comparison()
	var verdicts, come, gone, other int64
	for i := range d.c.Outcomes {
		if o := &d.c.Outcomes[i]; o.Before.Verdict != o.After.Verdict {
			verdicts++
		}
	}
	for i := range d.c.Breaches {
		switch b := &d.c.Breaches[i]; {
		case !b.Changed():
		case b.Before.Ticket == "":
			come++
		case b.After.Ticket == "":
			gone++
		default:
			other++
		}
	}
	var texts []string
	for _, n := range []struct {
		n    int64
		word counted
	}{{verdicts, w.verdicts}, {come, w.more}, {gone, w.fewer}, {other, w.other}} {
		if n.n > 0 {
			texts = append(texts, n.word.of(n.n))
		}
	}
	for _, o := range d.c.Totals {
		if o.Changed() {
			texts = append(texts, fmt.Sprintf(w.owed, d.amount(o.Before), d.amount(o.After)))
		}
	}
	if len(texts) == 0 {
		return w.same
	}
	return strings.Join(texts, d.words.comma) + d.words.stop
}

func (d *comparison) amount(a penalty.Amount) string {
	return cmp.Or(d.words.amount(a), d.words.term().none)
}

// both writes a value before and after; only once if it stays.
func (d *comparison) both(before, after string) string {
	if before == after {
		return before
	}
	none := d.words.term().none
	return fmt.Sprintf(d.words.term().becomes, cmp.Or(before, none), cmp.Or(after, none))
}

// outcomes lists the verdicts and figures that differ.
func (d *comparison) outcomes() {
	w := &d.words.outcome
	t := table{columns: []column{{w.objective, words}, {w.promised, words}, {w.attained, words}, {w.verdict, words}}}
	var same int64
	last := part{}
	for i := range d.c.Outcomes {
		o := &d.c.Outcomes[i]
		of := &o.After
		if of.Objective == "" {
			of = &o.Before
		}
		if !o.Changed() && o.Before.Promised == o.After.Promised {
			same++
			continue
		}
		s, depth := &d.is, 0
		name := d.title(of.Objective)
		if of == &o.Before {
			s = &d.was
		}
		if period := s.periodOf(of); period != "" {
			name += d.words.comma + period
		}
		if len(of.Group) > 0 {
			if last == (part{of.Objective, of.Period}) {
				name, depth = d.group(of.Group), 1
			} else {
				name += d.words.comma + d.group(of.Group)
			}
		} else {
			last = part{of.Objective, of.Period}
		}
		promised := ""
		if len(of.Group) == 0 {
			promised = d.both(d.say(string(o.Before.Promised)), d.say(string(o.After.Promised)))
		}
		t.rows = append(t.rows, row{depth: depth, cells: []string{name, promised,
			d.both(d.figure(&d.was, &o.Before), d.figure(&d.is, &o.After)),
			d.both(d.verdict(&d.was, &o.Before), d.verdict(&d.is, &o.After)),
		}})
	}
	if len(d.c.Outcomes) == 0 {
		return
	}
	d.heading(2, w.title)
	d.table(t)
	d.stays(same, d.words.comparison().figures)
}

func (d *comparison) stays(n int64, word counted) {
	if n > 0 {
		d.paragraph(word.of(n))
	}
}

func (d *comparison) figure(s *summary, o *sla.Outcome) string {
	limit, err := o.Promised.Parse()
	if err != nil || o.Judge == sla.JudgeEvery || o.Judge == sla.JudgeSome {
		limit = metrics.Limit{}
	}
	return s.attained(o.Attained, limit)
}

func (d *comparison) verdict(s *summary, o *sla.Outcome) string {
	if o.Objective == "" {
		return ""
	}
	return s.verdict(o)
}

// breaches lists the tickets that differ.
func (d *comparison) breaches() {
	w := d.words.comparison()
	var same int64
	var texts []string
	for i := range d.c.Breaches {
		if b := &d.c.Breaches[i]; b.Changed() {
			texts = append(texts, d.breach(b))
		} else {
			same++
		}
	}
	if len(d.c.Breaches) == 0 {
		return
	}
	d.heading(2, d.words.breach.title)
	if shown, left := d.cut(len(texts)); left > 0 {
		texts = append(texts[:shown], fmt.Sprintf(d.words.more, left))
	}
	d.bullets(texts)
	d.stays(same, w.breaches)
}

// breach says what differs for a ticket: "INC-4101 Resolution: met → missed by 5m;
// within 2h → 1h30m; due Mon 2026-03-02 04:12 → 03:42".
func (d *comparison) breach(b *terms.BreachPair) string {
	w := d.words.comparison()
	var verdict sla.Change
	var fields []string
	for _, c := range b.Why {
		form, ok := w.fields[c.Path]
		if c.Path == "verdict" {
			verdict = c
		}
		if !ok {
			continue
		}
		before, after := d.value(c.Before), d.value(c.After)
		if c.Path == "calendar" {
			before, after = d.calendar(c.Before), d.calendar(c.After)
		}
		if from, to, ok := moments(c); ok {
			after = d.until(from, to)
		}
		fields = append(fields, fmt.Sprintf(form, cmp.Or(before, d.words.term().none), cmp.Or(after, d.words.term().none)))
	}
	ticket := b.Ticket
	if b.Cycle > 1 {
		ticket = fmt.Sprintf(d.words.cycle, ticket, b.Cycle)
	}
	state := d.both(d.state(&b.Before, verdict.Before), d.state(&b.After, verdict.After))
	return fmt.Sprintf(w.breach, ticket, d.title(b.Objective), strings.Join(append([]string{state}, fields...), w.join))
}

// state says whether a cycle was missed, and by how much.
func (d *comparison) state(b *sla.Breach, verdict string) string {
	w := d.words.comparison()
	switch {
	case b.Ticket == "" && verdict == string(sla.Met):
		return w.met
	case b.Ticket == "":
		return w.noBreach
	case b.Overrun == 0:
		return w.missed
	}
	return fmt.Sprintf(w.missedBy, d.duration(b.Overrun))
}

// value puts an instant of a change into the zone of the page.
func (d *comparison) value(text string) string {
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return d.instant(at)
	}
	return d.say(text)
}

// moments gives the instants of a change, if it has both.
func moments(c sla.Change) (before, after time.Time, ok bool) {
	before, err1 := time.Parse(time.RFC3339Nano, c.Before)
	after, err2 := time.Parse(time.RFC3339Nano, c.After)
	return before, after, err1 == nil && err2 == nil
}

// owed lists the credits that differ, and the totals.
func (d *comparison) owed() {
	// The statement of an agreement without credits has no line and a total without a unit.
	credits := len(d.c.Owed) > 0
	for _, o := range d.c.Totals {
		for _, a := range []penalty.Amount{o.Before, o.After} {
			credits = credits || a.Sign() != 0 || a.Unit() != ""
		}
	}
	if !credits {
		return
	}
	w, c := d.words.comparison(), &d.words.credit
	d.heading(2, c.title)
	t := table{columns: []column{{c.line, words}, {w.before, number}, {w.after, number}}, sums: len(d.c.Totals)}
	period := func(o terms.Owed, text string) string {
		if len(d.c.Totals) < 2 {
			return text
		}
		return text + d.words.comma + d.words.period(o.Period)
	}
	var same int64
	for _, o := range d.c.Owed {
		if !o.Changed() {
			same++
			continue
		}
		name := d.title(o.Objective)
		if o.Objective == "" {
			name = w.several
		}
		if o.Group != "" {
			name = fmt.Sprintf(c.group, name, d.lineGroup(o.Group))
		}
		t.rows = append(t.rows, row{cells: []string{period(o, name), d.amount(o.Before), d.amount(o.After)}})
	}
	for _, o := range d.c.Totals {
		t.rows = append(t.rows, row{cells: []string{period(o, c.total), d.amount(o.Before), d.amount(o.After)}})
	}
	d.table(t)
	d.stays(same, w.lines)
}
