package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// The whole log is the one in testdata. UPHELD_UPDATE=1 writes it anew: read the
// difference before it is committed.
func TestLog(t *testing.T) {
	var got bytes.Buffer
	if err := run(&got); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "log.txt")
	if os.Getenv("UPHELD_UPDATE") != "" {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the log differs; UPHELD_UPDATE=1 writes it anew. Got:\n%s", got.String())
	}
}

// played runs scenes and gives the desk as it is afterwards, and its log.
func played(t *testing.T, scenes []scene) (*desk, string) {
	t.Helper()
	agreement, err := specfile.Open(files, "desk.yaml", sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	zone := agreement.Location()
	arrivals, err := read(scenes, zone)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	d := newDesk(agreement, zone, &log)
	d.run(arrivals)
	return d, log.String()
}

// A target in days has no time left to count down. Its due time is shown, also while the
// ticket is paused, unless the pause moves it.
func TestStatesOfTargetsInDays(t *testing.T) {
	data, err := files.ReadFile("desk.yaml")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int) time.Time { return time.Date(2026, time.March, day, hour, 0, 0, 0, time.UTC) }
	ticket := sla.Ticket{ID: "INC-1", Events: []sla.Event{
		{At: at(2, 9), Name: "opened"}, {At: at(2, 11), Set: sla.Attrs{{"status", "waiting"}}},
		{At: at(3, 9), Set: sla.Attrs{{"status", "open"}}}, {At: at(3, 10), Set: sla.Attrs{{"status", "resolved"}}},
	}}
	for _, test := range []struct{ within, pauses, running, paused, stopped string }{
		{"8h", "ignored", "due Tue 3 Mar 10:00 CET", "paused with 6h0m0s left", "met with 5h0m0s left"},
		{"2 business days", "ignored", "due Wed 4 Mar 10:00 CET", "paused, due Wed 4 Mar 10:00 CET", "met"},
		{"1 month", "ignored", "due Thu 2 Apr 10:00 CEST", "paused, due Thu 2 Apr 10:00 CEST", "met"},
		{"2 business days", "added", "due Wed 4 Mar 10:00 CET", "paused", "met"},
	} {
		text := strings.Replace(string(data), "within: 8h", "within: "+test.within, 1)
		text = strings.Replace(text, "warn: [50%, -30m, +1h]", "warn: [breach]", 1)
		text = strings.Replace(text, "{ profile: exact }", "{ profile: exact, day-pauses: "+test.pauses+" }", 1)
		agreement, err := specfile.Open(fstest.MapFS{"desk.yaml": {Data: []byte(text)}}, "desk.yaml", sla.Sources{})
		if err != nil {
			t.Fatal(err)
		}
		d := newDesk(agreement, agreement.Location(), io.Discard)
		for _, state := range []struct {
			at   time.Time
			want string
		}{{at(2, 10), test.running}, {at(2, 20), test.paused}, {at(3, 12), test.stopped}} {
			reading, _ := agreement.Track(&ticket, state.at).Of("resolution")
			if got := d.state(reading); got != state.want {
				t.Errorf("%s at %v: %s, want %s", test.within, state.at, got, state.want)
			}
		}
	}
}

// Whatever the story, the timers miss nothing: what a single look at the end
// finds to have fired was sent, and is what was sent and not taken back.
func TestTimersMissNothing(t *testing.T) {
	end := time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC)
	stories := map[string][]scene{"told": story}
	for i := range story { // each ticket's story breaks off at some point
		stories[fmt.Sprint("up to ", i)] = story[:i+1]
	}
	alarms := 0
	for name, scenes := range stories {
		d, log := played(t, scenes)
		if d.timers.Len() > 0 {
			t.Errorf("%s: a timer is left", name)
		}
		for id, r := range d.tickets {
			var want, got []string
			for _, a := range d.agreement.Track(&r.ticket, end).Fired() {
				want = append(want, a.Key)
			}
			for _, a := range r.sent {
				if !a.At.IsZero() {
					got = append(got, a.Key)
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s sent %q, want %q\n%s", name, id, got, want, log)
			}
			alarms += len(want)
		}
	}
	if alarms < 50 {
		t.Errorf("only %d alarms went off", alarms)
	}
}

// An alarm carries an instant of its own only where an event was reported late.
func TestAlarmsGoOffAtTheirInstant(t *testing.T) {
	scenes := slices.Clone(story)
	for i := range scenes {
		scenes[i].happened = ""
	}
	_, log := played(t, scenes)
	count := 0
	for line := range strings.Lines(log) {
		if strings.Contains(line, "ALARM") {
			count++
			if strings.Contains(line, "(") {
				t.Errorf("late: %s", line)
			}
		}
	}
	if count < 8 {
		t.Errorf("only %d alarms:\n%s", count, log)
	}
}

// Every event delivered again changes nothing and sets off nothing.
func TestDuplicatesChangeNothing(t *testing.T) {
	once, _ := played(t, story)
	var twice []scene
	for _, s := range story {
		again := s
		if again.happened == "" {
			again.happened = again.arrives
		}
		twice = append(twice, s, again)
	}
	two, log := played(t, twice)
	for id, r := range once.tickets {
		other := two.tickets[id]
		if fmt.Sprint(r.sent) != fmt.Sprint(other.sent) || fmt.Sprint(r.shown) != fmt.Sprint(other.shown) {
			t.Errorf("%s: %v %v, want %v %v\n%s", id, other.sent, other.shown, r.sent, r.shown, log)
		}
	}
}

// The heap does what looking at every timer would do.
func TestTimers(t *testing.T) {
	dice := rand.New(rand.NewPCG(2026, 3))
	h, plain := newTimers(), map[string]time.Time{}
	for range 5_000 {
		ticket := fmt.Sprint("INC-", dice.IntN(8))
		at := time.Unix(dice.Int64N(20), 0)
		if dice.IntN(3) == 0 {
			at = time.Time{}
		}
		h.set(ticket, at)
		plain[ticket] = at
		var wantAt time.Time
		want := ""
		for ticket, at := range plain {
			if !at.IsZero() && (want == "" || at.Before(wantAt) || at.Equal(wantAt) && ticket < want) {
				want, wantAt = ticket, at
			}
		}
		if gotAt, got, ok := h.first(); got != want || !gotAt.Equal(wantAt) || ok != (want != "") {
			t.Fatalf("first is %s at %v, want %s at %v", got, gotAt, want, wantAt)
		}
	}
}

// The program knows no time except the time of its events.
func TestNothingSleepsOrLooksAtAClock(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	forbidden := []string{"Now", "Sleep", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(forbidden, s.Sel.Name) {
					t.Errorf("%s uses time.%s", name, s.Sel.Name)
				}
			}
			return true
		})
	}
}
