package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// nagiosCase holds instants in seconds.
type nagiosCase struct {
	Start   int64         `json:"start"`
	End     int64         `json:"end"`
	Events  []nagiosEvent `json:"events"`
	Options struct {
		Initial   string     `json:"initial_state"`
		HoldLast  bool       `json:"not_running_counts_as_last_state"`
		Hard      bool       `json:"hard_states_only"` // soft states are not listed
		Hours     [][2]int64 `json:"service_hours"`
		Zone      string     `json:"timezone"`
		Breakdown string     `json:"breakdown"`
	} `json:"options"`
	Expected map[string]json.RawMessage `json:"expected"`
	Sum      *struct {
		Buckets int64 `json:"sum_of_buckets"`
		Period  int64 `json:"period"`
		Equal   bool  `json:"equal"`
	} `json:"check_sum"`
}

type nagiosEvent struct {
	At    int64  `json:"at"`
	What  string `json:"what"`
	State string `json:"state"`
}

// writeNagios asks for the time in each state, and for its part in downtimes. A stop of
// the monitor is the state not-monitored until the start of the monitor, when the last
// state goes on. Service hours are a calendar that is open on the dates of the window
// alone. If the answers account for every second, the case asks for the availability too.
func writeNagios(p *availabilityPage, data json.RawMessage) error {
	var c nagiosCase
	if err := decode(data, &c); err != nil {
		return err
	}
	if c.End <= c.Start {
		return contradiction("%v, and figures", errBackwards)
	}
	if c.Sum != nil && (c.Sum.Buckets != c.End-c.Start || c.Sum.Equal != (c.Sum.Period == c.Sum.Buckets)) {
		return contradiction("a sum of %d s of %d s, equal: %t, in a window of %d s", c.Sum.Buckets, c.Sum.Period, c.Sum.Equal, c.End-c.Start)
	}
	zone, err := time.LoadLocation(c.Options.Zone)
	if err != nil {
		return err
	}
	spec := availability("Nagios, Thruk")
	spec.Weights = maps.Clone(spec.Weights)
	if c.Options.Initial != "" && c.Options.Initial != "unspecified" {
		spec.Initial = nagiosState(spec, c.Options.Initial)
	}
	marks, downtimes, err := c.history(spec)
	if err != nil {
		return err
	}
	lines := marked(marks)
	for _, d := range downtimes {
		from, to := time.Unix(d[0], 0), time.Unix(d[1], 0)
		lines = append(lines, measured{from, "to " + when(to, from, zone) + " excluded downtime"})
	}
	var calendars map[string]calendar.Spec
	if len(c.Options.Hours) > 0 {
		calendars = map[string]calendar.Spec{"hours": {Zone: "UTC", Days: hoursOfDates(c.Start, joined(c.Options.Hours, c.Start, c.End))}}
		spec.Calendar = "hours"
	}
	whole, err := c.facets(spec, c.Expected)
	if err != nil {
		return err
	}
	facet, err := c.attained(spec, downtimes)
	if err != nil {
		return err
	}
	if facet != "" {
		whole = append(whole, facet)
	}
	windows := []stretch{{time.Unix(c.Start, 0), time.Unix(c.End, 0), whole}}
	parts, err := c.parts(spec, zone)
	if windows = append(windows, parts...); err != nil {
		return err
	}
	windows = slices.DeleteFunc(windows, func(w stretch) bool { return len(w.facets) == 0 })
	if len(windows) == 0 {
		return errors.New("no figure")
	}
	return p.windowed(zone, spec, calendars, lines, windows...)
}

// nagiosState gives the state of a name; an unknown name is a problem.
func nagiosState(spec metrics.Availability, name string) string {
	name = strings.ToLower(name)
	if name == "no_data" {
		return string(metrics.NoData)
	}
	if _, listed := spec.Weights[name]; !listed && name != string(metrics.Up) && name != string(metrics.Down) {
		spec.Weights[name] = "100%"
	}
	return name
}

// history gives the states and the downtimes of the events.
func (c nagiosCase) history(spec metrics.Availability) (marks []mark, downtimes [][2]int64, err error) {
	var stops [][2]int64
	begun := map[string]int64{}
	for _, e := range c.Events {
		kind, ends := "stop", false
		switch e.What {
		case "state":
			marks = append(marks, mark{at: time.Unix(e.At, 0), state: nagiosState(spec, e.State)})
			continue
		case "monitoring stopped":
			if c.Options.HoldLast {
				continue
			}
		case "monitoring started":
			ends = true
		case "downtime start":
			kind = "downtime"
		case "downtime end":
			kind, ends = "downtime", true
		default:
			return nil, nil, fmt.Errorf("event %q", e.What)
		}
		from, on := begun[kind]
		if on != ends { // it goes on, or has not begun
			continue
		}
		if !ends {
			begun[kind] = e.At
			continue
		}
		delete(begun, kind)
		if e.At < from {
			return nil, nil, contradiction("a %s that ends before it begins", kind)
		}
		if kind == "stop" {
			stops = append(stops, [2]int64{from, e.At})
		} else if from < e.At {
			downtimes = append(downtimes, [2]int64{from, e.At})
		}
	}
	if from, on := begun["stop"]; on && from < c.End {
		stops = append(stops, [2]int64{from, c.End})
	}
	if from, on := begun["downtime"]; on && from < c.End {
		downtimes = append(downtimes, [2]int64{from, c.End})
	}
	return c.unmonitored(marks, joined(stops, math.MinInt64, math.MaxInt64), spec.Initial), downtimes, nil
}

// unmonitored puts the stops of the monitor into the states. Stops do not touch.
func (c nagiosCase) unmonitored(marks []mark, stops [][2]int64, initial string) (all []mark) {
	slices.SortStableFunc(marks, func(a, b mark) int { return a.at.Compare(b.at) })
	for _, stop := range stops {
		from, to := time.Unix(stop[0], 0), time.Unix(stop[1], 0)
		for len(marks) > 0 && marks[0].at.Before(from) {
			initial, all, marks = marks[0].state, append(all, marks[0]), marks[1:]
		}
		for len(marks) > 0 && marks[0].at.Before(to) {
			initial, marks = marks[0].state, marks[1:]
		}
		all = append(all, mark{at: from, state: string(metrics.NotMonitored)})
		if stop[1] < c.End && (len(marks) == 0 || marks[0].at.After(to)) { // otherwise nobody asks, or a state begins then
			all = append(all, mark{at: to, state: initial})
		}
	}
	return append(all, marks...)
}

// joined gives the stretches between two instants, in order; stretches that overlap or
// touch are one.
func joined(stretches [][2]int64, from, to int64) (all [][2]int64) {
	stretches = slices.Clone(stretches)
	slices.SortFunc(stretches, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	for _, s := range stretches {
		s = [2]int64{max(s[0], from), min(s[1], to)}
		switch n := len(all); {
		case s[0] >= s[1]:
		case n > 0 && s[0] <= all[n-1][1]:
			all[n-1][1] = max(all[n-1][1], s[1])
		default:
			all = append(all, s)
		}
	}
	return all
}

// hoursOfDates gives the hours of each date in UTC on which a stretch lies. Without a
// stretch, the date of an instant has none.
func hoursOfDates(at int64, stretches [][2]int64) map[calendar.Local]calendar.Hours {
	const day = 24 * 60 * 60
	hours := map[calendar.Local]calendar.Hours{}
	for _, s := range stretches {
		for from := s[0]; from < s[1]; {
			midnight := time.Unix(from, 0).UTC().Truncate(day * time.Second)
			to := min(s[1], midnight.Unix()+day)
			closes := "24:00"
			if to < midnight.Unix()+day {
				closes = when(time.Unix(to, 0), midnight, time.UTC)
			}
			key := calendar.Local(midnight.Format(time.DateOnly))
			if hours[key] != "" {
				hours[key] += ", "
			}
			hours[key] += calendar.Hours(when(time.Unix(from, 0), midnight, time.UTC) + "-" + closes)
			from = to
		}
	}
	if len(hours) == 0 {
		hours[calendar.Local(time.Unix(at, 0).UTC().Format(time.DateOnly))] = ""
	}
	return hours
}

// outside is the bucket of the time outside the service hours.
const outside = "outside_timeperiod"

// inState is an answer: the seconds in a state, and those of them in downtimes.
type inState struct{ all, scheduled *int64 }

// answers sorts answers in seconds by state, without those of days.
func (c nagiosCase) answers(spec metrics.Availability, given map[string]json.RawMessage) (map[string]inState, error) {
	all := map[string]inState{}
	for bucket, raw := range given {
		if strings.HasPrefix(string(raw), "{") {
			continue
		}
		var seconds int64
		if err := json.Unmarshal(raw, &seconds); err != nil {
			return nil, contradiction("%s of %s, which is no number of seconds", bucket, raw)
		}
		name, scheduled := strings.CutSuffix(bucket, "_scheduled")
		switch name {
		case "not_running":
			name = string(metrics.NotMonitored)
		case outside:
		default:
			name = nagiosState(spec, name)
		}
		answer := all[name]
		if scheduled {
			answer.scheduled = &seconds
		} else {
			answer.all = &seconds
		}
		all[name] = answer
	}
	return all, nil
}

// facets writes answers by state.
func (c nagiosCase) facets(spec metrics.Availability, given map[string]json.RawMessage) (facets []string, err error) {
	answers, err := c.answers(spec, given)
	for _, state := range slices.Sorted(maps.Keys(answers)) {
		text, answer := "in "+casefile.Name(state), answers[state]
		if state == outside && answer.all != nil {
			facets = append(facets, string(metrics.OutsideHours)+" "+length(*answer.all))
			continue
		}
		if answer.all != nil {
			text += " " + length(*answer.all)
		}
		if answer.scheduled != nil {
			text += " excluded " + length(*answer.scheduled)
		}
		facets = append(facets, text)
	}
	return facets, err
}

// attained asks for the availability, if the answers account for every second of the
// window and of the downtimes. Downtimes do not count.
func (c nagiosCase) attained(spec metrics.Availability, downtimes [][2]int64) (string, error) {
	answers, err := c.answers(spec, c.Expected)
	if err != nil {
		return "", err
	}
	hours := [][2]int64{{c.Start, c.End}}
	if len(c.Options.Hours) > 0 {
		hours = joined(c.Options.Hours, c.Start, c.End)
	}
	rest, out := c.End-c.Start, int64(0)
	for _, h := range hours {
		for _, d := range joined(downtimes, h[0], h[1]) {
			out += d[1] - d[0]
		}
	}
	var up, down int64
	for state, answer := range answers {
		if answer.all == nil {
			return "", nil
		}
		rest -= *answer.all
		counted := *answer.all
		if answer.scheduled != nil {
			out -= *answer.scheduled
			counted -= *answer.scheduled
		}
		switch {
		case state == string(metrics.Up) || spec.Weights[state] == "0%":
			up += counted
		case state == string(metrics.Down) || spec.Weights[state] == "100%":
			down += counted
		}
	}
	switch {
	case rest != 0 || out != 0:
		return "", nil
	case up+down == 0:
		return "attained none", nil
	}
	return fmt.Sprintf("good %s of %s", length(up), length(up+down)), nil
}

// parts asks for the figures of dates or other periods, each cut to the window.
func (c nagiosCase) parts(spec metrics.Availability, zone *time.Location) (windows []stretch, err error) {
	agreement, err := sla.New(sla.Spec{ID: "case", Zone: zone.String()})
	if err != nil {
		return nil, err
	}
	for _, kind := range slices.Sorted(maps.Keys(c.Expected)) {
		var given map[string]map[string]json.RawMessage
		if !strings.HasPrefix(string(c.Expected[kind]), "{") {
			continue
		}
		if err := json.Unmarshal(c.Expected[kind], &given); err != nil {
			return nil, err
		}
		for _, name := range slices.Sorted(maps.Keys(given)) {
			period, err := sla.ParsePeriod(name)
			if err != nil {
				return nil, contradiction("%s of %v", kind, err)
			}
			from, to := agreement.Bounds(period)
			if start := time.Unix(c.Start, 0); from.Before(start) {
				from = start
			}
			if end := time.Unix(c.End, 0); to.After(end) {
				to = end
			}
			if !from.Before(to) {
				return nil, contradiction("figures of %s, which is outside the window", name)
			}
			facets, err := c.facets(spec, given[name])
			if err != nil {
				return nil, err
			}
			windows = append(windows, stretch{from, to, facets})
		}
	}
	return windows, nil
}
