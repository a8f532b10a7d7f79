package specfile_test

import (
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// A name for a part that does not exist is told at its key.
func TestNamesThatNameNothing(t *testing.T) {
	text := "sla: v1\nid: a\nzone: UTC\ncalendars: { office: { hours: mon-fri 09:00-17:00 } }\nnames:\n  zh-Hans:\n    calendars.office: 办公时间\n    calendars.offce: 办公时间\n    title: 协议\n"
	_, err := specfile.Open(fstest.MapFS{"a.yaml": {Data: []byte(text)}}, "a.yaml", sla.Sources{})
	const want = `a.yaml:8:5: names.zh-Hans["calendars.offce"]: "calendars.offce": unknown: did you mean "calendars.office"?`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
