package report

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report/analysis"
	"github.com/upheld/upheld/sla"
)

// isOpen reports whether an outcome is the whole of a period that has begun and is open.
func isOpen(o *sla.Outcome, asOf time.Time) bool {
	return o.Ahead != nil && len(o.Group) == 0 && !o.From.After(asOf)
}

// willMiss reports whether an outcome misses its promise at a known instant if nothing
// happens.
func willMiss(o *sla.Outcome, asOf time.Time) bool {
	return isOpen(o, asOf) && o.Verdict != sla.Missed && !o.Ahead.MissAt.IsZero()
}

// losesTime reports whether an outcome is of a service, which loses time by itself. Items
// wait for somebody.
func losesTime(o *sla.Outcome) bool { return o.Ledger != nil || o.Slices != nil }

// outlook is what can still become of the periods that are open. A page without the
// objectives' own table draws what is possible and explains the lights here.
func (s *summary) outlook(alone bool) {
	w := &s.words.outlook
	columns := []column{{s.words.outcome.objective, words}, {s.words.outcome.promised, words}, {w.soFar, number}}
	if alone {
		columns = append(columns, column{w.possible, pictures})
	}
	columns = append(columns, column{w.worst, number}, column{w.best, number}, column{w.room, words})
	if !alone {
		columns = append(columns, column{w.missAt, instant})
	}
	t := table{columns: append(columns, column{w.stands, lights}, column{w.risk, words})}
	steps := table{columns: []column{{s.words.outcome.objective, words}, {w.row, words}, {w.after, words}, {w.owed, number}}}
	var misses, burns []string
	unknown := len(s.missing(s.r.Owing)) > 0
	for i := range s.r.Outcomes {
		o := &s.r.Outcomes[i]
		if !isOpen(o, s.r.AsOf) {
			continue
		}
		t.rows = append(t.rows, s.outlookRow(o, alone))
		if willMiss(o, s.r.AsOf) {
			form := w.missedIfIdle
			if losesTime(o) {
				form = w.missedIfLost
			}
			misses = append(misses, fmt.Sprintf(form, s.titleIn(o), s.instant(o.Ahead.MissAt)))
		}
		for i := range o.Ahead.Steps {
			step, owed := &o.Ahead.Steps[i], ""
			if !unknown {
				owed = s.words.amount(step.Owed)
			}
			steps.rows = append(steps.rows, row{cells: []string{s.titleIn(o), s.say(string(step.Row)), s.after(step), owed}})
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
	s.paragraph(w.risks)
	if alone {
		s.lightRule()
	}
	s.owing()
	s.table(steps)
	if len(burns) > 0 {
		s.bullets(burns)
		s.paragraph(w.arithmetic)
	}
}

func (s *summary) outlookRow(o *sla.Outcome, alone bool) row {
	limit, light := limitOf(o), s.light(o)
	cells := []string{s.titleIn(o), s.promised(o), s.attained(o.Attained, limit)}
	if alone {
		cells = append(cells, "")
	}
	cells = append(cells, s.attained(o.Ahead.Worst, limit), s.attained(o.Ahead.Best, limit), s.roomOf(o, limit))
	if !alone {
		missAt := ""
		if willMiss(o, s.r.AsOf) {
			missAt = s.instant(o.Ahead.MissAt)
		}
		cells = append(cells, missAt)
	}
	if o.Reason != sla.Undecided && o.Ahead.Stands != "" { // no figure so far, but items that are open
		light.word = s.standing(o)
	}
	r := row{light: light, cells: append(cells, s.standing(o), s.risk(o))}
	if alone {
		r.picture = s.dot(o, limit, light.colour)
	}
	return r
}

// risk says how urgent an outcome is, and why.
func (s *summary) risk(o *sla.Outcome) string {
	w, risk := &s.words.outlook, analysis.RiskOf(*o, s.r.AsOf)
	level := word(w.levels, risk.Level)
	if risk.Why == "" {
		return level
	}
	var why []string
	if risk.Used.IsValid() && (risk.Why == analysis.RiskUsed || risk.Why == analysis.RiskBurn) {
		why = append(why, fmt.Sprintf(w.shareUsed, risk.Used.Percent(0)))
	}
	if risk.Why != analysis.RiskUsed {
		why = append(why, word(w.why, risk.Why))
	}
	return fmt.Sprintf(s.words.aside, level, strings.Join(why, s.words.comma))
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
	w := &s.words.outlook
	period := s.words.period(sla.Dates(o.Most.From, o.Most.To).String())
	least, most := s.words.amount(o.Least.Total), s.words.amount(o.Most.Total)
	switch missing := s.missing(o); {
	case len(missing) > 0:
		s.paragraph(fmt.Sprintf(s.words.because, fmt.Sprintf(w.notWorkedOut, period), strings.Join(missing, s.words.list)) + s.words.stop)
	case !o.Exact:
		s.paragraph(fmt.Sprintf(w.betweenMaybe, period, least, most))
	case least == most:
		s.paragraph(fmt.Sprintf(w.willOwe, period, most))
	default:
		s.paragraph(fmt.Sprintf(w.between, period, least, most))
	}
}

// missing says what was not given that the next statement needs, such as its charge. The
// amounts of Owing count that as 0.
func (s *summary) missing(o *sla.Owing) (all []string) {
	if o == nil || o.Exact {
		return nil
	}
	for _, statement := range []*penalty.Statement{&o.Least, &o.Most} {
		for _, f := range statement.Problems {
			switch f.Code {
			case penalty.MissingCharge, penalty.UnreadableCharge, penalty.ChargePeriod, penalty.MissingQuantity:
				text := fmt.Sprintf(s.words.because, word(s.words.credit.anomalies, f.Code), f.Value)
				if !slices.Contains(all, text) {
					all = append(all, text)
				}
			}
		}
	}
	return all
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
