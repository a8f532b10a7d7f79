package casefile_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// A case as JSON has its instants in UTC, and says which facts each question knows.
func TestACaseAsJSON(t *testing.T) {
	const text = `calendar office
  zone: Europe/Berlin
  hours: { mon-fri: [08:00-12:00, 13:00-17:00] }
agreement desk.yaml
case Noon
ticket T1 priority=P2
  Thu 2026-04-02 11:30  created
    => response: running, due 13:30
  13:30 replied => response: met
  => trace response:
      Thu 2026-04-02 11:30 to Thu 2026-04-02 12:00 running 30m
      Thu 2026-04-02 12:00 to Thu 2026-04-02 13:00 closed 0s
      Thu 2026-04-02 13:00 to Thu 2026-04-02 13:30 running 30m
stretches office
  2026-04-01 11:00 to 2026-04-02 => 11:00 to 12:00; 13:00 to 17:00
business days office
  2026-04-01 to 2026-04-08 => 5
claim "30 days after month end"
  2026-03-10 => 2026-04-30
`
	desk, err := os.ReadFile("../../sla/slatest/testdata/desk.yaml")
	if err != nil {
		t.Fatal(err)
	}
	fixed := strings.Replace(text, "  => trace", "  14:00\n    => trace", 1)
	data, err := casefile.Suite{Files: fstest.MapFS{"desk.yaml": {Data: desk}}}.JSON("noon.case", []byte(fixed))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"corpus": `1`, "file": `"noon.case"`, "case": `"Noon"`, "line": `5`,
		"facts": `{"tickets":[{"id":"T1","attrs":{"priority":"P2"},"events":[{"at":"2026-04-02T11:30:00+02:00","name":"created"},{"at":"2026-04-02T13:30:00+02:00","name":"replied"}]}]}`,
		"questions": `[{"line":8,"about":"ticket","name":"T1","at":"2026-04-02T09:30:00Z","told":{"events":1},"subject":"response","expect":["running","due 2026-04-02T11:30:00Z"]},` +
			`{"line":9,"about":"ticket","name":"T1","at":"2026-04-02T11:30:00Z","told":{"events":2},"subject":"response","expect":["met"]},` +
			`{"line":11,"about":"ticket","name":"T1","at":"2026-04-02T12:00:00Z","told":{"events":2},"subject":"trace response","expect":[` +
			`"2026-04-02T09:30:00Z to 2026-04-02T10:00:00Z running 30m","2026-04-02T10:00:00Z to 2026-04-02T11:00:00Z closed 0s","2026-04-02T11:00:00Z to 2026-04-02T11:30:00Z running 30m"],"list":true},` +
			`{"line":16,"about":"stretches","name":"office","input":"2026-04-01T09:00:00Z to 2026-04-01T22:00:00Z","expect":["2026-04-01T09:00:00Z to 2026-04-01T10:00:00Z; 2026-04-01T11:00:00Z to 2026-04-01T15:00:00Z"]},` +
			`{"line":18,"about":"business days","name":"office","input":"2026-04-01 to 2026-04-08","expect":["5"]},` +
			`{"line":20,"about":"claim","name":"30 days after month end","input":"2026-03-10","expect":["2026-04-30"]}]`,
		"calendars": `{"office":{"zone":"Europe/Berlin","hours":"mon-fri 08:00-12:00,13:00-17:00"}}`,
	}
	for key, text := range want {
		if string(got[key]) != text {
			t.Errorf("%s\n got %s\nwant %s", key, got[key], text)
		}
	}
	var agreements []struct {
		Name string
		Spec json.RawMessage
	}
	if err := json.Unmarshal(got["agreements"], &agreements); err != nil || len(agreements) != 1 || agreements[0].Name != "desk" {
		t.Fatalf("%v: %s", err, got["agreements"])
	}
	if spec, err := specfile.Parse(agreements[0].Spec); err != nil || len(spec.Objectives) != 2 {
		t.Errorf("the agreement is not read again: %v", err)
	}
}

// Each case of the kit is written, and its facts are read again.
func TestEachCaseAsJSON(t *testing.T) {
	files := os.DirFS("../../sla/slatest/testdata")
	suite := casefile.Suite{Files: files}
	names, err := suite.Names()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := suite.JSON(name, data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		ran, err := suite.Run(name, data)
		if err != nil || strings.Count(string(lines), "\n") != len(ran.Cases) {
			t.Errorf("%s: %v, and %d lines for %d cases", name, err, strings.Count(string(lines), "\n"), len(ran.Cases))
		}
		for text := range strings.Lines(string(lines)) {
			var c struct {
				Case      string
				Facts     sla.Facts
				Questions []struct{ Expect []string }
			}
			if err := json.Unmarshal([]byte(text), &c); err != nil || len(c.Questions) == 0 {
				t.Errorf("%s: %v: %s", name, err, text)
			}
		}
	}
	// A case that does not hold is not written.
	lines, err := suite.JSON("x.case", []byte("case A\ncomposed series\n  50% 50% => 25%\ncase B\ncomposed series\n  50% 50% => 26%\n"))
	if err == nil || strings.Count(string(lines), "\n") != 1 || !strings.Contains(string(lines), `"case":"A"`) {
		t.Errorf("%v\n%s", err, lines)
	}
}
