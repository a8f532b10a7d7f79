package report

import (
	"fmt"
	"math/big"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// isOpen reports whether an outcome is the whole of a period that has begun and is open.
func (s *summary) isOpen(o *sla.Outcome) bool {
	return o.Ahead != nil && len(o.Group) == 0 && !o.From.After(s.r.AsOf)
}

// willMiss reports whether an outcome of the page misses its promise at a known instant
// if nothing happens.
func (s *summary) willMiss(o *sla.Outcome) bool {
	return s.isOpen(o) && o.Verdict != sla.Missed && !o.Ahead.MissAt.IsZero()
}

// outlook is what can still become of the periods that are open.
func (s *summary) outlook() {
	w := &s.words.outlook
	t := table{columns: []column{
		{s.words.outcome.objective, words}, {s.words.outcome.promised, words}, {w.soFar, number},
		{w.worst, number}, {w.best, number}, {w.room, words}, {w.missAt, instant}, {w.stands, lights},
	}}
	steps := table{columns: []column{{s.words.outcome.objective, words}, {w.row, words}, {w.after, words}, {w.owed, number}}}
	var misses, burns []string
	for i := range s.r.Outcomes {
		o := &s.r.Outcomes[i]
		if !s.isOpen(o) {
			continue
		}
		t.rows = append(t.rows, s.outlookRow(o))
		if s.willMiss(o) {
			form := w.missedIfIdle
			if o.Ledger != nil {
				form = w.missedIfLost
			}
			misses = append(misses, fmt.Sprintf(form, s.titleIn(o), s.instant(o.Ahead.MissAt)))
		}
		for i := range o.Ahead.Steps {
			step := &o.Ahead.Steps[i]
			steps.rows = append(steps.rows, row{cells: []string{s.titleIn(o), s.say(string(step.Row)), s.after(step), s.words.amount(step.Owed)}})
		}
		if text := s.burn(o); text != "" {
			burns = append(burns, text)
		}
	}
	if len(t.rows) == 0 {
		return
	}
	s.heading(2, fmt.Sprintf(w.title, s.words.period(s.r.Period.String())))
	s.paragraph(w.bounds)
	s.table(t)
	s.bullets(misses)
	s.owing()
	s.table(steps)
	if len(burns) > 0 {
		s.bullets(burns)
		s.paragraph(w.arithmetic)
	}
}

func (s *summary) outlookRow(o *sla.Outcome) row {
	limit := limitOf(o)
	missAt := ""
	if s.willMiss(o) {
		missAt = s.instant(o.Ahead.MissAt)
	}
	return row{light: s.light(o), cells: []string{
		s.titleIn(o), s.promised(o), s.attained(o.Attained, limit),
		s.attained(o.Ahead.Worst, limit), s.attained(o.Ahead.Best, limit), s.roomOf(o, limit), missAt, s.standing(o),
	}}
}

// roomOf says how much more may go wrong. An outcome without a figure yet has room if it
// has open items.
func (s *summary) roomOf(o *sla.Outcome, limit metrics.Limit) string {
	if !o.Ahead.Room.IsValid() && !o.Margin.IsValid() {
		return ""
	}
	return s.room(o, limit)
}

// standing is the verdict of an outcome if that is certain, else how it stands.
func (s *summary) standing(o *sla.Outcome) string {
	if o.Verdict == sla.Met || o.Verdict == sla.Missed || o.Ahead.Stands == "" {
		return s.verdict(o)
	}
	return word(s.words.outcome.stands, o.Ahead.Stands)
}

// after says how much more has to go wrong to come under a row of a table of credits.
func (s *summary) after(step *sla.AheadStep) string {
	w := &s.words.outlook
	more := step.After.Rat()
	switch {
	case more == nil:
		return ""
	case step.After.Kind() != metrics.LengthFigure:
		if !more.IsInt() || !more.Num().IsInt64() {
			return numberText(more, true)
		}
		return w.moreMissed.of(more.Num().Int64())
	}
	form := w.moreThan
	if band, err := step.Row.Values(); err == nil && band.HighIn {
		form = w.from
	}
	return fmt.Sprintf(form, s.length(more, false))
}

// owing says between which amounts the next statement lies.
func (s *summary) owing() {
	o := s.r.Owing
	if o == nil {
		return
	}
	form := s.words.outlook.between
	if !o.Exact {
		form = s.words.outlook.betweenMaybe
	}
	s.paragraph(fmt.Sprintf(form, s.words.period(sla.Dates(o.Most.From, o.Most.To).String()), s.words.amount(o.Least.Total), s.words.amount(o.Most.Total)))
}

// burn says how long the room of an outcome lasts at the rate so far.
func (s *summary) burn(o *sla.Outcome) string {
	w := &s.words.outlook
	b, room := o.Ahead.Burn, o.Ahead.Room.Rat()
	lost := o.Ledger.Lost()
	if b == nil || room == nil || room.Sign() < 0 || lost.Sign() == 0 || o.Verdict == sla.Missed {
		return ""
	}
	second := big.NewRat(int64(time.Second), 1)
	gone, over := s.length(lost.Quo(lost, second), true), s.length(new(big.Rat).Quo(big.NewRat(int64(b.Over), 1), second), false)
	if b.Until.IsZero() {
		return fmt.Sprintf(w.burnLasts, s.titleIn(o), gone, over)
	}
	return fmt.Sprintf(w.burnUntil, s.titleIn(o), gone, over, s.instant(b.Until.Truncate(time.Minute)))
}
