package main

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

var retargets = map[string]sla.Policies{
	"retroactive_start":           {Retarget: sla.FromStart, PastPauses: sla.DropPauses},
	"retroactive_start_only":      {Retarget: sla.FromStart, PastPauses: sla.DropPauses},
	"retroactive_start_and_pause": {Retarget: sla.FromStart, PastPauses: sla.KeepPauses},
	"from_start":                  {Retarget: sla.FromStart, PastPauses: sla.KeepPauses},
	"non_retroactive":             {Retarget: sla.Restart},
	"restart":                     {Retarget: sla.Restart},
	"carry_elapsed":               {Retarget: sla.CarryElapsed},
	"carry_proportion":            {Retarget: sla.CarryProportion},
	"keep_stricter":               {Retarget: sla.KeepStricter, PastPauses: sla.KeepPauses},
	"keep_first":                  {Retarget: sla.KeepFirst},
}

// retargeted are the targets before and after a change; there may be none before.
func retargeted(d *desk, before, after seconds) []sla.Target {
	first := d.within("none")
	if before > 0 {
		first = d.within(sla.Business(before.length()))
	}
	first.When = sla.Where{"target": sla.Is("old")}
	return []sla.Target{first, d.within(sla.Business(after.length()))}
}

// band is a row of a table of penalties and rewards, inclusive at both ends.
type band struct {
	From   word `json:"from"`
	To     word `json:"to"`
	Amount word `json:"amount"`
}

type bandSchedule struct {
	Bands  []band `json:"bands"`
	Target word   `json:"target"`
	Period string `json:"period"`
}

// terms states the penalties as credits and the rewards as bonuses.
func (s bandSchedule) terms() (penalty.Spec, error) {
	var credits, bonuses penalty.Tiers
	for _, b := range s.Bands {
		amount, err := decimal.NewFromString(string(b.Amount))
		if err != nil {
			return penalty.Spec{}, err
		}
		tier := penalty.Tier{
			When:   penalty.Band(b.From.percent() + " to " + b.To.percent()),
			Credit: penalty.Rate(amount.Abs().String()),
		}
		if amount.IsNegative() {
			credits = append(credits, tier)
		} else {
			bonuses = append(bonuses, tier)
		}
	}
	spec := penalty.Spec{Round: penalty.HalfUp, Unit: "USD", Base: "0"}
	if len(credits) > 0 {
		spec.Rules = append(spec.Rules, penalty.Term{Objective: "compliance", Rule: credits})
	}
	if len(bonuses) > 0 {
		spec.Rules = append(spec.Rules, penalty.Term{Objective: "compliance", Rule: penalty.Bonus{Of: penalty.Term{Rule: bonuses}}})
	}
	return spec, nil
}

// statesOfTicket are the states of an unsolved ticket.
var statesOfTicket = []string{"new", "open", "pending", "hold"}

// statesOfMetric are the states in which a metric counts.
var statesOfMetric = map[string][]string{
	"requester_wait_time":   {"new", "open", "hold"},
	"agent_work_time":       {"new", "open"},
	"total_resolution_time": statesOfTicket,
	"agent_wait_time":       {"pending"},
	"on_hold_time":          {"hold"},
	"pausable_update":       {"new", "open", "hold"},
}

// metricClock counts in some states, pauses in the others and ends when the ticket
// is solved.
func metricClock(d *desk, name string, countsIn []string) {
	clock := sla.Clock{Start: sla.On("create"), Stop: sla.While("status", "solved", "closed")}
	var other []string
	for _, state := range statesOfTicket {
		if !slices.Contains(countsIn, state) {
			other = append(other, state)
		}
	}
	if len(other) > 0 {
		clock.Pause = sla.While("status", other...)
	}
	d.clock(name, clock, d.within("none"))
}
