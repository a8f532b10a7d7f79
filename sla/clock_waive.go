package sla

import (
	"cmp"
	"strings"
	"time"
)

// waiver is an Exclusion of the time of tickets.
type waiver struct {
	ticket, clock string // empty: all
	from, to      int64
	reason, id    string
	approved      string // by whom; not kept in tallies
	ground        int32  // why and by whom, as the waivers of a call list it
}

func compareWaivers(a, b waiver) int {
	return cmp.Or(cmp.Compare(a.ticket, b.ticket), cmp.Compare(a.clock, b.clock), cmp.Compare(a.from, b.from),
		cmp.Compare(a.to, b.to), cmp.Compare(a.reason, b.reason), cmp.Compare(a.id, b.id))
}

// ofTickets reports whether an exclusion is about the time of tickets.
func (e *Exclusion) ofTickets() bool { return e.Ticket != "" || e.Clock != "" }

// waiver reads an exclusion of the time of tickets; ok is false when it ends
// before it begins or lies outside the horizon.
func (e *Exclusion) waiver() (w waiver, ok bool) {
	from, okFrom := nanos(e.From)
	to, okTo := nanos(e.To)
	w = waiver{strings.Clone(e.Ticket), strings.Clone(e.Clock), from, to, strings.Clone(e.Reason), strings.Clone(e.ID), "", 0}
	return w, okFrom && okTo && from < to
}

// waiversOf reads exclusions for one call; those of services and those that
// cannot be read are left out.
func waiversOf(exclusions []Exclusion) waivers {
	var all []waiver
	for i := range exclusions {
		if w, ok := exclusions[i].waiver(); ok && exclusions[i].ofTickets() {
			w.approved = strings.Clone(exclusions[i].Approved)
			all = append(all, w)
		}
	}
	return waiversFrom(all)
}

// waive learns an exclusion of the time of tickets.
func (t *Tally) waive(e *Exclusion, times int64) {
	subject := strings.Clone(cmp.Or(e.Ticket, e.Clock))
	if e.Clock != "" && !t.a.clocked[e.Clock] {
		t.find(Finding{FindingUnknown, subject, "clock", strings.Clone(e.Clock)}, times)
		return
	}
	w, ok := e.waiver()
	if !ok {
		t.find(Finding{FindingInterval, subject, "", strings.Clone(e.ID)}, times)
		return
	}
	t.waivers.add(w, times, compareWaivers)
}

// settleWaivers lists the waivers that a result is made with.
func (t *Tally) settleWaivers() error {
	t.waivers.settle(compareWaivers)
	all := t.forgiving.all[:0]
	for _, w := range t.waivers.items {
		if w.times < 0 {
			return errRemoved("an exclusion of " + cmp.Or(w.item.ticket, w.item.clock) + " from " + instant(w.item.from).Format(time.RFC3339Nano))
		}
		all = append(all, w.item)
	}
	t.forgiving = waivers{all: all}
	return nil
}

// without gives a cycle as if the stretches did not count: the marks with the
// waived parts of running time cut out, and the course followed anew over them.
// Where pauses do not move an instant they are cut too, since its time ran on, and
// so are those that do not count under a target computed from the start.
func (j judging) without(cuts [][2]int64, k *course, at int64) (judging, *course) {
	cut, followed := j.cut(cuts, k, at)
	// Without the waived time another target may apply, for which other pauses count.
	for range 2 {
		if followed.target < 0 || followed.target == k.target && followed.noPause == k.noPause {
			break
		}
		k = followed
		cut, followed = j.cut(cuts, k, at)
	}
	return cut, followed
}

// cut is without by the pauses that count under one course.
func (j judging) cut(cuts [][2]int64, k *course, at int64) (judging, *course) {
	o, run, c := j.o, j.run, *j.c
	cut := &clockRun{marks: make([]mark, 0, int(c.last-c.first)+2*len(cuts))}
	t := &o.targets[k.target]
	runsOn := t.instant() && !o.extends(t)
	for i := c.first; i < c.last; i++ {
		m, end := run.marks[i], min(run.stretchEnd(&c, i), at)
		cut.marks = append(cut.marks, m)
		stays := forever // from then on it is a pause
		if m.phase != phaseRunning && !runsOn {
			if m.phase != phasePaused || k.noPause <= m.at {
				continue
			}
			if k.noPause < end {
				stays, end = k.noPause, k.noPause
			}
		}
		for len(cuts) > 0 && cuts[0][1] <= m.at { // marks are in order, as cuts are
			cuts = cuts[1:]
		}
		for _, s := range cuts {
			if s[0] > end {
				break
			}
			from, to := max(s[0], m.at), min(s[1], end)
			if from >= to && !(from == m.at && to == m.at && s[0] <= m.at && m.at < s[1]) {
				continue
			}
			if from == m.at {
				cut.marks[len(cut.marks)-1].phase = phaseWaived
			} else {
				cut.marks = append(cut.marks, mark{from, m.event, phaseWaived})
			}
			if s[1] <= end || to == stays { // a clock that is free again at this instant runs
				cut.marks = append(cut.marks, mark{to, m.event, m.phase})
			}
		}
	}
	c.first, c.last = 0, int32(len(cut.marks))
	followed := &course{from: k.from, changes: k.changes}
	without := judging{j.p, o, cut, &c}
	without.walk(followed, at)
	return without, followed
}

// waived gives the time that would have counted until an instant without the
// waivers.
func (t *targetProgram) waived(k *course, run *clockRun, c *cycle, until int64) time.Duration {
	var total time.Duration
	given := k.given
	for i := c.first; i < c.last; i++ {
		from, to := max(run.marks[i].at, k.received), min(run.stretchEnd(c, i), until)
		if run.marks[i].phase == phaseWaived && from < to {
			total += k.cal.Elapsed(instant(from-given), instant(to-given))
		}
		given += t.moved(k, run, c, i, until)
	}
	return total
}
