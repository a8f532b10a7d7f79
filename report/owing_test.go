package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// Without the charge that a rule needs, the page says that the amount is not known, and
// what is missing. With it, an amount that is certain stands once.
func TestTheOutlookNamesAMissingCharge(t *testing.T) {
	a, err := sla.New(sla.Spec{ID: "x", Zone: "UTC", Currency: "EUR",
		Objectives: []sla.Objective{{ID: "api", Metric: metrics.Availability{Of: "api", NoData: metrics.NoDataGood}, Attain: "99.9%", Period: sla.Monthly}},
		Credits: penalty.Spec{Base: "invoice", Round: "half-up", Rules: []penalty.Term{{Objective: "api", Rule: penalty.Tiers{
			{When: "99% to below 99.9%", Credit: "10%"}, {When: "below 99%", Credit: "25%"}}}}}})
	if err != nil {
		t.Fatal(err)
	}
	at := func(d, h int) time.Time { return time.Date(2026, time.March, d, h, 0, 0, 0, time.UTC) }
	march := sla.Month(2026, time.March)
	page := func(l report.Language, down int, charges ...sla.Charge) string {
		r, err := a.Evaluate(march, sla.Facts{Outages: []sla.Outage{{Of: "api", From: at(5, 0), To: at(5, down)}}, Charges: charges}, at(10, 0))
		if err != nil {
			t.Fatal(err)
		}
		return written(t, report.Summary(r).In(l), report.Markdown)
	}
	charge := sla.Charge{Period: march, Amount: decimal.RequireFromString("1000.00")}
	for _, c := range []struct {
		page       string
		says, nots []string
	}{
		{page(report.English, 4), []string{
			"What will be owed for what is open cannot be worked out yet.",
			"What will be owed for 2026-03 cannot be worked out yet: a charge that a rule needs was not given: invoice.",
			"| Objective | Row of the credits | Reached after |\n",
		}, []string{"0.00 EUR", "between"}},
		{page(report.SimplifiedChinese, 4), []string{
			"未结束部分的应抵扣金额尚无法计算。",
			"2026年3月的应抵扣金额尚无法计算：未提供规则所需的费用：invoice。",
		}, []string{"0.00"}},
		{page(report.English, 8, charge), []string{"For 2026-03 250.00 EUR will be owed, whatever becomes of what is known now."}, []string{"worked out", "between"}},
		{page(report.SimplifiedChinese, 8, charge), []string{"2026年3月：无论已知的情况如何发展，应抵扣 250.00 欧元。"}, []string{"无法计算"}},
		{page(report.English, 4, charge), []string{"For 2026-03 between 100.00 EUR and 250.00 EUR will be owed, whatever becomes of what is known now.", "| 250.00 EUR |"}, []string{"worked out"}},
	} {
		for _, text := range c.says {
			if !strings.Contains(c.page, text) {
				t.Errorf("%q is missing in:\n%s", text, c.page)
			}
		}
		for _, text := range c.nots {
			if strings.Contains(c.page, text) {
				t.Errorf("%q stands in:\n%s", text, c.page)
			}
		}
	}
}

// The page says why an exclusion was refused: the notice, or no maintenance. It says both
// if some were refused for the one and some for the other.
func TestThePageSaysWhyAnExclusionWasRefused(t *testing.T) {
	finding := func(path string) sla.Finding {
		return sla.Finding{Code: sla.FindingWindow, Subject: "api", Path: path, Value: "hotfix"}
	}
	late, none := finding("objectives.api.availability.notice"), finding("objectives.api.availability.maintenance")
	for name, c := range map[string]struct {
		findings []sla.Finding
		language report.Language
		want     string
	}{
		"too late":       {[]sla.Finding{late}, report.English, "It was announced later than the notice that the agreement asks for; it changes nothing."},
		"no maintenance": {[]sla.Finding{none}, report.English, "The objective states no maintenance, so that nothing is excluded; it changes nothing."},
		"both":           {[]sla.Finding{none, late}, report.English, "It was announced too late, or the agreement allows no exclusion; it changes nothing."},
		"迟":              {[]sla.Finding{late}, report.SimplifiedChinese, "公告晚于协议要求的提前时间；不影响结果。"},
		"无":              {[]sla.Finding{none}, report.SimplifiedChinese, "该目标没有约定除外，因此不除外任何时间；不影响结果。"},
	} {
		page := written(t, report.Summary(&sla.Result{Title: "T", Findings: c.findings}).In(c.language), report.Markdown)
		if !strings.Contains(page, "| "+c.want+" |") {
			t.Errorf("%s: %s", name, page)
		}
	}
}
