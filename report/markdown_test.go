package report_test

import (
	"strings"
	"testing"

	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

func TestNothingBecomesMarkup(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain text", "plain text"},
		{"a|b", `a\|b`},
		{"*bold* _it_ `code`", "\\*bold\\* \\_it\\_ \\`code\\`"},
		{"<script>", `\<script\>`},
		{"[a](b)", `\[a\](b)`},
		{"&nbsp;", `\&nbsp;`},
		{"~~gone~~", `\~\~gone\~\~`},
		{"#12", `\#12`},
		{`back\slash`, `back\\slash`},
		{"line\nbreak\r\n\tand tab", "line break and tab"},
		{"bell\a", "bell\ufffd"},
		{"turn\u202eed", "turn\ufffded"},
		{"\xff\xfe", "\ufffd\ufffd"},
	} {
		r := &sla.Result{Outcomes: []sla.Outcome{{Objective: "x", Title: c.in, Verdict: sla.Met, Final: true}}}
		page := written(t, report.Summary(r), report.Markdown)
		if want := "| " + c.want + " | met |\n"; !strings.Contains(page, want) {
			t.Errorf("%q: no %q in\n%s", c.in, want, page)
		}
	}
}

// A sentence that begins like a list, a rule or a heading stays a sentence.
func TestNothingBecomesABlock(t *testing.T) {
	for in, want := range map[string]string{
		"- a":     `- \- a`,
		"+ a":     `- \+ a`,
		"---":     `- \---`,
		"===":     `- \===`,
		"1. a":    `- 1\. a`,
		"12) a":   `- 12\) a`,
		"1.5 is":  `- 1.5 is`,
		"# a":     `- \# a`,
		"> a":     `- \> a`,
		"    pre": `- pre`,
	} {
		e := sla.Explanation{Because: []sla.Note{{Code: sla.NoteCode(in), Value: "v", Path: "p"}}}
		page := written(t, report.Ticket(e), report.Markdown)
		if !strings.Contains(page, "\n"+want+": v (p)\n") {
			t.Errorf("%q: no %q in\n%s", in, want, page)
		}
	}
}
