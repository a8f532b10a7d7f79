package sla

import (
	"slices"

	"github.com/upheld/upheld/internal/fault"
)

// hideRows describes Clock.Hide to the matcher.
func hideRows(c Clock) []matcherRow {
	if len(c.Hide) == 0 {
		return nil
	}
	return []matcherRow{{while: c.Hide}}
}

// after looks up the clocks that come after others.
func (b *builder) after() {
	for i := range b.p.clocks {
		clock := &b.p.clocks[i]
		name := b.f.Clocks[clock.name].After
		if name == "" {
			continue
		}
		path := b.f.path("clocks."+clock.name) + ".after"
		if clock.after = b.clock(name); clock.after < 0 {
			b.add(path, name, fault.ErrUnknown, "%s", oneOf(name, sortedKeys(b.f.Clocks)))
			continue
		}
		if b.follows(name, clock.name) {
			b.add(path, name, fault.ErrConflict, "these clocks wait for each other, so that none ever starts")
		}
	}
}

// follows reports whether a clock comes after another, at any remove.
func (b *builder) follows(clock, other string) bool {
	var seen []string
	for clock != "" && !slices.Contains(seen, clock) {
		if clock == other {
			return true
		}
		seen = append(seen, clock)
		clock = b.f.Clocks[clock].After
	}
	return false
}
