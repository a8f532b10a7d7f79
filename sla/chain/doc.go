// Package chain checks whether a provider's operational level agreements and underpinning
// contracts suffice for the agreement with the customer.
//
// An objective names the promises on which it rests in sla.Objective.Relies, in a file
// relies-on. [Check] compares it with them and lists every [Gap]. [Settle] sets what is
// owed to customers against what suppliers owe.
//
// # Times
//
// An objective with a clock promises a deadline. The promises below it follow each
// other, each begins at the deadline of the one before, and Check finds the start for
// which their end is furthest after the deadline on top. Hours are never added up: 2h
// and 4h can take longer than 8h if their calendars differ. The start is exact to the
// nanosecond. Deadlines contain the grace. Each kind of tickets is checked by itself,
// for all combinations of the attribute values that the agreements name and any other
// value.
//
// A promise follows another if an event that stops the other's clock starts its own; the
// first has to start at an event that starts the clock on top. A
// check has no pauses. So a clock that pauses where the clock on top runs is a gap.
//
// Shares of tickets in time add up their shortfalls: of two steps of 95 % each, 90 % of
// the tickets are certain to be in time in both.
//
// # Availability
//
// A whole loses at most what all of its parts lose together. Gap.Certain is the share
// left in the worst period; the whole is insufficient if that share misses the promise.
// Gap.Independent is the share if the parts fail independently of each other.
// A part may lose the whole allowance of a period at once: 99.95 % of a year
// allows 4.38 hours, also in a single month. Months of two zones are not the same either:
// what is lost in the last hour of a month may belong to the next month of the other
// zone. A promise holds only in the hours of its own calendar. If the objective is composed, its parts
// have the names of the services or objectives below.
//
// # Claims
//
// If credits for an objective and for a promise below have to be claimed, the claim below must not end before the claim on top, for failures on the first and last
// day of every month.
//
// # Codes
//
// The codes of gaps, with the Value of each:
//
//	late            the steps end after the deadline; Value has the steps, "2h office then 4h london"
//	shortfall       less is certain than promised; Value has the certain share, or the key that
//	                lets the part leave out time which the whole counts, without a size:
//	                maintenance, notice, quota, no-data, not-monitored, ignore-under or weights
//	period-wider    enough in the long run, but a period below reaches over a period on top;
//	                Value has the certain share
//	claim-too-late  the claim below ends first; Value has the claim window below
//	unsupported     nothing is promised below: no such agreement or objective, not in force, no
//	                target or no promised value; Value names the agreement and objective
//	pauses          a clock below pauses where the clock on top runs; Value names the clock
//	not-compared    no comparison was made; Value says why: event, metric, period, calendar,
//	                ticket, parts or cases
//
// Why a comparison was not made: event, a step counts from another event than the end of
// the step before it; metric, the two measure different things; period, a rolling period
// and a period of another kind; calendar, a revision changes the hours; ticket, a ticket
// sets its target itself; parts, a part of the composition is not named; cases, more
// than 10,000 combinations of attribute values.
package chain
