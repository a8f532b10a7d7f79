// Package field holds everyday cases that people reported, as folders with an
// agreement and its facts, and reads them for tests. Each test of this package
// states the right answer of its folder, worked out on paper.
//
// The folders are below testdata. A folder holds agreement.yaml and facts.json,
// and may hold variants of both.
package field

import (
	"encoding/json"
	"os"
	"path"
	"slices"
	"testing"
	"time"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// Case is one folder, or one variant of it.
type Case struct {
	Agreement *sla.Agreement
	Facts     sla.Facts
}

// Open reads the agreement and the facts of a folder below testdata. names are the
// names of the two files; they default to agreement.yaml and facts.json.
func Open(t testing.TB, folder string, names ...string) Case {
	t.Helper()
	names = append(slices.Clone(names), []string{"agreement.yaml", "facts.json"}[min(2, len(names)):]...)
	var c Case
	var err error
	c.Agreement, err = specfile.Open(os.DirFS("testdata"), path.Join(folder, names[0]), sla.Sources{Holidays: holidays.Official})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path.Join("testdata", folder, names[1]))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &c.Facts); err != nil {
		t.Fatal(err)
	}
	return c
}

// Ticket gives a ticket of the facts by its id.
func (c Case) Ticket(t testing.TB, id string) *sla.Ticket {
	t.Helper()
	for i := range c.Facts.Tickets {
		if c.Facts.Tickets[i].ID == id {
			return &c.Facts.Tickets[i]
		}
	}
	t.Fatalf("no ticket %q", id)
	return nil
}

// Result evaluates the facts over a period, such as 2026-03, as of an instant in
// RFC 3339.
func (c Case) Result(t testing.TB, period, asOf string) *sla.Result {
	t.Helper()
	p, err := sla.ParsePeriod(period)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Agreement.Evaluate(p, c.Facts, At(t, asOf))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// At reads an instant in RFC 3339.
func At(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
