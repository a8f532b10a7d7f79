package specfile_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

func TestTheSampleIsWrittenAsPeopleWriteIt(t *testing.T) {
	spec, err := specfile.Parse([]byte(acme(t)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := specfile.YAML(spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"effective: 2026-01-01/2027-01-01",
		"    impact: {extensive: [P1, P2, P3], moderate: [P2, P3, P4], minor: [P3, P4, P4]}",
		"    pause: {while: {status: [waiting-customer, waiting-vendor]}}",
		"  response: {start: opened, stop: replied}",
		"      - {when: {priority: P1}, within: 15m, calendar: 24x7}",
		"    warn: [50%, 80%, -10m]",
		"    availability: {of: portal, calendar: 24x7, no-data: exclude, maintenance: remove}",
		"      tiers: {below 99.9%: 10%, below 99.0%: 25%, below 95.0%: 100%}",
		"  caps: {month: 30%}",
	} {
		if !strings.Contains(string(data), "\n"+line+"\n") {
			t.Errorf("no line %q in\n%s", line, data)
		}
	}
}

func TestWordsThatOtherProgramsMisreadAreQuoted(t *testing.T) {
	for word, want := range map[string]string{
		"no": `"no"`, "Yes": `"Yes"`, "off": `"off"`, "true": `"true"`, "null": `"null"`, "~": `"~"`, "": `""`,
		"95%": "95%", "-10m": "-10m", "12000.00": "12000.00", "2026-12-24": "2026-12-24", "nothing": "nothing",
	} {
		data, err := specfile.YAML(sla.Spec{ID: "a", Removed: []string{word, word}})
		if err != nil || !strings.Contains(string(data), "- "+want+"\n  - "+want) {
			t.Errorf("%q is written\n%s, not %s; %v", word, data, want, err)
		}
	}
}

// What a mapping cannot say stays a list.
func TestTablesThatAreNoMappings(t *testing.T) {
	spec := sla.Spec{ID: "a", Credits: penalty.Spec{Caps: []penalty.Cap{
		{Per: penalty.PerObjective, Objective: "a", At: "10%"},
		{Per: penalty.PerObjective, Objective: "b", At: "20%"},
	}, Rules: []penalty.Term{{Rule: penalty.Tiers{{When: "", Credit: "1%"}}}}}}
	if err := roundTrips(spec); err != nil {
		t.Error(err)
	}
	data, err := specfile.YAML(spec)
	want := `sla: v1
id: a
credits:
  rules: [{tiers: [{credit: 1%}]}]
  caps: [{per: objective, objective: a, at: 10%}, {per: objective, objective: b, at: 20%}]
`
	if err != nil || string(data) != want {
		t.Errorf("%s %v", data, err)
	}
}

func TestSpecsThatNoFileCanHold(t *testing.T) {
	circle := penalty.Sum{{}, {}}
	circle[0].Rule, circle[1].Rule = circle, circle
	for _, c := range []struct {
		name string
		spec sla.Spec
		path string
		kind error
	}{
		{"another encoding", sla.Spec{Title: "\xe4"}, "title", sla.ErrSyntax},
		{"a metric as a pointer", sla.Spec{Objectives: []sla.Objective{{Metric: &metrics.Mean{}}}}, "objectives[0]", sla.ErrUnknown},
		{"a rule as a pointer", sla.Spec{Credits: penalty.Spec{Rules: []penalty.Term{{Rule: &penalty.Flat{}}}}}, "credits.rules[0]", sla.ErrUnknown},
		{"a text too long", sla.Spec{Title: strings.Repeat("a", 10_001)}, "title", sla.ErrRange},
		{"a name too long", sla.Spec{Clocks: map[string]sla.Clock{strings.Repeat("a", 201): {}}}, "clocks." + strings.Repeat("a", 201), sla.ErrRange},
		{"a circle of rules", sla.Spec{Credits: penalty.Spec{Rules: []penalty.Term{{Rule: circle}}}}, "", sla.ErrRange},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, write := range map[string]func(sla.Spec) ([]byte, error){"YAML": specfile.YAML, "JSON": specfile.JSON} {
				data, err := write(c.spec)
				var field *sla.FieldError
				if data != nil || !errors.Is(err, c.kind) || !errors.As(err, &field) {
					t.Fatalf("%s: %.100s %v", name, data, err)
				}
				if c.path != "" && field.Path != c.path {
					t.Errorf("%s: the path is %q", name, field.Path)
				}
			}
		})
	}
}

// The file in the documentation is one that opens.
func TestTheFileInTheDocumentation(t *testing.T) {
	var text strings.Builder
	file, _, _ := strings.Cut(documentation, "# Short forms")
	for line := range strings.Lines(file) {
		if code, ok := strings.CutPrefix(line, "//\t"); ok && (text.Len() > 0 || code == "sla: v1\n") {
			text.WriteString(code)
		} else if text.Len() > 0 {
			text.WriteString("\n")
		}
	}
	opened, err := specfile.Open(fstest.MapFS{
		"acme.yaml":             {Data: []byte(text.String())},
		"shared/calendars.yaml": {Data: []byte("sla: v1\ncalendars: { weekend: { hours: sat-sun 10:00-16:00 } }\n")},
		"closures.ics":          {Data: []byte(closures)},
	}, "acme.yaml", sources)
	if err != nil {
		t.Fatal(err)
	}
	if len(opened.Spec().Objectives) != 2 {
		t.Errorf("%+v", opened.Spec())
	}
}
