package sla_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// A count at the instant of the evaluation belongs to it, and one at the
// agreement's end does not.
func TestACountAtAnEdge(t *testing.T) {
	spec := liveSpec()
	spec.Effective = "2026-03-01/2026-03-03"
	spec.Objectives = []sla.Objective{{ID: "requests", Attain: "50%", Period: sla.Monthly, Metric: metrics.Ratio{Of: "api"}}}
	a := must(sla.New(spec))
	_, end := a.Bounds(sla.Day(must(sla.ParsePeriod("2026-03-02")).From()))
	for _, c := range []struct {
		at, asOf time.Time
		total    int64
		outside  bool
	}{
		{onMarch2(9, 0), onMarch2(9, 0), 1, false}, {onMarch2(9, 0).Add(1), onMarch2(9, 0), 0, false},
		{end.Add(-1), end.Add(time.Hour), 1, false}, {end, end.Add(time.Hour), 0, true},
	} {
		r := must(a.Evaluate(sla.Month(2026, 3), sla.Facts{Counts: []sla.Count{{Of: "api", At: c.at, Good: 1, Total: 1}}}, c.asOf))
		o, _ := r.Outcome("requests")
		outside := len(r.Findings) == 1 && r.Findings[0].Code == sla.FindingOutside
		if o.Total != c.total || outside != c.outside {
			t.Errorf("at %s as of %s: %d in all, %v", c.at, c.asOf, o.Total, r.Findings)
		}
	}
}

// Tallies that were merged share the cycles that they keep: what one of them
// forgets the other still has.
func TestMergedTalliesShareNothingThatChanges(t *testing.T) {
	a := must(sla.New(liveSpec()))
	ticket := liveTicket("T", "P1", 8)
	one, two, other := a.NewTally(), a.NewTally(), a.NewTally()
	for _, t2 := range []*sla.Tally{one, other} {
		t2.Add(ticket)
		if err := two.Merge(t2); err != nil {
			t.Fatal(err)
		}
	}
	before := must(one.MarshalBinary())
	o, _ := must(two.Result(sla.Month(2026, 3), onMarch2(20, 0))).Outcome("repair")
	must(two.MarshalBinary()) // settles the two into one that stands twice
	if o.Total != 2 || !bytes.Equal(must(one.MarshalBinary()), before) || !bytes.Equal(must(other.MarshalBinary()), before) {
		t.Errorf("%d of the two; the first tally changed", o.Total)
	}
	two.Remove(ticket)
	o, _ = must(one.Result(sla.Month(2026, 3), onMarch2(20, 0))).Outcome("repair")
	twice, _ := must(two.Result(sla.Month(2026, 3), onMarch2(20, 0))).Outcome("repair")
	if o.Total != 1 || twice.Total != 1 {
		t.Errorf("%d and %d, want 1 each", o.Total, twice.Total)
	}
}

// A cell with more good than there is was taken from more often than it was
// given to; one with as much is all good.
func TestMoreGoodThanThereIs(t *testing.T) {
	spec := liveSpec()
	spec.Objectives = []sla.Objective{{ID: "requests", Attain: "50%", Period: sla.Monthly, Metric: metrics.Ratio{Of: "api"}}}
	a := must(sla.New(spec))
	count := func(good, total int64) *sla.Count {
		return &sla.Count{Of: "api", At: onMarch2(9, 0), Good: good, Total: total}
	}
	for removed, fails := range map[*sla.Count]bool{count(1, 2): false, count(0, 2): true} {
		tally := a.NewTally()
		tally.Add(count(2, 3)) // leaves 1 of 1, or 2 of 1
		tally.Remove(removed)
		if _, err := tally.Result(sla.Month(2026, 3), onMarch2(20, 0)); (err != nil) != fails {
			t.Errorf("less %d of %d: %v", removed.Good, removed.Total, err)
		}
	}
}

// A cycle counts from the due instant of the one before, or from its own start if
// that is later.
func TestACycleCountsFromTheLaterOfDueAndStart(t *testing.T) {
	spec := liveSpec()
	spec.Clocks = map[string]sla.Clock{"c": {Start: sla.On("asked"), Stop: sla.On("replied"), Policies: sla.Policies{Reopen: sla.NewCycleAfterDue}}}
	spec.Objectives = []sla.Objective{{ID: "o", Clock: "c", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
		Targets: []sla.Target{{Within: "2h", Calendar: "24x7"}}}}
	inDays := spec
	inDays.Objectives = slices.Clone(spec.Objectives) // days are stepped from the instant itself
	inDays.Objectives[0].Targets = []sla.Target{{Within: "1 calendar day"}}
	for start, due := range map[time.Time]time.Time{onMarch2(30, 0): onMarch2(32+24, 0), onMarch2(32, 0): onMarch2(32+24, 0), onMarch2(33, 0): onMarch2(33+24, 0)} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: onMarch2(8, 0), Name: "asked"}, {At: onMarch2(8, 30), Name: "replied"}, {At: start, Name: "asked"}}}
		if r, _ := must(sla.New(inDays)).Track(&ticket, onMarch2(34, 0)).Of("o"); !r.DueAt.Equal(due) {
			t.Errorf("in days, started %s: due %s, want %s", start, r.DueAt, due)
		}
	}
	a := must(sla.New(spec))
	for start, due := range map[time.Time]time.Time{ // of the second; the first is due at 10:00
		onMarch2(9, 0): onMarch2(12, 0), onMarch2(10, 0): onMarch2(12, 0), onMarch2(10, 1): onMarch2(12, 1),
	} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: onMarch2(8, 0), Name: "asked"}, {At: onMarch2(8, 30), Name: "replied"}, {At: start, Name: "asked"}}}
		if r, _ := a.Track(&ticket, onMarch2(11, 0)).Of("o"); !r.DueAt.Equal(due) {
			t.Errorf("started %s: due %s, want %s", start, r.DueAt, due)
		}
	}
}
