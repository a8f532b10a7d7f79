package sla

import (
	"cmp"
	"slices"
	"time"
)

// sortEvents fills order and at with the events that count: those up to the
// instant cut, each id once, in order.
func (h *history) sortEvents(t *Ticket, cut int64) {
	h.order, h.at = h.order[:0], h.at[:0]
	sorted, ids := true, false
	for i := range t.Events {
		e := &t.Events[i]
		ids = ids || e.ID != ""
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
		if n := len(h.at); n > 0 && sorted {
			sorted = h.at[n-1] < at || h.at[n-1] == at && eventOrder(&t.Events[h.order[n-1]], e) <= 0
		}
		h.order, h.at = append(h.order, int32(i)), append(h.at, at)
	}
	if ids && h.repeats(t) {
		h.dropSuperseded(t)
	}
	if len(h.latestOf) > 0 {
		h.forget()
	}
	if !sorted {
		h.sort(t)
	}
}

// eventOrder orders events of one instant. Those that are equal in all of
// instant, sequence and id stay as they are listed.
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

// repeats reports whether an id stands more than once. Long histories are not
// searched pair by pair: the event that counts of each id is noted.
func (h *history) repeats(t *Ticket) bool {
	if len(t.Events) > insertionMax {
		return h.note(t)
	}
	var ends uint64 // a bit for each last byte there was: ids of one ticket mostly differ there
	for i := range t.Events {
		id := t.Events[i].ID
		if id == "" {
			continue
		}
		end := uint64(1) << (id[len(id)-1] % 64)
		if ends&end != 0 {
			for j := range i {
				if t.Events[j].ID == id {
					return true
				}
			}
		}
		ends |= end
	}
	return false
}

// note finds for each id the event that counts.
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

// forget empties what note has filled. What one huge history made it is let go,
// for clearing costs as much as filling did.
func (h *history) forget() {
	if len(h.latestOf) > 64*insertionMax {
		h.latestOf = nil
		return
	}
	clear(h.latestOf)
}

// compareVersions orders events of one id by which of them counts: the highest
// sequence, then the latest instant. Where a source contradicts itself under one
// sequence and instant, what they say decides, so that the order in which they
// arrive does not; those that are equal in that too say the same.
func compareVersions(a, b *Event) int {
	return cmp.Or(
		cmp.Compare(a.Seq, b.Seq), a.At.Compare(b.At), cmp.Compare(a.Name, b.Name),
		slices.CompareFunc(a.Set, b.Set, func(x, y [2]string) int { return slices.Compare(x[:], y[:]) }),
	)
}

// dropSuperseded keeps of the events with one id the one that counts: the last
// by compareVersions, the first listed of equal ones.
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
