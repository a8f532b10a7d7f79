package sla_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
)

// A point of a share is one percent. What a point of another figure is, the rule has
// to say: 45 of 50 promised are five points of 1, and half a point of 10.
func TestAPointOfAFigureThatIsNoShare(t *testing.T) {
	for _, c := range []struct {
		rule penalty.PerPointBelow
		want string // owed, or the problem
	}{
		{penalty.PerPointBelow{Credit: "1.00", Counted: penalty.Full}, `credits.rules[0].per-point-below.point: missing: state the size of a point for the promise at least 50`},
		{penalty.PerPointBelow{Credit: "1.00", Counted: penalty.Full, Point: "1"}, "5.00 EUR"},
		{penalty.PerPointBelow{Credit: "1.00", Counted: penalty.Full, From: "48"}, "3.00 EUR"},
		{penalty.PerPointBelow{Credit: "1.00", Counted: penalty.InPart, Point: "10"}, "0.50 EUR"},
		{penalty.PerPointBelow{Credit: "1.00", Counted: penalty.Full, Point: "1%"}, "per-point-below.point: missing"},
	} {
		a, err := sla.New(sla.Spec{
			ID: "stock", Zone: "UTC", Currency: "EUR", Policies: sla.Policies{Profile: sla.ProfileExact},
			Objectives: []sla.Objective{{ID: "stock", Metric: metrics.Total{Of: "stock"}, Attain: "at least 50", Period: sla.Monthly}},
			Credits:    penalty.Spec{Round: penalty.HalfUp, Rules: []penalty.Term{{Objective: "stock", Rule: c.rule}}},
		})
		if err != nil {
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%+v: %v, want %s", c.rule, err, c.want)
			}
			continue
		}
		facts := sla.Facts{Samples: []sla.Sample{{Of: "stock", At: utc("10T10:00:00"), Value: decimal.RequireFromString("45")}}}
		r, err := a.Evaluate(sla.Month(2026, time.March), facts, longAfter)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Statement().Total.String(); got != c.want {
			t.Errorf("%+v: owed %s, want %s", c.rule, got, c.want)
		}
	}
}
