package sla

import "sort"

// counted is a multiset with signed counts: what was added as often as it was
// removed is not in it.
type counted[T any] struct {
	items []countedItem[T]
	loose int // items added since the last settling
}

type countedItem[T any] struct {
	item  T
	times int64
}

// add adds an item so often. It settles now and then: an item that comes again, or is
// removed again, takes no memory for ever, also if nobody asks for a result.
func (c *counted[T]) add(item T, times int64, compare func(a, b T) int) {
	c.push(item, times)
	c.settleFull(compare)
}

func (c *counted[T]) push(item T, times int64) {
	c.items = append(c.items, countedItem[T]{item, times})
	c.loose++
}

// merge adds all items of other.
func (c *counted[T]) merge(other *counted[T], compare func(a, b T) int) {
	c.items = append(c.items, other.items...)
	c.loose += len(other.items)
	c.settleFull(compare)
}

// settleFull settles if more items came since the last settling than there were then:
// sorting doubles the cost of the sort that a result needs anyway.
func (c *counted[T]) settleFull(compare func(a, b T) int) {
	if c.loose >= looseMin && c.loose > len(c.items)/2 {
		c.settle(compare)
	}
}

const looseMin = 1024

// settle sorts the items and lets those cancel that were added and removed.
func (c *counted[T]) settle(compare func(a, b T) int) {
	if c.loose == 0 {
		return
	}
	sort.SliceStable(c.items, func(i, j int) bool { return compare(c.items[i].item, c.items[j].item) < 0 })
	kept := c.items[:0]
	for i := 0; i < len(c.items); {
		sum, j := int64(0), i
		for ; j < len(c.items) && compare(c.items[i].item, c.items[j].item) == 0; j++ {
			sum += c.items[j].times
		}
		if sum != 0 {
			kept = append(kept, countedItem[T]{c.items[i].item, sum})
		}
		i = j
	}
	clear(c.items[len(kept):])
	c.items, c.loose = kept, 0
}
