package report_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// checkHTML fails on what a page must not have: scripts, anything that loads, an id
// twice, a reference to no id, a picture without a name, characters that disturb.
func checkHTML(t *testing.T, page string) {
	t.Helper()
	for _, bad := range []string{"<script", "<link", "<img", "<iframe", "<object", "@import", "javascript:", "<meta http-equiv=\"refresh"} {
		if strings.Contains(strings.ToLower(page), bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for _, found := range regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(found[1], "#") {
			t.Errorf("the page loads %q", found[1])
		}
	}
	ids := map[string]bool{}
	for _, found := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if ids[found[1]] {
			t.Errorf("the id %q occurs twice", found[1])
		}
		ids[found[1]] = true
	}
	for _, found := range regexp.MustCompile(`(?:aria-labelledby="|aria-describedby="|href="#|url\(#)([^")]*)[")]`).FindAllStringSubmatch(page, -1) {
		if !ids[found[1]] {
			t.Errorf("nothing has the id %q", found[1])
		}
	}
	if pictures, names := strings.Count(page, `role="img"`), len(regexp.MustCompile(`<title id="p[0-9]+">[^<]`).FindAllString(page, -1)); pictures != names {
		t.Errorf("%d pictures and %d names", pictures, names)
	}
	for _, part := range []string{`<html lang="`, `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`, `<main id="main">`, "<title>", "<h1>", "</html>\n"} {
		if strings.Count(page, part) != 1 {
			t.Errorf("the page has %d times %s", strings.Count(page, part), part)
		}
	}
	checkPage(t, page)
}

// Texts of facts are never markup: each is escaped, on one line, without characters that
// are not seen, and cut if it is long.
func TestHTMLKeepsHostileTexts(t *testing.T) {
	for text, want := range map[string]string{
		`<script>alert(1)</script>`:             `&lt;script&gt;alert(1)&lt;/script&gt;`,
		`"><img src=x onerror=alert(1)>`:        `&#34;&gt;&lt;img src=x onerror=alert(1)&gt;`,
		`a' b & c &lt;`:                         `a&#39; b &amp; c &amp;lt;`,
		"INC\u202e\u2066txt":                    "INC\ufffd\ufffdtxt",
		"a\x00\x1b[31m\x7f":                     "a\ufffd\ufffd[31m\ufffd",
		"a\nb\tc":                               "a b c",
		"bad\xff":                               "bad\ufffd",
		"مرحبا 4117 שלום":                       "مرحبا 4117 שלום",
		strings.Repeat("W", 200):                strings.Repeat("W", 200),
		strings.Repeat("W", 201):                strings.Repeat("W", 200) + "…",
		strings.Repeat("&", 201):                strings.Repeat("&amp;", 200) + "…",
		strings.Repeat("工", 300):                strings.Repeat("工", 200) + "…",
		"]]><!-- --><style>":                    "]]&gt;&lt;!-- --&gt;&lt;style&gt;",
		"می\u200cخواهم":                         "می\u200cخواهم",
		strings.Repeat("a\u0301", 100) + "left": strings.Repeat("a\u0301", 100) + "…",
	} {
		page := string(pageWith(t, text, report.HTML))
		checkHTML(t, page)
		if !strings.Contains(page, "<bdi>"+want+"</bdi></th>") {
			t.Errorf("no %q on the page", want)
		}
	}
}

// A link leads to a page, relative or over http, and nowhere else.
func TestLinksLeadToPagesOnly(t *testing.T) {
	r := evaluated(t, sla.Month(2026, time.March), day(t, "31 23:59"))
	for address, want := range map[string]string{
		"":                                "",
		"tickets/a.html":                  "tickets/a.html",
		"/ticket/a?b=c&d":                 "/ticket/a?b=c&amp;d",
		"https://desk.example/a":          "https://desk.example/a",
		"HTTP://desk.example/a":           "HTTP://desk.example/a",
		"a/b:c":                           "a/b:c",
		"?q=a:b":                          "?q=a:b",
		"#a:b":                            "#a:b",
		"javascript:alert(1)":             "",
		"JavaScript:alert(1)":             "",
		" javascript:alert(1)":            "",
		"java\nscript:alert(1)":           "",
		"\x01javascript:alert(1)":         "",
		"data:text/html,x":                "",
		"mailto:a@b.example":              "",
		"INC:1":                           "",
		`\\host\share`:                    "",
		"a b":                             "",
		"a\u202eb":                        "",
		`x"onclick="alert(1)`:             `x&#34;onclick=&#34;alert(1)`,
		"https://desk.example/\u200bpage": "",
	} {
		page := written(t, report.Summary(r).Link(func(report.Ref) string { return address }), report.HTML)
		if !strings.HasPrefix(address, "#") {
			checkHTML(t, page)
		}
		found := regexp.MustCompile(`<a href="([^"]*)"><bdi>INC`).FindStringSubmatch(page)
		switch {
		case want == "" && found != nil:
			t.Errorf("%q leads to %q", address, found[1])
		case want != "" && (found == nil || found[1] != want):
			t.Errorf("%q leads to %q, want %q", address, found, want)
		}
	}
}

// Links are asked for with what a page of its own needs.
func TestLinksNameTheirSubject(t *testing.T) {
	r := evaluated(t, sla.Month(2026, time.March), day(t, "31 23:59").Add(time.Hour))
	asked := map[report.Ref]bool{}
	page := written(t, report.Summary(r).Link(func(to report.Ref) string { asked[to] = true; return "x" }), report.HTML)
	for b := range r.Breaches() {
		if to := (report.Ref{Ticket: b.Ticket, Objective: b.Objective, Cycle: b.Cycle}); !asked[to] {
			t.Errorf("nothing asked for %+v", to)
		}
	}
	if text := written(t, report.Summary(r).Link(func(report.Ref) string { return "x" }), report.Text); strings.Contains(text, "href") {
		t.Error("the text has links")
	}
	if strings.Count(page, "<a href=\"x\"") < 2 {
		t.Errorf("too few links on the page")
	}
	if statement := (report.Ref{Statement: r.Statement().ID}); !asked[statement] {
		t.Errorf("nothing asked for %+v", statement)
	}
}

// A page of a ticket and of a statement lead back to the page above, before their title.
func TestPagesLeadBack(t *testing.T) {
	r := evaluated(t, sla.Month(2026, time.March), day(t, "31 23:59").Add(time.Hour))
	k := waiting(t)
	for name, c := range map[string]struct {
		of   report.View
		want report.Ref
	}{
		"ticket":    {report.Ticket(agreement(t).Explain(&k, "resolution", r.AsOf)), report.Ref{Objective: "resolution"}},
		"statement": {report.Credits(r.Statement()), report.Ref{Agreement: "acme-support"}},
	} {
		page := written(t, c.of.Link(func(to report.Ref) string {
			if to == c.want {
				return "up.html"
			}
			return ""
		}), report.HTML)
		checkHTML(t, page)
		if link, title := strings.Index(page, `<a href="up.html">`), strings.Index(page, "<h1>"); link < 0 || link > title {
			t.Errorf("%s: no link before the title", name)
		}
		if page := written(t, c.of, report.HTML); strings.Contains(page, `class="way"`) {
			t.Errorf("%s: a link without an address", name)
		}
	}
}

// lightOn gives the class of the light in the only row of a summary, and its words.
func lightOn(t testing.TB, v report.View) (class, words string) {
	t.Helper()
	page := written(t, v, report.HTML)
	found := regexp.MustCompile(`<span class="b ([a-z]+)(?: t)?"><svg[^>]*><use[^>]*/></svg><bdi>([^<]*)</bdi></span>(?: <span class="why"><bdi>([^<]*)</bdi></span>)?`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no light on:\n%s", page)
	}
	return found[1], strings.TrimSuffix(found[2]+"; "+found[3], "; ")
}

// TestLights holds the lights against the rule, on both sides of each boundary.
func TestLights(t *testing.T) {
	share := func(good, total int64) metrics.Figure { return metrics.ShareOf(good, total) }
	open := func(stands sla.Stands, best metrics.Figure) sla.Outcome {
		return sla.Outcome{Reason: sla.Undecided, Attained: best, Ahead: &sla.Ahead{Stands: stands, Best: best, Worst: best}}
	}
	steps := report.Lights{Amber: "50%", Steps: []metrics.Percent{"20%", "80%"}}
	for name, c := range map[string]struct {
		of     sla.Outcome
		lights report.Lights
		class  string
		words  string
	}{
		"missed by a hair": {sla.Outcome{Verdict: sla.Missed, Attained: share(8999, 10_000)}, report.Lights{}, "miss", "missed"},
		// 90 % of 1,000 may miss 100: 79 are 79 % of the budget, 80 are 80 %.
		"met, 79% used":          {sla.Outcome{Verdict: sla.Met, Attained: share(921, 1000)}, report.Lights{}, "met", "met"},
		"met, 80% used":          {sla.Outcome{Verdict: sla.Met, Attained: share(920, 1000)}, report.Lights{}, "risk", "met, little left"},
		"met, all used":          {sla.Outcome{Verdict: sla.Met, Attained: share(900, 1000)}, report.Lights{}, "risk", "met, little left"},
		"met, nothing used":      {sla.Outcome{Verdict: sla.Met, Attained: share(5, 5)}, report.Lights{}, "met", "met"},
		"kept so far":            {open(sla.StandsKept, share(921, 1000)), report.Lights{}, "met", "kept so far"},
		"kept so far, 80% used":  {open(sla.StandsKept, share(920, 1000)), report.Lights{}, "risk", "kept so far, at risk"},
		"open":                   {open(sla.StandsOpen, share(1, 1)), report.Lights{}, "risk", "open"},
		"can no longer be met":   {open(sla.StandsMissed, share(1, 2)), report.Lights{}, "miss", "missed so far"},
		"not measurable":         {sla.Outcome{Verdict: sla.NotMeasurable, Reason: metrics.NoItems}, report.Lights{}, "none", "not measurable: nothing counted"},
		"measured only":          {sla.Outcome{Reason: sla.NothingJudged, Attained: share(1, 2)}, report.Lights{}, "none", "measured only"},
		"another amber, below":   {sla.Outcome{Verdict: sla.Met, Attained: share(951, 1000)}, steps, "met", "met; 20% of the budget used"},
		"another amber":          {sla.Outcome{Verdict: sla.Met, Attained: share(950, 1000)}, steps, "risk", "met, little left; 20% of the budget used"},
		"the highest step":       {sla.Outcome{Verdict: sla.Met, Attained: share(920, 1000)}, steps, "risk", "met, little left; 80% of the budget used"},
		"below the first step":   {sla.Outcome{Verdict: sla.Met, Attained: share(981, 1000)}, steps, "met", "met"},
		"a miss has its step":    {sla.Outcome{Verdict: sla.Missed, Attained: share(1, 1000)}, steps, "miss", "missed; 80% of the budget used"},
		"a maximum has a budget": {sla.Outcome{Verdict: sla.Met, Attained: share(8, 100), Promised: "at most 10%"}, report.Lights{}, "risk", "met, little left"},
		"a length has no budget": {sla.Outcome{Verdict: sla.Met, Attained: metrics.LengthOf(39 * time.Hour), Promised: "at most 40h"}, report.Lights{}, "met", "met"},
		"lost time has a budget": {sla.Outcome{Verdict: sla.Met, Attained: metrics.LengthOf(4 * time.Hour), Promised: "at most 5h",
			Ledger: metrics.Ledger{{From: day(t, "01 00:00"), To: day(t, "02 00:00"), Bucket: metrics.Up, Counted: true}}}, report.Lights{}, "risk", "met, little left"},
		"a mean of repairs has none": {sla.Outcome{Verdict: sla.Met, Metric: "repair", Attained: metrics.LengthOf(4 * time.Hour), Promised: "at most 5h",
			Ledger: metrics.Ledger{{From: day(t, "01 00:00"), To: day(t, "02 00:00"), Bucket: metrics.Up, Counted: true}}}, report.Lights{}, "met", "met"},
	} {
		o := c.of
		if o.Objective = "o"; o.Promised == "" {
			o.Promised = "90%"
		}
		class, words := lightOn(t, report.Summary(&sla.Result{Outcomes: []sla.Outcome{o}}).Light(c.lights))
		if class != c.class || words != c.words {
			t.Errorf("%s: %s %q, want %s %q", name, class, words, c.class, c.words)
		}
	}
}

// A rule of lights that cannot be read is refused, with what to write.
func TestLightsAreRefused(t *testing.T) {
	for want, l := range map[string]report.Lights{
		`report: lights: amber "0%": out of range: write a share above 0% and at most 100%, such as 80%`:   {Amber: "0%"},
		`report: lights: amber "101%": out of range: write a share above 0% and at most 100%, such as 80%`: {Amber: "101%"},
		`report: lights: step "20%": conflicts with another term: write the least step first, and each step once`: {
			Steps: []metrics.Percent{"20%", "20%"},
		},
	} {
		var page strings.Builder
		if err := report.Summary(nil).Light(l).Write(&page, report.HTML); err == nil || err.Error() != want || page.Len() > 0 {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// HTML has at most 500 rows of a list, whatever Rows says; the rest is counted.
func TestHTMLListsAtMost500Rows(t *testing.T) {
	for n, want := range map[int]string{500: "", 501: "", 502: "and 2 more", 3000: "and 2500 more"} {
		o := sla.Outcome{Objective: "o", Verdict: sla.Missed}
		for i := range n {
			o.Breaches = append(o.Breaches, sla.Breach{Ticket: fmt.Sprintf("INC-%d", i)})
		}
		page := written(t, report.Summary(&sla.Result{Outcomes: []sla.Outcome{o}}).Rows(0), report.HTML)
		rows := strings.Count(page, "<bdi>INC-")
		if want == "" && rows != n || want != "" && (rows != 500 || !strings.Contains(page, want)) {
			t.Errorf("%d breaches: %d rows", n, rows)
		}
		var findings []string
		for i := range n {
			findings = append(findings, fmt.Sprintf("INC-%d", i))
		}
		trace := sla.Explanation{Ticket: "INC"}
		for range findings {
			trace.Trace = append(trace.Trace, sla.Segment{Kind: "unheard-of"})
		}
		page = written(t, report.Ticket(trace), report.HTML)
		if rows := strings.Count(page, "unheard-of"); want == "" && rows != n || want != "" && (rows != 500 || !strings.Contains(page, want)) {
			t.Errorf("%d stretches: %d rows", n, rows)
		}
	}
}

// Each kind of figure has its marks, its table in Text and Markdown, and no coordinate
// outside.
func TestFigures(t *testing.T) {
	page := written(t, report.Figures(), report.HTML)
	checkHTML(t, page)
	for _, x := range spotsOf(t, page, anySpot) {
		if x < 0 || x > 10_000 {
			t.Errorf("a mark at %d", x)
		}
	}
	for _, points := range regexp.MustCompile(`points="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		for _, n := range strings.FieldsFunc(points[1], func(r rune) bool { return r == ' ' || r == ',' }) {
			if x, err := strconv.Atoi(n); err != nil || x < 0 || x > 10_000 {
				t.Errorf("a point at %q", n)
			}
		}
	}
	golden(t, "figures.html", []byte(page))
	golden(t, "figures.txt", []byte(written(t, report.Figures(), report.Text)))
	golden(t, "figures.md", []byte(written(t, report.Figures(), report.Markdown)))
}
