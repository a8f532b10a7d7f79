// Package review reads an agreement as an experienced service level manager does: it
// remarks on what is missing or odd, says how mature the agreement is, and proposes
// targets from what was measured.
//
// Four names to meet first:
//
//   - Evidence is what there is in addition to the agreement: results, facts, records, the
//     gaps of its chain, and the date of the review.
//   - Of lists the remarks. A Remark has the place, the figures and, if a change of the
//     agreement would settle it, this change.
//   - Maturity and Smart list requirements, each with what shows it. What the evidence does
//     not show counts as not shown.
//   - Reached gives the bound that was reached in k of the periods measured. It is a
//     measured figure, never a mean, and nothing here forecasts.
//
// Remarks are opinions. No figure of a result and no amount depends on them.
//
// # Remarks
//
// Of the agreement alone. Value is what the remark found; Subject is the objective, the
// service or the role:
//
//	no-promise               an objective measures and promises nothing
//	no-target                no target states a time for a clock whose promise needs one
//	no-period                an objective has no period
//	no-owner                 nobody answers for an objective: neither its owner nor its
//	                         service's, and no role is accountable
//	no-service               an objective names no service, although the agreement has services
//	no-services              the agreement names no services
//	no-review-date           the date of the next review is missing
//	review-passed            the date of the next review has passed
//	too-many-key             more than seven objectives are key
//	key-without-ladder       a key objective with a clock names no ladder; a key objective about
//	                         outages has no crisis with a ladder
//	ladder-untold            the last level of a ladder tells nobody
//	priority-without-target  a priority for which an objective has no target
//	priorities-out-of-order  a target of a more pressing priority that is always due later than
//	                         the target of a less pressing priority; Value has both
//	promise-without-credit   a promise for which no credit is owed, in an agreement with credits
//	credit-without-promise   credits for an objective that promises nothing
//	no-consequence           nothing follows a breach: no credits and no handling
//	report-without-due       a report without a day by which it is due
//	report-to-nobody         a report that goes to no role
//	notice-short             maintenance can be announced later than the last report: the notice
//	                         is shorter than the shortest period of a report
//	word-unused              a definition of a word that the agreement does not use
//	raci-accountable         not exactly one role is accountable for an objective; Value has
//	                         the roles that are
//	trigger-too-wide         a trigger of a review that is pulled only once 9.9 times the
//	                         allowance is lost on top of it, as by over 10% of 99%; Value has the
//	                         trigger and the figure at which it is pulled
//	retirement-open          the service retires, and the agreement has no end
//
// With facts:
//
//	word-unheard             an event or a value that the agreement names and no ticket, count or
//	                         sample has; Subject is the attribute, empty for an event
//
// With results:
//
//	never-met                none of the last 12 figures meets the promise; the change promises
//	                         what 9 of them reach
//	far-exceeded             all of the last 12 figures keep more than half of the allowance; the
//	                         change promises what all of them reach
//	unmeasured               the last period had no figure, and the service is not in its launch;
//	                         Value has the period and the reason
//	trigger-pulled           a trigger of a review was pulled; Value has the periods and figures
//	review-open              no review has followed a trigger that was pulled
//
// A review shows in a revision, an edition of the document's history or a record that
// was made after the end of the last period concerned and whose reason contains the
// word "review".
//
// The gaps of the chain keep their codes, see package chain.
//
// # Triggers
//
// The deviation of a figure from its promise is exact. Only the bad side counts, and
// "over" is strict: 85.5% attained of 95% promised deviates by exactly 10%, which is not
// over 10%. In points it is 9.5, of the allowance 190%. "at most 8h" deviates by over 10%
// after 8h48m. The promise in force then counts. A period without a figure or a result
// breaks a row of periods.
package review
