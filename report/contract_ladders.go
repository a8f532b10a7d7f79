package report

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/upheld/upheld/sla"
)

// ladders draws who is told when a ticket becomes late or a crisis begins: a table for
// each ladder, with a row for each level.
func (c *contract) ladders(in within, level int) {
	offsets := false
	for _, name := range slices.Sorted(maps.Keys(c.spec.Escalations)) {
		path := "escalations." + name
		if !in(path) {
			continue
		}
		ladder := c.spec.Escalations[name]
		crisis := c.ofCrisis(name, ladder)
		all := "" // said only if a level is for some tickets
		if slices.ContainsFunc(ladder, func(l sla.Level) bool { return len(l.When) > 0 }) {
			all = c.w.all
		}
		t := table{columns: []column{{c.w.moment, words}, {c.w.forTickets, words}, {c.w.told, words}, {c.label(specField{key: "does", owner: "sla.Level"}), words}, {c.w.ended, words}}}
		for i := range ladder {
			l := &ladder[i]
			at := c.moment(l.At, crisis)
			if l.Every != "" {
				at = fmt.Sprintf(c.w.again, at, c.say(string(l.Every)))
			}
			t.rows = append(t.rows, row{cells: []string{at, cmp.Or(c.where(l.When), all), c.roles(l.Tell), l.Does, c.condition(l.Until)}})
			offsets = offsets || !crisis && strings.Trim(string(l.At[:min(1, len(l.At))]), "+-") == ""
		}
		c.part(level, c.cited(name, path))
		c.table(t)
	}
	if offsets {
		c.paragraph(c.w.openTime)
	}
}

// ofCrisis reports whether a ladder is for crises: it has a level at the crisis, or a
// crisis names it.
func (c *contract) ofCrisis(name string, ladder []sla.Level) bool {
	return slices.ContainsFunc(ladder, func(l sla.Level) bool { return l.At == "crisis" }) ||
		slices.ContainsFunc(slices.Concat(c.spec.Crises, c.names.Crises), func(x sla.Crisis) bool { return x.Escalate == name })
}

// moment writes the instant of an alarm in words: "4h after the due time".
func (c *contract) moment(at sla.Warning, crisis bool) string {
	text := string(at)
	if form := c.w.moments[text]; form != "" {
		return form
	}
	if strings.HasSuffix(text, "%") {
		return fmt.Sprintf(c.w.moments["%"], text)
	}
	sign, length := text[:min(1, len(text))], text[min(1, len(text)):]
	if crisis && sign == "+" {
		sign = "+crisis"
		length = strings.TrimSuffix(length, " wall") // every length after a crisis is elapsed time
	} else if elapsed, is := strings.CutSuffix(length, " wall"); is {
		return fmt.Sprintf(c.w.moments[sign], fmt.Sprintf(c.w.elapsed, c.say(elapsed)))
	}
	if form := c.w.moments[sign]; form != "" {
		return fmt.Sprintf(form, c.say(length))
	}
	return text
}

// crises draws what makes a crisis, as a table with a row for each.
func (c *contract) crises(in within) {
	if !in("crises") {
		return
	}
	all := c.w.everyService
	for _, s := range c.names.Services {
		if s.Class == "core" {
			all = c.w.everyCore
		}
	}
	label := func(key string) string { return c.label(specField{key: key, owner: "sla.Crisis"}) }
	t := table{columns: []column{{label("id"), words}, {label("level"), number}, {label("service"), words}, {c.w.moment, words}, {label("escalate"), words}, {label("response"), words}}}
	for i := range c.spec.Crises {
		x := &c.spec.Crises[i]
		var services, signs []string
		for _, name := range x.Service {
			services = append(services, c.service(name))
		}
		if x.Down != "" {
			signs = append(signs, fmt.Sprintf(c.w.down, c.say(string(x.Down))))
		}
		if x.Affected != "" {
			signs = append(signs, fmt.Sprintf(c.w.affected, c.say(string(x.Affected))))
		}
		if len(services) == 0 && len(signs) > 0 {
			services = []string{all}
		}
		if x.Tickets != "" {
			signs = append(signs, fmt.Sprintf(c.w.flood, c.say(x.Tickets)))
		}
		if len(x.When) > 0 {
			signs = append(signs, fmt.Sprintf(c.w.with, c.where(x.When)))
		}
		level := ""
		if x.Level != 0 {
			level = c.value(reflect.ValueOf(x.Level))
		}
		t.rows = append(t.rows, row{cells: []string{x.ID, level, strings.Join(services, c.words.list), strings.Join(signs, c.words.comma), x.Escalate, x.Response}})
	}
	c.table(t)
}

// reliance writes a promise on which an objective rests.
func (c *contract) reliance(r sla.Reliance) string {
	text := fmt.Sprintf(c.w.promiseOf, r.Objective, r.Agreement)
	if len(r.When) > 0 {
		text += c.words.comma + fmt.Sprintf(c.w.with, c.where(r.When))
	}
	return text
}
