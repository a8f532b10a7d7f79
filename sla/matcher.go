package sla

import "math/bits"

// vocabulary numbers the attributes, attribute values and event names that an
// agreement mentions. What it does not mention cannot matter and is number 0.
type vocabulary struct {
	keys   symbols   // attribute keys; slot = number-1
	values []symbols // per slot
	events symbols
}

// slot gives the slot of an attribute, adding it if need be.
func (v *vocabulary) slot(key string) int {
	n := int(v.keys.add(key))
	if n > len(v.values) {
		v.values = append(v.values, symbols{})
	}
	return n - 1
}

// matcher tells which of a list of conjunctions hold, as a bitmap: one table
// per attribute gives, for each value, the rows that this value allows; the
// rows that hold are the intersection. All rows are asked at once.
type matcher struct {
	rows   int
	words  int        // of a bitmap
	always []uint64   // rows that can hold at all
	slots  []slotMask // only attributes that some row asks about
	events []uint64   // per event number, or nil when no row asks for events
}

// slotMask holds a bitmap per value number of one attribute.
type slotMask struct {
	slot  int
	masks []uint64
}

// matcherRow is one conjunction. All rows of all matchers are mentioned first,
// so that every value has its number when the first matcher is built.
type matcherRow struct {
	never   bool
	event   []string
	while   Where
	changed Where // of while, what did not hold before the event
}

func (v *vocabulary) mention(rows []matcherRow) {
	for _, r := range rows {
		for _, name := range r.event {
			v.events.add(name)
		}
		for _, key := range sortedKeys(r.while) {
			slot := v.slot(key)
			for _, value := range r.while[key].Values {
				v.values[slot].add(value)
			}
		}
	}
}

func (v *vocabulary) build(rows []matcherRow) matcher {
	m := matcher{rows: len(rows), words: (len(rows) + 63) / 64}
	m.always = make([]uint64, m.words)
	asked := map[int]bool{}
	askedEvent := false
	for i, r := range rows {
		if !r.never {
			m.always[i/64] |= 1 << (i % 64)
		}
		askedEvent = askedEvent || len(r.event) > 0
		for key := range r.while {
			asked[v.slot(key)] = true
		}
	}
	if askedEvent {
		m.events = v.masks(m.words, len(v.events.words), rows, func(r matcherRow, number uint32) bool {
			return len(r.event) == 0 || containsNumber(&v.events, r.event, number)
		})
	}
	for slot := range v.values {
		if !asked[slot] {
			continue
		}
		key := v.keys.words[slot]
		m.slots = append(m.slots, slotMask{slot, v.masks(m.words, len(v.values[slot].words), rows, func(r matcherRow, number uint32) bool {
			match, asks := r.while[key]
			return !asks || containsNumber(&v.values[slot], match.Values, number) != match.Not
		})})
	}
	return m
}

// masks makes the bitmaps for the numbers 0 to n.
func (v *vocabulary) masks(words, n int, rows []matcherRow, allows func(matcherRow, uint32) bool) []uint64 {
	masks := make([]uint64, words*(n+1))
	for number := range n + 1 {
		for i, r := range rows {
			if allows(r, uint32(number)) {
				masks[number*words+i/64] |= 1 << (i % 64)
			}
		}
	}
	return masks
}

func containsNumber(s *symbols, words []string, number uint32) bool {
	for _, w := range words {
		if number != 0 && s.number(w) == number {
			return true
		}
	}
	return false
}

// slotBit stands for an attribute among 64; some may share one.
func slotBit(slot int) uint64 { return 1 << (slot % 64) }

// chooses sets how targets are chosen, and notes which attributes that looks at.
func (o *objectiveProgram) chooses(among matcher) {
	o.choose = among
	for _, s := range among.slots {
		o.asks |= slotBit(s.slot)
	}
	for _, t := range o.targets {
		if t.ofTicket() {
			o.asks |= slotBit(t.slot)
		}
	}
}

// attributes gives word w of the bitmap of rows that the attributes allow;
// numbers holds the value number of each slot.
func (m *matcher) attributes(w int, numbers []uint32) uint64 {
	all := m.always[w]
	for i := range m.slots {
		s := &m.slots[i]
		all &= s.masks[int(numbers[s.slot])*m.words+w]
	}
	return all
}

// first gives the first row that holds, or -1.
func (m *matcher) first(numbers []uint32) int {
	for w := range m.words {
		if all := m.attributes(w, numbers); all != 0 {
			return w*64 + bits.TrailingZeros64(all)
		}
	}
	return -1
}

// next gives the first row after row that holds, or -1.
func (m *matcher) next(row int, numbers []uint32) int {
	for w := (row + 1) / 64; w < m.words; w++ {
		all := m.attributes(w, numbers)
		if w == (row+1)/64 {
			all &= ^uint64(0) << ((row + 1) % 64)
		}
		if all != 0 {
			return w*64 + bits.TrailingZeros64(all)
		}
	}
	return -1
}

// alike reports whether two versions of the attributes are the same to every row.
func (m *matcher) alike(a, b []uint32) bool {
	for i := range m.slots {
		if slot := m.slots[i].slot; a[slot] != b[slot] {
			return false
		}
	}
	return true
}

// holds reports whether row 0 holds: for a matcher of one row.
func (m *matcher) holds(numbers []uint32) bool {
	return m.rows == 0 || m.attributes(0, numbers)&1 != 0
}
