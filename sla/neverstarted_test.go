package sla_test

import (
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

// A clock that is stopped and never started is told, whether or not another
// clock of the ticket has started. One that starts later, one that nothing
// stops, and one that waits for another clock are not.
func TestAClockThatIsStoppedAndNeverStarted(t *testing.T) {
	objective := func(id string) sla.Objective {
		return sla.Objective{ID: id, Clock: id, Attain: "90%", Period: sla.Monthly, Counts: sla.ByStart, Targets: []sla.Target{{Within: "4h wall"}}}
	}
	pauses := map[string]sla.Condition{"": {}, "with changes ": {ChangedTo: sla.Where{"status": sla.Is("waiting")}}}
	for name, test := range map[string]struct {
		events []string
		after  string
		want   []string // clocks
	}{
		"nothing started":        {[]string{"resolved"}, "", []string{"repair"}},
		"another had started":    {[]string{"opened", "resolved"}, "", []string{"repair"}},
		"another started later":  {[]string{"resolved", "opened"}, "", []string{"repair"}},
		"another started by it":  {[]string{"opened", "replied", "resolved"}, "", []string{"repair"}},
		"it started before":      {[]string{"opened", "assigned", "resolved"}, "", nil},
		"it started afterwards":  {[]string{"opened", "resolved", "assigned"}, "", nil},
		"nothing stops it":       {[]string{"opened", "replied"}, "", nil},
		"both":                   {[]string{"replied", "resolved"}, "", []string{"repair", "response"}},
		"it waits for the other": {[]string{"opened", "resolved", "replied"}, "response", nil},
	} {
		for more, pause := range pauses {
			name := more + name
			a, err := sla.New(sla.Spec{
				ID: "idle", Zone: "UTC", Policies: sla.Policies{Profile: sla.ProfileExact},
				Clocks: map[string]sla.Clock{
					"response": {Start: sla.On("opened"), Stop: sla.On("replied")},
					"repair":   {Start: sla.On("assigned"), Stop: sla.On("resolved"), Pause: pause, After: test.after},
				},
				Objectives: []sla.Objective{objective("response"), objective("repair")},
			})
			if err != nil {
				t.Fatal(err)
			}
			k := sla.Ticket{ID: "T"}
			at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
			for i, name := range test.events {
				k.Events = append(k.Events, sla.Event{At: at.Add(time.Duration(i) * time.Minute), Name: name})
			}
			clocks := func(r *sla.Result, err error) (all []string) {
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range r.Findings {
					if f.Code == sla.FindingNotStarted && f.Subject == "T" {
						all = append(all, f.Path)
					}
				}
				return all
			}
			tally := a.NewTally()
			tally.Add(&k)
			if got := clocks(tally.Result(sla.Month(2026, time.March), longAfter)); !slices.Equal(got, test.want) {
				t.Errorf("%s: tally: %q, want %q", name, got, test.want)
			}
			if got := clocks(a.Evaluate(sla.Month(2026, time.March), sla.Facts{Tickets: []sla.Ticket{k}}, longAfter)); !slices.Equal(got, test.want) {
				t.Errorf("%s: batch: %q, want %q", name, got, test.want)
			}
			for r := range a.Track(&k, longAfter).Cycles("repair") {
				if slices.Contains(test.want, "repair") && r.Phase != sla.PhaseWaiting {
					t.Errorf("%s: live: %s", name, r.Phase)
				}
			}
		}
	}
}
