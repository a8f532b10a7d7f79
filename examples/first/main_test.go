package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// with opens the agreement of the guide after one change of its text.
func with(t *testing.T, old, changed string) (*sla.Agreement, error) {
	t.Helper()
	text, err := files.ReadFile("agreement.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(text), old) != 1 {
		t.Fatalf("agreement.yaml has %q %d times, want once", old, strings.Count(string(text), old))
	}
	folder := fstest.MapFS{"agreement.yaml": {Data: []byte(strings.Replace(string(text), old, changed, 1))}}
	return specfile.Open(folder, "agreement.yaml", sla.Sources{Holidays: holidays.Official})
}

// What the guide says of T2: with 16 hours 4 are used before the pause, 8 on the
// make-up Saturday, and the last 4 on Tuesday after the Spring Festival; with 24
// hours 9 on Tuesday and the last 3 on Wednesday.
func TestTheChangesOfTheGuide(t *testing.T) {
	data, err := files.ReadFile("facts.json")
	if err != nil {
		t.Fatal(err)
	}
	var facts sla.Facts
	if err := json.Unmarshal(data, &facts); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		within, due string
		verdict     sla.Verdict
		attained    string
	}{
		{"within: 16h", "2026-02-24 13:00:00", sla.Met, "75.0%"},
		{"within: 24h", "2026-02-25 12:00:00", sla.Met, "100.0%"},
	} {
		agreement, err := with(t, "within: 16h", c.within)
		if err != nil {
			t.Fatal(err)
		}
		february := sla.Month(2026, time.February)
		_, end := agreement.Bounds(february)
		r, ok := agreement.Track(&facts.Tickets[1], end).Of("resolution")
		if due := r.DueAt.In(agreement.Location()).Format(time.DateTime); !ok || due != c.due {
			t.Errorf("%s: T2 is due %s, want %s", c.within, due, c.due)
		}
		result, err := agreement.Evaluate(february, facts, end)
		if err != nil {
			t.Fatal(err)
		}
		o, _ := result.Outcome("resolution")
		if o.Verdict != c.verdict || o.Attained.Percent(1) != c.attained {
			t.Errorf("%s: %s %s, want %s %s", c.within, o.Verdict, o.Attained.Percent(1), c.verdict, c.attained)
		}
		if owed := result.Statement().Total.String(); owed != "1000.00 CNY" {
			t.Errorf("%s: %s are owed, want 1000.00 CNY", c.within, owed)
		}
	}
}

// The guides show the message of a mistake as it is printed.
func TestTheMistakeOfTheGuide(t *testing.T) {
	_, err := with(t, "within: 16h", "within: 24hh")
	if err == nil {
		t.Fatal("24hh is read")
	}
	for _, page := range []string{"README.md", "README.zh-Hans.md"} {
		if text := read(t, page); !strings.Contains(text, "```text\n"+err.Error()+"\n```") {
			t.Errorf("%s does not show %q", page, err)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
