package feeds

import (
	"cmp"
	"slices"
	"time"

	"github.com/upheld/upheld/sla"
)

// gather holds the changes of tickets until all of them have been read. A change
// takes 64 bytes, and each distinct text is held once.
type gather struct {
	number  map[string]uint32 // of a text
	texts   []string
	tickets map[string]int32
	held    []held
	chunks  [][]change
	changes int32
	free    int32 // a list of changes that are no longer used
	scratch struct {
		order  []int32
		events []sla.Event
		set    [][2]string
		attrs  sla.Attrs
		before map[uint32]bool
		last   map[string]int
	}
}

// held is a ticket whose changes are gathered.
type held struct {
	id          string // as the ticket is called
	first, last int32  // of its changes; -1 for no change
	attrs       []pair
	once        []onceAt
	rank        rank // of the row that told attrs and once
	known       bool // whether a row told attrs or once
	given       bool
}

type pair struct{ name, value uint32 }

// rank orders rows: by the sequence that the source states, then by their place.
type rank struct{ seq, row int64 }

func (a rank) less(b rank) bool {
	return cmp.Or(cmp.Compare(a.seq, b.seq), cmp.Compare(a.row, b.row)) < 0
}

// onceAt is an event of which a ticket has at most one.
type onceAt struct {
	name string
	at   time.Time
	seq  int64
}

// change is a new value of a field, or an event with several new values: then field is
// the name of the event, and the pairs follow as changes without an instant.
type change struct {
	unix     int64
	seq      int64
	row      int64
	id       string
	nano     int32
	field    uint32
	from, to uint32
	next     int32
	kind     uint8
	gone     bool // retracted
}

// Kinds of change.
const (
	aField = iota // sets its field
	anEvent
	aSet    // belongs to the event before
	hasFrom = 1 << 7
)

const chunk = 1 << 12

func newGather() *gather {
	g := &gather{number: map[string]uint32{}, tickets: map[string]int32{}, free: -1}
	g.word("")
	return g
}

// word numbers a text; "" is 0.
func (g *gather) word(text string) uint32 {
	n, seen := g.number[text]
	if !seen {
		n = uint32(len(g.texts))
		g.number[text] = n
		g.texts = append(g.texts, text)
	}
	return n
}

// ticket gives the place of a ticket by a key of the source.
func (g *gather) ticket(key string) int32 {
	i, seen := g.tickets[key]
	if !seen {
		i = int32(len(g.held))
		g.held = append(g.held, held{id: key, first: -1, last: -1})
		g.tickets[key] = i
	}
	return i
}

func (g *gather) at(i int32) *change { return &g.chunks[i/chunk][i%chunk] }

// append adds a change to a ticket.
func (g *gather) append(ticket int32, c change) {
	i := g.free
	if i >= 0 {
		g.free = g.at(i).next
	} else {
		i = g.changes
		if g.changes++; int(i)/chunk == len(g.chunks) {
			g.chunks = append(g.chunks, make([]change, chunk))
		}
	}
	c.next = -1
	*g.at(i) = c
	h := &g.held[ticket]
	if h.last >= 0 {
		g.at(h.last).next = i
	} else {
		h.first = i
	}
	h.last = i
}

// change adds a new value of a field.
func (g *gather) change(ticket int32, at time.Time, field, from, to, id string, told bool, order rank) {
	c := change{unix: at.Unix(), nano: int32(at.Nanosecond()), seq: order.seq, row: order.row, id: id,
		field: g.word(field), from: g.word(from), to: g.word(to), kind: aField, gone: at.IsZero()}
	if told {
		c.kind |= hasFrom
	}
	g.append(ticket, c)
}

// event adds an event that sets attributes.
func (g *gather) event(ticket int32, at time.Time, name, id string, order rank, set ...[2]string) {
	g.append(ticket, change{unix: at.Unix(), nano: int32(at.Nanosecond()), seq: order.seq, row: order.row, id: id,
		field: g.word(name), kind: anEvent, gone: at.IsZero()})
	for _, s := range set {
		g.append(ticket, change{field: g.word(s[0]), to: g.word(s[1]), kind: aSet})
	}
}

// told says what a row tells about the ticket as a whole. The row of the highest rank
// counts.
func (g *gather) told(ticket int32, order rank, attrs [][2]string, once []onceAt) {
	h := &g.held[ticket]
	if h.known && order.less(h.rank) {
		return
	}
	h.known, h.rank = true, order
	h.attrs = h.attrs[:0]
	for _, a := range attrs {
		h.attrs = append(h.attrs, pair{g.word(a[0]), g.word(a[1])})
	}
	h.once = append(h.once[:0], once...)
}

// give hands over a ticket and forgets its changes.
func (g *gather) give(ticket int32, r *run) {
	h, s := &g.held[ticket], &g.scratch
	if h.given {
		return
	}
	h.given = true
	if s.last == nil {
		s.last, s.before = map[string]int{}, map[uint32]bool{}
	}
	s.order, s.events, s.set, s.attrs = s.order[:0], s.events[:0], s.set[:0], s.attrs[:0]
	clear(s.last)
	clear(s.before)
	for i := h.first; i >= 0; i = g.at(i).next {
		c := g.at(i)
		if c.kind&^hasFrom == aSet {
			continue
		}
		// Of rows with one identifier and one sequence, the later row counts; others
		// are for the evaluator.
		if c.id != "" {
			if before, twice := s.last[c.id]; twice && g.at(s.order[before]).seq == c.seq {
				r.leave("earlier rows of a change that comes again")
				s.order[before] = i
				continue
			}
			s.last[c.id] = len(s.order)
		}
		s.order = append(s.order, i)
	}
	slices.SortStableFunc(s.order, func(a, b int32) int {
		x, y := g.at(a), g.at(b)
		return cmp.Or(cmp.Compare(x.unix, y.unix), cmp.Compare(x.nano, y.nano), cmp.Compare(x.seq, y.seq), cmp.Compare(x.row, y.row))
	})
	// The value before the first change comes from that change.
	for _, i := range s.order {
		c := g.at(i)
		if c.gone || c.kind&^hasFrom != aField || s.before[c.field] {
			continue
		}
		s.before[c.field] = true
		if c.kind&hasFrom != 0 && c.from != 0 {
			s.attrs = append(s.attrs, [2]string{g.texts[c.field], g.texts[c.from]})
		}
	}
	for _, a := range h.attrs {
		if !s.before[a.name] && a.value != 0 {
			s.attrs = append(s.attrs, [2]string{g.texts[a.name], g.texts[a.value]})
		}
	}
	for _, o := range h.once {
		if o.seq <= 0 {
			s.events = append(s.events, sla.Event{At: o.at, Name: o.name, Seq: o.seq})
		}
	}
	for _, i := range s.order {
		c := g.at(i)
		e := sla.Event{Name: g.texts[c.field], ID: c.id, Seq: c.seq}
		if !c.gone {
			e.At = time.Unix(c.unix, int64(c.nano)).UTC()
		}
		from := len(s.set)
		if c.kind&^hasFrom == aField {
			s.set = append(s.set, [2]string{g.texts[c.field], g.texts[c.to]})
		} else {
			for j := c.next; j >= 0 && g.at(j).kind == aSet; j = g.at(j).next {
				s.set = append(s.set, [2]string{g.texts[g.at(j).field], g.texts[g.at(j).to]})
			}
		}
		if len(s.set) > from {
			e.Set = s.set[from:len(s.set):len(s.set)]
		}
		s.events = append(s.events, e)
	}
	for _, o := range h.once {
		if o.seq > 0 {
			s.events = append(s.events, sla.Event{At: o.at, Name: o.name, Seq: o.seq})
		}
	}
	if h.last >= 0 {
		g.at(h.last).next = g.free
		g.free = h.first
		h.first, h.last = -1, -1
	}
	h.attrs, h.once = nil, nil
	r.give(&sla.Ticket{ID: h.id, Attrs: s.attrs, Events: s.events})
}

// forget drops the tickets that were handed over, and the texts if they are many. No
// ticket may be held.
func (g *gather) forget() {
	g.held = g.held[:0]
	if len(g.texts) > 100_000 {
		clear(g.number)
		g.texts = g.texts[:0]
		g.word("")
	}
}

// all hands over the tickets that are left, in the order in which they first came.
func (g *gather) all(r *run) {
	for i := range g.held {
		g.give(int32(i), r)
	}
}
