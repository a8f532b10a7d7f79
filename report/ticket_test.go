package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// A page whose stretches are not what the clock says, says so.
func TestSumsAreChecked(t *testing.T) {
	at := day(t, "02 09:00")
	trace := []sla.Segment{
		{From: at, To: at.Add(time.Hour), Kind: sla.Running, Counted: time.Hour},
		{From: at.Add(time.Hour), To: at.Add(3 * time.Hour), Kind: sla.Paused},
	}
	for _, c := range []struct {
		wall, elapsed time.Duration
		want          string
	}{
		{3 * time.Hour, time.Hour, "The stretches add up to the 3h in all; what counts of them adds up to the 1h counted."},
		{3 * time.Hour, 2 * time.Hour, "The stretches add up to the 3h in all; 1h of them counted, and the clock shows 2h for the reasons above."},
		{4 * time.Hour, time.Hour, "The stretches add up to 3h, the clock shows 4h in all."},
	} {
		e := sla.Explanation{Ticket: "T", Trace: trace, Reading: sla.Reading{Target: "a", Cycle: 1, StartedAt: at, Wall: c.wall, Elapsed: c.elapsed}}
		page := written(t, report.Ticket(e), report.Text)
		if !strings.Contains(strings.Join(strings.Fields(page), " "), c.want) {
			t.Errorf("no %q in\n%s", c.want, page)
		}
	}
}

// The one line on a breach's time counts pauses, not the stretches they are cut
// into.
func TestPausesAreCountedOnce(t *testing.T) {
	at := day(t, "02 09:00")
	segment := func(kind sla.SegmentKind, from, to int, counted time.Duration) sla.Segment {
		return sla.Segment{From: at.Add(time.Duration(from) * time.Hour), To: at.Add(time.Duration(to) * time.Hour), Kind: kind, Counted: counted}
	}
	for _, c := range []struct {
		trace []sla.Segment
		want  string
	}{
		{nil, "started Mon 2026-03-02 08:00\n"},
		{[]sla.Segment{segment(sla.Running, 0, 8, 8*time.Hour)}, ", ran 8h\n"},
		{[]sla.Segment{segment(sla.Running, 0, 8, 5*time.Hour)}, ", ran 8h of which 5h counted\n"},
		{[]sla.Segment{segment(sla.Running, 0, 1, time.Hour), segment(sla.Paused, 1, 2, 0), segment(sla.Paused, 2, 4, 0)},
			", ran 1h, paused 3h in 1 pause\n"},
		{[]sla.Segment{segment(sla.Paused, 0, 1, 0), segment(sla.Running, 1, 2, time.Hour), segment(sla.Paused, 2, 4, 0), segment(sla.Stopped, 4, 5, 0)},
			", ran 1h, paused 3h in 2 pauses, stopped 1h before it was reopened\n"},
		{[]sla.Segment{segment("asleep", 0, 1, 0)}, ", ran 0s of which 0s counted, asleep 1h\n"},
	} {
		r := &sla.Result{Outcomes: []sla.Outcome{{Objective: "a", Breaches: []sla.Breach{{Ticket: "T", StartedAt: at, Trace: c.trace}}}}}
		if page := written(t, report.Summary(r), report.Text); !strings.Contains(page, c.want) {
			t.Errorf("no %q in\n%s", c.want, page)
		}
	}
}
