package chain

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/internal/worst"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// times compares the deadlines of an objective with the deadlines of the steps below.
func (c *checker) times(o *sla.Objective, t *terms, steps []step, from, to time.Time) {
	place := t.place(o.ID)
	all := worst.Values{}
	tellsApart(all, o, t)
	for _, s := range steps {
		all.Where(s.When)
		for _, below := range s.side.terms {
			if o := below.objective(s.Objective); o != nil {
				tellsApart(all, o, below)
			}
		}
	}
	cases, ok := all.Cases()
	if !ok {
		c.notCompared(o.ID, place+".targets", "cases", steps, nil)
		return
	}
	told := map[string]bool{} // the chains that were compared
	var found []Gap
	for _, attrs := range cases {
		var chain []step
		for _, s := range steps {
			if s.When.Holds(attrs) {
				chain = append(chain, s)
			}
		}
		top := rows(o, attrs)
		if len(top) == 0 || len(chain) == 0 {
			continue
		}
		key := c.top.kind(o.ID, attrs)
		for _, s := range chain {
			key += "|" + s.name() + " " + s.side.kind(s.Objective, attrs)
		}
		if told[key] {
			continue
		}
		told[key] = true
		if names := fmt.Sprint(reliances(chain)); !told[names] {
			told[names] = true
			defer c.shares(o, t, chain, from)
		}
		found = append(found, c.chain(o, t, chain, attrs, from, to)...)
	}
	// Of one target and the same steps, the worst tickets stand for all.
	for i, g := range found {
		worst := !slices.ContainsFunc(found[:i], func(h Gap) bool { return alike(g, h) && worse(h, g) >= 0 }) &&
			!slices.ContainsFunc(found[i+1:], func(h Gap) bool { return alike(g, h) && worse(h, g) > 0 })
		if worst {
			c.gap(g)
		}
	}
}

func alike(g, h Gap) bool {
	return g.Code == h.Code && g.Path == h.Path && slices.EqualFunc(g.Below, h.Below, sameReliance)
}

func (c *checker) notCompared(subject, path, why string, steps []step, when sla.Where) {
	c.gap(Gap{Finding: sla.Finding{Code: "not-compared", Subject: subject, Path: path, Value: why}, Below: reliances(steps), When: when})
}

// chain compares one kind of tickets.
func (c *checker) chain(o *sla.Objective, t *terms, steps []step, attrs sla.Attrs, from, to time.Time) []Gap {
	gap := func(code sla.FindingCode, path, value string) Gap {
		return Gap{Finding: sla.Finding{Code: code, Subject: o.ID, Path: path, Value: value}, Below: reliances(steps), When: whereOf(attrs)}
	}
	if why, place := comparable(o, t, steps, attrs, from); why != "" {
		return []Gap{gap("not-compared", place, why)}
	}
	top := c.course(c.top, o.ID, attrs, from, to)
	var below worst.Course
	for i, s := range steps {
		if i == 0 {
			below = c.course(s.side, s.Objective, attrs, from, to)
			continue
		}
		below = below.Then(worst.Target{Agreement: s.side.a, Objective: s.Objective, Attrs: attrs})
	}
	var all []Gap
	late := worst.Late(top, below)
	if !late.Start.IsZero() && late.By > 0 {
		g := gap("late", "", "")
		g.Start, g.By = late.Start, late.By
		g.Path, g.Value = c.working(o.ID, steps, attrs, late.Start)
		all = append(all, g)
	}
	if !late.Without.IsZero() {
		// Tell which step ends first.
		at := late.Without
		for _, s := range steps {
			d, ok := deadline(s.side.a, s.Objective, attrs, at)
			if !ok {
				g := gap("unsupported", s.place, s.name())
				if d, ok := deadline(c.top.a, o.ID, attrs, late.Without); ok {
					g.Path = d.Target
				}
				g.Below, g.Start = []sla.Reliance{s.Reliance}, late.Without
				all = append(all, g)
				break
			}
			at = d.At
		}
	}
	return append(all, c.pauses(o, t, steps, attrs, from)...)
}

// course gives the deadlines of one kind of tickets, which several chains share.
func (c *checker) course(s *side, objective string, attrs sla.Attrs, from, to time.Time) worst.Course {
	key := strings.Join([]string{s.id, objective, s.kind(objective, attrs), from.String(), to.String()}, "|")
	known, ok := c.courses[key]
	if !ok {
		known = worst.Target{Agreement: s.a, Objective: objective, Attrs: attrs}.Of(from, to)
		c.courses[key] = known
	}
	return known
}

// working gives the target on top of a start, and what the steps promise to it.
func (c *checker) working(objective string, steps []step, attrs sla.Attrs, start time.Time) (path, value string) {
	if d, ok := deadline(c.top.a, objective, attrs, start); ok {
		path = d.Target
	}
	var promised []string
	at := start
	for _, s := range steps {
		if d, ok := deadline(s.side.a, s.Objective, attrs, at); ok {
			promised, at = append(promised, text(d)), d.At
		}
	}
	return path, strings.Join(promised, " then ")
}

// deadline gives the deadline of one start.
func deadline(a *sla.Agreement, objective string, attrs sla.Attrs, start time.Time) (d sla.Deadline, ok bool) {
	for d := range a.Deadlines(objective, attrs, start, start.Add(1)) {
		return d, true
	}
	return d, false
}

// comparable says why the steps cannot be compared with the promise on top: the word of
// the reason, and its place.
func comparable(o *sla.Objective, t *terms, steps []step, attrs sla.Attrs, at time.Time) (why, place string) {
	if ofTickets(o, attrs) {
		return "ticket", t.place(o.ID) + ".targets"
	}
	if _, share := o.Metric.(metrics.Share); o.Metric != nil && !share {
		return "metric", t.place(o.ID)
	}
	before := t.Clocks[o.Clock].Start
	for _, s := range steps {
		below := s.side.at(later(at, s.side.from))
		if below == nil {
			return "", "" // not in force: unsupported
		}
		step := below.objective(s.Objective)
		if step == nil {
			continue
		}
		if _, share := step.Metric.(metrics.Share); step.Clock == "" || step.Metric != nil && !share {
			return "metric", s.place
		}
		if ofTickets(step, attrs) {
			return "ticket", s.place
		}
		clock := below.Clocks[step.Clock]
		if clock.After != "" || !meets(before, clock.Start) {
			return "event", s.place
		}
		before = clock.Stop
	}
	return "", ""
}

// meets reports whether an event may match both conditions: they name an event in
// common, or are the same.
func meets(a, b sla.Condition) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	events := eventsOf(a)
	return slices.ContainsFunc(eventsOf(b), func(name string) bool { return slices.Contains(events, name) })
}

func eventsOf(c sla.Condition) []string {
	names := slices.Clone(c.Event)
	for _, one := range c.Any {
		names = append(names, one.Event...)
	}
	return names
}

// pauses lists the clocks below that pause where the clock on top runs.
func (c *checker) pauses(o *sla.Objective, t *terms, steps []step, attrs sla.Attrs, at time.Time) []Gap {
	var all []Gap
	for _, s := range steps {
		below := s.side.at(later(at, s.side.from))
		if below == nil || below.objective(s.Objective) == nil {
			continue
		}
		name := below.objective(s.Objective).Clock
		if p := below.Clocks[name].Pause; !p.IsZero() && !reflect.DeepEqual(p, t.Clocks[o.Clock].Pause) {
			all = append(all, Gap{Finding: sla.Finding{Code: "pauses", Subject: o.ID, Path: s.place, Value: name}, Below: []sla.Reliance{s.Reliance}})
		}
	}
	return all
}

// shares compares the promised shares of tickets in time. Each miss of a step may be a
// miss on top.
func (c *checker) shares(o *sla.Objective, t *terms, steps []step, at time.Time) {
	limit, err := o.Attain.Parse()
	if err != nil || o.Attain == "" || o.Metric != nil && o.Metric.Key() != (metrics.Share{}).Key() {
		return
	}
	place := t.place(o.ID) + ".attain"
	var parts []metrics.Weighted
	wider := false
	for _, s := range steps {
		below := s.side.at(later(at, s.side.from))
		if below == nil {
			return
		}
		step := below.objective(s.Objective)
		if step == nil || step.Clock == "" {
			return
		}
		promised, err := step.Attain.Parse()
		if err != nil || step.Attain == "" {
			c.gap(Gap{Finding: sla.Finding{Code: "unsupported", Subject: o.ID, Path: s.place, Value: s.name()}, Below: []sla.Reliance{s.Reliance}})
			return
		}
		edge, upper := promised.Edge()
		if upper || !promised.Speaks(metrics.ShareOf(1, 1)) {
			return
		}
		parts = append(parts, metrics.Weighted{Part: metrics.ShareOfRat(edge)})
		wider = wider || !c.fits(o.Period, s.side.a, step.Period)
	}
	certain, reason := metrics.AddShortfalls(parts...)
	switch {
	case reason != "":
	case !limit.Meets(certain):
		c.gap(Gap{Finding: sla.Finding{Code: "shortfall", Subject: o.ID, Path: place, Value: percent(certain)}, Below: reliances(steps), Certain: certain})
	case wider:
		// All late tickets of the longer period may lie in one period on top.
		c.gap(Gap{Finding: sla.Finding{Code: "period-wider", Subject: o.ID, Path: place, Value: ""}, Below: reliances(steps)})
	}
}

// fits reports whether every period on top is made of whole periods below.
func (c *checker) fits(top sla.Every, a *sla.Agreement, below sla.Every) bool {
	if top == below && a.Location().String() == c.top.a.Location().String() {
		return true
	}
	for day := c.over.From(); day < c.over.To(); day++ {
		at, _ := c.top.a.Bounds(sla.Day(day))
		p, err := c.top.a.PeriodAt(top, at)
		if err != nil {
			return false
		}
		if p.From() != day && day != c.over.From() {
			continue
		}
		start, end := c.top.a.Bounds(p)
		for at := start; at.Before(end); {
			q, err := a.PeriodAt(below, at)
			if err != nil {
				return false
			}
			from, to := a.Bounds(q)
			if !from.Equal(at) || to.After(end) {
				return false
			}
			at = to
		}
	}
	return true
}

// percent writes a share in percent, exactly if twelve places are enough, else rounded
// down to six.
func percent(f metrics.Figure) string {
	exact, err := metrics.Percent(f.Percent(12)).Parse()
	if err == nil && exact.Cmp(f.Rat()) == 0 {
		return string(metrics.PercentOf(exact))
	}
	return f.Percent(6)
}
