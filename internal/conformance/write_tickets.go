package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// ticketWriter writes the entries of a kind. skip lists an expectation that the case
// does not say. An error is the reason why an entry is left out as a whole.
type ticketWriter func(w *ticketPage, data []byte) error

var ticketWriters = map[string]ticketWriter{
	"due":             writeDue,
	"elapsed":         writeElapsed,
	"first_open":      writeFirstOpen,
	"working_days":    writeWorkingDays,
	"due_paused":      writePaused,
	"elapsed_paused":  writePaused,
	"mixed_due":       writeMixed,
	"agreement":       writeTarget,
	"timeline":        writeTimeline,
	"retarget":        writeRetarget,
	"reopen":          writeReopen,
	"reeval":          writeReeval,
	"condition_order": writeConditionOrder,
	"state_set":       writeStateSet,
	"state_time":      writeStateTime,
	"credit":          writeBands,
	"divergence":      writeDivergence,
	"property": func(*ticketPage, []byte) error {
		return errors.New("a law over drawn calendars, which the tests of calendar try")
	},
}

// ticketPage is what the entries of one file become.
type ticketPage struct {
	*sheet
	ticketHead
	rows  map[string][]tableRow // by the text of the calendar
	order []string
	specs map[string]calendar.Spec
	skip  func(expectation, why string)
}

func writeTickets(dir fs.FS, c *corpus) error {
	pages := map[string]*ticketPage{}
	err := entries(dir, "cases", func(file string, data json.RawMessage) error {
		system := strings.TrimSuffix(file, ".json")
		p := pages[file]
		if p == nil {
			s := c.file("tickets/"+system+".case", "Tickets: "+aboutTickets[system])
			p = &ticketPage{sheet: s, rows: map[string][]tableRow{}, specs: map[string]calendar.Spec{}}
			pages[file] = p
		}
		p.ticketHead = ticketHead{}
		if err := json.Unmarshal(data, &p.ticketHead); err != nil {
			return err
		}
		entry := entryOf("tickets", file, p.ID)
		p.skip = func(expectation, why string) { c.skip(entry, expectation, "%s", why) }
		write, known := ticketWriters[p.Kind]
		if !known {
			return fmt.Errorf("%s: kind %q", p.ID, p.Kind)
		}
		before := p.sheet.String()
		if err := write(p, data); err != nil {
			p.sheet.Reset()
			p.sheet.WriteString(before)
			p.skip("-", err.Error())
			return nil
		}
		c.said[entry] = true
		return nil
	})
	if err != nil {
		return err
	}
	for _, file := range slices.Sorted(maps.Keys(pages)) {
		p := pages[file]
		for n, name := range p.order {
			p.sheet.title(fmt.Sprintf("calendar %d", n+1))
			p.calendarBlock("it", p.specs[name])
			p.sheet.tables("it", p.rows[name])
		}
	}
	return nil
}

// aboutTickets says whose answers a file has.
var aboutTickets = map[string]string{
	"chatwoot": "deadlines and breaches as in the tests of Chatwoot.",
	"computed": "answers of a slow and separate calculation, second by second.",
	"docs":     "worked examples of product documentation.",
	"frappe":   "tests of Frappe Helpdesk, and its code run on further histories.",
	"glpi":     "SLA and OLA tables of GLPI.",
	"peers":    "zendesk/biz and Business::Hours, run around clock changes in eight zones.",
	"rt":       "tests of Request Tracker, and its code run on further histories.",
	"zammad":   "escalations of Zammad.",
	"znuny":    "working time and destination time of Znuny.",
}

// closedEveryYear gives a calendar whose yearly holidays are dates of the calendar.
func (c ticketCalendar) closedEveryYear() calendar.Spec {
	spec := c.spec()
	spec.Holidays = nil
	for _, day := range c.Annual {
		spec.Closed = append(spec.Closed, calendar.Local(day))
	}
	return spec
}

func (c ticketCalendar) place() *time.Location {
	zone, err := time.LoadLocation(c.zone())
	if err != nil {
		return time.UTC // the case will not compile, and says so
	}
	return zone
}

// row adds rows to the table of a calendar.
func (p *ticketPage) row(c ticketCalendar, verb, input, answer string) {
	spec := c.closedEveryYear()
	key := fmt.Sprint(spec.Zone, spec.Hours, spec.Closed, spec.Days)
	if _, known := p.specs[key]; !known {
		p.specs[key] = spec
		p.order = append(p.order, key)
	}
	p.rows[key] = append(p.rows[key], tableRow{verb: verb, input: input, answer: answer, id: p.ID, remark: p.Source})
}

// plainDesk is a desk whose yearly holidays are dates of the calendar.
func plainDesk(c ticketCalendar) *desk {
	d := newDesk(c)
	d.spec.ID = "desk"
	d.spec.Calendars["hours"] = c.closedEveryYear()
	return d
}

// tell writes a case with one agreement.
func (p *ticketPage) tell(d *desk, zone *time.Location, events []sla.Event, asks ...ask) error {
	if len(asks) == 0 {
		return errors.New("nothing is left to ask")
	}
	if len(events) == 0 {
		return errors.New("no events")
	}
	p.title(p.ID, p.Source, p.Note)
	if err := p.agreement("", d.spec); err != nil {
		return err
	}
	p.story(zone, events, asks)
	return nil
}

func noneOr(m moment, now time.Time, zone *time.Location) string {
	if m.IsZero() {
		return "none"
	}
	return when(m.Time, now, zone)
}

// breachAt asks for the alarm of the breach, which waits for the next opening.
func breachAt(m moment, now time.Time, zone *time.Location) string {
	verb := "warned"
	if m.After(now) {
		verb = "warns"
	}
	return verb + " breach at " + when(m.Time, now, zone)
}

func writeDue(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Calendar ticketCalendar `json:"calendar"`
		Start    moment         `json:"start"`
		Business seconds        `json:"business_s"`
		Expect   struct {
			Due  moment  `json:"due"`
			Roll *moment `json:"due_roll"`
		} `json:"expect"`
		Peer json.RawMessage `json:"peer"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	zone := c.Calendar.place()
	p.row(c.Calendar, "add", when(c.Start.Time, time.Time{}, zone)+" + "+length(int64(c.Business)), noneOr(c.Expect.Due, c.Start.Time, zone))
	if c.Expect.Roll != nil && !c.Expect.Due.IsZero() {
		p.row(c.Calendar, "next open", when(c.Expect.Due.Time, time.Time{}, zone), noneOr(*c.Expect.Roll, c.Expect.Due.Time, zone))
	}
	return nil
}

func writeElapsed(p *ticketPage, data []byte) error {
	type figures struct {
		Business        seconds  `json:"business_s"`
		Wall            *seconds `json:"wall_s"`
		Target          seconds  `json:"target_s"`
		PercentWall     *word    `json:"percent_wall"`
		PercentBusiness *word    `json:"percent_business"`
	}
	var c struct {
		ticketHead
		Calendar        ticketCalendar `json:"calendar"`
		From            moment         `json:"from"`
		To              moment         `json:"to"`
		Target          seconds        `json:"target_s"`
		Wall            *seconds       `json:"wall_s"`
		PercentWall     *word          `json:"percent_wall"`
		PercentBusiness *word          `json:"percent_business"`
		Expect          figures        `json:"expect"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	e, zone := c.Expect, c.Calendar.place()
	if e.Wall == nil {
		e.Wall = c.Wall
	}
	if e.PercentWall == nil {
		e.PercentWall = withoutRemark(c.PercentWall)
	}
	if e.PercentBusiness == nil {
		e.PercentBusiness = withoutRemark(c.PercentBusiness)
	}
	p.row(c.Calendar, "elapsed", when(c.From.Time, time.Time{}, zone)+" to "+when(c.To.Time, c.From.Time, zone), length(int64(e.Business)))
	if e.Wall == nil && e.PercentWall == nil && e.PercentBusiness == nil {
		return nil
	}
	d := plainDesk(c.Calendar)
	target := max(c.Target, e.Target)
	open, wall := d.within("none"), sla.Target{Within: "none", Calendar: "24x7"}
	if target > 0 {
		open, wall = d.within(sla.Business(target.length())), sla.Target{Within: sla.Wall(target.length())}
	}
	d.clock("open", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, open)
	answers := []string{"open: used " + length(int64(e.Business))}
	if e.Wall != nil {
		answers[0] += ", wall " + length(int64(*e.Wall))
	}
	if e.PercentBusiness != nil {
		answers[0] += ", used " + e.PercentBusiness.percent()
	}
	if e.PercentWall != nil {
		d.objective("wall", "open", wall)
		answers = append(answers, "wall: used "+e.PercentWall.percent())
	}
	return p.tell(d, zone, []sla.Event{{At: c.From.Time, Name: "create"}, {At: c.To.Time, Name: "stop"}}, ask{c.To.Time, answers})
}

func writeFirstOpen(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Calendar ticketCalendar `json:"calendar"`
		At       moment         `json:"at"`
		Expect   struct {
			At moment `json:"at"`
		} `json:"expect"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	zone := c.Calendar.place()
	p.row(c.Calendar, "next open", when(c.At.Time, time.Time{}, zone), noneOr(c.Expect.At, c.At.Time, zone))
	return nil
}

func writeWorkingDays(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Calendar ticketCalendar `json:"calendar"`
		Start    moment         `json:"start"`
		Days     int            `json:"days"`
		EndOfDay bool           `json:"end_of_working_day"`
		Expect   struct {
			Due moment `json:"due"`
		} `json:"expect"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	zone := c.Calendar.place()
	input := fmt.Sprintf("%s %d", when(c.Start.Time, time.Time{}, zone), c.Days)
	if c.EndOfDay {
		input += " end"
	}
	p.row(c.Calendar, "add days", input, noneOr(c.Expect.Due, c.Start.Time, zone))
	if c.Days <= 0 {
		return nil // a target cannot be before its start
	}
	d := plainDesk(c.Calendar)
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(days(c.Days, c.EndOfDay)))
	return p.tell(d, zone, []sla.Event{{At: c.Start.Time, Name: "create"}},
		ask{c.Start.Time, []string{"clock: due " + noneOr(c.Expect.Due, c.Start.Time, zone)}})
}

func writePaused(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Calendar ticketCalendar `json:"calendar"`
		Start    moment         `json:"start"`
		From     moment         `json:"from"`
		To       moment         `json:"to"`
		Clip     moment         `json:"clip_end"`
		Business seconds        `json:"business_s"`
		Pauses   []span         `json:"pauses"`
		Expect   struct {
			Due      *moment  `json:"due"`
			Roll     *moment  `json:"due_roll"`
			Business *seconds `json:"business_s"`
			Hold     *seconds `json:"hold_business_s"`
		} `json:"expect"`
		Peer json.RawMessage `json:"peer"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	d, zone, e := plainDesk(c.Calendar), c.Calendar.place(), c.Expect
	if e.Business != nil {
		end := c.To
		if !c.Clip.IsZero() && c.Clip.Before(end.Time) {
			end = c.Clip
		}
		d.pausable("clock", d.within("none"))
		events := append(pauses(c.Pauses), sla.Event{At: c.From.Time, Name: "create", Seq: -1})
		return p.tell(d, zone, events, ask{end.Time, []string{"clock: used " + length(int64(*e.Business))}})
	}
	d.pausable("clock", d.within(sla.Business(c.Business.length())))
	events := append(pauses(c.Pauses), sla.Event{At: c.Start.Time, Name: "create", Seq: -1})
	now := lastOf(events)
	var facets []string
	if e.Due != nil {
		facets = append(facets, "due "+noneOr(*e.Due, now, zone))
	}
	if e.Roll != nil {
		facets = append(facets, breachAt(*e.Roll, now, zone))
	}
	if e.Hold != nil {
		facets = append(facets, "held "+length(int64(*e.Hold)))
	}
	return p.tell(d, zone, events, ask{now, []string{"clock: " + strings.Join(facets, ", ")}})
}

func writeMixed(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Calendar ticketCalendar `json:"calendar"`
		Start    moment         `json:"start"`
		Business seconds        `json:"business_s"`
		Wall     seconds        `json:"then_wall_s"`
		Expect   struct {
			Due moment `json:"due"`
		} `json:"expect"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	d, zone := plainDesk(c.Calendar), c.Calendar.place()
	within := sla.Within(fmt.Sprintf("%s then %s wall", length(int64(c.Business)), length(int64(c.Wall))))
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(within))
	return p.tell(d, zone, []sla.Event{{At: c.Start.Time, Name: "create"}},
		ask{c.Start.Time, []string{"clock: due " + noneOr(c.Expect.Due, c.Start.Time, zone)}})
}

// writeTarget writes the kind agreement: a target in time or days, with pauses.
func writeTarget(p *ticketPage, data []byte) error {
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
	d, zone := plainDesk(c.Calendar), c.Calendar.place()
	within, known := map[string]sla.Within{
		"minute": sla.Within(fmt.Sprintf("%dm", c.Target.N)), "hour": sla.Within(fmt.Sprintf("%dh", c.Target.N)),
		"day": days(c.Target.N, c.Target.EndOfDay),
	}[c.Target.Unit]
	if !known {
		return fmt.Errorf("target unit %q", c.Target.Unit)
	}
	if c.Pausable {
		d.pausable("clock", d.within(within))
	} else {
		d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(within))
	}
	events := append(pauses(c.Pauses), sla.Event{At: c.Start.Time, Name: "create", Seq: -1})
	now := lastOf(events)
	answer := fmt.Sprintf("clock: due %s, held %s", noneOr(c.Expect.Due, now, zone), length(int64(c.Expect.Hold)))
	if c.Escalation != nil && c.Expect.Escalate != nil {
		mark, known := map[string]string{
			"business_s":  signedLength(c.Escalation.N),
			"working_day": fmt.Sprintf("%+d business days", c.Escalation.N),
		}[c.Escalation.Unit]
		if !known {
			return fmt.Errorf("escalation unit %q", c.Escalation.Unit)
		}
		d.warn(sla.Warning(mark))
		answer += ", " + strings.Replace(breachAt(*c.Expect.Escalate, now, zone), " breach ", " "+mark+" ", 1)
	}
	return p.tell(d, zone, events, ask{now, []string{answer}})
}

func signedLength(n int) string {
	if n >= 0 {
		return "+" + length(int64(n))
	}
	return length(int64(n))
}

func writeTimeline(p *ticketPage, data []byte) error {
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
	d, zone := plainDesk(c.Calendar), c.Calendar.place()
	for _, clock := range c.Clocks {
		d.clock(clock.Name, clock.clock(c.Applies), d.within(sla.Business(clock.Target.length())))
	}
	for _, clock := range c.Clocks {
		if _, told := d.spec.Clocks[clock.After]; clock.After != "" && !told {
			d.spec.Clocks[clock.After] = sla.Clock{Start: sla.On("create"), Stop: sla.On(clock.Stop)}
		}
	}
	events, err := eventsOf(c.Events)
	if err != nil {
		return err
	}
	var asks []ask
	for _, check := range c.Checks {
		facets := check.facets(zone, c.Applies != nil, func(key, why string) { p.skip(key, why) })
		subject := check.Clock
		switch {
		case check.Aggregate == "worst":
			subject += " cycle worst"
		case check.Aggregate != "":
			return fmt.Errorf("aggregate %q", check.Aggregate)
		case check.Cycle > 0:
			subject += fmt.Sprintf(" cycle %d", check.Cycle)
		}
		whole, err := check.whole(zone)
		if err != nil {
			return err
		}
		for _, answer := range whole {
			asks = append(asks, ask{check.At.Time, []string{answer}})
		}
		if len(facets) > 0 {
			asks = append(asks, ask{check.At.Time, []string{subject + ": " + strings.Join(facets, ", ")}})
		}
	}
	return p.tell(d, zone, events, asks...)
}

// facets writes what a check asks about a reading.
// conditional says that the clock applies only to some tickets.
func (c *timelineCheck) facets(zone *time.Location, conditional bool, skip func(key, why string)) (facets []string) {
	if c.Clock == "" {
		return nil
	}
	now, stopped := c.At.Time, false
	if c.State != nil {
		switch *c.State {
		case "running", "paused", "stopped":
			facets = append(facets, *c.State)
			stopped = *c.State == "stopped"
		default: // no clock
			word := "waiting"
			if conditional {
				word = "cancelled"
			}
			facets, stopped = append(facets, word), true
		}
	}
	if c.Outcome != nil {
		facets = append(facets, outcomeFacet(*c.Outcome))
	}
	if due := instantOf(c.Due); c.Due != nil && !due.IsZero() {
		facets = append(facets, "due "+when(due.Time, now, zone))
	} else if c.Due != nil && (stopped || c.Outcome != nil && *c.Outcome == "met") {
		// No due instant is pending because the clock has ended, which then is asked.
		if !stopped {
			facets = append(facets, "stopped")
		}
	} else if c.Due != nil && c.State == nil && c.Outcome != nil && *c.Outcome == "breached" {
		facets = append(facets, "stopped") // as above
	} else if c.Due != nil {
		facets = append(facets, "due none")
	}
	if c.Roll != nil && !c.Roll.IsZero() {
		facets = append(facets, breachAt(*c.Roll, now, zone))
	}
	for _, length := range []struct {
		word string
		want *seconds
	}{{"used", c.Elapsed}, {"left", c.Margin}, {"held", c.Hold}} {
		if length.want != nil {
			facets = append(facets, length.word+" "+lengthOf(*length.want))
		}
	}
	switch {
	case c.Overrun == nil:
	case *c.Overrun > 0:
		facets = append(facets, "missed by "+lengthOf(*c.Overrun))
	case c.Outcome == nil || *c.Outcome != "met":
		skip("overrun_s", "no overrun before the end; the language has an overrun of a miss only")
	}
	return facets
}

// whole asks for the ticket as a whole: its next due instant, and its state in the words
// of one help desk.
func (c *timelineCheck) whole(zone *time.Location) (answers []string, err error) {
	if c.NextDue != nil {
		answers = append(answers, "next due: "+noneOr(instantOf(c.NextDue), c.At.Time, zone))
	}
	if c.Composite == nil {
		return answers, nil
	}
	switch state := *c.Composite; state {
	case "breached":
		answers = append(answers, "ticket: missed")
	case "paused":
		answers = append(answers, "ticket: paused")
	case "response_due", "resolution_due":
		answers = append(answers, "ticket: running", strings.TrimSuffix(state, "_due")+": running")
	case "met":
		answers = append(answers, "ticket: clear")
	default:
		err = fmt.Errorf("composite %q", state)
	}
	return answers, err
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func lengthOf(s seconds) string { return length(int64(s)) }

func outcomeFacet(outcome string) string {
	switch outcome {
	case "met":
		return "met"
	case "breached":
		return "missed"
	}
	return "undecided"
}

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
