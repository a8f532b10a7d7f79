package sla_test

import (
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// The save that closes a ticket changes neither what it is judged by, except as
// a correction where targets count from the start, nor the time used.
func TestASaveThatClosesATicket(t *testing.T) {
	for _, retarget := range []sla.Retarget{sla.FromStart, sla.Restart, sla.CarryElapsed, sla.CarryProportion, sla.KeepStricter, sla.KeepFirst} {
		for _, c := range []struct{ from, to string }{{"P1", "P2"}, {"P2", "P1"}} {
			spec := liveSpec() // P1 2h, others 8h
			spec.Policies.Retarget, spec.Policies.PastPauses = retarget, sla.DropPauses
			a := must(sla.New(spec))
			ticket := liveTicket("T", c.from, 8)
			ticket.Events = append(ticket.Events,
				sla.Event{At: onMarch2(8, 10), Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
				sla.Event{At: onMarch2(8, 40), Name: "status", Set: sla.Attrs{{"status", "open"}}},
				sla.Event{At: onMarch2(13, 30), Name: "repaired", Set: sla.Attrs{{"priority", c.to}}})
			judged := c.from
			if retarget == sla.FromStart {
				judged = c.to
			}
			want := sla.Met // 5 h, of which half an hour was a pause
			if judged == "P1" {
				want = sla.Missed
			}
			r, _ := a.Track(ticket, onMarch2(14, 0)).Of("repair")
			if r.Elapsed != minutes(300) || r.Verdict != want {
				t.Errorf("%s, %s to %s: used %s, %s", retarget, c.from, c.to, r.Elapsed, r.Verdict)
			}
			o, _ := must(a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{*ticket}}, onMarch2(14, 0))).Outcome("repair")
			if missed := o.Good != o.Total; o.Total != 1 || missed != (want == sla.Missed) {
				t.Errorf("%s, %s to %s: %d of %d", retarget, c.from, c.to, o.Good, o.Total)
			}
			corrected := slices.ContainsFunc(a.Explain(ticket, "repair", onMarch2(14, 0)).Because, func(n sla.Note) bool { return n.Code == sla.NoteCorrected })
			if corrected != (retarget == sla.FromStart) {
				t.Errorf("%s, %s to %s: a correction %t", retarget, c.from, c.to, corrected)
			}
		}
	}
}

// What a host corrects it tells again under the event's id with a higher Seq.
func TestACorrectionIsTheEventToldAgain(t *testing.T) {
	ticket := liveTicket("T", "P1", 8)
	ticket.Events = append(ticket.Events,
		sla.Event{ID: "7", At: onMarch2(9, 0), Name: "priority", Set: sla.Attrs{{"priority", "P1"}}},
		sla.Event{At: onMarch2(13, 0), Name: "repaired"},
		sla.Event{ID: "7", Seq: 1, At: onMarch2(9, 0), Name: "priority", Set: sla.Attrs{{"priority", "P2"}}})
	if r, _ := must(sla.New(liveSpec())).Track(ticket, onMarch2(14, 0)).Of("repair"); r.Verdict != sla.Met || r.Elapsed != minutes(300) {
		t.Errorf("%s after %s", r.Verdict, r.Elapsed)
	}
}

// Whose a cycle was is what held before its end; what was empty until a stop is
// what the stop sets, and what a reset sets is of the next cycle.
func TestGroupsOfACycleAreThoseBeforeItsEnd(t *testing.T) {
	spec := liveSpec()
	spec.Clocks = map[string]sla.Clock{"c": {Start: sla.On("opened"), Stop: sla.On("solved"), Reset: sla.On("handed-over")}}
	spec.Objectives = []sla.Objective{{ID: "o", Clock: "c", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart, By: []string{"group", "code"},
		Targets: []sla.Target{{Within: "1h", Calendar: "24x7"}}}}
	a := must(sla.New(spec))
	for slow, hour := range map[bool]int{false: 8, true: 10} { // what is missed is grouped as what is met is
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{
			{At: onMarch2(8, 0), Name: "opened"},
			{At: onMarch2(hour, 30), Name: "handed-over", Set: sla.Attrs{{"group", "A"}}},
			{At: onMarch2(hour+1, 0), Name: "handed-over", Set: sla.Attrs{{"group", "B"}}},
			{At: onMarch2(hour+1, 30), Name: "solved", Set: sla.Attrs{{"group", "C"}, {"code", "fixed"}}},
		}}
		got := map[string]int64{}
		for _, o := range must(a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{ticket}}, onMarch2(20, 0))).Outcomes {
			for _, pair := range o.Group {
				got[pair[0]+"="+pair[1]] = o.Total
			}
		}
		for group, total := range map[string]int64{"group=": 1, "group=A": 1, "group=B": 1, "group=C": 0, "code=": 2, "code=fixed": 1} {
			if got[group] != total {
				t.Errorf("slow %t: %d in %s, want %d", slow, got[group], group, total)
			}
		}
	}
}

// What a stop sets is a change of target when the cycle goes on.
func TestWhatAStopSetsCountsFromTheReopening(t *testing.T) {
	spec := liveSpec()
	spec.Policies.Retarget, spec.Policies.Reopen = sla.Restart, sla.ContinueExcluding
	a := must(sla.New(spec))
	ticket := liveTicket("T", "P2", 8)
	ticket.Events = append(ticket.Events,
		sla.Event{At: onMarch2(10, 0), Name: "repaired", Set: sla.Attrs{{"priority", "P1"}}},
		sla.Event{At: onMarch2(12, 0), Name: "opened"})
	stopped, _ := a.Track(ticket, onMarch2(11, 0)).Of("repair")
	if stopped.Elapsed != minutes(120) || stopped.Within != "8h" || stopped.Verdict != sla.Met {
		t.Errorf("stopped: %s of %s, %s", stopped.Elapsed, stopped.Within, stopped.Verdict)
	}
	again, _ := a.Track(ticket, onMarch2(12, 30)).Of("repair")
	if again.Elapsed != minutes(30) || again.Within != "2h" || !again.DueAt.Equal(onMarch2(14, 0)) {
		t.Errorf("again: %s of %s, due %s", again.Elapsed, again.Within, again.DueAt)
	}
}

// An item whose time is used up at closing is late from the next opening or from
// the due instant, and then with no overrun until then.
func TestDueAtClosing(t *testing.T) {
	due, opens := onMarch2(24+17, 0), onMarch2(48+9, 0) // of 16 h from Monday 9:00
	for _, c := range []struct {
		policy   sla.DueAtClosing
		at       time.Time
		breached time.Time
		overrun  time.Duration
	}{
		{sla.LastMoment, due, time.Time{}, 0}, {sla.LastMoment, opens, time.Time{}, 0}, {sla.LastMoment, opens.Add(1), opens, 1},
		{sla.LateAfterDue, due, time.Time{}, 0}, {sla.LateAfterDue, due.Add(1), due, 0}, {sla.LateAfterDue, due.Add(3 * time.Hour), due, 0},
		{sla.LateAfterDue, opens, due, 0}, {sla.LateAfterDue, opens.Add(time.Minute), due, time.Minute},
	} {
		for _, grace := range []metrics.Span{"", "1h"} {
			spec := pauseSpec("16h", sla.PauseOverlap)
			if grace != "" {
				spec.Objectives[0].Targets[0].Within, spec.Objectives[0].Targets[0].Grace = "15h", grace
			}
			spec.Policies.DueAtClosing = c.policy
			a := must(sla.New(spec))
			ticket := &sla.Ticket{ID: "T", Events: []sla.Event{{At: onMarch2(9, 0), Name: "opened"}}}
			open, _ := a.Track(ticket, c.at).Of("repair")
			ticket.Events = append(ticket.Events, sla.Event{At: c.at, Name: "repaired"})
			stopped, _ := a.Track(ticket, onMarch2(72, 0)).Of("repair")
			for _, r := range []sla.Reading{open, stopped} {
				if (r.Verdict == sla.Missed) != !c.breached.IsZero() || !r.BreachedAt.Equal(c.breached) || r.Overrun != c.overrun {
					t.Errorf("%s, %s, grace %q as of %s: %q since %s by %s", c.policy, r.Phase, grace, c.at, r.Verdict, r.BreachedAt, r.Overrun)
				}
			}
			o, _ := must(a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{*ticket}}, onMarch2(72, 0))).Outcome("repair")
			if o.Total != 1 || int64(len(o.Breaches)) != 1-o.Good || (o.Good == 1) != c.breached.IsZero() {
				t.Errorf("%s, grace %q, stopped at %s: %d of %d", c.policy, grace, c.at, o.Good, o.Total)
			}
		}
	}
}

// A stop before the start stops nothing where the policy says so, and it is a
// finding that says how it counts.
func TestAStopBeforeTheStartByEachPolicy(t *testing.T) {
	for policy, want := range map[sla.Backwards]struct {
		phase       sla.Phase
		good, total int64
		open        int64
	}{
		sla.BackwardsZero: {sla.PhaseStopped, 1, 1, 0}, sla.BackwardsExcluded: {sla.PhaseNotApplicable, 0, 0, 0}, sla.BackwardsIgnored: {sla.PhaseRunning, 0, 0, 1},
	} {
		spec := groupSpec(sla.CarryElapsed, sla.NoTargetExcluded, false)
		spec.Clocks["update"] = sla.Clock{Start: sla.On("agent"), Stop: sla.On("customer")}
		spec.Objectives[0].Targets = []sla.Target{{Within: "4h", Calendar: "24x7"}}
		spec.Policies.Backwards = policy
		a := must(sla.New(spec))
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: onMarch2(10, 0), Name: "customer"}, {At: onMarch2(10, 30), Name: "agent"}}}
		r, _ := a.Track(&ticket, onMarch2(10, 45)).Of("update")
		if r.Phase != want.phase || policy == sla.BackwardsIgnored && (r.Elapsed != minutes(15) || !r.DueAt.Equal(onMarch2(14, 30))) {
			t.Errorf("%s: %s after %s, due %s", policy, r.Phase, r.Elapsed, r.DueAt)
		}
		result := must(a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{ticket}}, onMarch2(10, 45)))
		o, _ := result.Outcome("update")
		if o.Good != want.good || o.Total != want.total || o.Open != want.open {
			t.Errorf("%s: %d of %d, %d open", policy, o.Good, o.Total, o.Open)
		}
		if finding := (sla.Finding{Code: sla.FindingBackwards, Subject: "T", Path: "update", Value: string(policy)}); !slices.Contains(result.Findings, finding) {
			t.Errorf("%s: %v", policy, result.Findings)
		}
		ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(11, 0), Name: "customer"})
		if r, _ := a.Track(&ticket, onMarch2(12, 0)).Of("update"); r.Phase != sla.PhaseStopped || r.Elapsed != minutes(30) {
			t.Errorf("%s, answered: %s after %s", policy, r.Phase, r.Elapsed)
		}
	}
}

// A clock that was stopped before its start ended at its start: what changes
// afterwards is not about it.
func TestAStopBeforeTheStartIsJudgedAtTheStart(t *testing.T) {
	spec := groupSpec(sla.CarryElapsed, sla.NoTargetExcluded, false)
	spec.Policies.Backwards = sla.BackwardsZero
	a := must(sla.New(spec))
	for _, c := range []struct {
		at    time.Time
		total int64
	}{{onMarch2(9, 0), 1}, {onMarch2(9, 0).Add(1), 0}} {
		ticket := sla.Ticket{ID: "T", Attrs: sla.Attrs{{"group", "sales"}}, Events: []sla.Event{
			{At: onMarch2(8, 0), Name: "replied"}, {At: onMarch2(9, 0), Name: "message"}, {At: c.at, Seq: 1, Name: "moved", Set: sla.Attrs{{"group", "support"}}},
		}}
		o, _ := must(a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{ticket}}, onMarch2(12, 0))).Outcome("update")
		r, _ := a.Track(&ticket, onMarch2(12, 0)).Of("update")
		if o.Good != c.total || o.Total != c.total || (r.Verdict == sla.Met) != (c.total == 1) {
			t.Errorf("moved at %s: %d of %d, %s %s", c.at, o.Good, o.Total, r.Phase, r.Verdict)
		}
	}
}
