package sla

import (
	"fmt"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/fault"
)

// servedBy reads Target.Calendar: the calendar, and the attribute that may name
// another calendar; "" without an attribute.
func (t *Target) servedBy() (calendar, attribute string, err error) {
	rest, found := strings.CutPrefix(t.Calendar, "attribute ")
	if !found {
		return t.Calendar, "", nil
	}
	attribute, rest, _ = strings.Cut(rest, " ")
	calendar, found = strings.CutPrefix(rest, "otherwise ")
	switch {
	case attribute == "" || rest != "" && !found:
		return "", "", fault.Because(fault.ErrSyntax, `hours that a ticket names are written "attribute hours otherwise office"`)
	case calendar == "":
		return "", "", fault.Because(fault.ErrMissing,
			"name the calendar of tickets whose attribute is empty: attribute %s otherwise office", attribute)
	}
	return calendar, attribute, nil
}

// hours are the calendars that tickets may name in an attribute. A target that
// has them is compiled once more for each calendar.
type hours struct {
	attribute string
	slot      int
	otherwise string
	own       int32            // the index of the target with the calendar otherwise
	first     int32            // the index of the first target with another calendar
	names     map[string]int32 // what to add to first, by calendar
}

// of gives the index of the target for a value of the attribute.
func (s *hours) of(text string) int32 {
	if n, ok := s.names[text]; ok && text != s.otherwise {
		return s.first + n
	}
	return s.own
}

// knows reports whether the value of the attribute names a usable calendar or is
// empty.
func (s *hours) knows(text string) bool {
	_, ok := s.names[text]
	return ok || text == "" || text == s.otherwise
}

// namedMax bounds how many targets are compiled again for the calendars that tickets
// may name, in all revisions.
const namedMax = 200_000

// usable numbers the calendars that open while the terms are in force.
func (b *builder) usable() map[string]int32 {
	if b.opening == nil {
		b.opening = map[string]int32{}
		for _, name := range b.calendarNames() {
			cal := b.calendars[name]
			if b.within(func(from, to time.Time) bool { return cal.Elapsed(from, to) > 0 }) {
				b.opening[name] = int32(len(b.opening))
			}
		}
	}
	return b.opening
}

// byHours compiles each target whose calendar an attribute names once more for each
// usable calendar.
func (b *builder) byHours(o *Objective, p *objectiveProgram, path string) {
	for i := range o.Targets {
		t := &p.targets[i]
		if t.hours == nil {
			continue
		}
		names := b.usable()
		if b.renamed += len(names); b.renamed > namedMax {
			b.add(path, "", fault.ErrRange, "targets that take their hours from tickets are compiled for each of %d calendars: at most %d targets times calendars, in all revisions; divide the agreement",
				len(names), namedMax)
			return
		}
		t.hours.own, t.hours.first, t.hours.names = int32(i), int32(len(p.targets)), names
		for _, name := range b.calendarNames() {
			if _, ok := names[name]; !ok {
				continue
			}
			other := p.targets[i]
			other.calendar = name
			if name != p.targets[i].calendar {
				other.versions = nil
				b.goesBy(o, &other, other.path+".calendar")
			}
			p.targets = append(p.targets, other)
		}
	}
}

// misnamed reports each value of the attribute that named no usable calendar while
// the cycle was open.
func (t *Tally) misnamed(s *hours, c *cycle, ticket string, slots int) {
	last := ""
	for v := c.from; v <= c.judged; v++ {
		if v < c.judged && t.h.since[v+1] <= max(t.h.since[v], c.start) {
			continue // another event replaced the value at the same instant
		}
		if text := t.h.text(v, s.slot, slots); text != last && !s.knows(text) {
			last = text
			t.h.find(FindingHours, ticket, s.attribute, strings.Clone(text))
		}
	}
}

// whyHours notes the attribute that names the calendar of a target, and the calendar
// otherwise if the attribute names no usable calendar.
func (p *program) whyHours(s *hours, h *history, k *course, path string, note func(NoteCode, string, string)) {
	text := h.text(k.by.version, s.slot, len(p.words.values))
	note(NoteAttribute, fmt.Sprintf("%s.calendar.%s", path, s.attribute), text)
	if s.of(text) == s.own && text != s.otherwise {
		note(NoteOtherwise, path+".calendar", s.otherwise)
	}
}
