package main

import (
	"encoding/json"
	"math/big"
	"time"

	"github.com/upheld/upheld/sla"
)

// The objectives that measure how long tickets took, with and without waiting.
const (
	withWaiting    = "handling"
	withoutWaiting = "working"
)

// work is the time of resolved tickets and the part of it that was waiting for others.
type work struct {
	effort
	ByMonth    map[string]effort `json:"by_month"`
	ByPriority map[string]effort `json:"by_priority"`
}

// effort is the time of some resolved tickets, in the calendar of the agreement.
type effort struct {
	Resolved int64       `json:"resolved"`
	Seconds  int64       `json:"seconds"`
	Waiting  int64       `json:"waiting_seconds"`
	Pct      json.Number `json:"waiting_pct,omitempty"`
	Mean     json.Number `json:"mean_hours,omitempty"`
}

// worked takes the sums from the result.
func worked(r *sla.Result) work {
	var whole effort
	byMonth, byPriority := map[string]*effort{}, map[string]*effort{}
	for _, objective := range []string{withWaiting, withoutWaiting} {
		for _, o := range outcomes(r, objective) {
			if len(o.Group) > 0 {
				of(byPriority, o.Group.Get("priority")).add(objective, o)
				continue
			}
			whole.add(objective, o)
			of(byMonth, o.Period.String()).add(objective, o)
		}
	}
	return work{whole.rounded(), rounded(byMonth), rounded(byPriority)}
}

func of(all map[string]*effort, key string) *effort {
	if all[key] == nil {
		all[key] = &effort{}
	}
	return all[key]
}

func (e *effort) add(objective string, o sla.Outcome) {
	if !o.Attained.IsValid() {
		return
	}
	seconds := o.Attained.Rat().Num().Int64() // the times of the logs have whole seconds
	if objective == withWaiting {
		e.Resolved += o.Total
		e.Seconds += seconds
		e.Waiting += seconds
	} else {
		e.Waiting -= seconds
	}
}

func (e *effort) rounded() effort {
	r := *e
	r.Pct = percent(e.Waiting, e.Seconds)
	if e.Resolved > 0 {
		r.Mean = json.Number(big.NewRat(e.Seconds, int64(time.Hour/time.Second)*e.Resolved).FloatString(1))
	}
	return r
}

func rounded(all map[string]*effort) map[string]effort {
	out := map[string]effort{}
	for key, e := range all {
		out[key] = e.rounded()
	}
	return out
}
