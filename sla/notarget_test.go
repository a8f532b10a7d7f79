package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

// groupSpec promises two hours to the group support and nothing to others, either
// since no target matches or since one says none.
func groupSpec(retarget sla.Retarget, noTarget sla.NoTarget, none bool) sla.Spec {
	targets := []sla.Target{{When: sla.Where{"group": sla.Is("support")}, Within: "2h", Calendar: "24x7"}}
	if none {
		targets = append(targets, sla.Target{Within: "none", Calendar: "24x7"})
	}
	return sla.Spec{
		ID: "groups", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact, Retarget: retarget, PastPauses: sla.KeepPauses, NoTarget: noTarget},
		Clocks:     map[string]sla.Clock{"update": {Start: sla.On("message"), Stop: sla.On("replied")}},
		Objectives: []sla.Objective{{ID: "update", Clock: "update", Attain: "90%", Period: sla.Monthly, Counts: sla.ByDue, Targets: targets}},
	}
}

// groupTicket is asked at 09:00 on a day of the month for support unless that
// comes later, goes where the moves say and is answered.
func groupTicket(first string, moves map[string]time.Time, order []string, replied time.Time) *sla.Ticket {
	t := &sla.Ticket{ID: "T", Attrs: sla.Attrs{{"group", first}}, Events: []sla.Event{{At: onMarch2(9, 0), Name: "message"}}}
	for _, to := range order {
		group := to
		if to == "back" {
			group = "support"
		}
		t.Events = append(t.Events, sla.Event{At: moves[to], Name: "moved", Set: sla.Attrs{{"group", group}}})
	}
	t.Events = append(t.Events, sla.Event{At: replied, Name: "replied"})
	return t
}

// Only a target that counts from the start counts the time before it, and only
// that forgets a breach when it is left. What no target applied to counts towards
// no later one.
func TestTimeWithoutATarget(t *testing.T) {
	none := time.Time{}
	type want struct {
		used     time.Duration
		due      time.Time
		breached time.Time
		born     bool
		applies  bool
	}
	met := func(minute int, due time.Time) want { return want{minutes(minute), due, none, false, true} }
	late := func(minute int, born bool) want {
		return want{minutes(minute), onMarch2(11, 0), onMarch2(11, 0), born, true}
	}
	nothing := want{}
	for _, test := range []struct {
		name   string
		ticket *sla.Ticket
		want   map[sla.Retarget]want
	}{
		{"set late", groupTicket("sales", map[string]time.Time{"support": onMarch2(11, 30)}, []string{"support"}, onMarch2(13, 0)), map[sla.Retarget]want{
			sla.FromStart: late(240, true), sla.Restart: met(90, onMarch2(13, 30)), sla.CarryElapsed: met(90, onMarch2(13, 30)),
			sla.CarryProportion: met(90, onMarch2(13, 30)), sla.KeepStricter: met(90, onMarch2(13, 30)), sla.KeepFirst: met(90, onMarch2(13, 30)),
		}},
		{"left", groupTicket("support", map[string]time.Time{"sales": onMarch2(10, 0)}, []string{"sales"}, onMarch2(15, 0)), map[sla.Retarget]want{
			sla.FromStart: nothing, sla.Restart: nothing, sla.CarryElapsed: nothing, sla.CarryProportion: nothing, sla.KeepStricter: nothing,
			sla.KeepFirst: late(360, false),
		}},
		{"left when it was missed", groupTicket("support", map[string]time.Time{"sales": onMarch2(12, 0)}, []string{"sales"}, onMarch2(13, 0)), map[sla.Retarget]want{
			sla.FromStart: nothing, sla.Restart: late(180, false), sla.CarryElapsed: late(180, false), sla.CarryProportion: late(180, false),
			sla.KeepStricter: late(180, false), sla.KeepFirst: late(240, false),
		}},
		{"left at its due instant", groupTicket("support", map[string]time.Time{"sales": onMarch2(11, 0)}, []string{"sales"}, onMarch2(13, 0)), map[sla.Retarget]want{
			sla.FromStart: nothing, sla.Restart: nothing, sla.CarryElapsed: nothing, sla.CarryProportion: nothing, sla.KeepStricter: nothing,
			sla.KeepFirst: late(240, false),
		}},
		{"left and back", groupTicket("support", map[string]time.Time{"sales": onMarch2(10, 0), "back": onMarch2(15, 0)}, []string{"sales", "back"}, onMarch2(15, 30)), map[sla.Retarget]want{
			sla.FromStart: late(390, true), sla.Restart: met(30, onMarch2(17, 0)), sla.CarryElapsed: met(90, onMarch2(16, 0)),
			sla.CarryProportion: met(90, onMarch2(16, 0)), sla.KeepStricter: met(90, onMarch2(16, 0)), sla.KeepFirst: late(390, false),
		}},
	} {
		for retarget, want := range test.want {
			for variant := range 4 {
				noTarget, none := []sla.NoTarget{sla.NoTargetExcluded, sla.NoTargetMet}[variant%2], variant > 1
				name := fmt.Sprintf("%s, %s, %s, none %t", test.name, retarget, noTarget, none)
				if none && (retarget == sla.KeepFirst && test.name == "set late") {
					continue // none is the first target then
				}
				a := must(sla.New(groupSpec(retarget, noTarget, none)))
				r, _ := a.Track(test.ticket, onMarch2(18, 0)).Of("update")
				applies := r.Phase != sla.PhaseNotApplicable && r.Within != "none"
				if applies != want.applies {
					t.Errorf("%s: %s within %q", name, r.Phase, r.Within)
				}
				if want.applies && (r.Elapsed != want.used || !r.DueAt.Equal(want.due) || !r.BreachedAt.Equal(want.breached) || r.BornBreached != want.born ||
					(r.Verdict == sla.Missed) != !want.breached.IsZero() || r.Overrun != max(0, r.Elapsed-minutes(120)) || r.Remaining != minutes(120)-r.Elapsed) {
					t.Errorf("%s: %+v", name, r)
				}
				total, good := int64(0), int64(0)
				if want.applies || noTarget == sla.NoTargetMet {
					total = 1
				}
				if want.applies && want.breached.IsZero() || !want.applies && noTarget == sla.NoTargetMet {
					good = 1
				}
				tally := a.NewTally()
				tally.Add(test.ticket)
				o, _ := must(tally.Result(sla.Month(2026, 3), onMarch2(18, 0))).Outcome("update")
				if o.Good != good || o.Total != total || o.Open != 0 || int64(len(o.Breaches)) != total-good {
					t.Errorf("%s: %d of %d, %d open, %d breaches, want %d of %d", name, o.Good, o.Total, o.Open, len(o.Breaches), good, total)
				}
				for _, b := range o.Breaches {
					if !b.DueAt.Equal(want.due) || !b.BreachedAt.Equal(want.breached) || b.Elapsed != want.used || b.Within != "2h" {
						t.Errorf("%s: %+v", name, b)
					}
				}
			}
		}
	}
}

// A breach that an exclusion forgives is forgiven under every policy, and what
// applies then is what would have applied without it.
func TestAnExclusionUnderEveryRetarget(t *testing.T) {
	midnight := onMarch2(0, 0)
	at := func(hour, minute int) time.Time {
		return midnight.Add(time.Duration(hour)*time.Hour + minutes(minute))
	}
	ticket := &sla.Ticket{ID: "T", Attrs: sla.Attrs{{"priority", "P2"}}, Events: []sla.Event{
		{At: at(0, 0), Name: "opened"}, {At: at(3, 0), Name: "raised", Set: sla.Attrs{{"priority", "P1"}}}, {At: at(3, 10), Name: "repaired"},
	}}
	waived := sla.Exclusion{Ticket: "T", From: at(0, 30), To: at(2, 45), Reason: "storm"}
	for retarget, used := range map[sla.Retarget]int{ // of the hour of P1; of two of P2 under keep-first
		sla.KeepStricter: 55, sla.FromStart: 55, sla.CarryElapsed: 55, sla.CarryProportion: 33, sla.Restart: 10, sla.KeepFirst: 55,
	} {
		spec := liveSpec()
		spec.Policies.Retarget, spec.Policies.PastPauses = retarget, sla.KeepPauses
		spec.Objectives[1].Targets = []sla.Target{
			{When: sla.Where{"priority": sla.Is("P1")}, Within: "1h", Calendar: "24x7"}, {Within: "2h", Calendar: "24x7"},
		}
		a := must(sla.New(spec))
		r, _ := a.Track(ticket, at(4, 0), waived).Of("repair")
		// Under carry-proportion 45 of 120 minutes are 22.5 of 60, and 10 follow.
		want := minutes(used)
		if retarget == sla.CarryProportion {
			want = 32*time.Minute + 30*time.Second
		}
		if r.Elapsed != want || r.Verdict != sla.Met {
			t.Errorf("%s: used %s, %s", retarget, r.Elapsed, r.Verdict)
		}
		o, _ := must(a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{*ticket}, Exclusions: []sla.Exclusion{waived}}, at(4, 0))).Outcome("repair")
		raw, _ := a.Track(ticket, at(4, 0)).Of("repair")
		if o.Good != 1 || o.Total != 1 || (len(o.Forgiven) == 1) != (raw.Verdict == sla.Missed) {
			t.Errorf("%s: %d of %d, %d forgiven, %s without the exclusion", retarget, o.Good, o.Total, len(o.Forgiven), raw.Verdict)
		}
	}
}
