package sla

import "github.com/upheld/upheld/internal/fault"

// hideRows describes Clock.Hide to the matcher.
func hideRows(c Clock) []matcherRow {
	if len(c.Hide) == 0 {
		return nil
	}
	return []matcherRow{{while: c.Hide}}
}

// after looks up the clocks that come after others.
func (b *builder) after() {
	waiting := b.waiting()
	for i := range b.p.clocks {
		clock := &b.p.clocks[i]
		name := b.f.Clocks[clock.name].After
		if name == "" {
			continue
		}
		path := b.f.path("clocks."+clock.name) + ".after"
		if clock.after = b.clock(name); clock.after < 0 {
			b.add(path, name, fault.ErrUnknown, "%s", b.oneOf(name, b.clockNames))
			continue
		}
		if waiting[clock.name] {
			b.add(path, name, fault.ErrConflict, "these clocks wait for each other, so that none ever starts")
		}
	}
}

// waiting gives the clocks that come after themselves, at any remove.
func (b *builder) waiting() map[string]bool {
	waiting := map[string]bool{}
	walks := map[string]int{} // in which walk each clock was met
	for i := range b.p.clocks {
		at := b.p.clocks[i].name
		for at != "" && walks[at] == 0 {
			walks[at], at = i+1, b.f.Clocks[at].After
		}
		if at == "" || walks[at] != i+1 {
			continue // it ended, or joined an earlier walk
		}
		for !waiting[at] { // it met itself: all from here on stand in the circle
			waiting[at], at = true, b.f.Clocks[at].After
		}
	}
	return waiting
}
