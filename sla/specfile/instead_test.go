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
		{"{ priority: P2 }", "urgent", `40:17: objectives[0].targets[1].when: "urgent": cannot be read: a mapping of keys and values is needed, not a single value: write the attribute too, such as { priority: urgent }`},
		{"{ country: DE, region: BE }", "DE", `14:15: calendars.office.holidays[0]: "DE": cannot be read: a mapping of keys and values is needed, not a single value: write { country: DE }`},
		{"{ country: DE, region: BE }", "[DE-BE]", `14:16: calendars.office.holidays[0]: "DE-BE": cannot be read: a mapping of keys and values is needed, not a single value: write { country: DE, region: BE }`},
		{"{ country: DE, region: BE }", "Germany", `14:15: calendars.office.holidays[0]: "Germany": cannot be read: a mapping of keys and values is needed, not a single value: write { country: DE } or { country: DE, region: BE }`},
		{"title: Acme support agreement", "title: Acme: support agreement", `3:1: cannot be read: a colon and a space begin a value; put a text that has them in quotes: title: "Acme: support agreement"`},
		{"attain: 95%", "attain: 95,5%", `42:13: objectives[0].attain: "95,5%": cannot be read: write a point before decimals and nothing between thousands: 95.5 or 955`},
		{"pause:  { while: { status: [waiting-customer, waiting-vendor] } }", "pause:  { while: waiting-customer }", `30:22: clocks.resolution.pause.while: "waiting-customer": cannot be read: a mapping of keys and values is needed, not a single value: write the attribute too, such as { status: waiting-customer }`},
		{"stop:   { while: { status: [resolved, closed] } }", "stop:   { while: [resolved, closed] }", `31:22: clocks.resolution.stop.while: cannot be read: a mapping of keys and values is needed, not a list: write the attribute too, such as { status: [resolved, closed] }`},
		{"below 99.9%: 10%", "99.5%-99.9%: 10%", `54:37: credits.rules[0].tiers[0].when: "99.5%-99.9%": cannot be read: write "99.5% to 99.9%", or "99.5% to below 99.9%" without 99.9% itself`},
		{"attain: 99.9%", "attain: 99.5–99.9%", `48:13: objectives[1].attain: "99.5–99.9%": cannot be read: write "99.5 to 99.9%", or "99.5 to below 99.9%" without 99.9% itself`},
		{"below 99.9%: 10%", "below 99.9: 10%", `54:37: credits.rules[0].tiers[0].when: "below 99.9": conflicts with another term: all rows must compare the same kind of figure: write "below 99.9%"`},
		{"sat: [09:00-12:00]", "sat: off", `13:56: calendars.office.hours: "off": cannot be read: a day without hours is written closed`},
		{"country: DE, region: BE", "country: Germany", `14:15: calendars.office.holidays[0]: "Germany": unknown: a country is written as its code of two letters: DE`},
		{"country: DE, region: BE", "country: de, region: BE", `14:15: calendars.office.holidays[0]: "de-BE": unknown: write the code in capitals: DE`},
		{"minor: [P3, P4, P4]", "minor: [P3, P4]", `19:64: priorities.matrix.impact[2]: "minor": missing: 2 priorities for 3 urgencies`},
		{"clocks:", "timers:", `24:1: timers: unknown: did you mean "clocks"?`},
		{"clocks:", "stopwatch:", `24:1: stopwatch: unknown: did you mean "clocks"?`},
		{"within: 4h,", "within: 5 business days by end of day,", `41:19: objectives[0].targets[2].within: "5 business days by end of day": cannot be read: a time of day is written "by 16:00", the end of the day "end of day" without by`},
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
