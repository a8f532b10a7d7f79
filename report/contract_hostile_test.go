package report_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// A party, a role or any other text that looks like markup stays a text: it opens no
// tag, no cell, no line, no link and no heading.
func TestHostileTextsOfAContract(t *testing.T) {
	unescaped := regexp.MustCompile("(^|[^\\\\])([<>|`*_~#]|\\[)")
	for _, hostile := range []string{
		"</td><script>alert(1)</script>", "| x |", "a\n\n# b\n\n- c", "[x](javascript:alert(1))", "**b** _i_ `c` ~s~", "```\n", "\u202egnp", "# h", "1. one", "---",
	} {
		f := filler{metric: metrics.Availability{}, rule: penalty.Tiers{}}
		var spec sla.Spec
		f.fill("Spec", reflect.ValueOf(&spec).Elem(), 0)
		for _, leaf := range f.leaves {
			leaf.set(hostile, 7)
		}
		spec.Document.Parties[0].Name = hostile
		spec.Document.Roles[hostile] = sla.Role{Title: hostile, RACI: map[string]string{hostile: hostile}}
		for _, literate := range []bool{false, true} {
			if literate {
				spec.Document.Clauses = []sla.Clause{{Clause: hostile, Title: hostile, Text: []string{hostile, "- " + hostile, "| a | b |\n|---|---|\n| " + hostile + " | c |", "1. " + hostile}}}
			}
			page := written(t, report.ContractOf(spec), report.Markdown)
			columns := 0
			for _, line := range strings.Split(page, "\n") {
				if strings.ContainsRune(line, '\u202e') {
					t.Fatalf("%q turns the direction of writing: %q", hostile, line)
				}
				bare := line
				row := strings.HasPrefix(line, "| ")
				if row {
					cells := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
					if columns > 0 && cells != columns {
						t.Fatalf("%q makes a cell: %q", hostile, line)
					}
					columns = cells
					bare = strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(line, `\|`, ""), "|", ""), "<br>", "")
				} else {
					columns = 0
				}
				bare = strings.TrimLeft(bare, "#")
				if strings.HasPrefix(bare, "- **") {
					bare = strings.ReplaceAll(bare, "**", "")
				}
				if at := unescaped.FindString(bare); at != "" {
					t.Fatalf("%q opens %q in %q", hostile, at, line)
				}
			}
			spec.Document.Purpose = "" // it may have several paragraphs
			if text := written(t, report.ContractOf(spec), report.Text); !literate && strings.Contains(text, "\n# b") || strings.ContainsRune(text, '\u202e') {
				t.Errorf("%q makes a line:\n%s", hostile, text)
			}
		}
	}
}
