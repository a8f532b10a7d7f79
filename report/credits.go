package report

import (
	"cmp"
	"fmt"
	"math/big"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// Credits is the page of a statement of credits: each line with its amount, the steps
// of its working and the day by which to claim it, and the caps and rounding of the
// total. It shows dates and no times, so that View.At has no effect.
//
// A statement names its agreement, and objectives by their ids. Results of the agreement
// give the titles of the objectives, and the names in the language of the page.
func Credits(s penalty.Statement, results ...*sla.Result) View {
	return viewOf(func(p *page) {
		titles := map[string]string{}
		for _, r := range results {
			if p.own == nil {
				p.speak(r.Names)
			}
			for i := range r.Outcomes {
				titles[r.Outcomes[i].Objective] = cmp.Or(titles[r.Outcomes[i].Objective], r.Outcomes[i].Title)
			}
		}
		w := &p.words.credit
		title := w.title
		if s.ID != "" {
			title = fmt.Sprintf(p.words.because, title, s.ID)
		}
		p.way(way{to: Ref{Agreement: s.Agreement}, text: p.named("title", cmp.Or(s.Title, s.Agreement)), up: true})
		p.heading(1, title)
		if text := p.owes([]penalty.Statement{s}, s.Provider, s.Customer); text != "" {
			p.lead(text + p.words.stop)
		}
		all := p.names(s.Agreement, p.named("title", s.Title), s.Provider, s.Customer)
		if s.From < s.To {
			all = append(all, pair{w.period, fmt.Sprintf(w.from, p.words.date(s.From), p.words.date(s.To-1))})
		}
		if s.Corrects != "" {
			all = append(all, pair{w.corrects, s.Corrects})
		}
		p.pairs(all)
		c := credits{page: p, s: s, title: func(objective string) string {
			return p.named("objectives."+objective, cmp.Or(titles[objective], objective))
		}}
		c.draw()
	})
}

// credits draws a statement on its own page or as part of a summary.
type credits struct {
	*page
	s     penalty.Statement
	title func(objective string) string
}

// credits draws the statements; if there are several, each has its period as heading.
func (s *summary) credits() {
	var all []penalty.Statement
	for _, t := range s.r.Statements {
		if len(t.Lines)+len(t.Returned)+len(t.Bonuses)+len(t.Problems) > 0 || t.Total.Sign() != 0 || len(t.Triggered()) > 0 || t.BothTerms != nil {
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		return
	}
	w := &s.words.credit
	s.heading(2, w.title)
	for _, t := range all {
		if len(all) > 1 {
			s.heading(3, fmt.Sprintf(w.from, s.words.date(t.From), s.words.date(t.To-1)))
		}
		c := credits{page: s.page, s: t, title: s.title}
		c.draw()
		s.way(way{to: Ref{Statement: t.ID}, text: fmt.Sprintf(s.words.because, w.title, t.ID)})
	}
}

func (c *credits) draw() {
	w := &c.words.credit
	if len(c.s.Lines) == 0 && len(c.s.Returned) == 0 && len(c.s.Bonuses) == 0 {
		c.paragraph(w.nothing)
	}
	c.lines("", c.s.Lines)
	c.working()
	c.totals()
	c.lines(w.returned, c.s.Returned)
	c.lines(w.bonuses, c.s.Bonuses)
	c.triggers()
	c.problems()
}

// lines lists credits with their working. Rows does not cut them: they are the bill.
func (c *credits) lines(title string, lines []penalty.Line) {
	w := &c.words.credit
	if len(lines) == 0 {
		return
	}
	if title != "" {
		c.heading(3, title)
	}
	t := table{notes: w.working, columns: []column{
		{w.line, words}, {w.amount, number}, {w.state, phrases}, {w.claimBy, instant},
	}}
	for _, l := range lines {
		r := row{cells: []string{c.clause(c.subject(l), c.s.Clauses, l.Rule), c.words.amount(l.Amount), word(w.states, l.State), c.words.date(l.ClaimBy)}}
		steps := l.Steps()
		for _, step := range steps {
			r.notes = append(r.notes, c.step(step))
		}
		if changedBy(l, steps) {
			share := penalty.Step{Op: "share", Of: steps[len(steps)-1].Gives, Gives: l.Amount.Exact()}
			r.notes = append(r.notes, c.words.tell(share))
		}
		t.rows = append(t.rows, r)
	}
	c.table(t)
}

// gives is the result of a step; 0 if it has none.
func gives(s penalty.Step) *big.Rat {
	if r := s.Gives.Rat(); r != nil {
		return r
	}
	return new(big.Rat)
}

// step is a step in words, with the path of its row or cap in the contract.
func (c *credits) step(s penalty.Step) string {
	text := c.words.tell(s)
	switch s.Op {
	case "cap", "earlier":
		text = fmt.Sprintf(c.words.aside, text, c.place(c.s.Clauses, s.Path))
	case "tiers", "table", "overrun", "points":
		if s.Row != "" {
			text = fmt.Sprintf(c.words.aside, text, c.place(c.s.Clauses, s.Path))
		}
	}
	if s.Objective != "" {
		text = fmt.Sprintf(c.words.credit.about, c.title(s.Objective), text)
	}
	return text
}

// subject gives the objective of a line, or the rule if it is on several objectives,
// with the group and the statement that the line refers to.
func (c *credits) subject(l penalty.Line) string {
	w := &c.words.credit
	text := c.title(l.Objective)
	if l.Objective == "" {
		text = fmt.Sprintf(w.several, l.Rule)
	}
	if l.Group != "" {
		text = fmt.Sprintf(w.group, text, c.lineGroup(l.Group))
	}
	if l.Refers != "" {
		text = fmt.Sprintf(w.refers, text, l.Refers)
	}
	return text
}

// working lists the steps of the total: caps, minimum, rounding.
func (c *credits) working() {
	var steps []string
	for _, s := range c.s.Steps {
		steps = append(steps, c.step(s))
	}
	if c.shared() {
		steps = append(steps, c.words.credit.shared)
	}
	if len(steps) > 0 {
		c.heading(3, c.words.credit.whole)
		c.bullets(steps)
	}
}

// shared reports whether caps and rounding changed several lines, so that the reader
// cannot round a line by itself.
func (c *credits) shared() bool {
	changed := 0
	for _, l := range c.s.Lines {
		if changedBy(l, l.Steps()) {
			changed++
		}
	}
	return changed > 1
}

// changedBy reports whether caps and rounding changed a line from the result of its
// working.
func changedBy(l penalty.Line, steps []penalty.Step) bool {
	n := len(steps)
	return n > 0 && (l.Amount.Sign() > 0 || l.State == penalty.NothingOwed) && l.Amount.Rat().Cmp(gives(steps[n-1])) != 0
}

func (c *credits) totals() {
	w := &c.words.credit
	if len(c.s.Lines) == 0 && c.s.Total.Sign() == 0 && c.s.BothTerms == nil {
		return
	}
	all := pairs{{w.total, c.words.amount(c.s.Total)}}
	if c.s.Bonus.Sign() != 0 {
		all = append(all, pair{w.bonus, c.words.amount(c.s.Bonus)})
	}
	if !c.s.Payable.Equal(c.s.Total) && c.s.Payable.Unit() == c.s.Total.Unit() {
		all = append(all, pair{w.payable, c.words.amount(c.s.Payable)})
	}
	if c.s.Balance.Sign() != 0 {
		all = append(all, pair{w.balance, c.words.amount(c.s.Balance)})
	}
	if c.s.ClaimBy != 0 {
		text := c.words.date(c.s.ClaimBy)
		if c.s.Claim != "" {
			text = fmt.Sprintf(w.claim, text, c.say(string(c.s.Claim)))
		}
		all = append(all, pair{w.claimBy, text})
	}
	if both := c.s.BothTerms; both != nil {
		all = append(all, pair{w.bothTerms, fmt.Sprintf(w.oldNew, c.words.amount(both.Old), c.words.amount(both.New), c.words.credit.pays[both.Pays])})
	}
	c.pairs(all)
}

// triggers lists the triggers that hold.
func (c *credits) triggers() {
	w := &c.words.credit
	var all []string
	for _, t := range c.s.Triggers {
		if !t.Holds {
			continue
		}
		subject := c.title(t.Objective)
		if t.Group != "" {
			subject = fmt.Sprintf(w.group, subject, c.lineGroup(t.Group))
		}
		if subject == "" {
			all = append(all, fmt.Sprintf(w.triggerAlone, t.Name, c.say(fmt.Sprint(t.Value))))
			continue
		}
		all = append(all, fmt.Sprintf(w.trigger, t.Name, subject, c.say(fmt.Sprint(t.Value))))
	}
	if len(all) > 0 {
		c.heading(3, w.triggers)
		c.bullets(all)
	}
}

// problems lists the problems of the statement.
func (c *credits) problems() {
	w := &c.words.credit
	var all []string
	for _, f := range c.s.Problems {
		text := word(w.anomalies, f.Code)
		if f.Value != "" {
			text = fmt.Sprintf(c.words.because, text, f.Value)
		}
		if place := cmp.Or(f.Path, f.Subject); place != "" {
			text = fmt.Sprintf(c.words.aside, text, c.place(c.s.Clauses, place))
		}
		all = append(all, text)
	}
	if len(all) > 0 {
		c.heading(3, w.problems)
		c.bullets(all)
	}
}
