package sla

import (
	"maps"
	"math/bits"
	"slices"
)

// vocabulary numbers the attributes, attribute values and event names that an
// agreement mentions. All other words change nothing and have the number 0.
type vocabulary struct {
	keys   symbols   // attribute keys; slot = number-1
	values []symbols // per slot
	events symbols

	bits int64  // of all bitmaps, including earlier revisions
	much [2]int // conditions and words of the first bitmaps that went beyond bitsMax
}

// slot gives the slot of an attribute, which it adds if it is new.
func (v *vocabulary) slot(key string) int {
	n := int(v.keys.add(key))
	if n > len(v.values) {
		v.values = append(v.values, symbols{})
	}
	return n - 1
}

// matcher tells which rows of a list hold, as a bitmap. Each row is a conjunction. A
// table per attribute gives for each value the rows that the value allows; the rows
// that hold are the intersection. So all rows are asked at once.
type matcher struct {
	rows   int
	words  int        // of a bitmap
	small  bool       // one word, and every table of slots has a bitmap for every number
	always []uint64   // rows that are not never
	slots  []slotMask // the attributes that rows ask about
	events *table     // of event numbers; nil: no row asks for events
}

// slotMask holds the bitmaps of the values of one attribute.
type slotMask struct {
	slot int
	table
}

// table holds a bitmap for each number of a word. If rows list few of the numbers, it
// holds one bitmap for all others, and then the bitmaps of the listed numbers, sorted.
type table struct {
	masks []uint64
	asked []uint32 // nil: a bitmap for every number
}

// at gives where the bitmap of a number begins.
func (t *table) at(number uint32, words int) int {
	if t.asked == nil {
		return int(number) * words
	}
	if i, found := slices.BinarySearch(t.asked, number); found {
		return (i + 1) * words
	}
	return 0
}

// matcherRow is one conjunction. All rows of all matchers are mentioned first,
// so that every value has its number when the first matcher is built.
type matcherRow struct {
	never   bool // the row never holds
	event   []string
	while   Where
	changed Where // the part of while that must not have held before the event
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
	m.small = m.words == 1
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
		made := v.table(m.words, &v.events, rows, func(r *matcherRow) (words []string, not, asks bool) {
			return r.event, false, len(r.event) > 0
		})
		m.events = &made
	}
	for _, slot := range slices.Sorted(maps.Keys(asked)) {
		key := v.keys.words[slot]
		m.slots = append(m.slots, slotMask{slot, v.table(m.words, &v.values[slot], rows, func(r *matcherRow) (words []string, not, asks bool) {
			match, asks := r.while[key]
			return match.Values, match.Not, asks
		})})
		m.small = m.small && m.slots[len(m.slots)-1].asked == nil
	}
	return m
}

// sparseFrom is the least number of words for which a table may hold the listed
// numbers alone.
const sparseFrom = 256

// bitsMax bounds the bitmaps of an agreement, to some 200 MB. This allows ten thousand
// clocks, each with events of its own.
const bitsMax = 1_700_000_000

// table makes the bitmaps of the numbers of some words. The work grows with the words
// that rows list, and with the bitmaps.
func (v *vocabulary) table(words int, of *symbols, rows []matcherRow, asks func(*matcherRow) (words []string, not, asks bool)) table {
	others := make([]uint64, words) // rows that allow a word which they do not list
	listed := 0
	for i := range rows {
		list, not, is := asks(&rows[i])
		if !is || not {
			others[i/64] |= 1 << (i % 64)
		}
		listed += len(list)
	}
	var t table
	numbers := len(of.words) + 1
	if numbers >= sparseFrom && listed < numbers/4 {
		for i := range rows {
			list, _, _ := asks(&rows[i])
			for _, w := range list {
				t.asked = append(t.asked, of.number(w))
			}
		}
		slices.Sort(t.asked)
		t.asked = slices.Compact(t.asked)
		numbers = len(t.asked) + 1
	}
	if v.bits += int64(words) * 64 * int64(numbers); v.bits > bitsMax {
		if v.much[0] == 0 {
			v.much = [2]int{len(rows), numbers}
		}
		t.asked, numbers = []uint32{}, 1
		t.masks = others
		return t
	}
	t.masks = make([]uint64, 0, words*numbers)
	for range numbers {
		t.masks = append(t.masks, others...)
	}
	for i := range rows {
		list, not, is := asks(&rows[i])
		for _, w := range list {
			mask := &t.masks[t.at(of.number(w), words)+i/64]
			if not {
				*mask &^= 1 << (i % 64)
			} else if is {
				*mask |= 1 << (i % 64)
			}
		}
	}
	return t
}

// slotBit is the bit of an attribute. Attributes may share a bit.
func slotBit(slot int) uint64 { return 1 << (slot % 64) }

// chooses sets the matcher of targets, and notes the attributes that choose a target.
func (o *objectiveProgram) chooses(among matcher) {
	o.choose = among
	for _, s := range among.slots {
		o.asks |= slotBit(s.slot)
	}
	for i := range o.asWritten() {
		t := &o.targets[i]
		if t.ofTicket() {
			o.asks |= slotBit(t.slot)
		}
		if t.hours != nil {
			o.asks |= slotBit(t.hours.slot)
		}
		o.asksText = o.asksText || t.ofTicket() || t.hours != nil
	}
}

// attributes gives word w of the bitmap of rows that the attributes allow;
// numbers holds the value number of each slot.
func (m *matcher) attributes(w int, numbers []uint32) uint64 {
	all := m.always[w]
	for i := range m.slots {
		s := &m.slots[i]
		all &= s.masks[s.at(numbers[s.slot], m.words)+w]
	}
	return all
}

// inWord is attributes of a small matcher, as nearly all are.
func (m *matcher) inWord(numbers []uint32) uint64 {
	all := m.always[0]
	for i := range m.slots {
		all &= m.slots[i].masks[numbers[m.slots[i].slot]]
	}
	return all
}

// first gives the first row that holds, or -1.
func (m *matcher) first(numbers []uint32) int {
	if m.small {
		if all := m.inWord(numbers); all != 0 {
			return bits.TrailingZeros64(all)
		}
		return -1
	}
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

// alike reports whether two versions have the same values of all attributes that rows
// ask about.
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
