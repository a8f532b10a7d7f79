package main

import (
	"bytes"
	"strings"
	"testing"
)

// Without flags the program judges the sample, and says so first.
//
// By hand, from the sample and the agreement. "Given" is the due time in the
// sample and "rule" the due time of the agreement if it is another. Met or missed
// is by the given due time and by the rule; the label is the city's.
//
//	01 dead animal, 1 business day   closed in the second due       met            ONTIME
//	02 the same                      closed a second later          missed         OVERDUE
//	03 Fri 16 Jan 17:00, day over    due Wed: Mon 19 is a holiday   met            ONTIME
//	04 Fri 16 Jan 16:59:59           given without the 59 s of the
//	                                 rule, closed between           missed, met    OVERDUE
//	05 rodents, 30 calendar days     closed in the second due       met            ONTIME
//	06 the same                      closed a second later          missed         OVERDUE
//	07 cart return, 13 Feb: 10 days  closed 25 Feb, due 2 Mar       met            ONTIME
//	08 the same, 17 Feb: now 5 days  closed 25 Feb, due 24 Feb      missed         OVERDUE
//	09 new cart, 11 Dec: 15 days     closed 5 Jan, due 4 Jan        missed         OVERDUE
//	10 the same, 14 Dec: 1 January
//	   is now known to be a holiday  closed 5 Jan, due 6 Jan        met            ONTIME
//	11 tree, open                    due 31 May 2016                met            ONTIME
//	12 sign, open                    due 17 Nov 2015                missed         OVERDUE
//	13 notification                  without a due time             -              ONTIME
//	14 dead animal                   closed before it was opened    met            ONTIME
//	15 special collection            a type without a rule          met, -         ONTIME
//	16 sign                          without a label                met            -
//	17 sign, 10 business days        given as if Labor Day were a
//	                                 business day, closed between   missed, met    OVERDUE
//	18 dead animal, on a Saturday    given 60 s after the rule,
//	                                 closed between                 met, missed    ONTIME
//	19 dead animal                   closed on time, and labelled
//	                                 otherwise                      met            OVERDUE
//
// Given, of the 17 with a due time and a label (not 13, 16): met are 1, 3, 5, 7,
// 10, 11, 14, 15, 18 and 19, 10 of 17; without the open 11 and 12, 9 of 15. By the
// rule, of 16 (not 15 either): 1, 3, 4, 5, 7, 10, 11, 14, 17 and 19.
//
// Label and given agree in all but 19: 16 of 17. Label and rule differ in 4, 17
// and 19 (OVERDUE, met) and in 18 (ONTIME, missed): 12 of 16 agree.
//
// Due times, of the 17 with a given due time and a rule (not 13, 15): 4 is 59 s
// apart in one minute, 18 is 60 s apart, 17 is a day apart, 14 are equal.
//
// Lengths, of the 16 that were closed, and not before they were opened (not 11,
// 12, 14). Open hours are 8:30 to 17:00, 8.5 h a day:
//
//	case  open time                                    seconds    elapsed
//	01    8 h + 0.5 h                                   30,600     86,400
//	02    7 h + 1.5 h + 1 s                             30,601     86,401
//	03    3.5 h of Tuesday                              12,600    327,600
//	04    1 s + 8 h 29 min 30 s                         30,571    345,571
//	05    19 days + 3.5 h                              594,000  2,588,400 (30 days less the hour of March)
//	06    19 days + 4.5 h + 1 s                        597,601  2,588,401
//	07    1 h + 6 days + 7.5 h                         214,200  1,036,800
//	08    1 h + 5 days + 7.5 h                         183,600    691,200
//	09    5 h + 14 days + 3.5 h                        459,000  2,160,000
//	10    5 h + 13 days + 3.5 h                        428,400  1,900,800
//	13    7 h + 1.5 h                                   30,600     86,400
//	15    1.5 h: Patriots' Day is a holiday              5,400     86,400
//	16    7 h + 8 days + 1.5 h                         275,400  1,123,200
//	17    8 h + 8 days + 6.5 h                         297,000  1,231,200
//	18    8.5 h + 30 s                                  30,630    336,630
//	19    6 h                                           21,600     21,600
//	                                                 3,241,803 14,697,003
//
// In order: 5,400, 12,600, 21,600, 30,571, 30,600, 30,600, 30,601, 30,630 (the
// 8th, half of 16), …, 594,000 (the 15th, at least 14.4), 597,601 (the 16th, at
// least 15.2).
func TestBostonSample(t *testing.T) {
	var out, notes bytes.Buffer
	if err := run([]string{"-json"}, &out, &notes); err != nil {
		t.Fatal(err)
	}
	compare(t, "sample", decode(t, out.Bytes()), decode(t, []byte(`{
		"evaluation": {
			"rows": 19, "rows_with_target": 18, "rows_without_target": 1, "labelled_with_target": 17, "label_blank": 1,
			"status_from_given_target": {"match": 16, "of": 17},
			"no_target_all_ontime": true,
			"target_reproduction": {"of": 17, "types": 6, "exact_second": 14, "same_minute": 15, "within_60s": 15, "within_90s": 16, "same_day": 16},
			"status_from_predicted_target": {"match": 12, "of": 16,
				"ONTIME->ONTIME": 7, "ONTIME->OVERDUE": 1, "OVERDUE->ONTIME": 3, "OVERDUE->OVERDUE": 5}
		},
		"attainment_official": {
			"overall": {"met": 10, "total": 17, "pct": 58.8235},
			"closed_only": {"met": 9, "total": 15, "pct": 60},
			"by_month": {
				"2015-01": {"met": 2, "total": 4, "pct": 50}, "2015-02": {"met": 2, "total": 4, "pct": 50},
				"2015-03": {"met": 1, "total": 1, "pct": 100}, "2015-04": {"met": 1, "total": 1, "pct": 100},
				"2015-05": {"met": 1, "total": 1, "pct": 100}, "2015-06": {"met": 2, "total": 2, "pct": 100},
				"2015-09": {"met": 0, "total": 1, "pct": 0}, "2015-11": {"met": 0, "total": 1, "pct": 0},
				"2015-12": {"met": 1, "total": 2, "pct": 50}
			},
			"top10": {
				"Pick up Dead Animal": {"year": {"met": 5, "total": 7, "pct": 71.4286}},
				"Sign Repair": {"year": {"met": 0, "total": 2, "pct": 0}},
				"Special Collection": {"year": {"met": 1, "total": 1, "pct": 100}}
			}
		},
		"attainment_model": {
			"overall": {"met": 10, "total": 16, "pct": 62.5},
			"by_month": {
				"2015-01": {"met": 3, "total": 4, "pct": 75}, "2015-02": {"met": 2, "total": 4, "pct": 50},
				"2015-03": {"met": 1, "total": 1, "pct": 100},
				"2015-05": {"met": 0, "total": 1, "pct": 0}, "2015-06": {"met": 2, "total": 2, "pct": 100},
				"2015-09": {"met": 1, "total": 1, "pct": 100}, "2015-11": {"met": 0, "total": 1, "pct": 0},
				"2015-12": {"met": 1, "total": 2, "pct": 50}
			}
		},
		"durations": {
			"all": {"cases": 16, "business_seconds_sum": 3241803, "business_seconds_p50": 30630, "business_seconds_p90": 594000,
				"business_seconds_p95": 597601, "elapsed_seconds_sum": 14697003},
			"top10": {"Rodent Activity": {"cases": 2, "business_seconds_sum": 1191601, "business_seconds_p50": 594000,
				"business_seconds_p90": 597601, "business_seconds_p95": 597601, "elapsed_seconds_sum": 5176801}},
			"excluded_closed_before_opened": 1
		}
	}`)))

	out.Reset()
	if err := run(nil, &out, nil); err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(out.String(), "\n")
	if !strings.HasPrefix(first, "A sample of invented requests.") || notes.String() != first+"\n" {
		t.Errorf("the first line is %q, the note beside the JSON %q", first, &notes)
	}
	for _, line := range []string{
		"19 requests, 18 of them with a due time given to the resident.\n",
		"On time: 10 of 17, 58.8235 %. Of those already closed: 60.0000 %.\n",
		"The rules in the agreement give the city's due time to the minute for 15 of 17 requests,\n",
		"to the day for 16, and its verdict for 12 of 16.\n",
		"16 closed requests took 3241803 seconds of open time; half of them at most 30630, nine in ten at most 594000.\n",
	} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%q is not on the page:\n%s", line, &out)
		}
	}
}
