package sla_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// owingOf is what March owes as seen on the tenth, after the API was down for four hours
// on the fifth, or not at all.
func owingOf(t *testing.T, credits penalty.Spec, down bool, charges ...sla.Charge) *sla.Owing {
	t.Helper()
	a := compile(t, sla.Spec{ID: "x", Zone: "UTC", Currency: "EUR", Credits: credits,
		Objectives: []sla.Objective{{ID: "api", Metric: metrics.Availability{Of: "api", NoData: metrics.NoDataGood}, Attain: "99.9%", Period: sla.Monthly}}})
	at := func(d, h int) time.Time { return time.Date(2026, time.March, d, h, 0, 0, 0, time.UTC) }
	f := sla.Facts{Charges: charges}
	if down {
		f.Outages = []sla.Outage{{Of: "api", From: at(5, 10), To: at(5, 14)}}
	}
	return must(a.Evaluate(sla.Month(2026, time.March), f, at(10, 0))).Owing
}

// A statement without the charge that a rule needs bounds nothing: its total counts what
// cannot be worked out as 0.
func TestOwingWithoutTheChargeIsNotExact(t *testing.T) {
	charge := sla.Charge{Period: sla.Month(2026, time.March), Amount: decimal.RequireFromString("1000.00")}
	flat := func(credit penalty.Rate) []penalty.Term {
		return []penalty.Term{{Objective: "api", Rule: penalty.Flat{Credit: credit}}}
	}
	share := penalty.Spec{Base: "invoice", Rules: flat("10%"), Round: "half-up"}
	capped := penalty.Spec{Rules: flat("10.00"), Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "20%", Base: "invoice"}}, Round: "half-up"}
	for name, c := range map[string]struct {
		credits     penalty.Spec
		down        bool
		charges     []sla.Charge
		least, most string
		exact       bool
		missing     int
	}{
		"a share of a missing charge":             {share, true, nil, "0.00 EUR", "0.00 EUR", false, 1},
		"a share of a charge":                     {share, true, []sla.Charge{charge}, "100.00 EUR", "100.00 EUR", true, 0},
		"a share, and the promise may be kept":    {share, false, nil, "0.00 EUR", "0.00 EUR", false, 1},
		"an amount under a cap without a charge":  {capped, true, nil, "10.00 EUR", "10.00 EUR", false, 1},
		"an amount under a cap that has a charge": {capped, true, []sla.Charge{charge}, "10.00 EUR", "10.00 EUR", true, 0},
	} {
		o := owingOf(t, c.credits, c.down, c.charges...)
		if o.Least.Total.String() != c.least || o.Most.Total.String() != c.most || o.Exact != c.exact || len(o.Most.Problems) != c.missing {
			t.Errorf("%s: %s to %s, exact %v, %v", name, o.Least.Total, o.Most.Total, o.Exact, o.Most.Problems)
		}
	}
}
