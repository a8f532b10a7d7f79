package sla_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// A storm kept the technician from the site for an hour. Without the exclusion
// the ticket is half an hour late; with it there is half an hour left. Both are
// kept.
func ExampleExclusion() {
	agreement, err := sla.New(sla.Spec{
		ID: "acme", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Clocks: map[string]sla.Clock{"onsite": {Start: sla.On("opened"), Stop: sla.On("arrived")}},
		Objectives: []sla.Objective{{
			ID: "on-site", Clock: "onsite", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
			Targets: []sla.Target{{Within: "4h", Calendar: "24x7"}},
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	at := func(hour, minute int) time.Time { return time.Date(2026, time.March, 2, hour, minute, 0, 0, time.UTC) }
	ticket := sla.Ticket{ID: "T1", Events: []sla.Event{{At: at(8, 0), Name: "opened"}, {At: at(12, 30), Name: "arrived"}}}
	storm := sla.Exclusion{Ticket: "T1", From: at(10, 0), To: at(11, 0), Reason: "road closed by a storm", Approved: "M. Weber"}

	result, err := agreement.Evaluate(sla.Month(2026, time.March),
		sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: []sla.Exclusion{storm}}, at(23, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	outcome, _ := result.Outcome("on-site")
	fmt.Println("raw", outcome.Raw, "adjusted", outcome.Attained)
	for _, b := range outcome.Forgiven {
		fmt.Println(b.Ticket, "late by", b.Overrun, "but for", b.Waived)
	}
	for _, s := range agreement.Explain(&ticket, "on-site", at(23, 0), storm).Trace {
		fmt.Println(s.Kind, s.To.Sub(s.From))
	}
	// Output:
	// raw 0% adjusted 100%
	// T1 late by 30m0s but for [road closed by a storm]
	// running 2h0m0s
	// waived 1h0m0s
	// running 1h30m0s
}

// waivedSpec promises by an instant, with or without a grace.
func waivedSpec(within sla.Within, grace metrics.Span) sla.Spec {
	spec := holidaySpec(within)
	spec.Objectives[0].Targets[0].Grace = grace
	if strings.HasPrefix(string(within), "promised") {
		spec.Objectives[0].Targets[0].Calendar = "24x7"
	}
	return spec
}

// Time that is waived before a promised instant moves it by as much service time,
// to the nanosecond on both sides of the instant, each time anew.
func TestWaivedTimeMovesAPromisedInstant(t *testing.T) {
	at := func(hour, minute int) time.Time { return inApril(7, hour).Add(minutes(minute)) }
	waive := func(from, to time.Time) sla.Exclusion {
		return sla.Exclusion{Ticket: "T", From: from, To: to, Reason: "storm"}
	}
	for _, c := range []struct {
		name   string
		within sla.Within
		grace  metrics.Span
		waived []sla.Exclusion
		now    time.Time
		due    time.Time
		missed bool
	}{
		{"nothing is waived", "promised due", "", nil, at(12, 0), at(12, 0), false},
		{"nor a nanosecond later", "promised due", "", nil, at(12, 0).Add(1), at(12, 0), true},
		{"an hour before it", "promised due", "", []sla.Exclusion{waive(at(10, 0), at(11, 0))}, at(13, 0), at(13, 0), false},
		{"and a nanosecond after it is due", "promised due", "", []sla.Exclusion{waive(at(10, 0), at(11, 0))}, at(13, 0).Add(1), at(13, 0), true},
		{"an hour over it", "promised due", "", []sla.Exclusion{waive(at(11, 30), at(12, 30))}, at(13, 0), at(13, 0), false},
		{"from the last nanosecond before it", "promised due", "", []sla.Exclusion{waive(at(12, 0).Add(-1), at(13, 0))}, at(13, 0).Add(1), at(13, 0).Add(1), false},
		{"from the instant itself", "promised due", "", []sla.Exclusion{waive(at(12, 0), at(13, 0))}, at(13, 0), at(12, 0), true},
		{"twice", "promised due", "", []sla.Exclusion{waive(at(10, 0), at(11, 0)), waive(at(11, 30), at(12, 30))}, at(15, 0), at(14, 0), true},
		{"again before the moved instant", "promised due", "", []sla.Exclusion{waive(at(11, 0), at(12, 0)), waive(at(13, 0).Add(-1), at(14, 0))}, at(16, 0), at(14, 0).Add(1), true},
		{"again from the moved instant on", "promised due", "", []sla.Exclusion{waive(at(11, 0), at(12, 0)), waive(at(13, 0), at(14, 0))}, at(16, 0), at(13, 0), true},
		{"two that overlap count once", "promised due", "", []sla.Exclusion{waive(at(10, 0), at(11, 0)), waive(at(10, 30), at(11, 30))}, at(16, 0), at(13, 30), true},
		{"one that lies ahead", "promised due", "", []sla.Exclusion{waive(at(11, 0), at(12, 0))}, at(11, 0), at(12, 0), false},
		{"one that has just begun", "promised due", "", []sla.Exclusion{waive(at(11, 0), at(13, 0))}, at(11, 0).Add(1), at(12, 0).Add(1), false},
		{"one that goes on past the instant", "promised due", "", []sla.Exclusion{waive(at(11, 0), at(13, 0))}, at(12, 30), at(13, 30), false},
		{"and has ended", "promised due", "", []sla.Exclusion{waive(at(11, 0), at(13, 0))}, at(13, 0), at(14, 0), false},
		{"a grace after it", "promised due", "30m", []sla.Exclusion{waive(at(10, 0), at(11, 0))}, at(13, 30), at(13, 0), false},
		{"and no longer", "promised due", "30m", []sla.Exclusion{waive(at(10, 0), at(11, 0))}, at(13, 30).Add(1), at(13, 0), true},
		{"from the due instant on, in its grace", "promised due", "30m", []sla.Exclusion{waive(at(12, 0), at(13, 0))}, at(13, 30), at(12, 0), false},
		{"and no longer than that", "promised due", "30m", []sla.Exclusion{waive(at(12, 0), at(13, 0))}, at(13, 30).Add(1), at(12, 0), true},
		{"from the last nanosecond of the grace", "promised due", "30m", []sla.Exclusion{waive(at(12, 30).Add(-1), at(14, 0))}, at(14, 0).Add(1), at(12, 0), false},
		{"from its end", "promised due", "30m", []sla.Exclusion{waive(at(12, 30), at(14, 0))}, at(14, 0), at(12, 0), true},
		{"before it and in its grace", "promised due", "30m", []sla.Exclusion{waive(at(11, 0), at(12, 0)), waive(at(13, 10), at(13, 20))}, at(13, 40), at(13, 0), false},
		{"and a nanosecond too late", "promised due", "30m", []sla.Exclusion{waive(at(11, 0), at(12, 0)), waive(at(13, 10), at(13, 20))}, at(13, 40).Add(1), at(13, 0), true},
		// From Thursday 2 April over Easter: two business days end on Wednesday.
		{"business days", "2 business days by 12:00", "", nil, inApril(8, 12), inApril(8, 12), false},
		{"business days, an hour of service", "2 business days by 12:00", "", []sla.Exclusion{waive(at(9, 0), at(10, 0))}, inApril(8, 13), inApril(8, 13), false},
		{"business days, a holiday", "2 business days by 12:00", "", []sla.Exclusion{waive(inApril(3, 0), inApril(7, 0))}, inApril(8, 12).Add(1), inApril(8, 12), true},
		{"business days, into the night", "2 business days by 12:00", "", []sla.Exclusion{waive(at(9, 0), at(23, 0))}, inApril(9, 12), inApril(9, 12), false},
	} {
		agreement := must(sla.New(waivedSpec(c.within, c.grace)))
		ticket := sla.Ticket{ID: "T", Attrs: sla.Attrs{{"due", at(12, 0).Format(time.RFC3339)}},
			Events: []sla.Event{{At: inApril(2, 10), Name: "opened"}}}
		r, _ := agreement.Track(&ticket, c.now, c.waived...).Of("repair")
		if !r.DueAt.Equal(c.due) || (r.Verdict == sla.Missed) != c.missed {
			t.Errorf("%s: due %s, %q, want %s, missed: %v", c.name, r.DueAt, r.Verdict, c.due, c.missed)
		}
		// A stop at that instant is judged alike.
		ticket.Events = append(ticket.Events, sla.Event{At: c.now, Name: "repaired"})
		r, _ = agreement.Track(&ticket, c.now.Add(time.Hour), c.waived...).Of("repair")
		if (r.Verdict == sla.Missed) != c.missed {
			t.Errorf("%s: stopped then it is %q, want missed: %v", c.name, r.Verdict, c.missed)
		}
		result, err := agreement.Evaluate(sla.Month(2026, time.April), sla.Facts{Tickets: []sla.Ticket{ticket}, Exclusions: c.waived}, inApril(30, 0))
		if o, _ := result.Outcome("repair"); err != nil || (o.Good == 1) == c.missed {
			t.Errorf("%s: %d good (%v)", c.name, o.Good, err)
		}
	}
}

// While time is waived an open cycle has no due instant and nothing of it
// counts: from the instant at which the exclusion begins, exclusively, to that
// at which it ends.
func TestAnExclusionHoldsTheClock(t *testing.T) {
	agreement := must(sla.New(liveSpec()))
	waived := []sla.Exclusion{{Ticket: "T", Clock: "repair", From: onMarch2(11, 0), To: onMarch2(13, 0), Reason: "storm"}}
	status := func(at time.Time, status string) sla.Event {
		return sla.Event{At: at, Name: "status", Set: sla.Attrs{{"status", status}}}
	}
	for _, c := range []struct {
		name   string
		opened time.Time
		events []sla.Event
		now    time.Time
		due    string // P1: two hours after the start
		used   time.Duration
		reason []string
	}{
		{"before it", onMarch2(10, 0), nil, onMarch2(11, 0).Add(-1), "12:00:00", minutes(60) - 1, nil},
		{"as it begins", onMarch2(10, 0), nil, onMarch2(11, 0), "12:00:00", minutes(60), nil},
		{"in it", onMarch2(10, 0), nil, onMarch2(11, 0).Add(1), "", minutes(60), []string{"storm"}},
		{"before its end", onMarch2(10, 0), nil, onMarch2(13, 0).Add(-1), "", minutes(60), []string{"storm"}},
		{"at its end", onMarch2(10, 0), nil, onMarch2(13, 0), "14:00:00", minutes(60), []string{"storm"}},
		{"after it", onMarch2(10, 0), nil, onMarch2(13, 0).Add(1), "14:00:00", minutes(60) + 1, []string{"storm"}},
		{"opened as it begins", onMarch2(11, 0), nil, onMarch2(11, 0), "13:00:00", 0, nil},
		{"opened in it", onMarch2(12, 0), nil, onMarch2(12, 0), "", 0, []string{"storm"}},
		{"opened before its end", onMarch2(13, 0).Add(-1), nil, onMarch2(13, 0).Add(-1), "", 0, []string{"storm"}},
		{"opened at its end", onMarch2(13, 0), nil, onMarch2(13, 0), "15:00:00", 0, nil},
		{"paused in it", onMarch2(10, 0), []sla.Event{status(onMarch2(11, 30), "waiting"), status(onMarch2(12, 30), "open")}, onMarch2(14, 0), "14:00:00", minutes(120), []string{"storm"}},
		{"resumed in it", onMarch2(10, 0), []sla.Event{status(onMarch2(11, 30), "waiting"), status(onMarch2(12, 30), "open")}, onMarch2(12, 30), "", minutes(60), []string{"storm"}},
	} {
		ticket := sla.Ticket{ID: "T", Attrs: sla.Attrs{{"priority", "P1"}}, Events: append([]sla.Event{{At: c.opened, Name: "opened"}}, c.events...)}
		e := agreement.Explain(&ticket, "repair", c.now, waived...)
		var due string
		if !e.Reading.DueAt.IsZero() {
			due = e.Reading.DueAt.Format("15:04:05.999999999")
		}
		var reasons []string
		for _, n := range e.Because {
			if n.Code == sla.NoteWaived {
				reasons = append(reasons, n.Value)
			}
		}
		if due != c.due || e.Reading.Elapsed != c.used || !slices.Equal(reasons, c.reason) {
			t.Errorf("%s: due %q, used %s, because of %v, want %q, %s, %v", c.name, due, e.Reading.Elapsed, reasons, c.due, c.used, c.reason)
		}
	}
	// A pause stays a pause: what is waived of the time is what ran.
	paused := liveTicket("T", "P1", 10)
	paused.Events = append(paused.Events, status(onMarch2(11, 30), "waiting"), status(onMarch2(12, 30), "open"))
	if r, _ := agreement.Track(paused, onMarch2(14, 0), waived...).Of("repair"); r.Held != minutes(60) || r.Waived != minutes(60) {
		t.Errorf("held %s, waived %s", r.Held, r.Waived)
	}
	// One that begins just now is no reason yet, and one without length is none.
	flood := sla.Exclusion{Ticket: "T", From: onMarch2(13, 0), To: onMarch2(14, 0), Reason: "flood"}
	for now, want := range map[time.Time]int{onMarch2(13, 0): 1, onMarch2(13, 0).Add(1): 2} {
		e := agreement.Explain(liveTicket("T", "P1", 10), "repair", now, append(slices.Clone(waived), flood)...)
		count := 0
		for _, n := range e.Because {
			if n.Code == sla.NoteWaived {
				count++
			}
		}
		if count != want {
			t.Errorf("as of %s: %v", now, e.Because)
		}
	}
	tally := agreement.NewTally()
	tally.Add(&sla.Exclusion{Ticket: "T", From: onMarch2(13, 0), To: onMarch2(13, 0), Reason: "nothing"})
	if result, err := tally.Result(sla.Month(2026, time.March), onMarch2(14, 0)); err != nil || len(result.Findings) != 1 || result.Findings[0].Code != sla.FindingInterval {
		t.Errorf("an exclusion without length: %+v, %v", result, err)
	}
	tally.Remove(&waived[0])
	if _, err := tally.Result(sla.Month(2026, time.March), onMarch2(14, 0)); !errors.Is(err, sla.ErrConflict) {
		t.Errorf("an exclusion that was never added is removed: %v", err)
	}
	// Exclusions of another ticket or clock, and those of no ticket, change nothing.
	ticket := liveTicket("T", "P1", 10)
	for _, other := range []sla.Exclusion{
		{Ticket: "T2", From: onMarch2(10, 0), To: onMarch2(12, 0)}, {Ticket: "T", Clock: "response", From: onMarch2(10, 0), To: onMarch2(12, 0)},
		{Of: "portal", From: onMarch2(10, 0), To: onMarch2(12, 0)}, {Ticket: "T", From: onMarch2(11, 0), To: onMarch2(11, 0)},
	} {
		if r, _ := agreement.Track(ticket, onMarch2(12, 0), other).Of("repair"); r.Elapsed != minutes(120) || r.Waived != 0 {
			t.Errorf("%+v: used %s, waived %s", other, r.Elapsed, r.Waived)
		}
	}
	for _, same := range []sla.Exclusion{
		{Ticket: "T", From: onMarch2(10, 0), To: onMarch2(12, 0)}, {Clock: "repair", From: onMarch2(10, 0), To: onMarch2(14, 0)},
	} {
		if r, _ := agreement.Track(ticket, onMarch2(12, 0), same).Of("repair"); r.Elapsed != 0 || r.Waived != minutes(120) {
			t.Errorf("%+v: used %s, waived %s", same, r.Elapsed, r.Waived)
		}
	}
}

// Exclusions that meet or overlap are one stretch of a trace; those apart are not.
func TestExclusionsThatMeetAreOne(t *testing.T) {
	agreement := must(sla.New(liveSpec()))
	waive := func(from, to time.Time) sla.Exclusion {
		return sla.Exclusion{Ticket: "T", From: from, To: to, Reason: "storm"}
	}
	noon := onMarch2(12, 0)
	for _, c := range []struct {
		second sla.Exclusion // after one from 11:00 to 12:00
		want   string
	}{
		{waive(noon, onMarch2(13, 0)), "running to 02T11:00 counts 1h0m0s (opened)\nwaived to 02T13:00 counts 0s (opened)\nrunning to 02T14:00 counts 1h0m0s (opened)"},
		{waive(noon.Add(-1), onMarch2(13, 0)), "running to 02T11:00 counts 1h0m0s (opened)\nwaived to 02T13:00 counts 0s (opened)\nrunning to 02T14:00 counts 1h0m0s (opened)"},
		{waive(onMarch2(11, 0), onMarch2(11, 30)), "running to 02T11:00 counts 1h0m0s (opened)\nwaived to 02T12:00 counts 0s (opened)\nrunning to 02T14:00 counts 2h0m0s (opened)"},
		{waive(noon.Add(1), onMarch2(13, 0)), "running to 02T11:00 counts 1h0m0s (opened)\nwaived to 02T12:00 counts 0s (opened)\nrunning to 02T12:00 counts 1ns (opened)\nwaived to 02T13:00 counts 0s (opened)\nrunning to 02T14:00 counts 1h0m0s (opened)"},
	} {
		waived := []sla.Exclusion{waive(onMarch2(11, 0), noon), c.second}
		for range 2 {
			if got := traceText(agreement.Explain(liveTicket("T", "P2", 10), "repair", onMarch2(14, 0), waived...).Trace); got != c.want {
				t.Errorf("%s to %s:\n%s\nwant\n%s", c.second.From, c.second.To, got, c.want)
			}
			slices.Reverse(waived)
		}
	}
}

// A change of target carries what was used without the waived time, and a breach
// under the earlier target stays only if it came without it too.
func TestAnExclusionBeforeAChangeOfTarget(t *testing.T) {
	clock := func(hour, minute int) string { return onMarch2(hour, minute).Format("15:04") }
	for _, c := range []struct {
		name     string
		retarget sla.Retarget
		from, to string // the priority, which changes at 14:00
		until    time.Time
		used     time.Duration // as of 14:30
		due      string
		breach   string
	}{
		{"what was used", sla.CarryElapsed, "P2", "P1", onMarch2(13, 0), minutes(90), clock(15, 0), ""},
		{"its share", sla.CarryProportion, "P2", "P1", onMarch2(13, 0), minutes(45), clock(15, 45), ""},
		{"nothing", sla.Restart, "P2", "P1", onMarch2(13, 0), minutes(30), clock(16, 0), ""},
		{"all from the start", sla.FromStart, "P2", "P1", onMarch2(13, 0), minutes(90), clock(15, 0), ""},
		{"too much", sla.CarryElapsed, "P2", "P1", onMarch2(11, 0), minutes(210), clock(14, 0), clock(14, 0)},
		{"a breach that was none", sla.CarryElapsed, "P1", "P2", onMarch2(13, 0), minutes(90), clock(21, 0), ""},
		{"a breach that came later", sla.CarryElapsed, "P1", "P2", onMarch2(11, 0), minutes(210), clock(13, 0), clock(13, 0)},
		{"a breach just before the change", sla.CarryElapsed, "P1", "P2", onMarch2(12, 0).Add(-1), minutes(150) + 1, clock(14, 0), clock(13, 59)},
		{"and just not", sla.CarryElapsed, "P1", "P2", onMarch2(12, 0), minutes(150), clock(20, 0), ""},
	} {
		spec := liveSpec()
		spec.Policies.Retarget = c.retarget
		ticket := liveTicket("T", c.from, 10)
		ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(14, 0), Name: "changed", Set: sla.Attrs{{"priority", c.to}}})
		waived := sla.Exclusion{Ticket: "T", From: onMarch2(10, 0), To: c.until, Reason: "storm"}
		r, _ := must(sla.New(spec)).Track(ticket, onMarch2(14, 30), waived).Of("repair")
		breach := ""
		if !r.BreachedAt.IsZero() {
			breach = r.BreachedAt.Format("15:04")
		}
		if due := r.DueAt.Add(time.Minute - 1).Truncate(time.Minute).Format("15:04"); r.Elapsed != c.used || due != c.due || breach != c.breach {
			t.Errorf("%s: used %s, due %s, breached %q, want %s, %s, %q", c.name, r.Elapsed, r.DueAt, breach, c.used, c.due, c.breach)
		}
	}
}

// An explanation says of each exclusion why it is and who approved it, each pair
// once, whichever comes first.
func TestAnExplanationSaysWhoApprovedAnExclusion(t *testing.T) {
	agreement := must(sla.New(liveSpec()))
	exclusion := func(hour int, reason, approved string) sla.Exclusion {
		return sla.Exclusion{Ticket: "T", From: onMarch2(hour, 0), To: onMarch2(hour+1, 0), Reason: reason, Approved: approved}
	}
	waived := []sla.Exclusion{exclusion(12, "storm", ""), exclusion(11, "storm", "M. Weber"), exclusion(13, "storm", "M. Weber"), exclusion(14, "flood", "A. Roth")}
	for range 2 {
		var got []string
		for _, n := range agreement.Explain(liveTicket("T", "P2", 10), "repair", onMarch2(16, 0), waived...).Because {
			if n.Code == sla.NoteWaived || n.Code == sla.NoteWaivedBy {
				got = append(got, n.Value)
			}
		}
		if want := []string{"flood", "A. Roth", "storm", "storm", "M. Weber"}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		slices.Reverse(waived)
	}
}

// An exclusion moves a promised instant by all the time it covers that a pause
// does not move it by: the promise ran on while the ticket was paused.
func TestAnExclusionOfAPauseMovesAPromise(t *testing.T) {
	promise := sla.Attrs{{"due", "2026-04-07T15:00:00Z"}}
	status := func(hour int, status string) sla.Event {
		return sla.Event{At: inApril(7, hour), Name: "status", Set: sla.Attrs{{"status", status}}}
	}
	opened := sla.Event{At: inApril(2, 10), Name: "opened"}
	storm := sla.Exclusion{Ticket: "T", From: inApril(7, 10), To: inApril(7, 13), Reason: "storm"}
	for _, c := range []struct {
		within sla.Within
		pauses sla.DayPauses
		events []sla.Event
		due    time.Time
		waived time.Duration // of what ran on
		held   time.Duration // beside it
	}{
		{"promised due", sla.PausesIgnored, nil, inApril(7, 18), 3 * time.Hour, 0},
		{"promised due", sla.PausesIgnored, []sla.Event{status(10, "waiting"), status(12, "open")}, inApril(7, 18), 3 * time.Hour, 0},
		{"promised due", sla.PausesIgnored, []sla.Event{status(11, "waiting"), status(14, "open")}, inApril(7, 18), 3 * time.Hour, time.Hour},
		{"promised due", sla.PausesAdded, []sla.Event{status(9, "waiting"), status(14, "open")}, inApril(7, 18), 3 * time.Hour, 2 * time.Hour},
		{"2 business days by 12:00", sla.PausesIgnored, []sla.Event{status(9, "waiting"), status(12, "open")}, inApril(8, 15), 3 * time.Hour, time.Hour},
		{"2 business days by 12:00", sla.PausesAdded, []sla.Event{status(9, "waiting"), status(12, "open")}, inApril(8, 16), time.Hour, 3 * time.Hour},
	} {
		spec := waivedSpec(c.within, "")
		spec.Policies.DayPauses = c.pauses
		ticket := &sla.Ticket{ID: "T", Attrs: promise, Events: append([]sla.Event{opened}, c.events...)}
		agreement := must(sla.New(spec))
		for now, missed := range map[time.Time]bool{c.due: false, c.due.Add(1): true} {
			r, _ := agreement.Track(ticket, now, storm).Of("repair")
			o, _ := must(agreement.Evaluate(sla.Month(2026, time.April), sla.Facts{Tickets: []sla.Ticket{*ticket}, Exclusions: []sla.Exclusion{storm}}, now)).Outcome("repair")
			if !r.DueAt.Equal(c.due) || (r.Verdict == sla.Missed) != missed || (o.Total == 1) != missed {
				t.Errorf("%s, %s, %d events: due %s, %q, %d of %d, want %s", c.within, c.pauses, len(c.events), r.DueAt, r.Verdict, o.Good, o.Total, c.due)
			}
			if r.Waived != c.waived || r.Held != c.held {
				t.Errorf("%s, %s, %d events: waived %s, held %s, want %s, %s", c.within, c.pauses, len(c.events), r.Waived, r.Held, c.waived, c.held)
			}
		}
	}
	// While it is paused the promise is what comes next.
	paused := &sla.Ticket{ID: "T", Attrs: promise, Events: []sla.Event{opened, status(10, "waiting")}}
	if due := must(sla.New(waivedSpec("promised due", ""))).Track(paused, inApril(7, 11)).NextDue(); !due.Equal(inApril(7, 15)) {
		t.Errorf("paused: next due %s", due)
	}
}
