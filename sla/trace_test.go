package sla_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// holidaySpec promises repairs by the hours of an office that closes on Easter
// Friday and Monday and early on Thursday before.
func holidaySpec(within sla.Within) sla.Spec {
	return sla.Spec{
		ID: "acme", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars: map[string]calendar.Spec{"office": {
			Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-04-03", "2026-04-06"},
			Days: map[calendar.Local]calendar.Hours{"2026-04-02": "09:00-12:00"},
		}},
		Clocks: map[string]sla.Clock{"repair": {Start: sla.On("opened"), Stop: sla.On("repaired"), Pause: sla.While("status", "waiting")}},
		Objectives: []sla.Objective{{ID: "repair", Clock: "repair", Attain: "95%", Period: sla.Monthly, Counts: sla.ByStart,
			Targets: []sla.Target{{Within: within, Calendar: "office"}}}},
	}
}

func inApril(day, hour int) time.Time {
	return time.Date(2026, time.April, day, hour, 0, 0, 0, time.UTC)
}

// traceText writes a trace for comparison: kind, end, what counts, cause.
func traceText(trace []sla.Segment) string {
	var all []string
	for _, s := range trace {
		all = append(all, fmt.Sprintf("%s to %s counts %s (%s)", s.Kind, s.To.Format("02T15:04"), s.Counted, s.Cause))
	}
	return strings.Join(all, "\n")
}

// A trace tells a holiday from a night: what is missing of the weekly hours on a
// date out of the ordinary.
func TestATraceTellsHolidaysFromNights(t *testing.T) {
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: inApril(2, 10), Name: "opened"}, {At: inApril(7, 10), Name: "repaired"}}}
	for _, c := range []struct {
		within sla.Within
		want   string
	}{
		{"8h", `running to 02T12:00 counts 2h0m0s (opened)
holiday to 02T17:00 counts 0s (2026-04-02 own hours)
closed to 03T09:00 counts 0s (office)
holiday to 03T17:00 counts 0s (2026-04-03)
closed to 06T09:00 counts 0s (office)
holiday to 06T17:00 counts 0s (2026-04-06)
closed to 07T09:00 counts 0s (office)
running to 07T10:00 counts 1h0m0s (opened)`},
		{"1h then 200h wall", `running to 02T11:00 counts 1h0m0s (opened)
running to 07T10:00 counts 119h0m0s (opened)`},
		{"3h then 1h wall", `running to 02T12:00 counts 2h0m0s (opened)
holiday to 02T17:00 counts 0s (2026-04-02 own hours)
closed to 03T09:00 counts 0s (office)
holiday to 03T17:00 counts 0s (2026-04-03)
closed to 06T09:00 counts 0s (office)
holiday to 06T17:00 counts 0s (2026-04-06)
closed to 07T09:00 counts 0s (office)
running to 07T10:00 counts 1h0m0s (opened)`},
	} {
		agreement := must(sla.New(holidaySpec(c.within)))
		if got := traceText(agreement.Explain(&ticket, "repair", inApril(8, 0)).Trace); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.within, got, c.want)
		}
	}
}

// The trace of a breach is that of the explanation with the stretches of each
// phase put together, and without what began them: one account, told shortly for
// the thousands of a month and in full for the one that is asked about.
func sameAccount(b sla.Breach, e sla.Explanation) error {
	phase := func(k sla.SegmentKind) sla.SegmentKind {
		if k == sla.Closed || k == sla.OnHoliday || k == sla.Moved {
			return sla.Running
		}
		return k
	}
	short := func(trace []sla.Segment) (all []sla.Segment) {
		for _, s := range trace {
			s.Kind, s.Cause = phase(s.Kind), ""
			if n := len(all); n > 0 && s.Kind != sla.Carried && all[n-1].Kind == s.Kind {
				all[n-1].To, all[n-1].Counted = s.To, all[n-1].Counted+s.Counted
				continue
			}
			all = append(all, s)
		}
		return all
	}
	if got, want := short(b.Trace), short(e.Trace); !slices.Equal(got, want) {
		return fmt.Errorf("%s cycle %d of %s: the breach is accounted for as\n%s\nthe explanation says\n%s", b.Ticket, b.Cycle, b.Objective, traceText(got), traceText(want))
	}
	return nil
}

// A pause that is asked for again goes on: it is one stretch, with its first
// cause.
func TestAPauseIsOneStretch(t *testing.T) {
	spec := holidaySpec("8h")
	spec.Clocks["repair"] = sla.Clock{Start: sla.On("opened"), Stop: sla.On("repaired"), Pause: sla.On("hold", "hold again"), Resume: sla.On("resume")}
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{
		{At: inApril(7, 9), Name: "opened"}, {At: inApril(7, 10), Name: "hold"}, {At: inApril(7, 11), Name: "hold again"}, {At: inApril(7, 12), Name: "resume"},
	}}
	want := "running to 07T10:00 counts 1h0m0s (opened)\npaused to 07T12:00 counts 0s (hold)\nrunning to 07T13:00 counts 1h0m0s (resume)"
	if got := traceText(must(sla.New(spec)).Explain(&ticket, "repair", inApril(7, 13)).Trace); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
