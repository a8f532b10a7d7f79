package metrics_test

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/metrics"
)

// tally is what every tally can do.
type tally interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// change adds to or removes from a tally.
type change[T tally] func(t T, n int)

// lawTally: order, tree, and what was removed leave no trace in the bytes.
func lawTally[T tally](r *tape.Reader, empty func() T, merge func(T, T) error, changes []change[T]) error {
	fill := func(list []change[T]) T {
		t := empty()
		for _, c := range list {
			c(t, 1)
		}
		return t
	}
	whole := must(fill(changes).MarshalBinary())
	shuffled := slices.Clone(changes)
	for i := len(shuffled) - 1; i > 0; i-- {
		j := r.Int(i + 1)
		shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
	}
	cut := r.Int(len(changes) + 1)
	left, right, other := fill(shuffled[:cut]), fill(shuffled[cut:]), fill(shuffled[cut:])
	if err := errors.Join(merge(left, right), merge(other, fill(shuffled[:cut]))); err != nil {
		return err
	}
	if got := must(left.MarshalBinary()); !bytes.Equal(got, whole) {
		return fmt.Errorf("merged at %d: %v, want %v", cut, got, whole)
	}
	if got := must(other.MarshalBinary()); !bytes.Equal(got, whole) {
		return fmt.Errorf("merged the other way: %v, want %v", got, whole)
	}
	back := empty()
	if err := back.UnmarshalBinary(whole); err != nil {
		return err
	}
	if got := must(back.MarshalBinary()); !bytes.Equal(got, whole) {
		return fmt.Errorf("read back: %v, want %v", got, whole)
	}
	// Removing before adding is a valid element.
	ahead := empty()
	for _, c := range shuffled {
		c(ahead, -1)
	}
	if err := merge(ahead, back); err != nil {
		return err
	}
	if got, want := must(ahead.MarshalBinary()), must(empty().MarshalBinary()); !bytes.Equal(got, want) {
		return fmt.Errorf("all removed leaves %v, want %v", got, want)
	}
	// Whatever parses is canonical.
	bent := slices.Clone(whole)
	bent[r.Int(len(bent))] ^= byte(1 + r.Int(255))
	if t := empty(); t.UnmarshalBinary(bent) == nil && !bytes.Equal(must(t.MarshalBinary()), bent) {
		return fmt.Errorf("%v parses and is not canonical", bent)
	}
	if empty().UnmarshalBinary(whole[:len(whole)-1]) == nil && len(whole) > 1 {
		return fmt.Errorf("a form cut short parses")
	}
	return nil
}

func lawTimelineTally(r *tape.Reader) error {
	s := drawStory(r)
	var changes []change[*metrics.Timeline]
	for _, f := range s.intervals {
		changes = append(changes, func(t *metrics.Timeline, n int) { check(pick(n, t.Add, t.Remove)(f)) })
	}
	for _, f := range s.marks {
		changes = append(changes, func(t *metrics.Timeline, n int) { check(pick(n, t.AddMark, t.RemoveMark)(f)) })
	}
	for _, f := range s.windows {
		changes = append(changes, func(t *metrics.Timeline, n int) { check(pick(n, t.AddWindow, t.RemoveWindow)(f)) })
	}
	return lawTally(r, func() *metrics.Timeline { return &metrics.Timeline{} },
		func(a, b *metrics.Timeline) error { a.Merge(b); return nil }, changes)
}

func pick[F any](n int, add, remove F) F {
	if n > 0 {
		return add
	}
	return remove
}

func lawDistributionTally(r *tape.Reader) error {
	grain := tape.Pick(r, time.Duration(0), time.Minute, time.Nanosecond)
	var changes []change[*metrics.Distribution]
	unit := int64(tape.Pick(r, time.Second, time.Millisecond, 10*time.Microsecond, 1))
	for n := r.Int(40); n > 0; n-- {
		d := time.Duration(r.Int64(int64(3*time.Hour)) / unit * unit)
		if r.Int(4) == 0 {
			d = d / time.Second * time.Second
		}
		changes = append(changes, func(t *metrics.Distribution, n int) { pick(n, t.Add, t.Remove)(d) })
	}
	return lawTally(r, func() *metrics.Distribution { return metrics.NewDistribution(grain) }, (*metrics.Distribution).Merge, changes)
}

func lawSliceTally(r *tape.Reader) error {
	anchor := cellAt(r.Int(30))
	var changes []change[*metrics.SliceTally]
	for n := r.Int(40); n > 0; n-- {
		at, c := cellAt(r.Int(400)-100), bad(int64(r.Int(3)), int64(2+r.Int(3)))
		changes = append(changes, func(t *metrics.SliceTally, n int) { check(pick(n, t.Add, t.Remove)(at, c)) })
	}
	return lawTally(r, func() *metrics.SliceTally { return must(metrics.NewSliceTally(time.Minute, anchor)) }, (*metrics.SliceTally).Merge, changes)
}

func lawSamplesTally(r *tape.Reader) error {
	var changes []change[*metrics.Samples]
	var sums []change[*metrics.TotalTally]
	for n := r.Int(40); n > 0; n-- {
		v, m := decimal.New(r.Int64(2_000_000)-1_000_000, -int32(r.Int(7))), int64(1+r.Int(4))
		changes = append(changes, func(t *metrics.Samples, n int) { check(pick(n, t.Add, t.Remove)(v, m)) })
		sums = append(sums, func(t *metrics.TotalTally, n int) { check(pick(n, t.Add, t.Remove)(v)) })
	}
	return errors.Join(
		lawTally(r, func() *metrics.Samples { return &metrics.Samples{} },
			func(a, b *metrics.Samples) error { a.Merge(b); return nil }, changes),
		lawTally(r, func() *metrics.TotalTally { return &metrics.TotalTally{} },
			func(a, b *metrics.TotalTally) error { a.Merge(b); return nil }, sums))
}

func TestTimelineIsATally(t *testing.T)           { tape.Check(t, lawTimelineTally) }
func TestDistributionIsATally(t *testing.T)       { tape.Check(t, lawDistributionTally) }
func TestSlicesAreATally(t *testing.T)            { tape.Check(t, lawSliceTally) }
func TestSamplesAndTotalsAreTallies(t *testing.T) { tape.Check(t, lawSamplesTally) }

func bad(bad, total int64) metrics.Count { return metrics.Count{Good: total - bad, Total: total} }
