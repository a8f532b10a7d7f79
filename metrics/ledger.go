package metrics

import (
	"math/big"
	"time"
)

// Bucket says how a stretch of a period counts.
type Bucket string

// The buckets. Every instant of a period lies in exactly one.
const (
	Up           Bucket = "up"
	Degraded     Bucket = "degraded"      // partly lost, by the entry's weight
	Down         Bucket = "down"          // wholly lost
	Ignored      Bucket = "ignored"       // lost, but too short or rounded away: counts as good
	Forgiven     Bucket = "forgiven"      // in a window that counts as good
	Excluded     Bucket = "excluded"      // in a window that does not count
	NoData       Bucket = "no-data"       // unknown
	NotMonitored Bucket = "not-monitored" // monitoring was not intended
	OutsideHours Bucket = "outside-hours" // outside the service hours
	Future       Bucket = "future"        // after Look.AsOf
)

// Entry is one stretch of a period.
type Entry struct {
	From, To time.Time // [From, To), in UTC
	Bucket   Bucket
	// Counted reports whether the stretch is part of the denominator.
	Counted bool
	// Weight is the share of the stretch that its state loses. It counts only in
	// the buckets Down and Degraded, and in NoData and NotMonitored if these count
	// as bad. In the other buckets it says what would have been lost.
	Weight Weight
	// Held reports whether the state was carried over time without data.
	Held  bool
	State string // the state as reported, such as "up" or "partial"; "no-data" if nothing was reported
	Cause string // the incident, window or rule that decided the bucket
}

// Length is To − From.
func (e Entry) Length() time.Duration { return e.To.Sub(e.From) }

// String writes the entry on one line:
//
//	2026-03-03T10:00:00Z 30m down: INC-17
func (e Entry) String() string {
	line := e.From.UTC().Format(time.RFC3339Nano) + " " + string(SpanOf(e.Length())) + " " + string(e.Bucket)
	if e.Bucket == Degraded {
		line += " " + e.Weight.String()
	}
	if e.Cause != "" {
		line += ": " + e.Cause
	}
	return line
}

// lost is the share of the stretch that counts as lost.
func (e Entry) lost() Weight {
	switch e.Bucket {
	case Down, Degraded, NoData, NotMonitored:
		if e.Counted {
			return e.Weight
		}
	}
	return Weight{}
}

// Ledger is a partition of a period: its entries abut and their lengths add up to
// the period exactly. Neighbours differ in something other than time.
type Ledger []Entry

// Sum is the time in one bucket.
func (l Ledger) Sum(b Bucket) time.Duration {
	var sum time.Duration
	for _, e := range l {
		if e.Bucket == b {
			sum += e.Length()
		}
	}
	return sum
}

// InState is the time reported as one state, within the hours and before Look.AsOf,
// in windows or not; scheduled is the part that windows leave out or forgive.
func (l Ledger) InState(state string) (all, scheduled time.Duration) {
	for _, e := range l {
		if e.State != state || e.Bucket == OutsideHours || e.Bucket == Future {
			continue
		}
		all += e.Length()
		if e.Bucket == Excluded || e.Bucket == Forgiven {
			scheduled += e.Length()
		}
	}
	return all, scheduled
}

// Counted is the denominator of availability.
func (l Ledger) Counted() time.Duration {
	var sum time.Duration
	for _, e := range l {
		if e.Counted {
			sum += e.Length()
		}
	}
	return sum
}

// Total is the length of the period.
func (l Ledger) Total() time.Duration {
	if len(l) == 0 {
		return 0
	}
	return l[len(l)-1].To.Sub(l[0].From)
}

// Lost is the time lost, each entry by its weight, in nanoseconds. It is exact as
// long as the common denominator of all weights stays below 2^1024; beyond that it
// is rounded up to 100 places.
func (l Ledger) Lost() *big.Rat {
	of := l.loads()
	var sum lossSum
	for _, e := range l {
		sum.add(int64(e.Length()), of.of(e.lost()))
	}
	return sum.rat(of)
}

// loads lists the weights in ledgers.
func (l Ledger) loads(others ...Ledger) loads {
	var all []Weight
	for _, l := range append(others, l) {
		for i := range l {
			all = append(all, l[i].Weight)
		}
	}
	return loadsOf(all)
}
