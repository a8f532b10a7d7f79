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
	// merge adds all that another store holds. It fails, and changes nothing,
	// when that is of another kind.
	merge(other store) error
	// fresh makes an empty one of the same kind.
	fresh() store
}

var errStores = errors.New("figures of different kinds have no sum")

type lengthStore struct{ *metrics.Distribution }

func (s lengthStore) merge(other store) error {
	if o, ok := other.(lengthStore); ok {
		return s.Merge(o.Distribution)
	}
	return errStores
}

func (s lengthStore) fresh() store { return lengthStore{metrics.NewDistribution(s.Grain())} }

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
