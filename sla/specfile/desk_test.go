package specfile_test

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

const deskFile = `sla: v1
id: desk
zone: UTC
calendars:
  office: { hours: "mon-fri 08:00-18:00" }
  peak: { hours: "mon-fri 09:00-11:00" }
policies: { profile: exact }
clocks:
  resolution: { start: opened, stop: resolved }
objectives:
  - id: resolution
    clock: resolution
    targets:
      - { during: 11-20/01-07, within: 6h, calendar: office }
      - { during: peak, within: 5h, calendar: office }
      - { within: 4h, calendar: office }
    attain: 95%
    period: month
    counts: due
    warn: { at: 50%, tell: engineer }
    escalate: desk
escalations:
  desk:
    - { at: 80%, tell: desk-lead, does: assigns a second engineer }
    - breach
    - { at: +4h, every: 4h, until: plan-agreed, when: { priority: [P1, P2] }, tell: [head-of-service, customer-contact] }
  crisis: { at: crisis, tell: crisis-lead }
crises:
  - { id: core-down, level: 1, down: over 30m, escalate: crisis, response: crisis team }
  - { id: many-customers, service: portal, affected: over 100 }
  - { id: flood, tickets: over 20 within 1h, when: { category: { not: spam } } }
grades: { minor: at most 25%, serious: over 25% to 100%, severe: { overrun: over 100%, does: report to the board } }
`

func TestLaddersCrisesAndGradesAreReadAndWritten(t *testing.T) {
	open := func(name, text string) sla.Spec {
		t.Helper()
		a, err := specfile.Open(fstest.MapFS{name: {Data: []byte(text)}}, name, sla.Sources{})
		if err != nil {
			t.Fatal(err)
		}
		return a.Spec()
	}
	spec := open("a.yaml", deskFile)
	if got, want := spec.Escalations, (map[string][]sla.Level{
		"desk": {
			{At: "80%", Tell: []string{"desk-lead"}, Does: "assigns a second engineer"}, {At: sla.MarkBreach},
			{At: "+4h", Every: "4h", Until: sla.On("plan-agreed"), When: sla.Where{"priority": sla.Is("P1", "P2")}, Tell: []string{"head-of-service", "customer-contact"}},
		},
		"crisis": {{At: "crisis", Tell: []string{"crisis-lead"}}},
	}); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if got, want := spec.Crises, []sla.Crisis{
		{ID: "core-down", Level: 1, Down: "over 30m", Escalate: "crisis", Response: "crisis team"},
		{ID: "many-customers", Service: []string{"portal"}, Affected: "over 100"},
		{ID: "flood", Tickets: "over 20 within 1h", When: sla.Where{"category": sla.Not("spam")}},
	}; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if got, want := spec.Grades, []sla.Grade{
		{Grade: "minor", Overrun: "at most 25%"}, {Grade: "serious", Overrun: "over 25% to 100%"},
		{Grade: "severe", Overrun: penalty.Band("over 100%"), Does: "report to the board"},
	}; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if o := spec.Objectives[0]; o.Escalate != "desk" || o.Warn[0].Tell[0] != "engineer" || o.Targets[0].During != "11-20/01-07" || o.Targets[1].During != "peak" {
		t.Errorf("%+v", o)
	}
	written, err := specfile.YAML(spec)
	if err != nil {
		t.Fatal(err)
	}
	if again := open("a.yaml", string(written)); !reflect.DeepEqual(again, spec) {
		t.Errorf("%s", written)
	}
	if !strings.Contains(string(written), "minor: at most 25%") || !strings.Contains(string(written), "- breach\n") {
		t.Errorf("short forms are missing:\n%s", written)
	}
	if written, err = specfile.JSON(spec); err != nil {
		t.Fatal(err)
	}
	if again := open("a.json", string(written)); !reflect.DeepEqual(again, spec) {
		t.Errorf("%s", written)
	}
}

func TestMistakesInLaddersCrisesAndGradesHaveAPlace(t *testing.T) {
	for _, c := range []struct{ old, wrong, want string }{
		{"escalate: desk\n", "escalate: dsk\n", `a.yaml:21:15: objectives[0].escalate: "dsk": unknown: did you mean "desk"?`},
		{"tell: desk-lead", "tels: desk-lead", `a.yaml:24:18: escalations.desk[0].tels: unknown: did you mean "tell"?`},
		{"every: 4h", "every: 4s", "a.yaml:26:25: escalations.desk[2].every"},
		{"down: over 30m", "down: over 30", "a.yaml:29:38: crises[0].down"},
		{"over 20 within 1h", "over 20", "a.yaml:31:27: crises[2].tickets"},
		{"serious: over 25% to 100%", "serious: over 25", "a.yaml:32:40: grades[1].overrun"},
		{"during: peak", "during: peek", "a.yaml:15:19: objectives[0].targets[1].during"},
	} {
		_, err := specfile.Open(fstest.MapFS{"a.yaml": {Data: []byte(strings.Replace(deskFile, c.old, c.wrong, 1))}}, "a.yaml", sla.Sources{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.wrong, err, c.want)
		}
	}
}
