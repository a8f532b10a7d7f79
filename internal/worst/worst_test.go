package worst_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/tape"
	"github.com/upheld/upheld/internal/worst"
	"github.com/upheld/upheld/sla"
)

// target is an agreement with one target in one calendar, around the clock if it has no
// hours.
func target(t testing.TB, zone string, hours calendar.Spec, within sla.Within) worst.Target {
	t.Helper()
	name, first := "own", sla.Target{Within: within, Calendar: "own"}
	if hours.Hours == "" {
		name, first.Calendar = "unused", "24x7"
		hours.Hours = "mon-fri 09:00-17:00"
	}
	switch {
	case strings.HasSuffix(string(within), " wall") && !strings.Contains(string(within), "then"):
		first.Calendar = ""
	case strings.Contains(string(within), "business days"):
		first.Roll = sla.Opening
	}
	a, err := sla.New(sla.Spec{
		ID: "of " + string(within), Zone: zone, Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars: map[string]calendar.Spec{name: hours},
		Clocks:    map[string]sla.Clock{"repair": {Start: sla.On("opened"), Stop: sla.On("repaired")}},
		Objectives: []sla.Objective{{ID: "repair", Clock: "repair", Targets: []sla.Target{first}, Attain: "100%",
			Period: sla.Monthly, Counts: sla.ByStart}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return worst.Target{Agreement: a, Objective: "repair"}
}

// The hours of the worked examples.
var (
	berlin = calendar.Spec{Zone: "Europe/Berlin", Hours: "mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00",
		Closed: []calendar.Local{"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-10-03", "2026-12-25", "2026-12-26"}}
	weeks  = calendar.Spec{Zone: "Europe/Berlin", Hours: berlin.Hours}
	london = calendar.Spec{Zone: "Europe/London", Hours: "mon-fri 09:00-17:30"}
)

// Worked on paper, in local time of Berlin.
//
// 2h office, then 4h of a London supplier, under 8h office: a ticket of Friday 23
// October 11:30 has half an hour until noon and 1h30m after 13:00, so the supplier
// begins at 14:30 (13:30 in London). It is open until 17:30 in London: 4h are used up
// at 17:30 exactly, 18:30 in Berlin. A nanosecond later the supplier goes on on Monday
// 26 October at 09:00 in London, which is 10:00 in Berlin: clocks went back on Sunday
// in both cities. The top has 30m + 5h on Friday until 18:00 and 2h30m on Saturday from
// 09:00: Saturday 11:30. From there to Monday 10:00 are 46h30m by the local clock, and
// an hour more because the clocks went back: 47h30m.
//
// 4h around the clock resting on 2h of office hours: a ticket of Thursday 24 December
// 16:00 has until 18:00; opened a nanosecond later it goes on on Monday 28 December at
// 08:00, while it is due at 20:00 on the 24th. From there to Monday 08:00 are 84h.
// Friday the 25th and Saturday the 26th are closed, and no other closure of the year has
// three days.
//
// 2 business days by 16:00 in place of 8h of the same office, without holidays: what is
// opened from Thursday 22 October 18:00, at closing, until Friday 08:00 is due under 8h
// on Friday at 17:00. It counts as of Friday 08:00, so that the days are Saturday and
// Monday: Monday 26 October 16:00, and clocks go back between: 71h and one more. Every
// other week it is 71h; what is opened within the hours of Thursday is due on Saturday.
func TestWorstStarts(t *testing.T) {
	in, _ := time.LoadLocation("Europe/Berlin")
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, in) }
	always := calendar.Spec{}
	for _, c := range []struct {
		name  string
		top   worst.Target
		below []worst.Target
		start time.Time
		by    time.Duration
	}{
		{"office, then London", target(t, "Europe/Berlin", berlin, "8h"),
			[]worst.Target{target(t, "Europe/Berlin", berlin, "2h"), target(t, "Europe/Berlin", london, "4h")},
			time.Date(2026, 10, 23, 11, 30, 0, 1, in), 47*time.Hour + 30*time.Minute},
		{"4h around the clock on 2h of office", target(t, "Europe/Berlin", always, "4h"),
			[]worst.Target{target(t, "Europe/Berlin", berlin, "2h")},
			time.Date(2026, 12, 24, 16, 0, 0, 1, in), 84 * time.Hour},
		{"quick enough", target(t, "Europe/Berlin", always, "2h"),
			[]worst.Target{target(t, "Europe/Berlin", always, "90m")}, year(2026), -30 * time.Minute},
		{"6h of the same office", target(t, "Europe/Berlin", berlin, "8h"),
			[]worst.Target{target(t, "Europe/Berlin", berlin, "6h")}, year(2026), -2 * time.Hour},
		{"two business days for 8h", target(t, "Europe/Berlin", weeks, "8h"),
			[]worst.Target{target(t, "Europe/Berlin", weeks, "2 business days by 16:00")},
			time.Date(2026, 10, 22, 18, 0, 0, 0, in), 72 * time.Hour},
	} {
		got := worst.Of(c.top, year(2026), year(2027), c.below...)
		if !got.Start.Equal(c.start) || got.By != c.by || !got.Without.IsZero() {
			t.Errorf("%s: %s at %s, without %s; want %s at %s", c.name, got.By, got.Start.In(in), got.Without, c.by, c.start)
		}
	}
}

// Brute force never finds a start that is later, and the start that is named is as late
// as is said: 300 drawn pairs of calendars and targets, or 30 with -short, in weeks in
// which clocks change. Some pairs have more steps.
func TestNoStartIsLaterThanTheWorst(t *testing.T) {
	tape.CheckDear(t, func(r *tape.Reader) error {
		for range 3 {
			if err := againstBruteForce(t, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func againstBruteForce(t *testing.T, r *tape.Reader) error {
	draw := func() worst.Target {
		zone := tape.Pick(r, "Europe/Berlin", "UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe")
		hours := calendar.Spec{Zone: zone, Hours: tape.Pick[calendar.Week](r, "", "mon-fri 09:00-17:00", "mon-fri 08:00-12:00,13:00-18:00; sat 09:00-12:00",
			"mon-sun 22:00-06:00", "tue 01:30-03:30; sun 00:00-24:00", "mon-thu 07:13-19:47")}
		if hours.Hours != "" && r.Int(2) == 1 {
			hours.Closed = []calendar.Local{"2026-03-09", "2026-03-30", "2026-04-06", "2026-10-05", "2026-10-26", "2026-11-02"}
		}
		return target(t, zone, hours, tape.Pick[sla.Within](r, "4h", "1h", "7h30m", "11h", "90m wall", "2h then 5h wall", "4h plus 45m out of hours",
			"1 business days", "2 business days by 16:00", "0 business days by 12:00", "1 calendar days", "2 calendar days end of day"))
	}
	top, below := draw(), []worst.Target{draw()}
	for r.Int(3) == 1 && len(below) < 3 {
		below = append(below, draw())
	}
	weeks := [...][2]time.Month{{time.October, 22}, {time.March, 27}, {time.March, 5}, {time.October, 30}, {time.April, 2}, {time.October, 1}}
	week := weeks[r.Int(len(weeks))]
	from := time.Date(2026, week[0], int(week[1]), 0, 0, 0, 0, time.UTC)
	to := from.AddDate(0, 0, 6)
	got := worst.Of(top, from, to, below...)
	late := func(start time.Time) time.Duration {
		end := start
		for _, b := range below {
			end = due(b, end)
		}
		return end.Sub(due(top, start))
	}
	if by := late(got.Start); by != got.By {
		return fmt.Errorf("said to be late by %s at %s, found %s", got.By, got.Start, by)
	}
	for start := from; start.Before(to); start = start.Add(7 * time.Minute) {
		for _, at := range []time.Time{start, start.Add(1)} {
			if by := late(at); by > got.By || by == got.By && at.Before(got.Start) {
				return fmt.Errorf("late by %s at %s, but the worst was %s at %s", by, at, got.By, got.Start)
			}
		}
	}
	return nil
}

// due is the due instant that a ticket shows.
func due(t worst.Target, start time.Time) time.Time {
	r, _ := t.Agreement.Track(&sla.Ticket{ID: "t", Events: []sla.Event{{At: start, Name: "opened"}}}, start).Of(t.Objective)
	return r.DueAt
}

// The first start without a deadline names a step without a deadline, on both sides of its end; a
// target on top without a deadline asks for nothing.
func TestStartsWithoutADeadlineBelow(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 6, d, 0, 0, 0, 0, time.UTC) }
	top := target(t, "UTC", calendar.Spec{}, "4h")
	until := func(effective sla.Range) worst.Target {
		spec := target(t, "UTC", calendar.Spec{}, "3h").Agreement.Spec()
		spec.Effective = effective
		a, err := sla.New(spec)
		if err != nil {
			t.Fatal(err)
		}
		return worst.Target{Agreement: a, Objective: "repair"}
	}
	for _, c := range []struct {
		effective sla.Range
		want      time.Time
	}{
		{"2026-06-02/2026-06-29", time.Time{}},
		{"2026-06-02T00:01/", day(2)},
		{"/2026-06-28T23:59", day(28).Add(23*time.Hour + 59*time.Minute)},
		{"2026-06-29/", day(2)},
	} {
		below := until(c.effective)
		got := worst.Of(top, day(2), day(29), below)
		if !got.Without.Equal(c.want) || got.Start.IsZero() != (c.effective == "2026-06-29/") {
			t.Errorf("%s: without %s, want %s; %s at %s", c.effective, got.Without, c.want, got.By, got.Start)
		}
		if got := worst.Of(below, day(2), day(29), top); !got.Without.IsZero() {
			t.Errorf("%s: without %s", c.effective, got.Without)
		}
	}
	// A second step that ends while the first runs is missing from 3h before its end.
	got := worst.Of(top, day(2), day(29), target(t, "UTC", calendar.Spec{}, "3h"), until("/2026-06-28"))
	if want := day(27).Add(21 * time.Hour); !got.Without.Equal(want) || got.By != 2*time.Hour {
		t.Errorf("without %s, want %s; %s", got.Without, want, got.By)
	}
	if got := worst.Of(top, day(2), day(29)); got != (worst.Lateness{}) {
		t.Errorf("no step: %v", got)
	}
}

// BenchmarkWorstOfAYear is one chain of two steps over a year.
func BenchmarkWorstOfAYear(b *testing.B) {
	top, ola, uc := target(b, "Europe/Berlin", berlin, "8h"), target(b, "Europe/Berlin", berlin, "2h"), target(b, "Europe/Berlin", london, "4h")
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for b.Loop() {
		worst.Of(top, from, from.AddDate(1, 0, 0), ola, uc)
	}
}

// Every combination of the values of two keys, with an absent attribute for any other
// value; a key whose terms name the empty value gets a word that no terms have.
func TestCases(t *testing.T) {
	v := worst.Values{}
	v.Where(sla.Where{"priority": sla.Is("P1", "P2")})
	v.Add("team", "", "other")
	all, ok := v.Cases()
	if !ok || len(all) != 3*3 {
		t.Fatalf("%d cases, %t: %v", len(all), ok, all)
	}
	for _, want := range []struct{ priority, team string }{
		{"", "other+"}, {"", ""}, {"", "other"}, {"P1", "other+"}, {"P1", ""}, {"P1", "other"}, {"P2", "other+"}, {"P2", ""}, {"P2", "other"},
	} {
		if !slices.ContainsFunc(all, func(a sla.Attrs) bool { return a.Get("priority") == want.priority && a.Get("team") == want.team }) {
			t.Errorf("no case has %+v: %v", want, all)
		}
	}
	for _, n := range []int{worst.CasesMax - 1, worst.CasesMax} { // and any other value
		many := worst.Values{"key": make([]string, n)}
		for i := range n {
			many["key"][i] = fmt.Sprint(i)
		}
		if all, ok := many.Cases(); ok != (n < worst.CasesMax) || ok && len(all) != worst.CasesMax {
			t.Errorf("%d values: %d cases, %t", n, len(all), ok)
		}
	}
}
