package feeds_test

import (
	"encoding/json"
	"testing"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
)

// read reads texts by a mapping.
func read(t testing.TB, mapping string, texts ...string) (sla.Facts, feeds.Summary, error) {
	t.Helper()
	m, err := feeds.ParseMapping([]byte(mapping))
	if err != nil {
		t.Fatal(err)
	}
	return collect(t, m.Read, texts...)
}

func TestTry(t *testing.T) {
	f, s, err := read(t, `
feed: v1
rows: tickets
id: number
zone: UTC
layouts: ["02-01-2006 15:04"]
empty: ["?"]
attrs: { priority: priority }
events: { opened: opened_at, closed: { at: closed_at, seq: last } }
`, "number,priority,opened_at,closed_at\nA,\"x \"\"y\"\"\",02-03-2026 10:00,\nB,?,03-03-2026 10:00,03-03-2026 11:00\n")
	b, _ := json.MarshalIndent(f, "", " ")
	c, _ := json.MarshalIndent(s, "", " ")
	t.Log(string(b), string(c), err)
}
