package specfile_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// What a pause gives back, and how a cycle follows another, are words of a file:
// of the whole agreement and of one clock. They are written as they are read.
func TestPoliciesFromAFile(t *testing.T) {
	const file = `sla: v1
id: held
zone: UTC
policies: { profile: exact, pause-basis: wall }
calendars: { office: { hours: mon-fri 09:00-17:00 } }
clocks:
  contact: { start: opened, reset: replied, stop: closed, reopen: new-cycle-after-due }
  repair: { start: opened, stop: closed, pause: { while: { status: waiting } }, pause-basis: overlap }
objectives:
  - { id: repair, clock: repair, targets: [{ within: 4h, calendar: office }], attain: 90%, period: month, counts: due }
`
	open := func(text string) (*sla.Agreement, error) {
		return specfile.Open(fstest.MapFS{"held.yaml": {Data: []byte(text)}}, "held.yaml", sla.Sources{})
	}
	a, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	spec := a.Spec()
	if spec.Policies.PauseBasis != sla.PauseWall || spec.Clocks["repair"].PauseBasis != sla.PauseOverlap || spec.Clocks["contact"].Reopen != sla.NewCycleAfterDue {
		t.Errorf("%+v", spec)
	}
	if err := roundTrips(spec); err != nil {
		t.Error(err)
	}
	written, err := specfile.YAML(spec)
	if err != nil || !strings.Contains(string(written), "pause-basis: wall") || !strings.Contains(string(written), "pause-basis: overlap") {
		t.Errorf("%s %v", written, err)
	}
	_, err = open(strings.Replace(file, "pause-basis: wall", "pause-basis: walls", 1))
	var placed *specfile.Error
	if !errors.As(err, &placed) || !strings.HasSuffix(placed.Error(), `4:42: policies.pause-basis: "walls": unknown: did you mean "wall"?`) {
		t.Errorf("%v", err)
	}
	var schema struct {
		Defs map[string]struct {
			Properties map[string]json.RawMessage `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(specfile.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, of := range []string{"sla.Policies", "sla.Clock"} {
		if _, has := schema.Defs[of].Properties["pause-basis"]; !has {
			t.Errorf("the schema of %s has no pause-basis", of)
		}
	}
	_, asked := open(strings.Replace(strings.Replace(file, "profile: exact, pause-basis: wall", "", 1), ", pause-basis: overlap", "", 1))
	if !slices.ContainsFunc(strings.Split(asked.Error(), "\n"), func(line string) bool {
		return strings.Contains(line, "clocks.repair.pause-basis: missing: say what a pause gives back: overlap, the open time within it, or wall, its whole length")
	}) {
		t.Errorf("%v", asked)
	}
}
