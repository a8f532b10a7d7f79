package penalty

import "github.com/upheld/upheld/internal/fault"

// Finding is something that looks wrong in a contract that can be computed all
// the same, or that kept one amount of a statement from being computed.
type Finding struct {
	Kind Anomaly `json:"kind"`
	Path string  `json:"path,omitempty"`
	// Objective is the objective concerned, where there is one.
	Objective string `json:"objective,omitempty"`
	// Over is the stretch of values concerned, where there is one, and Reads what
	// they are values of; "" is the figure attained.
	Over  Interval `json:"over,omitzero"`
	Reads Measure  `json:"reads,omitempty"`
	// Value is the text concerned: a row's credit, a name, a sum.
	Value string `json:"value,omitempty"`
}

// Anomaly is the kind of a finding.
type Anomaly string

// Findings of a statement: a charge or quantity that a rule needs was not
// handed over, a charge has more digits than a number may have, or a calculator
// failed.
const (
	MissingCharge    Anomaly = "missing-charge"
	UnreadableCharge Anomaly = "unreadable-charge"
	MissingQuantity  Anomaly = "missing-quantity"
	CalculatorFailed Anomaly = "calculator-failed"
	// ChargePeriod: the charge named by Value was billed for days beyond the period,
	// and was not used: Spec.Charges does not say how it counts, or its word does not
	// fit those days.
	ChargePeriod Anomaly = "charge-period"
	// BreachUndated: a trigger over days counts the breaches of an objective by their
	// starts, and the Case or an earlier statement does not have them all.
	BreachUndated Anomaly = "breach-undated"
)

// Findings of a statement about an earlier one, whose ID is the Value; it was not
// used: its amounts are in another unit, its To is before its From, a line has a
// state that is none of the States, or its period has a statement already and it
// corrects none.
const (
	StatementUnit      Anomaly = "statement-of-another-unit"
	StatementBackwards Anomaly = "statement-backwards"
	StatementState     Anomaly = "statement-of-unknown-state"
	StatementRepeated  Anomaly = "statement-repeated"
)

// String gives kind, place and what is concerned on one line.
func (f Finding) String() string {
	text := f.Path
	if text == "" {
		text = f.Objective
	}
	if text != "" {
		text += ": "
	}
	text += string(f.Kind)
	if f.Over.Low != nil || f.Over.High != nil {
		text += " " + f.Over.String()
	}
	if f.Value != "" {
		text += " " + f.Value
	}
	return text
}

// problemsMax bounds how many problems a statement lists.
const problemsMax = 1_000

// problem notes what kept an amount from being computed, once.
func (r *run) problem(path string, kind Anomaly, value string) {
	f := Finding{Kind: kind, Path: path, Value: fault.Shorten(value)}
	if len(r.problems) >= problemsMax {
		return
	}
	for i := range r.problems {
		p := &r.problems[i]
		if p.Kind == f.Kind && p.Path == f.Path && p.Value == f.Value {
			return
		}
	}
	r.problems = append(r.problems, f)
}
