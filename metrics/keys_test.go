package metrics_test

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"

	"github.com/upheld/upheld/metrics"
)

// Whoever chooses causes that collide makes nothing wrong, and little slower.
func TestChosenCausesChangeNothing(t *testing.T) {
	const low = 1<<13 - 1
	var chosen []string
	for i := 0; len(chosen) < 700; i++ {
		if cause := "INC-" + strconv.Itoa(i); metrics.HashOf(cause)&low == 0 {
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

// Two causes of one hash are two causes.
func TestCausesOfOneHashStayApart(t *testing.T) {
	seen := map[uint32]string{}
	var one, other string
	for i := 0; one == ""; i++ {
		cause := "INC-" + strconv.Itoa(i)
		if before, known := seen[metrics.HashOf(cause)]; known {
			one, other = before, cause
		}
		seen[metrics.HashOf(cause)] = cause
	}
	var l metrics.Timeline
	check(l.Add(metrics.Interval{From: cellAt(0), To: cellAt(1), Cause: one}))
	check(l.Add(metrics.Interval{From: cellAt(1), To: cellAt(2), Cause: other}))
	p := must(metrics.Availability{Of: "x", NoData: metrics.NoDataExclude}.Pipeline())
	u := must(p.Measure(&l, metrics.Look{From: cellAt(0), To: cellAt(2)}))
	if len(u.Ledger) != 2 || u.Ledger[0].Cause != one || u.Ledger[1].Cause != other {
		t.Errorf("%s and %s: %v", one, other, u.Ledger)
	}
}

// Of those that hold, the one that began first names the cause, and of those
// that began together the one whose cause sorts first, in whatever order they
// became known and however many there are.
func TestWhoBeganFirstNamesTheCause(t *testing.T) {
	for _, c := range []struct{ n, together, cells int }{{3, 3, 4}, {300, 300, 4}, {3000, 3, 4}, {9000, 3, 40}, {9000, 1, 7}} {
		all := make([]metrics.Interval, c.n)
		for i := range all {
			from := i / c.together
			all[i] = metrics.Interval{From: cellAt(from), To: cellAt(from + 1 + (i*7919)%c.cells), Cause: fmt.Sprintf("%05d", (i*7907)%c.n)}
		}
		cells := c.n/c.together + c.cells
		want := make([]*metrics.Interval, cells)
		for i := range all {
			for cell := i / c.together; cellAt(cell).Before(all[i].To); cell++ {
				if has := want[cell]; has == nil || has.From.Equal(all[i].From) && all[i].Cause < has.Cause {
					want[cell] = &all[i]
				}
			}
		}
		var l metrics.Timeline
		for i := range all {
			check(l.Add(all[i]))
		}
		p := must(metrics.Availability{Of: "x", NoData: metrics.NoDataExclude}.Pipeline())
		u := must(p.Measure(&l, metrics.Look{From: cellAt(0), To: cellAt(cells)}))
		cell := 0
		for _, e := range u.Ledger {
			for ; cell < cells && cellAt(cell).Before(e.To); cell++ {
				cause := ""
				if want[cell] != nil {
					cause = want[cell].Cause
				}
				if e.Cause != cause {
					t.Fatalf("%+v: at %d it is %q, want %q", c, cell, e.Cause, cause)
				}
			}
		}
		if cell != cells {
			t.Errorf("%+v: the ledger ends at %d of %d", c, cell, cells)
		}
	}
}
