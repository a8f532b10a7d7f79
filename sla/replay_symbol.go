package sla

import "math/bits"

// symbols numbers a fixed set of words from 1; every other word is 0. It is
// built once and then only read. A look-up costs less than in a map, because a
// slot holds a word of up to sixteen bytes as two numbers.
type symbols struct {
	slots []symbol // a power of two, open addressing; at least one is empty
	shift uint8    // from a hash to a slot: its highest bits count
	words []string // in order of numbering
}

// symbol is a word in a slot.
type symbol struct {
	first, last uint64 // what find makes of its bytes
	size        uint32 // of the word
	number      uint32 // 0: the slot is empty
}

// symbolMark is a bit of numbers that the owner of the symbols may set.
const symbolMark = 1 << 31

// number gives the number of a word, or 0.
func (s *symbols) number(word string) uint32 {
	if len(s.slots) == 0 {
		return 0
	}
	at, _, _ := s.find(word)
	return at.number
}

// symbolWhole is the greatest size of the words that two numbers tell apart.
const symbolWhole = 16

// find gives the slot of a word, or the empty slot into which the word would go. It
// puts the bytes of the word into two numbers.
func (s *symbols) find(word string) (at *symbol, first, last uint64) {
	n := len(word)
	switch {
	case n > symbolWhole:
		return s.findLong(word)
	case n >= 8:
		first, last = eight(word), eight(word[n-8:])
	case n >= 4:
		first, last = uint64(four(word)), uint64(four(word[n-4:]))
	case n > 0:
		first = uint64(word[0]) | uint64(word[n/2])<<8 | uint64(word[n-1])<<16
	}
	slots := s.slots
	for i := symbolHash(first, last, n) >> (s.shift & 63); ; i++ {
		at = &slots[i&uint64(len(slots)-1)]
		if at.first == first && at.last == last && int(at.size) == n || at.number == 0 {
			return at, first, last
		}
	}
}

// findLong is find for a word longer than symbolWhole. Such words may have the same
// two numbers.
func (s *symbols) findLong(word string) (at *symbol, first, last uint64) {
	n := len(word)
	for i := 8; i < n-8; i += 8 {
		last = (last ^ eight(word[i:])) * symbolFactor
	}
	first, last = eight(word), last^eight(word[n-8:])
	for i := symbolHash(first, last, n) >> s.shift; ; i++ {
		at = &s.slots[i&uint64(len(s.slots)-1)]
		if at.number == 0 || at.first == first && at.last == last && s.words[at.number&^symbolMark-1] == word {
			return at, first, last
		}
	}
}

// eight reads the first eight bytes of a word.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// four reads the first four bytes of a word.
func four(s string) uint32 {
	_ = s[3]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// symbolFactor is odd, and its bits are spread.
const symbolFactor = 0x9E3779B97F4A7C15

// symbolHash spreads the words over the slots.
func symbolHash(first, last uint64, size int) uint64 {
	return (first ^ bits.RotateLeft64(last, 29) ^ uint64(size)) * symbolFactor
}

// add numbers a word that may be new.
func (s *symbols) add(word string) uint32 {
	if len(s.slots) == 0 {
		s.grow()
	}
	at, first, last := s.find(word)
	if at.number > 0 {
		return at.number
	}
	s.words = append(s.words, word)
	n := uint32(len(s.words))
	if *at = (symbol{first, last, uint32(len(word)), n}); 4*len(s.words) > len(s.slots) {
		s.grow()
	}
	return n
}

func (s *symbols) grow() {
	was := s.slots
	s.slots = make([]symbol, max(8, 2*len(was)))
	s.shift = uint8(64 - bits.TrailingZeros(uint(len(s.slots))))
	for _, w := range was {
		if w.number > 0 {
			i := symbolHash(w.first, w.last, int(w.size)) >> s.shift
			for s.slots[i&uint64(len(s.slots)-1)].number != 0 {
				i++
			}
			s.slots[i&uint64(len(s.slots)-1)] = w
		}
	}
}
