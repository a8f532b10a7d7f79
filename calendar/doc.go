// Package calendar computes with business time: service hours, holidays, time
// zones, and business days, exactly and in constant time.
//
// Three types to meet first:
//
//   - Spec is a calendar as written: a zone, weekly hours such as "mon-fri
//     09:00-17:00", closed dates, dates with their own hours, holidays, and what
//     other calendars it is composed of.
//   - Calendar is what New makes of it: a set of instants. Elapsed says how much
//     of it lies between two instants, Add when so much will have passed.
//     Union, Intersection, Except and Switch give calendars again.
//   - Local is a date or time of day as written, in the zone of what contains it.
//
// # Time
//
// A stretch of open time is half-open, [from, to), and its length is the time
// that elapses: a night from 22:00 to 06:00 has seven hours where clocks go
// forward. A reading of the local clock means the first instant at which the
// clock shows it or something later. So a reading that is repeated is its first
// occurrence, one that is skipped is the instant of the change, and dividing a
// stretch never changes its length.
//
// Four units never mix: elapsed time (time.Time.Sub), business time (Add),
// business days (AddDays) and calendar days (AddDays on Always in a zone). Months
// go by calendar days (AddMonths); Roll moves a date that is closed.
//
// Everything lies between 1900-01-01 and 2190-01-01 UTC; outside, every calendar
// is closed, and Add refuses to answer.
//
// # Knowledge
//
// What is known of a calendar changes: next year's holidays are entered in
// December. A Version says when a change became known, and KnownAt gives the
// calendar as it was known at an instant, so that a due time computed before
// then stays as it was.
//
// # Purity
//
// Results depend on the spec, the time zone data and the lists of holidays, and
// on nothing else; Fingerprint covers all three. Only the default of
// Sources.Zone reads anything of the machine. Import time/tzdata to take the
// zones along.
package calendar
