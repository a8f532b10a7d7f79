package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// ticketHead is the fields that every kind of ticket case has.
type ticketHead struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	Source    string `json:"source"`
	Note      string `json:"note"`
	Contested bool   `json:"contested"`
}

// ticketKinds has a runner for each kind of case. It returns an error if the case
// cannot be expressed.
var ticketKinds = map[string]func(data []byte, a *answers) error{
	"due":             runDue,
	"elapsed":         runElapsed,
	"due_paused":      runPaused,
	"elapsed_paused":  runPaused,
	"mixed_due":       runMixed,
	"first_open":      runFirstOpen,
	"working_days":    runWorkingDays,
	"agreement":       runAgreement,
	"timeline":        runTimeline,
	"retarget":        runRetarget,
	"reopen":          runReopen,
	"reeval":          runReeval,
	"condition_order": runConditionOrder,
	"credit":          runBands,
	"state_set":       runStateSet,
	"state_time":      runStateTime,
	"divergence":      runDivergence,
	"property":        runProperty,
}

func runTickets(dir fs.FS, r *results) {
	names, err := fs.Glob(dir, "*.json")
	if err != nil || len(names) == 0 {
		r.fail("tickets", "", "list the files", err, "JSON files")
		return
	}
	for _, name := range names {
		var file struct {
			Cases []json.RawMessage `json:"cases"`
		}
		if !r.load(dir, name, &file) {
			continue
		}
		for _, data := range file.Cases {
			runTicketCase(name, data, r)
		}
	}
}

func runTicketCase(file string, data []byte, r *results) {
	var head ticketHead
	if err := json.Unmarshal(data, &head); err != nil {
		r.fail(file, "", "read the case", err, "a case")
		return
	}
	run, known := ticketKinds[head.Kind]
	if !known {
		r.unsupport(file, head.ID, "kind "+head.Kind)
		return
	}
	var a answers
	switch err := run(data, &a); {
	case err != nil:
		r.unsupport(file, head.ID, err.Error())
	case a.count == 0:
		r.unsupport(file, head.ID, "it asks for nothing that is known")
	case len(a.asked) > 0:
		r.fail(file, head.ID, strings.Join(a.asked, ", "), strings.Join(a.got, ", "), strings.Join(a.want, ", "))
	default:
		r.pass()
	}
}

// answers collects the questions of a case and the library's wrong answers.
type answers struct {
	count            int
	asked, got, want []string
}

func (a *answers) compare(asked string, got, want any) {
	a.count++
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		a.asked, a.got, a.want = append(a.asked, asked), append(a.got, g), append(a.want, w)
	}
}

// moment is an instant of a case or null.
type moment struct{ time.Time }

func (m moment) String() string {
	if m.IsZero() {
		return "null"
	}
	return m.UTC().Format(time.RFC3339Nano)
}

func (m *moment) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*m = moment{}
		return nil
	}
	return json.Unmarshal(data, &m.Time)
}

// seconds is a length of time of a case.
type seconds int64

func (s seconds) length() time.Duration { return time.Duration(s) * time.Second }

// ticketCalendar is a calendar as the ticket cases write it.
type ticketCalendar struct {
	always bool
	caseSchedule
	Annual []string `json:"annual_holidays"`
}

func (c *ticketCalendar) UnmarshalJSON(data []byte) error {
	if string(data) == `"24x7"` {
		*c = ticketCalendar{always: true}
		return nil
	}
	type plain ticketCalendar
	return strict(data, (*plain)(c))
}

func (c ticketCalendar) zone() string {
	if c.always || c.Zone == "" {
		return "UTC"
	}
	return c.Zone
}

func (c ticketCalendar) spec() calendar.Spec {
	if c.always {
		return calendar.Spec{Zone: "UTC", Hours: "24x7"}
	}
	spec := c.caseSchedule.spec()
	if len(c.Annual) > 0 {
		spec.Holidays = []calendar.Holidays{{Country: "annual"}}
	}
	return spec
}

// sources knows holidays that return every year.
func (c ticketCalendar) sources() sla.Sources {
	return sla.Sources{Holidays: func(country, _ string) (calendar.HolidayList, error) {
		if country != "annual" {
			return nil, fmt.Errorf("no holidays of %q", country)
		}
		return annualHolidays(c.Annual), nil
	}}
}

func (c ticketCalendar) compile() (calendar.Calendar, error) {
	return calendar.Sources{Holidays: c.sources().Holidays}.New(c.spec())
}

type annualHolidays []string

func (days annualHolidays) Year(year int) ([]calendar.Holiday, bool) {
	var all []calendar.Holiday
	for _, day := range days {
		text := fmt.Sprintf("%04d-%s", year, day)
		// 02-29 exists in some years only, so compare the date with the text.
		if d, err := date.ParseISO(text); err == nil && d.String() == text {
			all = append(all, calendar.Holiday{Date: d, Observed: d, Name: day})
		}
	}
	return all, true
}

type span [2]moment

// runDue asks for a deadline, by the calendar and by a clock.
func runDue(data []byte, a *answers) error {
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
	cal, err := c.Calendar.compile()
	if err != nil {
		return err
	}
	due, err := cal.Add(c.Start.Time, c.Business.length())
	if errors.Is(err, calendar.ErrNeverOpen) {
		a.compare("due", moment{}, c.Expect.Due)
		return nil
	}
	if err != nil {
		return err
	}
	a.compare("calendar due", moment{due}, c.Expect.Due)
	d := newDesk(c.Calendar)
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(sla.Business(c.Business.length())))
	reading, err := d.read("clock", c.Start.Time, sla.Event{At: c.Start.Time, Name: "create"})
	if err != nil {
		return err
	}
	a.compare("due", moment{reading.DueAt}, c.Expect.Due)
	if c.Expect.Roll != nil {
		a.compare("due_roll", breachAhead(reading), *c.Expect.Roll)
		open, _ := cal.NextOpen(due)
		a.compare("calendar due_roll", moment{open}, *c.Expect.Roll)
	}
	return nil
}

func runElapsed(data []byte, a *answers) error {
	var c struct {
		ticketHead
		Calendar ticketCalendar `json:"calendar"`
		From     moment         `json:"from"`
		To       moment         `json:"to"`
		Target   seconds        `json:"target_s"`
		// Further figures are also expected.
		Wall            *seconds `json:"wall_s"`
		PercentWall     *word    `json:"percent_wall"`
		PercentBusiness *word    `json:"percent_business"`

		Expect struct {
			Business        seconds  `json:"business_s"`
			Wall            *seconds `json:"wall_s"`
			Target          seconds  `json:"target_s"`
			PercentWall     *word    `json:"percent_wall"`
			PercentBusiness *word    `json:"percent_business"`
		} `json:"expect"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	if c.Expect.Wall == nil {
		c.Expect.Wall = c.Wall
	}
	if c.Expect.PercentWall == nil {
		c.Expect.PercentWall = withoutRemark(c.PercentWall)
	}
	if c.Expect.PercentBusiness == nil {
		c.Expect.PercentBusiness = withoutRemark(c.PercentBusiness)
	}
	cal, err := c.Calendar.compile()
	if err != nil {
		return err
	}
	a.compare("calendar elapsed", cal.Elapsed(c.From.Time, c.To.Time), c.Expect.Business.length())
	d := newDesk(c.Calendar)
	target := max(c.Target, c.Expect.Target)
	open, wall := d.within("none"), sla.Target{Within: "none", Calendar: "24x7"}
	if target > 0 {
		open, wall = d.within(sla.Business(target.length())), sla.Target{Within: sla.Wall(target.length())}
	}
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, open)
	d.objective("wall", "clock", wall)
	readings, err := d.track(c.To.Time, sla.Event{At: c.From.Time, Name: "create"}, sla.Event{At: c.To.Time, Name: "stop"})
	if err != nil {
		return err
	}
	clock, _ := readings.Of("clock")
	elapsed, _ := readings.Of("wall")
	a.compare("elapsed", clock.Elapsed, c.Expect.Business.length())
	if c.Expect.Wall != nil {
		a.compare("wall", clock.Wall, c.Expect.Wall.length())
	}
	if c.Expect.PercentBusiness != nil {
		a.compare("percent_business", percentLike(clock, *c.Expect.PercentBusiness), *c.Expect.PercentBusiness)
	}
	if c.Expect.PercentWall != nil {
		a.compare("percent_wall", percentLike(elapsed, *c.Expect.PercentWall), *c.Expect.PercentWall)
	}
	return nil
}

// withoutRemark cuts the remark after a figure: "18.75 (shown as 19)".
func withoutRemark(figure *word) *word {
	if figure == nil {
		return nil
	}
	number, _, _ := strings.Cut(string(*figure), " ")
	plain := word(number)
	return &plain
}

// percentLike prints the used share of the target with as many places as a figure.
func percentLike(r sla.Reading, like word) string {
	_, places, _ := strings.Cut(string(like), ".")
	return strings.TrimSuffix(r.Used.Percent(len(places)), "%")
}

// runPaused asks for a deadline or a length of time with pauses.
func runPaused(data []byte, a *answers) error {
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
	d := newDesk(c.Calendar)
	if c.Expect.Business != nil {
		end := c.To
		if !c.Clip.IsZero() && c.Clip.Before(end.Time) {
			end = c.Clip
		}
		d.pausable("clock", d.within("none"))
		events := append(pauses(c.Pauses), sla.Event{At: c.From.Time, Name: "create", Seq: -1})
		reading, err := d.read("clock", end.Time, events...)
		a.compare("elapsed", reading.Elapsed, c.Expect.Business.length())
		return err
	}
	d.pausable("clock", d.within(sla.Business(c.Business.length())))
	events := append(pauses(c.Pauses), sla.Event{At: c.Start.Time, Name: "create", Seq: -1})
	reading, err := d.read("clock", lastOf(events), events...)
	if err != nil {
		return err
	}
	if c.Expect.Due != nil {
		a.compare("due", moment{reading.DueAt}, *c.Expect.Due)
	}
	if c.Expect.Roll != nil {
		a.compare("due_roll", breachAhead(reading), *c.Expect.Roll)
	}
	if c.Expect.Hold != nil {
		a.compare("hold", reading.Held, c.Expect.Hold.length())
	}
	return nil
}

func lastOf(events []sla.Event) time.Time {
	return slices.MaxFunc(events, func(a, b sla.Event) int { return a.At.Compare(b.At) }).At
}

// pauses are events that pause and resume a clock. Overlapping pauses are counted
// up and down by the status that they set.
func pauses(of []span) []sla.Event {
	var events []sla.Event
	for i, p := range of {
		if i > 0 && p[0].Before(of[i-1][1].Time) {
			return overlapping(of)
		}
		events = append(events,
			sla.Event{At: p[0].Time, Seq: int64(i), Name: "state", ID: fmt.Sprintf("%d a", i), Set: sla.Attrs{{"status", "waiting"}}},
			sla.Event{At: p[1].Time, Seq: int64(i), Name: "state", ID: fmt.Sprintf("%d b", i), Set: sla.Attrs{{"status", "open"}}})
	}
	return events
}

// overlapping makes pauses that overlap end together, with the last of them.
func overlapping(of []span) []sla.Event {
	sorted := slices.Clone(of)
	slices.SortFunc(sorted, func(a, b span) int { return a[0].Compare(b[0].Time) })
	joined := sorted[:1]
	for _, p := range sorted[1:] {
		last := &joined[len(joined)-1]
		switch {
		case p[0].After(last[1].Time):
			joined = append(joined, p)
		case p[1].After(last[1].Time):
			last[1] = p[1]
		}
	}
	return pauses(joined)
}

func runMixed(data []byte, a *answers) error {
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
	d := newDesk(c.Calendar)
	within := sla.Within(fmt.Sprintf("%ds then %ds wall", c.Business, c.Wall))
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(within))
	reading, err := d.read("clock", c.Start.Time, sla.Event{At: c.Start.Time, Name: "create"})
	a.compare("due", moment{reading.DueAt}, c.Expect.Due)
	return err
}

func runFirstOpen(data []byte, a *answers) error {
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
	cal, err := c.Calendar.compile()
	if err != nil {
		return err
	}
	open, _ := cal.NextOpen(c.At.Time)
	a.compare("first open", moment{open}, c.Expect.At)
	return nil
}

func runWorkingDays(data []byte, a *answers) error {
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
	cal, err := c.Calendar.compile()
	if err != nil {
		return err
	}
	var at calendar.DayTime
	if c.EndOfDay {
		at = calendar.EndOfDay()
	}
	due, err := cal.AddDays(c.Start.Time, c.Days, at)
	if err != nil {
		return err
	}
	a.compare("calendar days", moment{due}, c.Expect.Due)
	if c.Days <= 0 {
		return nil // a target cannot be before its start
	}
	d := newDesk(c.Calendar)
	d.clock("clock", sla.Clock{Start: sla.On("create"), Stop: sla.On("stop")}, d.within(days(c.Days, c.EndOfDay)))
	reading, err := d.read("clock", c.Start.Time, sla.Event{At: c.Start.Time, Name: "create"})
	a.compare("due", moment{reading.DueAt}, c.Expect.Due)
	return err
}

func days(n int, endOfDay bool) sla.Within {
	if endOfDay {
		return sla.BusinessDays(n) + " end of day"
	}
	return sla.BusinessDays(n)
}
