package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// divergence is a case in which systems differ: the answer of one system and the
// exact answer.
type divergence struct {
	ticketHead
	Topic string          `json:"topic"`
	In    divergenceInput `json:"input"`
	Peer  divergenceTold  `json:"peer"`
	Exact divergenceTold  `json:"exact"`
}

type divergenceInput struct {
	Calendar   *ticketCalendar    `json:"calendar"`
	Before     *ticketCalendar    `json:"calendar_before"`
	After      *ticketCalendar    `json:"calendar_after"`
	Start      moment             `json:"start"`
	Created    moment             `json:"created"`
	From       moment             `json:"from"`
	To         moment             `json:"to"`
	Business   *seconds           `json:"business_s"`
	Target     *seconds           `json:"target_s"`
	OldTarget  *seconds           `json:"target_before_s"`
	NewTarget  *seconds           `json:"target_after_s"`
	Changed    moment             `json:"changed_at"`
	Escalation *int               `json:"escalation_offset_s"`
	Due        promisedAt         `json:"due_field"`
	At         moment             `json:"evaluate_at"`
	Reply      moment             `json:"reply"`
	Stop       moment             `json:"stop"`
	Closed     moment             `json:"closed"`
	Reopened   moment             `json:"reopened"`
	Pauses     []span             `json:"pauses"`
	Events     [][2]string        `json:"events"`
	Targets    map[string]seconds `json:"targets"`
	TargetsS   map[string]seconds `json:"targets_s"` // the same
	Clock      string             `json:"clock"`     // a name
	Resolved   moment             `json:"resolved"`
	First      moment             `json:"first_evaluation"` // when the other system looked first
	Percent    word               `json:"percent"`
	Schedule   *bandSchedule      `json:"schedule"`
	Compliance word               `json:"compliance"`
}

// promisedAt is a promised instant, which may be explicitly absent.
type promisedAt struct {
	moment
	told bool
}

func (p *promisedAt) UnmarshalJSON(data []byte) error {
	p.told = true
	return p.moment.UnmarshalJSON(data)
}

// divergenceTold is the answers of a case; rule is for readers.
type divergenceTold map[string]json.RawMessage

func (t divergenceTold) figures() []string {
	var names []string
	for name := range t {
		if name != "rule" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func runDivergence(data []byte, a *answers) error {
	var c divergence
	if err := strict(data, &c); err != nil {
		return err
	}
	c.In.alike()
	in := c.In
	switch {
	case in.Schedule != nil:
		return c.bands(a)
	case in.Before != nil && in.After != nil:
		return c.calendarChange(a)
	case in.OldTarget != nil && in.NewTarget != nil:
		return c.targetChange(a)
	case in.Due.told:
		return c.promisedPast(a)
	case in.Percent != "" && len(in.Events) == 0:
		return c.share(a)
	case in.target() == 0 && in.Start.IsZero() && in.Created.IsZero() && len(in.Events) == 0:
		return c.zeroTarget(a)
	}
	return c.history(a)
}

// alike copies fields that have another name in some cases.
func (in *divergenceInput) alike() {
	if in.Targets == nil {
		in.Targets = in.TargetsS
	}
	if in.Stop.IsZero() {
		in.Stop = in.Resolved
	}
	if in.At.IsZero() {
		in.At = in.First
	}
}

func (in divergenceInput) target() seconds {
	for _, s := range []*seconds{in.Target, in.Business} {
		if s != nil {
			return *s
		}
	}
	return 0
}

func (in divergenceInput) calendar() ticketCalendar {
	if in.Calendar == nil {
		return ticketCalendar{always: true}
	}
	return *in.Calendar
}

func (in divergenceInput) start() time.Time {
	for _, m := range []moment{in.Created, in.Start, in.From} {
		if !m.IsZero() {
			return m.Time
		}
	}
	return time.Time{}
}

// told is the answer to compare: the exact answer, or the answer of a named policy.
func (c divergence) told() divergenceTold {
	if len(c.Exact.figures()) > 0 {
		return c.Exact
	}
	return c.Peer
}

// zeroTarget checks that New refuses a target of zero.
func (c divergence) zeroTarget(a *answers) error {
	d := newDesk(c.In.calendar())
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(sla.Business(c.In.target().length())))
	_, err := d.agreement()
	a.compare("a target of nothing is refused", errors.Is(err, sla.ErrRange), true)
	return nil
}

// bands checks that a gap between bands is reported.
func (c divergence) bands(a *answers) error {
	if want, asked := c.Exact["amount"]; asked {
		got, err := c.In.Schedule.amount(c.In.Compliance)
		if err != nil {
			return err
		}
		var text word
		if err := json.Unmarshal(want, &text); err != nil {
			return err
		}
		amount, err := money(text)
		a.compare("amount", got.StringFixed(2), amount.StringFixed(2))
		return err
	}
	schedule, err := c.In.Schedule.schedule()
	if err != nil {
		return err
	}
	at, err := share(c.In.Compliance)
	if err != nil {
		return err
	}
	promise := penalty.Promise{Objective: "compliance", Met: penalty.Band("at least " + c.In.Schedule.Target.percent())}
	reported := slices.ContainsFunc(schedule.Findings(promise), func(f penalty.Finding) bool {
		return f.Code == penalty.GapFound && concerns(f).Has(at)
	})
	a.compare("the gap is reported", reported, true)
	return nil
}

// calendarChange changes the hours after the clock has started.
func (c divergence) calendarChange(a *answers) error {
	known, err := calendar.Always().Add(c.In.start(), time.Minute)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(c.In.Before.zone())
	if err != nil {
		return err
	}
	d := newDesk(*c.In.Before)
	hours := c.In.Before.spec()
	after := c.In.After.spec()
	hours.Versions = []calendar.Version{{
		Known: calendar.Local(known.In(zone).Format("2006-01-02T15:04:05")),
		Hours: after.Hours, Closed: after.Closed, Days: after.Days,
	}}
	d.spec.Calendars["hours"] = hours
	d.spec.Policies.CalendarChange = sla.CalendarAnew
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(sla.Business(c.In.target().length())))
	create := sla.Event{At: c.In.start(), Name: "create"}
	before, err := d.read("clock", c.In.start(), create)
	if err != nil {
		return err
	}
	edited, err := calendar.Always().Add(known, time.Minute)
	if err != nil {
		return err
	}
	changed, err := d.read("clock", edited, create)
	if err != nil {
		return err
	}
	return c.beforeAfter(a, before, changed, "")
}

// targetChange gives the ticket another target.
func (c divergence) targetChange(a *answers) error {
	d := newDesk(c.In.calendar())
	d.spec.Policies.Retarget, d.spec.Policies.PastPauses = sla.FromStart, sla.KeepPauses
	d.pausable("clock", retargeted(d, *c.In.OldTarget, *c.In.NewTarget)...)
	var mark sla.Warning
	if c.In.Escalation != nil {
		mark = sla.Warning(fmt.Sprintf("%+ds", *c.In.Escalation))
		d.warn(mark)
	}
	changed := c.In.Changed.Time
	if changed.IsZero() {
		changed = c.In.start()
	}
	events := append(pauses(c.In.Pauses), sla.Event{At: c.In.start(), Seq: -1, Name: "create", Set: sla.Attrs{{"target", "old"}}})
	before, err := d.read("clock", changed, events...)
	if err != nil {
		return err
	}
	at := changed
	if !c.In.At.IsZero() {
		at = c.In.At.Time
	}
	after, err := d.read("clock", at, append(events,
		sla.Event{At: changed, Seq: 1 << 40, Name: "change", Set: sla.Attrs{{"target", "new"}}})...)
	if err != nil {
		return err
	}
	return c.beforeAfter(a, before, after, mark)
}

func (c divergence) beforeAfter(a *answers, before, after sla.Reading, mark sla.Warning) error {
	told := c.told()
	for _, name := range told.figures() {
		switch name {
		case "due_before":
			a.compare(name, pending(before), instantOf(told[name]))
		case "escalation_before":
			a.compare(name, alarm(before, mark), instantOf(told[name]))
		case "escalation_after":
			a.compare(name, alarm(after, mark), instantOf(told[name]))
		default:
			if err := compareReading(a, after, name, told[name]); err != nil {
				return err
			}
		}
	}
	return nil
}

// compareReading compares a figure of a case with a reading.
func compareReading(a *answers, r sla.Reading, name string, want json.RawMessage) error {
	length := func(got time.Duration) error {
		var s seconds
		err := json.Unmarshal(want, &s)
		a.compare(name, got, s.length())
		return err
	}
	switch name {
	case "due", "due_after":
		a.compare(name, pending(r), instantOf(want))
	case "due_roll":
		a.compare(name, breachAhead(r), instantOf(want))
	case "breached_at", "breach_at":
		a.compare(name, moment{r.BreachedAt}, instantOf(want))
	case "hold_s", "hold_business_s":
		return length(r.Held)
	case "elapsed_s", "resolution_s", "business_s":
		return length(r.Elapsed)
	case "margin_s":
		return length(r.Remaining)
	case "overrun_s":
		return length(r.Overrun)
	case "status", "outcome":
		var s string
		if err := json.Unmarshal(want, &s); err != nil {
			return err
		}
		if strings.HasPrefix(s, "Failed") {
			s = "breached" // the other system's word
		}
		got := outcomeOf(r)
		if r.Phase == sla.PhasePaused && r.Verdict == "" {
			got = string(r.Phase)
		}
		a.compare(name, got, s)
	default:
		return fmt.Errorf("figure %q", name)
	}
	return nil
}

// promisedPast starts a clock after the promised instant: it is overdue from the
// start.
func (c divergence) promisedPast(a *answers) error {
	d := newDesk(c.In.calendar())
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, sla.Target{Within: "promised due"})
	create := sla.Event{At: c.In.start(), Name: "create"}
	if !c.In.Due.IsZero() {
		create.Set = sla.Attrs{{"due", c.In.Due.String()}}
	}
	reading, err := d.read("clock", c.In.start(), create)
	if err != nil {
		return err
	}
	if c.In.Due.IsZero() {
		a.compare("without a promise nothing is due", reading.Phase, sla.PhaseNotApplicable)
		return nil
	}
	if figures := c.Exact.figures(); len(figures) > 0 {
		for _, name := range figures {
			if err := compareReading(a, reading, name, c.Exact[name]); err != nil {
				return err
			}
		}
		return nil
	}
	a.compare("born breached", reading.BornBreached, true)
	a.compare("outcome", outcomeOf(reading), "breached")
	return nil
}

// share is a clock with a used share of its target, such as 99.995 percent. With a
// target of a power of ten seconds that is a whole number of seconds.
func (c divergence) share(a *answers) error {
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
	at, err := calendar.Always().Add(start, used)
	if err != nil {
		return err
	}
	d := newDesk(ticketCalendar{always: true})
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(sla.Business(target)))
	reading, err := d.read("clock", at, sla.Event{At: start, Name: "create"})
	if err != nil {
		return err
	}
	told := c.told()
	for _, name := range told.figures() {
		if err := compareReading(a, reading, name, told[name]); err != nil {
			return err
		}
	}
	return nil
}

// history runs the history of a ticket.
func (c divergence) history(a *answers) error {
	in := c.In
	d := newDesk(in.calendar())
	d.spec.Policies.Reopen = sla.ContinueExcluding
	d.spec.Policies.Retarget, d.spec.Policies.PastPauses = sla.FromStart, sla.KeepPauses
	var targets []sla.Target
	for priority, target := range in.Targets {
		t := d.within(sla.Business(target.length()))
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
	agreement, err := d.agreement()
	if err != nil {
		// Hours that never open make a target unreachable; that is reported at
		// once.
		if _, open := c.opens(); !open {
			a.compare("hours that never open are refused", errors.Is(err, sla.ErrConflict), true)
			return nil
		}
		return err
	}
	events, err := in.history()
	if err != nil {
		return err
	}
	at := lastOf(events)
	if !in.At.IsZero() {
		at = in.At.Time
	}
	ticket := &sla.Ticket{ID: "1", Events: events}
	reading, ok := agreement.Track(ticket, at).Of("clock")
	if !ok {
		return errors.New("no reading")
	}
	told := c.told()
	for _, name := range told.figures() {
		if name == "due_before" {
			first, _ := agreement.Track(ticket, events[0].At).Of("clock")
			a.compare(name, pending(first), instantOf(told[name]))
			continue
		}
		if err := compareReading(a, reading, name, told[name]); err != nil {
			return err
		}
	}
	return nil
}

func (c divergence) opens() (time.Time, bool) {
	cal, err := c.In.calendar().compile()
	if err != nil {
		return time.Time{}, true
	}
	return cal.NextOpen(c.In.start())
}

// history gives the events of a case, written in one of two forms.
func (in divergenceInput) history() ([]sla.Event, error) {
	var events []sla.Event
	add := func(at moment, name string, set sla.Attrs) {
		if !at.IsZero() {
			events = append(events, sla.Event{At: at.Time, Seq: int64(len(events)), Name: name, Set: set})
		}
	}
	if len(in.Events) == 0 {
		add(moment{in.start()}, "create", nil)
		for i, p := range in.Pauses {
			_ = i
			add(p[0], "state", sla.Attrs{{"status", "waiting"}})
			add(p[1], "state", sla.Attrs{{"status", "open"}})
		}
		add(in.Reply, "reply", nil)
		add(in.Stop, "resolve", nil)
		add(in.Closed, "resolve", nil)
		add(in.Reopened, "reopen", nil)
		if in.From.Equal(in.start()) {
			add(in.To, "resolve", nil)
		}
	}
	for _, pair := range in.Events {
		at, err := time.Parse(time.RFC3339Nano, pair[0])
		if err != nil {
			return nil, err
		}
		word, argument, _ := strings.Cut(pair[1], " ")
		switch word {
		case "create":
			var set sla.Attrs
			if argument != "" {
				set = sla.Attrs{{"priority", strings.TrimPrefix(argument, "priority ")}}
			}
			add(moment{at}, "create", set)
		case "pause":
			add(moment{at}, "state", sla.Attrs{{"status", "waiting"}})
		case "resume":
			add(moment{at}, "state", sla.Attrs{{"status", "open"}})
		case "reply", "resolve", "reopen":
			add(moment{at}, word, nil)
		case "priority":
			add(moment{at}, word, sla.Attrs{{"priority", argument}})
		default:
			return nil, fmt.Errorf("event %q", pair[1])
		}
	}
	if len(events) == 0 {
		return nil, errors.New("no events")
	}
	return events, nil
}
