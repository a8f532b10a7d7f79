package main

import (
	"math/big"
	"time"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
)

// clause is a credit rule on its own, for documents whose rules need more than the facts
// of an agreement. Its Case is in June 2026.
type clause struct {
	id    string
	title string // the document and, if there are several, the reading
	spec  penalty.Spec
	facts penalty.Case
}

// clauses are the three documents.
var clauses = []clause{
	// UpCloud service level agreement, undated copy. Each interruption of more than
	// five minutes earns fifty times the price of the time lost, at most the charges
	// of thirty days. An agreement knows the time lost in a period, not the time lost
	// in each outage.
	{
		id: "upcloud", title: "UpCloud service level agreement, undated copy",
		spec: penalty.Spec{
			Round: penalty.HalfUp,
			Unit:  "USD", Base: "whole fee of 30 days",
			Rules: []penalty.Term{{Objective: "interruption", Rule: penalty.Capped{At: "100%", Of: penalty.Term{
				When: []penalty.Criterion{{Measure: penalty.LostTime, In: "over 5m"}},
				Rule: penalty.ProRata{Multiple: "50"},
			}}}},
		},
		facts: june(
			[]penalty.Charge{{Name: "30 days", Amount: decimal.New(10000, -2)}},
			interruption(2, 6*time.Minute), interruption(11, 5*time.Minute), interruption(25, 15*time.Hour),
		),
	},
	// UK PPP contract, accommodation services, ratchet clause 5.2, undated copy.
	// Inspectors score performance deduction points. The first twenty of a month are
	// free; then each point costs 3.00, above 100 points times 1.2, and above 200
	// points times 1.5. The document's example is 120 points: 312.00. An agreement has
	// no fact for points.
	{
		id: "ppp-accommodation", title: "UK PPP contract, ratchet clause 5.2, undated copy",
		spec: penalty.Spec{
			Round: penalty.HalfUp,
			Unit:  "GBP",
			Rules: []penalty.Term{{Objective: "accommodation", Rule: penalty.Graduated{
				Credit: "3.00",
				Steps:  []penalty.Bracket{{Over: "20", By: "1.0"}, {Over: "100", By: "1.2"}, {Over: "200", By: "1.5"}},
			}}},
		},
		facts: june(nil, penalty.Shortfall{Objective: "accommodation", Points: big.NewRat(120, 1)}),
	},
	// OVH Dedicated Cloud network, undated copy. Five percent of the next invoice
	// for each ten minutes of outage, at most the whole invoice. The document does not
	// say what the last, incomplete ten minutes cost: three readings, three amounts.
	ovhNetwork("full", penalty.Full),
	ovhNetwork("started", penalty.Started),
	ovhNetwork("in-part", penalty.InPart),
}

func ovhNetwork(reading string, counted penalty.Counted) clause {
	return clause{
		id: "ovh-network-" + reading, title: "OVH Dedicated Cloud network, undated copy, last ten minutes read as " + reading,
		spec: penalty.Spec{
			Round: penalty.HalfUp,
			Unit:  "EUR", Base: "fee of next invoice",
			Rules: []penalty.Term{{Objective: "network", Rule: penalty.PerUnitLate{
				Credit: "5%", Unit: "10m", Counted: counted, Reads: penalty.LostTime,
			}}},
			Caps: []penalty.Cap{{Per: penalty.PerPeriod, At: "100%"}},
		},
		facts: june(
			[]penalty.Charge{{Name: "next invoice", Amount: decimal.New(100000, -2)}},
			penalty.Shortfall{Objective: "network", Lost: 25 * time.Minute},
		),
	}
}

// june is a Case in June 2026, the month of the built-in facts.
func june(charges []penalty.Charge, shortfalls ...penalty.Shortfall) penalty.Case {
	return penalty.Case{
		From: date.New(2026, time.June, 1), To: date.New(2026, time.July, 1),
		Charges: charges, Shortfalls: shortfalls,
	}
}

// interruption is an outage on a day of June 2026. Its Length is the thirty days of the
// charge; its Group is the day, so that each interruption is credited by itself.
func interruption(day int, lost time.Duration) penalty.Shortfall {
	on := date.New(2026, time.June, day)
	return penalty.Shortfall{
		Objective: "interruption", Group: on.String(), Lost: lost, Length: 30 * 24 * time.Hour, On: on,
	}
}

// clause works out the bill of a clause. In a month without facts it owes nothing. The
// caller's facts are a penalty.Case as JSON.
func (q question) clause(c clause) (bill, error) {
	schedule, err := penalty.New(c.spec)
	if err != nil {
		return bill{}, err
	}
	happened := c.facts
	if q.facts != "" {
		happened = penalty.Case{}
		if err := q.read("", &happened); err != nil {
			return bill{}, err
		}
	}
	if happened.From != q.period.From() || happened.To != q.period.To() {
		happened = penalty.Case{From: q.period.From(), To: q.period.To()}
	}
	happened.ID = c.title
	statement := schedule.Statement(happened)
	return bill{c.id, statement.Total, []report.View{report.Credits(statement)}, nil}, nil
}
