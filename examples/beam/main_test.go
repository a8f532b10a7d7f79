package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
)

func TestMain(m *testing.M) {
	flag.Parse()
	beam.Init()
	os.Exit(m.Run())
}

// The pipeline gives the digests of one loop over the same lines, and it merged tallies on
// the way: those of the shards of an agreement.
func TestThePipelineGivesTheDigestsOfOneLoop(t *testing.T) {
	for demo, want := range map[string]string{
		"boston": "19 facts of 1 agreements: 1 digests equal those of one loop\n",
		"load":   "10020 facts of 20 agreements: 20 digests equal those of one loop\n",
	} {
		before := merges.Load()
		j, err := prepared(demo, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if err := j.run(context.Background(), "prism"); err != nil {
			t.Fatal(err)
		}
		merged := merges.Load() - before
		var out strings.Builder
		if err := j.compare(&out); err != nil || !strings.HasSuffix(out.String(), want[strings.Index(want, " facts"):]) {
			t.Errorf("%s: %v\n%swant %s", demo, err, out.String(), want)
		}
		if merged < 8 {
			t.Errorf("%s: %d merges: the shards had one tally", demo, merged)
		}
	}
}

// An accumulator survives the way between workers: what was learned is in its bytes.
func TestAStateIsItsBytes(t *testing.T) {
	j, err := prepared("load", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	l, last := &learn{Specs: j.specs}, &join{Specs: j.specs}
	var id string
	for id = range j.specs {
		break
	}
	facts := []byte(`{"tickets": [{"id": "T-1", "events": [{"at": "2026-03-02T09:00:00Z", "name": "opened"}]}]}`)
	s, err := l.AddInput(l.CreateAccumulator(), delivery{id, facts})
	if err != nil {
		t.Fatal(err)
	}
	sent, err := s.encode()
	if err != nil {
		t.Fatal(err)
	}
	came, err := decode(sent)
	if err != nil {
		t.Fatal(err)
	}
	if came, err = l.MergeAccumulators(l.CreateAccumulator(), came); err != nil {
		t.Fatal(err)
	}
	want, _ := last.ExtractOutput(s)
	got, err := last.ExtractOutput(came)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v, want %d bytes", len(got), err, len(want))
	}
	empty, err := compiled(j.specs, id)
	if err != nil {
		t.Fatal(err)
	}
	if none, err := empty.NewTally().MarshalBinary(); err != nil || bytes.Equal(got, none) {
		t.Errorf("the state learned nothing, %v", err)
	}
}

// Lines that cannot be read, and agreements that nobody gave, end the run with an error.
func TestBadLines(t *testing.T) {
	l := &learn{}
	if _, _, err := (&read{}).ProcessElement(`{"agreement": "desk", "facts": `); err == nil || !strings.Contains(err.Error(), `a line that begins "{`) {
		t.Errorf("half a line: %v", err)
	}
	if _, err := l.AddInput(state{}, delivery{"desk", []byte("{}")}); err == nil || !strings.Contains(err.Error(), `no agreement "desk"`) {
		t.Errorf("no agreement: %v", err)
	}
}
