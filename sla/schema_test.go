package sla_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/upheld/upheld/internal/jsonschema"
	"github.com/upheld/upheld/sla"
)

// schemas are the committed schemas, by the name of their file.
var schemas sync.Map

func schemaOf(name string) *jsonschema.Schema {
	if known, ok := schemas.Load(name); ok {
		return known.(*jsonschema.Schema)
	}
	text, err := os.ReadFile("schema/" + name + ".json")
	if err != nil {
		panic(err)
	}
	s, err := jsonschema.Read(text)
	if err != nil {
		panic(err)
	}
	schemas.Store(name, s)
	return s
}

// The schema of facts holds for every file of facts in the module, and for what is
// written of the facts that were read.
func TestTheSchemaHoldsForFacts(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && d.Name() == "schema" {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasPrefix(d.Name(), "facts") || filepath.Ext(path) != ".json" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen++
		if err := schemaOf("facts").JSON(text); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		var facts sla.Facts
		if err := json.Unmarshal(text, &facts); err != nil {
			t.Errorf("%s: %v", path, err)
			return nil
		}
		written, err := json.Marshal(facts)
		if err != nil {
			return err
		}
		if err := schemaOf("facts").JSON(written); err != nil {
			t.Errorf("%s, written again: %v\n%s", path, err, written)
		}
		return nil
	})
	if err != nil || seen < 25 {
		t.Errorf("%d files of facts, %v", seen, err)
	}
}

// What facts may leave out and may not, and what they may not say.
func TestTheSchemaOfFacts(t *testing.T) {
	for _, c := range []struct{ facts, problem string }{
		{`{}`, ""},
		{`{"tickets":[{"id":"T","events":[{"at":"2026-03-02T09:00:00Z","name":"opened","set":{"priority":"P1"},"seq":2}]}]}`, ""},
		{`{"tickets":[{"id":"T","events":[{"at":null,"name":"resolved"}]}]}`, ""}, // has not happened
		{`{"samples":[{"of":"csat","at":"2026-03-02T09:00:00Z","value":4.5},{"of":"csat","at":"2026-03-02T09:00:00Z","value":"4.50"}]}`, ""},
		{`{"tickets":[{"id":"T","events":[{"time":"2026-03-02T09:00:00Z","name":"opened"}]}]}`, `unknown key "time"`},
		{`{"tickets":[{"id":"T","events":[{"name":"opened"}]}]}`, "at is missing"},
		{`{"tickets":[{"id":"T","events":[{"at":"2 March 2026","name":"opened"}]}]}`, "cannot parse"},
		{`{"tickets":[{"id":7,"events":[]}]}`, "7 is no"},
		{`{"tickets":[{"id":"T","attrs":{"vip":true},"events":[]}]}`, "true is no"},
		{`{"counts":[{"of":"api","at":"2026-03-02T09:00:00Z","good":1.5,"total":2}]}`, "1.5 is no"},
		{`{"exclusions":[{"of":"portal","from":"2026-03-02T09:00:00Z","to":"2026-03-02T10:00:00Z"}]}`, "reason is missing"},
		{`{"outage":[]}`, `unknown key "outage"`},
	} {
		switch err := schemaOf("facts").JSON([]byte(c.facts)); {
		case err == nil && c.problem != "":
			t.Errorf("%s holds, want %q", c.facts, c.problem)
		case err != nil && (c.problem == "" || !strings.Contains(err.Error(), c.problem)):
			t.Errorf("%s: %v, want %q", c.facts, err, c.problem)
		}
	}
}

// The schemas are as strict about results as the readers are about keys.
func TestTheSchemaOfResultsRefuses(t *testing.T) {
	a := compile(t, simpleSpec(sla.Monthly))
	ticket := sla.Ticket{ID: "T", Events: []sla.Event{{At: utc("10T10:00:00"), Name: "opened"}}}
	r, err := a.Evaluate(sla.Month(2026, 3), sla.Facts{Tickets: []sla.Ticket{ticket}}, utc("31T00:00:00"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(r.JSON())
	for _, c := range []struct{ old, new string }{
		{`"agreement":`, `"agreemnt":`}, {`"final":false`, `"final":"no"`}, {`"stands":"missed"`, `"stands":"late"`},
		{`"total":1`, `"total":1.5`}, {`"as-of":"2026-03-31T00:00:00Z"`, `"as-of":"31 March"`},
		{`"overrun":"`, `"overran":"`},
	} {
		changed := strings.Replace(text, c.old, c.new, 1)
		if changed == text {
			t.Errorf("%s is not in\n%s", c.old, text)
		} else if schemaOf("result").JSON([]byte(changed)) == nil {
			t.Errorf("%s for %s: the schema holds", c.new, c.old)
		}
	}
	if err := schemaOf("result").JSON([]byte(text)); err != nil {
		t.Errorf("%s: %v", text, err)
	}
}
