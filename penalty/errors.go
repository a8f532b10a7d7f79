package penalty

import "github.com/upheld/upheld/internal/fault"

// FieldError places one problem in the Spec that caused it: its path, the value
// as written and the kind of problem.
// Its fields are Path, such as versions[0].hours, "" for the whole; Value, what is
// written there, shortened; and Err, one of the kinds or an error that wraps one.
// sla.Problems lists all that an error joins.
type FieldError = fault.FieldError

// The kinds of problem a Spec can have; test for them with errors.Is.
var (
	ErrMissing  = fault.ErrMissing
	ErrSyntax   = fault.ErrSyntax
	ErrRange    = fault.ErrRange
	ErrUnknown  = fault.ErrUnknown
	ErrConflict = fault.ErrConflict
)
