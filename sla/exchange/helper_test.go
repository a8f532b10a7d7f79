package exchange_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/exchange"
)

// read gives a sample.
func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// decided gives the agreement of an import with an ID, a zone and policies: those of
// the profile exact, except where a note says what the system does.
func decided(t testing.TB, in exchange.Import) *sla.Agreement {
	t.Helper()
	spec := in.Spec
	if spec.Policies != (sla.Policies{}) {
		t.Errorf("the import states policies: %+v", spec.Policies)
	}
	for name, c := range spec.Clocks {
		if c.Policies != (sla.Policies{}) {
			t.Errorf("the import states policies of %s: %+v", name, c.Policies)
		}
	}
	spec.ID = "imported"
	if spec.Zone == "" {
		spec.Zone = "Europe/Berlin"
	}
	spec.Policies.Profile = sla.ProfileExact
	for _, n := range in.Notes {
		policy, of := strings.CutPrefix(n.Subject, "policies.")
		into := &spec.Policies
		clock := sla.Clock{}
		name := ""
		if !of {
			if rest, is := strings.CutPrefix(n.Subject, "clocks."); is && strings.HasSuffix(rest, ".reopen") {
				name, policy = strings.TrimSuffix(rest, ".reopen"), "reopen"
				clock = spec.Clocks[name]
				into = &clock.Policies
			} else {
				continue
			}
		}
		if err := json.Unmarshal([]byte(`{"`+policy+`":"`+n.Value+`"}`), into); err != nil {
			t.Fatal(err)
		}
		if name != "" {
			spec.Clocks[name] = clock
		}
	}
	a, err := sla.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// has reports whether there is such a note; a part of its value is enough.
func has(in exchange.Import, code sla.FindingCode, path, value string) bool {
	for _, n := range in.Notes {
		if n.Code == code && n.Path == path && strings.Contains(n.Value, value) {
			return true
		}
	}
	return false
}

// wants checks that there are notes, each "code path: part of its value".
func wants(t *testing.T, in exchange.Import, notes ...string) {
	t.Helper()
	for _, want := range notes {
		code, rest, _ := strings.Cut(want, " ")
		path, value, _ := strings.Cut(rest, ": ")
		if !has(in, sla.FindingCode(code), path, value) {
			t.Errorf("no note %q in:\n%s", want, listed(in))
		}
	}
}

func listed(in exchange.Import) string {
	var b strings.Builder
	for _, n := range in.Notes {
		b.WriteString("  " + string(n.Code) + " " + n.Path + ": " + n.Value + " [" + n.Subject + "]\n")
	}
	return b.String()
}

// on gives an event on a day of March 2026, by the clock in Berlin: "2 09:00".
func on(t testing.TB, at, name string, set ...string) sla.Event {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	instant, err := time.ParseInLocation("2006-01 2 15:04", "2026-03 "+at, berlin)
	if err != nil {
		t.Fatal(err)
	}
	e := sla.Event{At: instant, Name: name}
	for i := 0; i < len(set); i += 2 {
		e.Set = append(e.Set, [2]string{set[i], set[i+1]})
	}
	return e
}

// stands tells how an objective of a ticket stands after its last event: "due" with day
// and time in Berlin, or its phase and verdict.
func stands(t testing.TB, a *sla.Agreement, objective string, events ...sla.Event) string {
	t.Helper()
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for _, e := range events {
		if e.At.After(now) {
			now = e.At
		}
	}
	r, ok := a.Track(&sla.Ticket{ID: "T", Events: events}, now).Of(objective)
	if !ok {
		return "no reading"
	}
	switch {
	case r.Phase == sla.PhaseRunning && r.DueAt.IsZero():
		return "no target"
	case r.Phase == sla.PhaseRunning:
		return "due " + r.DueAt.In(events[0].At.Location()).Format("2 15:04:05")
	}
	return strings.TrimSpace(string(r.Phase) + " " + string(r.Verdict))
}
