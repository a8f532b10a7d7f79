package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
)

// A schedule of the calendar cases: hours as pairs of wall-clock times.
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
	Seconds  int64           `json:"seconds"`
	Expect   json.RawMessage `json:"expect"`
	Judged   json.RawMessage `json:"judged"`
}

func runCalendars(dir fs.FS, r *results) {
	for _, file := range []struct{ name, list string }{{"cases.json", "cases"}, {"disagreements.json", "disagreements"}} {
		var content struct {
			Schedules     map[string]caseSchedule `json:"schedules"`
			Cases         []calendarCase          `json:"cases"`
			Disagreements []calendarCase          `json:"disagreements"`
		}
		if !r.load(dir, file.name, &content) {
			continue
		}
		compiled := map[string]calendar.Calendar{}
		for _, c := range append(content.Cases, content.Disagreements...) {
			schedule, known := content.Schedules[c.Schedule]
			if !known {
				r.fail(file.name, c.ID, "find the schedule", c.Schedule, "a schedule of the file")
				continue
			}
			cal, done := compiled[c.Schedule]
			if !done {
				var err error
				if cal, err = calendar.New(schedule.spec()); err != nil {
					r.fail(file.name, c.ID, "compile "+c.Schedule, err, "a calendar")
					continue
				}
				compiled[c.Schedule] = cal
			}
			want := c.Expect
			if want == nil {
				want = c.Judged
			}
			got, known := c.ask(cal)
			if !known {
				r.unsupport(file.name, c.ID, "op "+c.Op)
				continue
			}
			asked := fmt.Sprintf("%s %s %s%s%s", c.Schedule, c.Op, stamp(c.At), stamp(c.From), stamp(c.To))
			r.compare(file.name, c.ID, asked, got, compactJSON(want))
		}
	}
}

func (s caseSchedule) spec() calendar.Spec {
	spec := calendar.Spec{Zone: s.Zone, Days: map[calendar.Local]calendar.Hours{}}
	var week []string
	for day, hours := range s.Weekly {
		if len(hours) > 0 {
			week = append(week, day+" "+string(hoursOf(hours)))
		}
	}
	slices.Sort(week)
	spec.Hours = calendar.Week(strings.Join(week, "; "))
	for _, day := range s.Holidays {
		spec.Closed = append(spec.Closed, calendar.Local(day))
	}
	for day, hours := range s.Overrides {
		spec.Days[calendar.Local(day)] = hoursOf(hours)
	}
	return spec
}

func hoursOf(pairs [][2]string) calendar.Hours {
	texts := make([]string, len(pairs))
	for i, p := range pairs {
		texts[i] = p[0] + "-" + p[1]
	}
	return calendar.Hours(strings.Join(texts, ","))
}

// ask puts the question of a case and writes the answer as the cases do.
func (c calendarCase) ask(cal calendar.Calendar) (answer string, known bool) {
	instant := func(t time.Time, ok bool) string {
		if !ok {
			return "null"
		}
		return `"` + t.UTC().Format(time.RFC3339Nano) + `"`
	}
	added := func(d time.Duration) string {
		t, err := cal.Add(c.At, d)
		if err != nil {
			return "null"
		}
		return instant(t, true)
	}
	switch c.Op {
	case "elapsed":
		return durationSeconds(cal.Elapsed(c.From, c.To)), true
	case "add":
		return added(time.Duration(c.Seconds) * time.Second), true
	case "sub":
		return added(-time.Duration(c.Seconds) * time.Second), true
	case "is_open":
		return fmt.Sprint(cal.IsOpen(c.At)), true
	case "next_open":
		return instant(cal.NextOpen(c.At)), true
	case "next_close":
		return instant(cal.NextClose(c.At)), true
	case "segments":
		parts := []string{}
		for from, to := range cal.Segments(c.From, c.To) {
			parts = append(parts, "["+instant(from, true)+","+instant(to, true)+"]")
		}
		return "[" + strings.Join(parts, ",") + "]", true
	}
	return "", false
}

// durationSeconds writes a duration as a number of seconds, with the fraction
// it has.
func durationSeconds(d time.Duration) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d.%09d", d/time.Second, d%time.Second), "0"), ".")
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339) + " "
}

func compactJSON(raw json.RawMessage) string {
	var b bytes.Buffer
	if err := json.Compact(&b, raw); err != nil {
		return err.Error()
	}
	return b.String()
}
