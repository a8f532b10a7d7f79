package specfile_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// Cut-offs, months and closed dates are written as they are read, a time of day with
// quotes or without. What is wrong with them is told with line and column.
func TestCutOffsAndMonths(t *testing.T) {
	want := sla.Spec{Objectives: []sla.Objective{{ID: "o", Targets: []sla.Target{
		{Within: "3 months end of day", Calendar: "office", ReceivedBy: "16:30", IfClosed: calendar.RollModified}}}}}
	for _, by := range []string{"16:30", `"16:30"`} {
		spec, err := specfile.Parse([]byte("sla: v1\nobjectives: [{ id: o, targets: { within: 3 months end of day, calendar: office, received-by: " + by + ", if-closed: modified-following } }]\n"))
		if err != nil || !reflect.DeepEqual(spec, want) {
			t.Fatalf("%s: %+v, %v", by, spec, err)
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
	const file = `sla: v1
id: terms
zone: UTC
policies: { profile: exact }
calendars: { office: { hours: mon-fri 09:00-17:00 } }
clocks: { c: { start: opened, stop: closed } }
objectives:
  - { id: o, clock: c, attain: 90%, period: month, counts: started, targets: { calendar: office, TARGET } }
`
	for text, want := range map[string]string{
		"within: 4h, received-by: half past four":   `8:123: objectives[0].targets[0].received-by: "half past four": cannot be read: a time of day is written 16:30`,
		"within: 4h, recieved-by: 16:30":            `did you mean "received-by"?`,
		"within: 2 months, if-closed: following":    `8:127: objectives[0].targets[0].if-closed: "following": unknown: one of next, previous, modified-following`,
		"within: 2 business months":                 `8:106: objectives[0].targets[0].within: "2 business months": cannot be read: write 2 months or 2 years`,
		"within: 2 business days, if-closed: next ": `8:134: objectives[0].targets[0].if-closed: "next": conflicts with another term: only targets in calendar days, months or years end on dates that are closed`,
	} {
		files := fstest.MapFS{"a.yaml": {Data: []byte(strings.Replace(file, "TARGET", text, 1))}}
		if _, err := specfile.Open(files, "a.yaml", sla.Sources{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nwant %s", text, err, want)
		}
	}
}

// A request after 16:30 counts as of the next morning; a report is due a month
// later, on the business day before if that day is closed.
func ExampleOpen_terms() {
	desk, err := specfile.Open(fstest.MapFS{"desk.yaml": {Data: []byte(`sla: v1
id: desk
zone: America/New_York
policies: { profile: exact }
calendars: { desk: { hours: mon-fri 08:00-17:00 } }
clocks: { request: { start: opened, stop: solved } }
objectives:
  - id: requests
    clock: request
    targets:
      - { when: { kind: report }, within: 1 month by 12:00, calendar: desk, if-closed: previous }
      - { within: 4h, calendar: desk, received-by: 16:30 }
    attain: 90%
    period: month
    counts: started
`)}}, "desk.yaml", sla.Sources{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, kind := range []string{"request", "report"} {
		opened := time.Date(2026, time.January, 30, 16, 45, 0, 0, desk.Location())
		ticket := sla.Ticket{ID: kind, Events: []sla.Event{{At: opened, Name: "opened", Set: sla.Attrs{{"kind", kind}}}}}
		reading, _ := desk.Track(&ticket, opened).Of("requests")
		fmt.Println(kind, "is due", reading.DueAt.In(desk.Location()).Format("Mon 2 Jan 15:04"))
	}
	// Output:
	// request is due Mon 2 Feb 12:00
	// report is due Fri 27 Feb 12:00
}
