package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla/specfile"
)

func output(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(args, &out); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return out.String()
}

func TestTheMonthsReport(t *testing.T) {
	page := output(t)
	for _, want := range []string{
		"Acme support agreement", "First response", "94.33%", "50 of 53", "1 too many", // 95 % of 53 are 50.35
		"INC-4104", "Sun 2026-03-29 01:35", // in the night the clocks change
		"Customer portal", "739h 51m 30s of 741h", "1200.00 EUR", "announced maintenance", // the notice was in time
		"INC-4150", "INC-4151", // the findings
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the report does not say %q:\n%s", want, page)
		}
	}
	if markdown := output(t, "-format", "markdown"); !strings.Contains(markdown, "| First response | 95% | 94.33% |") {
		t.Error(markdown)
	}
	var result struct {
		Outcomes []struct{ Objective, Verdict, Attained string }
	}
	if err := json.Unmarshal([]byte(output(t, "-format", "json")), &result); err != nil {
		t.Fatal(err)
	}
	if o := result.Outcomes[0]; o.Objective != "first-response" || o.Verdict != "missed" || o.Attained != "50 of 53" {
		t.Errorf("%+v", o)
	}
}

func TestTheTables(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "tables")
	printed := output(t, "-format", "csv", "-out", dir)
	if n := strings.Count(printed, ".csv\n"); n != 18 {
		t.Errorf("%d files:\n%s", n, printed)
	}
	for name, want := range map[string]string{
		"fact_outcome":  "acme-support/first-response,acme-support,first-response,2026-03,2026-03-01,2026-02-28 23:00:00,2026-03-01 00:00:00,", // Berlin
		"fact_breach":   ",INC-4104,1,,objectives[0].targets[0],",
		"fact_credit":   ",1200.00,EUR,claimable,2026-04-30,",
		"fact_calendar": "acme-support,office,2026-04-03,0,0,closed\n", // Good Friday
		"dim_name":      "acme-support,zh-Hans,objectives.portal,acme-support/portal,,,客户门户\n",
	} {
		data, err := os.ReadFile(filepath.Join(dir, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		if text := string(data); !strings.HasPrefix(text, "\ufeff") || !strings.Contains(text, want) {
			t.Errorf("%s does not hold %q:\n%s", name, want, text)
		}
	}
	if err := run([]string{"-format", "csv"}, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "-out") {
		t.Errorf("without a folder: %v", err)
	}
}

// In the middle of the month the report is of what was known then.
// The report in Chinese: figures as in the mock-up of the design, names of the agreement.
func TestTheMonthsReportInChinese(t *testing.T) {
	page := output(t, "-lang", "zh-Hans")
	for _, want := range []string{
		"Acme 支持服务协议\n", "4 项目标中 1 项达成，3 项未达成，8 次超时。Northwind Hosting 应向 Acme GmbH 抵扣 1,200.00 欧元，申请\n截止 2026年4月30日。4 处疑点。", "首次响应", "94.33%", "50 / 53", "超出 1 件",
		"红队", "22 / 26", "不超过 40 小时", "739 小时 51 分钟 30 秒 / 741 小时", "2026年3月29日 周日 01:35", "10 个自然日，当日结束前",
		"不低于 99.0% 且低于 99.9%：12,000.00 欧元的 10% = 1,200.00 欧元", "申请截止  2026年4月30日，月末后 30 天内",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the report does not say %q:\n%s", want, page)
		}
	}
	if ticket := output(t, "-lang", "zh-Hans", "-explain", "INC-4115"); !strings.Contains(ticket, "未达成，超时 3 小时 10 分钟。") || !strings.Contains(ticket, "“办公时间”之外") {
		t.Error(ticket)
	}
	if err := run([]string{"-lang", "fr"}, new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "zh-Hans") {
		t.Errorf("an unknown language: %v", err)
	}
}

func TestAnEarlierLook(t *testing.T) {
	page := output(t, "-as-of", "2026-03-10T12:00")
	if strings.Contains(page, "INC-4153") || strings.Contains(page, "1200.00 EUR owed") {
		t.Errorf("it knows the future:\n%s", page)
	}
}

func TestATicketIsExplained(t *testing.T) {
	page := output(t, "-explain", "INC-4114")
	for _, want := range []string{
		"Sat 2026-03-07 09:10", "outside office", "15h 25m", "25m", "\n\nINC-4114: Resolution\n", "none, time counts on office (",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the explanation does not say %q:\n%s", want, page)
		}
	}
	if err := run([]string{"-explain", "INC-0"}, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "INC-0") {
		t.Errorf("a ticket that does not exist: %v", err)
	}
}

func TestAnIncidentIsShown(t *testing.T) {
	page := output(t, "-incident", "OUT-32")
	for _, want := range []string{"Incident OUT-32", "58.48%", "The promise is missed;", "emergency patch (CHG-13)", "0s", "INC-4148"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
	if err := run([]string{"-incident", "OUT-23"}, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), `did you mean "OUT-32"?`) {
		t.Errorf("an incident that does not exist: %v", err)
	}
}

func TestFilesOfYourOwn(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	agreement := write("mine.yaml", `sla: v1
id: mine
zone: UTC
clocks: { fix: { start: opened, stop: closed } }
policies: { profile: exact }
objectives:
  - { id: fix, clock: fix, targets: [{ within: 4h, calendar: 24x7 }], attain: 90%, period: month, counts: started }
`)
	facts := write("mine.json", `{"tickets": [{"id": "A", "events": [{"at": "2026-05-04T08:00:00Z", "name": "opened"}, {"at": "2026-05-04T12:00:00Z", "name": "closed"}]}]}`)
	args := []string{"-agreement", agreement, "-facts", facts, "-period", "2026-05", "-as-of", "2026-06-01"}
	if page := output(t, args...); !strings.Contains(page, "100.00%") {
		t.Error(page)
	}
	write("mine.yaml", strings.Replace(readFile(t, agreement), "4h", "4hs", 1))
	if err := run(args, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "mine.yaml:7:") {
		t.Errorf("a mistake in the agreement: %v", err)
	}
	write("mine.yaml", strings.Replace(readFile(t, agreement), "4hs", "4h", 1))
	write("mine.json", `{"tickets": [{"id": "A", "evnets": []}]}`)
	if err := run(args, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "evnets") {
		t.Errorf("a mistake in the facts: %v", err)
	}
}

// The facts of one desk are never judged by the agreement of another.
func TestOwnFilesAreNotMixedWithTheBuiltInOnes(t *testing.T) {
	for want, args := range map[string][]string{
		"give both":    {"-facts", "march.json", "-period", "2026-03"},
		"or neither":   {"-agreement", "acme.yaml", "-period", "2026-03"},
		"give -period": {"-agreement", "acme.yaml", "-facts", "march.json"},
	} {
		if err := run(args, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want an error that says %q", args, err, want)
		}
	}
}

// Without -as-of the report is of the end of the period: it is final.
func TestThePeriodHasEndedUnlessTold(t *testing.T) {
	args := []string{"-agreement", "acme.yaml", "-facts", "march.json", "-period", "2026-03"}
	if page := output(t, args...); page != output(t, append(args, "-as-of", "2026-04-01")...) || !strings.Contains(page, "final") {
		t.Error(page)
	}
}

func TestTheProgramExplainsItself(t *testing.T) {
	if schema := output(t, "-schema"); schema != string(specfile.Schema()) {
		t.Error("-schema prints another schema than the package has")
	}
	var out bytes.Buffer
	if err := run([]string{"-help"}, &out); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-help: %v", err)
	}
	for _, want := range []string{"files of your own", "-as-of", "the end of the period if absent", "-schema"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("-help does not say %q:\n%s", want, out.String())
		}
	}
}

// An agreement may name a country: the official holidays are known.
func TestHolidaysOfACountryAreKnown(t *testing.T) {
	page := output(t, "-agreement", "../first/agreement.yaml", "-facts", "../first/facts.json", "-period", "2026-02")
	// Sixteen hours from Thursday 16:00: 4 on two days, 8 on the make-up Saturday
	// after a pause, and the last 4 after the Spring Festival.
	if !strings.Contains(page, "Tue 2026-02-24 13:00") {
		t.Error(page)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
