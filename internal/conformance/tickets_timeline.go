package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/upheld/upheld/sla"
)

// timelineClock is a clock of a timeline.
type timelineClock struct {
	Name    string   `json:"name"`
	Target  seconds  `json:"target_s"`
	Start   string   `json:"start"`
	Stop    string   `json:"stop"`
	Pause   []string `json:"pause_states"`
	Cycles  bool     `json:"cycles"`
	After   string   `json:"after"`
	Restart string   `json:"restart_on"`
	Hide    []string `json:"hide_due_in"`
}

// timelineEvent is an event of a timeline. Its members are attributes that the
// ticket then has.
type timelineEvent struct {
	At       moment `json:"at"`
	Type     string `json:"type"`
	State    string `json:"state"`
	To       string `json:"to"`
	By       string `json:"by"`
	Owner    string `json:"owner"`
	Priority string `json:"priority"`
	rest     map[string]string
}

func (e *timelineEvent) UnmarshalJSON(data []byte) error {
	type plain timelineEvent
	if err := json.Unmarshal(data, (*plain)(e)); err != nil {
		return err
	}
	all := map[string]any{}
	if err := json.Unmarshal(data, &all); err != nil {
		return err
	}
	e.rest = map[string]string{}
	for key, value := range all {
		if slices.Contains([]string{"at", "type", "state", "to", "by", "owner", "priority"}, key) {
			continue
		}
		text, ok := value.(string)
		if !ok {
			return fmt.Errorf("event field %q", key)
		}
		e.rest[key] = text
	}
	return nil
}

func (e timelineEvent) event(seq int) (sla.Event, error) {
	event := sla.Event{At: e.At.Time, Seq: int64(seq), Name: e.Type}
	set := func(key, value string) {
		if value != "" {
			event.Set = append(event.Set, [2]string{key, value})
		}
	}
	state := e.State
	switch e.Type {
	case "create":
		if state == "" {
			state = "open"
		}
	case "state":
		state = e.To
	case "close":
		state = "closed"
	case "priority":
		if e.Priority == "" {
			set("priority", e.To)
		}
	case "agent_reply", "customer_message":
	default:
		if len(e.rest) == 0 {
			return event, fmt.Errorf("event type %q", e.Type)
		}
	}
	set("status", state)
	set("by", e.By)
	set("owner", e.Owner)
	set("priority", e.Priority)
	for key, value := range e.rest {
		set(key, value)
	}
	return event, nil
}

func eventsOf(list []timelineEvent) ([]sla.Event, error) {
	var events []sla.Event
	for i, e := range list {
		event, err := e.event(i)
		if err != nil {
			return nil, err
		}
		events = append(events, event)
	}
	return events, nil
}

// words is one text or a list of them.
type words []string

func (w *words) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*w = words{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(w))
}

type timelineCheck struct {
	At        moment          `json:"at"`
	Clock     string          `json:"clock"`
	Due       json.RawMessage `json:"due"`
	Roll      *moment         `json:"due_roll"`
	State     *string         `json:"state"`
	Outcome   *string         `json:"outcome"`
	Elapsed   *seconds        `json:"elapsed_s"`
	Margin    *seconds        `json:"margin_s"`
	Overrun   *seconds        `json:"overrun_s"`
	Hold      *seconds        `json:"hold_business_s"`
	Cycle     int             `json:"cycle"`
	Aggregate string          `json:"aggregate"`
	Composite *string         `json:"composite"`
	NextDue   json.RawMessage `json:"next_due"`
	PeerDue   json.RawMessage `json:"peer_due"`
	Note      string          `json:"note"`
}

func runTimeline(data []byte, a *answers) error {
	var c struct {
		ticketHead
		Calendar ticketCalendar   `json:"calendar"`
		Clocks   []timelineClock  `json:"clocks"`
		Events   []timelineEvent  `json:"events"`
		Checks   []timelineCheck  `json:"checks"`
		Applies  map[string]words `json:"applies_if"`
		Peer     json.RawMessage  `json:"peer"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	d := newDesk(c.Calendar)
	for _, clock := range c.Clocks {
		d.clock(clock.Name, clock.clock(c.Applies), d.within(sla.Business(clock.Target.length())))
	}
	for _, clock := range c.Clocks {
		if _, told := d.spec.Clocks[clock.After]; clock.After != "" && !told {
			// The case names this clock but does not define it: it starts with the
			// ticket and stops with the event that stops the clock after it.
			d.spec.Clocks[clock.After] = sla.Clock{Start: sla.On("create"), Stop: sla.On(clock.Stop)}
		}
	}
	agreement, err := d.agreement()
	if err != nil {
		return err
	}
	events, err := eventsOf(c.Events)
	if err != nil {
		return err
	}
	ticket := &sla.Ticket{ID: "1", Events: events}
	for _, check := range c.Checks {
		if err := check.run(agreement.Track(ticket, check.At.Time), a); err != nil {
			return err
		}
	}
	return nil
}

func (c timelineClock) clock(applies map[string]words) sla.Clock {
	clock := sla.Clock{Start: sla.On(c.Start), Stop: sla.On(c.Stop), After: c.After}
	clock.Reopen = sla.Final
	if c.Cycles {
		clock.Reopen = sla.NewCycle
	}
	if len(c.Pause) > 0 {
		clock.Pause = sla.While("status", c.Pause...)
	}
	if c.Restart != "" {
		clock.Reset = sla.On(c.Restart)
	}
	if len(c.Hide) > 0 {
		clock.Hide = sla.Where{"status": sla.Is(c.Hide...)}
	}
	for key, values := range applies {
		clock.Cancel.While = sla.Where{attributeOf(key): sla.Not(values...)}
	}
	return clock
}

// attributeOf is the attribute that a member of an event sets.
func attributeOf(member string) string {
	if member == "state" {
		return "status"
	}
	return member
}

func (c *timelineCheck) run(readings sla.Readings, a *answers) error {
	at := func(what string) string { return fmt.Sprintf("%s %s at %s", c.Clock, what, c.At) }
	if c.NextDue != nil {
		a.compare(at("next_due"), moment{readings.NextDue()}, instantOf(c.NextDue))
	}
	if c.Composite != nil {
		a.compare(at("composite"), composite(readings), *c.Composite)
	}
	if c.Clock == "" {
		return nil
	}
	reading, found := readings.Of(c.Clock)
	switch {
	case c.Aggregate == "worst":
		reading, found = readings.Worst(c.Clock)
	case c.Aggregate != "":
		return fmt.Errorf("aggregate %q", c.Aggregate)
	case c.Cycle > 0:
		found = false
		for r := range readings.Cycles(c.Clock) {
			if r.Cycle == c.Cycle {
				reading, found = r, true
			}
		}
	}
	if !found {
		return fmt.Errorf("no reading %d of %s", c.Cycle, c.Clock)
	}
	if c.Due != nil {
		a.compare(at("due"), pending(reading), instantOf(c.Due))
	}
	if c.Roll != nil {
		a.compare(at("due_roll"), breachAhead(reading), *c.Roll)
	}
	if c.State != nil {
		a.compare(at("state"), stateOf(reading), *c.State)
	}
	if c.Outcome != nil {
		a.compare(at("outcome"), outcomeOf(reading), *c.Outcome)
	}
	for _, length := range []struct {
		name string
		got  fmt.Stringer
		want *seconds
	}{
		{"elapsed", reading.Elapsed, c.Elapsed}, {"margin", reading.Remaining, c.Margin},
		{"overrun", reading.Overrun, c.Overrun}, {"hold", reading.Held, c.Hold},
	} {
		if length.want != nil {
			a.compare(at(length.name), length.got, length.want.length())
		}
	}
	return nil
}

// instantOf reads an instant or null.
func instantOf(raw json.RawMessage) moment {
	var m moment
	if err := json.Unmarshal(raw, &m); err != nil {
		return moment{}
	}
	return m
}

// pending is the deadline of an open cycle.
func pending(r sla.Reading) moment {
	if r.Phase != sla.PhaseRunning {
		return moment{}
	}
	return moment{r.DueAt}
}

func stateOf(r sla.Reading) string {
	switch r.Phase {
	case sla.PhaseRunning, sla.PhasePaused, sla.PhaseStopped:
		return string(r.Phase)
	}
	return "none"
}

func outcomeOf(r sla.Reading) string {
	switch r.Verdict {
	case sla.Met:
		return "met"
	case sla.Missed:
		return "breached"
	}
	return "running"
}

// composite is the state of a whole ticket in the words of one help desk.
func composite(readings sla.Readings) string {
	has := func(holds func(sla.Reading) bool) bool { return slices.ContainsFunc(readings, holds) }
	due := func(clock string) func(sla.Reading) bool {
		return func(r sla.Reading) bool { return r.Clock == clock && r.Phase == sla.PhaseRunning }
	}
	switch {
	case has(func(r sla.Reading) bool { return r.Verdict == sla.Missed }):
		return "breached"
	case has(func(r sla.Reading) bool { return r.Phase == sla.PhasePaused }):
		return "paused"
	case has(due("response")):
		return "response_due"
	case has(due("resolution")):
		return "resolution_due"
	}
	return "met"
}
