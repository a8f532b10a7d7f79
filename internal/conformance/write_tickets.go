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

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func lengthOf(s seconds) string { return length(int64(s)) }
