package sla

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
)

// outage adds to the timeline of a service, and to the lives that means of
// repairs ask for.
func (t *Tally) outage(o *Outage, times int64) {
	t.life(o, times)
	i := metrics.Interval{From: o.From, To: o.To, Cause: o.ID, Affected: metrics.Percent(o.Share)}
	learnInterval(t, o.Of, o.Attrs, o.ID, times, i, (*metrics.Timeline).Add, (*metrics.Timeline).Remove)
}

// life is what means of repairs ask of an outage.
type life struct {
	of     string
	values []string // of Agreement.memberKeys
	points [6]int64 // began, detected, reported, ticketed, acknowledged, restored; notYet: not known, or not yet
}

const notYet = math.MinInt64

func (l *life) incident() metrics.Incident {
	at := func(n int) time.Time {
		if l.points[n] == notYet {
			return time.Time{}
		}
		return instant(l.points[n])
	}
	return metrics.Incident{Began: at(0), Detected: at(1), Reported: at(2), Ticketed: at(3), Acknowledged: at(4), Restored: at(5)}
}

func compareLives(a, b life) int {
	return cmp.Or(cmp.Compare(a.of, b.of), slices.Compare(a.points[:], b.points[:]), slices.Compare(a.values, b.values))
}

// life learns the points of an outage, if an objective asks for them, and tells
// what it lacks.
func (t *Tally) life(o *Outage, times int64) {
	if !t.a.asksLives(o.Of) {
		return
	}
	whole := metrics.Incident{
		Began: o.From, Detected: o.Detected, Reported: o.Reported, Ticketed: o.Ticketed,
		Acknowledged: o.Acknowledged, Restored: o.To,
	}
	for _, n := range t.a.readers(o.Of) {
		p := &t.a.promises[n]
		if !p.lives || !p.about(fromTime, o.Of) {
			continue
		}
		from, to, ok := p.Metric.(metrics.Repair).Span(whole)
		end, ends := nanos(to)
		find := func(code FindingCode, path string) {
			t.find(Finding{code, strings.Clone(o.Of), path, strings.Clone(o.ID)}, times)
		}
		_, fits := nanos(from)
		switch {
		case to.IsZero() || ends && end > t.cut:
		case from.IsZero():
			find(FindingPoint, p.measuring()+".since")
		case !fits || !ends:
			find(FindingInstant, p.measuring())
		case !ok:
			find(FindingInterval, p.measuring())
		}
	}
	l := life{of: strings.Clone(o.Of)}
	for _, key := range t.a.memberKeys[o.Of] {
		l.values = append(l.values, strings.Clone(o.Attrs.Get(key)))
	}
	for i, at := range []time.Time{o.From, o.Detected, o.Reported, o.Ticketed, o.Acknowledged, o.To} {
		l.points[i] = notYet
		if ns, fits := nanos(at); fits && !at.IsZero() {
			l.points[i] = ns
		}
	}
	if l.points[0] != notYet {
		t.lives.add(l, times, compareLives)
	}
}

// asksLives reports whether an objective asks for points of the outages of a
// service.
func (a *Agreement) asksLives(of string) bool {
	for _, n := range a.readers(of) {
		if p := &a.promises[n]; p.lives && p.about(fromTime, of) {
			return true
		}
	}
	return false
}

// settleLives settles the lives of outages; more removed than added is an error.
func (t *Tally) settleLives() error {
	t.lives.settle(compareLives)
	for _, l := range t.lives.items {
		if l.times < 0 {
			return errRemoved("an outage of " + l.item.of + " from " + instant(l.item.points[0]).Format(time.RFC3339Nano))
		}
	}
	return nil
}

// livesOf gives the lives of the outages of a service, or of one member, from the
// first that began.
func (t *Tally) livesOf(p *promise, g groupKey) []countedItem[life] {
	of := p.subjects[0]
	all := t.lives.items
	from := sort.Search(len(all), func(i int) bool { return all[i].item.of >= of })
	all = all[from:]
	all = all[:sort.Search(len(all), func(i int) bool { return all[i].item.of > of })]
	if g.grouping == 0 {
		return all
	}
	grouping := p.groups[g.grouping-1]
	key := fleetKey{of, strings.Join(grouping, "+")}
	x, known := t.lived[key]
	if !known {
		x = &livesIndex{byValues: map[string][]countedItem[life]{}}
		for _, l := range all {
			x.add(projected(t.a.memberKeys[of], l.item.values, grouping), l)
		}
		if t.lived == nil {
			t.lived = map[fleetKey]*livesIndex{}
		}
		t.lived[key] = x
	}
	return x.of(t.groups[g.group])
}

// livesIndex puts the lives of outages in the order of a grouping, for one result.
type livesIndex struct {
	byValues map[string][]countedItem[life]
	shapes   [][]bool // which values are given, of the lives there are
}

func (x *livesIndex) add(values []string, l countedItem[life]) {
	given := givenOf(values)
	if !slices.ContainsFunc(x.shapes, func(s []bool) bool { return slices.Equal(s, given) }) {
		x.shapes = append(x.shapes, given)
	}
	at := string(memberValues(values))
	x.byValues[at] = append(x.byValues[at], l)
}

// of gives the lives that are about a member.
func (x *livesIndex) of(member []string) (own []countedItem[life]) {
	values := make([]string, len(member))
	for _, shape := range x.shapes {
		for i := range values {
			if values[i] = ""; shape[i] {
				values[i] = member[i]
			}
		}
		if giveSame(values, shape) {
			own = append(own, x.byValues[string(memberValues(values))]...)
		}
	}
	if len(x.shapes) > 1 {
		sort.SliceStable(own, func(i, j int) bool { return compareLives(own[i].item, own[j].item) < 0 })
	}
	return own
}

// repaired counts the lengths of the repairs that fall into [from, to), as seen at
// an instant: of each failure as a whole, whatever the ends of the period.
func (t *Tally) repaired(p *promise, g groupKey, lines []*metrics.Timeline, from, to, at int64) *metrics.LengthTally {
	m := p.Metric.(metrics.Repair)
	lengths := &metrics.LengthTally{}
	lives := t.livesOf(p, g)
	for _, f := range t.wholeFailures(p, g, lines, at) {
		start, end, ok := f.from, f.to, !f.open
		if p.lives {
			for len(lives) > 0 && lives[0].item.points[5] != notYet && lives[0].item.points[5] <= f.from {
				lives = lives[1:]
			}
			start, end, ok = f.span(m, lives, at)
		}
		counts := end
		if p.Counts == ByStart {
			counts = start
		}
		if !ok || counts < from || counts >= to {
			continue
		}
		length := time.Duration(end - start)
		if p.calendar != "" {
			length = p.hours.Elapsed(instant(start), instant(end))
		}
		lengths.Add(length)
	}
	return lengths
}

// wholeFailure is a failure from its first to its last instant lost, whether or
// not a period ends in it.
type wholeFailure struct {
	from, to int64
	open     bool // it has not ended
}

// span is the time to repair or to acknowledge of a failure: from the first
// instant from which an outage of it counts to where it ends or, of times to
// acknowledge, is first acknowledged. lives are of outages by their beginning.
func (f *wholeFailure) span(m metrics.Repair, lives []countedItem[life], at int64) (from, to int64, ok bool) {
	for i := range lives {
		l := &lives[i].item
		if l.points[0] >= f.to {
			break
		}
		if l.points[5] != notYet && l.points[5] <= f.from {
			continue
		}
		life := l.incident()
		if life.Restored.IsZero() || l.points[5] > at {
			life.Restored = instant(max(at, l.points[0])) // not yet; that is known of the failure
		}
		start, end, known := m.Span(life)
		if !known {
			continue
		}
		first, _ := nanos(start)
		last, _ := nanos(end)
		if m.Statistic == metrics.MeanToAcknowledge && last > at {
			continue
		}
		if !ok || first < from {
			from = first
		}
		if !ok || last < to {
			to = last
		}
		ok = true
	}
	if m.Statistic != metrics.MeanToAcknowledge {
		to, ok = max(from, f.to), ok && !f.open
	}
	return from, to, ok
}

// wholeFailures lists the failures of a service up to an instant, under the
// agreement.
func (t *Tally) wholeFailures(p *promise, g groupKey, lines []*metrics.Timeline, at int64) []wholeFailure {
	key := failuresOf{p, g}
	all, known := t.failed[key]
	if !known {
		all = t.failuresUntil(p, lines, at)
		if t.failed == nil {
			t.failed = map[failuresOf][]wholeFailure{}
		}
		t.failed[key] = all
	}
	return all
}

// failuresOf names the failures that a result has worked out.
type failuresOf struct {
	promise *promise
	group   groupKey
}

func (t *Tally) failuresUntil(p *promise, lines []*metrics.Timeline, at int64) (all []wholeFailure) {
	first := int64(forever)
	for _, line := range lines {
		if line == nil {
			continue
		}
		if start, ok := line.First(); ok {
			first = min(first, clampNanos(start))
		}
	}
	first = max(first, t.a.from)
	if first > at {
		return nil
	}
	ledger := t.ledger(p, lines, first, at+1, at+1) // so that what ends at the instant has ended
	for _, f := range ledger.Failures() {
		from, _ := nanos(f.From)
		to, _ := nanos(f.To)
		all = append(all, wholeFailure{from: from, to: min(to, at)})
	}
	for i := len(ledger) - 1; i >= 0 && len(all) > 0; i-- {
		if ledger[i].InOrder() {
			break
		}
		if ledger[i].IsLost() {
			all[len(all)-1].open = true
			break
		}
	}
	return all
}
