package sla

import (
	"cmp"
	"slices"
	"sort"

	"github.com/upheld/upheld/calendar"
)

// waivers are the exclusions of the time of tickets that one call or result is
// made with, put in order once: what is asked of a cycle costs what overlaps with
// it, however many there are.
type waivers struct {
	all []waiver // as compareWaivers orders them: of one ticket and clock together

	general map[string]*waiverGroup    // by clock: of every ticket
	single  map[[2]string]*waiverGroup // by ticket and clock, of those that name a ticket
	tickets map[string]bool            // that some waiver names
	told    [][2]string                // the grounds of all, sorted, each once

	asked, edge int64 // the instant for which the next edge was asked last, and the edge; 0: none
}

// nextEdge is the first instant after another at which any waiver begins or ends;
// forever if no waiver does.
func (w *waivers) nextEdge(at int64) int64 {
	if len(w.all) == 0 {
		return forever
	}
	if w.edge == 0 || w.asked != at {
		w.asked, w.edge = at, forever
		for i := range w.all {
			for _, edge := range [2]int64{w.all[i].from, w.all[i].to} {
				if edge > at {
					w.edge = min(w.edge, edge)
				}
			}
		}
	}
	return w.edge
}

// waiverGroup are waivers by their start.
type waiverGroup struct {
	list   []waiver
	ends   []int64    // the latest end up to each of the list
	joined [][2]int64 // their union
	latest []int64    // a tree over the list: the latest end below each node
	leaves int
	before map[calendar.Calendar][]int64 // by calendar, the open time of all of the union before each
}

const (
	// waivedToldMax is how many reasons a breach lists of the exclusions that took
	// time out of it, and how many of the stretches.
	waivedToldMax = 10
	// groundsSeen bounds how many exclusions are looked at for them.
	groundsSeen = 512
)

func waiversFrom(all []waiver) waivers {
	if len(all) > 1 {
		sort.SliceStable(all, func(i, j int) bool { return compareWaivers(all[i], all[j]) < 0 })
	}
	return waivers{all: all}
}

// of gives the waivers of a ticket and clock: those of every ticket, and those
// that name it; either may be nil.
func (w *waivers) of(ticket, clock string) [2]*waiverGroup {
	var found [2]*waiverGroup
	if len(w.all) == 0 {
		return found
	}
	if w.general == nil {
		w.general, w.single, w.tickets = map[string]*waiverGroup{}, map[[2]string]*waiverGroup{}, map[string]bool{}
		for i := range w.all {
			w.tickets[w.all[i].ticket] = true
		}
		w.tell()
	}
	general, known := w.general[clock]
	if !known {
		general = w.group("", clock)
		w.general[clock] = general
	}
	found[0] = general
	if ticket == "" || !w.tickets[ticket] {
		return found
	}
	own, known := w.single[[2]string{ticket, clock}]
	if !known {
		own = w.group(ticket, clock)
		w.single[[2]string{ticket, clock}] = own
	}
	found[1] = own
	return found
}

// group prepares the waivers of a ticket, of every clock and of this one.
func (w *waivers) group(ticket, clock string) *waiverGroup {
	list := slices.Concat(w.run(ticket, ""), w.run(ticket, clock))
	if clock == "" {
		list = slices.Clone(w.run(ticket, ""))
	}
	if len(list) == 0 {
		return nil
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].from < list[j].from })
	g := &waiverGroup{list: list, ends: make([]int64, len(list)), leaves: 1}
	for g.leaves < len(list) {
		g.leaves *= 2
	}
	g.latest = make([]int64, 2*g.leaves)
	for i := range g.latest {
		g.latest[i] = zeroTime
	}
	latest := int64(zeroTime)
	for i := range list {
		from, to := list[i].from, list[i].to
		latest = max(latest, to)
		g.ends[i], g.latest[g.leaves+i] = latest, to
		if n := len(g.joined); n > 0 && from <= g.joined[n-1][1] {
			g.joined[n-1][1] = max(g.joined[n-1][1], to)
		} else {
			g.joined = append(g.joined, [2]int64{from, to})
		}
	}
	for i := g.leaves - 1; i > 0; i-- {
		g.latest[i] = max(g.latest[2*i], g.latest[2*i+1])
	}
	return g
}

// run gives the waivers that name exactly this ticket and clock.
func (w *waivers) run(ticket, clock string) []waiver {
	order := func(x waiver, _ struct{}) int {
		return cmp.Or(cmp.Compare(x.ticket, ticket), cmp.Compare(x.clock, clock))
	}
	from, _ := slices.BinarySearchFunc(w.all, struct{}{}, order)
	to, _ := slices.BinarySearchFunc(w.all[from:], struct{}{}, func(x waiver, of struct{}) int {
		if order(x, of) == 0 {
			return -1
		}
		return 1
	})
	return w.all[from : from+to]
}

// cuts lists the stretches that are waived of a cycle that starts at an instant,
// as seen at another, sorted and joined. A waiver that lies ahead counts from
// when it begins.
func (w *waivers) cuts(ticket, clock string, start, at int64) [][2]int64 {
	groups := w.of(ticket, clock)
	return joinStretches(groups[0].cuts(start, at), groups[1].cuts(start, at))
}

func (g *waiverGroup) cuts(start, at int64) [][2]int64 {
	from, to, end := g.span(start, at)
	if from >= to {
		return nil
	}
	cuts := g.joined[from:to:to]
	if end != cuts[len(cuts)-1][1] {
		cuts = slices.Clone(cuts)
		cuts[len(cuts)-1][1] = end
	}
	return cuts
}

// span gives the places in the union of what is waived of a cycle that starts at
// an instant, as seen at another, [from, to), and where the last ends: what is
// joined to it may lie ahead.
func (g *waiverGroup) span(start, at int64) (from, to int, end int64) {
	if g == nil {
		return 0, 0, 0
	}
	from, _ = slices.BinarySearchFunc(g.joined, start, func(s [2]int64, start int64) int { return cmp.Compare(s[1], start+1) })
	to, _ = slices.BinarySearchFunc(g.joined, at, func(s [2]int64, at int64) int { return cmp.Compare(s[0], at) })
	if from >= to {
		return 0, 0, 0
	}
	begun, _ := slices.BinarySearchFunc(g.list, at, func(x waiver, at int64) int { return cmp.Compare(x.from, at) })
	if end = g.ends[begun-1]; end <= start && to-from == 1 {
		return 0, 0, 0
	}
	return from, to, end
}

// joinStretches joins two sorted lists of stretches.
func joinStretches(a, b [][2]int64) [][2]int64 {
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	joined := make([][2]int64, 0, len(a)+len(b))
	for len(a)+len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0][0] <= b[0][0] {
			a, b = b, a
		}
		next := b[0]
		b = b[1:]
		if n := len(joined); n > 0 && next[0] <= joined[n-1][1] {
			joined[n-1][1] = max(joined[n-1][1], next[1])
			continue
		}
		joined = append(joined, next)
	}
	return joined
}

// overlapping calls see for the waivers that overlap with [from, to), by their
// start, until it says no.
func (g *waiverGroup) overlapping(from, to int64, see func(*waiver) bool) {
	if g == nil {
		return
	}
	begun, _ := slices.BinarySearchFunc(g.list, to, func(x waiver, to int64) int { return cmp.Compare(x.from, to) })
	for i := 0; i < begun; i++ {
		if i = g.endsAfter(i, from); i >= begun || !see(&g.list[i]) {
			return
		}
	}
}

// endsAfter gives the first waiver from the i-th on that ends after an instant,
// or one more than there are.
func (g *waiverGroup) endsAfter(i int, at int64) int {
	n := g.leaves + i
	for g.latest[n] <= at {
		for n&1 == 1 { // a right child, or the root
			if n >>= 1; n == 0 {
				return len(g.list)
			}
		}
		n++
	}
	for n < g.leaves {
		if n *= 2; g.latest[n] <= at {
			n++
		}
	}
	return n - g.leaves
}

// reasons lists why time of a cycle was waived, each once, at most so many.
func (w *waivers) reasons(ticket, clock string, from, to int64, most int) []string {
	grounds := w.grounds(ticket, clock, from, to, most)
	if len(grounds) == 0 {
		return nil
	}
	all := make([]string, len(grounds))
	for i, g := range grounds {
		all[i] = w.told[g][0]
	}
	return slices.Compact(all)
}

// grounds lists why time of a cycle was waived and who approved it, each pair
// once, by their places in told. With a most, only so many of the first that
// began are listed.
func (w *waivers) grounds(ticket, clock string, from, to int64, most int) []int32 {
	var all []int32
	seen := 0
	for _, g := range w.of(ticket, clock) {
		first := len(all)
		g.overlapping(from, to, func(x *waiver) bool {
			if most == 0 {
				all = append(all, x.ground)
				return true
			}
			if !slices.Contains(all[first:], x.ground) {
				if all == nil {
					all = make([]int32, 0, most)
				}
				all = append(all, x.ground)
			}
			seen++
			return len(all)-first < most && seen < groundsSeen
		})
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if most > 0 && len(all) > most {
		all = all[:most]
	}
	return all
}

// tell lists the grounds of all waivers in order, so that each is compared as a
// number from then on: a reason may be long.
func (w *waivers) tell() {
	w.told = make([][2]string, len(w.all))
	for i := range w.all {
		w.told[i] = w.all[i].why()
	}
	compare := func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }
	sort.SliceStable(w.told, func(i, j int) bool { return compare(w.told[i], w.told[j]) < 0 })
	w.told = slices.Compact(w.told)
	for i := range w.all {
		at, _ := slices.BinarySearchFunc(w.told, w.all[i].why(), compare)
		w.all[i].ground = int32(at)
	}
}

// why is the ground of a waiver: its reason, and who approved it.
func (x *waiver) why() [2]string { return [2]string{cmp.Or(x.reason, x.id), x.approved} }
