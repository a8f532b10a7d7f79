package sla

import (
	"errors"
	"time"

	"github.com/upheld/upheld/metrics"
)

// store is what a cell keeps beside good and total: one of the tallies of the
// metrics package, which are groups as counts are.
type store interface {
	IsEmpty() bool
	MarshalBinary() ([]byte, error)
	UnmarshalBinary([]byte) error
	// merge adds what another store holds. It fails, and changes nothing, if the other
	// store is of another kind.
	merge(other store) error
	// fresh makes an empty one of the same kind.
	fresh() store
}

var errStores = errors.New("figures of different kinds have no sum")

// lengthKeeper is a store of lengths of time.
type lengthKeeper interface {
	store
	Add(time.Duration)
	Remove(time.Duration)
	Count() int64
}

// lengthStore keeps distinct lengths, for percentiles and maxima.
type lengthStore struct{ *metrics.Distribution }

func (s lengthStore) merge(other store) error {
	if o, ok := other.(lengthStore); ok {
		return s.Merge(o.Distribution)
	}
	return errStores
}

func (s lengthStore) fresh() store { return lengthStore{metrics.NewDistribution(s.Grain())} }

// sumStore keeps how many lengths there are, and their sum.
type sumStore struct {
	*metrics.LengthTally
	grain time.Duration // lengths are rounded up to it; 0: they are not
}

func (s sumStore) whole(length time.Duration) time.Duration {
	if s.grain > 0 {
		if over := length % s.grain; over > 0 {
			return length - over + s.grain
		}
	}
	return length
}

func (s sumStore) Add(length time.Duration)    { s.LengthTally.Add(s.whole(length)) }
func (s sumStore) Remove(length time.Duration) { s.LengthTally.Remove(s.whole(length)) }

func (s sumStore) merge(other store) error {
	if o, ok := other.(sumStore); ok && o.grain == s.grain {
		s.Merge(o.LengthTally)
		return nil
	}
	return errStores
}

func (s sumStore) fresh() store { return sumStore{&metrics.LengthTally{}, s.grain} }

type sampleStore struct{ *metrics.Samples }

func (s sampleStore) merge(other store) error {
	o, ok := other.(sampleStore)
	if !ok {
		return errStores
	}
	s.Merge(o.Samples)
	return nil
}

func (s sampleStore) fresh() store { return sampleStore{&metrics.Samples{}} }

type totalStore struct{ *metrics.TotalTally }

func (s totalStore) merge(other store) error {
	o, ok := other.(totalStore)
	if !ok {
		return errStores
	}
	s.Merge(o.TotalTally)
	return nil
}

func (s totalStore) fresh() store { return totalStore{&metrics.TotalTally{}} }

type sliceStore struct {
	*metrics.SliceTally
	every  time.Duration
	anchor time.Time
}

func (s sliceStore) merge(other store) error {
	if o, ok := other.(sliceStore); ok {
		return s.Merge(o.SliceTally)
	}
	return errStores
}

func (s sliceStore) fresh() store {
	s.SliceTally, _ = metrics.NewSliceTally(s.every, s.anchor) // it was made of them before
	return s
}
