package metrics

import (
	"time"

	"github.com/upheld/upheld/internal/exact"
)

// Failure is a run of lost time: outages that overlap or abut are one failure. It
// goes on through time that does not count (outside the hours, in a window, or
// without data), and ends when the subject is known to be in order.
type Failure struct {
	From, To time.Time // from the first to the last instant lost, [From, To), in UTC
	// Lost is the time lost, each stretch by its weight, to the nearest nanosecond.
	Lost  time.Duration
	Cause string // the cause of the first lost stretch
	// Earlier reports that the failure reaches back to the start of the ledger. In
	// an outcome it has lost time before the period, and counts in the earlier
	// period.
	Earlier bool
}

// Failures lists the failures in a ledger, in order of time. Time lost outside the
// ledger is not included.
func (l Ledger) Failures() []Failure {
	var all []Failure
	of := l.loads()
	var sum lossSum
	running, fresh := true, false // in a run; the run has lost time
	finish := func() {
		if running && fresh {
			lost := sum.rat(of)
			all[len(all)-1].Lost = time.Duration(exact.Quotient(lost.Num(), lost.Denom(), exact.HalfUp).Int64())
		}
		running, fresh = false, false
	}
	for i := range l {
		e := &l[i]
		switch {
		case !e.lost().IsZero():
			if !fresh {
				all = append(all, Failure{From: e.From, Cause: e.Cause, Earlier: running && len(all) == 0})
				running, fresh, sum = true, true, lossSum{}
			}
			all[len(all)-1].To = e.To
			sum.add(int64(e.Length()), of.of(e.lost()))
		case e.InOrder():
			finish()
		}
	}
	finish()
	return all
}

// InOrder reports whether the subject was in order: it lost nothing, and its state
// is known or counts as good. The entry may lie outside the hours or in a window.
func (e Entry) InOrder() bool {
	known := e.Bucket != Future && e.State != string(NoData) && e.State != string(NotMonitored)
	return e.Weight.IsZero() && (known || e.Counted)
}

// IsLost reports whether the entry counts as lost, in whole or in part.
func (e Entry) IsLost() bool { return !e.lost().IsZero() }

// Incidents counts the failures in a ledger.
func (l Ledger) Incidents() int64 { return int64(len(l.Failures())) }
