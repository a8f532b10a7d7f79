package sla

import (
	"fmt"
	"strconv"

	"github.com/upheld/upheld/internal/fault"
)

// markCrisis marks the alarm at the instant of a crisis.
const markCrisis Warning = "crisis"

// Bounds of Spec.Escalations.
const (
	laddersMax = 100
	levelsMax  = 20
)

// ladder is a list of Spec.Escalations that was read.
type ladder struct {
	levels []warning
	named  bool // by an objective or a crisis
}

// escalations reads the ladders.
func (b *builder) escalations() {
	if len(b.f.Escalations) == 0 {
		return
	}
	if len(b.f.Escalations) > laddersMax {
		b.add("escalations", "", fault.ErrRange, "at most %d ladders", laddersMax)
		return
	}
	b.ladders = make(map[string]*ladder, len(b.f.Escalations))
	for _, name := range sortedKeys(b.f.Escalations) {
		path, levels := b.f.path("escalations."+name), b.f.Escalations[name]
		read := &ladder{}
		b.ladders[name] = read
		switch {
		case name == "":
			b.add(path, "", fault.ErrMissing, "a ladder needs a name by which objectives refer to it")
		case len(levels) == 0:
			b.add(path, "", fault.ErrMissing, "a ladder needs a level, such as { at: 80%%, tell: desk-lead }")
		case len(levels) > levelsMax:
			b.add(path, "", fault.ErrRange, "at most %d levels", levelsMax)
			continue
		}
		for i, level := range levels {
			at := path + "[" + strconv.Itoa(i) + "]"
			parsed, err := level.At.parse()
			if err != nil {
				b.once(&fault.FieldError{Path: at + ".at", Value: string(level.At), Err: err})
				continue
			}
			parsed.number = i + 1
			parsed.key = name + "." + strconv.Itoa(parsed.number)
			b.level(&parsed, level, at)
			read.levels = append(read.levels, parsed)
		}
	}
}

// ladderOf looks up the ladder that an objective or a crisis names; nil: there is no
// such ladder.
func (b *builder) ladderOf(name, path string) *ladder {
	named := b.ladders[name]
	switch {
	case named != nil:
		named.named = true
	case len(b.f.Escalations) == 0:
		b.add(path, name, fault.ErrUnknown, "there are no escalations")
	case len(b.f.Escalations) <= laddersMax:
		b.add(path, name, fault.ErrUnknown, "%s", b.oneOf(name, func() []string { return sortedKeys(b.f.Escalations) }))
	}
	return named
}

// escalate gives an objective the ladder that it names.
func (b *builder) escalate(o *Objective, p *objectiveProgram, path string) {
	if o.Escalate == "" {
		return
	}
	named := b.ladderOf(o.Escalate, path)
	if named == nil {
		return
	}
	for i := range named.levels {
		w := &named.levels[i]
		if err := o.suits(p, w); err != nil {
			b.once(&fault.FieldError{Path: path, Value: o.Escalate, Err: fmt.Errorf("level %d, %s: %w", w.number, w.At, err)})
		}
	}
	p.ladder = named.levels
}

// unusedLadders tells the ladders that nothing names.
func (b *builder) unusedLadders() {
	for _, name := range sortedKeys(b.ladders) {
		if !b.ladders[name].named {
			b.quietly(Finding{Code: FindingLadder, Path: b.f.path("escalations." + name)})
		}
	}
}
