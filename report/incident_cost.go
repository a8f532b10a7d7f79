package report

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// seconds writes lost time.
func (i *incident) seconds(r *big.Rat) string { return i.length(r, true) }

// share is the part of the time that may be lost, in percent, rounded up.
func (i *incident) share(h *hit) string {
	allowed := allowance(h.o)
	if allowed == nil || allowed.Sign() == 0 {
		return ""
	}
	used := new(big.Rat).Quo(h.lost, allowed)
	return exact.Text(exact.Round(used.Mul(used, big.NewRat(100, 1)), 2, exact.Ceiling)) + "%"
}

// left gives what is left of the time that may be lost before and after the incident;
// nil without such a budget or without a loss.
func (h *hit) left() (before, after *big.Rat) {
	allowed := allowance(h.o)
	if allowed == nil || h.lost.Sign() == 0 {
		return nil, nil
	}
	begin, end := h.own[0].From, h.own[len(h.own)-1].To
	var earlier, until metrics.Ledger
	for _, e := range h.o.Ledger {
		if e.From.Before(begin) {
			earlier = append(earlier, e)
		}
		if e.From.Before(end) {
			until = append(until, e)
		}
	}
	rest := func(l metrics.Ledger) *big.Rat {
		lost := l.Lost()
		return lost.Sub(allowed, lost.Quo(lost, big.NewRat(int64(time.Second), 1)))
	}
	return rest(earlier), rest(until)
}

// without is the figure of an outcome if the time that the incident lost had been up. It
// has no value unless the figure follows from the ledger alone.
func (i *incident) without(h *hit) metrics.Figure {
	attained := h.o.Attained.Rat()
	if attained == nil || h.lost.Sign() == 0 {
		return metrics.Figure{}
	}
	second := big.NewRat(int64(time.Second), 1)
	lost := h.o.Ledger.Lost()
	lost.Quo(lost, second)
	rest := new(big.Rat).Sub(lost, h.lost)
	switch h.o.Attained.Kind() {
	case metrics.ShareFigure:
		counted := new(big.Rat).Quo(big.NewRat(int64(h.o.Ledger.Counted()), 1), second)
		if counted.Sign() <= 0 {
			return metrics.Figure{}
		}
		good := func(lost *big.Rat) *big.Rat { return lost.Quo(lost.Sub(counted, lost), counted) }
		if good(lost).Cmp(attained) == 0 {
			return metrics.ShareOfRat(good(rest))
		}
	case metrics.LengthFigure:
		if ns := rest.Mul(rest, second); lost.Cmp(attained) == 0 && ns.IsInt() && ns.Num().IsInt64() {
			return metrics.LengthOf(time.Duration(ns.Num().Int64()))
		}
	}
	return metrics.Figure{}
}

// objectives sums up what the incident did to each objective.
func (i *incident) objectives() {
	w := i.w
	i.heading(2, w.objectives)
	if len(i.hits) == 0 {
		i.paragraph(w.noObjective)
		return
	}
	t := table{columns: []column{
		{i.words.outcome.objective, words}, {w.lost, number}, {w.share, number}, {w.before, number}, {w.afterIt, number},
		{i.words.outcome.verdict, lights}, {w.without, words},
	}}
	shown, left := i.cut(len(i.hits))
	for n := range i.hits[:shown] {
		h := &i.hits[n]
		before, after := h.left()
		without := ""
		switch f := i.without(h); {
		case !f.IsValid() || h.o.Verdict != sla.Met && h.o.Verdict != sla.Missed:
		case limitOf(h.o).Meets(f):
			without = word(i.words.outcome.verdicts, sla.Met)
		default:
			without = word(i.words.outcome.verdicts, sla.Missed)
		}
		share := ""
		if h.lost.Sign() > 0 {
			share = i.share(h)
		}
		t.rows = append(t.rows, row{light: i.light(h.o), cells: []string{
			i.name(h), i.seconds(h.lost), share, i.leftText(before), i.leftText(after), i.verdict(h.o), without,
		}})
	}
	if left > 0 {
		t.rows = append(t.rows, row{cells: []string{fmt.Sprintf(i.words.more, left)}})
	}
	i.table(t)
}

func (i *incident) leftText(left *big.Rat) string {
	switch {
	case left == nil:
		return ""
	case left.Sign() < 0:
		return fmt.Sprintf(i.words.outcome.over, i.seconds(new(big.Rat).Neg(left)))
	}
	return fmt.Sprintf(i.words.outcome.left, i.length(left, false))
}

// details shows each objective: the stretches with what of them counts, the budget, and
// the credits of the period.
func (i *incident) details() {
	shown, _ := i.cut(len(i.hits))
	for n := range i.hits[:shown] {
		h := &i.hits[n]
		i.heading(2, i.name(h))
		i.stretchesOf(h)
		i.budgetOf(h)
		if h.lost.Sign() != 0 {
			i.creditsOf(h)
		}
	}
}

func (i *incident) stretchesOf(h *hit) {
	w := &i.words.availability
	t := table{columns: []column{
		{w.from, instant}, {w.to, instant}, {w.length, number}, {w.counted, words}, {i.words.budget.lost, number}, {w.what, words}, {w.cause, words},
	}}
	var all time.Duration
	shown, left := i.cut(len(h.parts))
	for n, e := range h.parts {
		all += e.Length()
		if n >= shown {
			continue
		}
		counted := w.no
		if e.Counted {
			counted = w.yes
		}
		t.rows = append(t.rows, row{cells: []string{
			i.instant(e.From), i.until(e.From, e.To), i.duration(e.Length()), counted, i.lost(e), i.became(e), e.Cause,
		}})
	}
	if left > 0 {
		t.rows = append(t.rows, row{cells: []string{fmt.Sprintf(i.words.more, left)}})
	}
	if len(h.parts) > 1 {
		t.sums = 1
		t.rows = append(t.rows, row{cells: []string{i.words.sum, "", i.duration(all), "", i.seconds(h.parts.Lost().Quo(h.parts.Lost(), big.NewRat(int64(time.Second), 1)))}})
	}
	i.table(t)
}

// budgetOf draws the period with the incident marked, and what was left of the time that
// may be lost.
func (i *incident) budgetOf(h *hit) {
	l, limit := lossOf(h.o), limitOf(h.o)
	i.lossText(h.o, l)
	if f := i.without(h); f.IsValid() && limit.IsValid() && h.o.Final {
		i.paragraph(fmt.Sprintf(i.w.withoutIt, i.attained(h.o.Attained, limit), i.attained(f, limit), i.say(string(h.o.Promised))))
	}
	if _, _, ended := i.bounds(); !ended && h.o.Ahead != nil && h.o.Verdict == "" && !h.o.Ahead.MissAt.IsZero() {
		i.paragraph(fmt.Sprintf(i.words.outlook.missedIfLost, i.name(h), i.instant(h.o.Ahead.MissAt)))
	}
	i.lossFigure(h.o, l, i.id)
}

// repairs lists the promises about repairs and failures in whose periods the incident
// lies. A result does not say which failures a mean holds.
func (i *incident) repairs() {
	w := &i.words.outcome
	from, to, _ := i.bounds()
	t := table{columns: []column{
		{w.objective, words}, {w.promised, words}, {w.attained, number}, {i.w.counted, number}, {w.verdict, lights},
	}}
	for n := range i.r.Outcomes {
		o := &i.r.Outcomes[n]
		if o.Metric != "repair" || !whole(o) || !from.Before(o.To) || to.Before(o.From) {
			continue
		}
		t.rows = append(t.rows, row{light: i.light(o), cells: []string{
			i.titleIn(o), i.promised(o), i.attained(o.Attained, limitOf(o)), strconv.FormatInt(o.Total, 10), i.verdict(o),
		}})
	}
	if len(t.rows) == 0 {
		return
	}
	i.heading(2, i.w.repairs)
	i.paragraph(fmt.Sprintf(i.w.repairNote, i.lasted()))
	i.table(t)
}

// statements gives the statements of the period of an outcome, each with only its lines
// for that outcome.
func (i *incident) statements(o *sla.Outcome) (all []penalty.Statement) {
	for _, t := range i.r.Statements {
		if t.From != o.Period.From() || t.To != o.Period.To() {
			continue
		}
		var lines []penalty.Line
		for _, l := range t.Lines {
			if l.Objective == o.Objective && l.Group == groupOf(o.Group) {
				lines = append(lines, l)
			}
		}
		if t.Lines = lines; len(lines) > 0 {
			all = append(all, t)
		}
	}
	return all
}

// groupOf names a group as the lines of statements do.
func groupOf(group sla.Attrs) string {
	var pairs []string
	for _, pair := range group {
		for n, text := range pair {
			if text == "" || strings.ContainsAny(text, `",=`) || strings.TrimSpace(text) != text {
				pair[n] = strconv.Quote(text)
			}
		}
		pairs = append(pairs, pair[0]+"="+pair[1])
	}
	slices.Sort(pairs)
	return strings.Join(pairs, ", ")
}

// creditsOf lists the credits of the outcome's period: the row of the table that applies,
// and whether the figure would be in that row without the incident.
func (i *incident) creditsOf(h *hit) {
	for _, t := range i.statements(h.o) {
		c := credits{page: i.page, s: t, title: i.title}
		i.heading(3, i.words.credit.title)
		c.lines("", t.Lines)
		without := i.without(h)
		if !without.IsValid() {
			continue
		}
		for _, l := range t.Lines {
			for _, step := range l.Steps() {
				row, err := step.Row.Values()
				saw := step.Saw.Rat()
				if step.Row == "" || err != nil || saw == nil || h.o.Attained.Kind() != metrics.ShareFigure || saw.Cmp(h.o.Attained.Rat()) != 0 {
					continue
				}
				form := i.w.sameRow
				if !row.Has(without.Rat()) {
					form = i.w.otherRow
				}
				i.paragraph(fmt.Sprintf(form, i.say(string(step.Row)), i.attained(without, limitOf(h.o))))
			}
		}
		i.paragraph(i.w.whole)
	}
}
