package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upheld/upheld/sla"
)

// divergence is a case in which systems differ: the answer of one system and the
// exact answer.
type divergence struct {
	ticketHead
	Topic string          `json:"topic"`
	In    divergenceInput `json:"input"`
	Peer  divergenceTold  `json:"peer"`
	Exact divergenceTold  `json:"exact"`
}

type divergenceInput struct {
	Calendar   *ticketCalendar    `json:"calendar"`
	Before     *ticketCalendar    `json:"calendar_before"`
	After      *ticketCalendar    `json:"calendar_after"`
	Start      moment             `json:"start"`
	Created    moment             `json:"created"`
	From       moment             `json:"from"`
	To         moment             `json:"to"`
	Business   *seconds           `json:"business_s"`
	Target     *seconds           `json:"target_s"`
	OldTarget  *seconds           `json:"target_before_s"`
	NewTarget  *seconds           `json:"target_after_s"`
	Changed    moment             `json:"changed_at"`
	Escalation *int               `json:"escalation_offset_s"`
	Due        promisedAt         `json:"due_field"`
	At         moment             `json:"evaluate_at"`
	Reply      moment             `json:"reply"`
	Stop       moment             `json:"stop"`
	Closed     moment             `json:"closed"`
	Reopened   moment             `json:"reopened"`
	Pauses     []span             `json:"pauses"`
	Events     [][2]string        `json:"events"`
	Targets    map[string]seconds `json:"targets"`
	TargetsS   map[string]seconds `json:"targets_s"` // the same
	Clock      string             `json:"clock"`     // a name
	Resolved   moment             `json:"resolved"`
	First      moment             `json:"first_evaluation"` // when the other system looked first
	Percent    word               `json:"percent"`
	Schedule   *bandSchedule      `json:"schedule"`
	Compliance word               `json:"compliance"`
}

// promisedAt is a promised instant, which may be explicitly absent.
type promisedAt struct {
	moment
	told bool
}

func (p *promisedAt) UnmarshalJSON(data []byte) error {
	p.told = true
	return p.moment.UnmarshalJSON(data)
}

// divergenceTold is the answers of a case; rule is for readers.
type divergenceTold map[string]json.RawMessage

func (t divergenceTold) figures() []string {
	var names []string
	for name := range t {
		if name != "rule" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// alike copies fields that have another name in some cases.
func (in *divergenceInput) alike() {
	if in.Targets == nil {
		in.Targets = in.TargetsS
	}
	if in.Stop.IsZero() {
		in.Stop = in.Resolved
	}
	if in.At.IsZero() {
		in.At = in.First
	}
}

func (in divergenceInput) target() seconds {
	for _, s := range []*seconds{in.Target, in.Business} {
		if s != nil {
			return *s
		}
	}
	return 0
}

func (in divergenceInput) calendar() ticketCalendar {
	if in.Calendar == nil {
		return ticketCalendar{always: true}
	}
	return *in.Calendar
}

func (in divergenceInput) start() time.Time {
	for _, m := range []moment{in.Created, in.Start, in.From} {
		if !m.IsZero() {
			return m.Time
		}
	}
	return time.Time{}
}

// told is the answer to compare: the exact answer, or the answer of a named policy.
func (c divergence) told() divergenceTold {
	if len(c.Exact.figures()) > 0 {
		return c.Exact
	}
	return c.Peer
}

// history gives the events of a case, written in one of two forms.
func (in divergenceInput) history() ([]sla.Event, error) {
	var events []sla.Event
	add := func(at moment, name string, set sla.Attrs) {
		if !at.IsZero() {
			events = append(events, sla.Event{At: at.Time, Seq: int64(len(events)), Name: name, Set: set})
		}
	}
	if len(in.Events) == 0 {
		add(moment{in.start()}, "create", nil)
		for i, p := range in.Pauses {
			_ = i
			add(p[0], "state", sla.Attrs{{"status", "waiting"}})
			add(p[1], "state", sla.Attrs{{"status", "open"}})
		}
		add(in.Reply, "reply", nil)
		add(in.Stop, "resolve", nil)
		add(in.Closed, "resolve", nil)
		add(in.Reopened, "reopen", nil)
		if in.From.Equal(in.start()) {
			add(in.To, "resolve", nil)
		}
	}
	for _, pair := range in.Events {
		at, err := time.Parse(time.RFC3339Nano, pair[0])
		if err != nil {
			return nil, err
		}
		word, argument, _ := strings.Cut(pair[1], " ")
		switch word {
		case "create":
			var set sla.Attrs
			if argument != "" {
				set = sla.Attrs{{"priority", strings.TrimPrefix(argument, "priority ")}}
			}
			add(moment{at}, "create", set)
		case "pause":
			add(moment{at}, "state", sla.Attrs{{"status", "waiting"}})
		case "resume":
			add(moment{at}, "state", sla.Attrs{{"status", "open"}})
		case "reply", "resolve", "reopen":
			add(moment{at}, word, nil)
		case "priority":
			add(moment{at}, word, sla.Attrs{{"priority", argument}})
		default:
			return nil, fmt.Errorf("event %q", pair[1])
		}
	}
	if len(events) == 0 {
		return nil, errors.New("no events")
	}
	return events, nil
}
