package sla

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/upheld/upheld/internal/wire"
)

// cutValues gives the values of a cycle under a cut. They are scratch.
func (t *Tally) cutValues(cut *cutting, k *Ticket, j judging, course *course) []string {
	values := t.values[:0]
	slots := len(j.p.words.values)
	for i, kind := range cut.kinds {
		value, known := kind.dated(t.a.days(), j.c.start)
		switch {
		case known:
		case kind == cutAttribute:
			if slot := int(j.p.words.keys.number(cut.keys[i])) - 1; slot >= 0 {
				value = t.h.label(j.c, slot, slots)
			} else {
				value = t.h.unlooked(k, j.c, cut.keys[i])
			}
		case kind == cutOwner:
			value = j.p.clocks[j.o.clock].owner
		case course.target < 0:
		case kind == cutTarget:
			value = j.o.targets[course.target].path
		case j.c.ended != endOpen: // what an open cycle has used is known in view
			value = bandText(j.band(course, j.spent(course, j.c.end), j.c.end, !j.met(course)))
		}
		values = append(values, value)
	}
	t.values = values
	return values
}

// unlooked is label for an attribute that the agreement does not look at.
func (h *history) unlooked(k *Ticket, c *cycle, key string) string {
	value, before := "", ""
	set := func(attrs Attrs) {
		for i := range attrs {
			if attrs[i][0] == key {
				value = attrs[i][1]
			}
		}
	}
	set(k.Attrs)
	for n, i := range h.order {
		if c.ended != endOpen && c.endedEvent < 0 && h.at[n] > c.end {
			break
		}
		if c.endedEvent >= 0 && i == c.endedEvent {
			before = value
			set(k.Events[i].Set)
			if before != "" || c.ended == endReset {
				return before
			}
			return value
		}
		set(k.Events[i].Set)
	}
	return value
}

// cutOf interns the group of a cycle under a cut.
func (t *Tally) cutOf(cut *cutting, k *Ticket, j judging, course *course) int32 {
	return t.intern(t.cutValues(cut, k, j, course))
}

// cutOfItem interns the group of a count or sample under a cut.
func (t *Tally) cutOfItem(cut *cutting, attrs Attrs, at int64) int32 {
	values := t.values[:0]
	for i, kind := range cut.kinds {
		value, known := kind.dated(t.a.days(), at)
		if !known {
			value = attrs.Get(cut.keys[i])
		}
		values = append(values, value)
	}
	t.values = values
	return t.intern(values)
}

// intern is group for values that are scratch.
func (t *Tally) intern(values []string) int32 {
	t.key = t.key[:0]
	for _, value := range values {
		t.key = wire.AppendText(t.key, value)
	}
	if g, ok := t.tuple[string(t.key)]; ok {
		return g
	}
	return t.group(slices.Clone(values))
}

// cutsHeld adds the values of a cycle that is kept to those of the groupings of the
// document.
func (t *Tally) cutsHeld(groups []string, k *Ticket, j judging, course *course) []string {
	cuts := t.a.promises[j.o.promise].cuts
	for g := range cuts {
		for _, value := range t.cutValues(&cuts[g], k, j, course) {
			groups = append(groups, strings.Clone(value))
		}
	}
	return groups
}

// gatherCuts counts a held cycle in the groups of cuts. An exclusion may move a
// stopped cycle from the band of @used in which its cell has it to another.
func (t *Tally) gatherCuts(p *part, h *held, v *heldView) error {
	if v.o == nil {
		return nil
	}
	promise := &t.a.promises[h.promise]
	rest := h.groups
	for _, keys := range promise.groups {
		rest = rest[len(keys):]
	}
	for g := range promise.cuts {
		cut := &promise.cuts[g]
		then := rest[:len(cut.keys)]
		rest = rest[len(cut.keys):]
		now := slices.Clone(then)
		for i, kind := range cut.kinds {
			switch {
			case kind == cutUsed:
				now[i] = bandText(v.band)
			case kind == cutTarget && !v.settled:
				now[i] = v.o.targets[v.course.target].path
			}
		}
		grouping := int32(len(promise.groups) + g + 1)
		moved := v.settled && !slices.Equal(then, now)
		if !moved && v.counted == 0 && v.open == 0 && !v.forgiven {
			continue
		}
		to := p.sum(groupKey{grouping, t.group(now)})
		if moved {
			from := p.sum(groupKey{grouping, t.group(slices.Clone(then))})
			if from.total < h.times {
				return errRemoved("ticket " + h.ticket)
			}
			from.total, from.entered = from.total-h.times, from.entered-h.times
			to.total, to.entered = to.total+h.times, to.entered+h.times
		}
		v.into(to, h.times)
	}
	return nil
}

// dropEmptyCuts drops the groups of cuts that every item has left.
func (t *Tally) dropEmptyCuts(parts []part) {
	for i := range parts {
		promise := &t.a.promises[parts[i].promise]
		if len(promise.cuts) == 0 {
			continue
		}
		for g, s := range parts[i].sums {
			if g.grouping > 0 && promise.isCut(g.grouping) && s.good == 0 && s.total == 0 && s.open == 0 && (s.kept == nil || s.kept.IsEmpty()) {
				delete(parts[i].sums, g)
			}
		}
	}
}

// judgedGroups gives those of the groups of an outcome, which begin a list, that the
// agreement judges.
func judgedGroups(list []shown) []shown {
	n := 0
	for n < len(list) && len(list[n].Group) > 0 && !list[n].Cut {
		n++
	}
	return list[:n]
}

// tallyCut begins the form of a tally of an agreement that was cut. The cut follows.
const tallyCut = tallyName + "4 cut\n"

// tallyForm is how the form of a tally begins, before the fingerprint.
func (a *Agreement) tallyForm() []byte {
	if a.cutText == "" {
		return []byte(tallyFormat)
	}
	return wire.AppendText([]byte(tallyCut), a.cutText)
}

// cutForm splits the form of a tally after its beginning; form is nil if it does not
// begin as a tally. A tally of an agreement with another cut is an error.
func (a *Agreement) cutForm(data []byte) (rest, form []byte, err error) {
	text := ""
	rest, ok := bytes.CutPrefix(data, []byte(tallyFormat))
	if !ok {
		if rest, ok = bytes.CutPrefix(data, []byte(tallyCut)); !ok {
			return nil, nil, nil
		}
		r := reader{wire.Rest(rest)}
		if text = r.Text(); r.Bad() || text == "" {
			return nil, nil, fmt.Errorf("sla: tally: %w: it is damaged", ErrSyntax)
		}
		rest = rest[len(rest)-r.Left():]
	}
	if text != a.cutText {
		return nil, nil, fmt.Errorf("sla: tally: %w: it is %s, and this agreement is %s; read the facts again, or cut the agreement alike",
			ErrConflict, cutBy(text), strings.TrimPrefix(cutBy(a.cutText), "of the agreement "))
	}
	return rest, data[:len(data)-len(rest)], nil
}
