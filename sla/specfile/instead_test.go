package specfile_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// What people write at first says what to write instead.
func TestFilesSayWhatToWriteInstead(t *testing.T) {
	acme, err := os.ReadFile("testdata/acme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ old, new, want string }{
		{"{ priority: P2 }", "priority = P2", `40:17: objectives[0].targets[1].when: "priority = P2": cannot be read: a mapping of keys and values is needed, not a single value: write { priority: P2 }`},
		{"{ priority: P2 }", "priority:P2", `40:17: objectives[0].targets[1].when: "priority:P2": cannot be read: a mapping of keys and values is needed, not a single value: write { priority: P2 }`},
		{"{ priority: P2 }", "urgent", `40:17: objectives[0].targets[1].when: "urgent": cannot be read: a mapping of keys and values is needed, not a single value`},
		{"{ country: DE, region: BE }", "DE", `14:15: calendars.office.holidays[0]: "DE": cannot be read: a mapping of keys and values is needed, not a single value: write { country: DE }`},
		{"{ country: DE, region: BE }", "[DE-BE]", `14:16: calendars.office.holidays[0]: "DE-BE": cannot be read: a mapping of keys and values is needed, not a single value: write { country: DE, region: BE }`},
		{"{ country: DE, region: BE }", "Germany", `14:15: calendars.office.holidays[0]: "Germany": cannot be read: a mapping of keys and values is needed, not a single value: write { country: DE } or { country: DE, region: BE }`},
		{"title: Acme support agreement", "title: Acme: support agreement", `3:1: cannot be read: a colon and a space begin a value; put a text that has them in quotes: title: "Acme: support agreement"`},
		{"attain: 95%", "attain: 95,5%", `42:13: objectives[0].attain: "95,5%": cannot be read: write a point before decimals and nothing between thousands: 95.5 or 955`},
		{"profile: exact", "profile: strict", `22:22: policies.profile: "strict": unknown: one of exact`},
		{"start: opened\n    stop:  replied", "start: opened\n    stop:  replied\n    profile: strict", `28:14: clocks.response.profile: "strict": unknown: one of exact`},
	} {
		text := strings.Replace(string(acme), test.old, test.new, 1)
		_, err := specfile.Open(fstest.MapFS{"a.yaml": {Data: []byte(text)}}, "a.yaml", sla.Sources{Holidays: holidays.Official})
		if err == nil || err.Error() != "a.yaml:"+test.want {
			t.Errorf("%s:\n%v, want\n%s", test.new, err, test.want)
		}
	}
}
