package metrics

import "github.com/upheld/upheld/internal/fault"

// FieldError is one problem of a metric's spec.
//
// Path names the field, starting at the metric, such as weights.partial; "" is the
// whole metric. Value is the shortened text of the field. Err is one of the kinds
// below or wraps one. sla.Problems lists all problems that an error joins.
type FieldError = fault.FieldError

// The kinds of problem; test for them with errors.Is.
var (
	ErrMissing  = fault.ErrMissing
	ErrSyntax   = fault.ErrSyntax
	ErrRange    = fault.ErrRange
	ErrUnknown  = fault.ErrUnknown
	ErrConflict = fault.ErrConflict
)
