package feeds_test

import (
	"strings"
	"testing"
	"time"
)

// The forms of an instant that a mapping reads without a layout. "" is no instant.
func TestFormsOfInstants(t *testing.T) {
	for text, want := range map[string]string{
		"2026-03-02T09:00:00Z":               "2026-03-02T09:00:00Z",
		"2026-03-02 09:00":                   "2026-03-02T09:00:00Z",
		"2026-03-02":                         "2026-03-02T00:00:00Z",
		"20260302T090000Z":                   "2026-03-02T09:00:00Z",
		"20260302T0900":                      "2026-03-02T09:00:00Z",
		"20260302":                           "2026-03-02T00:00:00Z",
		"2026-03-02T09:00:00.5+01:00":        "2026-03-02T08:00:00.5Z",
		"2026-03-02T09:00:00,25-0530":        "2026-03-02T14:30:00.25Z",
		"2026-03-02T09:00:00+08":             "2026-03-02T01:00:00Z",
		"2026-03-02 09:00:00 UTC":            "2026-03-02T09:00:00Z",
		"2026-03-02 09:00:00 +0000":          "2026-03-02T09:00:00Z",
		"2026-03-02T09:00:00.123456789Z":     "2026-03-02T09:00:00.123456789Z",
		"2026-03-02T09:00:00.1234567890000Z": "2026-03-02T09:00:00.123456789Z",
		"2026-03-02T09:00:00.1234567891Z":    "",
		"2024-02-29T00:00:00Z":               "2024-02-29T00:00:00Z",
		"2026-02-29":                         "",
		"2100-02-29":                         "",
		"2000-02-29":                         "2000-02-29T00:00:00Z",
		"2026-04-31":                         "",
		"2026-12-31T23:59:59Z":               "2026-12-31T23:59:59Z",
		"2026-12-31T24:00:00Z":               "",
		"2026-12-31T23:60:00Z":               "",
		"2026-12-31T23:59:60Z":               "",
		"2026-13-01":                         "",
		"2026-00-01":                         "",
		"0000-01-01":                         "",
		"0001-01-01T00:00:00Z":               "",
		"2026-03-02T":                        "",
		"2026-03-02T9:00":                    "",
		"2026-03-02T09:00:00.Z":              "",
		"2026-03-02T09:00:00+1":              "",
		"2026-03-02T09:00:00+01:0":           "",
		"2026-03-02T09:00:00+24:00":          "",
		"2026-03-02T09:00:00 CET":            "",
		"2026-03-02x09:00":                   "",
		"2026/03/02 09:00":                   "",
		"٢٠٢٦-03-02":                         "",
	} {
		f, s, err := read(t, "rows: tickets\nid: id\nevents: { a: at }\nzone: UTC\n", "id,at\nA,\""+text+"\"\n")
		got := ""
		if len(f.Tickets) == 1 && len(f.Tickets[0].Events) == 1 && !f.Tickets[0].Events[0].At.IsZero() {
			got = f.Tickets[0].Events[0].At.Format(time.RFC3339Nano)
		}
		if err != nil || got != want || want == "" && text != "0001-01-01T00:00:00Z" && len(s.Findings) != 1 {
			t.Errorf("%s: %q, %v %v; want %q", text, got, err, s.Findings, want)
		}
	}
}

// Numbers since 1970 are read as decimal text.
func TestEpochs(t *testing.T) {
	for _, c := range []struct{ layout, text, want string }{
		{"unix", "1435781430.781", "2015-07-01T20:10:30.781Z"},
		{"unix", "0", "1970-01-01T00:00:00Z"},
		{"unix", "-1", "1969-12-31T23:59:59Z"},
		{"unix", "-0.5", "1969-12-31T23:59:59.5Z"},
		{"unix", "1.0000000001", ""},
		{"unix", "1.", ""},
		{"unix", ".5", ""},
		{"unix", "1e9", ""},
		{"unix", "99999999999999", ""},
		{"unix-ms", "1767229800250", "2026-01-01T01:10:00.25Z"},
		{"unix-ms", "1767229800250.5", "2026-01-01T01:10:00.2505Z"},
		{"unix-us", "1767229800250001", "2026-01-01T01:10:00.250001Z"},
		{"unix-ns", "1767229800250000001", "2026-01-01T01:10:00.250000001Z"},
		{"unix-ns", "1.5", ""},
	} {
		f, _, err := read(t, "rows: tickets\nid: id\nevents: { a: at }\nlayouts: "+c.layout+"\n", "id,at\nA,"+c.text+"\n")
		got := ""
		if len(f.Tickets) == 1 {
			got = f.Tickets[0].Events[0].At.Format(time.RFC3339Nano)
		}
		if err != nil || got != c.want {
			t.Errorf("%s %s: %q, %v; want %q", c.layout, c.text, got, err, c.want)
		}
	}
}

// Which dates need a layout to be read at all, and which are no dates.
func TestDatesThatAreNotGuessed(t *testing.T) {
	for text, refused := range map[string]bool{
		"03/04/2026": true, "3.4.26 9:00": true, "02-03-2026T09:00": true, "02/Mar/26 9:00 AM": true, "2. März 2026": false, "1-2 days": false, "n/a": false, "12": false,
	} {
		_, s, err := read(t, "rows: tickets\nid: id\nevents: { a: at }\nzone: UTC\n", "id,at\nA,"+text+"\n")
		if refused != (err != nil && strings.Contains(err.Error(), "is not guessed")) || !refused && len(s.Findings) != 1 {
			t.Errorf("%s: %v %v", text, err, s.Findings)
		}
	}
}
