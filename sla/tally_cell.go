package sla

import (
	"strings"

	"github.com/upheld/upheld/internal/wire"
)

// cellKey names what is counted together: a promise, in one of its steps, for
// one group of one grouping (grouping 0 is all of them).
type cellKey struct{ promise, grouping, group, step int32 }

// cell counts the settled items of a cellKey.
type cell struct {
	key         cellKey
	good, total int64
	kept        store // of families that keep more than counts
}

type recentCell struct{ group, step, cell int32 }

// each gives every cell that counts an item: all of them, and its groups.
func (t *Tally) each(k *Ticket, j judging, course *course, at int64, do func(*cell)) {
	promise := int32(j.o.promise)
	step := t.step(promise, at)
	do(t.cell(cellKey{promise: promise, step: step}))
	for g, slots := range j.o.by {
		key := cellKey{promise: promise, grouping: int32(g + 1), step: step}
		key.group = t.groupKey(slots, j.c)
		do(t.cell(key))
	}
	cuts := t.a.promises[promise].cuts
	for g := range cuts {
		key := cellKey{promise: promise, grouping: int32(len(j.o.by) + g + 1), step: step}
		key.group = t.cutOf(&cuts[g], k, j, course)
		do(t.cell(key))
	}
}

// stepMemo remembers which steps of a kind of period the instants of a fortnight
// belong to: all to one, or from a turn on to the next one.
type stepMemo [stepMemos]struct {
	fortnight uint64 // counted from 1; 0: nothing is remembered
	turn      int64
	step      int32
}

const (
	stepMemos    = 64
	fortnightBit = 50 // 2^50 nanoseconds are 13 days
)

// step gives the step of a promise's period that holds an instant.
func (t *Tally) step(promise int32, at int64) int32 {
	p := &t.a.promises[promise]
	if p.every.months == 0 { // days and rolling windows are too short to remember
		return int32(p.every.index(t.a.day(at)))
	}
	fortnight := uint64(at)>>fortnightBit + 1
	memo := &t.memos[p.memo][fortnight%stepMemos]
	if memo.fortnight != fortnight {
		first := int64((fortnight - 1) << fortnightBit)
		memo.fortnight, memo.step = fortnight, int32(p.every.index(t.a.day(first)))
		memo.turn = t.a.start(p.every.period(int(memo.step)).to)
	}
	if at >= memo.turn {
		return memo.step + 1
	}
	return memo.step
}

// cell finds the cell of a key, which is nearly always one of those used last.
func (t *Tally) cell(key cellKey) *cell {
	recent := &t.recent[t.recentAt[key.promise]+key.grouping*recentSteps+key.step&(recentSteps-1)]
	if recent.cell >= 0 && recent.group == key.group && recent.step == key.step {
		return &t.cells[recent.cell]
	}
	i, ok := t.index[key]
	if !ok {
		i = int32(len(t.cells))
		t.cells = append(t.cells, cell{key: key})
		t.index[key] = i
	}
	*recent = recentCell{key.group, key.step, i}
	return &t.cells[i]
}

// groupKey interns the values of some attributes by which a cycle is grouped.
func (t *Tally) groupKey(slots []int, c *cycle) int32 {
	n := len(t.h.texts) / len(t.h.since)
	if len(slots) == 1 {
		value := t.h.label(c, slots[0], n)
		if g, ok := t.single[value]; ok {
			return g
		}
		return t.group([]string{value})
	}
	t.key = t.key[:0]
	for _, slot := range slots {
		t.key = wire.AppendText(t.key, t.h.label(c, slot, n))
	}
	if g, ok := t.tuple[string(t.key)]; ok {
		return g
	}
	values := make([]string, len(slots))
	for i, slot := range slots {
		values[i] = t.h.label(c, slot, n)
	}
	return t.group(values)
}

// group interns the values of a group.
func (t *Tally) group(values []string) int32 {
	var key []byte
	for i, v := range values {
		values[i] = strings.Clone(v)
		key = wire.AppendText(key, v)
	}
	if g, ok := t.tuple[string(key)]; ok {
		return g
	}
	g := int32(len(t.groups))
	t.groups = append(t.groups, values)
	t.tuple[string(key)] = g
	if len(values) == 1 {
		t.single[values[0]] = g
	}
	return g
}
