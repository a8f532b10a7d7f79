package review

import (
	"fmt"
	"maps"
	"slices"

	"github.com/upheld/upheld/sla"
)

// word is an event, or a value of an attribute.
type word struct{ attribute, value string }

// words remarks on words that the terms in force name and no fact has. Tickets answer
// for objectives with a clock, counts and samples for the others.
func (r *reviewer) words() {
	tickets, others := map[word]bool{}, map[word]bool{}
	hear := func(into map[word]bool, attrs sla.Attrs) {
		for _, a := range attrs {
			into[word{a[0], a[1]}] = true
		}
	}
	for i := range r.e.Facts.Tickets {
		t := &r.e.Facts.Tickets[i]
		hear(tickets, t.Attrs)
		for j := range t.Events {
			tickets[word{"", t.Events[j].Name}] = true
			hear(tickets, t.Events[j].Set)
		}
	}
	for i := range r.e.Facts.Counts {
		hear(others, r.e.Facts.Counts[i].Attrs)
	}
	for i := range r.e.Facts.Samples {
		hear(others, r.e.Facts.Samples[i].Attrs)
	}
	unheard := map[word]string{} // by its first place
	note := func(heard map[word]bool, w word, path string) {
		if len(heard) > 0 && w.value != "" && !heard[w] && unheard[w] == "" && !(w.attribute == "priority" && r.spec.Priority != nil) {
			unheard[w] = path
		}
	}
	where := func(heard map[word]bool, path string, conditions sla.Where) {
		for _, attribute := range slices.Sorted(maps.Keys(conditions)) {
			for _, value := range conditions[attribute].Values {
				note(heard, word{attribute, value}, path+"."+attribute)
			}
		}
	}
	var condition func(path string, c sla.Condition)
	condition = func(path string, c sla.Condition) {
		for _, name := range c.Event {
			note(tickets, word{"", name}, path+".event")
		}
		where(tickets, path+".while", c.While)
		where(tickets, path+".changed-to", c.ChangedTo)
		for i, one := range c.Any {
			condition(fmt.Sprintf("%s.any[%d]", path, i), one)
		}
	}
	levels := func(path string, all []sla.Level) {
		for i, l := range all {
			where(tickets, fmt.Sprintf("%s[%d].when", path, i), l.When)
			condition(fmt.Sprintf("%s[%d].until", path, i), l.Until)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.spec.Clocks)) {
		c, path := r.spec.Clocks[name], "clocks."+name
		condition(path+".start", c.Start)
		condition(path+".pause", c.Pause)
		condition(path+".resume", c.Resume)
		condition(path+".stop", c.Stop)
		condition(path+".reset", c.Reset)
		condition(path+".cancel", c.Cancel)
		where(tickets, path+".hide", c.Hide)
	}
	for i := range r.spec.Objectives {
		o := &r.spec.Objectives[i]
		path, heard := "objectives."+o.ID, others
		if o.Clock != "" {
			heard = tickets
		}
		where(heard, path+".where", o.Where)
		where(heard, path+".abandoned", o.Abandoned)
		for j, t := range o.Targets {
			where(heard, fmt.Sprintf("%s.targets[%d].when", path, j), t.When)
		}
		levels(path+".warn", o.Warn)
	}
	for _, name := range slices.Sorted(maps.Keys(r.spec.Escalations)) {
		levels("escalations."+name, r.spec.Escalations[name])
	}
	for i, c := range r.spec.Crises {
		where(tickets, fmt.Sprintf("crises[%d].when", i), c.When)
	}
	if m := r.spec.Priority; m != nil {
		for _, value := range m.Urgency {
			note(tickets, word{"urgency", value}, "priorities.urgency")
		}
		for _, row := range m.Impact {
			note(tickets, word{"impact", row.Impact}, "priorities.impact")
		}
		for _, f := range m.Factors {
			for _, value := range slices.Sorted(maps.Keys(f.Points)) {
				note(tickets, word{f.Attribute, value}, "priorities.factors."+f.Attribute)
			}
		}
	}
	for w, path := range unheard {
		r.remark("word-unheard", w.attribute, path, w.value)
	}
}
