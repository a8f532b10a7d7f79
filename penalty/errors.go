package penalty

import "github.com/upheld/upheld/internal/fault"

// FieldError places one problem in the Spec that caused it: its path, the value
// as written and the kind of problem.
type FieldError = fault.FieldError

// The kinds of problem a Spec can have; test for them with errors.Is.
var (
	ErrMissing  = fault.ErrMissing
	ErrSyntax   = fault.ErrSyntax
	ErrRange    = fault.ErrRange
	ErrUnknown  = fault.ErrUnknown
	ErrConflict = fault.ErrConflict
)
