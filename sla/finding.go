package sla

import "cmp"

// Finding is something about the facts or the agreement that a person should
// know: data that contradicts itself, a rule that cannot have been meant. A
// finding never removes an item from a result by itself.
type Finding struct {
	Code    FindingCode `json:"code"`
	Subject string      `json:"subject,omitempty"` // what it is about, such as a ticket's ID; empty: the agreement
	Path    string      `json:"path,omitempty"`    // where in the agreement, or which field of the fact
	Value   string      `json:"value,omitempty"`   // the value as found
}

// FindingCode is the kind of a finding. Its text is stable.
type FindingCode string

// The findings.
const (
	FindingInstant            FindingCode = "instant-out-of-range"  // before 1900 or after 2189; not evaluated
	FindingInterval           FindingCode = "interval-backwards"    // an end that is not after its start; not evaluated
	FindingUnreadable         FindingCode = "unreadable"            // a share or state that cannot be read; not evaluated
	FindingUnknownState       FindingCode = "unknown-state"         // a state without a weight: its time has no data
	FindingWindow             FindingCode = "exclusion-refused"     // announced too late, or no policy for it
	FindingUnseen             FindingCode = "unseen-character"      // an id with a character that is not seen, its Value; it is another id than the one it looks like
	FindingNoEvents           FindingCode = "no-events"             // a ticket without a single event that counts
	FindingDuplicateEvent     FindingCode = "duplicate-event"       // an event id that stands more than once
	FindingDuplicateTicket    FindingCode = "duplicate-ticket"      // a ticket id that stands more than once; each counts
	FindingBackwards          FindingCode = "stopped-before-start"  // see Policies.Backwards
	FindingNotStarted         FindingCode = "never-started"         // a clock that was stopped and never started, whatever other clocks did; nothing to count
	FindingNoTarget           FindingCode = "no-target"             // no target applies; the cycle does not count
	FindingPromise            FindingCode = "promise-unreadable"    // a promised instant or length that cannot be read
	FindingHours              FindingCode = "calendar-unknown"      // an attribute that names no calendar of the agreement; the target's otherwise counts
	FindingPauseEnd           FindingCode = "pause-end-unreadable"  // the end of a pause that is no instant or date; it ends nothing
	FindingPromiseReason      FindingCode = "promise-unexplained"   // a ticket sets its own due instant or length without a reason; it counts
	FindingOverride           FindingCode = "priority-unexplained"  // a ticket that overrides its derived priority without a reason; its own counts
	FindingOutside            FindingCode = "outside-agreement"     // a cycle that started, a count or a sample, when the agreement was not in force; not evaluated
	FindingUnknown            FindingCode = "unknown-subject"       // a fact about something the agreement does not mention
	FindingReason             FindingCode = "exclusion-unexplained" // an exclusion without a reason
	FindingCount              FindingCode = "count-impossible"      // more good than total, negative, or above metrics.CountMax; not evaluated
	FindingScale              FindingCode = "sample-off-scale"      // a sample outside the scale of a score; not used
	FindingPoint              FindingCode = "point-missing"         // an outage without any of the points a repair counts from; not counted
	FindingCurrency           FindingCode = "unit-differs"          // an amount in another unit than the agreement's; not used
	FindingDuplicateStatement FindingCode = "duplicate-statement"   // an issued statement given again, or a second one of a period that corrects none; not used
	FindingAmount             FindingCode = "amount-out-of-range"   // an amount with too many digits; not used
	FindingCredits            FindingCode = "credit-rule"           // see the Path and Value: how a credit rule reads oddly
	FindingUnreachable        FindingCode = "never-reached"         // a promise that no figure can meet, or a target whose calendar never has that much time; kept as written

	FindingOverlap    FindingCode = "overlap-unstated"   // outages of some users each overlapped, and the objective does not say what they lose together; the worst counts
	FindingGrain      FindingCode = "grain-decides"      // a grain to which lengths are rounded up can turn the verdict of its promise; kept as written
	FindingWord       FindingCode = "unknown-word"       // a word of tickets near a word of the agreement: Subject has the tickets' word, Path and Value the agreement's
	FindingLastMinute FindingCode = "closed-last-minute" // hours of a calendar that close at 23:59, mostly meant as 24:00; kept as written
	FindingUnmatched  FindingCode = "never-matched"      // a start or stop that none of 20 tickets or more matched
)

func compareFindings(a, b Finding) int {
	return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Value, b.Value))
}
