package sla

// symbols numbers a fixed set of words from 1; every other word is 0. It is
// built once and then only read. Looking up costs less than a map: words are
// few and short, so that length and two bytes nearly always tell them apart.
type symbols struct {
	slots []symbol // a power of two, open addressing
	words []string // in order of numbering
}

type symbol struct {
	word   string
	number uint32 // 0: the slot is empty
}

func symbolHash(word string) uint32 {
	n := len(word)
	if n == 0 {
		return 0
	}
	h := uint32(n)*0x9E3779B1 ^ uint32(word[0])*0x85EBCA6B ^ uint32(word[n-1])*0xC2B2AE35 ^ uint32(word[n/2])*0x27D4EB2F
	return h ^ h>>15
}

// number gives the number of a word, or 0.
func (s *symbols) number(word string) uint32 {
	if len(s.slots) == 0 {
		return 0
	}
	mask := uint32(len(s.slots) - 1)
	for i := symbolHash(word) & mask; ; i = (i + 1) & mask {
		slot := &s.slots[i]
		if slot.number == 0 {
			return 0
		}
		if slot.word == word {
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
	for i, word := range s.words {
		s.place(word, uint32(i+1))
	}
}

func (s *symbols) place(word string, number uint32) {
	mask := uint32(len(s.slots) - 1)
	i := symbolHash(word) & mask
	for s.slots[i].number != 0 {
		i = (i + 1) & mask
	}
	s.slots[i] = symbol{word, number}
}
