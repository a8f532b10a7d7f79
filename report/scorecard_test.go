package report_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// TestScorecard compares the scorecard of four results with files.
func TestScorecard(t *testing.T) {
	page := report.Scorecard(scored(t)...).At(berlin(t))
	for _, l := range []struct {
		language report.Language
		ending   string
	}{{report.English, ""}, {report.SimplifiedChinese, ".zh-Hans"}} {
		for ending, f := range map[string]report.Format{".txt": report.Text, ".md": report.Markdown, ".html": report.HTML} {
			var out bytes.Buffer
			if err := page.In(l.language).Write(&out, f); err != nil {
				t.Fatal(err)
			}
			golden(t, "scorecard"+l.ending+ending, out.Bytes())
		}
	}
}

// scored are results of March: of a customer that lost most, of one that is open, of one
// without promises, and of one with everything kept.
func scored(t *testing.T) []*sla.Result {
	march := sla.Month(2026, time.March)
	closed := day(t, "31 23:00").Add(2 * time.Hour)
	missed, open, kept, measured := evaluated(t, march, closed), evaluated(t, march, day(t, "26 12:00")), evaluated(t, march, closed), evaluated(t, march, closed)
	missed.Title, missed.Customer = "Support", "Acme GmbH"
	missed.Names = map[string]map[string]string{"zh-Hans": {"title": "支持服务", "objectives.portal": "客户门户"}}
	open.Title, open.Customer = "Support, so far", "Acme Nord"
	kept.Title, kept.Customer = "Telephone", "Acme Süd"
	measured.Title, measured.Customer, measured.Statements = "", "日本支社", nil
	kept.Outcomes, kept.Statements = kept.Outcomes[:1], nil
	for i := range measured.Outcomes {
		o := &measured.Outcomes[i]
		o.Verdict, o.Reason, o.Promised = "", sla.NothingJudged, ""
	}
	return []*sla.Result{measured, kept, nil, open, missed}
}

// card is a result with outcomes in the words of a table: "missed", "met", "tight" (all of
// the budget used), "kept", "risk" and "open" for an open period, "lost" for one that can only
// miss, and "measured".
func card(title string, outcomes ...string) *sla.Result {
	r := &sla.Result{Agreement: title, Title: title}
	for i, word := range outcomes {
		o := sla.Outcome{Objective: fmt.Sprint("o", i), Period: sla.Month(2026, time.March), Promised: "90%", Final: true}
		open := func(stands sla.Stands, good int64) {
			o.Final, o.Reason = false, sla.Undecided
			o.Ahead = &sla.Ahead{Stands: stands, Best: metrics.ShareOf(good, 10)}
		}
		switch word {
		case "missed":
			o.Verdict, o.Attained = sla.Missed, metrics.ShareOf(8, 10)
		case "met":
			o.Verdict, o.Attained = sla.Met, metrics.ShareOf(10, 10)
		case "tight":
			o.Verdict, o.Attained = sla.Met, metrics.ShareOf(9, 10)
		case "kept":
			open(sla.StandsKept, 10)
		case "risk":
			open(sla.StandsKept, 9)
		case "open":
			open(sla.StandsOpen, 10)
		case "lost":
			open(sla.StandsMissed, 8)
		case "measured":
			o.Reason, o.Promised = sla.NothingJudged, ""
		}
		r.Outcomes = append(r.Outcomes, o)
	}
	return r
}

// A row says what it has most of, and the worst row stands first, whatever the order in
// which the results are given.
func TestTheWorstStandsFirst(t *testing.T) {
	want := []struct {
		title    string
		outcomes []string
		says     string
	}{
		{"a", []string{"met", "missed", "lost", "missed"}, "3 of 4 missed"},
		{"b", []string{"missed", "tight", "open", "open"}, "1 of 4 missed, 2 open, 1 met with little left"},
		{"c", []string{"missed", "open"}, "1 of 2 missed, 1 open"},
		{"d", []string{"met", "missed"}, "1 of 2 missed"},
		{"e", []string{"risk", "tight"}, "1 of 2 at risk, 1 met with little left"},
		{"g", []string{"kept", "open"}, "1 of 2 open"},
		{"f", []string{"tight", "met"}, "1 of 2 met with little left"},
		{"h", []string{"met", "met", "measured"}, "2 of 3 met"},
		{"i", nil, "none judged"},
	}
	draw := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		var results []*sla.Result
		for _, i := range draw.Perm(len(want)) {
			results = append(results, card(want[i].title, want[i].outcomes...))
		}
		page := written(t, report.Scorecard(results...), report.Markdown)
		at := -1
		for _, w := range want {
			row := fmt.Sprintf("| %s | %s |", w.title, w.says)
			next := strings.Index(page, row)
			if next <= at {
				t.Fatalf("%q is not there in its place:\n%s", row, page)
			}
			at = next
		}
		if !strings.Contains(page, "4 of 9 agreements missed a promise, 1 more is at risk, 1 is open.") {
			t.Fatal(page)
		}
	}
	for name, c := range map[string]struct {
		result *sla.Result
		says   string
	}{
		"kept":          {card("x", "kept", "met"), "2 of 2 kept so far"},
		"measured only": {card("x", "measured"), "none judged"},
	} {
		if page := written(t, report.Scorecard(c.result), report.Markdown); !strings.Contains(page, "| x | "+c.says+" |") || !strings.Contains(page, "None of 1 agreements missed a promise.") {
			t.Errorf("%s:\n%s", name, page)
		}
	}
}

// The months of an agreement are one agreement, and it counts by its worst month.
func TestAScorecardCountsAgreements(t *testing.T) {
	page := written(t, report.Scorecard(card("x", "met"), card("x", "missed"), card("x", "open"), card("y", "open"), card("y", "met")), report.Markdown)
	if !strings.Contains(page, "1 of 2 agreements missed a promise, 1 is open.") || strings.Count(page, "| x |") != 3 {
		t.Error(page)
	}
}

// Rows leaves out the best, and says how many of those left out have a miss.
func TestRowsOfAScorecard(t *testing.T) {
	var results []*sla.Result
	for i := range 30 {
		word := "met"
		if i >= 10 {
			word = "missed"
		}
		results = append(results, card(fmt.Sprintf("n%02d", i), word))
	}
	for rows, want := range map[int]string{5: "and 25 more rows, 15 of them with a miss", 20: "and 10 more rows |", 0: "", 29: ""} {
		page := written(t, report.Scorecard(results...).Rows(rows), report.Markdown)
		if !strings.Contains(page, want) || want == "" && (strings.Contains(page, "more rows") || !strings.Contains(page, "| n09 |")) {
			t.Errorf("Rows(%d) does not say %q:\n%s", rows, want, page)
		}
	}
}

// The rule of the lights decides what is at risk, and rows lead to pages of agreements.
func TestLightsAndLinksOfAScorecard(t *testing.T) {
	half := card("x", "met")
	half.Outcomes[0].Attained = metrics.ShareOf(95, 100) // half of the budget
	for amber, says := range map[metrics.Percent]string{"": "1 of 1 met", "50%": "1 of 1 met with little left"} {
		page := written(t, report.Scorecard(half).Light(report.Lights{Amber: amber}).Link(func(ref report.Ref) string { return "page-" + ref.Agreement + ".html" }), report.HTML)
		if !strings.Contains(page, says) || !strings.Contains(page, `href="page-x.html"`) {
			t.Errorf("amber from %q:\n%s", amber, page)
		}
	}
	for _, empty := range []report.View{report.Scorecard(), report.Scorecard(nil, nil)} {
		if page := written(t, empty, report.Text); !strings.Contains(page, "No results.") {
			t.Error(page)
		}
	}
}
