package sla_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
)

// firedText are the alarms that fired, as key without its objective and cycle,
// and minute.
func firedText(now sla.Readings) string {
	var all []string
	for _, a := range now.Fired() {
		all = append(all, fmt.Sprint(strings.SplitN(a.Key, "/", 3)[2], " ", int(a.At.Sub(monday).Minutes())))
	}
	return strings.Join(all, ", ")
}

// Two hours from minute 0, due at minute 120.
func TestLevels(t *testing.T) {
	assigned := func(minute int, who string) sla.Event { return change(minute, "owner", who) }
	acknowledged := func(minute int) sla.Event { return sla.Event{At: at(minute), Name: "acknowledged"} }
	repaired := func(minute int) sla.Event { return sla.Event{At: at(minute), Name: "repaired"} }
	nobody := sla.Where{"owner": sla.Is("")}
	hourly := sla.Level{At: "+1h", Every: "1h", Until: sla.On("acknowledged")}
	for _, c := range []struct {
		name   string
		level  sla.Level
		events []sla.Event
		ask    int
		fired  string
		next   int // minute; -1: never
	}{
		{"again and again", hourly, nil, 310, "breach 120, +1h 180, +1h/2 240, +1h/3 300", 360},
		{"at an instant of it", hourly, nil, 300, "breach 120, +1h 180, +1h/2 240, +1h/3 300", 360},
		{"before the first", hourly, nil, 130, "breach 120", 180},
		{"until acknowledged", hourly, []sla.Event{acknowledged(241)}, 1000, "breach 120, +1h 180, +1h/2 240", -1},
		{"acknowledged at its instant", hourly, []sla.Event{acknowledged(240)}, 1000, "breach 120, +1h 180, +1h/2 240", -1},
		{"acknowledged before the first", hourly, []sla.Event{acknowledged(10)}, 1000, "breach 120", -1},
		{"until stopped", hourly, []sla.Event{repaired(240)}, 1000, "breach 120, +1h 180, +1h/2 240", -1},
		{"until a change", sla.Level{At: "+1h", Every: "1h", Until: changedTo("owner", "K")}, []sla.Event{assigned(200, "K")}, 1000, "breach 120, +1h 180", -1},
		{"while nobody has it", sla.Level{At: "-30m", When: nobody}, nil, 90, "-30m 90", 120},
		{"somebody has it", sla.Level{At: "-30m", When: nobody}, []sla.Event{assigned(80, "K")}, 90, "", 120},
		{"somebody at the instant", sla.Level{At: "-30m", When: nobody}, []sla.Event{assigned(90, "K")}, 100, "", 120},
		{"somebody after the instant", sla.Level{At: "-30m", When: nobody}, []sla.Event{assigned(91, "K")}, 100, "-30m 90", 120},
		{"nobody again only after the instant", sla.Level{At: "-30m", When: nobody}, []sla.Event{assigned(80, "K"), assigned(91, "")}, 100, "", 120},
		{"asked at each instant", sla.Level{At: "+1h", Every: "1h", When: nobody}, []sla.Event{assigned(200, "K"), assigned(250, "")}, 310, "breach 120, +1h 180, +1h/3 300", 360},
		{"at the breach", sla.Level{At: sla.MarkBreach, Every: "1h"}, nil, 200, "breach 120, breach/2 180", 240},
		{"at the breach with a condition", sla.Level{At: sla.MarkBreach, When: nobody}, []sla.Event{assigned(10, "K")}, 200, "", -1},
		{"a verdict without an alarm", sla.Level{At: sla.MarkBreach, When: nobody}, []sla.Event{assigned(10, "K")}, 30, "", 120},
		{"a share again", sla.Level{At: "50%", Every: "20m"}, nil, 90, "50% 60, 50%/2 80", 100},
		{"before the start", sla.Level{At: "-3h"}, nil, 0, "-3h 0", 120},
		{"before the start, wall", sla.Level{At: "-3h wall"}, nil, 10, "-3h wall 0", 120},
		{"half an hour before, wall", sla.Level{At: "-30m wall"}, nil, 95, "-30m wall 90", 120},
		{"before the start, again", sla.Level{At: "-3h", Every: "1h"}, nil, 61, "-3h 0, -3h/2 60", 120},
	} {
		spec := pausedSpec(sla.Condition{}, "2h", "24x7", sla.Policies{})
		spec.Objectives[0].Warn = []sla.Level{c.level}
		agreement := must(sla.New(spec))
		readings := agreement.Track(&sla.Ticket{ID: "T", Events: append([]sla.Event{{At: at(0), Name: "opened"}}, c.events...)}, at(c.ask))
		if got := firedText(readings); got != c.fired {
			t.Errorf("%s: fired %q, want %q", c.name, got, c.fired)
		}
		next := -1
		if n := readings.Next(); !n.IsZero() {
			next = int(n.Sub(monday).Minutes())
		}
		if next != c.next {
			t.Errorf("%s: next %d, want %d", c.name, next, c.next)
		}
	}
}

// Repetitions count open time where their alarm does, and elapsed time where it
// does. Four hours from Monday 10:00 are due at 14:00; it closes at 17:00. The
// instant asked about is Tuesday 11:00.
func TestRepetitionsCountAsTheirAlarm(t *testing.T) {
	for mark, want := range map[sla.Warning]string{
		"+1h":      "breach 840, +1h 900, +1h/2 1020, +1h/3 2100",
		"+1h wall": "breach 840, +1h wall 900, +1h wall/2 1020, +1h wall/3 1140, +1h wall/4 1260, +1h wall/5 1380, +1h wall/6 1500, +1h wall/7 1620, +1h wall/8 1740, +1h wall/9 1860, +1h wall/10 1980, +1h wall/11 2100",
	} {
		spec := pausedSpec(sla.Condition{}, "4h", "office", sla.Policies{})
		spec.Objectives[0].Warn = []sla.Level{{At: mark, Every: "2h"}}
		agreement := must(sla.New(spec))
		got := firedText(agreement.Track(&sla.Ticket{ID: "T", Events: []sla.Event{{At: at(600), Name: "opened"}}}, at(24*60+11*60)))
		if got != want {
			t.Errorf("%s: %s, want %s", mark, got, want)
		}
	}
}

// A ticket that is forgotten for years lists a thousand repetitions, the last
// ones, and the next.
func TestRepetitionsAreBounded(t *testing.T) {
	spec := pausedSpec(sla.Condition{}, "2h", "24x7", sla.Policies{})
	spec.Objectives[0].Warn = []sla.Level{{At: sla.MarkBreach, Every: "1m"}}
	agreement := must(sla.New(spec))
	now := agreement.Track(&sla.Ticket{ID: "T", Events: []sla.Event{{At: at(0), Name: "opened"}}}, at(1_000_000))
	r, _ := now.Of("repair")
	if n := len(r.Alarms); n != 1001 || r.Alarms[999].Key != "repair/1/breach/999881" || !r.Alarms[1000].At.Equal(at(1_000_001)) {
		t.Errorf("%d alarms, %+v", n, r.Alarms[n-2:])
	}
}

func TestLevelsAreChecked(t *testing.T) {
	for path, level := range map[string]sla.Level{
		"objectives[0].warn[1].at":           {At: "80%"},
		"objectives[0].warn[1].every":        {At: "+1h", Every: "59s"},
		"objectives[0].warn[1].until.any[0]": {At: "+1h", Until: sla.Condition{Any: []sla.Condition{{}}}},
		"objectives[0].warn[1].until.most":   {At: "+1h", Until: sla.Condition{Event: []string{"x"}, Most: metrics.Span("1h")}},
	} {
		spec := pausedSpec(sla.Condition{}, "2h", "24x7", sla.Policies{})
		spec.Objectives[0].Warn = []sla.Level{{At: "80%"}, level}
		if _, err := sla.New(spec); !reportsAt(err, path) {
			t.Errorf("%s: %v", path, err)
		}
	}
	spec := pausedSpec(sla.Condition{}, "2h", "24x7", sla.Policies{})
	spec.Objectives[0].Warn = []sla.Level{{At: "80%", Every: "1m"}, {At: sla.MarkBreach}}
	if _, err := sla.New(spec); err != nil {
		t.Error(err)
	}
}
