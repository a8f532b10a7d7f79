package slatest_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/slatest"
)

// changing is a measurer with a mistake: what it says of an item depends on how often it
// was asked.
type changing struct{ asked *atomic.Int64 }

func (changing) Name() string { return "changing" }
func (changing) Version() int { return 1 }
func (c changing) Measure(metrics.Item) metrics.Contribution {
	return metrics.Hit(c.asked.Add(1)%3 == 0)
}

// Laws find a measurer that is not pure, and the case that the error ends with fails too.
func TestABrokenLawPrintsACaseThatFails(t *testing.T) {
	sources := sla.Sources{Measurers: []metrics.Measurer{changing{new(atomic.Int64)}}}
	a := slatest.Open(t, fstest.MapFS{"a.yaml": {Data: []byte(`sla: v1
id: x
zone: Europe/Berlin
policies: { profile: exact }
clocks: { fix: { start: opened, stop: closed } }
objectives:
  - id: fix
    clock: fix
    custom: { name: changing, version: 1 }
    targets: [{ within: none, calendar: 24x7 }]
    period: month
    counts: started
`)}}, "a.yaml", sources)
	for _, data := range tapes(4, 50, 200) {
		err := slatest.Laws(a, slatest.Draw(data))
		if err == nil {
			continue
		}
		_, text, found := strings.Cut(err.Error(), "This case fails:\n\n")
		if !found {
			t.Fatal(err)
		}
		ran, err := casefile.Suite{Files: fstest.MapFS{}, Sources: sources}.Run("kept.case", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if len(ran.Cases) != 1 || len(ran.Cases[0].Mistakes) == 0 || !strings.Contains(ran.Cases[0].Mistakes[0].Error(), "give another result") {
			t.Errorf("the case holds: %v\n%s", ran.Cases, text)
		}
		return
	}
	t.Error("no tape finds the mistake")
}
