package htmlcheck_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rickb777/date/v2"
	"github.com/shopspring/decimal"
	"golang.org/x/net/html"

	"github.com/upheld/upheld/internal/unseen"
	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// FuzzTextsAreNeverMarkup puts a text into every name and every fact of pages. Read by a
// parser, each page has the elements and attributes that it has with another text, and
// says the text, without what could disturb, in every place in which it says the other.
func FuzzTextsAreNeverMarkup(f *testing.F) {
	for _, text := range []string{
		"x", "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "' onmouseover='alert(1)", "</title><script>", "</style>", "<!--", "-->", "]]>", "<![CDATA[",
		"&lt;script&gt;", "&#60;", "&amp", "\x00", "a\r\nb", "\u2028", "\u202eabc\u2066", "\ufeff", "\xff\xfe", "\xc3(", "</bdi></p></main>", "<svg><script>", "<plaintext>",
		"{{.}}", "javascript:alert(1)", strings.Repeat("a", 300), strings.Repeat("界", 1200), strings.Repeat("<", 199) + "\u0301b", "%s%d%!", "\\\"", "`", "<base href=//x>", "é\u200d\u200c",
	} {
		f.Add(text)
	}
	const other = "qxq"
	want := map[string]*html.Node{}
	for name, v := range pages(other) {
		want[name] = parsed(f, v)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.TrimSpace(cleaned(text)) == "" { // what has no name has no element
			return
		}
		for name, v := range pages(text) {
			compare(t, name, want[name], parsed(t, v), other, cleaned(text))
		}
	})
}

// inChinese names the page of which only the elements are compared: in Chinese, terms of
// an agreement are put into words.
const inChinese = "summary in Chinese"

// pages are pages that say a text in each place in which a fact or a name may stand.
func pages(s string) map[string]report.View {
	whole, _ := metrics.Percent("100%").Weight()
	at := func(day, hour int) time.Time { return time.Date(2026, time.March, day, hour, 0, 0, 0, time.UTC) }
	trace := []sla.Segment{
		{From: at(2, 9), To: at(2, 12), Kind: sla.Running, Counted: 3 * time.Hour, Cause: s},
		{From: at(2, 12), To: at(2, 13), Kind: sla.Paused, Cause: s},
		{From: at(2, 13), To: at(2, 17), Kind: sla.Running, Counted: 4 * time.Hour, Cause: s},
	}
	breach := func(group string) sla.Breach {
		return sla.Breach{
			Objective: s, Ticket: s, Cycle: 2, Target: s, Within: sla.Within(s), Calendar: s, Group: sla.Attrs{{s, group}}, Grade: s,
			StartedAt: at(2, 9), DueAt: at(2, 14), BreachedAt: at(2, 14), StoppedAt: at(2, 17), Overrun: 3 * time.Hour, Elapsed: 7 * time.Hour, Allowed: 4 * time.Hour, Trace: trace,
		}
	}
	outcome := sla.Outcome{
		Objective: s, Title: s, From: at(1, 0), To: at(32, 0), Verdict: sla.Missed, Final: true, Promised: "99%",
		Attained: metrics.ShareOf(9, 10), Margin: metrics.NumberOf(metrics.ShareOf(1, 1).Rat()), Good: 9, Total: 10,
		Breaches: []sla.Breach{breach("a" + s), breach("b" + s), breach("a" + s)},
	}
	group := outcome
	group.Group, group.Breaches = sla.Attrs{{s, s}}, nil
	service := sla.Outcome{Objective: "service", Title: s, From: at(1, 0), To: at(3, 0), Verdict: sla.Missed, Final: true, Promised: "99.9%", Attained: metrics.TimeShareOf(47*time.Hour, 48*time.Hour),
		Ledger: metrics.Ledger{
			{From: at(1, 0), To: at(2, 0), Bucket: metrics.Up, Counted: true, State: s, Cause: s},
			{From: at(2, 0), To: at(2, 1), Bucket: metrics.Down, Counted: true, State: s, Cause: s, Weight: whole},
			{From: at(2, 1), To: at(2, 2), Bucket: metrics.Excluded, State: s, Cause: s, Weight: whole},
			{From: at(2, 2), To: at(3, 0), Bucket: metrics.Up, Counted: true, State: s, Cause: s},
		}}
	amount, _ := penalty.NewAmount(decimal.NewFromInt(5), "EUR")
	statement := penalty.Statement{
		ID: s, Agreement: s, Title: s, Provider: s, Customer: s, Corrects: s, Claim: penalty.Claim(s), From: date.New(2026, 3, 1), To: date.New(2026, 4, 1), Total: amount,
		Lines: []penalty.Line{{Objective: s, Group: s, Rule: s, Refers: s, Amount: amount, State: penalty.Claimable, ClaimBy: date.New(2026, 4, 30)}},
	}
	result := &sla.Result{
		Agreement: s, Title: s, Provider: s, Customer: s, Zone: "UTC", From: at(1, 0), To: at(32, 0), AsOf: at(33, 0),
		Outcomes: []sla.Outcome{outcome, group, service}, Statements: []penalty.Statement{statement},
		Findings: []sla.Finding{{Code: sla.FindingWindow, Subject: s, Path: s, Value: s}},
	}
	explanation := sla.Explanation{
		Ticket: s, Title: s, AsOf: at(33, 0), Zone: "UTC", Trace: trace, Because: []sla.Note{{Code: sla.NoteStopped, Path: s, Value: s}, {Code: sla.NoteAttribute, Path: "priority", Value: s}},
		Reading: sla.Reading{Objective: s, Clock: s, Cycle: 1, Phase: sla.PhaseStopped, Verdict: sla.Missed, Target: s, Within: sla.Within(s), Calendar: s,
			StartedAt: at(2, 9), DueAt: at(2, 14), StoppedAt: at(2, 17), Elapsed: 7 * time.Hour, Wall: 8 * time.Hour, Overrun: 3 * time.Hour,
			Alarms: []sla.Alarm{{Key: s, At: at(2, 13), Mark: "80%", Tell: []string{s}}}},
	}
	before := sla.Spec{ID: s, Title: s, Provider: s, Customer: s, Zone: "UTC", Objectives: []sla.Objective{{ID: "a", Title: s, Attain: "90%"}}}
	after := before
	after.Objectives = []sla.Objective{{ID: "a", Title: "b" + s, Attain: "95%"}}
	linked := func(to report.Ref) string { return "page.html" }
	return map[string]report.View{
		"summary": report.Summary(result).Link(linked), "ticket": report.Ticket(explanation).Link(linked), "credits": report.Credits(statement).Link(linked),
		"amendment": report.Amendment(before, after), inChinese: report.Summary(result).In(report.SimplifiedChinese),
	}
}

// cleaned is a text as a page says it: on one line, without what is not seen.
func cleaned(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			b.WriteByte(' ')
		case r == utf8.RuneError || unseen.Is(r) && !unseen.Spelling(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func parsed(t testing.TB, v report.View) *html.Node {
	t.Helper()
	var page bytes.Buffer
	if err := v.Write(&page, report.HTML); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(&page)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// compare walks two pages at once.
func compare(t *testing.T, place string, want, got *html.Node, other, text string) {
	t.Helper()
	switch {
	case want == nil && got == nil:
		return
	case want == nil || got == nil || want.Type != got.Type || len(want.Attr) != len(got.Attr):
		t.Fatalf("%s: other nodes: %s, want %s", place, show(got), show(want))
	case want.Type == html.TextNode:
		says(t, place, want.Data, got.Data, other, text)
	case want.Data != got.Data:
		t.Fatalf("%s: <%s>, want <%s>", place, got.Data, want.Data)
	}
	for i, a := range want.Attr {
		b := got.Attr[i]
		if a.Key != b.Key || a.Namespace != b.Namespace {
			t.Fatalf("%s: the attribute %s, want %s", place, b.Key, a.Key)
		}
		says(t, place+" "+a.Key, a.Val, b.Val, other, text)
	}
	within := place
	if want.Type == html.ElementNode {
		within += "/" + want.Data
	}
	a, b := want.FirstChild, got.FirstChild
	for a != nil || b != nil {
		compare(t, within, a, b, other, text)
		a, b = a.NextSibling, b.NextSibling
	}
}

// says fails if a place does not say the text where it says the other text, whole or cut
// after 200 or 1,000 characters.
func says(t *testing.T, place, want, got, other, text string) {
	t.Helper()
	want = strings.ReplaceAll(want, other, text)
	want, got = digest.ReplaceAllString(want, ""), digest.ReplaceAllString(got, "")
	if want == got || strings.HasPrefix(place, inChinese) {
		return
	}
	for _, most := range []int{200, 1000} {
		if runes := []rune(want); len(runes) > most && got == string(runes[:most])+"…" {
			return
		}
	}
	t.Fatalf("%s: %q, want %q", place, got, want)
}

// digest is the digest of a result, which depends on the text.
var digest = regexp.MustCompile(` Result [0-9a-f]{64}$`)

func show(n *html.Node) string {
	if n == nil {
		return "nothing"
	}
	return fmt.Sprintf("%q %v", n.Data, n.Attr)
}
