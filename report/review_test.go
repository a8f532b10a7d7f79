package report_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/chain"
	"github.com/upheld/upheld/sla/review"
	"github.com/upheld/upheld/sla/specfile"
)

// reviewedSpec has a promise that is too high, a trigger that is too wide, an owner for
// one of two objectives, and a report to nobody.
func reviewedSpec(t *testing.T) sla.Spec {
	t.Helper()
	a, err := specfile.Parse([]byte(`
sla: v1
id: acme-support
title: Support for Acme
zone: Europe/Berlin
currency: EUR
policies: { profile: exact }
calendars: { office: { hours: mon-fri 09:00-17:00 } }
services: { desk: { title: Service desk, owner: lead } }
clocks: { resolution: { start: opened, stop: resolved } }
objectives:
  - { id: resolution, title: Resolution, service: desk, class: key, clock: resolution, targets: { within: 8h, calendar: office }, attain: 97%, period: month, counts: due }
  - { id: portal, title: Portal, availability: { of: portal, no-data: exclude, maintenance: remove, notice: 72h }, attain: 99.9%, period: month }
credits: { base: 1000.00, round: half-up, rules: [{ objective: portal, tiers: { below 99.9%: 10% } }] }
document:
  roles: { lead: { title: Lead of the desk, raci: { resolution: A } } }
  reports: [{ title: Summary, every: month, due: 5 business days }]
  review: { next: 2026-01-31, triggers: [{ objective: portal, deviation: over 10% }, { deviation: over 3 points, periods: 2 }] }
`))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func reviewedYear() (all []*sla.Result) {
	for i, n := range []int64{9433, 9380, 9612, 9544, 9401, 9577, 9689, 9325, 9550, 9498, 9390, 9310} {
		from := time.Date(2025, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
		o := sla.Outcome{Objective: "resolution", Period: sla.Month(2025, time.Month(1+i)), From: from, To: from.AddDate(0, 1, 0), Final: true,
			Attained: metrics.ShareOf(n, 10000), Promised: "97%", Verdict: sla.Missed, Total: 10000}
		all = append(all, &sla.Result{Period: o.Period, AsOf: o.To, Outcomes: []sla.Outcome{o}})
	}
	return all
}

// The page of a review with remarks of every source, and that of nothing.
func TestPagesOfReviews(t *testing.T) {
	spec := reviewedSpec(t)
	e := review.Evidence{Past: reviewedYear(), Today: date.New(2026, time.February, 1), Checked: true,
		Gaps: []chain.Gap{{Finding: sla.Finding{Code: "late", Subject: "resolution", Path: "objectives[0].relies-on[0]", Value: "2h office then 4h london"}}}}
	_, levels := review.Maturity(spec, e)
	slices.Reverse(levels) // the page puts them in order
	for name, view := range map[string]report.View{
		"review":       report.Review(spec, review.Of(spec, e), append(levels, review.Smart(spec, e)...)...),
		"review-empty": report.Review(sla.Spec{}, nil),
	} {
		for f, end := range map[report.Format]string{report.Text: ".txt", report.Markdown: ".md"} {
			var page bytes.Buffer
			if err := view.Write(&page, f); err != nil {
				t.Fatal(err)
			}
			golden(t, name+end, page.Bytes())
		}
		golden(t, name+".zh-Hans.txt", []byte(written(t, view.In(zh), report.Text)))
	}
}

// The level of the page is the level of Maturity, at each level.
func TestTheLevelOfTheReview(t *testing.T) {
	_, all := review.Maturity(sla.Spec{}, review.Evidence{})
	for level, name := range []string{1: "1 initial", 2: "2 developing", 3: "3 defined", 4: "4 quantified", 5: "5 optimising"} {
		if level == 0 {
			continue
		}
		for i := range all {
			all[i].Shown = all[i].Level <= level
		}
		var page bytes.Buffer
		if err := report.Review(sla.Spec{}, nil, all...).Write(&page, report.Markdown); err != nil {
			t.Fatal(err)
		}
		if line := "Maturity: " + name; !strings.Contains(strings.ReplaceAll(page.String(), "*", ""), line) {
			t.Errorf("level %d: no %q in\n%s", level, line, page.String())
		}
	}
}

// Every code in the documentation of package review, and every requirement, has its words.
func TestWordsOfReviews(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("..", "sla", "review", "doc.go"))
	if err != nil {
		t.Fatal(err)
	}
	var remarks []review.Remark
	for _, code := range regexp.MustCompile(`(?m)^//\t([a-z-]+)  `).FindAllStringSubmatch(string(source), -1) {
		remarks = append(remarks, review.Remark{Finding: sla.Finding{Code: sla.FindingCode(code[1])}})
	}
	if len(remarks) != 29 {
		t.Fatalf("%d codes were read", len(remarks))
	}
	_, requirements := review.Maturity(sla.Spec{}, review.Evidence{})
	requirements = append(requirements, review.Smart(sla.Spec{Objectives: []sla.Objective{{ID: "x"}}}, review.Evidence{})...)
	var page bytes.Buffer
	if err := report.Review(sla.Spec{}, remarks, requirements...).Write(&page, report.Markdown); err != nil {
		t.Fatal(err)
	}
	for _, r := range remarks {
		if code := string(r.Code); strings.Contains(page.String(), "| "+code+" |") {
			t.Errorf("%s has no words", code)
		}
	}
	for _, c := range requirements {
		if c.Code != "time-bound" && strings.Contains(page.String(), "| "+c.Code+" |") {
			t.Errorf("%s has no words", c.Code)
		}
	}
}

// A text of the agreement cannot add a row or a tag to the page.
func TestHostileReviews(t *testing.T) {
	bad := "</td><script>\n| x | `y`"
	remark := review.Remark{Finding: sla.Finding{Code: "no-owner", Subject: bad, Path: bad, Value: bad}}
	var page bytes.Buffer
	err := report.Review(sla.Spec{Title: bad, Objectives: []sla.Objective{{ID: "o", Title: bad}}}, []review.Remark{remark},
		review.Requirement{Level: 2, Code: bad, By: bad}, review.Requirement{Objective: "o", Code: bad, By: bad}, review.Requirement{Level: 9, Code: "x"}).Write(&page, report.Markdown)
	if err != nil {
		t.Fatal(err)
	}
	if text := page.String(); strings.Contains(text, "<script>") || strings.Contains(text, "\n| x |") {
		t.Errorf("a text left its cell:\n%s", text)
	}
}
