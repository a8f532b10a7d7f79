package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
)

// caseSchedule is a schedule of the calendar cases: hours as pairs of wall-clock
// times.
type caseSchedule struct {
	Zone      string                 `json:"tz"`
	Weekly    map[string][][2]string `json:"weekly"`
	Holidays  []string               `json:"holidays"`
	Overrides map[string][][2]string `json:"overrides"`
}

type calendarCase struct {
	ID       string          `json:"id"`
	Schedule string          `json:"schedule"`
	Op       string          `json:"op"`
	At       time.Time       `json:"at"`
	From     time.Time       `json:"from"`
	To       time.Time       `json:"to"`
	Seconds  word            `json:"seconds"`
	Expect   json.RawMessage `json:"expect"`
	Judged   json.RawMessage `json:"judged"`

	// The sources of the answer, and the answers of others.
	Class      string          `json:"class"`
	Agree      []string        `json:"agree"`
	Dissent    []string        `json:"dissent"`
	Answers    json.RawMessage `json:"answers"`
	InCases    bool            `json:"in_cases"`
	Membership json.RawMessage `json:"wall_clock_membership"`
}

func runCalendars(dir fs.FS, r *results) {
	for _, file := range []struct{ name, list string }{{"cases.json", "cases"}, {"disagreements.json", "disagreements"}} {
		var content struct {
			Schedules map[string]json.RawMessage `json:"schedules"`
		}
		if !r.load(dir, file.name, &content) {
			continue
		}
		schedules := map[string]scheduled{}
		for name, raw := range content.Schedules {
			schedules[name] = compiled(raw)
		}
		runLists(dir, r, file.name, map[string]entryRunner{
			file.list: func(r *results, file string, entry json.RawMessage) { runCalendarCase(r, file, entry, schedules) },
		})
	}
}

// scheduled is a compiled schedule of a file, or the reason why it cannot be
// compiled.
type scheduled struct {
	calendar calendar.Calendar
	err      error
	unknown  bool // it has unknown fields
}

func compiled(raw json.RawMessage) scheduled {
	var s caseSchedule
	if err := strict(raw, &s); err != nil {
		return scheduled{err: err, unknown: true}
	}
	cal, err := calendar.New(s.spec())
	return scheduled{calendar: cal, err: err}
}

func runCalendarCase(r *results, file string, entry json.RawMessage, schedules map[string]scheduled) {
	var c calendarCase
	if err := strict(entry, &c); err != nil {
		r.unsupport(file, c.ID, err.Error())
		return
	}
	s, known := schedules[c.Schedule]
	switch {
	case !known:
		r.fail(file, c.ID, "find the schedule", c.Schedule, "a schedule of the file")
		return
	case s.unknown:
		r.unsupport(file, c.ID, s.err.Error())
		return
	case s.err != nil:
		r.fail(file, c.ID, "compile "+c.Schedule, s.err, "a calendar")
		return
	}
	want := c.Expect
	if c.Judged != nil {
		want = c.Judged
	}
	got, known := c.ask(s.calendar)
	if !known {
		r.unsupport(file, c.ID, "op "+c.Op)
		return
	}
	asked := fmt.Sprintf("%s %s %s%s%s", c.Schedule, c.Op, stamp(c.At), stamp(c.From), stamp(c.To))
	r.compare(file, c.ID, asked, canonical(got), canonical(want))
}

func (s caseSchedule) spec() calendar.Spec {
	spec := calendar.Spec{Zone: s.Zone, Days: map[calendar.Local]calendar.Hours{}}
	spec.Hours = calendar.Week(s.week())
	for _, day := range s.Holidays {
		if _, own := s.Overrides[day]; !own { // the hours of the date decide
			spec.Closed = append(spec.Closed, calendar.Local(day))
		}
	}
	for day, hours := range s.Overrides {
		spec.Days[calendar.Local(day)] = hoursOf(hours)
	}
	return spec
}

// week writes the hours of the weekdays; days in a row with the same hours share them.
func (s caseSchedule) week() string {
	days := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	var parts []string
	for day := range s.Weekly {
		if !slices.Contains(days, day) { // the calendar refuses it
			parts = append(parts, day+" "+string(hoursOf(s.Weekly[day])))
		}
	}
	slices.Sort(parts)
	for first := 0; first < len(days); {
		last := first
		hours := hoursOf(s.Weekly[days[first]])
		for last+1 < len(days) && hoursOf(s.Weekly[days[last+1]]) == hours {
			last++
		}
		if name := days[first]; hours != "" {
			if last > first {
				name += "-" + days[last]
			}
			parts = append(parts, name+" "+string(hours))
		}
		first = last + 1
	}
	return strings.Join(parts, "; ")
}

func hoursOf(pairs [][2]string) calendar.Hours {
	texts := make([]string, len(pairs))
	for i, p := range pairs {
		if texts[i] = p[0] + "-" + p[1]; p[0] == p[1] {
			texts[i] = p[0] + "+24h"
		}
	}
	return calendar.Hours(strings.Join(texts, ","))
}

// ask gives the answer to the question of a case: an instant or null, a number of
// seconds, a boolean, or a list of stretches.
func (c calendarCase) ask(cal calendar.Calendar) (answer any, known bool) {
	instant := func(t time.Time, ok bool) any {
		if !ok {
			return nil
		}
		return t
	}
	added := func(text string) (any, bool) {
		d, err := time.ParseDuration(text)
		if err != nil {
			return nil, false
		}
		t, err := cal.Add(c.At, d)
		return instant(t, err == nil), true
	}
	switch c.Op {
	case "elapsed":
		return json.Number(big.NewRat(int64(cal.Elapsed(c.From, c.To)), int64(time.Second)).FloatString(9)), true
	case "add":
		return added(string(c.Seconds) + "s")
	case "sub":
		if back, negative := strings.CutPrefix(string(c.Seconds), "-"); negative {
			return added(back + "s")
		}
		return added("-" + string(c.Seconds) + "s")
	case "is_open":
		return cal.IsOpen(c.At), true
	case "next_open":
		return instant(cal.NextOpen(c.At)), true
	case "next_close":
		return instant(cal.NextClose(c.At)), true
	case "segments":
		parts := [][2]any{}
		for from, to := range cal.Segments(c.From, c.To) {
			parts = append(parts, [2]any{from, to})
		}
		return parts, true
	}
	return nil, false
}

// canonical writes an answer so that equal instants and numbers have equal texts.
func canonical(answer any) string {
	data, err := json.Marshal(answer)
	if err != nil {
		return err.Error()
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return err.Error()
	}
	return fmt.Sprint(plain(v))
}

func plain(v any) any {
	switch v := v.(type) {
	case string:
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return t.UTC().Format(time.RFC3339Nano)
		}
	case json.Number:
		if n, ok := new(big.Rat).SetString(v.String()); ok {
			return n.RatString()
		}
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = plain(x)
		}
		return list
	}
	return v
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339) + " "
}
