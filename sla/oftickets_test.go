package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

// The length of a target is what the ticket says, with its unit. From minute 0
// on; a stop at the due instant is in time, a nanosecond later late, live and
// afterwards.
func TestTargetsOfTheTicketsOwnLength(t *testing.T) {
	for _, c := range []struct {
		name     string
		retarget sla.Retarget
		events   []sla.Event
		due      int // minute; -1: no target
	}{
		{"as the ticket says", "", []sla.Event{change(0, "limit", "4h")}, 240},
		{"with minutes", "", []sla.Event{change(0, "limit", "1h30m")}, 90},
		{"absent", "", nil, -1},
		{"without its unit", "", []sla.Event{change(0, "limit", "4")}, -1},
		{"nothing", "", []sla.Event{change(0, "limit", "0s")}, -1},
		{"below nothing", "", []sla.Event{change(0, "limit", "-1h")}, -1},
		{"a change is one of target, from the start", sla.FromStart, []sla.Event{change(0, "limit", "4h"), change(60, "limit", "2h")}, 120},
		{"a change is one of target, anew", sla.Restart, []sla.Event{change(0, "limit", "4h"), change(60, "limit", "2h")}, 180},
		{"a change is one of target, in proportion", sla.CarryProportion, []sla.Event{change(0, "limit", "4h"), change(60, "limit", "2h")}, 150},
		{"a change is one of target, the first stays", sla.KeepFirst, []sla.Event{change(0, "limit", "4h"), change(60, "limit", "2h")}, 240},
		{"the stricter stays", sla.KeepStricter, []sla.Event{change(0, "limit", "2h"), change(60, "limit", "4h")}, 120},
		{"another text of one length is no change", sla.Restart, []sla.Event{change(0, "limit", "1h"), change(30, "limit", "60m")}, 60},
	} {
		agreement := must(sla.New(pausedSpec(sla.Condition{}, "attribute limit", "24x7", sla.Policies{Retarget: c.retarget})))
		ticket := sla.Ticket{ID: "T", Events: append([]sla.Event{{At: at(0), Name: "opened"}}, c.events...)}
		r, _ := agreement.Track(&ticket, at(61)).Of("repair")
		if c.due < 0 {
			result := must(agreement.Evaluate(must(sla.ParsePeriod("2026-03")), sla.Facts{Tickets: []sla.Ticket{ticket}}, at(61)))
			value := ""
			if len(c.events) > 0 {
				value = c.events[0].Set[0][1]
			}
			if want := []sla.Finding{{Code: sla.FindingPromise, Subject: "T", Path: "limit", Value: value}}; r.Phase != sla.PhaseNotApplicable || fmt.Sprint(result.Findings) != fmt.Sprint(want) {
				t.Errorf("%s: %s, %v", c.name, r.Phase, result.Findings)
			}
			continue
		}
		if !r.DueAt.Equal(at(c.due)) {
			t.Errorf("%s: due %s, want %s", c.name, r.DueAt, at(c.due))
		}
		for late := range 2 {
			closed := ticket
			closed.Events = append(closed.Events[:len(closed.Events):len(closed.Events)], sla.Event{At: at(c.due).Add(time.Duration(late)), Name: "repaired"})
			r, _ := agreement.Track(&closed, at(1000)).Of("repair")
			result := must(agreement.Evaluate(must(sla.ParsePeriod("2026-03")), sla.Facts{Tickets: []sla.Ticket{closed}}, at(1000)))
			missed := 0
			for range result.Breaches() {
				missed++
			}
			if r.Verdict != [...]sla.Verdict{sla.Met, sla.Missed}[late] || missed != late {
				t.Errorf("%s, stopped %d ns after the due instant: %s, %d missed", c.name, late, r.Verdict, missed)
			}
		}
	}
}

// A ticket's own length may be elapsed time: 4 h from Monday 16:00, over the
// closing at 17:00.
func TestTicketsOwnLengthOfElapsedTime(t *testing.T) {
	for within, want := range map[sla.Within]time.Time{"attribute limit": at(24*60 + 12*60), "attribute limit wall": at(20 * 60)} {
		calendar := "office"
		if within == "attribute limit wall" {
			calendar = ""
		}
		agreement := must(sla.New(pausedSpec(sla.Condition{}, within, calendar, sla.Policies{})))
		r, _ := agreement.Track(&sla.Ticket{ID: "T", Attrs: sla.Attrs{{"limit", "4h"}}, Events: []sla.Event{{At: at(16 * 60), Name: "opened"}}}, at(16*60)).Of("repair")
		if !r.DueAt.Equal(want) {
			t.Errorf("%s: due %s", within, r.DueAt)
		}
	}
	for _, within := range []sla.Within{"attribute", "attribute a b", "attribute  wall"} {
		if _, err := sla.New(pausedSpec(sla.Condition{}, within, "24x7", sla.Policies{})); !reportsAt(err, "objectives[0].targets[0].within") && !reportsAt(err, "objectives.repair.targets[0].within") {
			t.Errorf("%q: %v", within, err)
		}
	}
}

// The explanation tells who set a due instant by hand, and why; a ticket without
// the reason is a finding, and counts.
func TestReasonsOfTicketsOwnDueInstants(t *testing.T) {
	spec := pausedSpec(sla.Condition{}, "promised due", "24x7", sla.Policies{})
	spec.Objectives[0].Targets[0].Override = sla.Override{Reason: "due_reason", By: "due_by"}
	agreement := must(sla.New(spec))
	for reason, want := range map[string]string{
		"customer is away": "promise-reason due_reason customer is away, promise-by due_by K, ",
		"":                 "promise-reason due_reason , promise-by due_by K, ",
	} {
		ticket := sla.Ticket{ID: "T", Attrs: sla.Attrs{{"due", clock(300)}, {"due_reason", reason}, {"due_by", "K"}}, Events: []sla.Event{{At: at(0), Name: "opened"}}}
		got := ""
		for _, n := range agreement.Explain(&ticket, "repair", at(10)).Because {
			if n.Code == sla.NotePromiseReason || n.Code == sla.NotePromiseBy {
				got += fmt.Sprint(n.Code, " ", n.Path, " ", n.Value, ", ")
			}
		}
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
		result := must(agreement.Evaluate(must(sla.ParsePeriod("2026-03")), sla.Facts{Tickets: []sla.Ticket{ticket}}, at(10)))
		finding := fmt.Sprint([]sla.Finding{{Code: sla.FindingPromiseReason, Subject: "T", Path: "due_reason", Value: clock(300)}})
		if (fmt.Sprint(result.Findings) == finding) != (reason == "") {
			t.Errorf("%q: %v", reason, result.Findings)
		}
	}
	spec.Objectives[0].Targets[0].Within = "4h"
	if _, err := sla.New(spec); !reportsAt(err, "objectives[0].targets[0].override") {
		t.Error(err)
	}
}

// A pause that moves no due instant is told, once it has begun.
func TestPausesThatMoveNothingAreTold(t *testing.T) {
	for _, c := range []struct {
		within sla.Within
		days   sla.DayPauses
		path   string
	}{
		{"2h", "", ""},
		{"2 business days", "", "clocks.repair.day-pauses"},
		{"2 calendar days", sla.PausesIgnored, "clocks.repair.day-pauses"},
		{"2 business days", sla.PausesAdded, ""},
		{"promised due", "", "objectives[0].targets[0].within"},
	} {
		agreement := must(sla.New(pausedSpec(sla.While("status", "waiting"), c.within, "office", sla.Policies{DayPauses: c.days})))
		ticket := sla.Ticket{ID: "T", Attrs: sla.Attrs{{"due", clock(3000)}}, Events: []sla.Event{{At: at(600), Name: "opened"}, change(660, "status", "waiting")}}
		for _, ask := range []int{659, 660, 900} {
			got := ""
			for _, n := range agreement.Explain(&ticket, "repair", at(ask)).Because {
				if n.Code == sla.NotePausesNothing {
					got += n.Path
				}
			}
			if want := map[bool]string{true: c.path}[ask >= 660]; got != want {
				t.Errorf("%s %s at %d: %q, want %q", c.within, c.days, ask, got, want)
			}
		}
	}
}
