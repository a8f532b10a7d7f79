package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// writeDivergence writes the exact answer of a divergence, or the answer of a named
// policy, as the runner of divergences reads it.
func writeDivergence(p *ticketPage, data []byte) error {
	var c divergence
	if err := strict(data, &c); err != nil {
		return err
	}
	c.In.alike()
	in := c.In
	switch {
	case in.target() == 0 && in.start().IsZero() && len(in.Events) == 0 && in.Percent == "" && in.Schedule == nil && in.Before == nil:
		return p.refused(in.calendar(), 0, "within", "range")
	case in.Calendar != nil && !in.Calendar.always && len(in.Calendar.Weekly)+len(in.Calendar.Overrides) == 0 && in.target() > 0:
		return p.refused(*in.Calendar, in.target(), "calendar", "conflict") // hours that never open
	case in.Schedule == nil && len(c.told().figures()) == 0 && !in.Due.told:
		return errors.New("a rule in words")
	}
	switch {
	case in.Schedule != nil:
		return p.bands(c)
	case in.Before != nil && in.After != nil:
		return p.calendarChange(c)
	case in.OldTarget != nil && in.NewTarget != nil:
		return p.targetChange(c)
	case in.Due.told:
		return p.promised(c)
	case in.Percent != "" && len(in.Events) == 0:
		return p.usedShare(c)
	}
	return p.divergentHistory(c)
}

// readingFacets writes figures of a divergence as seen at an instant.
func readingFacets(told divergenceTold, now time.Time, zone *time.Location) (answers []string, err error) {
	var facets []string
	for _, name := range told.figures() {
		want := told[name]
		at := func(word string) {
			facets = append(facets, word+" "+noneOr(instantOf(want), now, zone))
		}
		length := func(word string) error {
			var s seconds
			err := json.Unmarshal(want, &s)
			facets = append(facets, word+" "+lengthOf(s))
			return err
		}
		switch name {
		case "due", "due_after":
			if instantOf(want).IsZero() { // a clock that has stopped still has the due instant it had
				answers = append(answers, "next due: none")
				continue
			}
			at("due")
		case "due_roll":
			facets = append(facets, breachAt(instantOf(want), now, zone))
		case "breached_at", "breach_at":
			at("breached")
		case "hold_s", "hold_business_s":
			err = length("held")
		case "elapsed_s", "resolution_s", "business_s":
			err = length("used")
		case "margin_s":
			err = length("left")
		case "overrun_s":
			var s seconds
			if err = json.Unmarshal(want, &s); err == nil && s <= 0 {
				err = errors.New("no overrun; the language has that of a miss")
			}
			facets = append(facets, "missed by "+lengthOf(s))
		case "status", "outcome":
			var s string
			if err = json.Unmarshal(want, &s); strings.HasPrefix(s, "Failed") {
				s = "breached"
			}
			if s != "paused" {
				s = outcomeFacet(s)
			}
			facets = append(facets, s)
		case "due_before", "escalation_before", "escalation_after":
		default:
			return nil, fmt.Errorf("figure %q", name)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(facets) > 0 {
		answers = append([]string{"clock: " + strings.Join(facets, ", ")}, answers...)
	}
	return answers, nil
}

// beforeAndAfter asks for the clock before a change, and at or after it.
func (p *ticketPage) beforeAndAfter(c divergence, d *desk, zone *time.Location, events []sla.Event, before, after time.Time, mark string) error {
	told := c.told()
	first := ""
	if want, asked := told["due_before"]; asked {
		first = "clock: due " + noneOr(instantOf(want), before, zone)
	}
	if want, asked := told["escalation_before"]; asked && first != "" {
		first += ", " + strings.Replace(breachAt(instantOf(want), before, zone), " breach ", " "+mark+" ", 1)
	}
	then, err := readingFacets(told, after, zone)
	if err != nil {
		return err
	}
	if want, asked := told["escalation_after"]; asked {
		then = append(then, "clock: "+strings.Replace(breachAt(instantOf(want), after, zone), " breach ", " "+mark+" ", 1))
	}
	var asks []ask
	switch {
	case first != "" && before.Before(after):
		asks = append(asks, ask{before, []string{first}})
	case first != "":
		// The change comes at the same instant: a ticket without the change has the answer.
		return p.twice(d, zone, events, ask{before, []string{first}}, ask{after, then})
	}
	return p.tell(d, zone, events, append(asks, ask{after, then})...)
}

// twice tells a story without its last event, and with it.
func (p *ticketPage) twice(d *desk, zone *time.Location, events []sla.Event, without, with ask) error {
	last := slices.MaxFunc(events, func(a, b sla.Event) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq)) })
	before := slices.DeleteFunc(slices.Clone(events), func(e sla.Event) bool { return e.Seq == last.Seq && e.At.Equal(last.At) })
	if len(before) == 0 {
		return errors.New("no event stands before the change")
	}
	if err := p.tell(d, zone, before, without); err != nil {
		return err
	}
	text := p.sheet.String()
	i := strings.LastIndex(text, "ticket 1\n")
	p.sheet.Reset()
	p.sheet.WriteString(text[:i] + "ticket before\n" + text[i+len("ticket 1\n"):])
	p.story(zone, events, []ask{with})
	return nil
}

// refused writes terms that New refuses for one field of their target.
func (p *ticketPage) refused(of ticketCalendar, target seconds, field, kind string) error {
	d := plainDesk(of)
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(sla.Business(target.length())))
	text, err := specfile.YAML(d.spec)
	if err != nil {
		return err
	}
	for i, line := range strings.Split(string(text), "\n") {
		at := strings.Index(line, field+": ")
		if at < 0 || !strings.Contains(line, "targets:") {
			continue
		}
		p.title(p.ID, p.Source, p.Note)
		if err := p.agreement("", d.spec); err != nil {
			return err
		}
		p.line(2, "=> errors:")
		p.line(6, "%d:%d objectives[0].targets[0].%s %s", i+1, at+len(field)+3, field, kind)
		return nil
	}
	return fmt.Errorf("no %s stands in the terms", field)
}

// bands asks for the amount of a table, or for the gap that the figure is in.
func (p *ticketPage) bands(c divergence) error {
	spec, err := c.In.Schedule.terms()
	if err != nil {
		return err
	}
	attained, err := share(c.In.Compliance)
	if err != nil {
		return err
	}
	promised, err := share(c.In.Schedule.Target)
	if err != nil {
		return err
	}
	if c.Exact["amount"] != nil {
		return errors.New("an amount of a table with gaps")
	}
	page := newCreditPage(p.ID, p.Source, p.Note)
	page.gap = percentOfShare(attained)
	// No row holds the figure, so nothing is owed.
	short := penalty.Shortfall{Objective: "compliance", Attained: attained, Promised: promised}
	if err := page.add("terms", spec, short, "0 USD", p.ID); err != nil {
		return err
	}
	return page.write(p.sheet)
}

func (p *ticketPage) calendarChange(c divergence) error {
	start := c.In.start()
	zone := c.In.Before.place()
	d := plainDesk(*c.In.Before)
	hours, after := c.In.Before.closedEveryYear(), c.In.After.closedEveryYear()
	known := start.Add(time.Minute)
	hours.Versions = []calendar.Version{{
		Known: calendar.Local(known.In(zone).Format("2006-01-02T15:04:05")),
		Hours: after.Hours, Closed: after.Closed, Days: after.Days,
	}}
	d.spec.Calendars["hours"] = hours
	d.spec.Policies.CalendarChange = sla.CalendarAnew
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(sla.Business(c.In.target().length())))
	return p.beforeAndAfter(c, d, zone, []sla.Event{{At: start, Name: "create"}}, start, known.Add(time.Minute), "")
}

func (p *ticketPage) targetChange(c divergence) error {
	calendar := c.In.calendar()
	d, zone := plainDesk(calendar), calendar.place()
	d.spec.Policies.Retarget, d.spec.Policies.PastPauses = sla.FromStart, sla.KeepPauses
	d.pausable("clock", retargeted(d, *c.In.OldTarget, *c.In.NewTarget)...)
	mark := ""
	if c.In.Escalation != nil {
		mark = signedLength(*c.In.Escalation)
		d.warn(sla.Warning(mark))
	}
	changed := c.In.Changed.Time
	if changed.IsZero() {
		changed = c.In.start()
	}
	events := append(pauses(c.In.Pauses), sla.Event{At: c.In.start(), Seq: -1, Name: "create", Set: sla.Attrs{{"target", "old"}}})
	before := lastOf(events)
	events = append(events, sla.Event{At: changed, Seq: 1 << 40, Name: "change", Set: sla.Attrs{{"target", "new"}}})
	after := changed
	if !c.In.At.IsZero() {
		after = c.In.At.Time
	}
	return p.beforeAndAfter(c, d, zone, events, before, after, mark)
}

func (p *ticketPage) promised(c divergence) error {
	calendar := c.In.calendar()
	d, zone := plainDesk(calendar), calendar.place()
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, sla.Target{Within: "promised due"})
	start := c.In.start()
	create := sla.Event{At: start, Name: "create", Set: sla.Attrs{{"due", c.In.Due.String()}}}
	answer := []string{"clock: born breached, missed"} // as the exact rule says; it has no figure
	if c.In.Due.IsZero() {
		create.Set, answer = nil, []string{"clock: not-applicable"}
	} else if len(c.Exact.figures()) > 0 {
		var err error
		if answer, err = readingFacets(c.Exact, start, zone); err != nil {
			return err
		}
	}
	return p.tell(d, zone, []sla.Event{create}, ask{start, answer})
}

// usedShare writes a clock of which a share of the target is used, such as 99.995
// percent: the target is a power of ten seconds, so that the share is whole seconds.
func (p *ticketPage) usedShare(c divergence) error {
	whole, fraction, _ := strings.Cut(string(c.In.Percent), ".")
	target, err := time.ParseDuration("1" + strings.Repeat("0", 2+len(fraction)) + "s")
	if err != nil {
		return err
	}
	used, err := time.ParseDuration(whole + fraction + "s")
	if err != nil {
		return err
	}
	start := time.Date(2024, time.January, 15, 9, 0, 0, 0, time.UTC)
	d := plainDesk(ticketCalendar{always: true})
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(sla.Business(target)))
	answer, err := readingFacets(c.told(), start.Add(used), time.UTC)
	if err != nil {
		return err
	}
	return p.tell(d, time.UTC, []sla.Event{{At: start, Name: "create"}}, ask{start.Add(used), answer})
}

func (p *ticketPage) divergentHistory(c divergence) error {
	in := c.In
	calendar := in.calendar()
	d, zone := plainDesk(calendar), calendar.place()
	d.spec.Policies.Reopen = sla.ContinueExcluding
	d.spec.Policies.Retarget, d.spec.Policies.PastPauses = sla.FromStart, sla.KeepPauses
	var targets []sla.Target
	for _, priority := range sortedKeys(in.Targets) {
		t := d.within(sla.Business(in.Targets[priority].length()))
		t.When = sla.Where{"priority": sla.Is(priority)}
		targets = append(targets, t)
	}
	switch target := in.target(); {
	case target > 0:
		targets = append(targets, d.within(sla.Business(target.length())))
	case len(targets) == 0:
		targets = append(targets, d.within("none"))
	}
	d.clock("clock", sla.Clock{
		Start: sla.On("create", "reopen"), Pause: sla.While("status", "waiting"), Stop: sla.On("reply", "resolve"),
	}, targets...)
	events, err := in.history()
	if err != nil {
		return err
	}
	at := lastOf(events)
	if !in.At.IsZero() {
		at = in.At.Time
	}
	return p.beforeAndAfter(c, d, zone, events, events[0].At, at, "")
}

// writeBands writes a penalty or a reward of a table, inclusive at both ends.
func writeBands(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Schedule   bandSchedule `json:"schedule"`
		Compliance word         `json:"compliance"`
		Expect     struct {
			Amount word `json:"amount"`
		} `json:"expect"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	spec, err := c.Schedule.terms()
	if err != nil {
		return err
	}
	attained, err := share(c.Compliance)
	if err != nil {
		return err
	}
	promised, err := share(c.Schedule.Target)
	if err != nil {
		return err
	}
	amount, negative := unsigned(c.Expect.Amount)
	answer := string(amount) + " USD"
	if !negative && strings.Trim(string(amount), "0.") != "" {
		answer = "bonus " + answer
	}
	page := newCreditPage(p.ID, p.Source, p.Note)
	if err := page.add("terms", spec, penalty.Shortfall{Objective: "compliance", Attained: attained, Promised: promised}, answer, p.ID); err != nil {
		return err
	}
	return page.write(p.sheet)
}
