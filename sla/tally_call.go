package sla

import "github.com/upheld/upheld/metrics"

// abandons is how a share counts the cycles that were given up unanswered.
type abandons struct {
	given  matcher // holds for the abandoned ones
	policy metrics.Abandons
	short  int64
}

// count says what a stopped cycle adds, as one call.
func (a *abandons) count(numbers []uint32, within bool, spent int64) metrics.Count {
	if !a.given.holds(numbers) {
		return metrics.Calls{Answered: 1, AnsweredWithin: one(within)}.Count(a.policy)
	}
	return a.abandoned(within, spent)
}

// abandoned says what a call adds that was given up.
func (a *abandons) abandoned(within bool, spent int64) metrics.Count {
	return metrics.Calls{Abandoned: 1, AbandonedWithin: one(within), AbandonedShort: one(spent <= a.short)}.Count(a.policy)
}

func one(holds bool) int64 {
	if holds {
		return 1
	}
	return 0
}

// call counts a stopped cycle of a share that says which ones were abandoned.
// Only one that exceeded its target and counts against it is a breach.
func (t *Tally) call(k *Ticket, ref cycleRef, course *course, times int64) {
	j := ref.judging()
	o, c := j.o, j.c
	within := j.met(course)
	adds := o.abandons.count(t.h.version(c.scope(), len(j.p.words.values)), within, j.spent(course, c.end))
	if !within && adds.Total > adds.Good {
		t.hold(k, ref, course, times)
	}
	t.each(k, j, course, j.attribution(course), func(cell *cell) {
		cell.good += adds.Good * times
		cell.total += adds.Total * times
	})
}

// custom counts a stopped cycle as the caller's own metric says.
func (t *Tally) custom(k *Ticket, ref cycleRef, course *course, times int64) {
	j := ref.judging()
	p, o, c := j.p, j.o, j.c
	promise := &t.a.promises[o.promise]
	m, _ := promise.Metric.(metrics.Custom)
	item := metrics.Item{Subject: k.ID, Attrs: t.attrs(k, p, c), With: m.With}
	if o.targets[course.target].kind != withinNone {
		item.Total = 1
		if j.met(course) {
			item.Good = 1
		}
	}
	adds := o.own.Measure(item)
	if code := impossible(adds.Good, adds.Total); code != "" {
		t.h.find(code, k.ID, promise.measuring(), "")
		return
	}
	t.each(k, j, course, j.attribution(course), func(cell *cell) {
		cell.good += adds.Good * times
		cell.total += adds.Total * times
	})
}

// attrs gives all attributes of a ticket at the end of a cycle; those that the
// agreement mentions, a derived priority among them, as it reads them.
func (t *Tally) attrs(k *Ticket, p *program, c *cycle) Attrs {
	all := append(Attrs(nil), k.Attrs...)
	for i, event := range t.h.order {
		if t.h.at[i] <= c.end {
			all = append(all, k.Events[event].Set...)
		}
	}
	for slot, key := range p.words.keys.words {
		all = append(all, [2]string{key, t.h.text(c.scope(), slot, len(p.words.values))})
	}
	return all
}

// shortSpan reads the length of a short call.
func shortSpan(s metrics.Span) int64 {
	d, err := s.Parse()
	if err != nil {
		return -1 // none is short
	}
	return int64(d)
}
