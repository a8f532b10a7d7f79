// Package bag counts tagged integers, exactly and in both directions: what was
// added can be removed, in any order, and bags merge in any tree. It is the
// state below distributions (durations in grains), timelines (+1 where an
// interval begins, −1 where it ends) and slices (samples per slice).
package bag

import (
	"cmp"
	"math/bits"
	"slices"
)

// Item is one distinct (Value, Tag) with its signed count. In a normalised bag
// items ascend by value, then tag, and no count is zero.
type Item struct {
	Value int64
	Tag   int32
	Count int64
}

// Bag is a signed multiset. The zero Bag is empty and ready for use. Counts are
// 64-bit and may be negative: a bag to which something is still to be added is
// valid. It is not safe for concurrent use, and neither are its readers: they
// settle what is pending.
type Bag struct {
	settled []Item // normalised
	pending []Item // in order of arrival
	scratch []Item // room for sorting, kept
}

// Of gives a bag of normalised items, which it keeps.
func Of(items []Item) Bag { return Bag{settled: items} }

// Add counts (value, tag) n times; n may be negative.
func (b *Bag) Add(value int64, tag int32, n int64) {
	if len(b.pending) >= b.room() {
		b.settle()
	}
	b.pending = append(b.pending, Item{value, tag, n})
}

// room is how many items may wait: about as many as are settled, so that small
// bags stay small, and an eighth of many, so that an item is moved about nine
// times at worst, however many distinct ones there are.
func (b *Bag) room() int {
	n := len(b.settled)
	return max(pendingMin, min(n, pendingMax), n/8)
}

const (
	pendingMin = 512
	pendingMax = 8192
)

// Items gives the distinct items, normalised. The slice belongs to the bag and
// is valid until the next change.
func (b *Bag) Items() []Item {
	b.settle()
	return b.settled
}

// Merge adds every count of other, which is settled and otherwise unchanged.
func (b *Bag) Merge(other *Bag) {
	if b == other {
		for i := range b.Items() {
			b.settled[i].Count *= 2
		}
		return
	}
	b.settle()
	b.merge(other.Items())
}

// MergeTagged is Merge with the tags of other changed to tags[tag], which maps
// no two to the same.
func (b *Bag) MergeTagged(other *Bag, tags []int32) {
	b.settle()
	items := other.Items()
	if cap(b.scratch) < len(items) {
		b.scratch = make([]Item, len(items))
	}
	mapped := b.scratch[:len(items)]
	for i, it := range items {
		it.Tag = tags[it.Tag]
		mapped[i] = it
	}
	SortTags(mapped)
	b.merge(mapped)
}

// SortTags restores the order of items whose tags were changed: those of one
// value change places.
func SortTags(items []Item) {
	for i := 0; i < len(items); {
		j, sorted := i+1, true
		for j < len(items) && items[j].Value == items[i].Value {
			sorted = sorted && items[j-1].Tag <= items[j].Tag
			j++
		}
		if !sorted {
			slices.SortFunc(items[i:j], func(a, b Item) int { return cmp.Compare(a.Tag, b.Tag) })
		}
		i = j
	}
}

// Clone gives a copy that shares nothing.
func (b *Bag) Clone() Bag {
	return Bag{settled: slices.Clone(b.Items())}
}

// settle sorts what is pending and merges it in.
func (b *Bag) settle() {
	if len(b.pending) == 0 {
		return
	}
	b.sortPending()
	b.merge(combine(b.pending))
	b.pending = b.pending[:0]
}

// combine adds up neighbours that are the same item and drops zeros, in place.
func combine(sorted []Item) []Item {
	out := sorted[:0]
	for i := 0; i < len(sorted); {
		it := sorted[i]
		for i++; i < len(sorted) && sorted[i].Value == it.Value && sorted[i].Tag == it.Tag; i++ {
			it.Count += sorted[i].Count
		}
		if it.Count != 0 {
			out = append(out, it)
		}
	}
	return out
}

// merge adds normalised items, from the back so that no second copy is needed.
func (b *Bag) merge(more []Item) {
	if len(more) == 0 {
		return
	}
	old := len(b.settled)
	if old == 0 || less(b.settled[old-1], more[0]) {
		b.grow(len(more))
		b.settled = append(b.settled, more...)
		return
	}
	b.grow(len(more))
	b.settled = b.settled[:old+len(more)]
	s, write := b.settled, old+len(more)
	i, j := old-1, len(more)-1
	for j >= 0 {
		switch {
		case i >= 0 && less(more[j], s[i]):
			write--
			s[write] = s[i]
			i--
		case i >= 0 && !less(s[i], more[j]):
			if n := s[i].Count + more[j].Count; n != 0 {
				write--
				s[write] = Item{s[i].Value, s[i].Tag, n}
			}
			i--
			j--
		default:
			write--
			s[write] = more[j]
			j--
		}
	}
	// s[:i+1] stands; what was written closes up behind it.
	n := copy(s[i+1:], s[write:])
	b.settled = s[:i+1+n]
}

// grow makes room for n more, at least doubling: the built-in growth by a quarter
// would copy a large bag five times over.
func (b *Bag) grow(n int) {
	if free := cap(b.settled) - len(b.settled); n > free {
		b.settled = slices.Grow(b.settled, max(n, cap(b.settled)+free))
	}
}

func less(a, b Item) bool {
	return a.Value < b.Value || a.Value == b.Value && a.Tag < b.Tag
}

// Long runs are sorted by distribution, some bits at a time.
const (
	radixMin  = 256 // the length from which that pays
	digitBits = 11
)

// sortPending sorts by value, then tag.
func (b *Bag) sortPending() {
	p := b.pending
	if len(p) < radixMin {
		slices.SortFunc(p, func(x, y Item) int {
			return cmp.Or(cmp.Compare(x.Value, y.Value), cmp.Compare(x.Tag, y.Tag))
		})
		return
	}
	var differ uint64 // the bits in which any two values differ
	sorted := true
	for i := 1; i < len(p); i++ {
		differ |= uint64(p[i].Value ^ p[0].Value)
		sorted = sorted && !less(p[i], p[i-1])
	}
	if sorted {
		return
	}
	if cap(b.scratch) < len(p) {
		b.scratch = make([]Item, cap(p))
	}
	from, to := p, b.scratch[:len(p)]
	for shift := bits.TrailingZeros64(differ); differ>>shift != 0; shift += digitBits {
		if differ>>shift&(1<<digitBits-1) != 0 {
			distribute(from, to, shift)
			from, to = to, from
		}
	}
	SortTags(from)
	b.pending, b.scratch = from, to
}

// distribute sorts by one digit of the value and keeps the order of equals.
func distribute(from, to []Item, shift int) {
	var at [1 << digitBits]int32
	const mask = 1<<digitBits - 1
	// With the sign turned, negative values come first.
	for i := range from {
		at[(uint64(from[i].Value)^1<<63)>>shift&mask]++
	}
	total := int32(0)
	for i, n := range at {
		at[i] = total
		total += n
	}
	for i := range from {
		k := (uint64(from[i].Value) ^ 1<<63) >> shift & mask
		to[at[k]] = from[i]
		at[k]++
	}
}
