// Package calendar computes with business time: service hours, holidays, time
// zones, and business days, exactly and in constant time.
//
// Three types to meet first:
//
//   - Spec is a calendar as written: a zone, weekly hours such as "mon-fri
//     09:00-17:00", closed dates, dates with their own hours, holidays, and the
//     names of other calendars to combine it with.
//   - Calendar is the set of open instants that New compiles from a Spec. Elapsed
//     measures the open time between two instants; Add finds the instant at which
//     an amount of open time has passed. Union, Intersection, Except and Switch
//     combine calendars into new ones.
//   - Local is a date or time of day as written, in the zone of the Spec or term
//     that contains it.
//
// # Time
//
// A stretch of open time is half-open, [from, to), and its length is the time that
// elapses: a night from 22:00 to 06:00 has seven hours if clocks go forward in it.
// A reading of the local clock means the first instant at which the clock shows
// that reading or a later one. So a reading that the clock repeats means its first
// occurrence, a reading that the clock skips means the instant of the change, and
// dividing a stretch never changes its length.
//
// Four units never mix: elapsed time (time.Time.Sub), business time (Add),
// business days (AddDays) and calendar days (AddDays on Always in a zone). Months
// go by calendar days (AddMonths); Roll moves a date that is closed.
//
// Everything lies between 1900-01-01 and 2190-01-01 UTC. Outside, every calendar is
// closed, and Add returns ErrHorizon.
//
// # Knowledge
//
// Knowledge of a calendar changes: next year's holidays are entered in December. A
// Version says when a change became known. KnownAt gives the calendar as it was
// known at an instant, so that a due time computed before then stays as it was.
//
// # Purity
//
// Results depend only on the spec, the time zone data and the lists of holidays.
// Fingerprint covers all three. Only the default of Sources.Zone reads data of the
// machine. Import time/tzdata to embed the zones in the program.
package calendar
