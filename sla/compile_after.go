package sla

import "github.com/upheld/upheld/internal/fault"

// hideRows gives the rows of Clock.Hide for the matcher.
func hideRows(c Clock) []matcherRow {
	if len(c.Hide) == 0 {
		return nil
	}
	return []matcherRow{{while: c.Hide}}
}

// after looks up Clock.After of each clock.
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
			b.add(path, name, fault.ErrUnknown, "%s", b.noClock(name))
			continue
		}
		if waiting[clock.name] {
			b.add(path, name, fault.ErrConflict, "these clocks wait for each other, so that they never start")
		}
	}
}

// waiting gives the clocks that come after themselves, directly or through others.
func (b *builder) waiting() map[string]bool {
	waiting := map[string]bool{}
	walks := map[string]int{} // in which walk each clock was met
	for i := range b.p.clocks {
		at := b.p.clocks[i].name
		for at != "" && walks[at] == 0 {
			walks[at], at = i+1, b.f.Clocks[at].After
		}
		if at == "" || walks[at] != i+1 {
			continue // the walk ended, or joined an earlier walk
		}
		for !waiting[at] { // the walk met itself: from here on all clocks are in the circle
			waiting[at], at = true, b.f.Clocks[at].After
		}
	}
	return waiting
}
