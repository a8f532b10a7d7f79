package metrics

// causes finds the first key of a cause. Most outages have a cause of their
// own, so that this is most of the cost of learning them; a table of numbers
// beside the keys costs a third of a map of strings, and is copied in one piece.
type causes struct {
	slots []int32 // 1 + the number of a key, 0 where free; at most half of them used
	used  int
	// plain takes over for good should so many hashes collide that someone must
	// have chosen them.
	plain map[string]int32
}

// probesMax is how far a search goes before that is so: in a half-full table of
// a million causes the longest is some dozens.
const probesMax = 512

// hashOf mixes a text into 32 bits. What it gives decides no result and no
// order, only where a key is looked for.
func hashOf(s string) uint32 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return uint32(h >> 32)
}

// find gives the first key of a cause, or −1.
func (c *causes) find(keys []key, cause string, hash uint32) int32 {
	if c.plain != nil {
		if tag, known := c.plain[cause]; known {
			return tag
		}
		return -1
	}
	if len(c.slots) == 0 {
		return -1
	}
	mask := uint32(len(c.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		slot := c.slots[at]
		if slot == 0 {
			return -1
		}
		if k := &keys[slot-1]; k.hash == hash && k.cause == cause {
			return slot - 1
		}
	}
}

// add enters a key whose cause is new.
func (c *causes) add(keys []key, tag int32) {
	if c.plain != nil {
		c.plain[keys[tag].cause] = tag
		return
	}
	if 2*(c.used+1) > len(c.slots) {
		old := c.slots
		c.slots = make([]int32, max(16, 2*len(old)))
		for _, slot := range old {
			if slot != 0 {
				c.place(keys[slot-1].hash, slot)
			}
		}
	}
	c.used++
	if c.place(keys[tag].hash, tag+1) < probesMax {
		return
	}
	c.plain = make(map[string]int32, c.used)
	for _, slot := range c.slots {
		if slot != 0 {
			c.plain[keys[slot-1].cause] = slot - 1
		}
	}
	c.slots = nil
}

// place puts a key into the next free slot and says how far that was.
func (c *causes) place(hash uint32, slot int32) (probes int) {
	mask := uint32(len(c.slots) - 1)
	at := hash & mask
	for c.slots[at] != 0 {
		at = (at + 1) & mask
		probes++
	}
	c.slots[at] = slot
	return probes
}
