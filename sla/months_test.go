package sla_test

import (
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
)

// monthsSpec has a target in calendar days or months, by an office that is closed at
// Easter (5 April 2026) and over the turn of the year.
func monthsSpec(within sla.Within, cal string, roll calendar.Roll) sla.Spec {
	spec := pausedSpec(sla.While("status", "waiting"), within, cal, sla.Policies{})
	spec.Calendars = map[string]calendar.Spec{
		"office": {Hours: "mon-fri 09:00-17:00", Closed: []calendar.Local{"2026-04-03", "2026-04-06", "12-24..01-01"}},
		"ny":     {Zone: "America/New_York", Hours: "mon-fri 09:00-17:00"},
		"once":   {Days: map[calendar.Local]calendar.Hours{"2026-05-28": "09:00-17:00"}},
	}
	spec.Objectives[0].Targets[0].IfClosed = roll
	return spec
}

// Where terms end, and where dates move that are closed; worked out by hand. A stop
// at the due instant is in time, a nanosecond later late, live and afterwards.
func TestMonthsAndClosedDates(t *testing.T) {
	const never = "never"
	rolls := []calendar.Roll{"", calendar.RollNext, calendar.RollPrevious, calendar.RollModified}
	for _, c := range []struct {
		within sla.Within
		on     string
		start  string
		due    [4]string // without a word, next, previous, modified-following
	}{
		{"1 calendar day", "office", "2026-05-28T10:00:00Z", [4]string{"2026-05-29T10:00:00Z", "2026-05-29T10:00:00Z", "2026-05-29T10:00:00Z", "2026-05-29T10:00:00Z"}},
		{"3 calendar days", "office", "2026-05-28T10:00:00Z", [4]string{"2026-05-31T10:00:00Z", "2026-06-01T10:00:00Z", "2026-05-29T10:00:00Z", "2026-05-29T10:00:00Z"}},
		{"2 calendar days by 12:00", "office", "2026-05-21T10:00:00Z", [4]string{"2026-05-23T12:00:00Z", "2026-05-25T12:00:00Z", "2026-05-22T12:00:00Z", "2026-05-25T12:00:00Z"}},
		// Not after the start: the next business day.
		{"1 calendar day", "office", "2026-05-29T10:00:00Z", [4]string{"2026-05-30T10:00:00Z", "2026-06-01T10:00:00Z", "2026-06-01T10:00:00Z", "2026-06-01T10:00:00Z"}},
		{"1 calendar day by 12:00", "office", "2026-05-29T11:59:59.999999999Z", [4]string{"2026-05-30T12:00:00Z", "2026-06-01T12:00:00Z", "2026-05-29T12:00:00Z", "2026-05-29T12:00:00Z"}},
		{"1 calendar day by 12:00", "office", "2026-05-29T12:00:00Z", [4]string{"2026-05-30T12:00:00Z", "2026-06-01T12:00:00Z", "2026-06-01T12:00:00Z", "2026-06-01T12:00:00Z"}},
		{"1 calendar day end of day", "office", "2026-05-29T10:00:00Z", [4]string{"2026-05-31T00:00:00Z", "2026-06-02T00:00:00Z", "2026-05-30T00:00:00Z", "2026-05-30T00:00:00Z"}},
		{"0 calendar days by 18:00", "office", "2026-05-30T10:00:00Z", [4]string{"2026-05-30T18:00:00Z", "2026-06-01T18:00:00Z", "2026-06-01T18:00:00Z", "2026-06-01T18:00:00Z"}},
		{"0 calendar days by 18:00", "office", "2026-05-30T19:00:00Z", [4]string{"2026-05-31T18:00:00Z", "2026-06-01T18:00:00Z", "2026-06-01T18:00:00Z", "2026-06-01T18:00:00Z"}},
		// Dates are those of the agreement, business days those of the calendar.
		{"1 calendar day", "ny", "2026-05-29T23:00:00Z", [4]string{"2026-05-30T23:00:00Z", "2026-06-01T23:00:00Z", "2026-06-01T23:00:00Z", "2026-06-01T23:00:00Z"}},
		{"1 calendar day", "ny", "2026-05-29T02:00:00Z", [4]string{"2026-05-30T02:00:00Z", "2026-06-01T02:00:00Z", "2026-06-01T02:00:00Z", "2026-06-01T02:00:00Z"}},
		{"1 month", "office", "2026-01-31T10:00:00Z", [4]string{"2026-02-28T10:00:00Z", "2026-03-02T10:00:00Z", "2026-02-27T10:00:00Z", "2026-02-27T10:00:00Z"}},
		{"1 month", "office", "2024-01-31T10:00:00Z", [4]string{"2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z"}},
		{"1 month", "office", "2026-03-03T10:00:00Z", [4]string{"2026-04-03T10:00:00Z", "2026-04-07T10:00:00Z", "2026-04-02T10:00:00Z", "2026-04-07T10:00:00Z"}},
		{"1 month by 18:00", "office", "2026-12-01T10:00:00Z", [4]string{"2027-01-01T18:00:00Z", "2027-01-04T18:00:00Z", "2026-12-23T18:00:00Z", "2027-01-04T18:00:00Z"}},
		{"1 month by 18:00", "office", "2026-11-30T10:00:00Z", [4]string{"2026-12-30T18:00:00Z", "2027-01-04T18:00:00Z", "2026-12-23T18:00:00Z", "2026-12-23T18:00:00Z"}},
		{"3 months end of day", "office", "2026-11-30T10:00:00Z", [4]string{"2027-03-01T00:00:00Z", "2027-03-02T00:00:00Z", "2027-02-27T00:00:00Z", "2027-02-27T00:00:00Z"}},
		{"1 year", "office", "2024-02-29T10:00:00Z", [4]string{"2025-02-28T10:00:00Z", "2025-02-28T10:00:00Z", "2025-02-28T10:00:00Z", "2025-02-28T10:00:00Z"}},
		{"2 years by 12:00", "office", "2026-02-28T10:00:00Z", [4]string{"2028-02-28T12:00:00Z", "2028-02-28T12:00:00Z", "2028-02-28T12:00:00Z", "2028-02-28T12:00:00Z"}},
		// One business day only, on which both start.
		{"3 calendar days by 12:00", "once", "2026-05-28T10:00:00Z", [4]string{"2026-05-31T12:00:00Z", never, "2026-05-28T12:00:00Z", "2026-05-28T12:00:00Z"}},
		{"3 calendar days", "once", "2026-05-28T10:00:00Z", [4]string{"2026-05-31T10:00:00Z", never, never, never}},
	} {
		for i, roll := range rolls {
			a := must(sla.New(monthsSpec(c.within, c.on, roll)))
			start := must(time.Parse(time.RFC3339Nano, c.start))
			ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: start, Name: "opened"}}}
			what := strings.Join([]string{string(c.within), c.on, c.start, string(roll)}, ", ")
			var told time.Time
			for _, n := range a.Explain(&ticket, "repair", start).Because {
				if n.Code == sla.NoteClosed {
					told = n.At
				}
			}
			if unmoved := must(time.Parse(time.RFC3339, c.due[0])); told.IsZero() != (c.due[i] == c.due[0]) || !told.IsZero() && !told.Equal(unmoved) {
				t.Errorf("%s: told that %s is closed", what, told)
			}
			if c.due[i] != never {
				checkDueAt(t, what, a, ticket, start, must(time.Parse(time.RFC3339, c.due[i])))
				continue
			}
			if r, _ := a.Track(&ticket, start.AddDate(5, 0, 0)).Of("repair"); !r.DueAt.IsZero() || r.Verdict != "" {
				t.Errorf("%s: due %s, %q, want never", what, r.DueAt, r.Verdict)
			}
		}
	}
}

// Months go by the clock of the agreement, over its changes.
func TestMonthsOverClockChanges(t *testing.T) {
	for _, c := range []struct {
		within     sla.Within
		start, due string
	}{
		{"1 month", "2026-02-28T12:00:00+01:00", "2026-03-28T12:00:00+01:00"},
		{"2 months", "2026-02-28T12:00:00+01:00", "2026-04-28T12:00:00+02:00"},
		{"2 months", "2026-01-29T02:30:00+01:00", "2026-03-29T03:00:00+02:00"}, // skipped
		{"1 month", "2026-09-25T02:30:00+02:00", "2026-10-25T02:30:00+02:00"},  // repeated: the first
		{"1 month end of day", "2026-09-25T12:00:00+02:00", "2026-10-26T00:00:00+01:00"},
		{"1 month", "2026-01-31T23:30:00Z", "2026-03-01T00:30:00+01:00"}, // 1 February there
	} {
		spec := monthsSpec(c.within, "", "")
		spec.Zone = "Europe/Berlin"
		start := must(time.Parse(time.RFC3339, c.start))
		ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: start, Name: "opened"}}}
		if r, _ := must(sla.New(spec)).Track(&ticket, start).Of("repair"); !r.DueAt.Equal(must(time.Parse(time.RFC3339, c.due))) {
			t.Errorf("%s from %s: due %s, want %s", c.within, c.start, r.DueAt, c.due)
		}
	}
}

// What else moves the due instant of such a term.
func TestMonthsInACycle(t *testing.T) {
	utc := func(text string) time.Time { return must(time.Parse(time.RFC3339, text)) }
	opened := func(start string, more ...sla.Event) sla.Ticket {
		return sla.Ticket{ID: "T", Events: append([]sla.Event{{At: utc(start), Name: "opened", Set: sla.Attrs{{"priority", "P3"}}}}, more...)}
	}
	set := func(at, key, value string) sla.Event {
		return sla.Event{At: utc(at), Name: "change", Set: sla.Attrs{{key, value}}}
	}
	waiting := []sla.Event{set("2026-05-29T10:00:00Z", "status", "waiting"), set("2026-05-29T12:00:00Z", "status", "open")}
	for _, c := range []struct {
		name   string
		within sla.Within
		roll   calendar.Roll
		change func(*sla.Spec)
		ticket sla.Ticket
		asOf   string
		due    string
	}{
		{"pauses count from the date moved to", "3 calendar days", calendar.RollNext, func(s *sla.Spec) { s.Policies.DayPauses = sla.PausesAdded },
			opened("2026-05-28T10:00:00Z", waiting...), "2026-05-29T13:00:00Z", "2026-06-01T12:00:00Z"},
		{"pauses of a month", "1 month", "", func(s *sla.Spec) { s.Policies.DayPauses = sla.PausesAdded },
			opened("2026-05-28T10:00:00Z", waiting...), "2026-05-29T13:00:00Z", "2026-06-29T11:00:00Z"}, // Sunday at 10:00 and 2h of Monday
		{"pauses that are ignored", "1 month", "", func(s *sla.Spec) { s.Policies.DayPauses = sla.PausesIgnored },
			opened("2026-05-28T10:00:00Z", waiting...), "2026-05-29T13:00:00Z", "2026-06-28T10:00:00Z"},
		{"a cut-off and a month", "1 month", "", func(s *sla.Spec) { s.Objectives[0].Targets[0].ReceivedBy = "16:30" },
			opened("2026-01-30T16:45:00Z"), "2026-01-30T16:45:00Z", "2026-03-02T09:00:00Z"},
		{"a cut-off and a closed date", "5 calendar days by 12:00", calendar.RollPrevious, func(s *sla.Spec) { s.Objectives[0].Targets[0].ReceivedBy = "16:30" },
			opened("2026-01-30T16:45:00Z"), "2026-01-30T16:45:00Z", "2026-02-06T12:00:00Z"}, // Monday and 5 days: Saturday
		{"a change of target", "1 month", calendar.RollModified, func(s *sla.Spec) { // P3 to P1, from the start
			s.Policies.Retarget = sla.CarryElapsed
			one := s.Objectives[0].Targets[0]
			one.Within, one.When = "2 calendar days", sla.Where{"priority": sla.Is("P1")}
			s.Objectives[0].Targets = append([]sla.Target{one}, s.Objectives[0].Targets...)
		}, opened("2026-05-28T10:00:00Z", set("2026-05-28T11:00:00Z", "priority", "P1")), "2026-05-28T12:00:00Z", "2026-05-29T10:00:00Z"},
	} {
		spec := monthsSpec(c.within, "office", c.roll)
		c.change(&spec)
		if r, _ := must(sla.New(spec)).Track(&c.ticket, utc(c.asOf)).Of("repair"); !r.DueAt.Equal(utc(c.due)) {
			t.Errorf("%s: due %s, want %s", c.name, r.DueAt, c.due)
		}
	}
}

// What cannot be such a term says so, and what to write instead.
func TestMonthsThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		within        sla.Within
		on            string
		roll          calendar.Roll
		path, problem string
	}{
		{"0 months", "office", "", "within", "from 1 to 120 months"},
		{"121 months", "office", "", "within", "from 1 to 120 months"},
		{"0 years", "office", "", "within", "from 1 to 10 years"},
		{"11 years", "office", "", "within", "from 1 to 10 years"},
		{"-1 months", "office", "", "within", "a whole number of months or years"},
		{"1.5 years", "office", "", "within", "a whole number of months or years"},
		{"2 business months", "office", "", "within", "write 2 months or 2 years; if-closed says"},
		{"1 month at noon", "office", "", "within", `after the months write nothing, "end of day" or "by 16:00"`},
		{"1 year by noon", "office", "", "within", `a time of day is written "by 16:00", the end of the day "end of day" without by`},
		{"2 business days", "office", calendar.RollNext, "if-closed", "only targets in calendar days, months or years"},
		{"4h", "office", calendar.RollNext, "if-closed", "only targets in calendar days, months or years"},
		{"promised due", "office", calendar.RollNext, "if-closed", "only targets in calendar days, months or years"},
		{"1 month", "", calendar.RollNext, "if-closed", "name the calendar that says which dates are closed"},
		{"1 month", "office", "following", "if-closed", "one of next, previous, modified-following"},
	} {
		_, err := sla.New(monthsSpec(c.within, c.on, c.roll))
		if err == nil || !strings.Contains(err.Error(), c.problem) || !strings.Contains(err.Error(), "objectives[0].targets[0]."+c.path+":") {
			t.Errorf("%s on %q, %s: %v", c.within, c.on, c.roll, err)
		}
	}
	for _, within := range []sla.Within{"120 months", "10 years", "1 months", "2 year"} {
		if _, err := sla.New(monthsSpec(within, "office", calendar.RollNext)); err != nil {
			t.Error(err)
		}
	}
	if must(sla.New(monthsSpec("1 month", "office", ""))).Fingerprint() == must(sla.New(monthsSpec("1 month", "office", calendar.RollNext))).Fingerprint() {
		t.Error("a roll leaves the fingerprint as it is")
	}
}
