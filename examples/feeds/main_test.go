package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
	"github.com/upheld/upheld/sla/specfile"
)

const samples = "../../sla/feeds/testdata/"

// One command on a sample of each source gives a report.
func TestEverySource(t *testing.T) {
	for _, c := range []struct {
		name, args string
		want       []string
	}{
		{"built in", "", []string{"table: 6 rows, 5 facts\n", "row-unreadable  INC0006  incidents.csv:7 opened_at  no time: soon\n", "Resolution      75%         80.00%         4 of 5  none may miss  met\n"}},
		{"jira", "-source jira -agreement ready -period 2020-06 " + samples + "jira/search_expand_changelog.json", []string{"jira: 33 rows, 33 facts\n", "60.00%       18 of 30"}},
		{"servicenow", "-source servicenow -agreement ready -period 2026-03 samples/incident.json samples/sys_audit.json", []string{"servicenow: 9 rows, 2 facts\n", "100.00%         1 of 1"}},
		{"zendesk", "-source zendesk -agreement ready -period 2026-03 samples/zendesk.json", []string{"First response  90%         50.00%         1 of 2", "Resolution      90%         50.00%         1 of 2", "8       Tue 2026-03-03 12:00  Tue 2026-03-03 12:00:01       1s\n"}},
		{"history of fields", "-map field-history -agreement ready -period 2020-08 " + samples + "zendesk/fivetran_ticket_field_history.csv", []string{"at most 720h       24h      1 counted"}},
		{"zabbix", "-source zabbix -of 20001 -agreement ready -period 2026-01 " + samples + "zabbix/synthetic_event_get_day.json", []string{"excluded                           30m  no\n", "up                   21h 23m 19s 500ms  yes\n"}},
		{"nagios", "-source nagios -of web-1/HTTP -agreement ready -period 2025-12 " + samples + "nagios/synthetic_day.log", []string{"97.90%  23h 20m of 23h 50m", "down                     30m  yes\n"}},
		{"icinga", "-source icinga -of h1/s1 -agreement ready -period 2026-01 " + samples + "icinga/synthetic_sla_history_state.csv " + samples + "icinga/synthetic_sla_history_downtime.csv", []string{"down                       6m 40s 250ms  yes\n", "excluded                         3m 20s  no\n"}},
		{"prometheus", "-source prometheus -of web/web-1:9090 -agreement ready -period 2026-01 " + samples + "prometheus/synthetic_up_day.json", []string{"up                    23h 37m  yes\n", "down                       7m  yes\n"}},
		{"statuspage", "-source statuspage -of Web -agreement ready -period 2026-06 " + samples + "statuspage/statuspage_v2_incidents.json", []string{"down                      57m 43s 62ms  yes\n"}},
		{"statuspage archive", "-map statuspage-archive -of Codespaces -agreement ready -period 2025-12 " + samples + "statuspage/cloud_host_2025q4_incidents.jsonl", []string{"down                    2h 6m  yes\n"}},
		{"pagerduty", "-source pagerduty -of DevService -agreement ready -period 2022-11 " + samples + "pagerduty/incidents_with_log_entries.json", []string{"Mean time to acknowledge  at most 15m        1s"}},
		{"opsgenie", "-source opsgenie -of 695bce3d-4621-4630-8ae1-24eb89c22d6e -agreement ready -period 2023-09 " + samples + "opsgenie/incidents.json", []string{"53s 487ms  down"}},
		{"uptimekuma", "-map uptimekuma -of 1 -agreement ready -period 2026-01 " + samples + "uptimekuma/synthetic_status_page_heartbeat.json", []string{"down                           2m 100ms  yes\n"}},
		{"alertmanager", "-map alertmanager -of https://shop.example.test -agreement ready -period 2026-01 " + samples + "prometheus/synthetic_alertmanager_webhook.json", []string{"down                       6m  yes\n"}},
		{"jira csv", "-map jira-csv -agreement ready -period 2026-03 " + samples + "jira/synthetic_issue_export.csv", []string{"time-twice-or-never  DESK-2", "DESK-1  Mon 2026-03-02 17:00  Tue 2026-03-03 12:00       3h\n"}},
		{"nps", "-map nps -agreement ready -period 2026-Q1 samples/nps.csv", []string{"Would recommend  at least 30        40      5 counted"}},
		{"csat", "-map csat -agreement ready -period 2026-Q1 samples/csat.csv", []string{"75.00%         3 of 4", "off the scale"}},
		{"icalendar", "-source icalendar -from 2026-01-01 -to 2027-01-01 " + samples + "ical/synthetic_maintenance.ics", []string{"icalendar: 4 rows, 4 facts\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			if err := run(strings.Fields(c.args), &out); err != nil {
				t.Fatal(err)
			}
			for _, want := range c.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is not in\n%s", want, &out)
				}
			}
		})
	}
}

// Every ready agreement compiles and every ready mapping is read; each mapping has its
// agreement.
func TestReadyFiles(t *testing.T) {
	all, err := fs.Glob(files, "ready/*.yaml")
	if err != nil || len(all) < 20 {
		t.Fatal(all, err)
	}
	for _, name := range all {
		if strings.HasSuffix(name, ".map.yaml") {
			if _, err := feeds.OpenMapping(files, name); err != nil {
				t.Error(err)
			}
			if _, err := fs.Stat(files, strings.TrimSuffix(name, ".map.yaml")+".yaml"); err != nil {
				t.Error(err)
			}
			continue
		}
		if _, err := specfile.Open(files, name, sla.Sources{}); err != nil && !strings.Contains(err.Error(), "holidays") {
			t.Error(err)
		}
	}
}

func TestFailAndJSON(t *testing.T) {
	var out bytes.Buffer
	csat := strings.Fields("-map csat -agreement ready -period 2026-Q1 -fail missed samples/csat.csv")
	if err := run(csat, &out); !errors.Is(err, errMissed) || !strings.Contains(out.String(), "MISSED") {
		t.Errorf("missed: %v", err)
	}
	nps := strings.Fields("-map nps -agreement ready -period 2026-Q1 -fail missed samples/nps.csv")
	if err := run(nps, &out); err != nil {
		t.Errorf("met: %v", err)
	}
	out.Reset()
	if err := run(strings.Fields("-map nps -json samples/nps.csv"), &out); err != nil {
		t.Fatal(err)
	}
	var facts sla.Facts
	if err := json.Unmarshal(out.Bytes(), &facts); err != nil || len(facts.Samples) != 5 {
		t.Errorf("%v: %s", err, &out)
	}
	out.Reset()
	if err := run(strings.Fields("-map nps -json -agreement ready -period 2026-Q1 samples/nps.csv"), &out); err != nil {
		t.Fatal(err)
	}
	if result, err := sla.ReadResult(bytes.TrimSpace(out.Bytes())); err != nil || len(result.Outcomes) != 1 {
		t.Errorf("%v: %s", err, &out)
	}
}

func TestCommandsThatCannotBe(t *testing.T) {
	for args, want := range map[string]string{
		"-map nps":                      "name the files to read",
		"-source jyra x":                "-source jyra: one of table, jira",
		"-source table samples/nps.csv": "give -map",
		"-map nps -agreement ready samples/nps.csv":                                  "give -period",
		"-map nps -fail missed samples/nps.csv":                                      "-fail needs -agreement",
		"-map nps -fail late samples/nps.csv":                                        "only -fail missed is known",
		"-map nps -of x samples/nps.csv":                                             "-of x: the exports have facts about recommend",
		"-map nps none.csv":                                                          "none.csv",
		"-map nps -agreement ready -period 2026-Q9 samples/nps.csv":                  "-period 2026-Q9",
		"-source zabbix -zone Nowhere x":                                             "-zone Nowhere",
		"-map incidents samples/nps.csv":                                             `the table has no column "number"`,
		"-source icalendar " + samples + "ical/synthetic_maintenance.ics":            "From and To are needed",
		"-map nps -agreement ready -period 2026-Q1 -as-of yesterday samples/nps.csv": "-as-of yesterday",
	} {
		if err := run(strings.Fields(args), &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", args, err, want)
		}
	}
}

// The sample is reported in a language without other flags.
func TestTheSampleInChinese(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"-lang", "zh-Hans"}, &out); err != nil || !strings.Contains(out.String(), "2 项目标全部达成，1 次超时。") {
		t.Errorf("%v\n%s", err, out.String())
	}
	for _, args := range [][]string{{"-lang", "fr"}, {"-lang", "zh-Hans", "-source", "jira"}} {
		if err := run(args, &out); err == nil {
			t.Errorf("%v is accepted", args)
		}
	}
}
