package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// Without flags the program judges the sample, and says so first.
//
// By hand, from sample/orders.csv. Orders 11 (shipped), 12 (no time of delivery)
// and 13 (canceled) do not count.
//
//	order  purchased  delivered        promised  by the date  by the instant
//	01     January    9 Feb, 16:20     10 Feb    on time      on time
//	02     January    25 Jan, 0:00:00  25 Jan    on time      on time
//	03     January    25 Jan, 0:00:01  25 Jan    on time      late
//	04     January    30 Jan, 23:59:59 30 Jan    on time      late
//	05     February   12 Feb, 0:00:00  11 Feb    late         late
//	06     February   29 Feb, 18:00    29 Feb    on time      late
//	07     February   1 Mar, 8:00      29 Feb    late         late
//	08     February   20 Feb, 14:00    28 Feb    on time      on time
//	09     March      12 Mar, 23:59:59 13 Mar    on time      on time
//	10     March      13 Mar, 13:00    13 Mar    on time      late
//	14     March      20 Mar, 10:00    15 Mar    late         late
//
// Order 01 was purchased in the last second of January, order 05 in the first of
// February.
func TestDeliverySample(t *testing.T) {
	want := figures{Delivered: 11, ByDate: 8, ByTimestamp: 4, ByMonth: map[string]month{
		"2024-01": {ByDate: 4, ByTimestamp: 2, Total: 4},
		"2024-02": {ByDate: 2, ByTimestamp: 1, Total: 4},
		"2024-03": {ByDate: 2, ByTimestamp: 1, Total: 3},
	}}
	var out, notes bytes.Buffer
	if err := run([]string{"-json"}, &out, &notes); err != nil {
		t.Fatal(err)
	}
	var got figures
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}

	out.Reset()
	if err := run(nil, &out, nil); err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(out.String(), "\n")
	if !strings.HasPrefix(first, "A sample of invented orders.") || notes.String() != first+"\n" {
		t.Errorf("the first line is %q, the note beside the JSON %q", first, &notes)
	}
	for _, line := range []string{
		"11 orders were delivered.\n",
		"Delivered by the end of the promised day: 8, 72.7272%\n", // of 8/11, cut off
		"Delivered by the promised instant: 4, 36.3636%\n",
		"4 came on the promised day: on time by the date, late by the instant.\n", // 03, 04, 06, 10
		"2024-03           3             2      1      66.66%                1      2      33.33%\n",
	} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%q is not on the page:\n%s", line, &out)
		}
	}
}
