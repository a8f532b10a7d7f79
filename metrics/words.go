package metrics

import "github.com/upheld/upheld/internal/fault"

// NoDataPolicy says how time or slices without data count.
type NoDataPolicy string

// The policies. If a fifth of the time is unknown, they can differ by a fifth.
const (
	NoDataExclude  NoDataPolicy = "exclude"   // does not count
	NoDataGood     NoDataPolicy = "good"      // as up
	NoDataBad      NoDataPolicy = "bad"       // as down
	NoDataHoldLast NoDataPolicy = "hold-last" // as the last known state; without one, excluded
)

// Maintenance says how excluded windows count.
type Maintenance string

// The policies.
const (
	// Forgive turns lost time within a window into good time; the window stays in the
	// denominator. Wholly lost time of which nothing else is known becomes time without
	// data.
	Forgive Maintenance = "forgive"
	// Remove takes the window out of numerator and denominator.
	Remove Maintenance = "remove"
	// AddBack counts the whole window as good time, whatever was measured, except
	// time in which monitoring was not intended.
	AddBack Maintenance = "add-back"
)

// Overlap says what overlapping outages lose together.
type Overlap string

// The policies. Outages with the same cause, state and share are one outage.
const (
	OverlapWorst Overlap = "worst" // the loss of the worst: the outages concern the same users
	OverlapAdd   Overlap = "add"   // the sum of their losses, at most everything: the outages concern different users
)

// Minutes says how lost time becomes whole minutes.
type Minutes string

// The roundings. All except nearest act on each run of lost time, before hours and
// windows. nearest acts once, on the total of the period; the ledger then still
// shows the exact time.
const (
	WholeMinutes   Minutes = "whole"   // each run counts its whole minutes: 2m59s is 2m
	StartedMinutes Minutes = "started" // each run counts every minute it began: 2m01s is 3m
	ClockMinutes   Minutes = "clock"   // each run counts the minutes of the clock that it covers: 10:00:30 to 10:02:30 is 1m
	NearestTotal   Minutes = "nearest" // the total is rounded to the nearest minute, half up
)

// Align says where slices start.
type Align string

// The alignments.
const (
	AlignPeriod Align = "period" // at the start of the period
	AlignClock  Align = "clock"  // at whole multiples of the slice since 1970-01-01T00:00Z
)

// Partial says how a slice that reaches beyond the period counts.
type Partial string

// The policies; "" is PartialCount.
const (
	PartialCount Partial = "count" // like any other slice
	PartialDrop  Partial = "drop"  // not at all
)

// Excess says how a ratio with more good than total counts.
type Excess string

// The policies; "" is ExcessReject.
const (
	ExcessReject Excess = "reject" // the figure has no value
	ExcessClamp  Excess = "clamp"  // all are good
)

// ScoreKind is a way to turn answers into a score.
type ScoreKind string

// The kinds.
const (
	NetPromoter ScoreKind = "nps"     // share of 9 and 10 less share of 0 to 6, times 100: −100 to 100
	TopBox      ScoreKind = "top-box" // share of answers within Top: customer satisfaction (CSAT) as 4 and 5 of 5
	MeanScore   ScoreKind = "mean"    // exact mean: CSAT as an average
	Opinion     ScoreKind = "mos"     // mean opinion score, 1 to 4.5, from transmission ratings R
)

// TotalStatistic is the figure made of samples.
type TotalStatistic string

// The statistics; "" is the sum.
const (
	TotalSum   TotalStatistic = "sum"
	TotalMean  TotalStatistic = "mean"
	TotalCount TotalStatistic = "count"
)

// RepairStatistic is a figure of the reliability of a service.
type RepairStatistic string

// The statistics.
const (
	MeanToRepair        RepairStatistic = "mttr" // time to restore over failures
	MeanBetweenFailures RepairStatistic = "mtbf" // up time over failures
	MeanToAcknowledge   RepairStatistic = "mtta" // time to acknowledge over failures acknowledged
	Failures            RepairStatistic = "failures"
)

// Point is an instant in the life of an incident.
type Point string

// The points.
const (
	Began        Point = "began"
	Detected     Point = "detected"
	Reported     Point = "reported"
	Ticketed     Point = "ticketed" // a ticket number was assigned
	Acknowledged Point = "acknowledged"
	Restored     Point = "restored"
)

// word checks that a word belongs to its set; "" is allowed if optional.
func word[T ~string](w T, optional bool, all ...T) error {
	if w == "" {
		if optional {
			return nil
		}
		return fault.Because(ErrMissing, "one of %s", join(all))
	}
	texts := make([]string, len(all))
	for i, a := range all {
		if a == w {
			return nil
		}
		texts[i] = string(a)
	}
	return fault.NotOneOf(string(w), texts...)
}

func join[T ~string](all []T) string {
	text := ""
	for i, a := range all {
		if i > 0 {
			text += ", "
		}
		text += string(a)
	}
	return text
}
