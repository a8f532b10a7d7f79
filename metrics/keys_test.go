package metrics_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/upheld/upheld/metrics"
)

// Whoever chooses causes that collide makes nothing wrong, and little slower.
func TestChosenCausesChangeNothing(t *testing.T) {
	const low = 1<<13 - 1
	var chosen []string
	for i := 0; len(chosen) < 700; i++ {
		if cause := fmt.Sprint("INC-", i); metrics.HashOf(cause)&low == 0 {
			chosen = append(chosen, cause)
		}
	}
	fill := func(from, to int) *metrics.Timeline {
		var l metrics.Timeline
		for i, cause := range chosen[from:to] {
			check(l.Add(metrics.Interval{From: cellAt(from + i), To: cellAt(from + i + 2), Cause: cause}))
		}
		return &l
	}
	whole := fill(0, 700)
	if !whole.HasPlainCauses() {
		t.Error("the causes do not collide enough to show anything")
	}
	left := fill(0, 400)
	left.Merge(fill(400, 700))
	var copied metrics.Timeline
	copied.Merge(whole)
	want := must(whole.MarshalBinary())
	for name, l := range map[string]*metrics.Timeline{"merged": left, "copied": &copied} {
		if got := must(l.MarshalBinary()); !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, want %d", name, len(got), len(want))
		}
	}
	p := must(metrics.Availability{Of: "x", NoData: metrics.NoDataExclude}.Pipeline())
	u := must(p.Measure(&copied, metrics.Look{From: cellAt(0), To: cellAt(701)}))
	if u.Ledger.Sum(metrics.Down) != 701*cell || len(u.Ledger) != 700 || u.Ledger[1].Cause != chosen[0] && u.Ledger[1].Cause != chosen[1] {
		t.Errorf("%d entries, %v down", len(u.Ledger), u.Ledger.Sum(metrics.Down))
	}
	for i, cause := range chosen {
		check(copied.Remove(metrics.Interval{From: cellAt(i), To: cellAt(i + 2), Cause: cause}))
	}
	if !copied.IsEmpty() {
		t.Error("all removed leaves something")
	}
}
