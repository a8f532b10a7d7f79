package main

import (
	"encoding/json"
	"io/fs"
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
		runLists(dir, r, file.name, map[string]entryRunner{file.list: r.blocks(dir, file.list)})
	}
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
