package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// runAgreement asks for the due instant and an escalation of a target in time or in
// days, with pauses.
func runAgreement(data []byte, a *answers) error {
	var c struct {
		ticketHead
		Calendar ticketCalendar `json:"calendar"`
		Start    moment         `json:"start"`
		Target   struct {
			Unit     string `json:"unit"`
			N        int    `json:"n"`
			EndOfDay bool   `json:"end_of_working_day"`
		} `json:"target"`
		Pausable   bool   `json:"pausable"`
		Pauses     []span `json:"pauses"`
		Escalation *struct {
			Unit string `json:"unit"`
			N    int    `json:"n"`
		} `json:"escalation_offset"`
		Expect struct {
			Due      moment  `json:"due"`
			Hold     seconds `json:"hold_business_s"`
			Escalate *moment `json:"escalate_at"`
		} `json:"expect"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	d := newDesk(c.Calendar)
	var within sla.Within
	switch c.Target.Unit {
	case "minute":
		within = sla.Within(fmt.Sprintf("%dm", c.Target.N))
	case "hour":
		within = sla.Within(fmt.Sprintf("%dh", c.Target.N))
	case "day":
		within = days(c.Target.N, c.Target.EndOfDay)
	default:
		return fmt.Errorf("target unit %q", c.Target.Unit)
	}
	if c.Pausable {
		d.pausable("clock", d.within(within))
	} else {
		d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(within))
	}
	var mark sla.Warning
	if c.Escalation != nil {
		switch c.Escalation.Unit {
		case "business_s":
			mark = sla.Warning(fmt.Sprintf("%+ds", c.Escalation.N))
		case "working_day":
			mark = sla.Warning(fmt.Sprintf("%+d business days", c.Escalation.N))
		default:
			return fmt.Errorf("escalation unit %q", c.Escalation.Unit)
		}
		d.warn(mark)
	}
	events := append(pauses(c.Pauses), sla.Event{At: c.Start.Time, Name: "create", Seq: -1})
	reading, err := d.read("clock", lastOf(events), events...)
	if err != nil {
		return err
	}
	a.compare("due", moment{reading.DueAt}, c.Expect.Due)
	a.compare("hold", reading.Held, c.Expect.Hold.length())
	if c.Expect.Escalate != nil {
		a.compare("escalation", alarm(reading, mark), *c.Expect.Escalate)
	}
	return nil
}

var retargets = map[string]sla.Policies{
	"retroactive_start":           {Retarget: sla.FromStart, PastPauses: sla.DropPauses},
	"retroactive_start_only":      {Retarget: sla.FromStart, PastPauses: sla.DropPauses},
	"retroactive_start_and_pause": {Retarget: sla.FromStart, PastPauses: sla.KeepPauses},
	"from_start":                  {Retarget: sla.FromStart, PastPauses: sla.KeepPauses},
	"non_retroactive":             {Retarget: sla.Restart},
	"restart":                     {Retarget: sla.Restart},
	"carry_elapsed":               {Retarget: sla.CarryElapsed},
	"carry_proportion":            {Retarget: sla.CarryProportion},
	"keep_stricter":               {Retarget: sla.KeepStricter, PastPauses: sla.KeepPauses},
	"keep_first":                  {Retarget: sla.KeepFirst},
}

func runRetarget(data []byte, a *answers) error {
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
			Start   *moment  `json:"start"` // when the new target starts to count
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
	created := c.Created
	if created.IsZero() {
		created = c.Start
	}
	events := append(pauses(c.Pauses),
		sla.Event{At: created.Time, Seq: -1, Name: "create", Set: sla.Attrs{{"target", "old"}}},
		sla.Event{At: c.Changed.Time, Seq: 1 << 40, Name: "change", Set: sla.Attrs{{"target", "new"}}})
	at := lastOf(events)
	if !c.At.IsZero() {
		at = c.At.Time
	}
	for name, want := range c.Expect {
		policies, known := retargets[name]
		if !known {
			return fmt.Errorf("policy %q", name)
		}
		d := newDesk(c.Calendar)
		d.spec.Policies.Retarget, d.spec.Policies.PastPauses = policies.Retarget, policies.PastPauses
		d.pausable("clock", retargeted(d, c.Old, c.New)...)
		reading, err := d.read("clock", at, events...)
		if err != nil {
			return err
		}
		if want.Start != nil {
			cal, err := c.Calendar.compile()
			if err != nil {
				return err
			}
			from, err := cal.Add(reading.DueAt, -c.New.length())
			if err != nil {
				return err
			}
			a.compare(name+" start", moment{from}, *want.Start)
		}
		if want.Due != nil {
			a.compare(name+" due", pending(reading), *want.Due)
		}
		if want.Roll != nil {
			a.compare(name+" due_roll", breachAhead(reading), *want.Roll)
		}
		if want.Elapsed != nil {
			a.compare(name+" elapsed", reading.Elapsed, want.Elapsed.length())
		}
		if want.Margin != nil {
			a.compare(name+" margin", reading.Remaining, want.Margin.length())
		}
		if want.Outcome != nil {
			a.compare(name+" outcome", outcomeOf(reading), *want.Outcome)
		}
	}
	return nil
}

// retargeted are the targets before and after a change; there may be none before.
func retargeted(d *desk, before, after seconds) []sla.Target {
	first := d.within("none")
	if before > 0 {
		first = d.within(sla.Business(before.length()))
	}
	first.When = sla.Where{"target": sla.Is("old")}
	return []sla.Target{first, d.within(sla.Business(after.length()))}
}

func runReopen(data []byte, a *answers) error {
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
	policy := sla.ContinueExcluding
	if !strings.Contains(c.Rule, "extended by the time") {
		return fmt.Errorf("rule %q", c.Rule)
	}
	cal, err := c.Calendar.compile()
	if err != nil {
		return err
	}
	const target = 1000 * time.Hour
	start, err := cal.Add(c.Before.Time, -target)
	if err != nil {
		return err
	}
	d := newDesk(c.Calendar)
	d.spec.Policies.Reopen = policy
	d.clock("clock", sla.Clock{Start: sla.On("create", "reopen"), Stop: sla.On("close")}, d.within(sla.Business(target)))
	events := []sla.Event{{At: start, Name: "create"}, {At: c.Closed.Time, Name: "close"}, {At: c.Reopened.Time, Name: "reopen"}}
	before, err := d.read("clock", start, events...)
	if err != nil {
		return err
	}
	a.compare("due before", pending(before), c.Before)
	after, err := d.read("clock", c.Reopened.Time, events...)
	a.compare("due", pending(after), c.Expect.Due)
	return err
}

// runReeval judges a finished cycle after its target was edited: under a revised
// agreement, and under an agreement with the terms of the revision.
func runReeval(data []byte, a *answers) error {
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
	stop, err := calendar.Always().Add(start, c.Clock.Elapsed.length())
	if err != nil {
		return err
	}
	judge := func(target seconds, revised bool) (string, error) {
		d := newDesk(ticketCalendar{always: true})
		d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(sla.Business(target.length())))
		if revised {
			changed := d.spec.Objectives[0]
			changed.Targets = []sla.Target{d.within(sla.Business(c.New.length()))}
			d.spec.Revisions = []sla.Revision{{From: "2034-01-01", Pins: sla.PinStopped, Change: sla.Spec{Objectives: []sla.Objective{changed}}}}
		}
		reading, err := d.read("clock", time.Date(2034, time.June, 1, 0, 0, 0, 0, time.UTC),
			sla.Event{At: start, Name: "create"}, sla.Event{At: stop, Name: "stop"})
		return outcomeOf(reading), err
	}
	for name, want := range c.Expect {
		target, revised := c.Clock.Target, true
		switch name {
		case "frozen":
		case "forced_reconstruction":
			target, revised = c.New, false
		default:
			return fmt.Errorf("policy %q", name)
		}
		got, err := judge(target, revised)
		if err != nil {
			return err
		}
		a.compare(name, got, want.Outcome)
	}
	first, err := judge(c.Clock.Target, false)
	a.compare("outcome", first, c.Clock.Outcome)
	return err
}

// runConditionOrder asks for the effect of an event for which several conditions
// hold.
func runConditionOrder(data []byte, a *answers) error {
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
	clock := sla.Clock{
		Start: holds("start"), Stop: holds("stop"), Reset: holds("reset"), Pause: holds("pause"), Cancel: holds("cancel"),
	}
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
	state := func(start, stop, reset, cancel, pause, resume bool) sla.Attrs {
		return sla.Attrs{
			{"start", fmt.Sprint(start)}, {"stop", fmt.Sprint(stop)}, {"reset", fmt.Sprint(reset)},
			{"cancel", fmt.Sprint(cancel)}, {"pause", fmt.Sprint(pause)}, {"resume", fmt.Sprint(resume)},
		}
	}
	d := newDesk(ticketCalendar{always: true})
	d.clock("clock", clock, d.within("1h"))
	day := func(n int) time.Time { return time.Date(2024, time.January, n, 0, 0, 0, 0, time.UTC) }
	var events []sla.Event
	if in.Active {
		events = append(events, sla.Event{At: day(1), Name: "update", Set: state(true, false, false, false, false, false)})
	}
	switch in.Stage {
	case "paused":
		events = append(events, sla.Event{At: day(2), Name: "update", Set: state(true, false, false, false, true, false)})
	case "", "in progress", "in_progress":
	default:
		return fmt.Errorf("stage %q", in.Stage)
	}
	before, err := d.track(day(3), events...)
	if err != nil {
		return err
	}
	events = append(events, sla.Event{At: day(4), Name: "update",
		Set: state(in.Start, in.Stop, in.Reset, in.Cancel, in.Pause, in.Resume != nil && *in.Resume)})
	after, err := d.track(day(4), events...)
	if err != nil {
		return err
	}
	a.compare("action", action(before, after), c.Expect)
	return nil
}

// action gives the change between two readings of one clock.
func action(before, after sla.Readings) string {
	old, _ := before.Of("clock")
	now, _ := after.Of("clock")
	switch {
	case now.Cycle > old.Cycle && old.Cycle > 0:
		return "complete_and_reattach"
	case now.Cycle > old.Cycle:
		return "attach"
	case now.Phase == old.Phase:
		return "nothing"
	case now.Phase == sla.PhaseStopped:
		return "complete"
	case now.Phase == sla.PhaseCancelled:
		return "cancel"
	case now.Phase == sla.PhasePaused:
		return "pause"
	case now.Phase == sla.PhaseRunning:
		return "resume"
	}
	return string(now.Phase)
}

// band is a row of a table of penalties and rewards, inclusive at both ends.
type band struct {
	From   word `json:"from"`
	To     word `json:"to"`
	Amount word `json:"amount"`
}

type bandSchedule struct {
	Bands  []band `json:"bands"`
	Target word   `json:"target"`
	Period string `json:"period"`
}

// schedule compiles the terms.
func (s bandSchedule) schedule() (penalty.Schedule, error) {
	spec, err := s.terms()
	if err != nil {
		return penalty.Schedule{}, err
	}
	return penalty.New(spec)
}

// terms states the penalties as credits and the rewards as bonuses.
func (s bandSchedule) terms() (penalty.Spec, error) {
	var credits, bonuses penalty.Tiers
	for _, b := range s.Bands {
		amount, err := decimal.NewFromString(string(b.Amount))
		if err != nil {
			return penalty.Spec{}, err
		}
		tier := penalty.Tier{
			When:   penalty.Band(b.From.percent() + " to " + b.To.percent()),
			Credit: penalty.Rate(amount.Abs().String()),
		}
		if amount.IsNegative() {
			credits = append(credits, tier)
		} else {
			bonuses = append(bonuses, tier)
		}
	}
	spec := penalty.Spec{Round: penalty.HalfUp, Unit: "USD", Base: "0"}
	if len(credits) > 0 {
		spec.Rules = append(spec.Rules, penalty.Term{Objective: "compliance", Rule: credits})
	}
	if len(bonuses) > 0 {
		spec.Rules = append(spec.Rules, penalty.Term{Objective: "compliance", Rule: penalty.Bonus{Of: penalty.Term{Rule: bonuses}}})
	}
	return spec, nil
}

// amount is the penalty, below 0, or the reward for a compliance.
func (s bandSchedule) amount(compliance word) (decimal.Decimal, error) {
	schedule, err := s.schedule()
	if err != nil {
		return decimal.Decimal{}, err
	}
	attained, err := share(compliance)
	if err != nil {
		return decimal.Decimal{}, err
	}
	met, err := penalty.Band("at least " + s.Target.percent()).Values()
	if err != nil {
		return decimal.Decimal{}, err
	}
	verdict := penalty.Missed
	if met.Has(attained) {
		verdict = penalty.Met
	}
	statement := schedule.Statement(penalty.Case{From: march[0], To: march[1], Shortfalls: []penalty.Shortfall{
		{Objective: "compliance", Verdict: verdict, Attained: attained},
	}})
	if len(statement.Problems) > 0 {
		return decimal.Decimal{}, fmt.Errorf("%v", statement.Problems)
	}
	if statement.Bonus.Sign() != 0 {
		return statement.Bonus.Decimal(), nil
	}
	return statement.Total.Decimal().Neg(), nil
}

func runBands(data []byte, a *answers) error {
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
	got, err := c.Schedule.amount(c.Compliance)
	if err != nil {
		return err
	}
	want, err := money(c.Expect.Amount)
	if err != nil {
		return err
	}
	a.compare("amount", got.StringFixed(2), want.StringFixed(2))
	return nil
}

// statesOfTicket are the states of an unsolved ticket.
var statesOfTicket = []string{"new", "open", "pending", "hold"}

// statesOfMetric are the states in which a metric counts.
var statesOfMetric = map[string][]string{
	"requester_wait_time":   {"new", "open", "hold"},
	"agent_work_time":       {"new", "open"},
	"total_resolution_time": statesOfTicket,
	"agent_wait_time":       {"pending"},
	"on_hold_time":          {"hold"},
	"pausable_update":       {"new", "open", "hold"},
}

// metricClock counts in some states, pauses in the others and ends when the ticket
// is solved.
func metricClock(d *desk, name string, countsIn []string) {
	clock := sla.Clock{Start: sla.On("create"), Stop: sla.While("status", "solved", "closed")}
	var other []string
	for _, state := range statesOfTicket {
		if !slices.Contains(countsIn, state) {
			other = append(other, state)
		}
	}
	if len(other) > 0 {
		clock.Pause = sla.While("status", other...)
	}
	d.clock(name, clock, d.within("none"))
}

func runStateSet(data []byte, a *answers) error {
	var c struct {
		ticketHead
		Metric   string   `json:"metric"`
		CountsIn []string `json:"counts_in"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	d := newDesk(ticketCalendar{always: true})
	metricClock(d, c.Metric, c.CountsIn)
	hour := func(n int) time.Time { return time.Date(2024, time.January, 15, n, 0, 0, 0, time.UTC) }
	var events []sla.Event
	for i, state := range statesOfTicket {
		name := "state"
		if i == 0 {
			name = "create"
		}
		events = append(events, sla.Event{At: hour(i), Name: name, Set: sla.Attrs{{"status", state}}})
	}
	events = append(events, sla.Event{At: hour(len(statesOfTicket)), Name: "close", Set: sla.Attrs{{"status", "closed"}}})
	reading, err := d.read(c.Metric, hour(23), events...)
	a.compare("hours", reading.Elapsed, fmt.Sprintf("%dh0m0s", len(c.CountsIn)))
	return err
}

func runStateTime(data []byte, a *answers) error {
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
	d := newDesk(c.Calendar)
	for name := range c.Expect {
		states, known := statesOfMetric[name]
		if !known {
			return fmt.Errorf("metric %q", name)
		}
		metricClock(d, name, states)
	}
	readings, err := d.track(lastOf(events), events...)
	if err != nil {
		return err
	}
	for name, want := range c.Expect {
		reading, _ := readings.Of(name)
		a.compare(name, reading.Elapsed, want.length())
	}
	return nil
}
