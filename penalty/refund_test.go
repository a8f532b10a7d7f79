package penalty_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
)

// A refund lowers what a credit is a share of. Refunds beyond the charges leave
// nothing to credit; the customer never owes a part of them.
func TestRefundsBeyondTheChargesLeaveNothing(t *testing.T) {
	schedule := compile(t, penalty.Spec{Base: "fee of line", Rules: []penalty.Term{
		{Objective: "up", Rule: penalty.Flat{Credit: "10%"}},
		{Objective: "up", Base: "invoice", Rule: penalty.Flat{Credit: "1.00"}},
	}})
	for refund, want := range map[int64]string{0: "10.00 1.00", -40: "6.00 1.00", -100: "0.00 1.00", -150: "0.00 1.00"} {
		s := schedule.Statement(penalty.Case{From: march, To: april,
			Charges:    []penalty.Charge{{Name: "line", Amount: decimal.New(100, 0)}, {Name: "line", Amount: decimal.New(refund, 0)}},
			Shortfalls: []penalty.Shortfall{{Objective: "up", Verdict: penalty.Missed}},
		})
		if got := amountsOf(s); got != want {
			t.Errorf("a refund of %d: %s, want %s", refund, got, want)
		}
	}
}
