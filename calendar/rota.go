package calendar

import (
	"fmt"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/zone"
)

// Rota is hours that repeat over a cycle of days or weeks, such as every other
// Saturday, or 24 hours on and 48 off. They are open in addition to the weekly
// hours.
//
//	Rota{From: "2026-01-03", Weeks: []Week{"sat 09:00-12:00", "mon-sun closed"}}
//	Rota{From: "2026-01-01", Days: []Hours{"08:00+24h", "closed", "closed"}}
//
// The zero Rota is an error: it needs From and either Weeks or Days. A cycle has at
// most 366 days.
type Rota struct {
	// From is the first date with these hours. The cycle begins on From with the
	// first of Days, or in the week, Monday to Sunday, that holds From with the
	// first of Weeks.
	From  Local   `json:"from"`
	Until Local   `json:"until,omitempty"` // the last date with these hours, included; "" means no end
	Weeks []Week  `json:"weeks,omitempty"` // the hours of each week of the cycle
	Days  []Hours `json:"days,omitempty"`  // the hours of each day of the cycle
}

// Bounds of rotas.
const (
	rotasMax  = 100
	cycleDays = 366
)

// rota is a Rota as compiled: the hours of each day of the cycle.
type rota struct {
	from, until int64 // days, both included
	start       int64 // a day on which the cycle begins
	cycle       []cycleDay
	written     Rota
}

// cycleDay is a day of a cycle: a week, which may count days of the month, or the
// hours of the day.
type cycleDay struct {
	week  *week
	hours []stretch
}

// on gives the hours of a date.
func (r *rota) on(day int64) []stretch {
	if day < r.from || day > r.until {
		return nil
	}
	n := int64(len(r.cycle))
	at := (day - r.start) % n // the cycle begins on or before the first day
	if c := r.cycle[at]; c.week != nil {
		return c.week.on(day)
	} else {
		return c.hours
	}
}

// rotas reads the rotas of a spec.
func (r *reader) rotas(all []Rota) []rota {
	if len(all) > rotasMax {
		r.problems.Addf("rotas", "", fault.ErrRange, "at most %d rotas", rotasMax)
		return nil
	}
	var read []rota
	for i, w := range all {
		at := fmt.Sprintf("rotas[%d]", i)
		made := rota{until: zone.Last / secondsOfDay, written: w}
		var err error
		if w.From == "" {
			r.problems.Addf(at+".from", "", fault.ErrMissing, "the date on which the rota begins is needed")
		} else {
			made.from, err = w.From.date()
			r.problems.Add(at+".from", string(w.From), err)
		}
		if w.Until != "" {
			until, err := w.Until.date()
			if err == nil && until < made.from {
				err = fault.Because(fault.ErrRange, "the rota ends before it begins")
			}
			r.problems.Add(at+".until", string(w.Until), err)
			made.until = until
		}
		made.start = made.from
		switch {
		case len(w.Weeks) > 0 && len(w.Days) > 0:
			r.problems.Addf(at+".days", "", fault.ErrConflict, "write the weeks of the cycle or its days")
		case len(w.Weeks) == 0 && len(w.Days) == 0:
			r.problems.Addf(at+".weeks", "", fault.ErrMissing, "write weeks, the hours of each week of the cycle, or days, the hours of each day")
		case 7*len(w.Weeks) > cycleDays || len(w.Days) > cycleDays:
			r.problems.Addf(at, "", fault.ErrRange, "a cycle has at most %d days", cycleDays)
			continue
		}
		made.start -= int64(zone.Weekday(made.from)) * int64(min(len(w.Weeks), 1))
		for j, text := range w.Weeks {
			week, err := text.parse()
			r.problems.Add(fmt.Sprintf("%s.weeks[%d]", at, j), string(text), err)
			for range 7 {
				made.cycle = append(made.cycle, cycleDay{week: &week})
			}
		}
		for j, text := range w.Days {
			hours, err := text.parse()
			r.problems.Add(fmt.Sprintf("%s.days[%d]", at, j), string(text), err)
			made.cycle = append(made.cycle, cycleDay{hours: hours})
		}
		if len(made.cycle) > 0 {
			read = append(read, made)
		}
	}
	return read
}

// text writes a rota for people.
func (r *rota) text() string {
	text := "from " + dateText(r.from)
	if r.written.Until != "" {
		text += " to " + dateText(r.until)
	}
	if len(r.written.Weeks) > 0 {
		text += fmt.Sprintf(", every %s:", plural(len(r.cycle)/7, "week", fmt.Sprintf("%d weeks", len(r.cycle)/7)))
		for i := 0; i < len(r.cycle); i += 7 {
			text += " (" + orNone(r.cycle[i].week.String()) + ")"
		}
		return text
	}
	text += fmt.Sprintf(", every %s:", plural(len(r.cycle), "day", fmt.Sprintf("%d days", len(r.cycle))))
	for _, c := range r.cycle {
		text += " (" + orNone(hoursText(c.hours)) + ")"
	}
	return text
}

func orNone(text string) string {
	if text == "" {
		return "closed"
	}
	return text
}
