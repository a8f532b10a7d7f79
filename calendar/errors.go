package calendar

import (
	"errors"

	"github.com/upheld/upheld/internal/fault"
)

// FieldError is one problem of a Spec. New joins all problems in document order.
//
// Path names the field, such as versions[0].hours; "" is the whole Spec. Value is
// the shortened text of the field. Err is or wraps an Err variable.
// sla.Problems lists all problems that an error joins.
type FieldError = fault.FieldError

// Kinds of problem that a Spec can have; test for them with errors.Is.
var (
	ErrMissing  = fault.ErrMissing  // a required field is empty
	ErrSyntax   = fault.ErrSyntax   // text that does not follow the grammar
	ErrRange    = fault.ErrRange    // a value outside its bounds
	ErrUnknown  = fault.ErrUnknown  // a name that is not known
	ErrConflict = fault.ErrConflict // two fields that exclude one another
)

// ErrNeverOpen is the error of Add, AddDays, AddMonths and Roll if the calendar
// closes for good before enough of it has passed.
var ErrNeverOpen = errors.New("calendar: never open again")

// ErrHorizon is the error of Add, AddDays, AddMonths and Roll if the argument or the
// answer lies outside the years 1900 to 2189.
var ErrHorizon = errors.New("calendar: beyond the years 1900 to 2189")
