package specfile_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// Hours that a ticket names are a mapping or its text, and are written as they are
// read. What is wrong with them is told with line and column.
func TestHoursThatATicketNames(t *testing.T) {
	want := sla.Spec{Objectives: []sla.Objective{{ID: "o", Targets: []sla.Target{{Within: "4h", Calendar: "attribute hours otherwise office"}}}}}
	const file = "sla: v1\nobjectives: [{ id: o, targets: { within: 4h, calendar: %} }]\n"
	for _, text := range []string{"{ attribute: hours, otherwise: office } ", "{ otherwise: office, attribute: hours } ", "attribute hours otherwise office "} {
		spec, err := specfile.Parse([]byte(strings.Replace(file, "%", text, 1)))
		if err != nil || !reflect.DeepEqual(spec, want) {
			t.Fatalf("%s: %+v, %v", text, spec, err)
		}
		for _, write := range []func(sla.Spec) ([]byte, error){specfile.YAML, specfile.JSON} {
			written, err := write(spec)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := specfile.Parse(written); err != nil || !reflect.DeepEqual(again, want) {
				t.Errorf("written as\n%s\nand read as %+v, %v", written, again, err)
			}
		}
	}
	for text, want := range map[string]string{
		"{ otherwise: office } ":               "2:56: objectives[0].targets[0].calendar: missing: which attribute of a ticket names the calendar: { attribute: hours, otherwise: office }",
		"{ atribute: hours } ":                 `2:58: objectives[0].targets[0].calendar.atribute: unknown: did you mean "attribute"?`,
		"{ attribute: [a], otherwise: office}": "2:69: objectives[0].targets[0].calendar: cannot be read: one value is needed, not a list",
		"[office] ":                            "2:56: objectives[0].targets[0].calendar: cannot be read: one value is needed, not a list",
	} {
		if _, err := specfile.Parse([]byte(strings.Replace(file, "%", text, 1))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nwant %s", text, err, want)
		}
	}
}
