package penalty

import "github.com/upheld/upheld/internal/fault"

// Finding is something that looks wrong in a contract that can be computed all
// the same, or that kept one amount of a statement from being computed.
type Finding struct {
	Code    FindingCode `json:"code"`
	Subject string      `json:"subject,omitempty"` // the objective concerned; empty: the whole
	Path    string      `json:"path,omitempty"`    // where in the Spec
	// Value is the text concerned: a name, a sum, or a stretch of values as a Band
	// writes it, followed by the credit of a row: "99% to below 99.9% (10%)".
	Value string `json:"value,omitempty"`
}

// FindingCode is the kind of a finding. Its text is stable.
type FindingCode string

// Findings of a statement: a charge or quantity that a rule needs was not
// handed over, a charge has more digits than a number may have, or a calculator
// failed; Value is then its error, or the amount that it gave in another unit or
// below 0.
const (
	MissingCharge      FindingCode = "missing-charge"
	UnreadableCharge   FindingCode = "unreadable-charge"
	MissingQuantity    FindingCode = "missing-quantity"
	CalculatorFailed   FindingCode = "calculator-failed"
	CalculatorUnit     FindingCode = "calculator-unit"
	CalculatorNegative FindingCode = "calculator-negative"
	// MissingDays: a rule counts the lateness of the objective named by Value in days,
	// and the Case does not say how many days each of its breaches was late; or the
	// claim window that is the Value counts business days that nobody gave.
	MissingDays FindingCode = "missing-days"
	// ChargePeriod: the charge named by Value was billed for days beyond the period,
	// and was not used: Spec.Charges does not say how it counts, or its word does not
	// fit those days.
	ChargePeriod FindingCode = "charge-period"
	// BreachUndated: a trigger over days counts the breaches of an objective by their
	// starts, and the Case or an earlier statement does not have them all.
	BreachUndated FindingCode = "breach-undated"
)

// Findings of a statement about an earlier one, whose ID is the Value; it was not
// used: its amounts are in another unit, its To is before its From, a line has a
// state that is no LineState, or its period has a statement already and it
// corrects none.
const (
	StatementUnit      FindingCode = "statement-of-another-unit"
	StatementBackwards FindingCode = "statement-backwards"
	StatementState     FindingCode = "statement-of-unknown-state"
	StatementRepeated  FindingCode = "statement-repeated"
)

// String gives code, place and what is concerned on one line.
func (f Finding) String() string {
	text := f.Path
	if text == "" {
		text = f.Subject
	}
	if text != "" {
		text += ": "
	}
	text += string(f.Code)
	if f.Value != "" {
		text += " " + f.Value
	}
	return text
}

// problemsMax bounds how many problems a statement lists.
const problemsMax = 1_000

// problem notes what kept an amount from being computed, once.
func (r *run) problem(path string, code FindingCode, value string) {
	f := Finding{Code: code, Path: path, Value: fault.Shorten(value)}
	if len(r.problems) >= problemsMax {
		return
	}
	for i := range r.problems {
		p := &r.problems[i]
		if *p == f {
			return
		}
	}
	r.problems = append(r.problems, f)
}
