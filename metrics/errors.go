package metrics

import "github.com/upheld/upheld/internal/fault"

// FieldError places one problem in a metric's spec; its path is relative to
// the metric.
type FieldError = fault.FieldError

// The kinds of problem; test for them with errors.Is.
var (
	ErrMissing  = fault.ErrMissing
	ErrSyntax   = fault.ErrSyntax
	ErrRange    = fault.ErrRange
	ErrUnknown  = fault.ErrUnknown
	ErrConflict = fault.ErrConflict
)
