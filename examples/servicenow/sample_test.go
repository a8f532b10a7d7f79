package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// sampled runs the program on a sample: its figures, and its page after the line
// that says that the log is invented.
func sampled(t *testing.T, args ...string) (*figures, string) {
	t.Helper()
	var out, notes bytes.Buffer
	if err := run(append(args, "-json"), &out, &notes); err != nil {
		t.Fatal(err)
	}
	var f figures
	if err := json.Unmarshal(out.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if err := run(args, &out, nil); err != nil {
		t.Fatal(err)
	}
	first, page, _ := strings.Cut(out.String(), "\n")
	if !strings.HasPrefix(first, "A sample of an invented log.") || notes.String() != first+"\n" {
		t.Errorf("the first line is %q, the note beside the JSON %q", first, &notes)
	}
	return &f, page
}

// Without flags the program judges the sample of the ServiceNow log, and says so
// first.
//
// By hand, from the sample. 7 March 2016 and 4 April 2016 are Mondays. Time from
// opening to closing, and whether the record says that the agreement was kept:
//
//	P3   14:00-23:00, limit 62 h        whole days, limit 153 h 22 min   record
//	A    6 × 9 h + 8 h = 62 h           156 h                            kept
//	B    62 h 1 min                     156 h 1 min                      missed
//	C    7 × 9 h = 63 h                 153 h 22 min                     kept
//	D    63 h                           153 h 23 min                     missed
//	K    5 × 9 h = 45 h                 112 h                            kept
//	P4   12:00-24:00, 175 h 28 min      14:00-23:00, limit 134 h         record
//	E    14 × 12 h + 7 h 28 min         14 × 9 h + 5 h 28 min            kept
//	F    175 h 29 min                   131 h 29 min                     missed
//	G    178 h                          14 × 9 h + 8 h = 134 h           kept
//	H    178 h 1 min                    134 h 1 min                      missed
//	P2   I missed, P1 J kept
//
// From opening to resolution in hours, and how many of them were waiting: A 24,
// B 96 (48), C 72 (24), D 24 + 6 (resolved, and opened again a day later), E 72
// (24), F 36 (an unknown state says nothing), G 24 (6), H 6, I 6, J 2 (closed
// without being resolved), K 1: 369 hours, 102 of them waiting, 27.6423 %. I was
// opened on 31 March.
//
// Impact and urgency give the priority of all but K, which they would make P4.
func TestServiceNowSample(t *testing.T) {
	f, page := sampled(t)
	if f.Log != "servicenow" || f.Tickets != 11 || f.Events != 65 { // 43 rows, and two of each incident
		t.Errorf("%s: %d tickets, %d events", f.Log, f.Tickets, f.Events)
	}
	rules := map[string]rule{
		"P3 Mon-Fri 14:00-23:00, open to close <= 62 h": {5, 4, "80.0000", map[string]int64{"true->true": 2, "true->false": 1, "false->false": 2}},
		"P3 Mon-Fri 24 h, <= 153 h 22 min":              {5, 4, "80.0000", map[string]int64{"true->true": 2, "true->false": 1, "false->false": 2}},
		"P4 Mon-Fri 12:00-24:00, <= 175 h 28 min":       {4, 3, "75.0000", map[string]int64{"true->true": 1, "true->false": 1, "false->false": 2}},
		"P4 Mon-Fri 14:00-23:00, <= 134 h":              {4, 3, "75.0000", map[string]int64{"true->true": 2, "false->true": 1, "false->false": 1}},
	}
	if !reflect.DeepEqual(f.Rules, rules) {
		t.Errorf("rules: %+v\nwant %+v", f.Rules, rules)
	}
	if f.Matrix.Of != 11 || f.Matrix.Match != 10 {
		t.Errorf("matrix: %+v", f.Matrix)
	}
	shares := map[string]map[string]share{
		"all": {"": *f.MadeSLA}, "month": f.ByMonth, "priority": f.ByPriority, "category": f.Top10,
	}
	wantShares := map[string]map[string]share{
		"all":      {"": {6, 11, "54.5455"}},
		"month":    {"2016-03": {2, 5, "40.0000"}, "2016-04": {4, 6, "66.6667"}},
		"priority": {"1": {1, 1, "100.0000"}, "2": {0, 1, "0.0000"}, "3": {3, 5, "60.0000"}, "4": {2, 4, "50.0000"}},
		"category": {"network": {2, 4, "50.0000"}, "software": {4, 7, "57.1429"}},
	}
	if !reflect.DeepEqual(shares, wantShares) {
		t.Errorf("recorded: %+v\nwant %+v", shares, wantShares)
	}
	const hour = 3600
	want := work{
		effort: effort{11, 369 * hour, 102 * hour, "27.6423", "33.5"},
		ByMonth: map[string]effort{
			"2016-03": {5, 228 * hour, 72 * hour, "31.5789", "45.6"},
			"2016-04": {6, 141 * hour, 30 * hour, "21.2766", "23.5"},
		},
		ByPriority: map[string]effort{
			"1": {1, 2 * hour, 0, "0.0000", "2.0"}, "2": {1, 6 * hour, 0, "0.0000", "6.0"},
			"3": {5, 223 * hour, 72 * hour, "32.2870", "44.6"}, "4": {4, 138 * hour, 30 * hour, "21.7391", "34.5"},
		},
	}
	if !reflect.DeepEqual(f.Work, want) {
		t.Errorf("work: %+v\nwant %+v", f.Work, want)
	}
	for _, line := range []string{
		"11 tickets with 65 events. 11 were resolved; 27.6% of the time until then was waiting for others.\n",
		"Agreement kept, as recorded: 6 of 11, 54.5%.\n",
		"The priority follows from impact and urgency for 10 of 11 incidents.\n",
	} {
		if !strings.Contains(page, line) {
			t.Errorf("the page lacks %q:\n%s", line, page)
		}
	}
}

// By hand, from the sample of the help desk log. Hours are 8:00 to 18:00 on
// weekdays; 4 March 2013 is a Monday. Responses have 8 hours, resolutions 120.
//
//	      taken in charge after   resolved after          of it waiting
//	h1    8 h                     10 h                    -
//	h2    8 h 1 s, missed         10 + 10 + 2 h = 22 h    1 + 10 + 1 h
//	h3    30 min                  1 + 11 × 10 + 9 h       -
//	h4    30 min                  120 h 1 s, missed       -
//	h5    1 h                     2 h, again after 1 h    -
//	h6    not yet, on a Saturday of May
//
// March has 3 of 4 in time by either objective, less than the 90 % promised; April
// has h5. May is not over.
func TestHelpdeskSample(t *testing.T) {
	f, page := sampled(t, "-log", "helpdesk")
	if f.Log != "helpdesk" || f.Tickets != 6 || f.Events != 25 {
		t.Errorf("%s: %d tickets, %d events", f.Log, f.Tickets, f.Events)
	}
	march, april := share{3, 4, "75.0000"}, share{1, 1, "100.0000"}
	overall := months{share{4, 5, "80.0000"}, map[string]share{"2013-03": march, "2013-04": april, "2013-05": {}}}
	for i, id := range []string{"response", "resolution"} {
		a := f.Attainment[i]
		if a.Objective != id || a.MonthsMet != 1 || a.Months != 2 || !reflect.DeepEqual(a.Overall, overall) {
			t.Errorf("%s: %+v\nwant %+v", id, a, overall)
		}
	}
	if got := f.Attainment[0].ByPriority["1"].share; got != (share{2, 3, "66.6667"}) {
		t.Errorf("responses of h1, h2 and h5: %+v", got)
	}
	if got := f.Attainment[1].ByPriority["2"].share; got != (share{1, 2, "50.0000"}) {
		t.Errorf("resolutions of h3 and h4: %+v", got)
	}
	const hour = 3600
	// 10 + 22 + 120 + 120 + 3 hours and a second; 43,200 / 990,001 = 4.36363 %.
	if want := (effort{5, 275*hour + 1, 12 * hour, "4.3636", "55.0"}); f.Work.effort != want {
		t.Errorf("work: %+v, want %+v", f.Work.effort, want)
	}
	if line := "Taken in charge within 8 working hours: 4 of 5, 80.0%. Promised: 90% each month; kept in 1 of 2."; !strings.Contains(page, line) {
		t.Errorf("the page lacks %q:\n%s", line, page)
	}
}
