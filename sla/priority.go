package sla

import (
	"fmt"
	"slices"

	"github.com/upheld/upheld/internal/fault"
)

// matrixProgram derives the priority of a ticket that does not set one itself.
type matrixProgram struct {
	path                      string
	impact, urgency, priority int // slots
	reason, by                int // slots of Matrix.Override; -1: none
	table                     map[[2]string]string
	factors                   []factorProgram
	cutoffs                   []Cutoff
}

type factorProgram struct {
	slot   int
	points map[string]int64 // weighted
}

// derive gives the priority that the attributes make, or "".
func (m *matrixProgram) derive(texts []string) string {
	if len(m.factors) == 0 {
		return m.table[[2]string{texts[m.impact], texts[m.urgency]}]
	}
	var sum int64
	for _, f := range m.factors {
		points, known := f.points[texts[f.slot]]
		if !known {
			return ""
		}
		sum += points
	}
	for _, c := range m.cutoffs {
		if sum >= c.AtLeast {
			return c.Priority
		}
	}
	return ""
}

// overridden gives the derived priority, and whether the ticket has set another. If
// no priority is derived, the ticket overrides nothing.
func (m *matrixProgram) overridden(texts []string) (derived string, ok bool) {
	derived = m.derive(texts)
	return derived, derived != "" && derived != texts[m.priority]
}

// unexplained reports a ticket that overrides its priority and does not say why.
func (p *program) unexplained(h *history, version int32, ticket string) {
	m := p.matrix
	if m == nil || m.reason < 0 {
		return
	}
	texts := h.textsOf(version, len(p.words.values))
	if derived, ok := m.overridden(texts); ok && texts[m.reason] == "" {
		h.find(FindingOverride, ticket, m.path+".override", derived+" to "+texts[m.priority])
	}
}

// whyPriority notes the derived priority, and the priority that overrides it with its
// reason and the person who decided.
func (p *program) whyPriority(texts []string, note func(NoteCode, string, string)) {
	m := p.matrix
	if m == nil {
		return
	}
	derived, overridden := m.overridden(texts)
	if !overridden {
		if set := texts[m.priority]; set == m.derive(texts) {
			note(NotePriority, m.path, set)
		}
		return
	}
	note(NotePriority, m.path, derived)
	note(NoteOverride, "priority", texts[m.priority])
	if m.reason >= 0 {
		note(NoteOverrideReason, p.words.keys.words[m.reason], texts[m.reason])
	}
	if m.by >= 0 && texts[m.by] != "" {
		note(NoteOverrideBy, p.words.keys.words[m.by], texts[m.by])
	}
}

// pointsMax bounds the points of a factor after weighting, so that no sum
// overflows.
const pointsMax = 1_000_000_000

func (b *builder) matrix() {
	m := b.f.Priority
	if m == nil {
		return
	}
	path := b.f.path("priorities")
	program := &matrixProgram{path: path, priority: b.p.words.slot("priority"), table: map[[2]string]string{}}
	b.p.matrix = program
	b.ranks = make(map[string]int, len(m.Order))
	for i, priority := range slices.Backward(m.Order) {
		b.ranks[priority] = i
	}
	b.override(m, program, path+".override")
	if len(m.Factors) > 0 || len(m.Cutoffs) > 0 {
		if len(m.Impact) > 0 || len(m.Urgency) > 0 {
			b.add(path, "", fault.ErrConflict, "a priority follows from impact and urgency or from factors, not from both")
		}
		b.factors(m, program, path)
		return
	}
	program.impact, program.urgency = b.p.words.slot("impact"), b.p.words.slot("urgency")
	if len(m.Urgency) == 0 || len(m.Impact) == 0 {
		b.add(path, "", fault.ErrMissing, "a matrix has at least one impact and one urgency")
	}
	for i, row := range m.Impact {
		at := fmt.Sprintf("%s.impact[%d]", path, i)
		if len(row.Priorities) != len(m.Urgency) {
			b.add(at, row.Impact, fault.ErrMissing, "%d priorities for %d urgencies", len(row.Priorities), len(m.Urgency))
			continue
		}
		for j, priority := range row.Priorities {
			key := [2]string{row.Impact, m.Urgency[j]}
			if _, twice := program.table[key]; twice {
				b.add(at, row.Impact, fault.ErrConflict, "impact %s with urgency %s stands twice", key[0], key[1])
			}
			program.table[key] = priority
			b.ordered(m, at, priority)
			if j > 0 && b.presses(row.Priorities[j-1], priority) {
				b.add(at, priority, fault.ErrConflict, "urgency %s presses less than %s and has a more pressing priority", m.Urgency[j], m.Urgency[j-1])
			}
			if i > 0 && j < len(m.Impact[i-1].Priorities) && b.presses(m.Impact[i-1].Priorities[j], priority) {
				b.add(at, priority, fault.ErrConflict, "impact %s is less grave than %s and has a more pressing priority", row.Impact, m.Impact[i-1].Impact)
			}
		}
	}
}

// override looks up the attributes of Matrix.Override.
func (b *builder) override(m *Matrix, program *matrixProgram, path string) {
	slot := func(name, attribute string) int {
		switch attribute {
		case "":
			return -1
		case "priority":
			b.add(path+"."+name, attribute, fault.ErrConflict, "name another attribute: a priority does not explain itself")
		}
		return b.p.words.slot(attribute)
	}
	program.reason, program.by = slot("reason", m.Override.Reason), slot("by", m.Override.By)
	switch {
	case m.Override.Reason == "" && m.Override.By != "":
		b.add(path+".reason", "", fault.ErrMissing, "say which attribute has the reason that %q decided for", m.Override.By)
	case m.Override.Reason != "" && m.Override.Reason == m.Override.By:
		b.add(path+".by", m.Override.By, fault.ErrConflict, "the reason is in this attribute; name another for the person who decided")
	}
}

// factors compiles weighted factors and their cut-offs.
func (b *builder) factors(m *Matrix, program *matrixProgram, path string) {
	var least int64
	seen := map[string]bool{}
	for i, f := range m.Factors {
		at := fmt.Sprintf("%s.factors[%d]", path, i)
		if f.Attribute == "" || seen[f.Attribute] {
			b.add(at+".attribute", f.Attribute, fault.ErrConflict, "each factor names an attribute that no other factor names")
		}
		if f.Attribute == "priority" {
			b.add(at+".attribute", f.Attribute, fault.ErrConflict, "a priority does not follow from itself")
		}
		if len(f.Points) == 0 {
			b.add(at+".points", "", fault.ErrMissing, "say how many points each value gives")
		}
		seen[f.Attribute] = true
		weight := max(f.Weight, 1)
		if f.Weight < 0 || f.Weight > pointsMax {
			b.add(at+".weight", fmt.Sprint(f.Weight), fault.ErrRange, "from 1 to %d", pointsMax)
			weight = 1
		}
		compiled := factorProgram{slot: b.p.words.slot(f.Attribute), points: map[string]int64{}}
		low := int64(pointsMax)
		for _, value := range sortedKeys(f.Points) {
			points := f.Points[value]
			if points < 0 || points > pointsMax/weight {
				b.add(at+".points."+value, fmt.Sprint(points), fault.ErrRange, "from 0 to %d, with its weight", pointsMax)
				points = 0
			}
			compiled.points[value] = points * weight
			low = min(low, points*weight)
		}
		least += low
		program.factors = append(program.factors, compiled)
	}
	if len(m.Factors) == 0 {
		b.add(path+".factors", "", fault.ErrMissing, "cut-offs need factors, which give the points")
	}
	for i, c := range m.Cutoffs {
		at := fmt.Sprintf("%s.cutoffs[%d]", path, i)
		b.ordered(m, at+".priority", c.Priority)
		if c.Priority == "" {
			b.add(at+".priority", "", fault.ErrMissing, "say which priority so many points make")
		}
		if i == 0 {
			continue
		}
		if above := m.Cutoffs[i-1]; c.AtLeast >= above.AtLeast {
			b.add(at+".at-least", fmt.Sprint(c.AtLeast), fault.ErrConflict, "cut-offs stand from the most points down")
		} else if b.presses(above.Priority, c.Priority) {
			b.add(at+".priority", c.Priority, fault.ErrConflict, "fewer points than for %s have a more pressing priority", above.Priority)
		}
	}
	if n := len(m.Cutoffs); n == 0 || m.Cutoffs[n-1].AtLeast > least {
		b.add(path+".cutoffs", "", fault.ErrMissing, "tickets with %d points have no priority: write a last cut-off of at most so many points", least)
	}
	program.cutoffs = slices.Clone(m.Cutoffs)
}

// ordered reports a priority that is not in Order.
func (b *builder) ordered(m *Matrix, path, priority string) {
	if _, known := b.ranks[priority]; len(m.Order) > 0 && !known {
		b.add(path, priority, fault.ErrUnknown, "%s", b.oneOf(priority, func() []string { return m.Order }))
	}
}

// presses reports whether y is more pressing than x by Order.
func (b *builder) presses(x, y string) bool {
	i, knownX := b.ranks[x]
	j, knownY := b.ranks[y]
	return knownX && knownY && j < i
}
