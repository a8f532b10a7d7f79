package main

import (
	"time"

	"github.com/upheld/upheld/sla"
)

// figures count the delivered orders and, by both readings, those on time.
type figures struct {
	Delivered   int64            `json:"delivered"`
	ByDate      int64            `json:"ontime_by_date"`
	ByTimestamp int64            `json:"ontime_by_timestamp"`
	ByMonth     map[string]month `json:"by_month"` // by the month of purchase
}

type month struct {
	ByDate      int64 `json:"by_date"`
	ByTimestamp int64 `json:"by_timestamp"`
	Total       int64 `json:"total"`
}

// judge evaluates all orders over the days from the first event to the last, as of the
// last event.
func judge(agreement *sla.Agreement, orders []sla.Ticket) (*sla.Result, error) {
	var first, last time.Time
	for i := range orders {
		for _, e := range orders[i].Events {
			switch {
			case e.At.IsZero():
				continue
			case first.IsZero() || e.At.Before(first):
				first = e.At
			}
			if e.At.After(last) {
				last = e.At
			}
		}
	}
	if first.IsZero() {
		return &sla.Result{}, nil // nothing was purchased
	}
	from, err := agreement.PeriodAt(sla.Daily, first)
	if err != nil {
		return nil, err
	}
	to, err := agreement.PeriodAt(sla.Daily, last)
	if err != nil {
		return nil, err
	}
	return agreement.Evaluate(sla.Dates(from.From(), to.To()), sla.Facts{Tickets: orders}, last)
}

// summed takes the figures from a result.
func summed(r *sla.Result) *figures {
	f := &figures{ByMonth: map[string]month{}}
	date, _ := r.Outcome("by-date")
	timestamp, _ := r.Outcome("by-timestamp")
	f.Delivered, f.ByDate, f.ByTimestamp = date.Total, date.Good, timestamp.Good
	for _, o := range r.Outcomes {
		if o.Reason == sla.SumOfPeriods || o.Total == 0 {
			continue
		}
		m := f.ByMonth[o.Period.String()]
		m.Total = o.Total
		if o.Objective == "by-date" {
			m.ByDate = o.Good
		} else {
			m.ByTimestamp = o.Good
		}
		f.ByMonth[o.Period.String()] = m
	}
	return f
}
