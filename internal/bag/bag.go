// Package bag counts tagged integers, exactly and in both directions: items can be
// added and removed in any order, and bags merge in any order. Distributions
// (durations in grains), timelines (+1 where an interval begins, −1 where it ends)
// and slices (samples per slice) are stored in bags.
package bag

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"
)

// Item is a distinct (Value, Tag) with its signed count. The items of a normalised
// bag ascend by value, then tag, and have no count of zero.
type Item struct {
	Value int64
	Tag   int32
	Count int64
}

// Bag is a signed multiset. The zero Bag is empty and ready for use. Counts are
// 64-bit and may be negative: an item may be removed before it is added. A Bag is
// not safe for concurrent use, not even for reading: readers settle pending items.
type Bag struct {
	settled Rows[Item] // normalised
	pending []Item     // in order of arrival
	scratch []Item     // memory for sorting, kept for reuse
	passed  int        // the number of settled items that the last merge moved
}

// Of gives a bag of normalised items.
func Of(items []Item) Bag {
	var b Bag
	b.settled.Extend(items)
	return b
}

// Add counts (value, tag) n times; n may be negative.
func (b *Bag) Add(value int64, tag int32, n int64) {
	if len(b.pending) >= b.room() {
		b.settle()
	}
	b.pending = append(b.pending, Item{value, tag, n})
}

// room is how many items may be pending: about as many as are settled, so that
// small bags stay small; and at least an eighth of the items that the last merge
// moved, so that an item is moved about nine times at worst. Items that arrive
// about in the order of their values move few others.
func (b *Bag) room() int {
	return max(pendingMin, min(b.settled.Len(), pendingMax), b.passed/8)
}

const (
	pendingMin = 512
	pendingMax = 8192
)

// Items gives the distinct items, normalised. They belong to the bag and are valid
// until its next change.
func (b *Bag) Items() *Rows[Item] {
	b.settle()
	return &b.settled
}

// All lists the distinct items, normalised.
func (b *Bag) All() iter.Seq[Item] { return b.Items().All() }

// IsEmpty reports whether the bag has no items.
func (b *Bag) IsEmpty() bool { return b.Items().Len() == 0 }

// Merge adds every count of other, which it only settles.
func (b *Bag) Merge(other *Bag) {
	items := other.Items()
	if b == other {
		for i := range items.Len() {
			items.At(i).Count *= 2
		}
		return
	}
	b.settle()
	m := b.merge(items.Len())
	for hi := items.Len(); hi > 0; {
		lo := (hi - 1) &^ (blockSize - 1)
		m.take(items.blocks[lo>>blockBits][:hi-lo])
		hi = lo
	}
	m.end()
}

// MergeTagged is Merge with each tag of other replaced by tags[tag]. tags must map
// different tags to different tags.
func (b *Bag) MergeTagged(other *Bag, tags []int32) {
	b.settle()
	items := other.Items()
	m := b.merge(items.Len())
	for hi := items.Len(); hi > 0; {
		lo := max(hi-pendingMax, 0)
		for lo > 0 && items.At(lo-1).Value == items.At(lo).Value {
			lo-- // items of one value may change places
		}
		mapped := b.scratch[:0]
		for i := lo; i < hi; i++ {
			it := *items.At(i)
			it.Tag = tags[it.Tag]
			mapped = append(mapped, it)
		}
		b.scratch = mapped
		SortTags(mapped)
		m.take(mapped)
		hi = lo
	}
	m.end()
}

// SortTags restores the order of items whose tags were changed: items of one value
// may change places.
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

// Scale multiplies every value by a positive number; the products must fit.
func (b *Bag) Scale(by int64) {
	items := b.Items()
	for i := range items.Len() {
		items.At(i).Value *= by
	}
}

// Reduce divides every value by a positive number. If the number does not divide
// all of them, Reduce changes nothing and reports false.
func (b *Bag) Reduce(by int64) bool {
	items := b.Items()
	for i := range items.Len() {
		if items.At(i).Value%by != 0 {
			return false
		}
	}
	for i := range items.Len() {
		items.At(i).Value /= by
	}
	return true
}

// Clone gives a copy that shares nothing.
func (b *Bag) Clone() Bag { return Bag{settled: b.Items().Clone()} }

// settle sorts the pending items and merges them in.
func (b *Bag) settle() {
	if len(b.pending) == 0 {
		return
	}
	b.sortPending()
	sorted := combine(b.pending)
	m := b.merge(len(sorted))
	m.take(sorted)
	b.passed = b.settled.Len() - len(sorted) - m.i - 1
	m.end()
	b.pending = b.pending[:0]
}

// combine adds up neighbours with equal value and tag and drops zeros, in place.
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

// merging adds normalised items from the back, so that it needs no second copy.
// Each take must lie before the items taken so far.
type merging struct {
	to    *Rows[Item]
	i     int // to[:i+1] is not merged yet
	write int // to[write:] is done
}

// merge begins to add n items.
func (b *Bag) merge(n int) merging {
	old := b.settled.Len()
	b.settled.Resize(old + n)
	return merging{&b.settled, old - 1, old + n}
}

func (m *merging) take(more []Item) {
	for j := len(more) - 1; j >= 0; j-- {
		it := more[j]
		for m.i >= 0 && less(it, *m.to.At(m.i)) {
			m.write--
			*m.to.At(m.write) = *m.to.At(m.i)
			m.i--
		}
		if m.i >= 0 {
			if same := m.to.At(m.i); same.Value == it.Value && same.Tag == it.Tag {
				m.i--
				if it.Count += same.Count; it.Count == 0 {
					continue
				}
			}
		}
		m.write--
		*m.to.At(m.write) = it
	}
}

// end moves the merged items down to the items that stayed.
func (m *merging) end() {
	stands, n := m.i+1, m.to.Len()-m.write
	if stands < m.write {
		m.to.Move(stands, m.write, n)
		m.to.Resize(stands + n)
		m.to.Trim((stands+n)/8 + pendingMax)
	}
}

func less(a, b Item) bool {
	return a.Value < b.Value || a.Value == b.Value && a.Tag < b.Tag
}

// Long runs are sorted by distribution, digitBits bits at a time.
const (
	radixMin  = 256 // the length from which distribution is faster
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

// distribute sorts by one digit of the value and keeps the order of equal digits.
func distribute(from, to []Item, shift int) {
	var at [1 << digitBits]int32
	const mask = 1<<digitBits - 1
	// With the sign bit flipped, negative values come first.
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
