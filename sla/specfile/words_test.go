package specfile_test

import (
	"reflect"
	"testing"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// Alternatives, changes, ends of pauses and alarms are read in each of their
// forms, and read again as they are written, in YAML and JSON.
func TestConditionsPausesAndLevelsAreWritten(t *testing.T) {
	resolved := sla.Condition{ChangedTo: sla.Where{"status": sla.Is("resolved")}}
	both := sla.Condition{Any: []sla.Condition{sla.On("replied"), resolved}}
	waiting := sla.While("status", "waiting")
	waiting.Most, waiting.Until = "48h", "resume_at"
	for _, c := range []struct {
		text string
		want sla.Spec
	}{
		{"clocks: { c: { stop: [replied, { changed-to: { status: resolved } }] } }", stopped(both)},
		{"clocks: { c: { stop: { any: [replied, { changed-to: { status: resolved } }] } } }", stopped(both)},
		{"clocks: { c: { stop: { any: [{ event: replied }, { changed-to: { status: [resolved] } }] } } }", stopped(both)},
		{"clocks: { c: { stop: { changed-to: { status: resolved } } } }", stopped(resolved)},
		{"clocks: { c: { stop: { any: [a, b] } } }", stopped(sla.Condition{Any: []sla.Condition{sla.On("a"), sla.On("b")}})},
		{"clocks: { c: { stop: [a, b] } }", stopped(sla.On("a", "b"))},
		{"clocks: { c: { pause: { while: { status: waiting }, most: 48h, until: resume_at } } }", sla.Spec{Clocks: map[string]sla.Clock{"c": {Pause: waiting}}}},
		{"objectives: [{ id: o, targets: { within: { attribute: response_limit } } }]",
			sla.Spec{Objectives: []sla.Objective{{ID: "o", Targets: []sla.Target{{Within: "attribute response_limit"}}}}}},
		{"objectives: [{ id: o, targets: { within: promised due_at, override: { reason: due_reason, by: due_by } } }]",
			sla.Spec{Objectives: []sla.Objective{{ID: "o", Targets: []sla.Target{{Within: "promised due_at", Override: sla.Override{Reason: "due_reason", By: "due_by"}}}}}}},
		{"objectives: [{ id: o, time-in: { attribute: status, is: waiting, calendar: office, statistic: percentile, rank: 95% } }]",
			sla.Spec{Objectives: []sla.Objective{{ID: "o", Metric: metrics.TimeIn{Attribute: "status", Is: []string{"waiting"}, Calendar: "office", Statistic: metrics.TimePercentile, Rank: "95%"}}}}},
		{"objectives: [{ id: o, warn: 80% }]", warned(sla.Level{At: "80%"})},
		{"objectives: [{ id: o, warn: [-1h, { at: +1h, every: 1h, until: acknowledged, when: { owner: \"\" } }] }]",
			warned(sla.Level{At: "-1h"}, sla.Level{At: "+1h", Every: "1h", Until: sla.On("acknowledged"), When: sla.Where{"owner": sla.Is("")}})},
	} {
		spec, err := specfile.Parse([]byte("sla: v1\n" + c.text + "\n"))
		if err != nil || !reflect.DeepEqual(spec, c.want) {
			t.Errorf("%s: %+v, %v", c.text, spec, err)
			continue
		}
		for _, write := range []func(sla.Spec) ([]byte, error){specfile.YAML, specfile.JSON} {
			text, err := write(spec)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := specfile.Parse(text); err != nil || !reflect.DeepEqual(again, spec) {
				t.Errorf("%s was written as\n%s\nand read as %+v, %v", c.text, text, again, err)
			}
		}
	}
}

func stopped(c sla.Condition) sla.Spec {
	return sla.Spec{Clocks: map[string]sla.Clock{"c": {Stop: c}}}
}

func warned(all ...sla.Level) sla.Spec {
	return sla.Spec{Objectives: []sla.Objective{{ID: "o", Warn: all}}}
}
