package field_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/internal/field"
	"github.com/upheld/upheld/sla"
)

// verdict is a reading in short.
type verdict struct {
	ticket, asOf string
	phase        sla.Phase
	verdict      sla.Verdict
	within       sla.Within
	elapsed      time.Duration
	breached     string
}

func checkReadings(t *testing.T, c field.Case, objective string, all ...verdict) {
	t.Helper()
	for _, want := range all {
		r, _ := c.Agreement.Track(c.Ticket(t, want.ticket), field.At(t, want.asOf)).Of(objective)
		breached := ""
		if !r.BreachedAt.IsZero() {
			breached = r.BreachedAt.Format(time.RFC3339)
		}
		if got := (verdict{want.ticket, want.asOf, r.Phase, r.Verdict, r.Within, r.Elapsed, breached}); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

func checkCount(t *testing.T, c field.Case, period, objective string, good, total int64) {
	t.Helper()
	if o, _ := c.Result(t, period, "2026-12-01T00:00:00Z").Outcome(objective); o.Good != good || o.Total != total {
		t.Errorf("%s: %d of %d, want %d of %d", period, o.Good, o.Total, good, total)
	}
}

// An overdue ticket that is given a longer plan is not overdue where targets
// count from the start. Where what has happened stays, all that a reading says is
// about the target that was missed.
func TestLongerPlanAfterOverdue(t *testing.T) {
	const folder = "tickets-13-longer-plan-after-overdue"
	at := "2013-09-04T12:00:00Z"
	fromStart := field.Open(t, folder)
	checkReadings(t, fromStart, "resolution", verdict{"T1", at, sla.PhaseRunning, "", "9999h", 84 * time.Hour, ""})
	if o, _ := fromStart.Result(t, "2013-09", at).Outcome("resolution"); o.Total != 0 || o.Open != 1 {
		t.Errorf("from the start: %d in all, %d open", o.Total, o.Open)
	}
	kept := field.Open(t, folder, "alternative.yaml", "facts.json")
	checkReadings(t, kept, "resolution", verdict{"T1", at, sla.PhaseRunning, sla.Missed, "48h", 84 * time.Hour, "2013-09-03T00:00:00Z"})
	r, _ := kept.Agreement.Track(kept.Ticket(t, "T1"), field.At(t, at)).Of("resolution")
	if due := field.At(t, "2013-09-03T00:00:00Z"); !r.DueAt.Equal(due) || r.Remaining != -36*time.Hour || r.Overrun != 36*time.Hour {
		t.Errorf("due %s, %s left, over by %s", r.DueAt, r.Remaining, r.Overrun)
	}
	o, _ := kept.Result(t, "2013-09", at).Outcome("resolution")
	if len(o.Breaches) != 1 || o.Breaches[0].Within != "48h" || o.Breaches[0].Overrun != 36*time.Hour {
		t.Errorf("%+v", o.Breaches)
	}
}

// Requests that nothing is promised for are in the whole or not, as the agreement
// says; whether no line matches or one says none.
func TestRequestsWithoutATarget(t *testing.T) {
	const folder = "tickets-18-requests-without-a-target"
	checkCount(t, field.Open(t, folder), "2026-09", "resolution", 3, 4)
	checkCount(t, field.Open(t, folder, "alternative.yaml", "facts.json"), "2026-09", "resolution", 3, 4)
	checkCount(t, field.Open(t, folder, "excluded.yaml", "facts.json"), "2026-09", "resolution", 1, 2)
}

// The stay before a hand-over is the old group's, in its count and by its target.
func TestHowLongEachGroupHeldIt(t *testing.T) {
	c := field.Open(t, "tickets-24-how-long-each-group-held-it")
	want := map[string][2]int64{"": {3, 4}, "A": {1, 2}, "B": {1, 1}, "C": {1, 1}}
	for _, o := range c.Result(t, "2025-04", "2025-05-01T00:00:00Z").Outcomes {
		group := o.Group.Get("group")
		if got := [2]int64{o.Good, o.Total}; got != want[group] {
			t.Errorf("group %q: %v, want %v", group, got, want[group])
		}
		delete(want, group)
		for _, b := range o.Breaches {
			if b.Group.Get("group") != "A" || b.Elapsed != 90*time.Minute || b.Within != "1h" {
				t.Errorf("%+v", b)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("no outcome of %v", want)
	}
}

// What the save sets that closes a ticket moves nothing, except that it may
// correct the target where targets count from the start.
func TestSolvedAndClassifiedInOneSave(t *testing.T) {
	const folder, at = "tickets-29-solved-and-classified-in-one-save", "2026-10-01T00:00:00Z"
	first := verdict{"T1", at, sla.PhaseStopped, sla.Met, "24h", 6 * time.Hour, ""}
	second := verdict{"T2", at, sla.PhaseStopped, sla.Missed, "4h", 6 * time.Hour, "2026-09-22T13:00:00Z"}
	third := verdict{"T3", at, sla.PhaseStopped, sla.Missed, "4h", 255 * time.Minute, "2026-09-22T13:00:00Z"}
	c := field.Open(t, folder)
	checkReadings(t, c, "resolution", first, second, third)
	checkCount(t, c, "2026-09", "resolution", 1, 3)
	restart := field.Open(t, folder, "restart.yaml", "facts.json") // counts from 09:30
	checkReadings(t, restart, "resolution", first, second, verdict{"T3", at, sla.PhaseStopped, sla.Met, "4h", 225 * time.Minute, ""})
	checkCount(t, restart, "2026-09", "resolution", 2, 3)
	keepFirst := field.Open(t, folder, "keepfirst.yaml", "facts.json")
	checkReadings(t, keepFirst, "resolution", first, second, verdict{"T3", at, sla.PhaseStopped, sla.Met, "24h", 255 * time.Minute, ""})
	fromStart := field.Open(t, folder, "fromstart.yaml", "facts.json") // corrected
	checkReadings(t, fromStart, "resolution",
		verdict{"T1", at, sla.PhaseStopped, sla.Missed, "4h", 6 * time.Hour, "2026-09-22T13:00:00Z"},
		verdict{"T2", at, sla.PhaseStopped, sla.Met, "24h", 6 * time.Hour, ""}, third)
	checkCount(t, fromStart, "2026-09", "resolution", 1, 3)
}

// A move to a group that promises nothing takes the deadline away and no miss;
// the time with it counts towards nothing.
func TestMovedToAGroupWithoutThePromise(t *testing.T) {
	const folder, at = "tickets-30-moved-to-a-group-without-the-promise", "2025-06-01T00:00:00Z"
	for _, agreement := range []string{"agreement.yaml", "none.yaml"} {
		c := field.Open(t, folder, agreement, "facts.json")
		checkReadings(t, c, "update",
			verdict{"T2", "2025-05-15T11:30:00Z", sla.PhaseRunning, sla.Missed, "2h", 150 * time.Minute, "2025-05-15T11:00:00Z"},
			verdict{"T2", at, sla.PhaseStopped, sla.Missed, "2h", 3 * time.Hour, "2025-05-15T11:00:00Z"},
			verdict{"T3", "2025-05-15T15:10:00Z", sla.PhaseRunning, "", "2h", 70 * time.Minute, ""},
			verdict{"T3", at, sla.PhaseStopped, sla.Met, "2h", 90 * time.Minute, ""})
		r, _ := c.Agreement.Track(c.Ticket(t, "T1"), field.At(t, "2025-05-15T14:00:00Z")).Of("update")
		if !r.DueAt.IsZero() || r.Verdict != "" || len(r.Alarms) != 0 {
			t.Errorf("%s: T1 is due %s, %q, %v", agreement, r.DueAt, r.Verdict, r.Alarms)
		}
		checkCount(t, c, "2025-05", "update", 1, 2)
	}
}
