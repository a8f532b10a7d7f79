package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/internal/load"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(args, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// What is printed is the load: the agreement and the facts, read back, give the same
// digest.
func TestPrintedFactsAreThoseOfTheLoad(t *testing.T) {
	size := []string{"-seed", "5", "-tickets", "200", "-outages", "20", "-requests", "50", "-agreement", "2"}
	l := load.Load{Seed: 5, Tickets: 200, Outages: 20, Requests: 50, Late: 30, Open: 20}
	digest := func(spec sla.Spec, fill func(*sla.Tally)) [32]byte {
		a, err := sla.New(spec)
		if err != nil {
			t.Fatal(err)
		}
		tally := a.NewTally()
		fill(tally)
		result, err := tally.Result(sla.Year(2026), time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		return result.Digest()
	}
	want := digest(l.Spec(2), func(tally *sla.Tally) {
		for f := range l.Stream(2) {
			tally.Add(f)
		}
	})
	spec, err := specfile.Parse([]byte(printed(t, append(size, "-what", "agreement")...)))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(printed(t, size...)), "\n")
	if len(lines) != l.Facts() {
		t.Errorf("%d lines, want %d", len(lines), l.Facts())
	}
	got := digest(spec, func(tally *sla.Tally) {
		for _, line := range lines {
			var f sla.Facts
			if err := json.Unmarshal([]byte(line), &f); err != nil {
				t.Fatal(err)
			}
			for i := range f.Tickets {
				tally.Add(&f.Tickets[i])
			}
			for i := range f.Outages {
				tally.Add(&f.Outages[i])
			}
			for i := range f.Counts {
				tally.Add(&f.Counts[i])
			}
			for i := range f.Exclusions {
				tally.Add(&f.Exclusions[i])
			}
			for i := range f.Charges {
				tally.Add(&f.Charges[i])
			}
		}
	})
	if got != want {
		t.Error("the printed facts give another digest than the load")
	}
}

func TestWhatCannotBePrinted(t *testing.T) {
	for _, args := range [][]string{{"-tickets", "-1"}, {"-what", "all"}, {"more"}} {
		if err := run(args, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "write ") {
			t.Errorf("%v: %v", args, err)
		}
	}
}
