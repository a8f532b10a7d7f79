package casefile_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/calendar/holidays"
	"github.com/upheld/upheld/internal/casefile"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

// badFiles gives the broken agreements of the tests of specfile: one thing is changed in
// its testdata/acme.yaml.
func badFiles(t *testing.T) (texts map[string]string) {
	t.Helper()
	data, err := os.ReadFile("../../sla/specfile/testdata/acme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "../../sla/specfile/bad_test.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	texts = map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		row, ok := n.(*ast.CompositeLit)
		if !ok || row.Type != nil || len(row.Elts) != 4 {
			return true
		}
		var texts3 [3]string
		for i := range texts3 {
			literal, ok := row.Elts[i].(*ast.BasicLit)
			if !ok {
				return true
			}
			texts3[i], _ = strconv.Unquote(literal.Value)
		}
		texts[texts3[0]] = strings.Replace(string(data), texts3[1], texts3[2], 1)
		return false
	})
	if len(texts) < 80 {
		t.Fatalf("only %d broken agreements were found", len(texts))
	}
	return texts
}

var otherLine = regexp.MustCompile(` (line \d+|[a-z]+:\d+:\d+)`)

// A mistake in an agreement of a case has its line and column in the case file. The line
// counts from the block, and the column counts the indentation.
func TestMistakesOfAnAgreementHaveTheLineOfTheCaseFile(t *testing.T) {
	for name, text := range badFiles(t) {
		_, err := specfile.Open(fstest.MapFS{"a": {Data: []byte(text)}}, "a", sla.Sources{Holidays: holidays.Official})
		var want []string
		for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
			var p *specfile.Error
			if !errors.As(e, &p) {
				t.Fatalf("%s: %v", name, e)
			}
			want = append(want, fmt.Sprintf("%d:%d: %v", p.Line+2, p.Column+3, &p.FieldError))
		}
		wrapped := "# a case\nagreement\n   " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n   ") + "\nperiod 2026-03\n  => response: met\n"
		ran, err := casefile.Suite{Files: fstest.MapFS{}}.Run("x.case", []byte(wrapped))
		if err != nil { // what a case file refuses at once: tabs, unseen characters
			line, _, _ := strings.Cut(want[0], ":")
			if !strings.HasPrefix(err.Error(), line+":") {
				t.Errorf("%s: %v, want line %s", name, err, line)
			}
			continue
		}
		var got []string
		for _, m := range ran.Cases[0].Mistakes {
			got = append(got, m.Error())
		}
		if name == "second document" { // the mark of a document stands at the start of a line, so it has another meaning here
			if len(got) != 1 {
				t.Errorf("%s: %q", name, got)
			}
			continue
		}
		for _, list := range [][]string{got, want} {
			for i, text := range list { // a message may name another line, too
				place, message, _ := strings.Cut(text, ": ")
				list[i] = place + ": " + otherLine.ReplaceAllString(message, " another line")
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s\n got %q\nwant %q", name, got, want)
		}
	}
}

// The lines below "errors" have the line in the YAML of the block, for a layer too.
func TestErrorsOfALayer(t *testing.T) {
	got := mistakes(t, `agreement desk desk.yaml
agreement other like desk
  policies:
    retarget: newest
  clocks: { resolution: { reopen: never } }
  => errors:
      2:13 policies.retarget unknown
      3:33 clocks.resolution.reopen unknown
`)
	if len(got) > 0 {
		t.Errorf("%q", got)
	}
	got = mistakes(t, "agreement desk desk.yaml\nagreement other like desk\n  policies: { retarget: newest }\nperiod 2026-03\n  => response: met\n")
	if len(got) != 1 || !strings.HasPrefix(got[0], `3:25: policies.retarget: "newest": unknown`) {
		t.Errorf("%q", got)
	}
}

// A layer of a layer stands on all of what is below it.
func TestALayerOfALayer(t *testing.T) {
	got := mistakes(t, `agreement desk desk.yaml
agreement short like desk
  objectives: [{ id: response, targets: [{ within: 10m, calendar: 24x7 }] }]
agreement warned like short
  objectives: [{ id: response, warn: [50%] }]
ticket T1 priority=P2
  Mon 2026-03-02 09:00  created
    => desk/response: due 10:00
    => short/response: due 09:10, warns 75% at 09:07:30
    => warned/response: due 09:10, warns 50% at 09:05
`)
	if len(got) > 0 {
		t.Errorf("%q", got)
	}
}
