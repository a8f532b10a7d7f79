package sla_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// The error about a fact that was removed more often than added names the fact, as far as
// a tally keeps it, and speaks of no other term.
func TestTheErrorNamesWhatWasRemovedTooOften(t *testing.T) {
	a := compile(t, sla.Spec{ID: "x", Zone: "UTC", Currency: "EUR",
		Objectives: []sla.Objective{
			{ID: "api", Metric: metrics.Availability{Of: "api", NoData: metrics.NoDataGood, Maintenance: metrics.Remove}, Attain: "99.9%", Period: sla.Monthly},
			{ID: "answers", Metric: metrics.Ratio{Of: "answers"}, Attain: "99%", Period: sla.Monthly},
		},
		Credits: penalty.Spec{Base: "invoice", Round: "half-up", Rules: []penalty.Term{{Objective: "api", Rule: penalty.Flat{Credit: "10%"}}}}})
	at := func(d, h int) time.Time { return time.Date(2026, time.March, d, h, 0, 0, 0, time.UTC) }
	march := sla.Month(2026, time.March)
	outage := func(id string, to int) *sla.Outage {
		return &sla.Outage{Of: "api", ID: id, From: at(5, 10), To: at(5, to)}
	}
	charge := func(amount string) *sla.Charge {
		return &sla.Charge{Period: march, Amount: decimal.RequireFromString(amount)}
	}
	for name, c := range map[string]struct {
		added, removed sla.Fact
		want           string // "": no error
	}{
		"the same outage":       {outage("O1", 12), outage("O1", 12), ""},
		"an outage":             {nil, outage("O1", 12), "a fact about api O1, at 2026-03-05T10:00:00Z, was"},
		"an outage without ID":  {nil, outage("", 12), "a fact about api, at 2026-03-05T10:00:00Z, was"},
		"another end":           {outage("O1", 12), outage("O1", 13), "a fact about api O1, at 2026-03-05T12:00:00Z, was"},
		"another ID":            {outage("O1", 12), outage("O2", 12), "a fact about api O2, at 2026-03-05T10:00:00Z, was"},
		"a state":               {&sla.State{Of: "api", ID: "S1", At: at(3, 0), Is: "down"}, &sla.State{Of: "api", ID: "S1", At: at(4, 0), Is: "down"}, "a fact about api S1, at 2026-03-04T00:00:00Z, was"},
		"an exclusion":          {nil, &sla.Exclusion{Of: "api", ID: "M1", Reason: "upgrade", From: at(7, 0), To: at(7, 1)}, "a fact about api upgrade, at 2026-03-07T00:00:00Z, was"},
		"a count":               {nil, &sla.Count{Of: "answers", At: at(9, 0), Good: 1, Total: 2}, "answers"},
		"a charge as written":   {charge("20000.00"), charge("20000.00"), ""},
		"a charge of the value": {charge("20000.00"), charge("20000"), "a charge of the invoice for 2026-03, 20000, was"},
	} {
		tally := a.NewTally()
		if c.added != nil {
			tally.Add(c.added)
		}
		tally.Remove(c.removed)
		_, err := tally.Result(march, at(31, 23))
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (!errors.Is(err, sla.ErrConflict) || !strings.Contains(err.Error(), c.want) ||
			!strings.HasSuffix(err.Error(), "was removed more often than it was added") || strings.Contains(err.Error(), "another term")):
			t.Errorf("%s: %v", name, err)
		}
	}
}
