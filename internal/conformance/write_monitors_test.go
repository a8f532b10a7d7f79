package main

import (
	"os"
	"strings"
	"testing"
)

// An entry of a monitor passes, or fails and says what contradicts what.
func TestContradictionsOfMonitors(t *testing.T) {
	const (
		icinga = `{"name": "x", "states": [{"at": 900, "state": 2, "previous": 0}], "downtimes": [DOWN], "start": 1000, "end": END, ANSWERS}`
		nagios = `{"name": "x", "start": 100, "end": END, "events": [{"at": 100, "what": "state", "state": "UP"}, EVENTS], "expected": {ANSWERS}}`
		stop   = `{"at": 200, "what": "monitoring stopped"}, {"at": 300, "what": "monitoring started"}`
		pause  = `{"at": 200, "what": "downtime start"}, {"at": 300, "what": "downtime end"}`
	)
	for _, c := range []struct{ file, text, end, more, answers, want string }{
		{icingaFile, icinga, "1300", `{"start": 1100, "end": 1300}`, `"expected_host": "66.6667"`, ""},
		{icingaFile, icinga, "1300", `{"start": 1100, "end": 1300}`, `"expected_host": "66.6666"`, "a figure of 66.6666; the facts make 66.6667"},
		{icingaFile, icinga, "1300", `{"start": 1100, "end": 1300}`, `"expected_host": null`, `a figure of "", and the facts have data for 300ms`},
		{icingaFile, icinga, "1300", `{"start": 1100, "end": 1050}`, `"expected_host": "0.0000"`, `an error is "", and 1 downtimes end before they start`},
		{icingaFile, icinga, "1300", `{"start": 1100, "end": 1050}`, `"sound_value": "error"`, ""},
		{icingaFile, icinga, "1300", `{"start": 1100, "end": 1100}`, `"sound_value": "error"`, `an error is "error", and 0 downtimes end before they start`},
		{icingaFile, icinga, "1000", ``, `"expected_error": "end must be after start", "expected_host": null`, ""},
		{icingaFile, icinga, "1000", ``, `"expected_host": "0.0000"`, "it must lie after from"},
		{nagiosFile, nagios, "400", stop, `"up": 200, "not_running": 100`, ""},
		{nagiosFile, nagios, "400", stop, `"up": 199, "not_running": 100`, "got in up 3m20s, want in up 3m19s"},
		{nagiosFile, nagios, "400", stop + `, {"at": 350, "what": "state", "state": "CRITICAL"}`, `"up": 150, "not_running": 100, "critical": 50`, ""},
		{nagiosFile, nagios, "400", stop + `, {"at": 250, "what": "state", "state": "CRITICAL"}`, `"up": 100, "not_running": 100, "critical": 100`, ""},
		{nagiosFile, nagios, "400", stop + `, {"at": 300, "what": "state", "state": "CRITICAL"}`, `"up": 100, "not_running": 100, "critical": 100`, ""},
		{nagiosFile, nagios, "400", pause, `"up": 300, "up_scheduled": 100`, ""},
		{nagiosFile, nagios, "400", pause, `"up_scheduled": 99`, "got in up excluded 1m40s, want in up excluded 1m39s"},
		{nagiosFile, nagios, "400", pause, `"up": 1.5`, "up of 1.5, which is no number of seconds"},
		{nagiosFile, nagios, "400", strings.Replace(stop, "300", "199", 1), `"up": 300`, "a stop that ends before it begins"},
		{nagiosFile, nagios, "400", strings.Replace(pause, "300", "199", 1), `"up": 300`, "a downtime that ends before it begins"},
		{nagiosFile, nagios, "100", stop, `"up": 0`, "a window that ends before it begins"},
		{nagiosFile, nagios, "400", stop, `"days": {"1970-01-01": {"up": 200}}`, ""},
		{nagiosFile, nagios, "400", stop, `"days": {"1970-01-02": {"up": 0}}`, "figures of 1970-01-02, which is outside the window"},
		{nagiosFile, nagios, "400", stop, `"up": 200}, "check_sum": {"sum_of_buckets": 300, "period": 300, "equal": true`, ""},
		{nagiosFile, nagios, "400", stop, `"up": 200}, "check_sum": {"sum_of_buckets": 299, "period": 299, "equal": true`, "a sum of 299 s of 299 s, equal: true, in a window of 300 s"},
		{nagiosFile, nagios, "400", stop, `"up": 200}, "check_sum": {"sum_of_buckets": 300, "period": 299, "equal": true`, "a sum of 300 s of 299 s, equal: true, in a window of 300 s"},
	} {
		text := strings.NewReplacer("DOWN", c.more, "EVENTS", c.more, "ANSWERS", c.answers, "END", c.end).Replace(c.text)
		got := runOne(t, &results{topic: "availability"}, runAvailability, os.DirFS("testdata/cases/availability"), c.file, "cases", "x", []byte(text))
		lines := strings.Join(got.lines, "\n")
		if got.run != 1 || got.unsupported > 0 || (c.want == "") != (got.failed == 0) || !strings.Contains(lines, c.want) {
			t.Errorf("%s\n%s\ngot  %s %s\nwant %q", c.file, text, got.summary(), lines, c.want)
		}
	}
}
