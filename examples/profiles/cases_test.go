package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// Every figure that the cases with known answers report of a system is what our
// clocks show under its profile, or README.md lists it with the reason why not.
func TestTheCasesAreWhatTheProfilesShow(t *testing.T) {
	listed := unexplained(t)
	all, err := systems()
	if err != nil {
		t.Fatal(err)
	}
	checked := map[string]int{}
	for _, c := range tickets(t) {
		for _, s := range all {
			for _, told := range c.told(s.name) {
				at := [3]string{c.ID, s.name, told.name}
				checked[s.name]++
				got, err := c.shown(s, told)
				if err != nil {
					t.Errorf("%v: %v", at, err)
					continue
				}
				figures, excused := listed[at]
				delete(listed, at)
				switch {
				case got == told.figure && excused:
					t.Errorf("%v: we show %s too, so README.md need not list it", at, got)
				case excused && figures != [2]string{told.figure, got}:
					t.Errorf("%v: README.md has %v, the case %s, and we show %s", at, figures, told.figure, got)
				case got != told.figure && !excused:
					t.Errorf("%v: %s, and we show %s", at, told.figure, got)
				}
			}
		}
	}
	for at := range listed {
		t.Errorf("README.md lists %v, which is in no case", at)
	}
	for name, least := range map[string]int{
		"zammad": 70, "request-tracker": 70, "glpi": 5, "servicenow": 2, "freshdesk": 2, "frappe-helpdesk": 8, "chatwoot": 6, "znuny": 6,
	} {
		if checked[name] < least {
			t.Errorf("%d figures of %s were checked, of at least %d", checked[name], name, least)
		}
	}
}

// unexplained reads the figures that no choice gives from README.md: by case,
// system and figure what the system shows and what we do.
func unexplained(t *testing.T) map[[3]string][2]string {
	all := map[[3]string][2]string{}
	for _, row := range table(t, "## Figures that no choice gives") {
		if len(row) != 6 || row[5] == "" {
			t.Fatalf("a figure needs a reason: %q", row)
		}
		all[[3]string{row[0], row[1], row[2]}] = [2]string{row[3], row[4]}
	}
	return all
}

// ticketCase is a case that tells what a system shows.
type ticketCase struct {
	file     string
	ID       string          `json:"id"`
	Kind     string          `json:"kind"`
	Source   string          `json:"source"`
	Hours    json.RawMessage `json:"calendar"`
	Start    time.Time       `json:"start"`
	Business int64           `json:"business_s"`
	Pauses   [][2]time.Time  `json:"pauses"`
	Clocks   []caseClock     `json:"clocks"`
	Events   []caseEvent     `json:"events"`
	Checks   []caseCheck     `json:"checks"`
	Input    caseInput       `json:"input"`
	Peer     map[string]any  `json:"peer"`

	// Of targets of GLPI, whose own figures are the answers.
	Target struct {
		Unit     string `json:"unit"`
		N        int    `json:"n"`
		EndOfDay bool   `json:"end_of_working_day"`
	} `json:"target"`
	Pausable bool           `json:"pausable"`
	Expect   map[string]any `json:"expect"`
}

type caseClock struct {
	Name   string `json:"name"`
	Target int64  `json:"target_s"`
}

type caseEvent struct {
	At    time.Time `json:"at"`
	Type  string    `json:"type"`
	State string    `json:"state"`
	To    string    `json:"to"`
}

type caseCheck struct {
	At    time.Time `json:"at"`
	Clock string    `json:"clock"`
	Cycle int       `json:"cycle"`
	Peer  *string   `json:"peer_due"`
}

type caseInput struct {
	Hours      json.RawMessage  `json:"calendar"`
	Before     json.RawMessage  `json:"calendar_before"`
	After      json.RawMessage  `json:"calendar_after"`
	Start      time.Time        `json:"start"`
	Created    time.Time        `json:"created"`
	Resolved   time.Time        `json:"resolved"`
	Polled     time.Time        `json:"first_evaluation"`
	Targets    map[string]int64 `json:"targets_s"`
	Business   int64            `json:"business_s"`
	Target     int64            `json:"target_s"`
	OldTarget  int64            `json:"target_before_s"`
	NewTarget  int64            `json:"target_after_s"`
	Changed    time.Time        `json:"changed_at"`
	Escalation int64            `json:"escalation_offset_s"`
	Due        *time.Time       `json:"due_field"`
	At         time.Time        `json:"evaluate_at"`
	Reply      json.RawMessage  `json:"reply"`
	Events     [][2]string      `json:"events"`
}

func tickets(t *testing.T) (all []ticketCase) {
	names, err := filepath.Glob("../../internal/conformance/testdata/cases/tickets/*.json")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Cases []json.RawMessage `json:"cases"`
		}
		if err := json.Unmarshal(data, &file); err != nil {
			t.Fatal(name, err)
		}
		for _, data := range file.Cases {
			c := ticketCase{file: filepath.Base(name)}
			var head struct {
				Kind string `json:"kind"`
			}
			if err := json.Unmarshal(data, &head); err != nil {
				t.Fatal(name, err)
			}
			if !slices.Contains([]string{"due", "due_paused", "timeline", "divergence", "agreement"}, head.Kind) {
				continue // of these no system's own figure is told
			}
			if err := json.Unmarshal(data, &c); err != nil {
				t.Fatal(name, err)
			}
			all = append(all, c)
		}
	}
	return all
}

// from says which system a case is about: by its file, or in the file of
// documentation examples by its source. The peers are calendar libraries that
// two systems use, of which the second is told apart.
func (c *ticketCase) from(system string) bool {
	switch c.file {
	case "peers.json":
		return system == "zammad" || system == "request-tracker"
	case "docs.json":
		product, _, _ := strings.Cut(strings.ToLower(c.Source), " ")
		return product == system
	}
	return strings.TrimSuffix(c.file, ".json") == map[string]string{"frappe-helpdesk": "frappe", "request-tracker": "rt"}[system] ||
		strings.TrimSuffix(c.file, ".json") == system
}

// figure is one thing that a system shows.
type figure struct {
	name, figure string
	check        *caseCheck
}

// told lists what a case says that a system shows.
func (c *ticketCase) told(system string) (all []figure) {
	if !c.from(system) {
		return nil
	}
	for i := range c.Checks {
		if k := &c.Checks[i]; k.Peer != nil {
			all = append(all, figure{fmt.Sprintf("%s at %s", k.Clock, k.At.Format(time.RFC3339)), *k.Peer, k})
		}
	}
	peer := c.Peer
	if c.Kind == "agreement" {
		peer = map[string]any{"due": c.Expect["due"]}
	}
	for name, value := range peer {
		switch name {
		case "rule", "convention", "boundary":
			continue // for readers
		case "due", "second_peer":
			if c.file == "peers.json" && (name == "second_peer") != (system == "request-tracker") {
				continue
			}
		case "amount":
			continue // of credits, which are not about clocks
		}
		text := "none"
		if value != nil {
			text = fmt.Sprint(value)
		}
		all = append(all, figure{name: name, figure: text})
	}
	slices.SortFunc(all, func(a, b figure) int { return strings.Compare(a.name, b.name) })
	return all
}

// shown is what we show in its place.
func (c *ticketCase) shown(s system, told figure) (string, error) {
	switch {
	case c.Kind == "timeline":
		return c.timeline(s, told.check)
	case c.Kind == "divergence":
		return c.divergence(s, told.name)
	}
	events := []sla.Event{{At: c.Start, Name: "opened", Set: sla.Attrs{{"status", "open"}}}}
	for _, p := range c.Pauses {
		events = append(events, status(p[0], "waiting"), status(p[1], "open"))
	}
	within, clock := seconds(c.Business), "resolution"
	if c.Kind == "agreement" {
		if c.Target.Unit != "day" {
			return "", fmt.Errorf("unit %q", c.Target.Unit)
		}
		if within = sla.BusinessDays(c.Target.N); c.Target.EndOfDay {
			within += " end of day"
		}
		if !c.Pausable {
			clock = "response" // time to own
		}
	}
	r, err := play(s, c.Hours, clock, []sla.Target{{Within: within}}, nil, events, events[len(events)-1].At)
	return instantText(s.due(r)), err
}

func (c *ticketCase) timeline(s system, check *caseCheck) (string, error) {
	clocks := map[string]string{"first_response": "response", "response": "response", "update": "update", "close": "resolution", "resolution": "resolution"}
	var events []sla.Event
	for _, e := range c.Events {
		switch e.Type {
		case "create":
			events = append(events, sla.Event{At: e.At, Name: "opened", Set: sla.Attrs{{"status", state(e.State)}}})
		case "state":
			events = append(events, status(e.At, e.To))
		case "customer_message":
			events = append(events, sla.Event{At: e.At, Name: "message"})
		case "agent_reply":
			events = append(events, sla.Event{At: e.At, Name: "replied"})
		default:
			return "", fmt.Errorf("event %q", e.Type)
		}
	}
	i := slices.IndexFunc(c.Clocks, func(k caseClock) bool { return k.Name == check.Clock })
	r, err := play(s, c.Hours, clocks[check.Clock], []sla.Target{{Within: seconds(c.Clocks[i].Target)}}, nil, events, check.At)
	if err == nil && r.Cycle != check.Cycle {
		err = fmt.Errorf("cycle %d, not %d", r.Cycle, check.Cycle)
	}
	return instantText(s.due(r)), err
}

func (c *ticketCase) divergence(s system, name string) (string, error) {
	in, clock := &c.Input, "resolution"
	if in.Reply != nil {
		clock = "response"
	}
	opened := in.Start
	if opened.IsZero() {
		opened = in.Created
	}
	if opened.IsZero() {
		opened = time.Date(2024, time.January, 15, 9, 0, 0, 0, time.UTC)
	}
	events := []sla.Event{{At: opened, Name: "opened", Set: sla.Attrs{{"status", "open"}, {"target", "old"}}}}
	hours, change := in.Hours, json.RawMessage(nil)
	targets := []sla.Target{{Within: seconds(max(in.Target, in.Business))}}
	switch {
	case in.Due != nil:
		targets = []sla.Target{{Within: "promised due"}}
		events[0].Set = append(events[0].Set, [2]string{"due", in.Due.Format(time.RFC3339)})
	case in.Before != nil:
		hours, change = in.Before, in.After
	case in.Targets != nil:
		targets = nil
		for _, priority := range slices.Sorted(maps.Keys(in.Targets)) {
			targets = append(targets, sla.Target{When: sla.Where{"priority": sla.Is(priority)}, Within: seconds(in.Targets[priority])})
		}
	case in.OldTarget > 0:
		targets = []sla.Target{{When: sla.Where{"target": sla.Is("old")}, Within: seconds(in.OldTarget)}, {Within: seconds(in.NewTarget)}}
	}
	at := opened
	for _, pair := range in.Events {
		when, err := time.Parse(time.RFC3339, pair[0])
		if err != nil {
			return "", err
		}
		at = when
		what, priority, _ := strings.Cut(pair[1], " ")
		switch what {
		case "create":
			events[0].At = when
			events[0].Set = append(events[0].Set, [2]string{"priority", priority})
		case "priority":
			events = append(events, sla.Event{At: when, Name: "change", Set: sla.Attrs{{"priority", priority}}})
		case "pause":
			events = append(events, status(when, "waiting"))
		case "resume":
			events = append(events, status(when, "open"))
		default:
			return "", fmt.Errorf("event %q", pair[1])
		}
	}
	if !in.At.IsZero() {
		at = in.At
	}
	if !in.Resolved.IsZero() {
		events, at = append(events, status(in.Resolved, "resolved")), in.Polled
	}
	before := strings.HasSuffix(name, "_before")
	if in.OldTarget > 0 && !before {
		changed := in.Changed
		if changed.IsZero() {
			changed = opened
		}
		events = append(events, sla.Event{At: changed, Seq: 1, Name: "change", Set: sla.Attrs{{"target", "new"}}})
	}
	if change != nil && !before {
		at = at.Add(time.Hour) // the edit is known a minute after the start
	}
	var warn []sla.Level
	if in.Escalation != 0 {
		warn = []sla.Level{{At: sla.Warning(fmt.Sprintf("%+ds", in.Escalation))}}
	}
	r, err := playChanged(s, hours, change, opened, clock, targets, warn, events, at)
	switch strings.TrimSuffix(strings.TrimSuffix(name, "_before"), "_after") {
	case "due":
		return instantText(s.due(r)), err
	case "breach_at":
		return instantText(r.BreachedAt), err
	case "escalation":
		return instantText(r.Alarms[0].At), err
	case "hold_s":
		return fmt.Sprint(int64(r.Held / time.Second)), err
	case "status", "outcome":
		switch {
		case r.Verdict == sla.Missed:
			return "breached", err
		case r.Verdict == "":
			return string(r.Phase), err
		}
		return string(r.Verdict), err
	}
	return "", fmt.Errorf("figure %q", name)
}

// seconds is a target; a target of nothing is written as none.
func seconds(n int64) sla.Within {
	if n == 0 {
		return "none"
	}
	return sla.Business(time.Duration(n) * time.Second)
}

func status(at time.Time, word string) sla.Event {
	return sla.Event{At: at, Name: "status", Set: sla.Attrs{{"status", state(word)}}}
}

// state is a state in the words of the profiles.
func state(word string) string {
	switch word {
	case "pending", "stalled":
		return "waiting"
	case "new":
		return "open"
	}
	return word
}

func instantText(at time.Time) string {
	if at.IsZero() {
		return "none"
	}
	return at.UTC().Format(time.RFC3339)
}

// play gives the last cycle of a clock of a system at an instant.
func play(s system, hours json.RawMessage, clock string, targets []sla.Target, warn []sla.Level, events []sla.Event, at time.Time) (sla.Reading, error) {
	return playChanged(s, hours, nil, at, clock, targets, warn, events, at)
}

// playChanged is play under hours that are known to be others a minute after an
// instant.
func playChanged(s system, hours, change json.RawMessage, from time.Time, clock string, targets []sla.Target, warn []sla.Level, events []sla.Event, at time.Time) (sla.Reading, error) {
	office, annual, err := spec(hours)
	if err != nil {
		return sla.Reading{}, err
	}
	if change != nil {
		other, _, err := spec(change)
		if err != nil {
			return sla.Reading{}, err
		}
		zone, err := time.LoadLocation(office.Zone)
		if err != nil {
			return sla.Reading{}, err
		}
		office.Versions = []calendar.Version{{Known: calendar.Local(from.Add(time.Minute).In(zone).Format("2006-01-02T15:04:05")), Hours: other.Hours, Closed: other.Closed}}
	}
	for i := range targets {
		if targets[i].Within != "promised due" {
			targets[i].Calendar = "hours"
		}
	}
	for i := range events {
		events[i].Seq += int64(i)
	}
	agreement, err := sla.Sources{Holidays: annual}.New(sla.Spec{
		ID: "case", Zone: "UTC", Policies: s.spec.Policies, Clocks: s.spec.Clocks,
		Calendars: map[string]calendar.Spec{"hours": office},
		Objectives: []sla.Objective{{ID: "o", Clock: clock, Targets: targets, Attain: "100%", Period: sla.Monthly,
			Counts: sla.ByStart, Warn: warn}},
	})
	if err != nil {
		return sla.Reading{}, err
	}
	reading, _ := agreement.Track(&sla.Ticket{ID: "T", Events: events}, at).Of("o")
	return reading, nil
}

// spec reads service hours as the cases write them.
func spec(hours json.RawMessage) (calendar.Spec, func(country, region string) (calendar.HolidayList, error), error) {
	if hours == nil || string(hours) == `"24x7"` {
		return calendar.Spec{Zone: "UTC", Hours: "24x7"}, nil, nil
	}
	var in struct {
		Zone   string                 `json:"tz"`
		Weekly map[string][][2]string `json:"weekly"`
		Closed []calendar.Local       `json:"holidays"`
		Annual []string               `json:"annual_holidays"`
	}
	if err := json.Unmarshal(hours, &in); err != nil {
		return calendar.Spec{}, nil, err
	}
	var week []string
	for day, stretches := range in.Weekly {
		var written []string
		for _, s := range stretches {
			written = append(written, s[0]+"-"+s[1])
		}
		week = append(week, day+" "+strings.Join(written, ","))
	}
	slices.Sort(week)
	out := calendar.Spec{Zone: in.Zone, Hours: calendar.Week(strings.Join(week, "; ")), Closed: in.Closed}
	if len(in.Annual) == 0 {
		return out, nil, nil
	}
	out.Holidays = []calendar.Holidays{{Country: "annual"}}
	return out, func(_, _ string) (calendar.HolidayList, error) { return annual(in.Annual), nil }, nil
}

// annual are holidays of every year, MM-DD.
type annual []string

func (days annual) Year(year int) (all []calendar.Holiday, known bool) {
	for _, day := range days {
		d := date.MustParseISO(fmt.Sprintf("%04d-%s", year, day))
		all = append(all, calendar.Holiday{Date: d, Observed: d, Name: day})
	}
	return all, true
}
