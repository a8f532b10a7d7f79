package penalty

import "github.com/upheld/upheld/internal/fault"

// Finding is a term of a Spec that can be computed but looks wrong, or the reason why
// an amount of a statement could not be computed.
type Finding struct {
	Code    FindingCode `json:"code"`
	Subject string      `json:"subject,omitempty"` // the objective concerned; "" is the whole Spec
	Path    string      `json:"path,omitempty"`    // where in the Spec
	// Value is the text concerned: a name, a sum, or a Band of values with the credit
	// of its row, such as "99% to below 99.9% (10%)".
	Value string `json:"value,omitempty"`
}

// FindingCode is the kind of a finding. Its text does not change between versions.
type FindingCode string

// Findings of a statement: the Case lacks a charge or quantity that a rule needs; a
// charge has more digits than an Amount may have; or a calculator failed (Value is
// its error), or gave an amount in another unit or below 0 (Value is the amount).
const (
	MissingCharge      FindingCode = "missing-charge"
	UnreadableCharge   FindingCode = "unreadable-charge"
	MissingQuantity    FindingCode = "missing-quantity"
	CalculatorFailed   FindingCode = "calculator-failed"
	CalculatorUnit     FindingCode = "calculator-unit"
	CalculatorNegative FindingCode = "calculator-negative"
	// MissingDays: a rule counts the lateness of the objective Value in days, and the
	// Case does not say how many days each breach was late; or the claim window Value
	// counts business days that the Schedule does not know.
	MissingDays FindingCode = "missing-days"
	// ChargePeriod: the charge Value was billed for days beyond the period and was not
	// used, because Spec.Charges is empty or does not fit those days.
	ChargePeriod FindingCode = "charge-period"
	// BreachUndated: a trigger over days counts the breaches of the objective Value by
	// their starts, and the Case or an earlier statement lacks some starts.
	BreachUndated FindingCode = "breach-undated"
)

// Findings of a statement about an earlier statement that was not used; Value is the
// ID of the earlier statement. In order: its amounts are in another unit; its To is
// before its From; a line has an unknown state; another statement has the same period
// and both correct nothing, or both have the same ID and correct the same statement.
const (
	StatementUnit      FindingCode = "statement-of-another-unit"
	StatementBackwards FindingCode = "statement-backwards"
	StatementState     FindingCode = "statement-of-unknown-state"
	StatementRepeated  FindingCode = "statement-repeated"
)

// String gives path or subject, code and value on one line.
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

// problem notes a finding of the statement, unless it was noted before.
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
