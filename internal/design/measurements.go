package design

import (
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/upheld/upheld/internal/exact"
	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/metrics"
)

// Measurements compares measurements with a bound, one by one: response times,
// queue lengths, temperatures. It counts the good measurements and lists the runs
// of others:
//
//	rules, err := design.Measurements{Good: "at most 250ms", Unit: "1ms"}.Rules()
//	count, runs, err := rules.Judge(points)
type Measurements struct {
	Good metrics.Bound `json:"good"` // such as at most 250ms, or 15 to 30
	Unit string        `json:"unit"` // the size of a value of 1, of the bound's kind: 1ms, 0.01, 0.1%
}

// Measurement is one measurement.
type Measurement struct {
	At    time.Time
	Value int64 // in the unit of the Measurements
}

// Run is a run of measurements in a row that were not good. Its instants are in
// UTC.
type Run struct {
	From   time.Time // the instant of the first
	To     time.Time // the instant of the first good measurement after the run; zero if none came
	Points int64     // the number of measurements, at least 1
	Worst  int64     // the value farthest from the bound; the first of equal values
}

// MeasurementRules is compiled Measurements. It is immutable and safe for
// concurrent use. For the zero MeasurementRules only the value 0 is good.
type MeasurementRules struct {
	low, high int64 // the good values, both included
}

// Rules compiles the spec. The error lists all of its problems.
func (m Measurements) Rules() (MeasurementRules, error) {
	var l fault.List
	limit, err := quantity.Parse(string(m.Good))
	l.Add("good", string(m.Good), err)
	valid := err == nil
	var kind quantity.Kind
	var size *big.Rat
	if m.Unit == "" {
		l.Addf("unit", "", fault.ErrMissing, "what a value of 1 means, such as 1ms or 0.01")
	} else {
		size, kind, err = quantity.Value(m.Unit)
		l.Add("unit", m.Unit, err)
		switch {
		case err != nil:
		case size.Sign() <= 0:
			l.Addf("unit", m.Unit, fault.ErrRange, "a value above 0 is needed")
		case valid && kind != limit.Kind:
			l.Addf("unit", m.Unit, fault.ErrConflict, "the bound %s is of another kind", m.Good)
		}
	}
	if l.Err() != nil {
		return MeasurementRules{}, l.Err()
	}
	r := MeasurementRules{math.MinInt64, math.MaxInt64}
	whole := func(edge *big.Rat, with bool, mode exact.Mode, step int64) (*big.Int, bool) {
		in := new(big.Rat).Quo(edge, size)
		n := exact.Quotient(in.Num(), in.Denom(), mode)
		if !with && in.IsInt() {
			n.Add(n, big.NewInt(step))
		}
		return n, n.IsInt64()
	}
	met := true
	if limit.Low != nil {
		if n, fits := whole(limit.Low, limit.LowIn, exact.Ceiling, 1); fits {
			r.low = n.Int64()
		} else {
			met = n.Sign() < 0
		}
	}
	if limit.High != nil {
		if n, fits := whole(limit.High, limit.HighIn, exact.Floor, -1); fits {
			r.high = n.Int64()
		} else {
			met = met && n.Sign() > 0
		}
	}
	if !met || r.low > r.high {
		l.Addf("unit", m.Unit, fault.ErrConflict, "no whole number of it is %s", m.Good)
		return MeasurementRules{}, l.Err()
	}
	return r, nil
}

// Judge counts the good points and lists the runs of others. The points must be in
// the order of time; otherwise Judge returns an error and judges nothing. Good
// points cost no allocation. From and To of a Run mean the same as in an Interval,
// so that runs can be added to a Timeline as outages.
func (r MeasurementRules) Judge(points []Measurement) (metrics.Count, []Run, error) {
	var runs []Run
	bad, open := 0, false
	for i := 0; i < len(points); i++ {
		if !open && i > 0 {
			if i += r.good(points[i-1:]); i == len(points) {
				break
			}
		}
		p := &points[i]
		if i > 0 && earlier(p.At, points[i-1].At) {
			return metrics.Count{}, nil, &metrics.FieldError{Path: "points[" + strconv.Itoa(i) + "].at", Value: p.At.UTC().Format(time.RFC3339Nano),
				Err: fault.Because(fault.ErrRange, "points stand in the order of time")}
		}
		if r.low <= p.Value && p.Value <= r.high {
			if open {
				runs[len(runs)-1].To, open = p.At.UTC(), false
			}
			continue
		}
		bad++
		if !open {
			runs, open = append(runs, Run{From: p.At.UTC(), Worst: p.Value}), true
		}
		run := &runs[len(runs)-1]
		run.Points++
		if r.beyond(p.Value) > r.beyond(run.Worst) {
			run.Worst = p.Value
		}
	}
	return Bad(int64(bad), int64(len(points))), runs, nil
}

// good counts the points after the first that are good and at least a second later
// than the point before. Nearly all points are counted here.
func (r MeasurementRules) good(points []Measurement) int {
	seconds, span := points[0].At.Unix(), uint64(r.high)-uint64(r.low)
	for i := range points[1:] {
		p := &points[1+i]
		s := p.At.Unix()
		if s <= seconds || uint64(p.Value)-uint64(r.low) > span { // beyond low or high
			return i
		}
		seconds = s
	}
	return len(points) - 1
}

// earlier compares instants by their wall clock time, without the monotonic
// reading.
func earlier(a, b time.Time) bool {
	return a.Unix() < b.Unix() || a.Unix() == b.Unix() && a.Nanosecond() < b.Nanosecond()
}

// beyond is how far a value lies outside the bound.
func (r MeasurementRules) beyond(value int64) uint64 {
	if value < r.low {
		return uint64(r.low) - uint64(value)
	}
	return uint64(value) - uint64(r.high)
}
