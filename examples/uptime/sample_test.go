package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"reflect"
	"strings"
	"testing"
)

// Without flags the program judges the sample, and says so first.
//
// By hand, from the folder sample, of each day with an outage:
//
//	shop, 1 March: down from 23:57, cut at midnight                  3 min
//	shop, 2 March: the other 10 min, to the degraded check           not counted
//	shop, 3 March: 90 s, half up                                     2 min
//	shop, 4 March: 89 s                                              1 min
//	blog, 2 March: down at the first check, at 6:00, up at 6:30      30 min
//	blog, 4 March: 29 s                                              0 min
//	blog, 5 March: 20 s and 10 s, rounded once                       1 min
//
// docs was never down: 5 days are 7,200 min, and degraded is not down.
//
// shop was monitored for 5 days and half a second, 7200.0083… min. Officially 6
// min down: 1 − 6/7200.0083… = 99.91667 %. By the checks 3 min + 90 s + 89 s =
// 359 s of 432,000.5 s: 99.91690 %; with the outage that does not count 959 s:
// 99.77801 %.
//
// blog was monitored for 4 days, 5,760 min. Officially 31 min down: 99.46181 %. By
// the checks 30 min + 29 s + 30 s = 1,859 s of 345,600 s: 99.46209 %.
func TestUptimeSample(t *testing.T) {
	var out, notes bytes.Buffer
	if err := run([]string{"-json"}, &out, &notes); err != nil {
		t.Fatal(err)
	}
	got := decode(t, out.Bytes())
	for site, want := range map[string]map[string]string{
		"sample/shop": {
			"period_minutes": "7200.008", "official_minutes_down": "6", "uptime_pct_from_official_minutes": "99.9167",
			"uptime_pct_from_checks": "99.9169", "uptime_pct_from_checks_without_exclusions": "99.7780",
		},
		"sample/blog": {
			"period_minutes": "5760.000", "official_minutes_down": "31", "uptime_pct_from_official_minutes": "99.4618",
			"uptime_pct_from_checks": "99.4621", "uptime_pct_from_checks_without_exclusions": "99.4621",
		},
		"sample/docs": {
			"period_minutes": "7200.000", "official_minutes_down": "0", "uptime_pct_from_official_minutes": "100.0000",
			"uptime_pct_from_checks": "100.0000", "uptime_pct_from_checks_without_exclusions": "100.0000",
		},
	} {
		for member, w := range want {
			if g := got["sites"].(map[string]any)[site].(map[string]any)[member].(json.Number).String(); g != w {
				t.Errorf("%s: %s is %s, want %s", site, member, g, w)
			}
		}
	}
	sample, err := fs.Sub(files, "sample")
	if err != nil {
		t.Fatal(err)
	}
	f, _ := judged(t, sample)
	days := map[string]map[string]int64{
		"sample/shop": {"2026-03-01": 3, "2026-03-03": 2, "2026-03-04": 1},
		"sample/blog": {"2026-03-02": 30, "2026-03-05": 1},
	}
	if !reflect.DeepEqual(f.Days, days) {
		t.Errorf("minutes down by day: %v, want %v", f.Days, days)
	}
	checkNotCounted(t, f, "sample/shop", "2026-03-02", "10.0000")
	if len(f.NotCounted) != 1 {
		t.Errorf("not counted: %v", f.NotCounted)
	}

	out.Reset()
	if err := run(nil, &out, nil); err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(out.String(), "\n")
	if !strings.HasPrefix(first, "A sample of invented checks.") || notes.String() != first+"\n" {
		t.Errorf("the first line is %q, the note beside the JSON %q", first, &notes)
	}
	for _, line := range []string{
		"sample/shop   2026-03-01 to 2026-03-06   6              99.9167    99.9169              10m0s\n",
		"2026-03-05   1         sample/blog\n",
		"2026-03-02 00:00:00   10m      not_counted   sample/shop\n",
	} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%q is not on the page:\n%s", line, &out)
		}
	}
}
