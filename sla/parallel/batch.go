package parallel

import (
	"reflect"

	"github.com/upheld/upheld/sla"
)

// batch has copies of facts, because a stream may use the memory of a fact again.
type batch struct {
	facts  sla.Facts
	events []sla.Event // of all tickets
	attrs  [][2]string // of all facts and events
	n      int         // facts
}

// A batch is full with so many facts or so many events, and gives memory back that is
// larger than usual, so that one long ticket costs its memory once.
const (
	eventsFull = 16 * chunk
	eventsKept = 4 * eventsFull
	attrsKept  = 4 * eventsFull
)

func (b *batch) full() bool { return b.n >= chunk || len(b.events) >= eventsFull }

// copy copies a fact. It leaves facts of which there are few, and reports that.
func (b *batch) copy(f sla.Fact) bool {
	switch f := f.(type) {
	case *sla.Ticket:
		t := *f
		t.Attrs = b.copyAttrs(f.Attrs)
		from := len(b.events)
		b.events = append(b.events, f.Events...)
		t.Events = b.events[from:len(b.events):len(b.events)]
		for i := range t.Events {
			t.Events[i].Set = b.copyAttrs(t.Events[i].Set)
		}
		b.facts.Tickets = append(b.facts.Tickets, t)
	case *sla.Outage:
		o := *f
		o.Attrs = b.copyAttrs(f.Attrs)
		b.facts.Outages = append(b.facts.Outages, o)
	case *sla.State:
		s := *f
		s.Attrs = b.copyAttrs(f.Attrs)
		b.facts.States = append(b.facts.States, s)
	case *sla.Count:
		c := *f
		c.Attrs = b.copyAttrs(f.Attrs)
		b.facts.Counts = append(b.facts.Counts, c)
	case *sla.Sample:
		s := *f
		s.Attrs = b.copyAttrs(f.Attrs)
		b.facts.Samples = append(b.facts.Samples, s)
	default: // exclusions, charges, statements: the reader learns them itself
		return false
	}
	b.n++
	return true
}

// copyAttrs copies attributes to the end of attrs. If attrs moves to larger memory,
// earlier copies keep their own memory.
func (b *batch) copyAttrs(attrs sla.Attrs) sla.Attrs {
	if len(attrs) == 0 {
		return nil
	}
	from := len(b.attrs)
	for i := range attrs { // so few cost less one by one
		b.attrs = append(b.attrs, attrs[i])
	}
	return b.attrs[from:len(b.attrs):len(b.attrs)]
}

// addTo adds the facts to a tally and gives their number.
func (b *batch) addTo(t *sla.Tally) int {
	for f := range b.facts.All() {
		t.Add(f)
	}
	return b.n
}

// reset takes the facts out and keeps memory of the usual size. A list that reset does not
// name is taken out whole.
func (b *batch) reset() {
	if cap(b.events) > eventsKept || cap(b.attrs) > attrsKept {
		*b = batch{}
		return
	}
	f := &b.facts
	*b = batch{events: b.events[:0], attrs: b.attrs[:0], facts: sla.Facts{
		Tickets: f.Tickets[:0], Outages: f.Outages[:0], States: f.States[:0], Counts: f.Counts[:0], Samples: f.Samples[:0],
	}}
}

// missing reports whether a fact is nil. Every kind of fact is a pointer.
func missing(f sla.Fact) bool { return f == nil || reflect.ValueOf(f).IsNil() }
