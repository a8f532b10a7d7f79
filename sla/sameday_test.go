package sla_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// The same day, if its time is not over and it is a business day, else the next
// one; both sides of each border. Monday is minute 0; intake closes at 14:00,
// night is Friday 22:00 to Saturday 06:00. A stop at the due instant is in time, a
// nanosecond later late, live and afterwards.
func TestTheSameDay(t *testing.T) {
	const day = 1440
	for _, c := range []struct {
		within  sla.Within
		on      string
		roll    sla.StartRoll
		start   time.Time
		due     int
		nextDay bool
	}{
		{"0 business days by 18:00", "office", "", at(600), 1080, false},
		{"0 business days by 18:00", "office", "", at(1050), 1080, false}, // closed since 17:00
		{"0 business days by 18:00", "office", "", at(1080), 1080, false},
		{"0 business days by 18:00", "office", "", at(1080).Add(1), day + 1080, true},
		{"0 business days by 18:00", "office", sla.Opening, at(1050), day + 1080, false},
		{"0 business days by 18:00", "office", "", at(5*day + 600), 7*day + 1080, true},           // Saturday
		{"0 business days by 18:00", "intake", sla.Opening, at(840).Add(-1), 1080, false},         // the cut-off
		{"0 business days by 18:00", "intake", sla.Opening, at(840), day + 1080, false},           // from then on
		{"0 business days by 18:00", "intake", sla.Opening, at(4*day + 840), 7*day + 1080, false}, // over the weekend
		{"0 business days end of day", "office", "", at(600), 1020, false},                        // 17:00
		{"0 business days end of day", "office", "", at(1020).Add(1), day + 1020, true},           // just after
		{"0 business days by 18:00", "night", "", at(5*day + 120), 11*day + 1080, true},           // in Friday's shift, on Saturday
		{"0 calendar days by 18:00", "office", "", at(5*day + 600), 5*day + 1080, false},          // Saturday counts
		{"0 calendar days by 18:00", "office", "", at(5*day + 1080).Add(1), 6*day + 1080, true},   // Sunday
	} {
		spec := pausedSpec(sla.Condition{}, c.within, c.on, sla.Policies{})
		spec.Calendars["intake"] = calendar.Spec{Hours: "mon-fri 09:00-14:00"}
		spec.Calendars["night"] = calendar.Spec{Hours: "fri 22:00-06:00"}
		spec.Objectives[0].Targets[0].Roll = c.roll
		agreement := must(sla.New(spec))
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: c.start, Name: "opened"}}}
		r, _ := agreement.Track(&ticket, c.start).Of("repair")
		if !r.DueAt.Equal(at(c.due)) || r.BornBreached {
			t.Errorf("%s on %s from %s: due %s, want %s", c.within, c.on, c.start, r.DueAt, at(c.due))
		}
		told := slices.ContainsFunc(agreement.Explain(&ticket, "repair", c.start).Because, func(n sla.Note) bool { return n.Code == sla.NoteNextDay })
		if told != c.nextDay {
			t.Errorf("%s on %s from %s: told of the next day: %v", c.within, c.on, c.start, told)
		}
		for late := range 2 {
			closed := ticket
			closed.Events = append(slices.Clip(closed.Events), sla.Event{At: at(c.due).Add(time.Duration(late)), Name: "repaired"})
			r, _ := agreement.Track(&closed, at(20000)).Of("repair")
			o, _ := must(agreement.Evaluate(must(sla.ParsePeriod("2026-03")), sla.Facts{Tickets: []sla.Ticket{closed}}, at(20000))).Outcome("repair")
			if r.Verdict != [...]sla.Verdict{sla.Met, sla.Missed}[late] || len(o.Breaches) != late || o.Total != 1 {
				t.Errorf("%s on %s from %s, stopped %d ns after: %s, %d missed of %d", c.within, c.on, c.start, late, r.Verdict, len(o.Breaches), o.Total)
			}
		}
	}
	for within, want := range map[sla.Within]string{
		"0 business days":           "from 1 to 3660 days; the same day is 0 business days by 18:00, or end of day",
		"-1 business days by 18:00": "a whole number of days is needed",
	} {
		if _, err := sla.New(pausedSpec(sla.Condition{}, within, "office", sla.Policies{})); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", within, err)
		}
	}
}
