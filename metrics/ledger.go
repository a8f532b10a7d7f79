package metrics

import (
	"math/big"
	"time"
)

// Bucket says how a stretch of a period counts.
type Bucket string

// The buckets: every instant of a period lies in exactly one.
const (
	Up           Bucket = "up"
	Degraded     Bucket = "degraded"      // partly lost, by the entry's weight
	Down         Bucket = "down"          // wholly lost
	Ignored      Bucket = "ignored"       // lost, but too short or cut by rounding: counts as good
	Forgiven     Bucket = "forgiven"      // in a window that counts as good
	Excluded     Bucket = "excluded"      // in a window that does not count
	NoData       Bucket = "no-data"       // unknown
	NotMonitored Bucket = "not-monitored" // nobody was meant to look
	OutsideHours Bucket = "outside-hours" // not promised
	Future       Bucket = "future"        // after the instant of looking
)

// Weight is the share of time lost in a state, in units of 10^-12: exact for
// percentages of two places times shares of four. 0 loses nothing.
type Weight int64

// WholeLoss is the weight of being down.
const WholeLoss Weight = 1_000_000_000_000

// String writes the weight as a percentage.
func (w Weight) String() string { return string(PercentOf(big.NewRat(int64(w), int64(WholeLoss)))) }

// MarshalText writes the weight as a percentage.
func (w Weight) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// Entry is one stretch of a period.
type Entry struct {
	From, To time.Time // [From, To), in UTC
	Bucket   Bucket
	// Counted reports whether the stretch is part of the denominator.
	Counted bool
	// Weight is the share of the stretch that its state loses. It costs
	// something only in the buckets Down and Degraded, and in NoData and
	// NotMonitored where these are counted as bad; elsewhere it says what would
	// have been lost.
	Weight Weight
	// Held reports whether the state was held over time without data.
	Held  bool
	State string // what was known, as reported: "up", "down", "partial"; "no-data" if nothing
	Cause string // the incident, window or rule that put the stretch into its bucket
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
	return 0
}

// Ledger is a partition of a period: its entries abut and add up to it exactly.
// Neighbours differ in something other than time.
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

// InState is the time that was reported as one state, in hours and past,
// windows included; scheduled is the part of it that lay in windows.
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

// Lost is the time lost, each stretch by its weight: nanoseconds, exact.
func (l Ledger) Lost() *big.Rat {
	var sum lossSum
	for _, e := range l {
		sum.add(int64(e.Length()), e.lost())
	}
	return sum.rat()
}

// lossSum adds up weighted lengths exactly.
type lossSum struct {
	whole int64   // nanoseconds wholly lost
	units big.Int // nanoseconds × Weight
}

func (s *lossSum) add(ns int64, w Weight) {
	switch w {
	case 0:
	case WholeLoss:
		s.whole += ns
	default:
		part := big.NewInt(ns)
		s.units.Add(&s.units, part.Mul(part, big.NewInt(int64(w))))
	}
}

func (s *lossSum) rat() *big.Rat {
	lost := big.NewRat(s.whole, 1)
	if s.units.Sign() != 0 {
		lost.Add(lost, new(big.Rat).SetFrac(&s.units, big.NewInt(int64(WholeLoss))))
	}
	return lost
}

// Incidents counts the causes of time lost: runs of lost time, where a run goes
// on through everything but counted good time.
func (l Ledger) Incidents() int64 {
	var n int64
	running := false
	for _, e := range l {
		switch {
		case e.lost() > 0:
			if !running {
				n++
			}
			running = true
		case e.Counted:
			running = false
		}
	}
	return n
}
