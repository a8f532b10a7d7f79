package calendar

import (
	"errors"

	"github.com/upheld/upheld/internal/fault"
)

// FieldError places one problem of a Spec: its path, the value as written and
// the kind of problem. New joins all of them in document order.
// Its fields are Path, such as versions[0].hours, "" for the whole; Value, what is
// written there, shortened; and Err, one of the kinds or an error that wraps one.
// sla.Problems lists all that an error joins.
type FieldError = fault.FieldError

// Kinds of problem that a Spec can have; test for them with errors.Is.
var (
	ErrMissing  = fault.ErrMissing  // something needed is not stated
	ErrSyntax   = fault.ErrSyntax   // text that the grammar does not know
	ErrRange    = fault.ErrRange    // a value outside its bounds
	ErrUnknown  = fault.ErrUnknown  // a name that nothing answers to
	ErrConflict = fault.ErrConflict // two statements that exclude one another
)

// ErrNeverOpen is the error of Add, AddDays, AddMonths and Roll when the calendar
// closes for good before enough of it has passed.
var ErrNeverOpen = errors.New("calendar: never open again")

// ErrHorizon is the error of Add, AddDays, AddMonths and Roll when the argument or
// the answer lies outside the years from 1900 to 2189.
var ErrHorizon = errors.New("calendar: beyond the years 1900 to 2189")
