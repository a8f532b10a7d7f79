package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/sla"
)

func writeRetarget(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Calendar ticketCalendar `json:"calendar"`
		Created  moment         `json:"created"`
		Start    moment         `json:"start"`
		Old      seconds        `json:"old_target_s"`
		Changed  moment         `json:"changed_at"`
		New      seconds        `json:"new_target_s"`
		Pauses   []span         `json:"pauses"`
		At       moment         `json:"evaluate_at"`
		Expect   map[string]struct {
			Start   *moment  `json:"start"`
			Due     *moment  `json:"due"`
			Roll    *moment  `json:"due_roll"`
			Elapsed *seconds `json:"elapsed_s"`
			Margin  *seconds `json:"margin_s"`
			Outcome *string  `json:"outcome"`
		} `json:"expect"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	zone, created := c.Calendar.place(), c.Created
	if created.IsZero() {
		created = c.Start
	}
	events := append(pauses(c.Pauses),
		sla.Event{At: created.Time, Seq: -1, Name: "create", Set: sla.Attrs{{"target", "old"}}},
		sla.Event{At: c.Changed.Time, Seq: 1 << 40, Name: "change", Set: sla.Attrs{{"target", "new"}}})
	now := lastOf(events)
	if !c.At.IsZero() {
		now = c.At.Time
	}
	p.title(p.ID, p.Source, p.Note)
	var answers []string
	for _, name := range slices.Sorted(maps.Keys(c.Expect)) {
		want := c.Expect[name]
		policies, known := retargets[name]
		if !known {
			return fmt.Errorf("policy %q", name)
		}
		d := plainDesk(c.Calendar)
		d.spec.Policies.Retarget, d.spec.Policies.PastPauses = policies.Retarget, policies.PastPauses
		d.pausable("clock", retargeted(d, c.Old, c.New)...)
		if err := p.agreement(name, d.spec); err != nil {
			return err
		}
		var facets []string
		if want.Outcome != nil {
			facets = append(facets, outcomeFacet(*want.Outcome))
		}
		if want.Due != nil {
			facets = append(facets, "due "+noneOr(*want.Due, now, zone))
		}
		if want.Roll != nil {
			facets = append(facets, breachAt(*want.Roll, now, zone))
		}
		if want.Elapsed != nil {
			facets = append(facets, "used "+lengthOf(*want.Elapsed))
		}
		if want.Margin != nil {
			facets = append(facets, "left "+lengthOf(*want.Margin))
		}
		switch {
		case want.Start != nil && want.Due != nil && !want.Due.IsZero():
			p.row(c.Calendar, "add", when(want.Start.Time, time.Time{}, zone)+" + "+lengthOf(c.New), noneOr(*want.Due, want.Start.Time, zone))
		case want.Start != nil:
			p.skip(name+" start", "when the new target starts to count; a reading has the start of the cycle")
		}
		answers = append(answers, name+"/clock: "+strings.Join(facets, ", "))
	}
	p.story(zone, events, []ask{{now, answers}})
	return nil
}

func writeReopen(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Calendar ticketCalendar `json:"calendar"`
		Before   moment         `json:"due_before"`
		Closed   moment         `json:"closed"`
		Reopened moment         `json:"reopened"`
		Rule     string         `json:"rule"`
		Expect   struct {
			Due moment `json:"due"`
		} `json:"expect"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	if !strings.Contains(c.Rule, "extended by the time") {
		return fmt.Errorf("rule %q", c.Rule)
	}
	cal, err := c.Calendar.compile()
	if err != nil {
		return err
	}
	const target = 1000 * time.Hour // any target that starts before the ticket was closed
	start, err := cal.Add(c.Before.Time, -target)
	if err != nil {
		return err
	}
	d, zone := plainDesk(c.Calendar), c.Calendar.place()
	d.spec.Policies.Reopen = sla.ContinueExcluding
	d.clock("clock", sla.Clock{Start: sla.On("create", "reopen"), Stop: sla.On("close")}, d.within(sla.Business(target)))
	return p.tell(d, zone, []sla.Event{{At: start, Name: "create"}, {At: c.Closed.Time, Name: "close"}, {At: c.Reopened.Time, Name: "reopen"}},
		ask{start, []string{"clock: due " + noneOr(c.Before, start, zone)}},
		ask{c.Reopened.Time, []string{"clock: due " + noneOr(c.Expect.Due, c.Reopened.Time, zone)}})
}

func writeReeval(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Clock struct {
			Target  seconds `json:"target_s"`
			Elapsed seconds `json:"elapsed_s"`
			Outcome string  `json:"outcome"`
		} `json:"clock"`
		New    seconds `json:"new_target_s"`
		Expect map[string]struct {
			Outcome string `json:"outcome"`
		} `json:"expect"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	start := time.Date(2024, time.January, 15, 9, 0, 0, 0, time.UTC)
	stop := start.Add(c.Clock.Elapsed.length())
	p.title(p.ID, p.Source, p.Note)
	later := []string{}
	for _, name := range append([]string{"first"}, slices.Sorted(maps.Keys(c.Expect))...) {
		target := c.Clock.Target
		if name == "forced_reconstruction" {
			target = c.New
		}
		d := plainDesk(ticketCalendar{always: true})
		d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(sla.Business(target.length())))
		switch name {
		case "first", "forced_reconstruction":
		case "frozen":
			changed := d.spec.Objectives[0]
			changed.Targets = []sla.Target{d.within(sla.Business(c.New.length()))}
			d.spec.Revisions = []sla.Revision{{From: "2034-01-01", Pins: sla.PinStopped, Change: sla.Spec{Objectives: []sla.Objective{changed}}}}
		default:
			return fmt.Errorf("policy %q", name)
		}
		if err := p.agreement(name, d.spec); err != nil {
			return err
		}
		if name != "first" {
			later = append(later, name+"/clock: "+outcomeFacet(c.Expect[name].Outcome))
		}
	}
	p.story(time.UTC, []sla.Event{{At: start, Name: "create"}, {At: stop, Name: "stop"}}, []ask{
		{stop, []string{"first/clock: " + outcomeFacet(c.Clock.Outcome)}},
		{time.Date(2034, time.June, 1, 0, 0, 0, 0, time.UTC), later},
	})
	return nil
}

func writeConditionOrder(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Input struct {
			Start      bool   `json:"start"`
			Stop       bool   `json:"stop"`
			Reset      bool   `json:"reset"`
			Cancel     bool   `json:"cancel"`
			Pause      bool   `json:"pause"`
			Resume     *bool  `json:"resume"`
			Active     bool   `json:"active"`
			Stage      string `json:"stage"`
			CancelRule string `json:"cancel_rule"`
		} `json:"input"`
		Expect string `json:"expect"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	in := c.Input
	holds := func(name string) sla.Condition { return sla.While(name, "true") }
	clock := sla.Clock{Start: holds("start"), Stop: holds("stop"), Reset: holds("reset"), Pause: holds("pause"), Cancel: holds("cancel")}
	switch in.CancelRule {
	case "", "cancel conditions are met":
	case "start conditions are not met":
		clock.Cancel = sla.Condition{While: sla.Where{"start": sla.Not("true")}}
	case "never":
		clock.Cancel = sla.Condition{}
	default:
		return fmt.Errorf("cancel rule %q", in.CancelRule)
	}
	if in.Resume != nil {
		clock.Resume = holds("resume")
	}
	d := plainDesk(ticketCalendar{always: true})
	d.clock("clock", clock, d.within("1h"))
	day := func(n int) time.Time { return time.Date(2024, time.January, n, 0, 0, 0, 0, time.UTC) }
	state := func(start, stop, reset, cancel, pause, resume bool) (set sla.Attrs) {
		for _, flag := range []struct {
			name string
			on   bool
		}{{"start", start}, {"stop", stop}, {"reset", reset}, {"cancel", cancel}, {"pause", pause}, {"resume", resume}} {
			set = append(set, [2]string{flag.name, fmt.Sprint(flag.on)})
		}
		return set
	}
	var events []sla.Event
	same, cycle := "waiting", 0
	if in.Active {
		events = append(events, sla.Event{At: day(1), Name: "update", Set: state(true, false, false, false, false, false)})
		same, cycle = "running", 1
	}
	switch in.Stage {
	case "paused":
		events = append(events, sla.Event{At: day(2), Name: "update", Set: state(true, false, false, false, true, false)})
		same = "paused"
	case "", "in progress", "in_progress":
	default:
		return fmt.Errorf("stage %q", in.Stage)
	}
	answer, known := map[string]string{
		"attach": "cycle 1", "complete_and_reattach": fmt.Sprintf("cycle %d", cycle+1), "nothing": same,
		"complete": "stopped", "cancel": "cancelled", "pause": "paused", "resume": "running",
	}[c.Expect]
	if !known {
		return fmt.Errorf("expect %q", c.Expect)
	}
	events = append(events, sla.Event{At: day(4), Name: "update",
		Set: state(in.Start, in.Stop, in.Reset, in.Cancel, in.Pause, in.Resume != nil && *in.Resume)})
	asks := []ask{{day(4), []string{"clock: " + answer}}}
	if in.Active {
		asks = append(asks, ask{day(3), []string{"clock: " + same}})
	}
	return p.tell(d, time.UTC, events, asks...)
}

func writeStateSet(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Metric   string   `json:"metric"`
		CountsIn []string `json:"counts_in"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	d := plainDesk(ticketCalendar{always: true})
	metricClock(d, c.Metric, c.CountsIn)
	hour := func(n int) time.Time { return time.Date(2024, time.January, 15, n, 0, 0, 0, time.UTC) }
	var events []sla.Event
	for i, state := range statesOfTicket { // an hour in each state
		name := "state"
		if i == 0 {
			name = "create"
		}
		events = append(events, sla.Event{At: hour(i), Name: name, Set: sla.Attrs{{"status", state}}})
	}
	events = append(events, sla.Event{At: hour(len(statesOfTicket)), Name: "close", Set: sla.Attrs{{"status", "closed"}}})
	return p.tell(d, time.UTC, events, ask{hour(23), []string{fmt.Sprintf("%s: used %dh", c.Metric, len(c.CountsIn))}})
}

func writeStateTime(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Calendar ticketCalendar     `json:"calendar"`
		Events   []timelineEvent    `json:"events"`
		Expect   map[string]seconds `json:"expect"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	events, err := eventsOf(c.Events)
	if err != nil {
		return err
	}
	d := plainDesk(c.Calendar)
	var answers []string
	for _, name := range slices.Sorted(maps.Keys(c.Expect)) {
		states, known := statesOfMetric[name]
		if !known {
			return fmt.Errorf("metric %q", name)
		}
		metricClock(d, name, states)
		answers = append(answers, name+": used "+lengthOf(c.Expect[name]))
	}
	return p.tell(d, c.Calendar.place(), events, ask{lastOf(events), answers})
}
