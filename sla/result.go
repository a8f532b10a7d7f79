package sla

import (
	"iter"
	"slices"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
)

// Result is what the facts mean for one period, as seen at one instant. It is
// plain data that belongs to the caller.
type Result struct {
	Agreement string
	Title     string
	Provider  string
	Customer  string
	Zone      string
	Period    Period    // as the caller asked
	From, To  time.Time // the bounds of Period in the agreement's zone, [From, To), in UTC
	AsOf      time.Time
	// Outcomes are in the order of the agreement's objectives, then of their periods;
	// in each period the whole stands before its groups. The longer periods of
	// Objective.Over that lie within Period follow, the shorter first. If Period holds
	// several periods and is no period of Over itself, their sum stands last, without
	// a verdict.
	Outcomes []Outcome
	// Statements say what is owed, one for each ended period of objectives whose end
	// lies within Period, in the order of the ends.
	Statements []penalty.Statement
	// Owing bounds the statement of the period that ends next; nil if every period
	// has ended, or without credits.
	Owing *Owing
	// Clauses are the clauses of the contract for what the result shows: look up
	// Breach.Target, Finding.Path, or "objectives." and the objective. Statements have
	// the clauses of their own lines.
	Clauses penalty.Clauses
	// Names are the names of parts in other languages, by language and path, as the
	// agreement states them in Spec.Names up to the end of the Period; nil if it states
	// none. Pages in these languages show them.
	Names map[string]map[string]string
	// Other is what the facts mean under the terms that do not pay, if a revision has a
	// Transition; else nil. It covers the whole Period, also before and after the
	// transition. Its statements are worked out from the issued statements of the terms
	// that pay, which is the finding FindingPaidHistory.
	Other *Result
	// Findings are sorted by code, subject, path and value. A finding that many facts
	// share is listed at most a thousand times.
	Findings []Finding

	fingerprint [32]byte
}

// Verdict says how an objective came out.
type Verdict = penalty.Verdict

// The verdicts. An outcome without a promise and a sum of periods have the empty
// Verdict.
const (
	Met           = penalty.Met
	Missed        = penalty.Missed
	NotMeasurable = penalty.NotMeasurable // Reason says why
)

// Reason says why an outcome has no figure or no verdict. The reasons for no figure
// are constants of the metrics package.
type Reason = metrics.Reason

// The reasons why an outcome has a figure and no verdict.
const (
	NothingJudged Reason = "nothing-judged" // the objective promises no value, or only a report asked for the group
	Undecided     Reason = "undecided"      // the period is open, and its rest decides
	SumOfPeriods  Reason = "sum-of-periods" // each period has its own verdict
)

// Outcome is one objective in one period, as a whole or for one group.
type Outcome struct {
	Objective string
	Title     string
	Period    Period    // of the objective
	From, To  time.Time // the part of Period under these terms, [From, To), in UTC
	Group     Attrs     // empty: the whole
	// Cut marks a group that only a report asked for, see Agreement.Cut. It has a figure
	// and no promise or verdict.
	Cut    bool
	Metric string // its word, such as "share"

	// Verdict of a period that has not ended is Missed only if no further item can
	// change that, and Met only if the worst still possible meets the promise and no
	// further item can come. Else it is empty, with the Reason Undecided. Later
	// exclusions and corrections may change it in any case.
	Verdict Verdict
	Reason  Reason
	// Judge says how several periods were put together: JudgePooled for a sum, "" for a
	// single period. LeftOut lists the periods that could not be measured, if Judge
	// leaves them out.
	Judge   Judge
	Of      int // for JudgeSome: how many periods have to be met
	LeftOut []Period
	Final   bool   // the period has ended; only corrections can change it
	Ahead   *Ahead // what can still become of it; nil once Final

	Attained metrics.Figure // the zero Figure: no value
	Raw      metrics.Figure // before exclusions; for shares of items only if an exclusion changed the share
	Margin   metrics.Figure // what is still allowed; negative: what is lacking
	Promised metrics.Bound

	// Good of Total items met their target. Open items are not yet decided and
	// not in Total; an open cycle of a mean, a maximum, a sum or a percentile has
	// no length yet. If the figure is no share, Total is its number of items. An
	// availability has time instead: see Ledger.
	Good, Total, Open int64
	// Slices says what became of each slice; nil for every other metric.
	Slices *metrics.SliceCount

	// Ledger accounts for the time of a service, if the figure comes from it; else nil.
	Ledger metrics.Ledger
	// Failures are the runs of lost time in the Ledger: outages that overlap or
	// adjoin are one failure. A failure counts in the period in which it begins, and its
	// lost time in the periods in which it lies. Credit rules per breach and per unit
	// late count failures.
	Failures []metrics.Failure
	Breaches []Breach // only of the whole, not of groups; by instant, then ticket
	// Forgiven are the cycles that would be overdue without their exclusions, in the order
	// of Breaches, which do not have them. Their instants, lengths, grade and trace are
	// those without the exclusions.
	Forgiven []Breach
}

// Breach is one cycle that exceeded its target.
type Breach struct {
	Objective string
	Ticket    string
	Cycle     int    // from 1
	Target    string // its place in the agreement, such as objectives[0].targets[2]
	Within    Within
	Calendar  string
	Group     Attrs // the attributes by which the objective is grouped

	StartedAt  time.Time
	DueAt      time.Time // without grace
	BreachedAt time.Time // the cycle was overdue after this instant
	StoppedAt  time.Time // zero: still open

	Allowed time.Duration // with grace; zero for targets that are an instant
	Elapsed time.Duration // the time that counted
	Overrun time.Duration // Elapsed past Allowed, or wall time past DueAt and its grace
	Grade   string        // of Spec.Grades, by Overrun; empty: no row holds it
	// LateDays counts the late dates, LateBusinessDays only those that are business days
	// of Calendar; nil if credits do not count them. Dates are in the zone of Calendar.
	// LateDays are in the agreement's zone without a Calendar, and for a target in
	// calendar days or a promised instant. As in Overrun, paused time is not late if the
	// target is a length; waived time is never late.
	LateDays, LateBusinessDays *penalty.Days
	// Waived are the reasons of the exclusions that took time out of the cycle, each once
	// and sorted: of the ten that start first. The Explanation has all.
	Waived []string
	// Trace adds up to the time from start to stop, or to the evaluation. It is
	// Explanation.Trace without events as causes, and with adjoining running, closed
	// and holiday segments merged into a running segment, whose Counted is the open time
	// in it. Segments after the tenth waived segment are merged too.
	Trace []Segment
}

// SegmentKind says what a stretch of a cycle was.
type SegmentKind string

// The kinds of stretches.
const (
	Running   SegmentKind = "running"
	Paused    SegmentKind = "paused"
	Stopped   SegmentKind = "stopped" // between a stop and the reopening
	Closed    SegmentKind = "closed"  // running, outside the weekly hours
	OnHoliday SegmentKind = "holiday" // running, within the weekly hours of a date that is closed or has hours of its own
	Moved     SegmentKind = "moved"   // running, within the service hours, but PauseWall has moved the hours of this ticket
	Waived    SegmentKind = "waived"  // running, but an exclusion takes it out
	Carried   SegmentKind = "carried" // without length: Counted is the time that a change of target adds to the time used; negative: takes from it
)

// Segment is one stretch of a cycle, [From, To).
type Segment struct {
	From, To time.Time
	Kind     SegmentKind
	Counted  time.Duration // the part that counts against the target
	// Cause is the event that began the segment, or what ended a pause by itself. For
	// closed and moved it is the calendar's name; for a holiday the date, with its name
	// if known: "2026-04-03 Good Friday"; for carried the policy.
	Cause string
}

// Statement gives the last of Statements. It is the only one if Period is a period
// of the objectives. Without Statements it gives the zero Statement.
func (r *Result) Statement() penalty.Statement {
	if len(r.Statements) == 0 {
		return penalty.Statement{}
	}
	return r.Statements[len(r.Statements)-1]
}

// Outcome gives the outcome of an objective as a whole: of its only period, or of
// its periods together, judged by Objective.Over if that has the Period. ok is false
// if the result has no such outcome.
func (r *Result) Outcome(objective string) (o Outcome, ok bool) {
	for _, o := range slices.Backward(r.Outcomes) {
		if o.Objective == objective && len(o.Group) == 0 {
			return o, true
		}
	}
	return Outcome{}, false
}

// Groups gives the outcomes of an objective by group: of its only period, or
// the sums over its periods. Groups that only a report asked for come last, with Cut
// set.
func (r *Result) Groups(objective string) iter.Seq[Outcome] {
	whole, _ := r.Outcome(objective)
	return func(yield func(Outcome) bool) {
		for _, o := range r.Outcomes {
			if o.Objective == objective && len(o.Group) > 0 && o.Period == whole.Period && (o.Judge == whole.Judge || o.Cut && whole.Judge != "" && o.Judge == JudgePooled) &&
				o.From.Equal(whole.From) && o.To.Equal(whole.To) && !yield(o) {
				return
			}
		}
	}
}

// Breaches gives every breach once, in the order of the outcomes.
func (r *Result) Breaches() iter.Seq[Breach] {
	return func(yield func(Breach) bool) {
		for _, o := range r.Outcomes {
			if len(o.Group) > 0 || o.Judge != "" {
				continue
			}
			for _, b := range o.Breaches {
				if !yield(b) {
					return
				}
			}
		}
	}
}
