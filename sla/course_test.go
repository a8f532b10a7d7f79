package sla_test

import (
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// A pause that begins before a due in days moves it, one that begins at it does
// not: to the nanosecond, and while it lasts. One that begins before the end of
// the grace moves that end alone.
func TestPausesAtADueInDays(t *testing.T) {
	spec := waivedSpec("2 business days by 12:00", "30m")
	spec.Policies.DayPauses = sla.PausesAdded
	agreement := must(sla.New(spec))
	due := inApril(8, 12) // from Thursday 2 April over Easter
	late := due.Add(30 * time.Minute)
	status := func(at time.Time, status string) sla.Event {
		return sla.Event{At: at, Name: "status", Set: sla.Attrs{{"status", status}}}
	}
	for _, c := range []struct {
		from     time.Time
		resumed  time.Time // due if resumed an hour after from
		lasts    time.Duration
		due      time.Time     // once that is over
		in       time.Time     // the last instant that is not overdue
		breached time.Duration // from then to the breach
	}{
		{due.Add(-1), due.Add(time.Hour), time.Hour, due.Add(time.Hour), late.Add(time.Hour), 0},
		{due, due, time.Hour, due, late.Add(time.Hour), 0},
		{due.Add(10 * time.Minute), due, 20 * time.Minute, due, late.Add(20 * time.Minute), 0},
		{late.Add(-1), due, time.Hour, due, late.Add(time.Hour), 0},
		{late, due, time.Hour, due, late.Add(time.Hour - 1), 1}, // nothing is overdue during a pause
		{late.Add(1), due, time.Hour, due, late, 0},
	} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: inApril(2, 10), Name: "opened"}, status(c.from, "waiting")}}
		r, _ := agreement.Track(&ticket, c.from.Add(time.Hour)).Of("repair")
		if got, ok := r.DueIfResumedAt(c.from.Add(time.Hour)); !ok || !got.Equal(c.resumed) || !r.DueAt.IsZero() {
			t.Errorf("paused from %s: due if resumed %s, due %s, want %s", c.from, got, r.DueAt, c.resumed)
		}
		ticket.Events = append(ticket.Events, status(c.from.Add(c.lasts), "open"))
		if r, _ = agreement.Track(&ticket, c.in).Of("repair"); r.Verdict != "" {
			t.Errorf("paused from %s for %s: %s at %s", c.from, c.lasts, r.Verdict, c.in)
		}
		r, _ = agreement.Track(&ticket, c.in.Add(1)).Of("repair")
		if r.Verdict != sla.Missed || !r.BreachedAt.Equal(c.in.Add(c.breached)) || r.Overrun < 1 {
			t.Errorf("paused from %s for %s: %q from %s by %s, a nanosecond after %s", c.from, c.lasts, r.Verdict, r.BreachedAt, r.Overrun, c.in)
		}
		if r, _ = agreement.Track(&ticket, c.in.Add(2*time.Hour)).Of("repair"); !r.DueAt.Equal(c.due) {
			t.Errorf("paused from %s for %s: due %s, want %s", c.from, c.lasts, r.DueAt, c.due)
		}
	}
}

// The time between a stop and a reopening that does not count moves the end of a
// grace as a pause does.
func TestReopenedInTheGraceOfADueInDays(t *testing.T) {
	spec := waivedSpec("2 business days by 12:00", "30m")
	spec.Policies.DayPauses, spec.Policies.Reopen = sla.PausesAdded, sla.ContinueExcluding
	agreement := must(sla.New(spec))
	late, reopened := inApril(8, 12).Add(30*time.Minute), inApril(8, 14)
	for _, c := range []struct {
		stopped  time.Time
		in       time.Time // the last instant that is not overdue
		breached time.Time
	}{
		{late.Add(-1), reopened.Add(1), reopened.Add(1)},
		{late, reopened.Add(-1), reopened},
		{late.Add(1), late, late},
	} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{
			{At: inApril(2, 10), Name: "opened"}, {At: c.stopped, Name: "repaired"}, {At: reopened, Name: "opened"},
		}}
		if r, _ := agreement.Track(&ticket, c.in).Of("repair"); r.Verdict == sla.Missed {
			t.Errorf("stopped at %s: missed at %s", c.stopped, c.in)
		}
		if r, _ := agreement.Track(&ticket, c.in.Add(1)).Of("repair"); !r.BreachedAt.Equal(c.breached) {
			t.Errorf("stopped at %s: overdue from %s, want %s", c.stopped, r.BreachedAt, c.breached)
		}
	}
}

// A change of the calendar counts from the instant at which it is known.
func TestACalendarChangeCountsOnceItIsKnown(t *testing.T) {
	for _, policy := range []sla.CalendarChange{sla.Frozen, sla.FromEffective, sla.CalendarAnew} {
		spec := holidaySpec("4h")
		office := spec.Calendars["office"]
		office.Versions = []calendar.Version{{Known: "2026-04-07T11:00", Closed: []calendar.Local{"2026-04-08"}}}
		spec.Calendars["office"] = office
		spec.Policies.CalendarChange = policy
		agreement := must(sla.New(spec))
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: inApril(7, 15), Name: "opened"}}}
		early := sla.Ticket{ID: "T", Events: []sla.Event{{At: inApril(7, 10), Name: "opened"}}}
		if r, _ := agreement.Track(&ticket, inApril(7, 15)).Of("repair"); !r.DueAt.Equal(inApril(9, 11)) {
			t.Errorf("%s, opened once it is known: due %s", policy, r.DueAt)
		}
		spec.Objectives[0].Targets[0].Within = "8h"
		agreement = must(sla.New(spec))
		for at, want := range map[time.Time]time.Time{inApril(7, 11).Add(-1): inApril(8, 10), inApril(7, 11): inApril(9, 10)} {
			if policy == sla.Frozen {
				want = inApril(8, 10)
			}
			if r, _ := agreement.Track(&early, at).Of("repair"); !r.DueAt.Equal(want) {
				t.Errorf("%s, as of %s: due %s, want %s", policy, at, r.DueAt, want)
			}
		}
	}
}

// What is set at the instant of the start holds from the start, a nanosecond
// later it is a change; of two targets that are as strict the earlier stays.
func TestWhatIsAChangeOfTarget(t *testing.T) {
	spec := liveSpec()
	spec.Policies.Retarget = sla.KeepFirst
	first := must(sla.New(spec))
	spec = liveSpec()
	spec.Policies.Retarget = sla.KeepStricter
	spec.Objectives[1].Targets[0].Within = "8h"
	stricter := must(sla.New(spec))
	for after, want := range map[time.Duration]sla.Within{0: "2h", 1: "8h"} {
		ticket := liveTicket("T", "P2", 8)
		ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(8, 0).Add(after), Seq: 1, Name: "priority", Set: sla.Attrs{{"priority", "P1"}}})
		if r, _ := first.Track(ticket, onMarch2(9, 0)).Of("repair"); r.Within != want {
			t.Errorf("set %s after the start: %s, want %s", after, r.Within, want)
		}
	}
	ticket := liveTicket("T", "P2", 8)
	ticket.Events = append(ticket.Events, sla.Event{At: onMarch2(8, 30), Name: "priority", Set: sla.Attrs{{"priority", "P1"}}})
	if r, _ := stricter.Track(ticket, onMarch2(9, 0)).Of("repair"); r.Target != "objectives[1].targets[1]" {
		t.Errorf("of two that are as strict %s counts", r.Target)
	}
}

// Owners adds the readings of an owner up, and counts what is missed, not what is
// open.
func TestOwnersAddUp(t *testing.T) {
	spec := liveSpec()
	spec.Objectives = append(spec.Objectives, spec.Objectives[1])
	spec.Objectives[2].ID = "repair again"
	agreement := must(sla.New(spec))
	for at, want := range map[time.Time]sla.Owned{
		onMarch2(10, 0):        {Owner: "supplier", Elapsed: 4 * time.Hour},
		onMarch2(10, 0).Add(1): {Owner: "supplier", Elapsed: 4*time.Hour + 2, Overrun: 2, Missed: 2},
	} {
		all := agreement.Track(liveTicket("T", "P1", 8), at).Owners()
		if len(all) != 2 || all[0].Owner != "service desk" || all[1] != want {
			t.Errorf("as of %s: %+v, want %+v", at, all, want)
		}
	}
}

// A breach before a change of the calendar stays unless an exclusion undoes it.
func TestAnExclusionBeforeAChangeOfTheCalendar(t *testing.T) {
	spec := holidaySpec("2h")
	office := spec.Calendars["office"]
	office.Versions = []calendar.Version{{Known: "2026-04-07T12:00", Closed: []calendar.Local{"2026-04-08"}}}
	spec.Calendars["office"] = office
	spec.Policies.CalendarChange = sla.FromEffective
	agreement := must(sla.New(spec))
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: inApril(7, 9), Name: "opened"}}}
	now := inApril(7, 12).Add(minutes(30))
	for waived, want := range map[time.Duration]time.Time{
		0: inApril(7, 11), 30 * time.Minute: inApril(7, 11).Add(minutes(30)), 90*time.Minute - 1: now.Add(-1), 90 * time.Minute: {},
	} {
		storm := sla.Exclusion{Ticket: "T", From: inApril(7, 9), To: inApril(7, 9).Add(waived), Reason: "storm"}
		if r, _ := agreement.Track(&ticket, now, storm).Of("repair"); !r.BreachedAt.Equal(want) {
			t.Errorf("%s waived: overdue from %s, want %s", waived, r.BreachedAt, want)
		}
	}
}

// Wall time from the first open instant on begins at the first opening while the
// clock runs, and goes on in closed time once it has begun.
func TestWallTimeFromTheFirstOpening(t *testing.T) {
	agreement := must(sla.New(holidaySpec("0s then 10h wall")))
	for _, c := range []struct {
		name                    string
		opened, paused, resumed time.Time
		due                     time.Time
	}{
		{"opened in the hours", inApril(8, 10), time.Time{}, time.Time{}, inApril(8, 20)},
		{"at an opening", inApril(8, 9), time.Time{}, time.Time{}, inApril(8, 19)},
		{"before it", inApril(8, 7), time.Time{}, time.Time{}, inApril(8, 19)},
		{"at a closing", inApril(8, 17), time.Time{}, time.Time{}, inApril(9, 19)},
		{"paused in the evening once it has begun", inApril(8, 10), inApril(8, 18), inApril(8, 19), inApril(8, 21)},
		{"begun for a nanosecond", inApril(8, 7), inApril(8, 9).Add(1), inApril(8, 18), inApril(9, 4).Add(-1)},
		{"paused when it would begin", inApril(8, 7), inApril(8, 9), inApril(8, 18), inApril(9, 19)},
	} {
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: c.opened, Name: "opened"}}}
		if !c.paused.IsZero() {
			ticket.Events = append(ticket.Events, sla.Event{At: c.paused, Name: "status", Set: sla.Attrs{{"status", "waiting"}}},
				sla.Event{At: c.resumed, Name: "status", Set: sla.Attrs{{"status", "open"}}})
		}
		if r, _ := agreement.Track(&ticket, inApril(8, 19)).Of("repair"); !r.DueAt.Equal(c.due) {
			t.Errorf("%s: due %s, want %s", c.name, r.DueAt, c.due)
		}
		ticket.Events = append(ticket.Events, sla.Event{At: c.due, Name: "repaired"})
		if r, _ := agreement.Track(&ticket, inApril(20, 0)).Of("repair"); r.Verdict != sla.Met || r.Elapsed != 10*time.Hour {
			t.Errorf("%s: stopped then it is %s after %s", c.name, r.Verdict, r.Elapsed)
		}
	}
}
