package sla

import "math/bits"

// symbols numbers a fixed set of words from 1; every other word is 0. It is
// built once and then only read. A look-up costs less than in a map: words are few and
// short, so that length and three bytes nearly always tell them apart.
type symbols struct {
	slots []symbol // a power of two, open addressing; at least one is empty
	shift uint8    // from a hash to a slot: its highest bits count
	words []string // in order of numbering
}

type symbol struct {
	word   string
	number uint32 // 0: the slot is empty
}

func symbolHash(word string) uint32 {
	n := uint(len(word))
	if n == 0 {
		return 0
	}
	return (uint32(n) ^ uint32(word[0])<<8 ^ uint32(word[n-1])<<16 ^ uint32(word[n/2])<<24) * 0x9E3779B1
}

// number gives the number of a word, or 0.
func (s *symbols) number(word string) uint32 {
	if len(s.slots) == 0 {
		return 0
	}
	for i := int(symbolHash(word) >> s.shift); ; i++ {
		slot := &s.slots[i&(len(s.slots)-1)]
		if slot.word == word || slot.number == 0 {
			return slot.number
		}
	}
}

// add numbers a word that may be new.
func (s *symbols) add(word string) uint32 {
	if n := s.number(word); n > 0 {
		return n
	}
	s.words = append(s.words, word)
	if 4*len(s.words) > len(s.slots) {
		s.grow()
	} else {
		s.place(word, uint32(len(s.words)))
	}
	return uint32(len(s.words))
}

func (s *symbols) grow() {
	s.slots = make([]symbol, max(8, 2*len(s.slots)))
	s.shift = uint8(32 - bits.TrailingZeros(uint(len(s.slots))))
	for i, word := range s.words {
		s.place(word, uint32(i+1))
	}
}

func (s *symbols) place(word string, number uint32) {
	i := int(symbolHash(word) >> s.shift)
	for s.slots[i&(len(s.slots)-1)].number != 0 {
		i++
	}
	s.slots[i&(len(s.slots)-1)] = symbol{word, number}
}
