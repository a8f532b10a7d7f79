package metrics

import (
	"math/big"
	"time"
)

// Incident is the life of one failure. A point that did not happen or is not known
// is the zero time.
type Incident struct {
	Began, Detected, Reported, Ticketed, Acknowledged, Restored time.Time
}

func (i Incident) at(p Point) time.Time {
	switch p {
	case Began:
		return i.Began
	case Detected:
		return i.Detected
	case Reported:
		return i.Reported
	case Ticketed:
		return i.Ticketed
	case Acknowledged:
		return i.Acknowledged
	case Restored:
		return i.Restored
	}
	return time.Time{}
}

// Span gives the stretch of an incident that the statistic measures: from the
// latest of the starting points that the incident has (Began, if the spec names
// none) to Restored or, for MeanToAcknowledge, to Acknowledged. ok is false if an
// end is not known or the ends are in the wrong order.
func (m Repair) Span(i Incident) (from, to time.Time, ok bool) {
	since := m.Since
	if len(since) == 0 {
		since = []Point{Began}
	}
	for _, p := range since {
		if t := i.at(p); t.After(from) {
			from = t
		}
	}
	to = i.Restored
	if m.Statistic == MeanToAcknowledge {
		to = i.Acknowledged
	}
	return from, to, !from.IsZero() && !to.IsZero() && !to.Before(from)
}

// Reliability is the tally behind means of failures. The zero Reliability is empty.
// It adds up in any order and can be removed.
type Reliability struct {
	Up       time.Duration // time in order
	Repair   time.Duration // time out of order
	Failures int64
}

// Add counts s.
func (r *Reliability) Add(s Reliability) { r.merge(s, 1) }

// Remove subtracts s.
func (r *Reliability) Remove(s Reliability) { r.merge(s, -1) }

// Merge adds the counts of another tally.
func (r *Reliability) Merge(s Reliability) { r.merge(s, 1) }

func (r *Reliability) merge(s Reliability, n int64) {
	r.Up += time.Duration(n) * s.Up
	r.Repair += time.Duration(n) * s.Repair
	r.Failures += n * s.Failures
}

// Reliability counts the failures of a ledger, the time of its entries with lost
// time, whatever the weight, as Repair, and its other counted time as Up.
func (l Ledger) Reliability() Reliability {
	r := Reliability{Failures: l.Incidents()}
	for _, e := range l {
		switch {
		case !e.lost().IsZero():
			r.Repair += e.Length()
		case e.Counted:
			r.Up += e.Length()
		}
	}
	return r
}

// MTTR is the mean time to repair, exact. It has no value without failures.
func (r Reliability) MTTR() (Figure, Reason) { return r.mean(r.Repair) }

// MTBF is the mean time between failures: time in order over failures. It has no
// value without failures.
func (r Reliability) MTBF() (Figure, Reason) { return r.mean(r.Up) }

func (r Reliability) mean(d time.Duration) (Figure, Reason) {
	switch {
	case r.Failures < 0 || r.Up < 0 || r.Repair < 0:
		return Figure{}, MoreRemoved
	case r.Failures == 0:
		return Figure{}, NoFailures
	}
	return lengthOf(big.NewRat(int64(d), r.Failures)), ""
}

// Availability is MTBF / (MTBF + MTTR): time in order over all time. It is 100 %
// without failures, and has no value without time.
func (r Reliability) Availability() (Figure, Reason) {
	switch {
	case r.Failures < 0 || r.Up < 0 || r.Repair < 0:
		return Figure{}, MoreRemoved
	case r.Up+r.Repair == 0:
		return Figure{}, NothingMeasured
	}
	return TimeShareOf(r.Up, r.Up+r.Repair), ""
}
