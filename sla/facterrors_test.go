package sla_test

import (
	"testing"

	"github.com/upheld/upheld/sla"
)

// Facts in the keys of other systems, and what is no JSON at all: each problem
// says what to write instead.
func TestFactsSayWhatToWriteInstead(t *testing.T) {
	for data, want := range map[string]string{
		`{"tickets":[{"id":"T","events":[{"time":"2026-03-02T09:00:00Z","name":"opened"}]}]}`: `tickets[0].events[0].time: unknown: did you mean "at"?`,
		`{"counts":[{"of":"x","Timestamp":"2026-03-02T09:00:00Z"}]}`:                          `counts[0].Timestamp: unknown: did you mean "at"?`,
		`{"outages":[{"of":"x","start":"2026-03-02T09:00:00Z"}]}`:                             `outages[0].start: unknown: did you mean "from"?`,
		`{"tickets":[{"id":"T","events":[{"event":"opened"}]}]}`:                              `tickets[0].events[0].event: unknown: did you mean "name"?`,
		`{"tickets":[{"id":"T","events":[{"nmae":"opened"}]}]}`:                               `tickets[0].events[0].nmae: unknown: did you mean "name"?`,
		`{"tickets":[{"id":"T","attrs":{"team":null}}]}`:                                      `tickets[0].attrs.team: cannot be read: null is no text: leave the key out, or write "" for an empty value, in line 1, column 39`,
		`{"tickets":[{"id":"T","attrs":null}]}`:                                               "",
		"id,at,name\nT1,2026-01-01,opened\n":                                                  "cannot be read: an object is needed, and this reads as CSV: write each of its lines as an object of keys and values, in line 1, column 1",
		"hello":                                                                               "cannot be read: an object is needed, in line 1, column 1",
	} {
		var f sla.Facts
		got := ""
		if err := f.UnmarshalJSON([]byte(data)); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s:\n%s, want\n%s", data, got, want)
		}
	}
}
