package metrics

import (
	"bytes"
	"math/bits"
	"slices"

	"github.com/upheld/upheld/internal/bag"
)

// key is a boundary without its instant.
type key struct {
	at    int // where the cause begins in texts; it ends where the next begins
	trait int32
	hash  uint32 // of the cause
}

// keys numbers keys in the order of first sight. Most outages have a cause of their
// own, so looking up causes is most of the cost of adding outages. The texts are
// therefore one piece of memory without pointers, and a table of numbers finds a
// key for a third of the cost of a map of strings.
type keys struct {
	all   bag.Rows[key]
	texts []byte
	// slots is the hash table. A slot is 0 if free, or holds 1 + the number of a
	// key in the low bits and part of the key's hash above. At most two thirds are
	// used. The table is made by the first look-up: a copy does not need it.
	slots []uint32
	// plain replaces slots for good if so many hashes collide that somebody must
	// have chosen them.
	plain map[plainKey]int32
}

type plainKey struct {
	cause string
	trait int32
}

// probesMax is how far a search goes before plain replaces slots. The longest
// search in a table of a million causes takes some dozens of steps.
const probesMax = 512

// hashOf mixes a text into 32 bits. The hash decides no result and no order, only
// where the search for a key begins.
func hashOf(s string) uint32 {
	h := uint64(len(s))
	for ; len(s) >= 8; s = s[8:] {
		h = mix(h ^ (uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56))
	}
	rest := uint64(0)
	for i := range len(s) {
		rest = rest<<8 | uint64(s[i])
	}
	return uint32(mix(h^rest) >> 32)
}

func mix(h uint64) uint64 {
	high, low := bits.Mul64(h^0x9e3779b97f4a7c15, 0xd6e8feb86659fd93)
	return high ^ low
}

// slotHash is where the search for a key begins.
func slotHash(hash uint32, trait int32) uint32 { return hash + uint32(trait)*0x9e3779b1 }

// cause gives the text of a key; the caller must not change it.
func (k *keys) cause(number int32) []byte {
	at := k.all.At(int(number)).at
	if next := int(number) + 1; next < k.all.Len() {
		return k.texts[at:k.all.At(next).at]
	}
	return k.texts[at:]
}

// learn gives the number of a key, a new number if it is new.
func (k *keys) learn(cause string, trait int32) int32 {
	k.ready(1)
	at := len(k.texts)
	k.texts = append(double(k.texts, len(cause)), cause...)
	return k.number(at, hashOf(cause), trait)
}

// number gives the number of a key whose cause is the texts from at on. If the key
// is known, it removes that text again.
func (k *keys) number(at int, hash uint32, trait int32) int32 {
	number, cause := int32(k.all.Len()), k.texts[at:]
	if k.plain != nil {
		if known, ok := k.plain[plainKey{string(cause), trait}]; ok {
			k.texts = k.texts[:at]
			return known
		}
		k.all.Append(key{at, trait, hash})
		k.plain[plainKey{string(cause), trait}] = number
		return number
	}
	mask, find := uint32(len(k.slots)-1), slotHash(hash, trait)
	for i := uint32(0); ; i++ {
		slot := &k.slots[(find+i)&mask]
		if *slot == 0 {
			k.all.Append(key{at, trait, hash})
			if *slot = find&^mask | uint32(number+1); i >= probesMax {
				k.makePlain()
			}
			return number
		}
		if (*slot^find)&^mask == 0 {
			known := int32(*slot&mask) - 1
			if k.all.At(int(known)).trait == trait && k.knows(known, at) {
				k.texts = k.texts[:at]
				return known
			}
		}
	}
}

// knows reports whether the cause of a key equals the texts from at on.
func (k *keys) knows(number int32, at int) bool {
	from, to := k.all.At(int(number)).at, at
	if next := int(number) + 1; next < k.all.Len() {
		to = k.all.At(next).at
	}
	return bytes.Equal(k.texts[from:to], k.texts[at:])
}

// double makes room for n more elements. If the slice must grow, it at least
// doubles: the built-in growth by a quarter copies large slices five times.
func double[T any](s []T, n int) []T {
	if len(s)+n > cap(s) {
		return slices.Grow(s, max(n, 2*cap(s)-len(s)))
	}
	return s
}

// ready makes room in slots for n more keys.
func (k *keys) ready(n int) {
	if k.plain == nil && 3*(k.all.Len()+n) > 2*len(k.slots) {
		k.makeSlots(n)
	}
}

// makeSlots builds slots with all keys and room for n more.
func (k *keys) makeSlots(n int) {
	size := max(16, len(k.slots))
	for 3*(k.all.Len()+n) > 2*size {
		size *= 2
	}
	k.slots = make([]uint32, size)
	mask := uint32(size - 1)
	for number := range k.all.Len() {
		of := k.all.At(number)
		find := slotHash(of.hash, of.trait)
		at := find & mask
		for i := 0; k.slots[at] != 0; i++ {
			if i >= probesMax {
				k.makePlain()
				return
			}
			at = (at + 1) & mask
		}
		k.slots[at] = find&^mask | uint32(number+1)
	}
}

func (k *keys) makePlain() {
	k.plain, k.slots = make(map[plainKey]int32, k.all.Len()), nil
	for number := range k.all.Len() {
		k.plain[plainKey{string(k.cause(int32(number))), k.all.At(number).trait}] = int32(number)
	}
}

// clone gives an independent copy.
func (k *keys) clone() keys {
	return keys{all: k.all.Clone(), texts: slices.Clone(k.texts)}
}

// merge adds the keys of another and gives their new numbers; traits are the new
// numbers of the other's traits.
func (k *keys) merge(other *keys, traits []int32) []int32 {
	k.ready(other.all.Len())
	k.texts = slices.Grow(k.texts, len(other.texts))
	numbers := make([]int32, other.all.Len())
	for i := range numbers {
		of, at := other.all.At(i), len(k.texts)
		k.texts = append(k.texts, other.cause(int32(i))...)
		numbers[i] = k.number(at, of.hash, traits[of.trait])
	}
	return numbers
}
