package sla

import "github.com/upheld/upheld/internal/fault"

// FieldError places one problem in the Spec or the JSON that caused it:
//
//	Path  string // such as objectives[2].targets[0].within; "" for the whole
//	Value string // the offending value as written, shortened; "" if absent
//	Err   error  // one of the kinds below, or an error that wraps one
//
// New joins a FieldError for every problem: Problems lists them, errors.As finds the
// first, and errors.Is asks for a kind. The same type is calendar.FieldError,
// metrics.FieldError and penalty.FieldError.
type FieldError = fault.FieldError

// Problems lists every problem that an error of New, of a reader or of the other
// packages joins, in the order of the document. A nil error gives no problems. An
// error about no place is one problem without a path.
func Problems(err error) []*FieldError { return fault.All(err) }

// The kinds of problem, for errors.Is.
var (
	ErrMissing  = fault.ErrMissing  // a part that is needed is absent
	ErrSyntax   = fault.ErrSyntax   // a text that cannot be read
	ErrRange    = fault.ErrRange    // a value outside its bounds
	ErrUnknown  = fault.ErrUnknown  // a name or word that is not known
	ErrConflict = fault.ErrConflict // a part that contradicts another part
)
