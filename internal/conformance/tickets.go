package main

import (
	"encoding/json"
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

// ticketKinds has a runner for each kind of which a case file does not ask all. It
// returns an error if the case cannot be expressed. The other kinds run as case files.
var ticketKinds = map[string]func(data []byte, a *answers) error{
	"timeline": runTimeline,
	"property": runProperty,
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
			runTicketCase(dir, name, data, r)
		}
	}
}

func runTicketCase(dir fs.FS, file string, data []byte, r *results) {
	var head ticketHead
	if err := json.Unmarshal(data, &head); err != nil {
		r.fail(file, "", "read the case", err, "a case")
		return
	}
	if _, known := ticketWriters[head.Kind]; !known {
		r.unsupport(file, head.ID, "kind "+head.Kind)
		return
	}
	run, ours := ticketKinds[head.Kind]
	if !ours {
		r.orBlock(dir, file, "cases", head.ID, data)
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

// withoutRemark cuts the remark after a figure: "18.75 (shown as 19)".
func withoutRemark(figure *word) *word {
	if figure == nil {
		return nil
	}
	number, _, _ := strings.Cut(string(*figure), " ")
	plain := word(number)
	return &plain
}

// lastOf is the instant of the last event; without events it is the zero Time.
func lastOf(events []sla.Event) time.Time {
	if len(events) == 0 {
		return time.Time{}
	}
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

func days(n int, endOfDay bool) sla.Within {
	if endOfDay {
		return sla.BusinessDays(n) + " end of day"
	}
	return sla.BusinessDays(n)
}
