package sla_test

import (
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// deskLadder has the levels of a desk: 80 %, the breach, and every four hours from
// four hours after the due instant on, until a plan is agreed.
func deskLadder() []sla.Level {
	return []sla.Level{
		{At: "80%", Tell: []string{"desk-lead"}, Does: "assigns a second engineer"},
		{At: sla.MarkBreach, Tell: []string{"service-manager", "customer-contact"}},
		{At: "+4h", Every: "4h", Until: sla.On("plan-agreed"), When: sla.Where{"priority": sla.Is("P1", "P2")}, Tell: []string{"head-of-service"}},
	}
}

// ladderSpec promises 2h with a grace of 10m around the clock for P1, 4h in office
// hours for everything else.
func ladderSpec() sla.Spec {
	return sla.Spec{
		ID: "desk", Zone: "UTC",
		Calendars: map[string]calendar.Spec{"office": {Hours: "mon-fri 08:00-18:00"}},
		Policies:  sla.Policies{Profile: sla.ProfileExact},
		Clocks:    map[string]sla.Clock{"resolution": {Start: sla.On("opened"), Pause: sla.While("status", "waiting"), Stop: sla.On("resolved")}},
		Objectives: []sla.Objective{{
			ID: "resolution", Clock: "resolution", Attain: "95%", Period: "month", Counts: sla.ByDue,
			Targets: []sla.Target{
				{When: sla.Where{"priority": sla.Is("P1")}, Within: "2h", Grace: "10m", Calendar: "24x7"},
				{Within: "4h", Calendar: "office"},
			},
			Escalate: "desk",
		}},
		Escalations: map[string][]sla.Level{"desk": deskLadder()},
	}
}

// thursday is an instant of Thursday 5 March 2026 or a later day.
func thursday(day, hour, minute int) time.Time {
	return time.Date(2026, time.March, 5+day, hour, minute, 0, 0, time.UTC)
}

func ticketOf(priority string, events ...sla.Event) *sla.Ticket {
	return &sla.Ticket{ID: "T", Attrs: sla.Attrs{{"priority", priority}}, Events: events}
}

func named(name string, at time.Time) sla.Event { return sla.Event{Name: name, At: at} }

// keysFired are the alarms that fired, as key without the objective and the instant.
func keysFired(now sla.Readings) string {
	var all []string
	for _, a := range now.Fired() {
		all = append(all, strings.TrimPrefix(a.Key, "resolution/")+" "+a.At.Format("02T15:04:05.999999999"))
	}
	return strings.Join(all, ", ")
}

func TestLaddersOfADesk(t *testing.T) {
	opened := named("opened", thursday(0, 10, 0))
	const two = "1/desk.1 05T11:36:00, 1/desk.2 05T12:10:00"
	for _, c := range []struct {
		name     string
		priority string
		events   []sla.Event
		ask      time.Time
		want     string
	}{
		{"a nanosecond before 80 %", "P1", nil, thursday(0, 11, 36).Add(-1), ""},
		{"at 80 %", "P1", nil, thursday(0, 11, 36), "1/desk.1 05T11:36:00"},
		{"before the breach", "P1", nil, thursday(0, 12, 10).Add(-1), "1/desk.1 05T11:36:00"},
		{"at the breach, after the grace", "P1", nil, thursday(0, 12, 10), two},
		{"before the third level", "P1", nil, thursday(0, 16, 0).Add(-1), two},
		{"four hours from the due instant and not from the breach", "P1", nil, thursday(0, 16, 0), two + ", 1/desk.3 05T16:00:00"},
		{"again and again", "P1", nil, thursday(1, 0, 0), two + ", 1/desk.3 05T16:00:00, 1/desk.3/2 05T20:00:00, 1/desk.3/3 06T00:00:00"},
		{"a plan at 18:30", "P1", []sla.Event{named("plan-agreed", thursday(0, 18, 30))}, thursday(3, 0, 0), two + ", 1/desk.3 05T16:00:00"},
		{"a plan at 20:00 sharp", "P1", []sla.Event{named("plan-agreed", thursday(0, 20, 0))}, thursday(3, 0, 0), two + ", 1/desk.3 05T16:00:00, 1/desk.3/2 05T20:00:00"},
		{"a plan a nanosecond before 20:00", "P1", []sla.Event{named("plan-agreed", thursday(0, 20, 0).Add(-1))}, thursday(3, 0, 0), two + ", 1/desk.3 05T16:00:00"},
		{"a plan before the third level", "P1", []sla.Event{named("plan-agreed", thursday(0, 11, 0))}, thursday(3, 0, 0), two},
		{"resolved in time", "P1", []sla.Event{named("resolved", thursday(0, 11, 35))}, thursday(3, 0, 0), ""},
		{"resolved late", "P1", []sla.Event{named("resolved", thursday(0, 12, 11))}, thursday(3, 0, 0), two},
		// 4h in office hours from 10:00: 80 % at 13:12, due at 14:00; P3 has no third level.
		{"a priority without the third level", "P3", nil, thursday(3, 0, 0), "1/desk.1 05T13:12:00, 1/desk.2 05T14:00:00"},
		// P2: the third level counts open time: 14:00 and four hours are 18:00, then Friday 12:00, 16:00.
		{"open time after the due instant", "P2", nil, thursday(1, 17, 0), "1/desk.1 05T13:12:00, 1/desk.2 05T14:00:00, 1/desk.3 05T18:00:00, 1/desk.3/2 06T12:00:00, 1/desk.3/3 06T16:00:00"},
	} {
		agreement := must(sla.New(ladderSpec()))
		ticket := ticketOf(c.priority, append([]sla.Event{opened}, c.events...)...)
		if got := keysFired(agreement.Track(ticket, c.ask)); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
}

func TestAlarmsOfALadderSayLevelAndRoles(t *testing.T) {
	spec := ladderSpec()
	spec.Objectives[0].Warn = []sla.Level{{At: "50%", Tell: []string{"engineer"}}}
	agreement := must(sla.New(spec))
	alarms := agreement.Track(ticketOf("P1", named("opened", thursday(0, 10, 0))), thursday(0, 16, 0)).Fired()
	var got []string
	for i := range alarms {
		a := &alarms[i]
		got = append(got, fmt.Sprint(a.Key, " ", a.Mark, " ", a.Level, " ", a.Tell))
		if len(a.Tell) > 0 {
			a.Tell[0] = "changed by the caller"
		}
		var read sla.Alarm
		text, err := a.MarshalJSON()
		if err == nil {
			err = read.UnmarshalJSON(text)
		}
		if err != nil || fmt.Sprint(read) != fmt.Sprint(*a) {
			t.Errorf("%s reads as %v: %v", text, read, err)
		}
	}
	want := "resolution/1/50% 50% 0 [engineer]; resolution/1/desk.1 80% 1 [desk-lead]; resolution/1/desk.2 breach 2 [service-manager customer-contact]; resolution/1/desk.3 +4h 3 [head-of-service]"
	if strings.Join(got, "; ") != want {
		t.Errorf("%s, want\n%s", strings.Join(got, "; "), want)
	}
	if again := agreement.Track(ticketOf("P1", named("opened", thursday(0, 10, 0))), thursday(0, 16, 0)).Fired(); again[0].Tell[0] != "engineer" {
		t.Errorf("the caller changed the roles of the agreement: %v", again[0].Tell)
	}
}

// A ladder without a level at the breach leaves the alarm at the breach as it is.
func TestALadderWithoutTheBreach(t *testing.T) {
	spec := ladderSpec()
	spec.Escalations["desk"] = spec.Escalations["desk"][:1]
	fired := keysFired(must(sla.New(spec)).Track(ticketOf("P1", named("opened", thursday(0, 10, 0))), thursday(0, 13, 0)))
	if want := "1/desk.1 05T11:36:00, 1/breach 05T12:10:00"; fired != want {
		t.Errorf("%s, want %s", fired, want)
	}
}

// A reopened cycle that goes on keeps its number, so that nothing is told twice; a new
// cycle has its own alarms.
func TestLaddersOfAReopenedTicket(t *testing.T) {
	for _, c := range []struct {
		reopen sla.Reopen
		want   string
	}{
		{sla.ContinueIncluding, "1/desk.1 05T11:36:00, 1/desk.2 05T12:10:00, 1/desk.3 05T16:00:00"},
		{sla.NewCycle, "1/desk.1 05T11:36:00, 1/desk.2 05T12:10:00, 2/desk.1 05T15:36:00"},
	} {
		spec := ladderSpec()
		clock := spec.Clocks["resolution"]
		clock.Reopen = c.reopen
		spec.Clocks["resolution"] = clock
		ticket := ticketOf("P1", named("opened", thursday(0, 10, 0)), named("resolved", thursday(0, 13, 0)), named("opened", thursday(0, 14, 0)))
		if got := keysFired(must(sla.New(spec)).Track(ticket, thursday(0, 16, 0))); got != c.want {
			t.Errorf("%s: %s, want %s", c.reopen, got, c.want)
		}
	}
}

// Whoever acknowledges a breach at once still finds the ticket among those to come.
func TestComingNeedsNoAlarmAtTheBreach(t *testing.T) {
	for name, levels := range map[string][]sla.Level{
		"once":          {{At: sla.MarkBreach}},
		"twice":         {{At: sla.MarkBreach}, {At: sla.MarkBreach, Tell: []string{"manager"}}},
		"for others":    {{At: sla.MarkBreach, When: sla.Where{"priority": sla.Is("P4")}}},
		"not any more":  {{At: sla.MarkBreach, Until: sla.On("opened")}},
		"not a breach":  {{At: "50%"}},
		"of the breach": {{At: sla.MarkBreach, Every: "1h"}},
	} {
		spec := ladderSpec()
		spec.Escalations["desk"] = levels
		agreement, ticket := must(sla.New(spec)), ticketOf("P1", named("opened", thursday(0, 10, 0)))
		for until, want := range map[time.Time]int{thursday(0, 12, 10).Add(-1): 0, thursday(0, 12, 10): 1} {
			if coming := agreement.Coming(slices.Values([]*sla.Ticket{ticket}), thursday(0, 11, 0), until); len(coming) != want || want > 0 && !coming[0].At.Equal(thursday(0, 12, 10)) {
				t.Errorf("%s: %d until %s, want %d", name, len(coming), until, want)
			}
		}
	}
}

func TestLaddersThatAreRefused(t *testing.T) {
	many := map[string][]sla.Level{}
	for i := range 101 {
		many[fmt.Sprint("l", i)] = []sla.Level{{At: "80%"}}
	}
	days := []sla.Target{{Within: "2 business days", Calendar: "office"}}
	for _, c := range []struct {
		name   string
		change func(*sla.Spec)
		path   string
		kind   error
	}{
		{"no such ladder", func(s *sla.Spec) { s.Objectives[0].Escalate = "dsk" }, "objectives[0].escalate", sla.ErrUnknown},
		{"no ladders", func(s *sla.Spec) { s.Escalations = nil }, "objectives[0].escalate", sla.ErrUnknown},
		{"an empty ladder", func(s *sla.Spec) { s.Escalations["desk"] = nil }, "escalations.desk", sla.ErrMissing},
		{"no name", func(s *sla.Spec) { s.Escalations[""] = deskLadder() }, "escalations.", sla.ErrMissing},
		{"21 levels", func(s *sla.Spec) { s.Escalations["desk"] = slices.Repeat([]sla.Level{{At: "80%"}}, 21) }, "escalations.desk", sla.ErrRange},
		{"20 levels", func(s *sla.Spec) { s.Escalations["desk"] = slices.Repeat([]sla.Level{{At: "80%"}}, 20) }, "", nil},
		{"101 ladders", func(s *sla.Spec) { s.Escalations = many }, "escalations", sla.ErrRange},
		{"no at", func(s *sla.Spec) { s.Escalations["desk"][0].At = "" }, "escalations.desk[0].at", sla.ErrSyntax},
		{"a crisis", func(s *sla.Spec) { s.Escalations["desk"][1].At = "crisis" }, "objectives[0].escalate", sla.ErrConflict},
		{"a warning at a crisis", func(s *sla.Spec) { s.Objectives[0].Warn = []sla.Level{{At: "crisis"}} }, "objectives[0].warn[0].at", sla.ErrConflict},
		{"every 59s", func(s *sla.Spec) { s.Escalations["desk"][2].Every = "59s" }, "escalations.desk[2].every", sla.ErrRange},
		{"every minute", func(s *sla.Spec) { s.Escalations["desk"][2].Every = "1m" }, "", nil},
		{"a role without a name", func(s *sla.Spec) { s.Escalations["desk"][0].Tell = []string{""} }, "escalations.desk[0].tell[0]", sla.ErrMissing},
		{"a role twice", func(s *sla.Spec) { s.Escalations["desk"][0].Tell = []string{"a", "a"} }, "escalations.desk[0].tell[1]", sla.ErrConflict},
		{"a share of days", func(s *sla.Spec) { s.Objectives[0].Targets = days }, "objectives[0].escalate", sla.ErrConflict},
		{"no clock", func(s *sla.Spec) {
			s.Objectives[0] = sla.Objective{ID: "portal", Metric: metrics.Availability{Of: "portal", Calendar: "24x7", NoData: "exclude"}, Attain: "99%", Period: "month", Escalate: "desk"}
		}, "objectives[0].escalate", sla.ErrConflict},
		{"an end that means nothing", func(s *sla.Spec) { s.Escalations["desk"][2].Until = sla.Condition{Event: []string{"x"}, Most: "1h"} }, "escalations.desk[2].until.most", sla.ErrConflict},
		{"removed twice", func(s *sla.Spec) {
			s.Objectives[0].Escalate = ""
			s.Revisions = []sla.Revision{{From: "2026-07-01", Pins: sla.PinOpened, Change: sla.Spec{Removed: []string{"escalations.desk", "escalations.desk"}}}}
		}, "revisions[0].change.removed[1]", sla.ErrUnknown},
	} {
		spec := ladderSpec()
		c.change(&spec)
		_, err := sla.New(spec)
		if c.kind == nil {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		problems := sla.Problems(err)
		if !slices.ContainsFunc(problems, func(e *sla.FieldError) bool { return e.Path == c.path && errors.Is(e, c.kind) }) {
			t.Errorf("%s: %v, want %v at %s", c.name, err, c.kind, c.path)
		}
	}
}

func TestALadderThatNothingNamesIsAFinding(t *testing.T) {
	spec := ladderSpec()
	if found := must(sla.New(spec)).Findings(); len(found) > 0 {
		t.Errorf("%v", found)
	}
	spec.Escalations["night"] = deskLadder()
	want := sla.Finding{Code: sla.FindingLadder, Path: "escalations.night"}
	if found := must(sla.New(spec)).Findings(); len(found) != 1 || found[0] != want {
		t.Errorf("%v, want %v", found, want)
	}
}

// A revision may replace a ladder, whose cycles then follow the terms that govern them.
func TestARevisionChangesALadder(t *testing.T) {
	spec := ladderSpec()
	spec.Revisions = []sla.Revision{{From: "2026-03-06", Pins: sla.PinOpened, Change: sla.Spec{
		Escalations: map[string][]sla.Level{"desk": {{At: "50%"}}},
	}}}
	agreement := must(sla.New(spec))
	for day, want := range map[int]string{
		0: "1/desk.1 05T11:36:00, 1/desk.2 05T12:10:00",
		1: "1/desk.1 06T11:00:00, 1/breach 06T12:10:00",
	} {
		if got := keysFired(agreement.Track(ticketOf("P1", named("opened", thursday(day, 10, 0))), thursday(day, 13, 0))); got != want {
			t.Errorf("day %d: %s, want %s", day, got, want)
		}
	}
}

// An offset before the due instant that went off stays listed while a pause moves the due
// instant, at the instant at which it went off.
func TestAPauseKeepsTheOffsetsThatWentOff(t *testing.T) {
	spec := ladderSpec()
	spec.Escalations["desk"] = []sla.Level{{At: "-20m", Every: "5m"}, {At: "-10m"}, {At: "-30m wall"}}
	agreement := must(sla.New(spec))
	// Due at 12:00 without the pause.
	for pause, want := range map[time.Time]string{
		thursday(0, 11, 30).Add(-1): "",
		thursday(0, 11, 30):         "1/desk.3 05T11:30:00",
		thursday(0, 11, 47):         "1/desk.3 05T11:30:00, 1/desk.1 05T11:40:00, 1/desk.1/2 05T11:45:00",
	} {
		ticket := ticketOf("P1", named("opened", thursday(0, 10, 0)), sla.Event{Name: "changed", At: pause, Set: sla.Attrs{{"status", "waiting"}}})
		for _, ask := range []time.Time{pause, thursday(0, 14, 0)} {
			now := agreement.Track(ticket, ask)
			if got := keysFired(now); got != want {
				t.Errorf("paused at %s, asked at %s: %s, want %s", pause, ask, got, want)
			}
			if next := now.Next(); !next.IsZero() {
				t.Errorf("paused at %s: ask again at %s", pause, next)
			}
		}
	}
}

// A ladder is replaced as one value, and ladders, crises and grades can be removed.
func TestChangesOfLaddersCrisesAndGrades(t *testing.T) {
	spec := ladderSpec()
	spec.Crises, spec.Grades = []sla.Crisis{{ID: "down", Down: "over 30m"}}, threeGrades()
	change := sla.Spec{Escalations: map[string][]sla.Level{"desk": {{At: "50%"}}, "night": {{At: "60%"}}}, Removed: []string{"crises", "grades"}}
	changed := must(spec.With(change))
	if len(changed.Escalations["desk"]) != 1 || len(changed.Escalations["night"]) != 1 || changed.Crises != nil || changed.Grades != nil || len(spec.Escalations["desk"]) != 3 {
		t.Errorf("%+v", changed)
	}
	spec.Revisions = []sla.Revision{{From: "2026-03-06", Pins: sla.PinOpened, Change: sla.Spec{Removed: []string{"grades", "crises", "objectives.resolution.escalate", "escalations"}}}}
	agreement := must(sla.New(spec))
	for day, want := range map[int]string{0: "1/desk.1 05T11:36:00, 1/desk.2 05T12:10:00", 1: "1/breach 06T12:10:00"} {
		if got := keysFired(agreement.Track(ticketOf("P1", named("opened", thursday(day, 10, 0))), thursday(day, 13, 0))); got != want {
			t.Errorf("day %d: %s, want %s", day, got, want)
		}
		at := thursday(day, 10, 0)
		alarms, _ := agreement.Crises(sla.Facts{Outages: []sla.Outage{{Of: "portal", From: at}}}, at.Add(time.Hour))
		if len(alarms) != 1-day {
			t.Errorf("day %d: %v", day, alarms)
		}
	}
}

// Law: tracking at every instant of a fine grid and uniting by key gives the same set as
// tracking once at the end; and after Until no key of that level appears.
func TestTrackingOftenAndOnceGiveTheSameKeys(t *testing.T) {
	random := rand.New(rand.NewSource(11))
	marks := []sla.Warning{"25%", "80%", "120%", "-10m", "+30m", "+1h wall", "-20m wall", sla.MarkBreach}
	repeats, draws := 0, 300
	if testing.Short() {
		draws = 60
	}
	for n := range draws {
		spec := ladderSpec()
		spec.Objectives[0].Targets = []sla.Target{{Within: sla.Within([]string{"1h", "2h", "90m wall", "30m then 1h wall"}[random.Intn(4)]), Grace: []metrics.Span{"", "10m"}[random.Intn(2)]}}
		if w := spec.Objectives[0].Targets[0].Within; !strings.HasSuffix(string(w), "wall") || strings.Contains(string(w), "then") {
			spec.Objectives[0].Targets[0].Calendar = []string{"24x7", "office"}[random.Intn(2)]
		}
		pauses := random.Intn(2) == 0
		var levels []sla.Level
		for range 1 + random.Intn(4) {
			level := sla.Level{At: marks[random.Intn(len(marks))]}
			if pauses && level.At == "-20m wall" { // a pause may move it to before a closing
				level.At = "-20m"
			}
			if random.Intn(2) == 0 {
				level.Every = metrics.Span([]string{"13m", "45m"}[random.Intn(2)])
			}
			if random.Intn(2) == 0 {
				level.Until = sla.On("agreed")
			}
			if !pauses && random.Intn(3) == 0 {
				level.When = sla.Where{"owner": sla.Is("")}
			}
			levels = append(levels, level)
		}
		spec.Escalations["desk"] = levels
		agreement := must(sla.New(spec))

		start := thursday(0, 8+random.Intn(9), random.Intn(60))
		minute := func() time.Time { return start.Add(time.Duration(random.Intn(8*60)) * time.Minute) }
		events := []sla.Event{named("opened", start)}
		for range random.Intn(4) {
			switch random.Intn(4) {
			case 0:
				events = append(events, named("agreed", minute()))
			case 1:
				events = append(events, named("resolved", minute()))
			default:
				key, value := "owner", []string{"", "K"}[random.Intn(2)]
				if pauses {
					key, value = "status", []string{"", "waiting"}[random.Intn(2)]
				}
				events = append(events, sla.Event{Name: "changed", At: minute(), Set: sla.Attrs{{key, value}}})
			}
		}
		ticket := ticketOf("P3", events...)
		end := start.Add(9 * time.Hour)
		often := map[string]bool{}
		for at := start; !at.After(end); at = at.Add(time.Minute) {
			for _, a := range agreement.Track(ticket, at).Fired() {
				often[a.Key] = true
			}
		}
		once := map[string]bool{}
		for _, a := range agreement.Track(ticket, end).Fired() {
			once[a.Key] = true
			if strings.Count(a.Key, "/") > 2 {
				repeats++
			}
			level := levels[max(0, a.Level-1)]
			for _, e := range events {
				if a.Level > 0 && !level.Until.IsZero() && e.Name == "agreed" && a.At.After(e.At) {
					t.Fatalf("drawn %d: %s at %s although agreed at %s", n, a.Key, a.At, e.At)
				}
			}
		}
		for key := range often {
			if !once[key] {
				t.Errorf("drawn %d: %s was told and is not listed at the end: %v, %v", n, key, levels, events)
			}
		}
		for key := range once {
			if !often[key] {
				t.Errorf("drawn %d: %s was never told: %v, %v", n, key, levels, events)
			}
		}
	}
	if repeats < draws {
		t.Errorf("only %d repetitions were drawn", repeats)
	}
}
