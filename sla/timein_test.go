package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

func timeInSpec(m metrics.TimeIn, counts sla.Counts) sla.Spec {
	return sla.Spec{
		ID: "t", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
		Calendars:  map[string]calendar.Spec{"office": {Hours: "mon-fri 09:00-17:00"}},
		Objectives: []sla.Objective{{ID: "waiting", Metric: m, Attain: "at most 3h", Period: "month", Counts: counts}},
	}
}

// Of each ticket that was ever waiting, all its stays count together, in open
// time: T1 waits Monday 10:00 to 11:00 and 16:00 to Tuesday 10:00, which is 1 h,
// 1 h and 1 h; T2 waits from its creation on for 5 h; T3 never waits; T4 still
// does.
func TestTimeInAValue(t *testing.T) {
	opened := sla.Event{At: at(9 * 60), Name: "opened"}
	status := func(minute int, value string) sla.Event { return change(minute, "status", value) }
	tickets := []sla.Ticket{
		{ID: "T1", Events: []sla.Event{opened, status(600, "waiting"), status(660, "open"), status(960, "waiting"), status(24*60+600, "open")}},
		{ID: "T2", Attrs: sla.Attrs{{"status", "waiting"}}, Events: []sla.Event{opened, status(14*60, "on hold"), status(15*60, "open")}},
		{ID: "T3", Events: []sla.Event{opened}},
		{ID: "T4", Events: []sla.Event{opened, status(600, "waiting")}},
	}
	for _, c := range []struct {
		metric metrics.TimeIn
		want   string // figure, items, open
	}{
		{metrics.TimeIn{Statistic: metrics.TimeMean}, "4h 2 1"}, // (3 h + 5 h) / 2
		{metrics.TimeIn{Statistic: metrics.TimeSum}, "8h 2 1"},
		{metrics.TimeIn{Statistic: metrics.TimePercentile, Rank: "50%"}, "3h 2 1"},
		{metrics.TimeIn{Statistic: metrics.TimeSum, Is: []string{"waiting", "on hold"}}, "9h 2 1"},
		{metrics.TimeIn{Statistic: metrics.TimeSum, Calendar: "24x7"}, "24h 2 1"}, // 1 h + 18 h, 5 h
	} {
		m := c.metric
		m.Attribute = "status"
		if m.Is == nil {
			m.Is = []string{"waiting"}
		}
		if m.Calendar == "" {
			m.Calendar = "office"
		}
		agreement := must(sla.New(timeInSpec(m, sla.ByStart)))
		result := must(agreement.Evaluate(must(sla.ParsePeriod("2026-03")), sla.Facts{Tickets: tickets}, at(40*24*60)))
		o := result.Outcomes[0]
		if got := fmt.Sprint(o.Attained, " ", o.Total, " ", o.Open); got != c.want || o.Metric != "time-in" {
			t.Errorf("%+v: %s of %s, want %s", m, got, o.Metric, c.want)
		}
	}
}

// A ticket waits from the last minute of March to the first of April: by its
// first entry it is of March, by its last exit of April.
func TestTimeInAValueByFirstEntryOrLastExit(t *testing.T) {
	edge := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{
		{At: edge.Add(-1), Name: "change", Set: sla.Attrs{{"status", "waiting"}}},
		{At: edge, Name: "change", Set: sla.Attrs{{"status", "open"}}},
	}}
	m := metrics.TimeIn{Attribute: "status", Is: []string{"waiting"}, Calendar: "24x7", Statistic: metrics.TimeSum}
	for counts, want := range map[sla.Counts]string{sla.ByStart: "1 0", sla.ByStop: "0 1"} {
		agreement := must(sla.New(timeInSpec(m, counts)))
		got := ""
		for _, month := range []string{"2026-03", "2026-04"} {
			result := must(agreement.Evaluate(must(sla.ParsePeriod(month)), sla.Facts{Tickets: []sla.Ticket{ticket}}, edge.AddDate(0, 2, 0)))
			got += fmt.Sprint(result.Outcomes[0].Total, " ")
		}
		if got != want+" " {
			t.Errorf("%s: %s, want %s", counts, got, want)
		}
	}
}

// A time in a value changes nothing of the clocks beside it: a stop before the
// start stays one.
func TestTimeInAValueIsNoClock(t *testing.T) {
	spec := pausedSpec(sla.Condition{}, "2h", "24x7", sla.Policies{})
	ticket := sla.Ticket{ID: "T", Attrs: sla.Attrs{{"status", "waiting"}}, Events: []sla.Event{
		{At: at(0), Name: "created"}, {At: at(1), Name: "repaired"}, {At: at(2), Name: "opened"},
	}}
	before := must(sla.New(spec)).Track(&ticket, at(10))
	m := metrics.TimeIn{Attribute: "status", Is: []string{"waiting"}, Calendar: "24x7", Statistic: metrics.TimeSum}
	spec.Objectives = append(spec.Objectives, timeInSpec(m, sla.ByStart).Objectives...)
	after := must(sla.New(spec)).Track(&ticket, at(10))
	a, _ := before.Of("repair")
	b, _ := after.Of("repair")
	if a.Phase != b.Phase || a.Verdict != b.Verdict || !a.DueAt.Equal(b.DueAt) {
		t.Errorf("%s %s, with the time in a value %s %s", a.Phase, a.Verdict, b.Phase, b.Verdict)
	}
	if r, _ := after.Of("waiting"); r.Elapsed != 10*time.Minute || r.Phase != sla.PhaseRunning {
		t.Errorf("%s, %s", r.Elapsed, r.Phase)
	}
}

func TestTimesInAValueAreChecked(t *testing.T) {
	good := metrics.TimeIn{Attribute: "status", Is: []string{"waiting"}, Calendar: "office", Statistic: metrics.TimeMean}
	if _, err := sla.New(timeInSpec(good, sla.ByStart)); err != nil {
		t.Error(err)
	}
	for path, edit := range map[string]func(*sla.Objective, *metrics.TimeIn){
		"objectives[0].time-in.attribute": func(_ *sla.Objective, m *metrics.TimeIn) { m.Attribute = "" },
		"objectives[0].time-in.is":        func(_ *sla.Objective, m *metrics.TimeIn) { m.Is = nil },
		"objectives[0].time-in.calendar":  func(_ *sla.Objective, m *metrics.TimeIn) { m.Calendar = "no" },
		"objectives[0].time-in.statistic": func(_ *sla.Objective, m *metrics.TimeIn) { m.Statistic = "median" },
		"objectives[0].time-in.rank":      func(_ *sla.Objective, m *metrics.TimeIn) { m.Rank = "95%" },
		"objectives[0].counts":            func(o *sla.Objective, _ *metrics.TimeIn) { o.Counts = sla.ByDue },
		"objectives[0].targets": func(o *sla.Objective, _ *metrics.TimeIn) {
			o.Targets = []sla.Target{{Within: "4h", Calendar: "office"}}
		},
	} {
		m := good
		spec := timeInSpec(good, sla.ByStart)
		edit(&spec.Objectives[0], &m)
		spec.Objectives[0].Metric = m
		if _, err := sla.New(spec); !reportsAt(err, path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// The stays of one ticket, as seen at an instant.
func TestStaysOfATicket(t *testing.T) {
	agreement := must(sla.New(pausedSpec(sla.Condition{}, "2h", "24x7", sla.Policies{})))
	ticket := sla.Ticket{ID: "T", Attrs: sla.Attrs{{"team", "A"}}, Events: []sla.Event{
		{At: at(0), Name: "opened"}, change(10, "team", "B"), change(20, "team", "B"), change(30, "team", "C"),
		{At: at(30), Seq: 1, Name: "change", Set: sla.Attrs{{"team", "A"}}}, change(40, "team", ""),
	}}
	for ask, want := range map[int]string{
		-1: "", 5: "A 0 5 open ", 10: "A 0 10, B 10 10 open ", 35: "A 0 10, B 10 30, A 30 35 open ", 50: "A 0 10, B 10 30, A 30 40,  40 50 open ",
	} {
		got := ""
		for _, s := range agreement.TimeIn(&ticket, "team", at(ask)) {
			if got += fmt.Sprint(s.Value, " ", int(s.From.Sub(monday).Minutes()), " ", int(s.To.Sub(monday).Minutes())); s.Open {
				got += " open "
			} else {
				got += ", "
			}
		}
		if got != want {
			t.Errorf("at %d: %q, want %q", ask, got, want)
		}
	}
}
