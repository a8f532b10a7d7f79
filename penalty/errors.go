package penalty

import "github.com/upheld/upheld/internal/fault"

// FieldError places one problem in the Spec that caused it. Its fields are Path, such
// as rules[0].tiers[1].when ("" is the whole Spec); Value, the text written there,
// shortened; and Err, an Err variable or an error that wraps it. sla.Problems
// lists all FieldErrors that an error joins.
type FieldError = fault.FieldError

// The kinds of problem a Spec can have; test for them with errors.Is.
var (
	ErrMissing  = fault.ErrMissing
	ErrSyntax   = fault.ErrSyntax
	ErrRange    = fault.ErrRange
	ErrUnknown  = fault.ErrUnknown
	ErrConflict = fault.ErrConflict
)
