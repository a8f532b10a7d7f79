package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
)

// calendarBlock writes a calendar.
func (s *sheet) calendarBlock(name string, spec calendar.Spec) {
	s.line(0, "calendar %s", name)
	s.line(2, "zone: %s", spec.Zone)
	s.line(2, "hours: %q", string(spec.Hours))
	if len(spec.Closed) > 0 {
		days := make([]string, len(spec.Closed))
		for i, day := range spec.Closed {
			days[i] = string(day)
		}
		s.line(2, "closed: [%s]", strings.Join(days, ", "))
	}
	if len(spec.Days) > 0 {
		var days []string
		for _, day := range slices.Sorted(maps.Keys(spec.Days)) {
			hours := string(spec.Days[day])
			if hours == "" {
				hours = "closed"
			}
			days = append(days, fmt.Sprintf("%s: %q", day, hours))
		}
		s.line(2, "days: { %s }", strings.Join(days, ", "))
	}
}

// tableRow is a row of a table about a calendar.
type tableRow struct{ verb, input, answer, id, remark string }

// tables writes rows, one table for each verb, in the order in which the verbs come.
func (s *sheet) tables(name string, rows []tableRow) {
	for len(rows) > 0 {
		verb := rows[0].verb
		s.line(0, "%s %s", verb, name)
		var others []tableRow
		remark := ""
		for _, r := range rows {
			if r.verb != verb {
				others = append(others, r)
				continue
			}
			if r.remark != remark {
				if remark = r.remark; remark != "" && remark != r.id {
					s.line(2, "# %s", remark)
				}
			}
			s.line(2, "%s => %s  # %s", r.input, r.answer, r.id)
		}
		rows = others
	}
}

func writeCalendars(dir fs.FS, c *corpus) error {
	for _, source := range []struct{ name, list, file, about string }{
		{"cases.json", "cases", "calendars/agreed.case", "Business hours: what at least two independent programs and a reference agree on."},
		{"disagreements.json", "disagreements", "calendars/disputed.case", "Business hours: where programs disagree, and the answer that is judged right."},
	} {
		var content struct {
			Schedules map[string]caseSchedule `json:"schedules"`
		}
		data, err := fs.ReadFile(dir, source.name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = json.Unmarshal(data, &content)
		}
		if err != nil {
			return err
		}
		rows := map[string][]tableRow{}
		err = entries(dir, source.list, func(file string, data json.RawMessage) error {
			var k calendarCase
			if err := strict(data, &k); err != nil {
				return err
			}
			entry := entryOf("calendars", file, k.ID)
			schedule, known := content.Schedules[k.Schedule]
			if !known {
				return fmt.Errorf("%s: no schedule %q", k.ID, k.Schedule)
			}
			row, err := k.row(schedule.Zone)
			if err != nil {
				return fmt.Errorf("%s: %w", k.ID, err)
			}
			c.said[entry] = true
			rows[k.Schedule] = append(rows[k.Schedule], row)
			return nil
		})
		if err != nil {
			return err
		}
		s := c.file(source.file, source.about)
		for _, name := range slices.Sorted(maps.Keys(rows)) {
			s.title(name)
			s.calendarBlock("it", content.Schedules[name].spec())
			s.tables("it", rows[name])
		}
	}
	return nil
}

// row writes a question about a calendar with its answer.
func (c calendarCase) row(zoneName string) (tableRow, error) {
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return tableRow{}, err
	}
	want := c.Expect
	if c.Judged != nil {
		want = c.Judged
	}
	row := tableRow{id: c.ID, remark: c.Class}
	instant := func() (err error) {
		var m moment
		if err = json.Unmarshal(want, &m); err == nil {
			row.input, row.answer = row.input+when(c.At, time.Time{}, zone), "none"
			if !m.IsZero() {
				row.answer = when(m.Time, c.At, zone)
			}
		}
		return err
	}
	stretch := when(c.From, time.Time{}, zone) + " to " + when(c.To, c.From, zone)
	switch c.Op {
	case "elapsed":
		var n word
		var seconds *big.Rat
		row.verb, row.input = "elapsed", stretch
		if err = json.Unmarshal(want, &n); err == nil {
			seconds, err = number(n)
		}
		if err == nil {
			row.answer = secondsText(seconds)
		}
	case "add", "sub":
		var seconds *big.Rat
		row.verb = "add"
		if seconds, err = number(c.Seconds); err != nil {
			break
		}
		err = instant()
		sign := " + "
		if (c.Op == "sub") != (seconds.Sign() < 0) {
			sign = " - "
		}
		row.input += sign + secondsText(seconds.Abs(seconds))
	case "is_open":
		var open bool
		row.verb, row.input = "state of", when(c.At, time.Time{}, zone)
		err = json.Unmarshal(want, &open)
		row.answer = map[bool]string{true: "open", false: "closed"}[open]
	case "next_open":
		row.verb = "next open"
		err = instant()
	case "next_close":
		row.verb = "next close"
		err = instant()
	case "segments":
		var parts [][2]time.Time
		row.verb, row.input = "stretches", stretch
		err = json.Unmarshal(want, &parts)
		var texts []string
		before := c.From
		for _, p := range parts {
			texts = append(texts, when(p[0], before, zone)+" to "+when(p[1], p[0], zone))
			before = p[1]
		}
		if row.answer = strings.Join(texts, "; "); len(parts) == 0 {
			row.answer = "none"
		}
	default:
		err = fmt.Errorf("op %q", c.Op)
	}
	return row, err
}
