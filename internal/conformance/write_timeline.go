package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/upheld/upheld/sla"
)

func writeTimeline(p *ticketPage, data []byte) error {
	var c struct {
		ticketHead
		Calendar ticketCalendar   `json:"calendar"`
		Clocks   []timelineClock  `json:"clocks"`
		Events   []timelineEvent  `json:"events"`
		Checks   []timelineCheck  `json:"checks"`
		Applies  map[string]words `json:"applies_if"`
		Peer     json.RawMessage  `json:"peer"`
	}
	if err := strict(data, &c); err != nil {
		return err
	}
	d, zone := plainDesk(c.Calendar), c.Calendar.place()
	for _, clock := range c.Clocks {
		d.clock(clock.Name, clock.clock(c.Applies), d.within(sla.Business(clock.Target.length())))
	}
	for _, clock := range c.Clocks {
		if _, told := d.spec.Clocks[clock.After]; clock.After != "" && !told {
			d.spec.Clocks[clock.After] = sla.Clock{Start: sla.On("create"), Stop: sla.On(clock.Stop)}
		}
	}
	events, err := eventsOf(c.Events)
	if err != nil {
		return err
	}
	var asks []ask
	for _, check := range c.Checks {
		facets := check.facets(zone, c.Applies != nil, func(key, why string) { p.skip(key, why) })
		subject := check.Clock
		switch {
		case check.Aggregate == "worst":
			subject += " cycle worst"
		case check.Aggregate != "":
			return fmt.Errorf("aggregate %q", check.Aggregate)
		case check.Cycle > 0:
			subject += fmt.Sprintf(" cycle %d", check.Cycle)
		}
		whole, err := check.whole(zone)
		if err != nil {
			return err
		}
		for _, answer := range whole {
			asks = append(asks, ask{check.At.Time, []string{answer}})
		}
		if len(facets) > 0 {
			asks = append(asks, ask{check.At.Time, []string{subject + ": " + strings.Join(facets, ", ")}})
		}
	}
	return p.tell(d, zone, events, asks...)
}

// facets writes what a check asks about a reading.
// conditional says that the clock applies only to some tickets.
func (c *timelineCheck) facets(zone *time.Location, conditional bool, skip func(key, why string)) (facets []string) {
	if c.Clock == "" {
		return nil
	}
	now, stopped := c.At.Time, false
	if c.State != nil {
		switch *c.State {
		case "running", "paused", "stopped":
			facets = append(facets, *c.State)
			stopped = *c.State == "stopped"
		default: // no clock
			word := "waiting"
			if conditional {
				word = "cancelled"
			}
			facets, stopped = append(facets, word), true
		}
	}
	if c.Outcome != nil {
		facets = append(facets, outcomeFacet(*c.Outcome))
	}
	if due := instantOf(c.Due); c.Due != nil && !due.IsZero() {
		facets = append(facets, "due "+when(due.Time, now, zone))
	} else if c.Due != nil && (stopped || c.Outcome != nil && *c.Outcome == "met") {
		// No due instant is pending because the clock has ended, which then is asked.
		if !stopped {
			facets = append(facets, "stopped")
		}
	} else if c.Due != nil && c.State == nil && c.Outcome != nil && *c.Outcome == "breached" {
		facets = append(facets, "stopped") // as above
	} else if c.Due != nil {
		facets = append(facets, "due none")
	}
	if c.Roll != nil && !c.Roll.IsZero() {
		facets = append(facets, breachAt(*c.Roll, now, zone))
	}
	for _, length := range []struct {
		word string
		want *seconds
	}{{"used", c.Elapsed}, {"left", c.Margin}, {"held", c.Hold}} {
		if length.want != nil {
			facets = append(facets, length.word+" "+lengthOf(*length.want))
		}
	}
	switch {
	case c.Overrun == nil:
	case *c.Overrun > 0:
		facets = append(facets, "missed by "+lengthOf(*c.Overrun))
	case c.Outcome == nil || *c.Outcome != "met":
		skip("overrun_s", "no overrun before the end; the language has an overrun of a miss only")
	}
	return facets
}

// whole asks for the ticket as a whole: its next due instant, and its state in the words
// of one help desk.
func (c *timelineCheck) whole(zone *time.Location) (answers []string, err error) {
	if c.NextDue != nil {
		answers = append(answers, "next due: "+noneOr(instantOf(c.NextDue), c.At.Time, zone))
	}
	if c.Composite == nil {
		return answers, nil
	}
	switch state := *c.Composite; state {
	case "breached":
		answers = append(answers, "ticket: missed")
	case "paused":
		answers = append(answers, "ticket: paused")
	case "response_due", "resolution_due":
		answers = append(answers, "ticket: running", strings.TrimSuffix(state, "_due")+": running")
	case "met":
		answers = append(answers, "ticket: clear")
	default:
		err = fmt.Errorf("composite %q", state)
	}
	return answers, err
}

func outcomeFacet(outcome string) string {
	switch outcome {
	case "met":
		return "met"
	case "breached":
		return "missed"
	}
	return "undecided"
}
