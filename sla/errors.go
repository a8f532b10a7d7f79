package sla

import "github.com/upheld/upheld/internal/fault"

// FieldError places one problem in the Spec that caused it. New joins one for
// every problem; find them with errors.As, or their kinds with errors.Is.
type FieldError = fault.FieldError

// The kinds of problem.
var (
	ErrMissing  = fault.ErrMissing
	ErrSyntax   = fault.ErrSyntax
	ErrRange    = fault.ErrRange
	ErrUnknown  = fault.ErrUnknown
	ErrConflict = fault.ErrConflict
)
