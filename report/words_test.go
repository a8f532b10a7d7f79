package report_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rickb777/date/v2"

	"github.com/upheld/upheld/metrics"
	"github.com/upheld/upheld/penalty"
	"github.com/upheld/upheld/report"
	"github.com/upheld/upheld/sla"
)

// constants gives the values of the string constants of a type, from the source
// of a package.
func constants(t *testing.T, folder, name string) []string {
	t.Helper()
	values := constantsOf(t, folder)[name]
	if len(values) == 0 {
		t.Fatalf("no constants of %s.%s", folder, name)
	}
	return values
}

// parsed are the string constants of packages, by folder and type.
var parsed sync.Map

func constantsOf(t *testing.T, folder string) map[string][]string {
	t.Helper()
	if known, ok := parsed.Load(folder); ok {
		return known.(map[string][]string)
	}
	files, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			if of, ok := spec.Type.(*ast.Ident); ok {
				if text, ok := spec.Values[0].(*ast.BasicLit); ok && text.Kind == token.STRING {
					value, _ := strconv.Unquote(text.Value)
					all[of.Name] = append(all[of.Name], value)
				}
			}
			return true
		})
	}
	parsed.Store(folder, all)
	return all
}

// Every word of an enumeration that a result can hold is put into words. One
// that is made of several words shows that: it has hyphens, pages do not.
func TestEveryEnumerationIsPutIntoWords(t *testing.T) {
	at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	outcome := func(o sla.Outcome) report.View {
		o.Objective = "x"
		return report.Summary(&sla.Result{Outcomes: []sla.Outcome{o}})
	}
	for _, c := range []struct {
		folder, name string
		page         func(word string) report.View
	}{
		{"penalty", "Verdict", func(w string) report.View { return outcome(sla.Outcome{Verdict: sla.Verdict(w)}) }},
		{"sla", "Reason", func(w string) report.View { return outcome(sla.Outcome{Reason: sla.Reason(w)}) }},
		{"metrics", "Reason", func(w string) report.View { return outcome(sla.Outcome{Reason: sla.Reason(w)}) }},
		{"metrics", "Bucket", func(w string) report.View {
			return outcome(sla.Outcome{Ledger: metrics.Ledger{{From: at, To: at.Add(time.Hour), Bucket: metrics.Bucket(w)}}})
		}},
		{"sla", "FindingCode", func(w string) report.View {
			return report.Summary(&sla.Result{Findings: []sla.Finding{{Code: sla.FindingCode(w)}}})
		}},
		{"sla", "NoteCode", func(w string) report.View {
			return report.Ticket(sla.Explanation{Because: []sla.Note{{Code: sla.NoteCode(w)}}})
		}},
		{"sla", "Phase", func(w string) report.View {
			return report.Ticket(sla.Explanation{Reading: sla.Reading{Phase: sla.Phase(w)}})
		}},
		{"penalty", "LineState", func(w string) report.View {
			return report.Credits(penalty.Statement{From: date.Date(1), To: date.Date(2), Lines: []penalty.Line{{State: penalty.LineState(w)}}})
		}},
	} {
		for _, w := range constants(t, c.folder, c.name) {
			page := written(t, c.page(w), report.Text)
			for line := range strings.Lines(page) {
				if strings.Contains(line, w) && strings.Contains(w, "-") && strings.Trim(line, "- \n") != "" {
					t.Errorf("%s.%s %q is not put into words: %s", c.folder, c.name, w, line)
				}
			}
		}
	}
	ofStatements := []penalty.FindingCode{penalty.MissingCharge, penalty.UnreadableCharge, penalty.MissingQuantity, penalty.CalculatorFailed, penalty.CalculatorUnit, penalty.CalculatorNegative, penalty.ChargePeriod, penalty.BreachUndated, penalty.MissingDays,
		penalty.StatementUnit, penalty.StatementBackwards, penalty.StatementState, penalty.StatementRepeated}
	for _, kind := range constants(t, "penalty", "FindingCode") {
		if slices.Contains(ofStatements, penalty.FindingCode(kind)) {
			continue
		}
		for value, want := range map[string]string{kind: ")", kind + " below 95% (10%)": ", below 95% (10%))"} {
			page := written(t, report.Summary(&sla.Result{Findings: []sla.Finding{
				{Code: sla.FindingCredits, Subject: "x", Path: "rules[0]", Value: value},
			}}), report.Text)
			if strings.Contains(page, "rules[0] "+kind) || !strings.Contains(page, "x (rules[0]: ") || strings.Contains(page, ", )") || !strings.Contains(strings.Join(strings.Fields(page), " "), want) {
				t.Errorf("%s is not put into words:\n%s", value, page)
			}
		}
	}
	for _, kind := range ofStatements {
		page := written(t, report.Credits(penalty.Statement{Problems: []penalty.Finding{{Code: kind}}}), report.Text)
		if strings.Contains(page, string(kind)) {
			t.Errorf("%s is not put into words:\n%s", kind, page)
		}
	}
}
