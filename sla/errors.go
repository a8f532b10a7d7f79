package sla

import "github.com/upheld/upheld/internal/fault"

// FieldError places one problem in the Spec or the JSON that caused it:
//
//	Path  string // such as objectives[2].targets[0].within; "" for the whole
//	Value string // the offending value as written, shortened; "" if absent
//	Err   error  // one of the kinds below, or an error that wraps one
//
// New joins one for every problem: Problems lists them, errors.As finds the first,
// and errors.Is asks for a kind. The same type is calendar.FieldError,
// metrics.FieldError and penalty.FieldError.
type FieldError = fault.FieldError

// Problems lists every problem that an error of New, of a reader or of the other
// packages joins, in the order of the document. nil has none; an error that is
// about no place is one problem without a path.
func Problems(err error) []*FieldError { return fault.All(err) }

// The kinds of problem.
var (
	ErrMissing  = fault.ErrMissing
	ErrSyntax   = fault.ErrSyntax
	ErrRange    = fault.ErrRange
	ErrUnknown  = fault.ErrUnknown
	ErrConflict = fault.ErrConflict
)
