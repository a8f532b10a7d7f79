package metrics

import (
	"time"

	"github.com/upheld/upheld/internal/exact"
)

// Failure is a run of lost time: outages that overlap or abut are one. It goes on
// while its time is only not counted, outside the hours, in a window or because
// nothing is known, and ends where the subject is known to be in order.
type Failure struct {
	From, To time.Time // from the first to the last instant lost, [From, To), in UTC
	// Lost is what it lost, each stretch by its weight, to the nearest nanosecond.
	Lost  time.Duration
	Cause string // of the first stretch lost
	// Earlier reports that it reaches back to where the ledger begins. In an
	// outcome it has lost time before, and is counted there.
	Earlier bool
}

// Failures lists the failures in a ledger, in order of time. What a failure lost
// beyond the ends of the ledger is not in it.
func (l Ledger) Failures() []Failure {
	var all []Failure
	of := l.loads()
	var sum lossSum
	running, fresh := true, false // a run, of which time was lost
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

// InOrder reports whether the subject was in order: it lost nothing, and that is
// known or counts as good. It may lie outside the hours or in a window.
func (e Entry) InOrder() bool {
	known := e.Bucket != Future && e.State != string(NoData) && e.State != string(NotMonitored)
	return e.Weight.IsZero() && (known || e.Counted)
}

// IsLost reports whether time of the stretch counts as lost.
func (e Entry) IsLost() bool { return !e.lost().IsZero() }

// Incidents counts the failures in a ledger.
func (l Ledger) Incidents() int64 { return int64(len(l.Failures())) }
