package sla

import (
	"cmp"
	"slices"
	"time"
)

// sortEvents fills order and at with the events that count, in order: the events up to
// the instant cut, each id once.
func (h *history) sortEvents(t *Ticket, cut int64) {
	h.order, h.at = h.order[:0], h.at[:0]
	sorted, last := true, int64(horizonFrom*int64(time.Second))
	var ends uint64 // a bit for each last byte so far: ids of one ticket mostly differ there
	repeats := len(t.Events) > insertionMax
	for i := range t.Events {
		e := &t.Events[i]
		if n := len(e.ID); n > 0 {
			end := uint64(1) << (e.ID[n-1] % 64)
			repeats = repeats || ends&end != 0
			ends |= end
		}
		at, ok := nanos(e.At)
		if !ok {
			if e.At.IsZero() {
				continue
			}
			h.find(FindingInstant, t.ID, "", e.At.UTC().Format(time.RFC3339))
			continue
		}
		if at > cut {
			continue
		}
		if n := len(h.at); at <= last && n > 0 && sorted {
			sorted = last == at && eventOrder(&t.Events[h.order[n-1]], e) <= 0
		}
		last = at
		h.order, h.at = append(h.order, int32(i)), append(h.at, at)
	}
	if repeats && ends != 0 && h.repeats(t) {
		h.dropSuperseded(t)
	}
	if len(h.latestOf) > 0 {
		h.forget()
	}
	if !sorted {
		h.sort(t)
	}
}

// eventOrder orders events of one instant. Events with the same sequence and id stay as
// listed.
func eventOrder(a, b *Event) int {
	if c := cmp.Compare(a.Seq, b.Seq); c != 0 {
		return c
	}
	return cmp.Compare(a.ID, b.ID)
}

// insertionMax is how many events are sorted in place by insertion: histories
// are short and mostly in order.
const insertionMax = 24

func (h *history) sort(t *Ticket) {
	if len(h.order) <= insertionMax {
		for i := 1; i < len(h.order); i++ {
			for j := i; j > 0 && h.after(t, j-1, j); j-- {
				h.order[j-1], h.order[j] = h.order[j], h.order[j-1]
				h.at[j-1], h.at[j] = h.at[j], h.at[j-1]
			}
		}
		return
	}
	slices.SortStableFunc(h.order, func(a, b int32) int {
		x, y := &t.Events[a], &t.Events[b]
		if c := x.At.Compare(y.At); c != 0 {
			return c
		}
		return eventOrder(x, y)
	})
	for i, e := range h.order {
		h.at[i], _ = nanos(t.Events[e].At)
	}
}

func (h *history) after(t *Ticket, i, j int) bool {
	if h.at[i] != h.at[j] {
		return h.at[i] > h.at[j]
	}
	return eventOrder(&t.Events[h.order[i]], &t.Events[h.order[j]]) > 0
}

// repeats reports whether an id occurs more than once. A long history is not searched
// pair by pair; note finds the event of each id that counts.
func (h *history) repeats(t *Ticket) bool {
	if len(t.Events) > insertionMax {
		return h.note(t)
	}
	for i := range t.Events {
		id := t.Events[i].ID
		for j := range i {
			if id != "" && t.Events[j].ID == id {
				return true
			}
		}
	}
	return false
}

// note finds the event of each id that counts, and whether an id repeats.
func (h *history) note(t *Ticket) (repeats bool) {
	if h.latestOf == nil {
		h.latestOf = make(map[string]int32, len(t.Events))
	}
	for i := range t.Events {
		e := &t.Events[i]
		if e.ID == "" {
			continue
		}
		j, seen := h.latestOf[e.ID]
		if !seen || compareVersions(&t.Events[j], e) < 0 {
			h.latestOf[e.ID] = int32(i)
		}
		repeats = repeats || seen
	}
	return repeats
}

// forget empties the map of note. The map of a huge history is dropped, because
// clearing it would cost as much as filling it did.
func (h *history) forget() {
	if len(h.latestOf) > 64*insertionMax {
		h.latestOf = nil
		return
	}
	clear(h.latestOf)
}

// compareVersions orders events of one id; the last counts. The sequence decides, then
// the instant. If a source contradicts itself under one sequence and instant, name and
// attributes decide, and not the order of arrival.
func compareVersions(a, b *Event) int {
	return cmp.Or(
		cmp.Compare(a.Seq, b.Seq), a.At.Compare(b.At), cmp.Compare(a.Name, b.Name),
		slices.CompareFunc(a.Set, b.Set, func(x, y [2]string) int { return slices.Compare(x[:], y[:]) }),
	)
}

// dropSuperseded keeps one event of each id: the last by compareVersions, on a tie the
// first listed.
func (h *history) dropSuperseded(t *Ticket) {
	counts := func(i int32) bool {
		e := &t.Events[i]
		for j := range t.Events {
			if o := &t.Events[j]; int32(j) != i && o.ID == e.ID {
				if c := compareVersions(o, e); c > 0 || c == 0 && int32(j) < i {
					return false
				}
			}
		}
		return true
	}
	if len(t.Events) > insertionMax {
		counts = func(i int32) bool { return h.latestOf[t.Events[i].ID] == i }
	}
	kept := 0
	for k, i := range h.order {
		if id := t.Events[i].ID; id != "" && !counts(i) {
			h.find(FindingDuplicateEvent, t.ID, "", id)
			continue
		}
		h.order[kept], h.at[kept] = i, h.at[k]
		kept++
	}
	h.order, h.at = h.order[:kept], h.at[:kept]
}
