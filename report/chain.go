package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/chain"
)

// Chain is the page of what an agreement promises beyond the agreements on which it
// rests: each gap with the tickets concerned and the worst start or period, then what is
// owed to customers against what suppliers owe.
func Chain(gaps []chain.Gap, balances ...chain.Balance) View {
	return wholeViewOf(func(p *page) {
		c := chained{page: p, w: p.words.chain()}
		p.heading(1, c.w.title)
		if len(gaps) == 0 {
			p.lead(c.w.none)
		} else {
			p.lead(c.w.gaps.of(int64(len(gaps))))
			if slices.ContainsFunc(gaps, func(g chain.Gap) bool { return !g.Start.IsZero() }) {
				c.pairs(pairs{{p.words.ticket().zone, p.zone.String()}})
			}
		}
		c.gaps(gaps)
		p.paragraph(c.w.pauses)
		c.balances(balances)
	})
}

// chained draws the gaps of an agreement.
type chained struct {
	*page
	w *chainWords
}

func (c *chained) gaps(gaps []chain.Gap) {
	t := table{notes: c.w.why, columns: []column{{c.w.objective, words}, {c.w.tickets, words}, {c.w.gap, words}, {c.w.restsOn, words}}}
	for _, g := range gaps {
		var on []string
		for _, r := range g.Below {
			on = append(on, strings.TrimSpace(r.Agreement+" "+r.Objective))
		}
		t.rows = append(t.rows, row{
			cells: []string{g.Subject, c.where(g.When), word(c.w.codes, g.Code), strings.Join(on, c.words.list)},
			notes: []string{c.reason(g)},
		})
	}
	c.table(t)
}

// where writes conditions, such as "priority P1".
func (c *chained) where(w sla.Where) string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(w)) {
		text := strings.Join(w[key].Values, "/")
		if w[key].Not {
			text = fmt.Sprintf(c.w.not, text)
		}
		all = append(all, fmt.Sprintf(c.words.attribute, key, text))
	}
	return strings.Join(all, c.words.list)
}

// reason says a gap in a sentence, with its place in the agreement.
func (c *chained) reason(g chain.Gap) string {
	if g.Path == "" {
		return c.why(g)
	}
	return fmt.Sprintf(c.words.aside, c.why(g), g.Path)
}

// why says a gap in a sentence.
func (c *chained) why(g chain.Gap) string {
	w := c.w
	switch g.Code {
	case "late":
		return fmt.Sprintf(w.late, c.start(g.Start), c.length(g.By), c.say(g.Value))
	case "shortfall", "period-wider":
		switch {
		case !g.Certain.IsValid() && g.Code == "shortfall":
			return fmt.Sprintf(w.leftOut, word(w.keys, g.Value))
		case !g.Certain.IsValid():
			return w.allAtOnce
		case g.Start.IsZero():
			return fmt.Sprintf(w.shares, g.Value)
		}
		return c.certain(g)
	case "claim-too-late":
		return fmt.Sprintf(w.claim, c.day(g.Start), w.days.of(int64(g.Days)), c.say(g.Value))
	case "unsupported":
		if g.Start.IsZero() {
			return fmt.Sprintf(w.missing, g.Value)
		}
		return fmt.Sprintf(w.unsupported, g.Value, c.start(g.Start))
	case "pauses":
		return fmt.Sprintf(w.pausesAlone, g.Value)
	case "not-compared":
		return word(w.reasons, g.Value)
	}
	return g.Value
}

// certain says how much time of the worst period is certain, or may be lost.
func (c *chained) certain(g chain.Gap) string {
	text := fmt.Sprintf(c.w.certain, c.say(g.Value), c.day(g.Start))
	if !strings.HasSuffix(g.Value, "%") {
		text = fmt.Sprintf(c.w.lost, c.say(g.Value), c.day(g.Start))
	}
	if g.Code == "period-wider" {
		text += c.w.wider
	}
	if g.Independent.IsValid() {
		text = fmt.Sprintf(c.w.independent, text, independent(g))
	}
	return text + c.words.stop
}

// independent writes the share if parts fail independently, exactly if twelve places do.
func independent(g chain.Gap) string {
	text := strings.TrimRight(strings.TrimSuffix(g.Independent.Percent(12), "%"), "0")
	if whole, fraction, _ := strings.Cut(text, "."); fraction == "" {
		return whole + "%"
	}
	return text + "%"
}

// length writes a length of time; a nanosecond less than whole seconds is nearly these.
func (c *chained) length(d time.Duration) string {
	if (d+1)%time.Second == 0 {
		return fmt.Sprintf(c.words.nearly, c.duration(d+1))
	}
	return c.duration(d)
}

// start writes an instant; a nanosecond after a whole second it says so.
func (c *chained) start(t time.Time) string {
	if t.Nanosecond() == 1 {
		return fmt.Sprintf(c.w.justAfter, c.instant(t.Add(-1)))
	}
	return fmt.Sprintf(c.w.at, c.instant(t))
}

// day writes an instant without the time of day if the local date begins then.
func (c *chained) day(t time.Time) string {
	if local := t.In(c.zone); !t.IsZero() && local.Hour() == 0 && local.Minute() == 0 && local.Second() == 0 && local.Nanosecond() == 0 {
		return c.words.day(local)
	}
	return c.instant(t)
}

func (c *chained) balances(all []chain.Balance) {
	if len(all) == 0 {
		return
	}
	c.heading(2, c.w.balances)
	t := table{columns: []column{{c.w.unit, words}, {c.w.owed, number}, {c.w.recoverable, number}, {c.w.left, number}}}
	for _, b := range all {
		t.rows = append(t.rows, row{cells: []string{b.Unit, c.words.amount(b.Owed), c.words.amount(b.Recoverable), c.words.amount(b.Left)}})
	}
	c.table(t)
}
