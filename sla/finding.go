package sla

import "cmp"

// Finding is something about the facts or the agreement that a person should
// know: data that contradicts itself, a rule that cannot have been meant. Its code
// says whether the fact still counts.
type Finding struct {
	Code    FindingCode `json:"code"`
	Subject string      `json:"subject,omitempty"` // such as a ticket's ID or a service; empty: the agreement
	Path    string      `json:"path,omitempty"`    // the place in the agreement, or the field of the fact
	Value   string      `json:"value,omitempty"`   // the value as written
}

// FindingCode is the kind of a finding. Its text is stable.
type FindingCode string

// The findings.
const (
	FindingInstant            FindingCode = "instant-out-of-range"  // before 1900 or after 2189; not evaluated
	FindingInterval           FindingCode = "interval-backwards"    // an end before its start, an empty exclusion of tickets, or an outage or exclusion outside 1900 to 2189; not evaluated
	FindingUnreadable         FindingCode = "unreadable"            // a share, state, attribute or statement that cannot be read; not evaluated
	FindingUnknownState       FindingCode = "unknown-state"         // a state without a weight: its time has no data
	FindingWindow             FindingCode = "exclusion-refused"     // an exclusion that does not count: Path is the notice for which it was announced too late, or the maintenance that the objective does not state; Value is its reason, else its ID
	FindingUnseen             FindingCode = "unseen-character"      // a ticket id with an invisible character, the Value; it differs from the id it looks like
	FindingNoEvents           FindingCode = "no-events"             // a ticket without an event that counts
	FindingDuplicateEvent     FindingCode = "duplicate-event"       // an event id that occurs more than once in a ticket; one event counts, see Event
	FindingPaidHistory        FindingCode = "paid-history"          // credits under other terms that look at the statements issued under the terms that pay
	FindingDuplicateTicket    FindingCode = "duplicate-ticket"      // a ticket id that occurs more than once; each ticket counts
	FindingBackwards          FindingCode = "stopped-before-start"  // see Policies.Backwards
	FindingNotStarted         FindingCode = "never-started"         // a clock that was stopped and never started, whatever other clocks did; nothing to count
	FindingNoTarget           FindingCode = "no-target"             // no target applies; the cycle does not count
	FindingPromise            FindingCode = "promise-unreadable"    // a promised instant or length that cannot be read; the cycle does not count
	FindingHours              FindingCode = "calendar-unknown"      // an attribute that names no calendar that opens; the target's otherwise counts
	FindingPauseEnd           FindingCode = "pause-end-unreadable"  // the end of a pause that is no instant or date; it ends nothing
	FindingPromiseReason      FindingCode = "promise-unexplained"   // a ticket that sets its own due instant or length without a reason; its own counts
	FindingOverride           FindingCode = "priority-unexplained"  // a ticket that overrides its derived priority without a reason; its own counts
	FindingOutside            FindingCode = "outside-agreement"     // a cycle that started, a count or a sample, when the agreement was not in force; not evaluated
	FindingUnknown            FindingCode = "unknown-subject"       // a fact about something the agreement does not mention, or a crisis about a service that no objective measures
	FindingReason             FindingCode = "exclusion-unexplained" // an exclusion without a reason
	FindingCount              FindingCode = "count-impossible"      // more good than total, negative, or above metrics.CountMax; not evaluated
	FindingScale              FindingCode = "sample-off-scale"      // a sample outside the scale of a score; not used
	FindingPoint              FindingCode = "point-missing"         // an outage without a point from which a repair counts; not counted
	FindingCurrency           FindingCode = "unit-differs"          // an amount in another unit than the agreement's; not used
	FindingDuplicateStatement FindingCode = "duplicate-statement"   // an issued statement given twice, or a second statement of a period that corrects no other; not used
	FindingAmount             FindingCode = "amount-out-of-range"   // an amount with too many digits; not used
	FindingCredits            FindingCode = "credit-rule"           // a credit rule that reads oddly: Path names it, Value says how
	FindingUnreachable        FindingCode = "never-reached"         // a promise that no figure can meet, or a target whose calendar never has that much time; kept as written

	FindingOverlap FindingCode = "overlap-unstated" // outages with a Share overlapped, and the objective does not say what they lose together; the worst counts
	FindingGrain   FindingCode = "grain-decides"    // rounding lengths up to the grain can turn the verdict; kept as written
	// A word of tickets near a word of the agreement: Subject has the tickets' word, Path
	// and Value the agreement's. Or a word of the agreement itself near the word that is
	// probably meant, the Value: a base that is the fee of no service, an event that reads
	// like a list, a language that no page has, a currency that is no code of ISO 4217.
	FindingWord       FindingCode = "unknown-word"
	FindingLastMinute FindingCode = "closed-last-minute" // hours of a calendar that close at 23:59, mostly meant as 24:00; kept as written
	FindingLadder     FindingCode = "ladder-unused"      // a ladder that no objective and no crisis names; it raises no alarm
	FindingAffected   FindingCode = "affected-unknown"   // an outage without a count of those affected, such as "137 in 3000": Path names the crisis that asks, Value the incident
	FindingCrises     FindingCode = "crises-unlisted"    // more crises than Agreement.Crises lists; Value says how many
	FindingGrades     FindingCode = "grade-row"          // rows of Spec.Grades that leave a gap or overlap: Path names the later row, Value says which overruns; kept as written
	FindingUngraded   FindingCode = "ungraded"           // a target that is an instant or a number of days, while all grades are shares; its breaches have no grade
	FindingUnmatched  FindingCode = "never-matched"      // a start or stop that no ticket matched, of 20 or more
)

func compareFindings(a, b Finding) int {
	return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Value, b.Value))
}
