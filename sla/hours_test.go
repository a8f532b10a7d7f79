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

// hoursSpec has 4 h in the hours that a ticket names: office Monday to Friday
// 09:00 to 17:00, early 06:00 to 14:00, never not at all.
func hoursSpec(hours string, policies sla.Policies) sla.Spec {
	spec := pausedSpec(sla.Condition{}, "4h", "", policies)
	spec.Calendars["early"] = calendar.Spec{Hours: "mon-fri 06:00-14:00"}
	spec.Calendars["never"] = calendar.Spec{Hours: "mon-sun closed"}
	spec.Objectives[0].Targets[0].Calendar = hours
	return spec
}

const namedHours = "attribute hours otherwise office"

// A ticket's attribute names the calendar of its target; a change of the
// attribute is a change of target. A stop at the due instant is in time, a
// nanosecond later late, live, afterwards, and from a stored tally.
func TestHoursThatATicketNames(t *testing.T) {
	opened := func(minute int, pairs ...string) []sla.Event {
		e := change(minute, pairs...)
		e.Name = "opened"
		return []sla.Event{e}
	}
	for _, c := range []struct {
		name     string
		retarget sla.Retarget
		events   []sla.Event
		due      int // minute of the week
		on       string
		unknown  string
	}{
		{"none named: an hour on Monday, three on Tuesday", "", opened(960), 1440 + 720, "office", ""},
		{"office, by its name", "", opened(960, "hours", "office"), 1440 + 720, "office", ""},
		{"early: Tuesday from six", "", opened(960, "hours", "early"), 1440 + 600, "early", ""},
		{"round the clock", "", opened(960, "hours", "24x7"), 1200, "24x7", ""},
		{"no calendar has the name", "", opened(960, "hours", "erly"), 1440 + 720, "office", "erly"},
		{"one that never opens", "", opened(960, "hours", "never"), 1440 + 720, "office", "never"},
		{"set at the instant of the start", sla.Restart, append(opened(960), change(960, "hours", "early")), 1440 + 600, "early", ""},
		// From 12:00, changed at 15:00 after two hours of early.
		{"changed, from the start", sla.FromStart, append(opened(720, "hours", "early"), change(900, "hours", "office")), 960, "office", ""},
		{"changed, anew", sla.Restart, append(opened(720, "hours", "early"), change(900, "hours", "office")), 1440 + 660, "office", ""},
		{"changed, with what was used", sla.CarryElapsed, append(opened(720, "hours", "early"), change(900, "hours", "office")), 1020, "office", ""},
		{"changed, in proportion", sla.CarryProportion, append(opened(720, "hours", "early"), change(900, "hours", "office")), 1020, "office", ""},
		{"changed, the first stays", sla.KeepFirst, append(opened(720, "hours", "early"), change(900, "hours", "office")), 1440 + 480, "early", ""},
		{"changed, the stricter stays", sla.KeepStricter, append(opened(720, "hours", "early"), change(900, "hours", "office")), 960, "office", ""},
		{"changed to none, which is otherwise", sla.Restart, append(opened(720, "hours", "early"), change(900, "hours", "")), 1440 + 660, "office", ""},
		{"changed to no calendar", sla.Restart, append(opened(720, "hours", "early"), change(900, "hours", "x")), 1440 + 660, "office", "x"},
		{"no calendar for a while", sla.Restart, append(opened(720, "hours", "x"), change(780, "hours", "early")), 1440 + 540, "early", "x"},
		{"from none to otherwise is no change", sla.Restart, append(opened(720), change(780, "hours", "office")), 960, "office", ""},
	} {
		agreement := must(sla.New(hoursSpec(namedHours, sla.Policies{Retarget: c.retarget, DueAtClosing: sla.LateAfterDue})))
		ticket := sla.Ticket{ID: "T", Events: c.events}
		r, _ := agreement.Track(&ticket, at(901)).Of("repair")
		if !r.DueAt.Equal(at(c.due)) && c.events[0].At.Before(at(901)) || r.Calendar != c.on && r.Calendar != "" {
			t.Errorf("%s: due %s on %s, want %s on %s", c.name, r.DueAt, r.Calendar, at(c.due), c.on)
		}
		var want []sla.Finding
		if c.unknown != "" {
			want = []sla.Finding{{Code: sla.FindingHours, Subject: "T", Path: "hours", Value: c.unknown}}
		}
		for late := range 2 {
			closed := ticket
			closed.Events = append(slices.Clip(closed.Events), sla.Event{At: at(c.due).Add(time.Duration(late)), Name: "repaired"})
			r, _ := agreement.Track(&closed, at(3000)).Of("repair")
			tally := agreement.NewTally()
			tally.Add(&closed)
			stored := agreement.NewTally()
			if err := stored.UnmarshalBinary(must(tally.MarshalBinary())); err != nil {
				t.Fatal(err)
			}
			march := must(sla.ParsePeriod("2026-03"))
			evaluated := must(agreement.Evaluate(march, sla.Facts{Tickets: []sla.Ticket{closed}}, at(3000)))
			for _, result := range []*sla.Result{evaluated, must(stored.Result(march, at(3000)))} {
				o, _ := result.Outcome("repair")
				if r.Verdict != [...]sla.Verdict{sla.Met, sla.Missed}[late] || len(o.Breaches) != late || o.Total != 1 {
					t.Errorf("%s, stopped %d ns after the due instant: %s, %d missed of %d", c.name, late, r.Verdict, len(o.Breaches), o.Total)
				}
				for _, b := range o.Breaches {
					if b.Calendar != c.on || !b.DueAt.Equal(at(c.due)) {
						t.Errorf("%s: breach on %s, due %s", c.name, b.Calendar, b.DueAt)
					}
				}
				found := slices.DeleteFunc(slices.Clone(result.Findings), func(f sla.Finding) bool { return f.Code == sla.FindingWord })
				if fmt.Sprint(found) != fmt.Sprint(want) {
					t.Errorf("%s: findings %v, want %v", c.name, found, want)
				}
			}
		}
	}
}

// An explanation says which attribute named the calendar, and that it named none.
func TestHoursThatATicketNamesAreExplained(t *testing.T) {
	agreement := must(sla.New(hoursSpec(namedHours, sla.Policies{})))
	for value, want := range map[string]string{
		"early": "attribute objectives.repair.targets[0].calendar.hours early",
		"":      "attribute objectives.repair.targets[0].calendar.hours , calendar-otherwise objectives.repair.targets[0].calendar office",
		"erly":  "attribute objectives.repair.targets[0].calendar.hours erly, calendar-otherwise objectives.repair.targets[0].calendar office",
	} {
		ticket := sla.Ticket{ID: "T", Attrs: sla.Attrs{{"hours", value}}, Events: []sla.Event{{At: at(720), Name: "opened"}}}
		var notes []string
		for _, n := range agreement.Explain(&ticket, "repair", at(900)).Because {
			if strings.Contains(n.Path, ".calendar") {
				notes = append(notes, fmt.Sprint(n.Code, " ", strings.Replace(n.Path, "objectives[0]", "objectives.repair", 1), " ", n.Value))
			}
		}
		if got := strings.Join(notes, ", "); got != want {
			t.Errorf("%q: %s\nwant %s", value, got, want)
		}
	}
}

// A word near the name of a calendar is told with the name.
func TestWordsNearTheNameOfACalendar(t *testing.T) {
	agreement := must(sla.New(hoursSpec(namedHours, sla.Policies{})))
	for value, want := range map[string]int{"erly": 1, "early": 0, "office": 0, "elsewhere": 0} {
		ticket := sla.Ticket{ID: "T", Attrs: sla.Attrs{{"hours", value}}, Events: []sla.Event{{At: at(720), Name: "opened"}}}
		result := must(agreement.Evaluate(must(sla.ParsePeriod("2026-03")), sla.Facts{Tickets: []sla.Ticket{ticket}}, at(900)))
		near := 0
		for _, f := range result.Findings {
			if f.Code == sla.FindingWord && strings.Contains(f.Value, "early") {
				near++
			}
		}
		if near != want {
			t.Errorf("%q: %v", value, result.Findings)
		}
	}
}

func TestHoursThatATicketNamesAreChecked(t *testing.T) {
	for hours, want := range map[string]string{
		"attribute hours":                  `objectives[0].targets[0].calendar: "attribute hours": missing: name the calendar of tickets whose attribute is empty: attribute hours otherwise office`,
		"attribute hours otherwise ":       `objectives[0].targets[0].calendar: "attribute hours otherwise ": missing: name the calendar of tickets`,
		"attribute hours else office":      `objectives[0].targets[0].calendar: "attribute hours else office": cannot be read: hours that a ticket names are written "attribute hours otherwise office"`,
		"attribute  otherwise office":      `objectives[0].targets[0].calendar: "attribute  otherwise office": cannot be read`,
		"attribute hours otherwise offise": `objectives[0].targets[0].calendar: "offise": unknown: did you mean "office"?`,
		"attribute hours otherwise never":  `objectives[0].targets[0].calendar: "never": conflict`,
	} {
		if _, err := sla.New(hoursSpec(hours, sla.Policies{})); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nwant %s", hours, err, want)
		}
	}
	// A change of the calendar is one of target: what becomes of the time used has
	// to be said, and what a closing does.
	spec := hoursSpec("attribute hours otherwise 24x7", sla.Policies{})
	spec.Policies = sla.Policies{Reopen: sla.Final, Backwards: sla.BackwardsIgnored, OpenNotDue: sla.NotDueExcluded, OpenPastDue: sla.PastDueMissed}
	_, err := sla.New(spec)
	for _, policy := range []string{"retarget", "due-at-closing"} {
		if err == nil || !strings.Contains(err.Error(), "clocks.repair."+policy+": missing") {
			t.Errorf("%s: %v", policy, err)
		}
	}
	// Targets times calendars are bounded.
	spec = hoursSpec(namedHours, sla.Policies{})
	for i := range 997 {
		spec.Calendars[fmt.Sprint("c", i)] = calendar.Spec{Hours: "mon-fri 09:00-17:00"}
	}
	for range 200 {
		spec.Objectives[0].Targets = append(spec.Objectives[0].Targets, spec.Objectives[0].Targets[0])
	}
	if _, err := sla.New(spec); err == nil || !strings.Contains(err.Error(), "at most 200000 targets times calendars") {
		t.Errorf("200 targets of 1,000 calendars: %v", err)
	}
}
