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
	Period    Period    // as asked for
	From, To  time.Time // its bounds in the agreement's zone, [From, To), in UTC
	AsOf      time.Time
	// Outcomes stand in the order of the agreement's objectives; of one
	// objective in the order of its periods; of one period the whole first and
	// then its groups. What Objective.Over judges within Period follows them, the
	// shorter first. If Period holds more than one period and is none of those,
	// their sum stands last and has no verdict.
	Outcomes []Outcome
	// Statements say what is owed, one for each period of an objective that has
	// ended and whose end lies within Period, in the order of their ends.
	Statements []penalty.Statement
	// Owing bounds the statement of the period that ends next; nil when every
	// period has ended, and without credits.
	Owing *Owing
	// Findings are sorted by code, subject and path. One that is equal for many
	// facts is listed for the first thousand.
	Findings []Finding

	fingerprint [32]byte
}

// Verdict says how an objective came out.
type Verdict = penalty.Verdict

// The verdicts. An outcome without a promise, and a sum of periods, has none.
const (
	Met           = penalty.Met
	Missed        = penalty.Missed
	NotMeasurable = penalty.NotMeasurable
)

// Reason says why an outcome has no figure or no verdict. Beside those of the
// metrics package there are three.
type Reason = metrics.Reason

// The reasons why there is a figure and no verdict.
const (
	NothingJudged Reason = "nothing-judged" // the objective promises no value
	Undecided     Reason = "undecided"      // the period is open, and what is to come decides
	SumOfPeriods  Reason = "sum-of-periods" // each period has its own verdict
)

// Outcome is one objective in one period, as a whole or for one group.
type Outcome struct {
	Objective string
	Title     string
	Period    Period    // of the objective
	From, To  time.Time // the part of Period under these terms, [From, To), in UTC
	Group     Attrs     // empty: all of them
	Metric    string    // its word, such as "share"

	// Verdict of a period that has not ended is Missed only if nothing can still
	// turn that, further items included, and Met only if the worst still possible
	// meets the promise and no further item can come; else there is none, with
	// the Reason Undecided. Exclusions and corrections not yet known may turn both.
	Verdict Verdict
	Reason  Reason
	// Judge says that this is several periods together, and how they were put
	// together; "" is a period by itself. LeftOut are those of them that could not
	// be measured, where that leaves them out.
	Judge   Judge
	Of      int // how many of them have to be met, by JudgeSome
	LeftOut []Period
	Final   bool   // the period has ended; only corrections can change it
	Ahead   *Ahead // what can still become of it; nil once Final

	Attained metrics.Figure // the zero Figure: no value
	Raw      metrics.Figure // before exclusions; of shares only where one changed something
	Margin   metrics.Figure // what is still allowed, or lacking when negative
	Promised metrics.Bound

	// Good of Total items met their target. Open items are not yet decided and
	// not in Total; an open cycle of a mean, a maximum, a sum or a percentile has
	// no length yet. Figures that are no share have their number of items in
	// Total. Availability has time instead: see Ledger.
	Good, Total, Open int64
	// Slices says what became of each slice; nil for every other metric.
	Slices *metrics.SliceCount

	Ledger metrics.Ledger
	// Failures are the runs of lost time in the Ledger: outages that overlap or
	// abut are one. Each counts in the period in which it begins, and what it loses
	// in the period in which it is lost; credit rules per breach and per unit late
	// are about these.
	Failures []metrics.Failure
	Breaches []Breach // of the whole; by instant, then ticket
	// Forgiven are the cycles that would be overdue without their exclusions; they
	// are not among Breaches.
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
	BreachedAt time.Time // the first instant of being overdue
	StoppedAt  time.Time // zero: still open

	Allowed time.Duration // with grace; zero for targets that are an instant
	Elapsed time.Duration // what counted
	Overrun time.Duration // Elapsed past Allowed, or wall time past DueAt and its grace
	// LateDays and LateBusinessDays are the dates that were late: all, and the business
	// days of the target's calendar. Nil if credits do not count them. They are dates of
	// the zone of Calendar, and LateDays of targets in calendar days and of promised
	// ones those of the agreement's zone. As in Overrun, paused time is not late past a
	// length; waived time never is.
	LateDays, LateBusinessDays *penalty.Days
	// Waived are the reasons of the exclusions that took time out of it, at most
	// ten of those that began first; the Explanation has all.
	Waived []string
	// Trace adds up to the time from start to stop, or to the evaluation. It is
	// Explanation.Trace with adjoining running, closed and holiday segments merged
	// into one that is running; its Counted is the open time in it. After ten waived
	// segments further ones are merged too.
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
	OnHoliday SegmentKind = "holiday" // running, within them, but a closed date or one with its own hours takes it out
	Moved     SegmentKind = "moved"   // running, within the hours, which pauses given back whole have moved for this ticket
	Waived    SegmentKind = "waived"  // running, but an exclusion takes it out
	Carried   SegmentKind = "carried" // of no length: what a change of target does to what was used
)

// Segment is one stretch of a cycle, [From, To).
type Segment struct {
	From, To time.Time
	Kind     SegmentKind
	Counted  time.Duration // of it, what counts against the target
	// Cause is the event that began it; of what is closed or moved the calendar's name, of
	// a holiday the date, with the name where it has one: "2026-04-03 Good Friday".
	Cause string
}

// Statement gives the last of Statements: the only one, when the period asked
// for is that of the objectives. The zero Statement when nothing is settled.
func (r *Result) Statement() penalty.Statement {
	if len(r.Statements) == 0 {
		return penalty.Statement{}
	}
	return r.Statements[len(r.Statements)-1]
}

// Outcome gives the outcome of an objective as a whole: of its only period, or of
// its periods together, by Objective.Over where that judges the period asked for.
func (r *Result) Outcome(objective string) (Outcome, bool) {
	for _, o := range slices.Backward(r.Outcomes) {
		if o.Objective == objective && len(o.Group) == 0 {
			return o, true
		}
	}
	return Outcome{}, false
}

// Groups gives the outcomes of an objective by group: of its only period, or
// the sums over its periods.
func (r *Result) Groups(objective string) iter.Seq[Outcome] {
	whole, _ := r.Outcome(objective)
	return func(yield func(Outcome) bool) {
		for _, o := range r.Outcomes {
			if o.Objective == objective && len(o.Group) > 0 && o.Period == whole.Period && o.Judge == whole.Judge &&
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
