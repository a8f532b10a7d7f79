package sla_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// dayList is a list of holidays of 2026 in which every year is announced, unless it
// is too late.
type dayList struct {
	days []calendar.Holiday
	last int
}

func (l dayList) Year(year int) (days []calendar.Holiday, announced bool) {
	for _, h := range l.days {
		if h.Date.Year() == year || h.Observed.Year() == year {
			days = append(days, h)
		}
	}
	return days, year <= l.last
}

// listOf gives a list with these dates of 2026, such as 05-08.
func listOf(days ...string) dayList {
	l := dayList{last: 2030}
	for _, d := range days {
		day := must(date.ParseISO("2026-" + d))
		l.days = append(l.days, calendar.Holiday{Date: day, Observed: day, Name: "Day of " + d})
	}
	return l
}

// holidayDesk counts by the due instant, in office hours with the holidays of a list.
func holidayDesk(t testing.TB, list dayList, period sla.Every, change ...func(*sla.Spec)) *sla.Agreement {
	t.Helper()
	spec := sla.Spec{
		ID: "desk", Zone: "Europe/Berlin", Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00", Holidays: []calendar.Holidays{{Country: "DE", Region: "BE"}}}},
		Clocks:    map[string]sla.Clock{"repair": {Start: sla.On("opened"), Stop: sla.On("resolved")}},
		Objectives: []sla.Objective{{
			ID: "repair", Clock: "repair", Attain: "90%", Period: period, Counts: sla.ByDue,
			Targets: []sla.Target{{Within: "8h", Calendar: "office"}},
		}},
	}
	for _, c := range change {
		c(&spec)
	}
	a, err := sla.Sources{Holidays: func(country, region string) (calendar.HolidayList, error) {
		if country+region == "DEBE" {
			return list, nil
		}
		return nil, errors.New("no such list")
	}}.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func inBerlin(text string) time.Time {
	return must(calendar.Local(strings.Replace(text, " ", "T", 1)).In(zoneBerlin()))
}

// A tally that was stored before 8 May was known to be a holiday is read if all that
// it has decided was decided before that date, and refused with the list and the
// date if not.
func TestATallyOutlivesACorrectedHoliday(t *testing.T) {
	old, now := listOf("01-01", "05-01", "12-25"), listOf("01-01", "05-01", "05-08", "12-25")
	const refused = "the dates of DE-BE have changed: 2026-05-08 is a holiday now"
	ticket := func(opened, resolved string) sla.Ticket {
		events := []sla.Event{{At: inBerlin(opened), Name: "opened"}}
		if resolved != "" {
			events = append(events, sla.Event{At: inBerlin(resolved), Name: "resolved"})
		}
		return sla.Ticket{ID: "T", Events: events}
	}
	for _, c := range []struct {
		name    string
		old     dayList
		now     dayList
		period  sla.Every
		ticket  sla.Ticket
		problem string
		change  func(*sla.Spec)
	}{
		{"in time, in April", old, now, sla.Monthly, ticket("2026-04-29 10:00", "2026-04-29 11:00"), "", nil},
		{"in time, in May", old, now, sla.Monthly, ticket("2026-05-04 10:00", "2026-05-04 11:00"), refused, nil},
		{"in time, due two days before", old, now, sla.Daily, ticket("2026-05-05 10:00", "2026-05-05 11:00"), "", nil},
		// In time until the service opens again, which is the date in question.
		{"in time, due on the day before", old, now, sla.Daily, ticket("2026-05-06 10:00", "2026-05-06 11:00"), refused, nil},
		{"in time, due on the day", old, now, sla.Daily, ticket("2026-05-07 10:00", "2026-05-07 11:00"), refused, nil},
		{"late, stopped before", old, now, sla.Daily, ticket("2026-05-05 10:00", "2026-05-07 16:59"), "", nil},
		{"late, stopped after", old, now, sla.Daily, ticket("2026-05-05 10:00", "2026-05-12 09:00"), "", nil},
		{"late since the day", now, old, sla.Daily, ticket("2026-05-07 10:00", "2026-05-12 09:00"), "was a holiday", nil},
		{"open, due before", old, now, sla.Daily, ticket("2026-05-06 10:00", ""), "", nil},
		{"open, due after", old, now, sla.Daily, ticket("2026-05-07 10:00", ""), "", nil},
		{"open from the day on", old, now, sla.Daily, ticket("2026-05-08 10:00", ""), "", nil},
		{"a holiday that was taken away", now, old, sla.Monthly, ticket("2026-05-04 10:00", "2026-05-04 11:00"), "the dates of DE-BE have changed: 2026-05-08 was a holiday", nil},
		{"a Sunday, which is closed anyway", old, listOf("01-01", "05-01", "05-10", "12-25"), sla.Monthly, ticket("2026-05-04 10:00", "2026-05-04 11:00"), "", nil},
		{"another name of a day", old, renamed(old), sla.Monthly, ticket("2026-05-04 10:00", "2026-05-04 11:00"), "", nil},
		{"a year that was announced", old, dayList{old.days, 2031}, sla.Monthly, ticket("2026-05-04 10:00", "2026-05-04 11:00"), "", nil},
		{"the first of two dates", old, listOf("01-01", "05-01", "05-07", "05-08", "12-25"), sla.Monthly, ticket("2026-05-04 10:00", "2026-05-04 11:00"), "2026-05-07 is a holiday now", nil},
		// Seven hours of Thursday, none of the holiday, half an hour of Monday.
		{"in time by a holiday, counted by its start", now, old, sla.Daily, ticket("2026-05-07 10:00", "2026-05-11 09:30"), "was a holiday", counting(sla.ByStart)},
		{"in time by a holiday, counted by its start, long before", now, old, sla.Daily, ticket("2026-05-05 15:00", "2026-05-11 10:00"), "was a holiday", func(s *sla.Spec) {
			s.Objectives[0].Counts, s.Objectives[0].Targets[0].Within = sla.ByStart, "20h"
		}},
		{"in time by a holiday, counted by its stop", now, old, sla.Monthly, ticket("2026-05-07 10:00", "2026-05-11 09:30"), "was a holiday", counting(sla.ByStop)},
		{"stopped before, counted by its stop", now, old, sla.Daily, ticket("2026-05-07 10:00", "2026-05-07 16:00"), "", counting(sla.ByStop)},
		{"an evening that waits for the day", old, now, sla.Daily, ticket("2026-05-07 18:00", ""), "", func(s *sla.Spec) {
			s.Objectives[0].Targets[0].Within, s.Objectives[0].Targets[0].Roll = "1 business day", sla.Opening
		}},
		// A Monday that closes the Friday before at noon.
		{"an eve", old, listOf("01-01", "05-01", "05-11", "12-25"), sla.Daily, ticket("2026-05-08 10:00", "2026-05-08 13:00"), "2026-05-11 is a holiday now", shortEves},
		{"the day before an eve", old, listOf("01-01", "05-01", "05-11", "12-25"), sla.Daily, ticket("2026-05-07 10:00", "2026-05-07 13:00"), "", shortEves},
	} {
		change := func(s *sla.Spec) {
			if c.change != nil {
				c.change(s)
			}
		}
		before, after := holidayDesk(t, c.old, c.period, change), holidayDesk(t, c.now, c.period, change)
		tally := before.NewTally()
		tally.Add(&c.ticket)
		read := after.NewTally()
		err := read.UnmarshalBinary(must(tally.MarshalBinary()))
		if c.problem != "" {
			if !errors.Is(err, sla.ErrConflict) || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("%s: %v, want %q", c.name, err, c.problem)
			}
			if n := must(read.Result(sla.Year(2026), inBerlin("2027-01-01 00:00"))).Outcomes; len(n) > 0 && n[len(n)-1].Total+n[len(n)-1].Open > 0 {
				t.Errorf("%s: the refused tally counts", c.name)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		anew := after.NewTally()
		anew.Add(&c.ticket)
		if a, b := must(read.MarshalBinary()), must(anew.MarshalBinary()); !bytes.Equal(a, b) {
			t.Errorf("%s: carried over as\n%x, counted anew\n%x", c.name, a, b)
		}
		if read.Remove(&c.ticket); !bytes.Equal(must(read.MarshalBinary()), must(after.NewTally().MarshalBinary())) {
			t.Errorf("%s: what was carried over cannot be removed", c.name)
		}
	}
}

func counting(by sla.Counts) func(*sla.Spec) {
	return func(s *sla.Spec) { s.Objectives[0].Counts = by }
}

func shortEves(s *sla.Spec) {
	office := s.Calendars["office"]
	office.Eves = calendar.Eves{On: calendar.LastOpening, Hours: "09:00-12:00"}
	s.Calendars = map[string]calendar.Spec{"office": office}
	s.Objectives[0].Counts = sla.ByStop
}

func renamed(l dayList) dayList {
	days := append([]calendar.Holiday(nil), l.days...)
	days[0].Name = "New Year"
	return dayList{days, l.last}
}

// Other terms, and other lists, are another agreement, whatever the dates.
func TestATallyOfAnotherAgreementIsNotCarriedOver(t *testing.T) {
	list := listOf("05-01")
	tally := holidayDesk(t, list, sla.Monthly).NewTally()
	for name, change := range map[string]func(*sla.Spec){
		"a target": func(s *sla.Spec) { s.Objectives[0].Targets[0].Within = "9h" },
		"the hours": func(s *sla.Spec) {
			s.Calendars = map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-18:00", Holidays: s.Calendars["office"].Holidays}}
		},
		"no holidays": func(s *sla.Spec) { s.Calendars = map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}} },
	} {
		err := holidayDesk(t, listOf("05-08"), sla.Monthly, change).NewTally().UnmarshalBinary(must(tally.MarshalBinary()))
		if !errors.Is(err, sla.ErrConflict) || !strings.Contains(err.Error(), "of another agreement") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever dates change: a tally that is carried over is the one that counts the
// same facts by the new dates. Both happen often, and so does the refusal.
func TestCarriedTalliesAreThoseCountedAnew(t *testing.T) {
	runs := 120
	if testing.Short() {
		runs = 30
	}
	carried, refused := 0, 0
	for run := range runs {
		random := rand.New(rand.NewPCG(7, uint64(run)))
		draw := func() dayList {
			l := listOf("05-01")
			for range random.IntN(3) {
				day := date.New(2026, 4, 1) + date.Date(random.IntN(90))
				h := calendar.Holiday{Date: day, Observed: day}
				switch random.IntN(4) {
				case 0:
					h.Workday = true
				case 1:
					h.Closed = "12:00-24:00"
				case 2:
					h.Observed += date.Date(random.IntN(3))
				}
				l.days = append(l.days, h)
			}
			return l
		}
		within := []sla.Within{"8h", "20h", "2 business days", "3 calendar days"}[random.IntN(4)]
		period := []sla.Every{sla.Daily, sla.Weekly, sla.Monthly}[random.IntN(3)]
		counts := []sla.Counts{sla.ByStart, sla.ByDue, sla.ByStop}[random.IntN(3)]
		grace := []metrics.Span{"", "", "2h", "10h"}[random.IntN(4)]
		closing := []sla.DueAtClosing{sla.LastMoment, sla.LateAfterDue}[random.IntN(2)]
		change := func(s *sla.Spec) {
			o := &s.Objectives[0]
			o.Targets[0].Within, o.Counts, o.Targets[0].Grace = within, counts, grace
			s.Policies.DueAtClosing = closing
			office := s.Calendars["office"]
			if run%3 == 0 {
				office.Eves = calendar.Eves{On: []calendar.EveDay{calendar.DayBefore, calendar.LastOpening}[run%2], Hours: "09:00-12:00"}
			}
			s.Calendars = map[string]calendar.Spec{"office": office}
		}
		before, after := holidayDesk(t, draw(), period, change), holidayDesk(t, draw(), period, change)
		tally, anew := before.NewTally(), after.NewTally()
		for i := range 1 + random.IntN(4) {
			at := inBerlin("2026-03-20 00:00").Add(time.Duration(random.IntN(90*24*60)) * time.Minute)
			ticket := sla.Ticket{ID: fmt.Sprint(i), Events: []sla.Event{{At: at, Name: "opened"}}}
			if random.IntN(4) > 0 {
				ticket.Events = append(ticket.Events, sla.Event{At: at.Add(time.Duration(random.IntN(6*24*60)) * time.Minute), Name: "resolved"})
			}
			for _, to := range []*sla.Tally{tally, anew} {
				to.Add(&ticket)
			}
		}
		read := after.NewTally()
		if err := read.UnmarshalBinary(must(tally.MarshalBinary())); err != nil {
			if !strings.Contains(err.Error(), "the dates of DE-BE have changed: 2026-0") {
				t.Fatalf("run %d: %v", run, err)
			}
			refused++
			continue
		}
		carried++
		for _, asOf := range []string{"2026-05-01 12:00", "2026-12-31 00:00"} {
			got, want := must(read.Result(sla.Year(2026), inBerlin(asOf))), must(anew.Result(sla.Year(2026), inBerlin(asOf)))
			if !bytes.Equal(got.JSON(), want.JSON()) {
				t.Fatalf("run %d, as of %s: carried over\n%s\ncounted anew\n%s", run, asOf, got.JSON(), want.JSON())
			}
		}
	}
	if carried < runs/5 || refused < runs/5 {
		t.Errorf("%d carried over, %d refused", carried, refused)
	}
}
