package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/upheld/upheld/metrics"
)

// icingaCase holds instants in milliseconds.
type icingaCase struct {
	States    []icingaState    `json:"states"`
	Downtimes []icingaDowntime `json:"downtimes"`
	Current   word             `json:"current_state"`
	Start     int64            `json:"start"`
	End       int64            `json:"end"`
	Host      json.RawMessage  `json:"expected_host"`
	Service   json.RawMessage  `json:"expected_service"`
	Error     string           `json:"expected_error"`
	Sound     word             `json:"sound_value"`
}

type icingaDowntime struct {
	Start int64  `json:"start"`
	End   *int64 `json:"end"` // null: still going on
}

type icingaState struct {
	At       int64 `json:"at"`
	State    word  `json:"state"`
	Previous word  `json:"previous"`
}

// icingaObject is a host or a service, and what the engine says of it.
type icingaObject struct {
	name, engine string
	listed       json.RawMessage
}

func (c icingaCase) objects() []icingaObject {
	return []icingaObject{{"host", "Icinga DB, hosts", c.Host}, {"service", "Icinga DB, services", c.Service}}
}

func (c icingaCase) from() time.Time { return time.UnixMilli(c.Start) }
func (c icingaCase) to() time.Time   { return time.UnixMilli(c.End) }

// errs reports whether the right answer is an error.
func (c icingaCase) errs() bool { return c.Error != "" || c.Sound == "error" }

// errBackwards is the reason of an entry whose window no case has.
var errBackwards = errors.New("a window that ends before it begins")

// writeIcinga asks what the host and the service reach: by the policy of the engine, or if
// the entry has a sound answer by a policy that leaves unmeasured time out. If the right
// answer is an error, the case asks for the finding about each downtime that ends before
// it starts.
func writeIcinga(p *availabilityPage, data json.RawMessage) error {
	var c icingaCase
	if err := decode(data, &c); err != nil {
		return err
	}
	if c.End <= c.Start {
		return errBackwards
	}
	id, asked := p.id, false
	for _, object := range c.objects() {
		if object.listed == nil && c.Sound == "" && !c.errs() {
			continue
		}
		asked = true
		p.id, p.source = id+", "+object.name, id
		if err := c.write(p, object); err != nil {
			return err
		}
	}
	if !asked {
		return errors.New("no figure")
	}
	return nil
}

func (c icingaCase) write(p *availabilityPage, object icingaObject) error {
	spec := availability(object.engine)
	spec.Weights = maps.Clone(spec.Weights)
	sound := c.Sound != ""
	if sound {
		spec.Initial = string(metrics.NoData)
	}
	state := func(code word) string {
		if code == "99" && sound {
			return string(metrics.NoData)
		}
		if _, listed := spec.Weights[string(code)]; !listed {
			spec.Weights[string(code)] = "100%"
		}
		return string(code)
	}
	if c.Current != "" {
		spec.Initial = state(c.Current)
	}
	var marks []mark
	for _, s := range c.States {
		if s.State == "" {
			return errors.New("a state without a code")
		}
		m := mark{at: time.UnixMilli(s.At), state: state(s.State)}
		switch s.Previous {
		case "":
		case "99":
			m.was = string(metrics.NoData)
		default:
			m.was = state(s.Previous)
		}
		marks = append(marks, m)
	}
	lines := marked(marks)
	var odd []string
	for i, d := range c.Downtimes {
		start, end, named := time.UnixMilli(d.Start), c.to(), ""
		if d.End != nil {
			end = time.UnixMilli(*d.End)
		} else if !start.Before(c.to()) {
			continue // it is going on, and begins after all that is asked
		}
		if end.Before(start) {
			named = " id=" + strconv.Itoa(i+1)
			odd = append(odd, fmt.Sprintf("interval-backwards %s to %d", spec.Of, i+1))
		}
		lines = append(lines, measured{start, "to " + when(end, start, time.UTC) + " excluded maintenance" + named})
	}
	if c.errs() || len(odd) > 0 {
		if !c.errs() || len(odd) == 0 {
			return contradiction("an error is %q, and %d downtimes end before they start", c.Error+string(c.Sound), len(odd))
		}
		if err := p.windowed(time.UTC, spec, nil, lines); err != nil {
			return err
		}
		slices.Sort(odd)
		p.line(0, "period %s", c.from().UTC().Format("2006-01"))
		p.line(2, "=> findings:")
		for _, text := range odd {
			p.line(6, "%s", text)
		}
		return nil
	}
	want := c.Sound
	if want == "" {
		if err := json.Unmarshal(object.listed, &want); err != nil {
			return err
		}
	}
	good, counted := c.good(spec.Weights)
	facets := []string{"attained none"}
	switch share := "no value"; {
	case counted > 0 && want != "" && want != "no_value":
		// The figure of the source is rounded; the two lengths that make it are exact.
		percent := big.NewRat(good, counted)
		percent.Mul(percent, big.NewRat(100, 1))
		exact := percent
		if !sound { // the engine gives four places
			exact, _ = new(big.Rat).SetString(percent.FloatString(4))
		}
		_, places, _ := strings.Cut(string(want), ".")
		if share = exact.FloatString(len(places)); share != string(want) {
			return contradiction("a figure of %s; the facts make %s", want, share)
		}
		facets = nil
		if given, _ := new(big.Rat).SetString(share); given.Cmp(percent) <= 0 && len(places) <= 18 { // no case says a share that is rounded up
			facets = append(facets, "attained "+want.percent())
		}
		facets = append(facets, fmt.Sprintf("good %s of %s", milliseconds(good), milliseconds(counted)))
	case counted > 0 || want != "" && want != "no_value":
		return contradiction("a figure of %q, and the facts have data for %s", want, milliseconds(counted))
	}
	return p.windowed(time.UTC, spec, nil, lines, stretch{c.from(), c.to(), facets})
}

func milliseconds(n int64) string { return exactLength(time.Duration(n) * time.Millisecond) }

// good gives the milliseconds of the window that count, and those of them that are good,
// by the rules that the file of the source states, read stretch by stretch between the
// instants of the entry. Time without data does not count: time before a state whose
// previous state is 99, or, for the sound answer, time of the state 99. A downtime
// forgives a problem.
func (c icingaCase) good(weights map[string]metrics.Percent) (good, counted int64) {
	states := slices.Clone(c.States)
	slices.SortStableFunc(states, func(a, b icingaState) int { return cmp.Compare(a.At, b.At) })
	bounds := []int64{c.Start, c.End}
	for _, s := range states {
		bounds = append(bounds, s.At)
	}
	for _, d := range c.Downtimes {
		bounds = append(bounds, d.Start)
		if d.End != nil {
			bounds = append(bounds, *d.End)
		}
	}
	bounds = slices.DeleteFunc(bounds, func(at int64) bool { return at < c.Start || at > c.End })
	slices.Sort(bounds)
	for i, to := range bounds[1:] {
		from := bounds[i]
		code, known := c.stateAt(states, from)
		if from == to || !known {
			continue
		}
		counted += to - from
		forgiven := slices.ContainsFunc(c.Downtimes, func(d icingaDowntime) bool { return d.Start <= from && (d.End == nil || from < *d.End) })
		if weights[string(code)] == "0%" || forgiven {
			good += to - from
		}
	}
	return good, counted
}

// stateAt gives the state that holds at an instant; known is false if there is no data.
// The states are in the order of time.
func (c icingaCase) stateAt(states []icingaState, at int64) (code word, known bool) {
	next := slices.IndexFunc(states, func(s icingaState) bool { return s.At > at })
	if next < 0 {
		next = len(states)
	}
	switch {
	case next < len(states) && states[next].Previous == "99":
		return "", false
	case next > 0:
		code = states[next-1].State
	case next < len(states) && states[next].Previous != "":
		code = states[next].Previous
	case c.Current != "":
		code = c.Current
	case len(states) == 0 && c.Sound == "":
		code = "0"
	default:
		return "", false
	}
	return code, code != "99" || c.Sound == ""
}
